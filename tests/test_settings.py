"""Settings: all faults at once, in words, without the values; and one table that says what there is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import roles_page
from app.cli.configuration_page import as_markdown
from app.settings import Issuer, Settings


def serve(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ATTUNE_")}  # noqa: TID251
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"],
        env=environment | {f"ATTUNE_{name}": value for name, value in variables.items()},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_fault_is_told_at_once_and_no_value_is() -> None:
    ended = serve(
        DATABASE_URL="mysql://somebody:a-password@db/attune",
        ISSUERS='[{"issuer": "https://login.example", "adience": "x"}]',
        PORT="eighty",
        POOL_SIZ="12",
        METRICS_TOKEN="too-short",
    )
    assert ended.returncode == 2
    told = ended.stdout + ended.stderr
    for fault in (
        "ATTUNE_DATABASE_URL: must begin with postgresql://",
        "ATTUNE_ISSUERS (0.audience): must be set",
        "ATTUNE_ISSUERS (0.adience): is not a setting",
        "ATTUNE_PORT: Input should be a valid integer",
        "ATTUNE_POOL_SIZ: is not a setting of Attune",
        "ATTUNE_METRICS_TOKEN: ",
    ):
        assert fault in told
    for value in ("a-password", "too-short", "eighty", "Traceback", "login.example"):
        assert value not in told


def test_a_service_that_scores_needs_the_operators_role_too() -> None:
    ended = serve(DATABASE_URL="postgresql://app@db/attune", SCORE_EVERY_MINUTES="15", ISSUERS="[]")
    assert ended.returncode == 2
    told = ended.stdout + ended.stderr
    assert "ATTUNE_SCORE_EVERY_MINUTES: needs ATTUNE_OPERATOR_DATABASE_URL as well" in told


def test_a_job_says_that_it_needs_the_operators_role() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ATTUNE_")}  # noqa: TID251
    ended = subprocess.run(
        [sys.executable, "-m", "app.cli", "score", "--institution", "X"],
        env=environment | {"ATTUNE_DATABASE_URL": "postgresql://app@db/attune"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode != 0
    assert "set ATTUNE_OPERATOR_DATABASE_URL" in " ".join((ended.stdout + ended.stderr).split())
    assert "Traceback" not in ended.stderr


def test_what_the_service_cannot_do_without_is_named_with_the_rest() -> None:
    ended = serve(ISSUERS="{not json")
    assert ended.returncode == 2
    assert "ATTUNE_DATABASE_URL: must be set" in ended.stderr
    assert "ATTUNE_ISSUERS: is not JSON" in ended.stderr


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTUNE_DATABASE_URL", "postgresql://app:a-password@db/attune")
    monkeypatch.setenv("ATTUNE_METRICS_TOKEN", "a-token-of-the-operator")
    shown = repr(Settings()) + str(Settings().model_dump())
    assert "a-password" not in shown
    assert "a-token" not in shown


def test_the_table_of_settings_is_current_and_says_what_each_means(project: Path) -> None:
    written = (project / "docs" / "configuration.md").read_text("utf-8")
    assert written == as_markdown(), "run `make configuration`"
    for field in (*Settings.model_fields.values(), *Issuer.model_fields.values()):
        assert field.description


def test_the_page_of_roles_is_current(project: Path) -> None:
    written = (project / "docs" / "roles.md").read_text("utf-8")
    assert written == roles_page.as_markdown(project / "app" / "profiles"), "run `attune roles`"
