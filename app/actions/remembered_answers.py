"""Remembered answers: what was made of the same version of the facts before is not made again.

An answer is a function of the facts, of what is known of the institution, the question and the day. The
database is asked every time, all the same: who asks, whether they may, that they looked, and which version
of the facts there is now. Only where that is the version that the answer was made of is it the answer;
nothing about visibility, consent or freshness is decided from memory.

It may be personal: it stays in this process, bounded in bytes, is forgotten some minutes after it was last of
use, and is never logged.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from app.actions.answer_at_once import Familiar

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
    """When something else would be made of the same facts."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer, and what it was made of."""

    version: bytes
    familiar: Familiar
    since: datetime
    made: Made

    def may_hold(self, familiar: Familiar, now: datetime) -> bool:
        """Whether it is the answer, should the facts be the same."""
        until = self.made.until
        return self.familiar is familiar and (until is None or self.since <= now < until)

    def size(self) -> int:
        return _OVERHEAD + len(self.made.body)


class RememberedAnswers:
    """Of this turn, and of the one before: no order of use has to be kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes // 2
        self._recent: dict[Hashable, Remembered] = {}
        self._older: dict[Hashable, Remembered] = {}
        self._bytes = 0
        self._ends: datetime | None = None
        self.still_held = 0
        """How often what was remembered was the answer."""
        self.made_anew = 0

    def __len__(self) -> int:
        return len(self._recent) + len(self._older)

    def find(self, question: Hashable, familiar: Familiar, now: datetime) -> Remembered | None:
        """The answer, if the facts are of its version still. The question says what else it went by."""
        if self._ends is None or not self._ends - TURN <= now < self._ends:
            self._turn(now)
        found = self._recent.get(question)
        if found is None and (found := self._older.pop(question, None)) is not None:
            self._keep(question, found, now)
        return found if found is not None and found.may_hold(familiar, now) else None

    def keep(self, question: Hashable, version: bytes, familiar: Familiar, now: datetime, made: Made) -> None:
        """Remember what was made of facts of that version, or later ones."""
        self._older.pop(question, None)
        self._keep(question, Remembered(version, familiar, now, made), now)

    def _keep(self, question: Hashable, answer: Remembered, now: datetime) -> None:
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
