"""The processing register: who does what with whose data, why, for how long, and how it is kept safe."""

from datetime import date
from typing import Any

from app.actions.governance.processing_register import SECURITY, Processing, register_of
from app.actions.governance.public_record import PublicInstitution
from app.consent.gate import LegalBasis
from app.retention.rules import Action, Category
from app.rights.page import PagePart, in_words, render
from app.schemas.base import Out, shown_as
from app.schemas.governance import governance_parts
from app.schemas.governance.public_governance import (
    GOVERNANCE,
    INACCURACY,
    PublicGovernanceOut,
    PublicInaccuracyOut,
    public_governance_out,
    public_inaccuracies_out,
)

_ACTIVITY = {
    "category": "attendance",
    "activity": "Attendance",
    "purpose": "Learning analytics",
    "basis": "public_task",
    "reason": "Education is the university's task in the public interest.",
    "individuals": ["Students"],
    "data": ["Attendance", "Exemptions"],
    "sources": ["The institution's student records and registers"],
    "recipients": ["The student", "Tutor"],
    "kept": "1 year after the end of the academic year",
    "action": "delete",
    "owner": "Learning Enhancement and Development (LEaD)",
    "contact": "LEaD",
}
_REGISTER = {
    "controller": "University of Somewhere",
    "controller_contact": "The student office",
    "joint_controllers": [],
    "protection_officer": "The Data Protection Officer",
    "protection_contact": "The Data Protection Office",
    "service": "Learning analytics",
    "transfers": "None: the data stay in the United Kingdom.",
    "safeguards": "Not needed: nothing is transferred to a third country.",
    "security": ["Changes are on record."],
    "dpia_reference": "DPIA-1",
    "last_reviewed": "2025-08-01",
    "next_review": "2026-08-01",
    "items": [_ACTIVITY],
    "governance": GOVERNANCE,
    "known_inaccuracies": [INACCURACY],
}


class ProcessingOut(Out):
    category: Category
    """The kind of data."""
    activity: str
    """What is processed, in words."""
    purpose: str
    """What for."""
    basis: LegalBasis
    """What that rests on."""
    reason: str
    """Why it does; empty where consent is asked for, or the law asks for it."""
    individuals: list[str]
    """Whose data."""
    data: list[str]
    """Which data: the parts that the service keeps."""
    sources: list[str]
    """Where they come from."""
    recipients: list[str]
    """Who receives them: roles and groups."""
    kept: str
    """For how long, in words."""
    action: Action
    """What becomes of them then."""
    owner: str
    """The person or group responsible."""
    contact: str
    """Whom to ask about it."""


class ProcessingRegisterOut(Out):
    model_config = shown_as(_REGISTER)

    controller: str
    """Who decides why and how data are processed: the institution."""
    controller_contact: str
    """Whom to ask there."""
    joint_controllers: list[str]
    """Whoever decides with it."""
    protection_officer: str
    """Who the data protection officer is, by office."""
    protection_contact: str
    """How they are reached."""
    service: str
    """What the institution calls the service."""
    transfers: str
    """Whether data go to a third country."""
    safeguards: str
    """What keeps them safe there."""
    security: list[str]
    """What is done to keep them safe at all."""
    dpia_reference: str
    """Which assessment of the data protection impact there is."""
    last_reviewed: date | None
    """When this was last reviewed; null: it has not been."""
    next_review: date | None
    """When it will be."""
    items: list[ProcessingOut]
    """One entry for each kind of data."""
    governance: PublicGovernanceOut | None
    """Sources that a body of the institution approves, and reviews; null: nobody has to approve one."""
    known_inaccuracies: list[PublicInaccuracyOut]
    """What is known to be wrong with the data, until it is corrected."""


def processing_register_out(public: PublicInstitution) -> ProcessingRegisterOut:
    profile = public.profile
    entry = profile.processing_register
    return ProcessingRegisterOut(
        controller=public.institution.name,
        controller_contact=entry.contact,
        joint_controllers=list(entry.joint_controllers),
        protection_officer=entry.protection_officer,
        protection_contact=entry.protection_contact,
        service=profile.title,
        transfers=entry.transfers,
        safeguards=entry.safeguards,
        security=[*SECURITY, *entry.security],
        dpia_reference=entry.dpia_reference,
        last_reviewed=entry.last_reviewed,
        next_review=entry.next_review,
        items=[_processing_out(each) for each in register_of(profile, public.governed.held)],
        governance=public_governance_out(public.governed),
        known_inaccuracies=public_inaccuracies_out(public.governed),
    )


def _processing_out(each: Processing) -> ProcessingOut:
    return ProcessingOut(**{name: getattr(each, name) for name in ProcessingOut.model_fields})


_FIRST = ("controller", "controller_contact", "joint_controllers", "protection_officer", "protection_contact")
_OF_ENTRY = (
    "activity", "purpose", "individuals", "data", "recipients",
)  # fmt: skip
_AFTER = ("transfers", "safeguards")
_LAST = ("kept", "action")
_BEYOND = ("basis", "reason", "sources", "owner", "contact")
_END = ("dpia_reference", "last_reviewed", "next_review")
COLUMNS = (
    *_FIRST, "entry", *_OF_ENTRY, *_AFTER, *_LAST, "security", *_BEYOND, *_END, *governance_parts.COLUMNS,
)  # fmt: skip
"""In the order of Article 30(1), and then what is asked for besides."""
_OF_HEAD = frozenset({*_FIRST, *_AFTER, "security", *_END})


def register_rows(register: ProcessingRegisterOut) -> list[list[Any]]:
    """The register as the rows of a table: everything in each of them, lists in one cell.

    `entry` says what a row is: a `processing` of a kind of data; a `source`, the `service` or a
    `known_inaccuracy` beside them.
    """
    head = register.model_dump(mode="json", include=set(_OF_HEAD))
    entries = [{"entry": "processing"} | each.model_dump(mode="json") for each in register.items]
    entries += governance_parts.rows_of(register.governance, register.known_inaccuracies)
    return [[_cell((head | each).get(name)) for name in COLUMNS] for each in entries]


def _cell(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    return "; ".join(value) if isinstance(value, list) else value


def register_page(register: ProcessingRegisterOut) -> str:
    """The register to read and print: each kind of data is a part of its own, as wide as a sheet."""
    head = register.model_dump(mode="json", exclude={"items", "security", "governance", "known_inaccuracies"})
    facts = {_TITLES.get(name) or in_words(name): _cell(value) or "None" for name, value in head.items()}
    measures = [{"measure": each} for each in register.security]
    return render(
        f"{register.controller}: record of processing activities",
        facts,
        [],
        [
            *map(_part, register.items),
            *governance_parts.parts_of(register.governance, register.known_inaccuracies),
            PagePart("security", "How data are kept safe", measures),
        ],
    )


_TITLES = {
    "protection_officer": "Data protection officer",
    "protection_contact": "How the officer is reached",
    "dpia_reference": "Data protection impact assessment",
}
_CODED = {"basis", "action"}
"""Fields that hold words of the data."""


def _part(entry: ProcessingOut) -> PagePart:
    said = entry.model_dump(mode="json", exclude={"category", "activity"})
    rows = [
        {"field": in_words(name), "entry": in_words(value) if name in _CODED else _cell(value)}
        for name, value in said.items()
        if value
    ]
    return PagePart(entry.category, entry.activity, rows)
