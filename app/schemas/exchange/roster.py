"""Rosters as JSON: the very rows that the CSV files have, made of the same classes."""

from dataclasses import MISSING, fields
from datetime import date
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import Field, ValidationError, create_model, model_validator

from app.errors import rule_of
from app.schemas.base import Day, Flag, In, Number, Whole, shown_as
from app.schemas.made_up import (
    FIRST_DAY_OF_TERM,
    IDENTIFIED,
    MODULE_RUN_CODE,
    NAME,
    NUMBER,
    TUTOR_NAME,
    TUTOR_NUMBER,
)
from app.schemas.vocabularies import field_meanings
from app.wire.roster import Roster

MOST_ROWS = 10_000
"""Of one noun, in one request."""
_EXAMPLE = {
    "staff": [{"number": TUTOR_NUMBER, "name": TUTOR_NAME}],
    "students": [{"number": NUMBER, "name": NAME}],
    "identifiers": [{"student": NUMBER, **IDENTIFIED}],
    "registrations": [
        {
            "student": NUMBER,
            "starts_on": FIRST_DAY_OF_TERM,
            "ends_before": None,
            "programme": "BSC",
            "college": "CLES",
            "level": "undergraduate",
        }
    ],
    "tutorships": [{"student": NUMBER, "staff": TUTOR_NUMBER, "starts_on": FIRST_DAY_OF_TERM}],
    "enrolments": [{"student": NUMBER, "module_run": MODULE_RUN_CODE}],
}
_Text = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Count = Annotated[Whole, Field(ge=0, le=9_999)]
_Amount = Annotated[Number, Field(ge=0, le=1_000_000)]
_KINDS: dict[Any, Any] = {str: _Text, int: _Count, float: _Amount, bool: Flag, date: Day}


def _field_type(hint: Any) -> Any:  # noqa: ANN401 (the type of any field)
    """The same as JSON is taken: a number is no date, and 1 is not true."""
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    kinds = [each for each in options if each is not type(None)]
    found = _KINDS[getattr(kinds[0], "__supertype__", kinds[0])]
    return found | None if type(None) in options else found


def _row_schema(row_class: type[Any]) -> type[In]:
    hints, said = get_type_hints(row_class), field_meanings(row_class)
    members: dict[str, Any] = {
        each.name: (
            _field_type(hints[each.name]),
            Field(default=... if each.default is MISSING else each.default, description=said[each.name]),
        )
        for each in fields(row_class)
    }
    about = (row_class.__doc__ or "").strip()
    return create_model(
        row_class.__name__.removesuffix("Row") + "RowIn",
        __base__=In,
        __doc__="" if about.startswith(f"{row_class.__name__}(") else about,
        **members,
    )


_ROWS = {noun: get_args(hint)[0] for noun, hint in get_type_hints(Roster).items()}
"""By noun: the class of its rows."""


class _RosterIn(In):
    @model_validator(mode="after")
    def _says_something(self) -> "_RosterIn":
        if not any(getattr(self, noun) for noun in _ROWS):
            raise ValueError("must hold a row")
        return self


if TYPE_CHECKING:

    class RosterIn(_RosterIn):
        """One institution's roster, or a part of it: what is not there stays as it is."""

else:
    RosterIn = create_model(
        "RosterIn",
        __base__=_RosterIn,
        __doc__="One institution's roster, or a part of it: what is not there stays as it is.",
        **{
            noun: (
                list[_row_schema(row_class)],
                Field(
                    default=[],
                    max_length=MOST_ROWS,
                    description=f"Rows as those of {noun}.csv; none: they stay as they are.",
                ),
            )
            for noun, row_class in _ROWS.items()
        },
    )
    RosterIn.model_config = RosterIn.model_config | shown_as(_EXAMPLE)
    RosterIn.model_rebuild(force=True)


def roster_of(sent: RosterIn) -> Roster:
    return Roster(
        **{
            noun: [row_class(**each.model_dump()) for each in getattr(sent, noun)]
            for noun, row_class in _ROWS.items()
        }
    )


def read_roster(value: Any) -> tuple[Roster | None, str | None]:  # noqa: ANN401 (any JSON)
    """What JSON that was taken before says; or which rule it breaks."""
    try:
        return roster_of(RosterIn.model_validate(value)), None
    except ValidationError as problem:
        first = problem.errors()[0]
        return None, f"{'/'.join(map(str, first['loc']))}: {rule_of(first)}"
