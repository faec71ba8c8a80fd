"""Essex's indicator, tried on past weeks: the scores at the end of every week are what is compared."""

from collections import Counter

import pytest

from app.actions.engagement.signal_history import count_weeks
from app.calendars.calendar import DAY, WEEK
from tests.systems.test_nottingham_signals import MONDAYS, judge, study
from tests.world import World

pytestmark = pytest.mark.anyio


@pytest.mark.row("BY-6")
async def test_the_indicator_would_have_been_lower_on_the_nights_that_found_it_so(essex: World) -> None:
    tutor = await essex.tutor()
    for weekly in ((14, 30, 1, 15, 12, 30, 30, 1), (30, 30, 30, 30, 1, 1, 30, 30), (5, 5, 5, 5, 5, 5, 5, 5)):
        await study(essex, await essex.student(tutor=tutor), *weekly)
    await essex.score()
    async with essex.context() as context:
        assert context.profile.signals is not None
        entry = context.profile.signals.rules["indicator"]
        stricter = entry.model_copy(update={"by": 4, "down_to": None})
        weeks = context.institution.calendar.teaching_weeks(MONDAYS[0], MONDAYS[7] + 6 * DAY)
        counted = await count_weeks(context, entry, stricter, weeks)
    for monday in (each.monday for each in weeks):
        await judge(essex, monday + 6 * DAY)
    signals = "select as_of from signals where institution_id = :institution_id and rule = 'indicator'"
    raised = Counter(day for (day,) in await essex.sql(signals))
    before = {each.week.monday + 6 * DAY: int(each.moves[1].sum()) for each in counted if each.moves[1].sum()}
    assert raised
    assert raised == before
    assert sum(int(each.moves[:, 1].sum()) for each in counted) < sum(raised.values())
    assert counted[1].week.monday - counted[0].week.monday == WEEK
