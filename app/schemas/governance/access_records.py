"""Access records: who looked at me."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from app.access.vocabulary import Audited, Reach, Role, SectionName
from app.actions.governance.requests import ANSWERING
from app.ids import AccessId, StaffId
from app.profiles.model import Profile
from app.schemas.base import Out, shown_as
from app.schemas.made_up import ACCESS, TUTOR, TUTOR_NAME
from app.store.governance.access_records import AccessRecord, Viewer
from app.wire.export_datasets import DATASETS, DatasetName

SECTION_WORDS = {
    Audited.STUDENT: "your registration",
    Audited.CONSENT: "your consent",
    Audited.ENGAGEMENT: "your engagement",
    Audited.GRADES: "your marks",
    Audited.EMPLOYABILITY: "your careers activity",
    Audited.ATTENDANCE: "your attendance",
    Audited.MEETINGS: "your meetings",
    Audited.NOTES: "your meeting notes",
    Audited.SIGNALS: "changes in your engagement",
    Audited.SUPPORT: "the support that you were offered",
    Audited.CONTACT_DETAILS: "your contact details",
    Audited.VISA: "the gaps in your engagement that count for your visa",
    Audited.REMARKS: "what you say the data miss",
    Audited.CORRECTIONS: "what you said is wrong",
    Audited.REQUESTS: "what you asked of your data",
    Audited.EXPECTATION: "what became of earlier students with such a record",
}
REACH_WORDS = {
    Reach.TUTORSHIP: "is your tutor today",
    Reach.GRANT: "was granted access to a group of students that you belong to",
    Reach.TEACHING: "teaches a module that you take",
    Reach.ASSIGNMENT: "belongs to a team that your case was handed to",
}
OWN_PURPOSES = {ANSWERING: "to answer you"}
"""Words for purposes that nobody states: a duty says why."""
_ACCESS_RECORD = {
    "access_id": ACCESS,
    "seen_at": "2018-11-19T14:02:11Z",
    "staff_name": TUTOR_NAME,
    "role": "personal_tutor",
    "sections": ["engagement"],
    "purpose": "tutoring",
    "outcome": "seen",
    "said": f"{TUTOR_NAME}, your personal tutor, looked at your engagement to tutor you.",
}
_VIEWER = {
    "staff_id": TUTOR,
    "staff_name": TUTOR_NAME,
    "role": "personal_tutor",
    "role_title": "Personal tutor",
    "reach": "tutorship",
    "sections": ["attendance", "employability", "engagement", "grades", "meetings"],
    "said": f"{TUTOR_NAME}, your personal tutor, could look: this person {REACH_WORDS[Reach.TUTORSHIP]}.",
}


class AccessRecordOut(Out):
    access_id: AccessId
    """The record's id."""
    seen_at: datetime
    """When it was."""
    staff_name: str
    """Who looked, or received what another system took out."""
    role: str
    """The role that opened what was looked at; empty for another system."""
    sections: list[Audited]
    """What the look was at."""
    purpose: str
    """The purpose that was stated."""
    outcome: Literal["seen", "refused", "exported"]
    """`seen`: it was shown. `refused`: it was asked for in vain. `exported`: another system took it out."""
    said: str
    """The whole entry as a sentence, for the student to read."""


class AccessRecordsOut(Out):
    model_config = shown_as({"items": [_ACCESS_RECORD], "next_cursor": None})

    items: list[AccessRecordOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class ViewerOut(Out):
    staff_id: StaffId
    """Who could look."""
    staff_name: str
    """Their name."""
    role: str
    """The role by which they could."""
    role_title: str
    """What the institution calls the role."""
    reach: Reach
    """How the role reaches the student: by tutorship, grant, teaching or assignment."""
    sections: list[SectionName]
    """What of the student's record they could look at: what the role opens, and the institution has.

    Without what the student's right to restriction closes."""
    said: str
    """The whole entry as a sentence, for the student to read."""


class ViewersOut(Out):
    model_config = shown_as({"items": [_VIEWER]})

    items: list[ViewerOut]
    """The closest to the student first."""


def access_record_out(record: AccessRecord, profile: Profile) -> AccessRecordOut:
    return AccessRecordOut.model_validate(
        {
            "access_id": record.access_id,
            "seen_at": record.seen_at,
            "staff_name": record.staff_name,
            "role": record.role,
            "sections": _sections(record),
            "purpose": record.purpose,
            "outcome": record.outcome,
            "said": _in_words(record, profile) if record.dataset is None else _taken_out(record, profile),
        }
    )


def viewer_out(viewer: Viewer, sections: Collection[SectionName], profile: Profile) -> ViewerOut:
    role = Role(viewer.role)
    rule = profile.role_rules[role]
    return ViewerOut(
        staff_id=viewer.staff_id,
        staff_name=viewer.staff_name,
        role=role,
        role_title=rule.title,
        reach=rule.reach,
        sections=sorted(sections),
        said=f"{viewer.staff_name}, {_role_words(profile, role)}, could look:"
        f" this person {REACH_WORDS[rule.reach]}.",
    )


def _role_words(profile: Profile, role: Role) -> str:
    """What the student calls somebody in this role; roles that the profile no longer has keep their name."""
    entry = profile.roles.get(role)
    return entry.words if entry else role


def _in_words(record: AccessRecord, profile: Profile) -> str:
    what = _joined([SECTION_WORDS[Audited(section)] for section in record.sections]) or "what may be shown"
    purpose = profile.access_purposes.get(record.purpose)
    why = (
        purpose.words if purpose else OWN_PURPOSES.get(record.purpose, f"for the purpose “{record.purpose}”")
    )
    verb = "looked at" if record.outcome == "seen" else "wanted to look at"
    refused = "" if record.outcome == "seen" else "; that was refused"
    who = f"{record.staff_name}, {_role_words(profile, Role(record.role))},"
    return f"{who} {verb} {what} {why}{refused}."


def _sections(record: AccessRecord) -> Sequence[str]:
    return record.sections if record.dataset is None else [DATASETS[DatasetName(record.dataset)].shows]


def _taken_out(record: AccessRecord, profile: Profile) -> str:
    (what,) = _sections(record)
    known = profile.exports.purposes.get(record.purpose) if profile.exports is not None else None
    why = known.words if known else f"for the purpose “{record.purpose}”"
    return (
        f"{record.staff_name} received {SECTION_WORDS[Audited(what)]} of {record.first_day} to"
        f" {record.last_day}, {why}."
    )


def _joined(words: list[str]) -> str:
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
