"""The demonstration's own identity provider: real keys, real signatures, and the very same checks.

It is a directory with a private key and a JWKS file. The service is pointed at the JWKS like at any
issuer's and has no other way in.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwk, jwt

from app.access.vocabulary import Role, Scope
from app.settings import Issuer

ISSUER = "https://demo.attune.invalid"
AUDIENCE = "https://api.attune.invalid"
CLIENT = "attune-demo"


class DemoIssuer:
    """Signs access tokens with the key of one directory, which is made where there is none."""

    def __init__(self, directory: Path) -> None:
        self._private = directory / "private-key.pem"
        self._jwks = directory / "jwks.json"
        if not self._jwks.exists():
            directory.mkdir(parents=True, exist_ok=True)
            self._make_key()

    @property
    def private_key(self) -> str:
        return self._private.read_text()

    @property
    def jwks(self) -> str:
        return self._jwks.read_text("utf-8")

    @property
    def key_id(self) -> str:
        key_id: str = json.loads(self.jwks)["keys"][0]["kid"]
        return key_id

    def rotate(self) -> None:
        """Sign with a new key from now on; tokens of the old one no longer hold."""
        self._make_key()

    def settings(self) -> Issuer:
        """What the service must be told to accept this issuer's tokens."""
        return Issuer(issuer=ISSUER, audience=AUDIENCE, jwks_uri=self._jwks.resolve().as_uri())

    def token(
        self,
        subject: str,
        roles: list[Role],
        now: datetime,
        lasts: timedelta = timedelta(hours=8),
        scopes: Iterable[Scope] | None = None,
    ) -> str:
        """An access token for that login; without scopes named, for all that its roles may need."""
        if scopes is None:
            scopes = Scope if "service" in roles else (Scope.READ, Scope.WRITE)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "client_id": CLIENT,
            "iat": int(now.timestamp()),
            "exp": int((now + lasts).timestamp()),
            "jti": str(uuid4()),
            "roles": [str(role) for role in roles],
            "scope": " ".join(scopes),
        }
        headers = {"typ": "at+jwt", "kid": self.key_id}
        return jwt.encode(claims, self.private_key, algorithm="ES256", headers=headers)

    def _make_key(self) -> None:
        public = (
            _make_private_key(self._private)
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        entry = jwk.construct(public.decode(), "ES256").to_dict()
        entry |= {"kid": str(uuid4()), "use": "sig", "alg": "ES256"}
        self._jwks.write_text(json.dumps({"keys": [entry]}, indent=1), "utf-8")


def demonstration_signing_key(directory: Path) -> str:
    """The private key that a demonstration signs receipts with, which is made where there is none."""
    path = directory / "signing-key.pem"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        _make_private_key(path)
    return path.read_text()


def _make_private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
    return key
