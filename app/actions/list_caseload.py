"""List a caseload: every student in the principal's charge with the day's score, zeros included."""

from dataclasses import dataclass

import numpy as np

from app.actions.compute_scores import compute_grid, load_rules, load_subjects
from app.actions.here import Here
from app.actions.read_engagement import DayState, ScoredDay, day_states
from app.auth.principal import Principal
from app.store import students
from app.store.students import StudentRecord


@dataclass(frozen=True, slots=True)
class CaseloadEntry:
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
    scored = dict(zip(ids, grid.scores[:, grid.axis.position(today)], strict=True))
    entries = []
    for record in records:
        state = day_states(here.profile, rules, subjects[record.student_id], today, today)[today]
        score = float(scored[record.student_id])
        if state is DayState.SHOWN and np.isnan(score):
            state = DayState.UNAVAILABLE
        shown = score if state is DayState.SHOWN else None
        entries.append(CaseloadEntry(record, ScoredDay(today, state, shown, stored=False)))
    return entries
