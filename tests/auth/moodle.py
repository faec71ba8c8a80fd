"""Moodle as a platform of LTI 1.3, on loopback: its keys, its question and its answer, byte for byte.

After `mod/lti/auth.php`, `certs.php` and `locallib.php` of Moodle 4: names, order and shapes.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from re import findall
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk, jwt

from tests.world import Moment

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
CLIENT = "a1B2c3D4e5F6g7H"
DEPLOYMENT = "3"
KEY_ID = "2fd1c5a7f5b1c6d1a2b3"
LOGIN = f"{CLAIM}ext.user_username"
"""Which of its claims is the login, as the service is told."""


@dataclass
class Moodle:
    """One site, with somebody signed in to it."""

    address: str
    moment: Moment
    private: str
    username: str = ""
    roles: str = "Learner"
    otherwise: dict[str, Any] = field(default_factory=dict)
    """Claims that are other than Moodle's; None leaves one out."""
    signing: dict[str, Any] = field(default_factory=dict)
    """What it signs with, where that is not its own key."""
    refuses: str | None = None

    def opens(self, page: str) -> str:
        """The form by which it begins a launch, as a browser sends it."""
        hint = json.dumps({"cmid": "7", "launchid": "ltilaunch7_1804289383"}, separators=(",", ":"))
        return _form(
            {
                "iss": self.address,
                "target_link_uri": page,
                "login_hint": "42",
                "lti_message_hint": hint,
                "client_id": CLIENT,
                "lti_deployment_id": DEPLOYMENT,
            }
        )

    def answers(self, asked: dict[str, str]) -> str:
        """The page whose form a browser sends off by itself."""
        assert asked["scope"] == "openid"
        assert asked["response_type"] == "id_token"
        assert asked["response_mode"] == "form_post"
        assert asked["prompt"] == "none"
        assert (asked["client_id"], asked["login_hint"]) == (CLIENT, "42")
        assert json.loads(asked["lti_message_hint"])["cmid"] == "7"
        told = {"error": self.refuses} if self.refuses else {"id_token": self.id_token(asked["nonce"])}
        inputs = "".join(
            f'  <input type="hidden" name="{escape(name)}" value="{escape(value)}"/>\n'
            for name, value in (told | {"state": asked["state"]}).items()
        )
        return (
            f'<form action="{asked["redirect_uri"]}" name="ltiAuthForm" id="ltiAuthForm" method="post"'
            f' enctype="application/x-www-form-urlencoded">\n{inputs}</form>\n'
        )

    def id_token(self, nonce: str) -> str:
        now = int(self.moment.now.timestamp())
        claims = {
            "nonce": nonce,
            "iat": now,
            "exp": now + 60,
            "iss": self.address,
            "aud": CLIENT,
            f"{CLAIM}deployment_id": DEPLOYMENT,
            f"{CLAIM}target_link_uri": PAGE,
            "sub": "42",
            f"{CLAIM}lis": {"person_sourcedid": "", "course_section_sourcedid": ""},
            f"{CLAIM}roles": [f"http://purl.imsglobal.org/vocab/lis/v2/membership#{self.roles}"],
            f"{CLAIM}context": {"id": "2", "label": "BIO1", "title": "Cells", "type": ["CourseSection"]},
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}resource_link": {"title": "Engagement", "description": "<p>…</p>" * 900, "id": "1"},
            "given_name": "Sam", "family_name": "Student", "name": "Sam Student",
            f"{CLAIM}ext": {"user_username": self.username, "lms": "moodle-2"},
            "email": "sam@example.ac.uk",
            f"{CLAIM}launch_presentation": {"locale": "en", "document_target": "iframe"},
            f"{CLAIM}tool_platform": {"product_family_code": "moodle", "version": "2024100700"},
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}custom": {},
        } | self.otherwise  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        signing = {"key": self.private, "algorithm": "RS256", "headers": {"kid": KEY_ID}} | self.signing
        token: str = jwt.encode(kept, **signing)
        return token

    @property
    def jwks(self) -> str:
        public = jwk.construct(_public(self.private), "RS256").to_dict()
        return json.dumps({"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]})


PAGE = "https://page.attune.test/engagement?from=moodle"


def sent_off(page: str) -> tuple[str, str]:
    """Where the form of such a page goes, and its body as a browser makes it."""
    (action,) = findall(r'<form action="([^"]+)"', page)
    fields = {name: unescape(value) for name, value in findall(r'name="(\w+)" value="([^"]*)"/>', page)}
    return action, _form(fields)


def _form(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())


def _public(private: str) -> str:
    key = serialization.load_pem_private_key(private.encode(), None)
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def made_key() -> str:
    return (
        rsa.generate_private_key(65_537, 2_048)
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


@contextmanager
def running_moodle(moment: Moment) -> Iterator[Moodle]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/mod/lti/certs.php":
                text = moodle.jwks
            else:
                text = moodle.answers(dict(parse_qsl(parts.query, strict_parsing=True)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    moodle = Moodle(f"http://127.0.0.1:{httpd.server_port}", moment, made_key())
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield moodle
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
