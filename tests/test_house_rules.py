"""House rules that a linter cannot say: the contract is committed, roles are closed, rows are tested."""

import json
import re
from pathlib import Path
from typing import Any, get_type_hints
from uuid import uuid4

import httpx
import pytest
from fastapi.params import Depends

from app.main import ROUTERS

ROW = re.compile(r'pytest\.mark\.row\("([A-Z]{2}-\d+)"\)')


def test_the_committed_contract_is_the_apps_own(project: Path, contract: dict[str, Any]) -> None:
    committed = json.loads((project / "openapi" / "openapi.json").read_text("utf-8"))
    assert committed == contract, "run `make openapi`"


@pytest.mark.anyio
async def test_every_operation_answers_nobody_but_the_public_ones(
    contract: dict[str, Any], client: httpx.AsyncClient
) -> None:
    """Closed by default: what needs no token is named here."""
    public = set()
    for method, path in operations(contract):
        answer = await client.request(method, re.sub(r"\{\w+\}", str(uuid4()), path))
        if answer.status_code != 401:
            public.add(f"{method} {path}")
    assert public == {
        "GET /healthz",
        "GET /readyz",
        "GET /.well-known/jwks.json",
        "GET /problems/{code}",
        "GET /.well-known/oauth-protected-resource",
        "GET /v1/calendars/{secret}.ics",
        "GET /v1/lti/login",
        "POST /v1/lti/login",
        "POST /v1/lti/launch",
        "POST /v1/lti/token",
        "GET /xapi/about",
        "GET /v1/institutions/{code}/about",
        "GET /v1/institutions/{code}/about.html",
        "GET /v1/institutions/{code}/predictions",
        "GET /v1/institutions/{code}/predictions.html",
        "GET /v1/institutions/{code}/processing-register",
        "GET /v1/institutions/{code}/processing-register.csv",
        "GET /v1/institutions/{code}/processing-register.html",
    }


def operations(contract: dict[str, Any]) -> list[tuple[str, str]]:
    return [(method.upper(), path) for path, item in contract["paths"].items() for method in item]


VERBS = "read|list|explain|decide|record|remove|try|request|revoke|review"


def test_operation_ids_are_verb_and_noun(contract: dict[str, Any]) -> None:
    for item in contract["paths"].values():
        for operation in item.values():
            name = operation["operationId"]
            assert re.fullmatch(rf"({VERBS})(_[a-z]+)+", name), name
            assert operation["summary"]
            assert operation["description"]


def test_the_rows_of_the_first_stage_are_tested(project: Path) -> None:
    files = (project / "tests" / "systems").glob("test_*.py")
    rows = {row for file in files for row in ROW.findall(file.read_text("utf-8"))}
    assert rows >= {"EX-3", "EX-7", "EX-8", "EX-9", "EX-11", "EX-12", "BY-1"}


def test_locks_name_no_index_and_pin_everything(project: Path) -> None:
    for name in ("serve", "demo", "dev", "audit"):
        text = (project / "requirements" / f"{name}.lock").read_text("utf-8")
        assert "://" not in text
        for line in text.splitlines():
            assert line.startswith("    --hash=sha256:") or re.match(r"[a-z0-9._\[\]-]+==\S+ ", line), line


def test_the_lock_of_the_contracts_tools_names_no_registry_and_pins_everything(project: Path) -> None:
    lock = json.loads((project / "package-lock.json").read_text("utf-8"))
    for name, package in lock["packages"].items():
        if name.startswith("node_modules/") and not package.get("link"):
            assert "resolved" not in package
            assert package["integrity"].startswith("sha512-")


def test_base_images_are_named_by_what_is_in_them(project: Path) -> None:
    """A tag may be another image tomorrow; a digest is not."""
    lines = (project / "Dockerfile").read_text("utf-8").splitlines()
    images = [line for line in lines if line.startswith("FROM ")]
    assert images
    for line in images:
        assert re.fullmatch(r"FROM [\w.-]+:[\w.-]+@sha256:[0-9a-f]{64}( AS \w+)?", line), line


def test_no_parameter_of_an_operation_has_two_dependencies() -> None:
    """FastAPI takes the last, and says nothing of the one that is dropped: a duty might be."""
    checked = 0
    for module in ROUTERS:
        for route in module.router.routes:
            hints = get_type_hints(route.endpoint, include_extras=True)
            for name, hint in hints.items():
                depends = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Depends)]
                assert len(depends) <= 1, f"{route.endpoint.__name__}: {name}"
                checked += len(depends)
    assert checked > 200
