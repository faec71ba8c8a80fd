"""Asking: what each kind of request says, and what an institution takes."""

from app.actions.context import Context
from app.errors import Fault, InvalidInput, NotOffered
from app.profiles.model import Profile
from app.rights.vocabulary import RequestKind
from app.store.governance.erasure_parts import ERASABLE
from app.store.governance.requests import NewRequest

IDENTITY, OTHER = "identity", "other"
"""Who the student is; and whatever is in no section of the record."""
CHALLENGED = frozenset({"attendance", "grades", "engagement"})
"""Sections whose figures are challenged one by one."""
_SAYS = {
    RequestKind.ACCESS: frozenset({"message"}),
    RequestKind.RECTIFICATION: frozenset({"about", "message"}),
    RequestKind.ERASURE: frozenset({"about", "message"}),
    RequestKind.RESTRICTION: frozenset({"about", "ground", "message"}),
    RequestKind.OBJECTION: frozenset({"purpose", "message"}),
    RequestKind.COMPLAINT: frozenset({"about", "message", "put_right"}),
}
_MUST_SAY = {
    RequestKind.RECTIFICATION: frozenset({"about", "message"}),
    RequestKind.RESTRICTION: frozenset({"ground"}),
    RequestKind.COMPLAINT: frozenset({"message"}),
}


def check_offered(context: Context, kind: RequestKind | None = None) -> None:
    """Raises NotOffered where nobody of the institution answers requests, or those of the kind, here."""
    profile = context.profile
    if not profile.answering_roles or (kind is not None and kind not in profile.requests.kinds):
        contacts = sorted({each.notice(context.today).contact for each in profile.purposes.values()})
        raise NotOffered(f"ask {' or '.join(contacts)}", contacts=contacts)


def check_asked(profile: Profile, purpose: str | None, asked: NewRequest) -> None:
    """Raises InvalidInput for what the kind does not say, or must; names the field."""
    said = asked._asdict() | {"purpose": purpose}
    says, must = _SAYS[asked.kind], _MUST_SAY.get(asked.kind, frozenset[str]())
    faults = [
        Fault(f"/body/{name}", f"must be null: of {asked.kind}, nothing is asked by it")
        for name in ("purpose", "about", "ground", "message", "put_right")
        if said[name] and name not in says
    ]
    faults += [
        Fault(f"/body/{name}", f"must be given, as the kind is {asked.kind}")
        for name in sorted(must)
        if not said[name]
    ]
    faults = faults or [*_faults_of_purpose(profile, purpose), *_faults_of_subject(profile, asked)]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)


def _faults_of_purpose(profile: Profile, purpose: str | None) -> list[Fault]:
    if purpose is None or purpose in profile.purposes:
        return []
    return [Fault("/body/purpose", f"must be one of {', '.join(sorted(profile.purposes))}")]


def _faults_of_subject(profile: Profile, asked: NewRequest) -> list[Fault]:
    """What of the data: a section of the record, what is in none, or a kind of data to erase."""
    known = {*profile.sections, IDENTITY, OTHER}
    if asked.kind is RequestKind.ERASURE:
        known |= set(ERASABLE)
    if asked.about and asked.about not in known:
        return [Fault("/body/about", f"must be one of {', '.join(sorted(known))}")]
    if asked.kind is RequestKind.RECTIFICATION and asked.about in CHALLENGED:
        where = "must be challenged at POST /v1/students/{student_id}/corrections, one figure at a time"
        return [Fault("/body/about", f"{where}; for what cannot be challenged there, say {OTHER}")]
    return []
