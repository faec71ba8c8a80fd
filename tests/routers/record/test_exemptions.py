"""Exemptions: set by staff in charge, read by the student, ended once; and circumstances approved."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests import roles
from tests.world import Person, World, approval

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pair(nottingham: World) -> tuple[Person, Person]:
    """A sponsored student, and the personal tutor."""
    tutor = await nottingham.tutor()
    return await nottingham.student(tutor=tutor, sponsored=True), tutor


async def test_the_student_reads_who_set_it_what_it_does_and_who_ended_it(
    nottingham: World, pair: tuple[Person, Person]
) -> None:
    student, tutor = pair
    made = await nottingham.exempt(student, tutor, nottingham.today, 14)
    (seen,) = (await student.read(f"{student.path}/exemptions"))["items"]
    assert seen == made
    assert "nothing is noticed" in seen["effect"]
    assert seen["recorded_by_name"] == f"Tutor {tutor.number}"
    ending = {"ends_before": str(nottingham.today + timedelta(days=7))}
    await tutor.do(f"{student.path}/exemptions/{made['exemption_id']}/ending", ending)
    (seen,) = (await student.read(f"{student.path}/exemptions"))["items"]
    assert seen["ends_before"] == ending["ends_before"]
    assert seen["ended_by_name"] == f"Tutor {tutor.number}"


@pytest.mark.parametrize(
    ("fields", "pointer", "words"),
    [
        ({"reason": "broken leg"}, "/body/reason", "must be one of agreed_absence"),
        ({"ends_before": "2018-11-20"}, "/body/ends_before", "must be later than starts_on"),
        ({"ends_before": "2019-12-01"}, "/body/ends_before", "longer than 366 days"),
        ({"starts_on": "2030-01-01", "ends_before": "2030-01-02"}, "/body/starts_on", "a year ahead"),
        ({"note": "in hospital"}, "/body/note", "Extra inputs are not permitted"),
    ],
)
async def test_what_is_wrong_with_an_exemption_is_named(
    pair: tuple[Person, Person], fields: dict[str, Any], pointer: str, words: str
) -> None:
    student, tutor = pair
    body = {"reason": "agreed_absence", "starts_on": "2018-11-20", "ends_before": "2018-12-01"} | fields
    answer = await tutor.post(f"{student.path}/exemptions", body)
    assert answer.status_code == 422, answer.text
    assert [(each["pointer"], words in each["detail"]) for each in answer.json()["errors"]] == [
        (pointer, True)
    ]


async def test_an_exemption_is_set_once_and_ended_once(
    nottingham: World, pair: tuple[Person, Person]
) -> None:
    student, tutor = pair
    path = f"{student.path}/exemptions"
    made = await nottingham.exempt(student, tutor, nottingham.today, 14)
    body = {key: made[key] for key in ("reason", "starts_on", "ends_before")}
    assert (await tutor.post(path, body)).status_code == 409
    before = {"ends_before": str(nottingham.today - timedelta(days=1))}
    wrong = await tutor.post(f"{path}/{made['exemption_id']}/ending", before)
    assert wrong.json()["errors"][0]["pointer"] == "/body/ends_before"
    mistake = {"ends_before": str(nottingham.today)}
    answers = await asyncio.gather(
        *(tutor.post(f"{path}/{made['exemption_id']}/ending", mistake) for _ in range(5))
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409, 409]
    assert (await tutor.post(path, body)).status_code == 201


async def test_every_change_is_audited_by_its_days_and_class_of_reason(
    nottingham: World, pair: tuple[Person, Person]
) -> None:
    student, tutor = pair
    made = await nottingham.exempt(student, tutor, nottingham.today, 14)
    path = f"{student.path}/exemptions/{made['exemption_id']}/ending"
    await tutor.do(path, {"ends_before": str(nottingham.today)})
    audited = {each["action"]: each for each in await (await nottingham.tutor(roles.ADMIN)).audit()}
    ended = audited["exemption ended"]
    assert audited["exemption set"]["after"]["reason"] == "agreed_absence"
    assert ended["before"]["ends_before"] == made["ends_before"]
    assert ended["after"]["ends_before"] == str(nottingham.today)


async def test_who_works_for_another_purpose_neither_reads_nor_sets_one(
    nottingham: World, pair: tuple[Person, Person]
) -> None:
    student, tutor = pair
    await nottingham.exempt(student, tutor, nottingham.today, 14)
    visa = await nottingham.tutor(roles.VISA_TEAM)
    await nottingham.grant(visa, roles.VISA_TEAM)
    body = {"reason": "agreed_absence", "starts_on": "2018-11-20", "ends_before": "2018-12-01"}
    refused = [
        await visa.get(f"{student.path}/exemptions"),
        await visa.post(f"{student.path}/exemptions", body),
        await visa.get(f"{student.path}/extenuating-circumstances"),
    ]
    assert [each.json()["type"].split("/")[-1] for each in refused] == ["section-restricted"] * 3
    assert (await student.post(f"{student.path}/exemptions", body)).status_code == 403
    assert (await (await nottingham.tutor()).get(f"{student.path}/exemptions")).status_code == 404


async def test_a_look_at_them_is_on_record(nottingham: World, pair: tuple[Person, Person]) -> None:
    student, tutor = pair
    await tutor.read(f"{student.path}/exemptions")
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert looks[0]["sections"] == ["student"]


async def test_approved_circumstances_are_days_and_a_reference_and_can_be_taken_back(
    nottingham: World, pair: tuple[Person, Person]
) -> None:
    student, tutor = pair
    first, last = nottingham.today, nottingham.today + timedelta(days=7)
    assert await nottingham.approve(approval(student, "EC-1", first, last)) == ["recorded"]
    assert await nottingham.approve(approval(student, "EC-1", first, last)) == ["known"]
    shown = {"reference": "EC-1", "starts_on": str(first), "ends_before": str(last), "withdrawn": False}
    path = f"{student.path}/extenuating-circumstances"
    for person in (student, tutor):
        assert (await person.read(path))["items"] == [shown]
    assert await nottingham.approve(approval(student, "EC-1", first, last, withdrawn=True)) == ["replaced"]
    assert (await student.read(path))["items"] == [shown | {"withdrawn": True}]


async def test_no_diagnosis_fits_into_a_delivery_of_circumstances(
    nottingham: World, pair: tuple[Person, Person]
) -> None:
    student, _ = pair
    first, last = nottingham.today, nottingham.today + timedelta(days=7)
    assert await nottingham.approve(
        approval(student, "glandular fever", first, last),
        approval(student, "EC-1", first, last, diagnosis="fever"),
        approval(student, "EC-1", first, first),
        approval(student, "EC-1", first, first + timedelta(days=367)),
        approval(student, "EC-2", first, last),
    ) == ["rejected"] * 4 + ["recorded"]
    assert not await nottingham.holds("fever")
