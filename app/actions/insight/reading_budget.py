"""The reading budget: of one student, the weekly figures of how many groups can be read in an academic year.

Every group that holds a student has draws of noise of its own, so many groups average some of it away. There
are as many as modules that the student takes, and two or three besides. So somebody reads no more than a few
that hold any one student, and everybody together not many more. Which weeks of a group are read, and how
often, is not counted: the noise does not wear off by that (`app/disclosure/control.py`).

Whoever teaches a module run may see each of its students, on record. What they read of their class counts
among what they read themselves, and not in what everybody together may: a student has more modules than that.
"""

from collections.abc import Iterable
from datetime import date

from app.actions.context import Context
from app.calendars.calendar import DAY
from app.db.advisory import lock
from app.errors import GroupsUsedUp
from app.ids import StaffId
from app.store.insight import cohort_readings, cohorts
from app.store.insight.cohort_readings import Reading


async def charge_reading(context: Context, reading: Reading, days: Iterable[date]) -> None:
    """Count figures as read, in the academic years of the days. For elevated work.

    Raises GroupsUsedUp where too many groups that hold one of the students were read already.
    """
    for year in sorted({context.profile.academic_year(each) for each in days}):
        if not await cohort_readings.has_read(context.transaction, reading, year):
            await lock(context.transaction, "cohort readings")
            await _check(context, reading, year)
            await cohort_readings.add(context.transaction, reading, year, context.now)


async def _check(context: Context, reading: Reading, year: int) -> None:
    transaction, profile = context.transaction, context.profile
    first, last = profile.first_day(year), profile.first_day(year + 1) - DAY
    spells = await cohorts.list_spells(transaction, reading.figures.cohort, first, last)
    students = {each.student_id for each in spells}
    limits = profile.disclosure
    asked: list[tuple[str, StaffId | None, int]] = [("you have", reading.staff_id, limits.groups_per_asker)]
    if not reading.own:
        asked.append(("everybody together has", None, limits.groups_together))
    for who, by, most in asked:
        read = await cohort_readings.most_read(transaction, reading, by, year, students, first, last)
        if read >= most:
            raise GroupsUsedUp(
                f"{who} read the weekly figures of {most} other groups of {year}/{(year + 1) % 100:02} that"
                " some of these students are in, too: more could single somebody out. Groups that were read"
                " can be read again."
            )
