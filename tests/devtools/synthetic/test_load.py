"""A synthetic university in the database: loaded twice it is the same, and its staff see whom they should."""

from datetime import timedelta

import pytest

from app.auth.demo_issuer import ISSUER
from app.devtools.load_synthetic import load_synthetic
from app.devtools.publish_made_up_prediction import publish_made_up_prediction
from app.devtools.synthetic.names import login
from app.devtools.synthetic.resources import NOT_OPENED, RESOURCES
from app.devtools.synthetic.university import University
from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

TABLES = (
    "students", "registrations", "tutorships", "staff", "logins", "grants", "training_records", "teams",
    "team_members", "teaching_sessions", "module_resources", "attendance", "submissions", "events",
    "consent_decisions", "achieved_credits",
)  # fmt: skip


async def loaded(world: World, students: int) -> University:
    first = world.today - timedelta(days=70)
    prefix = f"{world.code.lower()}-"
    university = University(world.profile, 7, first, world.yesterday, ISSUER, students, prefix)
    await load_synthetic(world.context, university, lambda _step, _done: None)
    return university


async def rows(world: World) -> dict[str, int]:
    return {
        table: (await world.sql(f"select count(*) from {table} where institution_id = :institution_id"))[0][0]
        for table in TABLES
    }


@pytest.mark.parametrize("profile", ["exeter", "nottingham", "essex", "city", "queen_mary"])
async def test_loaded_twice_it_is_the_same(world: World, profile: str) -> None:
    made = await world.create_another(profile)
    await loaded(made, 12)
    once = await rows(made)
    await loaded(made, 12)
    assert await rows(made) == once
    assert once["students"] == 12
    assert once["events"] > 100
    assert (once["consent_decisions"] > 0) is (profile == "exeter")


async def test_staff_in_every_role_see_whom_they_should(world: World) -> None:
    made = await world.create_another("nottingham")
    university = await loaded(made, 40)
    registered = {each.student: each for each in university.roster.registrations}
    expected = {
        ("T001", roles.PERSONAL_TUTOR): {
            each.student
            for each in university.roster.tutorships
            if each.staff == "T001" and (each.ends_before is None or each.ends_before > made.today)
        },
        ("T002", roles.PERSONAL_TUTOR): set[str](),  # the last tutor, who is not trained
        ("SENIOR_TUTOR-ARTS", roles.SENIOR_TUTOR): {
            number for number, each in registered.items() if each.college == "ARTS"
        },
        ("SENIOR_TUTOR-TRADE", roles.SENIOR_TUTOR): set[str](),
        ("HEAD_OF_YEAR-2", roles.HEAD_OF_YEAR): {
            number for number, each in registered.items() if each.year_of_study == 2
        },
        ("WELLBEING", roles.WELLBEING): set(registered),
        ("VISA_TEAM", roles.VISA_TEAM): {number for number, each in registered.items() if each.sponsored},
        ("RESX-1", roles.RESX): set[str](),
    }
    for (number, role), students in expected.items():
        subject = login(university.prefix, number)
        person = Person(made, subject, (role,), number, made.institution.institution_id, staff=True)
        listed = (await person.read("/v1/students", limit=200))["items"]
        assert {each["number"] for each in listed} == students, number


async def test_nobody_opens_the_glossary(world: World) -> None:
    """So that there is something to see where it is told what nobody opened."""
    made = await world.create_another("exeter")
    await loaded(made, 12)
    found = await made.sql(
        "select distinct r.code from module_resources r"
        " join events e on (e.institution_id, e.module_run_id, e.object)"
        " = (r.institution_id, r.module_run_id, r.code) where r.institution_id = :institution_id"
    )
    assert {code for (code,) in found} == RESOURCES.keys() - {NOT_OPENED}


@pytest.mark.row("QM-10")
async def test_a_student_and_an_adviser_of_the_demonstration_look_at_an_expectation(world: World) -> None:
    made = await world.create_another("queen_mary")
    university = await loaded(made, 12)
    for _ in range(2):
        async with made.context() as context:
            await publish_made_up_prediction(context, university)
    student, adviser = [
        Person(
            made, login(university.prefix, number), (role,), number, made.institution.institution_id, staff
        )
        for number, role, staff in (("S00001", roles.STUDENT, False), ("T001", roles.ADVISER, True))
    ]
    student_id = (await student.read("/v1/me"))["student_id"]
    for who in (student, adviser):
        found = await who.read(f"/v1/students/{student_id}/expectation")
        told = [each["told"] for each in found["modules"]]
        assert len(told) == 2
        assert None not in told, found
        assert {each["feature"] for each in told[0]["factors"]} == {
            "submitted_share",
            "mean_mark",
            "days_early",
        }
    (model,) = (await student.read("/v1/prediction-models"))["items"]
    assert model["state"] == "published"
    assert model["audit"]["audited_on"] == ["made-up year 3"]
