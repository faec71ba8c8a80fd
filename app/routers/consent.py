"""Consent: where it stands, what was decided, and deciding."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.actions.decide_consent import Choice, decide_consent
from app.actions.read_consent import list_states
from app.actions.record_access import Seen
from app.errors import Conflict, Forbidden, NotFound, NoticeSuperseded, OutOfScope, Unauthenticated
from app.routers.deps import Asker, OwnRecord, reading
from app.routers.problems import describe
from app.routers.repeats import RepeatableWrites
from app.schemas.consent import (
    ConsentsOut,
    DecisionIn,
    DecisionOut,
    DecisionsOut,
    NoticeOut,
    consent_out,
    decision_out,
    notice_out,
)
from app.schemas.model import Name
from app.store import consent
from app.store.students import StudentRecord

router = APIRouter(
    route_class=RepeatableWrites, tags=["consent"], responses=describe(Unauthenticated, Forbidden, NotFound)
)

PurposeName = Annotated[Name, Path(description="A purpose, such as learning_analytics.")]


@router.get("/purposes/{purpose}/notice", summary="A purpose's transparency notice")
async def read_notice(asking: Asker, purpose: PurposeName) -> NoticeOut:
    """What is collected, from where, why, on what basis, who sees it, and what follows from either answer."""
    if purpose not in asking.profile.purposes:
        raise NotFound("there is no such purpose")
    return notice_out(purpose, asking.profile.purposes[purpose], asking.today)


@router.get("/students/{student_id}/consents", summary="Where consent stands")
async def list_consents(
    asking: Asker,
    student: Annotated[StudentRecord, reading(Seen.CONSENT)],
    academic_year: Annotated[int | None, Query(ge=1900, le=9999)] = None,
) -> ConsentsOut:
    """The state of every purpose in an academic year (the current one unless given)."""
    year = asking.profile.academic_year(asking.today) if academic_year is None else academic_year
    states = await list_states(asking.session, asking.profile, student.student_id, year)
    return ConsentsOut(
        items=[
            consent_out(
                name,
                asking.profile.purposes[name],
                year,
                state,
                asking.profile.purposes[name].notice(asking.today).version,
            )
            for name, state in states.items()
        ]
    )


@router.get("/students/{student_id}/consents/decisions", summary="What I decided, and when")
async def list_consent_decisions(asking: Asker, student: OwnRecord) -> DecisionsOut:
    """The student's decisions, oldest first. Entries are never changed or removed."""
    decisions = await consent.list_for(asking.session, [student.student_id])
    return DecisionsOut(items=[decision_out(each) for each in decisions[student.student_id]])


@router.post(
    "/students/{student_id}/consents/{purpose}/decisions",
    summary="Decide on a purpose",
    status_code=201,
    responses=describe(Conflict, NoticeSuperseded, OutOfScope),
)
async def decide_on_purpose(
    asking: Asker, student: OwnRecord, purpose: PurposeName, decision: DecisionIn
) -> DecisionOut:
    """Give, refuse or withdraw consent, with effect at once and no consequence for anything else.

    A refusal or withdrawal deletes stored scores before this call returns, those of earlier academic
    years included; giving consent computes the year's scores from activity that was kept.
    """
    year = decision.academic_year
    choice = Choice(
        purpose=purpose,
        decision=decision.decision,
        academic_year=asking.profile.academic_year(asking.today) if year is None else year,
        notice_version=decision.notice_version,
        decided_by="student",
        channel=decision.channel,
    )
    return decision_out(await decide_consent(asking, student.student_id, choice))
