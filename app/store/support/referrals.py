"""Referrals: assignments to a service's team that the student agreed to, and what it does with them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, day, moment, number, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import AssignmentId, ReferralId, StaffId, StudentId, TeamId
from app.store.people.tables import Staff, Student
from app.store.support.tables import Assignment, Team, TeamMember
from app.store.support.welfare_tables import Referral as Row


@dataclass(frozen=True, slots=True)
class Referral:
    referral_id: ReferralId
    student_id: StudentId
    student_number: str
    student_name: str | None
    team_id: TeamId
    team: str
    """The team's code."""
    team_name: str
    role: Role
    """The role of the profile that its members act in."""
    state: str
    """`waiting`, `taken`, `answered`, `closed` or `withdrawn`."""
    about: str
    referred_by_name: str
    referred_at: datetime
    agreed_on: date
    agreed_how: str
    taken_by_name: str | None
    taken_at: datetime | None
    answer: str | None
    answered_by_name: str | None
    answered_at: datetime | None
    outcome: str | None
    closed_by_name: str | None
    closed_at: datetime | None
    closing_reason: str | None


_opener, _taker, _answerer, _closer = (aliased(Staff) for _ in range(4))
_STATE = case(
    (Row.withdrawn_at.is_not(None), "withdrawn"),
    (Assignment.closed_at.is_not(None), "closed"),
    (Row.answered_at.is_not(None), "answered"),
    (Row.taken_at.is_not(None), "taken"),
    else_="waiting",
)


def _by(staff: type[Staff], column: Any) -> ColumnElement[bool]:  # noqa: ANN401 (a column)
    return and_(staff.institution_id == Row.institution_id, staff.staff_id == column)


_REFERRALS = (
    select(
        Row.referral_id,
        Row.student_id,
        Student.number,
        Student.name,
        Team.team_id,
        Team.code,
        Team.name,
        Team.role,
        _STATE,
        Assignment.reason,
        _opener.name,
        Assignment.opened_at,
        Row.agreed_on,
        Row.agreed_how,
        _taker.name,
        Row.taken_at,
        Row.answer,
        _answerer.name,
        Row.answered_at,
        Row.outcome,
        _closer.name,
        Assignment.closed_at,
        Assignment.closing_reason,
    )
    .join(
        Assignment,
        and_(same(Assignment, Row, "student_id"), Assignment.assignment_id == Row.referral_id),
    )
    .join(Team, same(Team, Assignment, "team_id"))
    .join(Student, same(Student, Row, "student_id"))
    .join(_opener, _by(_opener, Assignment.opened_by))
    .outerjoin(_taker, _by(_taker, Row.taken_by))
    .outerjoin(_answerer, _by(_answerer, Row.answered_by))
    .outerjoin(_closer, _by(_closer, Assignment.closed_by))
    .where(Row.institution_id == INSTITUTION)
)
_OF_STUDENT = query(
    _REFERRALS.where(Row.student_id == STUDENT).order_by(Assignment.opened_at.desc(), Row.referral_id),
    Referral,
)
_ONE = query(_REFERRALS.where(Row.student_id == STUDENT, Row.referral_id == uuid("referral_id")), Referral)
_QUEUE = query(
    _REFERRALS.join(TeamMember, same(TeamMember, Assignment, "team_id"))
    .where(
        TeamMember.staff_id == uuid("staff_id"),
        TeamMember.starts_on <= day("today"),
        or_(TeamMember.ends_before.is_(None), TeamMember.ends_before > day("today")),
        Assignment.closed_at.is_(None),
        or_(word("state").is_(None), word("state") == _STATE),
        tuple_(Assignment.opened_at, Row.referral_id) > tuple_(moment("after"), uuid("after_referral")),
    )
    .order_by(Assignment.opened_at, Row.referral_id)
    .limit(number("limit")),
    Referral,
)
_ADD = query(select(func.attune_refer(STUDENT, uuid("referral_id"), day("agreed_on"), word("agreed_how"))))
_LOCK_OPEN = query(
    select(Assignment.assignment_id)
    .where(
        Assignment.institution_id == INSTITUTION,
        Assignment.student_id == STUDENT,
        Assignment.assignment_id == uuid("referral_id"),
        Assignment.closed_at.is_(None),
    )
    .with_for_update(),
    one,
)
_THIS = (
    Row.institution_id == INSTITUTION,
    Row.student_id == STUDENT,
    Row.referral_id == uuid("referral_id"),
)
_TAKE = query(update(Row).where(*_THIS).values(taken_by=uuid("staff_id"), taken_at=moment("now")))
_ANSWER = query(
    update(Row)
    .where(*_THIS)
    .values(answer=word("answer"), answered_by=uuid("staff_id"), answered_at=moment("now"))
)
_SAY_OUTCOME = query(update(Row).where(*_THIS).values(outcome=word("outcome")))
_WITHDRAW = query(
    select(func.attune_withdraw_agreement(uuid("referral_id"), word("reason"), moment("now"))), one
)


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Referral]:
    """The student's referrals, latest first."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id)


async def get(transaction: Transaction, student_id: StudentId, referral_id: ReferralId) -> Referral:
    """Raises NotFound."""
    found = await transaction.find(_ONE, student_id=student_id, referral_id=referral_id)
    if found is None:
        raise NotFound("there is no such referral")
    return found


async def list_queue(
    transaction: Transaction,
    staff_id: StaffId,
    today: date,
    *,
    state: str | None,
    after: tuple[datetime, ReferralId],
    limit: int,
) -> list[Referral]:
    """Open referrals to the teams that somebody belongs to today, the earliest first, from the one after."""
    return await transaction.fetch(
        _QUEUE,
        staff_id=staff_id,
        today=today,
        state=state,
        after=after[0],
        after_referral=after[1],
        limit=limit,
    )


async def add(
    transaction: Transaction,
    student_id: StudentId,
    assignment_id: AssignmentId,
    agreed_on: date,
    agreed_how: str,
) -> ReferralId:
    """Make a referral of an assignment; they have one id."""
    referral_id = ReferralId(assignment_id)
    await transaction.execute(
        _ADD, student_id=student_id, referral_id=referral_id, agreed_on=agreed_on, agreed_how=agreed_how
    )
    return referral_id


async def lock_open(transaction: Transaction, student_id: StudentId, referral_id: ReferralId) -> bool:
    """Whether it is open; if so, nobody else does anything with it until the transaction ends."""
    found = await transaction.find(_LOCK_OPEN, student_id=student_id, referral_id=referral_id)
    return found is not None


async def take(
    transaction: Transaction, student_id: StudentId, referral_id: ReferralId, staff_id: StaffId, now: datetime
) -> None:
    await transaction.execute(
        _TAKE, student_id=student_id, referral_id=referral_id, staff_id=staff_id, now=now
    )


async def answer(
    transaction: Transaction,
    student_id: StudentId,
    referral_id: ReferralId,
    words: str,
    staff_id: StaffId,
    now: datetime,
) -> None:
    await transaction.execute(
        _ANSWER, student_id=student_id, referral_id=referral_id, answer=words, staff_id=staff_id, now=now
    )


async def say_outcome(
    transaction: Transaction, student_id: StudentId, referral_id: ReferralId, outcome: str
) -> None:
    """Before its assignment is closed."""
    await transaction.execute(_SAY_OUTCOME, student_id=student_id, referral_id=referral_id, outcome=outcome)


async def withdraw(transaction: Transaction, referral_id: ReferralId, reason: str, now: datetime) -> bool:
    """The asking student takes the agreement back; False where there is no open referral of theirs."""
    done: bool = await transaction.fetch_one(_WITHDRAW, referral_id=referral_id, reason=reason, now=now)
    return done
