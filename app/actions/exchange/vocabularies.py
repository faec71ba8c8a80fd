"""Vocabularies: what codes there are, and whom they are of use to.

A code stands where it is used: in a class, or in the institution's profile. Here stands only which of them a
client may want to list, and that those of a part of the record are for whoever has to do with that part.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.access.vocabulary import SectionName
from app.actions.engagement.read_engagement import DayState
from app.actions.engagement.read_indicator import IndicatorState
from app.actions.exchange.deliveries import DeliveryKind, ItemOutcome
from app.actions.record.record_sessions import SessionKind
from app.actions.section import SectionState
from app.attendance.register import AttendanceState, Status
from app.calendars.exclusions import ExclusionReason
from app.consent.ledger import ConsentState, Decision
from app.outreach.case import Answer, AttemptOutcome, CaseOutcome, CaseState, NeedKind, Queue
from app.outreach.ladder import Channel
from app.profiles.model import Profile
from app.rag.rows import Colour
from app.rights.vocabulary import CorrectionKind, CorrectionState, RequestKind, RequestState
from app.signals.findings import Closing, Judgement, SignalStatus, Verdict
from app.store.people.tables import RESIDENCES, STUDY_MODES
from app.wire.import_kinds import ImportOutcome, ImportState

Codes = Mapping[str, str] | Sequence[str]
"""Labels by code, members of a class, or codes that nobody has named."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    codes: Callable[[Profile], Codes]
    section: SectionName | None = None
    """The part of the record that it is about: for whoever's role opens that, or who delivers it."""
    of_deliveries: bool = False
    """Whether it is for connected systems alone."""


def _class(kind: type[StrEnum], section: SectionName | None = None) -> Vocabulary:
    return Vocabulary(lambda _: tuple(kind), section)


def _of_deliveries(kind: type[StrEnum]) -> Vocabulary:
    return Vocabulary(lambda _: tuple(kind), of_deliveries=True)


def _sources(profile: Profile) -> Codes:
    return {name: each.title for name, each in sorted(profile.sources.items()) if each.collected}


def _bands(profile: Profile) -> Codes:
    bands = profile.indicator.bands if profile.indicator is not None else ()
    return {each.name: each.title for each in bands}


def _signal_rules(profile: Profile) -> Codes:
    rules = profile.signals.rules if profile.signals is not None else {}
    return {name: each.title for name, each in rules.items()}


def _rungs(profile: Profile) -> Codes:
    rungs = profile.outreach.rungs if profile.outreach is not None else ()
    return {each.name: each.title for each in rungs}


def _visa_decisions(profile: Profile) -> Codes:
    return () if profile.visa_monitoring is None else VISA_DECISIONS


def _colours(profile: Profile) -> Codes:
    return () if profile.rag is None else tuple(Colour)


VISA_DECISIONS = {"report": "Report it to the Home Office", "no_report": "Do not report it"}
"""What can be decided on a gap in a sponsored student's engagement."""
_ENGAGEMENT, _ATTENDANCE = SectionName.ENGAGEMENT, SectionName.ATTENDANCE
_SIGNALS, _SUPPORT = SectionName.SIGNALS, SectionName.SUPPORT

VOCABULARIES: Mapping[str, Vocabulary] = {
    # --- of the institution ---
    "sections": Vocabulary(lambda profile: tuple(each for each in SectionName if each in profile.sections)),
    "sources": Vocabulary(_sources),
    "levels": Vocabulary(lambda profile: profile.covered_levels),
    "study_modes": Vocabulary(lambda _: STUDY_MODES),
    "residences": Vocabulary(lambda _: RESIDENCES),
    "consent_purposes": Vocabulary(
        lambda profile: {name: each.title for name, each in profile.purposes.items()}
    ),
    "services": Vocabulary(
        lambda profile: {str(role): profile.roles[role].title for role in profile.services}
    ),
    # --- where things stand ---
    "section_states": _class(SectionState),
    "consent_states": _class(ConsentState),
    "consent_decisions": _class(Decision),
    "request_kinds": _class(RequestKind),
    "request_states": _class(RequestState),
    "correction_kinds": _class(CorrectionKind),
    "correction_states": _class(CorrectionState),
    # --- of a part of the record ---
    "day_states": _class(DayState, _ENGAGEMENT),
    "indicator_bands": Vocabulary(_bands, _ENGAGEMENT),
    "indicator_states": _class(IndicatorState, _ENGAGEMENT),
    "report_colours": Vocabulary(_colours, _ENGAGEMENT),
    "attendance_statuses": _class(Status, _ATTENDANCE),
    "attendance_states": _class(AttendanceState, _ATTENDANCE),
    "session_kinds": _class(SessionKind, _ATTENDANCE),
    "career_stages": Vocabulary(lambda profile: tuple(profile.career_stages), SectionName.EMPLOYABILITY),
    "signal_rules": Vocabulary(_signal_rules, _SIGNALS),
    "signal_verdicts": _class(Verdict, _SIGNALS),
    "signal_statuses": _class(SignalStatus, _SIGNALS),
    "signal_closings": _class(Closing, _SIGNALS),
    "signal_judgements": _class(Judgement, _SIGNALS),
    "exemption_reasons": Vocabulary(lambda profile: profile.exemptions.reasons, _SIGNALS),
    "case_rungs": Vocabulary(_rungs, _SUPPORT),
    "case_states": _class(CaseState, _SUPPORT),
    "case_outcomes": _class(CaseOutcome, _SUPPORT),
    "case_queues": _class(Queue, _SUPPORT),
    "attempt_channels": _class(Channel, _SUPPORT),
    "attempt_outcomes": _class(AttemptOutcome, _SUPPORT),
    "student_answers": _class(Answer, _SUPPORT),
    "needs_to_reach": _class(NeedKind, _SUPPORT),
    "exclusion_reasons": _class(ExclusionReason, SectionName.VISA),
    "visa_decisions": Vocabulary(_visa_decisions, SectionName.VISA),
    # --- of deliveries ---
    "delivery_kinds": _of_deliveries(DeliveryKind),
    "delivery_outcomes": _of_deliveries(ItemOutcome),
    "import_states": _of_deliveries(ImportState),
    "import_outcomes": _of_deliveries(ImportOutcome),
}

TEAMS, SERVICE_TEAMS = "teams", "service_teams"
"""Those that an administrator keeps: for staff whose role opens support, as cases are handed to them."""
EXPECTATION_ACTS = "expectation_acts"
"""What staff did when they had seen an expectation: for the roles to whom one is shown as a prompt."""


def vocabularies_for(
    profile: Profile, sections: Collection[SectionName], *, delivers: bool
) -> Iterator[tuple[str, Codes]]:
    """Those that somebody who has to do with these parts of the record may want; none without a code."""
    for name, each in VOCABULARIES.items():
        if each.of_deliveries and not delivers:
            continue
        if each.section is not None and each.section not in sections:
            continue
        if codes := each.codes(profile):
            yield name, codes
