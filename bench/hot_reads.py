"""The reads that phones and tutors ask for all day, against bare FastAPI and asyncpg with one SELECT.

    .venv/bin/python -m bench.hot_reads [students [word]]      (wants wrk, Debian's package of that name)

One worker, 32 connections, client and PostgreSQL on the same two cores; a student or tutor at random for
each request. Everything is on: token, visibility, row-level security, consent, the record of who looked for
staff, entity tags, limits, log. The cases take turns; the median of the rounds counts.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx
import uvloop

from app.actions.score_students import score_institution
from app.auth.demo_issuer import ISSUER, DemoIssuer
from app.auth.principal import Role
from app.settings import PROJECT
from bench.bed import NAMESPACE, Bed, bed, machine

DAYS = 60
CONNECTIONS = 32
SECONDS = 4
ROUNDS = 3
TUTEES = 45
CHOSEN = 500
"""How many different students (and their tutors) are asked for."""
READY_SECONDS = 30


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

    rate: float
    p50: float
    p99: float
    failed: int


async def main(students: int, word: str) -> None:
    print(machine())
    today = datetime.now(UTC).date()  # noqa: TID251 (the service goes by the clock as well)
    async with (
        bed(students, today - timedelta(days=DAYS), DAYS) as made,
        service(made) as (port, bare, issuer),
    ):
        cases = [
            each for each in _cases(students, port, bare, issuer) if word in each.name or "bare" in each.name
        ]
        await _check(cases)
        found = _take_turns(cases)
        _tell(found)
        await _percentiles(cases, found)


@asynccontextmanager
async def service(made: Bed) -> AsyncIterator[tuple[int, int, DemoIssuer]]:
    """The service and the yardstick on two ports of this machine, and who signs tokens."""
    await furnish(made)
    async for _ in score_institution(made.here, made.last):
        pass
    await made.owner.execute("vacuum analyze")
    with TemporaryDirectory(prefix="attune-issuer-") as home, ExitStack() as stack:
        issuer = DemoIssuer(Path(home))
        port, bare = 8_701, 8_702
        environment = {
            "ATTUNE_DATABASE_URL": made.urls.application,
            "ATTUNE_ISSUERS": json.dumps([issuer.settings().model_dump()]),
            "ATTUNE_PORT": str(port),
            # Counted as ever; but one client is all the clients here.
            "ATTUNE_RATE_PRINCIPAL": str(10**9),
            "ATTUNE_RATE_CLIENT": str(10**9),
            "ATTUNE_RATE_ANONYMOUS": str(10**9),
        }
        log = stack.enter_context((Path(home) / "log").open("wb"))
        attune = [PROJECT / ".venv/bin/attune", "serve"]
        stack.enter_context(_process(attune, environment, log))
        stack.enter_context(_process([sys.executable, "-m", "bench.bare", made.urls.owner, bare], {}, log))
        for each in (port, bare):
            _await_port(each)
        yield port, bare, issuer


@contextmanager
def _process(command: list[object], environment: dict[str, str], log: BinaryIO) -> Iterator[None]:
    inherited = dict(os.environ)  # noqa: TID251 (what a process is given)
    process = subprocess.Popen(
        [str(each) for each in command], env=inherited | environment, cwd=PROJECT, stderr=log
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _await_port(port: int) -> None:
    deadline = perf_counter() + READY_SECONDS
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except httpx.TransportError:
            assert perf_counter() < deadline, f"nothing answers on port {port}"
            sleep(0.1)
        else:
            return


async def furnish(made: Bed) -> None:
    """What a dashboard shows besides scores: teaching, marks, meetings, notes, careers events."""
    today = made.last + timedelta(days=1)
    year = made.workshop.profiles.named("exeter").academic_year(today)
    await made.owner.execute(
        f"""
        insert into staff
        select ('{NAMESPACE}' || lpad(to_hex(n + 16777216), 12, '0'))::uuid, institution_id,
               'T' || lpad(n::text, 6, '0'), 'Tutor ' || n
        from institutions, generate_series(0, {made.students // TUTEES}) as series (n);
        insert into logins select '{ISSUER}', number, institution_id, null, staff_id from staff
        where number like 'T0%';
        insert into logins select '{ISSUER}', number, institution_id, student_id, null from students;
        insert into tutorships
        select s.student_id, t.staff_id, '{made.first}', null, s.institution_id
        from (select *, substr(number, 2)::int / {TUTEES} as tutor from students) s
        join staff t on t.number = 'T' || lpad(s.tutor::text, 6, '0');
        insert into grants select gen_random_uuid(), institution_id, staff_id, 'site_explorer', null,
            '{made.first}', null from staff where number = 'T000000';

        insert into modules
        select gen_random_uuid(), institution_id, org_unit_id, 'M' || n, 'Module ' || n
        from org_units, generate_series(1, 60) as series (n) where code = 'ARTS';
        insert into module_runs
        select gen_random_uuid(), institution_id, module_id, code, {year},
               '{made.first}', '{today + timedelta(days=60)}'
        from modules;
        insert into enrolments
        select s.student_id, r.module_run_id, null, null
        from students s cross join generate_series(0, 3) as choice (n)
        join module_runs r on r.code = 'M' || (1 + (substr(s.number, 2)::int * 7 + n * 13) % 60);
        insert into teaching_sessions
        select gen_random_uuid(), institution_id, module_run_id, code || '-' || n, 'lecture', null,
               day + time '10:00', day + time '11:00', true, true
        from module_runs, generate_series(0, 12) as series (n),
             lateral (select timestamptz '{today - timedelta(days=28)}' + n * interval '2 days' as day) d;
        insert into attendance
        select e.student_id, t.session_id, case when random() < 0.8 then 'present' else 'absent' end
        from enrolments e join teaching_sessions t using (module_run_id);
        insert into assessments
        select gen_random_uuid(), institution_id, module_run_id, code || '-A' || n, 'essay',
               '{today - timedelta(days=20)}', 50
        from module_runs, generate_series(1, 2) as series (n);
        insert into submissions
        select e.student_id, a.assessment_id, '{today - timedelta(days=21)}', 40 + random() * 40, false
        from enrolments e join assessments a using (module_run_id);
        insert into career_stages select student_id, '{made.first}', 'deciding' from students;
        insert into meetings
        select t.student_id, gen_random_uuid(), t.staff_id, timestamptz '{today}' + n * interval '9 days',
               timestamptz '{today}' + n * interval '9 days' + interval '30 minutes', 'Room 1', 'planned',
               'staff', timestamptz '{made.now}', timestamptz '{made.now}'
        from tutorships t, generate_series(-1, 1) as series (n);
        insert into notes (student_id, note_id, author, staff_id, status, focus, summary, issues, referrals,
                           created_at, changed_at, shared_at)
        select t.student_id, gen_random_uuid(), 'staff', t.staff_id, 'shared', 'routine',
               'We talked about the reading list and agreed on a plan for the next essay.', '[]', '[]',
               timestamptz '{made.now}', timestamptz '{made.now}', timestamptz '{made.now}'
        from tutorships t, generate_series(1, 2) as series (n);

        create table bare_scores as
        select student_id, day::date as day, random() * 20 as score, timestamptz '{made.now}' as stored_at
        from students, generate_series(date '{today}' - 29, date '{today}', interval '1 day') as series (day)
        order by student_id, day;
        alter table bare_scores add primary key (student_id, day);
        create table bare_tutees as
        select t.staff_id, s.number, s.student_id, s.name, p.title, date '{today}' as day,
               random() * 20 as score
        from tutorships t join students s using (student_id) join registrations r using (student_id)
        join programmes p using (programme_id) order by staff_id, number;
        alter table bare_tutees add primary key (staff_id, number);
        """
    )


def _cases(students: int, port: int, bare: int, issuer: DemoIssuer) -> list[Case]:
    chosen = random.Random(1).sample(range(students), min(CHOSEN, students))
    tutors = sorted({each // TUTEES for each in chosen})

    def signed(number: str, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.token(number, [role], datetime.now(UTC))}"}  # noqa: TID251

    own = {each: signed(f"S{each:06}", Role.STUDENT) for each in chosen}
    staff = {
        each: signed(f"T{each:06}", Role.PERSONAL_TUTOR) | {"Attune-Purpose": "tutoring"} for each in tutors
    }

    def of_students(part: str, headers: dict[int, dict[str, str]]) -> list[Request]:
        return [Request(f"/v1/students/{_id(each)}/{part}", headers[each]) for each in chosen]

    by_tutor = {each: staff[each // TUTEES] for each in chosen}
    return [
        Case("bare SELECT of 30", bare, [Request(f"/students/{_id(each)}", {}) for each in chosen]),
        Case("bare SELECT of 45", bare, [Request(f"/tutors/{_id(each + 2**24)}", {}) for each in tutors]),
        Case("engagement, by the student", port, of_students("engagement", own)),
        Case("engagement, by the tutor", port, of_students("engagement", by_tutor)),
        Case("dashboard, by the student", port, of_students("dashboard", own)),
        Case("dashboard, by the tutor", port, of_students("dashboard", by_tutor)),
        Case("tutor's list of 45", port, [Request("/v1/students?limit=45", staff[each]) for each in tutors]),
    ]


def _id(number: int) -> str:
    return f"{NAMESPACE}{number:012x}"


async def _check(cases: list[Case]) -> None:
    """Each case once, by hand: a fast refusal is no answer. Adds the case of a client that has it already."""
    async with httpx.AsyncClient() as client:
        for case in list(cases):
            tagged, size = [], 0
            for each in case.requests:
                url = f"http://127.0.0.1:{case.port}{each.path}"
                answer = await client.get(url, headers=each.headers)
                assert answer.status_code == 200, (case.name, answer.status_code, answer.text)
                if "etag" in answer.headers:
                    tagged.append(
                        Request(each.path, each.headers | {"If-None-Match": answer.headers["etag"]})
                    )
                size = len(answer.content)
            print(f"{case.name}: {size:,} bytes")
            if tagged and "student" in case.name:
                cases.append(Case(f"{case.name}, 304", case.port, tagged))


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
    return Load(requests / microseconds * 1e6, p50 / 1000, p99 / 1000, int(failed))


def _take_turns(cases: list[Case]) -> dict[str, Load]:
    runs: dict[str, list[Load]] = {case.name: [] for case in cases}
    for case in cases:
        load(case, seconds=1)
    for _ in range(ROUNDS):
        for case in cases:
            runs[case.name].append(load(case))
    return {
        name: Load(
            median(each.rate for each in found),
            median(each.p50 for each in found),
            median(each.p99 for each in found),
            sum(each.failed for each in found),
        )
        for name, found in runs.items()
    }


def _tell(found: dict[str, Load]) -> None:
    for name, each in found.items():
        yardstick = found["bare SELECT of 45" if "45" in name else "bare SELECT of 30"]
        print(
            f"{name:32} {each.rate:7,.0f} a second, {each.rate / yardstick.rate:5.2f} of bare,"
            f" p50 {each.p50:5.1f} ms, p99 {each.p99:6.1f} ms, {each.failed} failed"
        )


async def _percentiles(cases: list[Case], found: dict[str, Load]) -> None:
    """Latencies at half the saturating rate, requests leaving on time whether answers come or not."""
    for case in cases:
        if case.port == cases[0].port or "304" in case.name:
            continue
        took = await _at_rate(case, found[case.name].rate / 2)
        p50, p99 = median(took), sorted(took)[int(len(took) * 0.99)]
        print(f"{case.name} at half that rate: p50 {p50:.1f} ms, p99 {p99:.1f} ms = {p99 / p50:.1f} ×")


async def _at_rate(case: Case, rate: float) -> list[float]:
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


if __name__ == "__main__":
    uvloop.run(main(int((sys.argv[1:2] or ["30000"])[0]), "".join(sys.argv[2:3])))
