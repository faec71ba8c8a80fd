"""Queues of cases."""

from datetime import date

from app.ids import CaseId, StaffId, StudentId
from app.outreach.case import Answer, CaseState, Queue
from app.outreach.ladder import Ladder
from app.schemas.base import Out, shown_as
from app.schemas.made_up import CASE, NAME, NUMBER, STUDENT, TUTOR, TUTOR_NAME
from app.store.support.case_queue import QueueCounts, QueuedCase

_COUNTS = {"overdue": 4, "due_today": 11, "unassigned": 2, "waiting_for_student": 37, "answered": 3}
_ITEM = {
    "student_id": STUDENT,
    "number": NUMBER,
    "name": NAME,
    "case_id": CASE,
    "state": "attempting",
    "rung": "university_email",
    "rung_title": "University e-mail",
    "due_on": "2018-11-19",
    "waiting_until": "2018-11-16",
    "owner_id": TUTOR,
    "owner_name": TUTOR_NAME,
    "team": None,
    "team_name": None,
    "answer": None,
}


class QueueCountsOut(Out):
    overdue: int
    """Cases in which somebody should have acted before today."""
    due_today: int
    """Cases in which somebody has to act today."""
    unassigned: int
    """Cases that neither a person nor a team has."""
    waiting_for_student: int
    """Cases in which the student still has time to answer."""
    answered: int
    """Cases in which the student has answered, and nobody has acted on it."""


class QueuedCaseOut(Out):
    student_id: StudentId
    """Who is looked for."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name; null where the roster has none."""
    case_id: CaseId
    """The case's id."""
    state: CaseState
    """Where it stands."""
    rung: str
    """The rung that is on, or was on last."""
    rung_title: str
    """What the institution calls it."""
    due_on: date
    """Until when somebody has to act: the last day of it."""
    waiting_until: date | None
    """The last day on which the student may answer; null where nobody waits for that."""
    owner_id: StaffId | None
    """The person who has it; null: nobody in particular."""
    owner_name: str | None
    """Their name."""
    team: str | None
    """The code of the team that has it; null: none."""
    team_name: str | None
    """What the team is called."""
    answer: Answer | None
    """What the student answered, while nobody has acted on it."""


class CaseQueueOut(Out):
    model_config = shown_as({"queue": "overdue", "counts": _COUNTS, "items": [_ITEM], "next_cursor": None})

    queue: Queue
    """Which queue it is."""
    counts: QueueCountsOut
    """How many cases each queue holds for you; a case may be in several."""
    items: list[QueuedCaseOut]
    """Those due first come first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def case_queue_out(
    queue: Queue, page: list[QueuedCase], counts: QueueCounts, ladder: Ladder, more: str | None
) -> CaseQueueOut:
    values = {
        "queue": queue,
        "counts": counts._asdict(),
        "items": [{**each._asdict(), "rung_title": ladder.rung(each.rung).title} for each in page],
        "next_cursor": more,
    }
    return CaseQueueOut.model_validate(values)
