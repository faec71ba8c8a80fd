"""City's promises about rights: access, rectification, erasure, restriction, objection, and complaints."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.jobs.assemble_copies import assemble_copies
from tests import roles
from tests.world import Person, World, at_once

pytestmark = pytest.mark.anyio

COMPLAINT = {
    "kind": "complaint",
    "message": "My tutor read my marks before the board had met.",
    "put_right": "That I am told who else read them.",
}


@pytest.fixture
async def officer(city: World) -> Person:
    """Somebody of Information Assurance, who answers requests."""
    return await city.tutor(roles.DATA_PROTECTION)


def on(city: World, day: str) -> None:
    city.moment.now = datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)


async def asked(student: Person, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = await student.do(f"{student.path}/requests", body)
    return made


async def step(officer: Person, request: dict[str, Any], name: str) -> httpx.Response:
    path = f"/v1/requests/{request['request_id']}/steps"
    return await officer.post(path, {"step": name, "reason": f"Because of {name}."})


async def taken(officer: Person, request: dict[str, Any], name: str) -> dict[str, Any]:
    answer = await step(officer, request, name)
    assert answer.status_code == 200, answer.text
    moved: dict[str, Any] = answer.json()
    return moved


async def answered(officer: Person, request: dict[str, Any], **body: Any) -> dict[str, Any]:
    given = {"outcome": "upheld", "reason": "You are right."} | body
    told: dict[str, Any] = await officer.do(f"/v1/requests/{request['request_id']}/answer", given)
    return told


async def read(student: Person, request: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = await student.read(f"{student.path}/requests/{request['request_id']}")
    return found


# --- CI-10: access, rectification, erasure, restriction, objection ------------------------------------------


@pytest.mark.row("CI-10")
async def test_every_right_can_be_asked_for_and_is_answered_by_a_person(city: World, officer: Person) -> None:
    student = await city.student()
    for body in (
        {"kind": "rectification", "about": "identity", "message": "My name is spelt wrong."},
        {"kind": "erasure", "about": "meetings"},
        {"kind": "restriction", "ground": "accuracy_contested", "about": "attendance"},
        {"kind": "objection", "purpose": "learning_analytics"},
    ):
        made = await asked(student, **body)
        assert (made["state"], made["due_on"]) == ("received", "2018-12-20")
        twice = await student.post(f"{student.path}/requests", body)
        assert twice.status_code == 409
        assert "is open" in twice.json()["detail"]
        details = {"details": {"how": "delete"}} if body["kind"] == "erasure" else {}
        await answered(officer, made, **details)
        found = await read(student, made)
        assert (found["state"], found["outcome"], found["answer"]) == ("answered", "upheld", "You are right.")
        assert (found["account"] is None) == (body["kind"] == "rectification")
        assert found["answered_by_name"] == f"Tutor {officer.number}"


@pytest.mark.row("CI-10")
async def test_exceptions_are_named_in_the_answer(city: World, officer: Person) -> None:
    student = await city.student()
    made = await asked(student, kind="erasure")
    path = f"/v1/requests/{made['request_id']}/answer"
    partly = {"outcome": "partly", "reason": "All but your marks.", "details": {"how": "anonymise"}}
    wrong = (await officer.post(path, {"outcome": "provided", "reason": "Here it is."})).json()["errors"]
    assert wrong[0]["detail"] == "Input should be 'upheld', 'partly' or 'refused'", "no names of our classes"
    for body, pointer in (
        (partly, "/body/exceptions"),
        (partly | {"exceptions": ["whim"]}, "/body/exceptions/0"),
        (partly | {"details": {}, "exceptions": ["statutory"]}, "/body/details/how"),
        ({"outcome": "refused", "reason": "No, sorry.", "details": {"how": "delete"}}, "/body/details/how"),
        ({"outcome": "provided", "reason": "Here it is."}, "/body/outcome"),
    ):
        refused = await officer.post(path, body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    partly["details"] = {"how": "anonymise", "confirm": student.number}
    # The student's login is gone with this answer: whoever answers sends it.
    found = await answered(officer, made, **partly, exceptions=["statutory", "grades_kept"])
    assert [each["exception"] for each in found["exceptions"]] == ["grades_kept", "statutory"]
    assert found["exceptions"][0]["said"].startswith("Your marks and awards are kept")


@pytest.mark.row("CI-10")
async def test_what_a_kind_needs_is_said_by_the_field(city: World) -> None:
    student = await city.student()
    for body, pointer in (
        ({"kind": "rectification", "about": "identity"}, "/body/message"),
        ({"kind": "rectification", "message": "It is wrong."}, "/body/about"),
        ({"kind": "restriction"}, "/body/ground"),
        ({"kind": "restriction", "ground": "because"}, "/body/ground"),
        ({"kind": "erasure", "about": "weather"}, "/body/about"),
        ({"kind": "erasure", "purpose": "learning_analytics"}, "/body/purpose"),
        ({"kind": "objection", "about": "attendance"}, "/body/about"),
        ({"kind": "complaint"}, "/body/message"),
        ({"kind": "access", "put_right": "All of it."}, "/body/put_right"),
    ):
        answer = await student.post(f"{student.path}/requests", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), body
    for section in ("attendance", "grades", "engagement"):
        body = {"kind": "rectification", "about": section, "message": "It is wrong."}
        answer = await student.post(f"{student.path}/requests", body)
        assert "/corrections" in answer.json()["errors"][0]["detail"]
    await asked(student, kind="rectification", about="other", message="It is wrong.")
    assert (await student.read(f"{student.path}/requests"))["items"][0]["about"] == "other"


@pytest.mark.row("CI-10")
async def test_the_student_reads_each_step_and_what_it_did_to_the_due_date(
    city: World, officer: Person
) -> None:
    student = await city.student()
    made = await asked(student, kind="access")
    assert made["due_on"] == "2018-12-20"
    moved = await taken(officer, made, "clarification_asked")
    assert (moved["state"], moved["clock_stopped_on"], moved["next_due_on"]) == ("paused", "2018-11-20", None)
    assert await assemble_copies(city.context) == 0
    on(city, "2018-11-23")
    path = f"{student.path}/requests/{made['request_id']}/information"
    said = {"message": "Everything since I came."}
    for who, status in ((await city.student(), 404), (officer, 404)):
        assert (await who.post(path, said)).status_code == status
    found = await student.do(path, said)
    assert (found["state"], found["due_on"], found["clock_stopped_on"]) == ("received", "2018-12-24", None)
    assert (await student.post(path, said)).status_code == 409
    moved = await taken(officer, made, "extended")
    assert (moved["state"], moved["due_on"]) == ("extended", "2019-02-25")
    found = await read(student, made)
    assert [(each["step"], each["due_on_before"], each["due_on"]) for each in found["steps"]] == [
        ("clarification_asked", "2018-12-20", "2018-12-20"),
        ("information_given", "2018-12-20", "2018-12-24"),
        ("extended", "2018-12-24", "2019-02-25"),
    ]
    name = f"Tutor {officer.number}"
    assert [each["by_name"] for each in found["steps"]] == [name, None, name]
    assert found["steps"][1]["words"] == "Everything since I came."
    history = [each["action"] for each in (await student.read(f"{student.path}/history"))["items"]]
    assert set(history) >= {
        "access request made",
        "access request: clarification asked",
        "access request: information given",
        "access request: extended",
    }
    assert await assemble_copies(city.context) == 1
    assert (await read(student, made))["outcome"] == "provided"


@pytest.mark.row("CI-10")
async def test_proof_of_identity_stops_the_clock_of_an_erasure_and_a_question_does_not(
    city: World, officer: Person
) -> None:
    student = await city.student()
    made = await asked(student, kind="erasure")
    assert (await taken(officer, made, "clarification_asked"))["clock_stopped_on"] is None
    on(city, "2018-11-27")
    assert (await taken(officer, made, "went_on"))["due_on"] == "2018-12-20"
    assert (await taken(officer, made, "identity_asked"))["clock_stopped_on"] == "2018-11-27"
    on(city, "2018-11-28")
    path = f"{student.path}/requests/{made['request_id']}/information"
    assert (await student.do(path, {"message": "Here is my card."}))["due_on"] == "2018-12-21"


@pytest.mark.row("CI-10")
async def test_an_extension_that_is_told_too_late_is_refused_and_says_so(
    city: World, officer: Person
) -> None:
    student = await city.student()
    made = await asked(student, kind="erasure")
    on(city, "2018-12-21")
    late = await step(officer, made, "extended")
    assert (late.status_code, "2018-12-20" in late.json()["detail"]) == (409, True)
    found = await officer.read(f"/v1/requests/{made['request_id']}")
    assert (found["due_on"], found["overdue"], found["steps"]) == ("2018-12-20", True, [])


async def test_a_step_is_refused_to_whoever_has_read_an_older_state(city: World, officer: Person) -> None:
    student = await city.student()
    made = await asked(student, kind="erasure")
    path = f"/v1/requests/{made['request_id']}"
    seen = officer.headers | {"If-Match": (await officer.get(path)).headers["etag"]}
    said = {"step": "extended", "reason": "Complex."}
    first = await city.client.post(f"{path}/steps", json=said, headers=seen)
    said = {"outcome": "refused", "reason": "No, sorry."}
    second = await city.client.post(f"{path}/answer", json=said, headers=seen)
    assert (first.status_code, second.status_code) == (200, 412)


async def test_a_step_is_taken_once_by_those_who_answer_and_by_nobody_else(
    city: World, officer: Person
) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    made = await asked(student, kind="erasure")
    for other in (student, tutor):
        assert (await step(other, made, "extended")).status_code == 403
        assert (await other.get(f"/v1/requests/{made['request_id']}")).status_code == 403
    body = {"step": "identity_asked", "reason": "Show your card, please."}
    path = f"/v1/requests/{made['request_id']}/steps"
    answers = await at_once(officer, [(path, body)] * 8)
    assert sorted(each.status_code for each in answers) == [200] + [409] * 7
    given = f"{student.path}/requests/{made['request_id']}/information"
    answers = await at_once(student, [(given, {"message": "My card."})] * 8)
    assert sorted(each.status_code for each in answers) == [200] + [409] * 7
    assert len((await read(student, made))["steps"]) == 2


async def test_the_audit_names_the_step_and_none_of_the_words(city: World, officer: Person) -> None:
    student, admin = await city.student(), await city.tutor(roles.ADMIN)
    made = await asked(student, kind="erasure", message="Something private of mine.")
    await taken(officer, made, "extended")
    entry = (await admin.audit())[0]
    assert (entry["action"], entry["role"]) == ("erasure request: extended", "data_protection")
    assert entry["after"]["due_on"] == "2019-02-20"
    assert "secret" not in str(entry)
    assert "Because" not in str(entry)


async def test_a_copy_is_due_after_a_month_and_the_tutor_gets_none(city: World) -> None:
    """Nottingham promises fourteen days, and the tutor a copy; City says neither."""
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    made = await asked(student, kind="access")
    assert made["due_on"] == "2018-12-20"
    assert await assemble_copies(city.context) == 1
    path = f"{student.path}/requests/{made['request_id']}/copy"
    copy = await student.read(path)
    assert copy["about"]["copied_to"] == []
    assert {"rights_requests", "request_steps"} <= {each["name"] for each in copy["parts"]}
    assert (await student.get(f"{path}.html")).headers["content-type"].startswith("text/html")
    assert (await tutor.get(path)).status_code == 403


# --- BY-14: complaints --------------------------------------------------------------------------------------


@pytest.mark.row("BY-14")
async def test_a_complaint_is_acknowledged_within_thirty_days_and_then_its_outcome_told(
    city: World, officer: Person
) -> None:
    student = await city.student()
    made = await asked(student, **COMPLAINT)
    assert (made["acknowledge_by"], made["due_on"]) == ("2018-12-20", "2019-01-21")
    assert (made["message"], made["put_right"]) == (COMPLAINT["message"], COMPLAINT["put_right"])
    (queued,) = (await officer.read("/v1/requests"))["items"]
    assert queued["next_due_on"] == "2018-12-20"
    on(city, "2018-12-21")
    (queued,) = (await officer.read("/v1/requests"))["items"]
    assert queued["overdue"]
    moved = await taken(officer, made, "acknowledged")
    assert (moved["next_due_on"], moved["overdue"]) == ("2019-01-21", False)
    assert moved["acknowledged_by_name"] == f"Tutor {officer.number}"
    assert (await step(officer, made, "acknowledged")).status_code == 409
    found = await read(student, made)
    assert found["acknowledged_at"].startswith("2018-12-21")
    assert found["state"] == "received"
    await answered(officer, made, outcome="partly", reason="Two people read them; they were told not to.")
    found = await read(student, made)
    assert (found["state"], found["outcome"]) == ("answered", "partly")
    assert found["account"] is None


@pytest.mark.row("BY-14")
async def test_an_outcome_within_the_thirty_days_acknowledges_it(city: World, officer: Person) -> None:
    student = await city.student()
    made = await asked(student, **COMPLAINT)
    told = await answered(officer, made)
    assert told["acknowledged_at"] == told["answered_at"]
    assert (await officer.read("/v1/requests"))["items"] == []


@pytest.mark.row("BY-14")
async def test_only_the_student_complains_and_nothing_stops_its_clock(city: World, officer: Person) -> None:
    student, tutor = await city.student(), await city.tutor()
    path = f"{student.path}/requests"
    assert (await city.client.post(path, json=COMPLAINT)).status_code == 401
    for other in (await city.student(), tutor, officer):
        assert (await other.post(path, COMPLAINT)).status_code == 404
    made = await asked(student, **COMPLAINT)
    moved = await taken(officer, made, "identity_asked")
    assert (moved["state"], moved["clock_stopped_on"]) == ("awaiting_identity", None)
    extended = await step(officer, made, "extended")
    assert (extended.status_code, "outcome" in extended.json()["detail"]) == (409, True)
    erasure = await asked(student, kind="erasure")
    assert (await step(officer, erasure, "acknowledged")).status_code == 409


async def test_the_queue_shows_what_is_due_first_by_kind_and_state(city: World, officer: Person) -> None:
    student = await city.student()
    complaint = await asked(student, **COMPLAINT)
    city.moment.now += timedelta(days=1)
    erasure = await asked(student, kind="erasure")
    copy = await asked(student, kind="access")
    await taken(officer, copy, "identity_asked")
    listed = (await officer.read("/v1/requests"))["items"]
    assert [each["request_id"] for each in listed] == [
        each["request_id"] for each in (complaint, erasure, copy)
    ]
    await taken(officer, complaint, "acknowledged")
    page = await officer.read("/v1/requests", limit=1)
    assert [each["kind"] for each in page["items"]] == ["erasure"]
    page = await officer.read("/v1/requests", limit=1, cursor=page["next_cursor"])
    assert [each["kind"] for each in page["items"]] == ["complaint"]
    page = await officer.read("/v1/requests", limit=1, cursor=page["next_cursor"])
    assert ([each["kind"] for each in page["items"]], page["next_cursor"]) == (["access"], None)
    for query, kinds in (
        ({"kind": "complaint"}, ["complaint"]),
        ({"state": "awaiting_identity"}, ["access"]),
        ({"state": "awaiting_identity", "kind": "erasure"}, []),
    ):
        found = (await officer.read("/v1/requests", **query))["items"]
        assert [each["kind"] for each in found] == kinds


@pytest.mark.row("BY-14")
async def test_where_complaints_are_not_taken_here_the_answer_says_whom_to_ask(wide: World) -> None:
    student = await wide.student()
    refused = await student.post(f"{student.path}/requests", COMPLAINT)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-offered")
    assert refused.json()["contacts"] == ["The student information desk"]
    assert (await asked(student, kind="erasure"))["state"] == "received"
