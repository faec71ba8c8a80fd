"""List a caseload: every student in the principal's charge with the day's score, zeros included."""

from collections.abc import Iterable
from datetime import date
from math import isnan
from typing import NamedTuple

from app.actions.engagement.compute_scores import compute_grid, load_rules, load_subjects
from app.actions.context import Here
from app.actions.engagement.read_engagement import DayState, ScoredDay, day_states
from app.auth.principal import Principal
from app.store.people import students
from app.store.people.students import StudentRecord


class CaseloadEntry(NamedTuple):
    record: StudentRecord
    today: ScoredDay


async def list_caseload(
    here: Here, principal: Principal, *, after: str | None, limit: int
) -> list[CaseloadEntry]:
    """A page of the caseload by student number, each with today's score; set-wise throughout."""
    today = here.today
    records = await students.list_in_charge(here.session, principal, today, after=after, limit=limit)
    if not records:
        return []
    ids = [each.student_id for each in records]
    rules = await load_rules(here, today, today)
    subjects = dict(zip(ids, await load_subjects(here, ids), strict=True))
    grid = await compute_grid(here, rules, subjects, today, today)
    states = [day_states(here.profile, rules, each, today, today)[today] for each in subjects.values()]
    return entries(today, records, states, grid.scores[:, grid.axis.position(today)].tolist())


def entries(
    today: date, records: Iterable[StudentRecord], states: Iterable[DayState], scores: Iterable[float]
) -> list[CaseloadEntry]:
    """The students, each with what can be said of the day and its score; NaN where there is none."""
    return [
        CaseloadEntry(record, _scored(today, state, score))
        for record, state, score in zip(records, states, scores, strict=True)
    ]


def _scored(today: date, state: DayState, score: float) -> ScoredDay:
    if state is not DayState.SHOWN:
        return ScoredDay(today, state, None, stored=False)
    if isnan(score):
        return ScoredDay(today, DayState.UNAVAILABLE, None, stored=False)
    return ScoredDay(today, state, score, stored=False)
