"""Rates: nobody's haste is everybody's wait, and everybody is told where they stand."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from app.errors import TooManyRequests
from app.http import rates
from app.http.limits import UNCOUNTED, address_of
from app.http.rates import SECONDS, Count, Rate
from app.main import create_app
from app.settings import Settings
from tests import roles
from tests.world import Moment, Person, World, event

pytestmark = pytest.mark.anyio
StrictApp = Callable[..., AbstractAsyncContextManager[FastAPI]]
Strict = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


def asking(app: FastAPI, at: str) -> httpx.AsyncClient:
    """A client at that address."""
    transport = httpx.ASGITransport(app=app, client=(at, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://attune.test")


@pytest.fixture
def strict_app(settings: Settings, moment: Moment) -> StrictApp:
    """The service with other quotas."""

    @asynccontextmanager
    async def served(metrics_token: SecretStr | None = None, **quotas: int) -> AsyncIterator[FastAPI]:
        none = {f"rate_{rate}": 0 for rate in Rate} | {"metrics_token": metrics_token}
        update = none | {f"rate_{rate}": quota for rate, quota in quotas.items()}
        app = create_app(settings.model_copy(update=update), clock=moment)
        async with app.router.lifespan_context(app):
            yield app

    return served


@pytest.fixture
def strict(strict_app: StrictApp) -> Strict:
    """A client of the service with other quotas; `at` is its address."""

    @asynccontextmanager
    async def served(
        at: str = "192.0.2.1", metrics_token: SecretStr | None = None, **quotas: int
    ) -> AsyncIterator[httpx.AsyncClient]:
        async with strict_app(metrics_token, **quotas) as app, asking(app, at) as client:
            yield client

    return served


async def ask(client: httpx.AsyncClient, person: Person | None, path: str = "/v1/me") -> httpx.Response:
    return await client.get(path, headers={} if person is None else person.headers)


def check_refused(answer: httpx.Response, rate: str) -> None:
    assert answer.status_code == 429
    assert answer.json()["type"] == "/problems/too-many-requests"
    seconds = answer.headers["Retry-After"]
    assert 1 <= int(seconds) <= 2 * SECONDS + 1
    assert answer.headers["RateLimit"] == f'"{rate}";r=0;t={seconds}'
    assert answer.headers.get_list("RateLimit-Policy") == [answer.headers["RateLimit-Policy"]]


async def test_a_login_has_a_quota_and_is_told_of_it(world: World, strict: Strict) -> None:
    ann, bob = await world.student(), await world.student()
    async with strict(principal=3) as client:
        for left in (2, 1, 0):
            answer = await ask(client, ann)
            assert answer.status_code == 200
            assert answer.headers["RateLimit-Policy"] == f'"principal";q=3;w={SECONDS}'
            assert re.fullmatch(rf'"principal";r={left};t=\d+', answer.headers["RateLimit"])
        check_refused(await ask(client, ann), "principal")
        assert (await ask(client, bob)).status_code == 200, "somebody else's haste"


async def test_a_client_application_has_one_for_all_its_users(world: World, strict: Strict) -> None:
    ann, bob = await world.student(), await world.student()
    async with strict(client=3, principal=100) as client:
        for person in (ann, bob, ann):
            answer = await ask(client, person)
            assert answer.headers["RateLimit"].startswith('"client"'), "of several, the one that is nearest"
        check_refused(await ask(client, bob), "client")


async def test_a_login_that_is_refused_uses_up_nothing_of_its_applications(
    world: World, strict: Strict
) -> None:
    ann, bob = await world.student(), await world.student()
    async with strict(client=4, principal=2) as client:
        for status in (200, 200, 429, 429, 429):
            assert (await ask(client, ann)).status_code == status
        for status in (200, 200):
            assert (await ask(client, bob)).status_code == status


async def test_what_costs_much_has_its_own(world: World, strict: Strict) -> None:
    analyst, service = await world.tutor(roles.ANALYST), await world.service()
    student = await world.student()
    async with strict(figures=2, deliveries=2) as client:
        run = await world.module_run_id("BIO1-18")
        for _ in range(2):
            assert (await ask(client, analyst, f"/v1/cohorts/module-runs/{run}")).status_code == 200
        check_refused(await ask(client, analyst, f"/v1/cohorts/module-runs/{run}"), "figures")
        assert (await ask(client, analyst)).status_code == 200, "the rest goes on"
        body = {"events": [event(student, "vle", world.yesterday)]}
        for status in (200, 200, 429):
            answer = await client.post("/v1/events", json=body, headers=service.headers)
            assert answer.status_code == status


async def test_an_address_without_a_token_has_one(world: World, strict: Strict) -> None:
    student = await world.student()
    async with strict(anonymous=2) as client:
        for status in (401, 401, 429):
            answer = await ask(client, None)
            assert answer.status_code == status
        check_refused(await ask(client, None, "/docs"), "anonymous")
        assert (await ask(client, student)).status_code == 200
        for _ in range(5):
            assert (await ask(client, None, "/healthz")).status_code == 200, "the deployment's own question"


async def test_a_token_that_nobody_looks_at_does_not_make_a_request_uncounted(
    strict_app: StrictApp, contract: dict[str, Any]
) -> None:
    """Whatever answers without a token, and whatever is not there, counts by address with any header."""
    public = [
        path.replace("{code}", "forbidden").replace("{secret}", "x" * 43)
        for path, item in contract["paths"].items()
        if "get" in item and not item["get"].get("security") and path not in UNCOUNTED
    ]
    assert len(public) > 2
    others = ["/docs", "/openapi.json", "/static-offline-docs/swagger-ui.css", "/v1/horoscopes"]
    async with strict_app(anonymous=2) as app:
        for number, path in enumerate([*public, *others]):
            async with asking(app, f"192.0.2.{number}") as client:
                asked = [await client.get(path, headers={"Authorization": "x"}) for _ in range(3)]
                assert [each.status_code == 429 for each in asked] == [False, False, True], path
                check_refused(asked[-1], "anonymous")
                assert (await client.get(path)).status_code == 429, "one count, with or without the header"


async def test_guesses_at_the_operators_secret_are_counted(settings: Settings, strict: Strict) -> None:
    async with strict(failures=2, metrics_token=SecretStr("the-operators-own-secret")) as client:
        for status in (401, 401, 429):
            answer = await client.get("/metrics", headers={"Authorization": "Bearer a-guess"})
            assert answer.status_code == status
        mine = await client.get("/metrics", headers={"Authorization": "Bearer the-operators-own-secret"})
        assert mine.status_code == 200


async def test_bad_tokens_have_one_and_never_cost_a_good_one_anything(world: World, strict: Strict) -> None:
    student = await world.student()
    async with strict(failures=2) as client:
        for token, status in (("x", 401), ("y.z.x", 401), ("x", 429), ("y", 429)):
            answer = await client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == status
        assert (await ask(client, student)).status_code == 200


def test_an_ipv6_network_is_one_address() -> None:
    def counted_as(address: str) -> str:
        return address_of({"client": (address, 4711)})

    assert counted_as("2001:db8::1") == counted_as("2001:db8::ffff:2") != counted_as("2001:db8:0:1::1")
    assert counted_as("192.0.2.1") != counted_as("192.0.2.2")


def test_the_minute_slides() -> None:
    """No more than the quota in any minute, however it falls, as far as two fixed minutes can tell."""
    count = Count(Rate.PRINCIPAL, 60)
    start = 1_000 * SECONDS
    for second in range(30, 60):
        for _ in range(2):
            count.admit("key", start + second)
    with pytest.raises(TooManyRequests):
        count.admit("key", start + SECONDS)
    admitted = 0
    for second in range(60, 90):
        for _ in range(10):
            try:
                count.admit("key", start + second)
            except TooManyRequests:
                continue
            admitted += 1
    assert admitted <= 30
    assert count.admit("key", start + 4 * SECONDS).left == 59, "after a quiet while, all of it again"


@given(
    quota=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 2 * SECONDS), min_size=60, max_size=120),
)
def test_whoever_comes_again_when_told_is_admitted_and_not_much_earlier(
    quota: int, gaps: list[float]
) -> None:
    count, now = Count(Rate.PRINCIPAL, quota), 1_000.0 * SECONDS
    for gap in gaps:
        now += gap / quota
        try:
            count.admit("key", now)
        except TooManyRequests as refused:
            seconds = int(refused.headers["Retry-After"])
            assert 1 <= seconds <= 2 * SECONDS + 1
            if seconds > 1:
                with pytest.raises(TooManyRequests):
                    count.admit("key", now + seconds - 1.001)
            now += seconds
            count.admit("key", now)


def test_the_whole_quota_is_there_when_told() -> None:
    count = Count(Rate.PRINCIPAL, 60)
    now = 1_000 * SECONDS + 25
    seconds = [count.admit("key", now).seconds for _ in range(60)][-1]
    assert count.admit("key", now + seconds - 1).left < 59
    count = Count(Rate.PRINCIPAL, 60)
    assert count.admit("key", now).seconds == seconds
    assert count.admit("key", now + seconds).left == 59


def test_keys_beyond_what_is_remembered_share_one_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 10)
    count = Count(Rate.ANONYMOUS, 5)
    for key in range(10):
        count.admit(key, 0)
    for key in range(10, 15):
        count.admit(key, 0)
    with pytest.raises(TooManyRequests):
        count.admit("one more", 0)
    assert count.admit(3, 0).left == 3, "those who are known have their own"
