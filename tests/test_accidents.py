"""Accidents: what bad networks, broken clients and attackers send, over a real socket.

Never a 500, never a hang. The server is the one that `attune serve` runs, with less patience, so that the
tests need little.
"""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest
import uvicorn

from app.http.server import MOST_HEAD_BYTES, uvicorn_config
from app.main import create_app
from app.settings import Settings
from tests.world import Moment, Person, World, event, note

pytestmark = pytest.mark.anyio

PATIENCE = 0.6
"""Seconds for a head, for a body, and for an answer."""
DELIVERY = 300_000


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone line to the server."""

    port: int

    async def say(self, *pieces: bytes, pause: float = 0, hang_up: bool = False) -> bytes:
        """Everything the server says until it, or we, hang up; the connection must end in time."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            async with asyncio.timeout(8):
                listening = asyncio.create_task(reader.read())
                with suppress(ConnectionError):
                    for piece in pieces:
                        writer.write(piece)
                        await writer.drain()
                        await asyncio.sleep(pause)
                    if hang_up:
                        writer.write_eof()
                return await listening
        except ConnectionResetError:
            return b""
        finally:
            writer.transport.abort()


@pytest.fixture(scope="module")
async def line(settings: Settings, moment: Moment) -> AsyncIterator[Line]:
    hasty = settings.model_copy(
        update={
            "head_seconds": PATIENCE,
            "body_seconds": PATIENCE,
            "answer_seconds": PATIENCE,
            "delivery_bytes": DELIVERY,
        }
    )
    config = uvicorn_config(hasty, create_app(hasty, clock=moment))
    config.timeout_keep_alive = 1
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0.01)
    yield Line(listening.getsockname()[1])
    server.should_exit = True
    await serving


def request(
    method: str,
    path: str,
    person: Person | None = None,
    body: bytes | None = None,
    **headers: Any,
) -> bytes:
    """A request whose connection ends with its answer, unless a header says otherwise."""
    given = {"Host": "attune.test", "Connection": "close"}
    if person is not None:
        given |= person.headers
    if body is not None:
        given |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + (body or b"")


def statuses(said: bytes) -> list[int]:
    return [int(each) for each in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)]


def problem(said: bytes) -> Any:
    """The status and code of the one answer, which must be a problem."""
    assert b"content-type: application/problem+json" in said.lower(), said[:300]
    status, body = statuses(said), json.loads(said.partition(b"\r\n\r\n")[2])
    assert status == [body["status"]]
    return body["status"], body["type"].removeprefix("/problems/")


# --- slow, silent and half-open ---


async def test_whoever_says_nothing_is_hung_up_on(line: Line) -> None:
    assert await line.say() == b""


async def test_a_head_that_comes_a_byte_at_a_time_is_not_waited_for(line: Line) -> None:
    begun = monotonic()
    for dribble in (b"GET /healthz HTTP/1.1\r\nX-Slow: 1\r\n" * 2, b"\r\n" * 40):
        pieces = [dribble[at : at + 1] for at in range(len(dribble))]
        assert await line.say(*pieces, pause=0.1) == b""
    assert monotonic() - begun < 6


async def test_after_one_request_the_next_may_not_dribble_either(line: Line) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    said = await line.say(whole, *[b"\r\n"] * 40, pause=0.1)
    assert statuses(said) == [200]


async def test_a_body_that_does_not_come_is_a_408(world: World, line: Line) -> None:
    service = await world.service()
    whole = request("POST", "/v1/events", service, b'{"events": []}', Connection="keep-alive")
    assert problem(await line.say(whole[:-4])) == (408, "too-slow")
    assert problem(await line.say(whole[:-6], *[b" "] * 5, pause=0.2)) == (408, "too-slow")


async def test_a_client_that_goes_away_in_the_middle_harms_nobody(world: World, line: Line) -> None:
    service = await world.service()
    whole = request("POST", "/v1/events", service, b'{"events": []}')
    for cut in (10, 200, len(whole) - 1):
        assert statuses(await line.say(whole[:cut], hang_up=True)) in ([], [408])
    assert statuses(await line.say(request("GET", "/healthz"))) == [200]


async def say_and_read_later(line: Line, said: bytes, *, seconds: float) -> bytes:
    """As much of the answers as is to be had by who begins to read them then, and never refuses a byte."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    narrow.connect(("127.0.0.1", line.port))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=65_536)
    try:
        writer.write(said)
        await asyncio.sleep(seconds)
        read = bytearray()
        async with asyncio.timeout(30):
            while more := await reader.read(65_536):
                read += more
        return bytes(read)
    finally:
        writer.transport.abort()


async def test_whoever_does_not_read_their_answers_is_hung_up_on(line: Line) -> None:
    """In the kernel's own time, too: it would keep what is unsent for minutes."""
    asked = request("GET", "/openapi.json", Connection="keep-alive") * 30
    with pytest.raises(ConnectionError):
        await say_and_read_later(line, asked, seconds=4 * PATIENCE)
    assert statuses(await line.say(request("GET", "/healthz"))) == [200]


async def test_whoever_reads_a_little_late_gets_it_all(line: Line) -> None:
    last = request("GET", "/openapi.json")
    asked = last.replace(b"close", b"keep-alive") * 4 + last
    assert statuses(await say_and_read_later(line, asked, seconds=PATIENCE / 3)) == [200] * 5


# --- too much ---


async def test_what_is_too_large_is_refused_before_it_is_read(world: World, line: Line) -> None:
    service, student = await world.service(), await world.student()
    told = request("POST", "/v1/events", service, b"", Content_Length=str(DELIVERY + 1))
    assert problem(await line.say(told)) == (413, "too-large")
    path = f"{student.path}/notes"
    told = request("POST", path, student, b"", Content_Length=str(262_145))
    assert problem(await line.say(told)) == (413, "too-large")


async def test_what_does_not_say_how_large_it_is_is_counted(world: World, line: Line) -> None:
    service = await world.service()
    kind: dict[str, Any] = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    head = request("POST", "/v1/events", service, Connection="keep-alive", **kind)
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert problem(await line.say(head, *[chunk] * 5)) == (413, "too-large")
    endless = (b"fffffff\r\n", *[b" " * 0x10000] * 5, *[b" "] * 40)
    assert problem(await line.say(head, *endless, pause=0.05)) == (413, "too-large"), (
        "and the rest is not read for ever"
    )
    nobody = head.replace(b"Authorization", b"X-Authorization")
    assert problem(await line.say(nobody, *[chunk] * 4 + [b"1\r\n \r\n0\r\n\r\n"]))[0] == 413


async def test_addresses_and_headers_have_their_limits(line: Line) -> None:
    long = await line.say(request("GET", "/healthz?" + "x" * 8_192))
    assert problem(long) == (414, "address-too-long")
    large = await line.say(request("GET", "/healthz", X_Large="x" * 33_000))
    assert problem(large) == (431, "headers-too-large")
    endless = [b"GET /healthz HTTP/1.1\r\n"] + [b"X-More: " + b"x" * 8_000 + b"\r\n"] * 40
    assert statuses(await line.say(*endless)) == []
    assert len(b"".join(endless)) > MOST_HEAD_BYTES


# --- what HTTP means to one and not to another ---


async def test_nothing_is_smuggled_behind_two_lengths(world: World, line: Line) -> None:
    service = await world.service()
    hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    body = b"0\r\n\r\n" + hidden
    lengths: tuple[dict[str, Any], ...] = (
        {"Transfer-Encoding": "chunked"},
        {"Transfer-Encoding": "chunked, identity"},
        {"Transfer-Encoding": "xchunked"},
        {"Transfer-Encoding ": "chunked"},
        {"Content-length": "3"},
        {"Content-Length": "+9"},
        {"Content-Length": "0x9"},
        {"Content-Length": "-1"},
    )
    for each in lengths:
        said = await line.say(request("POST", "/v1/events", service, body, **each))
        assert statuses(said) == [400], (each, said)
    for ending in (b"\n", b"\r"):
        sloppy = request("GET", "/healthz").replace(b"\r\n", ending)
        assert len(statuses(await line.say(sloppy))) <= 1


async def test_a_body_shorter_than_told_is_not_filled_with_the_next_request(world: World, line: Line) -> None:
    service = await world.service()
    body = b'{"events": []}'
    said = await line.say(request("POST", "/v1/events", service, body, Content_Length=str(len(body) + 5)))
    assert problem(said)[0] == 408
    longer = await line.say(request("POST", "/v1/events", service, body, Content_Length=str(len(body) - 4)))
    assert problem(longer)[0] == 400, "the rest is thrown away with the connection"


async def test_expect_100_continue_is_answered(world: World, line: Line) -> None:
    service, body = await world.service(), b'{"events": []}'
    whole = request("POST", "/v1/events", service, body, Expect="100-continue")
    said = await line.say(whole[: -len(body)], body, pause=0.2)
    assert statuses(said) == [100, 422]
    told = request("POST", "/v1/events", service, b"", Expect="100-continue", Content_Length="999999")
    assert statuses(await line.say(told)) == [413], "and whoever would send too much is told not to"


async def test_pipelined_requests_are_answered_in_turn(world: World, line: Line) -> None:
    student = await world.student()
    first = request("GET", "/healthz", Connection="keep-alive")
    second = request("GET", "/v1/me", student)
    assert statuses(await line.say(first * 3 + second)) == [200] * 4


async def test_ranges_and_method_overrides_mean_nothing(world: World, line: Line) -> None:
    student = await world.student()
    said = await line.say(request("GET", "/v1/me", student, Range="bytes=0-3"))
    assert statuses(said) == [200]
    assert json.loads(said.partition(b"\r\n\r\n")[2])["student_id"] == str(student.id)
    for override in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        header: dict[str, Any] = {override: "DELETE"}
        said = await line.say(request("GET", "/v1/me", student, **header))
        assert statuses(said) == [200]
    assert statuses(await line.say(request("GET", "/v1/me?_method=DELETE", student))) == [200]
    assert statuses(await line.say(request("BREW", "/v1/me", student))) == [400]


async def test_two_tokens_are_one_too_many(world: World, line: Line) -> None:
    ann, bob = await world.student(), await world.student()
    twice = request("GET", "/v1/me", ann, AUTHORIZATION=bob.headers["Authorization"])
    assert problem(await line.say(twice)) == (400, "malformed")


async def test_a_websocket_is_not_offered(world: World, line: Line) -> None:
    student = await world.student()
    upgrade: dict[str, Any] = {
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "eA==",
        "Sec-WebSocket-Version": "13",
    }
    said = await line.say(request("GET", "/v1/me", student, Connection="upgrade, close", **upgrade))
    assert 101 not in statuses(said)


# --- what is no text ---


async def test_addresses_that_are_no_text(world: World, line: Line) -> None:
    student = await world.student()
    for path in (
        "/v1/me?x=%00", "/v1/me?x=%ff", "/v1/%00", "/v1/students/%c0%af", "/v1/me?%ed%a0%80=1",
        "/v1/purposes/%e2%28%a1/notice", "/v1/students?cursor=%00",
    ):  # fmt: skip
        assert problem(await line.say(request("GET", path, student))) == (400, "malformed"), path
    raw = request("GET", "/v1/PLACE", student).replace(b"PLACE", b"\xff\xfe")
    assert statuses(await line.say(raw)) == [400]
    for name in (
        b"Attune-Purpose",
        b"If-None-Match",
        b"Idempotency-Key",
        b"Accept-Encoding",
        b"X-Request-ID",
    ):
        spoilt = request("GET", "/v1/me", student).replace(b"Host", name + b": \xff\xfe\xc3\x28\r\nHost")
        assert statuses(await line.say(spoilt)) == [200], name
        nul = request("GET", "/v1/me", student).replace(b"Host", name + b": a\0b\r\nHost")
        assert statuses(await line.say(nul)) == [400], name


BROKEN = (
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    b"[" * 500 + b"]" * 500,
    b'{"events": [], "data_as_of": ' + b'{"a":' * 40 + b"1" + b"}" * 41,
    b'{"events": NaN}',
    b'{"events": Infinity}',
    b'{"events": 1e400}',
    b'{"events": ' + b"9" * 5_000 + b"}",
    b'{"events": "\xff"}',
    b'{"events": "\xed\xa0\x80"}',
    b'{"events": "\\ud800"}',
    b'{"events": "\0"}',
    '{"events": []}'.encode("utf-16"),
    b'\xef\xbb\xbf{"events": []}',
    b'{"events": []} {}',
    b"{'events': []}",
    b" ",
)


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
async def test_bodies_that_are_no_json(world: World, line: Line, body: bytes) -> None:
    service = await world.service()
    assert problem(await line.say(request("POST", "/v1/events", service, body))) == (400, "malformed")


async def test_bodies_that_say_they_are_something_else(world: World, line: Line) -> None:
    service, body = await world.service(), b'{"events": []}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"):
        said = await line.say(request("POST", "/v1/events", service, body, Content_Type=kind))
        assert problem(said) == (415, "not-json"), kind
    for kind in ("application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.attune+json"):
        said = await line.say(request("POST", "/v1/events", service, body, Content_Type=kind))
        assert statuses(said) == [422], kind


async def test_a_nul_in_any_string_is_pointed_at_and_in_a_delivery_rejects_the_item(
    world: World, line: Line
) -> None:
    service, student = await world.service(), await world.student()
    good = event(student, "vle", world.yesterday, module_run="BIO1-18", object="o")
    for name, value in good.items():
        if isinstance(value, str):
            body = json.dumps({"events": [good | {name: value + "\0"}]}).encode()
            said = await line.say(request("POST", "/v1/events", service, body))
            assert statuses(said) == [200]
            (item,) = json.loads(said.partition(b"\r\n\r\n")[2])["items"]
            assert (item["outcome"], item["detail"].partition(":")[0]) == ("rejected", name)
    written = json.dumps(note(summary="a\0b")).encode()
    said = await line.say(request("POST", f"{student.path}/notes", student, written))
    assert problem(said) == (422, "invalid-input")
    faults = json.loads(said.partition(b"\r\n\r\n")[2])["errors"]
    assert [each["pointer"] for each in faults] == ["/body/summary"]
    spoken = json.dumps({"events": [good | {"object": "\\u0000 is how JSON spells it"}]}).encode()
    assert statuses(await line.say(request("POST", "/v1/events", service, spoken))) == [200]


async def test_figures_beyond_reason_are_refused(world: World, line: Line) -> None:
    service, student = await world.service(), await world.student()
    good = json.dumps(event(student, "vle", world.yesterday, quantity=777)).encode()
    for figure in (b"1e308", b"-1e308", b"-0.0", b"1e-400", b"9" * 300, b"true", b'"1"', b"[]", b"null"):
        body = b'{"events": [' + good.replace(b"777", figure) + b"]}"
        (status,) = statuses(await line.say(request("POST", "/v1/events", service, body)))
        assert status in {200, 422}, figure
    for path in ("students?limit=" + "9" * 300, "students?limit=1e9", "students?limit=-1"):
        (status,) = statuses(await line.say(request("GET", f"/v1/{path}", student)))
        assert status == 422
    (status,) = statuses(
        await line.say(request("GET", f"{student.path}/engagement?from=99999-01-01", student))
    )
    assert status == 422


# --- look-alikes ---


async def test_look_alikes_are_other_names_and_never_the_same_student(world: World, line: Line) -> None:
    """Identifiers are matched character by character: nothing is folded, trimmed or composed."""
    service, student = await world.service(), await world.student(consent=True)
    good = event(student, "vle", world.yesterday)
    number = student.number
    alike = (
        number.replace("S", "\u0405"),  # Cyrillic
        number.replace("S", "\uff33"),  # full width
        number.replace("0", "\u0660"),  # Arabic-Indic zero
        number.replace("S", "s"),
        number + "\u200b",
        "\u202e" + number,
        number + "\u0301",
        f" {number}",
        f"{number}\u00a0",
        "\ufeff" + number,
        f"{number}\u2028",
    )
    for name in alike:
        body = json.dumps({"events": [good | {"identifier": name}]}).encode()
        said = await line.say(request("POST", "/v1/events", service, body))
        if statuses(said) == [200]:
            (item,) = json.loads(said.partition(b"\r\n\r\n")[2])["items"]
            assert item["outcome"] in {"waiting", "conflict"}, ascii(name)
        else:
            assert problem(said) == (422, "invalid-input"), ascii(name)
    assert await world.count("events", student) == 0
    body = json.dumps({"events": [good]}).encode()
    assert b"recorded" in await line.say(request("POST", "/v1/events", service, body))
    assert await world.count("events", student) == 1
