"""Read statistics: figures of a group that the institution makes, as they were published."""

from dataclasses import dataclass
from uuid import UUID

from app.actions.access_purpose import check_purpose_of_figures
from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.insight.read_cohort import find_group
from app.disclosure.variables import CATEGORIES, GroupKind, Variable
from app.errors import Fault, InvalidInput, NotCollected, NotFound
from app.profiles.model import Profile
from app.profiles.statistics import StatisticsEntry
from app.store.insight import statistics
from app.store.insight.statistics import PublishedFigure

ALL = "all"


@dataclass(frozen=True, slots=True)
class Statistics:
    """A variable's figures of a group. Everything is None where it is suppressed."""

    variable: Variable
    kind: GroupKind
    group_id: UUID
    name: str
    academic_year: int
    people: int | None
    categories: list[PublishedFigure]
    """Every category of the variable, in order."""


async def read_statistics(
    context: StaffContext,
    variable: Variable,
    kind: GroupKind,
    group_id: UUID | None,
    academic_year: int | None,
    purpose: str | None,
) -> Statistics:
    """A variable's figures of a group, of the latest year unless one is named; on record.

    Raises NotCollected for what the institution does not publish, NotFound for no such group or year, and
    PurposeRequired or PurposeRefused.
    """
    _check_published(context.profile, variable, kind)
    allowed = entry_of(context.profile).purposes
    check_purpose_of_figures(context.profile, purpose, allowed, "statistics are")
    group_id, name = await _group(context, kind, group_id)
    figures = await statistics.list_figures(context.transaction, variable, kind, group_id, academic_year)
    if not figures:
        raise NotFound("no statistics of that year are published yet")
    year = figures[0].academic_year
    found = {each.category: each for each in figures}
    after = {"group": kind, "group_id": str(group_id), "academic_year": year, "purpose": purpose}
    await audit_change(context, "statistics read", f"statistics/{variable}", after=after)
    return Statistics(
        variable,
        kind,
        group_id,
        name,
        year,
        found[ALL].people if ALL in found else None,
        [found.get(each, PublishedFigure(year, each, None, None)) for each in CATEGORIES[variable]],
    )


def entry_of(profile: Profile) -> StatisticsEntry:
    """Raises NotCollected."""
    if profile.statistics is None:
        raise NotCollected("this institution publishes no statistics here")
    return profile.statistics


def _check_published(profile: Profile, variable: Variable, kind: GroupKind) -> None:
    entry = entry_of(profile)
    if variable not in entry.variables:
        raise NotCollected(f"{variable} is not published: {', '.join(entry.variables)} are")
    if kind not in entry.groups:
        raise NotCollected(f"nothing is published of {kind}: {', '.join(entry.groups)} are the groups")


async def _group(context: StaffContext, kind: GroupKind, group_id: UUID | None) -> tuple[UUID, str]:
    institution = context.institution.institution
    if kind is GroupKind.INSTITUTION:
        if group_id not in {None, institution.institution_id}:
            raise NotFound("there is no such group")
        return institution.institution_id, institution.name
    if group_id is None:
        faults = [Fault("/query/group_id", f"must be given for {kind}")]
        raise InvalidInput("see `errors`", faults=faults)
    return group_id, await find_group(context, kind, group_id)
