"""Cases: the whole ladder, as staff and student read it alike."""

from datetime import date, datetime
from typing import Any

from app.access.vocabulary import Role
from app.actions.support.casework import FullCase, standing_attempts, titles
from app.ids import AttemptId, CaseId, SignalId, StaffId
from app.outreach.case import (
    Answer,
    AttemptOutcome,
    CaseOutcome,
    CaseState,
    NeedKind,
    RungStanding,
    Step,
)
from app.outreach.ladder import Channel, Rung
from app.profiles.model import Profile
from app.schemas.base import Out, shown_as
from app.schemas.made_up import ATTEMPT, CASE, TODAY, TUTOR, TUTOR_NAME
from app.schemas.support.case_input import CHECKED, SENT, WHY
from app.store.support.case_history import Need, RecordedAttempt, RecordedStep

_BY = {"by_name": TUTOR_NAME, "role": "personal_tutor", "role_title": "Personal tutor"}
_ATTEMPT = {
    **_BY,
    **SENT,
    "attempt_id": ATTEMPT,
    "attempted_at": "2018-11-20T10:30:00Z",
    "recorded_at": "2018-11-20T10:31:00Z",
    "corrects": None,
    "counts": True,
    "need": None,
}
_STEP = {
    **_BY,
    "kind": "opened",
    "at": "2018-11-20T10:15:00Z",
    "rung": "university_email",
    "next_rung": None,
    "owner_name": TUTOR_NAME,
    "team": None,
    "team_name": None,
    "reason": WHY,
    "answer": None,
    "outcome": None,
}
EXAMPLE: dict[str, Any] = {
    "case_id": CASE,
    "state": "attempting",
    "reason": WHY,
    "other_sources_checked": CHECKED,
    "signal_id": None,
    "opened_by_name": TUTOR_NAME,
    "opened_at": "2018-11-20T10:15:00Z",
    "rung": "university_email",
    "due_on": "2018-11-26",
    "waiting_until": "2018-11-23",
    "overdue": False,
    "owner_id": TUTOR,
    "owner_name": TUTOR_NAME,
    "team": None,
    "team_name": None,
    "answer": None,
    "answered_at": None,
    "need": None,
    "outcome": None,
    "closed_by_name": None,
    "closed_at": None,
    "closing_reason": None,
    "ladder": [
        {
            "rung": "university_email",
            "title": "University e-mail",
            "standing": "on",
            "on_since": TODAY,
            "by": "Personal tutor or Senior tutor",
            "channels": ["university_email"],
            "least_attempts": 1,
            "attempt_within": 2,
            "answer_within": 3,
            "go_on_within": 1,
            "attempts": [_ATTEMPT],
        }
    ],
    "steps": [_STEP],
}


class CheckedSourceOut(Out):
    source: str
    """What else was looked at."""
    checked_on: date
    """The day on which that was."""


class NeedOut(Out):
    kind: NeedKind
    """What it is: a duty in law, or safeguarding."""
    reason: str
    """Why the student is looked for although they declined."""


class AttemptOut(Out):
    attempt_id: AttemptId
    """The attempt's id."""
    by_name: str
    """Who tried."""
    role: Role
    """In which role."""
    role_title: str
    """What the institution calls the role."""
    attempted_at: datetime
    """When the student was tried."""
    recorded_at: datetime
    """When it was entered."""
    channel: Channel
    """How the student was tried."""
    outcome: AttemptOutcome
    """What came of it."""
    note: str | None
    """What whoever tried wrote; null: nothing."""
    corrects: AttemptId | None
    """The entry that this one puts right; null where it is an attempt of its own."""
    counts: bool
    """Whether it counts: false for an entry that a later one puts right."""
    need: NeedOut | None
    """Why the student was tried although they had declined; null otherwise."""


class RungOut(Out):
    rung: str
    """The rung's name."""
    title: str
    """What the institution calls it."""
    standing: RungStanding
    """Where it stands in this case."""
    on_since: date | None
    """Since when it is on; null unless it is."""
    by: str
    """Who makes it: roles, as the institution calls them."""
    channels: list[Channel]
    """By which channels."""
    least_attempts: int
    """How many attempts it needs before the next rung comes on."""
    attempt_within: int
    """Working days for the first attempt, and for each further one that is owed."""
    answer_within: int
    """Working days that the student has to answer."""
    go_on_within: int
    """Working days for going on after that."""
    attempts: list[AttemptOut]
    """In the order of their entry."""


class StepOut(Out):
    kind: Step
    """What happened."""
    at: datetime
    """When it happened."""
    by_name: str | None
    """Who did it; null: the student."""
    role: Role | None
    """In which role; null: as the student."""
    role_title: str | None
    """What the institution calls the role."""
    rung: str
    """The rung that was on."""
    next_rung: str | None
    """The rung that came on; null where none did."""
    owner_name: str | None
    """The person who had the case from then on; null: nobody in particular."""
    team: str | None
    """The code of the team that had it from then on; null: none."""
    team_name: str | None
    """What the team is called."""
    reason: str | None
    """Why, or what the student added; null: nothing was said."""
    answer: Answer | None
    """What the student answered; null where it was no answer."""
    outcome: CaseOutcome | None
    """How the case ended; null where it did not."""


class CaseOut(Out):
    model_config = shown_as(EXAMPLE)

    case_id: CaseId
    """The case's id."""
    state: CaseState
    """Where it stands."""
    reason: str
    """Why the student is looked for."""
    other_sources_checked: list[CheckedSourceOut]
    """What else was looked at first."""
    signal_id: SignalId | None
    """What was noticed, if the case opened from that."""
    opened_by_name: str
    """Who opened it."""
    opened_at: datetime
    """When it was opened."""
    rung: str
    """The rung that is on, or was on last."""
    due_on: date
    """Until when somebody has to act: the last day of it."""
    waiting_until: date | None
    """The last day on which the student may answer; null where nobody waits for that."""
    overdue: bool
    """Whether somebody should have acted before today."""
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
    answered_at: datetime | None
    """When that was."""
    need: NeedOut | None
    """Why the student is looked for although they declined; null otherwise."""
    outcome: CaseOutcome | None
    """How it ended; null while it is open."""
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student's answer did."""
    closed_at: datetime | None
    """When; null while it is open."""
    closing_reason: str | None
    """What was said of that; null where nothing was."""
    ladder: list[RungOut]
    """Every rung in order, with the attempts on it."""
    steps: list[StepOut]
    """What else happened, in order."""


class CasesOut(Out):
    model_config = shown_as({"items": [EXAMPLE]})

    items: list[CaseOut]
    """The latest first."""


def case_out(full: FullCase, profile: Profile, today: date) -> CaseOut:
    case, now, opening = full.case, full.now, full.case.opening
    return CaseOut(
        case_id=case.case_id,
        state=now.state,
        reason=opening.reason,
        other_sources_checked=[CheckedSourceOut.model_validate(each) for each in opening.other_sources],
        signal_id=opening.signal_id,
        opened_by_name=case.opened_by_name,
        opened_at=opening.opened_at,
        rung=now.rung,
        due_on=now.due_on,
        waiting_until=now.waiting_until,
        overdue=now.state is not CaseState.CLOSED and now.due_on < today,
        owner_id=now.owner_id,
        owner_name=case.owner_name,
        team=case.team,
        team_name=case.team_name,
        answer=now.answer,
        answered_at=now.answered_at,
        need=None if now.need_kind is None else NeedOut(kind=now.need_kind, reason=now.need_reason or ""),
        outcome=now.outcome,
        closed_by_name=case.closed_by_name,
        closed_at=now.closed_at,
        closing_reason=now.closing_reason,
        ladder=[_rung_out(each, full, profile) for each in full.ladder.rungs],
        steps=[_step_out(each, profile) for each in full.steps],
    )


def _rung_out(rung: Rung, full: FullCase, profile: Profile) -> RungOut:
    is_on = rung is full.rung
    every = dict.fromkeys(each for roles in rung.by_residence.values() for each in roles)
    return RungOut(
        rung=rung.name,
        title=rung.title,
        standing=_standing(rung, full),
        on_since=full.now.rung_on if is_on else None,
        by=titles(profile, full.now.roles if is_on else rung.roles or every),
        channels=list(rung.channels),
        least_attempts=rung.least_attempts,
        attempt_within=rung.attempt_within,
        answer_within=rung.answer_within,
        go_on_within=rung.go_on_within,
        attempts=[_attempt_out(each, full, profile) for each in full.attempts if each.rung == rung.name],
    )


def _standing(rung: Rung, full: FullCase) -> RungStanding:
    if rung is full.rung:
        return RungStanding.ON
    left = {each.rung: each.kind for each in full.steps if each.next_rung is not None}
    if rung.name not in left:
        return RungStanding.TO_COME
    return RungStanding.SKIPPED if left[rung.name] is Step.SKIPPED else RungStanding.DONE


def _attempt_out(attempt: RecordedAttempt, full: FullCase, profile: Profile) -> AttemptOut:
    counted = {each.attempt_id for each in standing_attempts(full.attempts)}
    return AttemptOut(
        attempt_id=attempt.attempt_id,
        by_name=attempt.staff_name,
        role=attempt.role,
        role_title=titles(profile, [attempt.role]),
        attempted_at=attempt.attempted_at,
        recorded_at=attempt.recorded_at,
        channel=attempt.channel,
        outcome=attempt.outcome,
        note=attempt.note,
        corrects=attempt.corrects,
        counts=attempt.attempt_id in counted,
        need=_need_out(attempt.need),
    )


def _need_out(need: Need | None) -> NeedOut | None:
    return None if need is None else NeedOut(kind=need.kind, reason=need.reason)


def _step_out(step: RecordedStep, profile: Profile) -> StepOut:
    return StepOut(
        kind=step.kind,
        at=step.at,
        by_name=step.staff_name,
        role=step.role,
        role_title=None if step.role is None else titles(profile, [step.role]),
        rung=step.rung,
        next_rung=step.next_rung,
        owner_name=step.owner_name,
        team=step.team,
        team_name=step.team_name,
        reason=step.reason,
        answer=step.answer,
        outcome=step.outcome,
    )
