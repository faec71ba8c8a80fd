"""Resources of module runs: what a class could open, as other systems deliver it."""

from app.actions.activity.record_module_resources import record_module_resources
from app.actions.exchange.deliveries import DeliveryKind, deliver
from app.errors import BadRequest, Forbidden, Unauthenticated
from app.http.deps import DeliveringEvents, DryRun
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.activity.module_resources import ModuleResourcesIn, module_resource_item
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out, read_items

router = contract_router(
    "/v1/module-resources",
    route_class=RepeatableWrites,
    tags=["events"],
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)


@router.post("", summary="Deliver resources of module runs")
async def record_resources_of_modules(
    context: DeliveringEvents, delivery: ModuleResourcesIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Record what the class of a module run can open, by code; a known code is brought up to date.

    So it can be told what nobody has opened.
    """
    items = read_items(delivery.resources, module_resource_item)
    kind = DeliveryKind.MODULE_RESOURCES
    return delivery_out(await deliver(context, kind, items, record_module_resources, dry_run=dry_run))
