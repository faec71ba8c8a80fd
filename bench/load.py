"""Load: many requests at once by wrk, as fast as they are answered or at a rate, and how they fared."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

CONNECTIONS = 32
SECONDS = 3


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: Mapping[str, str]
    body: str = ""
    """JSON of one line; with one, it is a POST."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one run of wrk. Latencies are in milliseconds."""

    requests: int
    rate: float
    p50: float
    p99: float
    failed: int
    """Answers that are no success, and requests without one."""


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
  for at = 4, #parts, 2 do headers[parts[at - 1]] = parts[at] end
  local body = parts[2] ~= "-" and parts[2] or nil
  requests[#requests + 1] = wrk.format(body and "POST" or "GET", parts[1], headers, body)
end
math.randomseed(os.time())
request = function() return requests[math.random(#requests)] end
if %d > 0 then delay = function() return math.random(0, %d) end end
done = function(summary, latency, _)
  io.write(string.format("FOUND %%d %%d %%f %%f %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout))
end
"""


def load(
    port: int,
    requests: Sequence[Request],
    connections: int = CONNECTIONS,
    seconds: int = SECONDS,
    *,
    pause: float = 0,
) -> Load:
    """Requests at random, as fast as they are answered.

    With a pause between a connection's requests, of so many milliseconds on average.
    """
    longest = round(2 * pause)
    with TemporaryDirectory() as home:
        listed, script = Path(home) / "requests", Path(home) / "script.lua"
        listed.write_text("\n".join(map(_line, requests)))
        script.write_text(SCRIPT % (listed, longest, longest))
        output = subprocess.run(
            ["/usr/bin/env", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    line = next(each for each in output.splitlines() if each.startswith("FOUND "))
    count, microseconds, p50, p99, failed = (float(each) for each in line.split()[1:])
    return Load(int(count), count / microseconds * 1e6, p50 / 1000, p99 / 1000, int(failed))


def _line(request: Request) -> str:
    return "\t".join([request.path, request.body or "-", *sum(request.headers.items(), ())])


def at_rate(port: int, requests: Sequence[Request], rate: float, seconds: int = SECONDS) -> Load:
    """About so many a second: each connection pauses between requests, now longer, now shorter."""
    period = CONNECTIONS / rate * 1000
    tried = load(port, requests, seconds=1, pause=period)
    return load(port, requests, seconds=seconds, pause=max(period - tried.p50, 0))
