"""City's weekly workbook: out to the School, and what the School documented back in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.wire.roster import OrgUnitRow, ProgrammeRow
from app.workbooks.contact import NOTHING, Contact
from app.workbooks.layout import FIELDS, HIDDEN_SHEET, MEDIA_TYPE, NOTE, NUMBER
from tests import roles
from tests.workbooks.made import column_at, edited, entering_number, sheet_of
from tests.world import Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-1")]

WEEK = date(2018, 11, 19)
CALLED = Contact(Channel.PHONE, AttemptOutcome.NO_ANSWER, date(2018, 11, 19), "The office", "=1+1 is two")
REACHED = Contact(Channel.PHONE, AttemptOutcome.REACHED, date(2018, 11, 20), "The office", None)


@dataclass
class School:
    """A School with students, and somebody of it."""

    world: World
    staff: Person
    students: list[Person]

    @classmethod
    async def of(cls, world: World, count: int = 3) -> "School":
        staff = await world.tutor(roles.SCHOOL)
        await world.grant(staff, roles.SCHOOL, "CLES")
        return cls(world, staff, [await world.student() for _ in range(count)])

    async def download(self, staff: Person | None = None, unit: str = "CLES", **query: Any) -> bytes:
        answer = await (staff or self.staff).get(f"/v1/weekly-reports/{unit}/workbook", **query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == MEDIA_TYPE
        return answer.content

    async def send(
        self, body: bytes, staff: Person | None = None, unit: str = "CLES", *, dry_run: bool = False
    ) -> httpx.Response:
        person = staff or self.staff
        return await self.world.client.post(
            f"/v1/weekly-reports/{unit}/workbook",
            params={"dry_run": dry_run},
            content=body,
            headers=person.headers | {"Content-Type": MEDIA_TYPE},
        )

    async def upload(self, body: bytes, staff: Person | None = None, *, dry_run: bool = False) -> Any:
        answer = await self.send(body, staff, dry_run=dry_run)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fill(self, body: bytes, contacts: Mapping[int, Contact]) -> bytes:
        """The workbook after somebody has filled in the contacts of these students, by their places."""
        return edited(
            body, *(entering_number(self.students[at].number, each) for at, each in contacts.items())
        )

    async def documented(self, at: int) -> Any:
        student = self.students[at]
        return (await student.read(f"{student.path}/report-contacts"))["items"]


@pytest.fixture
async def school(city: World) -> School:
    return await School.of(city)


def outcomes(answer: Any) -> list[str]:
    return [each["outcome"] for each in answer["rows"]]


async def test_a_workbook_has_every_student_and_opens_at_the_first_row(school: School) -> None:
    book = load_workbook(BytesIO(await school.download()))
    sheet = sheet_of(book)
    numbers = column_at(sheet, NUMBER)
    assert [sheet.cell(row, numbers).value for row in range(3, sheet.max_row + 1)] == [
        each.number for each in school.students
    ]
    assert (sheet.freeze_panes, sheet.protection.sheet) == ("D3", True)
    assert book[HIDDEN_SHEET].sheet_state == "veryHidden"
    assert not sheet.cell(3, column_at(sheet, NOTE)).protection.locked
    assert sheet.cell(3, numbers).protection.locked
    assert len(sheet.data_validations.dataValidation) == len(FIELDS)


async def test_what_the_school_documents_is_read_back_and_shown(school: School) -> None:
    body = school.fill(await school.download(), {1: CALLED})
    tried = await school.upload(body, dry_run=True)
    assert outcomes(tried) == ["unchanged", "accepted", "unchanged"]
    assert await school.documented(1) == []
    done = await school.upload(body)
    assert (done["accepted"], done["unchanged"], done["dry_run"]) == (1, 2, False)
    (contact,) = await school.documented(1)
    assert (contact["channel"], contact["outcome"], contact["contacted_on"]) == (
        "phone",
        "no_answer",
        "2018-11-19",
    )
    assert (contact["note"], contact["contacted_by"], contact["week"]) == (
        "=1+1 is two",
        "The office",
        str(WEEK),
    )
    assert (contact["recorded_by_name"], contact["role"]) == (f"Tutor {school.staff.number}", "school")
    staff = await school.staff.read(f"{school.students[1].path}/report-contacts")
    assert staff["items"] == [contact]
    assert await school.documented(0) == []


async def test_the_same_workbook_twice_changes_nothing(school: School) -> None:
    body = school.fill(await school.download(), {0: CALLED, 2: REACHED})
    assert outcomes(await school.upload(body)) == ["accepted", "unchanged", "accepted"]
    assert set(outcomes(await school.upload(body))) == {"unchanged"}
    assert set(outcomes(await school.upload(await school.download()))) == {"unchanged"}
    assert [each["version"] for each in await school.documented(0)] == [1]


async def test_what_somebody_else_has_changed_since_is_a_conflict(school: School) -> None:
    blank, other = await school.download(), await school.world.tutor(roles.SCHOOL)
    await school.world.grant(other, roles.SCHOOL, "CLES")
    await school.upload(school.fill(blank, {0: CALLED}), other)
    answer = await school.upload(school.fill(blank, {0: REACHED}))
    assert outcomes(answer) == ["conflict", "unchanged", "unchanged"]
    row = answer["rows"][0]
    assert (row["changed_by_name"], row["student_number"]) == (
        f"Tutor {other.number}",
        school.students[0].number,
    )
    assert row["changed_at"].startswith("2018-11-20T12:00")
    assert [each["outcome"] for each in await school.documented(0)] == ["no_answer"]
    # Whoever left the row as it was is told of no conflict.
    assert set(outcomes(await school.upload(blank))) == {"unchanged"}


async def test_every_version_stays(school: School) -> None:
    await school.upload(school.fill(await school.download(), {0: CALLED}))
    await school.upload(school.fill(await school.download(), {0: REACHED}))
    await school.upload(school.fill(await school.download(), {0: NOTHING}))
    (contact,) = await school.documented(0)
    assert (contact["version"], contact["channel"]) == (3, None)
    assert [(each["version"], each["outcome"]) for each in contact["earlier"]] == [
        (2, "reached"),
        (1, "no_answer"),
    ]
    student = school.students[0]
    history = (await student.read(f"{student.path}/history"))["items"]
    told = [each["said"] for each in history if "report" in each["said"]]
    assert len(told) == 3
    assert told[0].endswith("contact documented in the report of 2018-11-19.")


async def test_a_row_that_is_missing_deletes_nothing(school: School) -> None:
    await school.upload(school.fill(await school.download(), {0: CALLED}))
    body = edited(await school.download(), lambda book: sheet_of(book).delete_rows(3))
    answer = await school.upload(body)
    assert (answer["missing_rows"], answer["unchanged"]) == (1, 2)
    assert len(await school.documented(0)) == 1


async def test_each_student_reads_that_somebody_looked(school: School) -> None:
    await school.download()
    student = school.students[0]
    (look,) = (await student.read(f"{student.path}/access-records"))["items"]
    assert look["sections"] == ["student", "attendance", "engagement", "support"]
    assert look["staff_name"] == f"Tutor {school.staff.number}"


async def test_a_purpose_is_stated_on_the_way_out_and_on_the_way_in(school: School) -> None:
    body = await school.download()
    headers = {"Authorization": school.staff.headers["Authorization"]}
    path = "/v1/weekly-reports/CLES/workbook"
    answers = [
        await school.world.client.get(path, headers=headers),
        await school.world.client.post(path, content=body, headers=headers | {"Content-Type": MEDIA_TYPE}),
    ]
    assert [each.json()["type"] for each in answers] == ["/problems/purpose-required"] * 2


async def test_another_schools_report_is_refused(school: School) -> None:
    await school.world.roster(org_units=[OrgUnitRow("ART", "Arts", "college", "U")])
    await school.world.grant(school.staff, roles.SCHOOL, "ART")
    answer = await school.send(await school.download(), unit="ART")
    assert (answer.status_code, answer.json()["reason"]) == (422, "another-school")
    assert answer.json()["detail"] == "this is the report of CLES, and not of ART"


async def test_whoever_has_no_grant_over_the_school_neither_gets_nor_sends_it(school: School) -> None:
    body = await school.download()
    stranger, tutor = await school.world.tutor(roles.SCHOOL), await school.world.tutor()
    for person in (stranger, tutor, school.students[0]):
        assert (await person.get("/v1/weekly-reports/CLES/workbook")).status_code == 404
        assert (await school.send(body, person)).status_code == 404


async def test_a_student_whom_one_does_not_see_any_more_is_rejected(school: School) -> None:
    body = school.fill(await school.download(), {0: CALLED, 1: CALLED})
    today = school.world.today
    await school.world.roster(
        org_units=[OrgUnitRow("ART", "Arts", "college", "U")], programmes=[ProgrammeRow("BA", "Art", "ART")]
    )
    await school.world.move(school.students[0], today, programme="BA", college="ART")
    answer = await school.upload(body)
    assert outcomes(answer) == ["rejected", "accepted", "unchanged"]
    assert answer["rows"][0]["reasons"] == ["This student is not in your charge any more"]


async def test_two_workbooks_at_once_are_taken_one_after_the_other(school: School) -> None:
    blank = await school.download()
    bodies = [school.fill(blank, {0: each}) for each in (CALLED, REACHED, CALLED, REACHED)]
    answers = await asyncio.gather(*(school.upload(each) for each in bodies))
    assert sorted(each["rows"][0]["outcome"] for each in answers) == [
        "accepted",
        "conflict",
        "conflict",
        "unchanged",
    ]
    assert [each["version"] for each in await school.documented(0)] == [1]


async def test_the_audit_says_who_read_what_back_and_no_text(school: School) -> None:
    await school.upload(school.fill(await school.download(), {0: CALLED}))
    admin = await school.world.tutor(roles.ADMIN)
    (entry,) = [each for each in await admin.audit() if "workbook" in each["action"]]
    assert entry["after"] == {
        "org_unit": "CLES", "week": "2018-11-19", "accepted": 1, "unchanged": 2, "conflict": 0, "rejected": 0,
    }  # fmt: skip
    assert entry["staff_id"] == str(school.staff.id)


async def test_an_earlier_weeks_workbook_is_a_report_of_its_own(school: School) -> None:
    earlier = WEEK - timedelta(days=7)
    await school.upload(school.fill(await school.download(week=str(earlier)), {0: CALLED}))
    assert [each["week"] for each in await school.documented(0)] == [str(earlier)]
    now = load_workbook(BytesIO(await school.download()))
    assert sheet_of(now).cell(3, column_at(sheet_of(now), NOTE)).value is None


@pytest.mark.parametrize(
    ("body", "media_type", "status", "problem"),
    [
        (b"PK\x03\x04", "application/json", 415, "not-workbook"),
        (b"not a workbook", MEDIA_TYPE, 422, "workbook-refused"),
        (b"x" * (10 * 1024 * 1024 + 1), MEDIA_TYPE, 413, "too-large"),
    ],
)
async def test_what_is_no_workbook_is_refused(
    school: School, body: bytes, media_type: str, status: int, problem: str
) -> None:
    answer = await school.world.client.post(
        "/v1/weekly-reports/CLES/workbook",
        content=body,
        headers=school.staff.headers | {"Content-Type": media_type},
    )
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")


async def test_a_service_without_a_key_stamps_no_workbooks(school: School, app: FastAPI) -> None:
    # Not by monkeypatch, which deletes from the app's state what it does not find in its `__dict__`.
    service = app.state.service
    app.state.service = replace(service, signing=None)
    try:
        answer = await school.staff.get("/v1/weekly-reports/CLES/workbook")
    finally:
        app.state.service = service
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-offered")
    assert "ATTUNE_SIGNING_KEY" in answer.json()["detail"]
