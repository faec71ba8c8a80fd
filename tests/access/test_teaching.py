"""Teaching: it opens engagement and attendance of the module that somebody teaches, and nothing else."""

from uuid import UUID

import pytest

from app.wire.roster import TeachingRow
from tests import roles
from tests.world import Person, World, event, register, session

pytestmark = pytest.mark.anyio


@pytest.fixture
async def student(wide: World) -> Person:
    """Somebody who was active in two modules, in the app, and came to a session."""
    student = await wide.student(consent=True)
    day = wide.yesterday
    activity = [
        event(student, "vle", day, module_run="BIO1-18"),
        event(student, "vle", day, module_run="BIO2-18"),
        event(student, "app", day),
    ]
    assert await wide.deliver(*activity) == ["recorded"] * 3
    await wide.hold_sessions(session("L1", day), session("L2", day, module_run="BIO2-18"))
    await wide.register(register(student, "L1", "present"), register(student, "L2", "absent"))
    return student


@pytest.fixture
async def lecturer(wide: World) -> Person:
    lecturer = await wide.tutor(roles.LECTURER)
    await wide.roster(teaching=[TeachingRow(lecturer.number, "BIO1-18")])
    return lecturer


async def taught(world: World) -> UUID:
    return await world.module_run_id("BIO1-18")


@pytest.mark.parametrize("section", ["engagement", "attendance"])
async def test_a_lecturer_names_a_module_that_they_teach(
    section: str, wide: World, student: Person, lecturer: Person
) -> None:
    path = f"{student.path}/{section}"
    whole = await lecturer.get(path)
    assert (whole.status_code, whole.json()["type"]) == (403, "/problems/section-restricted")
    assert "name one of them" in whole.json()["detail"]
    other = await lecturer.get(path, module_run_id=await wide.module_run_id("BIO2-18"))
    assert (other.status_code, other.json()["type"]) == (403, "/problems/section-restricted")
    assert (await lecturer.get(path, module_run_id=await taught(wide))).status_code == 200


async def test_a_lecturer_sees_only_activity_in_the_module(
    wide: World, student: Person, lecturer: Person
) -> None:
    """Careers events and the app know no modules: whose lecturer somebody is says nothing of them."""
    path, run = f"{student.path}/engagement/{wide.yesterday}/explanation", await taught(wide)
    explained = await lecturer.read(path, module_run_id=run)
    assert [each["source"] for each in explained["contributions"]] == ["vle"]
    assert explained["contributions"][0]["days"][-1]["amount"] == 1
    assert explained["exact_score"] == explained["contributions"][0]["contribution"]
    days = await lecturer.read(f"{student.path}/engagement", module_run_id=run)
    assert [each["name"] for each in days["sources"]] == ["vle"]
    assert days["days"][-2]["score"] == explained["score"]
    own = await student.read(path, module_run_id=run)
    assert [each["source"] for each in own["contributions"]] == ["app", "careers", "vle"]


async def test_a_lecturer_sees_only_the_modules_sessions(
    wide: World, student: Person, lecturer: Person
) -> None:
    read = await lecturer.read(f"{student.path}/attendance", module_run_id=await taught(wide))
    assert [each["module_run_id"] for each in read["sessions"]] == [str(await taught(wide))]
    assert read["overall"]["all_sessions"]["present"] == 1
    assert read["overall"]["all_sessions"]["expected"] == 1


async def test_the_look_is_recorded_as_a_lecturers(wide: World, student: Person, lecturer: Person) -> None:
    await lecturer.read(f"{student.path}/attendance", module_run_id=await taught(wide))
    latest = (await student.read(f"{student.path}/access-records"))["items"][0]
    assert (latest["role"], latest["sections"]) == ("lecturer", ["attendance"])


async def test_somebody_who_tutors_and_teaches_sees_the_module_as_a_tutor(wide: World) -> None:
    both = await wide.tutor(roles.PERSONAL_TUTOR, roles.LECTURER)
    await wide.roster(teaching=[TeachingRow(both.number, "BIO1-18")])
    tutee = await wide.student(tutor=both, consent=True)
    read = await both.read(f"{tutee.path}/engagement", module_run_id=await wide.module_run_id("BIO2-18"))
    assert [each["name"] for each in read["sources"]] == ["app", "careers", "vle"]
