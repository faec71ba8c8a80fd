"""Observation: every answer carries an id, is counted by its route, and is logged without people."""

import json
import logging
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app import logs
from app.auth.demo_issuer import DemoIssuer
from app.clock import Clock
from app.http import readiness
from app.main import create_app
from app.settings import Settings
from tests.world import Moment, World, event

pytestmark = pytest.mark.anyio

SECRET = "the-operators-own-secret"
BEARER = {"Authorization": f"Bearer {SECRET}"}


@pytest.fixture
async def watched(settings: Settings, moment: Clock) -> AsyncIterator[FastAPI]:
    """A copy of the service whose metrics can be read."""
    app = create_app(settings.model_copy(update={"metrics_token": SecretStr(SECRET)}), clock=moment)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def operator(watched: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    # Crashes are answered, as behind a real server, instead of raised into the test.
    transport = httpx.ASGITransport(app=watched, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
        yield client


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What is logged meanwhile."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = StringIO()
    logs.set_up("info", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def requests(lines: StringIO) -> list[dict[str, Any]]:
    read = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [line for line in read if line["logger"] == "attune.requests"]


def figure(exposition: str, sample: str) -> float:
    found = re.search(rf"^{re.escape(sample)} (\S+)$", exposition, re.MULTILINE)
    assert found, f"{sample} is not among\n{exposition}"
    return float(found[1])


async def test_an_answer_carries_the_clients_request_id_its_traces_or_a_new_one(
    client: httpx.AsyncClient,
) -> None:
    async def name(**headers: str) -> str:
        answer = await client.get("/healthz", headers=headers)
        [name] = answer.headers.get_list("X-Request-ID")
        return name

    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    parent = f"00-{trace}-00f067aa0ba902b7-01"
    assert await name(**{"X-Request-ID": "0d5c1f9e-phone_7.2"}) == "0d5c1f9e-phone_7.2"
    assert await name(traceparent=parent) == trace
    assert await name(**{"X-Request-ID": "0d5c1f9e-phone_7.2", "traceparent": parent}) == "0d5c1f9e-phone_7.2"
    for unfit in ("", "short", "600012345", "x" * 65, "ada@lovelace.example.org", "words with some spaces"):
        made = await name(**{"X-Request-ID": unfit})
        assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert await name(traceparent=f"00-{'0' * 32}-00f067aa0ba902b7-01") != "0" * 32
    assert await name() != await name()


async def test_every_kind_of_answer_is_named(client: httpx.AsyncClient) -> None:
    for path, status in (("/v1/me", 401), ("/nowhere", 404), ("/docs", 200), ("/problems/x", 404)):
        answer = await client.get(path)
        assert (answer.status_code, len(answer.headers["X-Request-ID"])) == (status, 32)


async def test_a_request_is_one_line_of_json_with_its_routes_template(world: World, lines: StringIO) -> None:
    student = await world.student()
    lines.truncate(0)
    lines.seek(0)
    answer = await student.get(f"{student.path}/engagement")
    [line] = requests(lines)
    assert line.keys() == {
        "time", "level", "logger", "message", "request_id",
        "method", "route", "status", "milliseconds", "bytes",
    }  # fmt: skip
    assert line["route"] == "/v1/students/{student_id}/engagement"
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    assert line["bytes"] == len(answer.content)


async def test_a_path_that_leads_nowhere_is_not_repeated(client: httpx.AsyncClient, lines: StringIO) -> None:
    await client.get("/v1/ada-lovelace")
    await client.request("ADA", "/v1/me")
    assert [(line["route"], line["method"]) for line in requests(lines)] == [
        ("(no such path)", "GET"),
        ("/v1/me", "other"),
    ]


async def test_metrics_need_the_operators_secret_and_are_not_there_without_one(
    client: httpx.AsyncClient, operator: httpx.AsyncClient
) -> None:
    assert (await client.get("/metrics", headers=BEARER)).status_code == 404
    assert (await operator.get("/metrics")).status_code == 401
    assert (await operator.get("/metrics", headers=[(b"Authorization", b"Bearer \xe9")])).status_code == 401
    assert (await operator.get("/metrics", headers=BEARER)).status_code == 200


async def test_metrics_count_and_time_requests_by_template_method_and_status(
    operator: httpx.AsyncClient, world: World
) -> None:
    student = await world.student()
    for _ in range(3):
        assert (await operator.get(student.path, headers=student.headers)).status_code == 200
    await operator.get(student.path)
    await operator.request("MADE-UP", "/v1/me")
    told = (await operator.get("/metrics", headers=BEARER)).text
    labels = 'method="GET",route="/v1/students/{student_id}"'
    assert figure(told, f'attune_http_requests_total{{{labels},status="200"}}') == 3
    assert figure(told, f'attune_http_requests_total{{{labels},status="401"}}') == 1
    assert figure(told, f"attune_http_request_seconds_count{{{labels}}}") == 4
    assert figure(told, "attune_http_requests_in_flight") == 1
    assert figure(told, "attune_database_requests_inside") == 0
    assert figure(told, "attune_database_pool_size") == 10
    assert "MADE-UP" not in told
    assert str(student.id) not in told


async def test_metrics_say_how_far_behind_scoring_and_deliveries_are(
    operator: httpx.AsyncClient, world: World
) -> None:
    student = await world.student(consent=True)
    await world.deliver(
        event(student, "vle", world.yesterday),
        {**event(student, "vle", world.yesterday), "identifier": "nobody-yet"},
    )
    await world.score()
    await world.complete_all(world.moment.now - timedelta(days=2))
    await world.deliver(event(student, "vle", world.yesterday))
    told = (await operator.get("/metrics", headers=BEARER)).text
    code = world.institution.code
    assert figure(told, f'attune_scored_lag_seconds{{institution="{code}"}}') == 12 * 3600
    assert figure(told, f'attune_students_pending{{institution="{code}"}}') == 1
    assert figure(told, f'attune_events_waiting{{institution="{code}"}}') == 1
    assert figure(told, f'attune_ingest_lag_seconds{{institution="{code}",source="vle"}}') == 24 * 3600


async def test_metrics_answer_when_the_database_does_not(
    operator: httpx.AsyncClient, watched: FastAPI
) -> None:
    watched.state.service.database.admission.close()
    told = (await operator.get("/metrics", headers=BEARER)).text
    assert figure(told, "attune_database_open") == 0
    assert "attune_freshness_age_seconds" not in told


async def test_readiness_ends_when_the_service_is_told_to_stop_and_when_the_database_does_not_answer(
    operator: httpx.AsyncClient, watched: FastAPI, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "KEPT_SECONDS", 0.0)
    assert (await operator.get("/readyz")).status_code == 200
    async with world.owner() as owner, owner.transaction():
        await owner.execute("lock table alembic_version in access exclusive mode")
        answer = await operator.get("/readyz", timeout=2)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert (await operator.get("/readyz")).status_code == 200
    watched.state.stopping.set()
    answer = await operator.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert (await operator.get("/healthz")).status_code == 200


async def test_a_service_that_can_verify_no_token_is_not_ready_but_one_with_old_keys_is(
    settings: Settings, moment: Moment, issuer: DemoIssuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "KEPT_SECONDS", 0.0)
    published = tmp_path / "jwks.json"
    away = issuer.settings().model_copy(update={"jwks_uri": published.as_uri()})
    app = create_app(settings.model_copy(update={"issuers": (away,)}), clock=moment)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client,
    ):
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["detail"][:29]) == (503, "no token can be verified: the")
        shutil.copy(urlsplit(issuer.settings().jwks_uri or "").path, published)
        moment.now += timedelta(minutes=1)
        assert (await client.get("/readyz")).status_code == 200
        published.unlink()
        moment.now += timedelta(hours=2)
        assert (await client.get("/readyz")).status_code == 200


async def test_a_crash_is_answered_with_its_id_and_logged_without_its_words(
    operator: httpx.AsyncClient, world: World, lines: StringIO
) -> None:
    """A table that is not there is a crash, not a fault of the moment."""
    tutor = await world.tutor()
    async with world.owner() as owner:
        await owner.execute("alter table calendar_links rename to calendar_links_away")
        try:
            answer = await operator.get("/v1/calendars/somebodys-secret-link-0123456789.ics")
            assert answer.status_code == 500
            assert answer.headers["Content-Type"] == "application/problem+json"
        finally:
            await owner.execute("alter table calendar_links_away rename to calendar_links")
    [line] = [each for each in requests(lines) if each["status"] == 500]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert tutor.subject not in lines.getvalue()


def test_the_dashboard_asks_what_the_page_on_watching_says(project: Path) -> None:
    page = (project / "docs" / "watching.md").read_text("utf-8")
    table = page.partition("| question | query |")[2].partition("\n\n")[0]
    said = {each.replace("\\|", "|") for each in re.findall(r"`([^`]+)`", table)}
    panels = json.loads((project / "deploy" / "grafana.json").read_text("utf-8"))["panels"]
    assert {target["expr"] for panel in panels for target in panel["targets"]} == said
