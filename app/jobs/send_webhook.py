"""Send a webhook's message, with little trust in where it goes.

A host's addresses are looked up once, and the connection goes to one of them: what a name means cannot change
between the look and the call. No redirects, no proxies, little time; of the answer, no more than its headers.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

import httpx

from app.webhooks.addresses import chosen, fault_of
from app.webhooks.standard import Attempt

SECONDS = 15.0
"""For everything, from looking the host up to the answer's headers."""
NOT_ALLOWED = "the host leads to an address that no webhook may go to"
_PORTS = {"http": 80, "https": 443}


class _NotAllowed(Exception):
    """The host has no address, or one that no webhook may go to."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends over the network."""

    loopback: bool = False
    """Whether this machine will do, as for a demonstration."""
    seconds: float = SECONDS

    async def send(self, address: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Attempt:
        """What came of it. Raises nothing: whatever happens is the receiver's, and told as such."""
        began = time.monotonic()
        status, problem, retry_after = await self._answer(address, headers, body)
        milliseconds = int((time.monotonic() - began) * 1_000)
        return Attempt(now, status, problem, milliseconds, retry_after)

    async def _answer(
        self, address: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, str | None, str | None]:
        try:
            async with asyncio.timeout(self.seconds):
                answer = await self._post(address, headers, body)
        except _NotAllowed:
            return None, NOT_ALLOWED, None
        except (TimeoutError, httpx.TimeoutException):
            return None, f"no answer within {self.seconds:g} seconds", None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as problem:
            return None, f"no connection, or no answer that is HTTP ({type(problem).__name__})", None
        return answer.status_code, None, answer.headers.get("Retry-After")

    async def _post(self, address: str, headers: Mapping[str, str], body: bytes) -> httpx.Response:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        if fault_of(address, loopback=self.loopback) is not None:
            raise _NotAllowed
        found = chosen(await _resolved(host, port), loopback=self.loopback)
        if found is None:
            raise _NotAllowed
        target = httpx.URL(address).copy_with(host=found)
        sent = {**headers, "Content-Type": "application/json", "Host": parts.netloc, "User-Agent": "Attune"}
        client = httpx.AsyncClient(
            verify=await asyncio.to_thread(_trusted),
            timeout=self.seconds,
            follow_redirects=False,
            trust_env=False,
        )
        # The certificate must be the named host's. The body is not read, however large.
        named = {"sni_hostname": host}
        async with (
            client,
            client.stream("POST", target, content=body, headers=sent, extensions=named) as answer,
        ):
            return answer


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. To read them all takes time: once, and beside everything else."""
    return httpx.create_ssl_context(trust_env=False)


async def _resolved(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]
