"""Access records: who looked at me."""

from datetime import datetime
from typing import Literal

from app.access.vocabulary import Audited, Reach, Role, SectionName
from app.ids import AccessId, StaffId
from app.profiles.model import Profile
from app.schemas.base import Out
from app.store.governance.access_records import AccessRecord, Viewer

OF = {
    Audited.STUDENT: "your registration",
    Audited.CONSENT: "your consent",
    Audited.ENGAGEMENT: "your engagement",
    Audited.GRADES: "your marks",
    Audited.EMPLOYABILITY: "your careers activity",
    Audited.ATTENDANCE: "your attendance",
    Audited.MEETINGS: "your meetings",
    Audited.NOTES: "your meeting notes",
}


class AccessRecordOut(Out):
    access_id: AccessId
    seen_at: datetime
    staff_name: str
    role: str
    sections: list[Audited]
    purpose: str
    outcome: Literal["seen", "refused"]
    said: str
    """The same in plain words."""


class AccessRecordsOut(Out):
    items: list[AccessRecordOut]
    next_cursor: str | None


BECAUSE = {
    Reach.TUTORSHIP: "is your tutor today",
    Reach.GRANT: "was granted access to a group of students that you belong to",
    Reach.TEACHING: "teaches a module that you take",
    Reach.ASSIGNMENT: "belongs to a team that your case was handed to",
}


class ViewerOut(Out):
    staff_id: StaffId
    staff_name: str
    role: str
    role_title: str
    reach: Reach
    """How the role reaches the student: by tutorship, grant, teaching or assignment."""
    sections: list[SectionName]
    """What of the student's record the role opens."""
    said: str
    """The same in plain words."""


class ViewersOut(Out):
    items: list[ViewerOut]


def access_record_out(record: AccessRecord, profile: Profile) -> AccessRecordOut:
    return AccessRecordOut.model_validate(
        {
            "access_id": record.access_id,
            "seen_at": record.seen_at,
            "staff_name": record.staff_name,
            "role": record.role,
            "sections": record.sections,
            "purpose": record.purpose,
            "outcome": record.outcome,
            "said": _said(record, profile),
        }
    )


def viewer_out(viewer: Viewer, profile: Profile) -> ViewerOut:
    role = Role(viewer.role)
    rule = profile.role_rules[role]
    return ViewerOut(
        staff_id=viewer.staff_id,
        staff_name=viewer.staff_name,
        role=role,
        role_title=rule.title,
        reach=rule.reach,
        sections=sorted(rule.sections),
        said=f"{viewer.staff_name}, {_role_words(profile, role)}, could look:"
        f" this person {BECAUSE[rule.reach]}.",
    )


def _role_words(profile: Profile, role: Role) -> str:
    """What the student calls somebody in this role; roles that the profile no longer has keep their name."""
    entry = profile.roles.get(role)
    return entry.words if entry else role


def _said(record: AccessRecord, profile: Profile) -> str:
    what = _listed([OF[Audited(section)] for section in record.sections]) or "what may be shown"
    purpose = profile.access_purposes.get(record.purpose)
    why = purpose.words if purpose else f"for the purpose “{record.purpose}”"
    verb = "looked at" if record.outcome == "seen" else "wanted to look at"
    refused = "" if record.outcome == "seen" else "; that was refused"
    who = f"{record.staff_name}, {_role_words(profile, Role(record.role))},"
    return f"{who} {verb} {what} {why}{refused}."


def _listed(words: list[str]) -> str:
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
