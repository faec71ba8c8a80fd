"""Scoring everybody: up to date with whatever changed, in any order and pieces, to the same bytes."""

import asyncio
import random
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

import app.jobs.score_institution as job
from app.jobs.score_institution import score_institution
from app.jobs.withdraw_source import withdraw_source
from tests import roles
from tests.world import PUBLISHED, Person, World, event, student_id

pytestmark = pytest.mark.anyio

Stored = dict[tuple[str, date], tuple[date, bytes]]


async def stored(world: World, *students: Person) -> Stored:
    """What is stored of some students, but for when it was computed."""
    found = await world.sql(
        "select s.number, m.month, m.scored_through, m.scores from score_months m"
        " join students s using (institution_id, student_id)"
        " where institution_id = :institution_id and student_id = any(cast(:ids as uuid[]))",
        ids=[student.id for student in students],
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in found}


async def scores_of(student: Person) -> dict[str, Any]:
    read = await student.read(f"{student.path}/engagement")
    return {day["day"]: day for day in read["days"]}


async def pending(world: World) -> int:
    found = await world.sql("select count(*) from pending_rescores where institution_id = :institution_id")
    return int(found[0][0])


async def a_class(world: World, size: int = 6) -> list[Person]:
    students = [await world.student(consent=True) for _ in range(size)]
    rng = random.Random(5)
    events = [
        event(student, rng.choice(["vle", "app", "careers"]), world.today - timedelta(days=rng.randrange(50)))
        for student in students
        for _ in range(20)
    ]
    await world.deliver(*events)
    return students


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of a student or two: every border between slices is crossed."""
    monkeypatch.setattr(job, "CELLS", 250)
    monkeypatch.setattr(job, "PENDING_SLICE", 1)


@pytest.mark.row("BY-7")
async def test_any_order_and_pieces_give_the_same_bytes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    students = await a_class(world)
    await world.score()
    whole = await stored(world, *students)
    assert len(whole) == 18

    rng = random.Random(11)
    for _ in range(3):
        for student in rng.sample(students, 3):  # late data, which a correction then takes back
            sent = event(student, "vle", world.today - timedelta(days=rng.randrange(2, 40)), quantity=7)
            await world.deliver(sent)
            if rng.random() < 0.5:
                await world.score()
            service = await world.service()
            named = {key: sent[key] for key in ("event_id", "system", "identifier")}
            await service.do("/v1/events/removals", {"events": [named]})
        await world.score()
        assert await stored(world, *students) == whole

    # Everything again under a model of the same coefficients: a day at a time, in slices of any size.
    await world.publish({"CLES": PUBLISHED})
    for back in range(60, 0, -rng.randrange(1, 9)):
        monkeypatch.setattr(job, "CELLS", rng.randrange(90, 900))
        monkeypatch.setattr(job, "LANES", rng.randrange(1, 4))
        await world.score(world.today - timedelta(days=back))
    await world.score()
    assert await stored(world, *students) == whole


@pytest.mark.usefixtures("small_slices")
async def test_a_run_that_is_cut_off_anywhere_is_gone_on_with(world: World) -> None:
    students = await a_class(world)
    for stop_after in (1, 2):
        looked_at = 0
        run = score_institution(world.context, world.yesterday)
        async for progress in run:
            looked_at = progress.students
            if looked_at >= stop_after:
                break
        await run.aclose()
    cut = await stored(world, *students)
    assert 0 < len(cut) < 18
    seen = 0
    async for progress in score_institution(world.context, world.yesterday):
        seen = progress.students
    assert seen < len(students)  # those that were done are not done again
    everything = await stored(world, *students)
    assert len(everything) == 18
    assert cut.items() <= everything.items()
    assert await world.score() == 0


@pytest.mark.usefixtures("small_slices")
async def test_two_runs_at_once_share_the_work(world: World) -> None:
    students = await a_class(world)

    async def run() -> int:
        return sum([1 async for step in score_institution(world.context, world.yesterday) if step.months])

    first, second = await asyncio.gather(run(), run())
    assert len(await stored(world, *students)) == 18
    assert min(first, second) == 0  # the second waited, and found nothing left


async def test_a_run_that_does_not_wait_steps_aside(world: World) -> None:
    await a_class(world, 2)
    run = score_institution(world.context, world.yesterday)
    await anext(run)
    assert [step async for step in score_institution(world.context, world.yesterday, wait=False)] == []
    await run.aclose()


async def test_nothing_is_computed_that_did_not_change(world: World) -> None:
    students = await a_class(world)
    await world.score()
    before = await stored(world, *students)
    await world.deliver(event(students[0], "app", world.today - timedelta(days=15), quantity=3))
    steps = [step async for step in score_institution(world.context, world.yesterday)]
    assert [(step.students, step.months) for step in steps] == [(1, 1)]
    after = await stored(world, *students)
    changed = {key for key in after if after[key] != before[key]}
    assert {number for number, _ in changed} == {students[0].number}
    for key in changed:
        old, new = before[key][1], after[key][1]
        slots = [at for at in range(31) if old[at * 8 : at * 8 + 8] != new[at * 8 : at * 8 + 8]]
        assert slots == list(range(world.today.day - 16, world.today.day - 9))


async def test_an_outage_makes_days_missing_not_zero_until_it_is_taken_back(world: World) -> None:
    student, admin = await world.student(consent=True), await world.tutor(roles.ADMIN)
    start = world.today - timedelta(days=12)
    await world.deliver(*(event(student, "app", start + timedelta(days=n), quantity=7) for n in range(10)))
    await world.score()
    before = await stored(world, student)
    down = {
        "source": "app",
        "starts_on": str(start + timedelta(days=3)),
        "ends_before": str(start + timedelta(days=5)),
        "note": "The app's server was down.",
    }
    outage = await admin.do("/v1/admin/outages", down)
    day = str(start + timedelta(days=6))
    for _ in ("on request", "stored"):
        found = await scores_of(student)
        assert found[day]["score"] == round(0.068 * 7, 2)  # five days of seven each, not seven with two zeros
        assert found[day]["missing_sources"] == ["app"]
        assert found[str(start + timedelta(days=2))]["missing_sources"] == []
        assert found[str(start + timedelta(days=11))]["missing_sources"] == []
        await world.score()
    told = await student.read(f"{student.path}/engagement/{day}/explanation")
    (app,) = [each for each in told["contributions"] if each["source"] == "app"]
    assert [each["value"] for each in app["days"]] == [7, 7, 7, None, None, 7, 7]
    assert app["mean"] == 7
    assert told["exact_score"] == sum(each["contribution"] for each in told["contributions"])

    assert (await admin.delete(f"/v1/admin/outages/{outage['outage_id']}")).status_code == 204
    await world.score()
    assert await stored(world, student) == before


async def test_a_source_that_was_down_for_a_whole_window_leaves_no_score(world: World) -> None:
    student, admin = await world.student(consent=True), await world.tutor(roles.ADMIN)
    start = world.today - timedelta(days=12)
    down = {"source": "vle", "starts_on": str(start), "ends_before": str(world.today), "note": "Moved."}
    await admin.do("/v1/admin/outages", down)
    for _ in ("on request", "stored"):
        found = await scores_of(student)
        assert found[str(start + timedelta(days=5))]["state"] == "shown"
        assert found[str(start + timedelta(days=6))]["state"] == "unavailable"
        await world.score()
    wrong = await admin.post("/v1/admin/outages", down | {"source": "lecture_capture"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "/body/source"


async def test_a_source_is_withdrawn_and_told_anew(world: World) -> None:
    student = await world.student(consent=True)
    days = [world.today - timedelta(days=back) for back in range(2, 12)]
    await world.deliver(*(event(student, "app", day) for day in days))
    await world.deliver(event(student, "careers", days[0]))
    await world.score()
    before = await stored(world, student)
    counts = [n async for n in withdraw_source(world.context, "app", days[-1], days[0])]
    assert counts == [10]
    assert [n async for n in withdraw_source(world.context, "app", days[-1], days[0])] == [0]
    await world.score()
    empty = await scores_of(student)
    assert empty[str(days[-1])]["score"] == 0
    assert empty[str(days[0])]["score"] == round(1.11 / 7, 2)
    await world.deliver(*(event(student, "app", day) for day in days))
    await world.score()
    assert await stored(world, student) == before


async def test_one_students_bad_data_stop_nobody_else_and_are_reported(world: World) -> None:
    students = await a_class(world, 3)
    bad = students[1]
    # The service itself refuses such an amount: only a damaged row can hold one.
    await world.sql(
        "update activity_months set amounts = overlay(amounts placing float8send('NaN') from 1)"
        " where institution_id = :institution_id and student_id = :student",
        student=bad.id,
    )
    for _ in range(2):  # every run says so again
        problems = [
            problem
            async for step in score_institution(world.context, world.yesterday)
            for problem in step.problems
        ]
        assert {each.student_id for each in problems} == {student_id(bad)}
        assert "not a finite number" in problems[0].reason
    assert {number for number, _ in await stored(world, *students)} == {
        students[0].number,
        students[2].number,
    }
    assert (await bad.get(f"{bad.path}/engagement")).status_code == 200


async def test_a_college_that_the_model_does_not_know_is_said_not_zero(world: World) -> None:
    student, other = await world.student(consent=True), await world.student(consent=True)
    await world.add_college("NEW", "Later", "LATER")
    moved = world.today - timedelta(days=5)
    await world.move(student, moved, programme="LATER", college="NEW")
    steps = [step async for step in score_institution(world.context, world.yesterday)]
    reasons = {problem.reason for step in steps for problem in step.problems}
    assert reasons == {"the scoring model knows no coefficients of the student's college"}
    found = await scores_of(student)
    assert found[str(moved - timedelta(days=1))]["state"] == "shown"
    assert found[str(moved)]["state"] == "no_scoring_model"
    assert (await student.get(f"{student.path}/engagement/{moved}/explanation")).status_code == 409
    assert len(await stored(world, other)) == 3


async def test_a_move_between_colleges_is_scored_anew_from_its_day(world: World) -> None:
    student = await world.student(consent=True)
    await world.add_college("ARTS", "Arts", "BA")
    await world.publish({"CLES": PUBLISHED, "ARTS": {name: 10 * c for name, c in PUBLISHED.items()}})
    day = world.today - timedelta(days=10)
    await world.deliver(*(event(student, "app", day + timedelta(days=n)) for n in range(-5, 5)))
    await world.score()
    alone = await scores_of(student)
    await world.move(student, day, programme="BA", college="ARTS")
    asked = await scores_of(student)
    await world.score()
    kept = await scores_of(student)
    assert asked == kept
    for n in range(-5, 5):
        each = str(day + timedelta(days=n))
        factor = 1 if n < 0 else 10
        assert kept[each]["score"] == pytest.approx(factor * alone[each]["score"], abs=0.06)
    assert await pending(world) == 0


async def test_a_published_model_cannot_be_changed_even_by_the_operator(world: World) -> None:
    (row,) = await world.sql(
        "select scoring_model_id from scoring_models where institution_id = :institution_id"
    )
    this = "where institution_id = :institution_id and scoring_model_id = :model"
    for attempt in (
        f"update scoring_models set coefficients = '{{}}' {this}",
        f"update scoring_models set sources = '{{}}' {this}",
        f"update scoring_models set note = 'another' {this}",
        f"update scoring_models set status = 'draft' {this}",
    ):
        with pytest.raises(asyncpg.PostgresError, match=r"permission denied|row-level security"):
            await world.sql(attempt, model=row[0])
    await world.sql(f"delete from scoring_models {this}", model=row[0])
    assert await world.sql(f"select status from scoring_models {this}", model=row[0]) == [("published",)]


async def test_a_delivery_during_a_run_is_never_lost(world: World) -> None:
    """The delivery waits for the student's row, or the run does: in both orders it counts in the end."""
    student = await world.student(consent=True)
    await world.score()
    late = event(student, "app", world.today - timedelta(days=4), event_id=str(uuid4()), quantity=7)
    await world.publish({"CLES": PUBLISHED})
    holder = await asyncpg.connect(world.urls.owner)
    async with holder.transaction():
        await holder.execute(
            "select 1 from students where institution_id = $1 and student_id = $2 for no key update",
            world.institution.institution_id,
            student.id,
        )
        delivery = asyncio.create_task(world.deliver(late))
        scoring = asyncio.create_task(world.score())
        await asyncio.sleep(0.3)
        assert not delivery.done()
        assert not scoring.done()
    await holder.close()
    await asyncio.gather(delivery, scoring)
    await world.score()
    assert (await scores_of(student))[str(world.today - timedelta(days=4))]["score"] == 0.07
    assert await pending(world) == 0
