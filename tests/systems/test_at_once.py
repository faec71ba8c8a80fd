"""At once: whoever writes in the same moment as others is answered, and nobody is told of a crash or a ring.

Every write of the contract is tried, as found there: a new one that nobody thought of is tried as well.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.db import pool
from app.errors import InvalidInput
from app.http.limits import DELIVERIES
from app.http.rates import Rate
from app.main import create_app
from app.settings import Settings
from app.wire.roster import OrgUnitRow
from tests import roles
from tests.access import essex, every_reach, nottingham
from tests.access.preparing import as_sent
from tests.access.scene import OWN_DRAFT, Scene, operation
from tests.access.scene_caliper import ENVELOPE, viewed
from tests.world import Moment, Person, World, achieved, approval, event, mark, register, session

pytestmark = pytest.mark.anyio

AT_ONCE = 16
PROFILES = {"every_reach": every_reach, "nottingham": nottingham, "essex": essex}
"""A write is tried under the first profile in which somebody may."""
ELSEWHERE = {"/v1/events/lookups", "/v1/student-searches", "/v1/roster"}
"""Two only read; the last is kept, and worked on by one runner (tests/routers/exchange/test_roster.py)."""
WRITES = {"post", "put", "patch", "delete"}
LAUNCHES = "/v1/lti/"
"""No token opens them, only a platform: what is good once is sent at once in tests/auth/test_launches.py."""


@pytest.fixture
async def patient(
    world: World, settings: Settings, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """Everybody is let in and waits for as long as it takes: a 503 is a ring, and no slow machine."""
    monkeypatch.setattr(pool, "LOCK_SECONDS", 30)
    patience = {"pool_size": AT_ONCE, "pool_wait_seconds": 30} | {f"rate_{rate}": 0 for rate in Rate}
    app = create_app(settings.model_copy(update=patience), clock=moment)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
            world.client = client
            yield await world.create_another("every_reach", empty=False)


async def test_every_write_of_the_contract_at_once_is_answered(
    patient: World, contract: dict[str, Any]
) -> None:
    scenes = {"every_reach": await Scene.set_up(patient, "given", exams=False)}
    rows = {operation(row): row for row in every_reach.MATRIX}
    wrong, tried = [], 0
    for path, item in contract["paths"].items():
        for method in sorted(WRITES & item.keys()):
            row = rows[f"{method.upper()} {path}"]
            if path.startswith(LAUNCHES):
                continue
            name = next(each for each, profile in PROFILES.items() if MAY & {*profile.MATRIX[row].split()})
            if name not in scenes:
                another = await patient.create_another(name, empty=False)
                scenes[name] = await Scene.set_up(another, "undecided", exams=False, sponsored=True)
            answers = await _at_once(scenes[name], row, PROFILES[name])
            tried += 1
            statuses = sorted(each.status_code for each in answers)
            if statuses[-1] >= 500 or statuses[0] >= 300:
                wrong.append(f"{row}: {statuses}")
            wrong += [f"{row}: {each.text}" for each in answers if not _says_what(each)]
    assert tried > 30
    assert "\n".join(wrong) == ""


MAY = frozenset("2CGV")
"""Letters of the matrices that say, in these scenes, that somebody may."""


async def _at_once(scene: Scene, row: str, profile: ModuleType) -> list[httpx.Response]:
    """The answers to one request that may succeed, sent by the same person many times in one moment."""
    letters = dict(zip(profile.WHO, profile.MATRIX[row].split(), strict=True))
    who = "tutor" if row in OWN_DRAFT else next(name for name in letters if letters[name] in MAY)
    made = await scene.made_for(row, OWN_DRAFT if who == "tutor" else {})
    method, path = operation(row).split(" ")
    for name, value in made["ids"].items():
        path = path.replace(f"{{{name}}}", str(value))
    headers = scene.people[who].headers
    client = scene.world.client
    return await asyncio.gather(
        *(
            client.request(method, path, params=made.get("query"), **as_sent(made, headers))
            for _ in range(AT_ONCE)
        )
    )


def _says_what(answer: httpx.Response) -> bool:
    """Whether a conflict says what is in conflict."""
    return answer.status_code != 409 or answer.json()["detail"] != answer.json()["title"]


@dataclass
class Delivery:
    """The same items, as half of the senders have them, and as the other half has them."""

    name: str
    ours: Sequence[Any]
    theirs: Sequence[Any]
    around: Mapping[str, Any] = field(default_factory=dict)
    """What stands beside the items."""


def _resource(code: str, title: str) -> dict[str, str]:
    return {"module_run": "BIO1-18", "resource": code, "title": title}


async def deliveries(world: World, students: Sequence[Person], round_: int) -> dict[str, Delivery]:
    day, tag = world.yesterday, uuid4().hex[:6]
    kept = [event(each, "app", day) for each in students]
    early = [event(each, "app", day, identifier=f"nobody-{tag}-{each.number}") for each in students]
    named = [{key: each[key] for key in ("event_id", "system", "identifier")} for each in [*kept, *early]]
    seen = [viewed(each.number) for each in students]
    looked_at = [each | {"type": "ViewEvent", "action": "Viewed"} for each in seen]
    codes = [f"S-{tag}-{n}" for n in range(len(students))]
    held = f"H-{tag}"
    await world.hold_sessions(session(held, day))
    stages = [
        [
            {"system": "campus", "identifier": each.number, "recorded_on": str(day), "stage": stage}
            for each in students
        ]
        for stage in ("planning", "deciding")
    ]
    return {
        "/v1/events": Delivery("events", [*kept, *early], [*kept, *early]),
        "/v1/events/removals": Delivery("events", named, named),
        "/v1/caliper": Delivery("data", seen, looked_at, ENVELOPE),
        "/v1/teaching-sessions": Delivery(
            "sessions",
            [session(code, day) for code in codes],
            [session(code, day, title=f"Another title {round_}") for code in codes],
        ),
        "/v1/module-resources": Delivery(
            "resources",
            [_resource(code, "A title") for code in codes],
            [_resource(code, f"Another title {round_}") for code in codes],
        ),
        "/v1/attendance": Delivery(
            "records",
            [register(each, held, "present") for each in students],
            [register(each, held, "absent") for each in students],
        ),
        "/v1/marks": Delivery(
            "marks",
            [mark(each, "ESSAY", 60 + round_) for each in students],
            [mark(each, "ESSAY", 40 + round_) for each in students],
        ),
        "/v1/credits": Delivery(
            "credits",
            [achieved(each, "BIO1-18", 10 + round_) for each in students],
            [achieved(each, "BIO1-18", 20 + round_) for each in students],
        ),
        "/v1/career-stages": Delivery("stages", stages[0], stages[1]),
        "/v1/extenuating-circumstances": Delivery(
            "circumstances",
            [approval(each, "EC-1", day, day + timedelta(days=7)) for each in students],
            [approval(each, "EC-1", day, day + timedelta(days=8 + round_)) for each in students],
        ),
    }


async def test_deliveries_in_opposite_order_never_wait_in_a_ring(patient: World) -> None:
    students = [await patient.student() for _ in range(12)]
    await patient.assess()
    service = await patient.service()
    wrong = []
    for round_ in range(3):
        made = await deliveries(patient, students, round_)
        assert made.keys() == DELIVERIES - ELSEWHERE
        for path, delivery in made.items():
            orders = (list(delivery.ours), list(reversed(delivery.theirs)))
            answers = await asyncio.gather(
                *(
                    service.post(path, {**delivery.around, delivery.name: orders[n % 2]})
                    for n in range(AT_ONCE)
                )
            )
            outcomes = {
                item["outcome"]
                for each in answers
                if each.status_code == 200 and each.content
                for item in each.json().get("items", ())
            }
            statuses = sorted(each.status_code for each in answers)
            if statuses != [200] * AT_ONCE or "rejected" in outcomes:
                wrong.append(f"{path}: {statuses} {outcomes}")
    assert "\n".join(wrong) == ""


async def test_two_at_once_never_make_a_circle_of_org_units(patient: World) -> None:
    admin = await patient.tutor(roles.ADMIN)
    path = "/v1/admin/org-units"
    for n in range(8):
        pair = (f"A{n}", f"B{n}")
        for code in pair:
            assert (await admin.put(f"{path}/{code}", {"name": code, "parent": "U"})).status_code == 200
        answers = await asyncio.gather(
            *(
                admin.put(f"{path}/{code}", {"name": code, "parent": other})
                for code, other in (pair, pair[::-1])
            )
        )
        assert sorted(each.status_code for each in answers) == [200, 422], pair
        refused = next(each for each in answers if each.status_code == 422)
        assert refused.json()["errors"][0]["pointer"] == "/body/parent"
    parents = {unit["code"]: unit["parent"] for unit in (await admin.read(path))["items"]}
    for code in parents:
        assert _above(code, parents)[-1] == "U"


def _above(code: str, parents: dict[str, str | None]) -> list[str]:
    """The code and everything above it."""
    line, parent = [code], parents[code]
    while parent is not None:
        assert parent not in line
        line.append(parent)
        parent = parents[parent]
    return line


async def test_a_roster_makes_no_circle_either(world: World) -> None:
    circle = [OrgUnitRow("X", "X", "unit", "Z"), OrgUnitRow("Y", "Y", "unit", "X")]
    with pytest.raises(InvalidInput) as refused:
        await world.roster(
            org_units=[*circle, OrgUnitRow("Z", "Z", "unit", "Y"), OrgUnitRow("W", "W", "unit", "Z")]
        )
    assert [each.pointer for each in refused.value.faults] == [f"/org_units/{n}/parent" for n in range(3)]


async def test_of_several_calendar_links_made_at_once_the_last_one_stands(patient: World) -> None:
    student = await patient.student()
    answers = await asyncio.gather(*(student.post("/v1/me/calendar-link", None) for _ in range(AT_ONCE)))
    assert {each.status_code for each in answers} == {201}
    opened = [(await patient.client.get(each.json()["path"])).status_code for each in answers]
    assert sorted(opened) == [200] + [404] * (AT_ONCE - 1)


async def test_of_several_models_published_at_once_one_is_in_force(patient: World) -> None:
    admin = await patient.tutor(roles.ADMIN)
    path, coefficients = "/v1/admin/scoring-models", {"CLES": {"app": 1, "careers": 1, "vle": 1}}
    body = {"academic_year": 2030, "coefficients": coefficients, "note": "for a test"}
    drafts = [await admin.do(path, body) for _ in range(8)]
    answers = await asyncio.gather(
        *(admin.post(f"{path}/{each['scoring_model_id']}/publication", None) for each in drafts)
    )
    assert {each.status_code for each in answers} <= {200, 409}
    assert all(_says_what(each) for each in answers)
    listed = (await admin.read("/v1/scoring-models"))["items"]
    assert sum(each["academic_year"] == 2030 and each["status"] == "published" for each in listed) == 1
