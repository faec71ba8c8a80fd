"""Extenuating circumstances: for which days they were approved, and deliveries of them."""

from typing import Annotated

from app.access.vocabulary import Audited, SectionName
from app.actions.exchange.deliveries import DeliveryKind, deliver
from app.actions.record.record_extenuating_circumstances import record_extenuating_circumstances as record
from app.errors import BadRequest, Forbidden, NotFound, OutOfScope, SectionRestricted, Unauthenticated
from app.http.deps import DeliveringCircumstances, DryRun, SelfOrInCharge
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import StudentId
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out, read_items
from app.schemas.record.extenuating_circumstances import (
    CircumstancesIn,
    CircumstancesOut,
    circumstance_item,
    circumstances_out,
)
from app.store.record import extenuating_circumstances

router = contract_router(
    "/v1", route_class=RepeatableWrites, tags=["exemptions"], dependencies=[used_for(SectionName.SIGNALS)]
)


@router.get(
    "/students/{student_id}/extenuating-circumstances",
    summary="Days for which a student's circumstances were approved",
    responses=describe(BadRequest, Unauthenticated, Forbidden, SectionRestricted, OutOfScope, NotFound),
)
async def list_extenuating_circumstances(
    context: SelfOrInCharge,
    student_id: Annotated[StudentId, audited(Audited.STUDENT, SectionName.SIGNALS, or_own=True)],
) -> CircumstancesOut:
    """The days and the approval's reference, never what the circumstances are.

    On these days nothing is noticed as a change in the student's engagement. For the student, and for staff
    in charge of the student whose role opens signals.
    """
    return circumstances_out(await extenuating_circumstances.list_for(context.transaction, student_id))


@router.post(
    "/extenuating-circumstances",
    summary="Deliver approved extenuating circumstances",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_extenuating_circumstances(
    context: DeliveringCircumstances, delivery: CircumstancesIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Record the days that approvals cover, by reference; a later word replaces an earlier one."""
    items = read_items(delivery.circumstances, circumstance_item)
    kind = DeliveryKind.EXTENUATING_CIRCUMSTANCES
    return delivery_out(await deliver(context, kind, items, record, dry_run=dry_run))
