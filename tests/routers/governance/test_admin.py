"""Administration: what can be changed, that it is audited, and that it shows no student."""

from datetime import timedelta
from typing import Any

import pytest

from tests import roles
from tests.world import PUBLISHED, Person, World, at_once, event, note

pytestmark = pytest.mark.anyio


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.tutor(roles.ADMIN)


async def test_org_units_form_a_tree_without_rings(world: World, admin: Person) -> None:
    for code, parent in (("ECO", "CLES"), ("LAB", "ECO")):
        made = await admin.put(f"/v1/admin/org-units/{code}", {"name": code, "parent": parent})
        assert (made.status_code, made.json()["parent"]) == (200, parent)
    ring = await admin.put("/v1/admin/org-units/CLES", {"name": "Life", "kind": "college", "parent": "LAB"})
    assert ring.json()["errors"][0]["pointer"] == "/body/parent"
    unknown = await admin.put("/v1/admin/org-units/X", {"name": "X", "parent": "NOWHERE"})
    assert unknown.status_code == 422
    found = (await admin.read("/v1/admin/org-units"))["items"]
    assert {each["code"]: each["parent"] for each in found} == {
        "U": None, "CLES": "U", "ECO": "CLES", "LAB": "ECO",
    }  # fmt: skip


async def test_a_tutorship_begins_and_ends_by_the_numbers(world: World, admin: Person) -> None:
    tutor, student = await world.tutor(), await world.student()
    named = {
        "student_number": student.number,
        "staff_number": tutor.number,
        "starts_on": str(world.today),
    }
    begun = await admin.post("/v1/admin/tutorships", named)
    assert begun.status_code == 201
    assert (await tutor.get(student.path)).status_code == 200
    assert (await admin.post("/v1/admin/tutorships", named)).status_code == 409
    ended = await admin.do("/v1/admin/tutorships/endings", named | {"ends_before": str(world.today)})
    assert ended["items"][0]["ends_before"] == str(world.today)
    assert (await tutor.get(student.path)).status_code == 404
    await admin.do("/v1/admin/tutorships/endings", named | {"ends_before": None})
    assert (await tutor.get(student.path)).status_code == 200
    for wrong in ({"student_number": "S99999"}, {"staff_number": "P99999"}):
        assert (await admin.post("/v1/admin/tutorships", named | wrong)).status_code == 404
    assert student.number not in str(
        (await admin.read("/v1/admin/tutorships", student_number=student.number))["items"]
    )


async def test_every_change_is_audited_with_before_and_after(world: World, admin: Person) -> None:
    await admin.put("/v1/admin/org-units/CLES", {"name": "Life Sciences", "kind": "college", "parent": "U"})
    start = world.today + timedelta(days=30)
    body = {"title": "January", "starts_on": str(start), "ends_before": str(start + timedelta(days=9))}
    period = await admin.do("/v1/admin/exam-periods", body)
    await admin.delete(f"/v1/admin/exam-periods/{period['exam_period_id']}")
    await admin.put("/v1/admin/settings", {"settings": {"career_stages": ["one", "two"]}})
    entries = await admin.audit()
    told = {each["action"]: (each["before"], each["after"]) for each in entries}
    assert told["org unit changed"][0]["name"] == "Life"
    assert told["org unit changed"][1]["name"] == "Life Sciences"
    assert told["exam period made"] == (None, body)
    assert told["exam period removed"] == (body, None)
    assert told["settings changed"] == ({}, {"career_stages": ["one", "two"]})
    assert {(each["staff_name"], each["role"]) for each in entries} == {(f"Tutor {admin.number}", "admin")}


async def test_the_audit_pages_through_everything(world: World, admin: Person) -> None:
    for at in range(5):
        await admin.put(f"/v1/admin/org-units/N{at}", {"name": f"N{at}"})
    seen: list[str] = []
    path: str | None = "/v1/admin/audit-entries?limit=2"
    while path:
        answer = await admin.get(path)
        seen += [each["after"]["code"] for each in answer.json()["items"] if each["staff_id"]]
        link = answer.headers.get("Link")
        path = link.partition(">")[0].removeprefix("<") if link else None
    assert sorted(seen) == [f"N{at}" for at in range(5)]


async def test_a_removed_note_is_audited_without_its_text(world: World, admin: Person) -> None:
    tutor, desk = await world.tutor(), await world.tutor(roles.INFORMATION_DESK)
    student = await world.student(tutor=tutor)
    shared = await tutor.do(f"{student.path}/notes", note(summary="SECRET", share=True))
    await desk.do(f"{student.path}/notes/{shared['note_id']}/removal", {"reason": "Wrong record."})
    entry = (await admin.audit())[0]
    assert (entry["action"], entry["role"]) == ("note removed", "information_desk")
    assert entry["after"] == {"reason": "Wrong record."}
    assert "SECRET" not in str(entry)


async def test_a_scoring_model_is_drafted_incomplete_but_published_complete(
    world: World, admin: Person
) -> None:
    student = await world.student(consent=True)
    await world.deliver(event(student, "app", world.yesterday, quantity=7))
    body: dict[str, Any] = {
        "academic_year": 2018,
        "coefficients": {"CLES": {"app": 2.0}},
        "note": "a trial",
    }
    drafted = await admin.do("/v1/admin/scoring-models", body)
    publication = f"/v1/admin/scoring-models/{drafted['scoring_model_id']}/publication"
    refused = await admin.post(publication, None)
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [
        "/coefficients/CLES/careers",
        "/coefficients/CLES/vle",
    ]
    assert (await student.read("/v1/scoring-models/in-force"))["version"] == 1
    body["coefficients"]["CLES"] |= {"careers": 0.5, "vle": 0.5}
    complete = await admin.do("/v1/admin/scoring-models", body)
    publication = f"/v1/admin/scoring-models/{complete['scoring_model_id']}/publication"
    published = await admin.do(publication, None)
    assert (published["status"], published["version"]) == ("published", 3)
    assert (await admin.post(publication, None)).status_code == 409
    query = {"from": str(world.yesterday), "to": str(world.yesterday)}
    assert (await student.read(f"{student.path}/engagement", **query))["days"][0]["score"] == 2
    models = (await student.read("/v1/scoring-models"))["items"]
    assert [(each["version"], each["status"]) for each in models] == [(3, "published"), (1, "superseded")]


async def in_force(world: World) -> dict[int, int]:
    """How many models are in force, by academic year."""
    counted = "select academic_year, count(*) filter (where status = 'published') from scoring_models"
    found = await world.sql(f"{counted} where institution_id = :institution_id group by 1")
    return {each[0]: each[1] for each in found}


async def draft(admin: Person, year: int) -> str:
    body = {"academic_year": year, "coefficients": {"CLES": PUBLISHED}, "note": "for a test"}
    made = await admin.do("/v1/admin/scoring-models", body)
    return f"/v1/admin/scoring-models/{made['scoring_model_id']}/publication"


async def test_one_model_published_four_times_at_once_is_in_force_once(world: World, admin: Person) -> None:
    for year in range(2018, 2030):
        publication = await draft(admin, year)
        answers = await at_once(admin, [(publication, None)] * 4)
        assert sorted(each.status_code for each in answers) == [200, 409, 409, 409], year
    assert await in_force(world) == dict.fromkeys(range(2018, 2030), 1)


async def test_two_models_of_a_year_published_at_once_leave_one_in_force(world: World, admin: Person) -> None:
    for year in range(2018, 2024):
        publications = [await draft(admin, year) for _ in range(2)]
        answers = await at_once(admin, [(each, None) for each in publications])
        assert [each.status_code for each in answers] == [200, 200], year
    assert await in_force(world) == dict.fromkeys(range(2018, 2024), 1)


async def test_drafts_made_at_once_are_versions_one_after_the_other(world: World, admin: Person) -> None:
    body = {"academic_year": 2025, "coefficients": {"CLES": PUBLISHED}, "note": "for a test"}
    answers = await at_once(admin, [("/v1/admin/scoring-models", body)] * 5)
    assert [each.status_code for each in answers] == [201] * 5
    assert sorted(each.json()["version"] for each in answers) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("coefficients", "pointer"),
    [
        ({"ARTS": PUBLISHED}, "/coefficients/ARTS"),
        ({"CLES": PUBLISHED | {"horoscope": 1}}, "/coefficients/CLES/horoscope"),
    ],
)
async def test_a_model_for_strangers_is_refused(
    admin: Person, coefficients: dict[str, Any], pointer: str
) -> None:
    body = {"academic_year": 2018, "coefficients": coefficients, "note": "x"}
    refused = await admin.post("/v1/admin/scoring-models", body)
    assert refused.json()["errors"][0]["pointer"] == pointer
