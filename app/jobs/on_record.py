"""On record: that work of many transactions began, and, in figures, what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.actions.governance.audit_change import audit_work
from app.jobs.runtime import OpenContext


@asynccontextmanager
async def on_record(
    open_context: OpenContext, work: str, subject: str, *, of: dict[str, Any] | None = None
) -> AsyncIterator[dict[str, Any]]:
    """Audits the work: its beginning first, with what it is to do (`of`), and its figures at the end.

    What was cut off has a beginning and no end. The block fills in the figures.
    """
    async with open_context() as context:
        await audit_work(context, f"{work} begun", subject, after=of)
    figures: dict[str, Any] = {}
    yield figures
    async with open_context() as context:
        await audit_work(context, f"{work} finished", subject, after=figures)
