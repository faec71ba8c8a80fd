"""Workbooks as the institution's own work: what the command line calls."""

from datetime import date

import pytest

from app.errors import NotFound
from app.jobs.report_workbooks import read_school, write_school, write_schools
from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.workbooks.contact import Contact
from app.workbooks.judge import RowOutcome
from tests.workbooks.made import STAMP, edited, entering_number
from tests.world import World

pytestmark = pytest.mark.anyio

WEEK = date(2018, 11, 19)
CALLED = Contact(Channel.PHONE, AttemptOutcome.REACHED, date(2018, 11, 19), "The office", None)


@pytest.mark.row("CI-1")
async def test_every_school_is_written_and_read_back_in_somebodys_name(city: World) -> None:
    staff, student = await city.tutor(), await city.student()
    await city.student()
    await city.add_college("ARTS", "Arts", "BA")
    books = {school: book async for school, book in write_schools(city.context, WEEK, STAMP)}
    assert sorted(books) == ["ARTS", "CLES"]
    filled = edited(books["CLES"], entering_number(student.number, CALLED))
    for dry_run, documented in ((True, 0), (False, 1), (False, 1)):
        done = await read_school(city.context, "CLES", filled, STAMP, staff.number, dry_run=dry_run)
        assert len(done.rows) == 2
        assert await city.count("report_contacts", student) == documented
    again = await read_school(city.context, "CLES", filled, STAMP, staff.number, dry_run=True)
    assert {each.outcome for each in again.rows} == {RowOutcome.UNCHANGED}
    (contact,) = (await student.read(f"{student.path}/report-contacts"))["items"]
    assert (contact["recorded_by_name"], contact["role"]) == (f"Tutor {staff.number}", "operator")


async def test_a_school_that_there_is_not_is_refused(city: World) -> None:
    with pytest.raises(NotFound, match="there is no School NONE"):
        await write_school(city.context, "NONE", WEEK, STAMP)
