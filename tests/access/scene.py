"""A scene to ask in: one state of an institution, everybody in it, and what each operation needs to succeed.

What operations need stands in the files `scene_<subject>.py` beside this one: each has its `PREPARED`, by row of
the access matrices, and all of them are found here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from tests.access.everybody import everybody
from tests.access.letters import State
from tests.access.preparing import Preparation, as_sent
from tests.access.scene_record import OWN_DRAFT, REMOVAL
from tests.world import Person, World, mark, session

__all__ = ["OWN_DRAFT", "PREPARED", "REMOVAL", "Scene", "operation"]

STUDENT = "/v1/students/{student_id}"


def operation(row: str) -> str:
    return row.replace("…", STUDENT)


@dataclass
class Scene:
    """One state of the world, everybody in it, and a body and ids for each operation."""

    world: World
    consent: str
    exams: bool
    people: dict[str, Person] = field(default_factory=dict)
    unused: dict[tuple[str, bool], dict[str, Any]] = field(default_factory=dict)
    """By row, and whether it was prepared for the tutor's own: what nobody has used up yet."""

    @classmethod
    async def set_up(cls, world: World, consent: str, *, exams: bool, sponsored: bool = False) -> "Scene":
        scene = cls(world, consent, exams)
        scene.people = await everybody(world, sponsored=sponsored)
        student = scene.people["self"]
        if consent != "undecided":
            assert (await student.decide(consent)).status_code == 201
        await world.assess()
        await world.mark(mark(student, "ESSAY", 62))
        await world.hold_sessions(session("L1", world.yesterday))
        if exams:
            await world.exams(world.today, world.today + timedelta(days=3))
        return scene

    @property
    def source(self) -> str:
        """A source that the institution has."""
        return next(iter(self.world.profile.collected))

    @property
    def purpose(self) -> str:
        """The first purpose that the institution uses data for."""
        return next(iter(self.world.profile.purposes))

    @classmethod
    async def of_state(cls, world: World, state: State) -> "Scene":
        return await cls.set_up(world, state.consent, exams=state.exams, sponsored=state.sponsored)

    async def ask(self, row: str, who: str) -> int:
        """The status of the answer. The tutor's own note is a draft where its author may change it.

        What was prepared is for the next asker, too, until a write has used it up.
        """
        headers = self.people[who].headers if who != "nobody" else {}
        own = OWN_DRAFT if who == "tutor" and row in OWN_DRAFT else {}
        key = row, bool(own)
        made = self.unused.pop(key, None) or await self.made_for(row, own)
        answer = await self.send(row, headers, made)
        if row.startswith("GET ") or answer.is_error:
            self.unused[key] = made
        return answer.status_code

    async def send(
        self, row: str, headers: dict[str, str], made: dict[str, Any] | None = None
    ) -> httpx.Response:
        """The row's request, as whoever has those headers; with ids and a body of its own unless given."""
        method, path = operation(row).split(" ")
        made = made or await self.made_for(row)
        filled = re.sub(r"\{(\w+)\}", lambda name: str(made["ids"][name[1]]), path)
        answer = await self.world.client.request(
            method, filled, params=made.get("query"), **as_sent(made, headers)
        )
        assert answer.status_code < 500, answer.text
        return answer

    async def made_for(
        self, row: str, own: Mapping[str, Preparation] = MappingProxyType({})
    ) -> dict[str, Any]:
        """What the operation needs to succeed for whoever may: made anew for each asking.

        `own`: preparations that differ for whoever asks.
        """
        ids: dict[str, Any] = {
            "student_id": self.people["self"].id,
            "purpose": self.purpose,
            "day": self.world.yesterday,
            "secret": "x" * 43,
            "code": "consent-required",
            "kind": "module-runs",
            "cohort_id": await self.world.module_run_id("BIO1-18"),
        }
        made: dict[str, Any] = {"ids": ids}
        if preparation := own.get(row) or PREPARED.get(row):
            made |= await preparation(self, ids)
        return made


def _prepared() -> dict[str, Preparation]:
    found: dict[str, Preparation] = {}
    for path in sorted(Path(__file__).parent.glob("scene_*.py")):
        prepared = import_module(f"tests.access.{path.stem}").PREPARED
        assert not found.keys() & prepared.keys(), f"{path.stem} prepares what another file prepares"
        found |= prepared
    return found


PREPARED = _prepared()
