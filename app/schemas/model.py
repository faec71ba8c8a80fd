"""The common ground of all schemas."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class In(BaseModel):
    """What we take: an unknown field is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Out(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


def presented(figure: float) -> float:
    """Two decimals for people: half to even, on the exact decimal value of the double."""
    return float(Decimal(figure).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN))


# No control characters: PostgreSQL cannot hold a NUL, and no name or code has any of the others.
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class FaultOut(BaseModel):
    """One thing wrong with an input."""

    pointer: str = Field(description="Where: a JSON pointer that begins with body, query, path or header.")
    detail: str = Field(description="Which rule it breaks.")


class ProblemOut(BaseModel):
    """RFC 9457 problem details, as every refusal is answered."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Where this kind of problem is described; stable.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
    errors: list[FaultOut] = Field(default=[], description="What is wrong with the input, if that is it.")
