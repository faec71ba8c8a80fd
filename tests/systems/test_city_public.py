"""City: anybody reads which sources a board approved, if reviews are in time, and what is wrong with data."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from tests import roles
from tests.systems.test_city_sources import APPROVED, PROPOSAL, approve, proposed
from tests.world import World, event

pytestmark = pytest.mark.anyio
WORDS = "Some lecture theatres recorded nobody that day."
ALL = ("about", "about.html", "processing-register", "processing-register.csv", "processing-register.html")


async def read(world: World, what: str) -> Any:
    answer = await world.client.get(f"/v1/institutions/{world.institution.code}/{what}")
    assert answer.status_code == 200, answer.text
    return answer.json() if "json" in answer.headers["Content-Type"] else answer.text


async def source(world: World, name: str, what: str = "about") -> dict[str, Any]:
    listed = (await read(world, what))["governance"]["sources"]
    found: dict[str, Any] = next(each for each in listed if each["source"] == name)
    return found


async def rows(world: World, entry: str) -> list[dict[str, str]]:
    table = csv.DictReader(StringIO(await read(world, "processing-register.csv")))
    return [each for each in table if each["entry"] == entry]


@pytest.fixture
async def bare(city: World) -> World:
    """The same, with a board that has approved nothing yet."""
    return await city.create_another("city", empty=False, approved=False)


@pytest.mark.row("CI-8")
@pytest.mark.row("CI-12")
@pytest.mark.row("EX-11")
@pytest.mark.parametrize("what", ["about", "processing-register"])
async def test_anybody_reads_what_the_board_approved_when_and_until_when(bare: World, what: str) -> None:
    board = await bare.tutor(roles.BOARD)
    before = await source(bare, "moodle", what)
    assert (before["state"], before["counts"], before["review"]) == (None, False, "not_needed")
    assert [before[each] for each in ("what", "why", "approved_by", "approved_on")] == [None] * 4
    await approve(bare, board)
    after = await source(bare, "moodle", what)
    assert {name: after[name] for name in ("what", "why", "whose_data", "retention")} == {
        name: PROPOSAL[name] for name in ("what", "why", "whose_data", "retention")
    }
    assert (after["state"], after["counts"]) == ("active", True)
    assert (after["approved_by"], after["approved_on"]) == ("The LeAP Board", str(bare.today))
    assert after["review_due_on"] == str(bare.today + timedelta(days=365))
    assert (after["responsible"], after["contact"]) == ("IT", "The IT Service Desk")
    assert (after["reviewed_on"], after["review"]) == (None, "up_to_date")


@pytest.mark.row("CI-8")
@pytest.mark.row("CI-12")
async def test_anybody_reads_whether_a_review_is_overdue_or_done(city: World) -> None:
    """Of every source, and of the service as a whole."""
    city.moment.now += timedelta(days=365)
    about = await read(city, "about")
    assert {each["review"] for each in about["governance"]["sources"]} == {"up_to_date"}
    city.moment.now += timedelta(days=1)
    about = await read(city, "about")
    assert {each["review"] for each in about["governance"]["sources"]} == {"overdue"}
    service = about["governance"]["service"]
    assert service == {"reviewed_on": None, "review_due_on": str(city.yesterday), "review": "overdue"}
    board = await city.tutor(roles.BOARD)
    review = {"reviewed_on": str(city.today), "found": "Still needed."}
    (moodle,) = [
        each["proposal_id"]
        for each in (await board.read("/v1/source-proposals"))["items"]
        if each["source"] == "moodle"
    ]
    await board.do(f"/v1/source-proposals/{moodle}/review", review)
    await board.do("/v1/service-reviews", review)
    for what in ("about", "processing-register"):
        done = await source(city, "moodle", what)
        assert (done["reviewed_on"], done["review"]) == (str(city.today), "up_to_date")
        assert (await read(city, what))["governance"]["service"] == {
            "reviewed_on": str(city.today),
            "review_due_on": str(city.today + timedelta(days=365)),
            "review": "up_to_date",
        }
    assert (await source(city, "submissions"))["review"] == "overdue"
    assert [each["review"] for each in await rows(city, "service")] == ["up_to_date"]
    assert {each["sources"]: each["review"] for each in await rows(city, "source")} == {
        "attendance": "overdue",
        "grades": "overdue",
        "moodle": "up_to_date",
        "submissions": "overdue",
    }


@pytest.mark.row("CI-8")
async def test_what_is_not_approved_is_not_said_to_be_collected_and_its_words_are_not_out(
    bare: World,
) -> None:
    """A proposal is the board's to talk over; nobody else reads a draft of it."""
    await proposed(bare, await bare.tutor(roles.ADMIN))
    await proposed(bare, await bare.tutor(roles.ADMIN), source="library", title="Loans", kind="library")
    about = await read(bare, "about")
    assert {each["name"]: (each["collected"], each["used_for"]) for each in about["sources"]} == {
        "moodle": (False, []),
        "submissions": (False, []),
    }
    assert [each["source"] for each in about["governance"]["sources"]] == [
        "attendance", "grades", "moodle", "submissions",
    ]  # fmt: skip
    assert (await source(bare, "moodle"))["state"] == "proposed"
    for what in ALL:
        text = str(await read(bare, what))
        assert PROPOSAL["what"] not in text
        assert "Loans" not in text
    register = await read(bare, "processing-register")
    assert next(each for each in register["items"] if each["category"] == "activity")["sources"] == []


@pytest.mark.row("CI-8")
async def test_of_a_suspended_source_the_register_says_that_data_are_kept(bare: World) -> None:
    board = await bare.tutor(roles.BOARD)
    path = await approve(bare, board)
    student = await bare.student()
    await bare.deliver(event(student, "moodle", bare.yesterday))
    await board.do(f"{path}/suspension", {"reason": "The board wants to think again."})
    found = await source(bare, "moodle")
    assert (found["state"], found["counts"], found["what"]) == ("suspended", False, PROPOSAL["what"])
    assert found["review"] == "up_to_date"
    about = await read(bare, "about")
    assert next(each for each in about["sources"] if each["name"] == "moodle")["collected"] is False
    activity = next(
        each for each in (await read(bare, "processing-register"))["items"] if each["category"] == "activity"
    )
    assert activity["sources"] == [bare.profile.sources["moodle"].data_from]
    assert "The board wants to think again" not in str(await read(bare, "about.html"))


@pytest.mark.row("CI-9")
@pytest.mark.row("CI-12")
async def test_anybody_reads_what_is_known_to_be_wrong_until_it_is_closed(city: World) -> None:
    admin = await city.tutor(roles.ADMIN)
    day = str(city.yesterday)
    known = {"section": "attendance", "first_day": day, "last_day": day, "words": WORDS}
    made = await admin.do("/v1/admin/known-inaccuracies", known)
    for what in ("about", "processing-register"):
        (found,) = (await read(city, what))["known_inaccuracies"]
        assert {name: found[name] for name in known} == known
        assert set(found) == {*known, "source", "known_since"}
    assert [each["data"] for each in await rows(city, "known_inaccuracy")] == [f"{day} to {day}: {WORDS}"]
    for what in ("about.html", "processing-register.html"):
        assert WORDS in await read(city, what)
    closing = {"reason": "The register was corrected."}
    await admin.do(f"/v1/admin/known-inaccuracies/{made['inaccuracy_id']}/closing", closing)
    for what in ALL:
        assert WORDS not in str(await read(city, what))
    assert "None is known today." in await read(city, "about.html")


@pytest.mark.row("CI-12")
@pytest.mark.row("ES-8")
async def test_the_pages_name_the_board_and_the_responsible_group_and_no_member_of_staff(
    bare: World,
) -> None:
    board, admin = await bare.tutor(roles.BOARD), await bare.tutor(roles.ADMIN)
    path = await proposed(bare, admin)
    await board.do(f"{path}/decision", APPROVED)
    review = {"reviewed_on": str(bare.today), "found": "FOUND SOMETHING"}
    await board.do(f"{path}/review", review)
    for what in ALL:
        text = str(await read(bare, what))
        assert "The LeAP Board" in text
        assert "The IT Service Desk" in text
        for person in (board, admin):
            for secret in (person.number, str(person.id), f"Tutor {person.number}"):
                assert secret not in text, what
        for inside in (APPROVED["reason"], "FOUND SOMETHING", "Agreed, if students see it too."):
            assert inside not in text, what


@pytest.mark.row("CI-12")
async def test_the_pages_to_read_say_the_same(city: World) -> None:
    for what in ("about.html", "processing-register.html"):
        text = await read(city, what)
        assert "Sources that The LeAP Board approves" in text
        assert "Review of the service" in text
        assert "Attendance at mandatory sessions, from SEAtS" in text
        assert "The LeAP Board, 2018-06-01" in text
    city.moment.now += timedelta(days=366)
    assert "Overdue" in await read(city, "about.html")


@pytest.mark.row("CI-12")
async def test_where_nobody_has_to_approve_a_source_that_is_said(essex: World) -> None:
    for what in ("about", "processing-register"):
        found = await read(essex, what)
        assert (found["governance"], found["known_inaccuracies"]) == (None, [])
    assert "approves" not in await read(essex, "about.html")


# --- settings ---


@pytest.mark.row("CI-12")
async def test_what_an_administrator_sets_stands_on_the_public_pages_and_in_the_register(
    city: World,
) -> None:
    """A refused purpose, a caveat, the students' view switched off: with the next request."""
    admin = await city.tutor(roles.ADMIN)
    before = await read(city, "about")
    student = next(each for each in before["roles"] if each["name"] == "student")
    assert "engagement" in student["sections"]
    settings = {
        "access_purposes": {"tutoring": {"allowed": False}},
        "caveats": ["Placements leave few traces."],
        "student_view": {"shown": False},
    }
    answer = await admin.put("/v1/admin/settings", {"settings": settings})
    assert answer.status_code == 200, answer.text
    after = await read(city, "about")
    reasons = {each["title"]: each["allowed"] for each in after["reasons_to_look"]}
    assert reasons["Tutoring"] is False
    of = {each["name"]: each for each in after["roles"]}
    assert "Tutoring" not in of["personal_tutor"]["may_look_for"]
    assert of["student"]["sections"] == ["support"]
    assert "Placements leave few traces." in after["caveats"]
    assert "Placements leave few traces." in await read(city, "about.html")
