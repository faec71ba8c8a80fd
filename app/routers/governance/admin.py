"""Administration: the service's own settings; by being admin, nobody sees a student's data."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.actions.governance import administer
from app.actions.activity.record_outage import record_outage, remove_outage
from app.errors import Conflict, Forbidden, NotFound, PreconditionFailed, Unauthenticated
from app.ids import AuditEntryId, ExamPeriodId, OutageId, ScoringModelId
from app.http import cursors
from app.http.deps import Administering, service_of
from app.http.locations import made_at
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.idempotency import RepeatableWrites
from app.schemas.governance.admin import (
    AuditEntriesOut,
    ExamPeriodIn,
    ExamPeriodOut,
    ExamPeriodsOut,
    OrgUnitIn,
    OrgUnitOut,
    OrgUnitsOut,
    OutageIn,
    OutageOut,
    OutagesOut,
    ScoringModelIn,
    SettingsIn,
    SettingsOut,
    TutorshipEndIn,
    TutorshipIn,
    TutorshipsOut,
    audit_entry_out,
    exam_period_out,
    org_unit_out,
    outage_out,
    tutorships_out,
)
from app.schemas.base import Name
from app.schemas.engagement.scoring_models import ScoringModelOut, scoring_model_out
from app.store.governance import audit
from app.store.record import exam_periods
from app.store import institutions
from app.store.people import org_units, tutorships
from app.store.activity.events import outages
from app.store.engagement import scoring_models

router = APIRouter(
    route_class=RepeatableWrites,
    prefix="/admin",
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("/org-units", summary="The institution's tree")
async def list_org_units(admin: Administering) -> OrgUnitsOut:
    """Every org unit with its parent, by code."""
    found = await org_units.list_all(admin.session, admin.institution.institution_id)
    return OrgUnitsOut(items=[org_unit_out(each) for each in found])


@router.put("/org-units/{code}", summary="Make or change an org unit")
async def record_org_unit(
    admin: Administering,
    code: Annotated[Name, Path(description="The institution's own code.", examples=["CLES"])],
    unit: OrgUnitIn,
) -> OrgUnitOut:
    """The org unit with that code, under its parent."""
    changed = await administer.record_org_unit(admin, code, unit.name, unit.kind, unit.parent)
    return org_unit_out(changed)


@router.get("/tutorships", summary="A student's tutorships", responses=describe(NotFound))
async def list_tutorships(admin: Administering, student_number: Annotated[Name, Query()]) -> TutorshipsOut:
    """Who is and was the personal tutor of the student with that number, latest first."""
    student_id = await tutorships.find_student(admin.session, student_number)
    return tutorships_out(student_number, await tutorships.list_for(admin.session, student_id))


@router.post(
    "/tutorships",
    summary="Begin a tutorship",
    status_code=201,
    responses=describe(NotFound, Conflict),
)
async def record_tutorship(
    request: Request, response: Response, admin: Administering, tutorship: TutorshipIn
) -> TutorshipsOut:
    """Make somebody the student's personal tutor from that day on."""
    found = await administer.begin_tutorship(
        admin, tutorship.student_number, tutorship.staff_number, tutorship.starts_on
    )
    made_at(request, response, "list_tutorships", {"student_number": tutorship.student_number})
    return tutorships_out(tutorship.student_number, found)


@router.post("/tutorships/endings", summary="End a tutorship", responses=describe(NotFound))
async def record_tutorship_end(admin: Administering, ending: TutorshipEndIn) -> TutorshipsOut:
    """From `ends_before` on the tutor sees the student no more; today, and it is at once."""
    found = await administer.end_tutorship(
        admin, ending.student_number, ending.staff_number, ending.starts_on, ending.ends_before
    )
    return tutorships_out(ending.student_number, found)


@router.get("/exam-periods", summary="Exam periods")
async def list_exam_periods(admin: Administering) -> ExamPeriodsOut:
    """The periods in which every mark is hidden, latest first."""
    found = await exam_periods.list_all(admin.session, admin.institution.institution_id)
    return ExamPeriodsOut(items=[exam_period_out(each) for each in found])


@router.post("/exam-periods", summary="Make an exam period", status_code=201)
async def record_exam_period(
    request: Request, response: Response, admin: Administering, period: ExamPeriodIn
) -> ExamPeriodOut:
    """Hide every mark from everyone, from `starts_on` until `ends_before`."""
    made = await administer.record_exam_period(admin, period.title, period.starts_on, period.ends_before)
    made_at(request, response, "read_exam_period", exam_period_id=made.exam_period_id)
    return exam_period_out(made)


@router.get("/exam-periods/{exam_period_id}", summary="One exam period", responses=describe(NotFound))
async def read_exam_period(
    admin: Administering, exam_period_id: Annotated[ExamPeriodId, Path()]
) -> ExamPeriodOut:
    """From when until when it hides marks."""
    mine = admin.institution.institution_id
    return exam_period_out(await exam_periods.get(admin.session, mine, exam_period_id))


@router.delete(
    "/exam-periods/{exam_period_id}",
    summary="Remove an exam period",
    status_code=204,
    responses=describe(NotFound),
)
async def remove_exam_period(admin: Administering, exam_period_id: Annotated[ExamPeriodId, Path()]) -> None:
    """Its days hide marks no more."""
    await administer.remove_exam_period(admin, exam_period_id)


@router.get("/outages", summary="Recorded outages of sources")
async def list_outages(admin: Administering) -> OutagesOut:
    """Earliest first."""
    found = await outages.list_between(admin.session, admin.institution.institution_id, date.min, date.max)
    return OutagesOut(items=[outage_out(each) for each in found])


@router.post("/outages", summary="Record an outage of a source", status_code=201)
async def record_source_outage(
    request: Request, response: Response, admin: Administering, outage: OutageIn
) -> OutageOut:
    """Its days are missing, not zero, in every score that looks at them; those are computed anew."""
    made = await record_outage(admin, outage.source, outage.starts_on, outage.ends_before, outage.note)
    made_at(request, response, "read_source_outage", outage_id=made.outage_id)
    return outage_out(made)


@router.get("/outages/{outage_id}", summary="One outage of a source", responses=describe(NotFound))
async def read_source_outage(admin: Administering, outage_id: Annotated[OutageId, Path()]) -> OutageOut:
    """When the source was down, and why."""
    return outage_out(await outages.get(admin.session, admin.institution.institution_id, outage_id))


@router.delete(
    "/outages/{outage_id}", summary="Take back an outage", status_code=204, responses=describe(NotFound)
)
async def remove_source_outage(admin: Administering, outage_id: Annotated[OutageId, Path()]) -> None:
    """Its days count again."""
    await remove_outage(admin, outage_id)


@router.post("/scoring-models", summary="Draft a scoring model", status_code=201)
async def record_scoring_model(
    request: Request, response: Response, admin: Administering, model: ScoringModelIn
) -> ScoringModelOut:
    """A new version for an academic year; nothing is computed with it before it is published."""
    drafted = await administer.draft_model(admin, model.academic_year, model.coefficients, model.note)
    colleges = await scoring_models.colleges(admin.session, admin.institution.institution_id)
    made_at(request, response, "read_scoring_model", scoring_model_id=drafted.model.scoring_model_id)
    return scoring_model_out(drafted, colleges, admin.profile.scored)


@router.get(
    "/scoring-models/{scoring_model_id}",
    summary="One scoring model, drafts too",
    responses=describe(NotFound),
)
async def read_scoring_model(
    admin: Administering, scoring_model_id: Annotated[ScoringModelId, Path()]
) -> ScoringModelOut:
    """The coefficients of a draft, or of a model that is or was in force."""
    mine = admin.institution.institution_id
    read = await scoring_models.get(admin.session, mine, scoring_model_id)
    colleges = await scoring_models.colleges(admin.session, mine)
    return scoring_model_out(read, colleges, admin.profile.scored)


@router.post(
    "/scoring-models/{scoring_model_id}/publication",
    summary="Put a scoring model in force",
    responses=describe(NotFound, Conflict),
)
async def record_publication(
    admin: Administering, scoring_model_id: Annotated[ScoringModelId, Path()]
) -> ScoringModelOut:
    """Publish a complete draft for its academic year; the model before it is superseded."""
    published = await administer.publish_model(admin, scoring_model_id)
    colleges = await scoring_models.colleges(admin.session, admin.institution.institution_id)
    return scoring_model_out(published, colleges, admin.profile.scored)


@router.get("/settings", summary="What is set differently from the profile")
async def read_settings(admin: Administering) -> SettingsOut:
    """The institution's own entries."""
    return SettingsOut(profile=admin.institution.profile, settings=admin.institution.settings)


@router.put(
    "/settings",
    summary="Set entries differently from the profile",
    responses=describe(PreconditionFailed),
)
async def record_settings(
    request: Request, admin: Administering, settings: SettingsIn, seen: IfMatch
) -> SettingsOut:
    """Replace the institution's own entries; what is left out is the profile's again."""
    shelf = service_of(request).profile_of
    current = await institutions.hold_settings(admin.session, admin.institution.institution_id)
    seen.check(SettingsOut(profile=admin.institution.profile, settings=current))
    changed = await administer.change_settings(admin, settings.settings, shelf)
    return SettingsOut(profile=admin.institution.profile, settings=changed)


@router.get("/audit-entries", summary="What was changed, by whom")
async def list_audit_entries(
    request: Request,
    response: Response,
    admin: Administering,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> AuditEntriesOut:
    """Every change made here, and every note the information desk removed, latest first."""
    before = cursors.decode_moment(cursor)
    found = await audit.list_latest(
        admin.session,
        admin.institution.institution_id,
        before=None if before is None else (before[0], AuditEntryId(before[1])),
        limit=limit + 1,
    )
    shown = found[:limit]
    more = None
    if len(found) > limit:
        more = cursors.encode_moment(shown[-1].changed_at, shown[-1].entry_id)
    cursors.next_link(request, response, more)
    return AuditEntriesOut(items=[audit_entry_out(each) for each in shown], next_cursor=more)
