"""City: a board approves every source before a record of it counts, and reviews all of them each year."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from app.actions.governance.check_data import check_data
from app.actions.record.record_attendance import record_attendance
from app.wire.deliveries import AttendanceItem
from app.wire.roster import StaffRow, StudentRow
from tests import roles
from tests.world import OPENING, Person, World, at_once, event, mark, register, session

pytestmark = pytest.mark.anyio

PROPOSAL = {
    "source": "moodle",
    "title": "Moodle",
    "kind": "virtual_learning_environment",
    "what": "What students do in Moodle, as a count of each kind.",
    "why": "To see early who could use support.",
    "whose_data": "Taught students.",
    "retention": "Six years.",
}
ASKED = {"consulted": "The Students' Union", "said": "Agreed, if students see it too."}
APPROVED = {"decision": "approved", "reason": "Minute 4 of this month's meeting."}


@pytest.fixture
async def bare(city: World) -> World:
    """The same, with a board that has approved nothing yet."""
    return await city.create_another("city", empty=False, approved=False)


async def proposed(world: World, admin: Person, **fields: Any) -> str:
    """The path of a proposal on which somebody was consulted."""
    made = await admin.do("/v1/source-proposals", PROPOSAL | fields)
    path = f"/v1/source-proposals/{made['proposal_id']}"
    asked = await admin.post(f"{path}/consultations", ASKED | {"consulted_on": str(world.yesterday)})
    assert asked.status_code == 201
    return path


async def approve(world: World, board: Person, **fields: Any) -> str:
    path = await proposed(world, await world.tutor(roles.ADMIN), **fields)
    await board.do(f"{path}/decision", APPROVED)
    return path


async def standing(person: Person) -> dict[str, tuple[bool, str | None]]:
    listed = (await person.read("/v1/sources"))["items"]
    return {each["source"]: (each["counts"], each["state"]) for each in listed}


async def sent(world: World, *events: dict[str, Any]) -> list[tuple[str, str | None]]:
    answer = await (await world.service()).do("/v1/events", {"events": list(events)})
    return [(each["outcome"], each["detail"]) for each in answer["items"]]


@pytest.mark.row("CI-8")
async def test_not_a_record_of_a_source_is_taken_before_the_board_has_approved_it(bare: World) -> None:
    student, board = await bare.student(), await bare.tutor(roles.BOARD)
    admin = await bare.tutor(roles.ADMIN)
    one = event(student, "moodle", bare.yesterday)
    refused = "source: does not count: "
    assert await sent(bare, one) == [
        ("rejected", f"{refused}it was not proposed to The LeAP Board, which has to approve it first")
    ]
    path = await proposed(bare, admin)
    assert await sent(bare, one) == [("rejected", f"{refused}The LeAP Board has not approved it yet")]
    assert (await standing(student))["moodle"] == (False, "proposed")
    decided = await board.do(f"{path}/decision", APPROVED)
    assert (decided["state"], decided["decision"]["by"]["number"]) == ("active", board.number)
    assert decided["decision"]["on"] == str(bare.today)
    assert decided["review_due_on"] == str(bare.today + timedelta(days=365))
    assert [each["consulted"] for each in decided["consultations"]] == [ASKED["consulted"]]
    assert await sent(bare, one) == [("recorded", None)]
    assert (await standing(student))["moodle"] == (True, "active")
    changes = {each["action"] for each in await admin.audit()}
    assert changes == {"source proposed", "source consulted on", "source approved"}


@pytest.mark.row("CI-8")
async def test_a_delivery_says_of_each_item_whether_its_source_is_approved(bare: World) -> None:
    student, board = await bare.student(), await bare.tutor(roles.BOARD)
    await approve(bare, board)
    answers = await sent(
        bare,
        event(student, "moodle", bare.yesterday),
        event(student, "submissions", bare.yesterday),
        event(student, "library", bare.yesterday),
    )
    assert [outcome for outcome, _ in answers] == ["recorded", "rejected", "rejected"]
    assert "not proposed to The LeAP Board" in str(answers[1][1])
    assert answers[2][1] == "source: is not a source of this institution"


@pytest.mark.row("CI-8")
async def test_a_register_is_a_source_as_well(bare: World) -> None:
    tutor, board = await bare.tutor(), await bare.tutor(roles.BOARD)
    student = await bare.student(tutor=tutor)
    lecture = session("L1", bare.yesterday)
    assert await bare.hold_sessions(lecture) == ["rejected"]
    assert await bare.register(register(student, "L1", "present")) == ["rejected"]
    assert await bare.mark(mark(student, "ESSAY", 60)) == ["rejected"]
    named = AttendanceItem("L1", "campus", student.number, "present")
    async with bare.context() as context:
        (imported,) = await record_attendance(context, [named])
    assert (imported.outcome, "not proposed" in str(imported.detail)) == ("rejected", True)
    assert (await tutor.get(f"{student.path}/attendance")).status_code == 404
    await approve(bare, board, source="attendance", kind="teaching_attendance")
    assert await bare.hold_sessions(lecture) == ["recorded"]
    assert await bare.register(register(student, "L1", "present")) == ["recorded"]
    assert len((await tutor.read(f"{student.path}/attendance"))["sessions"]) == 1


@pytest.mark.row("CI-8")
async def test_nobody_approves_what_they_proposed_or_nobody_was_asked_about(bare: World) -> None:
    board, other = await bare.tutor(roles.BOARD), await bare.tutor(roles.BOARD)
    made = await board.do("/v1/source-proposals", PROPOSAL)
    path = f"/v1/source-proposals/{made['proposal_id']}"
    unasked = await other.post(f"{path}/decision", APPROVED)
    assert (unasked.status_code, "nobody was consulted" in unasked.text) == (409, True)
    await board.do(f"{path}/consultations", ASKED | {"consulted_on": str(bare.today)})
    own = await board.post(f"{path}/decision", APPROVED)
    assert (own.status_code, "another person must decide" in own.text) == (403, True)
    admin = await bare.tutor(roles.ADMIN)
    assert (await admin.post(f"{path}/decision", APPROVED)).status_code == 403
    assert (await other.post(f"{path}/decision", APPROVED)).status_code == 200
    async with bare.owner() as owner:
        with pytest.raises(asyncpg.CheckViolationError, match="ck_source_proposals_another"):
            await owner.execute(
                "update source_proposals set decided_by = proposed_by where proposal_id = $1",
                made["proposal_id"],
            )


@pytest.mark.row("CI-7")
@pytest.mark.parametrize(
    "kind", ["staff_activity", "unrelated_activity", "location", "communications_content"]
)
async def test_no_source_may_measure_staff_or_cover_what_is_not_learning_and_teaching(
    city: World, kind: str
) -> None:
    admin = await city.tutor(roles.ADMIN)
    answer = await admin.post("/v1/source-proposals", PROPOSAL | {"source": "other", "kind": kind})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == "/body/kind"
    rule = {"staff_activity": "nothing may measure academic staff"}
    assert (
        rule.get(kind, "no source may cover activity unrelated to learning and teaching") in fault["detail"]
    )
    assert (await admin.read("/v1/source-proposals", source_state="proposed"))["items"] == []


async def test_of_two_of_the_board_at_once_one_decides(bare: World) -> None:
    path = await proposed(bare, await bare.tutor(roles.ADMIN))
    members = [await bare.tutor(roles.BOARD) for _ in range(2)]
    refusal = {"decision": "refused", "reason": "Not needed for anything."}
    answers = [
        each
        for person, body in zip(members, (APPROVED, refusal), strict=True)
        for each in await at_once(person, [(f"{path}/decision", body)] * 2)
    ]
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    assert all("decided on already" in each.text for each in answers if each.status_code == 409)


async def test_a_source_stands_once_at_a_time_and_a_decision_holds_what_was_read(bare: World) -> None:
    admin, board = await bare.tutor(roles.ADMIN), await bare.tutor(roles.BOARD)
    path = await proposed(bare, admin)
    again = await admin.post("/v1/source-proposals", PROPOSAL)
    assert (again.status_code, "proposed, active or suspended already" in again.text) == (409, True)
    seen = (await board.get(path)).headers["ETag"]
    late = ASKED | {"consulted": "The Senate", "consulted_on": str(bare.today)}
    await admin.do(f"{path}/consultations", late)
    headers = board.headers | {"If-Match": seen}
    changed = await bare.client.post(f"{path}/decision", json=APPROVED, headers=headers)
    assert changed.status_code == 412
    far = APPROVED | {"review_by": str(bare.today + timedelta(days=366))}
    answer = await board.post(f"{path}/decision", far)
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/body/review_by"]
    await board.do(f"{path}/decision", {"decision": "refused", "reason": "Not needed for anything."})
    assert (await standing(admin))["moodle"] == (False, "refused")
    after = await admin.post(f"{path}/consultations", late)
    assert after.status_code == 409
    await approve(bare, board)
    assert (await standing(admin))["moodle"] == (True, "active")


@pytest.mark.row("CI-8")
async def test_a_suspended_source_is_out_of_scores_and_back_when_it_is_resumed(city: World) -> None:
    tutor, board = await city.tutor(), await city.tutor(roles.BOARD)
    student = await city.student(tutor=tutor)
    await city.deliver(event(student, "moodle", city.yesterday, quantity=7))
    await city.deliver(event(student, "submissions", city.yesterday, quantity=2))
    await city.score()
    path = f"{student.path}/engagement/{city.yesterday}/explanation"
    (moodle,) = [
        each["proposal_id"]
        for each in (await board.read("/v1/source-proposals"))["items"]
        if each["source"] == "moodle"
    ]

    async def explained() -> dict[str, float]:
        found = await tutor.read(path)
        days = {"from": str(city.yesterday), "to": str(city.yesterday)}
        shown = await tutor.read(f"{student.path}/engagement", **days)
        assert shown["days"][0]["score"] == found["score"]
        return {each["source"]: each["contribution"] for each in found["contributions"]}

    before = await explained()
    assert before.keys() == {"moodle", "submissions"}
    reason = {"reason": "Counts are wrong since the update."}
    suspended = await board.do(f"/v1/source-proposals/{moodle}/suspension", reason)
    assert (suspended["state"], suspended["ended"]["reason"]) == ("suspended", reason["reason"])
    assert await explained() == {"submissions": before["submissions"]}
    found = await tutor.read(path)
    assert found["not_collected"] == ["moodle"]
    await city.score()
    assert await explained() == {"submissions": before["submissions"]}
    assert "has suspended it" in str((await sent(city, event(student, "moodle", city.yesterday)))[0][1])
    again = await board.post(f"/v1/source-proposals/{moodle}/suspension", reason)
    assert again.status_code == 409
    resumed = await board.do(f"/v1/source-proposals/{moodle}/resumption", reason)
    assert (resumed["state"], resumed["ended"]) == ("active", None)
    assert await explained() == before
    await city.score()
    assert await explained() == before
    retired = await board.do(f"/v1/source-proposals/{moodle}/retirement", reason)
    assert (retired["state"], retired["review_due_on"]) == ("retired", None)


@pytest.mark.row("CI-8")
async def test_sources_and_the_service_are_reviewed_each_year(city: World) -> None:
    board, student = await city.tutor(roles.BOARD), await city.student()
    due = (await board.read("/v1/reviews"))["items"]
    assert {each["source"] for each in due} == {None, "attendance", "grades", "moodle", "submissions"}
    next_year = city.today + timedelta(days=365)
    assert {each["due_on"] for each in due} == {str(next_year)}
    assert (await board.read("/v1/reviews", due_before=str(next_year)))["items"] == []
    city.moment.now += timedelta(days=366)
    overdue = (await board.read("/v1/reviews", due_before=str(city.today)))["items"]
    assert [each["overdue"] for each in overdue] == [True] * 5
    listed = (await student.read("/v1/sources"))["items"]
    assert [each["review_overdue"] for each in listed] == [True] * 4
    assert all(each["counts"] for each in listed), "an overdue review takes nothing away"
    moodle = next(each["proposal_id"] for each in overdue if each["source"] == "moodle")
    soon = city.today + timedelta(days=30)
    review = {"reviewed_on": str(city.today), "found": "Still needed.", "next_review_by": str(soon)}
    reviewed = await board.do(f"/v1/source-proposals/{moodle}/review", review)
    assert (reviewed["review_due_on"], reviewed["review_overdue"]) == (str(soon), False)
    assert [each["by"]["number"] for each in reviewed["reviews"]] == [board.number]
    left = await board.do("/v1/service-reviews", review | {"next_review_by": None})
    assert [each["subject"] for each in left["items"] if not each["overdue"]] == ["source", "service"]
    tomorrow = review | {"reviewed_on": str(city.today + timedelta(days=1))}
    assert (await board.post("/v1/service-reviews", tomorrow)).status_code == 422


async def test_where_nobody_governs_sources_all_of_them_count(world: World) -> None:
    student = await world.student()
    listed = await student.read("/v1/sources")
    assert listed["board"] is None
    assert all(each["counts"] and not each["governed"] for each in listed["items"])
    admin = await world.tutor(roles.ADMIN)
    assert (await admin.post("/v1/source-proposals", PROPOSAL)).status_code == 404


INACCURACY = {
    "section": "engagement",
    "source": "moodle",
    "words": "Moodle counted the clicks of robots, too.",
}
SHOWN = ("engagement", "engagement/{day}/explanation", "signals", "dashboard")


@pytest.mark.row("CI-9")
async def test_a_known_inaccuracy_is_shown_with_the_data_until_it_is_closed(city: World) -> None:
    tutor, admin = await city.tutor(), await city.tutor(roles.ADMIN)
    student = await city.student(tutor=tutor)
    await city.deliver(event(student, "moodle", city.yesterday))
    days = {"first_day": str(city.yesterday), "last_day": str(city.yesterday)}
    made = await admin.do("/v1/admin/known-inaccuracies", INACCURACY | days)
    other = INACCURACY | days | {"section": "attendance", "source": None, "words": "L1 was not held."}
    await admin.do("/v1/admin/known-inaccuracies", other)

    async def shown(path: str) -> list[str]:
        found = await tutor.read(f"{student.path}/{path.format(day=city.yesterday)}")
        if path == "dashboard":
            found = found["sections"]["engagement"]["content"]
        return sorted(each["words"] for each in found["known_inaccuracies"])

    assert {path: await shown(path) for path in SHOWN} == {
        path: ["L1 was not held."] * (path == "signals") + [INACCURACY["words"]] for path in SHOWN
    }
    assert await shown("attendance") == ["L1 was not held."]
    school = await city.tutor(roles.SCHOOL)
    await city.grant(school, roles.SCHOOL, "CLES")
    assert (await school.read("/v1/weekly-reports/CLES"))["known_inaccuracies"] == [], "of another week"
    later = {"week": str(city.today + timedelta(days=6))}
    city.moment.now += timedelta(days=7)
    told = (await school.read("/v1/weekly-reports/CLES", **later))["known_inaccuracies"]
    assert sorted(each["section"] for each in told) == ["attendance", "engagement"]
    city.moment.now -= timedelta(days=7)
    seen = await student.read(f"{student.path}/engagement")
    assert [each["inaccuracy_id"] for each in seen["known_inaccuracies"]] == [made["inaccuracy_id"]]
    before = {"from": str(OPENING), "to": str(OPENING)}
    earlier = await tutor.read(f"{student.path}/engagement", **before)
    assert earlier["known_inaccuracies"] == []
    path = f"/v1/admin/known-inaccuracies/{made['inaccuracy_id']}"
    assert (await tutor.post(f"{path}/closing", {"reason": "It was corrected."})).status_code == 403
    answers = await at_once(admin, [(f"{path}/closing", {"reason": "It was corrected."})] * 3)
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    assert (await admin.read(path))["closed_by"]["number"] == admin.number
    assert {path: await shown(path) for path in SHOWN if path != "signals"} == {
        path: [] for path in SHOWN if path != "signals"
    }


async def test_an_inaccuracy_is_of_something_that_there_is(city: World) -> None:
    admin = await city.tutor(roles.ADMIN)
    days = {"first_day": str(city.today), "last_day": str(city.yesterday)}
    wrong = INACCURACY | {"section": "employability", "source": "library"} | days
    answer = await admin.post("/v1/admin/known-inaccuracies", wrong)
    assert answer.status_code == 422
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert pointers == ["/body/section", "/body/source", "/body/last_day"]


async def checked(world: World) -> dict[tuple[str, str | None], dict[str, Any]]:
    """What the check finds, by check and source, as an administrator reads it."""
    admin = await world.tutor(roles.ADMIN)
    async with world.context() as context:
        await check_data(context)
    return {(each["check"], each["source"]): each for each in (await admin.read("/v1/data-quality"))["items"]}


@pytest.mark.row("CI-9")
async def test_checks_find_what_is_wrong_with_the_data_and_count_it(city: World) -> None:
    admin = await city.tutor(roles.ADMIN)
    assert await admin.read("/v1/data-quality") == {"checked_at": None, "items": []}
    student = await city.student()
    weeks = [city.yesterday - timedelta(days=7 * back) for back in range(1, 7)]
    for day in weeks:
        await city.deliver(*(event(student, "moodle", day, object=str(n)) for n in range(30)))
    found = await checked(city)
    assert (await admin.read("/v1/data-quality"))["checked_at"] is not None
    assert {check for check, _ in found} == {"unusual_count"}
    unusual = found["unusual_count", "moodle"]
    assert (unusual["since"], unusual["found"], unusual["usual"]) == (str(city.yesterday), 0, 30)
    await city.deliver(*(event(student, "moodle", city.yesterday, object=str(n)) for n in range(25)))
    assert await checked(city) == {}, "it was delivered, and 25 is near enough to 30"

    twice = event(student, "moodle", city.yesterday, object="24")
    ahead = event(student, "submissions", city.moment.now + timedelta(hours=3))
    await city.deliver(twice, ahead)
    await city.roster(
        students=[StudentRow("TEST-1", "Test Student"), StudentRow("P777", "Ann")],
        staff=[StaffRow("P777", "Ann")],
    )
    await city.complete_all(city.moment.now - timedelta(days=9))
    found = await checked(city)
    assert {key: each["found"] for key, each in found.items()} == {
        ("clock_ahead", "submissions"): 1,
        ("duplicates", None): 1,
        ("silent_source", "moodle"): 6,
        ("silent_source", "submissions"): 6,
        ("staff_among_students", None): 1,
        ("test_students", None): 1,
    }
    assert all(each["what_to_do"] for each in found.values())
    since = found["test_students", None]["since"]
    city.moment.now += timedelta(days=1)
    assert (await checked(city))["test_students", None]["since"] == since
    tutor = await city.tutor()
    assert (await tutor.get("/v1/data-quality")).status_code == 403


@pytest.mark.row("CI-9")
async def test_a_student_who_is_active_after_the_end_of_their_registration_is_found(city: World) -> None:
    student = await city.student()
    await city.deliver(event(student, "moodle", city.yesterday))
    await city.sql(
        "update registrations set ends_before = cast(:day as date)"
        " where institution_id = :institution_id and student_id = :student",
        day=city.yesterday - timedelta(days=5),
        student=student.id,
    )
    found = await checked(city)
    assert found["active_after_end", None]["found"] == 1
    assert found["active_after_end", None]["since"] == str(city.yesterday)


async def test_two_checks_at_once_leave_one_answer(city: World) -> None:
    async def check() -> None:
        async with city.context() as context:
            await check_data(context)

    await asyncio.gather(check(), check(), check())
    assert await checked(city) == {}


@pytest.mark.row("CI-8")
async def test_a_suspended_source_colours_no_report(city: World) -> None:
    board, school = await city.tutor(roles.BOARD), await city.tutor(roles.SCHOOL)
    await city.grant(school, roles.SCHOOL, "CLES")
    student = await city.student()
    days = [city.yesterday - timedelta(days=back) for back in range(2, 7)]
    for day in days:
        await city.hold_sessions(session(str(day), day, mandatory=True))
        await city.register(register(student, str(day), "absent"))
        await city.deliver(event(student, "moodle", day, quantity=30))
    ids = {
        each["source"]: each["proposal_id"] for each in (await board.read("/v1/source-proposals"))["items"]
    }

    async def letters() -> str:
        (only,) = (await school.read("/v1/weekly-reports/CLES"))["items"]
        return "".join(only[each]["status"]["letter"] for each in ("attendance", "online"))

    async def suspend(source: str) -> None:
        path = f"/v1/source-proposals/{ids[source]}/suspension"
        await board.do(path, {"reason": "It is looked into."})

    assert await letters() == "RG"
    await suspend("attendance")
    assert await letters() == "\N{EN DASH}G"
    await suspend("moodle")
    assert await letters() == "\N{EN DASH}R", "submissions still count, and there are none"
    await suspend("submissions")
    assert await letters() == "\N{EN DASH}\N{EN DASH}"
