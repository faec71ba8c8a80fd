"""Documents of xAPI: kept byte by byte, merged where that is said, changed by whoever knows what is there."""

import asyncio
import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.statements import PAGE, Lrs, account, connect, statement
from tests.world import World

pytestmark = pytest.mark.anyio

ME = json.dumps(account("me"))
STATE, ACTIVITY, AGENT = "/activities/state", "/activities/profile", "/agents/profile"
OF = {
    STATE: {"activityId": PAGE, "agent": ME, "stateId": "at"},
    ACTIVITY: {"activityId": PAGE, "profileId": "at"},
    AGENT: {"agent": ME, "profileId": "at"},
}
NEW = {"If-None-Match": "*"}
every_kind = pytest.mark.parametrize("path", OF)


async def put(lrs: Lrs, path: str, content: bytes, **headers: str) -> int:
    sent = {"Content-Type": "application/octet-stream"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return (await lrs.send("PUT", path, params=OF[path], content=content, headers=sent)).status_code


@every_kind
async def test_a_document_comes_back_byte_by_byte_with_its_digest_as_its_tag(world: World, path: str) -> None:
    lrs, content = await connect(world), b"\x00\xff not JSON"
    assert await put(lrs, path, content, If_None_Match="*") == 204
    found = await lrs.send("GET", path, params=OF[path])
    assert found.content == content
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["ETag"] == f'"{hashlib.sha1(content).hexdigest()}"'  # noqa: S324 (as xAPI has it)
    assert found.headers["Last-Modified"] == "Tue, 20 Nov 2018 12:00:00 GMT"
    assert (await lrs.send("DELETE", path, params=OF[path])).status_code == 204
    assert (await lrs.send("GET", path, params=OF[path])).status_code == 404


@every_kind
async def test_what_has_changed_meanwhile_is_not_replaced(world: World, path: str) -> None:
    lrs = await connect(world)
    assert await put(lrs, path, b"one", **NEW) == 204
    assert await put(lrs, path, b"two", **NEW) == 412
    tag = (await lrs.send("GET", path, params=OF[path])).headers["ETag"]
    assert await put(lrs, path, b"two", If_Match='"0"') == 412
    assert await put(lrs, path, b"two", If_Match=tag) == 204
    assert await put(lrs, path, b"three", If_Match=tag) == 412
    gone = await lrs.send("DELETE", path, params=OF[path], headers={"If-Match": tag})
    assert gone.status_code == 412
    assert (await lrs.send("GET", path, params=OF[path])).content == b"two"


@pytest.mark.parametrize("path", [ACTIVITY, AGENT])
async def test_a_profile_is_replaced_by_whoever_says_what_alone(world: World, path: str) -> None:
    lrs = await connect(world)
    assert await put(lrs, path, b"one") == 400, "nothing is there, and nobody said that it is new"
    assert await put(lrs, path, b"one", **NEW) == 204
    assert await put(lrs, path, b"two") == 409


async def test_a_state_is_replaced_as_it_comes_but_in_2_0(world: World) -> None:
    lrs = await connect(world)
    assert [await put(lrs, STATE, each) for each in (b"one", b"two")] == [204, 204]
    lrs.version = "2.0.0"
    assert await put(lrs, STATE, b"three") == 409


@every_kind
async def test_posted_properties_are_added_as_they_were_written(world: World, path: str) -> None:
    lrs = await connect(world)

    async def post(content: bytes, kind: str = "application/json") -> int:
        headers = {"Content-Type": kind}
        return (await lrs.send("POST", path, params=OF[path], content=content, headers=headers)).status_code

    assert await post(b'{"a": 1.50, "b": {"c": 1}}') == 204
    assert await post(b'{"b": 2, "d": [1e3]}') == 204
    found = await lrs.send("GET", path, params=OF[path])
    assert found.content == b'{"a":1.50,"b":2,"d":[1e3]}'
    for content, kind in ((b"[1]", "application/json"), (b"{", "application/json"), (b"{}", "text/plain")):
        assert await post(content, kind) == 400


async def test_ids_are_listed_by_registration_and_since(world: World) -> None:
    lrs, registration = await connect(world), str(uuid4())
    began = world.moment.now

    async def keep(name: str, **query: str) -> None:
        asked = {"activityId": PAGE, "agent": ME, "stateId": name} | query
        assert (await lrs.send("PUT", STATE, params=asked, json={"x": 1})).status_code == 204

    async def ids(**query: str) -> Any:
        return (await lrs.send("GET", STATE, params={"activityId": PAGE, "agent": ME} | query)).json()

    await keep("first")
    world.moment.now += timedelta(minutes=1)
    await keep("second", registration=registration)
    assert await ids() == ["first", "second"]
    assert await ids(registration=registration) == ["second"]
    assert await ids(since=began.isoformat()) == ["second"]
    assert await ids(agent=json.dumps(account("you"))) == []
    asked = {"activityId": PAGE, "agent": ME, "registration": registration}
    assert (await lrs.send("DELETE", STATE, params=asked)).status_code == 204
    assert await ids() == ["first"]


async def test_what_is_missing_or_unknown_in_the_address_is_a_400(world: World) -> None:
    lrs = await connect(world)
    for path, query in OF.items():
        wrong: list[dict[str, str]] = [{k: v for k, v in query.items() if k != name} for name in query]
        for asked in [*wrong, query | {"x": "y"}, query | {"agent": "{}", "activityId": "x"}]:
            answer = await lrs.send("PUT", path, params=asked, content=b"x", headers=NEW)
            assert answer.status_code == 400, (path, asked)
    for path in ("/agents", "/activities"):
        assert (await lrs.send("GET", path)).status_code == 400


async def test_a_person_is_what_was_sent_under_one_identifier(world: World) -> None:
    lrs = await connect(world)
    await lrs.post(statement() | {"actor": account("me") | {"name": "Sam Sample"}})
    person = (await lrs.send("GET", "/agents", params={"agent": ME})).json()
    assert person == {
        "objectType": "Person", "name": ["Sam Sample"], "account": [account("me")["account"]],
    }  # fmt: skip


async def test_of_writers_at_once_who_all_say_that_it_is_new_one_is_right(world: World) -> None:
    lrs = await connect(world)
    done = await asyncio.gather(*(put(lrs, AGENT, b"%d" % at, **NEW) for at in range(4)))
    assert sorted(done) == [204, 412, 412, 412]
