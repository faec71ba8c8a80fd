"""Signals: changes noticed in a student's own engagement, and how they are judged."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.engagement import read_signals as actions
from app.actions.engagement.read_signals import SIGNALS, StudentSignals
from app.errors import (
    BadRequest,
    Conflict,
    ConsentRequired,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http import cursors
from app.http.deps import Analyst, AnyUser, StaffInCharge, StudentPath, StudentsViewer
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, audited, shown, used_for
from app.ids import SignalId, StudentId
from app.schemas.engagement.signals import (
    CurrentSignalsOut,
    JudgementIn,
    SignalPageOut,
    SignalPrecisionOut,
    SignalsOut,
    SignalWithEvidenceOut,
    finding_out,
    listed_signal_out,
    precision_out,
    signal_out,
    signal_with_evidence_out,
)
from app.schemas.governance.inaccuracies import inaccuracies_seen_out
from app.schemas.record.remarks import remark_out
from app.signals.findings import SignalStatus, Verdict

router = contract_router(
    "/v1", route_class=RepeatableWrites, tags=["signals"], dependencies=[used_for(SectionName.SIGNALS)]
)

_OF_STUDENT = describe(
    Unauthenticated, Forbidden, SectionRestricted, ConsentRequired, NotFound, NotCollected, OutOfScope
)
SignalPath = Annotated[SignalId, Path(description="The signal's id.")]
OfStudent = Annotated[StudentSignals, shown(SIGNALS)]


@router.get("/students/{student_id}/signals", summary="A student's signals", responses=_OF_STUDENT)
async def list_signals_of_student(context: AnyUser, signals: OfStudent) -> SignalsOut:
    """Every change that was noticed in the student's own engagement, the latest first, closed ones included.

    No other student's data enters any of them.
    """
    return SignalsOut(
        items=[signal_out(each, context.profile) for each in signals.items],
        remarks=[remark_out(each) for each in signals.remarks],
        known_inaccuracies=inaccuracies_seen_out(signals.known_inaccuracies),
    )


@router.get(
    "/students/{student_id}/signals/current",
    summary="What each rule says now",
    responses=_OF_STUDENT,
)
async def read_current_signals(context: AnyUser, student_id: StudentPath, _: OfStudent) -> CurrentSignalsOut:
    """The nightly judgement, made now for one student, with its evidence; nothing is stored."""
    as_of, found = await actions.current_findings(context, student_id)
    return CurrentSignalsOut(as_of=as_of, items=[finding_out(each) for each in found])


@router.get(
    "/students/{student_id}/signals/{signal_id}",
    summary="A signal and its evidence",
    responses=_OF_STUDENT,
)
async def read_signal(context: AnyUser, signals: OfStudent, signal_id: SignalPath) -> SignalWithEvidenceOut:
    """What was noticed, what it rests on, whose it is, and how it was judged."""
    return signal_with_evidence_out(signals.get(signal_id), context.profile)


@router.post(
    "/students/{student_id}/signals/{signal_id}/judgement",
    summary="Judge a signal",
    responses=_OF_STUDENT | describe(BadRequest, Conflict),
)
async def record_signal_judgement(
    context: StaffInCharge,
    student_id: Annotated[StudentId, audited(Audited.SIGNALS, SectionName.SIGNALS)],
    signal_id: SignalPath,
    judgement: JudgementIn,
) -> SignalWithEvidenceOut:
    """Once, by staff in charge of the student: a concern, explained, or wrong data.

    The last two close the signal. What readers say tells how good each rule is.
    """
    judged = await actions.judge_signal(context, student_id, signal_id, judgement.judgement)
    return signal_with_evidence_out(judged, context.profile)


@router.get("/signals", summary="Signals of my students", responses=describe(Unauthenticated, Forbidden))
async def list_signals(
    request: Request,
    response: Response,
    context: StudentsViewer,
    purpose: StatedPurpose = None,
    status: Annotated[
        SignalStatus,
        Query(description="Only those that are open, or those that are closed.", examples=["open"]),
    ] = SignalStatus.OPEN,
    rule: Annotated[
        str | None,
        Query(description="Only those of this rule, by its name.", max_length=64, examples=["fall"]),
    ] = None,
    verdict: Annotated[
        Verdict | None, Query(description="Only those with this verdict.", examples=["fall"])
    ] = None,
    mine: Annotated[  # noqa: FBT002 (a query parameter)
        bool, Query(description="Only those that fall to the asker as the student's tutor.", examples=[True])
    ] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> SignalPageOut:
    """Of students in the asker's charge whose signals the asker's roles open, the latest first.

    Each look is on the student's record.
    """
    moment, signal_id = cursors.decode_moment(cursor)
    found, allowed = await actions.list_signals(
        context,
        purpose,
        status=status,
        rule=rule,
        verdict=verdict,
        mine=context.user.staff_id if mine else None,
        before=(moment, SignalId(signal_id)),
        limit=limit,
    )
    _, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.raised_at, each.signal_id)
    )
    return SignalPageOut(
        items=[listed_signal_out(each, context.profile) for each in allowed], next_cursor=more
    )


@router.get(
    "/signal-precision", summary="How good the rules are", responses=describe(Unauthenticated, Forbidden)
)
async def read_signal_precision(context: Analyst) -> SignalPrecisionOut:
    """Of the signals judged in this academic year, how many were a concern: by rule and college.

    Under the institution's disclosure control: shares of few people are withheld.
    """
    since, figures = await actions.signal_precision(context)
    return SignalPrecisionOut(since=since, items=[precision_out(each) for each in figures])
