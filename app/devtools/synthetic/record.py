"""The record: what registers and the student record system say of synthetic students."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from app.devtools.synthetic.people import SYSTEM, Member
from app.wire.deliveries import AttendanceItem, CareerStageItem, CircumstanceItem, MarkItem, SessionItem
from app.wire.roster import AssessmentRow

RETURNED = 0.97
"""Of the registers; the rest are lost."""
EXCUSED = 0.2
"""Of ordinary absences."""
APPROVED = 0.5
"""Of illnesses, as extenuating circumstances."""
ASKED = 0.8
"""Of students, about their careers."""
DAYS_EARLY = 4
"""Work is submitted on the day that it is due, or on one of the days before."""


def attendance(rng: Random, member: Member, sessions: Iterable[SessionItem]) -> Iterator[AttendanceItem]:
    """The registers that were returned; the order of the sessions matters."""
    for session in sessions:
        status = _status(rng, member, session.starts_at.date())
        if rng.random() < RETURNED and not member.is_away:
            yield AttendanceItem(session.session, SYSTEM, member.number, status)


def _status(rng: Random, member: Member, day: date) -> str:
    came = rng.random() < member.habit.attends * member.left(day)
    excused = (rng.random() < EXCUSED and not member.is_gone(day)) or member.is_excused(day)
    return "present" if came else "authorised_absence" if excused else "absent"


def submissions(
    rng: Random, member: Member, assessments: Iterable[AssessmentRow], last: date
) -> Iterator[tuple[AssessmentRow, date]]:
    """What was submitted by the last day, and when."""
    for assessment in assessments:
        due = assessment.due_on
        if due is None or due > last or assessment.module_run not in member.runs:
            continue
        if rng.random() < (0.3 + 0.7 * member.habit.attends) * member.left(due):
            yield assessment, due - timedelta(days=rng.randrange(DAYS_EARLY))


def boards(assessments: Iterable[AssessmentRow], last: date) -> dict[str, date]:
    """When the board met over each assessment, by code; what it had not met over by the last day is absent.

    It meets on the day on which the module run's next work is due.
    """
    return {
        one.code: after.due_on
        for one, after in pairwise(assessments)
        if one.module_run == after.module_run and after.due_on is not None and after.due_on <= last
    }


def marks(
    rng: Random,
    member: Member,
    submitted: Iterable[tuple[AssessmentRow, date]],
    confirmed: Mapping[str, date],
) -> Iterator[MarkItem]:
    for assessment, day in submitted:
        mark = min(100, max(0, round(rng.gauss(member.habit.mark, 8))))
        board = confirmed.get(assessment.code)
        yield MarkItem(assessment.code, SYSTEM, member.number, day, float(mark), confirmed_on=board)


def circumstances(rng: Random, member: Member) -> Iterator[CircumstanceItem]:
    """Those that were approved, of the weeks of an illness."""
    planted = member.planted
    if planted is not None and planted.change.authorised and planted.change.weeks and rng.random() < APPROVED:
        ends = planted.week + timedelta(weeks=planted.change.weeks)
        yield CircumstanceItem(SYSTEM, member.number, f"EC-{member.number}", planted.week, ends)


def career_stages(
    rng: Random, member: Member, stages: Sequence[str], first: date
) -> Iterator[CareerStageItem]:
    if stages and rng.random() < ASKED:
        yield CareerStageItem(SYSTEM, member.number, first, rng.choice(stages))
