"""A student of three years is erased beside 30,000 others: how long it takes, and after a restored backup.

.venv/bin/python -m bench.erasure
"""

from datetime import date
from time import perf_counter
from uuid import UUID

import uvloop

from app.ids import ErasureId, StudentId
from app.jobs.reapply_erasures import reapply
from app.store.governance import erasures
from bench.copies import lead_a_busy_life
from bench.fixture_database import Fixture, fixture_database, machine
from bench.fixture_records import add_records

FIRST, LAST = date(2023, 8, 1), date(2026, 7, 31)
STUDENTS = 30_000
CHANGES = 200_000
"""Entries of the audit, which no index leads to by student."""


async def main() -> None:
    print(machine())
    async with fixture_database(STUDENTS, FIRST, (LAST - FIRST).days + 1, activity=False) as fixture:
        await add_records(fixture)
        events = await lead_a_busy_life(fixture)
        await add_changes(fixture)
        erasure_id, student_id = await enter_in_ledger(fixture)
        async with fixture.context() as context:
            entry = await erasures.get(context.transaction, erasure_id)
            async with context.transaction.rolled_back():
                began = perf_counter()
                counts = await erasures.erase(
                    context.transaction, student_id, entry, context.now, context.today
                )
                erased = perf_counter() - began
        began = perf_counter()
        async with fixture.context() as context:
            assert await reapply(context, None) == 1
        again = perf_counter() - began
        began = perf_counter()
        async with fixture.context() as context:
            assert await reapply(context, None) == 0
        nobody = perf_counter() - began
    rows = sum(each["rows"] for each in counts.values())
    print(f"{STUDENTS:,} students, {CHANGES:,} entries of the audit; {events:,} events of one")
    print(f"erased {rows:,} rows in {erased:.2f} s; found by the ledger and erased {again:.2f} s")
    print(f"a second run, which finds nobody {nobody:.2f} s")


async def add_changes(fixture: Fixture) -> None:
    await fixture.owner.execute(
        f"""
        insert into audit_entries (institution_id, changed_at, entry_id, staff_id, role, action, subject,
                                   after)
        select institution_id, '{fixture.now}'::timestamptz - n * interval '1 second', gen_random_uuid(),
               null, 'operator', 'note removed', 'student/' || student_id, jsonb_build_object('n', n)
        from (select *, row_number() over () as at from students) s
        join generate_series(1, {CHANGES}) as n on s.at = 1 + n % {STUDENTS}
        """
    )
    await fixture.owner.execute("vacuum analyze")


async def enter_in_ledger(fixture: Fixture) -> tuple[ErasureId, StudentId]:
    """As if the student had been erased, and a backup had brought them back."""
    row = await fixture.owner.fetchrow(
        """
        insert into erasures (institution_id, erasure_id, erased_at, role, request_id, digests, kept_as,
                              counts, anonymise)
        select institution_id, gen_random_uuid(), now(), 'x', gen_random_uuid(),
               array[attune_erasure_digest(institution_id, 'number', number)], gen_random_uuid(), '{}', true
        from students where number = 'S000001'
        returning erasure_id, (select student_id from students where number = 'S000001')
        """
    )
    assert row is not None
    erasure_id: UUID = row[0]
    student_id: UUID = row[1]
    return ErasureId(erasure_id), StudentId(student_id)


if __name__ == "__main__":
    uvloop.run(main())
