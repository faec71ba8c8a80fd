"""A real OpenID provider on loopback: IdentityPython's, with its own discovery, keys, sign-in and tokens."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
from cryptojwt.key_jar import rotate_keys
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration

CLIENT = "student-app"
SECRET = "a-secret-of-the-students-app"
LONG_AFTER = 4_000_000_000
RETURN = "https://app.example/signed-in"
SCOPES = ["openid", "attune:read", "attune:write"]
_KEYS = [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]
_SECRETS = {
    "kwargs": {
        "keys": {"key_defs": [{"type": "OCT", "use": ["enc"], "kid": each} for each in ("password", "salt")]},
        "iterations": 1,
    }
}


class Provider:
    """The provider, and a browser and an application that sign somebody in with it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.asked: list[str] = []
        """The paths that were asked for."""
        self.server = Server(OPConfiguration(_configuration(issuer)))
        self.server.context.cdb[CLIENT] = {
            "client_secret": SECRET,
            "redirect_uris": [(RETURN, None)],
            "response_types_supported": ["code"],
            "token_endpoint_auth_method": "client_secret_basic",
            "allowed_scopes": SCOPES,
            "add_claims": {"always": {"access_token": ["roles"]}},
        }

    def rotate(self) -> None:
        """New keys, and the old ones are gone at once, as after a theft."""
        keys = self.server.keyjar
        rotate_keys(_KEYS, keys)
        keys[self.issuer].mark_all_keys_as_inactive()
        for owner in ("", self.issuer):  # what it publishes, what it signs with
            keys[owner].remove_outdated(when=LONG_AFTER)
        keys.import_jwks(keys.export_jwks(private=True), self.issuer)

    async def sign_in(self, scopes: list[str] = SCOPES) -> dict[str, Any]:
        """Authorization code with PKCE, over HTTP; the token endpoint's answer."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        async with httpx.AsyncClient() as client:
            found = (await client.get(f"{self.issuer}/.well-known/openid-configuration")).json()
            asked = {
                "response_type": "code", "client_id": CLIENT, "redirect_uri": RETURN,
                "scope": " ".join(scopes),
                "state": "s", "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256",
            }  # fmt: skip
            back = await client.get(found["authorization_endpoint"], params=asked)
            assert back.status_code == 303, back.text
            code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
            form = {
                "grant_type": "authorization_code", "code": code, "redirect_uri": RETURN,
                "client_id": CLIENT, "code_verifier": verifier,
            }  # fmt: skip
            answer = await client.post(found["token_endpoint"], data=form, auth=(CLIENT, SECRET))
        tokens: dict[str, Any] = answer.raise_for_status().json()
        return tokens

    def answer(self, method: str, target: str, headers: dict[str, str], body: str) -> tuple[int, str, str]:
        """Status, redirection and body: the binding of the provider to HTTP, which is ours to choose."""
        path, query = urlsplit(target).path.strip("/"), urlsplit(target).query
        self.asked.append(path)
        if path == "jwks.json":
            return 200, "", json.dumps(self.server.keyjar.export_jwks())
        name = {".well-known/openid-configuration": "provider_config"}.get(path, path)
        endpoint = self.server.get_endpoint(name)
        http = {"headers": headers, "url": self.issuer + target, "method": method}
        if name == "provider_config":
            return 200, "", endpoint.do_response(**endpoint.process_request())["response"]
        request = endpoint.parse_request(dict(parse_qsl(query)) if method == "GET" else body, http_info=http)
        done = endpoint.do_response(request=request, **endpoint.process_request(request, http_info=http))
        return (303, done["response"], "") if name == "authorization" else (200, "", done["response"])


@contextmanager
def running_provider() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, location, text = provider.answer(self.command, self.path, headers, body)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{httpd.server_port}")
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def _configuration(issuer: str) -> dict[str, Any]:
    oidc = "idpyoidc.server.oidc"
    return {
        "issuer": issuer,
        "httpc_params": {"verify": True},
        "preference": {
            "subject_types_supported": ["public"],
            "grant_types_supported": ["authorization_code"],
            "response_types_supported": ["code"],
        },
        "key_conf": {"key_defs": _KEYS, "uri_path": "jwks.json"},
        "token_handler_args": {
            "code": {"lifetime": 60, "kwargs": {"crypt_conf": _SECRETS}},
            "token": {
                "class": "idpyoidc.server.token.jwt_token.JWTToken",
                "kwargs": {"lifetime": 600, "enable_claims_per_client": True},
            },
            "id_token": {"class": "idpyoidc.server.token.id_token.IDToken", "kwargs": {}},
        },
        "endpoint": {
            "provider_config": {
                "path": ".well-known/openid-configuration",
                "class": f"{oidc}.provider_config.ProviderConfiguration",
                "kwargs": {},
            },
            "authorization": {
                "path": "authorization",
                "class": f"{oidc}.authorization.Authorization",
                "kwargs": {},
            },
            "token": {
                "path": "token",
                "class": f"{oidc}.token.Token",
                "kwargs": {"client_authn_method": ["client_secret_basic"]},
            },
        },
        "authentication": {
            "signed_in_already": {
                "acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:InternetProtocolPassword",
                "class": "idpyoidc.server.user_authn.user.NoAuthn",
                "kwargs": {"user": "diana"},
            }
        },
        "userinfo": {
            "class": "idpyoidc.server.user_info.UserInfo",
            "kwargs": {"db": {"diana": {"roles": ["Attune.Student"]}}},
        },
        "authz": {
            "class": "idpyoidc.server.authz.AuthzHandling",
            "kwargs": {
                "grant_config": {
                    "usage_rules": {
                        "authorization_code": {
                            "supports_minting": ["access_token", "id_token"],
                            "max_usage": 1,
                            "expires_in": 60,
                        },
                        "access_token": {"expires_in": 600},
                    },
                    "expires_in": 600,
                }
            },
        },
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True},
            }
        },
        "session_params": {"encrypter": _SECRETS},
    }
