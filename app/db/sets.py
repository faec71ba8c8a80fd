"""Sets: a column among many values, as one array parameter however many there are."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, literal
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """`column = any(values)`: one plan for every size, and no limit of parameters."""
    return column == any_(literal(list(values), ARRAY(column.type)))
