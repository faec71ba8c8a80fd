"""A case's history: every attempt to reach the student, and every other step; only ever added to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import aliased

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, Query, moment, one, query, uuid, word
from app.db.transaction import Transaction
from app.ids import AttemptId, CaseId, StaffId, StudentId, TeamId
from app.outreach.case import Answer, AttemptOutcome, CaseOutcome, NeedKind, Step
from app.outreach.ladder import Channel
from app.store.people.tables import Staff
from app.store.support.case_tables import CaseStep as StepRow
from app.store.support.case_tables import ContactAttempt as AttemptRow
from app.store.support.tables import Team


@dataclass(frozen=True, slots=True)
class Need:
    """Why a student is looked for although they declined."""

    kind: NeedKind
    reason: str


@dataclass(frozen=True, slots=True)
class RecordedAttempt:
    case_id: CaseId
    attempt_id: AttemptId
    rung: str
    staff_id: StaffId
    staff_name: str
    role: Role
    attempted_at: datetime
    recorded_at: datetime
    channel: Channel
    outcome: AttemptOutcome
    note: str | None
    corrects: AttemptId | None
    need: Need | None


@dataclass(frozen=True, slots=True)
class RecordedStep:
    case_id: CaseId
    kind: Step
    at: datetime
    staff_name: str | None
    """None: the student did it."""
    role: Role | None
    rung: str
    next_rung: str | None
    owner_name: str | None
    team: str | None
    team_name: str | None
    reason: str | None
    answer: Answer | None
    outcome: CaseOutcome | None


def _attempt(*values: Any) -> RecordedAttempt:  # noqa: ANN401 (columns of any type)
    *known, channel, outcome, note, corrects, kind, reason = values
    need = None if kind is None else Need(NeedKind(kind), reason)
    rest = Channel(channel), AttemptOutcome(outcome), note, corrects, need
    return RecordedAttempt(*(*known, *rest))


def _step(case_id: CaseId, kind: str, *values: Any) -> RecordedStep:  # noqa: ANN401 (columns of any type)
    *known, answer, outcome = values
    said = None if answer is None else Answer(answer)
    ended = None if outcome is None else CaseOutcome(outcome)
    return RecordedStep(*(case_id, Step(kind), *known, said, ended))


ATTEMPTS = query(
    select(
        AttemptRow.case_id,
        AttemptRow.attempt_id,
        AttemptRow.rung,
        AttemptRow.staff_id,
        Staff.name,
        AttemptRow.role,
        AttemptRow.attempted_at,
        AttemptRow.recorded_at,
        AttemptRow.channel,
        AttemptRow.outcome,
        AttemptRow.note,
        AttemptRow.corrects,
        AttemptRow.need_kind,
        AttemptRow.need_reason,
    )
    .join(
        Staff,
        and_(Staff.institution_id == AttemptRow.institution_id, Staff.staff_id == AttemptRow.staff_id),
    )
    .where(AttemptRow.institution_id == INSTITUTION, AttemptRow.student_id == STUDENT)
    .order_by(AttemptRow.case_id, AttemptRow.sequence),
    _attempt,
)
"""Every attempt to reach the student; those of a case in the order of their entry."""
_doer, _owner = aliased(Staff), aliased(Staff)
STEPS = query(
    select(
        StepRow.case_id,
        StepRow.kind,
        StepRow.at,
        _doer.name,
        StepRow.role,
        StepRow.rung,
        StepRow.next_rung,
        _owner.name,
        Team.code,
        Team.name,
        StepRow.reason,
        StepRow.answer,
        StepRow.outcome,
    )
    .outerjoin(
        _doer, and_(_doer.institution_id == StepRow.institution_id, _doer.staff_id == StepRow.staff_id)
    )
    .outerjoin(
        _owner, and_(_owner.institution_id == StepRow.institution_id, _owner.staff_id == StepRow.owner_id)
    )
    .outerjoin(Team, and_(Team.institution_id == StepRow.institution_id, Team.team_id == StepRow.team_id))
    .where(StepRow.institution_id == INSTITUTION, StepRow.student_id == STUDENT)
    .order_by(StepRow.case_id, StepRow.sequence),
    _step,
)
"""Every other step in the student's cases; those of a case in the order of their entry."""


def _adding(row: Any, **values: Any) -> Query[Any]:  # noqa: ANN401 (a table, its columns' values)
    """A row more of a case that nobody else changes meanwhile, with the next number in it.

    As a select: a spread database takes no sub-query among the values.
    """
    named = {"institution_id": INSTITUTION, "student_id": STUDENT, "case_id": uuid("case_id")} | values
    following = select(*named.values(), func.coalesce(func.max(row.sequence), 0) + 1).where(
        row.institution_id == INSTITUTION,
        row.student_id == STUDENT,
        row.case_id == uuid("case_id"),
    )
    return query(insert(row).from_select([*named, "sequence"], following).returning(row.sequence), one)


_ADD_ATTEMPT = _adding(
    AttemptRow,
    attempt_id=uuid("attempt_id"),
    rung=word("rung"),
    staff_id=uuid("staff_id"),
    role=word("role"),
    attempted_at=moment("attempted_at"),
    recorded_at=moment("now"),
    channel=word("channel"),
    outcome=word("outcome"),
    note=word("note"),
    corrects=uuid("corrects"),
    need_kind=word("need_kind"),
    need_reason=word("need_reason"),
)
_ADD_STEP = _adding(
    StepRow,
    kind=word("kind"),
    at=moment("now"),
    staff_id=uuid("staff_id"),
    role=word("role"),
    rung=word("rung"),
    next_rung=word("next_rung"),
    owner_id=uuid("owner_id"),
    team_id=uuid("team_id"),
    reason=word("reason"),
    answer=word("answer"),
    outcome=word("outcome"),
)


async def add_attempt(
    transaction: Transaction,
    student_id: StudentId,
    case_id: CaseId,
    attempt_id: AttemptId,
    *,
    rung: str,
    staff_id: StaffId,
    role: Role,
    attempted_at: datetime,
    now: datetime,
    channel: Channel,
    outcome: AttemptOutcome,
    note: str | None,
    corrects: AttemptId | None,
    need: Need | None,
) -> None:
    """Of a case that nobody else changes until the transaction ends."""
    await transaction.execute(
        _ADD_ATTEMPT,
        student_id=student_id,
        case_id=case_id,
        attempt_id=attempt_id,
        rung=rung,
        staff_id=staff_id,
        role=role,
        attempted_at=attempted_at,
        now=now,
        channel=channel,
        outcome=outcome,
        note=note,
        corrects=corrects,
        need_kind=None if need is None else need.kind,
        need_reason=None if need is None else need.reason,
    )


async def add_step(
    transaction: Transaction,
    student_id: StudentId,
    case_id: CaseId,
    kind: Step,
    *,
    now: datetime,
    rung: str,
    staff_id: StaffId | None,
    role: Role | None,
    next_rung: str | None = None,
    owner_id: StaffId | None = None,
    team_id: TeamId | None = None,
    reason: str | None = None,
    answer: Answer | None = None,
    outcome: CaseOutcome | None = None,
) -> None:
    """The same of a step."""
    await transaction.execute(
        _ADD_STEP,
        student_id=student_id,
        case_id=case_id,
        kind=kind,
        now=now,
        rung=rung,
        staff_id=staff_id,
        role=role,
        next_rung=next_rung,
        owner_id=owner_id,
        team_id=team_id,
        reason=reason,
        answer=answer,
        outcome=outcome,
    )
