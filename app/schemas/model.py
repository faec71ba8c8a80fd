"""The common ground of all schemas."""

from datetime import datetime
from typing import Annotated

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field


class In(BaseModel):
    """What we take: an unknown field is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Out(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True)


Body = dict[str, object]
"""An answer as plain values that orjson writes as pydantic would."""


def written(body: Body) -> bytes:
    return orjson.dumps(body, default=str, option=orjson.OPT_UTC_Z)  # the driver has UUIDs of its own


def presented(figure: float) -> float:
    """Two decimals for people: half to even, on the exact decimal value of the double."""
    return round(figure, 2)


# No control characters: PostgreSQL cannot hold a NUL, and no name or code has any of the others.
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


YEARS = range(1900, 3000)


def _imaginable(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"lies outside of the years {YEARS.start} to {YEARS.stop - 1}")
    return moment


Moment = Annotated[datetime, AfterValidator(_imaginable)]
AwareMoment = Annotated[AwareDatetime, AfterValidator(_imaginable)]
"""At the ends of the calendar no other time zone has a name for a moment, and arithmetic fails."""


class ProblemOut(BaseModel):
    """RFC 9457 problem details, as every refusal is answered."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Where this kind of problem is described; stable.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
