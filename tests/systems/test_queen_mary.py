"""Queen Mary: who sees a student, what for, and what happens when engagement falls."""

from datetime import timedelta
from typing import Any

import pytest

from app.wire.roster import ModuleRunRow, TeachingRow
from tests import roles
from tests.access.everybody import everybody
from tests.systems.test_nottingham_signals import MONDAYS, judge, study
from tests.systems.test_saved_cohorts import save
from tests.world import OPENING, Person, World, approval, event

pytestmark = pytest.mark.anyio


async def adviser_and_student(world: World) -> tuple[Person, Person]:
    adviser = await world.tutor(roles.ADVISER)
    return adviser, await world.student(tutor=adviser)


async def support_of(world: World, org_unit: str = "CLES") -> Person:
    """Student support staff of a School."""
    staff = await world.tutor(roles.SCHOOL_SUPPORT)
    await world.grant(staff, roles.SCHOOL_SUPPORT, org_unit)
    return staff


async def teacher_of(world: World, run: str = "BIO1-18") -> Person:
    teacher = await world.tutor(roles.LECTURER)
    await world.roster(teaching=[TeachingRow(teacher.number, run)])
    return teacher


async def asked_for(person: Person, path: str, purpose: str) -> tuple[int, str | None]:
    """The status, and the type of problem, of a look for that purpose."""
    headers = person.headers | {"Attune-Purpose": purpose}
    answer = await person.world.client.get(path, headers=headers)
    return answer.status_code, None if answer.is_success else answer.json()["type"]


async def fallen(world: World, adviser: Person | None) -> Person:
    """A student who did much in every week but the last, and almost nothing then."""
    student = await world.student(tutor=adviser)
    await study(world, student, 14, 11, 13, 15, 12, 14, 12, 0, source="qmplus")
    await world.deliver(event(student, "qmplus", MONDAYS[7]))
    return student


# --- QM-5: a fall reaches the adviser and the School's student support ---


@pytest.mark.row("QM-5")
async def test_a_fall_reaches_the_adviser_and_the_schools_student_support(queen_mary: World) -> None:
    adviser, stranger = [await queen_mary.tutor(roles.ADVISER) for _ in range(2)]
    student = await fallen(queen_mary, adviser)
    await queen_mary.add_college("ARTS", "Arts", "BA")
    support, elsewhere = await support_of(queen_mary), await support_of(queen_mary, "ARTS")
    assert await judge(queen_mary) == 1
    for reader in (adviser, support):
        (listed,) = (await reader.read("/v1/signals"))["items"]
        assert (listed["student_id"], listed["rule"], listed["verdict"]) == (str(student.id), "fall", "fall")
    for outsider in (stranger, elsewhere):
        assert (await outsider.read("/v1/signals"))["items"] == []
    (own,) = (await student.read(f"{student.path}/signals"))["items"]
    assert own["rule"] == "fall", "the student reads it, too"


@pytest.mark.row("QM-5")
async def test_without_an_adviser_it_is_the_schools_student_supports(queen_mary: World) -> None:
    support = await support_of(queen_mary)
    student = await fallen(queen_mary, None)
    await judge(queen_mary)
    (listed,) = (await support.read(f"{student.path}/signals"))["items"]
    assert (listed["owner_staff_id"], listed["owner_role"]) == (None, "school_support")


@pytest.mark.row("QM-5")
async def test_the_case_goes_from_the_adviser_to_the_school_and_is_in_their_queues(queen_mary: World) -> None:
    adviser = await queen_mary.tutor(roles.ADVISER)
    student, support = await fallen(queen_mary, adviser), await support_of(queen_mary)
    await judge(queen_mary)
    (signal,) = (await adviser.read(f"{student.path}/signals"))["items"]
    opened = {
        "reason": "A fall in engagement.",
        "signal_id": signal["signal_id"],
        "other_sources_checked": [{"source": "The seminar's tutor", "checked_on": str(queen_mary.yesterday)}],
    }
    case = await adviser.do(f"{student.path}/cases", opened)
    assert [each["rung"] for each in case["ladder"]] == ["adviser", "school_support"]
    queen_mary.moment.now += timedelta(days=2)
    queued = (await adviser.read("/v1/cases", queue="due_today"))["items"]
    assert [each["student_id"] for each in queued] == [str(student.id)], "the adviser has two working days"
    attempt = {"channel": "university_email", "outcome": "no_answer", "attempted_at": _now(queen_mary)}
    path = f"{student.path}/cases/{case['case_id']}"
    await adviser.do(f"{path}/attempts", attempt)
    queen_mary.moment.now += timedelta(days=7)
    handed = await adviser.do(f"{path}/hand-overs", {"reason": "No answer."})
    assert (handed["rung"], handed["state"]) == ("school_support", "handed_over")
    mine = await support.read("/v1/cases", queue="unassigned")
    assert [each["student_id"] for each in mine["items"]] == [str(student.id)]
    shown = await student.read(path)
    assert shown["reason"] == "A fall in engagement.", "the student reads the whole ladder"


def _now(world: World) -> str:
    return world.moment.now.isoformat()


# --- QM-7: purposes that are refused, and modules that are marked ---

REFUSED = ["assessment", "automated_decision", "prevent"]
"""What it is never used for."""


@pytest.mark.row("QM-7")
@pytest.mark.parametrize("purpose", REFUSED)
async def test_a_refused_purpose_is_refused_whoever_asks_and_stays_on_record(
    queen_mary: World, purpose: str
) -> None:
    adviser, student = await adviser_and_student(queen_mary)
    support = await support_of(queen_mary)
    parts = ("", "/engagement", "/activity", "/attendance", "/grades", "/signals", "/dashboard", "/cases")
    for person in (adviser, support):
        for part in parts:
            answer = await asked_for(person, f"{student.path}{part}", purpose)
            assert answer == (403, "/problems/purpose-refused"), (person.roles, part)
    records = (await student.read(f"{student.path}/access-records", limit=200))["items"]
    assert {(each["purpose"], each["outcome"]) for each in records} == {(purpose, "refused")}
    assert len(records) >= 2 * len(parts)


@pytest.mark.row("QM-7")
@pytest.mark.parametrize("purpose", REFUSED)
async def test_lists_and_exports_state_a_purpose_like_every_other_look(
    queen_mary: World, purpose: str
) -> None:
    adviser, student = await adviser_and_student(queen_mary)
    await fallen(queen_mary, adviser)
    await judge(queen_mary)
    cohort = await save(adviser)
    for path in ("/v1/students", "/v1/signals", "/v1/cases", f"{cohort}/members"):
        assert await asked_for(adviser, path, purpose) == (403, "/problems/purpose-refused"), path
    unstated = await queen_mary.client.get(
        "/v1/students", headers={"Authorization": adviser.headers["Authorization"]}
    )
    assert (unstated.status_code, unstated.json()["type"]) == (400, "/problems/purpose-required")
    assert not set(unstated.json()["purposes"]) & set(REFUSED), "and none of these is offered"
    records = (await student.read(f"{student.path}/access-records", limit=200))["items"]
    assert (purpose, "refused") in {(each["purpose"], each["outcome"]) for each in records}


async def mark_module(world: World, code: str = "BIO1-18") -> None:
    """Say of a module run that engagement counts for its assessment."""
    ends = OPENING.replace(year=OPENING.year + 1, month=6, day=1)
    run = ModuleRunRow(code, code.removesuffix("-18"), 2018, OPENING, ends, engagement_assessed=True)
    await world.roster(module_runs=[run])


@pytest.mark.row("QM-7")
async def test_a_module_marked_for_assessment_is_told_and_opens_itself_to_its_teachers_alone(
    queen_mary: World,
) -> None:
    adviser, student = await adviser_and_student(queen_mary)
    teacher, other = await teacher_of(queen_mary), await teacher_of(queen_mary, "BIO2-18")
    bio1, bio2 = [str(await queen_mary.module_run_id(f"BIO{n}-18")) for n in (1, 2)]
    parts = ("engagement", "attendance", "activity")

    async def told() -> dict[str, bool]:
        runs = (await student.read(student.path))["module_runs"]
        return {each["code"]: each["engagement_assessed"] for each in runs}

    refused = (403, "/problems/purpose-refused")
    assert await told() == {"BIO1-18": False, "BIO2-18": False}
    for part in parts:
        path = f"{student.path}/{part}?module_run_id={bio1}"
        assert await asked_for(teacher, path, "assessment") == refused, part
    await mark_module(queen_mary)
    assert await told() == {"BIO1-18": True, "BIO2-18": False}
    for part in parts:
        path = f"{student.path}/{part}"
        assert await asked_for(teacher, f"{path}?module_run_id={bio1}", "assessment") == (200, None), part
        assert await asked_for(adviser, f"{path}?module_run_id={bio1}", "assessment") == refused, part
        assert await asked_for(other, f"{path}?module_run_id={bio2}", "assessment") == refused, part
        assert (await asked_for(other, f"{path}?module_run_id={bio1}", "assessment"))[0] == 403, part
        assert await asked_for(teacher, path, "assessment") == (403, "/problems/section-restricted"), part
        for never in ("automated_decision", "prevent"):
            assert await asked_for(teacher, f"{path}?module_run_id={bio1}", never) == refused, part
    assert await asked_for(teacher, student.path, "assessment") == refused
    records = (await student.read(f"{student.path}/access-records", limit=200))["items"]
    seen = [each for each in records if each["outcome"] == "seen" and each["purpose"] == "assessment"]
    assert {(each["staff_name"], each["role"]) for each in seen} == {(f"Tutor {teacher.number}", "lecturer")}
    assert len(seen) == len(parts), "the student reads each look"


@pytest.mark.row("QM-7")
async def test_an_institution_may_refuse_it_for_marked_modules_too(queen_mary: World) -> None:
    _, student = await adviser_and_student(queen_mary)
    teacher, admin = await teacher_of(queen_mary), await queen_mary.tutor(roles.ADMIN)
    await mark_module(queen_mary)
    path = f"{student.path}/engagement?module_run_id={await queen_mary.module_run_id('BIO1-18')}"
    assert await asked_for(teacher, path, "assessment") == (200, None)
    stricter = {"settings": {"access_purposes": {"assessment": {"allowed": False}}}}
    assert (await admin.put("/v1/admin/settings", stricter)).is_success
    assert await asked_for(teacher, path, "assessment") == (403, "/problems/purpose-refused")


# --- QM-8: only staff who work with the student ---


@pytest.mark.row("QM-8")
async def test_only_staff_who_work_with_the_student_see_the_student(queen_mary: World) -> None:
    people = await everybody(queen_mary)
    path = people["self"].path
    expected = {
        "tutor": 200, "adviser": 200, "school_support": 200, "explorer": 200, "lecturer": 200,
        "former": 404, "stranger": 404, "other_school_support": 404, "expired": 404, "unapproved": 404,
        "admin": 404, "admin_granted": 404, "data_protection": 404, "analyst": 404, "abroad": 404,
    }  # fmt: skip
    assert {name: (await people[name].get(path)).status_code for name in expected} == expected


@pytest.mark.row("QM-8")
async def test_who_maintains_the_software_sees_no_student_whatever_they_ask(
    queen_mary: World, contract: dict[str, Any]
) -> None:
    """Every read about a student: not even a grant of the role opens anybody, as the role reaches nobody."""
    people = await everybody(queen_mary)
    student = people["self"]
    reads = [path for path, item in contract["paths"].items() if "{student_id}" in path and "get" in item]
    assert len(reads) > 30
    for admin in (people["admin"], people["admin_granted"]):
        for each in reads:
            path = each.replace("{student_id}", str(student.id)).replace("{day}", str(queen_mary.yesterday))
            for name in ("signal", "case", "note", "meeting", "decision", "objective", "request", "referral"):
                path = path.replace(f"{{{name}_id}}", str(student.id))
            answer = await admin.get(path)
            assert answer.status_code in {403, 404, 422}, (each, answer.status_code)
            assert student.number not in answer.text, each
        assert (await admin.get("/v1/students")).status_code == 403
    assert (await student.read(f"{student.path}/access-records"))["items"] == [], "and nobody was seen"


@pytest.mark.row("QM-8")
async def test_a_teacher_reads_their_module_and_nothing_else(queen_mary: World) -> None:
    _, student = await adviser_and_student(queen_mary)
    teacher = await teacher_of(queen_mary)
    run = await queen_mary.module_run_id("BIO1-18")
    for part in ("engagement", "attendance", "activity"):
        assert (await teacher.get(f"{student.path}/{part}", module_run_id=str(run))).status_code == 200, part
    for part in (
        "engagement",
        "attendance",
        "activity",
        "grades",
        "signals",
        "meetings",
        "cases",
        "exemptions",
    ):
        assert (await teacher.get(f"{student.path}/{part}")).status_code == 403, part
    assert (await teacher.get(f"{student.path}/extenuating-circumstances")).status_code == 403


# --- QM-3: extenuating circumstances ---


@pytest.mark.row("QM-3")
async def test_a_flag_during_approved_circumstances_says_so(queen_mary: World) -> None:
    adviser = await queen_mary.tutor(roles.ADVISER)
    student = await fallen(queen_mary, adviser)
    spell = approval(student, "EC-7", MONDAYS[7], MONDAYS[7] + timedelta(days=7))
    assert await queen_mary.approve(spell) == ["recorded"]
    await judge(queen_mary)
    for reader in (adviser, student):
        (found,) = (await reader.read(f"{student.path}/signals"))["items"]
        evidence = (await reader.read(f"{student.path}/signals/{found['signal_id']}"))["evidence"]
        (noted,) = evidence["circumstances"]
        assert noted["reason"] == "extenuating_circumstances"
        assert noted["first"] == str(MONDAYS[7])
        (listed,) = (await reader.read(f"{student.path}/extenuating-circumstances"))["items"]
        assert (listed["reference"], listed["starts_on"]) == ("EC-7", str(MONDAYS[7]))


@pytest.mark.row("QM-3")
async def test_what_they_are_is_never_stored(queen_mary: World) -> None:
    student = await queen_mary.student()
    told = approval(student, "EC-8", OPENING, OPENING + timedelta(days=7))
    assert await queen_mary.approve(told | {"nature": "bereavement-x"}) == ["rejected"]
    assert await queen_mary.approve(told | {"reference": "a bereavement-x"}) == ["rejected"]
    assert not await queen_mary.holds("%bereavement-x%")


@pytest.mark.row("QM-3")
async def test_an_indicator_of_such_days_says_so_to_whoever_may_know(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    assert (await student.read(f"{student.path}/indicator"))["circumstances_approved"] is False
    spell = approval(student, "EC-9", essex.yesterday, essex.today)
    await essex.approve(spell)
    for reader in (student, tutor):
        assert (await reader.read(f"{student.path}/indicator"))["circumstances_approved"] is True
    await essex.approve(spell | {"withdrawn": True})
    assert (await student.read(f"{student.path}/indicator"))["circumstances_approved"] is False
