"""Retain: what is due by the profile's rules is counted, or goes, batch by batch; counts are signed."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import orjson

from app.actions.context import Context
from app.actions.governance.audit_change import audit_work
from app.actions.governance.retention import Figures, goes_next, other_rules, table_rules, whole_years
from app.auth.signing import SigningKey
from app.errors import Unavailable
from app.ids import RetentionRunId, StudentId
from app.jobs.runtime import OpenContext
from app.profiles.model import Profile
from app.retention.rules import Category
from app.store.governance import retention
from app.store.governance.retention import Found
from app.store.governance.retention_tables import CATEGORY_OF

WHAT = "attune-retention-report+jws"
"""The `typ` of a signed report."""
STUDENTS, ROWS = 200, 5_000
"""How many go in one transaction: whoever writes about these students waits for it."""
OnBatch = Callable[[Figures], None]


async def preview(open_context: OpenContext, day: date | None = None) -> tuple[Profile, Figures]:
    """What is due on a day, by category; nothing is deleted."""
    figures: Figures = dict.fromkeys(Category, Found())
    after: StudentId | None = None
    while True:
        async with open_context() as context:
            after = await _students(context, day or context.today, after, figures, dry=True)
            if after is None:
                for table, before in other_rules(context.profile, day or context.today).items():
                    found = await retention.retain_others(context.transaction, table, before, ROWS, dry=True)
                    _add(figures, table, found)
                return context.profile, figures


async def run(open_context: OpenContext, key: SigningKey, on_batch: OnBatch = lambda _: None) -> Figures:
    """Delete what is due today; returns how much went, by category. The counts are on record, and signed.

    One that is cut off has done what its record says; the next one does the rest.
    """
    figures: Figures = dict.fromkeys(Category, Found())
    run_id = RetentionRunId(uuid4())
    async with open_context() as context:
        day = context.today
        await retention.begin(context.transaction, run_id, context.now, day)
        await audit_work(context, "retention begun", f"retention_run/{run_id}")
    await _drop_years(open_context, run_id, figures, day)
    after: StudentId | None = None
    while True:
        async with open_context() as context:
            after = await _students(context, day, after, figures, dry=False)
            await retention.note(context.transaction, run_id, written(context.profile, figures))
        on_batch(figures)
        if after is None:
            break
    await _others(open_context, run_id, figures, day)
    await _finish(open_context, run_id, figures, day, key)
    return figures


def written(profile: Profile, figures: Figures) -> dict[str, Any]:
    """The figures as they are kept and signed."""
    return {
        str(category): {
            "action": str(profile.retention[category].action),
            "rows": found.rows,
            "oldest": None if found.oldest is None else found.oldest.isoformat(),
            "next_on": None if (on := goes_next(profile, category, found.next)) is None else on.isoformat(),
        }
        for category, found in figures.items()
    }


async def _drop_years(open_context: OpenContext, run_id: RetentionRunId, figures: Figures, day: date) -> None:
    """The quick way for whole years of events. What cannot be dropped goes batch by batch."""
    async with open_context() as context:
        years, before = whole_years(context.profile, day)
    for year in years:
        try:
            async with open_context() as context:
                found = await retention.drop_year(context.transaction, year, before)
                if found is not None:
                    _add(figures, "events", found)
                    await retention.note(context.transaction, run_id, written(context.profile, figures))
        except Unavailable:
            continue


async def _students(
    context: Context, day: date, after: StudentId | None, figures: Figures, *, dry: bool
) -> StudentId | None:
    rules = table_rules(context.profile, day)
    gone_before = next(each.before for each in rules if CATEGORY_OF[each.table] is Category.IDENTITY)
    last, found = await retention.retain_students(
        context.transaction, after, STUDENTS, rules, other_rules(context.profile, day), gone_before, dry=dry
    )
    for table, each in found.items():
        _add(figures, table, each)
    return last


async def _others(open_context: OpenContext, run_id: RetentionRunId, figures: Figures, day: date) -> None:
    async with open_context() as context:
        rules = other_rules(context.profile, day)
    for table, before in rules.items():
        rows = ROWS
        while rows == ROWS:
            async with open_context() as context:
                found = await retention.retain_others(context.transaction, table, before, ROWS, dry=False)
                _add(figures, table, found)
                await retention.note(context.transaction, run_id, written(context.profile, figures))
            rows = found.rows


async def _finish(
    open_context: OpenContext, run_id: RetentionRunId, figures: Figures, day: date, key: SigningKey
) -> None:
    async with open_context() as context:
        report = {
            "institution": context.institution.institution.code,
            "run_id": str(run_id),
            "day": day.isoformat(),
            "finished_at": context.now.isoformat(),
            "categories": written(context.profile, figures),
        }
        await retention.finish(context.transaction, run_id, context.now, key.sign(WHAT, orjson.dumps(report)))
        rows = {str(category): found.rows for category, found in figures.items()}
        await audit_work(context, "retention finished", f"retention_run/{run_id}", after=rows)


def _add(figures: Figures, table: str, found: Found) -> None:
    category = CATEGORY_OF[table]
    figures[category] = figures[category].and_also(found)
