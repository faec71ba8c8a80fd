"""What row-level security costs: the same reads with the policies on and off, in one run.

    .venv/bin/python -m bench.row_level_security [students]

A personal tutor's list of 45, a head of department's thousand and a site explorer's whole university, each
page by page as the API reads it (today's score of everybody in it), with everything but HTTP.
"""

import sys
from collections.abc import Sequence
from datetime import date
from statistics import median
from time import perf_counter

import uvloop

from app.access.vocabulary import Role
from app.actions.enter import Logins, enter_request
from app.actions.people.caseload import list_caseload
from app.actions.profile_registry import ProfileRegistry
from app.auth.demo_issuer import ISSUER
from app.db.table import Table
from app.store.snapshot import Snapshots
from bench.fixture_database import Fixture, fixture_database, machine
from bench.service import PROFILE, profiles_directory
from tests import roles

ROUNDS = 5
PAGE = 200
READERS: Sequence[tuple[str, Role, str]] = (
    ("tutor", roles.PERSONAL_TUTOR, "a personal tutor's list"),
    ("head", roles.DEPARTMENT_HEAD, "a head of department's students"),
    ("explorer", roles.SITE_EXPLORER, "a site explorer's whole university"),
)


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(students, date(2025, 9, 22), 14) as fixture:
        await _add_readers(fixture)
        with profiles_directory() as profiles:
            snapshots = Snapshots(ProfileRegistry(profiles))
            for subject, role, title in READERS:
                await _compare(fixture, snapshots, subject, role, title)


async def _add_readers(fixture: Fixture) -> None:
    await fixture.owner.execute(
        f"""
        update institutions set profile = '{PROFILE}', version = version + 1;
        insert into staff (institution_id, staff_id, number, name)
        select institution_id, gen_random_uuid(), named.name, named.name
        from institutions, unnest(array['tutor', 'head', 'explorer', 'decider']) as named (name);
        insert into logins (issuer, subject, institution_id, staff_id)
        select '{ISSUER}', number, institution_id, staff_id from staff;
        insert into tutorships (institution_id, student_id, staff_id, starts_on, kind)
        select institution_id, s.student_id, t.staff_id, '{fixture.first}', '{roles.PERSONAL_TUTOR}'
        from (select * from students order by number limit 45) s
        join staff t using (institution_id) where t.number = 'tutor';
        insert into org_units (institution_id, org_unit_id, parent_id, kind, code, name)
        select institution_id, gen_random_uuid(), org_unit_id, 'unit', 'D', 'Department'
        from org_units where code = 'ARTS';
        insert into programmes (institution_id, programme_id, org_unit_id, code, title)
        select institution_id, gen_random_uuid(), org_unit_id, 'D', 'D' from org_units where code = 'D';
        update registrations set programme_id = (select programme_id from programmes where code = 'D')
        where student_id in (select student_id from students order by number desc limit 1000);
        insert into grants (institution_id, grant_id, staff_id, role, org_unit_id, starts_on, ends_before,
                            reason, status, requested_by, requested_at, decided_by, decided_at)
        select institution_id, gen_random_uuid(), s.staff_id, asked.role,
               (select org_unit_id from org_units where code = asked.org_unit), '{fixture.first}',
               date '{fixture.first}' + 300, 'made up', 'approved', s.staff_id, '{fixture.now}', d.staff_id,
               '{fixture.now}'
        from (values ('head', '{roles.DEPARTMENT_HEAD}', 'D'),
                     ('explorer', '{roles.SITE_EXPLORER}', null)) as asked (number, role, org_unit)
        join staff s using (number) join staff d using (institution_id) where d.number = 'decider';
        analyze;
        """
    )


async def _compare(fixture: Fixture, snapshots: Snapshots, subject: str, role: Role, title: str) -> None:
    seconds: dict[bool, list[float]] = {True: [], False: []}
    seen = 0
    for _ in range(ROUNDS):
        for on in (True, False):
            await _switch(fixture, on=on)
            began = perf_counter()
            seen = await _read_all(fixture, snapshots, subject, role)
            seconds[on].append(perf_counter() - began)
    await _switch(fixture, on=True)
    on_, off = median(seconds[True]), median(seconds[False])
    print(
        f"{title} ({seen:,}): policies on {on_ * 1000:,.0f} ms, off {off * 1000:,.0f} ms,"
        f" ratio {on_ / off:.2f}"
    )


async def _switch(fixture: Fixture, *, on: bool) -> None:
    verb = "enable" if on else "disable"
    for table in Table.metadata.sorted_tables:
        if table.name != "institutions":
            await fixture.owner.execute(f"alter table {table.name} {verb} row level security")


async def _read_all(fixture: Fixture, snapshots: Snapshots, subject: str, role: Role) -> int:
    """Page after page, each in a transaction of its own; returns how many students there were."""
    after, seen, logins = "", 0, Logins()
    while True:
        async with fixture.runtime.database.transaction() as transaction:
            context = await enter_request(
                transaction, snapshots, logins, (ISSUER, subject), frozenset({role}), fixture.now
            )
            page = await list_caseload(context, after=after, limit=PAGE)
        seen += len(page)
        if len(page) < PAGE:
            return seen
        after = page[-1].record.number


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
