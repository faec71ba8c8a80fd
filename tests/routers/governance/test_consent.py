"""Consent: deciding, and what was decided."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.apart import on_one_server
from tests.world import World

pytestmark = pytest.mark.anyio


async def test_a_decision_is_answered_with_what_was_recorded(world: World) -> None:
    student = await world.student()
    answer = await student.decide("refused", academic_year=2019, channel="registration")
    assert answer.status_code == 201
    body = answer.json()
    assert body.pop("decision_id")
    assert body == {
        "purpose": "learning_analytics",
        "decision": "refused",
        "academic_year": 2019,
        "notice_version": "2018-09",
        "decided_at": "2018-11-20T12:00:00Z",
        "counts_from": "2019-08-01",
        "channel": "registration",
    }
    states = {
        year: (await student.read(f"{student.path}/consents", academic_year=year))["items"][0]["state"]
        for year in (2017, 2018, 2019, 2020)
    }
    # No to next year says nothing of this year until it has begun.
    assert states == {2017: "undecided", 2018: "undecided", 2019: "refused", 2020: "undecided"}


async def test_a_tutor_sees_where_consent_stands_but_not_its_history(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    consents = await tutor.read(f"{student.path}/consents")
    assert consents["items"][0]["state"] == "given"
    assert (await tutor.get(f"{student.path}/consents/decisions")).status_code == 403


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"decision": "maybe"}, "/body/decision"),
        ({"notice_version": None}, "/body/notice_version"),
        ({"academic_year": 2017}, "/body/academic_year"),
        ({"academic_year": 2020}, "/body/academic_year"),
        ({"academic_year": 10**12}, "/body/academic_year"),
        ({"channel": "pigeon"}, "/body/channel"),
        ({"reason": "because"}, "/body/reason"),
    ],
)
async def test_a_decision_that_breaks_a_rule_is_refused_and_leaves_no_entry(
    world: World, fields: dict[str, Any], pointer: str
) -> None:
    student = await world.student()
    answer = await student.decide(**({"decision": "given"} | fields))
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert (await student.read(f"{student.path}/consents/decisions"))["items"] == []


async def test_an_unknown_purpose_is_not_found(world: World) -> None:
    student = await world.student()
    body = {"decision": "given", "notice_version": "1"}
    answer = await student.post(f"{student.path}/consents/marketing/decisions", body)
    assert answer.status_code == 404
    assert (await student.get("/v1/purposes/marketing/notice")).status_code == 404


@on_one_server
async def test_nothing_is_answered_as_done_before_it_is_committed(world: World, app: FastAPI) -> None:
    """A commit that fails must not have been told as a 201."""
    student = await world.student()
    async with world.owner() as owner:
        await owner.execute(
            "create function fail_late() returns trigger language plpgsql as"
            " $$ begin raise exception 'too late'; end $$;"
            " create constraint trigger fail_late after insert on consent_decisions"
            " deferrable initially deferred for each row execute function fail_late()"
        )
    try:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
            answer = await client.post(
                f"{student.path}/consents/learning_analytics/decisions",
                json={"decision": "given", "notice_version": "2018-09"},
                headers=student.headers,
            )
        assert answer.status_code == 500
        assert answer.json()["type"] == "/problems/internal"
        assert "too late" not in answer.text
    finally:
        async with world.owner() as owner:
            await owner.execute("drop trigger fail_late on consent_decisions; drop function fail_late")
    assert (await student.read(f"{student.path}/consents/decisions"))["items"] == []
