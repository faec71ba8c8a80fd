"""Repeats: a write sent again with the same idempotency key is done once, whatever became of its answer."""

import asyncio
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from app.db.identity import as_operator
from app.db.query import one, query
from app.jobs.purge_idempotency_keys import keep_purging
from tests import roles
from tests.db.test_row_level_security import asked_by
from tests.world import Person, World, event, note, session

pytestmark = pytest.mark.anyio


async def send(person: Person, path: str, body: Any, key: str, method: str = "POST") -> httpx.Response:
    headers = person.headers | {"Idempotency-Key": key}
    return await person.world.client.request(method, path, json=body, headers=headers)


async def test_a_repeat_gets_the_same_answer_and_does_nothing(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    key = f'"{uuid4()}"'
    first = await send(tutor, f"{student.path}/notes", note(share=True), key)
    again = await send(tutor, f"{student.path}/notes", note(share=True), key)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert len((await student.read(f"{student.path}/notes"))["items"]) == 1
    bare = await send(tutor, f"{student.path}/notes", note(share=True), key.strip('"'))
    assert bare.content == first.content, "quoted or not, it is the same key"


async def test_a_repeat_of_an_answer_without_a_body(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    draft = await tutor.do(f"{student.path}/notes", note())
    path, key = f"{student.path}/notes/{draft['note_id']}", str(uuid4())
    assert (await send(tutor, path, None, key, "DELETE")).status_code == 204
    again = await send(tutor, path, None, key, "DELETE")
    assert (again.status_code, again.content) == (204, b"")
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_the_same_key_for_anything_else_is_refused(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    key = str(uuid4())
    assert (await send(tutor, f"{student.path}/notes", note(), key)).status_code == 201
    for path, body in (
        (f"{student.path}/notes", note(summary="Something else.")),
        (f"{student.path}/notes?x=1", note()),
        (f"{student.path}/meetings", {"starts_at": "2018-12-01T12:00Z", "ends_at": "2018-12-01T13:00Z"}),
    ):
        answer = await send(tutor, path, body, key)
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/idempotency-key-reused"
        assert answer.json()["errors"][0]["pointer"] == "/header/Idempotency-Key"


async def test_keys_are_each_persons_own(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    key = str(uuid4())
    for person in (tutor, student):
        answer = await send(person, f"{student.path}/notes", note(), key)
        assert answer.status_code == 201
        assert "Idempotency-Replayed" not in answer.headers


async def test_what_is_no_key_is_refused(world: World) -> None:
    student = await world.student()
    path = f"{student.path}/meetings"
    for key in ("", '""', '"open', "two words", "x" * 256, 'a"b', "\t", "é".encode().decode("latin-1")):
        headers = [(name.encode(), value.encode()) for name, value in student.headers.items()]
        headers.append((b"Idempotency-Key", key.encode("latin-1")))
        answer = await world.client.post(path, json={}, headers=headers)
        assert answer.status_code == 400, key
        assert answer.json()["type"] == "/problems/malformed"


async def test_a_refusal_is_not_kept(world: World) -> None:
    """What was refused once may be right the next time, with the same key."""
    tutor = await world.tutor()
    student = await world.student()
    key = str(uuid4())
    assert (await send(tutor, f"{student.path}/notes", note(), key)).status_code == 404
    await world.begin_tutorship(student, tutor, world.today)
    assert (await send(tutor, f"{student.path}/notes", note(), key)).status_code == 201


async def test_a_tutor_of_yesterday_gets_no_answer_of_yesterday(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    key = str(uuid4())
    assert (await send(tutor, f"{student.path}/notes", note(), key)).status_code == 201
    await world.end_tutorship(student, tutor, world.today)
    assert (await send(tutor, f"{student.path}/notes", note(), key)).status_code == 404


async def test_deliveries_take_keys_too(world: World) -> None:
    service, student = await world.service(), await world.student(consent=True)
    key, body = str(uuid4()), {"events": [event(student, "vle", world.yesterday)]}
    first = await send(service, "/v1/events", body, key)
    again = await send(service, "/v1/events", body, key)
    assert first.json()["items"][0]["outcome"] == "recorded"
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    delivery = {"sessions": [session("L1", world.yesterday)]}
    assert (await send(service, "/v1/teaching-sessions", delivery, key)).status_code == 422


async def test_an_answer_that_is_lost_on_its_way_is_had_by_asking_again(world: World, app: FastAPI) -> None:
    """The process dies, or the connection, after the commit and before the answer's first byte."""
    student = await world.student()
    body = {"decision": "given", "notice_version": "2018-09"}
    path, key = f"{student.path}/consents/learning_analytics/decisions", str(uuid4())

    async def lost(scope: Any, receive: Any, _send: Any) -> None:
        async def broken(_message: MutableMapping[str, Any]) -> None:
            raise ConnectionResetError

        await app(scope, receive, broken)

    transport = httpx.ASGITransport(app=lost)
    async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
        with pytest.raises(ConnectionResetError):
            await client.post(path, json=body, headers=student.headers | {"Idempotency-Key": key})
    answer = await send(student, path, body, key)
    assert answer.status_code == 201
    assert answer.headers["Idempotency-Replayed"] == "true"
    assert len((await student.read(f"{student.path}/consents/decisions"))["items"]) == 1


async def test_of_many_at_once_one_is_done(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    key = str(uuid4())
    answers = await asyncio.gather(
        *(send(tutor, f"{student.path}/notes", note(share=True), key) for _ in range(6))
    )
    done = [each for each in answers if each.status_code == 201]
    assert done
    assert {each.content for each in done} == {done[0].content}
    assert sum("Idempotency-Replayed" not in each.headers for each in done) == 1
    for each in answers:
        if each.status_code != 201:
            assert each.json()["type"] == "/problems/still-in-flight"
            assert each.headers["Retry-After"]
    assert len((await student.read(f"{student.path}/notes"))["items"]) == 1


async def test_a_kept_answer_is_sealed_and_named_by_digests(world: World) -> None:
    """Whoever reads the database reads neither whose it is, nor what was answered, nor the key."""
    tutor = await world.tutor()
    key = str(uuid4())
    answer = await send(tutor, "/v1/me/calendar-link", None, key)
    secret = answer.json()["path"].removeprefix("/v1/calendars/").removesuffix(".ics")
    for clear in (secret, key, secret.encode().hex(), key.encode().hex(), tutor.subject.encode().hex()):
        assert not await world.holds(clear)
    assert (await send(tutor, "/v1/me/calendar-link", None, key)).json() == answer.json()


async def test_answers_are_forgotten_after_a_day(world: World) -> None:
    admin = await world.tutor(roles.ADMIN)
    key = str(uuid4())
    period = {"title": "Exams", "starts_on": "2030-01-01", "ends_before": "2030-01-02"}
    first = await send(admin, "/v1/admin/exam-periods", period, key)
    world.moment.now += timedelta(hours=23, minutes=59)
    assert (await send(admin, "/v1/admin/exam-periods", period, key)).content == first.content
    world.moment.now += timedelta(minutes=1)
    anew = await send(admin, "/v1/admin/exam-periods", period, key)
    assert "Idempotency-Replayed" not in anew.headers


async def test_the_service_forgets_whose_day_is_over(world: World, app: FastAPI) -> None:
    student = await world.student()
    path = f"{student.path}/consents/learning_analytics/decisions"
    body = {"decision": "given", "notice_version": "2018-09"}
    assert (await send(student, path, body, str(uuid4()))).status_code == 201
    left = -1
    job = asyncio.create_task(
        keep_purging(
            app.state.service.database,
            lambda: world.moment.now + timedelta(days=3),
            timedelta(seconds=0.05),
        )
    )
    for _ in range(100):
        async with as_operator(world.runtime.database) as transaction:
            left = await transaction.fetch_one(query("select count(*) from idempotency_keys", one))
        if left == 0:
            break
        await asyncio.sleep(0.05)
    job.cancel()
    await asyncio.wait([job])
    assert left == 0


async def test_nobody_sees_or_writes_another_logins_answers(world: World) -> None:
    ann, bob = await world.student(), await world.student()
    for person in (ann, bob):
        meeting = {"starts_at": "2018-12-01T12:00:00Z", "ends_at": "2018-12-01T13:00:00Z"}
        await send(person, f"{person.path}/consents/learning_analytics/decisions", meeting, str(uuid4()))
        body = {"decision": "given", "notice_version": "2018-09"}
        path = f"{person.path}/consents/learning_analytics/decisions"
        assert (await send(person, path, body, str(uuid4()))).status_code == 201
    count = query("select count(*) from idempotency_keys", one)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):  # noqa: PT012 (raised on the way out)
        async with asked_by(world, ann) as transaction:
            assert await transaction.fetch_one(count) == 1, "her own, and not bob's"
            for statement in (
                "update idempotency_keys set kept_until = now()",
                "delete from idempotency_keys",
            ):
                assert await transaction.execute(query(statement)) == 1, "her own"
            another = (
                "insert into idempotency_keys values"
                r" (:institution_id, '\x01', '\x01', '\x01', '\x01', now())"
            )
            await transaction.execute(query(another))
