"""Reviews of sources, and of the service: what was found, and by when the next is due."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from app.db.query import INSTITUTION, day, moment, query, uuid, word
from app.db.transaction import Transaction
from app.ids import ProposalId, ReviewId, StaffId
from app.store.governance.source_tables import GovernanceReview as Row
from app.store.people.staff import NamedStaff
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class Review:
    review_id: ReviewId
    proposal_id: ProposalId | None
    """None: of the service."""
    by: NamedStaff
    reviewed_at: datetime
    reviewed_on: date
    found: str
    next_review_by: date


def _review(*row: Any) -> Review:  # noqa: ANN401 (columns of any type)
    return Review(row[0], row[1], NamedStaff(*row[6:9]), *row[2:6])


_ALL = query(
    select(
        Row.review_id, Row.proposal_id, Row.reviewed_at, Row.reviewed_on, Row.found, Row.next_review_by,
        Staff.staff_id, Staff.number, Staff.name,
    )
    .join(Staff, (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.reviewed_by))
    .where(Row.institution_id == INSTITUTION)
    .order_by(Row.reviewed_at.desc(), Row.review_id),
    _review,
)  # fmt: skip
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        review_id=uuid("review_id"),
        proposal_id=uuid("proposal_id"),
        reviewed_by=uuid("staff_id"),
        reviewed_at=moment("now"),
        reviewed_on=day("reviewed_on"),
        found=word("found"),
        next_review_by=day("next_review_by"),
    )
)


async def list_all(transaction: Transaction) -> list[Review]:
    """All of the institution's, the latest first."""
    return await transaction.fetch(_ALL)


async def add(
    transaction: Transaction,
    proposal_id: ProposalId | None,
    staff_id: StaffId,
    now: datetime,
    reviewed_on: date,
    found: str,
    next_review_by: date,
) -> ReviewId:
    """A review of a source's approval; None: of the service."""
    review_id = ReviewId(uuid4())
    await transaction.execute(
        _ADD,
        review_id=review_id,
        proposal_id=proposal_id,
        staff_id=staff_id,
        now=now,
        reviewed_on=reviewed_on,
        found=found,
        next_review_by=next_review_by,
    )
    return review_id
