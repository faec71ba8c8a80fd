"""Issuers: each provider's shape of claims, by the examples of docs/identity.md, with signed tokens."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.access.vocabulary import Role, Scope
from app.auth.claims import Claims
from app.auth.demo_issuer import DemoIssuer
from app.auth.tokens import TokenVerifier
from app.errors import BadRequest, Unauthenticated
from app.main import create_app
from app.settings import PROJECT, Issuer, Settings
from tests import roles
from tests.auth.forging import Forge
from tests.conftest import NOON
from tests.world import Moment

pytestmark = pytest.mark.anyio

TIMES = {"iat": int(NOON.timestamp()), "nbf": int(NOON.timestamp()), "exp": int(NOON.timestamp()) + 3600}
BLOCK = re.compile(r"```json\n(.*?)```", re.DOTALL)

# As the providers write them (headers, claims), but for the algorithm of our one key.
ENTRA_USER: dict[str, Any] = {
    "aud": "11111111-2222-4333-8444-555555555555",
    "iss": "https://login.microsoftonline.com/0c0ffee0-0000-4000-8000-00000000feed/v2.0",
    "aio": "AXQ", "azp": "99999999-aaaa-4bbb-8ccc-dddddddddddd", "azpacr": "0", "name": "Anne", "ver": "2.0",
    "oid": "0b5a2f0e-0000-4000-8000-000000000001", "sub": "pairwise",
    "tid": "0c0ffee0-0000-4000-8000-00000000feed",
    "roles": ["Attune.PersonalTutor", "Other.App.Role", "admin"],
    "scp": "attune:read attune:write", "uti": "u",
}  # fmt: skip
ENTRA_APPLICATION = ENTRA_USER | {
    "azpacr": "1",
    "sub": "0b5a2f0e-0000-4000-8000-000000000002", "oid": "0b5a2f0e-0000-4000-8000-000000000002",
    "roles": ["Attune.Service", "attune:events.write"], "scp": None,
}  # fmt: skip
KEYCLOAK_USER: dict[str, Any] = {
    "jti": "onrtac:1", "iss": "https://sso.example.ac.uk/realms/campus", "aud": ["attune-api", "account"],
    "sub": "f5b1", "typ": "Bearer", "azp": "portal", "sid": "s", "acr": "1", "allowed-origins": ["https://x"],
    "realm_access": {"roles": ["student", "offline_access", "uma_authorization"]},
    "resource_access": {"account": {"roles": ["manage-account"]}, "attune-api": {"roles": ["attune-admin"]}},
    "scope": "openid profile attune:read", "preferred_username": "anne",
}  # fmt: skip
KEYCLOAK_SERVICE = KEYCLOAK_USER | {
    "client_id": "turnstiles", "azp": "turnstiles", "realm_access": {"roles": ["attune-delivery"]},
    "resource_access": {}, "scope": "attune:attendance.write",
}  # fmt: skip
SHIBBOLETH_USER: dict[str, Any] = {
    "iss": "https://idp.example.ac.uk", "aud": "https://attune.example.ac.uk", "sub": "opaque", "jti": "_1",
    "client_id": "portal", "scope": "openid profile", "eduPersonPrincipalName": "anne@example.ac.uk",
    "eduPersonEntitlement": ["urn:mace:example.ac.uk:attune:tutor", "urn:mace:dir:entitlement:library"],
    "groups": "staff attune-admins",
}  # fmt: skip
PLAIN: dict[str, Any] = {
    "iss": "https://login.example.ac.uk", "aud": "https://attune.example.ac.uk", "sub": "anne", "jti": "1",
    "client_id": "portal", "roles": ["student"], "scope": ["attune:read", "attune:write"],
}  # fmt: skip

READ, WRITE = Scope.READ, Scope.WRITE
EXAMPLES: list[tuple[str, dict[str, Any], tuple[str, str, set[Role], set[Scope]]]] = [
    ("at+jwt", PLAIN, ("anne", "portal", {roles.STUDENT}, {READ, WRITE})),
    ("JWT", ENTRA_USER, (ENTRA_USER["oid"], ENTRA_USER["azp"], {roles.PERSONAL_TUTOR}, {READ, WRITE})),
    (
        "JWT",
        ENTRA_APPLICATION,
        (ENTRA_APPLICATION["oid"], ENTRA_USER["azp"], {roles.SERVICE}, {Scope.EVENTS_WRITE}),
    ),
    ("JWT", KEYCLOAK_USER, ("f5b1", "portal", {roles.STUDENT, roles.ADMIN}, {READ})),
    ("JWT", KEYCLOAK_SERVICE, ("f5b1", "turnstiles", {roles.SERVICE}, {Scope.ATTENDANCE_WRITE})),
    (
        "at+jwt",
        SHIBBOLETH_USER,
        ("anne@example.ac.uk", "portal", {roles.PERSONAL_TUTOR, roles.ADMIN}, {READ, WRITE}),
    ),
]


@pytest.fixture
def documented(project: Path) -> dict[str, dict[str, Any]]:
    """The examples of the documentation, by issuer. Lists are the service's; the page's own are objects."""
    blocks = map(json.loads, BLOCK.findall((project / "docs" / "identity.md").read_text("utf-8")))
    return {each["issuer"]: each for block in blocks if isinstance(block, list) for each in block}


def _verifier(issuer: DemoIssuer, written: dict[str, Any], now: datetime = NOON) -> TokenVerifier:
    """For an issuer as documented, but with our key."""
    ours = {"jwks_uri": issuer.settings().jwks_uri, "algorithms": ("ES256",)}
    return TokenVerifier([Issuer.model_validate(written | ours)], Moment(now))


def _signed(issuer: DemoIssuer, kind: str, claims: dict[str, Any]) -> str:
    header = {"alg": "ES256", "typ": kind, "kid": issuer.key_id, "x5t": "thumb"}
    said = {name: value for name, value in (TIMES | claims).items() if value is not None}
    return Forge(issuer, Moment(NOON), "").signed(json.dumps(header), json.dumps(said))


@pytest.mark.parametrize(("kind", "claims", "said"), EXAMPLES)
async def test_each_documented_example_reads_its_providers_tokens(
    issuer: DemoIssuer, documented: dict[str, dict[str, Any]], kind: str, claims: dict[str, Any], said: Any
) -> None:
    subject, client, roles, scopes = said
    verifier = _verifier(issuer, documented[claims["iss"]])
    expected = Claims(claims["iss"], subject, client, frozenset(roles), frozenset(scopes))
    assert await verifier.verify(_signed(issuer, kind, claims)) == expected


def test_every_example_of_the_documentation_is_tested(documented: dict[str, dict[str, Any]]) -> None:
    assert set(documented) == {claims["iss"] for _, claims, _ in EXAMPLES}
    for written in documented.values():
        Issuer.model_validate(written)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"nonce": "n"}, {"at_hash": "h"}, {"c_hash": "h"}, {"s_hash": "h"}, {"typ": "ID"}, {"typ": "Refresh"},
        {"typ": "Logout"}, {"azp": None}, {"scp": None, "roles": None}, {"scp": " ", "roles": []},
    ],
)  # fmt: skip
async def test_where_typ_does_not_tell_an_identity_token_other_claims_do(
    issuer: DemoIssuer, documented: dict[str, dict[str, Any]], otherwise: dict[str, Any]
) -> None:
    verifier = _verifier(issuer, documented[ENTRA_USER["iss"]])
    with pytest.raises(Unauthenticated):
        await verifier.verify(_signed(issuer, "JWT", ENTRA_USER | otherwise))


@pytest.mark.parametrize("kind", ["JWT", "", "dpop+jwt"])
async def test_at_jwt_is_demanded_unless_an_issuer_is_said_to_write_otherwise(
    issuer: DemoIssuer, documented: dict[str, dict[str, Any]], kind: str
) -> None:
    with pytest.raises(Unauthenticated):
        await _verifier(issuer, documented[PLAIN["iss"]]).verify(_signed(issuer, kind, PLAIN))


async def test_a_name_with_dots_is_tried_whole_first(issuer: DemoIssuer) -> None:
    written = {"issuer": PLAIN["iss"], "audience": PLAIN["aud"], "role_claims": ["urn:oid:1.3.6", "a.b.c.d"]}
    claims = PLAIN | {"urn:oid:1.3.6": "student", "a": {"b.c": {"d": ["lecturer"]}, "b": {"c": 1}}}
    found = await _verifier(issuer, written).verify(_signed(issuer, "at+jwt", claims))
    assert found.roles == {roles.STUDENT, roles.LECTURER}


async def test_scopes_by_default_are_for_tokens_that_name_none_of_ours(
    issuer: DemoIssuer, documented: dict[str, dict[str, Any]]
) -> None:
    verifier = _verifier(issuer, documented[SHIBBOLETH_USER["iss"]])
    narrow = await verifier.verify(_signed(issuer, "at+jwt", SHIBBOLETH_USER | {"scope": "attune:read"}))
    assert narrow.scopes == {Scope.READ}


async def test_a_lifetime_can_be_limited_by_issuer(issuer: DemoIssuer) -> None:
    written = {"issuer": PLAIN["iss"], "audience": PLAIN["aud"], "longest_seconds": 3599}
    with pytest.raises(Unauthenticated, match="longer"):
        await _verifier(issuer, written).verify(_signed(issuer, "at+jwt", PLAIN))


async def test_a_remembered_token_still_expires_and_goes_with_its_key(
    issuer: DemoIssuer, documented: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    own = DemoIssuer(tmp_path)
    clock = Moment(NOON)
    verifier = TokenVerifier([own.settings()], clock)
    token = own.token("anne", [roles.STUDENT], NOON)
    first = await verifier.verify(token)
    assert await verifier.verify(token) is first
    clock.now += timedelta(hours=8, seconds=31)
    with pytest.raises(Unauthenticated, match="expired"):
        await verifier.verify(token)
    clock.now = NOON + timedelta(minutes=2)
    await verifier.verify(token)
    own.rotate()
    await verifier.verify(own.token("anne", [roles.STUDENT], NOON))
    with pytest.raises(Unauthenticated, match="key"):
        await verifier.verify(token)


async def test_only_so_many_tokens_are_remembered(tmp_path: Path) -> None:
    own = DemoIssuer(tmp_path)
    verifier = TokenVerifier([own.settings()], Moment(NOON), cache_size=2)
    tokens = [own.token(f"login-{each}", [roles.STUDENT], NOON) for each in range(3)]
    claims = [await verifier.verify(token) for token in tokens]
    assert await verifier.verify(tokens[2]) is claims[2]
    assert await verifier.verify(tokens[0]) is not claims[0]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"issuer": "http://idp.example"}, "jwks_uri"),
    ({"issuer": "idp"}, "jwks_uri"),
    ({"issuer": "https://idp.example?x=1"}, "jwks_uri"),
    ({"jwks_uri": "http://idp.example/keys"}, "https"),
    ({"jwks_uri": "ftp://idp.example/keys"}, "https"),
    ({"jwks_uri": "file://elsewhere/keys"}, "https"),
    ({"audience": ""}, "audience"),
    ({"algorithms": ["HS256"]}, "algorithms"),
    ({"algorithms": ["none"]}, "algorithms"),
    ({"role_names": {"x": "Root of all"}}, "role_names"),
    ({"default_scopes": ["attune:marks.write"]}, "default_scopes"),
    ({"jwks": "x"}, "jwks"),
]


@pytest.mark.parametrize(("fields", "said"), WRONG)
def test_an_issuer_that_cannot_be_safe_is_refused_at_start(fields: dict[str, Any], said: str) -> None:
    written = {"issuer": "https://idp.example", "audience": "a"} | fields
    with pytest.raises(ValidationError, match=said):
        Settings.model_validate({"issuers": [written]})


async def test_no_issuer_speaks_for_another(tmp_path: Path) -> None:
    """Each issuer's key verifies what that issuer says, whichever key the token names."""
    ours = {name: DemoIssuer(tmp_path / name) for name in ("a", "b")}
    forges = {name: Forge(issuer, Moment(NOON), "anne") for name, issuer in ours.items()}
    said = {name: f"https://{name}.example" for name in ours}
    verifier = TokenVerifier(
        [each.settings().model_copy(update={"issuer": said[name]}) for name, each in ours.items()],
        Moment(NOON),
    )
    for name, other in (("a", "b"), ("b", "a")):
        assert (await verifier.verify(forges[name](iss=said[name]))).issuer == said[name]
        with pytest.raises(Unauthenticated, match="not one of its issuer's"):
            await verifier.verify(forges[other](iss=said[name]))
        claimed = {"kid": ours[name].key_id}
        with pytest.raises(Unauthenticated, match="signature"):
            await verifier.verify(forges[other](iss=said[name], headers=claimed))


def test_an_issuer_stands_there_once() -> None:
    once = {"issuer": "https://idp.example", "audience": "a"}
    with pytest.raises(ValidationError, match="twice"):
        Settings.model_validate({"issuers": [once, once | {"audience": "b"}]})


PRACTICE = [
    {"issuer": "https://demo.attune.invalid", "audience": "a"},
    {"issuer": "https://idp.example", "audience": "a", "jwks_uri": "file:///tmp/jwks.json"},
    {"issuer": "https://idp.example", "audience": "a", "jwks_uri": "http://127.0.0.1:8080/jwks.json"},
    {"issuer": "http://localhost:8080/realms/x", "audience": "a"},
]


@pytest.mark.parametrize("written", PRACTICE)
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "attune.example.ac.uk", ""])  # noqa: S104
def test_an_issuer_for_practice_is_not_served_in_public(written: dict[str, Any], host: str) -> None:
    real = {"issuer": "https://real.example", "audience": "a"}
    settings = Settings.model_validate({"issuers": [real, written], "host": host})
    with pytest.raises(BadRequest, match="ATTUNE_HOST"):
        create_app(settings)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
@pytest.mark.parametrize("written", PRACTICE)
def test_an_issuer_for_practice_is_served_on_this_machine(written: dict[str, Any], host: str) -> None:
    create_app(Settings.model_validate({"issuers": [written], "host": host}))


def test_a_real_issuer_is_served_in_public() -> None:
    real = {"issuer": "https://real.example", "audience": "a"}
    create_app(Settings.model_validate({"issuers": [real], "host": "0.0.0.0"}))  # noqa: S104


def test_the_command_line_refuses_in_words(tmp_path: Path) -> None:
    """As in a container, whose host is 0.0.0.0."""
    issuers = json.dumps([PRACTICE[1]])
    surroundings = {
        "ATTUNE_HOST": "0.0.0.0",  # noqa: S104
        "ATTUNE_ISSUERS": issuers,
        "ATTUNE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "ATTUNE_HOME": str(tmp_path),
        "ATTUNE_PORT": "0",
    }
    for verb in ("serve", "demo"):
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", verb],
            env=surroundings,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        said = " ".join((done.stdout + done.stderr).split())
        assert "for demonstrations on one machine" in said
        assert "ATTUNE_HOST is 0.0.0.0" in said
        assert "Traceback" not in said
