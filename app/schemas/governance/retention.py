"""Retention: the rules, what goes next, and the runs that did it."""

from datetime import date, datetime

from app.actions.governance.processing_register import RUNNING, TITLES
from app.actions.governance.retention import due, keeps_until
from app.consent.gate import LegalBasis
from app.ids import RetentionRunId
from app.profiles.model import Profile
from app.retention.rules import Action, Category, Trigger
from app.schemas.base import Out, shown_as
from app.store.governance.retention import Run

_RULE = {
    "category": "activity",
    "title": "Engagement: activity, scores and changes noticed",
    "purpose": "Learning analytics",
    "basis": "consent",
    "trigger": "year_end",
    "months": 12,
    "kept": "1 year after the end of the academic year",
    "action": "delete",
    "due_before": "2024-08-01",
    "next_on": "2026-08-01",
}
_COUNT = {
    "category": "activity",
    "action": "delete",
    "rows": 81000,
    "oldest": "2023-08-03",
    "next_on": "2026-08-01",
}
_RUN = {
    "run_id": "0c0f2d2e-4f60-4b1d-9b51-3f4ce9a8f3f1",
    "begun_at": "2025-11-28T02:00:00Z",
    "day": "2025-11-28",
    "finished_at": "2025-11-28T02:04:11Z",
    "categories": [_COUNT],
    "signed": "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl",
}


class RetentionRuleOut(Out):
    category: Category
    """The kind of data."""
    title: str
    """The kind of data, in words."""
    purpose: str
    """What it is kept for."""
    basis: LegalBasis
    """What that rests on."""
    trigger: Trigger
    """What the period is counted from."""
    months: int
    """How long it is kept after that: 72 at most, which is six years."""
    kept: str
    """The same in words."""
    action: Action
    """What becomes of it then."""
    due_before: date
    """What is of days before this one, or of students who left before it, is due today."""
    next_on: date
    """When more becomes due, where there is more."""


class RetentionRulesOut(Out):
    model_config = shown_as({"items": [_RULE]})

    items: list[RetentionRuleOut]
    """One for each kind of data. Everything of a student goes with who they are."""


class RetentionCountOut(Out):
    category: Category
    """The kind of data."""
    action: Action
    """What became of it."""
    rows: int
    """How many rows went."""
    oldest: date | None
    """The oldest day that they were of; null: none is known."""
    next_on: date | None
    """When the oldest of what is kept becomes due; null: none is known."""


class RetentionRunOut(Out):
    run_id: RetentionRunId
    """The id of the run."""
    begun_at: datetime
    """When it began."""
    day: date
    """What was due on this day, went."""
    finished_at: datetime | None
    """When it was done; null: it goes on, or was cut off, and the next one does the rest."""
    categories: list[RetentionCountOut]
    """How much went, by kind of data."""
    signed: str | None
    """The counts, as a compact JWS of the type `attune-retention-report+jws`: see
    `/.well-known/jwks.json`.
    """


class RetentionRunsOut(Out):
    model_config = shown_as({"items": [_RUN]})

    items: list[RetentionRunOut]
    """The latest first."""


def retention_rules_out(profile: Profile, today: date) -> RetentionRulesOut:
    return RetentionRulesOut(items=[_rule_out(profile, each, today) for each in Category])


def _rule_out(profile: Profile, category: Category, today: date) -> RetentionRuleOut:
    entry, on = profile.retention[category], due(profile, category, today)
    purpose = profile.purposes.get(entry.purpose or "")
    basis = purpose.basis if purpose else entry.basis
    assert basis is not None, "a profile that is read says it"
    return RetentionRuleOut(
        category=category,
        title=TITLES[category],
        purpose=purpose.title if purpose else RUNNING,
        basis=basis,
        trigger=entry.trigger,
        months=entry.months,
        kept=keeps_until(entry.rule),
        action=entry.action,
        due_before=on.before,
        next_on=on.next_on,
    )


def retention_run_out(run: Run) -> RetentionRunOut:
    return RetentionRunOut(
        run_id=run.run_id,
        begun_at=run.begun_at,
        day=run.day,
        finished_at=run.finished_at,
        categories=[
            RetentionCountOut(
                category=each,
                action=found["action"],
                rows=found["rows"],
                oldest=found["oldest"],
                next_on=found["next_on"],
            )
            for each in Category
            if (found := run.figures.get(each)) is not None
        ],
        signed=run.signed,
    )
