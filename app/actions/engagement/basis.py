"""Basis: on which days the data of many students may be used, read set-wise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.db.binary_copy import day_number
from app.scoring.models import AcademicYear
from app.scoring.months import Axis
from app.scoring.standing import Registrations, Standing, Usable, Year, standing
from app.signals.days import covered
from app.store.engagement import slice_facts
from app.store.engagement.signal_facts import places
from app.store.engagement.slices import Slice
from app.store.governance.erasure_parts import KIND_OF_SECTION

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Basis:
    """[row, day] of an axis."""

    registered: Flags
    consented: Mapping[SectionName, Flags]
    """By section: registered, and nobody's consent is needed, or the student has given it."""
    allowed: Mapping[SectionName, Flags]
    """The same, without the days whose data were erased."""


async def read_basis(
    context: Context,
    taken: Slice,
    axis: Axis,
    sections: Collection[SectionName],
    registered: Registrations,
) -> Basis:
    """The slice's students on the axis's days; one statement for each purpose that rests on consent."""
    profile = context.profile
    numbers = range(profile.academic_year(axis.first), profile.academic_year(axis.last) + 1)
    years = [_year(context, AcademicYear(each)) for each in numbers]
    before = [_year(context, AcademicYear(each - 1)) for each in numbers]
    days = [np.full(len(taken), day_number(each)) for each in (axis.first, axis.last)]

    def held(usable: Usable) -> Flags:
        return _held(axis, len(taken), standing(registered, usable, years, *days))

    present = held(Usable.everything(len(taken), years))
    by_purpose: dict[str, Flags] = {}
    for rule in filter(None, map(profile.consent_for, sections)):
        if rule.purpose not in by_purpose:
            decided = await slice_facts.read_decisions(
                context.transaction, taken, rule.purpose, AcademicYear(numbers[0] - 1), profile.time_zone
            )
            current = profile.academic_year(context.today)
            by_purpose[rule.purpose] = held(
                decided.usable(len(taken), years, before, current, reaches_back=rule.reaches_back)
            )
    rules = {each: profile.consent_for(each) for each in sections}
    consented = {each: present if rule is None else by_purpose[rule.purpose] for each, rule in rules.items()}
    erased = await _erased(context, taken, axis, sections)
    allowed = {each: held & ~erased[each] if each in erased else held for each, held in consented.items()}
    return Basis(present, consented, allowed)


async def _erased(
    context: Context, taken: Slice, axis: Axis, sections: Collection[SectionName]
) -> dict[SectionName, Flags]:
    """[row, day] by section, of those of which some student's data of the days were erased."""
    kinds = {each: KIND_OF_SECTION[each] for each in sections if each in KIND_OF_SECTION}
    until = await slice_facts.read_erased(context.transaction, taken, list(kinds.values()))
    numbered = day_number(axis.first) + np.arange(axis.length)
    found = {each: numbered < until[kind][:, None] for each, kind in kinds.items() if kind in until}
    return {each: gone for each, gone in found.items() if gone.any()}


def _held(axis: Axis, students: int, of: Standing) -> Flags:
    return covered(
        students, axis.length, of.number, places(of.first, axis.first), places(of.last, axis.first)
    )


def _year(context: Context, year: AcademicYear) -> Year:
    profile = context.profile
    return Year(year, day_number(profile.first_day(year)), day_number(profile.last_day(year)))
