"""What is said of a case: opening it, attempts, steps, and the student's answer."""

from typing import Annotated

from pydantic import Field

from app.actions.support.move_case import NewOwner
from app.actions.support.open_case import CheckedSource, NewCase
from app.actions.support.record_attempt import NewAttempt
from app.ids import AttemptId, SignalId
from app.outreach.case import Answer, AttemptOutcome, CaseOutcome, NeedKind
from app.outreach.ladder import Channel
from app.schemas.base import AwareMoment, DayInUse, In, Name, Reason, shown_as
from app.schemas.made_up import TODAY
from app.store.support.case_history import Need

Remark = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")]
CHECKED = [{"source": "Student record", "checked_on": TODAY}]
WHY = "No sign of activity for two weeks, and no reason on record."
SENT = {"channel": "university_email", "outcome": "sent", "note": "Asked how things are going."}
HANDED_OVER = "No answer to two messages and a call."


class NeedIn(In):
    kind: NeedKind
    """What it is: a duty in law, or safeguarding."""
    reason: Reason
    """Why, in general terms: the student is told."""


class CheckedSourceIn(In):
    source: Name
    """What else was looked at, such as the student record."""
    checked_on: DayInUse
    """When, today at the latest."""


class CaseIn(In):
    model_config = shown_as(
        {
            "reason": WHY,
            "other_sources_checked": CHECKED,
            "signal_id": None,
            "legal_or_safeguarding_need": None,
        }
    )

    reason: Reason
    """Why the student is looked for, in general terms: the student can read it."""
    other_sources_checked: list[CheckedSourceIn] = Field(min_length=1, max_length=20)
    """What else was looked at first, and when: data alone are no reason to look for somebody."""
    signal_id: SignalId | None = None
    """What was noticed, if the case opens from that."""
    legal_or_safeguarding_need: NeedIn | None = None
    """Why a student who declined support is looked for all the same."""

    def case(self) -> NewCase:
        return NewCase(
            self.reason,
            tuple(CheckedSource(each.source, each.checked_on) for each in self.other_sources_checked),
            self.signal_id,
            _need(self.legal_or_safeguarding_need),
        )


class AttemptIn(In):
    model_config = shown_as(
        SENT | {"attempted_at": None, "corrects": None, "legal_or_safeguarding_need": None}
    )

    channel: Channel
    """How the student was tried: one of the channels of the rung that is on."""
    outcome: AttemptOutcome
    """What came of it."""
    attempted_at: AwareMoment | None = None
    """When, since the case was opened; null or left out: now."""
    note: Remark | None = None
    """Anything worth knowing, for the student to read as well."""
    corrects: AttemptId | None = None
    """The entry of your own that this one puts right; null or left out: a new attempt."""
    legal_or_safeguarding_need: NeedIn | None = None
    """Why a student who declined is looked for all the same."""

    def attempt(self) -> NewAttempt:
        need = _need(self.legal_or_safeguarding_need)
        return NewAttempt(self.channel, self.outcome, self.attempted_at, self.note, self.corrects, need)


class NextRungIn(In):
    team: Name | None = None
    """The code of the team that is to have the case; needed where the next rung is a team's."""
    staff_number: Name | None = None
    """The number of the person who is to have it. Without both, you have it, if the rung is yours."""
    reason: Reason
    """Why, in general terms: the student can read it."""

    def owner(self) -> NewOwner:
        return NewOwner(self.team, self.staff_number)


class HandOverIn(NextRungIn):
    model_config = shown_as({"team": None, "staff_number": None, "reason": HANDED_OVER})


class SkipIn(NextRungIn):
    model_config = shown_as(
        {"team": None, "staff_number": None, "reason": "The address does not work any more."}
    )


class CaseOwnerIn(In):
    model_config = shown_as({"team": None, "staff_number": None, "reason": None})

    team: Name | None = None
    """The code of the team that is to have the case."""
    staff_number: Name | None = None
    """The number of the person who is to have it. Without both, you take it."""
    reason: Reason | None = None
    """Why, in general terms: the student can read it."""

    def owner(self) -> NewOwner:
        return NewOwner(self.team, self.staff_number)


class CaseClosingIn(In):
    model_config = shown_as({"outcome": "support_offered", "reason": "We meet again in two weeks."})

    outcome: CaseOutcome
    """How it ended."""
    reason: Reason
    """In general terms: the student can read it."""


class AnswerIn(In):
    model_config = shown_as({"answer": "support", "text": "I'd like help with planning my essays."})

    answer: Answer
    """`fine` and `no_support`: the case is closed, unless a team has it. `no_support`: nobody tries again,
    unless a legal or safeguarding need is recorded, which you are told. `call_me`: whoever has it calls.
    `wrong_data` and `support`: whoever has it sees to that.
    """
    text: Remark | None = None
    """Anything that you want to add, for whoever has the case."""


def _need(need: NeedIn | None) -> Need | None:
    return None if need is None else Need(need.kind, need.reason)
