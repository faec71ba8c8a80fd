"""Excluded days, from the database: each reason by its own rows, of many students as of one."""

from datetime import date, timedelta

import pytest

from app.calendars.exclusions import Exclusion, ExclusionReason
from app.store.record import excluded_days
from app.wire.roster import RegistrationRow
from tests.world import OPENING, Person, World, approval, register, session, student_id

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


async def excluded(world: World, first: date, last: date, *students: Person) -> list[list[Exclusion]]:
    async with world.context() as context:
        ids = [student_id(each) for each in students]
        found = await excluded_days.list_for(context.transaction, ids, first, last)
    return [found.get(each, []) for each in ids]


async def test_exemptions_and_approved_circumstances_are_cut_to_the_days_asked_for(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    ann, bob = [await nottingham.student(tutor=tutor) for _ in range(2)]
    today = nottingham.today
    await nottingham.exempt(ann, tutor, today, 30)
    await nottingham.approve(
        approval(bob, "EC-1", today - 30 * DAY, today + DAY),
        approval(bob, "EC-2", today, today + 7 * DAY, withdrawn=True),
    )
    first, last = today - DAY, today + 3 * DAY
    assert await excluded(nottingham, first, last, ann, bob) == [
        [Exclusion(today, last, ExclusionReason.EXEMPTION)],
        [Exclusion(first, today, ExclusionReason.EXTENUATING_CIRCUMSTANCES)],
    ]
    assert await excluded(nottingham, today + 60 * DAY, today + 61 * DAY, ann, bob) == [[], []]


async def test_an_exemption_that_was_ended_excludes_the_days_before(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student, today = await nottingham.student(tutor=tutor), nottingham.today
    made = await nottingham.exempt(student, tutor, today, 30)
    ending = {"ends_before": str(today + 2 * DAY)}
    await tutor.do(f"{student.path}/exemptions/{made['exemption_id']}/ending", ending)
    found = await excluded(nottingham, today, today + 9 * DAY, student)
    assert found == [[Exclusion(today, today + DAY, ExclusionReason.EXEMPTION)]]


async def test_a_day_is_an_authorised_absence_if_every_session_of_it_is(nottingham: World) -> None:
    """Neither one that was attended, nor one without a record, nor a day without sessions."""
    student, other = [await nottingham.student() for _ in range(2)]
    monday = date(2018, 11, 12)
    days = [monday + n * DAY for n in range(5)]
    for n, day in enumerate(days):
        await nottingham.hold_sessions(
            session(f"A{n}", day, for_everyone=False),
            session(f"B{n}", day, starts_at=f"{day}T15:00:00+00:00", ends_at=f"{day}T16:00:00+00:00"),
        )
    authorised = [register(student, f"{code}{n}", "authorised_absence") for n in (0, 1) for code in "AB"]
    await nottingham.register(
        *authorised,
        register(student, "A2", "authorised_absence"),  # B2: expected, and no record has come
        register(student, "A3", "authorised_absence"),
        register(student, "B3", "present"),
        register(
            student, "B4", "authorised_absence"
        ),  # A4 is for those who have a row, and this student has none
        register(other, "B4", None),
        register(other, "A4", "authorised_absence"),
    )
    found = await excluded(nottingham, monday, days[-1], student, other)
    reason = ExclusionReason.AUTHORISED_ABSENCE
    assert found == [[Exclusion(days[0], days[1], reason), Exclusion(days[4], days[4], reason)], []]


async def test_a_day_is_the_institutions_not_greenwichs(nottingham: World) -> None:
    """In summer time, half past midnight is the day before in UTC."""
    student, day = await nottingham.student(), date(2018, 10, 10)
    late = session("L", day, starts_at="2018-10-09T23:30:00+00:00", ends_at="2018-10-10T01:00:00+00:00")
    await nottingham.hold_sessions(late)
    await nottingham.register(register(student, "L", "authorised_absence"))
    assert await excluded(nottingham, day, day, student) == [
        [Exclusion(day, day, ExclusionReason.AUTHORISED_ABSENCE)]
    ]
    assert await excluded(nottingham, day - DAY, day - DAY, student) == [[]]


async def test_placements_years_abroad_and_interruptions_come_from_the_registrations(
    nottingham: World,
) -> None:
    student, today = await nottingham.student(), nottingham.today
    number, level = student.number, "undergraduate"
    spells = [
        (OPENING, date(2018, 10, 15), "full_time"),
        (date(2018, 10, 22), date(2018, 11, 1), "placement"),
        (date(2018, 11, 1), date(2018, 11, 15), "abroad"),
        (date(2018, 11, 15), None, "full_time"),
    ]
    await nottingham.roster(
        registrations=[
            RegistrationRow(number, begin, end, "BSC", "CLES", level, study_mode)
            for begin, end, study_mode in spells
        ]
    )
    assert await excluded(nottingham, OPENING, today, student) == [
        [
            Exclusion(date(2018, 10, 15), date(2018, 10, 21), ExclusionReason.SUSPENDED),
            Exclusion(date(2018, 10, 22), date(2018, 10, 31), ExclusionReason.PLACEMENT),
            Exclusion(date(2018, 11, 1), date(2018, 11, 14), ExclusionReason.YEAR_ABROAD),
        ]
    ]
