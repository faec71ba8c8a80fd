"""Conditional reads: whoever has a personal answer gets 304, as long as it is the answer, and theirs."""

from typing import Any

import httpx
import pytest

from tests.access.exeter import MATRIX, WHO
from tests.access.scene import Scene
from tests.world import World

pytestmark = pytest.mark.anyio

PERSONAL = [
    row
    for row, letters in MATRIX.items()
    if row.startswith("GET ") and {*"2CG"} & {*letters} and letters.split()[-1] != "2"
] + ["GET /v1/calendars/{secret}.ics"]
"""All that Exeter offers to read, but for what is the same for nobody in particular."""
OF_CONSENT = {
    "GET /v1/students", "GET …/dashboard", "GET …/engagement", "GET …/engagement/{day}/explanation",
    "GET …/grades", "GET …/employability", "GET …/consents",
}  # fmt: skip
OF_EXAMS = {"GET …/dashboard", "GET …/grades"}
Answers = dict[tuple[str, str], httpx.Response]


class Reading:
    """Everybody reads everything that is personal, of things that stay the same."""

    def __init__(self, scene: Scene, made: dict[str, Any]) -> None:
        self.scene = scene
        self._made = made

    @classmethod
    async def set_up(cls, world: World) -> "Reading":
        scene = await Scene.set_up(world, "given", exams=False)
        made = {row: await scene.made_for(row) for row in PERSONAL}
        link = (await scene.people["self"].do("/v1/me/calendar-link", None))["path"]
        secret = link.removeprefix("/v1/calendars/").removesuffix(".ics")
        made["GET /v1/calendars/{secret}.ics"]["ids"]["secret"] = secret
        return cls(scene, made)

    async def read(self, who: str, row: str, *held: str) -> httpx.Response:
        headers = self.scene.people[who].headers if who != "nobody" else {}
        conditions = {"If-None-Match": ", ".join(held)} if held else {}
        return await self.scene.send(row, headers | conditions, self._made[row])

    async def everything(self, *readers: str) -> Answers:
        """What the readers get, by who and what."""
        found = {(who, row): await self.read(who, row) for row in PERSONAL for who in readers}
        return {key: answer for key, answer in found.items() if answer.status_code == 200}

    async def fresh(self, before: Answers) -> dict[str, set[str]]:
        """By reader, what has another answer now; which they get, although they hold the earlier one."""
        changed: dict[str, set[str]] = {who: set() for who, _ in before}
        for (who, row), held in before.items():
            given = await self.read(who, row, held.headers["ETag"])
            now = await self.read(who, row)
            if (now.status_code, now.content) == (200, held.content):
                assert given.status_code == 304, (who, row)
            else:
                assert (given.status_code, given.content) == (now.status_code, now.content), (who, row)
                changed[who].add(row)
        return changed


async def test_whoever_has_the_answer_gets_304_and_nobody_for_anothers(world: World) -> None:
    reading = await Reading.set_up(world)
    for row in PERSONAL:
        first = {who: await reading.read(who, row) for who in WHO}
        shown = [answer for answer in first.values() if answer.status_code == 200]
        assert shown, row
        for who, answer in first.items():
            if answer in shown:
                tag = answer.headers["ETag"]
                again = await reading.read(who, row, tag)
                assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag), (
                    who,
                    row,
                )
            others = {each.headers["ETag"] for each in shown if each.content != answer.content}
            if others:
                own = await reading.read(who, row, *others)
                assert (own.status_code, own.content) == (answer.status_code, answer.content), (who, row)


async def test_a_consent_that_is_withdrawn_is_a_fresh_answer(world: World) -> None:
    reading = await Reading.set_up(world)
    before = await reading.everything("self", "tutor")
    assert (await reading.scene.people["self"].decide("withdrawn")).status_code == 201
    changed = await reading.fresh(before)
    assert changed["self"] >= OF_CONSENT | {"GET …/consents/decisions"}
    assert changed["tutor"] >= OF_CONSENT


async def test_an_exam_period_that_begins_or_ends_is_a_fresh_answer(world: World) -> None:
    reading = await Reading.set_up(world)
    admin = reading.scene.people["admin"]
    before = await reading.everything("self", "tutor")
    period = {"title": "Exams", "starts_on": str(world.today), "ends_before": "2018-12-01"}
    made = await admin.do("/v1/admin/exam-periods", period)
    begun = await reading.fresh(before)
    assert begun["self"] >= OF_EXAMS
    assert begun["tutor"] >= OF_EXAMS
    during = await reading.everything("self", "tutor")
    assert ("self", "GET …/grades") not in during
    assert (await admin.delete(f"/v1/admin/exam-periods/{made['exam_period_id']}")).status_code == 204
    ended = await reading.fresh(during)
    assert "GET …/dashboard" in ended["self"] & ended["tutor"]
    for who in ("self", "tutor"):
        tag = before[who, "GET …/grades"].headers["ETag"]
        assert (await reading.read(who, "GET …/grades", tag)).status_code == 304


async def test_whoever_has_any_answer_gets_304_where_there_is_one(world: World) -> None:
    """RFC 9110, 13.1.2."""
    student = await world.student()
    answer = await world.client.get(student.path, headers=student.headers | {"If-None-Match": "*"})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == (await student.get(student.path)).headers["ETag"]
    missing = await world.client.get("/v1/students/x", headers=student.headers | {"If-None-Match": "*"})
    assert missing.status_code == 422
