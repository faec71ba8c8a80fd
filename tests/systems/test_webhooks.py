"""Webhooks over a real network and a real database: everything arrives once, in order, and nowhere else."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import httpx
import pytest
from examples.webhook_receiver import Received, receiver
from fastapi import FastAPI
from pydantic import SecretStr

from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey, signing_key
from app.jobs.deliver_webhooks import Courier, Done, deliver_webhooks, keep_delivering
from app.jobs.evaluate_cohorts import evaluate_cohorts
from app.jobs.send_webhook import NOT_ALLOWED, Sender
from app.settings import Settings
from app.webhooks.events import EventType
from tests import roles
from tests.outreach.people import OPENED, Outreach
from tests.systems.test_essex_corrections import ACCEPTED, absent, of_session
from tests.systems.test_nottingham_signals import judge
from tests.systems.test_restricted_is_left_out import restrict
from tests.test_contract import faults_in
from tests.world import Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("BY-4")]

PATH = "/v1/webhooks"
ALL = [each.value for each in EventType]


@pytest.fixture
def to_here(app: FastAPI) -> Iterator[None]:
    """Webhooks may go to this machine, as for a demonstration."""
    app.state.webhooks_to_loopback = True
    yield
    app.state.webhooks_to_loopback = False


def key_of(settings: Settings) -> SigningKey:
    found = signing_key(settings.signing_key, ())
    assert found is not None
    return found


def seconds_of(world: World) -> Callable[[], float]:
    """The test's clock, as a receiver reads it."""

    def now() -> float:
        return world.moment.now.timestamp()

    return now


@contextmanager
def listening(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Scripted:
    """A receiver that answers what the test says, and keeps what it was sent."""

    answer: Callable[[int, str], int] = lambda _at, _body: 204
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    """By (id, body)."""
    came: Event = field(default_factory=Event)
    """Something has."""
    hold: Event | None = None
    """Answers nothing until then."""

    def server(self, port: int = 0) -> ThreadingHTTPServer:
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                script.seen.append((self.headers["webhook-id"], body.decode()))
                script.came.set()
                if script.hold is not None:
                    script.hold.wait(20)
                self.send_response(script.answer(len(script.seen), body.decode()))
                for name, value in script.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        return ThreadingHTTPServer(("127.0.0.1", port), Handler)


@dataclass
class Hook:
    """A webhook under test, and the administrator who made it."""

    world: World
    admin: Person
    path: str
    secret: str
    courier: Courier

    @classmethod
    async def to(cls, world: World, settings: Settings, port: int, *types: str, seconds: float = 5) -> "Hook":
        admin = await world.tutor(roles.ADMIN)
        body = {
            "address": f"http://localhost:{port}/hook",
            "description": "The case system",
            "event_types": list(types) or ALL,
        }
        made = await admin.do(PATH, body)
        sender = Sender(loopback=True, seconds=seconds)
        courier = Courier(key_of(settings), "https://attune.test", world.moment, sender)
        return cls(world, admin, f"{PATH}/{made['webhook_id']}", made["secret"], courier)

    async def run(self) -> Done:
        return await deliver_webhooks(self.world.context, self.courier)

    async def messages(self) -> list[dict[str, Any]]:
        """What became of them, the earliest first."""
        found: list[dict[str, Any]] = (await self.admin.read(f"{self.path}/deliveries", limit=200))["items"]
        return found[::-1]

    async def order(self) -> dict[str, list[str]]:
        """By student: the ids of events in the order in which they happened."""
        rows = await self.world.sql(
            "select student_id, event_id from webhook_messages where institution_id = :institution_id"
            " order by sequence"
        )
        told: dict[str, list[str]] = defaultdict(list)
        for student_id, event_id in rows:
            told[str(student_id)].append(str(event_id))
        return told


async def change_minds(world: World, students: list[Person], rounds: int) -> None:
    """Every student decides so many times, a minute apart."""
    for at in range(rounds):
        world.moment.now += timedelta(minutes=1)
        for each in students:
            assert (await each.decide(("given", "withdrawn")[at % 2])).status_code == 201


# --- an hour without the receiver ---


async def test_after_an_hour_without_the_receiver_everything_arrives_once_and_in_order(
    world: World, to_here: None, settings: Settings
) -> None:
    received = Received()
    server = receiver([], received, now=seconds_of(world))
    port = server.server_address[1]
    server.server_close()
    hook = await Hook.to(world, settings, port)
    students = [await world.student() for _ in range(3)]
    for _ in range(6):
        await change_minds(world, students, 2)
        await hook.run()
        world.moment.now += timedelta(minutes=8)
    assert list(received) == []
    assert {each["state"] for each in await hook.messages()} == {"waiting"}
    server = receiver([hook.secret], received, port=port, now=seconds_of(world))
    with listening(server):
        for _ in range(20):
            world.moment.now += timedelta(minutes=20)
            await hook.run()
    arrived: dict[str, list[str]] = defaultdict(list)
    for message in received:
        assert message.keys() == {"type", "timestamp", "data"}
        assert message["data"].keys() == {"student_id", "decision_id", "url"}
        arrived[message["data"]["student_id"]].append(message["data"]["decision_id"])
    expected = {
        str(each.id): [
            entry["decision_id"] for entry in (await each.read(f"{each.path}/consents/decisions"))["items"]
        ]
        for each in students
    }
    in_order = {who: sorted(ids) for who, ids in expected.items()}
    assert {who: sorted(ids) for who, ids in arrived.items()} == in_order
    assert all(ids in (expected[who], expected[who][::-1]) for who, ids in arrived.items())
    told = await hook.messages()
    assert {each["state"] for each in told} == {"delivered"}
    assert len(told) == 36
    first = told[0]["attempts"]
    assert [each["status"] for each in first] == [None] * (len(first) - 1) + [204]
    assert len(first) > 3, "it was tried in that hour, too"


async def test_a_message_whose_answer_was_lost_is_sent_again_under_its_id(
    world: World, to_here: None, settings: Settings
) -> None:
    script = Scripted(answer=lambda at, _body: 500 if at == 1 else 204)
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        student = await world.student()
        await change_minds(world, [student], 3)
        assert await hook.run() == Done(failed=1), "what comes after it waits"
        world.moment.now += timedelta(seconds=4)
        assert await hook.run() == Done(), "not yet"
        world.moment.now += timedelta(seconds=2)
        assert await hook.run() == Done(delivered=3)
    order = (await hook.order())[str(student.id)]
    assert [each for each, _ in script.seen] == [order[0], *order]
    assert script.seen[0] == script.seen[1]


async def test_a_later_event_waits_for_an_earlier_one_of_the_same_student_and_of_no_other(
    world: World, to_here: None, settings: Settings
) -> None:
    ann, bob = [await world.student() for _ in range(2)]
    script = Scripted(answer=lambda _at, body: 500 if str(ann.id) in body else 204)
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        await change_minds(world, [ann, bob], 2)
        await hook.run()
        anns, bobs = [(await hook.order())[str(each.id)] for each in (ann, bob)]
        states = {each["event_id"]: each["state"] for each in await hook.messages()}
        assert [states[each] for each in bobs] == ["delivered"] * 2
        assert anns[1] not in {each for each, _ in script.seen}
        for _ in range(10):  # until the first is given up; then it is the second one's turn
            world.moment.now += timedelta(hours=27)
            await hook.run()
    states = {each["event_id"]: each["state"] for each in await hook.messages()}
    assert [states[each] for each in anns] == ["given_up", "waiting"]
    assert anns[1] in {each for each, _ in script.seen}


async def test_two_who_deliver_at_once_send_each_message_once(
    world: World, to_here: None, settings: Settings
) -> None:
    received, script = Received(), Scripted()
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        await change_minds(world, [await world.student() for _ in range(6)], 3)
        done = await asyncio.gather(*(hook.run() for _ in range(3)))
        assert sum(each.delivered for each in done) == 18
    assert list(received) == []
    assert len(script.seen) == 18
    assert len({each for each, _ in script.seen}) == 18
    for ids in (await hook.order()).values():
        assert [each for each, _ in script.seen if each in ids] == ids


async def test_what_somebody_died_over_is_sent_by_another(
    world: World, to_here: None, settings: Settings
) -> None:
    script = Scripted(hold=Event())
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        await change_minds(world, [await world.student()], 1)
        dies = asyncio.create_task(hook.run())
        await asyncio.to_thread(script.came.wait)
        dies.cancel()
        await asyncio.wait([dies])
        assert script.hold is not None
        script.hold.set()
        assert await hook.run() == Done(), "it is still somebody's"
        world.moment.now += timedelta(seconds=61)
        assert await hook.run() == Done(delivered=1)
    assert script.seen[0] == script.seen[1]


# --- receivers that are difficult ---


async def test_a_receiver_that_hangs_costs_its_time_and_nobody_elses(
    world: World, to_here: None, settings: Settings
) -> None:
    hangs, works = Scripted(hold=Event()), Scripted()
    servers = [each.server() for each in (hangs, works)]
    with listening(servers[0]), listening(servers[1]):
        slow, fast = [await Hook.to(world, settings, each.server_address[1], seconds=0.5) for each in servers]
        students = [await world.student() for _ in range(2)]
        await change_minds(world, students, 2)
        assert await fast.run() == Done(delivered=4, failed=2)
        assert hangs.hold is not None
        hangs.hold.set()
    waiting = [each for each in await slow.messages() if each["attempts"]]
    assert [each["attempts"][0]["problem"] for each in waiting] == ["no answer within 0.5 seconds"] * 2


async def test_whoever_is_gone_is_told_nothing_more_until_an_administrator_says_so(
    world: World, to_here: None, settings: Settings
) -> None:
    script = Scripted(answer=lambda at, _body: 410 if at == 1 else 204)
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        student = await world.student()
        await change_minds(world, [student], 2)
        await hook.run()
        known = await hook.admin.read(hook.path)
        assert (known["enabled"], known["disabled_because"]) == (False, "gone")
        await change_minds(world, [student], 1)
        world.moment.now += timedelta(days=1)
        assert await hook.run() == Done()
        assert len(await hook.messages()) == 2, "what happens meanwhile is not written down"
        again = await hook.admin.post(f"{hook.path}/replay", {"event_id": script.seen[0][0]})
        assert again.status_code == 409
        body = {name: known[name] for name in ("address", "description", "event_types")}
        assert (await hook.admin.put(hook.path, body | {"enabled": True})).status_code == 200
        assert await hook.run() == Done(delivered=1)
    assert [each["state"] for each in await hook.messages()] == ["given_up", "delivered"]


async def test_redirects_are_not_followed_and_retry_after_is_honoured(
    world: World, to_here: None, settings: Settings
) -> None:
    elsewhere = Scripted()
    other = elsewhere.server()
    script = Scripted(answer=lambda at, _body: 307 if at == 1 else 503)
    script.headers = {"Location": f"http://127.0.0.1:{other.server_address[1]}/", "Retry-After": "3600"}
    server = script.server()
    with listening(server), listening(other):
        hook = await Hook.to(world, settings, server.server_address[1])
        await change_minds(world, [await world.student()], 1)
        await hook.run()
        world.moment.now += timedelta(minutes=59)
        assert await hook.run() == Done()
        world.moment.now += timedelta(minutes=2)
        await hook.run()
    assert elsewhere.seen == []
    (message,) = await hook.messages()
    assert [each["status"] for each in message["attempts"]] == [307, 503]


async def test_a_name_that_leads_inside_is_called_nowhere(
    world: World, to_here: None, settings: Settings
) -> None:
    """By name, so that only the look-up shows it; and with the setting for demonstrations off."""
    script = Scripted()
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        async with world.owner() as owner:
            await owner.execute(
                "update webhooks set address = replace(address, 'http://', 'https://')"
                " where institution_id = $1",
                world.institution.institution_id,
            )
        hook.courier = Courier(hook.courier.key, hook.courier.address, world.moment, Sender())
        await change_minds(world, [await world.student()], 1)
        await hook.run()
    assert script.seen == []
    (message,) = await hook.messages()
    assert message["attempts"][0]["problem"] == NOT_ALLOWED


# --- what is told, and of whom ---


async def test_every_event_is_told_where_it_happens_as_the_contract_says_and_names_where_it_can_be_read(
    essex: World, contract: dict[str, Any], to_here: None, settings: Settings
) -> None:
    script = Scripted()
    server = script.server()
    with listening(server):
        hook = await Hook.to(essex, settings, server.server_address[1])
        student, tutor, session_id = await absent(essex)
        await judge(essex)
        asked = await student.do(f"{student.path}/corrections", of_session(session_id))
        await tutor.do(f"/v1/corrections/{asked['correction_id']}/decision", ACCEPTED)
        await tutor.do(f"{student.path}/cases", OPENED)
        await student.do(f"{student.path}/answers", {"answer": "fine"})
        body = {"name": "Mine", "conditions": [{"kind": "my_tutees"}]}
        cohort = (await tutor.do("/v1/saved-cohorts", body))["saved_cohort_id"]
        [_ async for _ in evaluate_cohorts(essex.context)]
        body["conditions"] = [{"kind": "year_of_study", "any_of": ["9"]}]
        await tutor.put(f"/v1/saved-cohorts/{cohort}", body)
        [_ async for _ in evaluate_cohorts(essex.context)]
        await hook.run()
    told = [json.loads(body) for _, body in script.seen]
    happened = {each["type"] for each in told}
    assert happened == {*ALL} - {"consent.decided", "case.overdue"}
    assert {*contract["webhooks"]} == {*ALL}
    for each in told:
        body = contract["webhooks"][each["type"]]["post"]["requestBody"]
        schema = body["content"]["application/json"]["schema"]
        assert faults_in(contract, schema, each) == []
        assert each["data"].keys() == schema["properties"]["data"]["properties"].keys()
        assert each["data"]["student_id"] == str(student.id)
        who = tutor if each["type"].startswith("cohort") else student
        await who.read(each["data"]["url"].removeprefix("https://attune.test"))
    assert student.number not in str(script.seen)


async def test_an_overdue_rung_is_told_once(nottingham: World, to_here: None, settings: Settings) -> None:
    hook = await Hook.to(nottingham, settings, 9, "case.overdue")
    out = await Outreach.of(nottingham)
    await out.open()
    for _ in range(6):
        nottingham.moment.now += timedelta(days=2)
        await hook.run()
    assert [each["type"] for each in await hook.messages()] == ["case.overdue"]


async def test_nothing_is_told_of_a_student_whose_data_are_restricted(
    nottingham: World, to_here: None, settings: Settings
) -> None:
    script = Scripted()
    server = script.server()
    with listening(server):
        hook = await Hook.to(nottingham, settings, server.server_address[1])
        tutor = await nottingham.tutor()
        student, other = [await nottingham.student(tutor=tutor) for _ in range(2)]
        for each in (student, other):
            await tutor.do(f"{each.path}/cases", OPENED)
        await restrict(nottingham, student)
        assert await hook.run() == Done(delivered=1, withheld=1)
    assert str(student.id) not in str(script.seen)
    assert str(other.id) in str(script.seen)


async def test_what_consent_does_not_cover_any_more_is_withheld(
    wide: World, to_here: None, settings: Settings
) -> None:
    script = Scripted()
    server = script.server()
    with listening(server):
        hook = await Hook.to(wide, settings, server.server_address[1], "cohort.joined")
        tutor = await wide.tutor()
        student = await wide.student(tutor=tutor, consent=True)
        asked = {"kind": "attendance_below", "below": 1.0}
        await tutor.do("/v1/saved-cohorts", {"name": "Mine", "conditions": [asked]})
        async with wide.owner() as owner:
            await owner.execute(
                "select set_config('attune.institution_id', $1, false)",
                str(wide.institution.institution_id),
            )
            await owner.execute(
                "select attune_tell('cohort.joined', array[gen_random_uuid()], array[$1::uuid],"
                " array[jsonb_build_object('saved_cohort_id', 'x', 'cohort_event_id', 'y')],"
                " array['attendance,engagement'], $2)",
                student.id,
                wide.moment.now,
            )
        await student.decide("withdrawn")
        assert await hook.run() == Done(withheld=1)
    assert script.seen == []


# --- what administrators do ---


async def test_a_secret_is_shown_once_and_a_new_one_overlaps_with_the_one_before(
    world: World, to_here: None, settings: Settings
) -> None:
    received = [Received() for _ in range(2)]
    server = receiver([], received[0])
    port = server.server_address[1]
    server.server_close()
    hook = await Hook.to(world, settings, port)
    assert hook.secret.startswith("whsec_")
    for shown in (await hook.admin.get(hook.path), await hook.admin.get(PATH)):
        assert "whsec_" not in shown.text
    new = await hook.admin.do(f"{hook.path}/secret", None)
    assert new["secret"] != hook.secret
    for kept, secret in zip(received, (hook.secret, new["secret"]), strict=True):
        server = receiver([secret], kept, port=port, now=seconds_of(world))
        with listening(server):
            await change_minds(world, [await world.student()], 1)
            assert await hook.run() == Done(delivered=1), "whichever of the two it knows"
    world.moment.now += timedelta(hours=25)
    server = receiver([hook.secret], received[0], port=port, now=seconds_of(world))
    with listening(server):
        await change_minds(world, [await world.student()], 1)
        assert await hook.run() == Done(failed=1), "the former one is over"
    assert "whsec_" not in str(await hook.admin.audit())


async def test_another_signing_key_signs_nothing_until_there_is_a_new_secret(
    world: World, to_here: None, settings: Settings, tmp_path: Path
) -> None:
    hook = await Hook.to(world, settings, 9)
    other = signing_key(SecretStr(demonstration_signing_key(tmp_path)), ())
    assert other is not None
    await change_minds(world, [await world.student()], 1)
    ours, hook.courier = hook.courier, replace(hook.courier, key=other)
    assert await hook.run() == Done()
    known = await hook.admin.read(hook.path)
    assert known["disabled_because"] == "key_changed"
    body = {name: known[name] for name in ("address", "description", "event_types")}
    refused = await hook.admin.put(hook.path, body | {"enabled": True})
    assert (refused.status_code, "make a new secret first" in refused.text) == (409, True)
    hook.courier = ours
    again = await hook.admin.do(f"{hook.path}/secret", None)
    assert (again["enabled"], again["disabled_because"]) == (True, None)


async def test_messages_are_replayed_by_id_or_since_a_moment(
    world: World, to_here: None, settings: Settings
) -> None:
    script = Scripted()
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        student = await world.student()
        await change_minds(world, [student], 3)
        await hook.run()
        ids = [each for each, _ in script.seen]
        assert await hook.admin.do(f"{hook.path}/replay", {"event_id": ids[1]}) == {"messages": 1}
        await hook.run()
        since = (world.moment.now - timedelta(minutes=1)).isoformat()
        assert await hook.admin.do(f"{hook.path}/replay", {"since": since}) == {"messages": 2}
        await hook.run()
    assert [each for each, _ in script.seen] == [*ids, ids[1], ids[1], ids[2]]
    both = {"event_id": ids[0], "since": since}
    for body, status in (({"event_id": str(uuid4())}, 404), ({}, 422), (both, 422)):
        assert (await hook.admin.post(f"{hook.path}/replay", body)).status_code == status
    assert (await hook.admin.post(f"{PATH}/{uuid4()}/replay", {"since": since})).status_code == 404
    listed = await hook.messages()
    assert [len(each["attempts"]) for each in listed] == [1, 3, 2]
    assert str(student.id) not in str(listed)


async def test_messages_are_gone_after_a_month(world: World, to_here: None, settings: Settings) -> None:
    hook = await Hook.to(world, settings, 9)
    await change_minds(world, [await world.student()], 1)
    world.moment.now += timedelta(days=30, seconds=1)
    await hook.run()
    assert await hook.messages() == []


async def test_what_an_administrator_says_is_checked_and_audited(
    world: World, client: httpx.AsyncClient
) -> None:
    admin = await world.tutor(roles.ADMIN)
    body = {
        "address": "https://hooks.example.ac.uk/attune",
        "description": "The case system",
        "event_types": ["case.overdue", "signal.raised", "case.overdue"],
    }
    for field_, value in (
        ("address", "http://hooks.example.ac.uk/"),
        ("address", "https://169.254.169.254/latest/meta-data"),
        ("address", "https://127.0.0.1/"),
        ("description", ""),
        ("event_types", []),
        ("event_types", ["mark.given"]),
    ):
        answer = await admin.post(PATH, body | {field_: value})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"].startswith(f"/body/{field_}")
    made = await admin.do(PATH, body)
    assert made["event_types"] == ["signal.raised", "case.overdue"]
    path = f"{PATH}/{made['webhook_id']}"
    known = await admin.get(path)
    tag = {"If-Match": known.headers["ETag"]}
    change = body | {"description": "The other system", "enabled": False}
    for expected in (200, 412):
        changed = await client.put(path, json=change, headers=admin.headers | tag)
        assert changed.status_code == expected, changed.text
    assert (await admin.read(path))["disabled_because"] == "administrator"
    assert (await admin.delete(path)).status_code == 204
    assert [(await admin.get(f"{path}{rest}")).status_code for rest in ("", "/deliveries")] == [404] * 2
    actions = {each["action"] for each in await admin.audit()}  # all in one moment of the tests' clock
    assert actions == {"webhook deleted", "webhook changed", "webhook made"}


async def test_nothing_is_written_down_where_nobody_is_told(world: World) -> None:
    student = await world.student()
    await change_minds(world, [student], 1)
    assert await world.count("webhook_messages", student) == 0


async def test_the_service_delivers_again_and_again(world: World, to_here: None, settings: Settings) -> None:
    script = Scripted()
    server = script.server()
    with listening(server):
        hook = await Hook.to(world, settings, server.server_address[1])
        job = asyncio.create_task(keep_delivering(world.runtime, hook.courier, timedelta(seconds=0.05)))
        for _ in range(2):
            script.came.clear()
            await change_minds(world, [await world.student()], 1)
            assert await asyncio.to_thread(script.came.wait, 60)
        job.cancel()
        await asyncio.wait([job])
    assert len(script.seen) == 2
