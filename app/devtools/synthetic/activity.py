"""Activity: the events that synthetic students leave in the sources of their university."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import exp, log
from random import Random
from uuid import UUID, uuid5

from app.devtools.synthetic.habits import drift
from app.devtools.synthetic.people import Member
from app.devtools.synthetic.sources import SourceHabit
from app.profiles.model import SourceEntry
from app.wire.deliveries import SessionItem
from app.wire.roster import AssessmentRow

NAMESPACE = UUID("6c6f6e67-2d6c-4f73-8c61-747475656e65")
AWAY = 0.1
"""What a placement or a year abroad leaves of the use of the university's systems."""
TIMED_OUT, IDLE = 0.3, timedelta(minutes=30)
"""How many sessions time out, and after how long without anything."""
OPENS, MINUTES = time(8), 840
"""Activity without an hour of its own happens some minutes after that."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One event of the made-up campus systems."""

    event_id: UUID
    student: str
    occurred_at: datetime
    source: str
    kind: str
    module_run: str | None
    quantity: float


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    week: int
    """From 0, since the first day's week."""
    in_term: bool


@dataclass(frozen=True)
class Life:
    """What a student's events are made from."""

    seed: int
    member: Member
    days: Sequence[Day]
    sessions: Sequence[SessionItem]
    """Those of the student's module runs that were held."""
    attended: frozenset[str]
    submitted: Sequence[tuple[AssessmentRow, date]]
    weeks: list[float] = field(init=False)
    """A factor for each week."""

    def __post_init__(self) -> None:
        count = self.days[-1].week + 1 if self.days else 0
        object.__setattr__(self, "weeks", drift(self.rng("weeks"), count))

    def rng(self, about: str) -> Random:
        return Random(f"{self.seed} {self.member.number} {about}")  # noqa: S311 (made-up activity)


def activity(life: Life, name: str, habit: SourceHabit, entry: SourceEntry) -> Iterator[Activity]:
    """Everything the student leaves in a source."""
    return _MADE[habit.bound_to](life, life.rng(name), Source(name, habit, entry))


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    habit: SourceHabit
    entry: SourceEntry

    def event(
        self, life: Life, rng: Random, moment: datetime, quantity: int, run: str | None, about: str = ""
    ) -> Activity:
        kind = rng.choices(list(self.habit.kinds), list(self.habit.kinds.values()))[0]
        return self.of_kind(kind, life, moment, quantity, run, about)

    def of_kind(
        self, kind: str, life: Life, moment: datetime, quantity: int, run: str | None, about: str
    ) -> Activity:
        run = run if self.entry.by_module else None
        named = f"{life.seed} {life.member.number} {self.name} {run} {moment.date()} {about}"
        amount = min(float(quantity), self.entry.most_per_event)
        return Activity(uuid5(NAMESPACE, named), life.member.number, moment, self.name, kind, run, amount)


def _by_day(life: Life, rng: Random, source: Source) -> Iterator[Activity]:
    member, habit = life.member, source.habit
    mean = habit.median * member.habit.pace * exp(rng.gauss(0, habit.spread))
    mean *= AWAY if member.is_away else 1
    for day in life.days:
        usual = habit.weekdays[day.day.weekday()] * (1 if day.in_term else habit.vacation)
        count = _count(rng, mean * usual * life.weeks[day.week] * member.left(day.day))
        for run, amount in _divided(rng, count, member.runs if source.entry.by_module else ()):
            moment = _some_time(rng, day.day)
            if source.entry.begins_session:
                yield from _online(life, rng, source, moment, amount, run)
            else:
                yield source.event(life, rng, moment, amount, run)


def _online(
    life: Life, rng: Random, source: Source, began: datetime, amount: int, run: str | None
) -> Iterator[Activity]:
    """A session: how it begins, what is done in it, and now and then that it timed out."""
    ends = began + timedelta(minutes=rng.randint(3, 50))
    yield source.of_kind(min(source.entry.begins_session), life, began, 1, run, "begins")
    if amount > 1:
        yield source.event(life, rng, ends, amount - 1, run)
    if source.entry.times_out and rng.random() < TIMED_OUT:
        yield source.of_kind(min(source.entry.times_out), life, ends + IDLE, 1, run, "timed out")


def _count(rng: Random, mean: float) -> int:
    """Negative-binomial of size 1, which is to say geometric from 0 on."""
    return 0 if mean <= 0 else int(log(1 - rng.random()) / log(mean / (1 + mean)))


def _divided(rng: Random, count: int, runs: Sequence[str]) -> list[tuple[str | None, int]]:
    """The count as the amounts of one module run, or now and then of two."""
    if count == 0:
        return []
    if not runs:
        return [(None, count)]
    first, second = rng.sample(runs, 2)
    part = rng.randint(0, count) if rng.random() < 1 / 3 else count
    return [(run, amount) for run, amount in ((first, part), (second, count - part)) if amount]


def _by_session(life: Life, rng: Random, source: Source) -> Iterator[Activity]:
    member, habit = life.member, source.habit
    last = life.days[-1].day
    for session in life.sessions:
        later, minutes, quantity = (
            rng.randint(0, habit.days_later), rng.randrange(MINUTES), rng.randint(*habit.quantity),
        )  # fmt: skip
        day = session.starts_at.date() + timedelta(days=later)
        chance = habit.chance if habit.only_present else habit.chance * member.habit.pace * member.left(day)
        took_part = session.session in life.attended or not (habit.only_present or member.is_away)
        if session.kind in habit.sessions and rng.random() < chance and took_part and day <= last:
            moment = session.starts_at if habit.only_present else _at(day, minutes)
            yield source.event(life, rng, moment, quantity, session.module_run, session.session)


def _by_deadline(life: Life, rng: Random, source: Source) -> Iterator[Activity]:
    for assessment, day in life.submitted:
        yield source.event(life, rng, _some_time(rng, day), 1, assessment.module_run, assessment.code)
        for kind, days in source.habit.followed_by.items():
            later = day + timedelta(days=days)
            if later <= life.days[-1].day:
                about = f"{assessment.code} {kind}"
                yield source.of_kind(kind, life, _at(later, 0), 1, assessment.module_run, about)


def _some_time(rng: Random, day: date) -> datetime:
    return _at(day, rng.randrange(MINUTES))


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, OPENS, UTC) + timedelta(minutes=minutes)


_MADE: dict[str, Callable[[Life, Random, Source], Iterator[Activity]]] = {
    "days": _by_day,
    "sessions": _by_session,
    "deadlines": _by_deadline,
}
