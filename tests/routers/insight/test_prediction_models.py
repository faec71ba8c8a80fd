"""Models of predictions: who drafts, signs and publishes, what is refused, and what everybody reads."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from app.actions.insight.prediction_models import draft_document, publish_model
from app.errors import InvalidInput, NotCollected
from app.prediction import audited
from app.prediction.audited import Exemption, Rules
from app.schemas.insight.prediction_models import PredictionModelIn
from app.settings import PROJECT
from app.store.insight.prediction_models import PredictionState
from tests import roles
from tests.prediction.documents import PATH, audit_of, document
from tests.prediction.made_up import small_model
from tests.world import Person, World, at_once

pytestmark = [pytest.mark.anyio, pytest.mark.row("QM-10")]


@pytest.fixture
async def admin(wide: World) -> Person:
    return await wide.tutor(roles.ADMIN)


@pytest.fixture
async def board(wide: World) -> Person:
    return await wide.tutor(roles.INFORMATION_DESK)


async def test_an_audited_model_is_published_and_supersedes_the_one_of_its_day(
    wide: World, admin: Person
) -> None:
    first = await admin.do(PATH, document())
    assert (first["state"], first["reasons"]) == ("audited", [])
    published = await admin.do(f"{PATH}/{first['version']}/publication", {})
    assert (published["state"], published["published_at"]) == ("published", "2018-11-20T12:00:00Z")
    again = await admin.post(f"{PATH}/{first['version']}/publication", {})
    assert again.status_code == 409
    second = await admin.do(PATH, document(small_model(intercept=0.5)))
    await admin.do(f"{PATH}/{second['version']}/publication", {})
    student = await wide.student()
    found = (await student.read(PATH))["items"]
    assert {each["version"]: each["state"] for each in found} == {
        first["version"]: "superseded",
        second["version"]: "published",
    }
    assert found[0]["model"]["terms"][0]["knots"] == [0, 0.5, 1]


async def test_what_trips_is_published_only_after_another_person_who_decides_has_signed(
    admin: Person, board: Person
) -> None:
    drafted = await admin.do(PATH, document(gap=0.12))
    path = f"{PATH}/{drafted['version']}"
    assert drafted["state"] == "draft"
    refused = await admin.post(f"{path}/publication", {})
    assert refused.status_code == 409
    assert "By deprivation, groups differ by 0.1200" in refused.json()["detail"]
    signature = {"groups": "deprivation", "reason": "By chance, with so few students."}
    assert (await admin.post(f"{path}/exceptions", signature)).status_code == 403
    wrong = await board.post(f"{path}/exceptions", signature | {"groups": "gender"})
    assert wrong.json()["errors"][0]["pointer"] == "/body/groups"
    signed = await board.do(f"{path}/exceptions", signature)
    assert (signed["state"], signed["reasons"]) == ("audited", [])
    assert (await board.post(f"{path}/exceptions", signature)).status_code == 409
    await admin.do(f"{path}/publication", {})
    officer = await board.read(f"{path}/card", reader="officer")
    told = [line for each in officer["sections"] for line in each["lines"]]
    assert f"Signed by Tutor {board.number} on 2018-11-20, for deprivation: {signature['reason']}" in told
    actions = [each["action"] for each in await admin.audit()]
    assert sorted(actions) == sorted(
        f"prediction model {each}" for each in ("published", "signed for", "drafted")
    )


async def test_who_drafted_a_model_never_signs_for_it_whatever_their_roles(wide: World) -> None:
    both = await wide.tutor(roles.ADMIN, roles.INFORMATION_DESK)
    drafted = await both.do(PATH, document(gap=0.12))
    signature = {"groups": "deprivation", "reason": "I am sure of it."}
    refused = await both.post(f"{PATH}/{drafted['version']}/exceptions", signature)
    assert (refused.status_code, "somebody else" in refused.json()["detail"]) == (403, True)


async def test_nobody_signs_for_what_is_no_gap(admin: Person, board: Person) -> None:
    drafted = await admin.do(PATH, document(ece=0.2))
    assert len(drafted["reasons"]) == 2
    signature = {"groups": "deprivation", "reason": "It will do for this term."}
    assert (await board.post(f"{PATH}/{drafted['version']}/exceptions", signature)).status_code == 422
    assert (await admin.post(f"{PATH}/{drafted['version']}/publication", {})).status_code == 409


async def test_a_document_that_was_changed_or_judges_itself_is_refused(admin: Person) -> None:
    made = document()

    async def faults(**changes: Any) -> dict[str, str]:
        answer = await admin.post(PATH, made | changes)
        assert answer.status_code == 422, answer.text
        return {each["pointer"]: each["detail"] for each in answer.json()["errors"]}

    assert "it was changed" in (await faults(model=made["model"] | {"intercept": 9.0}))["/body"]
    assert "audit is of model" in (await faults(audit=made["audit"] | {"model": "other"}))["/body"]
    loose = replace(audit_of(made["model"]["version"]), rules=Rules(most_ece=0.9))
    assert "/body/audit/rules" in await faults(audit=json.loads(audited.to_json(loose)))
    exemption = Exemption("deprivation", "Somebody", "2018-11-20", "Because.")
    signed = replace(audit_of(made["model"]["version"]), exemptions=(exemption,))
    assert "/body/audit/exemptions" in await faults(audit=json.loads(audited.to_json(signed)))
    assert "verdict" in (await faults(audit=made["audit"] | {"reasons": ["Nothing"]}))["/body"]
    assert "no model of format" in (await faults(model={}))["/body"]
    assert "/body" in await faults(audit={})
    unreadable: list[dict[str, Any]] = [
        {"figures": {}}, {"threshold": "low"}, {"modules": [None]}, {"rules": {"most_ece": "x"}},
    ]  # fmt: skip
    for wrong in unreadable:
        assert "/body" in await faults(audit=made["audit"] | wrong)
    await admin.do(PATH, made)
    assert (await admin.post(PATH, made)).status_code == 409


async def test_the_card_is_for_every_reader(wide: World, admin: Person) -> None:
    drafted = await admin.do(PATH, document())
    student = await wide.student()
    path = f"{PATH}/{drafted['version']}/card"
    headings = {
        reader: {each["heading"] for each in (await student.read(path, reader=reader))["sections"]}
        for reader in ("student", "tutor", "officer")
    }
    assert "What you can do" in headings["student"]
    assert "How to use it" in headings["tutor"]
    assert "Whether it serves groups alike" in headings["officer"]
    assert (await student.get(f"{PATH}/{'0' * 16}/card")).status_code == 404


async def test_whatever_is_in_force_is_public_with_its_audit_and_without_anybodys_name(
    wide: World, admin: Person, board: Person
) -> None:
    path = f"/v1/institutions/{wide.code}/predictions"
    drafted = await admin.do(PATH, document(gap=0.12))
    assert (await wide.client.get(path)).json()["models"] == []
    signature = {"groups": "deprivation", "reason": "By chance, with so few students."}
    await board.do(f"{PATH}/{drafted['version']}/exceptions", signature)
    await admin.do(f"{PATH}/{drafted['version']}/publication", {})
    answer = await wide.client.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=300")
    (told,) = answer.json()["models"]
    own = await admin.read(f"{PATH}/{drafted['version']}")
    assert (told["model"], told["audit"]["gaps"]) == (own["model"], own["audit"]["gaps"])
    lines = [line for each in told["cards"]["officer"]["sections"] for line in each["lines"]]
    assert f"Signed by the board on 2018-11-20, for deprivation: {signature['reason']}" in lines
    assert board.number not in answer.text
    assert "exemptions" in answer.text
    for reader, heading in (("student", "What you can do"), ("officer", "Whether it serves groups alike")):
        page = await wide.client.get(f"{path}.html", params={"reader": reader})
        assert (page.status_code, heading in page.text, "<script" in page.text) == (200, True, False)


async def test_what_was_superseded_is_no_longer_told_though_it_was_read_before(
    wide: World, admin: Person
) -> None:
    path, told = f"/v1/institutions/{wide.code}/predictions", []
    for intercept in (0.25, 0.5):
        drafted = await admin.do(PATH, document(small_model(intercept=intercept)))
        await admin.do(f"{PATH}/{drafted['version']}/publication", {})
        for _ in range(2):
            [shown] = (await wide.client.get(path)).json()["models"]
            assert (shown["version"], shown["model"]["intercept"]) == (drafted["version"], intercept)
        told.append(drafted["version"])
    for version in told:  # it was in force: whoever was told something by it reads what it was
        assert version in (await admin.read(f"{PATH}/{version}/card"))["title"]


async def test_an_institution_without_predictions_says_so(world: World) -> None:
    admin = await world.tutor(roles.ADMIN)
    answer = await admin.get(PATH)
    assert (answer.status_code, answer.json()["detail"]) == (404, "this institution makes no predictions")
    assert (await world.client.get(f"/v1/institutions/{world.code}/predictions")).status_code == 404


async def test_of_those_who_draft_or_publish_at_the_same_time_one_does(admin: Person) -> None:
    drafted = await at_once(admin, [(PATH, document())] * 4)
    assert sorted(each.status_code for each in drafted) == [201, 409, 409, 409]
    path = f"{PATH}/{small_model().version}/publication"
    published = await at_once(admin, [(path, {})] * 4)
    assert sorted(each.status_code for each in published) == [200, 409, 409, 409]


async def test_the_example_of_the_contract_is_a_document_that_is_taken(admin: Person) -> None:
    example = PredictionModelIn.model_json_schema()["examples"][0]
    assert (await admin.do(PATH, example))["state"] == "audited"


async def attune(world: World, profiles: Path, file: Path) -> tuple[int, str]:
    """The command: its status, and what it said."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(PROJECT),
        "ATTUNE_DATABASE_URL": world.urls.application,
        "ATTUNE_OPERATOR_DATABASE_URL": world.urls.operator,
        "ATTUNE_PROFILES_DIR": str(profiles),
    }
    command = [sys.executable, "-m", "app.cli", "publish-prediction", str(file), "--institution", world.code]
    done = await anyio.run_process(command, env=environment, check=False)
    return done.returncode, " ".join((done.stdout + done.stderr).decode().split())


async def test_the_operator_publishes_a_document_from_the_command_line_and_it_is_audited(
    wide: World, admin: Person, profiles_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "model.json"
    file.write_text(json.dumps(document()))
    status, said = await attune(wide, profiles_dir, file)
    assert (status, f"Model {small_model().version} is published" in said) == (0, True), said
    found = (await admin.read(PATH))["items"]
    assert [(each["version"], each["state"]) for each in found] == [(small_model().version, "published")]
    entries = (await admin.read("/v1/admin/audit-entries"))["items"]
    assert [(each["action"], each["role"], each["staff_id"]) for each in entries[:2]] == [
        ("prediction model published", "operator", None),
        ("prediction model drafted", "operator", None),
    ]
    status, said = await attune(wide, profiles_dir, file)
    assert (status, "the model has been published" in said) == (1, True), said


async def test_what_trips_is_not_published_by_the_operator_before_the_board_has_signed(
    wide: World, board: Person, profiles_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "model.json"
    made = document(gap=0.12)
    file.write_text(json.dumps(made))
    status, said = await attune(wide, profiles_dir, file)
    assert status == 1
    assert "its audit stands in the way: By deprivation, groups differ by 0.1200" in said, said
    signature = {"groups": "deprivation", "reason": "By chance, with so few students."}
    await board.do(f"{PATH}/{made['model']['version']}/exceptions", signature)
    async with wide.context() as context:
        drafted = await draft_document(context, file.read_bytes())
        assert (await publish_model(context, drafted.version)).state is PredictionState.PUBLISHED


async def test_what_is_no_document_is_refused_by_the_command(world: World, wide: World) -> None:
    for text in (b"no JSON", b"[]", b'{"model": {}}', b'{"model": {}, "audit": {}}'):
        async with wide.context() as context:
            with pytest.raises(InvalidInput):
                await draft_document(context, text)
    async with world.context() as context:
        with pytest.raises(NotCollected, match="makes no predictions"):
            await draft_document(context, json.dumps(document()))
