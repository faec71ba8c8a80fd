"""Who may see whom, in plain Python: what the database's rule (`who_sees_whom.sql`, with
`0017_sponsored_roles.sql`) is held equal to.

Written from the words of the rule, over facts that a test has drawn; it reads no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.access.roles import RoleRule
from app.access.vocabulary import Reach, Role


@dataclass(frozen=True)
class Stretch:
    """Days from one to the day before another; without an end, for good."""

    starts_on: date
    ends_before: date | None = None

    def holds(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


@dataclass(frozen=True)
class Registered:
    during: Stretch
    units: frozenset[str]
    """The college and the programme's org unit, with everything above either."""
    year_of_study: int | None
    sponsored: bool


@dataclass(frozen=True)
class StudentFacts:
    registrations: tuple[Registered, ...]
    enrolled: Mapping[str, Stretch] = field(default_factory=dict)
    """By module run."""


@dataclass(frozen=True)
class TutorshipFact:
    student: str
    kind: str
    during: Stretch


@dataclass(frozen=True)
class GrantFact:
    role: str
    status: str
    during: Stretch
    unit: str | None
    year_of_study: int | None
    sponsored_only: bool


@dataclass(frozen=True)
class TeachingFact:
    module_run: str
    run: Stretch
    """When the module runs."""
    ends_before: date | None


@dataclass(frozen=True)
class TeamFact:
    role: str
    membership: Stretch
    open_cases: frozenset[str]
    """Students whose cases the team has."""


@dataclass(frozen=True)
class StaffFacts:
    tutorships: tuple[TutorshipFact, ...] = ()
    grants: tuple[GrantFact, ...] = ()
    teaching: tuple[TeachingFact, ...] = ()
    teams: tuple[TeamFact, ...] = ()
    trainings: tuple[Stretch, ...] = ()


def visible(
    rules: Mapping[Role, RoleRule],
    roles: Iterable[Role],
    staff: StaffFacts,
    students: Mapping[str, StudentFacts],
    today: date,
) -> dict[str, set[Role]]:
    """By student, the roles by which a member of staff sees them today."""
    found: dict[str, set[Role]] = {}
    for role in set(roles):
        rule = rules.get(role)
        if rule is None:
            continue
        if rule.training_required and not any(each.holds(today) for each in staff.trainings):
            continue
        for name, student in students.items():
            if _reaches(rule, role, staff, name, student, today):
                found.setdefault(name, set()).add(role)
    return found


def _reaches(
    rule: RoleRule, role: Role, staff: StaffFacts, name: str, student: StudentFacts, today: date
) -> bool:
    match rule.reach:
        case Reach.TUTORSHIP:
            return any(
                (each.student, each.kind) == (name, role) and each.during.holds(today)
                for each in staff.tutorships
            )
        case Reach.GRANT:
            return any(
                each.role == role
                and _is_granted(
                    each, student, today, sponsored_only=each.sponsored_only or rule.sponsored_only
                )
                for each in staff.grants
            )
        case Reach.TEACHING:
            return any(_is_taught(each, student, today) for each in staff.teaching)
        case Reach.ASSIGNMENT:
            return any(
                each.role == role and each.membership.holds(today) and name in each.open_cases
                for each in staff.teams
            )
        case _:
            return False  # a member of staff is no student, and other roles see nobody


def _is_granted(grant: GrantFact, student: StudentFacts, today: date, *, sponsored_only: bool) -> bool:
    if grant.status != "approved" or not grant.during.holds(today):
        return False
    if grant.unit is None and grant.year_of_study is None and not sponsored_only:
        return True
    return any(
        each.during.holds(today)
        and (grant.unit is None or grant.unit in each.units)
        and (grant.year_of_study is None or grant.year_of_study == each.year_of_study)
        and (each.sponsored or not sponsored_only)
        for each in student.registrations
    )


def _is_taught(teaching: TeachingFact, student: StudentFacts, today: date) -> bool:
    enrolled = student.enrolled.get(teaching.module_run)
    until = teaching.ends_before or teaching.run.ends_before
    assert until is not None
    return teaching.run.starts_on <= today < until and enrolled is not None and enrolled.holds(today)
