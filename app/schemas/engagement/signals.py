"""Signals, what they rest on, and how they are judged."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.access.vocabulary import Role
from app.actions.engagement.judge_signals import Finding
from app.actions.engagement.read_signals import PrecisionFigure
from app.ids import SignalId, StaffId, StudentId, TeamId
from app.profiles.model import Profile
from app.schemas.base import In, Out, shown_as
from app.schemas.governance.inaccuracies import InaccuracySeenOut
from app.schemas.made_up import NAME, NEXT, NUMBER, SIGNAL, STUDENT, TUTOR, TUTOR_NAME
from app.schemas.record.remarks import RemarkOut
from app.signals.findings import Closing, Exclusion, Judgement, SignalStatus, Verdict
from app.store.engagement.signals import Signal

_EVIDENCE: dict[str, Any] = {
    "as_of": "2018-11-19",
    "judged_from": "2018-11-12",
    "judged_to": "2018-11-18",
    "weeks": [
        {"monday": "2018-10-15", "total": 61.0, "counted_share": 1.0, "excluded": []},
        {
            "monday": "2018-10-22",
            "total": None,
            "counted_share": 0.0,
            "excluded": [{"reason": "authorised_absence", "days": 5}],
        },
        {"monday": "2018-10-29", "total": 74.0, "counted_share": 1.0, "excluded": []},
        {"monday": "2018-11-05", "total": 52.0, "counted_share": 1.0, "excluded": []},
        {"monday": "2018-11-12", "total": 2.0, "counted_share": 1.0, "excluded": []},
    ],
    "baseline_weeks": 6,
    "observed": 2.0,
    "usual": 62.3,
    "at_least": 17.0,
    "how_unusual": "less than once in 1,000 ordinary weeks",
    "by_source": [
        {"source": "moodle", "usual": 51.1, "observed": 2.0, "fell": True},
        {"source": "teams", "usual": 1.8, "observed": 0.0, "fell": True},
    ],
    "sources": [{"source": "moodle", "data_as_of": "2018-11-20T05:00:00Z"}],
    "circumstances": [],
    "does_not_know": ["It does not know why: an illness and a finished assignment look the same."],
}
_SIGNAL: dict[str, Any] = {
    "signal_id": SIGNAL,
    "student_id": STUDENT,
    "rule": "fall",
    "rule_title": "A fall in engagement",
    "rule_version": "1-5f0c2a9b",
    "verdict": "fall",
    "as_of": "2018-11-19",
    "raised_at": "2018-11-20T02:10:00Z",
    "status": "open",
    "closed_on": None,
    "closed_because": None,
    "exempted_for": None,
    "owner_role": "personal_tutor",
    "owner_staff_id": TUTOR,
    "owner_team_id": None,
    "owner_name": TUTOR_NAME,
    "judgement": None,
    "judged_by_name": None,
    "judged_at": None,
}
_LISTED = _SIGNAL | {"number": NUMBER, "name": NAME}


class ExcludedOut(Out):
    reason: Exclusion
    """Why the days do not count."""
    days: int
    """How many of Monday to Friday."""


class SignalWeekOut(Out):
    monday: date
    """The teaching week's Monday."""
    total: float | None
    """What the student did in its days that count, in the rule's units; null where too few of them count."""
    counted_share: float
    """The part of a full week that counts, from 0 to 1."""
    excluded: list[ExcludedOut]
    """Days that do not count, and why."""


class SourceChangeOut(Out):
    source: str
    """The source's name."""
    usual: float
    """Its usual amount in the days that count of such a week: the mean of the student's own earlier ones."""
    observed: float
    """Its amount in this week."""
    fell: bool
    """Whether that is less than half of the usual."""


class SourceReachOut(Out):
    source: str
    """The source's name."""
    data_as_of: datetime | None
    """Until when its data reached as this was judged, by its own word; null: it has delivered nothing."""


class BandOfDayOut(Out):
    day: date
    """The last day of a teaching week."""
    band: int | None
    """The indicator's band, from 0 up; null where there was no score."""
    of: int
    """How many bands there are."""


class CircumstanceOut(Out):
    reason: Exclusion
    """What is on record."""
    first: date
    """The first of its days that were looked at."""
    last: date
    """The last of them."""


class EvidenceOut(Out):
    """What a judgement rests on; a field that the rule does not use is null, or empty."""

    model_config = shown_as(_EVIDENCE)

    as_of: date
    """The last day that was looked at: the latest that every source had completed."""
    judged_from: date | None = None
    """The first of the days that were judged."""
    judged_to: date | None = None
    """The last of them."""
    weeks: list[SignalWeekOut] = Field(default_factory=list)
    """The student's own teaching weeks, ascending; the last is the one that was judged."""
    baseline_weeks: int | None = None
    """With how many earlier weeks it was compared."""
    observed: float | None = None
    """The week's total."""
    usual: float | None = None
    """The usual total of such a week: the mean of the earlier ones, for as many days as count."""
    at_least: float | None = None
    """The least total inside the student's own range."""
    how_unusual: str | None = None
    """How rare such a week is among ordinary weeks."""
    by_source: list[SourceChangeOut] = Field(default_factory=list)
    """What became of each source."""
    teaching_days: int | None = None
    """For how many teaching days there was nothing."""
    last_active_on: date | None = None
    """The latest day with activity that was found; null: none since `looked_back_to`."""
    looked_back_to: date | None = None
    """The earliest day that was looked at for activity."""
    attended: int | None = None
    """Sessions attended in the window."""
    missed: int | None = None
    """Sessions missed in it, authorised absences aside."""
    missed_in_a_row: int | None = None
    """How many of the latest were missed in a row."""
    least_share: float | None = None
    """The share of sessions below which the rule speaks, from 0 to 1."""
    excluded: list[ExcludedOut] = Field(default_factory=list)
    """Days of the stretch that do not count, and why."""
    bands: list[BandOfDayOut] = Field(default_factory=list)
    """The indicator's bands at the ends of the two weeks compared."""
    circumstances: list[CircumstanceOut] = Field(default_factory=list)
    """Approved extenuating circumstances within the days that were looked at."""
    sources: list[SourceReachOut] = Field(default_factory=list)
    """How fresh the sources were."""
    does_not_know: list[str]
    """What the rule cannot know."""


class SignalOut(Out):
    model_config = shown_as(_SIGNAL)

    signal_id: SignalId
    """The signal's id."""
    student_id: StudentId
    """Whose engagement it is about."""
    rule: str
    """The rule's name in the institution's profile."""
    rule_title: str
    """What the rule is called."""
    rule_version: str
    """Another one for other thresholds."""
    verdict: Verdict
    """What was noticed."""
    as_of: date
    """The last day that was looked at."""
    raised_at: datetime
    """When it was raised."""
    status: SignalStatus
    """Open until the student's days are inside the range again, or it is judged as explained or wrong."""
    closed_on: date | None
    """When it was closed; null while it is open."""
    closed_because: Closing | None
    """Why: recovery, late data, a new one, days that do not count, or the judgement."""
    exempted_for: str | None
    """The class of reason of the exemption that closed it; null: something else did, or nothing."""
    owner_role: Role
    """The role of whoever it falls to."""
    owner_staff_id: StaffId | None
    """The tutor that it falls to; null: the student has none."""
    owner_team_id: TeamId | None
    """The team that it falls to; null: a tutor, or whoever has the role."""
    owner_name: str | None
    """The tutor's or the team's name; null: whoever has the role."""
    judgement: Judgement | None
    """How its reader judged it; null: not yet."""
    judged_by_name: str | None
    """Who judged it."""
    judged_at: datetime | None
    """When it was judged."""


class SignalWithEvidenceOut(SignalOut):
    model_config = shown_as(_SIGNAL | {"evidence": _EVIDENCE})

    evidence: EvidenceOut
    """What it rests on."""


class SignalsOut(Out):
    model_config = shown_as({"items": [_SIGNAL], "remarks": [], "known_inaccuracies": []})

    items: list[SignalOut]
    """The latest first."""
    remarks: list[RemarkOut]
    """What the student says that signals miss."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class ListedSignalOut(SignalOut):
    model_config = shown_as(_LISTED)

    number: str
    """The student's number."""
    name: str | None
    """The student's name; null if it is not known."""


class SignalPageOut(Out):
    model_config = shown_as({"items": [_LISTED], "next_cursor": NEXT})

    items: list[ListedSignalOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class FindingOut(Out):
    rule: str
    """The rule's name in the institution's profile."""
    rule_title: str
    """What the rule is called."""
    rule_version: str
    """Another one for other thresholds."""
    verdict: Verdict
    """What the rule says."""
    evidence: EvidenceOut
    """What that rests on."""


_FINDING = {key: _SIGNAL[key] for key in ("rule", "rule_title", "rule_version")} | {
    "verdict": "no_change",
    "evidence": _EVIDENCE | {"observed": 58.0, "how_unusual": "as in ordinary weeks", "by_source": []},
}


class CurrentSignalsOut(Out):
    model_config = shown_as({"as_of": "2018-11-19", "items": [_FINDING]})

    as_of: date | None
    """The last day that was looked at; null: a source has never delivered anything."""
    items: list[FindingOut]
    """What each rule says, in the profile's order."""


class JudgementIn(In):
    model_config = shown_as({"judgement": "explained"})

    judgement: Judgement
    """What the reader thinks of it. Explained or wrong data close the signal."""


class PrecisionOut(Out):
    rule: str
    """The rule's name."""
    org_unit: str | None
    """The college's code; null: the whole institution."""
    org_unit_name: str | None
    """What the college is called."""
    judged: int | None
    """About how many students' signals were judged, each student's latest; null: too few to tell."""
    concern_share: float | None
    """The share of them that were a concern; null: too few to tell."""
    wrong_data_share: float | None
    """The share of them that rested on wrong data; null: too few to tell."""


class SignalPrecisionOut(Out):
    model_config = shown_as(
        {
            "since": "2018-08-01",
            "items": [
                {
                    "rule": "fall",
                    "org_unit": None,
                    "org_unit_name": None,
                    "judged": 145,
                    "concern_share": 0.61,
                    "wrong_data_share": 0.07,
                }
            ],
        }
    )

    since: date
    """The first day of the academic year that is looked at."""
    items: list[PrecisionOut]
    """By rule: the institution first, then its colleges by code."""


def signal_out(signal: Signal, profile: Profile) -> SignalOut:
    return SignalOut(**_fields(signal, profile))


def signal_with_evidence_out(signal: Signal, profile: Profile) -> SignalWithEvidenceOut:
    return SignalWithEvidenceOut(
        **_fields(signal, profile), evidence=EvidenceOut.model_validate(signal.evidence)
    )


def listed_signal_out(signal: Signal, profile: Profile) -> ListedSignalOut:
    return ListedSignalOut(**_fields(signal, profile), number=signal.student_number, name=signal.student_name)


def _fields(signal: Signal, profile: Profile) -> dict[str, Any]:
    rules = profile.signals.rules if profile.signals is not None else {}
    entry = rules.get(signal.rule)
    return {
        "signal_id": signal.signal_id,
        "student_id": signal.student_id,
        "rule": signal.rule,
        "rule_title": signal.rule if entry is None else entry.title,
        "rule_version": signal.rule_version,
        "verdict": signal.verdict,
        "as_of": signal.as_of,
        "raised_at": signal.raised_at,
        "status": signal.status,
        "closed_on": signal.closed_on,
        "closed_because": signal.closed_because,
        "exempted_for": signal.exempted_for,
        "owner_role": signal.owner_role,
        "owner_staff_id": signal.owner_staff_id,
        "owner_team_id": signal.owner_team_id,
        "owner_name": signal.owner_name,
        "judgement": signal.judgement,
        "judged_by_name": signal.judged_by_name,
        "judged_at": signal.judged_at,
    }


def finding_out(finding: Finding) -> FindingOut:
    return FindingOut(
        rule=finding.rule,
        rule_title=finding.entry.title,
        rule_version=finding.entry.version,
        verdict=finding.verdict,
        evidence=EvidenceOut.model_validate(finding.evidence),
    )


def precision_out(figure: PrecisionFigure) -> PrecisionOut:
    return PrecisionOut(
        rule=figure.rule,
        org_unit=figure.org_unit,
        org_unit_name=figure.org_unit_name,
        judged=figure.judged,
        concern_share=figure.concern.value,
        wrong_data_share=figure.wrong_data.value,
    )
