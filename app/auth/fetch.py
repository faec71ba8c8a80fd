"""Fetching: an issuer's documents, with little trust: no redirects, little time, little size."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

SECONDS = 5.0
"""For a whole answer: a request may be waiting for it."""
LARGEST = 262_144
"""Bytes; real key sets have a few thousand."""


class FetchFailed(Exception):
    """The document cannot be fetched, or is not a JSON object."""


async def fetch(uri: str) -> dict[str, Any]:
    """The JSON object at an https:, http: or file: address. Raises FetchFailed."""
    try:
        async with asyncio.timeout(SECONDS):
            text = await (_read(uri) if uri.startswith("file:") else _get(uri))
        document = json.loads(text)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError) as problem:
        raise FetchFailed(type(problem).__name__) from problem
    if not isinstance(document, dict):
        raise FetchFailed("not an object")
    return document


async def _read(uri: str) -> bytes:
    return await asyncio.to_thread(Path(unquote(urlsplit(uri).path)).read_bytes)


async def _get(uri: str) -> bytes:
    client = httpx.AsyncClient(timeout=SECONDS, follow_redirects=False)
    async with client, client.stream("GET", uri, headers={"Accept": "application/json"}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise FetchFailed(f"status {answer.status_code}")
        body = b""
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise FetchFailed("too large")
        return body
