"""Meetings and notes on the wire."""

import pytest

from tests.world import World, note

pytestmark = pytest.mark.anyio


async def test_notes_page_by_cursor_each_once_latest_first(world: World) -> None:
    student = await world.student(tutor=await world.tutor())
    written = [(await student.do(f"{student.path}/notes", note()))["note_id"] for _ in range(5)]
    seen: list[str] = []
    cursor, pages = None, 0
    while cursor is not None or pages == 0:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = await student.read(f"{student.path}/notes", **query)
        seen += [each["note_id"] for each in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert pages == 3
    assert sorted(seen) == sorted(written)
    assert seen == [each["note_id"] for each in (await student.read(f"{student.path}/notes"))["items"]]
