"""The academic calendar: everybody reads it; what an administrator sets counts with the next request."""

import asyncio
from typing import Any

import pytest

from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

YEAR = "/v1/admin/calendar/2018"
AUTUMN = {"title": "Autumn term", "starts_on": "2018-10-01", "ends_before": "2018-12-15"}
SPRING = {"title": "Spring term", "starts_on": "2019-01-14", "ends_before": "2019-03-23"}
CLOSED = {"day": "2018-11-21", "title": "Founder's day"}
SET = {"terms": [SPRING, AUTUMN], "closure_days": [CLOSED]}


@pytest.fixture
async def admin(nottingham: World) -> Person:
    return await nottingham.tutor(roles.ADMIN)


async def test_a_year_that_nobody_has_set_has_the_usual_terms(nottingham: World) -> None:
    found = await (await nottingham.student()).read("/v1/calendar")
    assert (found["academic_year"], found["origin"]) == (2018, "usual")
    assert (found["first_day"], found["last_day"]) == ("2018-08-01", "2019-07-31")
    assert [each["title"] for each in found["terms"]] == ["Autumn term", "Spring term", "Summer term"]
    assert {"day": "2018-12-25", "title": None, "kind": "public_holiday"} in found["closed_days"]
    assert found["teaching_weeks"][0] == {"monday": "2018-09-24", "teaching_days": 5}


async def test_what_an_administrator_sets_takes_its_place_at_once(nottingham: World, admin: Person) -> None:
    student = await nottingham.student()
    usual = [await student.read("/v1/calendar", academic_year=year) for year in (2017, 2019)]
    made = (await admin.put(YEAR, SET)).json()
    assert await student.read("/v1/calendar") == made
    assert made["origin"] == "set"
    assert made["terms"] == [AUTUMN, SPRING]
    assert CLOSED | {"kind": "closure"} in made["closed_days"]
    weeks = {each["monday"]: each["teaching_days"] for each in made["teaching_weeks"]}
    assert weeks["2018-11-19"] == 4
    assert "2018-09-24" not in weeks
    assert [await student.read("/v1/calendar", academic_year=year) for year in (2017, 2019)] == usual
    (entry,) = [each for each in await admin.audit() if each["action"] == "calendar set"]
    assert entry["subject"] == "calendar/2018"
    assert entry["after"]["closure_days"] == {CLOSED["day"]: CLOSED["title"]}


def _terms(*terms: dict[str, Any]) -> dict[str, Any]:
    return {"terms": list(terms)}


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        (
            _terms(AUTUMN, SPRING | {"starts_on": "2018-12-14"}),
            "/body/terms/1",
            "Spring term: overlaps Autumn",
        ),
        (_terms(AUTUMN | {"ends_before": "2018-10-01"}), "/body/terms/0/ends_before", "later than starts_on"),
        (
            _terms(AUTUMN | {"starts_on": "2018-07-31"}),
            "/body/terms/0",
            "outside of the academic year 2018/19",
        ),
        (
            _terms(SPRING | {"ends_before": "2019-08-02"}),
            "/body/terms/0",
            "outside of the academic year 2018/19",
        ),
        (SET | {"closure_days": [CLOSED, CLOSED]}, "/body/closure_days/1/day", "stands in the list before"),
        (
            SET | {"closure_days": [CLOSED | {"day": "2019-12-24"}]},
            "/body/closure_days/0/day",
            "outside of the academic year 2018/19",
        ),
    ],
)
async def test_a_term_or_day_that_does_not_fit_is_named(
    nottingham: World, admin: Person, body: dict[str, Any], pointer: str, words: str
) -> None:
    answer = await admin.put(YEAR, body)
    assert answer.status_code == 422, answer.text
    assert [(each["pointer"], words in each["detail"]) for each in answer.json()["errors"]] == [
        (pointer, True)
    ]
    assert (await admin.read("/v1/calendar"))["origin"] == "usual"


async def test_the_last_day_of_an_academic_year_is_one_of_it(admin: Person) -> None:
    answer = await admin.put(YEAR, _terms(SPRING | {"ends_before": "2019-08-01"}))
    assert answer.status_code == 200, answer.text


async def test_a_calendar_that_has_changed_since_is_not_written_over(
    nottingham: World, admin: Person
) -> None:
    read = await admin.get("/v1/calendar", academic_year=2018)
    headers = admin.headers | {"If-Match": read.headers["ETag"]}
    answers = await asyncio.gather(
        *(
            nottingham.client.put(YEAR, json=_terms(AUTUMN | {"title": f"Term {n}"}), headers=headers)
            for n in range(5)
        )
    )
    assert sorted(each.status_code for each in answers) == [200, 412, 412, 412, 412]


async def test_only_administrators_set_it(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    assert (await tutor.put(YEAR, SET)).status_code == 403
    assert (await tutor.get("/v1/calendar")).status_code == 200
    other = await nottingham.create_another("nottingham", empty=False)
    await (await nottingham.tutor(roles.ADMIN)).put(YEAR, SET)
    assert (await (await other.tutor()).read("/v1/calendar"))["origin"] == "usual"
