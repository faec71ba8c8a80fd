"""Launches: a learning platform says who it is that opens a page (LTI 1.3 core, IMS Security Framework 1.0).

The service keeps nothing of one that is under way. What it must know again travels sealed: to the platform
and back as `state`, and to the page as a code. That each is good once, the database says (`Launched.mark`).
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from typing import Any
from urllib.parse import urlencode

from app.access.vocabulary import Role
from app.auth.base64url import decoded, encoded
from app.auth.checks import check_signature, check_times_and_audience
from app.auth.jws import read_compact
from app.auth.keys import KeySet
from app.auth.launch_claims import check_audience, check_claims, login_in
from app.auth.sealing import seal, unseal
from app.auth.sessions import Sessions
from app.auth.signing import SigningKey
from app.clock import Clock
from app.errors import LaunchRefused, NotFound, Unauthenticated
from app.settings import Issuer, Platform, origin_of

UNDER_WAY = timedelta(minutes=5)
"""From the platform's first word to its answer."""
CODE_LASTS = timedelta(seconds=60)
LONGEST_ID_TOKEN = 65_536
"""Characters: a platform may put the description of an activity into it."""
_TIMES = {"longest_seconds": 3_600, "requires_jti": False, "token_type": "JWT"}


@dataclass(frozen=True, slots=True)
class Initiation:
    """What a platform says to begin with."""

    issuer: str
    login_hint: str
    target_link_uri: str
    client_id: str | None = None
    deployment_id: str | None = None
    message_hint: str | None = None
    storage_target: str | None = None
    """The frame in which the platform keeps something for the tool, where it offers that."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser is told: where to go, and what to bring back."""

    location: str
    name: str
    """Of what it keeps: a launch's own, because several may be under way."""
    secret: str
    storage_target: str | None
    platform_origin: str


@dataclass(frozen=True, slots=True)
class Launched:
    """A launch that holds: who, by which platform, to which page."""

    platform: Platform
    login: tuple[str, str]
    page: str
    mark: bytes
    """To be found used, if it comes again."""
    until: datetime
    name: str
    """Of what the browser keeps for it."""
    storage_target: str | None
    platform_origin: str
    is_bound: bool
    """Whether the browser brought back what it was given. If not, the platform's storage must have it."""
    secret_digest: str


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code is good for."""

    login: tuple[str, str]
    platform: tuple[str, str]
    roles: frozenset[Role]
    mark: bytes
    until: datetime


class Launches:
    """The configured platforms, and what was sealed for them."""

    def __init__(
        self,
        platforms: Sequence[Platform],
        address: str,
        signing: SigningKey,
        clock: Clock,
        sessions: Sessions,
    ) -> None:
        self.sessions = sessions
        self._platforms = {each.key: each for each in platforms}
        self._issuers = {each.key: _as_issuer(each) for each in platforms}
        self._keys = {key: KeySet(issuer, clock) for key, issuer in self._issuers.items()}
        self._back = f"{address}/v1/lti/launch"
        self._clock = clock
        self._states = Sealed(signing.secret_for("lti state"))
        self._codes = Sealed(signing.secret_for("lti code"))

    def begin(self, asked: Initiation) -> Begun:
        """Raises NotFound for a platform that nobody configured, LaunchRefused for a page or deployment."""
        platform = self._platform(asked.issuer, asked.client_id)
        if asked.deployment_id is not None and asked.deployment_id not in platform.deployment_ids:
            raise LaunchRefused("the platform's deployment is not one that is accepted here")
        if asked.target_link_uri not in platform.pages:
            raise LaunchRefused("the platform names a page that it may not open")
        nonce, name, secret = token_urlsafe(32), token_hex(8), token_urlsafe(32)
        state = self._states.seal(
            self._clock() + UNDER_WAY,
            platform=platform.key,
            nonce=nonce,
            page=asked.target_link_uri,
            name=name,
            secret=_digest(secret),
            storage=asked.storage_target,
        )
        question = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": platform.client_id,
            "redirect_uri": self._back,
            "login_hint": asked.login_hint,
            "state": state,
            "nonce": nonce,
        }
        if asked.message_hint is not None:
            question["lti_message_hint"] = asked.message_hint
        endpoint = platform.authorization_endpoint
        location = f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(question)}"
        return Begun(location, name, secret, asked.storage_target, origin_of(endpoint))

    async def finish(self, state: str, id_token: str, kept: Mapping[str, str]) -> Launched:
        """What the platform answered; `kept`: what the browser brought along, by name.

        Raises LaunchRefused, and Unavailable while the platform's keys cannot be read.
        """
        said = self._states.unseal(state, self._clock())
        platform = self._platforms.get(tuple(said["platform"]))
        if platform is None:
            raise LaunchRefused("the platform is not known here any more")
        try:
            payload = await self._verified(id_token, platform)
        except Unauthenticated as refusal:
            raise LaunchRefused(refusal.detail) from None
        check_claims(payload, platform, nonce=said["nonce"], page=said["page"])
        brought = kept.get(said["name"])
        is_bound = brought is not None and hmac.compare_digest(_digest(brought), said["secret"])
        if not is_bound and (brought is not None or said["storage"] is None):
            raise LaunchRefused(
                "this browser did not begin it, or keeps nothing for a page within another: let the platform"
                " open the page in a window of its own"
            )
        return Launched(
            platform,
            (platform.login_issuer or platform.issuer, login_in(payload, platform)),
            said["page"],
            _mark("nonce", said["nonce"]),
            _moment(said["until"]),
            said["name"],
            said["storage"],
            origin_of(platform.authorization_endpoint),
            is_bound,
            said["secret"],
        )

    def code(self, launched: Launched, roles: Sequence[Role]) -> str:
        """What the page gets, to exchange it for a token once."""
        return self._codes.seal(
            self._clock() + CODE_LASTS,
            login=launched.login,
            platform=launched.platform.key,
            roles=roles,
            origin=origin_of(launched.page),
            secret=None if launched.is_bound else launched.secret_digest,
            nonce=token_urlsafe(16),
        )

    def read_code(self, code: str, origin: str | None) -> Coded:
        """What it is good for, asked from a page of that origin. Raises LaunchRefused."""
        sealed, _, secret = code.partition(".")
        said = self._codes.unseal(sealed, self._clock())
        if origin != said["origin"]:
            raise LaunchRefused("the code was given to a page of another origin")
        if said["secret"] is not None and not hmac.compare_digest(_digest(secret), said["secret"]):
            raise LaunchRefused("another browser began this")
        if tuple(said["platform"]) not in self._platforms:
            raise LaunchRefused("the platform is not known here any more")
        return Coded(
            tuple(said["login"]),
            tuple(said["platform"]),
            frozenset(Role(each) for each in said["roles"]),
            _mark("code", said["nonce"]),
            _moment(said["until"]),
        )

    def _platform(self, issuer: str, client_id: str | None) -> Platform:
        found = [
            each
            for each in self._platforms.values()
            if each.issuer == issuer and client_id in {None, each.client_id}
        ]
        if len(found) != 1:
            raise NotFound("no such platform opens pages here")
        return found[0]

    async def _verified(self, id_token: str, platform: Platform) -> Mapping[str, Any]:
        token = read_compact(id_token, LONGEST_ID_TOKEN)
        issuer = self._issuers[platform.key]
        if token.payload.get("iss") != platform.issuer:
            raise Unauthenticated("the token is another issuer's")
        await check_signature(token, issuer, self._keys[platform.key])
        check_times_and_audience(token.payload, issuer, self._clock())
        check_audience(token.payload, platform)
        return token.payload


class Sealed:
    """Statements that only this service can read, and only for a while."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seal(self, until: datetime, **said: object) -> str:
        plain = json.dumps(said | {"until": until.timestamp()}).encode()
        return encoded(seal(self._secret, plain))

    def unseal(self, text: str, now: datetime) -> dict[str, Any]:
        """Raises LaunchRefused for what was not sealed here, and for what is too old."""
        data = decoded(text)
        plain = None if data is None else unseal(self._secret, data)
        if plain is None:
            raise LaunchRefused("it did not begin here")
        said: dict[str, Any] = json.loads(plain)
        if now >= _moment(said["until"]):
            raise LaunchRefused("it took too long: open the page once more")
        return said


def _as_issuer(platform: Platform) -> Issuer:
    """What the checks of every token ask for."""
    return Issuer.model_validate(
        {"issuer": platform.issuer, "audience": platform.client_id, "jwks_uri": platform.jwks_uri} | _TIMES
    )


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _mark(what: str, nonce: str) -> bytes:
    return sha256(f"{what} {nonce}".encode()).digest()


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
