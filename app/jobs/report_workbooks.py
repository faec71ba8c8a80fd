"""Workbooks of weekly reports as the institution's own work: of one School or of every one, and back in."""

from collections.abc import AsyncIterator
from datetime import date

from app.access.vocabulary import Role, SectionName
from app.actions.context import Context
from app.actions.governance.audit_change import OPERATOR, audit_work
from app.actions.governance.restrict import leave_out_restricted
from app.actions.insight.report_workbook import (
    READ_BACK,
    Documenter,
    ReadBack,
    audited,
    document,
    read_report_of,
    workbook_of,
)
from app.actions.insight.weekly_report import reading_roles, rows_of
from app.actions.insight.weekly_status import rag_rules
from app.actions.section import check_collected
from app.calendars.calendar import DAY
from app.errors import NotFound
from app.jobs.runtime import OpenContext
from app.store.insight import weekly_reports
from app.store.insight.weekly_reports import School
from app.store.people import org_units, staff
from app.store.support import report_contacts
from app.workbooks.stamp import Stamp


async def list_schools(open_context: OpenContext) -> list[str]:
    """The codes of the institution's Schools: its colleges."""
    async with open_context() as context:
        return [each.code for each in await org_units.list_all(context.transaction) if each.kind == "college"]


async def write_school(open_context: OpenContext, org_unit: str, week: date, stamp: Stamp) -> bytes:
    """A School's workbook, with every student of it. Raises NotFound and NotCollected."""
    async with open_context() as context:
        await _check(context)
        school = await _school(context, org_unit)
        last, levels = week - DAY, context.profile.covered_levels
        studying = await weekly_reports.list_studying(
            context.transaction, school, last, last, levels=levels, opening=None
        )
        rules = context.profile.role_rules
        marks = all(SectionName.GRADES in rules[each].sections for each in reading_roles(context.profile))
        rows = await rows_of(context, studying, week, marks=marks)
        return await workbook_of(context, school, week, rows, stamp)


async def write_schools(
    open_context: OpenContext, week: date, stamp: Stamp
) -> AsyncIterator[tuple[str, bytes]]:
    """Every School's, one after the other: no more than one is in memory."""
    for each in await list_schools(open_context):
        yield each, await write_school(open_context, each, week, stamp)


async def read_school(
    open_context: OpenContext, org_unit: str, body: bytes, stamp: Stamp, by: str, *, dry_run: bool
) -> ReadBack:
    """Document what a School's workbook says. `by`: the number of the member of staff whose word it is."""
    async with open_context() as context:
        await _check(context)
        school = await _school(context, org_unit)
        documenter = Documenter(await staff.get_by_number(context.transaction, by), Role(OPERATOR))
        read_back = await read_report_of(context, school, body, stamp)
        known = {each.student_id: each for each in await report_contacts.list_known(context.transaction)}
        done = await document(context, school, read_back, known, documenter, stamp, dry_run=dry_run)
        if not dry_run:
            subject, after = audited(done)
            await audit_work(context, READ_BACK, subject, after=after)
        return done


async def _check(context: Context) -> None:
    rag_rules(context)
    check_collected(context.profile, SectionName.SUPPORT)
    for each in (SectionName.ENGAGEMENT, SectionName.ATTENDANCE, SectionName.SUPPORT):
        await leave_out_restricted(context, each)


async def _school(context: Context, org_unit: str) -> School:
    found = await weekly_reports.find_school(context.transaction, org_unit, None, (), (), context.today)
    if found is None:
        raise NotFound(f"there is no School {org_unit}")
    return found
