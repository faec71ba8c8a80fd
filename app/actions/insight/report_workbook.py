"""A School's weekly report as a workbook, out and back in; what comes back is documented, version by version.

Opening a case is another thing: a contact that is documented here says what was done, and starts nothing.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.access.vocabulary import Audited, Role, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import Context, RequestContext, StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.insight.report_lines import workbook_report
from app.actions.insight.weekly_report import SHOWN, as_reader, not_yours, read_report, school_of
from app.actions.section import check_collected
from app.db.advisory import lock
from app.errors import SectionRestricted
from app.ids import StaffId, StudentId
from app.rag.rows import ReportRow
from app.store.insight.weekly_reports import School
from app.store.support import report_contacts
from app.store.support.report_contacts import NewContact, SupportedStudent
from app.workbooks.archive import refuse
from app.workbooks.judge import JudgedRow, KnownStudent, RowOutcome, counts, judge
from app.workbooks.read import ReadReport, read
from app.workbooks.stamp import Stamp, report_id
from app.workbooks.write import write

READ_BACK = "weekly workbook read back"
_SHOWN = (*SHOWN, Audited.SUPPORT)
"""What a row of a workbook shows of a student."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What became of a workbook that came back."""

    read: ReadReport
    rows: Sequence[JudgedRow]
    """In the order of the sheet."""
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Documenter:
    """Whose word it is that a contact took place."""

    staff_id: StaffId
    role: Role


async def write_workbook(
    context: RequestContext, org_unit: str, week: date, stamp: Stamp, purpose: str | None
) -> bytes:
    """Every row of the School that the asker may document contacts in. A look at each student, on record.

    Raises NotFound for a School that is not the asker's, NotCollected, SectionRestricted.
    """
    reader = _as_documenter(context)
    report = await read_report(reader, org_unit, week)
    supported = await _supported(context)
    rows = [each for each in report.rows if each.student_id in supported]
    shown = {StudentId(each.student_id): _SHOWN for each in rows}
    await check_purpose(context, shown, _SHOWN, purpose)
    await record_access(context, shown, reader.roles, purpose)
    return await workbook_of(context, report.school, week, rows, stamp)


async def workbook_of(
    context: Context, school: School, week: date, rows: Sequence[ReportRow], stamp: Stamp
) -> bytes:
    """The rows with what is documented of them; made beside the event loop."""
    students = [StudentId(each.student_id) for each in rows]
    documented = await report_contacts.list_versions(context.transaction, students, week)
    report = workbook_report(context, school, week, rows, documented)
    return await asyncio.to_thread(write, report, stamp)


async def read_workbook(
    context: RequestContext, org_unit: str, body: bytes, stamp: Stamp, purpose: str | None, *, dry_run: bool
) -> ReadBack:
    """Document what the workbook says, row by row; nothing in a dry run.

    Raises WorkbookRefused for a file that is not this School's report, as the service wrote it.
    """
    reader = _as_documenter(context)
    school = await school_of(reader, org_unit)
    if school is None or not school.granted:
        raise not_yours()
    await check_purpose(context, (), (Audited.SUPPORT,), purpose)
    read_back = await read_report_of(context, school, body, stamp)
    supported = await _supported(context)
    documenter = Documenter(reader.staff_id, reader.role)
    done = await document(context, school, read_back, supported, documenter, stamp, dry_run=dry_run)
    told = {
        StudentId(each.student_id): (Audited.SUPPORT,)
        for each in done.rows
        if each.changed is not None and each.student_id is not None
    }
    await record_access(context, told, reader.roles, purpose)
    if not dry_run:
        subject, after = audited(done)
        await audit_change(reader, READ_BACK, subject, after=after)
    return done


async def read_report_of(context: Context, school: School, body: bytes, stamp: Stamp) -> ReadReport:
    """The workbook, read beside the event loop. Raises WorkbookRefused for another School's."""
    read_back = await asyncio.to_thread(read, body, stamp)
    identity = read_back.manifest.identity
    if identity.institution_id != context.institution_id:
        refuse("another-school", "this is the report of a School of another institution")
    if identity.org_unit != school.code:
        refuse("another-school", f"this is the report of {identity.org_unit}, and not of {school.code}")
    return read_back


async def document(
    context: Context,
    school: School,
    read_back: ReadReport,
    supported: Mapping[StudentId, SupportedStudent],
    documenter: Documenter,
    stamp: Stamp,
    *,
    dry_run: bool,
) -> ReadBack:
    """Judge each row against what is documented now, and document what is accepted."""
    identity = read_back.manifest.identity
    if not dry_run:  # one at a time, so that what a row is judged by is what it changes
        await lock(context.transaction, f"report contacts {identity.week}")
    named = dict(zip(stamp.rows(identity, supported), supported.values(), strict=True))
    told = {each.key.row for each in read_back.lines if each.key is not None}
    students = [each.student_id for row, each in named.items() if row in told]
    versions = await report_contacts.list_versions(context.transaction, students, identity.week)
    known = {
        row: KnownStudent(each.student_id, each.number, versions.get(each.student_id, ()))
        for row, each in named.items()
        if row in told
    }
    rows = list(judge(read_back.lines, known, identity.week, context.today))
    new = list(_new(rows))
    if new and not dry_run:
        await report_contacts.add(
            context.transaction,
            new,
            week=identity.week,
            org_unit_id=school.org_unit_id,
            recorded_by=documenter.staff_id,
            role=documenter.role,
            now=context.now,
        )
    return ReadBack(read_back, rows, dry_run)


def audited(done: ReadBack) -> tuple[str, dict[str, Any]]:
    """What the audit says of a workbook that was read back: which it was, and figures."""
    identity = done.read.manifest.identity
    found = {str(outcome): count for outcome, count in counts(done.rows).items()}
    told = {"org_unit": identity.org_unit, "week": str(identity.week)} | found
    return f"weekly_report/{report_id(identity)}", told


def _new(rows: Collection[JudgedRow]) -> list[NewContact]:
    return [
        NewContact(StudentId(each.student_id), each.version, each.contact)
        for each in rows
        if each.outcome is RowOutcome.ACCEPTED and each.student_id is not None and each.contact is not None
    ]


def _as_documenter(context: RequestContext) -> StaffContext:
    """In the asker's roles that read reports and open support. Raises NotCollected, SectionRestricted."""
    check_collected(context.profile, SectionName.SUPPORT)
    reader, rules = as_reader(context), context.profile.role_rules
    roles = tuple(each for each in reader.roles if SectionName.SUPPORT in rules[each].sections)
    if not roles:
        raise SectionRestricted(f"your role does not open {SectionName.SUPPORT}")
    return replace(reader, role=roles[0], roles=roles)


async def _supported(context: RequestContext) -> dict[StudentId, SupportedStudent]:
    """Whom the asker sees by a role that opens support."""
    opened = context.profile.opened
    return {
        each.student_id: each
        for each in await report_contacts.list_known(context.transaction)
        if SectionName.SUPPORT in opened(each.visible_by).sections
    }
