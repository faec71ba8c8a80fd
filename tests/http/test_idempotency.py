"""Repeats: a write sent again with the same idempotency key is done once, whatever became of its answer."""

import asyncio
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from app.db.identity import as_operator
from app.db.query import one, query
from app.jobs.purge_expired import keep_purging
from app.store.exchange import idempotency_keys
from tests import roles
from tests.db.test_row_level_security import asked_by
from tests.world import Person, World, event, note, session

pytestmark = pytest.mark.anyio


async def send(person: Person, path: str, body: Any, key: str, method: str = "POST") -> httpx.Response:
    headers = person.headers | {"Idempotency-Key": key}
    return await person.world.client.request(method, path, json=body, headers=headers)


async def test_two_keys_are_refused(world: World) -> None:
    """Which of them counted would decide whether the write is a repeat."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    keys = [("Idempotency-Key", f'"{uuid4()}"') for _ in range(2)]
    headers = [*tutor.headers.items(), *keys]
    answer = await world.client.post(f"{student.path}/notes", json=note(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed")
    assert (await tutor.read(f"{student.path}/notes"))["items"] == []


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


async def test_a_removed_notes_text_does_not_come_back_by_a_repeat(world: World) -> None:
    """Neither from what is kept, which is gone from the database, nor by doing the write again."""
    tutor, desk = await world.tutor(), await world.tutor(roles.INFORMATION_DESK)
    student = await world.student(tutor=tutor)
    notes, keys = f"{student.path}/notes", [str(uuid4()) for _ in range(3)]
    made = (await send(tutor, notes, note(), keys[0])).json()
    path = f"{notes}/{made['note_id']}"
    assert (await send(tutor, path, note(summary="A name."), keys[1], "PUT")).status_code == 200
    assert (await send(tutor, f"{path}/sharing", None, keys[2])).json()["summary"] == "A name."
    another = await send(tutor, notes, note(share=True), key := str(uuid4()))
    assert await kept(world) == 4
    assert (await desk.post(f"{path}/removal", {"reason": "It must go."})).status_code == 204
    assert await kept(world) == 1, "whichever request of its author's made or changed it"
    for each, body, used, method in (
        (notes, note(), keys[0], "POST"),
        (path, note(summary="A name."), keys[1], "PUT"),
        (f"{path}/sharing", None, keys[2], "POST"),
        (notes, note(summary="Another body, the same key."), keys[0], "POST"),
    ):
        answer = await send(tutor, each, body, used, method)
        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/removed-since"
        assert "name" not in answer.text.replace("A name of", "")
    assert (await send(tutor, notes, note(share=True), key)).content == another.content
    left = [each["status"] for each in (await student.read(notes))["items"]]
    assert sorted(left) == ["removed", "shared"], "nothing was written again"


async def kept(world: World) -> int:
    """How many of the institution's answers are kept with what they say."""
    async with world.owner() as owner:
        found = await owner.fetchval(
            "select count(*) from idempotency_keys where institution_id = $1 and sealed is not null",
            world.institution.institution_id,
        )
    return int(found)


Made = tuple[Person, str, Any, str]
"""Who makes something, where, with which body, and where it is removed; the latter of the answer."""


async def removable(world: World) -> dict[str, Made]:
    """What can be made and removed, by the operation that removes it."""
    tutor, admin = await world.tutor(), await world.tutor(roles.ADMIN)
    student = await world.student(tutor=tutor)
    days = {"starts_on": "2030-01-01", "ends_before": "2030-01-02"}
    outage = {"source": "app", "note": "To come."} | days
    training = {"staff_number": tutor.number, "course": "A course", "completed_on": str(world.today)}
    periods, outages, trained = (
        f"/v1/admin/{each}" for each in ("exam-periods", "outages", "training-records")
    )
    return {
        "remove_draft": (tutor, f"{student.path}/notes", note(), f"{student.path}/notes/{{note_id}}"),
        "remove_exam_period": (admin, periods, {"title": "x"} | days, f"{periods}/{{exam_period_id}}"),
        "remove_source_outage": (admin, outages, outage, f"{outages}/{{outage_id}}"),
        "remove_training": (admin, trained, training, f"{trained}/{{training_id}}"),
        "remove_remark": (
            student,
            f"{student.path}/remarks",
            {"section": "engagement", "first_day": str(world.today), "words": "I read on paper."},
            f"{student.path}/remarks/{{remark_id}}",
        ),
        "remove_saved_cohort": (
            tutor,
            "/v1/saved-cohorts",
            {"name": "Mine", "conditions": [{"kind": "my_tutees"}]},
            "/v1/saved-cohorts/{saved_cohort_id}",
        ),
        "remove_webhook": (
            admin,
            "/v1/webhooks",
            {
                "address": "https://hooks.example.ac.uk/x",
                "description": "x",
                "event_types": ["signal.raised"],
            },
            "/v1/webhooks/{webhook_id}",
        ),
        "revoke_service_credential": (
            admin,
            "/v1/service-credentials",
            {"system": "moodle", "note": "Its log store", "scopes": ["attune:statements.write"]},
            "/v1/service-credentials/{credential_id}",
        ),
        "remove_calendar_link": (tutor, "/v1/me/calendar-link", None, "/v1/me/calendar-link"),
    }


NOT_OF_ONE_THING = {"remove_activity_events"}
"""Takes back many, of which no kept answer says anything but whether they were new."""
BY_THE_DESK = {"remove_shared_note"}
OF_XAPI = {"remove_activity_state", "remove_activity_profile", "remove_agent_profile"}
"""Their standard knows no keys."""


async def test_whatever_is_removed_takes_the_answers_about_it_along(
    world: World, contract: dict[str, Any]
) -> None:
    made = await removable(world)
    found = {
        each["operationId"]
        for item in contract["paths"].values()
        for method, each in item.items()
        if method == "delete" or each["operationId"].startswith("remove_")
    }
    assert found == made.keys() | NOT_OF_ONE_THING | BY_THE_DESK | OF_XAPI
    stays: list[tuple[httpx.Response, Person, str, Any, str]] = []
    for who, path, body, _ in made.values():  # another one of each, which is not removed
        # Of a login's own, there is one of each.
        person = await world.tutor() if path.startswith(("/v1/me/", "/v1/saved-cohorts")) else who
        answer = await send(person, path, body, key := str(uuid4()))
        assert answer.status_code == 201, answer.text
        stays.append((answer, person, path, body, key))
    for name, (who, path, body, target) in made.items():
        answer = await send(who, path, body, key := str(uuid4()))
        assert answer.status_code == 201, (name, answer.text)
        before = await kept(world)
        removal = await send(who, target.format(**answer.json()), None, own := str(uuid4()), "DELETE")
        assert removal.status_code == 204, (name, removal.text)
        assert await kept(world) == before, (name, "one less, and the removal's own")
        again = await send(who, path, body, key)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/removed-since"), name
        repeated = await send(who, target.format(**answer.json()), None, own, "DELETE")
        assert repeated.headers["Idempotency-Replayed"] == "true", name
    for answer, person, path, body, key in stays:
        assert (await send(person, path, body, key)).content == answer.content, path


async def test_another_institution_forgets_nothing(world: World) -> None:
    tutor, abroad = await world.tutor(), await world.create_another("exeter", empty=False)
    student = await world.student(tutor=tutor)
    made = await send(tutor, f"{student.path}/notes", note(), str(uuid4()))
    async with abroad.context() as context:
        await idempotency_keys.forget(context.transaction, [UUID(made.json()["note_id"])])
    assert await kept(world) == 1
    async with world.context() as context:
        await idempotency_keys.forget(context.transaction, [student.id])
    assert await kept(world) == 0, "who is erased takes along whatever names them"


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
