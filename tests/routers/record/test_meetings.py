"""Meetings and notes, as lists."""

from datetime import timedelta

import pytest

from tests.world import World, note

pytestmark = pytest.mark.anyio


async def test_notes_come_in_pages_that_miss_none_and_repeat_none(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    for number in range(7):
        if number % 3:  # several of the same moment among them
            world.moment.now += timedelta(seconds=1)
        await tutor.do(f"{student.path}/notes", note(summary=f"Number {number}", share=True))
    whole = (await student.read(f"{student.path}/notes"))["items"]
    assert len(whole) == 7
    paged, cursor = [], None
    for _ in range(4):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = await student.get(f"{student.path}/notes", **query)
        page = answer.json()
        paged += page["items"]
        cursor = page["next_cursor"]
        assert (cursor is None) == ("Link" not in answer.headers)
    assert cursor is None
    assert paged == whole
