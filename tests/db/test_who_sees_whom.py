"""Who sees whom: the rule in the database is the rule as written down in Python, for every reach."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.vocabulary import Role
from app.db.query import one, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.store.people import students
from app.wire.roster import (
    EnrolmentRow,
    ModuleRunRow,
    OrgUnitRow,
    ProgrammeRow,
    RegistrationRow,
    StudentRow,
    TeachingRow,
    TutorshipRow,
)
from tests import roles
from tests.access.reference import (
    GrantFact,
    Registered,
    StaffFacts,
    Stretch,
    StudentFacts,
    TeachingFact,
    TeamFact,
    TutorshipFact,
    visible,
)
from tests.db.test_row_level_security import asked_by, students_seen
from tests.world import Person, World

pytestmark = pytest.mark.anyio

ASKED = (
    roles.PERSONAL_TUTOR, roles.ADVISER, roles.SENIOR_TUTOR, roles.DEPARTMENT_HEAD, roles.SITE_EXPLORER,
    roles.VISA_TEAM, roles.SPONSOR_OFFICE, roles.LECTURER, roles.WELLBEING_TEAM, roles.ADMIN,
    Role("no_such_role"),
)  # fmt: skip
ABOVE = {"U": ("U",), "CLES": ("CLES", "U"), "DEPT": ("DEPT", "CLES", "U"), "OTHER": ("OTHER", "U")}
"""Each org unit with everything above it."""
NAMES = ("A", "B", "C")
days = st.integers(-3, 3)
endings = st.none() | days
granted_roles = st.sampled_from(
    [roles.SENIOR_TUTOR, roles.DEPARTMENT_HEAD, roles.SITE_EXPLORER, roles.VISA_TEAM, roles.SPONSOR_OFFICE]
)
drawings = st.fixed_dictionaries(
    {
        "roles": st.sets(st.sampled_from(ASKED)),
        "tutorships": st.lists(
            st.tuples(
                st.sampled_from(NAMES), st.sampled_from([roles.PERSONAL_TUTOR, roles.ADVISER]), days, endings
            ),
            max_size=3,
        ),
        "grants": st.lists(
            st.tuples(
                granted_roles,
                st.sampled_from([None, *ABOVE]),
                st.sampled_from(["approved", "approved", "approved", "requested", "refused", "revoked"]),
                days,
                days,
                st.sampled_from([None, None, 1, 2]),
                st.booleans(),
            ),
            max_size=3,
        ),
        "teaching": st.lists(st.tuples(st.sampled_from(["NOW", "OVER", "LATER"]), endings), max_size=2),
        "teams": st.lists(
            st.tuples(
                st.sampled_from([roles.WELLBEING_TEAM, roles.SENIOR_TUTOR]),
                days,
                endings,
                st.sets(st.sampled_from(NAMES)),
                st.sets(st.sampled_from(NAMES)),
            ),
            max_size=2,
        ),
        "trainings": st.lists(st.tuples(days, days), max_size=2),
    }
)


class Campus(NamedTuple):
    """Three students in three places, whom every drawing is about."""

    ids: Mapping[str, UUID]
    facts: Mapping[str, StudentFacts]


async def settle(world: World) -> Campus:
    today = world.today

    def at(days: int) -> date:
        return today + timedelta(days=days)

    await world.roster(
        org_units=[OrgUnitRow("DEPT", "Dept", "unit", "CLES"), OrgUnitRow("OTHER", "Arts", "college", "U")],
        programmes=[ProgrammeRow("ECO", "Ecology", "DEPT"), ProgrammeRow("HIS", "History", "OTHER")],
        module_runs=[
            ModuleRunRow("NOW", "BIO1", 2018, at(-50), at(50)),
            ModuleRunRow("OVER", "BIO1", 2018, at(-50), at(0)),
            ModuleRunRow("LATER", "BIO1", 2018, at(1), at(50)),
        ],
    )
    # A: biology in the college itself. B: in a department below it. C: elsewhere, and at the end of a spell.
    listed: dict[str, list[tuple[str, str, date, date | None, int | None, bool]]] = {
        "A": [("BSC", "CLES", at(-90), None, 1, False)],
        "B": [("BSC", "CLES", at(-90), at(-10), 1, True), ("ECO", "CLES", at(-10), None, 2, True)],
        "C": [("HIS", "OTHER", at(-90), at(0), 2, False), ("HIS", "OTHER", at(0), None, None, False)],
    }
    enrolled = {
        "A": {"NOW": Stretch(date.min), "OVER": Stretch(date.min)},
        "B": {"NOW": Stretch(at(-20), at(0)), "LATER": Stretch(date.min)},
        "C": {"NOW": Stretch(at(1))},
    }
    await world.roster(
        students=[StudentRow(name, name) for name in NAMES],
        registrations=[
            RegistrationRow(
                name,
                starts,
                ends,
                programme,
                college,
                "undergraduate",
                year_of_study=year,
                sponsored=sponsored,
            )
            for name, spells in listed.items()
            for programme, college, starts, ends, year, sponsored in spells
        ],
        enrolments=[
            EnrolmentRow(
                name, run, None if during.starts_on == date.min else during.starts_on, during.ends_before
            )
            for name, runs in enrolled.items()
            for run, during in runs.items()
        ],
    )
    unit_of = {"BSC": "CLES", "ECO": "DEPT", "HIS": "OTHER"}
    facts = {
        name: StudentFacts(
            tuple(
                Registered(
                    Stretch(starts, ends),
                    frozenset({*ABOVE[college], *ABOVE[unit_of[programme]]}),
                    year,
                    sponsored,
                )
                for programme, college, starts, ends, year, sponsored in spells
            ),
            enrolled[name],
        )
        for name, spells in listed.items()
    }
    async with world.context() as context:
        ids = await students.find_all_by_number(context.transaction)
    return Campus({name: ids[name] for name in NAMES}, facts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=drawings)
async def test_the_rule_in_the_database_is_the_rule_in_words(wide: World, drawn: dict[str, Any]) -> None:
    """Random relations, dates, training and scopes: the unfiltered table and the reference agree."""
    campus: Campus = wide.kept.get("campus") or await settle(wide)
    wide.kept["campus"] = campus
    staff = await wide.tutor(*(drawn["roles"] or {Role("no_such_role")}), trained=False)
    facts = await hire(wide, campus, staff, drawn)
    expected = visible(wide.profile.role_rules, staff.roles, facts, campus.facts, wide.today)
    name_of = {student_id: name for name, student_id in campus.ids.items()}

    async with asked_by(wide, staff) as transaction:
        seen = await students_seen(transaction, "registrations")
        listed = await students.list_visible(
            transaction, wide.today, sees_all=await sees_all(transaction), after="", limit=200
        )
    assert {name_of[each] for each in seen} == set(expected)
    by_role = {
        name_of[each.record.student_id]: set(each.visible_by)
        for each in listed
        if each.record.student_id in name_of
    }
    assert by_role == expected
    for name, student_id in campus.ids.items():
        async with asked_by(wide, staff, StudentId(student_id)) as transaction:
            assert await students_seen(transaction, "students") == (
                {student_id} if name in expected else set()
            )


async def sees_all(transaction: Transaction) -> bool:
    return bool(await transaction.fetch_one(query("select attune_sees_all()", one)))


async def hire(world: World, campus: Campus, staff: Person, drawn: dict[str, Any]) -> StaffFacts:
    """Give the member of staff what was drawn, relative to today; returns the same as facts."""
    today = world.today

    def at(days: int | None) -> date | None:
        return None if days is None else today + timedelta(days=days)

    tutorships = {}
    for name, kind, starts, ends in drawn["tutorships"]:
        begins = today + timedelta(days=starts)
        until = None if ends is None else max(begins, today + timedelta(days=ends))
        tutorships[name, begins] = TutorshipFact(name, kind, Stretch(begins, until))
    await world.roster(
        tutorships=[
            TutorshipRow(
                each.student, staff.number, each.during.starts_on, each.during.ends_before, Role(each.kind)
            )
            for each in tutorships.values()
        ]
    )
    grants = []
    for role, unit, status, starts, lasts, year, sponsored in drawn["grants"]:
        during = Stretch(today + timedelta(days=starts), today + timedelta(days=starts + abs(lasts) + 1))
        grants.append(GrantFact(role, status, during, unit, year, sponsored))
        await world.grant(
            staff, role, unit, during.starts_on, during.ends_before,
            year_of_study=year, sponsored_only=sponsored, status=status,
        )  # fmt: skip
    runs = {
        "NOW": Stretch(today - timedelta(days=50), today + timedelta(days=50)),
        "OVER": Stretch(today - timedelta(days=50), today),
        "LATER": Stretch(today + timedelta(days=1), today + timedelta(days=50)),
    }
    teaching = {run: TeachingFact(run, runs[run], at(ends)) for run, ends in drawn["teaching"]}
    await world.roster(
        teaching=[TeachingRow(staff.number, each.module_run, each.ends_before) for each in teaching.values()]
    )
    teams = []
    for role, starts, ends, opened, closed in drawn["teams"]:
        begins = today + timedelta(days=starts)
        membership = Stretch(begins, None if ends is None else max(begins, today + timedelta(days=ends)))
        teams.append(TeamFact(role, membership, frozenset(opened)))
        await world.team(
            staff, role, membership.starts_on, membership.ends_before,
            opened=[campus.ids[name] for name in opened], closed=[campus.ids[name] for name in closed],
        )  # fmt: skip
    trainings = []
    for starts, lasts in drawn["trainings"]:
        during = Stretch(today + timedelta(days=starts), today + timedelta(days=starts + abs(lasts) + 1))
        trainings.append(during)
        await world.train(staff, during.starts_on, during.ends_before)
    return StaffFacts(
        tuple(tutorships.values()), tuple(grants), tuple(teaching.values()), tuple(teams), tuple(trainings)
    )
