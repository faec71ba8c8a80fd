"""Essex's promise ES-4: the student checks the record and can have a wrong one corrected."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import roles
from tests.world import OPENING, Person, World, at_once, event, mark, register, session

pytestmark = pytest.mark.anyio

WHAT = "I was there: the reader did not take my card."
ACCEPTED = {"decision": "accepted", "reason": "The lecturer remembers you."}
REFUSED = {"decision": "refused", "reason": "The lecturer does not remember you."}


async def absent(world: World) -> tuple[Person, Person, str]:
    """A student whom the register has as absent, the personal tutor, and the session's id."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await world.hold_sessions(session("L1", world.yesterday), session("L2", world.yesterday))
    await world.register(register(student, "L1", "absent"))
    shown = (await student.read(f"{student.path}/attendance"))["sessions"]
    (session_id,) = [each["session_id"] for each in shown if each["status"] == "absent"]
    return student, tutor, session_id


def of_session(session_id: str, **fields: Any) -> dict[str, Any]:
    said = {"kind": "attendance", "session_id": session_id, "what_is_wrong": WHAT}
    return said | {"should_be": {"status": "present"}} | fields


async def at(student: Person, session_id: str) -> dict[str, Any]:
    """What is shown of the session, and the whole beside it."""
    shown = await student.read(f"{student.path}/attendance")
    (one,) = [each for each in shown["sessions"] if each["session_id"] == session_id]
    return {
        "status": one["status"],
        "disputed": one["disputed"],
        "correction_id": one["correction_id"],
        "disputed_sessions": shown["disputed_sessions"],
        "present": shown["overall"]["all_sessions"]["present"],
    }


@pytest.mark.row("ES-4")
async def test_a_disputed_record_says_so_until_its_owner_decides(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    asked = await student.do(f"{student.path}/corrections", of_session(session_id))
    assert (asked["recorded"]["status"], asked["should_be"]["status"]) == ("absent", "present")
    assert asked["named"] == "L1"
    disputed = {
        "status": "absent", "disputed": True, "correction_id": asked["correction_id"],
        "disputed_sessions": 1, "present": 0,
    }  # fmt: skip
    assert await at(student, session_id) == disputed
    (seen,) = [
        each
        for each in (await tutor.read(f"{student.path}/attendance"))["sessions"]
        if each["session_id"] == session_id
    ]
    assert (seen["disputed"], seen["correction_id"]) == (True, asked["correction_id"])
    (queued,) = (await tutor.read("/v1/corrections"))["items"]
    assert (queued["correction_id"], queued["student_number"]) == (asked["correction_id"], student.number)
    decided = await tutor.do(f"/v1/corrections/{asked['correction_id']}/decision", ACCEPTED)
    assert decided["decided_as"] == "Personal tutor"
    assert await at(student, session_id) == {
        "status": "present", "disputed": False, "correction_id": None, "disputed_sessions": 0, "present": 1,
    }  # fmt: skip
    assert (await tutor.read("/v1/corrections"))["items"] == []
    read = await student.read(f"{student.path}/corrections/{asked['correction_id']}")
    assert (read["before"]["status"], read["after"]["status"]) == ("absent", "present")
    assert (read["state"], read["reason"]) == ("accepted", ACCEPTED["reason"])
    assert (await student.read(f"{student.path}/corrections"))["items"] == [read]
    entry = (await (await essex.tutor(roles.ADMIN)).audit())[0]
    assert (entry["action"], entry["role"]) == ("correction decided", "personal_tutor")
    assert ACCEPTED["reason"] not in str(entry)


@pytest.mark.row("ES-4")
async def test_a_refused_one_leaves_the_record_and_says_why(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    asked = await student.do(f"{student.path}/corrections", of_session(session_id))
    await tutor.do(f"/v1/corrections/{asked['correction_id']}/decision", REFUSED)
    shown = await at(student, session_id)
    assert (shown["status"], shown["disputed"]) == ("absent", False)
    read = await student.read(f"{student.path}/corrections/{asked['correction_id']}")
    assert (read["state"], read["reason"], read["after"]) == ("refused", REFUSED["reason"], None)
    again = await student.do(f"{student.path}/corrections", of_session(session_id))
    assert again["correction_id"] != asked["correction_id"]


@pytest.mark.row("ES-4")
async def test_the_old_value_does_not_come_back_by_a_later_delivery(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    asked = await student.do(f"{student.path}/corrections", of_session(session_id))
    await tutor.do(f"/v1/corrections/{asked['correction_id']}/decision", ACCEPTED)
    service = await essex.service()
    body = {"records": [register(student, "L1", "absent")]}
    (item,) = (await service.do("/v1/attendance", body))["items"]
    assert item["outcome"] == "conflict"
    assert "corrected since" in item["detail"]
    assert (await at(student, session_id))["status"] == "present"
    assert await essex.register(register(student, "L1", "present")) == ["known"]
    assert await essex.register(register(student, "L1", "authorised_absence")) == ["replaced"]
    assert await essex.register(register(student, "L1", "absent")) == ["conflict"]
    assert (await at(student, session_id))["status"] == "authorised_absence"


@pytest.mark.row("ES-4")
async def test_whoever_had_looked_is_listed_and_shown_the_correction(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    second = await essex.second_tutor(student)
    unconcerned = await essex.second_tutor(student)
    await second.read(f"{student.path}/attendance")
    await unconcerned.read(f"{student.path}/engagement")
    await tutor.read(f"{student.path}/attendance")
    asked = await student.do(f"{student.path}/corrections", of_session(session_id))
    decided = await tutor.do(f"/v1/corrections/{asked['correction_id']}/decision", ACCEPTED)
    assert [(each["staff_name"], each["role"]) for each in decided["told"]] == [
        (f"Tutor {second.number}", "Personal tutor")
    ]
    read = await student.read(f"{student.path}/corrections/{asked['correction_id']}")
    assert read["told"] == decided["told"]
    (told,) = (await second.read("/v1/me/corrections"))["items"]
    assert (told["correction_id"], told["after"]["status"]) == (asked["correction_id"], "present")
    assert (await unconcerned.read("/v1/me/corrections"))["items"] == []
    await essex.end_tutorship(student, second, essex.today, starts_on=OPENING)
    (told,) = (await second.read("/v1/me/corrections"))["items"]
    assert told["student_number"] is None  # told all the same, of whom they no longer see


@pytest.mark.row("ES-4")
async def test_an_amount_is_corrected_and_scores_follow(essex: World) -> None:
    officer = await essex.tutor(roles.DEPARTMENT_OFFICER)
    await essex.grant(officer, roles.DEPARTMENT_OFFICER, "CLES")
    student, day = await essex.student(), essex.yesterday - timedelta(days=2)
    sent = [event(student, "moodle", day, quantity=quantity) for quantity in (30, 40)]
    await essex.deliver(*sent, event(student, "library", day, quantity=2))
    await essex.score()
    path = f"{student.path}/engagement"
    before = await student.read(path, **{"from": str(day), "to": str(essex.yesterday)})
    said = {"kind": "activity", "source": "moodle", "day": str(day), "what_is_wrong": "My flatmate's clicks."}
    asked = await student.do(f"{student.path}/corrections", said | {"should_be": {"amount": 7}})
    assert asked["recorded"]["amount"] == 70
    shown = await student.read(path, **{"from": str(day - timedelta(days=1)), "to": str(essex.yesterday)})
    assert [each["disputed"] for each in shown["days"]] == [False, True, True, True]
    assert shown["disputes"] == [
        {"correction_id": asked["correction_id"], "source": "moodle", "day": str(day)}
    ]
    for who in (student, officer):
        explained = await who.read(f"{path}/{essex.yesterday}/explanation")
        assert explained["disputed"] is True
        assert [
            (each["source"], value["day"], value["amount"])
            for each in explained["contributions"]
            for value in each["days"]
            if value["disputed"]
        ] == [("moodle", str(day), 70)]
        assert (await who.read(f"{student.path}/indicator"))["disputed"] is True
    assert (await student.read(f"{path}/{day - timedelta(days=1)}/explanation"))["disputed"] is False
    await officer.do(f"/v1/corrections/{asked['correction_id']}/decision", ACCEPTED)
    for scored in (False, True):  # computed for the answer, and stored
        if scored:
            await essex.score()
        after = await student.read(path, **{"from": str(day), "to": str(essex.yesterday)})
        assert after["disputes"] == []
        for old, new in zip(before["days"], after["days"], strict=True):
            assert new["score"] == pytest.approx(old["score"] - 63 / 7, abs=0.011)
    assert (await student.read(f"{student.path}/indicator"))["disputed"] is False
    explained = await student.read(f"{path}/{day}/explanation")
    assert not any(value["disputed"] for each in explained["contributions"] for value in each["days"])
    amounts = {each["source"]: each["days"][-1]["amount"] for each in explained["contributions"]}
    assert (amounts["moodle"], amounts["library"]) == (7, 2)
    assert await essex.deliver(*sent) == ["taken_back", "taken_back"]
    assert await essex.deliver(sent[0] | {"version": 2}) == ["recorded"]


@pytest.mark.row("ES-4")
async def test_the_decider_may_have_it_otherwise_than_the_student_says(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    asked = await student.do(f"{student.path}/corrections", of_session(session_id))
    path = f"/v1/corrections/{asked['correction_id']}/decision"
    wrong = await tutor.post(path, ACCEPTED | {"corrected": {"amount": 3}})
    assert {each["pointer"] for each in wrong.json()["errors"]} == {
        "/body/corrected/status", "/body/corrected/amount",
    }  # fmt: skip
    decided = await tutor.do(path, ACCEPTED | {"corrected": {"status": "authorised_absence"}})
    assert decided["after"]["status"] == "authorised_absence"
    assert (await at(student, session_id))["status"] == "authorised_absence"


async def test_nobody_challenges_what_is_not_theirs(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    path, other = f"{student.path}/corrections", await essex.student()
    await essex.hold_sessions(session("SMALL", essex.yesterday, for_everyone=False))
    await essex.register(register(other, "SMALL", "absent"))
    small = (await other.read(f"{other.path}/attendance"))["sessions"]
    (not_mine,) = [each["session_id"] for each in small if each["status"] == "absent"]
    assert (await other.post(path, of_session(session_id))).status_code == 404
    assert (await tutor.post(path, of_session(session_id))).status_code == 403
    for missing in (not_mine, str(uuid4())):
        assert (await student.post(path, of_session(missing))).status_code == 404
    asked = await student.do(path, of_session(session_id))
    assert (await other.get(f"{path}/{asked['correction_id']}")).status_code == 404
    assert (await other.get(f"{other.path}/corrections/{asked['correction_id']}")).status_code == 404
    assert (await student.post(path, of_session(session_id))).status_code == 409


async def test_what_makes_no_sense_is_refused_by_its_rule(essex: World) -> None:
    student, _, session_id = await absent(essex)
    path = f"{student.path}/corrections"
    activity = {"kind": "activity", "source": "moodle", "day": str(essex.yesterday), "what_is_wrong": WHAT}
    hours = {f"{end}s_at": f"{essex.today}T{hour}:00:00+00:00" for end, hour in (("start", 15), ("end", 16))}
    await essex.hold_sessions(session("L9", essex.today, **hours))
    shown = (await student.read(f"{student.path}/attendance"))["sessions"]
    (to_come,) = [each for each in shown if each["status"] == "to_come"]
    for body, pointer in (
        (of_session(session_id, should_be={}), "/body/should_be/status"),
        (of_session(session_id, should_be={"status": "late"}), "/body/should_be/status"),
        (of_session(session_id, day=str(essex.today)), "/body/day"),
        (of_session(to_come["session_id"]), "/body/session_id"),
        (
            {"kind": "attendance", "what_is_wrong": WHAT, "should_be": {"status": "present"}},
            "/body/session_id",
        ),
        (activity | {"source": "smoke signals", "should_be": {"amount": 1}}, "/body/source"),
        (activity | {"should_be": {"amount": -1}}, "/body/should_be/amount"),
        (activity | {"day": str(essex.today + timedelta(days=1)), "should_be": {"amount": 1}}, "/body/day"),
    ):
        answer = await student.post(path, body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    marked = {"kind": "mark", "assessment_id": str(uuid4()), "what_is_wrong": WHAT, "should_be": {"mark": 70}}
    assert (await student.post(path, marked)).json()["type"] == "/problems/not-collected"
    early = activity | {"day": "2018-09-01", "should_be": {"amount": 1}}
    assert (await student.post(path, early)).status_code == 404


@pytest.mark.row("ES-4")
async def test_only_the_owner_of_that_data_decides(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    officer = await essex.tutor(roles.DATA_PROTECTION)
    strangers = [await essex.tutor(), await essex.tutor(roles.DEPARTMENT_OFFICER)]
    asked = await student.do(f"{student.path}/corrections", of_session(session_id))
    said = {"kind": "activity", "source": "moodle", "day": str(essex.yesterday), "what_is_wrong": WHAT}
    essex.moment.now += timedelta(minutes=1)
    activity = await student.do(f"{student.path}/corrections", said | {"should_be": {"amount": 5}})
    path = f"/v1/corrections/{asked['correction_id']}/decision"
    for stranger in strangers:
        assert (await stranger.read("/v1/corrections"))["items"] == []
        assert (await stranger.post(path, ACCEPTED)).status_code == 404
    for nobody in (student, await essex.service()):
        assert (await nobody.get("/v1/corrections")).status_code == 403
        assert (await nobody.post(path, ACCEPTED)).status_code == 403
    # Activity is the department's to decide on, not the tutor's.
    assert [each["kind"] for each in (await tutor.read("/v1/corrections"))["items"]] == ["attendance"]
    of_activity = f"/v1/corrections/{activity['correction_id']}/decision"
    assert (await tutor.post(of_activity, ACCEPTED)).status_code == 403
    silent = {"Authorization": tutor.headers["Authorization"]}
    answer = await essex.client.post(path, json=ACCEPTED, headers=silent)
    assert answer.json()["type"] == "/problems/purpose-required"
    # Whoever answers requests takes what no owner takes, and learns who asks.
    queue = (await officer.read("/v1/corrections"))["items"]
    assert [(each["kind"], each["student_number"]) for each in queue] == [
        ("attendance", student.number), ("activity", student.number),
    ]  # fmt: skip
    assert (await officer.get(f"{student.path}/attendance")).status_code == 404
    decided = await officer.do(of_activity, ACCEPTED)
    assert decided["decided_as"] == "Data protection"
    looks = [each["said"] for each in (await student.read(f"{student.path}/access-records"))["items"]]
    assert f"Tutor {officer.number}, staff, looked at what you said is wrong to answer you." in looks


async def test_two_at_once_decide_once(essex: World) -> None:
    student, tutor, session_id = await absent(essex)
    asked = await student.do(f"{student.path}/corrections", of_session(session_id))
    path = f"/v1/corrections/{asked['correction_id']}/decision"
    answers = await at_once(tutor, [(path, ACCEPTED), (path, REFUSED)] * 4)
    assert sorted(each.status_code for each in answers) == [200] + [409] * 7
    read = await student.read(f"{student.path}/corrections/{asked['correction_id']}")
    present = read["state"] == "accepted"
    assert (await at(student, session_id))["status"] == ("present" if present else "absent")


async def test_a_mark_is_corrected_where_there_are_marks_and_hidden_while_they_are(wide: World) -> None:
    """Under a profile with marks, consent and exam periods."""
    desk = await wide.tutor(roles.INFORMATION_DESK)
    student = await wide.student(consent=True)
    await wide.assess()
    await wide.mark(mark(student, "ESSAY", 26))
    (work,) = (await student.read(f"{student.path}/grades"))["items"]
    said = {
        "kind": "mark",
        "assessment_id": work["assessment_id"],
        "what_is_wrong": "It reads 62.",
    }
    asked = await student.do(f"{student.path}/corrections", said | {"should_be": {"mark": 62}})
    (work,) = (await student.read(f"{student.path}/grades"))["items"]
    assert (work["mark"], work["disputed"], work["correction_id"]) == (26, True, asked["correction_id"])
    await wide.exams(wide.today, wide.today + timedelta(days=1))
    hidden = await student.read(f"{student.path}/corrections/{asked['correction_id']}")
    assert (hidden["recorded"]["mark"], hidden["should_be"]["mark"]) == (None, None)
    decided = await desk.do(f"/v1/corrections/{asked['correction_id']}/decision", ACCEPTED)
    assert decided["after"]["mark"] is None
    wide.moment.now += timedelta(days=1)
    (work,) = (await student.read(f"{student.path}/grades"))["items"]
    assert (work["mark"], work["disputed"]) == (62, False)
    assert await wide.mark(mark(student, "ESSAY", 26)) == ["conflict"]
    assert await wide.mark(mark(student, "ESSAY", 65)) == ["replaced"]
    undecided = await wide.student()
    await wide.mark(mark(undecided, "ESSAY", 26))
    answer = await undecided.post(f"{undecided.path}/corrections", said | {"should_be": {"mark": 62}})
    assert answer.json()["type"] == "/problems/consent-required"
