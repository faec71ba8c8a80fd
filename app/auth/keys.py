"""Keys: an issuer's public keys, from its JWKS, remembered and refreshed."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
from jose import jwk
from jose.backends.base import Key
from jose.exceptions import JWKError

from app.clock import Clock
from app.errors import Unavailable

REFRESH_AT_MOST = timedelta(minutes=1)
"""How often an unknown key id may make us ask the issuer again."""

# What a key may sign with is the key's own property: a token's header never chooses.
_ALGORITHM_OF = {"RSA": "RS256", "EC": "ES256"}


class KeySet:
    """One issuer's verification keys by key id; private and symmetric keys are never taken in."""

    def __init__(self, jwks_uri: str, clock: Clock) -> None:
        self._uri = jwks_uri
        self._clock = clock
        self._keys: dict[str, tuple[str, Key]] = {}
        self._fetched_at: datetime | None = None
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> tuple[str, Key] | None:
        """The (algorithm, key) with that id, asking the issuer once a minute at most if unknown."""
        if key_id not in self._keys:
            async with self._lock:
                if key_id not in self._keys and self._may_ask():
                    await self._refresh()
        return self._keys.get(key_id)

    def _may_ask(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at >= REFRESH_AT_MOST

    async def _refresh(self) -> None:
        document = await _fetch(self._uri)
        self._fetched_at = self._clock()
        self._keys = {
            entry["kid"]: read for entry in document.get("keys", []) if (read := _read_key(entry)) is not None
        }


def _read_key(entry: Mapping[str, Any]) -> tuple[str, Key] | None:
    algorithm = _ALGORITHM_OF.get(entry.get("kty", ""))
    if algorithm is None or "kid" not in entry or entry.get("use", "sig") != "sig":
        return None
    if entry.get("alg", algorithm) != algorithm:
        return None
    public = {name: value for name, value in entry.items() if name in {"kty", "n", "e", "crv", "x", "y"}}
    try:
        return algorithm, jwk.construct(public, algorithm)
    except JWKError:
        return None


async def _fetch(uri: str) -> dict[str, Any]:
    parts = urlsplit(uri)
    if parts.scheme == "file":
        text = await asyncio.to_thread(Path(unquote(parts.path)).read_text, "utf-8")
        document: dict[str, Any] = json.loads(text)
        return document
    try:
        async with httpx.AsyncClient(timeout=5, follow_redirects=False) as client:
            answer = await client.get(uri)
        document = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as problem:
        raise Unavailable("the identity provider's keys cannot be read") from problem
    return document
