"""Health, and the meaning of problem types."""

from typing import Literal

from app.schemas.base import Out


class HealthOut(Out):
    status: Literal["alive", "ready"]


class ProblemTypeOut(Out):
    code: str
    status: int
    title: str
