"""Record resources of module runs, as the virtual learning environment lists them."""

from collections.abc import Sequence

from app.actions.context import Context
from app.actions.exchange.deliveries import ItemResult, unknown, upsert_each
from app.store.activity.tables import ModuleResource
from app.store.people import modules
from app.wire.deliveries import ModuleResourceItem


async def record_module_resources(context: Context, items: Sequence[ModuleResourceItem]) -> list[ItemResult]:
    """Record resources under their codes; one that the module run has already is brought up to date."""
    runs = await modules.runs_by_code(context.transaction, {item.module_run for item in items})

    def to_row(item: ModuleResourceItem) -> dict[str, object] | ItemResult:
        run = runs.get(item.module_run)
        if run is None:
            return unknown("module_run: no module run has this code")
        return {
            "module_run_id": run.module_run_id,
            "code": item.resource,
            "title": item.title,
            "offered": item.offered,
        }

    return await upsert_each(context, ModuleResource, [to_row(item) for item in items])
