"""The reference: a login learns what it may deliver and which codes there are, and nothing of anybody."""

from typing import Any

import httpx
import pytest

from app.access.vocabulary import Scope
from tests import roles
from tests.world import Person, World, event, session

pytestmark = pytest.mark.anyio

PATH = "/v1/reference"


async def asked(person: Person, *scopes: Scope, path: str = PATH, **query: Any) -> Any:
    token = person.world.issuer.token(
        person.subject, list(person.roles), person.world.moment.now, scopes=[Scope.READ, *scopes]
    )
    headers = {"Authorization": f"Bearer {token}"}
    address = httpx.URL(path).copy_merge_params(query)
    answer = await person.world.client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(reference: Any, name: str) -> list[str]:
    return [each["code"] for each in reference["vocabularies"][name]]


async def test_a_system_learns_what_its_token_is_good_for_and_can_deliver_it(world: World) -> None:
    student, service = await world.student(), await world.service()
    found = await asked(service, Scope.EVENTS_WRITE)
    delivering = found["delivering"]
    assert [(each["method"], each["path"]) for each in delivering["operations"]] == [
        ("POST", "/v1/events"),
        ("POST", "/v1/events/removals"),
        ("POST", "/v1/module-resources"),
    ], "Exeter takes no Caliper events"
    assert all(each["dry_run"] for each in delivering["operations"])
    assert delivering["systems"] == ["campus"]
    assert delivering["files"] == delivering["registers"] == []
    assert (found["purposes"], "attendance_statuses" in found["vocabularies"]) == ([], False)
    sources = {each["code"]: each for each in delivering["sources"]}
    assert [(each["code"], each["counts"]) for each in sources["careers"]["kinds"]] == [
        ("attended", True),
        ("booked", False),
    ]
    made = [
        event(student, name, world.yesterday, kind=kind["code"], quantity=each["most_per_event"])
        for name, each in sources.items()
        for kind in each["kinds"]
    ]
    assert {*await world.deliver(*made)} == {"recorded"}


async def test_a_source_that_is_not_taken_says_why(world: World) -> None:
    other = await world.create_another("city", empty=False, approved=False)
    service = await other.service()
    found = await asked(service, Scope.EVENTS_WRITE, Scope.ATTENDANCE_WRITE, Scope.IMPORTS_WRITE)
    delivering = found["delivering"]
    for each in delivering["sources"]:
        assert not each["taken"]
        assert "was not proposed to" in each["why_not"]
    assert [(each["code"], each["taken"]) for each in delivering["registers"]] == [("attendance", False)]
    assert [each["code"] for each in delivering["files"]] == ["events", "replay", "sessions", "attendance"]
    assert delivering["files"][0]["written_as"] == ["text/csv", "application/x-ndjson"]
    first = delivering["sources"][0]
    answer = await service.do(
        "/v1/events",
        {"events": [event("S1", first["code"], other.yesterday, kind=first["kinds"][0]["code"])]},
    )
    assert answer["items"][0]["detail"] == f"source: {first['why_not']}"


async def test_everybody_reads_what_their_roles_have_to_do_with_and_no_more(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    desk, service = await world.tutor(roles.INFORMATION_DESK), await world.service()
    of_tutor, of_student, of_desk, of_service = [
        await asked(each) for each in (tutor, student, desk, service)
    ]
    assert [each["code"] for each in of_tutor["purposes"]] == ["tutoring", "wellbeing"]
    assert of_tutor["purposes"][0]["label"] == "Personal tutoring"
    assert of_student["purposes"] == of_desk["purposes"] == of_service["purposes"] == []
    assert [each["delivering"] is None for each in (of_tutor, of_student, of_desk, of_service)] == [
        True, True, True, False,
    ]  # fmt: skip
    assert of_service["delivering"]["operations"] == []
    for name in ("attendance_states", "career_stages", "day_states"):
        assert codes(of_tutor, name) == codes(of_student, name)
        assert name not in of_desk["vocabularies"]
    assert "case_states" not in of_tutor["vocabularies"], "Exeter keeps no cases here"
    assert codes(of_desk, "levels") == ["postgraduate_taught", "undergraduate"]
    no_record = next(
        each for each in of_tutor["vocabularies"]["attendance_states"] if each["code"] == "no_record"
    )
    assert no_record == {
        "code": "no_record",
        "label": "No record",
        "meaning": "It is over, and the register says nothing.",
    }
    year = next(each for each in of_student["academic_years"] if each["academic_year"] == 2018)
    assert (year["label"], year["first_day"], year["last_day"]) == ("2018/19", "2018-08-01", "2019-07-31")
    assert [each["title"] for each in year["terms"]] == ["Autumn term", "Spring term", "Summer term"]


async def test_codes_come_page_by_page_and_one_by_one(world: World) -> None:
    service = await world.service()
    await world.assess("ESSAY")
    await world.hold_sessions(session("L1", world.yesterday))
    lists = {each["of"]: each["path"] for each in (await asked(service))["delivering"]["lists"]}
    first = await asked(service, path=lists["module-runs"], limit=1)
    rest = await asked(service, path=lists["module-runs"], limit=1, cursor=first["next_cursor"])
    [run] = first["items"]
    assert (run["code"], run["title"], run["belongs_to"]) == ("BIO1-18", "Cells", "BIO1")
    assert (run["academic_year"], run["first_day"], run["last_day"]) == (2018, "2018-09-24", "2019-05-31")
    assert ([each["code"] for each in rest["items"]], rest["next_cursor"]) == (["BIO2-18"], None)
    assert (await asked(service, path=lists["module-runs"], academic_year=2017))["items"] == []
    [held] = (await asked(service, path=lists["teaching-sessions"], code="L1"))["items"]
    assert (held["kind"], held["belongs_to"]) == ("lecture", "BIO1-18")
    assert held["starts_at"].startswith(f"{world.yesterday}T12:00:00")
    [essay] = (await asked(service, path=lists["assessments"]))["items"]
    assert (essay["kind"], essay["last_day"]) == ("coursework", "2018-11-01")
    tree = (await asked(service, path=lists["org-units"]))["items"]
    assert [(each["code"], each["belongs_to"]) for each in tree] == [("CLES", "U"), ("U", None)]
    assert [len((await asked(service, path=lists[each]))["items"]) for each in ("programmes", "modules")] == [
        1, 2,
    ]  # fmt: skip


async def test_staff_read_the_codes_of_what_they_may_do(nottingham: World, essex: World) -> None:
    """A team, a service and a decision are named by codes that are nowhere else for staff to read."""
    tutor, visa = await nottingham.tutor(), await nottingham.tutor(roles.VISA_TEAM)
    student = await nottingham.student(tutor=tutor)
    code = await nottingham.team(tutor, "resx")
    of_tutor, of_visa, of_student = [await asked(each) for each in (tutor, visa, student)]
    assert {"code": code, "label": "For a test", "meaning": None} in of_tutor["vocabularies"]["teams"]
    assert "service_teams" not in of_tutor["vocabularies"], "nobody is referred to a service here"
    assert codes(of_visa, "visa_decisions") == ["report", "no_report"]
    assert "visa_decisions" not in of_tutor["vocabularies"]
    assert "teams" not in of_visa["vocabularies"] | of_student["vocabularies"]
    officer = await essex.tutor()
    hub = await essex.team(officer, "student_services")
    assert hub in codes(await asked(officer), "service_teams")


async def test_who_is_prompted_reads_what_can_be_put_on_record_of_an_expectation(world: World) -> None:
    queen_mary = await world.create_another("queen_mary")
    adviser, support = [await queen_mary.tutor(each) for each in (roles.ADVISER, roles.SCHOOL_SUPPORT)]
    assert "looked_only" in codes(await asked(adviser), "expectation_acts")
    assert "expectation_acts" not in (await asked(support))["vocabularies"]
