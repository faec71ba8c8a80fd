"""Everybody: one person for each relation to a student that an access matrix asks about."""

from datetime import timedelta
from typing import Any

from app.access.roles import roles_by
from app.access.vocabulary import Reach, Role
from app.wire.roster import TeachingRow
from tests import roles
from tests.world import Person, World

GRANTED: dict[str, tuple[Role, dict[str, Any]]] = {
    "head_of_year": (roles.HEAD_OF_YEAR, {"year_of_study": 1}),
    "other_year": (roles.HEAD_OF_YEAR, {"year_of_study": 2}),
    "wellbeing": (roles.WELLBEING, {}),
    "manager": (roles.DASHBOARD_MANAGER, {}),
    "officer": (roles.DEPARTMENT_OFFICER, {"org_unit": "CLES"}),
    "other_officer": (roles.DEPARTMENT_OFFICER, {"org_unit": "ARTS"}),
    "school": (roles.SCHOOL, {"org_unit": "CLES"}),
    "other_school": (roles.SCHOOL, {"org_unit": "ARTS"}),
    "school_support": (roles.SCHOOL_SUPPORT, {"org_unit": "CLES"}),
    "other_school_support": (roles.SCHOOL_SUPPORT, {"org_unit": "ARTS"}),
}
"""Who holds a grant, in profiles that have the role: name, role, what the grant is narrowed to."""
HANDED_OVER: dict[str, tuple[Role, bool]] = {
    "resx": (roles.RESX, True),
    "faculty": (roles.FACULTY_SUPPORT, True),
    "faculty_closed": (roles.FACULTY_SUPPORT, False),
    "services": (roles.STUDENT_SERVICES, True),
    "services_closed": (roles.STUDENT_SERVICES, False),
}
"""Whose team has the student's case (or had it: False), in profiles that have the role."""
UNTRAINED = {"untrained_tutor": roles.PERSONAL_TUTOR, "untrained_officer": roles.DEPARTMENT_OFFICER}
"""Who is in charge and not trained, in profiles whose role requires it."""


def role_of(world: World, reach: Reach, usual: Role) -> Role:
    """The usual role, or the profile's first that reaches students this way where it lacks the usual one."""
    found = roles_by(reach, world.profile.role_rules)
    return usual if usual in found or not found else found[0]


async def everybody(world: World, *, sponsored: bool = False) -> dict[str, Person]:
    """One person for each relation to the student `self`: on campus, in the first year, `sponsored` or not.

    In a profile that lacks somebody's role they have the relation all the same: it must open nothing.
    """
    tutoring = role_of(world, Reach.TUTORSHIP, roles.PERSONAL_TUTOR)
    tutor, former, stranger = [await world.tutor(tutoring) for _ in range(3)]
    student = await world.student(tutor=tutor, year_of_study=1, residence="on_campus", sponsored=sponsored)
    await world.begin_tutorship(student, former, world.yesterday)
    await world.end_tutorship(student, former, world.today, starts_on=world.yesterday)
    explorer = role_of(world, Reach.GRANT, roles.SITE_EXPLORER)
    team = role_of(world, Reach.ASSIGNMENT, roles.WELLBEING_TEAM)
    people = {
        "self": student,
        "other": await world.student(tutor=stranger),
        "tutor": tutor,
        "former": former,
        "stranger": stranger,
        "adviser": await world.tutor(roles.ADVISER),
        "lecturer": await world.tutor(roles.LECTURER),
        "head": await world.tutor(roles.DEPARTMENT_HEAD),
        "elsewhere": await world.tutor(roles.DEPARTMENT_HEAD),
        "explorer": await world.tutor(explorer),
        "expired": await world.tutor(explorer),
        "unapproved": await world.tutor(explorer),
        "trained": await world.tutor(roles.SENIOR_TUTOR, trained=False),
        "untrained": await world.tutor(roles.SENIOR_TUTOR, trained=False),
        "visa": await world.tutor(roles.VISA_TEAM),
        "visa_team": await world.tutor(roles.VISA_TEAM),
        "team": await world.tutor(team),
        "closed": await world.tutor(team),
        "desk": await world.tutor(roles.INFORMATION_DESK),
        "data_protection": await world.tutor(roles.DATA_PROTECTION),
        "analyst": await world.tutor(roles.ANALYST),
        "admin": await world.tutor(roles.ADMIN),
        "lead": await world.tutor(roles.LEAD),
        "board": await world.tutor(roles.BOARD),
        "admin_granted": await world.tutor(roles.ADMIN),
        "service": await world.service(),
        "abroad": await _tutor_of_another(world),
    }
    if roles.ADVISER in world.profile.role_rules:  # an import refuses tutorships of an unknown kind
        await world.begin_tutorship(student, people["adviser"], world.yesterday, kind=roles.ADVISER)
    await world.roster(teaching=[TeachingRow(people["lecturer"].number, "BIO1-18")])
    await world.add_college("ARTS", "Arts", "BA")
    await world.grant(people["head"], roles.DEPARTMENT_HEAD, "CLES")
    await world.grant(people["elsewhere"], roles.DEPARTMENT_HEAD, "ARTS")
    await world.grant(people["explorer"], explorer)
    await world.grant(people["admin_granted"], roles.ADMIN)
    await world.grant(people["expired"], explorer, ends_before=world.today)
    await world.grant(people["unapproved"], explorer, status="requested")
    for name in ("trained", "untrained"):
        await world.grant(people[name], roles.SENIOR_TUTOR, "CLES")
    await world.train(people["trained"], world.yesterday)
    await world.train(people["untrained"], world.yesterday - timedelta(days=400))
    await world.grant(people["visa"], roles.VISA_TEAM)
    await world.grant(people["visa_team"], roles.VISA_TEAM, sponsored_only=True)
    await world.team(people["team"], team, opened=[student.id])
    await world.team(people["closed"], team, closed=[student.id])
    return people | await _in_further_roles(world, student)


async def _in_further_roles(world: World, student: Person) -> dict[str, Person]:
    """Those of the profile's roles that are not in everybody's list above."""
    rules, people = world.profile.role_rules, {}
    for name, (role, scope) in GRANTED.items():
        if role in rules:
            people[name] = await world.tutor(role)
            await world.grant(people[name], role, **scope)
    for name, (role, is_open) in HANDED_OVER.items():
        if role in rules:
            people[name] = await world.tutor(role)
            case = [student.id]
            await world.team(
                people[name], role, opened=case if is_open else (), closed=() if is_open else case
            )
    for name, role in UNTRAINED.items():
        if role in rules and rules[role].training_required:
            people[name] = await world.tutor(role, trained=False)
            await _put_in_charge(world, student, people[name], rules[role].reach, role)
    return people


async def _put_in_charge(world: World, student: Person, staff: Person, reach: Reach, role: Role) -> None:
    if reach is Reach.TUTORSHIP:
        await world.begin_tutorship(student, staff, world.yesterday, kind=role)
    else:
        await world.grant(staff, role)


async def _tutor_of_another(world: World) -> Person:
    abroad = await world.create_another(world.profile.name, empty=False)
    await abroad.add_college("ARTS", "Arts", "BA")
    return await abroad.tutor(role_of(abroad, Reach.TUTORSHIP, roles.PERSONAL_TUTOR))
