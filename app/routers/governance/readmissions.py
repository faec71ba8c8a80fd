"""Readmissions: whoever was erased is a student again, and somebody says so."""

from app.actions.governance.readmit import readmit
from app.errors import Conflict, Forbidden, Unauthenticated
from app.http.deps import Readmitter
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.governance.readmissions import ReadmissionIn, ReadmissionOut, readmission_out

router = contract_router(
    "/v1/admin/readmissions",
    route_class=RepeatableWrites,
    tags=["rights"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.post("", summary="Admit somebody again who was erased", responses=describe(Conflict))
async def record_readmission(context: Readmitter, said: ReadmissionIn) -> ReadmissionOut:
    """Without it, a roster that names the number is refused row by row. What was erased stays erased.

    Data about days before `starts_on` are not taken. The audit says who said so, and when.
    """
    return readmission_out(await readmit(context, said.number, said.starts_on))
