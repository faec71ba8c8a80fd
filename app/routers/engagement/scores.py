"""Engagement: daily scores, and the explanation of one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.actions import answer_at_once
from app.actions.answer_at_once import Familiar
from app.actions.engagement.read_engagement import explain_score, read_engagement
from app.actions.governance.record_access import Seen
from app.actions.remembered_answers import Made
from app.errors import (
    ConsentRequired,
    Forbidden,
    NotFound,
    OutOfScope,
    ScoringModelMissing,
    Unauthenticated,
)
from app.ids import ModuleRunId
from app.routers.at_once import Question, answered, ask, first_tried, made, path_student, plain_days, sent
from app.http.deps import Asker, Service, reading
from app.http.problems import describe
from app.http.day_ranges import Days, day_range
from app.schemas.engagement.scores import (
    EngagementOut,
    ExplanationOut,
    engagement_body,
    explanation_out,
)
from app.store import at_once
from app.store.at_once import Asked, Known
from app.store.line import Row
from app.store.people.students import StudentRecord

router = APIRouter(
    prefix="/students/{student_id}/engagement",
    tags=["engagement"],
    responses=describe(Unauthenticated, Forbidden, ConsentRequired, OutOfScope, NotFound),
)

Module = Annotated[
    ModuleRunId | None,
    Query(description="Count this module run's activity alone, in sources that know modules."),
]


SEEN = (Seen.ENGAGEMENT,)


async def _at_once(request: Request) -> Response | None:
    student_id = path_student(request)
    if student_id is None:
        return None

    def put(service: Service, asked: Asked, familiar: Familiar) -> Question | None:
        days = plain_days(request, familiar.profile.day(asked.now))
        if days is None:
            return None

        async def read() -> Row | Known | None:
            scored = familiar.scored(days.first, days.last)
            return await at_once.read_engagement(service.line, asked, student_id, scored)

        def make(said: Row) -> Made:
            facts = at_once.score_facts(student_id, familiar.consented or "", said)
            scores = answer_at_once.engagement(familiar, student_id, facts, days.first, days.last)
            return made(engagement_body(student_id, familiar.profile, None, scores))

        words = ("engagement", student_id, days.first, days.last)
        return Question(words, student_id, SEEN, read, make)

    answer = await ask(request, put)
    return None if answer is None else sent(request, answer)


@router.get("", summary="A student's daily engagement scores", response_model=EngagementOut)
@first_tried(_at_once)
async def read_engagement_scores(
    asking: Asker,
    student: Annotated[StudentRecord, reading(Seen.ENGAGEMENT)],
    days: Days,
    module_run_id: Module = None,
) -> Response:
    """The score of every day in the range, as a mean over the seven days up to it, with its caveats."""
    read = await read_engagement(
        asking, student.student_id, days.first, days.last, module_run_id=module_run_id
    )
    return answered(engagement_body(student.student_id, asking.profile, module_run_id, read))


@router.get(
    "/{day}/explanation",
    summary="How a day's score came about",
    responses=describe(ScoringModelMissing),
)
async def explain_engagement_score(
    asking: Asker,
    student: Annotated[StudentRecord, reading(Seen.ENGAGEMENT)],
    day: Annotated[date, Path(description="The institution's calendar day.")],
    module_run_id: Module = None,
) -> ExplanationOut:
    """Everything needed to recompute the score by hand: daily values, means, coefficients, model."""
    chosen = await day_range(asking, day, day)
    read = await explain_score(asking, student.student_id, chosen.last, module_run_id=module_run_id)
    return explanation_out(student.student_id, asking.profile, module_run_id, read)
