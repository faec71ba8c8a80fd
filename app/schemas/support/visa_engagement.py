"""Visa engagement: gaps in a sponsored student's engagement, and decisions on them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from app.actions.support.visa_engagement import ListedPage, ListedStudent, VisaEngagement
from app.calendars.exclusions import Exclusion, ExclusionReason
from app.calendars.gaps import Gap
from app.ids import StudentId, VisaDecisionId
from app.profiles.model import Profile
from app.profiles.visa_monitoring import VisaRules
from app.schemas.base import DayInUse, In, Out, Reason, shown_as
from app.schemas.engagement.scores import DisputedAmountOut, disputed_amount_out
from app.schemas.made_up import (
    AS_OF,
    HEAD_NAME,
    NAME,
    NUMBER,
    STUDENT,
    TODAY,
    UNIVERSITY_NAME,
    VISA_DECISION,
    YESTERDAY,
)
from app.store.activity.outages import Outage
from app.store.support.visa_decisions import VisaDecision
from app.store.support.visa_evidence import REGISTER, Evidence

_EVIDENCE = {
    "day": "2018-10-19",
    "source": "submissions",
    "title": "Submitted assignments",
    "kind": "submitted",
    "times": 1,
    "first_at": "2018-10-19T14:02:00Z",
}
_GAP = {
    "first_day": "2018-10-20",
    "last_day": YESTERDAY,
    "counted_days": 24,
    "excluded": [{"first_day": "2018-11-05", "last_day": "2018-11-11", "reason": "authorised_absence"}],
    "warnings": [{"days": 21, "reached_on": "2018-11-16"}],
    "threshold_reached_on": None,
    "report_by": None,
    "after": _EVIDENCE,
    "ended_by": None,
}
_RULES = {
    "valid_from": "2018-08-01",
    "least_gap_days": 7,
    "warning_days": [21, 40, 50],
    "threshold_days": 60,
    "report_within_working_days": 10,
    "evidence": [{"source": "submissions", "title": "Submitted assignments", "kinds": ["submitted"]}],
    "presence_counts": True,
}
_DECIDED = {
    "gap_first_day": "2018-10-20",
    "decision": "no_report",
    "reason": "Has met the supervisor weekly; the register was not kept.",
}
_DECISION = _DECIDED | {
    "decision_id": VISA_DECISION,
    "gap_last_day": YESTERDAY,
    "counted_days": 24,
    "decided_by_name": HEAD_NAME,
    "decided_at": "2018-11-20T10:45:00Z",
}
_ENGAGEMENT = {
    "student_id": STUDENT,
    "first_day": "2018-09-24",
    "last_day": YESTERDAY,
    "rules": _RULES,
    "gaps": [_GAP],
    "outages": [],
    "data_as_of": {"submissions": AS_OF},
    "decisions": [_DECISION],
    "disputes": [],
}
_LISTED = {
    "student_id": STUDENT,
    "number": NUMBER,
    "name": NAME,
    "gap": _GAP,
    "latest_decision": _DECISION,
}


class EvidenceOut(Out):
    day: date
    """The day of it."""
    source: str
    """The source that it comes from; `register`: presence at a session."""
    title: str
    """What people call the source."""
    kind: str
    """What kind of event, or of session, it was."""
    times: int
    """How many of that kind there were on the day."""
    first_at: datetime
    """When the first of them was."""


class ExcludedDaysOut(Out):
    first_day: date
    """The first of the days."""
    last_day: date
    """The last of the days."""
    reason: ExclusionReason
    """Why they do not count."""


class WarningOut(Out):
    days: int
    """The number of counted days that is warned of."""
    reached_on: date
    """The day on which the gap came to have that many."""


class GapOut(Out):
    first_day: date
    """The first day without evidence."""
    last_day: date
    """The last day without evidence; of a gap that goes on, the last day that is over."""
    counted_days: int
    """How many of its days count."""
    excluded: list[ExcludedDaysOut]
    """Those that do not, and why."""
    warnings: list[WarningOut]
    """The warnings that it has reached, the earliest first."""
    threshold_reached_on: date | None
    """The day on which it reached the threshold; null: it has not."""
    report_by: date | None
    """The last day on which a report would be in time; null before the threshold."""
    after: EvidenceOut | None
    """The last evidence before it; null: there is none among the days looked at."""
    ended_by: EvidenceOut | None
    """The evidence that ended it; null: it goes on."""


class CountedEvidenceOut(Out):
    source: str
    """The source's name."""
    title: str
    """What people call it."""
    kinds: list[str]
    """The kinds of its events that count, by name; others, such as logging in, do not."""


class VisaRulesOut(Out):
    valid_from: date
    """The day from which these rules hold."""
    least_gap_days: int
    """Gaps of fewer counted days are not listed."""
    warning_days: list[int]
    """The numbers of counted days that are warned of."""
    threshold_days: int
    """From how many counted days on a report is due."""
    report_within_working_days: int
    """How many working days there are for it."""
    evidence: list[CountedEvidenceOut]
    """What counts as engagement."""
    presence_counts: bool
    """Whether being present at a session, by the register, counts."""


class VisaOutageOut(Out):
    source: str
    """The source that was down, and whose evidence may be missing."""
    starts_on: date
    """The first day on which it was down."""
    ends_before: date
    """The first day on which it was up again."""
    note: str
    """What happened."""


class VisaDecisionIn(In):
    model_config = shown_as(_DECIDED)

    gap_first_day: DayInUse
    """The first day of the gap that is decided on."""
    decision: Literal["report", "no_report"]
    """`report`: it is reported to the Home Office. `no_report`: it is not."""
    reason: Reason
    """Why it is decided so."""


class VisaDecisionOut(Out):
    model_config = shown_as(_DECISION)

    decision_id: VisaDecisionId
    """The decision's id."""
    gap_first_day: date
    """The first day of the gap that was decided on."""
    gap_last_day: date
    """Its last day, as it stood then."""
    counted_days: int
    """How many of its days counted then."""
    decision: str
    """`report`: it is reported to the Home Office. `no_report`: it is not."""
    reason: str
    """Why it was decided so."""
    decided_by_name: str
    """Who decided."""
    decided_at: datetime
    """When it was decided."""


class VisaDecisionsOut(Out):
    model_config = shown_as({"items": [_DECISION]})

    items: list[VisaDecisionOut]
    """The latest first."""


class VisaEngagementOut(Out):
    model_config = shown_as(_ENGAGEMENT)

    student_id: StudentId
    """Whose engagement it is."""
    first_day: date
    """The first day that was looked at: of the range, or of the sponsored registration."""
    last_day: date
    """The last day that was looked at; today only if there is evidence of it."""
    rules: VisaRulesOut
    """By what the days were counted."""
    gaps: list[GapOut]
    """The earliest first."""
    outages: list[VisaOutageOut]
    """When sources that count were down: evidence of these days may be missing."""
    data_as_of: dict[str, datetime]
    """By source that counts: up to when its data are complete, as it states."""
    decisions: list[VisaDecisionOut]
    """What people decided, the latest first."""
    disputes: list[DisputedAmountOut]
    """What the student says sources that count had wrong on these days; nobody has decided on it yet."""


class VisaFileOut(VisaEngagementOut):
    model_config = shown_as(
        _ENGAGEMENT
        | {
            "institution": UNIVERSITY_NAME,
            "number": NUMBER,
            "name": NAME,
            "exported_at": f"{TODAY}T10:45:00Z",
            "evidence": [_EVIDENCE],
        }
    )

    institution: str
    """The sponsor."""
    number: str
    """The student number."""
    name: str | None
    """The student's name; null if it is not known."""
    exported_at: datetime
    """When this was written."""
    evidence: list[EvidenceOut]
    """All that counts, the earliest first."""


class ListedGapOut(Out):
    student_id: StudentId
    """The student's id."""
    number: str
    """The student number."""
    name: str | None
    """The student's name; null if it is not known."""
    gap: GapOut
    """The gap that goes on."""
    latest_decision: VisaDecisionOut | None
    """What was decided last on this gap; null: nothing."""


class ListedGapsOut(Out):
    model_config = shown_as({"items": [_LISTED], "next_cursor": None})

    items: list[ListedGapOut]
    """By student number."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def _evidence_out(profile: Profile, evidence: Evidence) -> EvidenceOut:
    entry = profile.sources.get(evidence.source)
    return EvidenceOut(
        day=evidence.day,
        source=evidence.source,
        title="Register" if evidence.source == REGISTER else entry.title if entry else evidence.source,
        kind=evidence.kind,
        times=evidence.times,
        first_at=evidence.first_at,
    )


def _on(profile: Profile, engagement: VisaEngagement, day: date | None) -> EvidenceOut | None:
    """The first evidence of a day."""
    found = engagement.evidence.get(day, ()) if day else ()
    return _evidence_out(profile, min(found, key=lambda each: each.first_at)) if found else None


def _excluded_out(exclusion: Exclusion) -> ExcludedDaysOut:
    return ExcludedDaysOut(first_day=exclusion.first, last_day=exclusion.last, reason=exclusion.reason)


def _gap_out(profile: Profile, engagement: VisaEngagement, gap: Gap) -> GapOut:
    return GapOut(
        first_day=gap.first,
        last_day=gap.last,
        counted_days=gap.counted_days,
        excluded=[_excluded_out(each) for each in gap.excluded],
        warnings=[WarningOut(days=each.days, reached_on=each.reached_on) for each in gap.warnings],
        threshold_reached_on=gap.threshold_on,
        report_by=gap.report_by,
        after=_on(profile, engagement, gap.begins_after),
        ended_by=_on(profile, engagement, gap.ended_on),
    )


def _rules_out(profile: Profile, rules: VisaRules) -> VisaRulesOut:
    return VisaRulesOut(
        valid_from=rules.valid_from,
        least_gap_days=rules.least_gap_days,
        warning_days=list(rules.warning_days),
        threshold_days=rules.threshold_days,
        report_within_working_days=rules.report_within_working_days,
        evidence=[
            CountedEvidenceOut(source=source, title=profile.sources[source].title, kinds=sorted(kinds))
            for source, kinds in sorted(rules.evidence.items())
        ],
        presence_counts=rules.presence_counts,
    )


def _outage_out(outage: Outage) -> VisaOutageOut:
    return VisaOutageOut(
        source=outage.source, starts_on=outage.starts_on, ends_before=outage.ends_before, note=outage.note
    )


def visa_decision_out(decision: VisaDecision) -> VisaDecisionOut:
    return VisaDecisionOut(
        decision_id=decision.decision_id,
        gap_first_day=decision.gap_first_day,
        gap_last_day=decision.gap_last_day,
        counted_days=decision.counted_days,
        decision=decision.decision,
        reason=decision.reason,
        decided_by_name=decision.decided_by_name,
        decided_at=decision.decided_at,
    )


def visa_decisions_out(found: Iterable[VisaDecision]) -> VisaDecisionsOut:
    return VisaDecisionsOut(items=[visa_decision_out(each) for each in found])


def visa_engagement_out(profile: Profile, engagement: VisaEngagement) -> VisaEngagementOut:
    return VisaEngagementOut(
        student_id=engagement.student_id,
        first_day=engagement.first_day,
        last_day=engagement.last_day,
        rules=_rules_out(profile, engagement.rules),
        gaps=[_gap_out(profile, engagement, each) for each in engagement.gaps],
        outages=[_outage_out(each) for each in engagement.outages],
        data_as_of=dict(engagement.data_as_of),
        decisions=[visa_decision_out(each) for each in engagement.decisions],
        disputes=[disputed_amount_out(each) for each in engagement.disputes],
    )


def visa_file_out(
    profile: Profile,
    engagement: VisaEngagement,
    *,
    institution: str,
    number: str,
    name: str | None,
    now: datetime,
) -> VisaFileOut:
    every = [each for day in sorted(engagement.evidence) for each in engagement.evidence[day]]
    return VisaFileOut(
        **dict(visa_engagement_out(profile, engagement)),
        institution=institution,
        number=number,
        name=name,
        exported_at=now,
        evidence=[_evidence_out(profile, each) for each in every],
    )


def listed_gaps_out(profile: Profile, page: ListedPage, next_cursor: str | None) -> ListedGapsOut:
    return ListedGapsOut(items=[_listed_out(profile, each) for each in page.items], next_cursor=next_cursor)


def _listed_out(profile: Profile, listed: ListedStudent) -> ListedGapOut:
    gap, student = listed.engagement.open_gap, listed.student
    assert gap is not None
    latest = next((each for each in listed.engagement.decisions if each.gap_first_day == gap.first), None)
    return ListedGapOut(
        student_id=student.student_id,
        number=student.number,
        name=student.name,
        gap=_gap_out(profile, listed.engagement, gap),
        latest_decision=None if latest is None else visa_decision_out(latest),
    )
