"""A slice's scores on their way back: one COPY, one statement for those that were there, one for new ones."""

from collections.abc import Sequence
from datetime import datetime

from app.db import binary_copy, bulk
from app.db.binary_copy import DATE, INT2, UUID, Layout, Rows
from app.db.query import query
from app.db.transaction import Transaction
from app.ids import ScoringModelId
from app.scoring import months


def layout(slots: int) -> Layout:
    """So many slots of months of scores, from the first to be stored on; fewer count where it says so."""
    return Layout(
        (
            ("student_id", UUID), ("month", DATE), ("first_slot", INT2), ("last_slot", INT2),
            ("model", INT2), ("scores", f"V{slots * 8}"),
        )
    )  # fmt: skip


_INCOMING = (
    "student_id uuid, month date, first_slot smallint, last_slot smallint, model smallint, scores bytea"
)
_STAGED = "pg_temp.incoming_scores"
_NONE = f"decode(repeat('7ff8000000000000', {months.SLOTS}), 'hex')"  # NaN: no score, by numpy's own bits
_PLACED = """
    overlay({block} placing substring(i.scores for (i.last_slot - i.first_slot + 1) * 8)
            from i.first_slot * 8 - 7)
"""
_NEW_SCORES = """
    {staged} i
    join unnest(cast(:models as uuid[])) with ordinality as m (scoring_model_id, model) using (model)
"""
_SAME = "stored.scoring_model_id = m.scoring_model_id"
_LAST = "i.month + (i.last_slot - 1)"

_UPDATE = query(f"""
    update score_months stored
    set scores = {_PLACED.format(block=f"case when {_SAME} then stored.scores else {_NONE} end")},
        scored_through = case when {_SAME} then greatest(stored.scored_through, {_LAST}) else {_LAST} end,
        scoring_model_id = m.scoring_model_id,
        computed_at = cast(:now as timestamptz)
    from {_NEW_SCORES.format(staged=_STAGED)}
    where stored.institution_id = :institution_id and stored.student_id = i.student_id
      and stored.month = i.month
""")

_INSERT_ALL = f"""
    insert into score_months
        (institution_id, student_id, month, scoring_model_id, scored_through, computed_at, scores)
    select :institution_id, i.student_id, i.month, m.scoring_model_id, {_LAST}, cast(:now as timestamptz),
           {_PLACED.format(block=_NONE)}
    from {_NEW_SCORES}
"""
_INSERT = query(_INSERT_ALL.format(staged=_STAGED))
# Staged rows as a result of their own: where tables are spread, no other is compared with what is stored.
_INSERT_MISSING = query(f"""
    with incoming as materialized (select * from {_STAGED})
    {_INSERT_ALL.format(staged="incoming")}
    where not exists (
        select 1 from score_months stored
        where stored.institution_id = :institution_id and stored.student_id = i.student_id
          and stored.month = i.month)
""")


async def store(
    transaction: Transaction, rows: Rows, layout: Layout, models: Sequence[ScoringModelId], now: datetime
) -> None:
    """Store the slice's months of scores, by `layout`; models count from 1."""
    await bulk.prepare(transaction, "incoming_scores", _INCOMING)
    await binary_copy.write(transaction, "incoming_scores", layout, rows)
    updated = await transaction.execute(_UPDATE, models=list(models), now=now)
    if updated < len(rows):  # the students are locked: nobody else can have inserted them meanwhile
        await transaction.execute(_INSERT_MISSING if updated else _INSERT, models=list(models), now=now)
