"""The statement resource of xAPI: stored once and as sent, found by every filter, voided, with files."""

import asyncio
import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import roles
from tests.statements import MOODLE, PAGE, VIEWED, account, connect, statement, with_id
from tests.world import World

pytestmark = pytest.mark.anyio

VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}


async def test_a_statement_is_kept_to_the_byte_and_completed(world: World) -> None:
    lrs = await connect(world)
    text = (
        '{"verb": {"id": "http://example.org/ran"}, "actor":{"mbox":"mailto:a@example.org"},'
        ' "object":{"id":"http://example.org/x", "definition": {"extensions": {"http://e.org/n": 1.50e1}}},'
        ' "result":{"score":{"raw":10.0}}}'
    )
    answer = await lrs.send("POST", "/statements", content=text, headers={"Content-Type": "application/json"})
    [statement_id] = answer.json()
    found = await lrs.send("GET", "/statements", params={"statementId": statement_id})
    assert found.text.startswith(text[:-1]), "order of names, spaces and figures as they came"
    added = json.loads(found.text)
    assert (added["id"], added["version"]) == (statement_id, "1.0.0")
    assert added["authority"]["account"]["name"] == lrs.credential_id
    assert added["timestamp"] == added["stored"] == "2018-11-20T12:00:00.000000Z"
    assert found.headers["Last-Modified"] == "Tue, 20 Nov 2018 12:00:00 GMT"


async def test_what_a_sender_says_of_storing_and_vouching_is_said_anew(world: World) -> None:
    lrs = await connect(world)
    claimed = {"stored": "2001-01-01T00:00:00Z", "authority": account("somebody else")}
    [statement_id] = await lrs.post(statement() | claimed)
    found = await lrs.one(statement_id)
    assert found["stored"].startswith("2018-11-20")
    assert found["authority"]["account"]["name"] == lrs.credential_id


async def test_the_same_again_changes_nothing_and_another_under_its_id_is_a_conflict(world: World) -> None:
    lrs = await connect(world)
    first = with_id(timestamp="2018-11-20T09:00:00Z")
    assert await lrs.post(first) == await lrs.post(first) == [first["id"]]
    worded = first | {"verb": {"id": VIEWED["id"]}, "timestamp": "2018-11-20T10:00:00+01:00"}
    assert await lrs.post(worded) == [first["id"]], "the same moment and verb, otherwise written"
    put = await lrs.send("PUT", "/statements", params={"statementId": first["id"]}, json=first)
    assert put.status_code == 204
    other = await lrs.send(
        "POST", "/statements", json=[with_id(), first | {"object": {"id": "http://e.org/y"}}]
    )
    assert other.status_code == 409
    assert await lrs.find() == [await lrs.one(first["id"])], "all or nothing"


async def test_a_batch_is_all_or_nothing(world: World) -> None:
    lrs = await connect(world)
    bad = await lrs.send("POST", "/statements", json=[statement(), statement() | {"verb": {"id": "no iri"}}])
    assert bad.status_code == 400
    assert bad.json()["errors"] == [{"pointer": "/body/1/verb/id", "detail": "must be an IRI with a scheme"}]
    twice = with_id()
    assert (await lrs.send("POST", "/statements", json=[twice, twice])).status_code == 400
    assert await lrs.find() == []


async def test_put_wants_the_id_of_the_address(world: World) -> None:
    lrs, put_id = await connect(world), str(uuid4())

    async def put(body: Any, **query: str) -> int:
        return (await lrs.send("PUT", "/statements", params=query, json=body)).status_code

    assert await put(statement()) == 400
    assert await put(with_id(), statementId=put_id) == 400
    assert await put([statement()], statementId=put_id) == 400
    assert await put(statement(), statementId=put_id) == 204
    assert (await lrs.one(put_id))["id"] == put_id


async def test_every_filter_finds_what_it_says_and_nothing_else(world: World) -> None:
    lrs, registration = await connect(world), str(uuid4())
    course, run = {"id": f"{MOODLE}/course"}, "http://example.org/ran"
    mine = statement("me", context={"registration": registration, "contextActivities": {"parent": course}})
    group = {"objectType": "Group", "member": [account("me"), account("you")]}
    said = [
        mine,
        statement("you", verb={"id": run}),
        statement("you", object=account("me")),
        {"actor": group, "verb": VIEWED, "object": {"id": "http://example.org/z"}},
        statement("you", context={"instructor": account("me")}),
        statement("you", object={"objectType": "SubStatement", **statement("me", object=course)}),
    ]
    ids = [(await lrs.post(each))[0] for each in said]

    async def found(**query: Any) -> list[int]:
        return sorted(ids.index(each["id"]) for each in await lrs.find(**query))

    me = json.dumps(account("me"))
    assert await found(agent=me) == [0, 2, 3]
    assert await found(agent=me, related_agents="true") == [0, 2, 3, 4, 5]
    assert await found(verb=run) == [1]
    assert await found(registration=registration) == [0]
    assert await found(activity=PAGE) == [0, 1, 4]
    assert await found(activity=course["id"]) == []
    assert await found(activity=course["id"], related_activities="true") == [0, 5]
    assert await found(agent=me, activity=PAGE) == [0]
    assert await found(agent=me, related_agents="true", activity=course["id"], related_activities="true") == [
        0,
        5,
    ]
    authority = json.dumps((await lrs.one(ids[0]))["authority"])
    assert await found(agent=authority) == []
    assert await found(agent=authority, related_agents="true") == [0, 1, 2, 3, 4, 5]


async def test_pages_lead_to_the_next_in_either_order_and_times_bound_them(world: World) -> None:
    lrs, ids = await connect(world), []
    start = world.moment.now
    for at in range(5):
        world.moment.now = start + timedelta(minutes=at)
        ids += await lrs.post(with_id())
    for query, expected in (({}, ids[::-1]), ({"ascending": "true"}, ids)):
        seen, path = [], "/statements?" + "&".join(f"{k}={v}" for k, v in ({"limit": "2"} | query).items())
        while path:
            page = (await lrs.send("GET", path)).json()
            seen += [each["id"] for each in page["statements"]]
            path = page["more"].removeprefix("/xapi")
        assert seen == expected
    stored = (await lrs.one(ids[2]))["stored"]
    assert [each["id"] for each in await lrs.find(since=stored)] == [ids[4], ids[3]], "exclusive"
    assert [each["id"] for each in await lrs.find(until=stored)] == [ids[2], ids[1], ids[0]], "inclusive"


async def test_what_cannot_be_asked_is_a_400(world: World) -> None:
    lrs = await connect(world)
    for query in (
        {"Verb": "http://x.org/y"}, {"agent": "{"}, {"agent": "{}"}, {"verb": "x"}, {"registration": "x"},
        {"since": "yesterday"}, {"limit": "-1"}, {"format": "x"}, {"ascending": "yes"}, {"cursor": "x"},
        {"statementId": str(uuid4()), "verb": "http://x.org/y"}, {"statementId": "x"},
        {"statementId": str(uuid4()), "voidedStatementId": str(uuid4())},
    ):  # fmt: skip
        answer = await lrs.send("GET", "/statements", params=query)
        assert answer.status_code == 400, query
        assert answer.headers["X-Experience-API-Consistent-Through"]


async def test_a_voided_statement_is_found_as_voided_alone_and_the_one_that_voids_stays(world: World) -> None:
    lrs = await connect(world)
    [gone] = await lrs.post(with_id())
    ref = {"objectType": "StatementRef", "id": gone}
    [voiding] = await lrs.post(statement(verb=VOIDED, object=ref))
    assert (await lrs.send("GET", "/statements", params={"statementId": gone})).status_code == 404
    voided = await lrs.send("GET", "/statements", params={"voidedStatementId": gone})
    assert voided.json()["id"] == gone
    assert [each["id"] for each in await lrs.find()] == [voiding]
    again = {"objectType": "StatementRef", "id": voiding}
    await lrs.post(statement(verb=VOIDED, object=again))
    assert (await lrs.one(voiding))["id"] == voiding, "what voids is not voided"
    early = str(uuid4())
    await lrs.post(statement(verb=VOIDED, object={"objectType": "StatementRef", "id": early}))
    await lrs.post(statement() | {"id": early})
    assert (await lrs.send("GET", "/statements", params={"statementId": early})).status_code == 404


async def test_a_statement_is_found_with_what_it_refers_to_however_far_and_whichever_came_first(
    world: World,
) -> None:
    lrs, run = await connect(world), "http://example.org/ran"
    target, middle, end = (str(uuid4()) for _ in range(3))

    def refers(own: str, to: str) -> dict[str, Any]:
        return statement("x", object={"objectType": "StatementRef", "id": to}) | {"id": own}

    await lrs.post(refers(end, middle))
    await lrs.post(refers(middle, target))
    await lrs.post(statement("y", verb={"id": run}) | {"id": target})
    assert {each["id"] for each in await lrs.find(verb=run)} == {target, middle, end}


async def test_formats_say_less_or_one_language(world: World) -> None:
    lrs = await connect(world)
    names = {"name": {"en-GB": "A page", "fr": "Une page"}, "type": "http://example.org/page"}
    [statement_id] = await lrs.post(statement(object={"id": PAGE, "definition": names}))
    await lrs.post(statement(object={"id": PAGE, "definition": {"name": {"de": "Eine Seite"}}}))
    ids = await lrs.one(statement_id, format="ids")
    assert ids["object"] == {"id": PAGE}
    assert ids["verb"] == {"id": VIEWED["id"]}
    asked = {"statementId": statement_id, "format": "canonical"}
    canonical = await lrs.send(
        "GET", "/statements", params=asked, headers={"Accept-Language": "de, en;q=0.5"}
    )
    assert canonical.json()["object"]["definition"] == {"name": {"de": "Eine Seite"}, "type": names["type"]}
    activity = await lrs.send("GET", "/activities", params={"activityId": PAGE})
    assert set(activity.json()["definition"]["name"]) == {"en-GB", "fr", "de"}, "every wording"


async def test_an_activity_that_stands_alone_is_answered_in_an_array(world: World) -> None:
    lrs = await connect(world)
    [statement_id] = await lrs.post(statement(context={"contextActivities": {"parent": {"id": PAGE}}}))
    found = await lrs.one(statement_id)
    assert found["context"]["contextActivities"] == {"parent": [{"id": PAGE}]}


def mixed(sent: Any, *files: bytes, headers: str = "") -> tuple[bytes, dict[str, str]]:
    parts = [b"Content-Type: application/json\r\n\r\n" + json.dumps(sent).encode()]
    for each in files:
        digest = hashlib.sha256(each).hexdigest()
        head = headers or (
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n"
            f"X-Experience-API-Hash: {digest}"
        )
        parts.append(f"{head}\r\n\r\n".encode() + each)
    body = b"".join(b"--here\r\n" + each + b"\r\n" for each in parts) + b"--here--\r\n"
    return body, {"Content-Type": "multipart/mixed; boundary=here"}


def attached(file: bytes, **more: Any) -> dict[str, Any]:
    attachment = {
        "usageType": "http://example.org/certificate", "display": {"en": "A file"},
        "contentType": "text/plain", "length": len(file), "sha2": hashlib.sha256(file).hexdigest(),
    } | more  # fmt: skip
    return statement() | {"attachments": [attachment]}


async def test_files_come_back_byte_by_byte(world: World) -> None:
    lrs, file = await connect(world), b"one\r\n--two\x00\xff"
    body, headers = mixed(attached(file), file)
    answer = await lrs.send("POST", "/statements", content=body, headers=headers)
    [statement_id] = answer.json()
    whole = await lrs.send("GET", "/statements", params={"statementId": statement_id, "attachments": "true"})
    assert whole.headers["Content-Type"].startswith("multipart/mixed; boundary=")
    assert b"Content-Transfer-Encoding: binary\r\n" in whole.content
    assert b"\r\n\r\n" + file + b"\r\n--" in whole.content
    plain = await lrs.send("GET", "/statements", params={"statementId": statement_id})
    assert plain.headers["Content-Type"] == "application/json"


async def test_a_file_that_is_named_must_come_and_one_that_comes_must_be_named(world: World) -> None:
    lrs, file = await connect(world), b"a file"
    wrong = [
        mixed(attached(file)),
        mixed(statement(), file),
        mixed(attached(file), file, headers="Content-Type: text/plain"),
        mixed(attached(file), file + b"!", headers=f"X-Experience-API-Hash: {'0' * 64}"),
        (b"--here\r\n", {"Content-Type": "multipart/mixed; boundary=here"}),
        (b"x", {"Content-Type": "multipart/mixed"}),
        (b"{}", {"Content-Type": "text/plain"}),
    ]
    for body, headers in wrong:
        answer = await lrs.send("POST", "/statements", content=body, headers=headers)
        assert answer.status_code == 400, body
    elsewhere = attached(file, fileUrl="https://example.org/file")
    assert (await lrs.send("POST", "/statements", json=elsewhere)).status_code == 200


async def test_what_is_no_json_or_none_that_can_be_kept_is_a_400(world: World) -> None:
    lrs = await connect(world)
    text = json.dumps(statement("§"))
    for body in (
        b"", b"[", b"{}x", b"\xff", b"null", b'"x"', b"[1]",
        text.replace("\\u00a7", "\\u0000").encode(), text.replace("\\u00a7", "\\ud800").encode(),
        text.replace('"\\u00a7"', "NaN").encode(), b"[" * 100_000,
    ):  # fmt: skip
        headers = {"Content-Type": "application/json"}
        answer = await lrs.send("POST", "/statements", content=body, headers=headers)
        assert answer.status_code == 400, body[:80]


async def test_versions(world: World) -> None:
    lrs = await connect(world)
    for version, spoken in (("1.0", "1.0.3"), ("1.0.1", "1.0.3"), ("2.0.0", "2.0.0")):
        answer = await lrs.send("GET", "/statements", version=version)
        assert (answer.status_code, answer.headers["X-Experience-API-Version"]) == (200, spoken)
    for refused in (None, "0.9", "1.1.0", "3.0"):
        assert (await lrs.send("GET", "/statements", version=refused)).status_code == 400
    about = await world.client.get("/xapi/about")
    assert about.json()["version"] == ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"]
    people = [{"objectType": "contextAgent", "agent": account("x"), "relevantTypes": ["http://e.org/t"]}]
    new = statement(context={"contextAgents": people}, timestamp="2018-11-20T10:00:00+01:00")
    assert (await lrs.send("POST", "/statements", json=new)).status_code == 400
    lrs.version = "2.0.0"
    [statement_id] = await lrs.post(new)
    found = await lrs.one(statement_id)
    assert (found["version"], found["timestamp"]) == ("2.0.0", "2018-11-20T09:00:00.000000Z")
    agent = json.dumps(account("x"))
    assert [each["id"] for each in await lrs.find(agent=agent, related_agents="true")] == [statement_id]


async def test_any_request_of_1_0_may_be_a_form(world: World) -> None:
    lrs, statement_id = await connect(world), str(uuid4())
    form = {
        "statementId": statement_id,
        "content": json.dumps(statement()),
        "Content-Type": "application/json",
    }
    assert (await lrs.send("POST", "/statements?method=PUT", data=form)).status_code == 204
    found = await lrs.send("POST", "/statements?method=GET", data={"statementId": statement_id})
    assert found.json()["id"] == statement_id
    assert (await lrs.send("POST", "/statements?method=GET&x=y", data={})).status_code == 400
    assert (await lrs.send("POST", "/statements?method=GET", data={}, version="2.0.0")).status_code == 400


async def test_head_says_what_get_would(world: World) -> None:
    lrs = await connect(world)
    answer = await lrs.send("HEAD", "/statements")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["X-Experience-API-Consistent-Through"]


async def test_a_system_with_a_token_has_its_own_name(world: World) -> None:
    service, version = await world.service(), {"X-Experience-API-Version": "1.0.3"}
    answer = await world.client.post("/xapi/statements", json=statement(), headers=service.headers | version)
    assert answer.status_code == 200
    [found] = await (await connect(world)).find()
    assert found["authority"]["account"]["name"] == service.subject
    for who in (await world.tutor(roles.ADMIN), await world.student()):
        answer = await world.client.get("/xapi/statements", headers=who.headers | version)
        assert answer.status_code == 403


async def test_two_writers_of_the_same_statements_at_once_store_each_once(world: World) -> None:
    lrs = await connect(world)
    batch = [with_id() for _ in range(20)]
    answers = await asyncio.gather(
        *(lrs.send("POST", "/statements", json=some) for some in (batch, batch[::-1], batch, batch[::-1]))
    )
    assert {each.status_code for each in answers} == {200}
    assert len(await lrs.find()) == len(batch)
