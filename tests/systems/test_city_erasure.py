"""City's promise of erasure and restriction: what goes, what stays and why, and what nothing brings back."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.auth.demo_issuer import ISSUER
from app.jobs.import_roster import import_roster
from app.jobs.judge_signals import judge_institution
from app.rights.exceptions import SAID
from app.wire.roster import (
    ContactDetailsRow,
    EnrolmentRow,
    IdentifierRow,
    LoginRow,
    RegistrationRow,
    Roster,
    StudentRow,
)
from tests import roles
from tests.access.scene_signals import raised
from tests.world import Person, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio


async def busy(city: World, **registered: Any) -> tuple[Person, Person]:
    """A student with something in most tables, and the tutor."""
    tutor = await city.tutor()
    student = await city.student(tutor=tutor, **registered)
    code = f"L{student.number}"
    await city.assess(f"E{student.number}")
    await city.hold_sessions(session(code, city.yesterday))
    await city.mark(mark(student, f"E{student.number}", 62))
    await city.register(register(student, code, "present"))
    for days in (3, 4, 5):
        await city.deliver(
            event(student, "moodle", city.yesterday - timedelta(days=days), module_run="BIO1-18")
        )
    await city.roster(contact_details=[ContactDetailsRow(student.number, f"{student.number}@city.example")])
    await city.score()
    await tutor.do(f"{student.path}/notes", note(share=True, summary=f"about {student.number}"))
    await raised(city, student)
    return student, tutor


async def asked(student: Person, kind: str, **fields: Any) -> str:
    if kind == "restriction":
        fields = {"ground": "accuracy_contested"} | fields
    return str((await student.do(f"{student.path}/requests", {"kind": kind, **fields}))["request_id"])


async def uphold(officer: Person, request_id: str, **details: Any) -> Any:
    body = {"outcome": "upheld", "reason": "It is your right.", "details": details}
    return await officer.do(f"/v1/requests/{request_id}/answer", body)


async def erased(city: World, student: Person, how: str = "anonymise") -> tuple[Person, str]:
    officer = await city.tutor(roles.DATA_PROTECTION)
    request_id = await asked(student, "erasure")
    await uphold(officer, request_id, how=how, confirm=student.number)
    return officer, request_id


def tables(rows: list[dict[str, Any]]) -> set[str]:
    return {each["table"] for each in rows}


@pytest.mark.row("CI-10")
async def test_an_erasure_says_what_went_and_what_stays_under_which_exception(city: World) -> None:
    student, _ = await busy(city)
    officer = await city.tutor(roles.DATA_PROTECTION)
    request_id = await asked(student, "erasure")
    before = await officer.read(f"/v1/requests/{request_id}/erasure-preview")
    assert (await student.get("/v1/me")).status_code == 200, "a preview does nothing"
    account = (await uphold(officer, request_id, how="anonymise", confirm=student.number))["account"]
    for part in ("deleted", "anonymised", "kept"):
        done, would = (
            # Whoever answers has looked once more.
            {each["table"]: each["rows"] for each in said[part] if each["table"] != "access_records"}
            for said in (account, before)
        )
        assert done == would, part
    assert {"events", "notes", "signals", "logins", "students", "contact_details"} <= tables(
        account["deleted"]
    )
    assert tables(account["anonymised"]) == {"registrations", "activity_months", "attendance"}
    kept = {each["table"]: each["exception"] for each in account["kept"]}
    assert kept["submissions"] == kept["enrolments"] == "grades_kept"
    assert kept["access_records"] == kept["rights_requests"] == "statutory"
    assert all(each["exception_in_words"] in SAID.values() for each in account["kept"])
    assert await officer.read(f"/v1/requests/{request_id}/erasure") == account
    page = await officer.get(f"/v1/requests/{request_id}/erasure.html")
    assert "What is kept, and under which exception" in page.text
    assert student.number not in page.text


@pytest.mark.row("CI-10")
@pytest.mark.parametrize("how", ["delete", "anonymise"])
async def test_nothing_names_the_student_any_more(city: World, how: str) -> None:
    student, tutor = await busy(city)
    key = {"Idempotency-Key": "one", **tutor.headers}
    kept = await city.client.post(f"{student.path}/notes", json=note(share=True), headers=key)
    assert kept.status_code == 201
    await city.deliver(event(student, "moodle", city.yesterday, module_run="BIO9-18"))  # waits
    await erased(city, student, how)
    for told in (str(student.id), student.number, student.subject, f"Student {student.number}"):
        found = []
        async with city.owner() as owner:
            for (table,) in await owner.fetch(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            ):
                statement = (
                    f"select count(*) from {table} t where t::text like $1 and (to_jsonb(t) ->>"
                    " 'institution_id' = $2)"
                )
                mine = str(city.institution.institution_id)
                if await owner.fetchval(statement, f"%{told}%", mine):
                    found.append(table)
        # Sessions and assessments of this test are called after the number.
        assert set(found) <= {"teaching_sessions", "assessments"}, told


@pytest.mark.row("CI-10")
async def test_the_login_opens_nothing_and_says_so(city: World) -> None:
    student, tutor = await busy(city)
    await erased(city, student)
    answer = await student.get("/v1/me")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/erased")
    assert (await tutor.get(student.path)).status_code == 404
    assert (await tutor.read("/v1/students"))["items"] == []


@pytest.mark.row("CI-10")
async def test_what_comes_later_goes_nowhere_and_a_roster_revives_nobody(city: World) -> None:
    student, _ = await busy(city)
    await erased(city, student)
    assert await city.deliver(event(student.number, "moodle", city.yesterday)) == ["rejected"]
    assert await city.mark(mark(student, f"E{student.number}", 70)) == ["rejected"]
    roster = Roster(
        students=[StudentRow("S90001", "Somebody else"), StudentRow(student.number, "Student again")],
        identifiers=[IdentifierRow("S90001", "campus", student.number)],
        logins=[LoginRow(ISSUER, student.subject, student="S90001")],
        registrations=[
            RegistrationRow(each, date(2018, 9, 1), None, "BSC", "CLES", "undergraduate")
            for each in (student.number, "S90001")
        ],
        enrolments=[EnrolmentRow(student.number, "BIO1-18")],
    )
    async with city.context() as context:
        done = await import_roster(context, roster)
    assert [each.pointer for each in done.erased] == [
        "/students/1", "/identifiers/0", "/logins/0", "/registrations/0", "/enrolments/0",
    ]  # fmt: skip
    assert "nobody brought back" in done.erased[0].detail
    found = await city.sql("select number from students where institution_id = :institution_id")
    assert student.number not in {each[0] for each in found}
    assert not await city.holds("Student again")


@pytest.mark.row("CI-10")
async def test_evidence_for_a_sponsor_is_kept_and_others_attendance_is_not(city: World) -> None:
    student, _ = await busy(city, sponsored=True)
    officer, request_id = await erased(city, student, "delete")
    account = await officer.read(f"/v1/requests/{request_id}/erasure")
    kept = {each["table"]: each["exception"] for each in account["kept"]}
    assert kept["attendance"] == "sponsorship_evidence"
    assert account["anonymised"] == []


@pytest.mark.row("CI-10")
async def test_an_erasure_asks_how_and_for_the_number_once_more(city: World) -> None:
    student, _ = await busy(city)
    officer = await city.tutor(roles.DATA_PROTECTION)
    request_id = await asked(student, "erasure")
    for details in (
        {},
        {"how": "delete"},
        {"how": "delete", "confirm": "S00000"},
        {"confirm": student.number},
    ):
        body = {"outcome": "upheld", "reason": "Yes, at once.", "details": details}
        answer = await officer.post(f"/v1/requests/{request_id}/answer", body)
        assert answer.status_code == 422
        assert {each["pointer"] for each in answer.json()["errors"]} <= {
            "/body/details/how", "/body/details/confirm",
        }  # fmt: skip
    assert (await student.get("/v1/me")).status_code == 200
    other = await asked(student, "restriction")
    assert (await officer.get(f"/v1/requests/{other}/erasure-preview")).status_code == 409
    assert (await officer.get(f"/v1/requests/{request_id}/erasure")).status_code == 409


# --- restriction ---


async def restricted(city: World, student: Person) -> Person:
    officer = await city.tutor(roles.DATA_PROTECTION)
    account = (await uphold(officer, await asked(student, "restriction")))["account"]
    assert account["purpose"] is None
    assert "stored" in account["remarks"][0]
    return officer


async def lift(officer: Person, student: Person, **fields: Any) -> Any:
    body = {"told_on": "2018-11-20", "notice": "From today on they are used again.", **fields}
    return await officer.post(f"{student.path}/restriction/lifting", body)


REFUSED = (403, "/problems/processing-restricted")


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


@pytest.mark.row("CI-10")
async def test_restricted_data_are_not_shown_to_staff_and_the_student_reads_everything(city: World) -> None:
    student, tutor = await busy(city)
    school, explorer = await city.tutor(roles.SCHOOL), await city.tutor(roles.SITE_EXPLORER)
    await city.grant(school, roles.SCHOOL, "CLES")
    await city.grant(explorer, roles.SITE_EXPLORER)
    await restricted(city, student)
    sections = ("attendance", "engagement", "dashboard", "grades", "meetings", "signals", "consents")
    for staff in (tutor, school, explorer):
        for path in (student.path, *(f"{student.path}/{each}" for each in sections)):
            assert problem(await staff.get(path)) == REFUSED, path
        assert problem(await staff.post(f"{student.path}/notes", note())) == REFUSED
        assert (await staff.read("/v1/students"))["items"] == []
        assert (await staff.read("/v1/signals"))["items"] == []
    stranger = await city.tutor()
    assert (await stranger.get(student.path)).status_code == 404, "it tells nobody else that there is one"
    for each in ("attendance", "grades", "meetings", "signals", "requests", "restrictions"):
        assert (await student.get(f"{student.path}/{each}")).status_code == 200, each
    assert (await student.read(f"{student.path}/viewers"))["items"] == [], "nobody could look"
    (found,) = (await student.read(f"{student.path}/restrictions"))["items"]
    assert (found["purpose"], found["lifted_at"]) == (None, None)


@pytest.mark.row("CI-10")
async def test_no_score_is_made_nightly_or_on_request_and_lifting_makes_them(city: World) -> None:
    student, tutor = await busy(city)
    months = await city.count("score_months", student)
    officer = await restricted(city, student)
    assert await city.count("score_months", student) == 0, "no work of the institution's sees it"
    city.moment.now += timedelta(days=10)
    assert await city.deliver(event(student, "moodle", city.yesterday, quantity=30)) == ["recorded"], "stored"
    await city.score()
    days = (await student.read(f"{student.path}/engagement", **{"from": "2018-11-18", "to": "2018-11-25"}))[
        "days"
    ]
    states = {each["day"]: each["state"] for each in days}
    assert (states["2018-11-19"], states["2018-11-20"], states["2018-11-25"]) == (
        "shown", "restricted", "restricted",
    )  # fmt: skip
    explained = await student.get(f"{student.path}/engagement/2018-11-25/explanation")
    assert problem(explained) == REFUSED
    answer = await lift(officer, student, told_on=str(city.today))
    assert answer.status_code == 200, answer.text
    assert answer.json()["notice"] == "From today on they are used again."
    assert await city.count("score_months", student) == months, "restricting deleted nothing"
    await city.score()
    days = (await tutor.read(f"{student.path}/engagement", **{"from": "2018-11-18", "to": "2018-11-29"}))[
        "days"
    ]
    assert {each["state"] for each in days} == {"shown"}
    (found,) = (await student.read(f"{student.path}/restrictions"))["items"]
    assert found["told_on"] == str(city.today)
    (told,) = [
        each
        for each in (await student.read(f"{student.path}/history"))["items"]
        if each.get("action") == "restriction lifted"
    ]
    assert told


@pytest.mark.row("CI-10")
async def test_a_restriction_is_lifted_once_after_the_student_was_told(city: World) -> None:
    student, tutor = await busy(city)
    officer = await restricted(city, student)
    assert (await lift(tutor, student)).status_code == 403
    assert (await lift(officer, student, told_on="2018-11-21")).status_code == 422
    assert (await lift(officer, student, purpose="learning_analytics")).status_code == 409
    assert (await lift(officer, student)).status_code == 200
    assert (await lift(officer, student)).status_code == 409
    assert (await tutor.get(student.path)).status_code == 200


@pytest.mark.row("CI-10")
async def test_an_objection_that_is_upheld_stops_the_only_purpose(city: World) -> None:
    student, tutor = await busy(city)
    officer = await city.tutor(roles.DATA_PROTECTION)
    account = (await uphold(officer, await asked(student, "objection", purpose="learning_analytics")))[
        "account"
    ]
    assert account["purpose"] is None, "City has no other purpose"
    assert problem(await tutor.get(student.path)) == REFUSED


async def test_an_objection_that_is_upheld_restricts_that_one_purpose(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student, officer = await nottingham.student(tutor=tutor), await nottingham.tutor(roles.DATA_PROTECTION)
    purposes = nottingham.profile.purposes
    account = (await uphold(officer, await asked(student, "objection", purpose="welfare")))["account"]
    assert account["purpose"] == "welfare"
    inside = next(each for each in purposes["welfare"].covers if each == "attendance")
    assert problem(await tutor.get(f"{student.path}/{inside}")) == REFUSED
    assert (await tutor.get(student.path)).status_code == 200, "who the student is serves other purposes, too"
    assert (await lift(officer, student, purpose="welfare")).status_code == 200
    assert (await tutor.get(f"{student.path}/{inside}")).status_code == 200


@pytest.mark.row("CI-10")
async def test_no_signal_is_raised_and_none_is_worked_out(city: World) -> None:
    student, _ = await busy(city)
    officer = await restricted(city, student)
    before = await city.sql("select count(*) from signals where institution_id = :institution_id")
    city.moment.now += timedelta(days=40)
    async for _done in judge_institution(city.context, city.yesterday):
        pass
    assert await city.sql("select count(*) from signals where institution_id = :institution_id") == before
    assert problem(await student.get(f"{student.path}/signals/current")) == REFUSED
    assert (await lift(officer, student)).status_code == 200
    assert await city.count("signals", student) >= 1


@pytest.mark.row("CI-10")
async def test_a_request_for_a_part_erases_nothing_by_itself(city: World) -> None:
    student, _ = await busy(city)
    officer = await city.tutor(roles.DATA_PROTECTION)
    request_id = await asked(student, "erasure", about="meetings")
    assert (await officer.get(f"/v1/requests/{request_id}/erasure-preview")).status_code == 409
    account = (await uphold(officer, request_id, how="delete"))["account"]
    assert "as a whole" in account["remarks"][0]
    assert (await student.read(f"{student.path}/requests"))["items"][0]["answer"] == "It is your right."
    assert (await officer.get(f"/v1/requests/{request_id}/erasure")).status_code == 409
