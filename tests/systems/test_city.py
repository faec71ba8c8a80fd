"""City: what its learning analytics policy promises."""

from datetime import timedelta
from typing import Any

import pytest

from tests import roles
from tests.access.everybody import everybody
from tests.world import Person, World

pytestmark = pytest.mark.anyio


@pytest.mark.row("CI-6")
@pytest.mark.parametrize(
    "purpose", ["visa_compliance", "discipline", "staff_performance", "unrelated_activity"]
)
async def test_a_punitive_purpose_is_refused_and_on_record(city: World, purpose: str) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    path = f"/v1/students/{student.id}/attendance"
    answer = await city.client.get(path, headers=tutor.headers | {"Attune-Purpose": purpose})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/purpose-refused")
    (record,) = (await student.read(f"/v1/students/{student.id}/access-records"))["items"]
    assert (record["purpose"], record["outcome"]) == (purpose, "refused")


async def sees(person: Person, student: Person) -> bool:
    answer = await person.get(student.path)
    assert answer.status_code in {200, 404}
    return answer.status_code == 200


# --- roles and grants ---


async def asked(city: World, holder: Person, role: str, days: int = 90, **scope: Any) -> Any:
    """A grant as its holder asks for it."""
    until = city.today + timedelta(days=days)
    reason = "I support the students of this School."
    wanted = {"role": role, "org_unit": None, "starts_on": str(city.today), "ends_before": str(until)}
    return await holder.do("/v1/grants", wanted | {"reason": reason} | scope)


@pytest.mark.row("CI-3")
async def test_access_to_a_school_is_asked_for_approved_by_somebody_else_and_ends_by_itself(
    city: World,
) -> None:
    student = await city.student()
    await city.add_college("ARTS", "Arts", "BA")
    officer, lead = await city.tutor(roles.SCHOOL), await city.tutor(roles.LEAD)
    assert not await sees(officer, student), "the role alone opens nobody"
    grant = await asked(city, officer, roles.SCHOOL, org_unit="CLES")
    assert not await sees(officer, student), "nobody has approved it yet"
    decision = {"decision": "approved", "reason": "Confirmed by the School."}
    own = await officer.post(f"/v1/grants/{grant['grant_id']}/decision", decision)
    assert own.status_code == 403, "whoever asks does not decide"
    decided = await lead.do(f"/v1/grants/{grant['grant_id']}/decision", decision)
    assert decided["standing"] == "in_force"
    assert decided["decided"]["by"]["number"] == lead.number
    assert await sees(officer, student)
    listed = (await student.read(f"{student.path}/viewers"))["items"]
    assert [(each["staff_id"], each["role"]) for each in listed] == [(str(officer.id), "school")]
    city.moment.now += timedelta(days=90)
    assert not await sees(officer, student), "it has expired, and no job has run"


@pytest.mark.row("CI-3")
async def test_a_site_explorer_sees_everybody_for_half_a_year_at_most(city: World) -> None:
    student = await city.student()
    explorer, lead = await city.tutor(roles.SITE_EXPLORER), await city.tutor(roles.LEAD)
    until = str(city.today + timedelta(days=181))
    wanted = {
        "role": "site_explorer",
        "org_unit": None,
        "starts_on": str(city.today),
        "ends_before": until,
        "reason": "Support.",
    }
    refused = await explorer.post("/v1/grants", wanted)
    assert refused.status_code == 422
    assert "180" in refused.text
    grant = await asked(city, explorer, roles.SITE_EXPLORER, days=180)
    await lead.do(f"/v1/grants/{grant['grant_id']}/decision", {"decision": "approved", "reason": "Agreed."})
    assert await sees(explorer, student)
    await lead.do(f"/v1/grants/{grant['grant_id']}/revocation", {"reason": "No longer needed."})
    assert not await sees(explorer, student)


@pytest.mark.row("CI-3")
async def test_a_tutor_sees_their_own_students_a_school_its_own(city: World) -> None:
    people = await everybody(city)
    student = people["self"]
    expected = {
        "tutor": True, "former": False, "stranger": False, "explorer": True, "expired": False,
        "unapproved": False, "school": True, "other_school": False, "admin": False, "admin_granted": True,
        "lead": False, "analyst": False, "data_protection": False,
    }  # fmt: skip
    assert {name: await sees(people[name], student) for name in expected} == expected


@pytest.mark.row("CI-3")
async def test_nobody_approves_their_own_access_not_even_who_decides_on_others(city: World) -> None:
    admin = await city.tutor(roles.ADMIN)
    grant = await asked(city, admin, roles.ADMIN)
    answer = await admin.post(
        f"/v1/grants/{grant['grant_id']}/decision", {"decision": "approved", "reason": "I need it."}
    )
    assert answer.status_code == 403
    assert "somebody else" in answer.text


@pytest.mark.row("CI-3")
async def test_the_students_view_is_switched_off_by_one_setting_and_rights_and_notices_stay(
    city: World,
) -> None:
    tutor, admin = await city.tutor(), await city.tutor(roles.ADMIN)
    student = await city.student(tutor=tutor)
    sections = ("engagement", "attendance", "grades", "meetings", "signals")
    for section in sections:
        assert (await student.get(f"{student.path}/{section}")).status_code == 200, section
    assert (
        await admin.put("/v1/admin/settings", {"settings": {"student_view": {"shown": False}}})
    ).is_success
    for section in sections:
        assert (await student.get(f"{student.path}/{section}")).status_code == 403, section
        assert (await tutor.get(f"{student.path}/{section}")).status_code == 200, section
    for stays in ("requests", "access-records", "viewers", "consents", "cases", "corrections", "history"):
        assert (await student.get(f"{student.path}/{stays}")).status_code == 200, stays
    assert (await student.get("/v1/purposes/learning_analytics/notice")).status_code == 200
    asked_for = await student.post(f"{student.path}/requests", {"kind": "access"})
    assert asked_for.status_code == 201
    assert (await admin.put("/v1/admin/settings", {"settings": {}})).is_success
    assert (await student.get(f"{student.path}/engagement")).status_code == 200


@pytest.mark.row("CI-3")
async def test_only_a_profile_that_says_so_lets_the_students_view_be_switched_off(world: World) -> None:
    admin = await world.tutor(roles.ADMIN)
    refused = await admin.put("/v1/admin/settings", {"settings": {"student_view": {"shown": False}}})
    assert refused.status_code == 422
    (fault,) = refused.json()["errors"]
    assert fault["pointer"] == "/body/settings/student_view"
    assert "nobody can switch students' view off" in fault["detail"]


# --- interventions ---


OPENED = {
    "reason": "Two weeks without Moodle.",
    "other_sources_checked": [{"source": "The tutor's own notes", "checked_on": "2018-11-19"}],
}


@pytest.mark.row("CI-5")
async def test_an_intervention_begins_with_what_else_was_checked(city: World) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    missing: tuple[dict[str, Any], ...] = ({}, {"other_sources_checked": []})
    for unchecked in missing:
        refused = await tutor.post(f"{student.path}/cases", {"reason": OPENED["reason"]} | unchecked)
        assert refused.status_code == 422
        assert "/body/other_sources_checked" in refused.text
    opened = await tutor.do(f"{student.path}/cases", OPENED)
    (checked,) = opened["other_sources_checked"]
    assert checked == OPENED["other_sources_checked"][0]


@pytest.mark.row("CI-4")
async def test_support_is_declined_unless_a_need_is_recorded_which_the_student_is_told(city: World) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    case = (await tutor.do(f"{student.path}/cases", OPENED))["case_id"]
    closed = await student.do(f"{student.path}/answers", {"answer": "no_support"})
    assert (closed["case_id"], closed["state"], closed["outcome"]) == (case, "closed", "support_declined")
    refused = await tutor.post(f"{student.path}/cases", OPENED)
    assert (refused.status_code, "the student declined support" in refused.text) == (409, True)
    need = {"kind": "safeguarding", "reason": "A friend is worried about harm."}
    again = await tutor.do(f"{student.path}/cases", OPENED | {"legal_or_safeguarding_need": need})
    assert (await student.read(f"{student.path}/cases/{again['case_id']}"))["need"] == need, (
        "it is clearly told"
    )
    kept = await student.do(f"{student.path}/answers", {"answer": "no_support"})
    assert kept["state"] != "closed", "who has to be reached is told why, and cannot end it"


@pytest.mark.row("CI-4")
async def test_a_group_intervention_is_opt_in_and_confidential(city: World) -> None:
    tutor = await city.tutor()
    ann, bob = [await city.student(tutor=tutor) for _ in range(2)]
    starts = city.moment.now + timedelta(days=3)
    offer = {
        "title": "Extra tutorial", "about": "Coursework 2 step by step.", "place": None,
        "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat(),
        "students": [str(ann.id), str(bob.id)],
    }  # fmt: skip
    arranged = await tutor.do("/v1/group-interventions", offer)
    path = f"/v1/group-interventions/{arranged['group_intervention_id']}"
    await ann.do(f"{path}/joining", {})
    shown = await tutor.read(path)
    assert [each["student_id"] for each in shown["participants"]] == [str(ann.id)]
    assert str(bob.id) not in str(shown), "who was invited and stays away is told to nobody"
