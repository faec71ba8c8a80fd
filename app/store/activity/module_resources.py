"""Resources of a module run, as the virtual learning environment lists them, opened by anybody or not."""

from typing import NamedTuple

from sqlalchemy import select

from app.db.query import INSTITUTION, query, uuid
from app.db.transaction import Transaction
from app.ids import ModuleRunId
from app.store.activity.tables import ModuleResource as Row


class ModuleResource(NamedTuple):
    """What events about it call it, and what the class calls it."""

    code: str
    title: str


_OFFERED = query(
    select(Row.code, Row.title)
    .where(Row.institution_id == INSTITUTION, Row.module_run_id == uuid("module_run_id"), Row.offered)
    .order_by(Row.title, Row.code),
    ModuleResource,
)


async def list_offered(transaction: Transaction, module_run_id: ModuleRunId) -> list[ModuleResource]:
    """Those that the class can open, by title."""
    return await transaction.fetch(_OFFERED, module_run_id=module_run_id)
