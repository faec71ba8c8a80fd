"""Essex's LEAP: the student sees everything that staff see, who the personal tutor is, and who could look.

Other rows stand in files beside this one, by subject.
"""

import pytest

from app.wire.roster import StaffRow
from tests import roles
from tests.access.letters import State
from tests.access.scene import Scene
from tests.world import World

pytestmark = pytest.mark.anyio


@pytest.mark.row("ES-2")
async def test_the_student_sees_who_the_personal_tutor_is_and_how_to_reach_them(essex: World) -> None:
    tutor, successor = await essex.tutor(), await essex.tutor()
    student = await essex.student(tutor=tutor)
    named = StaffRow(tutor.number, "Dr Amina Yusuf", "a.yusuf@example.ac.uk")
    await essex.roster(staff=[named])
    tutors = (await student.read(student.path))["personal_tutors"]
    assert [(each["staff_id"], each["name"], each["email"]) for each in tutors] == [
        (str(tutor.id), "Dr Amina Yusuf", "a.yusuf@example.ac.uk")
    ]
    await essex.end_tutorship(student, tutor, essex.today)
    await essex.begin_tutorship(student, successor, essex.today)
    tutors = (await student.read(student.path))["personal_tutors"]
    assert [(each["name"], each["email"]) for each in tutors] == [(f"Tutor {successor.number}", None)]


@pytest.mark.row("ES-2")
async def test_whoever_has_no_tutor_is_told_so(essex: World) -> None:
    student = await essex.student()
    assert (await student.read(student.path))["personal_tutors"] == []


@pytest.mark.row("BY-15")
async def test_the_student_reads_everybody_who_could_look_and_why(essex: World) -> None:
    scene = await Scene.of_state(essex, State())
    people, student = scene.people, scene.people["self"]
    could = {
        "tutor": ("Personal tutor", "is your tutor today"),
        "officer": ("Department's student support officer", "was granted access to a group"),
        "explorer": ("Department's student support officer", "was granted access to a group"),
        "services": ("Student Services Hub", "belongs to a team that your case was handed to"),
        "team": ("Student Services Hub", "belongs to a team that your case was handed to"),
        "lecturer": ("Lecturer", "teaches a module that you take"),
    }
    viewers = (await student.read(f"{student.path}/viewers"))["items"]
    told = {each["staff_id"]: each for each in viewers}
    assert told.keys() == {str(people[name].id) for name in could}
    for name, (title, why) in could.items():
        each = told[str(people[name].id)]
        assert each["role_title"] == title
        assert why in each["said"]
        assert (await people[name].get(student.path)).status_code == 200
    for name, person in people.items():
        if person.staff and name not in could:
            assert (await person.get(student.path)).status_code == 404
    assert viewers[0]["role"] == roles.PERSONAL_TUTOR


@pytest.mark.row("BY-15")
async def test_whoever_could_not_look_any_more_is_not_named(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    assert len((await student.read(f"{student.path}/viewers"))["items"]) == 1
    await essex.end_tutorship(student, tutor, essex.today)
    assert (await student.read(f"{student.path}/viewers"))["items"] == []
