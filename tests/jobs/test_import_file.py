"""Files of what is delivered: the rules and outcomes are those of deliveries over HTTP."""

from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from app.actions.exchange.deliveries import ItemOutcome
from app.jobs.import_file import KINDS, import_file
from app.wire.csv_rows import Reject
from tests.world import World

pytestmark = pytest.mark.anyio

HEADER = "event_id,system,identifier,occurred_at,source,kind,module_run,object,quantity"


async def take(
    world: World, path: Path, kind: str = "events", *, dry_run: bool = False
) -> tuple[dict[str, int], list[str]]:
    """How many lines had which outcome, and why some were left out."""
    rejects: list[Reject] = []
    outcomes = await import_file(
        KINDS[kind], path, world.context, rejects.append, lambda _step, _done: None, dry_run=dry_run
    )
    return {str(outcome): count for outcome, count in outcomes.items() if count}, [
        each.reason for each in rejects
    ]


def line(world: World, number: str, **fields: object) -> str:
    given = {
        "event_id": str(uuid4()),
        "system": "campus",
        "identifier": number,
        "occurred_at": f"{world.yesterday}T12:00:00+00:00",
        "source": "app",
        "kind": "menu_choice",
        "module_run": "",
        "object": "",
        "quantity": "1",
    } | fields
    return ",".join(str(value) for value in given.values())


async def test_a_file_follows_the_rules_of_deliveries(world: World, tmp_path: Path) -> None:
    student = await world.student()
    research = await world.student(level="postgraduate_research")
    once = line(world, student.number)
    file = tmp_path / "events.csv"
    lines = [
        once,
        once,
        line(world, "nobody-yet"),
        line(world, research.number),
        line(world, student.number, quantity="1e12"),
        line(world, student.number, kind="nap"),
        line(world, student.number, module_run="BIO1-18", source="vle", kind="viewed", quantity="3"),
        line(world, "x" * 201),
        line(world, "a\tb"),
        line(world, student.number, occurred_at="2017-11-19T12:00:00+00:00"),
    ]
    file.write_text("\n".join([HEADER, *lines, ""]))
    outcomes, reasons = await take(world, file)
    assert outcomes == Counter(recorded=2, known=1, waiting=1, not_covered=1, rejected=5)
    named = sorted(reason.removeprefix("rejected: ").partition(":")[0] for reason in reasons)
    assert named == ["identifier", "identifier", "kind", "occurred_at", "quantity"]
    assert await world.count("events", student) == 2


async def test_a_dry_run_of_a_file_stores_nothing(world: World, tmp_path: Path) -> None:
    student = await world.student()
    file = tmp_path / "events.csv"
    file.write_text("\n".join([HEADER, line(world, student.number), line(world, "nobody-yet"), ""]))
    await world.sql("delete from deliveries where institution_id = :institution_id")
    tried, _ = await take(world, file, dry_run=True)
    assert tried == {"recorded": 1, "waiting": 1}
    for table in ("events", "waiting_events", "deliveries"):
        assert await world.sql(f"select from {table} where institution_id = :institution_id") == []
    assert (await take(world, file))[0] == tried


async def test_what_was_taken_back_stays_away_from_files_too(world: World, tmp_path: Path) -> None:
    student = await world.student()
    file = tmp_path / "events.csv"
    event_id = str(uuid4())
    once = line(world, student.number, event_id=event_id)
    file.write_text(f"{HEADER}\n{once}\n")
    await take(world, file)
    named = {"event_id": event_id, "system": "campus", "identifier": student.number}
    await (await world.service()).do("/v1/events/removals", {"events": [named]})
    for kind in ("events", "replay"):
        assert (await take(world, file, kind))[0] == {"taken_back": 1}
    file.write_text("\n".join([f"{HEADER},version", f"{once},2", ""]))
    assert (await take(world, file))[0] == {"recorded": 1}


async def test_a_mark_of_nobody_is_left_out_and_named(world: World, tmp_path: Path) -> None:
    await world.assess()
    file = tmp_path / "marks.csv"
    file.write_text("assessment,system,identifier,mark\nESSAY,campus,nobody,62\n")
    outcomes, reasons = await take(world, file, "marks")
    assert outcomes == {str(ItemOutcome.UNKNOWN): 1}
    assert reasons == ["unknown: identifier: no student has this identifier"]
