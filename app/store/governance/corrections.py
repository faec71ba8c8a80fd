"""Corrections: what students say is wrong in their record, and what was decided on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import any_, bindparam, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.access.vocabulary import Role
from app.db.query import (
    INSTITUTION,
    STUDENT,
    STUDENTS,
    columns,
    day,
    moment,
    query,
    uuid,
    uuids,
    word,
)
from app.db.transaction import Transaction
from app.ids import AssessmentId, CorrectionId, SessionId, StaffId, StudentId
from app.rights.vocabulary import CorrectionKind, CorrectionState
from app.store.governance.rights_tables import Correction as Row

Value = str | float | None
"""What a record says: a status, a mark or an amount; None: nothing."""


class About(NamedTuple):
    """What is challenged."""

    kind: CorrectionKind
    session_id: SessionId | None = None
    assessment_id: AssessmentId | None = None
    source: str | None = None
    day: date | None = None

    @property
    def key(self) -> str:
        """By which only one is open at a time."""
        return str(self.session_id or self.assessment_id or f"{self.source} {self.day}")


class Look(NamedTuple):
    """Somebody who had looked at what was corrected."""

    staff_id: StaffId
    staff_name: str
    role: Role
    last_looked_at: datetime


class Dispute(NamedTuple):
    """A figure that a student challenges, without a decision yet."""

    correction_id: CorrectionId
    about: About

    def touches(self, first: date, last: date) -> bool:
        """Whether it is about what was counted on one of these days."""
        return self.about.day is not None and first <= self.about.day <= last


@dataclass(frozen=True, slots=True)
class Correction:
    student_id: StudentId
    student_number: str | None
    """None where the asker does not see the student."""
    correction_id: CorrectionId
    about: About
    named: str | None
    """The code of the session or assessment."""
    what_is_wrong: str
    recorded: Value
    should_be: Value
    state: CorrectionState
    asked_at: datetime
    decided_at: datetime | None
    decided_by_name: str | None
    decided_as: Role | None
    reason: str | None
    before: Value
    after: Value
    told: Sequence[Mapping[str, Any]]
    owner_role: Role | None
    """The role in which the asker may decide on it, where one of theirs may."""


def _correction(  # one parameter for each column
    student_id: StudentId,
    student_number: str | None,
    correction_id: CorrectionId,
    kind: str,
    session_id: SessionId | None,
    assessment_id: AssessmentId | None,
    source: str | None,
    about_day: date | None,
    named: str | None,
    what_is_wrong: str,
    recorded: Mapping[str, Any],
    should_be: Mapping[str, Any],
    state: str,
    asked_at: datetime,
    decided_at: datetime | None,
    decided_by_name: str | None,
    decided_as: Role | None,
    reason: str | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    told: Sequence[Mapping[str, Any]] | None,
    owner_role: Role | None,
) -> Correction:
    about = About(CorrectionKind(kind), session_id, assessment_id, source, about_day)
    return Correction(
        student_id, student_number, correction_id, about, named, what_is_wrong, recorded["value"],
        should_be["value"], CorrectionState(state), asked_at, decided_at, decided_by_name, decided_as, reason,
        (before or {}).get("value"), (after or {}).get("value"), told or (), owner_role,
    )  # fmt: skip


def _dispute(correction_id: CorrectionId, kind: str, *about: Any) -> Dispute:  # noqa: ANN401 (columns)
    return Dispute(correction_id, About(CorrectionKind(kind), *about))


# A session and an assessment are found by their keys: a join would go through all that the institution has.
_CORRECTIONS = """
    select c.student_id, {number}, c.correction_id, c.kind, c.session_id, c.assessment_id, c.source, c.day,
           coalesce((select t.code from teaching_sessions t
                     where t.institution_id = :institution_id and t.session_id = c.session_id),
                    (select a.code from assessments a
                     where a.institution_id = :institution_id and a.assessment_id = c.assessment_id)),
           c.what_is_wrong, c.recorded, c.should_be, c.state, c.asked_at,
           c.decided_at, f.name, c.decided_as, c.reason, c.before, c.after, c.told, {owner_role}
    from corrections c
    left join students s on s.institution_id = c.institution_id and s.student_id = c.student_id
    left join staff f on f.institution_id = c.institution_id and f.staff_id = c.decided_by
    {more}
    where c.institution_id = :institution_id
"""
_PLAIN = _CORRECTIONS.format(number="s.number", owner_role="null", more="")
# By which of the roles that own this kind the asker sees the student, the closest first.
_OWNED = _CORRECTIONS.format(
    # Whoever answers requests sees no student, and learns who has asked.
    number="case when :answers_all then (select q.number from attune_requesters(array[c.student_id]) q)"
    " else s.number end",
    owner_role="o.role",
    more="""
    left join lateral (
        select o.role
        from unnest(cast(:owned_kinds as text[]), cast(:owner_roles as text[])) with ordinality
            as o (kind, role, at)
        left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, roles)
            on v.student_id = c.student_id
        where o.kind = c.kind
          and (o.role = any (string_to_array(v.roles, ','))
               or o.role = any (string_to_array(attune_sees_all_by(), ',')))
        order by o.at
        limit 1) o on true
    """,
)
_OF_STUDENT = query(
    _PLAIN + " and c.student_id = :student_id order by c.asked_at desc, c.correction_id", _correction
)
_ONE_OF_STUDENT = query(
    _PLAIN + " and c.student_id = :student_id and c.correction_id = :correction_id", _correction
)
_QUEUE = query(
    _OWNED
    + """
    and c.state = 'open' and (:answers_all or o.role is not null)
    and (c.asked_at, c.correction_id) > (cast(:after as timestamptz), cast(:after_correction as uuid))
    order by c.asked_at, c.correction_id
    limit :limit
    """,
    _correction,
)
_ONE = query(_OWNED + " and c.correction_id = :correction_id", _correction)
_TOLD = query(
    _PLAIN
    + """
    and c.told_staff @> array[cast(:staff_id as uuid)]
    and (c.decided_at, c.correction_id) < (cast(:before as timestamptz), cast(:before_correction as uuid))
    order by c.decided_at desc, c.correction_id desc
    limit :limit
    """,
    _correction,
)
DISPUTES = query(
    select(Row.correction_id, Row.kind, Row.session_id, Row.assessment_id, Row.source, Row.day)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        Row.state == CorrectionState.OPEN,
    )
    .order_by(Row.asked_at, Row.correction_id),
    _dispute,
)
"""What one student challenges, without a decision yet."""
_ADD = query(
    insert(Row)
    .values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        correction_id=uuid("correction_id"),
        kind=word("kind"),
        about=word("about"),
        session_id=uuid("session_id"),
        assessment_id=uuid("assessment_id"),
        source=word("source"),
        day=day("about_day"),
        what_is_wrong=word("what_is_wrong"),
        recorded=bindparam("recorded", type_=JSONB),
        should_be=bindparam("should_be", type_=JSONB),
        state=CorrectionState.OPEN,
        asked_at=moment("now"),
    )
    .on_conflict_do_nothing()
)
_DECIDE = query(
    update(Row)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        Row.correction_id == uuid("correction_id"),
        Row.state == CorrectionState.OPEN,
    )
    .values(
        state=word("state"),
        decided_at=moment("now"),
        decided_by=uuid("decided_by"),
        decided_as=word("decided_as"),
        reason=word("reason"),
        before=bindparam("before", type_=JSONB(none_as_null=True)),
        after=bindparam("after", type_=JSONB(none_as_null=True)),
        replaced=bindparam("replaced", type_=JSONB(none_as_null=True)),
        told=bindparam("told", type_=JSONB(none_as_null=True)),
        told_staff=uuids("told_staff"),
    )
)
_WHO_LOOKED = query("select * from attune_who_looked(:student_id, cast(:sections as text[]), :since)", Look)
_ACCEPTED = query(
    select(Row.student_id, Row.session_id, Row.assessment_id, Row.before, Row.after)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == any_(STUDENTS),
        Row.kind == word("kind"),
        Row.state == CorrectionState.ACCEPTED,
    )
    .order_by(Row.decided_at),
    columns,
)


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Correction]:
    """What the student challenged, latest first."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id)


async def find_for(
    transaction: Transaction, student_id: StudentId, correction_id: CorrectionId
) -> Correction | None:
    return await transaction.find(_ONE_OF_STUDENT, student_id=student_id, correction_id=correction_id)


@dataclass(frozen=True, slots=True)
class Owning:
    """What the asker may decide on."""

    roles: Sequence[tuple[CorrectionKind, Role]]
    """Roles of theirs that own a kind, of students whom they see by it; the closest first."""
    answers_all: bool
    """Whether they answer whatever students ask."""

    @property
    def given(self) -> dict[str, Any]:
        return {
            "owned_kinds": [kind for kind, _ in self.roles],
            "owner_roles": [role for _, role in self.roles],
            "answers_all": self.answers_all,
        }


async def list_open(
    transaction: Transaction, owning: Owning, *, after: tuple[datetime, CorrectionId], limit: int
) -> list[Correction]:
    """Those that the asker may decide on, the oldest first."""
    return await transaction.fetch(
        _QUEUE,
        **owning.given,
        after=after[0],
        after_correction=after[1],
        limit=limit,
    )


async def find(transaction: Transaction, owning: Owning, correction_id: CorrectionId) -> Correction | None:
    """One of whomever the asker sees, whether or not they may decide on it."""
    return await transaction.find(_ONE, **owning.given, correction_id=correction_id)


async def list_told(
    transaction: Transaction, staff_id: StaffId, *, before: tuple[datetime, CorrectionId], limit: int
) -> list[Correction]:
    """Accepted corrections of what this member of staff had looked at, from the one before `before`."""
    return await transaction.fetch(
        _TOLD, staff_id=staff_id, before=before[0], before_correction=before[1], limit=limit
    )


async def add(
    transaction: Transaction,
    student_id: StudentId,
    correction_id: CorrectionId,
    about: About,
    *,
    what_is_wrong: str,
    recorded: Value,
    should_be: Value,
    now: datetime,
) -> bool:
    """Whether it was added; False where the same is challenged already."""
    added = await transaction.execute(
        _ADD,
        student_id=student_id,
        correction_id=correction_id,
        about=about.key,
        **about._asdict() | {"about_day": about.day},
        what_is_wrong=what_is_wrong,
        recorded={"value": recorded},
        should_be={"value": should_be},
        now=now,
    )
    return added == 1


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a correction."""

    state: CorrectionState
    decided_by: StaffId
    decided_as: Role
    reason: str
    before: Value = None
    after: Value = None
    replaced: Sequence[Mapping[str, Any]] = ()
    told: Sequence[Look] = ()


async def decide(
    transaction: Transaction,
    student_id: StudentId,
    correction_id: CorrectionId,
    decided: Decided,
    now: datetime,
) -> bool:
    """Whether it was open; False where somebody else was faster."""
    accepted = decided.state is CorrectionState.ACCEPTED
    told = [
        {"staff_name": each.staff_name, "role": each.role, "last_looked_at": each.last_looked_at.isoformat()}
        for each in decided.told
    ]
    done = await transaction.execute(
        _DECIDE,
        student_id=student_id,
        correction_id=correction_id,
        state=decided.state,
        decided_by=decided.decided_by,
        decided_as=decided.decided_as,
        reason=decided.reason,
        before={"value": decided.before} if accepted else None,
        after={"value": decided.after} if accepted else None,
        replaced=list(decided.replaced) if accepted else None,
        told=told if accepted else None,
        told_staff=[each.staff_id for each in decided.told],
        now=now,
    )
    return done == 1


async def who_looked(
    transaction: Transaction, student_id: StudentId, sections: Sequence[str], since: datetime
) -> list[Look]:
    """Who had looked at these parts of the student since then; for the institution's own work."""
    return await transaction.fetch(_WHO_LOOKED, student_id=student_id, sections=list(sections), since=since)


Corrected = Mapping[tuple[StudentId, SessionId | AssessmentId], tuple[Value, Value]]
"""By student and session or assessment: what the record said before it was corrected, and after."""


async def accepted(
    transaction: Transaction, kind: CorrectionKind, students: Collection[StudentId]
) -> Corrected:
    """The latest accepted corrections of that kind, of sessions or assessments."""
    found = await transaction.fetch(_ACCEPTED, kind=kind, students=list(students))
    return {
        (student_id, session_id or assessment_id): (before["value"], after["value"])
        for student_id, session_id, assessment_id, before, after in found
    }


CORRECTED = "was corrected since at the student's request: the old value stays out, and any other replaces it"


def stays_out(corrected: Corrected, key: tuple[StudentId, SessionId | AssessmentId], value: Value) -> bool:
    """Whether a source says once more what was found to be wrong."""
    before, after = corrected.get(key, (None, None))
    return key in corrected and value == before and value != after
