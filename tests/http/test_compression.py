"""Compression: the same answer in fewer bytes, under an entity tag of its own; HEAD wherever there is GET."""

from typing import Any

import pytest

from tests.world import Person, World

pytestmark = pytest.mark.anyio


async def ask(person: Person, path: str, method: str = "GET", **headers: str) -> Any:
    given = person.headers | {name.replace("_", "-"): value for name, value in headers.items()}
    return await person.world.client.request(method, path, headers=given)


async def test_a_long_answer_is_compressed_for_whoever_takes_it(world: World) -> None:
    student = await world.student(consent=True)
    path = f"{student.path}/engagement"
    plain = await ask(student, path, Accept_Encoding="identity")
    small = await ask(student, path, Accept_Encoding="br, gzip;q=0.8")
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert small.content == plain.content, "once the client has unpacked it"
    assert int(small.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 3
    for answer in (plain, small):
        assert answer.headers["Vary"] == "Accept-Encoding, Authorization"


async def test_whoever_does_not_take_it_gets_it_plain(world: World) -> None:
    student = await world.student(consent=True)
    for asked in ("identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzippy", "x-gzip", "", ";;,=,"):
        answer = await ask(student, f"{student.path}/engagement", Accept_Encoding=asked)
        assert "Content-Encoding" not in answer.headers, asked
    for asked in ("GZIP", "*", "gzip;q=1", "identity;q=0, gzip", "deflate,gzip"):
        answer = await ask(student, f"{student.path}/engagement", Accept_Encoding=asked)
        assert answer.headers["Content-Encoding"] == "gzip", asked


async def test_a_short_answer_is_left_alone(world: World) -> None:
    student = await world.student()
    answer = await ask(student, "/v1/me", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding, Authorization"


async def test_the_compressed_answer_has_a_tag_of_its_own_and_either_tag_gets_304(world: World) -> None:
    student = await world.student(consent=True)
    path = f"{student.path}/engagement"
    tags = {}
    for coding in ("identity", "gzip"):
        tags[coding] = (await ask(student, path, Accept_Encoding=coding)).headers["ETag"]
    assert tags["identity"] != tags["gzip"]
    for coding in tags:
        for tag in tags.values():
            for held in (tag, f"W/{tag}", f'"other", {tag}'):
                answer = await ask(student, path, Accept_Encoding=coding, If_None_Match=held)
                assert answer.status_code == 304
                assert answer.content == b""
                assert answer.headers["ETag"] == tag
                assert answer.headers["Vary"] == "Accept-Encoding, Authorization"
                assert "Content-Encoding" not in answer.headers
    await student.decide("withdrawn")
    answer = await ask(student, path, Accept_Encoding="gzip", If_None_Match=tags["gzip"])
    assert answer.status_code == 403


async def test_head_answers_as_get_without_the_body(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    for path in ("/v1/me", f"{student.path}/engagement", f"{student.path}/dashboard", "/v1/students"):
        for coding in ("identity", "gzip"):
            whole = await ask(tutor, path, Accept_Encoding=coding)
            head = await ask(tutor, path, "HEAD", Accept_Encoding=coding)
            assert (head.status_code, head.content) == (200, b"")
            for name in ("Content-Length", "Content-Type", "ETag", "Vary", "Cache-Control"):
                assert head.headers.get(name) == whole.headers.get(name), (path, name)
    answer = await world.client.head(f"{student.path}/engagement")
    assert (answer.status_code, answer.content) == (401, b"")
    assert (await ask(tutor, "/v1/events", "HEAD")).status_code == 405
    looks = await student.read(f"{student.path}/access-records")
    assert len(looks["items"]) == 12, "a look at the head is a look"


async def test_what_does_not_change_between_releases_has_one_tag_and_is_compressed_too(world: World) -> None:
    path = "/static-offline-docs/swagger-ui.css"
    answer = await world.client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.headers.get_list("ETag")) == 1
    again = await world.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
