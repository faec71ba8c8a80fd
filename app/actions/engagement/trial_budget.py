"""The trial budget: scoring models and rules of signals share the trials of an academic year's days."""

from collections.abc import Awaitable, Callable

from app.actions.context import StaffContext
from app.errors import TrialsUsedUp
from app.scoring.models import AcademicYear
from app.store.engagement import scoring_trials


async def check_trials_left(
    context: StaffContext, year: AcademicYear, on_record: Callable[[], Awaitable[None]], *, more: int = 1
) -> int:
    """How many trials of the academic year there have been.

    Raises TrialsUsedUp where there can be no `more`, after `on_record` has kept that they were asked for.
    """
    most = context.profile.trials.most
    made = await scoring_trials.count(context.transaction, year)
    if made < most < made + more:
        await on_record()
        raise TrialsUsedUp(
            f"this takes {more} trials of days of {year}/{(year + 1) % 100:02}, one for each week not tried"
            f" before, and there can be {most - made} more: ask for fewer weeks"
        )
    if made >= most:
        await on_record()
        raise TrialsUsedUp(
            f"{most} different trials of days of {year}/{(year + 1) % 100:02} have been made, and there can"
            " be no more: what they told together could single somebody out. What has been tried can be asked"
            " for again."
        )
    return made
