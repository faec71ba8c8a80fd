"""A real identity provider for the page: npm's `oidc-provider` on loopback, over TLS.

It has the demonstration's key and is its issuer: the service accepts its tokens like those that `make demo`
hands out, by the same published keys, and everybody with a login there can sign in. The browser is told where
the issuer's name leads (`browser_options`).
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from jose import jwk

from app.auth.demo_issuer import AUDIENCE, ISSUER, DemoIssuer
from app.clock import system_clock

NODE = Path(sys.executable).with_name("node")
HOST = ISSUER.removeprefix("https://")
CLIENT = "attune-page"
PATIENCE = 30


@dataclass
class Provider:
    """One under way."""

    process: "subprocess.Popen[str]"
    said: Path

    @property
    def port(self) -> int:
        """Where it listens, as soon as it does."""
        began = time.monotonic()
        while not (told := self._told("listens")):
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() - began < PATIENCE, self.said.read_text()
            time.sleep(0.05)
        return int(told[0])

    @property
    def sign_in(self) -> dict[str, str]:
        """What the page's `config.json` says of it."""
        return {"issuer": ISSUER, "client_id": CLIENT, "resource": AUDIENCE}

    @property
    def browser_options(self) -> list[str]:
        return ["--no-sandbox", f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{self.port}"]

    def given(self, login: str) -> list[str]:
        """For what it gave them tokens, in order."""
        return [each.removesuffix(f" {login}") for each in self._told("gave") if each.endswith(f" {login}")]

    def stop(self) -> None:
        """It ends with its input, however it was started."""
        self.process.communicate(timeout=PATIENCE)

    def _told(self, what: str) -> list[str]:
        lines = self.said.read_text("utf-8").splitlines()
        return [each.removeprefix(f"{what} ") for each in lines if each.startswith(f"{what} ")]


@contextmanager
def provider(issuer: DemoIssuer, page: str, people: Mapping[str, Any], said: Path) -> Iterator[Provider]:
    """The provider, meanwhile; `page`: where people come back to; `people`: as provider.mjs says."""
    key = jwk.construct(issuer.private_key, "ES256").to_dict() | {"kid": issuer.key_id, "use": "sig"}
    settings = {
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "page": page,
        "client": CLIENT,
        "key": key,
        "tls": _certificate(),
        "people": people,
    }
    with said.open("w") as output:
        process = subprocess.Popen(
            [NODE, Path(__file__).with_suffix(".mjs")],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            text=True,
        )
    started = Provider(process, said)
    try:
        assert process.stdin is not None
        process.stdin.write(f"{json.dumps(settings)}\n")
        process.stdin.flush()
        yield started
    finally:
        started.stop()


def _certificate() -> dict[str, str]:
    """A key and a certificate of its own for that name, which nobody but the test believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = system_clock()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {"key": private.decode(), "cert": certificate.public_bytes(pem).decode()}
