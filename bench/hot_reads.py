"""The reads that phones and tutors ask for all day, against bare FastAPI and asyncpg with one SELECT.

    .venv/bin/python -m bench.hot_reads [claim [students]]      (wants wrk, Debian's package of that name)

A claim is one of engagement, dashboard, 304, list, anew, p99, explorer, memory; without one, all are
measured. `anew` has no goal: it is the same answers from a worker that remembers none, as if each were asked
for the first time, or something had changed since. One worker, 32 connections, client and PostgreSQL on the
same two cores; a student or tutor at random for each request. Everything is on: token, visibility, row-level
security, consent, the record of who looked for staff, entity tags, limits, log. The cases take turns; the
median of the rounds counts.
"""

import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median
from time import perf_counter

import httpx
import uvloop

from app.auth.demo_issuer import DemoIssuer
from app.auth.principal import Role
from bench.bed import NAMESPACE, bed, machine
from bench.furniture import TUTEES
from bench.load import Case, Load, Request, at_rate, check_wrk, load
from bench.service import Service, service

DAYS = 60
ROUNDS, ROUNDS_OF_TAILS = 3, 5
CHOSEN = 500
"""How many different students (and their tutors) are asked for."""

GOALS = {"engagement": 0.8, "dashboard": 0.4, "304": 0.9, "list": 0.6, "anew": None}
"""Of the rate of the bare SELECT of as many rows, at least."""
BY_THE_CLOCK = {"engagement", "dashboard", "list"}
"""Claims whose latencies are measured at half the saturating rate."""
TAIL = 5.0
"""The 99th percentile at half the saturating rate, in medians, at most."""
PAGE = 200
AS_FAST = 1.2
"""The last page's time, in first pages', at most."""
REQUESTS = 200_000
MOST_SECONDS = 1_200
"""However slow the machine is."""
FLAT = 1.02
"""The worker's memory in the second half of the requests, in the end against the beginning, at most."""
CLAIMS = (*GOALS, "p99", "explorer", "memory")


async def main(claims: Iterable[str], students: int) -> None:
    print(machine())
    today = datetime.now(UTC).date()  # noqa: TID251 (the service goes by the clock as well)
    async with bed(students, today - timedelta(days=DAYS), DAYS) as made, service(made) as served:
        people = People(students, served.issuer)
        if wanted := [each for each in claims if each in (*GOALS, "p99")]:
            measured = _chosen(wanted, await _checked(_cases(people, served)))
            found = _ratios(wanted, measured)
            if "p99" in wanted:
                await made.settle()
                _tails([each for each in measured if each.claim in BY_THE_CLOCK], found)
        if "explorer" in claims:
            await _explorer(people, served, students)
        if "memory" in claims:
            _memory(await _checked(_cases(people, served)), served)


class People:
    """Students and tutors with tokens, and what they ask for."""

    def __init__(self, students: int, issuer: DemoIssuer) -> None:
        self._issuer = issuer
        self.students = random.Random(1).sample(range(students), min(CHOSEN, students))
        self.tutors = sorted({each // TUTEES for each in self.students})
        self.own = {each: self.signed(f"S{each:06}", Role.STUDENT) for each in self.students}
        self.staff = {each: self.looking(f"T{each:06}", Role.PERSONAL_TUTOR) for each in self.tutors}

    def signed(self, number: str, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._issuer.token(number, [role], datetime.now(UTC))}"}  # noqa: TID251

    def looking(self, number: str, role: Role) -> dict[str, str]:
        return self.signed(number, role) | {"Attune-Purpose": "tutoring"}

    def by_the_student(self, part: str) -> list[Request]:
        return [Request(f"/v1/students/{_id(each)}/{part}", self.own[each]) for each in self.students]

    def by_the_tutor(self, part: str) -> list[Request]:
        return [
            Request(f"/v1/students/{_id(each)}/{part}", self.staff[each // TUTEES]) for each in self.students
        ]


@dataclass(frozen=True, slots=True)
class Measured:
    """A case of a claim, and the yardstick that it is held against."""

    claim: str
    case: Case
    bare: Case


def _cases(people: People, served: Service) -> list[Measured]:
    thirty = Case(
        "bare SELECT of 30", served.bare, [Request(f"/students/{_id(each)}", {}) for each in people.students]
    )
    tutees = Case(
        "bare SELECT of 45",
        served.bare,
        [Request(f"/tutors/{_id(each + 2**24)}", {}) for each in people.tutors],
    )
    lists = [Request("/v1/students?limit=45", people.staff[each]) for each in people.tutors]
    asked = [
        (part, f"{part}, by the {who}", requests, thirty)
        for part in ("engagement", "dashboard")
        for who, requests in (("student", people.by_the_student(part)), ("tutor", people.by_the_tutor(part)))
    ]
    asked.append(("list", "tutor's list of 45", lists, tutees))
    return [
        *(Measured(claim, Case(name, served.port, requests), bare) for claim, name, requests, bare in asked),
        *(
            Measured("anew", Case(f"{name}, anew", served.forgetful, requests), bare)
            for _, name, requests, bare in asked
        ),
    ]


def _id(number: int) -> str:
    return f"{NAMESPACE}{number:012x}"


async def _checked(measured: list[Measured]) -> list[Measured]:
    """Each request once, by hand: a fast refusal is no answer. Adds those of clients that have it already."""
    more = []
    async with httpx.AsyncClient() as client:
        for case in dict.fromkeys(each.bare.name for each in measured):
            await _ask_all(client, next(each.bare for each in measured if each.bare.name == case))
        for each in measured:
            tagged = await _ask_all(client, each.case)
            if "student" in each.case.name and each.claim != "anew":
                more.append(
                    Measured("304", Case(f"{each.case.name}, 304", each.case.port, tagged), each.bare)
                )
    return [*measured, *more]


async def _ask_all(client: httpx.AsyncClient, case: Case) -> list[Request]:
    tagged, size = [], 0
    for each in case.requests:
        answer = await client.get(f"http://127.0.0.1:{case.port}{each.path}", headers=each.headers)
        assert answer.status_code == 200, (case.name, answer.status_code, answer.text)
        size = len(answer.content)
        tagged.append(Request(each.path, each.headers | {"If-None-Match": answer.headers.get("etag", "")}))
    print(f"{case.name}: {size:,} bytes")
    return tagged


def _chosen(claims: list[str], measured: list[Measured]) -> list[Measured]:
    return [
        each for each in measured if each.claim in claims or ("p99" in claims and each.claim in BY_THE_CLOCK)
    ]


def _ratios(claims: list[str], chosen: list[Measured]) -> dict[str, Load]:
    """Rates against the bare SELECT's; returns them by the case's name."""
    found = _take_turns({case.name: case for each in chosen for case in (each.bare, each.case)})
    for each in chosen:
        mine, bare = found[each.case.name], found[each.bare.name]
        ratio, goal = mine.rate / bare.rate, GOALS[each.claim]
        told = _verdict(ratio >= goal, f"at least {goal}") if goal and each.claim in claims else ""
        print(
            f"{each.case.name:32} {mine.rate:6,.0f} a second, bare {bare.rate:6,.0f}: {ratio:.2f}{told};"
            f" p50 {mine.p50:.1f} ms, p99 {mine.p99:.1f} ms, {mine.failed} failed"
        )
    return found


def _tails(chosen: list[Measured], found: dict[str, Load]) -> None:
    """Latencies at half the saturating rate; the yardsticks' as well, since the machine's own are in all."""
    cases = {case.name: case for each in chosen for case in (each.bare, each.case)}
    runs: dict[str, list[Load]] = {name: [] for name in cases}
    for _ in range(ROUNDS_OF_TAILS):
        for name, case in cases.items():
            runs[name].append(at_rate(case, found[name].rate / 2))
    for name, took in runs.items():
        p50, p99 = median(each.p50 for each in took), median(each.p99 for each in took)
        ratio, rate = median(each.p99 / each.p50 for each in took), median(each.rate for each in took)
        mine = any(each.case.name == name for each in chosen)
        verdict = _verdict(ratio <= TAIL, f"at most {TAIL:g}") if mine else ""
        print(f"{name}, {rate:,.0f} a second: p50 {p50:.1f} ms, p99 {p99:.1f} ms = {ratio:.1f} ×{verdict}")


def _verdict(met: bool, goal: str) -> str:  # noqa: FBT001 (the verdict)
    return f" (goal: {goal}: {'met' if met else 'MISSED'})"


def _take_turns(cases: dict[str, Case], connections: int = 32) -> dict[str, Load]:
    runs: dict[str, list[Load]] = {name: [] for name in cases}
    for case in cases.values():
        load(case, connections, seconds=1)
    for _ in range(ROUNDS):
        for name, case in cases.items():
            runs[name].append(load(case, connections))
    return {
        name: Load(
            sum(each.requests for each in found),
            median(each.rate for each in found),
            median(each.p50 for each in found),
            median(each.p99 for each in found),
            sum(each.failed for each in found),
        )
        for name, found in runs.items()
    }


async def _explorer(people: People, served: Service, students: int) -> None:
    """From the first page to the last by the cursors; then the two of them in turns, on one connection."""
    headers = people.looking("T000000", Role.SITE_EXPLORER)
    first = path = f"/v1/students?limit={PAGE}"
    seen, pages, began = 0, 0, perf_counter()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}", headers=headers) as client:
        while True:
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            seen, pages = seen + len(page["items"]), pages + 1
            if page["next_cursor"] is None:
                break
            path = f"{first}&cursor={page['next_cursor']}"
    assert seen == students, (seen, students)
    print(f"site explorer: {seen:,} students on {pages} pages in {perf_counter() - began:.1f} s")
    cases = {
        name: Case(name, served.port, [Request(at, headers)])
        for name, at in (("first page", first), ("last page", path))
    }
    found = _take_turns(cases, connections=1)
    times = {name: 1000 / each.rate for name, each in found.items()}
    ratio = times["last page"] / times["first page"]
    last = len(page["items"])
    verdict = _verdict(ratio <= AS_FAST and last == PAGE, f"at most {AS_FAST}, for as long a page")
    print(
        f"first page of {PAGE}: {times['first page']:.2f} ms,"
        f" last page of {last}: {times['last page']:.2f} ms = {ratio:.2f} ×{verdict}"
    )


def _memory(measured: list[Measured], served: Service) -> None:
    """All kinds of requests in turns until there have been enough; what the worker holds after each turn."""
    mixed = [request for each in measured if each.claim != "anew" for request in each.case.requests]
    done, failed, told = 0, 0, [(0, _resident(served.worker))]
    began = perf_counter()
    print(f"{'requests':>9}  {'MiB':>6}")
    while done < REQUESTS and perf_counter() - began < MOST_SECONDS:
        run = load(Case("mixed", served.port, mixed), seconds=10)
        failed += run.failed
        done += run.requests - run.failed
        told.append((done, _resident(served.worker)))
        print(f"{done:9,}  {told[-1][1]:6.1f}")
    half = [held for requests, held in told if requests >= done / 2]
    few = max(len(half) // 4, 1)
    ratio = mean(half[-few:]) / mean(half[:few])
    enough = done >= REQUESTS
    print(
        f"memory of one worker after {done:,} requests: {told[-1][1]:.1f} MiB ({failed} failed);"
        " over the second half"
        f" {ratio:.3f} ×{_verdict(ratio <= FLAT and enough, f'at most {FLAT} after {REQUESTS:,}')}"
    )


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(each for each in lines if each.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    asked = sys.argv[1:2] or ["all"]
    if asked[0] not in {*CLAIMS, "all"}:
        sys.exit(f"a claim is one of {', '.join(CLAIMS)}, or all")
    check_wrk()
    uvloop.run(main(CLAIMS if asked == ["all"] else asked, int((sys.argv[2:3] or ["30000"])[0])))
