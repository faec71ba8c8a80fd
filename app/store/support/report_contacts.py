"""Report contacts: what Schools document of their students in a week's report, in versions that stand."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import select

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, query
from app.db.table import same
from app.db.transaction import Transaction
from app.ids import OrgUnitId, StaffId, StudentId
from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.store.people.tables import OrgUnit, Staff
from app.store.support.report_tables import ReportContact as Row
from app.workbooks.contact import Contact
from app.workbooks.judge import Documented


class SupportedStudent(NamedTuple):
    """A student whom the asker sees, and by which roles; none for the institution itself."""

    student_id: StudentId
    number: str
    visible_by: tuple[Role, ...]


class NewContact(NamedTuple):
    """What is to be documented of one student."""

    student_id: StudentId
    version: int
    contact: Contact


@dataclass(frozen=True, slots=True)
class RecordedContact:
    """One version of what is documented of a student and a week."""

    week: date
    version: int
    contact: Contact
    org_unit: str
    recorded_by_name: str
    role: Role
    recorded_at: datetime


def _contact(channel: str | None, outcome: str | None, *rest: Any) -> Contact:  # noqa: ANN401 (columns)
    return Contact(
        None if channel is None else Channel(channel),
        None if outcome is None else AttemptOutcome(outcome),
        *rest,
    )


def _recorded(week: date, version: int, org_unit: str, *values: Any) -> RecordedContact:  # noqa: ANN401 (columns)
    *said, name, role, at = values
    return RecordedContact(week, version, _contact(*said), org_unit, name, Role(role), at)


def _documented(student_id: StudentId, version: int, *values: Any) -> tuple[StudentId, Documented]:  # noqa: ANN401
    *said, name, at = values
    return student_id, Documented(version, _contact(*said), name, at)


_KNOWN = query(
    """
    select s.student_id, s.number, concat_ws(',', v.visible_by, nullif(attune_sees_all_by(), ''))
    from students s
    left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
        on v.student_id = s.student_id
    where s.institution_id = :institution_id
    """,
    lambda student_id, number, by: SupportedStudent(
        student_id, number, tuple(Role(each) for each in by.split(",") if each)
    ),
)
_SAID = "c.channel, c.outcome, c.contacted_on, c.contacted_by, c.note"
_VERSIONS = query(
    f"""
    select c.student_id, c.version, {_SAID}, f.name, c.recorded_at
    from report_contacts c
    join staff f on f.institution_id = :institution_id and f.staff_id = c.recorded_by
    where c.institution_id = :institution_id and c.week = :week
      and c.student_id = any(cast(:students as uuid[]))
    order by c.student_id, c.version
    """,
    _documented,
)
_OF_STUDENT = query(
    select(
        Row.week,
        Row.version,
        OrgUnit.code,
        Row.channel,
        Row.outcome,
        Row.contacted_on,
        Row.contacted_by,
        Row.note,
        Staff.name,
        Row.role,
        Row.recorded_at,
    )
    .join(OrgUnit, same(OrgUnit, Row, "org_unit_id"))
    .join(Staff, (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.recorded_by))
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
    .order_by(Row.week.desc(), Row.version.desc()),
    _recorded,
)
_ADD = query(
    """
    insert into report_contacts (institution_id, student_id, week, version, report_contact_id, org_unit_id,
        channel, outcome, contacted_on, contacted_by, note, recorded_by, role, recorded_at)
    select :institution_id, n.student_id, :week, n.version, n.id, :org_unit_id, n.channel, n.outcome,
           n.contacted_on, n.contacted_by, n.note, :recorded_by, :role, :now
    from unnest(cast(:students as uuid[]), cast(:versions as int[]), cast(:ids as uuid[]),
                cast(:channels as text[]), cast(:outcomes as text[]), cast(:days as date[]),
                cast(:contacted_by as text[]), cast(:notes as text[]))
        as n (student_id, version, id, channel, outcome, contacted_on, contacted_by, note)
    order by n.student_id
    """
)


async def list_known(transaction: Transaction) -> list[SupportedStudent]:
    """Everybody whom the asker sees."""
    return await transaction.fetch(_KNOWN)


async def list_versions(
    transaction: Transaction, students: Collection[StudentId], week: date
) -> dict[StudentId, list[Documented]]:
    """What was documented of each of the students in the week's report, ascending."""
    found: defaultdict[StudentId, list[Documented]] = defaultdict(list)
    for student_id, documented in await transaction.fetch(_VERSIONS, students=list(students), week=week):
        found[student_id].append(documented)
    return found


async def list_for(transaction: Transaction, student_id: StudentId) -> list[RecordedContact]:
    """Every version of the student's contacts, the latest week first, then the latest version."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id)


async def add(
    transaction: Transaction,
    new: Sequence[NewContact],
    *,
    week: date,
    org_unit_id: OrgUnitId,
    recorded_by: StaffId,
    role: Role,
    now: datetime,
) -> None:
    """New versions, of students whose contacts of the week nobody else documents meanwhile."""
    await transaction.execute(
        _ADD,
        students=[each.student_id for each in new],
        versions=[each.version for each in new],
        ids=[uuid4() for _ in new],
        channels=[each.contact.channel for each in new],
        outcomes=[each.contact.outcome for each in new],
        days=[each.contact.day for each in new],
        contacted_by=[each.contact.by for each in new],
        notes=[each.contact.note for each in new],
        week=week,
        org_unit_id=org_unit_id,
        recorded_by=recorded_by,
        role=role,
        now=now,
    )
