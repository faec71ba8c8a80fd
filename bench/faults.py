"""Faults under load: what is answered meanwhile, what is lost, what is counted twice, how soon it is well.

.venv/bin/python -m bench.faults [fault …]
"""

import json
import sys
from collections import Counter

import uvloop

from bench.fixture_database import machine
from tests.faults import faults
from tests.faults.environment import Environment, NoSmallDisk, environment
from tests.faults.trial import Report, suffer

TRIALS = {
    "killed": (faults.postgres_killed, 5.0),
    "frozen": (faults.postgres_frozen, 8.0),
    "restarted": (faults.postgres_restarted, 0.0),
    "rows-locked": (faults.rows_locked, 8.0),
    "table-locked": (faults.table_locked, 8.0),
    "service-killed": (faults.service_killed, 15.0),
    "disk-full": (faults.disk_full, 8.0),
}
DISK = 160
"""Megabytes: enough for the server and a little more."""


async def main(chosen: list[str]) -> int:
    """How many promises were broken."""
    print(machine())
    print(
        "fault            sent  answered                       refused  broke  faulty  slowest"
        "  first   well  acknowledged  open  done  lost  doubled  scores"
    )
    broken = 0
    calm = [each for each in chosen if each != "disk-full"]
    if calm:
        async with environment() as calm_environment:
            for name in calm:
                broken += show(name, await suffer(calm_environment, *TRIALS[name], before=3, after=8))
            show_log(calm_environment)
    if "disk-full" in chosen:
        try:
            async with environment(DISK) as small:
                broken += show("disk-full", await suffer(small, *TRIALS["disk-full"], before=3, after=8))
                show_log(small)
        except NoSmallDisk as problem:
            print(f"disk-full: not tried, for a disk of its own cannot be had here ({problem})")
    return broken


def show(name: str, report: Report) -> int:
    answered = " ".join(
        f"{status}:{count:,}" for status, count in sorted(report.statuses.items()) if status > 0
    )
    same = "same" if report.same_scores else "DIFFERENT"
    print(
        f"{name:14} {report.sent:6,}  {answered:30} {report.unreached:7,} {report.unanswered:6}"
        f" {report.faulty.total():7}  {report.slowest:5.2f} s  {report.until_first_success:5.2f}"
        f"  {report.until_well:5.2f}  {report.acknowledged:12,} {report.open:5}"
        f" {report.found_done:5} {report.lost:5} {report.doubled:8}  {same}",
        flush=True,
    )
    for fault, count in report.faulty.most_common(5):
        print(f"  {count} × {fault}", flush=True)
    for promise in report.broken_promises():
        print(f"  BROKEN: {promise}", flush=True)
    for each in report.slow[:10]:
        print(f"  slow: {each}", flush=True)
    return len(report.broken_promises())


def show_log(environment: Environment) -> None:
    """What the service's log says went wrong, most frequent first, with the last place of ours."""
    logged = Counter[str]()
    for line in environment.service.said().splitlines():
        for problem in json.loads(line).get("exceptions", ()) if line.startswith("{") else ():
            ours = [frame.rpartition("/app/")[2] for frame in problem["frames"] if "/app/" in frame]
            logged[f"{problem['type']} in {ours[-1] if ours else 'no place of ours'}"] += 1
    for problem, count in logged.most_common(12):
        print(f"  logged {count} × {problem}")


if __name__ == "__main__":
    sys.exit(min(1, uvloop.run(main(sys.argv[1:] or list(TRIALS)))))
