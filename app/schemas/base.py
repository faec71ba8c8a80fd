"""The common ground of all schemas."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from app.clock import UNIMAGINABLE, is_imaginable

FIRST_YEAR, END_YEAR = 1990, 2200


def shown_as(example: Any) -> ConfigDict:  # noqa: ANN401 (any JSON)
    """The `model_config` of a schema that the contract shows by this example."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class In(BaseModel):
    """What we take: an unknown field is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)


class Out(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


def presented(figure: float) -> float:
    """Two decimals for people: half to even, on the exact decimal value of the double."""
    return round(figure, 2)


def _is_text(value: object) -> object:
    """JSON has no dates: a text that begins with a year is one, a number of seconds is not."""
    if isinstance(value, str) and value[4:5] != "-":
        raise ValueError("must begin with a year of four digits")
    if isinstance(value, int | float):
        raise ValueError("must be a text, as in the contract")  # noqa: TRY004 (pydantic wants a ValueError)
    return value


def _in_use(day: date) -> date:
    if not FIRST_YEAR <= day.year < END_YEAR:
        raise ValueError(f"lies outside of the years {FIRST_YEAR} to {END_YEAR - 1}")
    return day


def _imaginable(moment: datetime) -> datetime:
    if not is_imaginable(moment):
        raise ValueError(UNIMAGINABLE)
    return moment


# What is taken from JSON is taken as it is: a number is not a date, "1" is no number, 1 is not true.
Day = Annotated[date, BeforeValidator(_is_text)]
DayInUse = Annotated[Day, AfterValidator(_in_use)]
"""A day that the service can have to do with."""
AnyMoment = Annotated[datetime, BeforeValidator(_is_text)]
"""In one item of a delivery: which moments make sense is judged item by item, so that one stops no other."""
Moment = Annotated[AnyMoment, AfterValidator(_imaginable)]
AwareMoment = Annotated[AwareDatetime, BeforeValidator(_is_text), AfterValidator(_imaginable)]
Flag = Annotated[bool, Field(strict=True)]
Number = Annotated[float, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]

# No control characters: PostgreSQL cannot hold a NUL, and no name or code has any of the others.
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]

Reason = Annotated[str, Field(min_length=5, max_length=500, pattern=r"^[^\x00]*$")]
"""Why something is asked for or done, in a sentence or two."""


class FaultOut(BaseModel):
    """One thing wrong with an input."""

    pointer: str = Field(description="Where: a JSON pointer that begins with body, query, path or header.")
    detail: str = Field(description="Which rule it breaks.")


class ProblemOut(BaseModel):
    """RFC 9457 problem details, as every refusal is answered."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Where this kind of problem is described; stable.")
    title: str = Field(description="What kind of problem it is; the same for all of its kind.")
    status: int = Field(description="The HTTP status of the answer.")
    detail: str = Field(description="What is wrong this time.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[FaultOut] = Field(default=[], description="What is wrong with the input, if that is it.")
