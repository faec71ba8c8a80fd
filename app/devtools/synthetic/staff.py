"""Staff: somebody in every role of a profile, as far as roles reach; some of them are not trained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from app.access.vocabulary import Duty, Reach, Role
from app.devtools.synthetic.names import login, person_name
from app.devtools.synthetic.teaching import COLLEGES
from app.profiles.model import Profile, RoleEntry
from app.wire.roster import LoginRow, Roster, StaffRow, TeachingRow

TUTEES = 15
"""Students to a personal tutor, about."""
YEARS = (1, 2, 3)
LECTURER = "LECTURER"
"""Teaches everything, whether or not the profile has a role for it."""
IN_A_TEAM = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """What a grant is narrowed to."""

    org_unit: str | None = None
    year_of_study: int | None = None
    sponsored_only: bool = False


SCOPES: Mapping[str, Literal["college", "year", "sponsored"]] = {
    "senior_tutor": "college",
    "head_of_year": "year",
    "department_officer": "college",
    "school": "college",
    "school_support": "college",
    "visa_team": "sponsored",
}
"""How grants of a role are divided, by its name; others hold for the whole institution."""
DIVISIONS: Mapping[str | None, Mapping[str, Scope]] = {
    "college": {f"-{code}": Scope(code) for code in COLLEGES},
    "year": {f"-{year}": Scope(year_of_study=year) for year in YEARS},
    "sponsored": {"": Scope(sponsored_only=True)},
    None: {"": Scope()},
}
"""What each division ends the staff number with, and the scope."""


@dataclass(frozen=True, slots=True)
class PlannedGrant:
    staff: str
    role: Role
    scope: Scope


@dataclass(frozen=True, slots=True)
class PlannedTeam:
    code: str
    name: str
    role: Role
    members: tuple[str, ...]


@dataclass(slots=True)
class Staffing:
    """What a roster cannot say of staff."""

    tutors: list[str] = field(default_factory=list)
    trained: list[str] = field(default_factory=list)
    deciders: list[str] = field(default_factory=list)
    """Who may decide on grants."""
    grants: list[PlannedGrant] = field(default_factory=list)
    teams: list[PlannedTeam] = field(default_factory=list)


def add_staff(
    roster: Roster, profile: Profile, rng: Random, students: int, issuer: str, prefix: str
) -> Staffing:
    """Put staff and the connected system on the roster. Of a role's holders, the last one is not trained."""
    staffing = Staffing()
    for role, entry in profile.roles.items():
        holders = list(_HOLDERS[entry.reach](staffing, role, entry, students))
        if role.upper() == LECTURER or Duty.DELIVER in entry.duties:
            continue
        for number in holders:
            named = entry.title if entry.reach is Reach.NONE else f"Dr {person_name(rng)}"
            roster.staff.append(StaffRow(number, named, f"{login(prefix, number)}@staff.example.ac.uk"))
            roster.logins.append(LoginRow(issuer, login(prefix, number), staff=number))
        if Duty.DECIDE_GRANTS in entry.duties:
            staffing.deciders += holders
        if entry.training_required:
            staffing.trained += holders[: max(1, len(holders) - 1)]
    roster.staff.append(StaffRow(LECTURER, "Dr Module Lecturer"))
    roster.logins.append(LoginRow(issuer, login(prefix, LECTURER), staff=LECTURER))
    roster.teaching += [TeachingRow(LECTURER, run.code) for run in roster.module_runs]
    roster.logins.append(LoginRow(issuer, f"{prefix}campus-systems"))
    return staffing


def _tutors(staffing: Staffing, _role: Role, _entry: RoleEntry, students: int) -> Iterator[str]:
    """The first role of this reach is the personal tutor's; others have nobody."""
    if not staffing.tutors:
        staffing.tutors += [f"T{at:03}" for at in range(1, max(2, students // TUTEES) + 1)]
        yield from staffing.tutors


def _granted(staffing: Staffing, role: Role, _entry: RoleEntry, _students: int) -> Iterator[str]:
    for ending, scope in DIVISIONS[SCOPES.get(role)].items():
        number = f"{role.upper()}{ending}"
        staffing.grants.append(PlannedGrant(number, role, scope))
        yield number


def _in_teams(staffing: Staffing, role: Role, entry: RoleEntry, _students: int) -> Iterator[str]:
    members = tuple(f"{role.upper()}-{at}" for at in range(1, IN_A_TEAM + 1))
    staffing.teams.append(PlannedTeam(role.upper(), entry.title, role, members))
    yield from members


def _one(_staffing: Staffing, role: Role, _entry: RoleEntry, _students: int) -> Iterator[str]:
    yield role.upper()


def _nobody(_staffing: Staffing, _role: Role, _entry: RoleEntry, _students: int) -> Iterator[str]:
    yield from ()


_HOLDERS = {
    Reach.SELF: _nobody,
    Reach.TUTORSHIP: _tutors,
    Reach.GRANT: _granted,
    Reach.TEACHING: _one,
    Reach.ASSIGNMENT: _in_teams,
    Reach.NONE: _one,
}
