"""Sessions: the access tokens that the service signs itself, for whoever comes by a launch, and for an hour.

They go the way of every other token, with every check of it. Only their key is known, and asked of nobody;
and they say whose login it is, because that is an issuer's or a platform's, and not the service's.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from jose.backends.base import Key
from typing_extensions import override

from app.access.vocabulary import Role, Scope
from app.auth.claims import Claims
from app.auth.keys import KeySet, read_key
from app.auth.signing import ALGORITHM, SigningKey
from app.clock import Clock
from app.errors import Unauthenticated
from app.settings import Issuer

LASTS = timedelta(hours=1)
"""There is no refreshing it: whoever wants more launches the page again."""
SCOPES = (Scope.READ, Scope.WRITE)
"""What a person's own application needs, and no system's."""
_TYPE = "at+jwt"


class Sessions:
    """Signs them, and says what verifies them."""

    def __init__(
        self, address: str, signing: SigningKey, platforms: Collection[tuple[str, str]], clock: Clock
    ) -> None:
        self.issuer = Issuer(
            issuer=f"{address}/v1/lti",
            audience=address,
            jwks_uri="file:///dev/null",  # nobody is asked: see OwnKey
            algorithms=(ALGORITHM,),
            longest_seconds=int(LASTS.total_seconds()),
        )
        self.keys = OwnKey(self.issuer, clock, signing)
        self._signing = signing
        self._platforms = platforms

    def token(
        self, login: tuple[str, str], platform: tuple[str, str], roles: Iterable[Role], now: datetime
    ) -> str:
        """A token of that (issuer, subject), who came from that (issuer, client) of a platform."""
        said = {
            "iss": self.issuer.issuer,
            "aud": self.issuer.audience,
            "login_issuer": login[0],
            "sub": login[1],
            "platform": platform[0],
            "client_id": platform[1],
            "iat": int(now.timestamp()),
            "exp": int((now + LASTS).timestamp()),
            "jti": token_urlsafe(16),
            "roles": sorted(roles),
            "scope": " ".join(SCOPES),
        }
        return self._signing.sign(_TYPE, json.dumps(said).encode())

    def whose(self, payload: Mapping[str, Any], claims: Claims) -> Claims:
        """The claims as the login's own issuer would have them. What a platform sent goes with it."""
        if (payload.get("platform"), claims.client) not in self._platforms:
            raise Unauthenticated("the token's platform is not known here any more")
        return replace(claims, issuer=payload["login_issuer"])


class OwnKey(KeySet):
    """The service's own key. Of a former one no token holds: they last an hour."""

    def __init__(self, issuer: Issuer, clock: Clock, signing: SigningKey) -> None:
        super().__init__(issuer, clock)
        own = signing.published[0]
        read = read_key(own)
        assert read is not None
        self.keys = {own["kid"]: read}

    @override
    async def find(self, key_id: str) -> tuple[str, Key] | None:
        return self.keys.get(key_id)

    @override
    def keep_fresh(self, now: datetime) -> None:
        """It does not grow old."""
