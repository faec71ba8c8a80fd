"""Access records: who looked at me."""

from datetime import datetime
from typing import Literal

from app.actions.governance.record_access import Seen
from app.ids import AccessId
from app.profiles.model import Profile
from app.schemas.base import Out
from app.store.governance.access_records import AccessRecord

AS = {
    "personal_tutor": "your personal tutor",
    "department": "staff of your department",
    "site_explorer": "staff with a charge for all students",
    "staff": "staff",
}
OF = {
    Seen.STUDENT: "your registration",
    Seen.CONSENT: "your consent",
    Seen.ENGAGEMENT: "your engagement",
    Seen.GRADES: "your marks",
    Seen.EMPLOYABILITY: "your careers activity",
    Seen.ATTENDANCE: "your attendance",
    Seen.MEETINGS: "your meetings",
    Seen.NOTES: "your meeting notes",
}


class AccessRecordOut(Out):
    access_id: AccessId
    seen_at: datetime
    staff_name: str
    role: str
    sections: list[Seen]
    purpose: str
    outcome: Literal["seen", "refused"]
    said: str
    """The same in plain words."""


class AccessRecordsOut(Out):
    items: list[AccessRecordOut]
    next_cursor: str | None


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


def _said(record: AccessRecord, profile: Profile) -> str:
    what = _listed([OF[Seen(section)] for section in record.sections]) or "what may be shown"
    purpose = profile.access_purposes.get(record.purpose)
    why = purpose.words if purpose else f"for the purpose “{record.purpose}”"
    verb = "looked at" if record.outcome == "seen" else "wanted to look at"
    refused = "" if record.outcome == "seen" else "; that was refused"
    who = f"{record.staff_name}, {AS.get(record.role, record.role)},"
    return f"{who} {verb} {what} {why}{refused}."


def _listed(words: list[str]) -> str:
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
