"""City's promise of erasing a part: what goes with it, what stays, and what a restored backup does of it."""

from datetime import timedelta
from typing import Any

import pytest

from app.jobs.judge_signals import judge_institution
from app.jobs.reapply_erasures import export_ledger, reapply
from app.store.governance.erasure_parts import ERASABLE, NEVER
from tests import roles
from tests.systems.test_city_erasure import asked, busy, tables, uphold
from tests.world import Person, World, event, register, session

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-10")]


async def partly(city: World, student: Person, *categories: str, how: str = "delete") -> tuple[Person, Any]:
    """The officer, and the account of what was erased."""
    officer = await city.tutor(roles.DATA_PROTECTION)
    request_id = await asked(student, "erasure")
    body = {
        "outcome": "partly",
        "reason": "The rest is needed.",
        "exceptions": ["statutory"],
        "details": {"how": how, "confirm": student.number, "categories": list(categories)},
    }
    return officer, (await officer.do(f"/v1/requests/{request_id}/answer", body))["account"]


async def test_kinds_of_data_are_erased_alone_and_the_student_stays(city: World) -> None:
    student, tutor = await busy(city)
    officer, account = await partly(city, student, "activity", "support")
    assert account["categories"] == ["activity", "support"]
    gone = {each["table"]: each["category"] for each in account["deleted"]}
    assert gone["events"] == gone["score_months"] == gone["activity_months"] == "activity"
    assert gone["notes"] == "support"
    assert "attendance" not in gone
    assert (account["anonymised"], account["kept"]) == ([], [])
    for table in ("events", "activity_months", "module_activity_months", "score_months", "pending_rescores"):
        assert await city.count(table, student) == 0, table
    assert await city.count("attendance", student) == 1
    assert await city.count("submissions", student) == 1
    assert (await tutor.read(student.path))["number"] == student.number
    (request,) = (await student.read(f"{student.path}/requests"))["items"]
    assert (request["answer"], request["account"]) == ("The rest is needed.", account)
    page = (await officer.get(f"/v1/requests/{request['request_id']}/erasure.html")).text
    assert "some of your data were erased" in page
    assert "activity, support" in page
    assert "Nothing is kept." not in page, "everything else is"


async def test_amounts_go_on_without_a_name_where_that_is_said(city: World) -> None:
    student, _ = await busy(city)
    _, account = await partly(city, student, "activity", how="anonymise")
    assert tables(account["anonymised"]) == {"activity_months"}
    assert await city.count("activity_months", student) == 0


async def test_signals_go_with_what_they_were_made_of(city: World) -> None:
    student, _ = await busy(city)
    await city.sql("update signals set rule = 'stopped' where institution_id = :institution_id")
    assert await city.count("signals", student) >= 1
    await partly(city, student, "attendance")
    assert await city.count("signals", student) >= 1, "it was made of activity"
    await partly(city, student, "activity")
    assert await city.count("signals", student) == 0


async def test_no_score_and_no_signal_is_made_of_days_that_were_erased(city: World) -> None:
    student, tutor = await busy(city)
    await partly(city, student, "activity")
    await city.score()
    async for _done in judge_institution(city.context, city.yesterday):
        pass
    assert await city.count("signals", student) == 0, "silence that an erasure made is none"
    days = {"from": "2018-11-01", "to": str(city.yesterday)}
    for person in (student, tutor):
        read = (await person.read(f"{student.path}/engagement", **days))["days"]
        assert {(each["state"], each["score"]) for each in read} == {("unavailable", None)}
        answer = await person.get(f"{student.path}/engagement/{city.yesterday}/explanation")
        assert answer.status_code == 404
        assert "erased" in answer.json()["detail"]
    (listed,) = (await tutor.read("/v1/students"))["items"]
    assert listed["student_id"] == str(student.id)
    (week,) = (await student.read(f"{student.path}/weekly-status", weeks=1))["items"]
    assert (week["online"]["status"]["colour"], week["online"]["days"]) == ("grey", 0)
    assert "0 of 14 days count for the online status." in week["remarks"]
    assert "consent" not in str(week["remarks"]), "nobody was asked for consent, and nobody refused it"
    city.moment.now += timedelta(days=3)
    await city.deliver(event(student, "moodle", city.yesterday, quantity=30))
    await city.score()
    read = (await student.read(f"{student.path}/engagement", **{**days, "to": str(city.yesterday)}))["days"]
    shown = [each["day"] for each in read if each["state"] == "shown"]
    assert shown == ["2018-11-20", "2018-11-21", "2018-11-22"], "from the day of the erasure on"


async def test_attendance_of_a_sponsored_student_is_kept_and_the_account_says_under_what(city: World) -> None:
    student, _ = await busy(city, sponsored=True)
    _, account = await partly(city, student, "attendance")
    (kept,) = account["kept"]
    assert (kept["table"], kept["category"], kept["exception"]) == (
        "attendance", "attendance", "sponsorship_evidence",
    )  # fmt: skip
    assert await city.count("attendance", student) == 1


async def test_what_is_asked_for_by_its_kind_is_erased_without_naming_it_again(city: World) -> None:
    student, _ = await busy(city)
    officer = await city.tutor(roles.DATA_PROTECTION)
    request_id = await asked(student, "erasure", about="activity")
    before = await officer.read(f"/v1/requests/{request_id}/erasure-preview", how="delete")
    assert await city.count("events", student) > 0, "a preview does nothing"
    account = (await uphold(officer, request_id, how="delete", confirm=student.number))["account"]
    assert account["categories"] == before["categories"] == ["activity"]
    assert tables(account["deleted"]) == tables(before["deleted"])
    assert "notes" not in tables(account["deleted"])


@pytest.mark.parametrize("category", [*NEVER, "telepathy"])
async def test_what_is_never_erased_alone_is_named(city: World, category: str) -> None:
    student, _ = await busy(city)
    officer = await city.tutor(roles.DATA_PROTECTION)
    request_id = await asked(student, "erasure")
    details = {"how": "delete", "confirm": student.number, "categories": ["activity", category]}
    body = {"outcome": "partly", "reason": "Partly.", "exceptions": ["statutory"], "details": details}
    answer = await officer.post(f"/v1/requests/{request_id}/answer", body)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (422, "/body/details/categories/1")
    assert category in fault["detail"]
    preview = await officer.get(
        f"/v1/requests/{request_id}/erasure-preview", how="delete", categories=category
    )
    assert preview.status_code == 422
    assert await city.count("events", student) > 0


async def test_less_than_was_asked_for_is_partly_and_more_is_refused(city: World) -> None:
    student, _ = await busy(city)
    officer = await city.tutor(roles.DATA_PROTECTION)
    everything, activity = await asked(student, "erasure"), await asked(student, "erasure", about="activity")
    for request_id, named, pointer in (
        (everything, "activity", "/body/outcome"),
        (activity, "support", "/body/details/categories/0"),
    ):
        details = {"how": "delete", "confirm": student.number, "categories": [named]}
        body = {"outcome": "upheld", "reason": "It is your right.", "details": details}
        answer = await officer.post(f"/v1/requests/{request_id}/answer", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_what_comes_about_earlier_days_stays_out_and_what_is_new_is_kept(city: World) -> None:
    student, _ = await busy(city)
    await partly(city, student, "activity", "attendance")
    assert await city.deliver(event(student, "moodle", city.yesterday)) == ["rejected"]
    assert await city.register(register(student, f"L{student.number}", "present")) == ["rejected"]
    city.moment.now += timedelta(days=3)
    assert await city.deliver(event(student, "moodle", city.yesterday)) == ["recorded"]
    await city.hold_sessions(session("LATER", city.yesterday))
    assert await city.register(register(student, "LATER", "present")) == ["recorded"]


async def test_a_restored_backup_gets_the_same_part_erased_again_and_no_more(city: World) -> None:
    student, _ = await busy(city)
    await partly(city, student, "activity")
    async with city.context() as context:
        ledger = await export_ledger(context)
        assert await reapply(context, ledger) == 0, "it is done already"
    # A backup from before: activity is there, and the ledger knows nothing.
    async with city.owner() as owner:
        mine = city.institution.institution_id
        await owner.execute("delete from erasures where institution_id = $1", mine)
        await owner.execute("update students set erased_before = null where institution_id = $1", mine)
    assert await city.deliver(event(student, "moodle", city.yesterday)) == ["recorded"]
    async with city.context() as context:
        assert await reapply(context, ledger) == 1
    assert await city.count("events", student) == 0
    assert await city.count("attendance", student) == 1
    assert await city.deliver(event(student, "moodle", city.yesterday)) == ["rejected"]
    city.moment.now += timedelta(days=2)
    assert await city.deliver(event(student, "moodle", city.yesterday)) == ["recorded"]
    async with city.context() as context:
        assert await reapply(context, ledger) == 0
    assert await city.count("events", student) == 1, "what came since stays"


def test_every_kind_of_data_is_erasable_alone_or_says_why_not() -> None:
    assert {*ERASABLE} == {"contact", "activity", "attendance", "support", "cases", "expectations"}
    assert not {*ERASABLE} & NEVER.keys()
