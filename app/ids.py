"""Identifiers: opaque UUIDs that the type checker keeps apart."""

from typing import NewType
from uuid import UUID

InstitutionId = NewType("InstitutionId", UUID)
OrgUnitId = NewType("OrgUnitId", UUID)
ProgrammeId = NewType("ProgrammeId", UUID)
ModuleId = NewType("ModuleId", UUID)
ModuleRunId = NewType("ModuleRunId", UUID)
StudentId = NewType("StudentId", UUID)
StaffId = NewType("StaffId", UUID)
AssessmentId = NewType("AssessmentId", UUID)
EventId = NewType("EventId", UUID)
DecisionId = NewType("DecisionId", UUID)
ScoringModelId = NewType("ScoringModelId", UUID)
SessionId = NewType("SessionId", UUID)
ExamPeriodId = NewType("ExamPeriodId", UUID)
GrantId = NewType("GrantId", UUID)
TrainingId = NewType("TrainingId", UUID)
TeamId = NewType("TeamId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
MeetingId = NewType("MeetingId", UUID)
NoteId = NewType("NoteId", UUID)
AccessId = NewType("AccessId", UUID)
AuditEntryId = NewType("AuditEntryId", UUID)
OutageId = NewType("OutageId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
CaseId = NewType("CaseId", UUID)
AttemptId = NewType("AttemptId", UUID)

IDENTIFIERS = (
    InstitutionId, OrgUnitId, ProgrammeId, ModuleId, ModuleRunId, StudentId, StaffId, AssessmentId, EventId,
    DecisionId, ScoringModelId, SessionId, ExamPeriodId, GrantId, TrainingId, TeamId, AssignmentId, MeetingId,
    NoteId, AccessId, AuditEntryId, OutageId, DeliveryId, CaseId, AttemptId,
)  # fmt: skip
