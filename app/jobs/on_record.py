"""On record: that an import began, and, in figures, what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.actions.governance.audit_change import audit_work
from app.jobs.runtime import OpenContext


@asynccontextmanager
async def on_record(open_context: OpenContext, name: str) -> AsyncIterator[dict[str, Any]]:
    """Audits an import, which is many transactions: its beginning first, its figures at the end.

    One that was cut off has a beginning and no end. The block fills in the figures.
    """
    async with open_context() as context:
        await audit_work(context, "import begun", f"import/{name}")
    figures: dict[str, Any] = {}
    yield figures
    async with open_context() as context:
        await audit_work(context, "import finished", f"import/{name}", after=figures)
