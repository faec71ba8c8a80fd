"""Read the reference: what a login may deliver, may state, and may come across."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.access.vocabulary import Duty, Reach, Scope, SectionName
from app.actions.context import RequestContext
from app.actions.exchange.vocabularies import EXPECTATION_ACTS, SERVICE_TEAMS, TEAMS, Codes, vocabularies_for
from app.actions.record.academic_calendar import terms_in
from app.calendars.calendar import Term
from app.db.identity import elevated
from app.prediction.acts import Act
from app.profiles.model import AccessPurpose, Profile, SourceEntry
from app.scoring.models import AcademicYear
from app.store.governance.source_proposals import ProposalState
from app.store.people import reference as store
from app.store.snapshot import InstitutionSnapshot
from app.store.support.teams import list_all

DELIVERED_BY: Mapping[Scope, SectionName] = {
    Scope.EVENTS_WRITE: SectionName.ENGAGEMENT,
    Scope.ATTENDANCE_WRITE: SectionName.ATTENDANCE,
    Scope.MARKS_WRITE: SectionName.GRADES,
    Scope.CAREER_STAGES_WRITE: SectionName.EMPLOYABILITY,
}
"""What part of the record a scope is good for delivering."""


@dataclass(frozen=True, slots=True)
class Year:
    """An academic year, and when it is taught."""

    academic_year: AcademicYear
    first_day: date
    last_day: date
    terms: Sequence[Term]


@dataclass(frozen=True, slots=True)
class DeliverableSource:
    """A source of events, and whether its events are taken now."""

    name: str
    entry: SourceEntry
    approval: ProposalState | None
    """Where its latest proposal stands; None: nobody has proposed it, or need not."""
    why_not: str | None
    """None: they are taken."""


@dataclass(frozen=True, slots=True)
class Register:
    """A section whose deliveries are taken only while a board approves them."""

    name: SectionName
    title: str
    approval: ProposalState | None
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Delivering:
    """What a connected system may deliver."""

    sources: Sequence[DeliverableSource]
    """By name; none without the scope for events."""
    registers: Sequence[Register]
    systems: Sequence[str]
    """By which students have identifiers."""


@dataclass(frozen=True, slots=True)
class Reference:
    academic_years: Sequence[Year]
    purposes: Mapping[str, AccessPurpose]
    """Why the asker may look at students."""
    vocabularies: Mapping[str, Codes]
    delivering: Delivering | None
    """None: the asker is no connected system."""


async def read_reference(context: RequestContext, scopes: Collection[Scope]) -> Reference:
    """What there is for this login, with a token that is good for that."""
    profile, delivers = context.profile, is_delivering(context)
    sections = _delivered(profile, scopes) if delivers else _opened(context)
    return Reference(
        _years(context),
        _purposes(context),
        dict(vocabularies_for(profile, sections, delivers=delivers))
        | await _teams(context, sections)
        | _acts(context),
        await _delivering(context, scopes) if delivers else None,
    )


def is_delivering(context: RequestContext) -> bool:
    """Whether a connected system asks."""
    user = context.user
    return Duty.DELIVER in user.roles.duties and user.staff_id is None and user.student_id is None


def _opened(context: RequestContext) -> Collection[SectionName]:
    rules = context.profile.role_rules
    opened = frozenset(section for role in context.user.roles.names for section in rules[role].sections)
    return opened & context.profile.sections


def _delivered(profile: Profile, scopes: Collection[Scope]) -> Collection[SectionName]:
    return {section for scope, section in DELIVERED_BY.items() if scope in scopes} & profile.sections


def _purposes(context: RequestContext) -> dict[str, AccessPurpose]:
    """Those that a role of theirs may state of a student, and those that figures about groups are for."""
    profile, roles, rules = context.profile, context.user.roles, context.profile.role_rules
    if context.user.staff_id is None:
        return {}
    stated = {purpose for role in roles.names for purpose in rules[role].purposes}
    if any(rules[role].reach is Reach.TEACHING for role in roles.names):
        stated |= profile.marked_module_purposes
        stated |= set(profile.module_insight.purposes if profile.module_insight is not None else ())
    if Duty.ANALYSE in roles.duties:
        for entry in (profile.statistics, profile.module_insight):
            stated |= set(entry.purposes if entry is not None else ())
    return {name: each for name, each in profile.access_purposes.items() if name in stated}


def _years(context: RequestContext) -> list[Year]:
    """Those that have a model or a calendar of their own, today's, and the ones beside it."""
    institution, profile = context.institution, context.profile
    today = profile.academic_year(context.today)
    known = {today - 1, today, today + 1, *institution.published, *institution.calendar_years}
    return [
        Year(year, profile.first_day(year), profile.last_day(year), terms_in(institution, year))
        for year in map(AcademicYear, sorted(known))
    ]


async def _teams(context: RequestContext, sections: Collection[SectionName]) -> dict[str, Codes]:
    """Whom staff can hand a case to, and whom they can refer a student to, by code."""
    if context.user.staff_id is None or SectionName.SUPPORT not in sections:
        return {}
    everyone = await list_all(context.transaction)
    services = [each for each in everyone if each.role in context.profile.services]
    named = {TEAMS: everyone, SERVICE_TEAMS: services}
    return {name: {each.code: each.name for each in some} for name, some in named.items() if some}


def _acts(context: RequestContext) -> dict[str, Codes]:
    prompted = context.profile.prediction.prompted if context.profile.prediction is not None else ()
    is_prompted = context.user.staff_id is not None and any(
        role in prompted for role in context.user.roles.names
    )
    return {EXPECTATION_ACTS: tuple(Act)} if is_prompted else {}


async def _delivering(context: RequestContext, scopes: Collection[Scope]) -> Delivering:
    async with elevated(context.transaction):
        systems = await store.list_systems(context.transaction)
    return Delivering(
        list(_sources(context.institution)) if Scope.EVENTS_WRITE in scopes else [],
        list(_registers(context.institution, scopes)),
        systems,
    )


def _sources(institution: InstitutionSnapshot) -> list[DeliverableSource]:
    return [
        DeliverableSource(name, entry, institution.source_states.get(name), institution.why_not_taken(name))
        for name, entry in sorted(institution.declared.sources.items())
    ]


def _registers(institution: InstitutionSnapshot, scopes: Collection[Scope]) -> list[Register]:
    governance = institution.declared.source_governance
    deliverable = _delivered(institution.declared, scopes)
    return [
        Register(name, title, institution.source_states.get(name), institution.why_not_counted(name))
        for name, title in sorted(governance.registers.items() if governance is not None else ())
        if name in deliverable
    ]
