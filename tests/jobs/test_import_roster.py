"""Importing a roster: what an administrator ended stays ended, and nobody's login is taken away."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.auth.demo_issuer import ISSUER
from app.errors import InvalidInput
from app.jobs.import_file import KINDS, import_file
from app.jobs.import_roster import RosterImport, import_roster
from app.wire.roster import LoginRow, Roster, StudentRow, TutorshipRow
from tests import roles
from tests.world import OPENING, Person, World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.tutor(roles.ADMIN)


async def bring(world: World, **nouns: Any) -> RosterImport:
    async with world.context() as context:
        return await import_roster(context, Roster(**nouns))


async def end(admin: Person, student: Person, tutor: Person, day: date | None) -> None:
    named = {"student_number": student.number, "staff_number": tutor.number, "starts_on": str(OPENING)}
    body = named | {"ends_before": None if day is None else str(day)}
    await admin.do("/v1/admin/tutorships/endings", body)


async def test_what_an_administrator_ended_no_roster_reopens(world: World, admin: Person) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await end(admin, student, tutor, world.today)
    assert (await tutor.get(student.path)).status_code == 404
    for starts_on, ends_before in (
        (OPENING, None),
        (OPENING, world.today + timedelta(days=90)),
        (OPENING + timedelta(days=1), None),  # another row, for the same tutorship
    ):
        row = TutorshipRow(student.number, tutor.number, starts_on, ends_before)
        assert (await bring(world, tutorships=[row])).ends_kept == 1
        assert (await tutor.get(student.path)).status_code == 404
    earlier = TutorshipRow(student.number, tutor.number, OPENING, world.yesterday)
    assert (await bring(world, tutorships=[earlier])).ends_kept == 0
    again = TutorshipRow(student.number, tutor.number, world.today)
    assert (await bring(world, tutorships=[again])).ends_kept == 0
    assert (await tutor.get(student.path)).status_code == 200, "a tutorship that begins after that end"


async def test_an_end_that_is_taken_back_is_the_rosters_again(world: World, admin: Person) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await end(admin, student, tutor, world.today)
    await end(admin, student, tutor, None)
    assert (await tutor.get(student.path)).status_code == 200
    await world.end_tutorship(student, tutor, world.today)
    assert (await tutor.get(student.path)).status_code == 404
    await world.begin_tutorship(student, tutor, OPENING)
    assert (await tutor.get(student.path)).status_code == 200, "the roster ended it, and opens it again"


async def test_a_login_never_changes_institution(world: World) -> None:
    other = await world.create_another("exeter", empty=False)
    await world.roster(students=[StudentRow("A1", "Ann")])
    await other.roster(students=[StudentRow("B1", "Bob")])
    ann = await world.log_in("A1")
    rows = [LoginRow(ISSUER, "bob-himself", student="B1"), LoginRow(ISSUER, ann.subject, student="B1")]
    with pytest.raises(InvalidInput) as refused:
        await bring(other, logins=rows)
    assert [(each.pointer, each.detail) for each in refused.value.faults] == [
        ("/logins/1", "belongs to another institution, and a login never changes institution")
    ]
    assert (await ann.read("/v1/me"))["student_id"] == str(ann.id)
    assert await other.sql("select subject from logins where institution_id = :institution_id") == []


async def test_imports_are_audited(world: World, admin: Person, tmp_path: Path) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await end(admin, student, tutor, world.today)
    world.moment.now += timedelta(seconds=1)
    await world.begin_tutorship(student, tutor, OPENING)
    world.moment.now += timedelta(seconds=1)
    await world.begin_tutorship(student, tutor, world.today)
    world.moment.now += timedelta(seconds=1)
    await world.begin_tutorship(student, tutor, world.today)  # nothing to change, and nothing to say
    path = tmp_path / "stages.csv"
    path.write_text(
        f"system,identifier,stage,recorded_on\ncampus,{student.number},planning,2018-11-01\nx,y,z,2018-11-01\n"
    )
    world.moment.now += timedelta(seconds=1)
    done = await import_file(
        KINDS["career-stages"], path, world.context, lambda _: None, lambda _step, _done: None
    )
    assert done == Counter(recorded=1, rejected=1)
    entries = (await admin.read("/v1/admin/audit-entries"))["items"][:4]
    assert {(each["staff_id"], each["staff_name"], each["role"]) for each in entries} == {
        (None, None, "operator")
    }
    by_action = Counter(each["action"] for each in entries)
    assert by_action == {"import begun": 1, "import finished": 1, "roster imported": 2}
    [finished] = [each for each in entries if each["action"] == "import finished"]
    assert (finished["subject"], finished["after"]) == ("import/stages.csv", {"recorded": 1, "rejected": 1})
    latest, before = [each["after"] for each in entries if each["action"] == "roster imported"]
    assert latest == {"tutorships": {"new": 1, "changed": 0}, "ends_kept": 0}
    assert before == {"ends_kept": 1}
