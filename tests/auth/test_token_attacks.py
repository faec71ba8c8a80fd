"""Attacks on tokens, over HTTP: each is answered with a 401 problem, none with a 500, none with data."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from jose import jwk

from app.auth.demo_issuer import AUDIENCE, ISSUER, DemoIssuer
from app.auth.keys import read_key
from tests.auth.forging import Forge, ask, b64, refused, unb64
from tests.world import Moment, Person

pytestmark = pytest.mark.anyio

ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


# --- the signature ---


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", None, 0, ["ES256"], {"alg": "ES256"}])
@pytest.mark.parametrize("signature", ["", "eA"])
async def test_an_unsigned_token_is_refused(
    client: httpx.AsyncClient, forge: Forge, name: Any, signature: str
) -> None:
    head, payload, _ = forge(headers={"alg": name}).split(".")
    await refused(client, f"{head}.{payload}.{signature}", "algorithm")


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
async def test_an_hmac_made_with_the_public_key_is_refused(
    client: httpx.AsyncClient, forge: Forge, issuer: DemoIssuer, algorithm: str
) -> None:
    """Key confusion: the public key is no secret, so it must not verify as one."""
    signed = forge(headers={"alg": algorithm}).rpartition(".")[0]
    for secret in (forge.public_pem, issuer.jwks.encode(), b""):
        mac = hmac.new(secret, signed.encode(), getattr(hashlib, f"sha{algorithm[2:]}"))
        await refused(client, f"{signed}.{b64(mac.digest())}", "algorithm")


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES384", "ES512", "EdDSA", "RS1", "es256"])
async def test_the_key_says_what_it_signs_with(
    client: httpx.AsyncClient, forge: Forge, algorithm: str
) -> None:
    await refused(client, forge(headers={"alg": algorithm}))


async def test_an_rsa_signature_under_an_elliptic_keys_id_is_refused(
    client: httpx.AsyncClient, forge: Forge
) -> None:
    signed = forge(headers={"alg": "RS256"}).rpartition(".")[0]
    key = rsa.generate_private_key(65537, 2048)
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    await refused(client, f"{signed}.{b64(signature)}", "key")


async def test_another_keys_signature_is_refused(
    client: httpx.AsyncClient, forge: Forge, tmp_path: Path
) -> None:
    await refused(client, forge(key=DemoIssuer(tmp_path).private_key), "signature")


@pytest.mark.parametrize("keep", [0, 1, 43, 64, 84, 85])
async def test_a_stripped_signature_is_refused(client: httpx.AsyncClient, forge: Forge, keep: int) -> None:
    signed, _, signature = forge().rpartition(".")
    await refused(client, f"{signed}.{signature[:keep]}")


@pytest.mark.parametrize(
    ("r", "s"), [(0, 0), (0, 1), (1, 0), (ORDER_OF_P256, ORDER_OF_P256), (ORDER_OF_P256, 1), (1, 1)]
)
async def test_a_signature_of_zeros_is_refused(
    client: httpx.AsyncClient, forge: Forge, r: int, s: int
) -> None:
    """Such as verifiers took that did not look at the range of r and s (CVE-2022-21449)."""
    signed = forge().rpartition(".")[0]
    await refused(client, f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}", "signature")


async def test_a_signature_has_one_format(client: httpx.AsyncClient, forge: Forge) -> None:
    signed, _, signature = forge().rpartition(".")
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    for other in (der, raw + b"\0", b"\0" + raw, raw[:32] + b"\0" + raw[32:], raw * 2):
        await refused(client, f"{signed}.{b64(other)}", "signature")


async def test_the_other_root_of_a_signature_changes_nothing_it_says(
    client: httpx.AsyncClient, forge: Forge
) -> None:
    """(r, n - s) verifies too, by the mathematics of ECDSA; nothing here rests on a signature's bytes."""
    token = forge()
    signed, _, signature = token.rpartition(".")
    raw = unb64(signature)
    other = raw[:32] + (ORDER_OF_P256 - int.from_bytes(raw[32:])).to_bytes(32)
    assert (await ask(client, f"{signed}.{b64(other)}")).json() == (await ask(client, token)).json()
    head, payload, _ = token.split(".")
    changed = json.loads(unb64(payload)) | {"roles": ["admin"]}
    await refused(client, f"{head}.{b64(json.dumps(changed).encode())}.{b64(other)}", "signature")


async def test_base64_has_one_spelling(client: httpx.AsyncClient, forge: Forge) -> None:
    token = forge()
    head, payload, signature = token.split(".")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spare = signature[:-1] + last[last.index(signature[-1]) | 1]
    for other in (spare, signature + "==", signature[:5] + "\n" + signature[5:], signature + "!"):
        await refused(client, f"{head}.{payload}.{other}", "read")


# --- the header ---


@pytest.mark.parametrize(
    "key_id",
    [
        "../../../../dev/null", "/etc/passwd", "' or '1'='1", "x' union select 'key' --", "k" * 4000, "",
        "\0", "file:///dev/null", "http://127.0.0.1:1/jwks.json", "\ud800", 0, None, True, ["x"], {"x": 1},
    ],
)  # fmt: skip
async def test_an_invented_key_id_is_refused(client: httpx.AsyncClient, forge: Forge, key_id: Any) -> None:
    await refused(client, forge(headers={"kid": key_id}), "key")


@pytest.mark.parametrize("signs_itself", [True, False])
@pytest.mark.parametrize("name", ["jku", "x5u", "jwk", "x5c"])
async def test_a_token_that_brings_its_own_key_is_refused(
    client: httpx.AsyncClient, forge: Forge, tmp_path: Path, name: str, *, signs_itself: bool
) -> None:
    own = DemoIssuer(tmp_path)
    brought: Any = {
        "jku": (tmp_path / "jwks.json").as_uri(),
        "x5u": "https://evil.example/cert.pem",
        "jwk": json.loads(own.jwks)["keys"][0],
        "x5c": ["MIIB"],
    }[name]
    headers = {name: brought} | ({"kid": own.key_id} if signs_itself else {})
    await refused(client, forge(headers=headers, key=own.private_key if signs_itself else None), "header")


@pytest.mark.parametrize(
    "headers",
    [{"crit": ["exp"]}, {"crit": []}, {"crit": ["b64"], "b64": False}, {"b64": False}, {"b64": True}],
)
async def test_an_extension_that_is_not_understood_is_refused(
    client: httpx.AsyncClient, forge: Forge, headers: dict[str, Any]
) -> None:
    await refused(client, forge(headers=headers), "header")


@pytest.mark.parametrize(
    "kind", ["JWT", "id_token", "logout+jwt", "dpop+jwt", "at+jwt ", "at+JWT\0", "", None, 7, ["at+jwt"]]
)
async def test_a_token_of_another_type_is_refused(client: httpx.AsyncClient, forge: Forge, kind: Any) -> None:
    await refused(client, forge(headers={"typ": kind}), "access token")


async def test_an_identity_token_is_refused(client: httpx.AsyncClient, forge: Forge) -> None:
    identity = forge(
        headers={"typ": "JWT"}, aud="a-client", client_id=None, scope=None, nonce="n", at_hash="h"
    )
    await refused(client, identity)


# --- what is read twice may be read differently ---


@pytest.mark.parametrize("name", ["sub", "iss", "aud", "exp", "roles", "scope"])
async def test_a_claim_that_stands_there_twice_is_refused(
    client: httpx.AsyncClient, forge: Forge, name: str
) -> None:
    claims = json.dumps(forge.claims())
    again = json.dumps({name: forge.claims()[name]})[1:-1]
    header = json.dumps(forge.headers())
    await refused(client, forge.signed(header, f"{claims[:-1]}, {again}}}"), "read")
    await refused(client, forge.signed(header, f"{{{again}, {claims[1:]}"), "read")


@pytest.mark.parametrize("again", ['"alg": "ES256"', '"alg": "none"', '"kid": "x"', '"\\u0061lg": "ES256"'])
async def test_a_header_that_stands_there_twice_is_refused(
    client: httpx.AsyncClient, forge: Forge, again: str
) -> None:
    header = json.dumps(forge.headers())
    await refused(client, forge.signed(f"{header[:-1]}, {again}}}", json.dumps(forge.claims())), "read")


async def test_duplicates_deep_inside_count_too(client: httpx.AsyncClient, forge: Forge) -> None:
    claims = json.dumps(forge.claims())[:-1] + ', "x": [{"y": 1, "y": 2}]}'
    await refused(client, forge.signed(json.dumps(forge.headers()), claims), "read")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "latin-1"])
async def test_json_is_utf_8(client: httpx.AsyncClient, forge: Forge, encoding: str) -> None:
    claims = json.dumps(forge.claims() | {"name": "é"}, ensure_ascii=False).encode(encoding)
    head, _, signature = forge().split(".")
    await refused(client, f"{head}.{b64(claims)}.{signature}", "read")


# --- too much ---


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "....",
        "é.é.é",
        "e30.e30.e30",
        "e30.e30.",
        "bnVsbA.bnVsbA.bnVsbA",
        "W10.W10.W10",
        "\x80.\xff.x",
    ],
)
async def test_rubbish_is_refused(client: httpx.AsyncClient, token: str) -> None:
    await refused(client, token)


@pytest.mark.parametrize("length", [8_193, 20_000])
async def test_a_huge_token_is_refused_unread(client: httpx.AsyncClient, forge: Forge, length: int) -> None:
    await refused(client, "A" * length, "long")
    await refused(client, forge(padding="p" * length), "long")


@pytest.mark.parametrize("deep", ["[" * 5000, '{"a":' * 1100, "[" * 2000 + "]" * 2000])
async def test_deep_json_is_refused(client: httpx.AsyncClient, forge: Forge, deep: str) -> None:
    await refused(client, forge.signed(json.dumps(forge.headers()), deep), "read")
    await refused(client, forge.signed(deep, json.dumps(forge.claims())), "read")


async def test_a_number_without_end_is_refused(client: httpx.AsyncClient, forge: Forge) -> None:
    claims = json.dumps(forge.claims())[:-1] + ', "x": ' + "9" * 5000 + "}"
    await refused(client, forge.signed(json.dumps(forge.headers()), claims), "read")


# --- claims ---


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" + "0" * 400, '"1"', "true", "[1]", "{}"]
)
async def test_a_time_that_is_none_is_refused(
    client: httpx.AsyncClient, forge: Forge, claim: str, value: str
) -> None:
    claims = {name: said for name, said in forge.claims().items() if name != claim}
    payload = json.dumps(claims)[:-1] + f', "{claim}": {value}}}'
    await refused(client, forge.signed(json.dumps(forge.headers()), payload))


@pytest.mark.parametrize(
    "times",
    [
        {"iat": 31, "exp": 600},
        {"iat": 1e9, "exp": 1e9 + 600},
        {"nbf": 31},
        {"iat": -600, "exp": -30},
    ],
)
async def test_leeway_is_half_a_minute_and_no_more(
    client: httpx.AsyncClient, forge: Forge, moment: Moment, times: dict[str, Any]
) -> None:
    now = moment.now.timestamp()
    await refused(client, forge(**{name: now + after for name, after in times.items()}))


async def test_a_token_for_longer_than_a_day_is_refused(
    client: httpx.AsyncClient, forge: Forge, moment: Moment
) -> None:
    now = int(moment.now.timestamp())
    assert (await ask(client, forge(iat=now, exp=now + 86_400))).status_code == 200
    await refused(client, forge(iat=now, exp=now + 86_401), "longer")
    await refused(client, forge(iat=now - 86_400 * 365, exp=now + 60), "longer")


@pytest.mark.parametrize(
    "audience",
    [
        [], ["https://other.example"], "", AUDIENCE + "/", AUDIENCE.upper(), f"{AUDIENCE} x", [[AUDIENCE]],
        {AUDIENCE: 1}, 7, True,
    ],
)  # fmt: skip
async def test_another_audience_is_refused(client: httpx.AsyncClient, forge: Forge, audience: Any) -> None:
    await refused(client, forge(aud=audience), "audience")


@pytest.mark.parametrize(
    "name", [ISSUER + "/", ISSUER.upper(), " " + ISSUER, ISSUER + "\0", "", [ISSUER], {"a": ISSUER}, 7, True]
)
async def test_another_issuer_is_refused(client: httpx.AsyncClient, forge: Forge, name: Any) -> None:
    await refused(client, forge(iss=name), "issuer")


@pytest.mark.parametrize("claim", ["sub", "client_id"])
@pytest.mark.parametrize(
    "name", ["", "a\0b", "\0", "a\nb", "\ud800", "a\u202eb", "\u200b", "n" * 256, ["x"], {"x": 1}, 7, True]
)
async def test_a_name_that_is_none_is_refused(
    client: httpx.AsyncClient, forge: Forge, claim: str, name: Any
) -> None:
    await refused(client, forge(**{claim: name}), claim)


async def test_a_look_alike_of_a_login_is_somebody_else(
    client: httpx.AsyncClient, forge: Forge, somebody: Person
) -> None:
    for subject in (
        somebody.subject.replace("e", "\u0435"),
        f" {somebody.subject}",
        somebody.subject.upper(),
    ):
        assert (await ask(client, forge(sub=subject))).status_code == 403


@pytest.mark.parametrize("roles", [["\u0430dmin"], ["admin\0"], ["ADMIN"], [["admin"]], ["admin,student"]])
async def test_a_look_alike_of_a_role_opens_nothing(
    client: httpx.AsyncClient, forge: Forge, roles: Any
) -> None:
    assert (await ask(client, forge(roles=roles))).json()["roles"] == []


# --- the request ---


async def test_two_authorization_headers_are_refused(client: httpx.AsyncClient, forge: Forge) -> None:
    """Whoever stands before us may have looked at the other one."""
    for first, second in (("Bearer x", f"Bearer {forge()}"), (f"Bearer {forge()}",) * 2):
        answer = await client.get("/v1/me", headers=[("Authorization", first), ("Authorization", second)])
        assert answer.status_code == 400


async def test_a_token_elsewhere_than_in_the_header_is_ignored(
    client: httpx.AsyncClient, forge: Forge
) -> None:
    for name in ("access_token", "token", "Authorization"):
        assert (await client.get("/v1/me", params={name: forge()})).status_code == 401
        assert (await client.get("/v1/me", headers={"Cookie": f"{name}={forge()}"})).status_code == 401


# --- the issuer's keys ---


def test_weak_or_secret_keys_are_not_taken_in() -> None:
    weak = rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505 (the attack)
    pem = weak.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    entry = jwk.construct(pem.decode(), "RS256").to_dict() | {"kid": "x"}
    assert read_key(entry) is None
    assert read_key({"kty": "oct", "k": "c2VjcmV0", "kid": "x"}) is None
    other = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    numbers = {"x": b64(other.x.to_bytes(48)), "y": b64(other.y.to_bytes(48))}
    assert read_key({"kty": "EC", "crv": "P-384", "kid": "x"} | numbers) is None
    for broken in ({"kty": "EC", "kid": "x"}, {"kty": "RSA", "kid": "x", "n": 1}, {"kid": "x"}, "x", None):
        assert read_key(broken) is None
