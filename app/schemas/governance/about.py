"""About: what an institution does with students' data, for everybody."""

from datetime import date

from app.actions.governance.public_record import REACHED, PublicInstitution, used_for
from app.consent.gate import LegalBasis
from app.profiles.model import Notice, Profile, Purpose
from app.schemas.base import Out, shown_as
from app.schemas.governance.processing_register import ProcessingRegisterOut, processing_register_out
from app.schemas.governance.public_governance import (
    GOVERNANCE,
    INACCURACY,
    PublicGovernanceOut,
    PublicInaccuracyOut,
)
from app.schemas.governance.responsibilities import ResponsibilityOut, responsibilities_out
from app.schemas.governance.retention import RetentionRuleOut, retention_rules_out

_NOTICE = {
    "version": "2022-23",
    "valid_from": "2022-09-01",
    "in_force": True,
    "summary": "We bring data about your studies together to offer support.",
    "collected": ["Attendance."],
    "shown_to": ["Your tutor."],
    "if_you_agree": [],
    "if_you_decline": [],
    "right_to_object": "You can object.",
    "contact": "The student office",
}
_PURPOSE = {
    "name": "learning_analytics",
    "title": "Learning analytics",
    "basis": "public_task",
    "reason": "Education is the university's task in the public interest.",
    "covers": ["engagement"],
    "notices": [_NOTICE],
}
_SOURCE = {
    "name": "vle",
    "title": "Virtual learning environment",
    "data_from": "Moodle",
    "kinds": ["viewed"],
    "collected": True,
    "pilot": False,
    "used_for": ["The daily engagement score"],
}
_ROLE = {
    "name": "personal_tutor",
    "title": "Tutor",
    "reaches": "Students whom they tutor",
    "sections": ["engagement"],
    "may_look_for": ["Tutoring"],
    "training_required": False,
}
_ABOUT = {
    "institution": "University of Somewhere",
    "code": "UOS",
    "service": "Learning analytics",
    "provenance": None,
    "contacts": [{"role": "The Data Protection Officer", "contact": "The Data Protection Office"}],
    "purposes": [_PURPOSE],
    "sources": [_SOURCE],
    "roles": [_ROLE],
    "reasons_to_look": [{"title": "Tutoring", "allowed": True, "marked_modules": False}],
    "responsibilities": [],
    "retention": [],
    "last_reviewed": "2025-08-01",
    "next_review": "2026-08-01",
    "caveats": ["A score is a rough description."],
    "governance": GOVERNANCE,
    "known_inaccuracies": [INACCURACY],
}


class ContactOut(Out):
    role: str
    """Who that is: an office or a group."""
    contact: str
    """How they are reached."""


class PublicNoticeOut(Out):
    version: str
    """The version of the notice."""
    valid_from: date
    """The day from which it holds."""
    in_force: bool
    """Whether it is the one that holds today."""
    summary: str
    """What is done, in short."""
    collected: list[str]
    """What is collected."""
    shown_to: list[str]
    """Who sees it."""
    if_you_agree: list[str]
    """What follows from agreeing; empty where nobody is asked."""
    if_you_decline: list[str]
    """What follows from declining; empty where nobody is asked."""
    right_to_object: str
    """How to object; empty where consent is asked for."""
    contact: str
    """Whom to ask."""


class PublicPurposeOut(Out):
    name: str
    """The purpose's name in the service."""
    title: str
    """What data are used for."""
    basis: LegalBasis
    """What that rests on."""
    reason: str
    """Why it does; empty where consent is asked for."""
    covers: list[str]
    """The parts of a student's record that it covers."""
    notices: list[PublicNoticeOut]
    """Every version of its notice, the latest first."""


class PublicSourceOut(Out):
    name: str
    """The source's name in the service."""
    title: str
    """What people call it."""
    data_from: str
    """The system that the data come from."""
    kinds: list[str]
    """What is recorded."""
    collected: bool
    """False: the institution does not collect it."""
    pilot: bool
    """Whether it is tried out: then it is collected and shown, and counts nowhere."""
    used_for: list[str]
    """How it is used; empty where it is not collected."""


class PublicRoleOut(Out):
    name: str
    """The role's name in the service."""
    title: str
    """What people call it."""
    reaches: str
    """Whose data it opens."""
    sections: list[str]
    """Which parts of a student's record it opens."""
    may_look_for: list[str]
    """For what somebody in it may look."""
    training_required: bool
    """Whether a training comes first."""


class ReasonToLookOut(Out):
    title: str
    """Why somebody may want to look at a student."""
    allowed: bool
    """False: nobody ever may for this; whoever tries is refused, and it is on record."""
    marked_modules: bool
    """Whether those who teach a module that is marked for it may, of its engagement and attendance alone.

    Students read in their list of modules which ones are.
    """


class AboutOut(Out):
    model_config = shown_as(_ABOUT)

    institution: str
    """The institution's name."""
    code: str
    """The institution's code."""
    service: str
    """What it calls the service."""
    provenance: str | None
    """Where the data come from, if they are not of real students."""
    contacts: list[ContactOut]
    """Whom to ask."""
    purposes: list[PublicPurposeOut]
    """What data are used for, with the notices that students were given."""
    sources: list[PublicSourceOut]
    """Where data come from, and how each is used."""
    roles: list[PublicRoleOut]
    """Who sees what."""
    reasons_to_look: list[ReasonToLookOut]
    """For what staff may look at a student, and for what nobody may."""
    responsibilities: list[ResponsibilityOut]
    """Who is responsible for what."""
    retention: list[RetentionRuleOut]
    """How long each kind of data is kept."""
    last_reviewed: date | None
    """When the processing register was last reviewed; null: it has not been."""
    next_review: date | None
    """When it will be."""
    caveats: list[str]
    """What to keep in mind about the figures."""
    governance: PublicGovernanceOut | None
    """Sources that a body of the institution approves, and reviews; null: nobody has to approve one."""
    known_inaccuracies: list[PublicInaccuracyOut]
    """What is known to be wrong with the data, until it is corrected."""


def about_out(public: PublicInstitution) -> AboutOut:
    profile = public.profile
    register = processing_register_out(public)
    return AboutOut(
        institution=public.institution.name,
        code=public.institution.code,
        service=profile.title,
        provenance=public.institution.provenance,
        contacts=_contacts(register),
        purposes=[_purpose_out(name, each, public.today) for name, each in profile.purposes.items()],
        sources=[_source_out(profile, name) for name in sorted(profile.sources)],
        roles=[_role_out(profile, name) for name in profile.role_rules],
        reasons_to_look=[
            ReasonToLookOut(title=each.title, allowed=each.allowed, marked_modules=each.marked_modules)
            for each in profile.access_purposes.values()
        ],
        responsibilities=responsibilities_out(profile).items,
        retention=retention_rules_out(profile, public.today).items,
        last_reviewed=register.last_reviewed,
        next_review=register.next_review,
        caveats=profile.caveats,
        governance=register.governance,
        known_inaccuracies=register.known_inaccuracies,
    )


def _contacts(register: ProcessingRegisterOut) -> list[ContactOut]:
    service = ContactOut(role=register.service, contact=register.controller_contact)
    officer = ContactOut(role=register.protection_officer, contact=register.protection_contact)
    return [service, officer]


def _purpose_out(name: str, purpose: Purpose, today: date) -> PublicPurposeOut:
    in_force = purpose.notice(today)
    dated = sorted(purpose.notices, key=lambda each: each.valid_from, reverse=True)
    return PublicPurposeOut(
        name=name,
        title=purpose.title,
        basis=purpose.basis,
        reason=purpose.reason,
        covers=sorted(purpose.covers),
        notices=[_notice_out(each, in_force) for each in dated],
    )


def _notice_out(notice: Notice, in_force: Notice) -> PublicNoticeOut:
    fields = {name: getattr(notice, name) for name in PublicNoticeOut.model_fields if name != "in_force"}
    return PublicNoticeOut(in_force=notice is in_force, **fields)


def _source_out(profile: Profile, name: str) -> PublicSourceOut:
    entry = profile.sources[name]
    return PublicSourceOut(
        name=name,
        title=entry.title,
        data_from=entry.data_from,
        kinds=sorted(entry.kinds),
        collected=entry.collected,
        pilot=entry.pilot,
        used_for=used_for(profile, name),
    )


def _role_out(profile: Profile, name: str) -> PublicRoleOut:
    rule = next(rule for role, rule in profile.role_rules.items() if role == name)
    return PublicRoleOut(
        name=name,
        title=rule.title,
        reaches=REACHED[rule.reach],
        sections=sorted(rule.sections & profile.sections),
        may_look_for=sorted(profile.access_purposes[each].title for each in rule.purposes),
        training_required=rule.training_required,
    )
