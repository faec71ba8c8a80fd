"""Tokens: only what an issuer really signed, for this audience, now; each refusal is a 401 that says why."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwk, jwt
from jose.backends import ECKey, RSAKey

from app.auth.demo_issuer import AUDIENCE, ISSUER, DemoIssuer
from app.auth.principal import Role
from tests.world import Moment, Person, World

pytestmark = pytest.mark.anyio

Forge = Callable[..., str]


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.fixture
async def somebody(world: World) -> Person:
    return await world.student()


@pytest.fixture
def forge(somebody: Person, issuer: DemoIssuer, moment: Moment) -> Forge:
    """A token as the issuer would sign it, but for what is said otherwise (None leaves a claim out)."""

    def make(*, headers: dict[str, Any] | None = None, key: str | None = None, **claims: Any) -> str:
        now = int(moment.now.timestamp())
        payload = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": somebody.subject,
            "client_id": "test",
            "iat": now,
            "exp": now + 600,
            "jti": "1",
            "roles": ["student"],
            "scope": "attune:read attune:write",
        } | claims
        payload = {name: value for name, value in payload.items() if value is not None}
        known = {"typ": "at+jwt", "kid": issuer.key_id} | (headers or {})
        return jwt.encode(payload, key or issuer.private_key, algorithm="ES256", headers=known)

    return make


async def ask(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})


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
    answer = await ask(client, forge(**claims))
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert said in answer.json()["detail"]


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


async def test_a_token_signed_by_another_key_is_refused(
    client: httpx.AsyncClient, forge: Forge, tmp_path: Path
) -> None:
    other = DemoIssuer(tmp_path)
    answer = await ask(client, forge(key=other.private_key))
    assert answer.status_code == 401
    assert "signature" in answer.json()["detail"]


async def test_an_unknown_key_id_is_refused(client: httpx.AsyncClient, forge: Forge) -> None:
    assert (await ask(client, forge(headers={"kid": "../../etc/passwd"}))).status_code == 401


async def test_an_unsigned_token_is_refused(client: httpx.AsyncClient, forge: Forge) -> None:
    head, payload, _ = forge().split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": "none"}
    for signature in ("", "eA"):
        unsigned = f"{_b64(json.dumps(header).encode())}.{payload}.{signature}"
        answer = await ask(client, unsigned)
        assert answer.status_code == 401
        assert "algorithm" in answer.json()["detail"]


async def test_a_stripped_signature_is_refused(client: httpx.AsyncClient, forge: Forge) -> None:
    assert (await ask(client, forge().rpartition(".")[0] + ".")).status_code == 401


async def test_an_hmac_made_with_the_public_key_is_refused(
    client: httpx.AsyncClient, forge: Forge, issuer: DemoIssuer
) -> None:
    """Key confusion: the public key is no secret, so it must not verify as one."""
    head, payload, _ = forge().split(".")
    for algorithm in ("HS256", "HS512"):
        header = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": algorithm}
        signed = f"{_b64(json.dumps(header).encode())}.{payload}"
        private = serialization.load_pem_private_key(issuer.private_key.encode(), None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for secret in (public, issuer.jwks.encode()):
            mac = hmac.new(secret, signed.encode(), getattr(hashlib, f"sha{algorithm[2:]}"))
            answer = await ask(client, f"{signed}.{_b64(mac.digest())}")
            assert answer.status_code == 401
            assert "algorithm" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["JWT", "id_token", "", None])
async def test_a_token_of_another_type_is_refused(
    client: httpx.AsyncClient, forge: Forge, kind: str | None
) -> None:
    """An identity token of the same issuer is not an access token (RFC 9068)."""
    assert (await ask(client, forge(headers={"typ": kind}))).status_code == 401


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "....", "é.é.é", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA", "W10.W10.W10", "A" * 9000]
)
async def test_rubbish_is_refused(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get("/v1/me", headers=[(b"Authorization", f"Bearer {token}".encode())])
    assert answer.status_code == 401


async def test_a_login_of_nobody_is_forbidden(client: httpx.AsyncClient, forge: Forge) -> None:
    answer = await ask(client, forge(sub="nobody-here"))
    assert answer.status_code == 403


@pytest.mark.parametrize("roles", [None, "student", 7, {"student": True}, ["root", 1, None]])
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


PUBLIC = (
    '{"crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",'
    ' "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}'
)


async def test_an_issuer_gives_tokens_for_the_roles_asked_for(world: World) -> None:
    tutor = await world.tutor(Role.ADMIN, Role.PERSONAL_TUTOR)
    assert (await tutor.read("/v1/me"))["roles"] == ["admin", "personal_tutor"]
