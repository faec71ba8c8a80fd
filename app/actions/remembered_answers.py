"""Remembered answers: what was made of the same words of the database before is not made again.

An answer is a function of what the database said, what is known of the institution, the question and the
day. The database is asked every time, all the same: who asks, whether they may, that they looked, and what
there is now. Only where it says the very same again is the answer to the question that of before; nothing
about visibility, consent or freshness is decided from memory.

It may be personal: it stays in this process, bounded in bytes, is forgotten some minutes after it was last of
use, and is never logged.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from sys import getsizeof
from typing import NamedTuple

from app.actions.answer_at_once import Familiar
from app.store.line import Row

MOST_BYTES = 32 * 2**20
TURN = timedelta(minutes=10)
"""Who is not asked for in a whole turn is forgotten at its end."""
_OVERHEAD = 1_000
"""Bytes of what holds an answer."""


class Made(NamedTuple):
    """An answer's body, and the tag that names it."""

    body: bytes
    tag: bytes
    cursor: str | None = None
    """Where the next page begins."""
    until: datetime | None = None
    """When something else would be made of the same words."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    said: Row
    familiar: Familiar
    since: datetime
    made: Made

    def holds(self, said: Row, familiar: Familiar, now: datetime) -> bool:
        until = self.made.until
        return (
            self.familiar is familiar
            and (until is None or self.since <= now < until)
            and bool(self.said == said)
        )

    def size(self) -> int:
        return _OVERHEAD + len(self.made.body) + sum(map(_size, self.said.values()))


def _size(value: object) -> int:
    inner = sum(map(_size, value)) if isinstance(value, list) else 0
    return getsizeof(value) + inner


class RememberedAnswers:
    """Of this turn, and of the one before: no order of use has to be kept."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes // 2
        self._recent: dict[Hashable, _Remembered] = {}
        self._older: dict[Hashable, _Remembered] = {}
        self._bytes = 0
        self._ends: datetime | None = None

    def __len__(self) -> int:
        return len(self._recent) + len(self._older)

    def answer(
        self, question: Hashable, said: Row, familiar: Familiar, now: datetime, make: Callable[[], Made]
    ) -> Made:
        """What was made of it before, or else is now. The question says all that `make` goes by besides."""
        if self._ends is None or not self._ends - TURN <= now < self._ends:
            self._turn(now)
        found = self._recent.get(question)
        if found is not None and found.holds(said, familiar, now):
            return found.made
        before = self._older.pop(question, None)
        if before is None or not before.holds(said, familiar, now):
            before = _Remembered(said, familiar, now, make())
        self._keep(question, before, now)
        return before.made

    def _keep(self, question: Hashable, answer: _Remembered, now: datetime) -> None:
        replaced, size = self._recent.pop(question, None), answer.size()
        self._bytes -= replaced.size() if replaced else 0
        if size > self._most:
            return
        if self._bytes + size > self._most:
            self._turn(now)
        self._bytes += size
        self._recent[question] = answer

    def _turn(self, now: datetime) -> None:
        quiet = self._ends is None or not now < self._ends + TURN
        self._older = {} if quiet else self._recent
        self._recent, self._bytes, self._ends = {}, 0, now + TURN
