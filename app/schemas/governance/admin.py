"""Administration."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from app.ids import AuditEntryId, ExamPeriodId, OrgUnitId, OutageId, StaffId
from app.schemas.base import Day, In, Name, Out, Whole
from app.schemas.engagement.scoring_models import Coefficients
from app.store.governance.audit import AuditEntry
from app.store.record.exam_periods import ExamPeriod
from app.store.people.org_units import OrgUnit
from app.store.activity.outages import Outage
from app.store.people.tutorships import Tutorship


class OrgUnitIn(In):
    name: Name
    kind: Literal["college", "unit"] = "unit"
    parent: Name | None = Field(default=None, description="The code of the org unit above it.")


class OrgUnitOut(Out):
    org_unit_id: OrgUnitId
    code: str
    name: str
    kind: Literal["college", "unit"]
    parent: str | None


class OrgUnitsOut(Out):
    items: list[OrgUnitOut]


class TutorshipIn(In):
    student_number: Name
    staff_number: Name
    starts_on: Day


class TutorshipEndIn(TutorshipIn):
    ends_before: Day | None = Field(
        description="The first day on which the tutor sees the student no more; null: it goes on after all."
    )


class TutorshipOut(Out):
    staff_id: StaffId
    staff_number: str
    staff_name: str
    starts_on: date
    ends_before: date | None


class TutorshipsOut(Out):
    student_number: str
    items: list[TutorshipOut]


class ExamPeriodIn(In):
    title: Name
    starts_on: Day
    ends_before: Day = Field(description="The first day on which marks are shown again.")


class ExamPeriodOut(Out):
    exam_period_id: ExamPeriodId
    title: str
    starts_on: date
    ends_before: date


class ExamPeriodsOut(Out):
    items: list[ExamPeriodOut]


class OutageIn(In):
    source: Name
    starts_on: Day = Field(ge=date(1990, 1, 1), le=date(2200, 1, 1))
    ends_before: Day = Field(
        ge=date(1990, 1, 1), le=date(2200, 1, 1), description="The first day on which it was up again."
    )
    note: Name = Field(description="What happened, in words that students may read.")


class OutageOut(Out):
    outage_id: OutageId
    source: str
    starts_on: date
    ends_before: date
    note: str


class OutagesOut(Out):
    items: list[OutageOut]


class ScoringModelIn(In):
    academic_year: Whole = Field(ge=1990, le=2200, description="The year in which it starts.")
    coefficients: Coefficients = Field(
        description="By college code, then source.",
        examples=[{"CLES": {"app": 0.068, "careers": 1.11, "vle": 0.446}}],
    )
    note: Name = Field(description="Where the coefficients come from.")


class SettingsIn(In):
    settings: dict[str, Any] = Field(
        max_length=20,
        description="Replace the profile's: access_purposes, career_stages, caveats, disclosure.",
    )


class SettingsOut(Out):
    profile: str
    settings: dict[str, Any]


class AuditEntryOut(Out):
    entry_id: AuditEntryId
    changed_at: datetime
    staff_id: StaffId
    staff_name: str
    role: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditEntriesOut(Out):
    items: list[AuditEntryOut]
    next_cursor: str | None


def org_unit_out(unit: OrgUnit) -> OrgUnitOut:
    return OrgUnitOut.model_validate(
        {
            "org_unit_id": unit.org_unit_id,
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "parent": unit.parent,
        }
    )


def tutorships_out(student_number: str, found: list[Tutorship]) -> TutorshipsOut:
    return TutorshipsOut(
        student_number=student_number,
        items=[
            TutorshipOut(
                staff_id=each.staff_id,
                staff_number=each.staff_number,
                staff_name=each.staff_name,
                starts_on=each.starts_on,
                ends_before=each.ends_before,
            )
            for each in found
        ],
    )


def exam_period_out(period: ExamPeriod) -> ExamPeriodOut:
    return ExamPeriodOut(
        exam_period_id=period.exam_period_id,
        title=period.title,
        starts_on=period.starts_on,
        ends_before=period.ends_before,
    )


def outage_out(outage: Outage) -> OutageOut:
    return OutageOut(
        outage_id=outage.outage_id,
        source=outage.source,
        starts_on=outage.starts_on,
        ends_before=outage.ends_before,
        note=outage.note,
    )


def audit_entry_out(entry: AuditEntry) -> AuditEntryOut:
    return AuditEntryOut(
        entry_id=entry.entry_id,
        changed_at=entry.changed_at,
        staff_id=entry.staff_id,
        staff_name=entry.staff_name,
        role=entry.role,
        action=entry.action,
        subject=entry.subject,
        before=entry.before,
        after=entry.after,
    )
