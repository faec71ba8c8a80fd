"""What answers about groups are made of, read by the owner of the tables and worked out anew.

None of the service's own code is asked: statements are plain, and scores are taken from where they rest.
"""

import struct
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from tests.world import World

WEEK = timedelta(weeks=1)
COUNTED = {"qmplus": {"logged_in", "viewed"}, "assessments": {"submitted"}, "reading_lists": {"opened"}}
"""By source, the kinds of events that scores count."""

Group = tuple[str, UUID]
"""Its kind and id."""


@dataclass(frozen=True)
class Spell:
    student: UUID
    starts_on: date | None
    ends_before: date | None

    def touches(self, monday: date) -> bool:
        """Whether some day of the week is in it."""
        return (self.starts_on is None or self.starts_on < monday + WEEK) and (
            self.ends_before is None or self.ends_before > monday
        )

    def covers(self, monday: date) -> bool:
        """Whether every day of the week is."""
        return (self.starts_on is None or self.starts_on <= monday) and (
            self.ends_before is None or self.ends_before >= monday + WEEK
        )


@dataclass
class Exact:
    """A university's data, as far as figures about groups are made of them."""

    members: dict[Group, list[Spell]] = field(default_factory=lambda: defaultdict(list))
    scores: dict[UUID, dict[date, float]] = field(default_factory=lambda: defaultdict(dict))
    active: set[tuple[UUID, date]] = field(default_factory=set)
    """Student and Monday."""
    attended: dict[tuple[UUID | None, UUID, date], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )
    """By module run, or None for all, student and Monday: present, and absent without leave."""
    opened: dict[tuple[UUID, str], set[tuple[UUID, date]]] = field(default_factory=lambda: defaultdict(set))
    """By module run and resource."""
    in_time: dict[tuple[UUID, str], set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """By module run and assessment."""

    def within(self, group: Group, monday: date) -> set[UUID]:
        """Who was in it on some day of that week."""
        return {each.student for each in self.members[group] if each.touches(monday)}

    def throughout(self, group: Group, monday: date) -> set[UUID]:
        """Who was in it all that week, and registered."""
        registered = {
            each.student
            for (kind, _), spells in self.members.items()
            if kind == "programmes"
            for each in spells
            if each.covers(monday)
        }
        return registered & {each.student for each in self.members[group] if each.covers(monday)}

    def mean_scores(self, students: Collection[UUID], monday: date, largest: float) -> list[float]:
        """Of those who have any score in the week."""
        found = []
        for each in students:
            week = [value for day, value in self.scores[each].items() if monday <= day < monday + WEEK]
            if week:
                found.append(min(largest, sum(week) / len(week)))
        return found

    def scored(self, students: Collection[UUID], monday: date) -> list[UUID]:
        return [each for each in students if any(monday <= day < monday + WEEK for day in self.scores[each])]

    def shares_attended(self, run: UUID | None, students: Collection[UUID], monday: date) -> list[float]:
        pairs = [self.attended.get((run, each, monday), [0, 0]) for each in students]
        return [present / (present + absent) for present, absent in pairs if present + absent]


async def read_exact(world: World) -> Exact:
    of, exact = world.institution.institution_id, Exact()
    async with world.owner() as owner:
        await _groups(owner, of, exact)
        await _scores(owner, of, exact)
        await _events(owner, of, exact)
        await _record(owner, of, exact)
    return exact


async def _groups(owner: "asyncpg.Connection[asyncpg.Record]", of: UUID, exact: Exact) -> None:
    for statement in (
        "select 'module-runs', module_run_id, student_id, starts_on, ends_before from enrolments",
        "select 'programmes', programme_id, student_id, starts_on, ends_before from registrations",
        "select 'colleges', college_id, student_id, starts_on, ends_before from registrations",
    ):
        for kind, identifier, *spell in await owner.fetch(f"{statement} where institution_id = $1", of):
            exact.members[kind, identifier].append(Spell(*spell))


async def _scores(owner: "asyncpg.Connection[asyncpg.Record]", of: UUID, exact: Exact) -> None:
    rows = await owner.fetch(
        "select student_id, month, scores from score_months where institution_id = $1", of
    )
    for student, month, packed in rows:
        for at, value in enumerate(struct.unpack(">31d", packed)):
            if value == value:  # noqa: PLR0124 (not a number: no score)
                exact.scores[student][month + timedelta(days=at)] = value


async def _events(owner: "asyncpg.Connection[asyncpg.Record]", of: UUID, exact: Exact) -> None:
    rows = await owner.fetch(
        "select student_id, day, source, kind, module_run_id, object from events where institution_id = $1",
        of,
    )
    for student, day, source, kind, run, thing in rows:
        monday = day - timedelta(days=day.weekday())
        if kind in COUNTED.get(source, ()):
            exact.active.add((student, monday))
        if source in {"qmplus", "reading_lists"} and run is not None and thing is not None:
            exact.opened[run, thing].add((student, monday))


async def _record(owner: "asyncpg.Connection[asyncpg.Record]", of: UUID, exact: Exact) -> None:
    rows = await owner.fetch(
        "select a.student_id, date(date_trunc('week', s.starts_at at time zone 'Europe/London')), a.status,"
        " s.module_run_id from attendance a join teaching_sessions s using (institution_id, session_id)"
        " where a.institution_id = $1 and a.status in ('present', 'absent')",
        of,
    )
    for student, monday, status, run in rows:
        for key in ((None, student, monday), (run, student, monday)):
            exact.attended[key][status == "absent"] += 1
    handed_in = await owner.fetch(
        "select a.module_run_id, a.code, s.student_id from submissions s"
        " join assessments a using (institution_id, assessment_id)"
        " where s.institution_id = $1 and (s.carried_over or s.submitted_on <= a.due_on)",
        of,
    )
    for run, code, student in handed_in:
        exact.in_time[run, code].add(student)


async def counted(world: World, statement: str, *given: Any) -> Mapping[Any, int]:
    """What a statement of two columns counts; `$1` is the institution."""
    async with world.owner() as owner:
        rows = await owner.fetch(statement, world.institution.institution_id, *given)
    return {row[0]: row[1] for row in rows}
