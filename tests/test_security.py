"""What the table in docs/security.md says and no other test shows; and that the table names real tests."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.http.limits import DELIVERIES
from app.main import create_app
from app.settings import Settings
from tests import roles
from tests.access import exeter
from tests.access.scene import operation as operation_of
from tests.contract.reading import parameters
from tests.test_injection import bodies
from tests.world import World, event

FREE_KEYS = {
    "POST /v1/events/data_as_of",
    "POST /v1/admin/scoring-models/coefficients",
    "POST /v1/admin/scoring-models/coefficients/*",
    "PUT /v1/admin/settings/settings",
    "POST /v1/prediction-models/model",
    "POST /v1/prediction-models/audit",
}
"""Objects whose keys are codes of colleges and sources, or documents with a reader of their own."""


# --- the table ---


def test_every_test_that_the_table_names_exists(project: Path) -> None:
    table = (project / "docs" / "security.md").read_text("utf-8")
    risks = [line for line in table.splitlines() if line.startswith("| API")]
    assert [re.findall(r"API\d+", line)[0] for line in risks] == [f"API{n}" for n in range(1, 11)]
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", table)
    for line in risks:
        assert re.search(r"`tests/[\w/]+\.py::\w+`", line), line
    missing = [f"{file}::{name}" for file, name in named if not defines(project / file, name)]
    assert missing == []


def defines(file: Path, name: str) -> bool:
    if not file.exists():
        return False
    found = ast.walk(ast.parse(file.read_text("utf-8")))
    return any(
        isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name == name for each in found
    )


# --- API3: only what is meant to be written ---


def taken(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in a request's body, with where it stands."""

    def inside(where: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        while "$ref" in schema:
            schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        yield where, schema
        for each in schema.get("anyOf", []):
            yield from inside(where, each)
        for name, each in schema.get("properties", {}).items():
            yield from inside(f"{where}/{name}", each)
        if isinstance(schema.get("additionalProperties"), dict):
            yield from inside(f"{where}/*", schema["additionalProperties"])
        if "items" in schema:
            yield from inside(f"{where}/-", schema["items"])

    for path, item in contract["paths"].items():
        for method, operation in item.items():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                yield from inside(f"{method.upper()} {path}", media["schema"])


def test_what_is_taken_is_listed_field_by_field(contract: dict[str, Any]) -> None:
    objects = {where: each for where, each in taken(contract) if each.get("type") == "object"}
    assert len(objects) > 20
    open_ended = {where for where, each in objects.items() if each.get("additionalProperties") is not False}
    # What xAPI takes is checked word by word by a reader of its own, or is anybody's document.
    assert {where for where in open_ended if " /xapi/" not in where} == FREE_KEYS


@pytest.mark.anyio
async def test_a_field_that_is_not_offered_refuses_the_whole_write_or_the_item_of_a_delivery(
    world: World,
) -> None:
    """Nobody moves a student, back-dates a decision or writes elsewhere by a field too many."""
    student = await world.student(consent=True)
    writers = {
        "/v1/admin": await world.tutor(roles.ADMIN),
        "/notes/{note_id}/removal": await world.tutor(roles.INFORMATION_DESK),
        "/v1/scoring-trials": await world.tutor(roles.ANALYST),
        "/v1/students": student,
        "": await world.service(),
    }
    tried = 0
    offered = {operation_of(row) for row, letters in exeter.MATRIX.items() if {*"2CG"} & {*letters.split()}}
    for written, body in bodies(student, world).items():
        if written not in offered:
            continue  # Exeter's profile does not have it
        method, path = written.split(" ")
        writer = next(person for part, person in writers.items() if part in path)
        named = {"{student_id}": str(student.id), "{academic_year}": "2018"}
        target = re.sub(r"\{\w+\}", lambda part: named.get(part[0], str(uuid4())), path)  # noqa: B023
        for smuggled in with_more(body, written):
            answer = await world.client.request(method, target, json=smuggled, headers=writer.headers)
            tried += 1
            if path in DELIVERIES and "institution_id" not in smuggled:
                item = answer.json()["items"][0]
                assert (item["outcome"], item["detail"].partition(":")[0]) == ("rejected", "institution_id")
                continue
            assert answer.status_code == 422, (written, smuggled, answer.text)
            assert answer.json()["errors"][0]["pointer"].endswith("/institution_id")
    assert tried > 20
    assert len((await student.read(f"{student.path}/consents/decisions"))["items"]) == 1


def with_more(body: Any, where: str) -> list[Any]:
    """The body with one field too many, in each of its objects in turn."""
    if isinstance(body, list):
        return [[more] for each in body[:1] for more in with_more(each, f"{where}/-")]
    if not isinstance(body, dict) or where in FREE_KEYS:
        return []
    inner = [
        body | {name: more} for name, each in body.items() for more in with_more(each, f"{where}/{name}")
    ]
    return [body | {"institution_id": str(uuid4())}, *inner]


# --- API4: everything taken is bounded ---

BOUNDS = {"maxLength", "enum", "const", "format"}


def test_everything_taken_has_a_largest_size(contract: dict[str, Any]) -> None:
    for where, schema in taken(contract):
        if schema.get("type") == "array":
            assert "maxItems" in schema, where
        if schema.get("type") == "string":
            assert BOUNDS & schema.keys(), where
    for path, item in contract["paths"].items():
        for operation in item.values():
            for parameter in parameters(contract, operation):
                if parameter["name"] == "limit":
                    assert parameter["schema"]["maximum"] <= 1_000, path
                if parameter["in"] == "query":
                    check_bounded(path, parameter["schema"])


def check_bounded(where: str, schema: dict[str, Any]) -> None:
    for each in schema.get("anyOf", [schema]):
        if each.get("type") == "string":
            assert BOUNDS & each.keys(), where


@pytest.mark.anyio
async def test_a_delivery_of_too_many_is_refused_whole(world: World) -> None:
    student = await world.student()
    service = await world.service()
    once = event(student, "app", world.yesterday)
    answer = await service.post("/v1/events", {"events": [once] * 1_001})
    assert answer.status_code == 422
    assert await world.count("events", student) == 0


# --- API7: whom the service asks ---


def test_nothing_but_the_keys_of_issuers_is_ever_fetched(project: Path) -> None:
    fetchers = {
        "httpx",
        "urllib3",
        "requests",
        "aiohttp",
        "urllib.request",
        "http.client",
        "ftplib",
        "smtplib",
    }
    found = set()
    for file in (project / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
            if fetchers.intersection(names):
                found.add(str(file.relative_to(project / "app")))
    assert found == {"auth/fetch.py", "jobs/send_webhook.py"}, "the second one sends, and reads nothing"


def test_no_request_carries_an_address_to_fetch(contract: dict[str, Any]) -> None:
    for where, schema in taken(contract):
        if " /v1/webhooks" in where:
            continue  # an administrator's, and guarded: tests/webhooks/test_addresses.py
        assert schema.get("format") not in {"uri", "url", "uri-reference", "iri", "hostname"}, where
        assert not re.search(r"ur[li]|host|webhook|callback", where.rpartition("/")[2]), where


# --- API8: nothing is told that helps an attacker, nothing is open by accident ---


@pytest.mark.anyio
async def test_a_crash_tells_nothing_of_itself(settings: Settings, world: World) -> None:
    student = await world.student()
    headers, broken = student.headers, False

    def clock() -> datetime:
        if broken:
            raise RuntimeError("swordfish at /srv/attune/secret.py")
        return world.moment.now

    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
            broken = True
            answer = await client.get("/v1/me", headers=headers)
            broken = False
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/internal"
    for telling in ("swordfish", "Error", "Traceback", ".py"):
        assert telling not in answer.text


@pytest.mark.anyio
async def test_no_other_site_may_read_answers_in_a_browser(world: World) -> None:
    student = await world.student()
    foreign = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    asked = await world.client.options(student.path, headers=foreign)
    assert not asked.is_success
    answer = await world.client.get(student.path, headers=student.headers | foreign)
    for each in (asked, answer):
        assert not [name for name in each.headers if name.lower().startswith("access-control-")]


# --- API9: one version, one list of what there is ---


def test_there_is_one_version_and_nothing_beside_the_contract(
    contract: dict[str, Any], project: Path
) -> None:
    well_known = {"/.well-known/oauth-protected-resource", "/.well-known/jwks.json"}
    public = {"/healthz", "/readyz", "/problems/{code}"} | well_known
    assert {path.split("/")[1] for path in contract["paths"] if path not in public} == {"v1", "xapi"}
    sources = (project / "app").rglob("*.py")
    hidden = {file.name for file in sources if "include_in_schema" in file.read_text("utf-8")}
    # The operator's own monitoring, behind a secret; and the pages that show the contract itself.
    assert hidden == {"metrics.py", "docs.py"}


# --- dependencies ---


def test_the_package_with_the_timing_advisory_does_no_signature() -> None:
    """python-jose brings ecdsa (CVE-2024-23342, never to be fixed): here it cannot even be imported."""
    script = """
import sys
sys.modules["ecdsa"] = None
import asyncio, tempfile
from pathlib import Path
import app.cli
from app.auth.demo_issuer import DemoIssuer
from app.access.vocabulary import Role
from app.auth.tokens import TokenVerifier
from app.clock import system_clock
issuer = DemoIssuer(Path(tempfile.mkdtemp()))
token = issuer.token("somebody", [Role("student")], system_clock())
claims = asyncio.run(TokenVerifier([issuer.settings()], system_clock).verify(token))
print(claims.subject, [name for name in sys.modules if name.split(".")[0] == "ecdsa" and sys.modules[name]])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "somebody []\n", done.stderr


def test_an_audit_fails_on_findings_and_says_when_it_could_not_ask(project: Path) -> None:
    """The one exception is ecdsa's; the same in another package, or another in ecdsa, is a finding."""
    known = {"id": "GHSA-1", "aliases": ["CVE-2024-23342"], "fix_versions": []}
    sound = {"name": "fastapi", "version": "1", "vulns": []}
    unasked = {"name": "numpy", "skip_reason": "not known there"}
    excepted = {"name": "ecdsa", "version": "1", "vulns": [known]}
    elsewhere = {"name": "fastapi", "version": "1", "vulns": [known]}
    another = {"name": "ecdsa", "version": "1", "vulns": [known | {"aliases": []}]}

    def code(*dependencies: dict[str, Any]) -> int:
        return audit(project, "pypi", {"dependencies": dependencies} if dependencies else None)

    assert [code(sound), code(sound, excepted)] == [0, 0]
    assert [code(elsewhere), code(sound, another), code(unasked, another)] == [1, 1, 1]
    assert [code(sound, unasked), code()] == [2, 2]


def test_an_audit_of_the_clients_packages_does_likewise(project: Path) -> None:
    """npm answers with its own error where it could not ask, and ends as if it had found something."""
    counted = {"metadata": {"dependencies": {"total": 2}}}
    found = {"range": "<2", "severity": "high", "fixAvailable": False}
    assert audit(project, "npm", counted | {"vulnerabilities": {}}) == 0
    assert audit(project, "npm", counted | {"vulnerabilities": {"some-package": found}}) == 1
    for error in (
        {"message": "405 Method Not Allowed", "statusCode": 405},
        {"error": {"code": "EAI_AGAIN"}},
        None,
    ):
        assert audit(project, "npm", error) == 2


def audit(project: Path, whom: str, told: dict[str, Any] | None) -> int:
    script = [sys.executable, str(project / ".ci" / "audit.py"), whom]
    given = "" if told is None else json.dumps(told)
    return subprocess.run(script, input=given, text=True, capture_output=True, check=False).returncode
