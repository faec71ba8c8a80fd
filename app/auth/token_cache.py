"""The token cache: verified tokens, so that a signature is checked once and not on every request."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.auth.claims import Claims
from app.auth.keys import KeySet

MOST_TOKENS = 10_000
"""Tokens; about a kilobyte each."""


@dataclass(frozen=True, slots=True)
class _Verified:
    claims: Claims
    expires: datetime
    key_set: KeySet
    keys: Mapping[str, object]
    """What the key set held then: once it holds others, the token is verified again."""


class TokenCache:
    """The most recently used tokens, by digest: whoever reads this memory learns no token."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tokens: OrderedDict[bytes, _Verified] = OrderedDict()

    def get(self, digest: bytes, now: datetime) -> Claims | None:
        """The claims of a token that is still valid."""
        found = self._tokens.get(digest)
        if found is None:
            return None
        found.key_set.keep_fresh(now)
        if now >= found.expires or found.keys is not found.key_set.keys:
            del self._tokens[digest]
            return None
        self._tokens.move_to_end(digest)
        return found.claims

    def put(self, digest: bytes, claims: Claims, expires: datetime, key_set: KeySet) -> None:
        self._tokens[digest] = _Verified(claims, expires, key_set, key_set.keys)
        if len(self._tokens) > self._most:
            self._tokens.popitem(last=False)
