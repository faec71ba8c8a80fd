"""A trial: a load, a fault in the middle of it, and what the books say afterwards."""

from collections import Counter
from dataclasses import dataclass
from time import perf_counter

import anyio

from tests.faults.environment import Environment
from tests.faults.faults import Harm
from tests.faults.load import UNANSWERED, UNREACHED, Books, Exchange

PROMISED = 2.0
"""Seconds until an answer, whatever happens."""
WELL = 5.0
"""Seconds until all is well, from when what was harmed is back."""


@dataclass(frozen=True, slots=True)
class Report:
    sent: int
    statuses: Counter[int]
    unanswered: int
    unreached: int
    faulty: Counter[str]
    """Answers that are neither a success nor a clean 503."""
    slowest: float
    """Seconds, of the answers to requests that were under way during the fault."""
    slow: list[str]
    """Those that took longer than promised."""
    held_throughout: int
    """Requests of the fault's first quarter, or from before, that were answered only when it was over."""
    until_first_success: float
    """Seconds, from when what was harmed is back."""
    until_well: float
    """The same, to the first second in which every answer is a success."""
    acknowledged: int
    open: int
    """Writes that were sent again and again, and never acknowledged."""
    found_done: int
    """Writes that had been done when their answer was lost, as sending them again told."""
    lost: int
    doubled: int
    same_scores: bool

    def broken_promises(self, slack: float = 1) -> list[str]:
        """None, it is hoped; `slack` times as long as promised is in time."""
        promised, well = slack * PROMISED, slack * WELL
        kept = {
            "every answer is a success or a clean 503": not self.faulty,
            f"every answer within {promised:g} s": self.slowest <= promised,
            f"well within {well:g} s": self.until_well <= well and self.until_first_success <= well,
            "every write acknowledged in the end": self.open == 0,
            "nothing lost": self.lost == 0,
            "nothing doubled": self.doubled == 0,
            "the same scores": self.same_scores,
        }
        return [promise for promise, holds in kept.items() if not holds]


async def suffer(
    environment: Environment, harm: Harm, seconds: float, *, before: float, after: float
) -> Report:
    """Load, then also harm, then load again; then compare the books with the database."""
    async with environment.load().running() as books:
        await anyio.sleep(before)
        began = perf_counter()
        await harm(environment, seconds)
        back = perf_counter()
        await anyio.sleep(after)
    return await _report(environment, books, began, back)


async def _report(environment: Environment, books: Books, began: float, back: float) -> Report:
    every = books.exchanges
    during = [each for each in every if each.ended > began and each.began < back]
    afterwards = [each for each in every if each.ended >= back]
    successes = [each.ended - back for each in afterwards if each.is_success and each.began >= back]
    events, notes = await environment.recorded_events(), await environment.recorded_notes()
    acknowledged = {event_id: float(each["quantity"]) for event_id, each in books.events.items()}
    texts = Counter(text for text, _ in notes)
    mine = [text for text in texts if text in books.notes]
    lost = len(acknowledged.keys() - events.keys()) + len(set(books.notes.items()) - set(notes))
    wrong = [each for each in acknowledged if each in events and events[each] != acknowledged[each]]
    return Report(
        sent=len(every),
        statuses=books.statuses(),
        unanswered=books.statuses()[UNANSWERED],
        unreached=books.statuses()[UNREACHED],
        faulty=Counter(each.fault for each in every if each.fault is not None),
        slowest=max((each.seconds for each in during if each.status > UNANSWERED), default=0),
        slow=[
            f"{each.what}: {each.status} after {each.seconds:.2f} s, begun at {each.began - began:.2f} s"
            for each in every
            if each.seconds > PROMISED
        ],
        held_throughout=sum(each.began < began + (back - began) / 4 and each.ended > back for each in during),
        until_first_success=min(successes, default=float("inf")),
        until_well=_until_well(afterwards, back),
        acknowledged=len(acknowledged) + len(books.notes),
        open=books.open,
        found_done=books.found_done,
        lost=lost,
        doubled=len(wrong) + sum(texts[text] - 1 for text in mine),
        same_scores=await environment.comes_to_the_same(books),
    )


def _until_well(afterwards: list[Exchange], back: float) -> float:
    """Later trouble is overload, not the fault: the machine is a small one, and the load never rests."""
    well = 0.0
    for moment in sorted(each.ended - back for each in afterwards if not each.is_success):
        if moment > well + 1:
            break
        well = moment
    return well
