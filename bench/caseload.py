"""A caseload: what a tutor of 45 sees in a week of term, and how many of the signals were planted falls.

.venv/bin/python -m bench.caseload [students]

A synthetic university of Nottingham's profile; everybody is judged at the end of each teaching week. What was
planted into whose activity is known, so that each signal can be held against it.
"""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import uvloop

from app.actions.context import Context
from app.auth.demo_issuer import ISSUER
from app.db.query import columns, query
from app.devtools.load_demo import synthesise
from app.devtools.synthetic.university import University
from app.jobs.judge_signals import judge_institution
from app.jobs.runtime import JobRuntime
from bench.fixture_database import fixture_database, machine

LAST = date(2026, 3, 22)
"""A Sunday near the end of a term."""
DAYS, JUDGED_WEEKS, TUTEES = 175, 8, 45
CODE, PROFILE = "CASELOAD", "nottingham"
FALLS = frozenset({"stopped", "fell_by_90", "fell_by_75", "fell_by_50", "recovered"})
"""Planted changes that a rule is there to notice. Illness is authorised, and is none."""

_RAISED = query(
    "select s.number, g.rule, g.as_of from signals g join students s using (institution_id, student_id)"
    " where g.institution_id = :institution_id order by g.as_of, s.number, g.rule",
    columns,
)


@dataclass(frozen=True)
class Raised:
    student: str
    rule: str
    as_of: date


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(10, LAST - timedelta(days=6), 7) as fixture:
        runtime = fixture.runtime
        profile = runtime.profiles.named(PROFILE)
        university = await synthesise(
            runtime, CODE, ISSUER, profile, seed=7, students=students, days=DAYS, until=LAST
        )
        weeks = [each.monday for each in profile.calendar.calendar.teaching_weeks(university.first, LAST)]
        judged = weeks[-JUDGED_WEEKS:]
        for monday in judged:
            async for _ in judge_institution(partial(runtime.context, CODE), monday + timedelta(days=6)):
                pass
        report(university, await raised(runtime), judged)


async def raised(runtime: JobRuntime) -> list[Raised]:
    async with runtime.context(CODE) as context:
        return await _raised(context)


async def _raised(context: Context) -> list[Raised]:
    return [Raised(*each) for each in await context.transaction.fetch(_RAISED)]


def report(university: University, found: Iterable[Raised], weeks: list[date]) -> None:
    """What is printed."""
    planted = {number: (kind, week) for number, kind, week in university.planted()}
    share = TUTEES / len(university.members) / (len(weeks) - 1)
    later = [each for each in found if each.as_of > weeks[0] + timedelta(days=6)]  # the first run meets all
    print(f"{len(university.members):,} students, {len(weeks) - 1} weeks; of a tutor of {TUTEES} in a week:")
    for rule, of_rule in Counter(each.rule for each in later).items():
        due = [each for each in later if each.rule == rule and _is_planted(each, planted)]
        print(f"  {rule:<12} {of_rule * share:5.2f} signals, {len(due) * share:5.2f} of them planted")
    print("found of what was planted in these weeks, by the rule of falls or of nothing at all:")
    noticed = {each.student for each in later if each.rule in {"fall", "stopped"}}
    for kind in sorted({kind for kind, _ in planted.values()}):
        planted_then = [one for one, (each, week) in planted.items() if each == kind and weeks[1] <= week]
        print(f"  {kind:<12} {len(noticed.intersection(planted_then)):4} of {len(planted_then)}")


def _is_planted(one: Raised, planted: dict[str, tuple[str, date]]) -> bool:
    kind, week = planted.get(one.student, ("", date.max))
    return kind in FALLS and week <= one.as_of


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_800))
