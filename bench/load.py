"""Load: many requests at once by wrk, or one after the other at a rate, and how they fared."""

import asyncio
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlsplit

CONNECTIONS = 32
SECONDS = 4


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    port: int
    requests: list[Request]


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one run of wrk."""

    requests: int
    rate: float
    p50: float
    p99: float
    failed: int


def check_wrk() -> None:
    """Say so at once where the load generator is missing: it is no Python package."""
    if shutil.which("wrk") is None:
        print("wrk is not there, which makes the load: install Debian's package `wrk` (apt-get install wrk)")
        sys.exit(2)


SCRIPT = """
local requests = {}
for line in io.lines("%s") do
  local parts = {}
  for part in string.gmatch(line, "[^\\t]+") do parts[#parts + 1] = part end
  local headers = {}
  for at = 2, #parts, 2 do headers[parts[at]] = parts[at + 1] end
  requests[#requests + 1] = wrk.format("GET", parts[1], headers)
end
request = function() return requests[math.random(#requests)] end
done = function(summary, latency, _)
  io.write(string.format("FOUND %%d %%d %%f %%f %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


def load(case: Case, connections: int = CONNECTIONS, seconds: int = SECONDS) -> Load:
    with TemporaryDirectory() as home:
        lines = ["\t".join([each.path, *sum(each.headers.items(), ())]) for each in case.requests]
        listed, script = Path(home) / "requests", Path(home) / "script.lua"
        listed.write_text("\n".join(lines))
        script.write_text(SCRIPT % listed)
        told = subprocess.run(
            ["/usr/bin/env", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{case.port}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    line = next(each for each in told.splitlines() if each.startswith("FOUND "))
    requests, microseconds, p50, p99, failed = (float(each) for each in line.split()[1:])
    return Load(int(requests), requests / microseconds * 1e6, p50 / 1000, p99 / 1000, int(failed))


async def at_rate(case: Case, rate: float) -> list[float]:
    """Milliseconds of each request of some seconds at that rate, over as many connections as it takes."""
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    took: list[float] = []
    host = urlsplit(f"http://127.0.0.1:{case.port}").netloc

    async def ask(request: Request) -> None:
        began = perf_counter()
        if not free:
            free.append(await asyncio.open_connection("127.0.0.1", case.port))
        reader, writer = free.pop()
        lines = [
            f"GET {request.path} HTTP/1.1",
            f"Host: {host}",
            *(f"{k}: {v}" for k, v in request.headers.items()),
        ]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
        free.append((reader, writer))
        took.append((perf_counter() - began) * 1000)

    rng, total = random.Random(2), int(rate * SECONDS)
    start, asked = perf_counter(), []
    for number in range(total):
        await asyncio.sleep(max(0.0, start + number / rate - perf_counter()))
        asked.append(asyncio.create_task(ask(rng.choice(case.requests))))
    await asyncio.gather(*asked)
    for _, writer in free:
        writer.close()
    return took[len(took) // 10 :]
