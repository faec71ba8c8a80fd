"""Corrections: what students say is wrong in their record, and the queues of those who decide."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.actions.context import Context
from app.actions.governance import corrections as actions
from app.errors import (
    Conflict,
    ConsentRequired,
    Forbidden,
    NotCollected,
    NotFound,
    NotOffered,
    OutOfScope,
    Unauthenticated,
)
from app.http import cursors
from app.http.deps import ActingUser, AnyUser, OwnRecord
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.ids import CorrectionId
from app.schemas.governance.corrections import (
    CorrectionDecisionIn,
    CorrectionIn,
    CorrectionOut,
    CorrectionsOut,
    CorrectionsToldOut,
    QueuedCorrectionOut,
    QueuedCorrectionsOut,
    about_of,
    correction_out,
    queued_correction_out,
    value_of,
)
from app.store.governance import corrections
from app.store.governance.corrections import Correction
from app.store.record.exam_periods import hiding

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["rights"],
    responses=describe(Unauthenticated, Forbidden),
)

CorrectionPath = Annotated[CorrectionId, Path(description="The correction's id.")]
MINE = "/students/{student_id}/corrections"


def _marks_hidden(context: Context) -> bool:
    return hiding(context.institution.exam_periods, context.today) is not None


@router.get(MINE, summary="What I said is wrong", responses=describe(NotFound))
async def list_corrections_of_student(context: AnyUser, student_id: OwnRecord) -> CorrectionsOut:
    """Everything that the student challenged, and what was decided on it."""
    found, hidden = await corrections.list_for(context.transaction, student_id), _marks_hidden(context)
    return CorrectionsOut(
        items=[correction_out(each, context.profile, marks_hidden=hidden) for each in found]
    )


@router.post(
    MINE,
    summary="Say that something is wrong",
    status_code=201,
    responses=describe(Forbidden, NotFound, NotCollected, NotOffered, ConsentRequired, OutOfScope, Conflict),
)
async def record_correction_of_student(
    request: Request, response: Response, context: AnyUser, student_id: OwnRecord, said: CorrectionIn
) -> CorrectionOut:
    """Challenge an attendance record, a mark, or what a source counted on a day.

    Until somebody decides, the figure is shown as disputed to everybody who sees it.
    """
    about, should_be = about_of(said), value_of(said.kind, said.should_be, "/body/should_be")
    asked = await actions.ask_correction(context, student_id, about, should_be, said.what_is_wrong)
    set_location(
        request,
        response,
        "read_correction_of_student",
        student_id=student_id,
        correction_id=asked.correction_id,
    )
    return correction_out(asked, context.profile, marks_hidden=_marks_hidden(context))


@router.get(MINE + "/{correction_id}", summary="One thing I said is wrong", responses=describe(NotFound))
async def read_correction_of_student(
    context: AnyUser, student_id: OwnRecord, correction_id: CorrectionPath
) -> CorrectionOut:
    """Where it stands; once accepted, what the record said and says, and who had looked at it."""
    found = await actions.get_for(context, student_id, correction_id)
    return correction_out(found, context.profile, marks_hidden=_marks_hidden(context))


@router.get("/corrections", summary="Corrections that wait for my decision")
async def list_corrections(
    request: Request,
    response: Response,
    context: AnyUser,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> QueuedCorrectionsOut:
    """Those without a decision, oldest first: of students whom the asker sees in a role that owns such data.

    Whoever answers requests sees all of them, and needs no purpose. The look is on the students' records.
    """
    after = cursors.decode_moment_from_first(cursor)
    found = await actions.list_queue(context, purpose, after=(after[0], CorrectionId(after[1])), limit=limit)
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.asked_at, each.correction_id),
    )
    hidden = _marks_hidden(context)
    return QueuedCorrectionsOut(
        items=[queued_correction_out(each, context.profile, marks_hidden=hidden) for each in page],
        next_cursor=more,
    )


@router.post(
    "/corrections/{correction_id}/decision",
    summary="Decide on a correction",
    responses=describe(NotFound, Conflict),
)
async def decide_correction(
    context: ActingUser,
    correction_id: CorrectionPath,
    decision: CorrectionDecisionIn,
    purpose: StatedPurpose = None,
) -> QueuedCorrectionOut:
    """Change the record, or refuse to, with a reason that the student reads.

    Accepted, the old value stays on the correction, and stays out: its source may deliver it again in vain.
    What rests on it is computed again. Whoever had looked at it is listed, and shown the correction.
    """
    value = decision.corrected
    corrected = None if value is None else partial(value_of, said=value, pointer="/body/corrected")
    decided = await actions.decide_correction(
        context, correction_id, decision.decision, decision.reason, corrected, purpose
    )
    return queued_correction_out(decided, context.profile, marks_hidden=_marks_hidden(context))


@router.get("/me/corrections", summary="What was corrected of what I looked at")
async def list_corrections_told(
    request: Request,
    response: Response,
    context: AnyUser,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> CorrectionsToldOut:
    """For staff: accepted corrections of what they had looked at before, the latest first."""
    moment, correction_id = cursors.decode_moment(cursor)
    found = await actions.list_told(context, before=(moment, CorrectionId(correction_id)), limit=limit + 1)
    page, more = cursors.page(request, response, found, limit, _by_decision)
    hidden = _marks_hidden(context)
    return CorrectionsToldOut(
        items=[queued_correction_out(each, context.profile, marks_hidden=hidden) for each in page],
        next_cursor=more,
    )


def _by_decision(correction: Correction) -> str:
    assert correction.decided_at is not None
    return cursors.encode_moment(correction.decided_at, correction.correction_id)
