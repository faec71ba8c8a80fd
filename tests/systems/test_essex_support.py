"""Essex's LEAP: no hidden notes, objectives, and services that learn of a student's interest."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from app.profiles.model import Profile
from tests import roles
from tests.world import Person, World, at_once, note

pytestmark = pytest.mark.anyio


def objective(world: World, **fields: Any) -> dict[str, Any]:
    return {"title": "Read three papers.", "due_on": str(world.today + timedelta(days=14))} | fields


def referral(world: World, team: str, **fields: Any) -> dict[str, Any]:
    agreed = {"agreed_on": str(world.today), "agreed_how": "in_person"}
    return {"team": team, "about": "Would like to talk about money."} | agreed | fields


async def with_service(essex: World) -> tuple[Person, Person, Person, str]:
    """A student, the tutor, somebody of Student Services, and their team's code."""
    tutor, helper = await essex.tutor(), await essex.tutor(roles.STUDENT_SERVICES)
    student = await essex.student(tutor=tutor)
    return student, tutor, helper, await essex.team(helper, roles.STUDENT_SERVICES)


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [each["pointer"] for each in answer.json()["errors"]]


# --- notes ---


@pytest.mark.row("ES-3")
async def test_a_note_of_staff_is_visible_to_the_student_from_the_moment_it_is_saved(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    written = {}
    for body in (note(), note(share=None), note(share=True)):
        written = await tutor.do(f"{student.path}/notes", body)
        assert (written["status"], written["shared_at"]) == ("shared", written["created_at"])
    assert len((await student.read(f"{student.path}/notes"))["items"]) == 3
    assert (await tutor.put(f"{student.path}/notes/{written['note_id']}", note())).status_code == 409


@pytest.mark.row("ES-3")
async def test_whoever_asks_for_a_hidden_note_is_told_that_there_is_none(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    refused = await tutor.post(f"{student.path}/notes", note(share=False))
    assert pointers(refused) == ["/body/share"]
    assert "from the moment it is saved" in refused.json()["errors"][0]["detail"]
    assert (await tutor.read(f"{student.path}/notes"))["items"] == []


@pytest.mark.row("ES-3")
async def test_everybody_is_told_whether_staff_may_keep_notes_to_themselves(
    essex: World, nottingham: World, world: World
) -> None:
    for each, may in ((essex, False), (nottingham, True), (world, True)):
        tutor = await each.tutor()
        student = await each.student(tutor=tutor)
        for person in (tutor, student):
            assert (await person.read("/v1/me"))["institution"]["staff_may_draft_notes"] is may
        written = await tutor.do(f"{student.path}/notes", note())
        assert written["status"] == ("draft" if may else "shared")


@pytest.mark.row("ES-3")
async def test_a_draft_from_before_is_shared_once_it_is_saved_again(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    kept = uuid4()
    async with essex.owner() as owner:
        await owner.execute(
            "insert into notes (institution_id, student_id, note_id, author, staff_id, status, focus,"
            " summary, created_at, changed_at)"
            " values ($1, $2, $3, 'staff', $4, 'draft', 'routine', 'x', now(), now())",
            essex.institution.institution_id,
            student.id,
            kept,
            tutor.id,
        )
    path = f"{student.path}/notes/{kept}"
    assert (await student.get(path)).status_code == 404
    assert (await tutor.put(path, note())).json()["status"] == "shared"
    assert (await student.read(path))["summary"] == note()["summary"]


@pytest.mark.row("ES-3")
async def test_a_students_own_draft_is_the_students(essex: World) -> None:
    """It hides nothing from the student, and no note of staff."""
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    drafted = await student.do(f"{student.path}/notes", note(share=False))
    assert drafted["status"] == "draft"
    assert (await tutor.read(f"{student.path}/notes"))["items"] == []


# --- objectives ---


@pytest.mark.row("ES-5")
async def test_staff_set_an_objective_and_both_sides_say_how_it_goes(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    made = await tutor.post(f"{student.path}/objectives", objective(essex))
    path = made.headers["Location"]
    assert (await student.read(path)) == made.json()
    assert (made.json()["author"], made.json()["staff_name"]) == ("staff", f"Tutor {tutor.number}")
    await student.do(f"{path}/progress", {"words": "One is read.", "evidence": "https://example.ac.uk/notes"})
    essex.moment.now += timedelta(days=1)
    await tutor.do(f"{path}/progress", {"words": "Two, we talked about it."})
    read = await student.read(path)
    assert [(each["author"], each["words"], each["evidence"]) for each in read["progress"]] == [
        ("student", "One is read.", "https://example.ac.uk/notes"),
        ("staff", "Two, we talked about it.", None),
    ]
    closed = await tutor.do(f"{path}/closing", {"outcome": "achieved"})
    assert (closed["outcome"], closed["closed_by_name"]) == ("achieved", f"Tutor {tutor.number}")
    assert len(closed["progress"]) == 2


@pytest.mark.row("BY-12")
async def test_a_goal_of_ones_own_is_read_by_staff_and_changed_by_nobody_else(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    made = await student.post(f"{student.path}/objectives", objective(essex))
    path = made.headers["Location"]
    assert (await tutor.read(path))["author"] == "student"
    for refused in (
        await tutor.put(path, objective(essex, title="Something else.")),
        await tutor.post(f"{path}/closing", {"outcome": "given_up"}),
    ):
        assert refused.status_code == 403
        assert "the student set this objective" in refused.json()["detail"]
    assert (await student.put(path, objective(essex, title="Read four."))).json()["title"] == "Read four."
    closed = await student.do(f"{path}/closing", {"outcome": "replaced"})
    assert (closed["outcome"], closed["closed_by_name"]) == ("replaced", None)


@pytest.mark.row("ES-5")
async def test_what_staff_set_goes_on_with_the_next_tutor(essex: World) -> None:
    tutor, successor = await essex.tutor(), await essex.tutor()
    student = await essex.student(tutor=tutor)
    path = (await tutor.post(f"{student.path}/objectives", objective(essex))).headers["Location"]
    await essex.end_tutorship(student, tutor, essex.today)
    await essex.begin_tutorship(student, successor, essex.today)
    assert (await tutor.get(path)).status_code == 404
    assert (await student.put(path, objective(essex))).status_code == 403
    assert (await successor.put(path, objective(essex, title="Read two."))).status_code == 200


@pytest.mark.row("ES-5")
async def test_an_objective_is_due_today_or_later(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    path = f"{student.path}/objectives"
    assert pointers(await tutor.post(path, objective(essex, due_on=str(essex.yesterday)))) == ["/body/due_on"]
    due_today = objective(essex, due_on=str(essex.today))
    made = (await tutor.post(path, due_today)).headers["Location"]
    assert pointers(await tutor.put(made, objective(essex, due_on=str(essex.yesterday)))) == ["/body/due_on"]
    essex.moment.now += timedelta(days=3)
    assert (await tutor.put(made, due_today | {"title": "Late."})).status_code == 200  # the day is as it was


@pytest.mark.row("ES-5")
async def test_an_objective_that_has_changed_since_it_was_read_is_not_overwritten(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    path = (await tutor.post(f"{student.path}/objectives", objective(essex))).headers["Location"]
    seen = {"If-Match": (await tutor.get(path)).headers["ETag"]}
    await student.do(f"{path}/progress", {"words": "One is read."})

    async def change(seen: dict[str, str]) -> int:
        changed = await essex.client.put(
            path, json=objective(essex, title="Read two."), headers=tutor.headers | seen
        )
        return changed.status_code

    assert await change(seen) == 412
    assert await change({"If-Match": (await tutor.get(path)).headers["ETag"]}) == 200


@pytest.mark.row("ES-5")
async def test_a_closed_objective_stays_as_it_is(essex: World) -> None:
    student = await essex.student()
    path = (await student.post(f"{student.path}/objectives", objective(essex))).headers["Location"]
    answers = await at_once(
        student, [(f"{path}/closing", {"outcome": each}) for each in ("achieved", "given_up")]
    )
    assert sorted(each.status_code for each in answers) == [200, 409]
    for refused in (
        await student.put(path, objective(essex)),
        await student.post(f"{path}/progress", {"words": "More."}),
    ):
        assert refused.status_code == 409
        assert "is closed" in refused.json()["detail"]


@pytest.mark.row("ES-5")
async def test_what_staff_do_with_objectives_is_audited_without_a_word_of_them(essex: World) -> None:
    tutor, admin = await essex.tutor(), await essex.tutor(roles.ADMIN)
    student = await essex.student(tutor=tutor)
    path = (await tutor.post(f"{student.path}/objectives", objective(essex))).headers["Location"]
    await tutor.do(f"{path}/progress", {"words": "One is read.", "evidence": "https://example.ac.uk"})
    await student.do(f"{path}/progress", {"words": "Two are read."})
    await tutor.put(path, objective(essex, title="Read two."))
    await tutor.do(f"{path}/closing", {"outcome": "achieved"})
    entries = await admin.audit()
    assert {each["action"] for each in entries} == {
        "objective closed", "objective changed", "progress entered", "objective set",
    }  # fmt: skip
    assert len(entries) == 4
    assert "ead" not in str([(each["before"], each["after"]) for each in entries])


@pytest.mark.row("ES-5")
async def test_objectives_are_for_staff_in_charge_and_where_support_is_a_part_of_the_record(
    essex: World, nottingham: World, world: World
) -> None:
    lecturer = await essex.tutor(roles.LECTURER)
    student = await essex.student()
    assert (await lecturer.get(f"{student.path}/objectives")).status_code == 404
    its_own = await nottingham.student()
    assert (await its_own.post(f"{its_own.path}/objectives", objective(essex))).status_code == 201
    elsewhere = await world.student()
    answer = await elsewhere.get(f"{elsewhere.path}/objectives")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


@pytest.mark.row("ES-5")
async def test_a_look_at_objectives_is_on_record(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    await tutor.read(f"{student.path}/objectives")
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert [each["sections"] for each in looks] == [["support"]]


# --- referrals ---


@pytest.mark.row("ES-5")
async def test_a_service_learns_that_a_student_is_interested_and_answers(essex: World) -> None:
    student, tutor, helper, team = await with_service(essex)
    assert (await helper.get(student.path)).status_code == 404
    referred = await tutor.do(f"{student.path}/referrals", referral(essex, team))
    assert (referred["state"], referred["referred_by_name"]) == ("waiting", f"Tutor {tutor.number}")
    queue = (await helper.read("/v1/referrals"))["items"]
    assert [(each["student_number"], each["about"]) for each in queue] == [
        (student.number, referred["about"])
    ]
    path = f"{student.path}/referrals/{referred['referral_id']}"
    assert (await helper.get(student.path)).status_code == 200
    assert (await helper.do(f"{path}/taking", None))["taken_by_name"] == f"Tutor {helper.number}"
    assert (await helper.read("/v1/referrals", state="waiting"))["items"] == []
    assert len((await helper.read("/v1/referrals", state="taken"))["items"]) == 1
    await helper.do(f"{path}/answer", {"answer": "Come on Thursday at two."})
    (read,) = (await student.read(f"{student.path}/referrals"))["items"]
    assert (read["state"], read["answer"]) == ("answered", "Come on Thursday at two.")
    closed = await helper.do(f"{path}/closing", {"outcome": "helped", "reason": "A plan is made."})
    assert (closed["state"], closed["outcome"]) == ("closed", "helped")
    assert (await helper.get(student.path)).status_code == 404
    assert (await helper.read("/v1/referrals"))["items"] == []


@pytest.mark.row("ES-5")
async def test_the_student_is_advised_to_contact_the_service_too(essex: World) -> None:
    student, tutor, _, team = await with_service(essex)
    await tutor.do(f"{student.path}/referrals", referral(essex, team))
    (read,) = (await student.read(f"{student.path}/referrals"))["items"]
    assert read["advice"] == essex.profile.services[roles.STUDENT_SERVICES].advice
    assert "contact the Student Services Hub yourself" in read["advice"]


@pytest.mark.row("ES-5")
async def test_nobody_is_referred_without_agreeing(essex: World) -> None:
    student, tutor, helper, team = await with_service(essex)
    path, whole = f"{student.path}/referrals", referral(essex, team)
    for missing in ("agreed_on", "agreed_how"):
        without = {key: value for key, value in whole.items() if key != missing}
        assert pointers(await tutor.post(path, without)) == [f"/body/{missing}"]
    tomorrow = str(essex.today + timedelta(days=1))
    assert pointers(await tutor.post(path, whole | {"agreed_on": tomorrow})) == ["/body/agreed_on"]
    assert (await helper.get(student.path)).status_code == 404


@pytest.mark.row("ES-5")
async def test_only_a_services_team_is_told(essex: World) -> None:
    student, tutor, _, _ = await with_service(essex)
    other = await essex.team(await essex.tutor(), "residences")
    for code in (other, "NOBODY"):
        refused = await tutor.post(f"{student.path}/referrals", referral(essex, code))
        assert pointers(refused) == ["/body/team"]
        assert "Student Services Hub" in refused.json()["errors"][0]["detail"]


@pytest.mark.row("ES-5")
async def test_a_service_is_a_role_that_takes_over_cases_and_opens_support(essex: World) -> None:
    services = {"advice": "You can also go there yourself."}
    whole = essex.profile.model_dump()
    deaf = whole["roles"] | {
        roles.STUDENT_SERVICES: whole["roles"][roles.STUDENT_SERVICES] | {"sections": ["engagement"]}
    }
    for wrong, why in (
        ({"services": {roles.PERSONAL_TUTOR: services}}, "is no role that takes over cases"),
        ({"services": {"nobody": services}}, "is no role that takes over cases"),
        ({"roles": deaf}, "does not open support"),
    ):
        with pytest.raises(ValidationError, match=why):
            Profile.model_validate(whole | wrong)


@pytest.mark.row("ES-5")
async def test_a_service_is_told_once_at_a_time(essex: World) -> None:
    student, tutor, helper, team = await with_service(essex)
    path, body = f"{student.path}/referrals", referral(essex, team)
    answers = await at_once(tutor, [(path, body)] * 4)
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    assert all("already" in each.json()["detail"] for each in answers if each.status_code == 409)
    (one,) = (await student.read(path))["items"]
    closing = {"outcome": "not_reached", "reason": "No answer came."}
    await helper.do(f"{path}/{one['referral_id']}/closing", closing)
    assert (await tutor.post(path, body)).status_code == 201


@pytest.mark.row("ES-5")
async def test_who_agreed_can_take_it_back_and_the_service_sees_nothing_more(essex: World) -> None:
    student, tutor, helper, team = await with_service(essex)
    path = f"{student.path}/referrals"
    referred = await tutor.do(path, referral(essex, team))
    own = f"{path}/{referred['referral_id']}"
    await helper.do(f"{own}/taking", None)
    assert (await tutor.post(f"{own}/withdrawal", None)).status_code == 403
    back = await student.do(f"{own}/withdrawal", None)
    assert (back["state"], back["closed_by_name"], back["outcome"]) == ("withdrawn", None, None)
    assert (await helper.get(student.path)).status_code == 404
    assert (await student.post(f"{own}/withdrawal", None)).status_code == 409
    (case,) = (await tutor.read(f"{student.path}/assignments"))["items"]
    assert (case["closed_by_name"], case["closing_reason"]) == (None, back["closing_reason"])


@pytest.mark.row("ES-5")
async def test_a_student_takes_back_nothing_but_an_agreement_of_their_own(essex: World) -> None:
    student, tutor, helper, team = await with_service(essex)
    other = await essex.student()
    referred = await tutor.do(f"{student.path}/referrals", referral(essex, team))
    answer = await other.post(f"{other.path}/referrals/{referred['referral_id']}/withdrawal", None)
    assert answer.status_code == 404
    handed_over = await essex.team(helper, roles.STUDENT_SERVICES, opened=[student.id])
    cases = (await tutor.read(f"{student.path}/assignments"))["items"]
    case = next(each["assignment_id"] for each in cases if each["team"] == handed_over)
    assert (await student.post(f"{student.path}/referrals/{case}/withdrawal", None)).status_code == 404


@pytest.mark.row("ES-5")
async def test_a_referral_goes_one_step_after_the_other(essex: World) -> None:
    student, tutor, helper, team = await with_service(essex)
    colleague = await essex.tutor(roles.STUDENT_SERVICES)
    await essex.team(colleague, roles.STUDENT_SERVICES, opened=[student.id])
    referred = await tutor.do(f"{student.path}/referrals", referral(essex, team))
    path = f"{student.path}/referrals/{referred['referral_id']}"
    words = {"answer": "Come on Thursday."}
    assert (await tutor.post(f"{path}/taking", None)).status_code == 403
    assert (await colleague.post(f"{path}/taking", None)).status_code == 403  # of another team
    assert (await helper.post(f"{path}/answer", words)).status_code == 409
    answers = await at_once(helper, [(f"{path}/taking", None)] * 3)
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    assert (await helper.post(f"{path}/answer", words)).status_code == 200
    assert (await helper.post(f"{path}/answer", words)).status_code == 409
    case = f"{student.path}/assignments/{referred['referral_id']}/closing"
    await tutor.do(case, {"reason": "No longer needed."})  # staff in charge end it like any case
    (read,) = (await student.read(f"{student.path}/referrals"))["items"]
    assert (read["state"], read["outcome"], read["closing_reason"]) == ("closed", None, "No longer needed.")


@pytest.mark.row("ES-5")
async def test_the_queue_is_a_look_at_each_student_in_it(essex: World) -> None:
    student, tutor, helper, team = await with_service(essex)
    await tutor.do(f"{student.path}/referrals", referral(essex, team))
    await helper.read("/v1/referrals")
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    who = f"Tutor {helper.number}, the Student Services Hub,"
    (look,) = (each for each in looks if who in each["said"])
    assert look["sections"] == ["student", "support"]
    purposeless = {"Authorization": helper.headers["Authorization"]}
    answer = await essex.client.get("/v1/referrals", headers=purposeless)
    assert answer.json()["type"] == "/problems/purpose-required"


@pytest.mark.row("ES-5")
async def test_a_long_queue_comes_in_pages_the_earliest_first(essex: World) -> None:
    tutor, helper = await essex.tutor(), await essex.tutor(roles.STUDENT_SERVICES)
    team = await essex.team(helper, roles.STUDENT_SERVICES)
    numbers = []
    for _ in range(3):
        student = await essex.student(tutor=tutor)
        numbers.append(student.number)
        essex.moment.now += timedelta(minutes=1)
        await tutor.do(f"{student.path}/referrals", referral(essex, team))
    first = await helper.read("/v1/referrals", limit=2)
    second = await helper.read("/v1/referrals", limit=2, cursor=first["next_cursor"])
    assert [each["student_number"] for each in first["items"] + second["items"]] == numbers
    assert second["next_cursor"] is None
