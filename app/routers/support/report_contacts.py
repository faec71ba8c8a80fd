"""Contacts that Schools documented in their weekly reports, for the student and staff in charge."""

from typing import Annotated

from app.access.vocabulary import Audited, SectionName
from app.errors import Forbidden, NotCollected, NotFound, OutOfScope, SectionRestricted, Unauthenticated
from app.http.deps import SelfOrInCharge
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import StudentId
from app.schemas.support.report_contacts import ReportContactsOut, report_contacts_out
from app.store.support import report_contacts

router = contract_router(
    "/v1/students/{student_id}/report-contacts",
    tags=["weekly reports"],
    responses=describe(Unauthenticated, Forbidden, SectionRestricted, OutOfScope, NotFound, NotCollected),
    dependencies=[used_for(SectionName.SUPPORT)],
)


@router.get("", summary="Contacts documented in weekly reports")
async def list_report_contacts(
    context: SelfOrInCharge,
    student_id: Annotated[StudentId, audited(Audited.SUPPORT, SectionName.SUPPORT, or_own=True)],
) -> ReportContactsOut:
    """What the School documented, week by week, who did, and what stood there before.

    The student reads the same as staff.
    """
    return report_contacts_out(await report_contacts.list_for(context.transaction, student_id))
