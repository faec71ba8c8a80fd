"""Forging: tokens as the issuer would sign them, and as it never would."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.auth.demo_issuer import AUDIENCE, ISSUER, DemoIssuer
from tests.world import Moment


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "==")


@dataclass
class Forge:
    """Signs whatever it is given with the issuer's own key, unless told another."""

    issuer: DemoIssuer
    moment: Moment
    subject: str

    def __call__(
        self, *, headers: dict[str, Any] | None = None, key: str | None = None, **claims: Any
    ) -> str:
        """A token that holds, but for what is said otherwise; None leaves a claim or header out."""
        payload = self.claims() | claims
        return self.signed(json.dumps(_without_none(self.headers() | (headers or {}))), _json(payload), key)

    def headers(self) -> dict[str, Any]:
        return {"alg": "ES256", "typ": "at+jwt", "kid": self.issuer.key_id}

    def claims(self) -> dict[str, Any]:
        now = int(self.moment.now.timestamp())
        return {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": self.subject,
            "client_id": "test",
            "iat": now,
            "exp": now + 600,
            "jti": "1",
            "roles": ["student"],
            "scope": "attune:read attune:write",
        }

    def signed(self, header: str, payload: str, key: str | None = None) -> str:
        """Those very texts, signed."""
        said = f"{b64(header.encode())}.{b64(payload.encode())}"
        private = serialization.load_pem_private_key((key or self.issuer.private_key).encode(), None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        r, s = decode_dss_signature(private.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{said}.{b64(r.to_bytes(32) + s.to_bytes(32))}"

    @property
    def public_pem(self) -> bytes:
        private = serialization.load_pem_private_key(self.issuer.private_key.encode(), None)
        return private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _json(payload: dict[str, Any]) -> str:
    return json.dumps(_without_none(payload))


async def ask(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.get("/v1/me", headers=[(b"Authorization", b"Bearer " + token.encode())])


async def refused(client: httpx.AsyncClient, token: str, said: str = "") -> None:
    """The token is answered with a 401 problem whose challenge says that it does not hold."""
    answer = await ask(client, token)
    assert answer.status_code == 401, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert said in answer.json()["detail"]
