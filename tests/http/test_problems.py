"""Problems: every refusal is RFC 9457, says what is wrong, and tells nothing else."""

import httpx
import pytest

from tests.world import World

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
    answer = await client.get("/problems/consent-required")
    assert answer.json() == {
        "code": "consent-required",
        "status": 403,
        "title": "The student has not consented to this use",
    }
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
        "institution": {
            "institution_id": str(world.institution.institution_id),
            "name": world.institution.name,
            "service": "MyProgress",
            "time_zone": "Europe/London",
            "provenance": None,
        },
    }
