"""Read engagement: a student's daily scores, and the explanation of one; from facts at hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from math import isnan
from typing import Any, NamedTuple, TypeVar

from app.access.vocabulary import Audited, SectionName
from app.actions.engagement.scoring import Rules, rules_for
from app.actions.record.remarks import REMARK_READS, remarks_about
from app.actions.section import Rows, Section, SectionRequest, Subject
from app.consent.usable_days import UsableDays
from app.db.query import Query
from app.errors import NotFound, ProcessingRestricted, ScoringModelMissing
from app.ids import ModuleRunId, OrgUnitId, StudentId
from app.scoring.completeness import CompleteDays, complete_until
from app.scoring.models import WINDOW_DAYS, AcademicYear
from app.scoring.months import month_of, unpack_one
from app.scoring.score import Score, score_day, window
from app.scoring.sources import Source
from app.scoring.spells import college_on, registered_since
from app.store.activity import amounts, freshness
from app.store.activity.amounts import Block
from app.store.activity.outages import Outage
from app.store.engagement import scores
from app.store.engagement.scores import PendingDays, StoredMonth
from app.store.engagement.scoring_models import PublishedModel
from app.store.governance.corrections import DISPUTES, Dispute
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.record.remarks import Remark
from app.store.snapshot import InstitutionSnapshot

Facts = TypeVar("Facts")


class DayState(StrEnum):
    """Where a day's score stands for whoever asks."""

    SHOWN = "shown"
    """It has a score."""
    WITHHELD = "withheld"
    """The student has not consented for that day."""
    NOT_REGISTERED = "not_registered"
    """The student was not registered on that day."""
    NO_SCORING_MODEL = "no_scoring_model"
    """No scoring model of the day's academic year is in force for the student's college."""
    OUT_OF_SCOPE = "out_of_scope"
    """Never registered at a level that the service covers."""
    UNAVAILABLE = "unavailable"
    """A source was down, or has completed no day, for the whole window; or what it rests on was erased."""
    RESTRICTED = "restricted"
    """The asker's role does not open engagement, or the student has the right that it is stored only."""


class ScoredDay(NamedTuple):
    day: date
    state: DayState
    score: float | None
    stored: bool
    """Whether the score was read from the table; False where it was computed for this answer."""
    missing: tuple[str, ...] = ()
    """Sources that were down on a day that the score looks at: their other days count."""
    incomplete: tuple[str, ...] = ()
    """Sources that have not completed a day that the score looks at: likewise."""


@dataclass(frozen=True, slots=True)
class Engagement:
    student_id: StudentId
    module_run_id: ModuleRunId | None
    days: Sequence[ScoredDay]
    models: Sequence[PublishedModel]
    data_as_of: Mapping[str, datetime]
    """By source, until when its data reach, by the source's own word."""
    complete: CompleteDays
    """By source that is collected: the last day that it has completed."""
    outages: Sequence[Outage]
    """Those that any of the scores looks at."""
    disputes: Sequence[Dispute]
    """What the student says was counted wrong, while nobody has decided."""
    by_module_only: bool
    """Whether only sources that know modules count: for somebody who only teaches the module."""
    remarks: Sequence[Remark]
    """What the student says that they miss, of all days that a score looks at."""
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data of these days."""


@dataclass(frozen=True, slots=True)
class Explanation:
    student_id: StudentId
    module_run_id: ModuleRunId | None
    score: Score
    model: PublishedModel
    college: OrgUnitId
    amounts: Mapping[str, Sequence[float]]
    """By source: the amounts of the window's days, from which the values come."""
    data_as_of: Mapping[str, datetime]
    disputes: Sequence[Dispute]
    """As of `Engagement`."""
    remarks: Sequence[Remark]
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data of these days."""


SCORE_READS: dict[str, Query[Any]] = {
    "stored": scores.STORED,
    "pending": scores.PENDING,
    "amounts": amounts.STORED,
    "data_as_of": freshness.DATA_AS_OF,
    **REMARK_READS,
    "disputes": DISPUTES,
}
"""What scores of one student are made of, besides registrations and decisions."""
MODULE_READS = SCORE_READS | {"of_module": amounts.OF_MODULE}


def given_for(request: SectionRequest) -> dict[str, Any]:
    """The parameters of those queries."""
    return {
        "first_day": request.first,
        "last_day": request.last,
        "first_month": month_of(request.first),
        "amounts_from": month_of(request.first - timedelta(days=WINDOW_DAYS - 1)),
        "module_run_id": request.module_run_id,
    }


def build_engagement(request: SectionRequest, facts: Rows) -> Engagement:
    """The student's score on every day asked for, each with its state."""
    institution, subject = request.institution, request.subject
    data_as_of = freshness.by_source(facts["data_as_of"])
    rules = rules_for(institution, request.first, request.last, data_as_of)
    usable = request.usable_days(SectionName.ENGAGEMENT)
    states = day_states(institution, subject, usable, request.first, request.last)
    found: dict[date, float] = {}
    if request.module_run_id is None:  # only whole days' scores are stored
        found = _holding(institution, rules, facts["stored"], facts["pending"])
    computed = _Computation(request, usable, rules, facts)
    down, owing = _missing_sources(rules.outages), _incomplete_sources(rules, request.first, request.last)
    return Engagement(
        request.student_id,
        request.module_run_id,
        [
            _scored_day(day, state, found, computed, down.get(day, ()), owing.get(day, ()))
            for day, state in states.items()
        ],
        [institution.models[year] for year in rules.years],
        data_as_of,
        rules.complete,
        rules.outages,
        _disputes(facts),
        request.taught_only,
        _remarks(request, facts),
        _inaccuracies(request),
    )


def build_explanation(request: SectionRequest, facts: Rows) -> Explanation:
    """Everything needed to recompute one day's score by hand.

    Raises ScoringModelMissing where no model is in force, and NotFound where the day has no score.
    """
    institution, subject, day = request.institution, request.subject, request.last
    usable = request.usable_days(SectionName.ENGAGEMENT)
    state = day_state(institution, subject, usable, day)
    if state is DayState.NO_SCORING_MODEL:
        raise ScoringModelMissing
    if state is DayState.RESTRICTED:
        raise ProcessingRestricted("since that day the data are stored, and no score is made of them")
    if state is DayState.UNAVAILABLE:
        raise NotFound("what the score would rest on was erased, so there is no score")
    data_as_of = freshness.by_source(facts["data_as_of"])
    rules = rules_for(institution, day, day, data_as_of)
    computed = _Computation(request, usable, rules, facts)
    college = college_on(subject.registered, day)
    if college is None:
        raise NotFound("the student was not registered on that day, so there is no score")
    score = computed.score(day)
    if score is None:
        raise NotFound("a source has no data for any day that the score looks at, so there is no score")
    model = institution.models[institution.profile.academic_year(day)]
    return Explanation(
        request.student_id,
        request.module_run_id,
        score,
        model,
        college,
        {
            each.source: [computed.amount(each.source, day) for day, _ in each.values]
            for each in score.contributions
        },
        data_as_of,
        _disputes(facts),
        _remarks(request, facts),
        _inaccuracies(request),
    )


def _disputes(facts: Rows) -> list[Dispute]:
    """Those about amounts."""
    return [each for each in facts["disputes"] if each.about.day is not None]


def _inaccuracies(request: SectionRequest) -> Sequence[KnownInaccuracy]:
    first = request.first - timedelta(days=WINDOW_DAYS - 1)
    return request.institution.inaccuracies(first, request.last, SectionName.ENGAGEMENT)


def _remarks(request: SectionRequest, facts: Rows) -> Sequence[Remark]:
    first = request.first - timedelta(days=WINDOW_DAYS - 1)
    return remarks_about(SectionName.ENGAGEMENT, facts, first, request.last)


class _Computation:
    """One student's scores, from the amounts at hand: each as its explanation has it."""

    def __init__(self, request: SectionRequest, usable: UsableDays, rules: Rules, facts: Rows) -> None:
        self._request, self._usable, self._rules, self._facts = request, usable, rules, facts
        self._values: dict[AcademicYear, dict[str, dict[date, float | None]]] = {}
        """By the model's year, source and day: what has been worked out."""

    def score(self, day: date) -> Score | None:
        """The score of a usable day of a registration and a model; None where there is none."""
        registered, institution = self._request.subject.registered, self._request.institution
        registered_from, college = registered_since(registered, day), college_on(registered, day)
        usable_from = self._usable.since(day)
        assert registered_from is not None
        assert usable_from is not None
        assert college is not None
        year = institution.profile.academic_year(day)
        model, values = institution.models[year].model, self._values.setdefault(year, {})
        coefficients = model.for_college(college)
        counted = {
            name: source
            for name, source in model.sources.items()
            if source.by_module or not self._request.taught_only
        }
        since = max(registered_from, usable_from)
        days = window(day, since)
        for name, source in counted.items():
            known = values.setdefault(name, {})
            for each in days:
                if each not in known:  # seven windows look at a day
                    known[each] = self._value(source, each)
        return score_day(day, since, values, {name: coefficients[name] for name in counted})

    @cached_property
    def _amounts(self) -> Mapping[tuple[str, date], Sequence[float]]:
        """By source and month: the amounts of its days."""
        blocks = _blocks(self._request, self._rules, self._facts)
        return {(each.source, each.month): unpack_one(each.amounts) for each in blocks}

    def amount(self, source: str, day: date) -> float:
        """What was counted on the day."""
        stored = self._amounts.get((source, month_of(day)))
        return 0.0 if stored is None else stored[day.day - 1]

    def _value(self, source: Source, day: date) -> float | None:
        """What the day's amount is worth; None where the source was down, or has not completed the day."""
        if day > self._rules.complete.get(source.name, day):
            return None
        for outage in self._rules.outages:
            if outage.source == source.name and outage.touches(day, day):
                return None
        return source.value(self.amount(source.name, day))


def _blocks(request: SectionRequest, rules: Rules, facts: Rows) -> list[Block]:
    """Of all modules, or of one as far as sources know modules."""
    if request.module_run_id is None:
        return amounts.all_blocks(facts["amounts"])
    stored = [] if request.taught_only else facts["amounts"]
    by_module = {source.name for year in rules.years.values() for source in year.sources if source.by_module}
    return amounts.in_module(stored, facts["of_module"], by_module)


def _unavailable_since(facts: Engagement) -> date | None:
    """The first day without a score, where sources left none of the days that could have one with it."""
    possible = [each for each in facts.days if each.state in (DayState.SHOWN, DayState.UNAVAILABLE)]
    if not possible or any(each.state is DayState.SHOWN for each in possible):
        return None
    return possible[0].day


def _section(
    build: Callable[[SectionRequest, Rows], Facts],
    reads: Mapping[str, Query[Any]],
    unavailable_since: Callable[[Any], date | None] = lambda _: None,
) -> Section[Facts]:
    return Section(SectionName.ENGAGEMENT, (Audited.ENGAGEMENT,), reads, build, given_for, unavailable_since)


ENGAGEMENT = _section(build_engagement, SCORE_READS, _unavailable_since)
MODULE_ENGAGEMENT = _section(build_engagement, MODULE_READS, _unavailable_since)
"""Of one module run alone, in sources that know modules."""
EXPLANATION = _section(build_explanation, SCORE_READS)
MODULE_EXPLANATION = _section(build_explanation, MODULE_READS)


def day_states(
    institution: InstitutionSnapshot, subject: Subject, usable: UsableDays, first: date, last: date
) -> dict[date, DayState]:
    """What can be said of every day from `first` to `last`, before anything is computed."""
    return {
        day: state
        for begin, end, state in _runs(institution, subject, usable, first, last)
        for day in _days(begin, end)
    }


def _runs(
    institution: InstitutionSnapshot, subject: Subject, usable: UsableDays, first: date, last: date
) -> Iterator[tuple[date, date, DayState]]:
    """Runs of days, ascending, on which nothing changes: neither registration, consent nor academic year."""
    profile = institution.profile
    changes = {first} | {begin for begin, _ in usable.runs}
    changes |= {subject.restricted_since(profile, SectionName.ENGAGEMENT) or first}
    changes |= {subject.erased_until(SectionName.ENGAGEMENT) or first}
    for each in subject.registered:
        changes |= {each.starts_on, each.ends_before or first}
    for year in range(profile.academic_year(first), profile.academic_year(last) + 1):
        changes.add(profile.first_day(year))
    begins = sorted(day for day in changes if first <= day <= last)
    for begin, following in pairwise([*begins, last + timedelta(days=1)]):
        yield begin, following - timedelta(days=1), day_state(institution, subject, usable, begin)


def day_state(institution: InstitutionSnapshot, subject: Subject, usable: UsableDays, day: date) -> DayState:
    """The same of one day."""
    college = college_on(subject.registered, day)
    if not subject.registered:
        return DayState.OUT_OF_SCOPE
    if college is None:
        return DayState.NOT_REGISTERED
    since = subject.restricted_since(institution.profile, SectionName.ENGAGEMENT)
    if since is not None and day >= since:
        return DayState.RESTRICTED
    until = subject.erased_until(SectionName.ENGAGEMENT)
    if until is not None and day < until:
        return DayState.UNAVAILABLE
    if day not in usable:
        return DayState.WITHHELD
    scored = institution.scored_years.get(institution.profile.academic_year(day))
    return DayState.SHOWN if scored and college in scored.coefficients else DayState.NO_SCORING_MODEL


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _holding(
    institution: InstitutionSnapshot,
    rules: Rules,
    stored: Iterable[StoredMonth],
    pending: Sequence[PendingDays],
) -> dict[date, float]:
    """The stored scores that still hold: right model, computed that far, no change in the window.

    A source may take back its word on how far its data reach: scores beyond hold no more.
    """
    found: dict[date, float] = {}
    for month in stored:
        model = institution.models.get(institution.profile.academic_year(month.month))
        if model is None or model.model.scoring_model_id != month.scoring_model_id:
            continue
        dated = zip(_days(month.month, month.scored_through), month.scores, strict=False)
        found |= {day: score for day, score in dated if not isnan(score)}
    for each in pending:
        for day in _days(each.first_day, each.last_day):
            found.pop(day, None)
    if not found:
        return found
    until = complete_until(rules.complete, rules.outages, max(found))
    return {day: score for day, score in found.items() if day <= until}


def _missing_sources(outages: Iterable[Outage]) -> dict[date, tuple[str, ...]]:
    """By day: the sources that were down on a day that its score looks at, by name."""
    missing: dict[date, set[str]] = {}
    for each in outages:
        for day in _days(each.starts_on, each.ends_before + timedelta(days=WINDOW_DAYS - 2)):
            missing.setdefault(day, set()).add(each.source)
    return {day: tuple(sorted(sources)) for day, sources in missing.items()}


def _incomplete_sources(rules: Rules, first: date, last: date) -> dict[date, tuple[str, ...]]:
    """By day: the sources, by name, that have not completed a day that its score looks at.

    A day on which the source was down is not one that it owes.
    """
    owing: dict[date, list[str]] = {}
    for name in sorted(rules.complete):
        reached = complete_until({name: rules.complete[name]}, rules.outages, last)
        for day in _days(max(reached + timedelta(days=1), first), last):
            owing.setdefault(day, []).append(name)
    return {day: tuple(names) for day, names in owing.items()}


def _scored_day(
    day: date,
    state: DayState,
    found: Mapping[date, float],
    computed: _Computation,
    missing: tuple[str, ...],
    incomplete: tuple[str, ...],
) -> ScoredDay:
    if state is not DayState.SHOWN:
        return ScoredDay(day, state, None, stored=False)
    stored = found.get(day)
    if stored is not None:
        return ScoredDay(day, state, stored, stored=True, missing=missing, incomplete=incomplete)
    score = computed.score(day)
    if score is None:
        state = DayState.UNAVAILABLE
    exact = None if score is None else score.exact
    return ScoredDay(day, state, exact, stored=False, missing=missing, incomplete=incomplete)
