"""The reading budget: of one student, the weekly figures of how many groups can be read in an academic year.

Every group that holds a student has draws of noise of its own, so many groups average some of it away. There
are as many as modules that the student takes, and two or three besides. So somebody reads no more than a few
that hold any one student, and everybody together not many more. Which weeks of a group are read, and how
often, is not counted: the noise does not wear off by that (`app/disclosure/control.py`).
"""

from collections.abc import Iterable
from datetime import date

from app.actions.context import Context
from app.calendars.calendar import DAY
from app.db.advisory import lock
from app.errors import GroupsUsedUp
from app.ids import StaffId
from app.store.insight import cohort_readings, cohorts
from app.store.insight.cohorts import Cohort


async def charge_reading(context: Context, staff_id: StaffId, cohort: Cohort, days: Iterable[date]) -> None:
    """Count the cohort as read by them, in the academic years of the days. For elevated work.

    Raises GroupsUsedUp where too many groups that hold one of its students were read already.
    """
    for year in sorted({context.profile.academic_year(each) for each in days}):
        if not await cohort_readings.has_read(context.transaction, staff_id, year, cohort):
            await lock(context.transaction, "cohort readings")
            await _check(context, staff_id, cohort, year)
            await cohort_readings.add(context.transaction, staff_id, year, cohort, context.now)


async def _check(context: Context, staff_id: StaffId, cohort: Cohort, year: int) -> None:
    transaction, profile = context.transaction, context.profile
    first, last = profile.first_day(year), profile.first_day(year + 1) - DAY
    spells = await cohorts.list_spells(transaction, cohort, first, last)
    students = {each.student_id for each in spells}
    limits = profile.disclosure
    for who, by, most in (
        ("you have", staff_id, limits.groups_per_asker),
        ("everybody together has", None, limits.groups_together),
    ):
        read = await cohort_readings.most_read(transaction, by, year, cohort, students, first, last)
        if read >= most:
            raise GroupsUsedUp(
                f"{who} read the weekly figures of {most} other groups of {year}/{(year + 1) % 100:02} that"
                " some of these students are in, too: more could single somebody out. Groups that were read"
                " can be read again."
            )
