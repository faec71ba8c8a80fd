"""Corrections: what a student says is wrong in the record."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from app.actions.record.record_marks import HIGHEST
from app.attendance.register import Status
from app.errors import Fault, InvalidInput
from app.ids import AssessmentId, CorrectionId, SessionId, StudentId
from app.profiles.model import Profile
from app.rights.vocabulary import CorrectionKind, CorrectionState
from app.schemas.base import DayInUse, In, Name, Number, Out, Reason, shown_as
from app.schemas.made_up import CORRECTION, NEXT, NUMBER, SESSION, STUDENT, TUTOR_NAME
from app.store.governance.corrections import About, Correction, Value

_NOTHING = {"status": None, "mark": None, "amount": None}
_PRESENT, _ABSENT = _NOTHING | {"status": "present"}, _NOTHING | {"status": "absent"}
_WHAT = "I was there: the reader did not take my card."
_SAID = {"kind": "attendance", "session_id": SESSION, "what_is_wrong": _WHAT}
_ABOUT = {"kind": "attendance", "session_id": SESSION, "assessment_id": None, "source": None, "day": None}
_ASKED = _ABOUT | {
    "correction_id": CORRECTION,
    "named": "BIO1-L7",
    "what_is_wrong": _WHAT,
    "recorded": _ABSENT,
    "should_be": _PRESENT,
    "state": "accepted",
    "asked_at": "2018-11-20T10:00:00Z",
    "decided_at": "2018-11-21T09:30:00Z",
    "decided_by_name": TUTOR_NAME,
    "decided_as": "Personal tutor",
    "reason": "The lecturer remembers you.",
    "before": _ABSENT,
    "after": _PRESENT,
    "told": [{"staff_name": "Prof Ines Duarte", "role": "Head", "last_looked_at": "2018-11-20T11:00:00Z"}],
}
_QUEUED = _ASKED | {"student_id": STUDENT, "student_number": NUMBER}


class ValueIn(In):
    """One of the three, by the kind."""

    status: Status | None = None
    """Attendance: what the register should say."""
    mark: Number | None = Field(default=None, ge=0, le=HIGHEST)
    """Mark: what it should be."""
    amount: Number | None = Field(default=None, ge=0, le=1_000_000)
    """Activity: what the source should have counted on the day, in its own unit."""


class CorrectionIn(In):
    model_config = shown_as(_SAID | {"should_be": {"status": "present"}})

    kind: CorrectionKind
    """What is challenged."""
    session_id: SessionId | None = None
    """Attendance: the session."""
    assessment_id: AssessmentId | None = None
    """Mark: the assessment."""
    source: Name | None = None
    """Activity: the source."""
    day: DayInUse | None = None
    """Activity: the day."""
    what_is_wrong: Reason
    """What is wrong, in the student's words."""
    should_be: ValueIn
    """What it should say."""


class ValueOut(Out):
    """At most one of the three, by the kind; all are null where the record says nothing."""

    status: Status | None
    """Attendance: what the register says."""
    mark: float | None
    """Mark: null while marks are hidden, too."""
    amount: float | None
    """Activity: what was counted on the day."""


class LookOut(Out):
    staff_name: str
    """Who had looked."""
    role: str
    """In which role."""
    last_looked_at: datetime
    """When last."""


class CorrectionOut(Out):
    model_config = shown_as(_ASKED)

    correction_id: CorrectionId
    """The correction's id."""
    kind: CorrectionKind
    """What is challenged."""
    session_id: SessionId | None
    """Attendance: the session."""
    assessment_id: AssessmentId | None
    """Mark: the assessment."""
    source: str | None
    """Activity: the source."""
    day: date | None
    """Activity: the day."""
    named: str | None
    """The code of the session or assessment."""
    what_is_wrong: str
    """What is wrong, in the student's words."""
    recorded: ValueOut
    """What the record said when it was challenged."""
    should_be: ValueOut
    """What it should say, as the student has it."""
    state: CorrectionState
    """Where it stands."""
    asked_at: datetime
    """When the student said so."""
    decided_at: datetime | None
    """When it was decided on; null until then."""
    decided_by_name: str | None
    """Who decided; null until then."""
    decided_as: str | None
    """In which role; null until then."""
    reason: str | None
    """Why; null until then."""
    before: ValueOut | None
    """Accepted: what the record said until then."""
    after: ValueOut | None
    """Accepted: what it says since."""
    told: list[LookOut]
    """Accepted: who had looked at it before. They are shown the correction in `/v1/me/corrections`."""


class CorrectionsOut(Out):
    model_config = shown_as({"items": [_ASKED]})

    items: list[CorrectionOut]
    """The latest first."""


class QueuedCorrectionOut(CorrectionOut):
    model_config = shown_as(_QUEUED)

    student_id: StudentId
    """Whose record it is about."""
    student_number: str | None
    """The student's number; null where the asker does not see the student."""


class QueuedCorrectionsOut(Out):
    model_config = shown_as({"items": [_QUEUED], "next_cursor": NEXT})

    items: list[QueuedCorrectionOut]
    """The oldest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class CorrectionsToldOut(Out):
    model_config = shown_as({"items": [_QUEUED], "next_cursor": None})

    items: list[QueuedCorrectionOut]
    """The latest decision first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class CorrectionDecisionIn(In):
    model_config = shown_as({"decision": "accepted", "reason": "The lecturer remembers you."})

    decision: Literal[CorrectionState.ACCEPTED, CorrectionState.REFUSED]
    """`accepted`: the record is changed. `refused`: it stands."""
    reason: Reason
    """Why, in words that the student reads."""
    corrected: ValueIn | None = None
    """Accepted: what the record says from now on; null: what the student proposes."""


_FIELDS = {
    CorrectionKind.ATTENDANCE: ("session_id",),
    CorrectionKind.MARK: ("assessment_id",),
    CorrectionKind.ACTIVITY: ("source", "day"),
}
_VALUES = {
    CorrectionKind.ATTENDANCE: "status",
    CorrectionKind.MARK: "mark",
    CorrectionKind.ACTIVITY: "amount",
}


def about_of(said: CorrectionIn) -> About:
    """What is challenged. Raises InvalidInput for what does not belong to the kind."""
    wanted = _FIELDS[said.kind]
    given = {field: getattr(said, field) for fields in _FIELDS.values() for field in fields}
    _check("/body", said.kind, given, wanted)
    return About(said.kind, **given)


def value_of(kind: CorrectionKind, said: ValueIn, pointer: str) -> Value:
    """What a record should say. Raises InvalidInput for what does not belong to the kind."""
    _check(pointer, kind, dict(said), (_VALUES[kind],))
    found: Value = getattr(said, _VALUES[kind])
    return found


def _check(pointer: str, kind: CorrectionKind, given: dict[str, Any], wanted: tuple[str, ...]) -> None:
    faults = [Fault(f"{pointer}/{each}", "is missing") for each in wanted if given[each] is None]
    faults += [
        Fault(f"{pointer}/{each}", f"must be null for a correction of {kind}")
        for each, value in given.items()
        if value is not None and each not in wanted
    ]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)


def correction_out(correction: Correction, profile: Profile, *, marks_hidden: bool) -> CorrectionOut:
    return CorrectionOut.model_validate(_values(correction, profile, marks_hidden=marks_hidden))


def queued_correction_out(
    correction: Correction, profile: Profile, *, marks_hidden: bool
) -> QueuedCorrectionOut:
    whose = {"student_id": correction.student_id, "student_number": correction.student_number}
    values = _values(correction, profile, marks_hidden=marks_hidden)
    return QueuedCorrectionOut.model_validate(values | whose)


def _values(correction: Correction, profile: Profile, *, marks_hidden: bool) -> dict[str, Any]:
    kind, rules = correction.about.kind, profile.role_rules
    hidden = marks_hidden and kind is CorrectionKind.MARK
    accepted = correction.state is CorrectionState.ACCEPTED

    def title(role: str | None) -> str | None:
        return rules[role].title if role in rules else role  # type: ignore[index]  # as stored

    def value(value: Value) -> dict[str, Value]:
        return _NOTHING | {_VALUES[kind]: None if hidden else value}

    return {
        "correction_id": correction.correction_id,
        **correction.about._asdict(),
        "named": correction.named,
        "what_is_wrong": correction.what_is_wrong,
        "recorded": value(correction.recorded),
        "should_be": value(correction.should_be),
        "state": correction.state,
        "asked_at": correction.asked_at,
        "decided_at": correction.decided_at,
        "decided_by_name": correction.decided_by_name,
        "decided_as": title(correction.decided_as),
        "reason": correction.reason,
        "before": value(correction.before) if accepted else None,
        "after": value(correction.after) if accepted else None,
        "told": [{**each, "role": title(each["role"])} for each in correction.told],
    }
