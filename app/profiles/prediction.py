"""A profile's predictions: what they are called, who is prompted, and before what nothing is said."""

from typing import Annotated

from pydantic import Field

from app.access.vocabulary import ROLE_NAME, Role
from app.profiles.entry import Entry

_FIRST_WEEK = 3
_FEWEST_LIKE = 200


class PredictionEntry(Entry):
    """How expectations are told. Below which probability staff are prompted comes with the model."""

    target: str
    """What is expected of whom, in words: `pass the module`."""
    prompted: frozenset[Annotated[Role, Field(pattern=ROLE_NAME)]]
    """The roles to whom it is shown of students whom they reach by that role, as a prompt."""
    first_week: Annotated[int, Field(ge=_FIRST_WEEK, le=52)] = _FIRST_WEEK
    """Before the end of this week of a module, nothing is said."""
    fewest_like: Annotated[int, Field(ge=_FEWEST_LIKE)] = _FEWEST_LIKE
    """With fewer like cases, nothing is said."""
    shown_for_days: Annotated[int, Field(ge=1, le=60)] = 28
    """For how long after its day an expectation is told; then it is too old."""
    purpose: str
    """The purpose of the profile that it is made for: whoever objects to it has none."""
    caveats: tuple[str, ...] = ()
    """What is told beside every expectation."""
