"""Signing: what the service has signed can be checked by its published keys, and nothing else can."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import SecretStr

from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey, checked
from app.errors import BadRequest
from app.main import create_app
from app.settings import Settings


@pytest.fixture
def pem(tmp_path: Path) -> str:
    return demonstration_signing_key(tmp_path)


def test_what_was_signed_is_read_back_as_it_was(pem: str) -> None:
    key = SigningKey(pem)
    assert checked("receipt+jws", key.sign("receipt+jws", b'{"a":1}'), key.published) == b'{"a":1}'


def test_the_same_is_signed_by_the_same_bytes(pem: str) -> None:
    assert SigningKey(pem).sign("receipt+jws", b"{}") == SigningKey(pem).sign("receipt+jws", b"{}")


def test_one_thing_does_not_pass_for_another(pem: str) -> None:
    key = SigningKey(pem)
    with pytest.raises(ValueError, match="was not signed as such"):
        checked("other+jws", key.sign("receipt+jws", b"{}"), key.published)


def test_anything_changed_does_not_hold(pem: str) -> None:
    key = SigningKey(pem)
    header, payload, signature = key.sign("receipt+jws", b"{}").split(".")
    for changed in (f"{header}.{payload}A.{signature}", f"{header}.{payload}.", "a.b", ""):
        with pytest.raises(ValueError, match="it was"):
            checked("receipt+jws", changed, key.published)


def test_a_former_key_still_checks_what_it_signed(pem: str, tmp_path: Path) -> None:
    old = SigningKey(pem)
    new = SigningKey(demonstration_signing_key(tmp_path / "new"), old.published)
    assert checked("receipt+jws", old.sign("receipt+jws", b"{}"), new.published) == b"{}"
    stranger = SigningKey(demonstration_signing_key(tmp_path / "stranger"))
    with pytest.raises(ValueError, match="was not signed as such"):
        checked("receipt+jws", stranger.sign("receipt+jws", b"{}"), new.published)


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, password: bytes | None = None) -> str:
    sealed = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed).decode()


def test_a_key_that_cannot_sign_is_refused_at_start() -> None:
    for wrong, words in (
        ("secret", "must be the PEM of a private key"),
        (_pem(ec.generate_private_key(ec.SECP384R1())), "must be an elliptic-curve key on P-256"),
        (_pem(rsa.generate_private_key(65537, 2048)), "must be an elliptic-curve key on P-256"),
        (_pem(ec.generate_private_key(ec.SECP256R1()), b"x"), "must not be encrypted"),
    ):
        with pytest.raises(BadRequest, match=f"ATTUNE_SIGNING_KEY {words}"):
            create_app(Settings(signing_key=SecretStr(wrong)))


def test_published_keys_hold_nothing_private(pem: str) -> None:
    (key,) = SigningKey(pem).published
    assert set(key) == {"crv", "kty", "x", "y", "kid", "use", "alg"}
    assert json.dumps(key) not in pem
