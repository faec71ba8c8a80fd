"""The outline of a data protection impact assessment, filled from what the service knows of itself."""

from collections.abc import Iterator

from app.actions.governance.public_record import PublicInstitution
from app.rights.dpia import RISKS, TO_JUDGE, TO_SIGN
from app.rights.page import PagePart, in_words, render
from app.schemas.governance.about import AboutOut, about_out
from app.schemas.governance.processing_register import ProcessingRegisterOut, processing_register_out

_EMPTY = " "
INTRODUCTION = (
    "An outline, filled from how the service is set up. People fill in what stands in brackets or is empty.",
    "Its steps are those of the ICO's template.",
)


def dpia_page(public: PublicInstitution) -> str:
    """The whole page."""
    about, register = about_out(public), processing_register_out(public)
    facts = {
        "Controller": register.controller,
        "Service": register.service,
        "Reference": register.dpia_reference,
        "Data protection officer": f"{register.protection_officer}, {register.protection_contact}",
        "Day of this outline": public.today.isoformat(),
        "Next review": str(register.next_review or TO_JUDGE),
    }
    title = f"{about.service}: assessment of the data protection impact"
    return render(title, facts, INTRODUCTION, list(_parts(about, register)))


def _parts(about: AboutOut, register: ProcessingRegisterOut) -> Iterator[PagePart]:
    yield PagePart("need", "1. Why an assessment is needed", [{"why": each} for each in _needs(about)])
    yield PagePart("nature", "2. Nature: what is collected, from where, how it is used", _sources(about))
    scope = [
        {
            "data": each.activity,
            "individuals": each.individuals,
            "recipients": each.recipients,
            "kept": each.kept,
        }
        for each in register.items
    ]
    yield PagePart("scope", "2. Scope: which data, whose, who receives them, for how long", scope)
    context = [
        {"role": each.title, "reaches": each.reaches, "sections": _words(each.sections)}
        for each in about.roles
    ]
    yield PagePart("context", "2. Context: who stands how to whom", context)
    purposes = [{"purpose": each.title, "covers": _words(each.covers)} for each in about.purposes]
    yield PagePart("purposes", "2. Purposes", purposes)
    yield PagePart("consultation", "3. Consultation", _consultation(register))
    necessity = [
        {
            "purpose": each.title,
            "basis": in_words(each.basis),
            "why it holds": each.reason or "Consent is asked for.",
            "why it is needed, and nothing less would do": TO_JUDGE,
        }
        for each in about.purposes
    ]
    yield PagePart("necessity", "4. Necessity and proportionality", necessity)
    impact = [
        {
            "what may happen to people": each.risk,
            "likelihood": TO_JUDGE,
            "severity": TO_JUDGE,
            "measures in the service": list(each.measures),
            "further measures": _EMPTY,
            "remaining": TO_JUDGE,
        }
        for each in RISKS
    ]
    yield PagePart("impact", "5 and 6. Risks of the processing to people, and measures", impact)
    signed = [{"item": each, "name and office": _EMPTY, "date": _EMPTY, "notes": _EMPTY} for each in TO_SIGN]
    yield PagePart("sign-off", "7. Sign-off", signed)


def _needs(about: AboutOut) -> list[str]:
    refused = ", ".join(
        each.title for each in about.reasons_to_look if not (each.allowed or each.marked_modules)
    )
    needs = ["Data of several systems about students are brought together, regularly and for all of them."]
    if any(each.used_for for each in about.sources):
        needs.append("What students do is worked into figures by which staff may offer them support.")
    return [*needs, f"Never for: {refused}."] if refused else needs


def _sources(about: AboutOut) -> list[dict[str, object]]:
    return [
        {"source": each.title, "from": each.data_from, "what": _words(each.kinds), "used for": each.used_for}
        for each in about.sources
        if each.collected
    ]


def _words(names: list[str]) -> list[str]:
    return [in_words(each) for each in names]


def _consultation(register: ProcessingRegisterOut) -> list[dict[str, str]]:
    asked = ["Students and their union", "Staff who use the service", register.protection_officer]
    return [{"with": each, "when": _EMPTY, "what they said": _EMPTY} for each in asked]
