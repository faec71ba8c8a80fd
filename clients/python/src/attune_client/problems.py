"""Refusals: every one is a problem of RFC 9457, and its `type` never changes its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpx

if TYPE_CHECKING:
    from attune_client.models import ProblemOut


class ProblemError(Exception):
    """What the service declined, in its own words."""

    def __init__(self, problem: ProblemOut, retry_after: int | None) -> None:
        super().__init__(f"{problem['title']}: {problem['detail']}")
        self.problem = problem
        self.retry_after = retry_after
        """How many seconds to wait before trying again, where the service says so."""

    @property
    def code(self) -> str:
        """The problem's stable code, such as `consent-required`."""
        return self.problem["type"].rsplit("/", 1)[-1]

    @property
    def status(self) -> int:
        return self.problem["status"]


def problem_of(response: httpx.Response) -> ProblemError:
    """The refusal of an answer. A proxy in between may answer with something else than a problem."""
    try:
        said = response.json()
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        title = response.reason_phrase or f"HTTP {response.status_code}"
        said = {
            "type": "about:blank",
            "title": title,
            "status": response.status_code,
            "detail": "not an answer of the service",
            "instance": response.url.path,
        }
    return ProblemError(cast("ProblemOut", said), seconds_to_wait(response))


def seconds_to_wait(response: httpx.Response) -> int | None:
    after = response.headers.get("Retry-After", "")
    return int(after) if after.isdecimal() else None
