"""Spells: which days of a student can be scored, since when, and with which coefficients."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.consent.usable_days import EVERY_DAY, UsableDays
from app.ids import OrgUnitId
from app.scoring.daily import Spell
from app.scoring.models import WINDOW_DAYS, ScoringModel
from app.scoring.months import Axis
from app.scoring.sources import Source


class Registered(NamedTuple):
    """A dated registration in a college; `ends_before` is the first day it no longer holds."""

    starts_on: date
    ends_before: date | None
    college: OrgUnitId


@dataclass(frozen=True, slots=True)
class ScoredYear:
    """An academic year that may be scored: its days, and what its model computes with."""

    first: date
    last: date
    sources: tuple[Source, ...]
    """In name order."""
    coefficients: Mapping[OrgUnitId, tuple[float, ...]]
    """Of each college, in the order of the sources."""

    @classmethod
    def of(cls, model: ScoringModel, first: date, last: date) -> "ScoredYear":
        coefficients = {college: tuple(model.for_college(college).values()) for college in model.coefficients}
        return cls(first, last, tuple(model.sources.values()), coefficients)


def registered_since(registrations: Iterable[Registered], day: date) -> date | None:
    """When the registration that holds on `day` began; registrations that adjoin count as one."""
    began: date | None = None
    for each in _continuous(registrations):
        if each.starts_on <= day and (each.ends_before is None or day < each.ends_before):
            began = each.starts_on
    return began


def college_on(registrations: Iterable[Registered], day: date) -> OrgUnitId | None:
    for each in registrations:
        if each.starts_on <= day and (each.ends_before is None or day < each.ends_before):
            return each.college
    return None


def spells(
    registrations: Sequence[Registered],
    years: Iterable[ScoredYear],
    axis: Axis,
    last_scored: date,
    usable: UsableDays = EVERY_DAY,
) -> list[Spell]:
    """The student's spells on the axis, up to `last_scored`.

    There is one per registration, academic year and run of usable days. A window looks at no day before its
    run, as it looks at none before the registration. A college that the year's model does not know (it was
    founded after its publication) has none.
    """
    found = []
    for registration in registrations:
        since = registered_since(registrations, registration.starts_on)
        assert since is not None
        for year in years:
            if registration.college not in year.coefficients:
                continue
            first = max(registration.starts_on, year.first, axis.scored_from)
            last = min(year.last, last_scored)
            if registration.ends_before is not None:
                last = min(last, registration.ends_before - timedelta(days=1))
            for usable_from, usable_to in usable.runs:
                begins, ends = max(first, usable_from), min(last, usable_to)
                if begins > ends:
                    continue
                start = axis.position(begins)
                found.append(
                    Spell(
                        first=start,
                        last=axis.position(ends),
                        # A start further back than any window looks makes no difference: forgetting
                        # it lets all long-registered students of a college be computed as one.
                        since=max(axis.position(max(since, usable_from)), start - WINDOW_DAYS + 1),
                        coefficients=year.coefficients[registration.college],
                    )
                )
    return found


def rows_by_spell(spells_of: Sequence[Sequence[Spell]]) -> dict[Spell, NDArray[np.intp]]:
    """Which rows share a spell."""
    rows_of: dict[Spell, list[int]] = {}
    for row, mine in enumerate(spells_of):
        for spell in mine:
            rows_of.setdefault(spell, []).append(row)
    return {spell: np.array(rows, np.intp) for spell, rows in rows_of.items()}


def _continuous(registrations: Iterable[Registered]) -> list[Registered]:
    merged: list[Registered] = []
    for each in sorted(registrations, key=lambda each: each.starts_on):
        if merged and (merged[-1].ends_before is None or merged[-1].ends_before >= each.starts_on):
            merged[-1] = Registered(merged[-1].starts_on, each.ends_before, each.college)
        else:
            merged.append(each)
    return merged
