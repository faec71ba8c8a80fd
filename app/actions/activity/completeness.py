"""Completeness: up to which day there are scores to store, and whom they wait for.

A source that stays away for too long is on record as down, for as long as it does.
"""

from datetime import date

from app.actions.activity.record_outage import rescore
from app.actions.context import Context
from app.actions.engagement.scoring import complete_days_of
from app.scoring.completeness import CompleteDays, complete_until, late_days
from app.store.activity import freshness, outages

NOTE = "Nothing has been delivered for these days yet."


async def settle_outages(context: Context) -> None:
    """Make the outages that the service records itself what they have to be today.

    The days that a source owes for longer than its profile allows are one outage. It grows with the days, and
    ends when they are delivered. Scores that look at days which changed are computed again.
    """
    transaction, profile = context.transaction, context.profile
    complete = await _complete(context)
    recorded = [each for each in await outages.list_all(transaction) if each.automatic]
    for name, reached in complete.items():
        late = late_days(reached, context.today, profile.sources[name].late_after_days)
        owed = [] if late is None else [late]
        standing = [each for each in recorded if each.source == name]
        stands = [(each.starts_on, each.ends_before) for each in standing]
        if stands == owed:
            continue
        for each in standing:
            await outages.remove(transaction, each.outage_id)
        for days in owed:
            await outages.add(transaction, name, *days, NOTE, automatic=True)
        firsts, befores = zip(*stands, *owed, strict=True)
        await rescore(context, min(firsts), max(befores))


async def storable_until(context: Context, last: date) -> date:
    """The last day, `last` at the latest, that every source has completed or was down on."""
    return complete_until(await _complete(context), await outages.list_all(context.transaction), last)


async def owing_sources(context: Context, last: date) -> list[str]:
    """The sources, by name, that have not completed every day up to `last`."""
    complete, recorded = await _complete(context), await outages.list_all(context.transaction)
    return [
        name for name in sorted(complete) if complete_until({name: complete[name]}, recorded, last) < last
    ]


async def _complete(context: Context) -> CompleteDays:
    return complete_days_of(context.profile, await freshness.data_as_of(context.transaction))
