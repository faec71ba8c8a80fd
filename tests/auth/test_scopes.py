"""Scopes: what the contract says an operation's token must be good for is what it must be good for."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.access.vocabulary import Scope
from app.auth.demo_issuer import DemoIssuer
from app.http.deps import bearer
from app.main import create_app
from app.settings import Settings
from tests import roles
from tests.world import Moment, World

pytestmark = pytest.mark.anyio

DELIVERIES = {
    "POST /v1/events": Scope.EVENTS_WRITE,
    "POST /v1/events/removals": Scope.EVENTS_WRITE,
    "POST /v1/events/lookups": Scope.DELIVERIES_READ,
    "POST /v1/student-searches": Scope.READ,
    "POST /v1/caliper": Scope.EVENTS_WRITE,
    "GET /v1/caliper": Scope.EVENTS_WRITE,
    "POST /v1/module-resources": Scope.EVENTS_WRITE,
    "POST /v1/teaching-sessions": Scope.ATTENDANCE_WRITE,
    "POST /v1/attendance": Scope.ATTENDANCE_WRITE,
    "POST /v1/marks": Scope.MARKS_WRITE,
    "POST /v1/credits": Scope.MARKS_WRITE,
    "POST /v1/career-stages": Scope.CAREER_STAGES_WRITE,
    "POST /v1/extenuating-circumstances": Scope.CIRCUMSTANCES_WRITE,
    "GET /v1/deliveries": Scope.DELIVERIES_READ,
    "POST /v1/imports": Scope.IMPORTS_WRITE,
    "POST /v1/roster": Scope.ROSTER_WRITE,
    "GET /v1/imports": Scope.DELIVERIES_READ,
    "GET /v1/imports/{import_id}": Scope.DELIVERIES_READ,
    "GET /v1/exports/{dataset}": Scope.EXPORTS_READ,
}


def usual(operation: str) -> Scope:
    """What an operation that is no delivery needs."""
    reads = operation.startswith("GET ")
    if " /xapi/" in operation:
        return Scope.STATEMENTS_READ if reads else Scope.STATEMENTS_WRITE
    return Scope.READ if reads else Scope.WRITE


def scopes_by_operation(contract: dict[str, Any]) -> dict[str, list[str]]:
    """Those of operations that need a token."""
    return {
        f"{method.upper()} {path}": operation["security"][0][bearer.scheme_name]
        for path, item in contract["paths"].items()
        for method, operation in item.items()
        if "security" in operation
    }


def test_every_operation_with_a_token_states_one_scope(contract: dict[str, Any]) -> None:
    for operation, scopes in scopes_by_operation(contract).items():
        assert scopes == [DELIVERIES.get(operation) or usual(operation)], operation


async def test_the_stated_scope_is_needed_and_no_other(
    contract: dict[str, Any], client: httpx.AsyncClient, issuer: DemoIssuer, moment: Moment
) -> None:
    """A login of nobody gets no further than the check of the scope, which comes before everything else."""
    for operation, (needed,) in scopes_by_operation(contract).items():
        method, path = operation.split(" ")
        path = re.sub(r"\{\w+\}", str(uuid4()), path)
        for scopes, code in (
            ([scope for scope in Scope if scope != needed], "insufficient-scope"),
            ([Scope(needed)], "forbidden"),
        ):
            token = issuer.token(f"nobody-{uuid4()}", list(roles.OF_EXETER), moment.now, scopes=scopes)
            answer = await client.request(method, path, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 403, operation
            assert answer.json()["type"] == f"/problems/{code}", operation
            if code == "insufficient-scope":
                challenge = answer.headers["WWW-Authenticate"]
                assert challenge == f'Bearer error="insufficient_scope", scope="{needed}"'


@pytest.mark.parametrize("scopes", [[], [Scope.MARKS_WRITE], [Scope.READ, Scope.WRITE]])
async def test_a_systems_token_delivers_what_it_was_given_for(world: World, scopes: list[Scope]) -> None:
    service = await world.service()
    token = world.issuer.token(service.subject, [roles.SERVICE], world.moment.now, scopes=scopes)
    headers = {"Authorization": f"Bearer {token}"}
    body = {"events": [{"event_id": str(uuid4()), "system": "campus", "identifier": "S1"}]}
    refused = await world.client.post("/v1/events/removals", json=body, headers=headers)
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/insufficient-scope"
    assert (await service.post("/v1/events/removals", body)).status_code == 200


async def test_a_scope_makes_nobody_a_service(world: World) -> None:
    student = await world.student()
    token = world.issuer.token(student.subject, [roles.STUDENT], world.moment.now, scopes=Scope)
    body = {"events": [{"event_id": str(uuid4()), "system": "campus", "identifier": "S1"}]}
    headers = {"Authorization": f"Bearer {token}"}
    answer = await world.client.post("/v1/events/removals", json=body, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/forbidden"


async def test_clients_can_find_out_where_to_get_a_token(
    client: httpx.AsyncClient, issuer: DemoIssuer
) -> None:
    answer = await client.get("/.well-known/oauth-protected-resource")
    assert answer.json() == {
        "resource": "http://127.0.0.1:8000",
        "authorization_servers": [issuer.settings().issuer],
        "scopes_supported": [str(scope) for scope in Scope],
        "bearer_methods_supported": ["header"],
        "resource_name": "Attune",
    }


async def test_reads_that_take_a_short_way_need_their_scope_too(world: World) -> None:
    student = await world.student(consent=True)
    for path in ("", "/dashboard", "/engagement"):
        token = world.issuer.token(student.subject, [roles.STUDENT], world.moment.now, scopes=[Scope.WRITE])
        headers = {"Authorization": f"Bearer {token}"}
        assert (await student.get(f"{student.path}{path}")).status_code == 200
        answer = await world.client.get(f"{student.path}{path}", headers=headers)
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/insufficient-scope"


async def test_a_delivery_and_its_kept_answer_are_one_transaction(
    world: World, settings: Settings, moment: Moment
) -> None:
    """With one connection in all: a second transaction of the same request would wait for it in vain."""
    service = await world.service()
    alone = create_app(settings.model_copy(update={"pool_size": 1, "pool_wait_seconds": 0.3}), moment)
    body = {"events": [{"event_id": str(uuid4()), "system": "campus", "identifier": "S1"}]}
    headers = service.headers | {"Idempotency-Key": str(uuid4())}
    async with (
        alone.router.lifespan_context(alone),
        httpx.AsyncClient(transport=httpx.ASGITransport(alone), base_url="http://attune.test") as client,
    ):
        answer = await client.post("/v1/events/removals", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
