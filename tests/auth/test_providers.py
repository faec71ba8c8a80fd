"""Providers: a real OpenID provider's tokens, its keys found by discovery, followed when they change."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from app.main import create_app
from app.settings import Issuer, Settings
from app.wire.roster import LoginRow, StudentRow
from tests import roles
from tests.auth.forging import ask, refused, unb64
from tests.auth.provider import CLIENT, Provider, running_provider
from tests.world import Moment, World

pytestmark = pytest.mark.anyio


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def clock() -> Moment:
    """The provider goes by the wall clock; what the service goes by can be moved on from there."""
    return Moment(datetime.now(UTC))  # noqa: TID251 (to agree with a process that we do not control)


@pytest.fixture
async def service(settings: Settings, provider: Provider, clock: Moment) -> AsyncIterator[httpx.AsyncClient]:
    """The service, told an issuer and an audience, that its tokens have no `typ`, and its roles' names."""
    issuer = Issuer(
        issuer=provider.issuer,
        audience=CLIENT,
        token_type="JWT",
        role_names={"Attune.Student": roles.STUDENT},
    )
    app = create_app(settings.model_copy(update={"issuers": (issuer,)}), clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://attune.test") as client,
    ):
        yield client


async def _sign_in(provider: Provider, world: World) -> str:
    """An access token of somebody whom the roster knows."""
    token: str = (await provider.sign_in())["access_token"]
    subject = json.loads(unb64(token.split(".")[1]))["sub"]
    number = f"D{uuid4().hex[:8]}"
    await world.roster(
        students=[StudentRow(number, "Diana")], logins=[LoginRow(provider.issuer, subject, student=number)]
    )
    return token


async def test_a_real_providers_token_is_accepted(
    provider: Provider, service: httpx.AsyncClient, world: World
) -> None:
    answer = await ask(service, await _sign_in(provider, world))
    assert answer.status_code == 200, answer.text
    assert answer.json()["roles"] == ["student"]


async def test_its_identity_token_for_the_same_audience_is_refused(
    provider: Provider, service: httpx.AsyncClient
) -> None:
    tokens = await provider.sign_in()
    assert json.loads(unb64(tokens["id_token"].split(".")[1]))["aud"] == [CLIENT]
    await refused(service, tokens["id_token"], "not an access token")


async def test_a_scope_that_was_not_asked_for_is_missing(
    provider: Provider, service: httpx.AsyncClient
) -> None:
    token = (await provider.sign_in(["openid", "attune:read"]))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = await service.post("/v1/me/calendar-link", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/insufficient-scope"


async def test_its_keys_are_followed_when_they_change(
    provider: Provider, service: httpx.AsyncClient, world: World, clock: Moment
) -> None:
    old = await _sign_in(provider, world)
    assert (await ask(service, old)).status_code == 200
    provider.rotate()
    clock.now += timedelta(seconds=61)
    new = (await provider.sign_in())["access_token"]
    assert (await ask(service, new)).status_code == 200
    await refused(service, old, "key")
