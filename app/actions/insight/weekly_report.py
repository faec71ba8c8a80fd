"""The weekly report of a School: one row for each student, as of the beginning of a Monday."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.access.vocabulary import Audited, Reach, Role, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import Context, RequestContext, StaffContext, as_any_staff
from app.actions.insight.report_rows import Told
from app.actions.insight.weekly_status import SECTIONS, judge_weeks, rag_rules
from app.calendars.calendar import DAY
from app.errors import NotFound
from app.ids import StudentId
from app.profiles.model import Profile
from app.rag.rows import ReportRow
from app.store.insight import weekly_reports
from app.store.insight.weekly_reports import School, Studying

SHOWN = (Audited.STUDENT, Audited.ATTENDANCE, Audited.ENGAGEMENT)
"""What a row shows of a student."""


@dataclass(frozen=True, slots=True)
class Report:
    school: School
    week: date
    rows: Sequence[ReportRow]


def as_reader(context: RequestContext) -> StaffContext:
    """In the asker's roles that open reports where a grant holds. Raises NotFound without any."""
    rag_rules(context)
    reader = as_reader_or_none(context)
    if reader is None:
        raise not_yours()
    return reader


def as_reader_or_none(context: RequestContext) -> StaffContext | None:
    reading = reading_roles(context.profile)
    roles = tuple(each for each in context.user.roles.names if each in reading)
    if not roles or context.user.staff_id is None:
        return None
    return replace(as_any_staff(context), role=roles[0], roles=roles)


def reading_roles(profile: Profile) -> list[Role]:
    """Those that are granted over an org unit and open what a report shows."""
    rules = profile.role_rules
    return [each for each in opening_roles(profile) if rules[each].reach is Reach.GRANT]


def opening_roles(profile: Profile) -> list[Role]:
    """Those that open what a report shows of a student whom they reach."""
    return [
        name
        for name, rule in profile.role_rules.items()
        if rule.sections.issuperset(SECTIONS) and rule.reach not in {Reach.TEACHING, Reach.SELF}
    ]


async def read_report(
    context: StaffContext, org_unit: str, week: date, *, after: str = "", limit: int | None = None
) -> Report:
    """Every row of the School in number order, or a page of them from the number after `after`.

    `week` is a Monday, and the days before it are looked at. Whoever shows the rows checks why, and records
    it.
    Raises NotFound for an org unit that is not the asker's, and NotCollected.
    """
    rag_rules(context)
    school = await school_of(context, org_unit)
    if school is None or not school.granted:
        raise not_yours()
    last, profile = week - DAY, context.profile
    studying = await weekly_reports.list_studying(
        context.transaction,
        school,
        last,
        last,
        levels=profile.covered_levels,
        opening=opening_roles(profile),
        after=after,
        limit=limit,
    )
    marks = all(SectionName.GRADES in profile.role_rules[each].sections for each in _roles(context))
    return Report(school, week, await rows_of(context, studying, week, marks=marks))


async def rows_of(
    context: Context, studying: Sequence[Studying], week: date, *, marks: bool
) -> list[ReportRow]:
    """The students' rows, in their order."""
    if not studying:
        return []
    weeks = await judge_weeks(context, [each.student_id for each in studying], [week])
    told = Told(weeks, context.profile, marks=marks)
    place = {student_id: at for at, student_id in enumerate(weeks.students)}
    return [told.row(place[each.student_id], each) for each in studying]


async def record_report(context: RequestContext, rows: Sequence[ReportRow], purpose: str | None) -> None:
    """Staff say why they look; whom the rows show is on record, in one statement."""
    shown = {StudentId(each.student_id): SHOWN for each in rows}
    await check_purpose(context, shown, SHOWN, purpose)
    opening = set(opening_roles(context.profile))
    await record_access(
        context, shown, [each for each in context.user.roles.names if each in opening], purpose
    )


def _roles(context: StaffContext) -> Sequence[Role]:
    """Those in which the asker reads reports; of a context that names none, any that would."""
    return context.roles or reading_roles(context.profile)


async def school_of(context: StaffContext, code: str) -> School | None:
    """The org unit with that code, and whether a grant of the asker's holds over it."""
    roles, rules = _roles(context), context.profile.role_rules
    trained = [each for each in roles if rules[each].training_required]
    return await weekly_reports.find_school(
        context.transaction, code, context.staff_id, roles, trained, context.today
    )


def not_yours() -> NotFound:
    return NotFound("there is no such School, or no grant of yours is over it")
