"""Freshness: how far each source's data reach, and how far behind scoring and deliveries are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import insert

from app.db.query import INSTITUTION, moment, query, word
from app.db.transaction import Transaction
from app.ids import InstitutionId
from app.store.activity.tables import Delivery


class SourceFreshness(NamedTuple):
    source: str
    data_as_of: datetime
    """Until when its data reach, by the source's own word."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far behind one institution is."""

    code: str
    scored_seconds: float | None
    """Since the last day ended, there, for which everybody was scored; None before the first run."""
    students_pending: int
    events_waiting: int
    source_seconds: Mapping[str, float]
    """Since each source's own `data_as_of`."""


DATA_AS_OF = query(
    select(Delivery.source, Delivery.data_as_of).where(Delivery.institution_id == INSTITUTION),
    SourceFreshness,
)
_insert = insert(Delivery)
_RECORD = query(
    _insert.values(
        institution_id=INSTITUTION,
        source=word("source"),
        data_as_of=moment("data_as_of"),
        delivered_at=moment("now"),
    ).on_conflict_do_update(
        index_elements=[Delivery.institution_id, Delivery.source],
        set_={
            "data_as_of": case(
                (bindparam("stated", type_=Boolean), _insert.excluded.data_as_of),
                else_=func.greatest(Delivery.data_as_of, _insert.excluded.data_as_of),
            ),
            "delivered_at": _insert.excluded.delivered_at,
        },
    )
)
# Each table is read once, however many institutions there are: one by one, hundreds took longer than a scrape
# waits.
_LAGS = query("""
    with scored as (
        select p.institution_id,
               max((case when p.done_to is null then p.last_day + 1 else p.first_day end)::timestamp
                   at time zone i.time_zone) as through
        from score_progress p join institutions i on i.institution_id = p.institution_id
        where p.institution_id = any(:here)
        group by p.institution_id
    ), pending as (
        select r.institution_id, count(distinct r.student_id) as students
        from pending_rescores r where r.institution_id = any(:here) group by r.institution_id
    ), waiting as (
        select w.institution_id, count(*) as events from waiting_events w
        where w.institution_id = any(:here) group by w.institution_id
    )
    select i.institution_id, i.code, s.through, coalesce(p.students, 0), coalesce(w.events, 0)
    from institutions i
    left join scored s on s.institution_id = i.institution_id
    left join pending p on p.institution_id = i.institution_id
    left join waiting w on w.institution_id = i.institution_id
    where i.institution_id = any(:here)
    order by i.code
""")
_EVERY_DATA_AS_OF = query(
    "select institution_id, source, data_as_of from deliveries where institution_id = any(:here)"
)


def by_source(found: list[SourceFreshness]) -> dict[str, datetime]:
    return dict(found)


async def data_as_of(transaction: Transaction) -> dict[str, datetime]:
    """Until when each source's data reach, by the source's own word."""
    return by_source(await transaction.fetch(DATA_AS_OF))


async def record_delivery(
    transaction: Transaction, data_as_of: Mapping[str, datetime], now: datetime, *, stated: bool = False
) -> None:
    """Remember how fresh each delivered source is.

    What a source states counts, earlier than before too: it corrects itself. What is only concluded from its
    latest item makes it fresher and never less so.
    """
    for source, reach in sorted(data_as_of.items()):
        await transaction.execute(_RECORD, source=source, data_as_of=reach, now=now, stated=stated)


async def list_lags(
    transaction: Transaction, here: Collection[InstitutionId], now: datetime
) -> tuple[Lag, ...]:
    """Of each of these institutions: for an operator of none in particular."""
    of_sources: dict[UUID, dict[str, float]] = {}
    for institution_id, source, reach in await transaction.fetch(_EVERY_DATA_AS_OF, here=here):
        of_sources.setdefault(institution_id, {})[source] = (now - reach).total_seconds()
    return tuple(
        Lag(
            code,
            None if through is None else (now - through).total_seconds(),
            pending,
            waiting,
            of_sources.get(institution_id, {}),
        )
        for institution_id, code, through, pending, waiting in await transaction.fetch(_LAGS, here=here)
    )
