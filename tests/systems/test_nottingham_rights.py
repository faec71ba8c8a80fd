"""Nottingham's promises about a student's own data: no opting out, objections, and a copy within 14 days."""

from asyncio import gather
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.jobs.assemble_copies import assemble_copies
from app.store.governance.copy_contents import parts
from tests import roles
from tests.world import Person, World, at_once, event, note, register, session

pytestmark = pytest.mark.anyio


def deciding(student: Person, purpose: str) -> str:
    return f"{student.path}/consents/{purpose}/decisions"


REFUSED = {"decision": "refused", "notice_version": "2022-10"}


@pytest.mark.row("NO-7")
async def test_nobody_can_opt_out_and_the_refusal_says_why(nottingham: World) -> None:
    student = await nottingham.student()
    answer = await student.post(deciding(student, "welfare"), REFUSED)
    problem = answer.json()
    assert answer.status_code == 403
    assert problem["type"] == "/problems/not-based-on-consent"
    assert problem["basis"] == "public_task"
    assert "duty of care" in problem["reason"]
    assert problem["contact"] == "The Engagement Dashboard team"
    assert "You can object" in problem["right_to_object"]
    assert problem["objection"]["due_on"] == "2018-12-20"
    for said in ("public task", "duty of care", "The Engagement Dashboard team", "2018-12-20"):
        assert said in problem["detail"]
    visa = (await student.post(deciding(student, "visa_monitoring"), REFUSED)).json()
    assert visa["basis"] == "legal_obligation"
    assert "UK Visas and Immigration" in visa["reason"]
    assert await nottingham.count("consent_decisions", student) == 0


@pytest.mark.row("NO-7")
async def test_the_attempt_is_recorded_as_an_objection_that_a_person_answers(nottingham: World) -> None:
    student, officer = await nottingham.student(), await nottingham.tutor(roles.DATA_PROTECTION)
    objection = (await student.post(deciding(student, "welfare"), REFUSED)).json()["objection"]
    (asked,) = (await student.read(f"{student.path}/requests"))["items"]
    assert (asked["request_id"], asked["kind"], asked["purpose"], asked["state"]) == (
        objection["request_id"], "objection", "welfare", "received",
    )  # fmt: skip
    (queued,) = (await officer.read("/v1/requests"))["items"]
    assert queued == asked | {
        "student_id": str(student.id),
        "student_number": student.number,
        "student_name": f"Student {student.number}",
        "next_due_on": asked["due_on"],
        "overdue": False,
    }
    path = f"/v1/requests/{asked['request_id']}/answer"
    words = "The duty of care needs these data; nothing else is done with them."
    answered = await officer.do(path, {"outcome": "refused", "reason": words})
    assert (answered["state"], answered["answer"]) == ("answered", words)
    assert (await officer.read("/v1/requests"))["items"] == []
    read = await student.read(f"{student.path}/requests/{asked['request_id']}")
    assert (read["outcome"], read["answer"]) == ("refused", words)
    assert read["answered_by_name"] == f"Tutor {officer.number}"
    admin = await nottingham.tutor(roles.ADMIN)
    entry = (await admin.audit())[0]
    assert (entry["action"], entry["role"]) == ("request answered", "data_protection")
    assert words not in str(entry)
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert looks[0]["said"].startswith(
        f"Tutor {officer.number}, staff, looked at what you asked of your data"
    )


@pytest.mark.row("NO-7")
async def test_trying_again_is_the_same_objection_until_it_is_answered(nottingham: World) -> None:
    student, officer = await nottingham.student(), await nottingham.tutor(roles.DATA_PROTECTION)
    answers = await at_once(student, [(deciding(student, "welfare"), REFUSED)] * 8)
    assert {each.status_code for each in answers} == {403}
    (request_id,) = {each.json()["objection"]["request_id"] for each in answers}
    given = await student.post(deciding(student, "welfare"), REFUSED | {"decision": "given"})
    assert (given.status_code, given.json()["objection"]) == (403, None)
    await officer.do(f"/v1/requests/{request_id}/answer", {"outcome": "upheld", "reason": "We leave it out."})
    again = (await student.post(deciding(student, "welfare"), REFUSED)).json()["objection"]
    assert again["request_id"] != request_id
    assert len((await student.read(f"{student.path}/requests"))["items"]) == 2


async def test_a_consent_that_is_given_where_none_is_asked_is_no_objection(nottingham: World) -> None:
    student = await nottingham.student()
    answer = await student.post(deciding(student, "welfare"), REFUSED | {"decision": "given"})
    assert answer.status_code == 403
    assert (await student.read(f"{student.path}/requests"))["items"] == []


async def test_an_objection_is_answered_once_and_by_nobody_else(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    officer = await nottingham.tutor(roles.DATA_PROTECTION)
    body = {"kind": "objection", "purpose": "welfare", "message": "Not my lecture recordings, please."}
    made = await student.do(f"{student.path}/requests", body)
    twice = await student.post(f"{student.path}/requests", body)
    assert twice.status_code == 409
    assert "objection request to welfare is open" in twice.json()["detail"]
    path, answer = f"/v1/requests/{made['request_id']}/answer", {"outcome": "upheld", "reason": "Left out."}
    for other in (student, tutor, await nottingham.tutor(roles.ADMIN)):
        assert (await other.post(path, answer)).status_code == 403
        assert (await other.get("/v1/requests")).status_code == 403
    assert (await tutor.get(f"{student.path}/requests")).status_code == 403
    assert (await (await nottingham.student()).get(f"{student.path}/requests")).status_code == 404
    answers = await at_once(officer, [(path, answer)] * 8)
    assert sorted(each.status_code for each in answers) == [200] + [409] * 7


@pytest.mark.parametrize(
    ("asked", "due"),
    [("2018-11-20", "2018-12-04"), ("2018-12-11", "2018-12-27"), ("2018-12-18", "2019-01-02")],
)
@pytest.mark.row("NO-6")
async def test_a_copy_is_due_in_fourteen_days_and_not_on_a_holiday(
    nottingham: World, asked: str, due: str
) -> None:
    """25 and 26 December, and 1 January, are public holidays."""
    student = await nottingham.student()
    nottingham.moment.now = datetime.fromisoformat(f"{asked}T12:00:00+00:00").astimezone(UTC)
    made = await student.do(f"{student.path}/requests", {"kind": "access"})
    assert made["due_on"] == due


async def test_the_queue_is_read_page_by_page_the_earliest_due_first(nottingham: World) -> None:
    officer = await nottingham.tutor(roles.DATA_PROTECTION)
    for _ in range(5):
        student = await nottingham.student()
        await student.do(f"{student.path}/requests", {"kind": "objection", "purpose": "welfare"})
        nottingham.moment.now += timedelta(days=1)
    nottingham.moment.now += timedelta(days=28)
    pages: list[list[dict[str, Any]]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await officer.read("/v1/requests", limit=2, **cursor)
        pages.append(page["items"])
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert [len(each) for each in pages] == [2, 2, 1]
    found = [each for page in pages for each in page]
    assert [each["due_on"] for each in found] == sorted(each["due_on"] for each in found)
    assert {each["overdue"] for each in found} == {True, False}
    assert (await officer.get("/v1/requests", cursor="x")).status_code == 422


async def test_what_cannot_be_asked_is_refused_by_its_rule(nottingham: World, world: World) -> None:
    student = await nottingham.student()
    for body, pointer in (
        ({"kind": "portability"}, "/body/kind"),
        ({"kind": "objection", "purpose": "advertising"}, "/body/purpose"),
        ({"kind": "access", "purpose": "welfare"}, "/body/purpose"),
        ({"kind": "access", "message": ""}, "/body/message"),
    ):
        answer = await student.post(f"{student.path}/requests", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    elsewhere = await world.student()
    answer = await elsewhere.post(f"{elsewhere.path}/requests", {"kind": "access"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-offered"
    assert answer.json()["contacts"] == ["The student information desk"]


# --- NO-6: a copy of the data -------------------------------------------------------------------------------


async def lived(nottingham: World) -> tuple[Person, Person]:
    """A student with something of everything, and the personal tutor."""
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    await nottingham.deliver(event(student, "moodle", nottingham.yesterday, object="<b>week 9</b>"))
    await nottingham.hold_sessions(session("L1", nottingham.yesterday))
    await nottingham.register(register(student, "L1", "absent"))
    await nottingham.score()
    await tutor.do(f"{student.path}/notes", note(summary="We talked about sleep.", share=True))
    await tutor.do(f"{student.path}/notes", note(summary="Still thinking."))
    await tutor.read(f"{student.path}/attendance")
    return student, tutor


async def copied(nottingham: World, student: Person) -> str:
    """The path of a copy that was asked for and made."""
    made = await student.do(f"{student.path}/requests", {"kind": "access"})
    assert await assemble_copies(nottingham.context) == 1
    return f"{student.path}/requests/{made['request_id']}/copy"


def rows(copy: dict[str, Any], name: str) -> list[dict[str, Any]]:
    (part,) = [each for each in copy["parts"] if each["name"] == name]
    found: list[dict[str, Any]] = part["rows"]
    return found


@pytest.mark.row("NO-6")
async def test_a_copy_holds_everything_for_machines_and_for_people(nottingham: World) -> None:
    student, tutor = await lived(nottingham)
    path = await copied(nottingham, student)
    (asked,) = (await student.read(f"{student.path}/requests"))["items"]
    assert (asked["state"], asked["outcome"], asked["copy_available_until"]) == (
        "answered", "provided", "2018-12-20",
    )  # fmt: skip
    copy = await student.read(path)
    assert copy["about"]["student_number"] == student.number
    assert [each["name"] for each in copy["parts"]] == [
        *(each.name for each in parts()),
        "student_statistics",
    ]
    assert [(each["kind"], each["object"]) for each in rows(copy, "events")] == [("viewed", "<b>week 9</b>")]
    (attended,) = rows(copy, "attendance")
    assert (attended["session_name"], attended["status"]) == ("L1", "absent")
    assert [each["summary"] for each in rows(copy, "notes")] == ["We talked about sleep."]
    assert {each["staff"] for each in rows(copy, "access_records")} == {f"Tutor {tutor.number}"}
    months = [each for each in rows(copy, "activity_months") if each["source"] == "moodle"]
    assert months[0]["amounts"] == [0.0] * 18 + [1.0] + [0.0] * 11
    assert any(any(each["scores"]) for each in rows(copy, "score_months"))
    answer = await student.get(f"{path}.html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = answer.text
    assert page.startswith("<!doctype html>")
    assert "We talked about sleep." in page
    assert "@media print" in page
    for outside in ("src=", "url(", 'href="h', "@import", "<script", "<link", "<b>week"):
        assert outside not in page, outside


@pytest.mark.row("NO-6")
async def test_the_personal_tutor_is_given_one_of_what_tutors_see_and_the_student_is_told(
    nottingham: World,
) -> None:
    student, tutor = await lived(nottingham)
    async with nottingham.owner() as owner:  # as one that the student wrote where a profile lets them
        await owner.execute(
            "insert into notes (institution_id, student_id, note_id, author, status, focus, summary,"
            " created_at, changed_at) values ($1, $2, gen_random_uuid(), 'student', 'draft', 'routine', $3,"
            " now(), now())",
            nottingham.institution.institution_id,
            student.id,
            "A draft of mine.",
        )
    path = await copied(nottingham, student)
    (listed,) = (await tutor.read(f"{student.path}/copies"))["items"]
    assert listed["copied_to"] == ["Personal tutor"]
    assert (await student.read(f"{student.path}/copies"))["items"] == [listed]
    copy = await tutor.read(path)
    names = {each["name"] for each in copy["parts"]}
    assert names >= {"students", "registrations", "attendance", "events", "notes", "score_months"}
    assert names.isdisjoint({"access_records", "rights_requests", "logins", "audit_entries", "corrections"})
    assert [each["summary"] for each in rows(copy, "notes")] == ["We talked about sleep."]
    assert "A draft of mine." in str(await student.read(path))
    assert "A draft of mine." not in (await tutor.get(f"{path}.html")).text
    looks = [each["said"] for each in (await student.read(f"{student.path}/access-records"))["items"]]
    said = f"Tutor {tutor.number}, your personal tutor, looked at what you asked of your data to tutor you."
    assert said in looks


@pytest.mark.row("NO-6")
async def test_nobody_else_reads_a_copy(nottingham: World) -> None:
    student, tutor = await lived(nottingham)
    path = await copied(nottingham, student)
    untrained = await nottingham.tutor(trained=False)
    await nottingham.begin_tutorship(student, untrained, nottingham.yesterday)
    head = await nottingham.tutor(roles.HEAD_OF_YEAR)
    await nottingham.grant(head, roles.HEAD_OF_YEAR, "CLES")
    officer = await nottingham.tutor(roles.DATA_PROTECTION)
    for who, status in (
        (await nottingham.student(), 404),
        (await nottingham.tutor(), 404),
        (untrained, 404),
        (officer, 404),
        (head, 403),
    ):
        for each in (path, f"{path}.html", f"{student.path}/copies"):
            assert (await who.get(each)).status_code == status, each
    silent = {"Authorization": tutor.headers["Authorization"]}
    assert (await nottingham.client.get(path, headers=silent)).json()["type"] == "/problems/purpose-required"
    refused = silent | {"Attune-Purpose": "commercial"}
    assert (await nottingham.client.get(path, headers=refused)).status_code == 403


@pytest.mark.row("NO-6")
async def test_a_copy_can_be_read_until_its_day_and_is_deleted_then(nottingham: World) -> None:
    student, tutor = await lived(nottingham)
    path = await copied(nottingham, student)
    nottingham.moment.now += timedelta(days=30)
    assert (await student.get(path)).status_code == 200
    nottingham.moment.now += timedelta(days=1)
    for who in (student, tutor):
        assert (await who.get(path)).status_code == 404
        assert (await who.get(f"{path}.html")).status_code == 404
        assert (await who.read(f"{student.path}/copies"))["items"] == []
    (asked,) = (await student.read(f"{student.path}/requests"))["items"]
    assert asked["copy_available_until"] is None
    assert await nottingham.count("data_copies", student) == 2
    assert await assemble_copies(nottingham.context) == 0
    assert await nottingham.count("data_copies", student) == 0


async def test_the_nightly_work_makes_each_copy_once(nottingham: World) -> None:
    students = [await nottingham.student() for _ in range(3)]
    for each in students:
        await each.do(f"{each.path}/requests", {"kind": "access"})
        twice = await each.post(f"{each.path}/requests", {"kind": "access"})
        assert twice.status_code == 409
    made = await gather(*(assemble_copies(nottingham.context) for _ in range(3)))
    assert sum(made) == 3
    assert await assemble_copies(nottingham.context) == 0
    officer = await nottingham.tutor(roles.DATA_PROTECTION)
    assert (await officer.read("/v1/requests"))["items"] == []


async def test_a_copy_can_be_refused_by_a_person_and_not_be_promised_by_one(nottingham: World) -> None:
    student, officer = await nottingham.student(), await nottingham.tutor(roles.DATA_PROTECTION)
    made = await student.do(f"{student.path}/requests", {"kind": "access"})
    path = f"/v1/requests/{made['request_id']}/answer"
    promised = await officer.post(path, {"outcome": "upheld", "reason": "It will come."})
    assert promised.json()["errors"][0]["pointer"] == "/body/outcome"
    await officer.do(path, {"outcome": "refused", "reason": "The tenth this week; see the other nine."})
    assert await assemble_copies(nottingham.context) == 0


async def test_another_university_gives_copies_to_nobody_else(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    path = await copied(essex, student)
    assert (await student.read(path))["about"]["copied_to"] == []
    for each in (path, f"{student.path}/copies"):
        assert (await tutor.get(each)).status_code == 403
