"""Deliveries other than events: what is wrong with one item is told of it, and stops no other."""

from typing import Any

import pytest

from tests.world import World, mark, session

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("figure", [-0.5, 100.5, 1e308])
async def test_one_bad_mark_does_not_stop_the_others(world: World, figure: float) -> None:
    student, service = await world.student(), await world.service()
    await world.assess()
    await world.assess("EXAM")
    sent = {"marks": [mark(student, "ESSAY", figure), mark(student, "EXAM", 62)]}
    bad, good = (await service.do("/v1/marks", sent))["items"]
    assert bad["outcome"] == "rejected"
    assert bad["detail"].startswith("mark: ")
    assert good["outcome"] == "recorded"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"starts_at": "1899-12-31T12:00:00Z"}, "starts_at"),
        ({"ends_at": "9999-12-31T23:59:59-14:00"}, "ends_at"),
        ({"starts_at": "2018-11-19T12:00:00"}, "starts_at"),
        ({"ends_at": "2018-11-19T11:00:00Z"}, "ends_at"),
        ({"module_run": "NONE-18"}, "module_run"),
    ],
)
async def test_one_bad_session_does_not_stop_the_others(
    world: World, fields: dict[str, Any], named: str
) -> None:
    sent = [session("L1", world.yesterday, **fields), session("L2", world.yesterday)]
    answer = await (await world.service()).do("/v1/teaching-sessions", {"sessions": sent})
    assert [each["outcome"] for each in answer["items"]] == ["rejected", "recorded"]
    assert named in answer["items"][0]["detail"]
