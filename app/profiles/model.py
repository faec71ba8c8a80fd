"""The one model that reads a profile, and refuses one that does not hold together."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field, field_validator, model_validator

from app.access.roles import AskedRoles, Opened, RoleRule, asked_roles, opened
from app.access.vocabulary import ROLE_NAME, Duty, Reach, Role, SectionName
from app.consent.gate import LegalBasis
from app.consent.usable_days import ConsentRule
from app.disclosure.checks import THRESHOLD
from app.profiles.calendar import CalendarEntry
from app.profiles.caliper import CaliperEntry
from app.profiles.comparison import ComparisonEntry
from app.profiles.entry import Entry
from app.profiles.exemptions import ExemptionsEntry
from app.profiles.exports import ExportsEntry
from app.profiles.indicator import IndicatorEntry
from app.profiles.messages import MessageTemplate
from app.profiles.module_insight import ModuleInsightEntry
from app.profiles.notes import NotesEntry
from app.profiles.outreach import OutreachEntry
from app.profiles.prediction import PredictionEntry
from app.profiles.rag import RagEntry
from app.profiles.register import RegisterEntry
from app.profiles.retention import RetentionEntry, check_retention
from app.profiles.rights import RequestsEntry, Responsibility
from app.profiles.services import ServiceEntry
from app.profiles.signals import Signals
from app.profiles.source_governance import SourceGovernanceEntry
from app.profiles.statements import StatementsEntry
from app.profiles.statistics import StatisticsEntry
from app.profiles.student_view import StudentViewEntry
from app.profiles.visa_monitoring import VisaMonitoringEntry
from app.profiles.withdrawal_review import WithdrawalReviewEntry
from app.retention.rules import Category
from app.rights.vocabulary import CorrectionKind
from app.scoring.models import AcademicYear
from app.scoring.sources import Source
from app.xapi.classes import Classes


class Level(StrEnum):
    """A level of study."""

    UNDERGRADUATE = "undergraduate"
    """Towards a first degree."""
    POSTGRADUATE_TAUGHT = "postgraduate_taught"
    """Towards a taught degree after the first."""
    POSTGRADUATE_RESEARCH = "postgraduate_research"
    """Towards a degree by research."""


class SourceEntry(Entry):
    title: str
    unit: str
    kinds: Annotated[frozenset[str], Field(min_length=1)]
    """What its events may be: an event of any other kind is refused."""
    most_per_event: Annotated[float, Field(gt=0, le=1_000_000)]
    """The largest quantity that one event may stand for: a larger one is a slip, and is refused."""
    counted_kinds: frozenset[str] | None = None
    """Those of its kinds that a score counts; all but time-outs, unless the profile says so."""
    begins_session: frozenset[str] = frozenset()
    """Those of its kinds that begin a session online."""
    times_out: frozenset[str] = frozenset()
    """Those that say that a session ended as nothing happened in it: no activity, so they never count."""
    pilot: bool = False
    """Tried out: collected, shown to the student as a pilot, and counted nowhere until this is taken away."""
    per_unit: Annotated[float, Field(gt=0)] = 1.0
    per_active_day: Annotated[float, Field(ge=0)] = 0.0
    by_module: bool = False
    collected: bool = True
    late_after_days: Annotated[int, Field(ge=1, le=366)] = 3
    """Whole days that the source may take to deliver; after them, what it owes is an outage on record."""
    data_from: str = Field(description="The system the data come from, for the notice.")

    @model_validator(mode="after")
    def _counts_what_it_has(self) -> Self:
        for name in ("counted_kinds", "begins_session", "times_out"):
            if unknown := (getattr(self, name) or frozenset()) - self.kinds:
                raise ValueError(f"{name}: {', '.join(sorted(unknown))} is not among the kinds")
        if never := (self.counted_kinds or frozenset()) & self.times_out:
            raise ValueError(f"counted_kinds: {', '.join(sorted(never))} is a time-out, which never counts")
        return self

    @property
    def kinds_that_count(self) -> frozenset[str] | None:
        """None: all of them."""
        if self.counted_kinds is not None or not self.times_out:
            return self.counted_kinds
        return self.kinds - self.times_out

    @property
    def is_scored(self) -> bool:
        """Whether a score is made of it: it is collected, and no pilot."""
        return self.collected and not self.pilot


_NOT_SCORED = {
    "begins_session", "counted_kinds", "data_from", "kinds", "late_after_days", "most_per_event", "pilot",
    "times_out",
}  # fmt: skip
"""Entries of a source that no score depends on."""


class Notice(Entry):
    """A version of a purpose's transparency notice: what a decision was made on."""

    version: str
    valid_from: date
    summary: str
    collected: list[str]
    shown_to: list[str]
    if_you_agree: tuple[str, ...] = ()
    if_you_decline: tuple[str, ...] = ()
    """Both are empty where nobody is asked to agree."""
    right_to_object: str = ""
    """How to object, where the purpose does not rest on consent."""
    contact: str


class Purpose(Entry):
    title: str
    basis: LegalBasis
    reason: str = ""
    """Why that basis holds here, in words for whoever would rather opt out; needed unless it is consent."""
    covers: frozenset[SectionName]
    reaches_back: bool = False
    """Whether giving consent covers the academic year from its first day on; the notice has to tell it.

    Otherwise it covers the days from the decision on.
    """
    notices: Annotated[list[Notice], Field(min_length=1)]

    @model_validator(mode="after")
    def _says_what_it_rests_on(self) -> Self:
        if self.basis is LegalBasis.CONSENT:
            if not all(each.if_you_agree and each.if_you_decline for each in self.notices):
                raise ValueError(
                    "purposes: a notice that asks for consent says what follows from either answer"
                )
        elif not self.reason or not all(each.right_to_object for each in self.notices):
            raise ValueError("purposes: without consent, the reason and how to object must be said")
        return self

    def notice(self, day: date) -> Notice:
        """The version in force on a day (the first one, before any was)."""
        dated = sorted(self.notices, key=lambda notice: notice.valid_from)
        return next((each for each in reversed(dated) if each.valid_from <= day), dated[0])


class AccessPurpose(Entry):
    """Why a member of staff may, or may not, look at a student."""

    title: str
    allowed: bool
    words: str = Field(description="Completes, for the student: looked at your … (words).")
    marked_modules: bool = False
    """Refused, but for whoever teaches a module run that is marked: of its engagement and attendance."""

    @model_validator(mode="after")
    def _is_refused_elsewhere(self) -> Self:
        if self.allowed and self.marked_modules:
            raise ValueError("access_purposes: what is allowed everywhere needs no marked_modules")
        return self


class RoleEntry(Entry):
    """A role: how it reaches students, what it opens of them, why it may look, and what else it may do."""

    title: str
    words: str = "staff"
    """What a student calls somebody in this role: `your personal tutor`."""
    reach: Reach = Reach.NONE
    sections: Literal["all"] | frozenset[SectionName] = frozenset()
    purposes: Literal["all"] | frozenset[str] = frozenset()
    """`all`: every purpose that the institution allows."""
    training_required: bool = False
    duties: frozenset[Duty] = frozenset()
    longest_grant_days: Annotated[int, Field(ge=1, le=3_660)] = 365
    """How long a grant of it may hold, where it reaches students by grant."""
    sponsored_only: bool = False
    """Whether a grant of it opens students on a sponsored visa and nobody else."""

    def rule(self, allowed_purposes: frozenset[str]) -> RoleRule:
        sections = frozenset(SectionName) if self.sections == "all" else self.sections
        purposes = allowed_purposes if self.purposes == "all" else self.purposes & allowed_purposes
        return RoleRule(
            self.title,
            self.reach,
            sections,
            purposes,
            self.training_required,
            self.duties,
            self.longest_grant_days,
            self.sponsored_only,
        )


MOST_TOLD = 4.0
"""What all trials of a year together may tell of one student, as the epsilon of differential privacy."""


class Disclosure(Entry):
    """How figures about groups are kept from being figures about somebody."""

    method: Literal["hesa"] = "hesa"
    round_to: Annotated[int, Field(ge=2)] = 5
    """Counts of people are rounded to the nearest multiple, halves up."""
    fewest_for_share: Annotated[float, Field(ge=3)] = 22.5
    """A percentage of fewer people than this is suppressed."""
    fewest_for_mean: Annotated[int, Field(ge=THRESHOLD)] = THRESHOLD
    """A mean over fewer people is suppressed. HESA suppresses up to 7, secure data services up to 9."""
    largest_score: Annotated[float, Field(gt=0)] = 50.0
    """A single student counts as at most this much in a mean of scores."""
    noise: Annotated[float, Field(ge=1)] = 2.0
    """The scale of each draw of noise, in what one student can add to a figure."""
    groups_per_asker: Annotated[int, Field(ge=1, le=4)] = 3
    """Of one student, somebody can read the weekly figures of so many groups in an academic year."""
    groups_together: Annotated[int, Field(ge=1, le=8)] = 6
    """And everybody of the institution together."""


class Trials(Entry):
    """What trials of scoring models may tell: `app/disclosure/trials.py` says what these limits are good for.

    Not among the settings: whoever tries models cannot widen them.
    """

    thresholds: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=1, max_length=6)] = (
        2, 5, 10
    )  # fmt: skip
    """Ascending; they divide scores into bands, the lowest from 0 up."""
    most: Annotated[int, Field(ge=1)] = 10
    """Different trials of an academic year's days, ever, by everybody of the institution together."""
    noise: Annotated[float, Field(ge=5)] = 10
    """The scale of the noise on every count."""
    fewest: Annotated[int, Field(ge=5)] = 10
    """A count of fewer people than this is withheld, whatever the noise."""

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if list(self.thresholds) != sorted(set(self.thresholds)):
            raise ValueError("trials: thresholds must ascend")
        if 2 * self.most / self.noise > MOST_TOLD:
            raise ValueError(f"trials: 2 * most / noise is more than {MOST_TOLD:g}")
        return self


class Profile(Entry):
    """One institution's way of doing it."""

    name: str
    title: str
    time_zone: str = "Europe/London"
    academic_year_starts: Annotated[int, Field(ge=1, le=12)] = 8
    """The month on whose first day the academic year begins (August in UK statistical returns)."""
    roles: dict[Annotated[Role, Field(pattern=ROLE_NAME)], RoleEntry]
    """The closest to a student first. A token's other roles mean nothing."""
    grant_answer_working_days: Annotated[int, Field(ge=1, le=260)] = 10
    """Working days, Monday to Friday, after which a request for a grant lapses unless it was decided."""
    grant_review_days: Annotated[int, Field(ge=1, le=3_660)] = 365
    """Days after which a grant in force is to be reviewed."""
    training_valid_days: Annotated[int, Field(ge=1, le=3_660)] = 365
    """How long a training counts, unless its record says otherwise."""
    left_drafts_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Days for which a draft note is kept once its author is no longer in charge of the student."""
    calendar_link_days: Annotated[int, Field(ge=1, le=366)] = 180
    """How long the secret address of a calendar opens it; then its owner makes another."""
    student_view: StudentViewEntry | None = None
    """None: students always see what their role opens, and nobody can switch that off."""
    calendar: CalendarEntry = CalendarEntry()
    exemptions: ExemptionsEntry = ExemptionsEntry()
    indicator: IndicatorEntry | None = None
    """None: the institution shows scores, and no bands."""
    visa_monitoring: VisaMonitoringEntry | None = None
    """None: the institution has nobody to monitor, or does it elsewhere."""
    notes: NotesEntry = NotesEntry()
    services: dict[Annotated[Role, Field(pattern=ROLE_NAME)], ServiceEntry] = Field(default={})
    """Whom students can be referred to, by the role that takes over their cases."""
    message_templates: dict[Annotated[str, Field(pattern=ROLE_NAME)], MessageTemplate] = Field(default={})
    withdrawal_review: WithdrawalReviewEntry | None = None
    """None: nobody is reviewed for assumed withdrawal."""
    levels: frozenset[Level]
    sections: frozenset[SectionName]
    """Those that the institution has data for."""
    sources: dict[str, SourceEntry]
    purposes: dict[str, Purpose]
    source_governance: SourceGovernanceEntry | None = None
    """None: every source of the profile counts, and nobody has to approve it."""
    responsibilities: tuple[Responsibility, ...] = ()
    """Every purpose and every source belongs to one of them."""
    retention: dict[Category, RetentionEntry] = Field(default={})
    """By kind of data, how long it is kept; a profile that is read has a rule for every one."""
    processing_register: RegisterEntry = RegisterEntry()
    commercial_purpose: str | None = None
    """The purpose whose consent lets a student's data go to a company; without one, none ever does."""
    requests: RequestsEntry = RequestsEntry()
    corrections: dict[CorrectionKind, tuple[Role, ...]] = Field(default={})
    """By kind, the roles that decide on corrections of students whom they see by that role.

    Whoever answers requests decides on all of them.
    """
    access_purposes: dict[str, AccessPurpose]
    career_stages: list[str]
    disclosure: Disclosure = Disclosure()
    statistics: StatisticsEntry | None = None
    """None: nothing of these data is published here."""
    trials: Trials = Trials()
    signals: Signals | None = None
    """The rules by which changes are noticed; none: nothing is."""
    outreach: OutreachEntry | None = None
    """How students are looked for; None where the institution keeps no cases here."""
    rag: RagEntry | None = None
    """By what weekly reports colour; None where the institution makes none."""
    module_insight: ModuleInsightEntry | None = None
    caliper: CaliperEntry | None = None
    """None: nobody reads which resources a class opens."""
    prediction: PredictionEntry | None = None
    """How expectations are told; None where the institution makes none."""
    comparison: ComparisonEntry | None = None
    """None: nobody is compared with others of their course and year."""
    exports: ExportsEntry | None = None
    """What other systems may take out, and for what; None: nothing."""
    statements: StatementsEntry = StatementsEntry()
    """As what other systems' statements count."""
    caveats: list[str]
    published_coefficients: dict[int, dict[str, dict[str, float]]] = Field(default={})
    """By academic year, college code and source: what the institution itself has published."""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    @field_validator("purposes")
    @classmethod
    def _covered_once(cls, purposes: dict[str, Purpose]) -> dict[str, Purpose]:
        seen = [section for purpose in purposes.values() for section in purpose.covers]
        twice = sorted({section for section in seen if seen.count(section) > 1})
        if twice:
            raise ValueError(f"sections covered by two purposes: {', '.join(twice)}")
        return purposes

    @model_validator(mode="after")
    def _roles_hold_together(self) -> Self:
        for name, role in self.roles.items():
            if role.reach is Reach.NONE and (role.sections or role.purposes):
                raise ValueError(f"roles: {name} reaches no student, so it opens no section for any purpose")
        for name in self.services:
            if name not in self.roles or self.roles[name].reach is not Reach.ASSIGNMENT:
                raise ValueError(f"services: {name} is no role that takes over cases")
            if SectionName.SUPPORT not in self.roles[name].rule(frozenset()).sections:
                raise ValueError(f"services: {name} does not open support, so it could not answer")
        if self.statistics is not None:
            self.statistics.check_purposes(
                [name for name, each in self.access_purposes.items() if each.allowed]
            )
        if self.outreach is not None:
            opening = [name for name, rule in self.role_rules.items() if SectionName.SUPPORT in rule.sections]
            self.outreach.check_roles(opening)
        return self

    @model_validator(mode="after")
    def _governed_sources_have_kinds(self) -> Self:
        governance = self.source_governance
        lacking = self.governed_sources - governance.kinds.keys() if governance else ()
        if lacking:
            raise ValueError(f"source_governance: {', '.join(sorted(lacking))} has no kind")
        return self

    @model_validator(mode="after")
    def _visa_evidence_exists(self) -> Self:
        for rules in self.visa_monitoring.rules if self.visa_monitoring else ():
            for source, kinds in rules.evidence.items():
                if source not in self.sources or kinds - self.sources[source].kinds:
                    raise ValueError(f"visa_monitoring: {source} has no such kinds of events")
                if source in self.pilots:
                    raise ValueError(f"visa_monitoring: {source} is a pilot, which counts nowhere")
        return self

    @model_validator(mode="after")
    def _signals_hold_together(self) -> Self:
        if self.signals is None:
            return self
        if SectionName.SIGNALS not in self.sections:
            raise ValueError("signals: there are rules, and the section signals is not among the sections")
        if self.signals.fallback_role not in self.roles:
            raise ValueError(f"signals: the fallback role {self.signals.fallback_role} is none of the roles")
        for name, rule in self.signals.rules.items():
            if rule.section not in self.sections:
                raise ValueError(f"signals: {name} reads {rule.section}, which is not among the sections")
            if unknown := set(rule.sources) - set(self.sources):
                raise ValueError(f"signals: {name} counts unknown sources: {', '.join(sorted(unknown))}")
            if pilots := set(rule.sources) & self.pilots:
                raise ValueError(f"signals: {name} counts pilots: {', '.join(sorted(pilots))}")
        return self

    @model_validator(mode="after")
    def _insight_holds_together(self) -> Self:
        if self.caliper is not None:
            self.caliper.check_kinds({name: source.kinds for name, source in self.sources.items()})
        if self.module_insight is not None:
            by_module = [name for name, each in self.sources.items() if each.collected and each.by_module]
            self.module_insight.check_sources(by_module)
            self.module_insight.check_purposes(
                [name for name, each in self.access_purposes.items() if each.allowed]
            )
        return self

    @model_validator(mode="after")
    def _comparison_holds_together(self) -> Self:
        if self.comparison is None:
            return self
        if SectionName.ENGAGEMENT not in self.sections:
            raise ValueError("comparison: the section engagement must be among the sections")
        purpose = self.purposes.get(self.comparison.purpose)
        if purpose is None:
            raise ValueError(f"comparison: there is no purpose {self.comparison.purpose}")
        if purpose.basis is LegalBasis.CONSENT and SectionName.ENGAGEMENT not in purpose.covers:
            raise ValueError("comparison: consent to its purpose must be the consent to engagement")
        return self

    @model_validator(mode="after")
    def _rag_holds_together(self) -> Self:
        if self.rag is None:
            return self
        if not self.sections >= {SectionName.ATTENDANCE, SectionName.ENGAGEMENT}:
            raise ValueError("rag: the sections attendance and engagement must be among the sections")
        if unknown := set(self.rag.online.sources) - {
            name for name, each in self.sources.items() if each.is_scored
        }:
            raise ValueError(f"rag: counts sources that are not collected: {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _prediction_holds_together(self) -> Self:
        if self.prediction is None:
            return self
        if SectionName.GRADES not in self.sections:
            raise ValueError("prediction: the section grades must be among the sections")
        if self.prediction.purpose not in self.purposes:
            raise ValueError(f"prediction: there is no purpose {self.prediction.purpose}")
        if unknown := sorted(self.prediction.prompted - self.roles.keys()):
            raise ValueError(f"prediction: there is no role {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _exports_hold_together(self) -> Self:
        if self.exports is not None:
            refused = [name for name, each in self.access_purposes.items() if not each.allowed]
            self.exports.check(self.purposes, refused, self.commercial_purpose)
        return self

    @model_validator(mode="after")
    def _counts_statements_as_what_it_has(self) -> Self:
        if faults := self.statements.faults({name: each.kinds for name, each in self.sources.items()}):
            raise ValueError(f"statements: {'; '.join(faults)}")
        return self

    def check_purposes(self) -> None:
        """Raises ValueError for a role that names a purpose which the profile does not allow.

        For the profile as it is written: an institution's settings may allow fewer.
        """
        for name, role in self.roles.items():
            named = frozenset() if role.purposes == "all" else role.purposes
            if wrong := named - self.allowed_purposes:
                listed = ", ".join(sorted(wrong))
                raise ValueError(f"roles: {name} names purposes that are not allowed here: {listed}")
        for entry in (self.visa_monitoring, self.withdrawal_review):
            if entry is not None and (wrong := entry.purposes - self.allowed_purposes):
                raise ValueError(f"purposes that are not allowed here: {', '.join(sorted(wrong))}")

    @cached_property
    def purposes_of_section(self) -> dict[SectionName, frozenset[str]]:
        """Sections that may be looked at for some purposes alone, whatever the asker's roles allow."""
        entry = self.visa_monitoring
        return {} if entry is None else {SectionName.VISA: entry.purposes}

    def check_rights(self) -> None:
        """Raises ValueError for a purpose or source nobody is responsible for, and for what there is not."""
        for each in ("purposes", "sources"):
            named = [getattr(found, each) for found in self.responsibilities]
            known = getattr(self, each).keys()
            covered = known if "all" in named else frozenset[str]().union(*named)
            if odd := sorted(covered ^ known):
                raise ValueError(f"responsibilities: {each} without one, or unknown: {', '.join(odd)}")
        roles = {role for some in (*self.corrections.values(), self.requests.copy_to) for role in some}
        if unknown := sorted(roles - self.roles.keys()):
            raise ValueError(f"corrections and requests: there is no role {', '.join(unknown)}")
        commercial = self.purposes.get(self.commercial_purpose or "")
        if self.commercial_purpose is not None and (
            commercial is None or commercial.basis is not LegalBasis.CONSENT or commercial.reaches_back
        ):
            raise ValueError("commercial_purpose: must rest on consent, from the decision on")

    def check_expectations(self) -> None:
        """Raises ValueError where what staff did about expectations is kept for something else."""
        kept_for = self.retention[Category.EXPECTATIONS].purpose
        if self.prediction is not None and self.prediction.purpose != kept_for:
            raise ValueError(
                f"retention: expectations are made for {self.prediction.purpose}, not {kept_for}"
            )

    @cached_property
    def governed_sources(self) -> frozenset[str]:
        """Those that count only while their approval stands, registers among them."""
        governance = self.source_governance
        if governance is None:
            return frozenset()
        return self.accepted | frozenset(governance.registers)

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The sources whose events are taken: those that are collected, pilots among them."""
        return frozenset(name for name, each in self.sources.items() if each.collected)

    @cached_property
    def statement_classes(self) -> Classes:
        """What becomes of each class of statement here."""
        return self.statements.classes()

    @cached_property
    def pilots(self) -> frozenset[str]:
        """Sources that are tried out: they count nowhere."""
        return frozenset(name for name, each in self.sources.items() if each.pilot)

    @cached_property
    def marked_module_purposes(self) -> frozenset[str]:
        """What whoever teaches a marked module run may look at its engagement and attendance for, besides."""
        return frozenset(name for name, each in self.access_purposes.items() if each.marked_modules)

    @cached_property
    def source_titles(self) -> dict[str, str]:
        """What the sources are called, and the registers that are governed like one, by name."""
        registers = self.source_governance.registers if self.source_governance else {}
        return {name: each.title for name, each in sorted(self.sources.items())} | {
            str(name): title for name, title in sorted(registers.items())
        }

    @cached_property
    def answering_roles(self) -> tuple[Role, ...]:
        """Those who answer what students ask of their data; without any, that is done elsewhere."""
        return tuple(name for name, role in self.roles.items() if Duty.ANSWER_REQUESTS in role.duties)

    @cached_property
    def allowed_purposes(self) -> frozenset[str]:
        """Why a member of staff may look at all."""
        return frozenset(name for name, purpose in self.access_purposes.items() if purpose.allowed)

    @cached_property
    def role_rules(self) -> dict[Role, RoleRule]:
        """The roles, in order."""
        return {name: self._seen(entry).rule(self.allowed_purposes) for name, entry in self.roles.items()}

    def _seen(self, role: RoleEntry) -> RoleEntry:
        """The role as it is: once their view is switched off, students open what the profile leaves them."""
        view = self.student_view
        if role.reach is not Reach.SELF or view is None or view.shown:
            return role
        return role.model_copy(update={"sections": view.without_it})

    def asked_roles(self, names: frozenset[Role]) -> AskedRoles:
        """What a token's roles mean here."""
        return _asked_roles(self, names)

    def opened(self, roles: tuple[Role, ...]) -> Opened:
        """What these roles open of a student whom they reach."""
        return _opened(self, roles)

    def __hash__(self) -> int:
        """A profile is one object for as long as it is used: what depends on it is kept by it."""
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def scored(self) -> dict[str, Source]:
        """The declared sources, by name, in name order."""
        return {
            name: Source(
                name=name, counted_kinds=entry.kinds_that_count, **entry.model_dump(exclude=_NOT_SCORED)
            )
            for name, entry in sorted(self.sources.items())
        }

    @cached_property
    def covered_levels(self) -> tuple[Level, ...]:
        """The levels of study that the service covers, by name."""
        return tuple(sorted(self.levels))

    @cached_property
    def collected(self) -> dict[str, Source]:
        """The sources the institution really has, without pilots: those a score is made of."""
        return {name: source for name, source in self.scored.items() if self.sources[name].is_scored}

    def day(self, moment: datetime) -> date:
        """The institution's calendar day of a moment: local days, whatever the clocks do."""
        return moment.astimezone(self.zone).date()

    def academic_year(self, day: date) -> AcademicYear:
        return AcademicYear(day.year if day.month >= self.academic_year_starts else day.year - 1)

    def first_day(self, academic_year: int) -> date:
        return date(academic_year, self.academic_year_starts, 1)

    def last_day(self, academic_year: int) -> date:
        return self.first_day(academic_year + 1) - timedelta(days=1)

    def consent_for(self, section: SectionName) -> ConsentRule | None:
        """How decisions count for a section that needs the student's consent; None where it needs none."""
        return self._consent_by_section.get(section)

    def purpose_of(self, section: SectionName) -> str | None:
        """The purpose that the section's data are used for; None where no purpose covers it."""
        return next((name for name, each in self.purposes.items() if section in each.covers), None)

    def consent_to(self, name: str) -> ConsentRule | None:
        """How decisions on that purpose count; None where it needs no consent."""
        purpose = self.purposes[name]
        if purpose.basis is not LegalBasis.CONSENT:
            return None
        return ConsentRule(name, purpose.reaches_back, self.first_day, self.day)

    @cached_property
    def _consent_by_section(self) -> dict[SectionName, ConsentRule]:
        rules = {name: self.consent_to(name) for name in self.purposes}
        return {
            section: rule
            for name, rule in rules.items()
            if rule is not None
            for section in self.purposes[name].covers
        }


@lru_cache(maxsize=1024)
def _asked_roles(profile: Profile, names: frozenset[Role]) -> AskedRoles:
    return asked_roles(profile.role_rules, names)


@lru_cache(maxsize=1024)
def _opened(profile: Profile, roles: tuple[Role, ...]) -> Opened:
    return opened(profile.role_rules, roles)


def read_profile(directory: Path, name: str) -> Profile:
    """The profile of that name; one that `extends` another gives only what differs.

    Raises FileNotFoundError for an unknown name and ValueError for one that breaks the model, naming the
    entry.
    """
    profile = Profile.model_validate(_entries(directory, name))
    profile.check_purposes()
    profile.check_rights()
    check_retention(profile.retention, profile.purposes)
    profile.check_expectations()
    return profile


def _entries(directory: Path, name: str) -> dict[str, Any]:
    if Path(name).name != name:
        raise FileNotFoundError(name)
    entries: dict[str, Any] = yaml.safe_load((directory / f"{name}.yaml").read_text("utf-8"))
    entries["name"] = name
    if "extends" not in entries:
        return entries
    below = _entries(directory, str(entries.pop("extends")))
    return _merged(below, entries)


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merged(old, value)
        else:
            merged[key] = value
    return merged
