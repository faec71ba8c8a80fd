"""Kept figures: of a group's weeks, as they were told first. For elevated work."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from app.db.query import query
from app.db.transaction import Transaction
from app.store.insight.cohorts import WeeklyFigures


class KeptFigure(NamedTuple):
    monday: date
    name: str
    value: float


_LIST = query(
    """
    select monday, name, value from kept_figures
    where institution_id = :institution_id and kind = :kind and group_id = :cohort
      and monday between :first_day and :last_day
    """,
    KeptFigure,
)
# In one order, so that two who tell the same at once do not wait for each other.
_ADD = query(
    """
    insert into kept_figures (institution_id, kind, group_id, monday, name, value, made_at)
    select :institution_id, :kind, :cohort, x.monday, x.name, x.value, :now
    from unnest(cast(:mondays as date[]), cast(:names as text[]), cast(:amounts as double precision[]))
        as x (monday, name, value)
    order by x.monday, x.name
    on conflict do nothing
    """
)


async def list_kept(
    transaction: Transaction, figures: WeeklyFigures, first: date, last: date
) -> dict[tuple[date, str], float]:
    """By Monday, from the first to the last one, and name."""
    kept = await transaction.fetch(
        _LIST, kind=figures.kind, cohort=figures.cohort.identifier, first_day=first, last_day=last
    )
    return {(each.monday, each.name): each.value for each in kept}


async def add(
    transaction: Transaction, figures: WeeklyFigures, made: Mapping[tuple[date, str], float], now: datetime
) -> None:
    """Those that are kept already stay as they are."""
    await transaction.execute(
        _ADD,
        kind=figures.kind,
        cohort=figures.cohort.identifier,
        mondays=[monday for monday, _ in made],
        names=[name for _, name in made],
        amounts=list(made.values()),
        now=now,
    )
