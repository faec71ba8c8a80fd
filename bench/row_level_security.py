"""What row-level security costs: the same reads with the policies on and off, in one run.

    .venv/bin/python -m bench.row_level_security [students]

A personal tutor's list of 45, a head of department's thousand and a site explorer's whole university, each
page by page as the API reads it (today's score of everybody in it), with everything but HTTP.
"""

import sys
from datetime import date
from statistics import median
from time import perf_counter

import uvloop

from app.access.vocabulary import Role
from app.actions.context import Here
from app.actions.people.list_caseload import list_caseload
from app.auth.principal import Principal
from app.db.admission import Gate, Patience
from app.db.asking import on_behalf_of
from app.ids import StaffId
from app.store.tables import Table
from bench.fixture_database import Bed, bed, machine

ISSUER = "bench"
ROUNDS = 5
PAGE = 200
READERS = {
    "tutor": (Role.PERSONAL_TUTOR, "a personal tutor's list"),
    "head": (Role.DEPARTMENT, "a head of department's students"),
    "explorer": (Role.SITE_EXPLORER, "a site explorer's whole university"),
}


async def main(students: int) -> None:
    print(machine())
    async with bed(students, date(2025, 9, 22), 14) as made:
        await _readers(made)
        for subject, (role, title) in READERS.items():
            await _compare(made, subject, role, title)


async def _readers(made: Bed) -> None:
    await made.owner.execute(
        f"""
        insert into staff select gen_random_uuid(), institution_id, named.name, named.name
        from institutions, unnest(array['tutor', 'head', 'explorer']) as named (name);
        insert into logins select '{ISSUER}', number, institution_id, null, staff_id from staff;
        insert into tutorships
        select student_id, staff_id, '{made.first}', null, s.institution_id
        from (select * from students order by number limit 45) s, staff where staff.number = 'tutor';
        insert into org_units select gen_random_uuid(), institution_id, org_unit_id, 'unit', 'D', 'Department'
        from org_units where code = 'ARTS';
        insert into programmes select gen_random_uuid(), institution_id, org_unit_id, 'D', 'D'
        from org_units where code = 'D';
        update registrations set programme_id = (select programme_id from programmes where code = 'D')
        where student_id in (select student_id from students order by number desc limit 1000);
        insert into grants select gen_random_uuid(), s.institution_id, staff_id, 'department',
            (select org_unit_id from org_units where code = 'D'), '{made.first}', null
        from staff s where number = 'head';
        insert into grants select gen_random_uuid(), institution_id, staff_id, 'site_explorer', null,
            '{made.first}', null from staff where number = 'explorer';
        analyze;
        """
    )


async def _compare(made: Bed, subject: str, role: Role, title: str) -> None:
    seconds: dict[bool, list[float]] = {True: [], False: []}
    seen = 0
    for _ in range(ROUNDS):
        for on in (True, False):
            await _switch(made, on=on)
            began = perf_counter()
            seen = await _read_all(made, subject, role)
            seconds[on].append(perf_counter() - began)
    await _switch(made, on=True)
    on_, off = median(seconds[True]), median(seconds[False])
    print(
        f"{title} ({seen:,}): policies on {on_ * 1000:,.0f} ms, off {off * 1000:,.0f} ms,"
        f" ratio {on_ / off:.2f}"
    )


async def _switch(made: Bed, *, on: bool) -> None:
    verb = "enable" if on else "disable"
    for table in Table.metadata.sorted_tables:
        if table.name != "institutions":
            await made.owner.execute(f"alter table {table.name} {verb} row level security")


async def _read_all(made: Bed, subject: str, role: Role) -> int:
    gate = Gate(made.engine, Patience(at_once=1, waiting=1, wait_seconds=1, stay_seconds=600))
    after, seen = None, 0
    while True:
        async with on_behalf_of(gate, ISSUER, subject, frozenset({role}), made.now) as (
            session,
            person,
        ):
            assert person is not None
            assert person.staff_id is not None
            principal = Principal(
                ISSUER,
                subject,
                frozenset({role}),
                person.institution.institution_id,
                None,
                StaffId(person.staff_id),
            )
            here = Here(session, person.institution, made.workshop.profiles(person.institution), made.now)
            page = await list_caseload(here, principal, after=after, limit=PAGE)
        seen += len(page)
        if len(page) < PAGE:
            return seen
        after = page[-1].record.number


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
