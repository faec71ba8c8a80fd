"""What every table has in common: column types, names of constraints, and the institution first in each key.

A table that belongs to an institution has `institution_id` first in its primary key, and refers to others by
keys that begin with it. So one institution's rows are one rule for row-level security, and can be exported,
erased or moved to another machine by their key.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    Uuid,
    and_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.ids import IDENTIFIERS, InstitutionId


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        **dict.fromkeys(IDENTIFIERS, Uuid),
        UUID: Uuid,
        bytes: LargeBinary,
        date: Date,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        float: Double,
        int: Integer,
        str: Text,
    }


class InstitutionTable(Table):
    """A table that belongs to an institution."""

    __abstract__ = True

    institution_id: Mapped[InstitutionId] = mapped_column(primary_key=True, sort_order=-1)


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def refers_to(
    table: str, key: str, column: str | None = None, *, cascade: bool = False
) -> ForeignKeyConstraint:
    """A composite foreign key to a row of the same institution.

    With `cascade`, the row goes with the one it refers to.
    """
    return ForeignKeyConstraint(
        ["institution_id", column or key],
        [f"{table}.institution_id", f"{table}.{key}"],
        ondelete="CASCADE" if cascade else None,
    )


def of_institution() -> ForeignKeyConstraint:
    """For tables that refer to nothing else: the institution exists."""
    return ForeignKeyConstraint(["institution_id"], ["institutions.institution_id"])


def same(left: Any, right: Any, *columns: str) -> ColumnElement[bool]:  # noqa: ANN401 (tables and their aliases)
    """A join within the institution: equal `institution_id`, and equal in these columns."""
    return and_(*(getattr(left, each) == getattr(right, each) for each in ("institution_id", *columns)))
