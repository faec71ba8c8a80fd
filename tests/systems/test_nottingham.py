"""Nottingham's Student Engagement Dashboard: who sees whom, of whom, from what, and for what.

Other rows stand in files beside this one, by subject.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.access.vocabulary import Role
from tests import roles
from tests.access.letters import State
from tests.access.nottingham import MATRIX
from tests.access.scene import Scene
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio

SOURCES = ("check_ins", "echo360", "moodle", "submissions", "teams")


@pytest.mark.row("NO-1")
@pytest.mark.parametrize("source", SOURCES)
async def test_each_source_is_delivered_and_shows(nottingham: World, source: str) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    assert sorted(nottingham.profile.collected) == list(SOURCES)
    delivered = event(student, source, nottingham.yesterday, module_run="BIO1-18")
    assert await nottingham.deliver(delivered) == ["recorded"]
    engagement = await tutor.read(f"{student.path}/engagement")
    assert {each["name"]: each["state"] for each in engagement["sources"]} == dict.fromkeys(
        SOURCES, "collected"
    )
    scores = {each["day"]: each["score"] for each in engagement["days"]}
    assert scores[str(nottingham.yesterday)] > 0
    path = f"{student.path}/engagement/{nottingham.yesterday}/explanation"
    amounts = {
        each["source"]: sum(day["amount"] for day in each["days"])
        for each in (await tutor.read(path))["contributions"]
    }
    assert amounts == dict.fromkeys(SOURCES, 0) | {source: 1}


@pytest.fixture
async def four(nottingham: World) -> dict[str, Person]:
    """Students who differ in what roles reach by; nobody is their tutor."""
    await nottingham.add_college("ARTS", "Arts", "BA")
    return {
        "first year": await nottingham.student(year_of_study=1),
        "second year": await nottingham.student(year_of_study=2),
        "sponsored": await nottingham.student(year_of_study=2, sponsored=True),
        "of Arts": await nottingham.student(year_of_study=1, programme="BA", college="ARTS"),
    }


async def sees(person: Person, students: Mapping[str, Person]) -> set[str]:
    """Those of the students whom a member of staff sees: in the list and one by one, the same."""
    listed = {each["student_id"] for each in (await person.read("/v1/students"))["items"]}
    found = set()
    for name, student in students.items():
        answer = await person.get(student.path)
        assert answer.status_code == (200 if str(student.id) in listed else 404)
        found |= {name} if answer.status_code == 200 else set()
    assert len(found) == len(listed)
    return found


@pytest.mark.row("NO-8")
async def test_a_personal_tutor_sees_the_tutees(nottingham: World, four: dict[str, Person]) -> None:
    tutor = await nottingham.tutor()
    await nottingham.begin_tutorship(four["first year"], tutor, nottingham.yesterday)
    assert await sees(tutor, four) == {"first year"}
    await nottingham.end_tutorship(
        four["first year"], tutor, nottingham.today, starts_on=nottingham.yesterday
    )
    assert await sees(tutor, four) == set()


@pytest.mark.row("NO-8")
@pytest.mark.parametrize(
    ("role", "grant", "expected"),
    [
        (roles.SENIOR_TUTOR, {"org_unit": "CLES"}, ["first year", "second year", "sponsored"]),
        (roles.SENIOR_TUTOR, {"org_unit": "ARTS"}, ["of Arts"]),
        (roles.HEAD_OF_YEAR, {"year_of_study": 1}, ["first year", "of Arts"]),
        (roles.HEAD_OF_YEAR, {"year_of_study": 1, "org_unit": "CLES"}, ["first year"]),
        (roles.WELLBEING, {}, ["first year", "second year", "sponsored", "of Arts"]),
        (roles.DASHBOARD_MANAGER, {}, ["first year", "second year", "sponsored", "of Arts"]),
        (roles.VISA_TEAM, {"sponsored_only": True}, ["sponsored"]),
    ],
    ids=str,
)
async def test_a_role_sees_the_students_whom_its_grant_is_about(
    nottingham: World, four: dict[str, Person], role: str, grant: dict[str, Any], expected: list[str]
) -> None:
    person = await nottingham.tutor(Role(role))
    assert await sees(person, four) == set(), "the role alone opens nobody"
    grant_id = await nottingham.grant(person, role, **grant)
    assert await sees(person, four) == set(expected)
    admin = await nottingham.tutor(roles.ADMIN)
    await admin.do(f"/v1/grants/{grant_id}/revocation", {"reason": "Somebody else does it now."})
    assert await sees(person, four) == set()


@pytest.mark.row("NO-8")
@pytest.mark.parametrize("role", [roles.RESX, roles.FACULTY_SUPPORT])
async def test_a_team_sees_the_students_whose_cases_it_has(
    nottingham: World, four: dict[str, Person], role: Role
) -> None:
    person = await nottingham.tutor(role)
    wellbeing = await nottingham.tutor(roles.WELLBEING)
    await nottingham.grant(wellbeing, roles.WELLBEING)
    team = await nottingham.team(person, role)
    assert await sees(person, four) == set()
    path = f"{four['first year'].path}/assignments"
    opened = await wellbeing.do(path, {"team": team, "reason": "Nobody has reached them."})
    assert await sees(person, four) == {"first year"}
    await wellbeing.do(f"{path}/{opened['assignment_id']}/closing", {"reason": "They answered."})
    assert await sees(person, four) == set()


@pytest.mark.row("NO-8")
async def test_only_roles_that_open_support_hand_a_case_over_close_it_and_read_why(nottingham: World) -> None:
    """The visa team sees the student, and is for none of that; the residence's team has the case."""
    visa, tutor = await nottingham.tutor(roles.VISA_TEAM), await nottingham.tutor()
    await nottingham.grant(visa, roles.VISA_TEAM, sponsored_only=True)
    resx, faculty = await nottingham.tutor(roles.RESX), await nottingham.tutor(roles.FACULTY_SUPPORT)
    student = await nottingham.student(tutor=tutor, sponsored=True)
    path = f"{student.path}/assignments"
    opened = await tutor.do(
        path, {"team": await nottingham.team(resx, roles.RESX), "reason": "Nobody has reached them."}
    )
    handing = {"team": await nottingham.team(faculty, roles.FACULTY_SUPPORT), "reason": "Lives off campus."}
    closing = f"{path}/{opened['assignment_id']}/closing"
    for refused in (
        await visa.post(path, handing),
        await visa.post(closing, {"reason": "x"}),
        await visa.get(path),
    ):
        assert refused.status_code == 403
        assert refused.json()["type"] == "/problems/section-restricted"
        assert "your role does not open support" in refused.json()["detail"]
    assert (await visa.get(f"{student.path}/engagement")).status_code == 200
    await resx.do(path, handing)
    await resx.do(closing, {"reason": "Moved out."})
    is_over = {each["team"]: each["closed_at"] is not None for each in (await faculty.read(path))["items"]}
    assert is_over == {opened["team"]: True, handing["team"]: False}


@pytest.mark.row("NO-9")
@pytest.mark.parametrize("level", ["undergraduate", "postgraduate_taught"])
async def test_taught_students_are_in_with_the_records_of_all_their_years(
    nottingham: World, level: str
) -> None:
    """Since September 2020, and several academic years at once."""
    days = [date(2020, 10, 7), date(2021, 10, 6), date(2022, 11, 16)]
    nottingham.moment.now = datetime(2022, 11, 17, 12, tzinfo=UTC)
    for year in (2020, 2021, 2022):
        await nottingham.publish({"CLES": nottingham.coefficients}, year)
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor, since=date(2020, 9, 21), level=level)
    assert set(await nottingham.deliver(*(event(student, "moodle", day) for day in days))) == {"recorded"}
    await nottingham.score()
    for day in days:
        read = await tutor.read(f"{student.path}/engagement", **{"from": day - timedelta(days=1), "to": day})
        assert [each["score"] > 0 for each in read["days"]] == [False, True]
        assert [each["academic_year"] for each in read["scoring_models"]] == [
            nottingham.profile.academic_year(day)
        ]
    of_two = await tutor.read(f"{student.path}/engagement", **{"from": "2021-07-25", "to": "2021-10-10"})
    assert [each["academic_year"] for each in of_two["scoring_models"]] == [2020, 2021]


@pytest.mark.row("NO-9")
async def test_research_postgraduates_are_out(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor, level="postgraduate_research")
    await nottingham.deliver(event(student, "moodle", nottingham.yesterday))
    answer = await tutor.get(f"{student.path}/engagement")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/out-of-scope")
    assert await nottingham.score() == 0


@pytest.mark.row("NO-10")
@pytest.mark.parametrize(
    "role",
    [
        roles.PERSONAL_TUTOR,
        roles.SENIOR_TUTOR,
        roles.HEAD_OF_YEAR,
        roles.WELLBEING,
        roles.DASHBOARD_MANAGER,
        roles.VISA_TEAM,
        roles.RESX,
        roles.FACULTY_SUPPORT,
    ],
)
async def test_staff_see_nobody_until_trained_and_when_the_training_has_expired(
    nottingham: World, role: Role
) -> None:
    student = await nottingham.student(year_of_study=1, sponsored=True)
    staff = await nottingham.tutor(role, trained=False)
    if role == roles.PERSONAL_TUTOR:
        await nottingham.begin_tutorship(student, staff, nottingham.yesterday)
    elif role in {roles.RESX, roles.FACULTY_SUPPORT}:
        await nottingham.team(staff, role, opened=[student.id])
    else:
        await nottingham.grant(staff, role)
    assert await sees(staff, {"student": student}) == set()
    admin = await nottingham.tutor(roles.ADMIN)
    training = {"staff_number": staff.number, "course": "Engagement data"}
    recorded = await admin.do(
        "/v1/admin/training-records", training | {"completed_on": str(nottingham.today)}
    )
    assert await sees(staff, {"student": student}) == {"student"}
    ends_before = date.fromisoformat(recorded["ends_before"])
    nottingham.moment.now += ends_before - timedelta(days=1) - nottingham.today
    if role not in {roles.PERSONAL_TUTOR, roles.RESX, roles.FACULTY_SUPPORT}:
        await nottingham.grant(staff, role)  # the first one has ended meanwhile
    assert await sees(staff, {"student": student}) == {"student"}
    nottingham.moment.now += timedelta(days=1)
    assert await sees(staff, {"student": student}) == set()


@pytest.mark.row("NO-11")
@pytest.mark.parametrize(
    ("purpose", "words"), [("assessment", "to assess you"), ("discipline", "to discipline you")]
)
async def test_nobody_may_look_in_order_to_assess_and_the_attempt_is_on_record(
    nottingham: World, purpose: str, words: str
) -> None:
    tutor, manager = await nottingham.tutor(), await nottingham.tutor(roles.DASHBOARD_MANAGER)
    await nottingham.grant(manager, roles.DASHBOARD_MANAGER)
    student = await nottingham.student(tutor=tutor)
    for person in (tutor, manager):
        headers = person.headers | {"Attune-Purpose": purpose}
        answer = await nottingham.client.get(f"{student.path}/engagement", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/purpose-refused")
    records = (await student.read(f"{student.path}/access-records"))["items"]
    assert [each["outcome"] for each in records] == ["refused", "refused"]
    assert {each["said"] for each in records} == {
        f"Tutor {person.number}, {called}, wanted to look at your engagement {words}; that was refused."
        for person, called in (
            (tutor, "your personal tutor"),
            (manager, "the Engagement Dashboard Manager"),
        )
    }


@pytest.mark.row("NO-11")
async def test_nothing_that_staff_do_here_touches_a_mark(nottingham: World) -> None:
    """Every write there is, by everybody in charge: marks come from the student record system alone."""
    scene = await Scene.of_state(nottingham, State(sponsored=True))
    marks = "select * from submissions where institution_id = :institution_id"
    before = await nottingham.sql(marks)
    assert before
    writes = [row for row in MATRIX if not row.startswith("GET ") and row != "POST /v1/marks"]
    done = 0
    for row in writes:
        for who in ("tutor", "trained", "wellbeing", "manager", "visa_team", "admin"):
            done += await scene.ask(row, who) < 300
    assert done > len(writes)
    assert await nottingham.sql(marks) == before
    assert "grades" not in nottingham.profile.sections
    assert {await scene.ask("GET …/grades", who) for who in ("self", "tutor", "wellbeing")} == {403}


@pytest.mark.row("BY-15")
async def test_the_student_reads_everybody_who_could_look_and_why(nottingham: World) -> None:
    scene = await Scene.of_state(nottingham, State(sponsored=True))
    people, student = scene.people, scene.people["self"]
    could = {
        "tutor": ("Personal tutor", "is your tutor today"),
        "trained": ("Senior tutor", "was granted access to a group"),
        "explorer": ("Senior tutor", "was granted access to a group"),
        "head_of_year": ("Head of year", "was granted access to a group"),
        "wellbeing": ("Support and Wellbeing", "was granted access to a group"),
        "manager": ("Engagement Dashboard Manager", "was granted access to a group"),
        "visa": ("Visa and Immigration team", "was granted access to a group"),
        "visa_team": ("Visa and Immigration team", "was granted access to a group"),
        "resx": ("ResX team", "belongs to a team that your case was handed to"),
        "team": ("ResX team", "belongs to a team that your case was handed to"),
        "faculty": ("Faculty Support and Wellbeing Team", "belongs to a team that your case was handed to"),
    }
    viewers = (await student.read(f"{student.path}/viewers"))["items"]
    told = {each["staff_id"]: each for each in viewers}
    assert told.keys() == {str(people[name].id) for name in could}
    for name, (title, why) in could.items():
        each = told[str(people[name].id)]
        assert each["role_title"] == title
        assert each["staff_name"] == f"Tutor {people[name].number}"
        assert why in each["said"]
        opened = nottingham.profile.role_rules[each["role"]].sections & nottingham.profile.sections
        assert each["sections"] == sorted(opened)
        looked = await people[name].get(student.path)
        assert looked.status_code == 200, "who is listed could look indeed"
    everybody = {name for name, person in people.items() if person.staff}
    for name in everybody - could.keys():
        assert (await people[name].get(student.path)).status_code == 404, "who is not, could not"
    assert viewers[0]["role"] == "personal_tutor", "the closest first"
