"""Referrals."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.ids import ReferralId, StudentId
from app.profiles.model import Profile
from app.schemas.base import DayInUse, In, Name, Out, Reason, shown_as
from app.schemas.made_up import ASSIGNMENT, NAME, NUMBER, STUDENT, TUTOR_NAME
from app.schemas.support.teams import RESIDENCE_TEAM
from app.store.support.referrals import Referral

_INPUT = {
    "team": RESIDENCE_TEAM["code"],
    "about": "Would like to talk about moving to another residence.",
    "agreed_on": "2018-11-20",
    "agreed_how": "in_person",
}
_REFERRAL = _INPUT | {
    "referral_id": ASSIGNMENT,
    "student_id": STUDENT,
    "student_number": NUMBER,
    "student_name": NAME,
    "team_name": RESIDENCE_TEAM["name"],
    "state": "waiting",
    "referred_by_name": TUTOR_NAME,
    "referred_at": "2018-11-20T10:45:00Z",
    "taken_by_name": None,
    "taken_at": None,
    "answer": None,
    "answered_by_name": None,
    "answered_at": None,
    "outcome": None,
    "closed_by_name": None,
    "closed_at": None,
    "closing_reason": None,
    "advice": "You can also contact the residence team yourself.",
}

AgreedHow = Literal["in_person", "by_telephone", "in_writing", "online"]
ReferralState = Literal["waiting", "taken", "answered", "closed", "withdrawn"]
OpenState = Literal["waiting", "taken", "answered"]
Outcome = Literal["helped", "not_needed", "not_reached", "passed_on"]
_AGREED_HOW = (
    "How the student agreed: `in_person`, `by_telephone`, `in_writing` (a letter or a message), or `online`"
    " (in a meeting or a form)."
)
STATES = (
    "`waiting`: nobody of the service has taken it. `taken`: somebody has. `answered`: the student has the"
    " service's answer."
)
_OUTCOME = (
    "`helped`: the student was helped. `not_needed`: no help is needed any more. `not_reached`: the student"
    " did not answer. `passed_on`: somebody else helps."
)


class ServiceReferralIn(In):
    """Without the student's agreement there is no referral: when and how they agreed is asked for."""

    model_config = shown_as(_INPUT)

    team: Name
    """The code of the service's team."""
    about: Reason
    """What it is about, in general terms: the student and everybody who sees the student can read it."""
    agreed_on: DayInUse
    """The day on which the student agreed: today or earlier."""
    agreed_how: AgreedHow = Field(description=_AGREED_HOW)


class ReferralAnswerIn(In):
    model_config = shown_as({"answer": "We can meet on Thursday at two, in the residence's office."})

    answer: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")]
    """What the service says to the student."""


class ReferralClosingIn(In):
    model_config = shown_as({"outcome": "helped", "reason": "Has moved, and is content there."})

    outcome: Outcome = Field(description=_OUTCOME)
    reason: Reason
    """Why, in general terms: the student and everybody who sees the student can read it."""


class ServiceReferralOut(Out):
    model_config = shown_as(_REFERRAL)

    referral_id: ReferralId
    """The referral's id; that of the assignment that it opens, too."""
    student_id: StudentId
    """Who was referred."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name, where the institution gives it."""
    team: str
    """The code of the service's team."""
    team_name: str
    """What the team is called."""
    state: ReferralState = Field(
        description=f"{STATES} `closed`: it is over. `withdrawn`: the student took the agreement back."
    )
    about: str
    """What it is about."""
    referred_by_name: str
    """Who told the service."""
    referred_at: datetime
    """When the service was told."""
    agreed_on: date
    """The day on which the student agreed."""
    agreed_how: AgreedHow = Field(description=_AGREED_HOW)
    taken_by_name: str | None
    """Who of the service has taken it; null while nobody has."""
    taken_at: datetime | None
    """When it was taken; null while nobody has."""
    answer: str | None
    """What the service says to the student; null while it has not answered."""
    answered_by_name: str | None
    """Who answered; null while nobody has."""
    answered_at: datetime | None
    """When the service answered; null while it has not."""
    outcome: Outcome | None = Field(
        description=f"{_OUTCOME} Null while it is open, and where others than the service ended it."
    )
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student took the agreement back."""
    closed_at: datetime | None
    """When it was closed; null while it is open. Until then, the team's members see the student."""
    closing_reason: str | None
    """Why it was closed; null while it is open."""
    advice: str | None
    """The institution's advice to the student on turning to the service themselves."""


class ServiceReferralsOut(Out):
    model_config = shown_as({"items": [_REFERRAL]})

    items: list[ServiceReferralOut]
    """The latest first."""


class ReferralQueueOut(Out):
    model_config = shown_as({"items": [_REFERRAL], "next_cursor": None})

    items: list[ServiceReferralOut]
    """The earliest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def referral_out(referral: Referral, profile: Profile) -> ServiceReferralOut:
    service = profile.services.get(referral.role)
    fields = ServiceReferralOut.model_fields.keys() - {"advice"}
    values = {each: getattr(referral, each) for each in fields}
    return ServiceReferralOut.model_validate(values | {"advice": service.advice if service else None})


def referral_queue_out(
    found: Sequence[Referral], next_cursor: str | None, profile: Profile
) -> ReferralQueueOut:
    return ReferralQueueOut(items=[referral_out(each, profile) for each in found], next_cursor=next_cursor)
