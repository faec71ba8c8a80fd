"""Kept figures: four weeks after a week is over, a figure of it that has been told stays as it was told.

Before that, what comes late still counts. Afterwards nothing changes it: not that somebody joins or leaves,
objects, withdraws consent or is erased. If past weeks were made anew then, with all their draws for who is in
them, whoever had read them before would have two of each, which differ by one student.
"""

from collections.abc import Mapping
from datetime import date

from app.actions.context import Context
from app.calendars.calendar import WEEK
from app.disclosure.control import BLOCK_DAYS
from app.store.insight import kept_figures as store
from app.store.insight.cohorts import WeeklyFigures

Told = Mapping[tuple[date, str], float | None]
"""By a week's Monday and the figure's name; None: suppressed."""


async def keep_figures(context: Context, figures: WeeklyFigures, made: Told) -> Told:
    """What is told: what was made now, and of weeks that are over for long, what was told first.

    For elevated work.
    """
    if not made:
        return made
    settled = {key for key in made if (context.today - key[0] - WEEK).days >= BLOCK_DAYS}
    mondays = sorted({monday for monday, _ in made})
    of = (context.transaction, figures, mondays[0], mondays[-1])
    kept = await store.list_kept(*of)
    new = {key: value for key in settled - kept.keys() if (value := made[key]) is not None}
    if new:
        await store.add(context.transaction, figures, new, context.now)
        kept = await store.list_kept(*of)  # somebody else may have told them meanwhile
    return {**made, **{key: value for key, value in kept.items() if key in made}}
