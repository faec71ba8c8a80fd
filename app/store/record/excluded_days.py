"""Excluded days: which days of which students say nothing of their engagement, and why.

Of many students at once. What is the institution's own (vacations, closed days, outages) is not here: its
snapshot knows it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from sqlalchemy import any_, select

from app.calendars.calendar import DAY
from app.calendars.exclusions import Exclusion, ExclusionReason, of_days
from app.db.query import INSTITUTION, STUDENTS, Reads, columns, day, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.store.people import registrations
from app.store.people.registrations import StudiesFact
from app.store.record.exclusion_tables import Exemption, ExtenuatingCircumstance

AWAY = {"placement": ExclusionReason.PLACEMENT, "abroad": ExclusionReason.YEAR_ABROAD}
"""Modes of study in which nothing is expected here."""


class _Spell(NamedTuple):
    student_id: StudentId
    starts_on: date
    ends_before: date


def _dated(table: type[Exemption] | type[ExtenuatingCircumstance]) -> Any:  # noqa: ANN401 (a select)
    return select(table.student_id, table.starts_on, table.ends_before).where(
        table.institution_id == INSTITUTION,
        table.student_id == any_(STUDENTS),
        table.starts_on <= day("last_day"),
        table.ends_before > day("first_day"),
    )


# A day of which every session that the student is expected at (as in `attendance.EXPECTED`) is authorised. It
# begins with what is authorised, which is rare; `offset 0` keeps PostgreSQL to that order.
_AUTHORISED = """
    with here as (
        select i.time_zone from institutions i where i.institution_id = :institution_id
    ), days as (
        select distinct a.student_id, (t.starts_at at time zone h.time_zone)::date as day, h.time_zone
        from here h
        cross join attendance a
        cross join lateral (
            select t.starts_at from teaching_sessions t
            where t.institution_id = :institution_id and t.session_id = a.session_id
              and t.starts_at >= cast(:first_day as date)::timestamp at time zone h.time_zone
              and t.starts_at < (cast(:last_day as date) + 1)::timestamp at time zone h.time_zone
            offset 0) t
        where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
          and a.status = 'authorised_absence'
    )
    select d.student_id, d.day
    from days d
    where not exists (
            select 1 from attendance a
            join teaching_sessions t on t.institution_id = :institution_id and t.session_id = a.session_id
            where a.institution_id = :institution_id and a.student_id = d.student_id
              and a.status is distinct from 'authorised_absence'
              and (t.starts_at at time zone d.time_zone)::date = d.day)
      and not exists (
            select 1 from enrolments e
            join teaching_sessions t on t.institution_id = :institution_id
                and t.module_run_id = e.module_run_id and t.for_everyone
            where e.institution_id = :institution_id and e.student_id = d.student_id
              and t.starts_at >= d.day::timestamp at time zone d.time_zone
              and t.starts_at < (d.day + 1)::timestamp at time zone d.time_zone
              and (e.starts_on is null or e.starts_on <= d.day)
              and (e.ends_before is null or e.ends_before > d.day)
              and not exists (
                    select 1 from attendance a
                    where a.institution_id = :institution_id and a.student_id = d.student_id
                      and a.session_id = t.session_id))
    order by d.student_id, d.day
"""
READS: Reads = {
    "exemptions": query(_dated(Exemption), _Spell),
    "circumstances": query(_dated(ExtenuatingCircumstance).where(~ExtenuatingCircumstance.withdrawn), _Spell),
    "authorised_days": query(_AUTHORISED, columns),
    "studies": registrations.STUDIES,
}
"""What `by_student` is made of; their parameters are `students`, `first_day` and `last_day`."""


async def list_for(
    transaction: Transaction, students: Collection[StudentId], first: date, last: date
) -> dict[StudentId, list[Exclusion]]:
    """What is excluded of each of the students from `first` to `last`; who has nothing is absent."""
    rows = await transaction.gather(READS, students=list(students), first_day=first, last_day=last)
    return by_student(rows, first, last)


def by_student(
    rows: Mapping[str, Sequence[Any]], first: date, last: date
) -> dict[StudentId, list[Exclusion]]:
    """The same of the rows of `READS`: ascending, cut to those days."""
    found: dict[StudentId, list[Exclusion]] = defaultdict(list)
    for student_id, each in _every(rows):
        if (inside := each.within(first, last)) is not None:
            found[student_id].append(inside)
    return {student_id: sorted(listed) for student_id, listed in found.items()}


def _every(rows: Mapping[str, Sequence[Any]]) -> Iterator[tuple[StudentId, Exclusion]]:
    yield from _spells(rows["exemptions"], ExclusionReason.EXEMPTION)
    yield from _spells(rows["circumstances"], ExclusionReason.EXTENUATING_CIRCUMSTANCES)
    for student_id, days in groupby(rows["authorised_days"], key=lambda row: row[0]):
        for each in of_days((row[1] for row in days), ExclusionReason.AUTHORISED_ABSENCE):
            yield student_id, each
    for student_id, listed in groupby(rows["studies"], key=lambda row: row.student_id):
        for each in _registered(list(listed)):
            yield student_id, each


def _spells(spells: Iterable[_Spell], reason: ExclusionReason) -> Iterator[tuple[StudentId, Exclusion]]:
    for each in spells:
        yield each.student_id, Exclusion(each.starts_on, each.ends_before - DAY, reason)


def _registered(listed: Sequence[StudiesFact]) -> Iterator[Exclusion]:
    """Of one student's registrations, ascending: spells away, and what lies between two of them."""
    for each in listed:
        if each.study_mode in AWAY:
            yield Exclusion(each.starts_on, (each.ends_before or date.max) - DAY, AWAY[each.study_mode])
    for earlier, later in pairwise(listed):
        if earlier.ends_before is not None and earlier.ends_before < later.starts_on:
            yield Exclusion(earlier.ends_before, later.starts_on - DAY, ExclusionReason.SUSPENDED)
