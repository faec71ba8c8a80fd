"""Teams."""

from datetime import date

from pydantic import Field

from app.access.vocabulary import ROLE_NAME, Role
from app.ids import TeamId
from app.profiles.model import Profile
from app.schemas.base import DayInUse, In, Name, Out, shown_as
from app.schemas.made_up import TEAM, TUTOR_NUMBER
from app.schemas.people.staff import NAMED_TUTOR, NamedStaffOut, named_staff_out
from app.store.support.teams import Team, TeamMember

_INPUT = {"name": "Residence support", "role": "residence_team"}
RESIDENCE_TEAM = _INPUT | {"team_id": TEAM, "code": "RESX", "role_title": "Residence team"}
_JOINED_ON = "2018-11-19"
_JOINING = {"staff_number": TUTOR_NUMBER, "starts_on": _JOINED_ON}
_MEMBERS = {
    "team": RESIDENCE_TEAM,
    "items": [{"staff": NAMED_TUTOR, "starts_on": _JOINED_ON, "ends_before": None}],
}


class TeamIn(In):
    model_config = shown_as(_INPUT)

    name: Name
    """What the team is called."""
    role: Role = Field(pattern=ROLE_NAME, max_length=64)
    """The role of the institution that its members act in: one that takes over cases."""


class TeamOut(Out):
    model_config = shown_as(RESIDENCE_TEAM)

    team_id: TeamId
    """The team's id."""
    code: str
    """The institution's own code of it."""
    name: str
    """What the team is called."""
    role: Role
    """The role that its members act in."""
    role_title: str
    """What the institution calls the role."""


class TeamsOut(Out):
    model_config = shown_as({"items": [RESIDENCE_TEAM]})

    items: list[TeamOut]
    """By code."""


class TeamMemberIn(In):
    model_config = shown_as(_JOINING)

    staff_number: Name
    """Who joins."""
    starts_on: DayInUse
    """The first day of the membership."""


class TeamMemberEndIn(In):
    model_config = shown_as(_JOINING | {"ends_before": "2019-06-01"})

    staff_number: Name
    """Who leaves."""
    starts_on: DayInUse
    """The first day of the membership that ends."""
    ends_before: DayInUse
    """The first day on which the person is no member any more."""


class TeamMemberOut(Out):
    staff: NamedStaffOut
    """Who belongs or belonged to the team."""
    starts_on: date
    """The first day of the membership."""
    ends_before: date | None
    """The first day on which the person is no member any more; null while no end is known."""


class TeamMembersOut(Out):
    model_config = shown_as(_MEMBERS)

    team: TeamOut
    """Whose members they are."""
    items: list[TeamMemberOut]
    """The latest to join first."""


def team_out(team: Team, profile: Profile) -> TeamOut:
    rule = profile.role_rules.get(team.role)
    return TeamOut(
        team_id=team.team_id,
        code=team.code,
        name=team.name,
        role=team.role,
        role_title=rule.title if rule else team.role,
    )


def team_members_out(team: Team, members: list[TeamMember], profile: Profile) -> TeamMembersOut:
    return TeamMembersOut(
        team=team_out(team, profile),
        items=[
            TeamMemberOut(
                staff=named_staff_out(each.staff), starts_on=each.starts_on, ends_before=each.ends_before
            )
            for each in members
        ],
    )
