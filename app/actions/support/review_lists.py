"""Review lists: once a term, students who by the register may have gone; people decide on each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.access.vocabulary import Audited, Role, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext, StaffContext, as_any_staff
from app.actions.governance.audit_change import audit_change
from app.calendars.calendar import DAY, TeachingWeek, Term, monday_of
from app.calendars.exclusions import Exclusion, excluded_days
from app.errors import Conflict, Forbidden
from app.ids import ReviewListId, StudentId
from app.profiles.model import Profile
from app.profiles.withdrawal_review import WithdrawalReviewEntry
from app.store.record import excluded_days as exclusions
from app.store.support import absences, review_lists
from app.store.support.absences import RegisterDay
from app.store.support.review_lists import ReviewedStudent, ReviewList

SHOWN = (Audited.STUDENT, Audited.ATTENDANCE)
YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A list and some of its students."""

    listed: ReviewList
    students: Sequence[ReviewedStudent]


def purposes_of(profile: Profile) -> frozenset[str]:
    """For which purposes review lists are looked at, and no other."""
    return entry_of(profile).purposes


def entry_of(profile: Profile) -> WithdrawalReviewEntry:
    assert profile.withdrawal_review is not None, "the route has checked that the profile has one"
    return profile.withdrawal_review


async def check_reviewer(context: RequestContext, purpose: str | None) -> StaffContext:
    """Somebody who may make lists and decide, for a purpose of theirs.

    Raises Forbidden unless a role of theirs may state it, and what `check_purpose` raises.
    """
    staff = as_any_staff(context)
    if not reviewing_roles(context):
        raise Forbidden("no role of yours reviews who may have withdrawn")
    await check_purpose(context, [], SHOWN, purpose, purposes_of(context.profile))
    return staff


def reviewing_roles(context: RequestContext) -> list[Role]:
    """Those of the asker's roles that may state the purpose, and open attendance."""
    rules, purposes = context.profile.role_rules, purposes_of(context.profile)
    return [
        each
        for each in context.user.roles.names
        if rules[each].purposes & purposes and SectionName.ATTENDANCE in rules[each].sections
    ]


# --- making one ---


async def make_review_list(context: RequestContext, staff: StaffContext) -> ReviewList:
    """The list of the term that it is, or that was the last: of students whom the asker may review.

    Raises Forbidden for somebody who reviews nobody today, Conflict where the asker has made it already, and
    where the term is too young.
    """
    term, weeks = _term_and_weeks(context)
    first, last = weeks[0].monday, weeks[-1].monday + 6 * DAY
    evidence = await _evidence(context, first, last)
    review_list_id = await review_lists.add(
        context.transaction,
        staff.staff_id,
        term=term.title,
        term_first_day=term.first,
        first_day=first,
        last_day=last,
        evidence=evidence,
        now=context.now,
    )
    if review_list_id is None:
        raise Conflict(
            f"you have made the list of this term already ({term.title} from {term.first}): read it"
        )
    after = {"term": term.title, "term_first_day": str(term.first), "students": len(evidence)}
    await audit_change(staff, "review list made", f"review_list/{review_list_id}", after=after)
    roles = reviewing_roles(context)
    return await review_lists.get(context.transaction, staff.staff_id, roles, review_list_id)


def _term_and_weeks(context: RequestContext) -> tuple[Term, list[TeachingWeek]]:
    """The term, and the latest of its whole teaching weeks that are over."""
    calendar, today = context.institution.calendar, context.today
    days = (today - n * DAY for n in range(YEAR.days))
    term = next((found for each in days if (found := calendar.term_of(each)) is not None), None)
    if term is None:
        raise Conflict("there has been no term for a year: set the academic calendar first")
    wanted = entry_of(context.profile).weeks
    over = calendar.teaching_weeks(term.first, min(term.last, today - DAY))[-wanted:]
    if len(over) < wanted:
        raise Conflict(
            f"{term.title} has had {len(over)} whole teaching weeks so far, and a list looks at {wanted}:"
            " make it later"
        )
    return term, over


async def _evidence(context: RequestContext, first: date, last: date) -> dict[StudentId, dict[str, Any]]:
    """By student who is to be listed: the register of these days, without those that are excluded."""
    entry, reviewing = entry_of(context.profile), set(reviewing_roles(context))
    visible = await absences.list_registered(
        context.transaction, context.profile.covered_levels, context.today
    )
    mine = [each.student_id for each in visible if reviewing & set(each.visible_by)]
    if not mine:  # an empty list would be the only one of the term
        raise Forbidden("you review nobody today: no student is in your charge by a role that reviews")
    gone = await absences.list_never_present(context.transaction, mine, first, last, entry.least_absences)
    register = await absences.list_register(context.transaction, gone, first, last)
    last_present = await absences.list_last_present(context.transaction, gone, last)
    excluded = await exclusions.list_for(context.transaction, gone, first, last)
    by_student: dict[StudentId, list[RegisterDay]] = defaultdict(list)
    for each in register:
        by_student[each.student_id].append(each)
    made = {
        student_id: _of_student(
            by_student[student_id], excluded.get(student_id, ()), last_present.get(student_id)
        )
        for student_id in gone
    }
    return {
        student_id: each
        for student_id, each in made.items()
        if sum(week["absent"] for week in each["weeks"]) >= entry.least_absences
    }


def _of_student(
    register: Iterable[RegisterDay], excluded: Collection[Exclusion], last_present: date | None
) -> dict[str, Any]:
    left_out = excluded_days(excluded)
    weeks: dict[date, Counter[str]] = defaultdict(Counter)
    for each in register:
        if each.day not in left_out:
            weeks[monday_of(each.day)][each.state] += each.sessions
    return {
        "weeks": [
            {"monday": str(monday)}
            | {state: counted[state] for state in ("absent", "authorised_absence", "no_record")}
            for monday, counted in sorted(weeks.items())
        ],
        "excluded": [
            {"first_day": str(each.first), "last_day": str(each.last), "reason": each.reason}
            for each in excluded
        ],
        "last_present_on": None if last_present is None else str(last_present),
    }


# --- reading, deciding ---


async def read_review_list(
    context: RequestContext,
    staff: StaffContext,
    review_list_id: ReviewListId,
    purpose: str | None,
    *,
    after: str,
    limit: int,
) -> ReviewPage:
    """A page of the list, and one student more; the looks at the page are recorded. Raises NotFound."""
    roles = reviewing_roles(context)
    listed = await review_lists.get(context.transaction, staff.staff_id, roles, review_list_id)
    found = await review_lists.list_students(
        context.transaction, roles, review_list_id, after=after, limit=limit + 1
    )
    shown: Mapping[StudentId, Sequence[Audited]] = {each.student_id: SHOWN for each in found[:limit]}
    await record_access(context, shown, roles, purpose)
    return ReviewPage(listed, found)


async def decide_on_student(
    context: StaffContext, review_list_id: ReviewListId, student_id: StudentId, decision: str, reason: str
) -> ReviewedStudent:
    """Decide, once. Raises NotFound, and Conflict where somebody has decided."""
    decided = await review_lists.decide(
        context.transaction,
        review_list_id,
        student_id,
        decision=decision,
        reason=reason,
        staff_id=context.staff_id,
        now=context.now,
    )
    after = await review_lists.get_student(context.transaction, review_list_id, student_id)
    if not decided:
        raise Conflict(f"{after.decided_by_name} has decided on this student already: read the list again")
    await audit_change(
        context,
        "review decided",
        f"student/{student_id}",
        after={"review_list_id": str(review_list_id), "decision": decision},
    )
    return after
