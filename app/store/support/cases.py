"""Cases: students whom somebody tries to reach, as each case stands."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import aliased

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, day, moment, one, query, uuid, word, words
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import AssignmentId, CaseId, SignalId, StaffId, StudentId, TeamId
from app.outreach.case import Answer, CaseOutcome, CaseState, NeedKind
from app.outreach.ladder import Residence
from app.store.people.tables import Registration, Staff
from app.store.support.case_tables import Case as Row
from app.store.support.tables import Team


@dataclass(frozen=True, slots=True)
class CaseOpening:
    """What is said when a case opens; it stands."""

    reason: str
    other_sources: list[dict[str, str]]
    """`source` and `checked_on` each."""
    signal_id: SignalId | None
    opened_by: StaffId
    opened_role: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class CaseNow:
    """What changes in the course of a case."""

    state: CaseState
    rung: str
    rung_on: date
    roles: tuple[Role, ...]
    due_on: date
    waiting_until: date | None = None
    owner_id: StaffId | None = None
    team_id: TeamId | None = None
    assignment_id: AssignmentId | None = None
    answer: Answer | None = None
    answered_at: datetime | None = None
    need_kind: NeedKind | None = None
    need_reason: str | None = None
    first_attempt_on: date | None = None
    reached_on: date | None = None
    reached_rung: str | None = None
    outcome: CaseOutcome | None = None
    closed_by: StaffId | None = None
    closed_at: datetime | None = None
    closing_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    case_id: CaseId
    opening: CaseOpening
    opened_by_name: str
    now: CaseNow
    owner_name: str | None
    team: str | None
    """The team's code."""
    team_name: str | None
    closed_by_name: str | None


_NOW = tuple(CaseNow.__dataclass_fields__)
_OPENING = tuple(CaseOpening.__dataclass_fields__)


def _now(*values: Any) -> CaseNow:  # noqa: ANN401 (columns of any type)
    found = dict(zip(_NOW, values, strict=True))
    return CaseNow(
        **found
        | {
            "state": CaseState(found["state"]),
            "roles": tuple(map(Role, found["roles"])),
            "need_kind": None if found["need_kind"] is None else NeedKind(found["need_kind"]),
            "answer": None if found["answer"] is None else Answer(found["answer"]),
            "outcome": None if found["outcome"] is None else CaseOutcome(found["outcome"]),
        }
    )


def _case(case_id: CaseId, *values: Any) -> Case:  # noqa: ANN401 (columns of any type)
    """Of the columns of `_CASES`, in their order."""
    opening, rest = CaseOpening(*values[: len(_OPENING)]), values[len(_OPENING) :]
    names, now = rest[:5], _now(*rest[5:])
    return Case(case_id, opening, names[0], now, *names[1:])


_opener, _owner, _closer = (aliased(Staff) for _ in range(3))
_CASES = (
    select(
        Row.case_id,
        *(getattr(Row, each) for each in _OPENING),
        _opener.name,
        _owner.name,
        Team.code,
        Team.name,
        _closer.name,
        *(getattr(Row, each) for each in _NOW),
    )
    .join(_opener, and_(_opener.institution_id == Row.institution_id, _opener.staff_id == Row.opened_by))
    .outerjoin(_owner, and_(_owner.institution_id == Row.institution_id, _owner.staff_id == Row.owner_id))
    .outerjoin(_closer, and_(_closer.institution_id == Row.institution_id, _closer.staff_id == Row.closed_by))
    .outerjoin(Team, and_(Team.institution_id == Row.institution_id, Team.team_id == Row.team_id))
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
)
OF_STUDENT = query(_CASES.order_by(Row.opened_at.desc(), Row.case_id), _case)
"""The student's cases, the latest first."""
_THIS = (
    Row.institution_id == INSTITUTION,
    Row.student_id == STUDENT,
    Row.case_id == uuid("case_id"),
)
ONE = query(_CASES.where(Row.case_id == uuid("case_id")), _case)
_LOCK = query(select(Row.case_id).where(*_THIS).with_for_update(), one)
_LOCK_OPEN = query(
    select(Row.case_id)
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT, Row.closed_at.is_(None))
    .with_for_update(),
    one,
)
_PARAMETERS: dict[str, Any] = {
    "state": word("state"),
    "rung": word("rung"),
    "rung_on": day("rung_on"),
    "roles": words("roles"),
    "due_on": day("due_on"),
    "waiting_until": day("waiting_until"),
    "owner_id": uuid("owner_id"),
    "team_id": uuid("team_id"),
    "assignment_id": uuid("assignment_id"),
    "answer": word("answer"),
    "answered_at": moment("answered_at"),
    "need_kind": word("need_kind"),
    "need_reason": word("need_reason"),
    "first_attempt_on": day("first_attempt_on"),
    "reached_on": day("reached_on"),
    "reached_rung": word("reached_rung"),
    "outcome": word("outcome"),
    "closed_by": uuid("closed_by"),
    "closed_at": moment("closed_at"),
    "closing_reason": word("closing_reason"),
}
_ADD = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        case_id=uuid("case_id"),
        reason=word("reason"),
        other_sources=bindparam("other_sources", type_=JSONB),
        signal_id=uuid("signal_id"),
        opened_by=uuid("opened_by"),
        opened_role=word("opened_role"),
        opened_at=moment("opened_at"),
        **_PARAMETERS,
    )
    .on_conflict_do_nothing()
)
_CHANGE = query(update(Row).where(*_THIS).values(**_PARAMETERS))
_RESIDENCE = query(
    select(Registration.residence)
    .where(
        Registration.institution_id == INSTITUTION,
        Registration.student_id == STUDENT,
        Registration.starts_on <= day("today"),
    )
    .order_by(Registration.starts_on.desc())
    .limit(1),
    Residence,
)


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Case]:
    """The student's cases, the latest first."""
    return await transaction.fetch(OF_STUDENT, student_id=student_id)


async def get(transaction: Transaction, student_id: StudentId, case_id: CaseId) -> Case:
    """Raises NotFound."""
    found = await transaction.find(ONE, student_id=student_id, case_id=case_id)
    if found is None:
        raise NotFound("this student has no such case")
    return found


async def lock(transaction: Transaction, student_id: StudentId, case_id: CaseId) -> None:
    """From now on nobody else changes the case, until the transaction ends. Raises NotFound."""
    if await transaction.find(_LOCK, student_id=student_id, case_id=case_id) is None:
        raise NotFound("this student has no such case")


async def lock_open(transaction: Transaction, student_id: StudentId) -> CaseId | None:
    """The same of the student's open case; None where there is none."""
    found: CaseId | None = await transaction.find(_LOCK_OPEN, student_id=student_id)
    return found


async def add(
    transaction: Transaction, student_id: StudentId, case_id: CaseId, opening: CaseOpening, now: CaseNow
) -> bool:
    """Whether it was added; False where the student has an open case already."""
    added = await transaction.execute(
        _ADD, student_id=student_id, case_id=case_id, **asdict(opening), **_given(now)
    )
    return added == 1


async def change(transaction: Transaction, student_id: StudentId, case_id: CaseId, now: CaseNow) -> None:
    """From now on it stands so."""
    await transaction.execute(_CHANGE, student_id=student_id, case_id=case_id, **_given(now))


def _given(now: CaseNow) -> dict[str, Any]:
    return asdict(now) | {"roles": list(now.roles)}


async def residence_of(transaction: Transaction, student_id: StudentId, today: date) -> Residence:
    """Where the student lives, by the registration of the day, or else the latest before."""
    return await transaction.find(_RESIDENCE, student_id=student_id, today=today) or Residence.UNKNOWN
