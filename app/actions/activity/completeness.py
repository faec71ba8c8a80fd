"""Completeness: up to which day there are scores to store, and whom they wait for.

A source that stays away for too long is on record as down, for as long as it does.
"""

from datetime import date, timedelta

from app.actions.context import Context
from app.actions.engagement.scoring import complete_days_of
from app.scoring.completeness import complete_until, late_days
from app.scoring.models import WINDOW_DAYS
from app.store.activity import freshness, outages
from app.store.activity.outages import Outage
from app.store.engagement import scores

NOTE = "Nothing has been delivered for these days yet."


async def settle_outages(context: Context) -> None:
    """Make the outages that the service records itself what they have to be today.

    The days that a source owes for longer than its profile allows are one outage. It grows with the days, and
    ends when they are delivered. Scores that look at days which changed are computed again.
    """
    transaction, profile = context.transaction, context.profile
    complete = complete_days_of(profile, await freshness.data_as_of(transaction))
    recorded = [each for each in await outages.list_all(transaction) if each.automatic]
    for name, reached in complete.items():
        owed = late_days(reached, context.today, profile.sources[name].late_after_days)
        standing = [each for each in recorded if each.source == name]
        if [(each.starts_on, each.ends_before) for each in standing] == ([owed] if owed else []):
            continue
        for each in standing:
            await outages.remove(transaction, each.outage_id)
        if owed is not None:
            await outages.add(transaction, name, *owed, NOTE, automatic=True)
        await _mark_for_rescore(context, standing, owed)


async def storable_until(context: Context, last: date) -> date:
    """The last day, `last` at the latest, that every source has completed or was down on."""
    complete = complete_days_of(context.profile, await freshness.data_as_of(context.transaction))
    return complete_until(complete, await outages.list_all(context.transaction), last)


async def owing_sources(context: Context, last: date) -> list[str]:
    """The sources, by name, that have not completed every day up to `last`."""
    complete = complete_days_of(context.profile, await freshness.data_as_of(context.transaction))
    recorded = await outages.list_all(context.transaction)
    return [
        name for name in sorted(complete) if complete_until({name: complete[name]}, recorded, last) < last
    ]


async def _mark_for_rescore(context: Context, before: list[Outage], after: tuple[date, date] | None) -> None:
    spans = [(each.starts_on, each.ends_before) for each in before] + ([after] if after else [])
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    await scores.mark_everybody_for_rescore(
        context.transaction, first, last + timedelta(days=WINDOW_DAYS - 2)
    )
