"""Group interventions, and invitations to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from app.actions.support.group_interventions import Offer
from app.ids import GroupInterventionId, StudentId
from app.schemas.base import AwareMoment, In, Name, Out, shown_as
from app.schemas.made_up import GROUP_INTERVENTION, NAME, NUMBER, STUDENT, TUTOR_NAME
from app.store.support.group_interventions import GroupIntervention, Invitation, Participant

_OFFER: dict[str, Any] = {
    "title": "Writing a laboratory report together",
    "about": "Two hours with somebody who marks them. Bring what you have, or nothing.",
    "place": "Library, room 2",
    "starts_at": "2018-11-28T14:00:00Z",
    "ends_at": "2018-11-28T16:00:00Z",
}
_ARRANGED: dict[str, Any] = {
    "group_intervention_id": GROUP_INTERVENTION,
    **_OFFER,
    "organised_by_name": TUTOR_NAME,
    "arranged_at": "2018-11-20T10:45:00Z",
}
_JOINED_AT = "2018-11-20T18:20:00Z"
_INVITATION: dict[str, Any] = {
    **_ARRANGED,
    "invited_at": _ARRANGED["arranged_at"],
    "joined_at": _JOINED_AT,
}
_PARTICIPANT = {
    "student_id": STUDENT,
    "student_number": NUMBER,
    "student_name": NAME,
    "joined_at": _JOINED_AT,
}

MOST_INVITED = 500


class GroupInterventionIn(In):
    """What is offered, and to whom. The answer does not say who was invited, nor does any other."""

    model_config = shown_as({**_OFFER, "students": [STUDENT]})

    title: Name
    """What it is called."""
    about: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")]
    """What it is about, for those who are invited."""
    place: Name | None = None
    """Where it is."""
    starts_at: AwareMoment
    """When it starts, with its offset from UTC."""
    ends_at: AwareMoment
    """When it ends: later than it starts, and later than now."""
    students: Annotated[list[StudentId], Field(min_length=1, max_length=MOST_INVITED)]
    """Who is invited: students in the asker's charge. Each decides whether to join."""


class GroupInterventionOut(Out):
    model_config = shown_as(_ARRANGED)

    group_intervention_id: GroupInterventionId
    """The id of the group intervention."""
    title: str
    """What it is called."""
    about: str
    """What it is about."""
    place: str | None
    """Where it is; null if nobody said."""
    starts_at: datetime
    """When it starts."""
    ends_at: datetime
    """When it ends."""
    organised_by_name: str
    """Who organises it."""
    arranged_at: datetime
    """When it was arranged."""


class GroupInterventionsOut(Out):
    model_config = shown_as({"items": [_ARRANGED], "next_cursor": None})

    items: list[GroupInterventionOut]
    """The latest to start first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class ParticipantOut(Out):
    student_id: StudentId
    """The student's id."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name, where the institution gives it."""
    joined_at: datetime
    """When the student joined."""


class OrganisedOut(GroupInterventionOut):
    model_config = shown_as({**_ARRANGED, "participants": [_PARTICIPANT]})

    participants: list[ParticipantOut]
    """Those who have joined and are in the asker's charge, by student number. Not who was invited."""


class InvitationOut(GroupInterventionOut):
    model_config = shown_as(_INVITATION)

    invited_at: datetime
    """When you were invited."""
    joined_at: datetime | None
    """When you joined; null while you have not. Until then, whoever organises it reads nothing of you."""


class InvitationsOut(Out):
    model_config = shown_as({"items": [_INVITATION], "next_cursor": None})

    items: list[InvitationOut]
    """The latest to start first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def offer(body: GroupInterventionIn) -> Offer:
    return Offer(body.title, body.about, body.place, body.starts_at, body.ends_at)


def _offered(found: GroupIntervention) -> dict[str, Any]:
    return {each: getattr(found, each) for each in GroupInterventionOut.model_fields}


def group_intervention_out(found: GroupIntervention) -> GroupInterventionOut:
    return GroupInterventionOut.model_validate(_offered(found))


def organised_out(found: GroupIntervention, participants: Sequence[Participant]) -> OrganisedOut:
    joined = [
        {
            "student_id": each.student_id,
            "student_number": each.number,
            "student_name": each.name,
            "joined_at": each.joined_at,
        }
        for each in participants
    ]
    return OrganisedOut.model_validate(_offered(found) | {"participants": joined})


def invitation_out(found: Invitation) -> InvitationOut:
    dated = {"invited_at": found.invited_at, "joined_at": found.joined_at}
    return InvitationOut.model_validate(_offered(found.offered) | dated)
