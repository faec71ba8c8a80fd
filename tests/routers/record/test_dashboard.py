"""The dashboard, sparse: only what is asked for is read, sent and on record."""

import pytest

from app.actions.record.dashboard import SECTIONS
from tests.world import World

pytestmark = pytest.mark.anyio


async def test_only_the_sections_asked_for_are_sent(world: World) -> None:
    student = await world.student(consent=True)
    whole = await student.read(f"{student.path}/dashboard")
    assert set(whole["sections"]) == {each.name for each in SECTIONS}
    some = await student.read(f"{student.path}/dashboard", sections="grades,engagement")
    assert some == whole | {"sections": {name: whole["sections"][name] for name in ("engagement", "grades")}}


async def test_a_withheld_section_says_so_if_asked_for(world: World) -> None:
    student = await world.student()
    read = await student.read(f"{student.path}/dashboard", sections="engagement")
    assert list(read["sections"]) == ["engagement"]
    assert read["sections"]["engagement"] == {
        "state": "withheld",
        "consent_path": f"{student.path}/consents",
    }, "what belongs to its state, and no more"


async def test_only_what_was_asked_for_is_on_record(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await tutor.read(f"{student.path}/dashboard", sections="engagement,attendance")
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert [sorted(look["sections"]) for look in looks] == [["attendance", "engagement"]]


async def test_a_section_that_there_is_not_is_named(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    for asked, unknown in (
        ("engagement,horoscope", ["horoscope"]),
        ("", [""]),
        ("Grades,x", ["Grades", "x"]),
    ):
        answer = await tutor.get(f"{student.path}/dashboard", sections=asked)
        assert answer.status_code == 422
        assert [each["pointer"] for each in answer.json()["errors"]] == ["/query/sections"] * len(unknown)
        for each, fault in zip(unknown, answer.json()["errors"], strict=True):
            assert fault["detail"].startswith(f"`{each}` is not one of attendance, employability")
    assert (await student.read(f"{student.path}/access-records"))["items"] == []
