"""Snapshots: what every request needs to know of an institution, kept per process by its version.

Nothing of a person is in it. `attune_enter` returns the version with every request, so a change of a model,
an outage, an exam period, a calendar, a setting or a source's approval counts with the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.vocabulary import SectionName
from app.calendars.calendar import Calendar
from app.calendars.years import CalendarYear, with_years
from app.db.query import INSTITUTION, Reads, one, query
from app.db.transaction import Transaction
from app.ids import InstitutionId
from app.profiles.governed import governed
from app.profiles.model import Profile
from app.scoring.models import AcademicYear, ScoringModel
from app.scoring.sources import Source
from app.scoring.spells import ScoredYear
from app.store import institutions
from app.store.activity import outages
from app.store.activity.amounts import CountedSources
from app.store.activity.outages import Outage
from app.store.engagement import scoring_models
from app.store.engagement.scoring_models import PublishedModel
from app.store.governance import inaccuracies, source_proposals
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.governance.source_proposals import ProposalState
from app.store.institutions import Institution
from app.store.people.tables import Institution as Row
from app.store.record import calendar_years, exam_periods
from app.store.record.exam_periods import ExamPeriod


@dataclass(frozen=True, slots=True, eq=False)
class InstitutionSnapshot:
    """An institution as of one version of it."""

    institution: Institution
    profile: Profile
    """As it counts now: a source whose approval does not stand is not collected."""
    declared: Profile
    """As it is written and set."""
    source_states: Mapping[str, ProposalState]
    """Where the latest proposal of each source stands; a source that nobody proposed is absent."""
    published: Mapping[AcademicYear, PublishedModel]
    """The scoring models in force, ascending."""
    models: Mapping[AcademicYear, PublishedModel]
    """The same without sources that do not count now."""
    scored_years: Mapping[AcademicYear, ScoredYear]
    outages: Sequence[Outage]
    exam_periods: Sequence[ExamPeriod]
    calendar_years: Mapping[int, CalendarYear]
    """Those that administrators have set."""
    calendar: Calendar
    """Terms, closed days, and arithmetic with working days."""

    known_inaccuracies: Sequence[KnownInaccuracy]
    """Those that are open, by their first day."""

    @property
    def institution_id(self) -> InstitutionId:
        return self.institution.institution_id

    def counted_sources(self) -> CountedSources:
        """What events are counted by: their academic year's model in force, or else the profile."""
        by_year: dict[AcademicYear | None, Mapping[str, Source]] = {None: self.declared.scored}
        return by_year | {year: each.model.sources for year, each in self.published.items()}

    def inaccuracies(self, first: date, last: date, *sections: SectionName) -> list[KnownInaccuracy]:
        """What is known to be wrong with these sections' data of the days from `first` to `last`."""
        return [
            each for each in self.known_inaccuracies if each.section in sections and each.touches(first, last)
        ]

    @property
    def not_counted(self) -> frozenset[str]:
        """The governed sources, registers among them, whose approval does not stand."""
        return _not_counted(self.declared, self.source_states)

    def why_not_counted(self, source: str) -> str | None:
        """In words, what has to happen before it counts; None where it counts, or nobody governs it."""
        governance = self.declared.source_governance
        if governance is None or source not in self.not_counted:
            return None
        said = {
            None: f"it was not proposed to {governance.board}, which has to approve it first",
            ProposalState.PROPOSED: f"{governance.board} has not approved it yet",
            ProposalState.REFUSED: f"{governance.board} has refused it",
            ProposalState.SUSPENDED: f"{governance.board} has suspended it",
            ProposalState.RETIRED: f"{governance.board} has retired it",
        }
        return said[self.source_states.get(source)]

    def why_not_taken(self, source: str) -> str | None:
        """In words, why no event of a source that the profile declares is taken; None where they are."""
        if (why := self.why_not_counted(source)) is not None:
            return f"does not count: {why}"
        return None if self.profile.sources[source].collected else "is declared as not collected here"

    def counting(self, model: ScoringModel) -> ScoringModel:
        """The model without sources that do not count now."""
        return _counting(model, self.not_counted)


_READS: Reads = {
    "institution": query(select(*institutions.COLUMNS).where(Row.institution_id == INSTITUTION), Institution),
    "models": scoring_models.IN_FORCE,
    "outages": outages.ALL,
    "exam_periods": exam_periods.ALL,
    "calendar_years": calendar_years.ALL,
    "source_states": source_proposals.STATES,
    "known_inaccuracies": inaccuracies.OPEN,
}
_VERSION = query(select(Row.version).where(Row.institution_id == INSTITUTION), one)
ProfileOf = Callable[[Institution], Profile]


class Snapshots:
    """The latest snapshot of each institution that this process has met."""

    def __init__(self, profile_of: ProfileOf) -> None:
        self._profile_of = profile_of
        self._latest: dict[InstitutionId, InstitutionSnapshot] = {}

    def latest(self, institution_id: InstitutionId | None) -> InstitutionSnapshot | None:
        """What is at hand; it may be out of date."""
        return None if institution_id is None else self._latest.get(institution_id)

    async def read(self, transaction: Transaction) -> InstitutionSnapshot:
        """The institution that the transaction acts for, read anew."""
        snapshot = await _read(transaction, self._profile_of)
        self._latest[snapshot.institution_id] = snapshot
        return snapshot


async def up_to_date(transaction: Transaction, known: InstitutionSnapshot) -> InstitutionSnapshot:
    """What a snapshot holds as it is now: `known`, unless others have changed it.

    For whoever has waited for a lock since the transaction began: what was committed meanwhile counts.
    """
    if await transaction.fetch_one(_VERSION) == known.institution.version:
        return known
    return await _read(transaction, lambda _institution: known.declared)


async def _read(transaction: Transaction, profile_of: ProfileOf) -> InstitutionSnapshot:
    found = await transaction.gather(_READS)
    institution: Institution = found["institution"][0]
    declared = profile_of(institution)
    states = dict(found["source_states"])
    profile = governed(declared, _standing(states))
    published = {each.model.academic_year: each for each in reversed(found["models"])}
    left_out = _not_counted(declared, states)
    models = {
        year: replace(each, model=_counting(each.model, left_out)) if left_out else each
        for year, each in published.items()
    }
    return InstitutionSnapshot(
        institution,
        profile,
        declared,
        states,
        published,
        models,
        {year: _scored_year(profile, each) for year, each in models.items()},
        found["outages"],
        found["exam_periods"],
        {each.academic_year: each for each in found["calendar_years"]},
        with_years(profile.calendar.calendar, found["calendar_years"], profile.academic_year),
        found["known_inaccuracies"],
    )


def _standing(states: Mapping[str, ProposalState]) -> frozenset[str]:
    return frozenset(source for source, state in states.items() if state is ProposalState.ACTIVE)


def _not_counted(declared: Profile, states: Mapping[str, ProposalState]) -> frozenset[str]:
    return declared.governed_sources - _standing(states)


def _counting(model: ScoringModel, left_out: frozenset[str]) -> ScoringModel:
    def kept(of_sources: Mapping[str, Any]) -> dict[str, Any]:
        return {name: each for name, each in of_sources.items() if name not in left_out}

    by_college = {college: kept(each) for college, each in model.coefficients.items()}
    return replace(model, sources=kept(model.sources), coefficients=by_college)


def _scored_year(profile: Profile, published: PublishedModel) -> ScoredYear:
    year = published.model.academic_year
    return ScoredYear.of(published.model, profile.first_day(year), profile.last_day(year))
