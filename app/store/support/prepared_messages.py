"""Prepared messages: texts made for students, for the institution's own mailer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import any_, func, select, tuple_

from app.db.query import INSTITUTION, STUDENT, STUDENTS, columns, moment, number, query, uuid, word
from app.db.transaction import Transaction
from app.ids import PreparedMessageId, StaffId, StudentId
from app.store.people.tables import Staff
from app.store.support.welfare_tables import PreparedMessage as Row


@dataclass(frozen=True, slots=True)
class PreparedMessage:
    message_id: PreparedMessageId
    student_id: StudentId
    template: str
    version: str
    channel: str
    subject: str
    body: str
    prepared_by_name: str
    prepared_at: datetime


_OF_STUDENT = query(
    select(
        Row.message_id,
        Row.student_id,
        Row.template,
        Row.version,
        Row.channel,
        Row.subject,
        Row.body,
        Staff.name,
        Row.prepared_at,
    )
    .join(Staff, (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.prepared_by))
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        tuple_(Row.prepared_at, Row.message_id) < tuple_(moment("before"), uuid("before_message")),
    )
    .order_by(Row.prepared_at.desc(), Row.message_id.desc())
    .limit(number("limit")),
    PreparedMessage,
)
_LATEST = query(
    select(Row.student_id, func.max(Row.prepared_at))
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == any_(STUDENTS),
        Row.template == word("template"),
    )
    .group_by(Row.student_id),
    columns,
)
_ADD = query(
    """
    insert into prepared_messages
        (institution_id, student_id, message_id, template, version, channel, subject, body, prepared_by,
         prepared_at)
    select :institution_id, m.student_id, m.message_id, :template, :version, :channel, m.subject, m.body,
        :prepared_by, :now
    from unnest(cast(:students as uuid[]), cast(:messages as uuid[]), cast(:subjects as text[]),
                cast(:bodies as text[])) as m (student_id, message_id, subject, body)
    order by m.student_id
    """
)


async def list_for(
    transaction: Transaction,
    student_id: StudentId,
    *,
    before: tuple[datetime, PreparedMessageId],
    limit: int,
) -> list[PreparedMessage]:
    """What was prepared for the student, the latest first, from the one before `before`."""
    return await transaction.fetch(
        _OF_STUDENT, student_id=student_id, before=before[0], before_message=before[1], limit=limit
    )


async def latest(
    transaction: Transaction, students: Collection[StudentId], template: str
) -> dict[StudentId, datetime]:
    """When the template was last used for each of those students for whom it ever was."""
    return dict(await transaction.fetch(_LATEST, students=list(students), template=template))


async def add(
    transaction: Transaction,
    messages: Sequence[PreparedMessage],
    template: str,
    version: str,
    channel: str,
    prepared_by: StaffId,
    now: datetime,
) -> None:
    """Messages of one template, by one person, at one moment."""
    await transaction.execute(
        _ADD,
        template=template,
        version=version,
        channel=channel,
        students=[each.student_id for each in messages],
        messages=[each.message_id for each in messages],
        subjects=[each.subject for each in messages],
        bodies=[each.body for each in messages],
        prepared_by=prepared_by,
        now=now,
    )
