"""City's promise CI-2 about marks: what the board of examiners has not confirmed yet flags the row."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.jobs.assemble_copies import assemble_copies
from tests import roles
from tests.jobs.test_import_file import take
from tests.systems.test_city_report import WEEK, row
from tests.world import Person, World, mark

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-2")]

BOARD = date(2018, 11, 14)
"""When the board meets: in the week before the report's Monday."""
WORDS = "The board has not confirmed all marks: they can still change, and the status with them."


@pytest.fixture
async def school(city: World) -> Person:
    """Somebody of the School, with a grant over it; there is an essay to be marked."""
    person = await city.tutor(roles.SCHOOL)
    await city.grant(person, roles.SCHOOL, "CLES")
    await city.assess()
    return person


def confirmed(student: Person, figure: float = 61, on: date | None = BOARD) -> dict[str, Any]:
    said = {} if on is None else {"confirmed_on": str(on)}
    return mark(student, "ESSAY", figure) | said


async def grades(student: Person) -> dict[str, Any]:
    found: dict[str, Any] = await student.read(f"{student.path}/grades")
    return found


async def flagged(school: Person, student: Person, week: date = WEEK) -> bool:
    found = await row(school, student, week=str(week))
    assert (WORDS in found["remarks"]) == found["unconfirmed_marks"]
    return bool(found["unconfirmed_marks"])


async def test_a_confirmed_mark_flags_no_row_and_the_student_reads_when_it_was(
    city: World, school: Person
) -> None:
    student, other = await city.student(), await city.student()
    assert await city.mark(confirmed(student), confirmed(other, on=None)) == ["recorded", "recorded"]
    assert not await flagged(school, student)
    assert await flagged(school, other)
    found = await grades(student)
    assert (found["provisional"], found["items"][0]["confirmed_on"]) == (False, "2018-11-14")
    found = await grades(other)
    assert (found["provisional"], found["items"][0]["confirmed_on"]) == (True, None)
    await city.assess("TEST", due=date(2018, 11, 8))
    await city.mark(mark(student, "TEST", 40))
    assert await flagged(school, student), "one mark of two is confirmed"
    assert (await grades(student))["provisional"]


async def test_a_week_is_flagged_by_what_the_board_had_confirmed_by_then(city: World, school: Person) -> None:
    student = await city.student()
    await city.mark(confirmed(student))
    flags = [await flagged(school, student, WEEK - timedelta(weeks=at)) for at in range(4)]
    assert flags == [False, True, True, False], "confirmed on the 14th, handed in on 30 October"
    await city.mark(confirmed(student, on=WEEK))
    assert await flagged(school, student), "the report is as of the beginning of the Monday"
    city.moment.now += timedelta(weeks=1)
    assert not await flagged(school, student, WEEK + timedelta(weeks=1))
    own = await student.read(f"{student.path}/weekly-status", weeks=3)
    assert [each["unconfirmed_marks"] for each in own["items"]] == [True, True, False]


async def test_a_mark_that_is_delivered_again_without_its_confirmation_is_not_confirmed(
    city: World, school: Person
) -> None:
    student = await city.student()
    await city.mark(confirmed(student))
    assert await city.mark(confirmed(student)) == ["known"]
    assert await city.mark(confirmed(student, 58, on=None)) == ["replaced"]
    assert await flagged(school, student)
    assert (await grades(student))["items"][0]["confirmed_on"] is None
    assert await city.mark(confirmed(student, 58, on=city.today)) == ["replaced"]
    assert (await grades(student))["items"][0]["confirmed_on"] == str(city.today)
    assert await city.mark(confirmed(student, 58, on=None)) == ["replaced"], "the same mark, taken back"
    assert await flagged(school, student)


async def test_a_mark_that_was_corrected_is_not_confirmed_until_the_board_says_so(wide: World) -> None:
    """Under a profile with corrections of marks."""
    head, desk = await wide.tutor(roles.DEPARTMENT_HEAD), await wide.tutor(roles.INFORMATION_DESK)
    await wide.grant(head, roles.DEPARTMENT_HEAD, "CLES")
    student = await wide.student(consent=True)
    await wide.assess()
    await wide.mark(confirmed(student))
    (work,) = (await grades(student))["items"]
    said = {
        "kind": "mark",
        "assessment_id": work["assessment_id"],
        "what_is_wrong": "It reads 71.",
        "should_be": {"mark": 71},
    }
    asked = await student.do(f"{student.path}/corrections", said)
    assert not await flagged(head, student), "nobody has decided yet"
    accepted = {"decision": "accepted", "reason": "It was typed wrong."}
    await desk.do(f"/v1/corrections/{asked['correction_id']}/decision", accepted)
    (work,) = (await grades(student))["items"]
    assert (work["mark"], work["confirmed_on"]) == (71, None)
    assert await flagged(head, student)
    assert await wide.mark(confirmed(student)) == ["conflict"], "the old mark, confirmed or not"
    assert await wide.mark(confirmed(student, 71)) == ["replaced"]
    assert not await flagged(head, student)


async def test_a_mark_that_was_carried_over_flags_no_row_confirmed_or_not(
    city: World, school: Person
) -> None:
    student = await city.student()
    earlier = {"carried_over": True, "submitted_on": "2017-11-01"}
    await city.mark(confirmed(student, on=None) | earlier)
    assert not await flagged(school, student)
    assert await city.mark(confirmed(student, on=date(2018, 1, 31)) | earlier) == ["replaced"]


async def test_marks_of_a_register_that_the_board_has_suspended_flag_no_row(
    city: World, school: Person
) -> None:
    board = await city.tutor(roles.BOARD)
    student = await city.student()
    await city.mark(confirmed(student, on=None))
    assert await flagged(school, student)
    listed = (await board.read("/v1/source-proposals"))["items"]
    (marks,) = [each["proposal_id"] for each in listed if each["source"] == "grades"]
    await board.do(f"/v1/source-proposals/{marks}/suspension", {"reason": "It is looked into."})
    assert not await flagged(school, student)


FAULTS = [
    ({"confirmed_on": "2018-11-21"}, "confirmed_on: lies in the future"),
    ({"confirmed_on": "2018-10-29"}, "confirmed_on: lies before submitted_on"),
    ({"mark": None}, "confirmed_on: there is no mark to confirm"),
    (
        {"submitted_on": None, "confirmed_on": "2018-07-31"},
        "confirmed_on: lies before the module run's academic year, and the mark is not carried over",
    ),
    ({"confirmed_on": "yes"}, None),
]


@pytest.mark.parametrize(("fields", "words"), FAULTS)
async def test_a_confirmation_that_cannot_be_is_rejected_by_its_row_and_field(
    city: World, school: Person, fields: dict[str, Any], words: str | None
) -> None:
    student, other = await city.student(), await city.student()
    service = await city.service()
    sent = [confirmed(other), confirmed(student) | fields]
    answer = await service.do("/v1/marks", {"marks": sent})
    good, bad = answer["items"]
    assert (good["outcome"], bad["outcome"]) == ("recorded", "rejected")
    assert words is None or bad["detail"] == words
    assert "confirmed_on" in bad["detail"]
    assert (await grades(student))["items"][0]["confirmed_on"] is None


async def test_a_file_of_marks_says_what_the_board_confirmed(
    city: World, school: Person, tmp_path: Path
) -> None:
    student, other = await city.student(), await city.student()
    file = tmp_path / "marks.csv"
    lines = (
        "assessment,system,identifier,submitted_on,mark,confirmed_on",
        f"ESSAY,campus,{student.number},2018-10-30,62,2018-11-14",
        f"ESSAY,campus,{other.number},2018-10-30,62,",
        f"ESSAY,campus,{other.number},2018-10-30,62,2018-10-29",
        f"ESSAY,campus,{other.number},2018-10-30,62,soon",
    )
    file.write_text("\n".join(lines) + "\n")
    outcomes, reasons = await take(city, file, "marks")
    assert outcomes == {"recorded": 2, "rejected": 2}
    assert sorted(reasons) == [
        "confirmed_on: is not a date (YYYY-MM-DD)",
        "rejected: confirmed_on: lies before submitted_on",
    ]
    assert [await flagged(school, each) for each in (student, other)] == [False, True]


async def test_a_copy_of_a_students_data_says_what_was_confirmed(city: World, school: Person) -> None:
    student = await city.student()
    await city.mark(confirmed(student))
    made = await student.do(f"{student.path}/requests", {"kind": "access"})
    await assemble_copies(city.context)
    copy = await student.read(f"{student.path}/requests/{made['request_id']}/copy")
    (part,) = [each for each in copy["parts"] if each["name"] == "submissions"]
    assert "2018-11-14" in str(part)
