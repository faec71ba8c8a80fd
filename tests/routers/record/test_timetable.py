"""A timetable: the files that its page shows, and sessions that do not take place."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.actions.exchange.deliveries import REPEATED
from tests.routers.exchange.test_imports import worked_on
from tests.world import Person, World, register, session

pytestmark = pytest.mark.anyio


async def outcomes(service: Person, *sessions: dict[str, Any], **query: Any) -> list[tuple[str, str | None]]:
    answer = await service.world.client.post(
        "/v1/teaching-sessions", json={"sessions": sessions}, params=query, headers=service.headers
    )
    assert answer.status_code == 200, answer.text
    return [(each["outcome"], each["detail"]) for each in answer.json()["items"]]


async def statuses(student: Person, world: World) -> list[str]:
    """Of each session that the student was expected at."""
    days = {"from": str(world.today - timedelta(days=30)), "to": str(world.today)}
    answer = await student.read(f"{student.path}/attendance", **days)
    return sorted(each["status"] for each in answer["sessions"])


async def test_the_files_of_the_page_do_what_it_says(world: World, project: Path) -> None:
    service, student = await world.service(), await world.student()
    page = (project / "docs" / "timetable.md").read_text()
    timetable, allocation, cancelled = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    assert student.number == "S00001"
    for kind, content, counts in (
        ("sessions", timetable, {"recorded": 3}),
        ("sessions", timetable, {"known": 3}),
        ("attendance", allocation, {"recorded": 1}),
        ("sessions", cancelled, {"removed": 1}),
        ("sessions", cancelled, {"known": 1}),
        ("sessions", timetable, {"known": 2, "recorded": 1}),
    ):
        report = await worked_on(service, content, kind=kind)
        assert {name: count for name, count in report["outcomes"].items() if count} == counts, kind


async def test_a_session_that_does_not_take_place_goes_unless_somebody_was_there(world: World) -> None:
    service, student = await world.service(), await world.student()
    lecture, seminar = session("L1", world.yesterday), session("S1", world.yesterday, for_everyone=False)
    await world.hold_sessions(lecture, seminar)
    await world.register(register(student, "L1", "absent"), register(student, "S1", None))
    assert await statuses(student, world) == ["absent", "no_record"]
    off = [each | {"cancelled": True} for each in (lecture, seminar, session("L9", world.yesterday))]
    tried = await outcomes(service, *off, dry_run=True)
    assert [outcome for outcome, _ in tried] == ["conflict", "removed", "known"]
    assert "the register says who came" in (tried[0][1] or "")
    assert await statuses(student, world) == ["absent", "no_record"], "it was only tried"
    assert await outcomes(service, *off) == tried
    assert await statuses(student, world) == ["absent"]
    await world.register(register(student, "L1", None))
    assert await outcomes(service, off[0]) == [("removed", None)]
    assert await statuses(student, world) == []
    assert await outcomes(service, lecture, off[0]) == [
        ("recorded", None),
        ("conflict", REPEATED),
    ]
