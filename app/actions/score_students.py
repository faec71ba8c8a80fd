"""Score students: bring the stored scores of an institution up to date, batch by batch.

Each batch is one transaction that holds its students' rows, so a delivery, a withdrawn consent or
another run cannot come between reading amounts and storing scores. Interrupted, it has lost nothing:
the next run finds what is still due.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from app.actions.compute_scores import Rules, compute_grid, consented_purpose, load_rules, load_subjects
from app.actions.here import Here
from app.ids import StudentId
from app.scoring import months
from app.store import scores, students

BATCH = 1_000
"""Students at a time: enough that PostgreSQL's round trips vanish, few enough that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Progress:
    students: int
    """Students looked at so far."""
    months: int
    """Months of scores stored so far."""


async def score_institution(
    open_here: Callable[[], AbstractAsyncContextManager[Here]], through: date
) -> AsyncIterator[Progress]:
    """Compute and store every score that is due up to and including the day `through`.

    `open_here` opens the transaction of a batch, on the operator's behalf.
    """
    done = Progress(0, 0)
    after: StudentId | None = None
    while True:
        async with open_here() as here:
            rules = await _rules(here, through)
            due = await _list_due(here, rules, through, after=after)
            if not due:
                return
            stored = await score_batch(here, rules, due, through)
            done = Progress(done.students + len(due), done.months + stored)
            after = max(due)
        yield done


async def score_now(here: Here, student_id: StudentId) -> None:
    """Compute and store what is due for one student, in the caller's transaction, up to yesterday.

    Yesterday, because today is not over: it would be stored only to be computed again.
    """
    through = here.today - timedelta(days=1)
    rules = await _rules(here, through)
    due = await _list_due(here, rules, through, only=student_id)
    if due:
        await score_batch(here, rules, due, through)


async def _rules(here: Here, through: date) -> Rules:
    first = await scores.first_registered_day(here.session, here.institution.institution_id)
    return await load_rules(here, min(first or through, through), through)


async def _list_due(
    here: Here,
    rules: Rules,
    through: date,
    *,
    after: StudentId | None = None,
    only: StudentId | None = None,
) -> dict[StudentId, list[date]]:
    return await scores.list_due(
        here.session,
        here.institution.institution_id,
        purpose=consented_purpose(here.profile),
        levels=here.profile.levels,
        models={year: each.model.scoring_model_id for year, each in rules.models.items()},
        year_starts=here.profile.academic_year_starts,
        through=through,
        after=after,
        only=only,
        limit=BATCH,
    )


async def score_batch(
    here: Here, rules: Rules, due: Mapping[StudentId, Sequence[date]], through: date
) -> int:
    """Compute the due months of some students and store them; returns how many were stored.

    A month without a single score (no consent, not registered) is not stored, and no longer is.
    """
    chosen = list(due)
    await students.hold(here.session, chosen)
    subjects = dict(zip(chosen, await load_subjects(here, chosen), strict=True))
    wanted = sorted({month for listed in due.values() for month in listed})
    grid = await compute_grid(here, rules, subjects, wanted[0], min(through, months.last_day(wanted[-1])))
    stored: list[scores.NewMonth] = []
    empty: list[tuple[StudentId, date]] = []
    for month in wanted:
        model = rules.models[here.profile.academic_year(month)].model.scoring_model_id
        scored_through = min(through, months.last_day(month))
        scores_of = grid.scores[:, grid.axis.days_of(month)]
        scored = set(np.flatnonzero(np.isfinite(scores_of).any(axis=1)).tolist())
        blocks = months.pack(grid.axis.cut(grid.scores, month))
        for row, student in enumerate(chosen):
            if month not in due[student]:
                continue
            if row in scored:
                stored.append((student, month, model, scored_through, here.now, blocks[row]))
            else:
                empty.append((student, month))
    await scores.store(here.session, stored, empty)
    await scores.clear_stale(here.session, chosen, through)
    return len(stored)
