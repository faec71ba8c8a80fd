"""The indicator: one band of the last seven days, where the institution shows one."""

from typing import Annotated

from app.access.vocabulary import SectionName
from app.actions.context import RequestContext
from app.actions.engagement.read_indicator import INDICATOR, Indicator
from app.errors import (
    ConsentRequired,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http.deps import offered
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import shown
from app.schemas.engagement.indicators import IndicatorOut, indicator_out

router = contract_router(
    "/v1/students/{student_id}/indicator",
    tags=["engagement"],
    responses=describe(
        Unauthenticated, Forbidden, SectionRestricted, ConsentRequired, OutOfScope, NotFound, NotCollected
    ),
)

ShowsBands = Annotated[
    RequestContext, offered("indicator", "this institution shows scores, and no indicator")
]


@router.get("", summary="A student's overall indicator")
async def read_indicator(
    context: ShowsBands, indicator: Annotated[Indicator, shown(INDICATOR)]
) -> IndicatorOut:
    """The band of the last seven days, its sentence, and the score that it rests on.

    None is made of some studies, such as research and years abroad; then the reason is said.
    """
    user = context.user
    tells = user.opened is not None and SectionName.SIGNALS in user.opened.sections
    is_own = user.student_id == indicator.student_id
    return indicator_out(context.profile, indicator, tells_circumstances=tells or is_own)
