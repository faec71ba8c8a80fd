"""What Essex publishes of its indicator: five bands, seven days, and whom none is made for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.actions.engagement.read_engagement import DayState
from app.actions.engagement.read_indicator import WHY_NO_SCORE
from app.profiles.indicator import IndicatorEntry
from app.schemas.base import presented
from app.wire.roster import RegistrationRow
from tests import roles
from tests.db.test_policies_of_restriction import restrict
from tests.world import OPENING, Person, World, event

pytestmark = pytest.mark.anyio

FIVE = ["high", "good", "partial", "low", "very_low"]


async def indicator(person: Person, student: Person | None = None) -> dict[str, Any]:
    found: dict[str, Any] = await person.read(f"{(student or person).path}/indicator")
    return found


@pytest.mark.row("ES-1")
@pytest.mark.parametrize(
    ("daily", "band"), [(20, "high"), (10, "good"), (9.5, "partial"), (1, "low"), (0.5, "very_low")]
)
async def test_a_student_sees_activities_and_one_of_five_bands_of_the_last_seven_days(
    essex: World, daily: float, band: str
) -> None:
    student, days = await essex.student(), [essex.today - timedelta(days=n) for n in range(7)]
    await essex.deliver(*(event(student, "moodle", day, quantity=daily) for day in days))
    found = await indicator(student)
    assert (found["state"], found["band"]["name"]) == ("shown", band)
    assert found["score"] == daily
    assert (found["first_day"], found["last_day"]) == (str(days[-1]), str(days[0]))
    assert [each["name"] for each in found["bands"]] == FIVE
    assert all(each["sentence"] for each in found["bands"])
    assert found["caveats"] == essex.profile.caveats


@pytest.mark.row("ES-1")
async def test_the_band_rests_on_the_score_of_the_day_and_a_tutor_reads_the_same(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    await essex.deliver(event(student, "library", essex.yesterday, quantity=33))
    found = await indicator(student)
    scores = (await student.read(f"{student.path}/engagement"))["days"]
    assert found["score"] == scores[-1]["score"] == presented(33 / 7)
    assert await indicator(tutor, student) == found
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert looks[0]["sections"] == ["engagement"]
    (listed,) = (await tutor.read("/v1/students"))["items"]
    assert listed["engagement"]["band"] == found["band"]["name"] == "partial"


@pytest.mark.row("ES-1")
async def test_in_holidays_it_says_that_lower_is_normal_and_in_term_it_does_not(essex: World) -> None:
    student = await essex.student()
    assert (await indicator(student))["vacation_note"] is None
    essex.moment.now = datetime(2018, 12, 27, 12, tzinfo=UTC)
    assert (await indicator(student))["vacation_note"] == "It is normal to be lower in holidays."
    # The first Monday of term: the other six days lie before it.
    essex.moment.now = datetime(2019, 1, 14, 12, tzinfo=UTC)
    assert (await indicator(student))["vacation_note"] is not None
    essex.moment.now = datetime(2019, 1, 21, 12, tzinfo=UTC)
    assert (await indicator(student))["vacation_note"] is None


@pytest.mark.row("ES-9")
@pytest.mark.parametrize(
    ("level", "study_mode", "words"),
    [
        ("postgraduate_research", "full_time", "Research leaves few traces"),
        ("undergraduate", "placement", "on a placement"),
        ("undergraduate", "abroad", "year abroad"),
    ],
)
async def test_no_indicator_of_research_placements_and_years_abroad_and_the_reason_is_said(
    essex: World, level: str, study_mode: str, words: str
) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    await essex.roster(
        registrations=[RegistrationRow(student.number, OPENING, None, "BSC", "CLES", level, study_mode)]
    )
    await essex.deliver(event(student, "moodle", essex.yesterday, quantity=70))
    for person in (student, tutor):
        found = await indicator(person, student)
        assert found["state"] == "not_made"
        assert words in found["reason"]
        assert (found["band"], found["score"]) == (None, None)
    (listed,) = (await tutor.read("/v1/students"))["items"]
    assert listed["engagement"]["band"] is None


@pytest.mark.row("ES-9")
async def test_after_the_placement_there_is_one_again(essex: World) -> None:
    student, level = await essex.student(), "undergraduate"
    back = essex.today
    await essex.roster(
        registrations=[
            RegistrationRow(student.number, OPENING, back, "BSC", "CLES", level, "placement"),
            RegistrationRow(student.number, back, None, "BSC", "CLES", level),
        ]
    )
    assert (await indicator(student))["state"] == "shown"


async def test_days_that_a_source_owes_are_left_out_and_not_counted_as_nothing(essex: World) -> None:
    student = await essex.student()
    await essex.deliver(event(student, "moodle", essex.today - timedelta(days=3), quantity=30))
    whole = await indicator(student)
    await essex.complete_all(datetime(2018, 11, 18, 0, 0, tzinfo=UTC))  # until the 17th
    found = await indicator(student)
    assert "moodle" in found["incomplete_sources"]
    assert found["score"] > whole["score"]
    assert found["score"] == presented(30 / 4)


async def test_without_a_model_there_is_no_band_and_the_reason_is_said(essex: World) -> None:
    student = await essex.student(since=date(2017, 9, 25))
    essex.moment.now = datetime(2018, 3, 1, 12, tzinfo=UTC)
    found = await indicator(student)
    assert (found["state"], found["band"]) == ("no_score", None)
    assert "No scoring model" in found["reason"]


@pytest.mark.parametrize(
    ("at_least", "words"), [([10, 20, 0], "in order"), ([20, 10, 1], "begin at 0"), ([5, 5, 0], "in order")]
)
def test_bands_that_leave_a_score_without_one_are_refused(at_least: list[float], words: str) -> None:
    bands = [
        {"name": f"band_{'abc'[n]}", "title": "x", "at_least": least, "sentence": "x"}
        for n, least in enumerate(at_least)
    ]
    with pytest.raises(ValueError, match=words):
        IndicatorEntry.model_validate({"bands": bands, "in_vacations": "x"})


def test_every_state_without_a_score_has_a_reason() -> None:
    assert WHY_NO_SCORE.keys() == set(DayState) - {DayState.SHOWN}


@pytest.mark.row("ES-1")
async def test_of_restricted_data_none_is_made_and_the_student_reads_why(essex: World) -> None:
    student = await essex.student()
    await essex.tutor()  # somebody restricts
    await essex.deliver(event(student, "moodle", essex.yesterday))
    assert (await indicator(student))["state"] == "shown"
    await restrict(essex, student)
    async with essex.owner() as owner:
        await owner.execute("update restrictions set restricted_at = $1", essex.moment.now)
    found = await indicator(student)
    assert (found["state"], found["score"], found["band"]) == ("no_score", None, None)
    assert found["reason"] == "The data are stored, and no score is made of them."


async def test_an_institution_without_an_indicator_says_so_and_strangers_see_none(
    world: World, essex: World
) -> None:
    student = await world.student(consent=True)
    answer = await student.get(f"{student.path}/indicator")
    assert (answer.status_code, answer.json()["type"].split("/")[-1]) == (404, "not-collected")
    mine = await essex.student(tutor=await essex.tutor())
    stranger, other = await essex.tutor(), await essex.student()
    for person in (stranger, other, await essex.tutor(roles.ADMIN)):
        assert (await person.get(f"{mine.path}/indicator")).json()["type"].split("/")[-1] == "not-found"
