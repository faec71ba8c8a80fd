"""Weekly workbooks: one School's out and back in over HTTP, and every School's by the command.

.venv/bin/python -m bench.workbooks [students]
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import httpx
import uvloop
from openpyxl import load_workbook
from pydantic import SecretStr

from app.actions.governance.source_proposals import record_earlier_approvals
from app.auth.demo_issuer import ISSUER, DemoIssuer, demonstration_signing_key
from app.main import create_app
from app.settings import PROJECT, Settings
from app.workbooks.layout import CHANNEL, COLUMNS, DAY, FIRST_ROW, MEDIA_TYPE, NOTE, OUTCOME
from bench.fixture_database import CODE, Fixture, fixture_database, machine
from bench.signals import add_register
from tests import roles

LAST = date(2026, 3, 1)
"""A Sunday in the middle of a term."""
WEEK = LAST + timedelta(days=1)
DAYS, SCHOOLS, SESSIONS, ROUNDS = 60, 6, 12, 3
KEYS = PROJECT / ".attune" / "bench"
PATH = "/v1/weekly-reports/SCHOOL1/workbook"


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(students, LAST - timedelta(days=DAYS - 1), DAYS) as fixture:
        await as_city(fixture)
        async with client_of(fixture) as client:
            blank = await out(client)
            filled = fill_in(blank)
            await back(client, filled)
        every(fixture)


async def as_city(fixture: Fixture) -> None:
    """City's profile, so many Schools of the same size, a register of two weeks, and somebody of a School."""
    await fixture.owner.execute(f"""
        update institutions set profile = 'city', version = version + 1;
        update activity_months set sources = array['moodle', 'submissions', 'vle'];
        update deliveries set source = case source when 'app' then 'moodle' else 'submissions' end
        where source <> 'vle';
        delete from deliveries;
        insert into deliveries (institution_id, source, data_as_of, delivered_at)
        select institution_id, source, '2100-01-01', '{fixture.now}'
        from institutions, unnest(array['moodle', 'submissions']) as sources (source);
        insert into org_units (institution_id, org_unit_id, code, name, kind)
        select institution_id, gen_random_uuid(), 'SCHOOL' || n, 'School ' || n, 'college'
        from institutions, generate_series(1, {SCHOOLS}) as series (n);
        insert into programmes (institution_id, programme_id, org_unit_id, code, title)
        select institution_id, gen_random_uuid(), org_unit_id, code || '-BSC', 'BSc of ' || name
        from org_units where code like 'SCHOOL%';
        update registrations r
        set college_id = p.org_unit_id, programme_id = p.programme_id
        from programmes p, students s
        where s.student_id = r.student_id
          and p.code = 'SCHOOL' || (1 + (substr(s.number, 2)::int % {SCHOOLS})) || '-BSC';
        delete from programmes where code not like 'SCHOOL%';
        delete from org_units where code not like 'SCHOOL%';
        insert into staff (institution_id, staff_id, number, name)
        select institution_id, gen_random_uuid(), 'P' || n, 'Staff ' || n
        from institutions, generate_series(1, 2) as series (n);
        insert into logins (issuer, subject, institution_id, staff_id)
        select '{ISSUER}', 'bench', institution_id, staff_id from staff where number = 'P1';
        insert into grants (institution_id, grant_id, staff_id, role, org_unit_id, starts_on, ends_before,
                            reason, status, requested_by, requested_at, decided_by, decided_at)
        select s.institution_id, gen_random_uuid(), s.staff_id, '{roles.SCHOOL}', o.org_unit_id,
               '{LAST}', date '{LAST}' + 300, 'x', 'approved', s.staff_id, now(), d.staff_id, now()
        from staff s, staff d, org_units o
        where s.number = 'P1' and d.number = 'P2' and o.code = 'SCHOOL1';
    """)
    await add_register(fixture, sessions=SESSIONS, every_hours=22, present=0.8)
    async with fixture.context() as context:
        await record_earlier_approvals(context, LAST - timedelta(days=DAYS), "made up")
    await fixture.settle()


@asynccontextmanager
async def client_of(fixture: Fixture) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody of the first School, at the service in this process."""
    with TemporaryDirectory(prefix="attune-issuer-") as home:
        issuer = DemoIssuer(Path(home))
        settings = Settings(
            database_url=SecretStr(fixture.urls.application),
            issuers=(issuer.settings(),),
            signing_key=SecretStr(demonstration_signing_key(KEYS)),
        )
        app = create_app(settings, clock=fixture.runtime.clock)
        token = issuer.token("bench", [roles.SCHOOL], fixture.now)
        headers = {"Authorization": f"Bearer {token}", "Attune-Purpose": "engagement_support"}
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://attune.test", headers=headers
            ) as client:
                yield client


async def out(client: httpx.AsyncClient) -> bytes:
    took, content = [], b""
    for _ in range(ROUNDS):
        began, worked = perf_counter(), process_time()
        answer = await client.get(PATH)
        took.append((perf_counter() - began, process_time() - worked))
        assert answer.status_code == 200, answer.text
        content = answer.content
    shown = ", ".join(f"{seconds:.2f} s ({cpu:.2f} of CPU)" for seconds, cpu in took)
    print(f"one School out: {shown}; {len(content):,} bytes")
    return content


def fill_in(blank: bytes) -> bytes:
    """Every third row with a contact."""
    book = load_workbook(BytesIO(blank))
    sheet = book.worksheets[0]
    places = {each: COLUMNS.index(each) + 1 for each in (CHANNEL, OUTCOME, DAY, NOTE)}
    for row in range(FIRST_ROW + 1, sheet.max_row + 1, 3):
        sheet.cell(row, places[CHANNEL]).value = "Telephone"
        sheet.cell(row, places[OUTCOME]).value = "Reached"
        sheet.cell(row, places[DAY]).value = LAST
        sheet.cell(row, places[NOTE]).value = "Spoke to them; comes in on Thursday."
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


async def back(client: httpx.AsyncClient, filled: bytes) -> None:
    for name, query in (("dry run", {"dry_run": True}), ("for good", {}), ("once more", {})):
        began, worked = perf_counter(), process_time()
        answer = await client.post(PATH, params=query, content=filled, headers={"Content-Type": MEDIA_TYPE})
        took, cpu = perf_counter() - began, process_time() - worked
        assert answer.status_code == 200, answer.text
        told = {each: answer.json()[each] for each in ("accepted", "unchanged", "conflict", "rejected")}
        print(f"one School back, {name}: {took:.2f} s ({cpu:.2f} of CPU), {told}")


def every(fixture: Fixture) -> None:
    """By the command, in a process of its own."""
    environment = os.environ | {  # noqa: TID251 (of a process that is started)
        "ATTUNE_OPERATOR_DATABASE_URL": fixture.urls.operator,
        "ATTUNE_DATABASE_URL": fixture.urls.application,
        "ATTUNE_OWNER_DATABASE_URL": fixture.urls.owner,
        "ATTUNE_SIGNING_KEY": demonstration_signing_key(KEYS),
    }
    with TemporaryDirectory(prefix="attune-workbooks-") as directory:
        verb = ["report", "all", directory, "--institution", CODE, "--week", str(WEEK)]
        began = perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "app.cli", *verb], env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        took = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        files = list(Path(directory).iterdir())
    print(
        f"every School ({len(files)}), {fixture.students:,} students: {took:.1f} s,"
        f" {usage.ru_utime + usage.ru_stime:.1f} of CPU, peak {usage.ru_maxrss / 1024:.0f} MiB"
    )


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
