"""Prepared messages: texts for students, which the institution's own mailer sends."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.support import prepare_messages as actions
from app.errors import (
    BadRequest,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http import cursors
from app.http.deps import AnyStaff, SelfOrInCharge, StudentsViewer
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, audited, used_for
from app.ids import PreparedMessageId, StudentId
from app.schemas.support.prepared_messages import (
    MessageTemplatesOut,
    PreparationIn,
    PreparationOut,
    PreparedMessagesOut,
    message_templates_out,
    preparation_out,
    prepared_messages_out,
)

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["prepared messages"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, SectionRestricted, NotCollected),
    dependencies=[used_for(SectionName.SUPPORT)],
)


@router.get("/message-templates", summary="The institution's templates of messages")
async def list_message_templates(context: AnyStaff) -> MessageTemplatesOut:
    """What texts for students are made of, for any member of staff."""
    return message_templates_out(actions.templates_of(context))


@router.post("/prepared-messages", summary="Prepare a message for several students")
async def record_prepared_messages(
    context: StudentsViewer, preparation: PreparationIn, purpose: StatedPurpose = None
) -> PreparationOut:
    """A text for each student who is new to the template, for the institution's own mailer.

    For a list of students, a queue of cases, or the open signals of a rule. Whoever had the template lately
    is left out and counted; of a queue or signals, so is whoever had it since that case or signal began.
    The service sends nothing, and knows nothing of what was sent. The students read what was prepared.
    """
    prepared = await actions.prepare_messages(context, preparation.template, preparation.choice(), purpose)
    return preparation_out(prepared)


@router.get(
    "/students/{student_id}/prepared-messages",
    summary="What was prepared for a student",
    responses=describe(Forbidden, SectionRestricted, OutOfScope, NotFound, NotCollected),
)
async def list_prepared_messages(
    request: Request,
    response: Response,
    context: SelfOrInCharge,
    student_id: Annotated[StudentId, audited(Audited.SUPPORT, SectionName.SUPPORT)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> PreparedMessagesOut:
    """Each text with its template, the channel, who had it prepared and when; the latest first.

    For the student, and for staff in charge of the student; teaching the student is not enough.
    """
    moment, message_id = cursors.decode_moment(cursor)
    found = await actions.list_prepared_messages(
        context, student_id, before=(moment, PreparedMessageId(message_id)), limit=limit + 1
    )
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.prepared_at, each.message_id),
    )
    return prepared_messages_out(page, more)
