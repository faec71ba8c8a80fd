"""The list of students at once: what one round trip brought, as `list_caseload` has it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from app.actions.answer_at_once import Familiar
from app.actions.compute_scores import Rules, Subject, score_rows, spells_of
from app.actions.list_caseload import CaseloadEntry, entries
from app.actions.read_engagement import DayState, day_states
from app.profiles.model import Profile
from app.scoring.daily import Spell
from app.scoring.models import WINDOW_DAYS
from app.scoring.months import Axis, month_of, unpack
from app.scoring.sources import Days
from app.store.caseload_at_once import CaseloadFacts, MonthRow, Page


def wanted(familiar: Familiar, today: date, after: str | None, limit: int, seen: Sequence[str]) -> Page:
    return Page(
        familiar.levels,
        familiar.consented,
        month_of(today - timedelta(days=WINDOW_DAYS - 1)),
        today,
        after,
        limit,
        list(seen),
    )


def caseload(familiar: Familiar, facts: CaseloadFacts, today: date) -> list[CaseloadEntry]:
    """A page of the caseload. All scores are computed: runs store those up to yesterday, and one more day
    of some students is little."""
    profile, rules = familiar.profile, familiar.rules(today, today)
    axis = Axis.covering(today, today)
    states, rows_of = _decided(profile, rules, facts, axis, today)
    amounts = _unfolded(profile, axis, facts.amounts, len(facts.students))
    grid = score_rows(profile, rules, axis, amounts, rows_of)
    return entries(today, facts.students, states, grid.scores[:, axis.position(today)].tolist())


def _decided(
    profile: Profile, rules: Rules, facts: CaseloadFacts, axis: Axis, today: date
) -> tuple[list[DayState], dict[Spell, np.ndarray]]:
    """What can be said of the day, by place in the page, and who shares a spell: once for all who share
    registration and decisions."""
    states = [DayState.OUT_OF_SCOPE] * len(facts.students)
    rows_of: dict[Spell, list[int]] = {}
    today_at = axis.position(today)
    for registered, decisions, places in facts.subjects:
        subject = Subject(registered, decisions)
        state = day_states(profile, rules, subject, today, today)[today]
        for place in places:
            states[place] = state
        for spell in spells_of(profile, rules, subject, axis, today):
            if spell.last == today_at:  # and of its days, today's is all that is asked for
                rows_of.setdefault(replace(spell, first=today_at), []).extend(places)
    return states, {spell: np.array(rows, np.intp) for spell, rows in rows_of.items()}


def _unfolded(profile: Profile, axis: Axis, months: Sequence[MonthRow], students: int) -> dict[str, Days]:
    """By source: [student, day]."""
    grids = {name: np.zeros((students, axis.length)) for name in profile.collected}
    for month, sources, places, amounts in months:
        blocks = unpack([amounts])
        for at, source in enumerate(sources):
            if source in grids:
                axis.place(grids[source], places, month, blocks[at :: len(sources)])
    return grids
