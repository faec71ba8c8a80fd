"""Grants."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from app.access.grants import GrantStanding
from app.access.vocabulary import ROLE_NAME, Role
from app.actions.people.grants import AssessedGrant, GrantRequest
from app.ids import GrantId
from app.profiles.model import Profile
from app.schemas.base import DayInUse, Flag, In, Name, Out, Reason, Whole, shown_as
from app.schemas.made_up import COLLEGE_CODE, COLLEGE_NAME, GRANT, TODAY
from app.schemas.people.staff import NAMED_ADMINISTRATOR, NAMED_HEAD, NamedStaffOut, named_staff_out
from app.store.people.grants import GrantStep

_INPUT = {
    "role": "senior_tutor",
    "org_unit": COLLEGE_CODE,
    "year_of_study": 1,
    "sponsored_only": False,
    "starts_on": TODAY,
    "ends_before": "2019-08-01",
}
_WANTED = "Senior tutor of the first year until the summer."
_AGREED = "As agreed with the college."
_GRANT = {
    **_INPUT,
    "grant_id": GRANT,
    "staff": NAMED_HEAD,
    "role_title": "Senior tutor",
    "org_unit_name": COLLEGE_NAME,
    "standing": "in_force",
    "answer_by": "2018-11-30",
    "due_for_review": False,
    "requested": {"by": NAMED_HEAD, "at": "2018-11-16T09:20:00Z", "reason": _WANTED},
    "decided": {"by": NAMED_ADMINISTRATOR, "at": "2018-11-19T14:02:11Z", "reason": _AGREED},
    "revoked": None,
    "reviewed": None,
}


class GrantIn(In):
    model_config = shown_as({**_INPUT, "staff_number": None, "reason": _WANTED})

    staff_number: Name | None = None
    """The staff number of the person whom it is for; null or left out: for yourself."""
    role: Role = Field(pattern=ROLE_NAME, max_length=64)
    """A role that the institution gives by grant, such as senior_tutor."""
    org_unit: Name | None
    """The code of the org unit whose students it opens, with all below it; null: the whole institution."""
    year_of_study: Whole | None = Field(default=None, ge=0, le=20)
    """Only students of this year; null or left out: of any."""
    sponsored_only: Flag = False
    """Only students on a visa that the institution sponsors."""
    starts_on: DayInUse
    """The first day on which it is to hold: today or later."""
    ends_before: DayInUse
    """The first day on which it no longer holds. The role says how long it may hold at most."""
    reason: Reason
    """Why it is needed, for whoever decides."""


class GrantDecisionIn(In):
    model_config = shown_as({"decision": "approved", "reason": _AGREED})

    decision: Literal["approved", "refused"]
    """`approved`: it opens students from its first day on. `refused`: it never does."""
    reason: Reason
    """Why, for the person who asked."""


class GrantRevocationIn(In):
    model_config = shown_as({"reason": "Has left the college."})

    reason: Reason
    """Why it ends early."""


class GrantStepOut(Out):
    by: NamedStaffOut
    """Who did it."""
    at: datetime
    """When it was done."""
    reason: str
    """Why it was done."""


class GrantReviewOut(Out):
    by: NamedStaffOut
    """Who said that it is still needed."""
    at: datetime
    """When it was reviewed."""


class GrantOut(Out):
    model_config = shown_as(_GRANT)

    grant_id: GrantId
    """The grant's id."""
    staff: NamedStaffOut
    """Whose grant it is, or would be."""
    role: Role
    """The role that it gives."""
    role_title: str
    """What the institution calls the role."""
    org_unit: str | None
    """The code of the org unit whose students it opens, with all below it; null: the whole institution."""
    org_unit_name: str | None
    """The org unit's name."""
    year_of_study: int | None
    """Only students of this year; null: of any."""
    sponsored_only: bool
    """Only students on a visa that the institution sponsors."""
    starts_on: date
    """The first day on which it holds. One that is approved late holds from the day of its approval."""
    ends_before: date
    """The first day on which it no longer holds."""
    standing: GrantStanding
    """Where it stands today. Lapsed: nobody decided in time. Approved: it has not begun."""
    answer_by: date
    """The last day on which somebody could decide on the request."""
    due_for_review: bool
    """Whether somebody should say that it is still needed."""
    requested: GrantStepOut
    """Who asked for it, when and why."""
    decided: GrantStepOut | None
    """Who approved or refused it, when and why; null: nobody has."""
    revoked: GrantStepOut | None
    """Who ended it early, when and why; null: nobody has."""
    reviewed: GrantReviewOut | None
    """The latest review; null: there was none."""


class GrantsOut(Out):
    model_config = shown_as({"items": [_GRANT], "next_cursor": None})

    items: list[GrantOut]
    """The latest request first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def grant_request(grant: GrantIn) -> GrantRequest:
    return GrantRequest(
        grant.staff_number,
        grant.role,
        grant.org_unit,
        grant.year_of_study,
        grant.sponsored_only,
        grant.starts_on,
        grant.ends_before,
        grant.reason,
    )


def grant_out(assessed: AssessedGrant, profile: Profile) -> GrantOut:
    grant = assessed.grant
    rule = profile.role_rules.get(grant.role)
    return GrantOut(
        grant_id=grant.grant_id,
        staff=named_staff_out(grant.holder),
        role=grant.role,
        role_title=rule.title if rule else grant.role,
        org_unit=grant.org_unit,
        org_unit_name=grant.org_unit_name,
        year_of_study=grant.scope.year_of_study,
        sponsored_only=grant.scope.sponsored_only,
        starts_on=grant.starts_on,
        ends_before=grant.ends_before,
        standing=assessed.standing,
        answer_by=assessed.answer_by,
        due_for_review=assessed.due_for_review,
        requested=_step_out(grant.request),
        decided=_step_out(grant.decision) if grant.decision else None,
        revoked=_step_out(grant.revocation) if grant.revocation else None,
        reviewed=_review_out(grant.review) if grant.review else None,
    )


def _step_out(step: GrantStep) -> GrantStepOut:
    return GrantStepOut(by=named_staff_out(step.by), at=step.at, reason=step.reason or "")


def _review_out(step: GrantStep) -> GrantReviewOut:
    return GrantReviewOut(by=named_staff_out(step.by), at=step.at)
