"""Visa engagement: gaps in a sponsored student's engagement, what ended them and what follows from them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext
from app.actions.section import Rows, Section, SectionRequest
from app.calendars.calendar import DAY
from app.calendars.exclusions import Exclusion, ExclusionReason
from app.calendars.gaps import NOT_COUNTED, Gap, bridged, find_gaps, vacations
from app.errors import NotSponsored, SectionRestricted
from app.ids import StudentId
from app.profiles.visa_monitoring import VisaRules
from app.store.activity import freshness
from app.store.activity.outages import Outage
from app.store.governance.corrections import DISPUTES, Dispute
from app.store.people.registrations import StudiesFact
from app.store.record import excluded_days
from app.store.snapshot import InstitutionSnapshot
from app.store.support import visa_evidence
from app.store.support.visa_decisions import VisaDecision
from app.store.support.visa_evidence import Evidence, SponsoredStudent


@dataclass(frozen=True, slots=True)
class VisaEngagement:
    """A sponsored student's engagement over some days, as the rules of the last day count it."""

    student_id: StudentId
    first_day: date
    last_day: date
    """Both were looked at."""
    rules: VisaRules
    gaps: Sequence[Gap]
    """Ascending."""
    evidence: Mapping[date, Sequence[Evidence]]
    """By day, ascending."""
    outages: Sequence[Outage]
    """Of sources that count, on any of the days."""
    data_as_of: Mapping[str, datetime]
    """Of sources that count, by source."""
    decisions: Sequence[VisaDecision]
    """The latest first."""
    disputes: Sequence[Dispute] = ()
    """What the student says a source that counts had wrong on these days, while nobody has decided.

    Of one student alone: lists do not read it.
    """

    @property
    def open_gap(self) -> Gap | None:
        """The gap that goes on, if there is one."""
        return next((each for each in self.gaps if each.ended_on is None), None)


def rules_on(institution: InstitutionSnapshot, day: date) -> VisaRules:
    entry = institution.profile.visa_monitoring
    assert entry is not None, "the route has checked that the profile has one"
    return entry.rules_on(day)


def parameters_for(institution: InstitutionSnapshot, first: date, last: date) -> dict[str, Any]:
    """The parameters of `visa_evidence.READS`, but for the students."""
    rules, profile = rules_on(institution, last), institution.profile
    counted = [(source, kind) for source, kinds in sorted(rules.evidence.items()) for kind in sorted(kinds)]
    return {
        "first_day": first,
        "last_day": last,
        "first_year": profile.academic_year(first),
        "last_year": profile.academic_year(last),
        "evidence_sources": [source for source, _ in counted],
        "evidence_kinds": [kind for _, kind in counted],
        "presence_counts": rules.presence_counts,
    }


@dataclass(frozen=True, slots=True)
class _Period:
    """What holds for every student whom one request is about."""

    institution: InstitutionSnapshot
    first: date
    last: date
    yesterday: date
    rules: VisaRules
    vacations: Sequence[Exclusion]
    outages: Sequence[Outage]
    data_as_of: Mapping[str, datetime]

    @classmethod
    def of(
        cls, institution: InstitutionSnapshot, now: datetime, first: date, last: date, rows: Rows
    ) -> "_Period":
        rules, yesterday = rules_on(institution, last), institution.profile.day(now) - DAY
        data_as_of = freshness.by_source(rows["data_as_of"])
        return cls(
            institution,
            first,
            last,
            yesterday,
            rules,
            vacations(institution.calendar, first, last),
            [
                each
                for each in institution.outages
                if each.source in rules.evidence and each.touches(first, last)
            ],
            {source: reach for source, reach in data_as_of.items() if source in rules.evidence},
        )


def build_visa_engagement(request: SectionRequest, facts: Rows) -> VisaEngagement:
    """The gaps of one student. Raises NotSponsored for one who was sponsored on none of the days."""
    found = _Period.of(request.institution, request.now, request.first, request.last, facts)
    exclusions = excluded_days.by_student(facts, request.first, request.last)
    student_id = request.student_id
    made = _engagement(
        found,
        student_id,
        facts["studies"],
        [*facts["events"], *facts["present"]],
        exclusions.get(student_id, ()),
        facts["visa_decisions"],
    )
    if made is None:
        raise NotSponsored("this student is not on a visa that the institution sponsors")
    disputes = [
        each
        for each in facts["disputes"]
        if each.about.source in found.rules.evidence and each.touches(made.first_day, made.last_day)
    ]
    return replace(made, disputes=disputes)


def _engagement(
    period: _Period,
    student_id: StudentId,
    studies: Iterable[StudiesFact],
    evidence: Iterable[Evidence],
    exclusions: Iterable[Exclusion],
    decisions: Sequence[VisaDecision],
) -> VisaEngagement | None:
    """None for a student who was sponsored on none of the days."""
    spells = [(each.starts_on, (each.ends_before or date.max) - DAY) for each in studies if each.sponsored]
    spells = [each for each in spells if each[0] <= period.last and each[1] >= period.first]
    if not spells:
        return None
    first = max(period.first, spells[0][0])
    by_day: dict[date, list[Evidence]] = defaultdict(list)
    for each in sorted(evidence, key=lambda each: (each.day, each.source, each.kind)):
        by_day[each.day].append(each)
    # Today is not over: it counts for a gap only if it ends one.
    today = period.yesterday + DAY
    last = min(period.last, today if today in by_day else period.yesterday, spells[-1][1])
    listed = list(exclusions)
    absences = bridged(
        (each for each in listed if each.reason is ExclusionReason.AUTHORISED_ABSENCE),
        period.institution.calendar,
    )
    others = (each for each in listed if each.reason in NOT_COUNTED - {ExclusionReason.AUTHORISED_ABSENCE})
    return VisaEngagement(
        student_id,
        first,
        last,
        period.rules,
        find_gaps(
            by_day,
            first,
            last,
            [*period.vacations, *absences, *others],
            period.rules.gap_rules,
            period.institution.calendar,
        ),
        by_day,
        period.outages,
        period.data_as_of,
        decisions,
    )


def _parameters(request: SectionRequest) -> Mapping[str, Any]:
    return parameters_for(request.institution, request.first, request.last)


VISA = Section(
    SectionName.VISA,
    (Audited.VISA,),
    {**visa_evidence.READS, "disputes": DISPUTES},
    build_visa_engagement,
    _parameters,
)


# --- everybody who is sponsored ---


@dataclass(frozen=True, slots=True)
class ListedStudent:
    """A sponsored student with a gap that goes on."""

    student: SponsoredStudent
    engagement: VisaEngagement


@dataclass(frozen=True, slots=True)
class ListedPage:
    items: Sequence[ListedStudent]
    next_after: str | None
    """The number of the last student looked at; None where everybody was."""


async def list_visa_engagement(
    context: RequestContext, first: date, purpose: str | None, *, after: str, limit: int
) -> ListedPage:
    """Those of the next `limit` sponsored students who have a gap that goes on; the looks are recorded.

    Raises SectionRestricted for somebody none of whose roles opens visa monitoring.
    """
    profile, last = context.profile, context.today
    rules = profile.role_rules
    if not any(SectionName.VISA in rules[each].sections for each in context.user.roles.names):
        raise SectionRestricted("your role does not open visa")
    only = profile.purposes_of_section.get(SectionName.VISA)
    await check_purpose(context, [], [Audited.VISA], purpose, only)
    found = await visa_evidence.list_sponsored(context.transaction, last, after=after, limit=limit + 1)
    opened = [each for each in found[:limit] if SectionName.VISA in profile.opened(each.visible_by).sections]
    items: list[ListedStudent] = []
    if opened:
        rows = await context.transaction.gather(
            visa_evidence.READS,
            students=[each.student_id for each in opened],
            **parameters_for(context.institution, first, last),
        )
        items = await asyncio.to_thread(_listed, context, first, last, opened, rows)
    shown = {each.student.student_id: (Audited.STUDENT, Audited.VISA) for each in items}
    roles = [each for each in context.user.roles.names if SectionName.VISA in rules[each].sections]
    await record_access(context, shown, roles, purpose)
    return ListedPage(items, found[limit - 1].number if len(found) > limit else None)


def _listed(
    context: RequestContext, first: date, last: date, students: Sequence[SponsoredStudent], rows: Rows
) -> list[ListedStudent]:
    period = _Period.of(context.institution, context.now, first, last, rows)
    exclusions = excluded_days.by_student(rows, first, last)
    grouped: dict[str, dict[StudentId, list[Any]]] = {
        name: _by_student(rows[name]) for name in ("studies", "events", "present", "visa_decisions")
    }
    items = []
    for each in students:
        of = each.student_id
        evidence = [*grouped["events"][of], *grouped["present"][of]]
        decisions, studies = grouped["visa_decisions"][of], grouped["studies"][of]
        made = _engagement(period, of, studies, evidence, exclusions.get(of, ()), decisions)
        if made is not None and made.open_gap is not None:
            items.append(ListedStudent(each, made))
    return items


def _by_student(rows: Iterable[Any]) -> dict[StudentId, list[Any]]:
    found: dict[StudentId, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.student_id].append(row)
    return found
