"""Snapshots: what every request needs to know of an institution, kept per process by its version.

Nothing of a person is in it. `attune_enter` returns the version with every request, so a change of a model,
an outage, an exam period, a calendar or a setting counts with the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.calendars.calendar import Calendar
from app.calendars.years import CalendarYear, with_years
from app.db.query import INSTITUTION, Reads, one, query
from app.db.transaction import Transaction
from app.ids import InstitutionId
from app.profiles.model import Profile
from app.scoring.models import AcademicYear
from app.scoring.sources import Source
from app.scoring.spells import ScoredYear
from app.store import institutions
from app.store.activity import outages
from app.store.activity.amounts import CountedSources
from app.store.activity.outages import Outage
from app.store.engagement import scoring_models
from app.store.engagement.scoring_models import PublishedModel
from app.store.institutions import Institution
from app.store.people.tables import Institution as Row
from app.store.record import calendar_years, exam_periods
from app.store.record.exam_periods import ExamPeriod


@dataclass(frozen=True, slots=True, eq=False)
class InstitutionSnapshot:
    """An institution as of one version of it."""

    institution: Institution
    profile: Profile
    models: Mapping[AcademicYear, PublishedModel]
    """Those in force, ascending."""
    scored_years: Mapping[AcademicYear, ScoredYear]
    outages: Sequence[Outage]
    exam_periods: Sequence[ExamPeriod]
    calendar_years: Mapping[int, CalendarYear]
    """Those that administrators have set."""
    calendar: Calendar
    """Terms, closed days, and arithmetic with working days."""

    @property
    def institution_id(self) -> InstitutionId:
        return self.institution.institution_id

    def counted_sources(self) -> CountedSources:
        """What events are counted by: their academic year's model in force, or else the profile."""
        by_year: dict[AcademicYear | None, Mapping[str, Source]] = {None: self.profile.scored}
        return by_year | {year: each.model.sources for year, each in self.models.items()}


_READS: Reads = {
    "institution": query(select(*institutions.COLUMNS).where(Row.institution_id == INSTITUTION), Institution),
    "models": scoring_models.IN_FORCE,
    "outages": outages.ALL,
    "exam_periods": exam_periods.ALL,
    "calendar_years": calendar_years.ALL,
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
    return await _read(transaction, lambda _institution: known.profile)


async def _read(transaction: Transaction, profile_of: ProfileOf) -> InstitutionSnapshot:
    found = await transaction.gather(_READS)
    institution: Institution = found["institution"][0]
    profile = profile_of(institution)
    models = {each.model.academic_year: each for each in reversed(found["models"])}
    return InstitutionSnapshot(
        institution,
        profile,
        models,
        {year: _scored_year(profile, each) for year, each in models.items()},
        found["outages"],
        found["exam_periods"],
        {each.academic_year: each for each in found["calendar_years"]},
        with_years(profile.calendar.calendar, found["calendar_years"], profile.academic_year),
    )


def _scored_year(profile: Profile, published: PublishedModel) -> ScoredYear:
    year = published.model.academic_year
    return ScoredYear.of(published.model, profile.first_day(year), profile.last_day(year))
