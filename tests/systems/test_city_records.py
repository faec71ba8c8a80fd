"""City: how long data are kept, and what anybody may read about what is done with them."""

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from app.access.vocabulary import Role
from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey
from app.jobs import retain
from app.profiles.model import Profile, read_profile
from app.profiles.retention import RetentionEntry, check_retention
from app.retention.rules import Category
from app.settings import PROJECT
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio
PROFILES = PROJECT / "app" / "profiles"
DATA = ("exeter", "nottingham", "essex", "city")


def path(world: World, what: str) -> str:
    return f"/v1/institutions/{world.institution.code}/{what}"


# --- retention ---


@pytest.mark.row("CI-11")
async def test_retention_is_defined_for_every_kind_of_data_and_everybody_reads_it(city: World) -> None:
    student = await city.student()
    items = (await student.read("/v1/retention"))["items"]
    assert [each["category"] for each in items] == [str(each) for each in Category]
    activity = next(each for each in items if each["category"] == "activity")
    assert activity["kept"] == "1 year after the end of the academic year"
    assert activity["due_before"].endswith("-08-01")
    for each in items:
        assert each["months"] <= 72, each
        assert each["purpose"], each


@pytest.mark.row("CI-11")
async def test_what_has_passed_its_time_is_gone_provably(city: World, tmp_path: Path) -> None:
    student = await city.student()
    await city.deliver(event(student, "moodle", city.yesterday))
    admin = await staff(city, "admin")
    assert (await admin.read("/v1/admin/retention-runs"))["items"] == []
    city.moment.now += timedelta(days=3 * 366)
    key = SigningKey(demonstration_signing_key(tmp_path))
    for expected in (True, False):
        await retain.run(city.context, key)
        city.moment.now += timedelta(minutes=1)
        run, *_ = (await admin.read("/v1/admin/retention-runs"))["items"]
        counts = {each["category"]: each["rows"] for each in run["categories"]}
        assert (counts["activity"] > 0) is expected
        assert run["signed"]
    assert await city.count("events", student) == 0
    assert await city.count("activity_months", student) == 0


@pytest.mark.row("CI-11")
async def test_only_administrators_read_what_went(city: World) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    for person in (tutor, student):
        assert (await person.get("/v1/admin/retention-runs")).status_code == 403


@pytest.mark.row("CI-11")
@pytest.mark.parametrize(
    ("category", "changed", "words"),
    [
        ("identity", {"trigger": "record"}, "identity is kept until the relationship ends"),
        ("activity", {"months": 36}, "would outlast it"),
        ("grades", {"action": "anonymise"}, "not made anonymous"),
        ("looks", {"basis": None}, "either a purpose or a basis"),
        ("support", {"purpose": "nothing"}, "which is no purpose"),
    ],
)
def test_rules_that_do_not_go_together_are_refused(
    category: str, changed: dict[str, Any], words: str
) -> None:
    profile = read_profile(PROFILES, "city")
    entry = RetentionEntry(**(profile.retention[Category(category)].model_dump() | changed))
    with pytest.raises(ValueError, match=words):
        check_retention({**profile.retention, Category(category): entry}, profile.purposes)


@pytest.mark.row("CI-11")
def test_a_longer_period_than_six_years_or_no_rule_is_refused() -> None:
    profile = read_profile(PROFILES, "city").model_dump()
    longer = profile | {
        "retention": profile["retention"] | {Category.GRADES: {"trigger": "relationship_end", "months": 73}}
    }
    with pytest.raises(ValueError, match="72"):
        Profile.model_validate(longer)
    whole = read_profile(PROFILES, "city").retention
    lacking: dict[Category, RetentionEntry] = {
        name: each for name, each in whole.items() if name is not Category.GRADES
    }
    with pytest.raises(ValueError, match="no rule for grades"):
        check_retention(lacking, {"learning_analytics"})


# --- what anybody reads ---


@pytest.mark.row("CI-12")
@pytest.mark.row("ES-8")
@pytest.mark.row("EX-11")
@pytest.mark.parametrize("name", DATA)
async def test_anybody_reads_purposes_sources_use_and_contacts(world: World, name: str) -> None:
    """Without a login: what is collected, why, how it is used, who sees it, who answers."""
    there = await world.create_another(name)
    answer = await there.client.get(path(there, "about"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    about = answer.json()
    assert about["purposes"]
    assert all(each["notices"] for each in about["purposes"])
    assert sum(each["in_force"] for each in about["purposes"][0]["notices"]) == 1
    assert all(bool(each["used_for"]) is each["collected"] for each in about["sources"])
    assert all(each["role"] and each["contact"] for each in about["contacts"])
    assert all(each["responsible"] and each["contact"] for each in about["responsibilities"])
    assert {each["category"] for each in about["retention"]} == set(Category)
    again = await there.client.get(path(there, "about"), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.row("CI-12")
@pytest.mark.row("ES-8")
@pytest.mark.parametrize("name", DATA)
async def test_the_register_has_an_owner_a_basis_and_a_period_for_every_entry(
    world: World, name: str
) -> None:
    there = await world.create_another(name)
    register = (await there.client.get(path(there, "processing-register"))).json()
    facts = ("controller", "controller_contact", "protection_officer", "protection_contact", "transfers",
             "safeguards", "security", "dpia_reference", "last_reviewed", "next_review")  # fmt: skip
    assert [each for each in facts if not register[each]] == []
    for entry in register["items"]:
        needed = (
            "activity",
            "purpose",
            "basis",
            "individuals",
            "data",
            "sources",
            "kept",
            "owner",
            "contact",
        )
        assert [each for each in needed if not entry[each]] == [], entry
        assert entry["recipients"] or entry["category"] in {"visa", "waiting"}, entry


@pytest.mark.row("CI-12")
async def test_the_register_can_be_exported_as_a_table_and_as_a_page(city: World) -> None:
    answer = await city.client.get(path(city, "processing-register.csv"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    head, *rows = csv.reader(StringIO(answer.text))
    assert head[0] == "controller"
    entries = [row[head.index("entry")] for row in rows]
    assert entries == ["processing"] * len(Category) + ["source"] * 4 + ["service"]
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]
    page = await city.client.get(path(city, "processing-register.html"))
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert city.institution.name in page.text


@pytest.mark.row("CI-12")
async def test_the_page_needs_no_script_and_nothing_from_elsewhere(city: World) -> None:
    page = (await city.client.get(path(city, "about.html"))).text
    assert "<script" not in page
    assert " src=" not in page
    assert 'href="http' not in page
    assert '<html lang="en">' in page
    for words in ("Whom to ask", "Where data come from", "Who sees what", "Notices: Learning analytics"):
        assert words in page


@pytest.mark.row("CI-12")
async def test_what_anybody_reads_is_about_nobody(city: World) -> None:
    """No name, number, id or address of anybody; and nothing that tells whether a code is close to one."""
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    for what in ("about", "about.html", "processing-register", "processing-register.csv"):
        text = (await city.client.get(path(city, what))).text
        for secret in (student.number, str(student.id), str(tutor.id), tutor.number):
            assert secret not in text
    for code in ("NOBODY", "%25", city.institution.code.lower() + "x", "' or true --"):
        answer = await city.client.get(f"/v1/institutions/{code}/about")
        assert answer.status_code == 404, code


async def staff(world: World, role: str) -> Person:
    return await world.tutor(Role(role))
