"""Known inaccuracies: what is wrong with everybody's data, in words for students, until it is closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import aliased

from app.access.vocabulary import SectionName
from app.db.query import INSTITUTION, day, moment, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import InaccuracyId, StaffId
from app.store import institutions
from app.store.governance.source_tables import KnownInaccuracy as Row
from app.store.people.staff import NamedStaff
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class KnownInaccuracy:
    inaccuracy_id: InaccuracyId
    section: SectionName
    source: str | None
    """None: the section as a whole."""
    first_day: date
    last_day: date | None
    """None: until further notice."""
    words: str
    opened_at: datetime

    def touches(self, first: date, last: date) -> bool:
        """Whether any of the days from `first` to `last` is one of it."""
        return self.first_day <= last and (self.last_day is None or self.last_day >= first)


@dataclass(frozen=True, slots=True)
class RecordedInaccuracy:
    """The same, with who opened it, and who closed it when and why."""

    known: KnownInaccuracy
    opened_by: NamedStaff
    closed_by: NamedStaff | None
    closed_at: datetime | None
    closing_reason: str | None


def _known(inaccuracy_id: InaccuracyId, section: str, *rest: Any) -> KnownInaccuracy:  # noqa: ANN401 (columns)
    return KnownInaccuracy(inaccuracy_id, SectionName(section), *rest)


def _recorded(*row: Any) -> RecordedInaccuracy:  # noqa: ANN401 (columns of any type)
    closed_by = None if row[12] is None else NamedStaff(*row[12:15])
    return RecordedInaccuracy(_known(*row[:7]), NamedStaff(*row[9:12]), closed_by, row[7], row[8])


_opener, _closer = aliased(Staff), aliased(Staff)
_COLUMNS = (
    Row.inaccuracy_id, Row.section, Row.source, Row.first_day, Row.last_day, Row.words, Row.opened_at,
)  # fmt: skip
_MINE = Row.institution_id == INSTITUTION
OPEN = query(
    select(*_COLUMNS).where(_MINE, Row.closed_at.is_(None)).order_by(Row.first_day, Row.inaccuracy_id), _known
)
_RECORDED = (
    select(
        *_COLUMNS, Row.closed_at, Row.closing_reason,
        _opener.staff_id, _opener.number, _opener.name, _closer.staff_id, _closer.number, _closer.name,
    )
    .join(_opener, (_opener.institution_id == Row.institution_id) & (_opener.staff_id == Row.opened_by))
    .outerjoin(_closer, (_closer.institution_id == Row.institution_id) & (_closer.staff_id == Row.closed_by))
    .where(_MINE)
)  # fmt: skip
_ALL = query(_RECORDED.order_by(Row.opened_at.desc(), Row.inaccuracy_id), _recorded)
_ONE = query(_RECORDED.where(Row.inaccuracy_id == uuid("inaccuracy_id")), _recorded)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        inaccuracy_id=uuid("inaccuracy_id"),
        section=word("section"),
        source=word("source"),
        first_day=day("first_day"),
        last_day=day("last_day"),
        words=word("words"),
        opened_by=uuid("staff_id"),
        opened_at=moment("now"),
    )
)
_CLOSE = query(
    update(Row)
    .where(_MINE, Row.inaccuracy_id == uuid("inaccuracy_id"), Row.closed_at.is_(None))
    .values(closed_by=uuid("staff_id"), closed_at=moment("now"), closing_reason=word("reason"))
)


async def list_all(transaction: Transaction) -> list[RecordedInaccuracy]:
    """The institution's, open and closed, the latest first."""
    return await transaction.fetch(_ALL)


async def get(transaction: Transaction, inaccuracy_id: InaccuracyId) -> RecordedInaccuracy:
    """Raises NotFound."""
    found = await transaction.find(_ONE, inaccuracy_id=inaccuracy_id)
    if found is None:
        raise NotFound("there is no such inaccuracy")
    return found


async def add(
    transaction: Transaction,
    section: SectionName,
    source: str | None,
    first_day: date,
    last_day: date | None,
    words: str,
    staff_id: StaffId,
    now: datetime,
) -> InaccuracyId:
    inaccuracy_id = InaccuracyId(uuid4())
    await transaction.execute(
        _ADD,
        inaccuracy_id=inaccuracy_id,
        section=section,
        source=source,
        first_day=first_day,
        last_day=last_day,
        words=words,
        staff_id=staff_id,
        now=now,
    )
    await institutions.raise_version(transaction)
    return inaccuracy_id


async def close(
    transaction: Transaction, inaccuracy_id: InaccuracyId, staff_id: StaffId, reason: str, now: datetime
) -> bool:
    """Whether it was open until now."""
    closed = await transaction.execute(
        _CLOSE, inaccuracy_id=inaccuracy_id, staff_id=staff_id, reason=reason, now=now
    )
    await institutions.raise_version(transaction)
    return closed == 1
