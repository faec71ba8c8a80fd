"""Injection: SQL, and other tricks, through every string that the API takes; nothing happens, never a 500."""

import json
import re
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest

from tests import roles
from tests.contract.reading import Json, parameters
from tests.world import Person, World, achieved, approval, event, mark, note, register, session

pytestmark = pytest.mark.anyio

TRICKS = (
    "'; drop table students; --",
    "' or '1'='1",
    "x' union select null, version(); --",
    "\\'; select pg_sleep(5); --",
    "$$; delete from students; $$",
    "%'); update notes set summary = 'x'; --",
    ":student_id",
    "%(x)s {0} {x} ${jndi:ldap://x}",
    "../../../../etc/passwd",
    "<script>alert(1)</script>",
    "\u202e\ua66e\U0001f642 \ufdfd\u200b\ufeff",
)


async def test_tricks_in_every_string_of_every_operation(world: World, contract: dict[str, Any]) -> None:
    tutor, service = await world.tutor(), await world.service()
    student = await world.student(tutor=tutor, consent=True)
    furthest = {
        "/v1/admin": [await world.tutor(roles.ADMIN)],
        "/removal": [await world.tutor(roles.INFORMATION_DESK)],
        "/v1/cohorts": [await world.tutor(roles.ANALYST)],
        "/v1/scoring-trials/movements": [tutor],
        "/v1/scoring-trials": [await world.tutor(roles.ANALYST)],
        "/v1/students": [student, tutor],
        "": [service],
    }
    """Who gets furthest into an operation, by a part of its path: the others are turned away at its door."""
    await world.assess()
    await world.hold_sessions(session("L1", world.yesterday))
    before = await world.count("students", student)
    tried = 0
    turns = cycle(TRICKS)
    for path, item in contract["paths"].items():
        for method, described in item.items():
            turn = next(turns)
            body = bodies(student, world).get(f"{method.upper()} {path}")
            asking = next(people for part, people in furthest.items() if part in path)
            asked = parameters(contract, described)
            for trick in TRICKS:
                for person in asking:
                    read_anywhere = trick == turn
                    tried += await attack(
                        person, student, method, path, asked, body, trick, read_anywhere=read_anywhere
                    )
    assert tried > 1_000
    assert await world.count("students", student) == before
    assert (await (await world.second_tutor(student)).get(student.path)).status_code == 200


async def attack(
    person: Person,
    student: Person,
    method: str,
    path: str,
    asked: list[Json],
    body: Any,
    trick: str,
    *,
    read_anywhere: bool,
) -> int:
    """The trick in each path part, query parameter, header and string of the body, one at a time.

    Headers and ids in the path are read in one place for all operations: only where told, each in its turn.
    """
    own = {"student_id": str(student.id), "day": "2018-11-19", "kind": "colleges"}
    parts = re.findall(r"\{(\w+)\}", path)
    tried = 0

    async def ask(target: str, **how: Any) -> None:
        nonlocal tried
        answer = await person.world.client.request(
            method, target, headers=person.headers | how.pop("headers", {}), **how
        )
        assert answer.status_code < 500, (method, target, how, answer.text)
        assert "syntax" not in answer.text.lower()
        tried += 1

    def filled(**instead: str) -> str:
        known = {part: own.get(part, str(uuid4())) for part in parts} | instead
        return re.sub(r"\{(\w+)\}", lambda name: known[name[1]].replace("/", "%2F"), path)

    identifiers = {each["name"] for each in asked if each["schema"].get("format") == "uuid"}
    for part in parts:
        if read_anywhere or part not in identifiers:
            await ask(filled(**{part: trick}), json=body)
    for parameter in asked:
        if parameter["in"] == "query":
            await ask(filled(), params={parameter["name"]: trick}, json=body)
        if parameter["in"] == "header" and read_anywhere:
            header = {parameter["name"]: trick.encode("utf-8")}
            await ask(filled(), headers=header, json=body)
    for spoilt in spoiled(body, trick):
        await ask(filled(), json=spoilt)
    return tried


def spoiled(body: Any, trick: str) -> list[Any]:
    """The body with the trick in place of each of its strings, one at a time."""
    if isinstance(body, str):
        return [trick]
    if isinstance(body, list):
        return [
            [*body[:at], new, *body[at + 1 :]] for at, old in enumerate(body) for new in spoiled(old, trick)
        ]
    if isinstance(body, dict):
        return [body | {key: new} for key, old in body.items() for new in spoiled(old, trick)]
    return []


def bodies(student: Person, world: World) -> dict[str, Any]:
    return {
        "POST /v1/events": {
            "events": [event(student, "vle", world.yesterday, module_run="BIO1-18", object="o")]
        },
        "POST /v1/events/removals": {
            "events": [{"event_id": str(uuid4()), "system": "campus", "identifier": student.number}]
        },
        "POST /v1/teaching-sessions": {"sessions": [session("L2", world.yesterday, title="A title")]},
        "POST /v1/attendance": {"records": [register(student, "L1", "present")]},
        "POST /v1/credits": {"credits": [achieved(student, "BIO1-18", 15)]},
        "POST /v1/marks": {"marks": [mark(student, "ESSAY", 62)]},
        "POST /v1/career-stages": {
            "stages": [
                {
                    "system": "campus",
                    "identifier": student.number,
                    "recorded_on": "2018-11-01",
                    "stage": "planning",
                }
            ]
        },
        "POST /v1/extenuating-circumstances": {
            "circumstances": [approval(student, "EC-1", world.yesterday, world.today, withdrawn=False)]
        },
        "POST /v1/students/{student_id}/exemptions": {
            "reason": "agreed_absence",
            "starts_on": "2018-12-01",
            "ends_before": "2018-12-02",
        },
        "POST /v1/students/{student_id}/consents/{purpose}/decisions": {
            "decision": "given",
            "notice_version": "2018-09",
            "channel": "web",
        },
        "POST /v1/students/{student_id}/meetings": {
            "starts_at": "2018-12-01T12:00:00Z",
            "ends_at": "2018-12-01T13:00:00Z",
            "place": "here",
        },
        "POST /v1/students/{student_id}/notes": note(
            issues=["one"],
            referrals=[{"action": "a", "owner": "other", "owner_name": "x"}],
            follow_up_on="2018-12-01",
        ),
        "POST /v1/students/{student_id}/notes/{note_id}/removal": {"reason": "because"},
        "PUT /v1/admin/org-units/{code}": {"name": "A unit", "kind": "unit", "parent": "U"},
        "POST /v1/admin/tutorships": {
            "student_number": student.number,
            "staff_number": "P1",
            "starts_on": "2018-11-01",
        },
        "POST /v1/scoring-trials": {"scoring_model_id": str(uuid4()), "day": "2018-11-19"},
        "POST /v1/admin/outages": {
            "source": "app",
            "starts_on": "2030-01-01",
            "ends_before": "2030-01-02",
            "note": "An outage",
        },
        "POST /v1/admin/exam-periods": {
            "title": "Exams",
            "starts_on": "2030-01-01",
            "ends_before": "2030-01-02",
        },
        "POST /v1/admin/scoring-models": {
            "academic_year": 2018,
            "coefficients": {"CLES": {"app": 1}},
            "note": "x",
        },
        "PUT /v1/admin/calendar/{academic_year}": {
            "terms": [{"title": "Autumn", "starts_on": "2018-09-24", "ends_before": "2018-12-15"}],
            "closure_days": [{"day": "2018-12-24", "title": "Christmas"}],
        },
        "PUT /v1/admin/settings": {"settings": {"caveats": ["one"], "career_stages": ["a"]}},
    }


FIGURES: tuple[Any, ...] = (2**31, 2**63, 10**18, 10**400, -1, 0, 1e308, 5e-324, True, None, [], {}, "1")
DATES = ("0001-01-01", "9999-12-31", "2018-02-30", "-0001-01-01", "2018-W01", "1e3", "10000-01-01")
MOMENTS = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2018-11-11T12:00:00",
    "1e18",
    "2018-11-11",
)


async def test_extremes_in_every_figure_and_date_of_every_operation(
    world: World, contract: dict[str, Any]
) -> None:
    tutor, service = await world.tutor(), await world.service()
    student = await world.student(tutor=tutor, consent=True)
    furthest = {
        "/v1/admin": await world.tutor(roles.ADMIN),
        "/removal": await world.tutor(roles.INFORMATION_DESK),
        "/v1/cohorts": await world.tutor(roles.ANALYST),
        "/v1/scoring-trials/movements": tutor,
        "/v1/scoring-trials": await world.tutor(roles.ANALYST),
        "/access-records": student,
        "/v1/students": tutor,
        "": service,
    }
    await world.assess()
    await world.hold_sessions(session("L1", world.yesterday))
    made = bodies(student, world)
    made["POST /v1/events"]["events"][0]["quantity"] = 1.5
    made["POST /v1/events"]["data_as_of"] = {"vle": "2018-11-11T12:00:00Z"}
    tried = 0
    for path, item in contract["paths"].items():
        asking = next(person for part, person in furthest.items() if part in path)
        filled = path.replace("{student_id}", str(student.id)).replace("{purpose}", "learning_analytics")
        filled = re.sub(r"\{day\}", "2018-11-19", re.sub(r"\{code\}", "X", filled))
        filled = filled.replace("{kind}", "module-runs")
        filled = re.sub(r"\{\w+\}", str(uuid4()), filled)
        for method, described in item.items():
            asks: list[dict[str, Any]] = [
                {"params": {each["name"]: str(value)}}
                for each in parameters(contract, described)
                if each["in"] == "query"
                for value in (*FIGURES, *DATES, *MOMENTS)
            ]
            body = made.get(f"{method.upper()} {path}")
            asks += [{"content": json.dumps(spoilt)} for spoilt in stretched(body)]
            for how in asks:
                headers = asking.headers | {"Content-Type": "application/json"}
                answer = await world.client.request(method, filled, headers=headers, **how)
                assert answer.status_code < 500, (method, filled, str(how)[:2_000], answer.text)
                tried += 1
    assert tried > 700


def stretched(body: Any) -> list[Any]:
    """The body with an extreme in place of each of its figures, dates and moments, one at a time."""
    if isinstance(body, list):
        return [[*body[:at], new, *body[at + 1 :]] for at, old in enumerate(body) for new in stretched(old)]
    if isinstance(body, dict):
        return [body | {key: new} for key, old in body.items() for new in stretched(old)]
    if isinstance(body, str) and re.match(r"\d{4}-\d\d-\d\dT", body):
        return [*MOMENTS]
    if isinstance(body, str) and re.match(r"\d{4}-\d\d-\d\d", body):
        return [*DATES]
    return [*FIGURES] if isinstance(body, int | float) else []
