"""Problems: every refusal is RFC 9457, says what is wrong, and tells nothing else."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.db.transaction import Database
from app.errors import kinds
from app.http import cursors, readiness
from app.main import create_app
from app.settings import Settings
from tests import roles
from tests.world import Moment, World

pytestmark = pytest.mark.anyio


async def test_a_path_that_is_not_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/horoscopes")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "type": "/problems/not-found",
        "title": "Not found, or not visible to you",
        "status": 404,
        "detail": "there is no such path",
        "instance": "/v1/horoscopes",
    }


async def test_a_method_that_is_not_offered_names_those_that_are(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/v1/me")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert answer.json()["type"] == "/problems/method-not-allowed"


async def test_every_method_of_a_path_is_named_not_those_of_one_route(client: httpx.AsyncClient) -> None:
    answer = await client.request("OPTIONS", "/v1/admin/exam-periods")
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_at", 1542672000),
        ("starts_at", "1542672000"),
        ("starts_at", "2018-11-22T10:00:00"),  # no offset from UTC
        ("ends_at", True),
        ("place", 12),
    ],
)
async def test_json_is_taken_as_it_is(world: World, field: str, value: object) -> None:
    """A number of seconds is no moment, whatever a lenient reader could make of it."""
    student = await world.student(tutor=await world.tutor())
    meeting = {"starts_at": "2018-11-22T10:00:00Z", "ends_at": "2018-11-22T10:30:00Z", "place": "B12"}
    answer = await student.post(f"{student.path}/meetings", meeting | {field: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/body/{field}"


async def test_a_body_that_is_not_json(world: World) -> None:
    service = await world.service()
    headers = service.headers | {"Content-Type": "application/json"}
    for body in (b"{", b"", b"\xff", b'{"events": NaN'):
        answer = await world.client.post("/v1/events", content=body, headers=headers)
        assert answer.status_code in {400, 422}
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "see `errors`" not in answer.json()["detail"] or answer.json()["errors"]


async def test_an_id_that_is_no_id_is_named_and_not_echoed(world: World) -> None:
    student = await world.student()
    answer = await student.get("/v1/students/Robert'); DROP TABLE students;--")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/path/student_id"


async def test_every_problem_type_is_described_where_it_points(client: httpx.AsyncClient) -> None:
    for code, kind in kinds().items():
        told = (await client.get(f"/problems/{code}")).json()
        assert (told["code"], told["status"], told["title"]) == (code, kind.status, kind.title)
    told = (await client.get("/problems/consent-required")).json()
    assert told["status"] == 403
    assert "let the student decide" in told["what_to_do"]
    remedies = [each.remedy for each in kinds().values()]
    assert len(set(remedies)) == len(remedies), "each has its own, and none repeats its title"
    assert (await client.get("/problems/bad-mood")).status_code == 404


async def test_answers_about_people_are_private(world: World) -> None:
    student = await world.student()
    assert (await student.get(student.path)).headers["Cache-Control"] == "private, no-cache"


async def test_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    assert (await client.get("/readyz")).json() == {"status": "ready"}


async def test_who_am_i(world: World) -> None:
    tutor = await world.tutor()
    assert await tutor.read("/v1/me") == {
        "roles": ["personal_tutor"],
        "student_id": None,
        "staff_id": str(tutor.id),
        "name": f"Tutor {tutor.number}",
        "now": world.moment.now.isoformat().replace("+00:00", "Z"),
        "institution": {
            "institution_id": str(world.institution.institution_id),
            "name": world.institution.name,
            "service": "MyProgress",
            "time_zone": "Europe/London",
            "provenance": None,
            "staff_may_draft_notes": True,
        },
    }


async def test_the_database_is_asked_whether_it_is_ready_once_a_second_at_most(
    settings: Settings, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def count(database: Database) -> bool:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        return asked == 1

    monkeypatch.setattr(readiness, "is_migrated", count)
    app = create_app(settings, clock=moment)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
            assert await app.state.readiness.verifier.has_keys(60), "however slow the machine is"
            answers = await asyncio.gather(*(client.get("/readyz") for _ in range(20)))
            assert {each.status_code for each in answers} == {200}
            assert asked == 1
            admission = app.state.service.database.admission
            monkeypatch.setattr(admission, "open", lambda: None)  # the heartbeat knows better
            admission.close()
            assert (await client.get("/readyz")).status_code == 503, "what is known to be gone is not ready"
            assert asked == 1
            monkeypatch.undo()
            admission.open()
            monkeypatch.setattr(readiness, "is_migrated", count)
            monkeypatch.setattr(readiness, "KEPT_SECONDS", 0.0)
            later = await client.get("/readyz")
            assert (later.status_code, later.headers["Retry-After"]) == (503, "2")
            assert "other migrations" in later.json()["detail"]


async def test_what_a_client_says_of_the_host_is_not_repeated(
    settings: Settings, moment: Moment, client: httpx.AsyncClient
) -> None:
    foreign = {"Host": "elsewhere.example", "X-Forwarded-Host": "elsewhere.example"}
    for path in ("/", "/docs/", "/v1/me/", "/v1/students/", "/.well-known/oauth-protected-resource", "/docs"):
        answer = await client.get(path, headers=foreign)
        said = answer.text + "".join(answer.headers.values())
        assert "elsewhere" not in said, path
    metadata = "/.well-known/oauth-protected-resource"
    assert (await client.get(metadata)).json()["resource"] == "http://127.0.0.1:8000"
    app = create_app(settings.model_copy(update={"public_url": "https://attune.example.ac.uk"}), clock=moment)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as named:
            assert (await named.get(metadata)).json()["resource"] == "https://attune.example.ac.uk"
    led = await client.get("/")
    assert (led.status_code, led.headers["Location"]) == (307, "docs")


async def test_no_answer_is_taken_for_another_kind_than_it_says(world: World) -> None:
    student = await world.student()
    for path in ("/v1/me", "/v1/horoscopes", "/healthz", "/docs", "/openapi.json", "/v1/students/x"):
        answer = await student.get(path)
        assert answer.headers.get_list("X-Content-Type-Options") == ["nosniff"], path
    refused = await world.client.post(
        "/v1/events", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert refused.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "moment_of_cursor",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2018-11-20T12:00:00+01:00",
        "2018-11-20T12:00:00",
        "2018-W47-2T12:00:00+00:00",
    ],
)
async def test_a_cursor_that_was_never_given_out_is_refused_in_every_list(
    world: World, contract: dict[str, Any], moment_of_cursor: str
) -> None:
    cursor = cursors.encode(f"{moment_of_cursor} {uuid4()}")
    student, admin = await world.student(), await world.tutor(roles.ADMIN)
    lists = (
        (student, f"{student.path}/notes"),
        (student, f"{student.path}/access-records"),
        (admin, "/v1/admin/audit-entries"),
        (admin, "/v1/grants"),
    )
    for who, path in lists:
        answer = await who.get(path, cursor=cursor)
        assert answer.status_code == 422, (path, answer.text)
        assert answer.json()["errors"][0]["pointer"] == "/query/cursor"
    for when in ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00"):
        for who, path in lists:
            answer = await who.get(path, cursor=cursors.encode(f"{when} {uuid4()}"))
            assert answer.status_code == 200, (path, when, answer.text)
