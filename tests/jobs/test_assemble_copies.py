"""Copies are made by the service's own work, each by itself: one that cannot be made stops no other."""

from functools import partial
from typing import Any

import pytest

from app.actions.governance import copy_of_data
from app.jobs import assemble_copies as job
from app.jobs.assemble_copies import assemble_copies
from tests.world import Person, World

pytestmark = pytest.mark.anyio


async def asking(world: World) -> Person:
    student = await world.student()
    await student.do(f"{student.path}/requests", {"kind": "access"})
    return student


async def state(student: Person) -> str:
    (asked,) = (await student.read(f"{student.path}/requests"))["items"]
    return str(asked["state"])


async def test_one_that_cannot_be_made_stops_no_other(
    nottingham: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlucky, lucky = [await asking(nottingham) for _ in range(2)]

    async def provide(context: Any, waiting: Any) -> bool:
        if waiting.student_id == unlucky.id:
            raise RuntimeError("for a test")
        return await copy_of_data.provide_copy(context, waiting)

    monkeypatch.setattr(job, "provide_copy", provide)
    assert await assemble_copies(nottingham.context) == 1
    assert (await state(unlucky), await state(lucky)) == ("received", "answered")
    monkeypatch.undo()
    assert await assemble_copies(partial(nottingham.runtime.context, nottingham.code)) == 1
    assert await state(unlucky) == "answered"
