"""Comparison with the own course and year: for the student who asks for it, and for nobody else."""

from typing import Annotated

from app.actions.context import RequestContext
from app.actions.insight import comparison as actions
from app.errors import (
    BadRequest,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http.deps import OwnDecision, OwnRecord, offered
from app.http.problems import describe
from app.http.rates import Rate
from app.http.routes import contract_router
from app.schemas.insight.comparison import (
    ComparisonChoiceIn,
    ComparisonChoiceOut,
    ComparisonOut,
    comparison_choice_out,
    comparison_out,
)

router = contract_router(
    "/v1/students/{student_id}/comparison",
    tags=["comparison"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound, NotCollected, OutOfScope),
)

Compares = Annotated[RequestContext, offered("comparison", actions.NOT_OFFERED)]
ComparesFigures = Annotated[Compares, Rate.FIGURES]


@router.get(
    "",
    summary="The student's own weeks, and their fifth of course and year",
    responses=describe(Forbidden, SectionRestricted, OutOfScope),
)
async def read_comparison_of_student(context: ComparesFigures, student_id: OwnDecision) -> ComparisonOut:
    """For the student alone, and off until the student asks for it; while it is off, nothing is worked out.

    The student's own weekly means come first. Then one of five fifths of the students of the own course and
    year, of the latest complete week, from 30 students on: never a rank, never an average, never a figure
    of others. A week is compared once, with noise, so nobody can tell from it who joins, leaves or does what.
    """
    entry = context.profile.comparison
    assert entry is not None
    found = await actions.read_comparison(context, entry, student_id)
    return comparison_out(student_id, entry, found)


@router.put("/choice", summary="Switch the comparison on or off")
async def record_comparison_choice(
    context: Compares, student_id: OwnRecord, choice: ComparisonChoiceIn
) -> ComparisonChoiceOut:
    """For the student alone, for this academic year, as often as one likes. Repeating it changes nothing."""
    chosen = await actions.choose_comparison(context, student_id, compares=choice.compares)
    return comparison_choice_out(context.profile.academic_year(context.today), chosen)
