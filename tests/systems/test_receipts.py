"""Consent receipts: the student keeps one, and anybody checks it offline, by the published key."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import PROJECT
from tests.world import Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("BY-8")]

VERIFIER = PROJECT / "examples" / "verify_receipt.py"


async def receipt_of(student: Person, decision: str = "given") -> dict[str, Any]:
    made = (await student.decide(decision)).json()
    answer: dict[str, Any] = await student.read(
        f"{student.path}/consents/decisions/{made['decision_id']}/receipt"
    )
    return answer


async def checked(client: httpx.AsyncClient, kept: str, tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    """What the verifier says; it is given two files, and no service."""
    (tmp_path / "receipt.json").write_text(kept, "utf-8")
    (tmp_path / "jwks.json").write_text((await client.get("/.well-known/jwks.json")).text, "utf-8")
    files = [str(tmp_path / "receipt.json"), str(tmp_path / "jwks.json")]
    return subprocess.run([sys.executable, VERIFIER, *files], capture_output=True, text=True, check=False)  # noqa: ASYNC221


@pytest.mark.parametrize("decision", ["given", "refused"])
async def test_a_receipt_says_what_was_decided_and_is_checked_offline(
    world: World, tmp_path: Path, decision: str
) -> None:
    student = await world.student()
    shown = await receipt_of(student, decision)
    receipt = shown["receipt"]
    assert (receipt["version"], receipt["piiPrincipalId"]) == ("KI-CR-v1.1.0", student.number)
    (event,) = receipt["record"]["events"]
    assert event["event_state"] == f"consent_{decision}"
    assert event["event_time"] == world.moment.now.isoformat()
    said = await checked(world.client, json.dumps(shown), tmp_path)
    assert said.returncode == 0, said.stderr
    assert f"consent {decision} to" in said.stdout
    alone = await checked(world.client, shown["signed"], tmp_path)
    assert alone.stdout == said.stdout, "the signature alone holds the whole receipt"


async def test_a_receipt_with_one_byte_changed_does_not_hold(world: World, tmp_path: Path) -> None:
    shown = await receipt_of(await world.student())
    header, payload, signature = shown["signed"].split(".")
    plain = base64.urlsafe_b64decode(payload + "==").replace(b"consent_given", b"consent_riven")
    changed = base64.urlsafe_b64encode(plain).rstrip(b"=").decode()
    for kept in (
        json.dumps(shown | {"signed": f"{header}.{changed}.{signature}"}),
        json.dumps(shown | {"receipt": shown["receipt"] | {"piiPrincipalId": "600099999"}}),
        f"{header}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "{}",
    ):
        said = await checked(world.client, kept, tmp_path)
        assert said.returncode == 1, kept
        assert said.stderr.startswith("This receipt does not hold: ")


async def test_files_that_are_missing_or_in_the_wrong_order_are_named(world: World, tmp_path: Path) -> None:
    kept, keys = tmp_path / "receipt.json", tmp_path / "jwks.json"
    kept.write_text(json.dumps(await receipt_of(await world.student())), "utf-8")
    for files, said in (
        ((kept, keys), "jwks.json cannot be read: No such file or directory."),
        ((kept, kept), "receipt.json holds no published keys: the receipt comes first, the keys second."),
    ):
        ran = subprocess.run([sys.executable, VERIFIER, *files], capture_output=True, text=True, check=False)  # noqa: ASYNC221
        assert (ran.returncode, ran.stderr.strip().endswith(said)) == (1, True), ran.stderr


async def test_a_receipt_shows_the_notice_that_was_decided_on(world: World) -> None:
    student = await world.student()
    notice = await student.read("/v1/purposes/learning_analytics/notice")
    shown = (await receipt_of(student))["receipt"]["record"]["privacy_notice"]
    assert shown["version"] == notice["version"]
    assert shown["summary"] == notice["summary"]
    assert shown["if_you_decline"] == notice["if_you_decline"]


async def test_nobody_else_reads_a_receipt(world: World) -> None:
    tutor = await world.tutor()
    student, other = await world.student(tutor=tutor), await world.student()
    made = (await student.decide("given")).json()
    path = f"{student.path}/consents/decisions/{made['decision_id']}/receipt"
    assert (await tutor.get(path)).status_code == 403
    assert (await other.get(path)).status_code == 404
    assert (await world.client.get(path)).status_code == 401
    elsewhere = f"{other.path}/consents/decisions/{made['decision_id']}/receipt"
    assert (await other.get(elsewhere)).status_code == 404
