"""Classes of statements: which came, and what became of them, for administrators."""

from typing import Annotated

from fastapi import Query

from app.errors import Forbidden, Unauthenticated
from app.http.deps import Administrator
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.exchange.statement_classes import StatementClassesOut, statement_class_out
from app.store.exchange import statement_classes
from app.xapi.classes import Becomes

router = contract_router(
    "/v1/statement-classes",
    tags=["statements"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("", summary="Which classes of statements came")
async def list_statement_classes(
    context: Administrator,
    becomes: Annotated[
        Becomes | None,
        Query(description="Those of which this became; `unknown`: nobody has said what they are."),
    ] = None,
) -> StatementClassesOut:
    """How many of each, and when the last one came. Unknown ones are kept, and wait here for a line."""
    found = await statement_classes.counts(context.transaction, becomes)
    return StatementClassesOut(items=[statement_class_out(each) for each in found])
