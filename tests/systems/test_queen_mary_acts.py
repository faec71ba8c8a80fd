"""Queen Mary's promise QM-10: a person acts. What they did, and what they had seen, is on record."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey
from app.jobs.reapply_erasures import export_ledger, reapply
from app.retention.due import months_after
from tests import roles
from tests.prediction.made_up import small_model
from tests.systems.test_city_erasure import asked, uphold
from tests.systems.test_city_retention import at, run
from tests.systems.test_queen_mary_prediction import (
    expectation,
    go_to,
    of_module,
    publish,
    usable_model,
    with_work,
)
from tests.world import Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("QM-10")]
NOTE = "We talked about the second essay, and meet again on Friday."


@pytest.fixture
async def admin(queen_mary: World) -> Person:
    return await queen_mary.tutor(roles.ADMIN)


@pytest.fixture
async def adviser(queen_mary: World) -> Person:
    return await queen_mary.tutor(roles.ADVISER)


@pytest.fixture
async def student(queen_mary: World, admin: Person, adviser: Person) -> Person:
    """With work handed in, an adviser, and a model of which something is told."""
    made = await queen_mary.student(tutor=adviser)
    await with_work(queen_mary, made)
    await publish(admin)
    return made


async def says(adviser: Person, student: Person, did: str = "talked", **changes: Any) -> httpx.Response:
    """The adviser looks, and says what they did."""
    module = of_module(await expectation(adviser, student))
    told = module["told"] or {"model": usable_model().version, "about": 70}
    said = {"module_run_id": module["module_run_id"], "model": told["model"], "about": told["about"]}
    body = said | {"did": did, "note": NOTE} | changes
    return await adviser.post(f"{student.path}/expectation/acts", body)


async def acts(who: Person, student: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await who.read(f"{student.path}/expectation/acts"))["items"]
    return found


async def test_what_an_adviser_did_is_on_record_with_what_they_had_seen_and_the_student_reads_it(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    told = of_module(await expectation(adviser, student))["told"]
    answer = await says(adviser, student)
    assert answer.status_code == 201, answer.text
    act = answer.json()
    assert act["seen"] == {name: told[name] for name in act["seen"]}
    assert set(act["seen"]) >= {"model", "about", "least", "most", "like_cases", "prompts"}
    assert (act["did"], act["note"], act["role"]) == ("talked", NOTE, "adviser")
    assert await acts(student, student) == await acts(adviser, student) == [act]
    (entry,) = (await student.read(f"{student.path}/history"))["items"]
    assert entry["said"] == (
        f"Tutor {adviser.number} (Adviser): put on record after an expectation of BIO1-18: talked."
    )


async def test_whoever_is_shown_no_expectation_reads_no_acts_and_students_record_none(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    await says(adviser, student)
    stranger, support = [await queen_mary.tutor(each) for each in (roles.ADVISER, roles.SCHOOL_SUPPORT)]
    await queen_mary.grant(support, roles.SCHOOL_SUPPORT, "CLES")
    another = await queen_mary.student()
    path = f"{student.path}/expectation/acts"
    assert [(await each.get(path)).status_code for each in (stranger, another, support)] == [404, 404, 403]
    body = {"module_run_id": str(await queen_mary.module_run_id("BIO1-18")), "model": "0", "about": 1}
    refused = await student.post(path, body | {"did": "talked"})
    assert refused.status_code == 403
    assert (await support.post(path, body | {"did": "talked"})).status_code == 403


async def test_what_was_seen_is_the_services_word_and_not_the_clients(
    queen_mary: World, admin: Person, adviser: Person, student: Person
) -> None:
    wrong = await says(adviser, student, about=95)
    assert wrong.status_code == 409
    assert "it says otherwise: of 100, about 70" in wrong.json()["detail"]
    assert (await says(adviser, student, model=small_model().version)).status_code == 409
    nothing = await says(adviser, student, module_run_id=str(await queen_mary.module_run_id("BIO2-18")))
    assert nothing.status_code == 409
    assert "nothing was seen: In this module the model was not tried" in nothing.json()["detail"]
    elsewhere = await says(adviser, student, module_run_id=str(student.id))
    assert elsewhere.json()["errors"][0]["pointer"] == "/body/module_run_id"
    assert (await says(adviser, student, prompts=True)).status_code == 422, "figures are not taken"
    assert await acts(student, student) == []


async def test_who_disagrees_or_thinks_otherwise_by_now_says_why(adviser: Person, student: Person) -> None:
    for did in ("disagreed", "changed_mind"):
        refused = await says(adviser, student, did, note=None)
        assert refused.json()["errors"] == [{"pointer": "/body/note", "detail": f"must say why, for {did}"}]
        assert (await says(adviser, student, did)).status_code == 201
    assert (await says(adviser, student, "looked_only", note=None)).status_code == 201
    assert (await says(adviser, student, "opened_a_case")).status_code == 422


async def test_what_is_not_told_any_more_can_be_followed_up_by_who_had_seen_it(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    await says(adviser, student, "looked_only")
    go_to(queen_mary, 70)
    assert of_module(await expectation(adviser, student))["told"] is None
    later = await says(adviser, student, "changed_mind")
    assert later.status_code == 201, later.text
    latest, first = await acts(student, student)
    assert latest["seen"] == first["seen"], "what had been seen then"
    another = await queen_mary.tutor(roles.ADVISER)
    await queen_mary.begin_tutorship(student, another, queen_mary.yesterday)
    refused = await says(another, student)
    assert (refused.status_code, "too long ago" in refused.json()["detail"]) == (409, True)


async def test_an_act_is_a_record_and_changes_nothing_else(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    before = await rows(queen_mary)
    assert (await says(adviser, student, "referred")).status_code == 201
    after = await rows(queen_mary)
    assert {name for name in after if after[name] != before[name]} == {"expectation_acts", "access_records"}


async def rows(world: World) -> dict[str, int]:
    """How many rows each table of the institution's holds, whoever may read them."""
    async with world.owner() as owner:
        tables = await owner.fetch(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " and a.attname = 'institution_id' where c.relnamespace = 'public'::regnamespace"
            " and c.relkind in ('r', 'p') and not c.relispartition"
        )
        counts = " union all ".join(
            f"select '{name}', count(*) from {name} where institution_id = $1" for (name,) in tables
        )
        found = await owner.fetch(counts, world.institution.institution_id)
        return {str(name): int(count) for name, count in found}


async def test_what_had_been_seen_is_not_read_while_marks_are_hidden(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    await says(adviser, student)
    await queen_mary.exams(queen_mary.today, queen_mary.today + timedelta(days=3))
    for who in (student, adviser):
        (act,) = await acts(who, student)
        assert (act["seen"], act["did"], act["note"]) == (None, "talked", NOTE)
        assert "exam period" in act["withheld"]


async def test_an_objection_that_is_upheld_deletes_what_was_on_record(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    officer = await queen_mary.tutor(roles.DATA_PROTECTION)
    another = await queen_mary.student(tutor=adviser)
    note = f"Only of {student.id}."
    await says(adviser, student, note=note)
    await says(adviser, another, "looked_only", note=None)
    await uphold(officer, await asked(student, "restriction"))
    assert len(await acts(student, student)) == 1, "a restriction deletes nothing"
    answered = await uphold(officer, await asked(student, "objection", purpose="prediction"))
    account = answered["account"]
    assert [(each["table"], each["rows"]) for each in account["deleted"]] == [("expectation_acts", 1)]
    assert (account["purpose"], account["categories"]) == ("prediction", ["expectations"])
    assert not await queen_mary.holds(note), "nowhere"
    assert await acts(student, student) == []
    assert len(await acts(another, another)) == 1
    ledger = await queen_mary.sql(
        "select categories, erased_by from erasures where institution_id = :institution_id"
    )
    assert ledger == [(["expectations"], officer.id)]


async def test_a_restored_backup_loses_what_an_objection_had_deleted_again(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    officer = await queen_mary.tutor(roles.DATA_PROTECTION)
    await uphold(officer, await asked(student, "objection", purpose="prediction"))
    async with queen_mary.context() as context:
        ledger = await export_ledger(context)
    # A backup from before: nobody has objected, and something is on record.
    async with queen_mary.owner() as owner:
        mine = queen_mary.institution.institution_id
        for table in ("erasures", "restrictions"):
            await owner.execute(f"delete from {table} where institution_id = $1", mine)
    assert (await says(adviser, student)).status_code == 201
    async with queen_mary.context() as context:
        assert await reapply(context, ledger) == 1
    assert await acts(student, student) == []


async def test_after_an_objection_nothing_is_put_on_record_and_nothing_else_is_gone(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    officer = await queen_mary.tutor(roles.DATA_PROTECTION)
    await says(adviser, student)
    await uphold(officer, await asked(student, "objection", purpose="prediction"))
    assert await acts(adviser, student) == []
    refused = await says(adviser, student)
    assert (refused.status_code, "objected to" in refused.json()["detail"]) == (409, True)
    assert len((await adviser.read(f"{student.path}/grades"))["items"]) > 0
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert "expectation" in {part for each in looks for part in each["sections"]}, "that staff looked stays"


async def test_an_objection_to_everything_deletes_it_too(
    queen_mary: World, adviser: Person, student: Person
) -> None:
    officer = await queen_mary.tutor(roles.DATA_PROTECTION)
    await says(adviser, student)
    await uphold(officer, await asked(student, "objection", purpose="learner_engagement"))
    assert await queen_mary.count("expectation_acts", student) == 0


async def test_it_goes_a_year_after_the_day_and_the_register_says_who_receives_it(
    queen_mary: World, adviser: Person, student: Person, tmp_path: Path
) -> None:
    await says(adviser, student)
    found = await queen_mary.client.get(f"/v1/institutions/{queen_mary.code}/processing-register")
    entry = next(each for each in found.json()["items"] if each["category"] == "expectations")
    assert entry["recipients"] == ["The student", "Adviser"]
    assert (entry["purpose"], entry["kept"]) == ("Expectations", "1 year after the day it is about")
    key, told = SigningKey(demonstration_signing_key(tmp_path)), queen_mary.today
    at(queen_mary, months_after(told, 12) - timedelta(days=1))
    assert "expectations" not in await run(queen_mary, key)
    at(queen_mary, months_after(told, 12))
    assert (await run(queen_mary, key))["expectations"] == 1
    assert await queen_mary.count("expectation_acts", student) == 0
