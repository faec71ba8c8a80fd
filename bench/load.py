"""Load: many requests at once by wrk, as fast as they are answered or at a rate, and how they fared."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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
if %d > 0 then delay = function() return math.random(0, %d) end end
done = function(summary, latency, _)
  io.write(string.format("FOUND %%d %%d %%f %%f %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


def load(case: Case, connections: int = CONNECTIONS, seconds: int = SECONDS, *, pause: float = 0) -> Load:
    """As fast as they are answered; or with a pause between them, of so many milliseconds on average."""
    longest = round(2 * pause)
    with TemporaryDirectory() as home:
        lines = ["\t".join([each.path, *sum(each.headers.items(), ())]) for each in case.requests]
        listed, script = Path(home) / "requests", Path(home) / "script.lua"
        listed.write_text("\n".join(lines))
        script.write_text(SCRIPT % (listed, longest, longest))
        told = subprocess.run(
            ["/usr/bin/env", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{case.port}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    line = next(each for each in told.splitlines() if each.startswith("FOUND "))
    requests, microseconds, p50, p99, failed = (float(each) for each in line.split()[1:])
    return Load(int(requests), requests / microseconds * 1e6, p50 / 1000, p99 / 1000, int(failed))


def at_rate(case: Case, rate: float) -> Load:
    """About so many a second: each connection pauses between requests, now longer, now shorter."""
    period = CONNECTIONS / rate * 1000
    tried = load(case, seconds=1, pause=period)
    return load(case, pause=max(period - tried.p50, 0))
