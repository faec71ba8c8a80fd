"""Health, and the meaning of problem types."""

from typing import Literal

from app.schemas.base import Out, shown_as

_PROBLEM_TYPE = {
    "code": "consent-required",
    "status": 403,
    "title": "The student has not consented to this use",
    "what_to_do": "Show what the purpose is, and let the student decide.",
}


class HealthOut(Out):
    model_config = shown_as({"status": "ready"})

    status: Literal["alive", "ready"]
    """`alive` from /healthz, `ready` from /readyz."""


class ProblemTypeOut(Out):
    model_config = shown_as(_PROBLEM_TYPE)

    code: str
    """The last part of the problem's `type`."""
    status: int
    """The HTTP status that it comes with."""
    title: str
    """What it means."""
    what_to_do: str
    """What whoever meets it can do, in words for people."""
