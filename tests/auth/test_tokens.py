"""Tokens: only what an issuer really signed, for this audience, now; each refusal is a 401 that says why."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from jose import jwk
from jose.backends import ECKey, RSAKey

from app.auth.demo_issuer import AUDIENCE, DemoIssuer
from tests import roles
from tests.auth.forging import Forge, ask, refused
from tests.world import Moment, Person, World

pytestmark = pytest.mark.anyio


async def test_a_real_token_is_accepted(client: httpx.AsyncClient, forge: Forge) -> None:
    assert (await ask(client, forge())).status_code == 200


async def test_without_a_token_the_challenge_names_no_error(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/me")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Basic eDp5", "Bearer", "Bearer ", "token", ""])
async def test_another_scheme_is_no_token(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401


CLAIMS: list[tuple[dict[str, Any], str]] = [
    ({"aud": "https://other.example"}, "audience"),
    ({"aud": None}, "audience"),
    ({"iss": "https://evil.example"}, "issuer"),
    ({"iss": None}, "issuer"),
    ({"exp": 1}, "expired"),
    ({"exp": None}, "exp"),
    ({"exp": "soon"}, "exp"),
    ({"exp": 1e300}, "exp"),
    ({"iat": 4_000_000_000, "exp": 4_000_000_600}, "future"),
    ({"nbf": 4_000_000_000}, "not valid yet"),
    ({"sub": None}, "sub"),
    ({"sub": 7}, "sub"),
    ({"client_id": None}, "client_id"),
    ({"jti": None}, "jti"),
    ({"exp": 1_600_000_000}, "longer"),
]


@pytest.mark.parametrize(("claims", "said"), CLAIMS)
async def test_a_claim_that_does_not_hold_is_refused(
    client: httpx.AsyncClient, forge: Forge, claims: dict[str, Any], said: str
) -> None:
    await refused(client, forge(**claims), said)


async def test_a_list_of_audiences_may_contain_ours(client: httpx.AsyncClient, forge: Forge) -> None:
    assert (await ask(client, forge(aud=["x", AUDIENCE]))).status_code == 200


async def test_clocks_may_differ_by_half_a_minute(
    client: httpx.AsyncClient, forge: Forge, moment: Moment
) -> None:
    token = forge()
    before = moment.now
    moment.now = before + timedelta(seconds=629)
    assert (await ask(client, token)).status_code == 200
    moment.now = before + timedelta(seconds=631)
    assert (await ask(client, token)).status_code == 401
    moment.now = before


async def test_a_login_of_nobody_is_forbidden(client: httpx.AsyncClient, forge: Forge) -> None:
    answer = await ask(client, forge(sub="nobody-here"))
    assert answer.status_code == 403


@pytest.mark.parametrize("roles", [None, "Student studentx", 7, {"student": True}, ["root", 1, None]])
async def test_roles_that_we_do_not_know_open_nothing(
    client: httpx.AsyncClient, forge: Forge, somebody: Person, roles: Any
) -> None:
    headers = {"Authorization": f"Bearer {forge(roles=roles)}"}
    assert (await client.get("/v1/me", headers=headers)).json()["roles"] == []
    assert (await client.get(somebody.path, headers=headers)).status_code == 404


async def test_the_issuers_new_key_is_found_when_it_is_first_used(
    world: World, client: httpx.AsyncClient, issuer: DemoIssuer, moment: Moment
) -> None:
    person = await world.student()
    assert (await person.get("/v1/me")).status_code == 200
    issuer.rotate()
    # Asked for a minute ago at most: not again yet, so that a flood of invented ids stays ours.
    answer = await person.get("/v1/me")
    moment.now += timedelta(seconds=61)
    assert answer.status_code == 401
    assert (await person.get("/v1/me")).status_code == 200


def test_signatures_are_verified_by_cryptography_and_not_by_pure_python() -> None:
    """python-jose can fall back on libraries whose timing leaks; it must not."""
    assert ECKey.__module__ == RSAKey.__module__ == "jose.backends.cryptography_backend"
    assert jwk.construct({"kty": "EC"} | json.loads(PUBLIC), "ES256").__class__ is ECKey


def test_no_other_library_of_signatures_is_even_loaded(tmp_path: Path) -> None:
    """python-jose brings `ecdsa`, whose timing leaks and which has no fix: nothing here may reach it."""
    program = """
import asyncio, pathlib, sys
import app.cli
from app.auth.demo_issuer import DemoIssuer
from app.access.vocabulary import Role
from app.auth.tokens import TokenVerifier
from app.clock import system_clock
issuer = DemoIssuer(pathlib.Path(sys.argv[1]))
token = issuer.token("anne", [Role("student")], system_clock())
assert asyncio.run(TokenVerifier([issuer.settings()], system_clock).verify(token)).subject == "anne"
assert "cryptography" in sys.modules
assert not {"ecdsa", "rsa", "Crypto", "Cryptodome"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=60)


PUBLIC = (
    '{"crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",'
    ' "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}'
)


async def test_an_issuer_gives_tokens_for_the_roles_asked_for(world: World) -> None:
    tutor = await world.tutor(roles.ADMIN, roles.PERSONAL_TUTOR)
    assert (await tutor.read("/v1/me"))["roles"] == ["admin", "personal_tutor"]
