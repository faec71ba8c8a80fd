"""Faults under load: every answer is clean and in time, nothing acknowledged is lost, nothing counts twice.

Short; `python -m bench.faults` does the same for longer and tells the figures.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID, uuid4

import anyio
import pytest

from app.wire.roster import IdentifierRow
from tests.faults import faults
from tests.faults.environment import Environment, NoSmallDisk, environment
from tests.faults.faults import Harm
from tests.faults.load import UNANSWERED
from tests.faults.trial import Report, suffer
from tests.statements import PAGE, PAGE_VIEWED, connect, moodle
from tests.world import event, note

pytestmark = pytest.mark.anyio

DISK = 160
"""Megabytes: enough for the server and a little more."""
VIEWS = "http://id.tincanapi.com/verb/viewed"
SLACK = 2
"""How many times as long as promised is in time here: other work may keep the machine busy meanwhile."""


@pytest.fixture(scope="module")
async def calm() -> AsyncIterator[Environment]:
    async with environment() as made:
        yield made


def check_promises(report: Report) -> None:
    assert report.acknowledged > 0
    assert report.broken_promises(SLACK) == [], (report.faulty, report.slow)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        pytest.param(faults.postgres_killed, 1.0, id="killed"),
        pytest.param(faults.postgres_frozen, 6.0, id="frozen"),
        pytest.param(faults.postgres_restarted, 0.0, id="restarted"),
        pytest.param(faults.rows_locked, 4.0, id="rows locked by another"),
        pytest.param(faults.table_locked, 4.0, id="table locked by another"),
    ],
)
async def test_trouble_with_the_database_is_a_clean_503_and_costs_nothing(
    calm: Environment, fault: Harm, seconds: float
) -> None:
    report = await suffer(calm, fault, seconds, before=0.5, after=1.5)
    assert report.statuses[503] > 0
    assert report.unanswered == report.unreached == 0
    assert report.held_throughout == 0
    check_promises(report)


async def test_a_full_disk_is_a_clean_503_until_there_is_room_again() -> None:
    try:
        async with environment(DISK) as small:
            report = await suffer(small, faults.disk_full, 2.0, before=0.5, after=1.5)
    except NoSmallDisk as problem:
        pytest.skip(f"a small disk of one's own cannot be mounted here: {problem}")
    assert report.statuses[503] > 0
    assert report.unanswered == report.unreached == 0
    check_promises(report)


async def test_a_service_killed_at_any_moment_loses_nothing_and_repeats_nothing(calm: Environment) -> None:
    report = await suffer(calm, faults.service_killed, 4.0, before=0.5, after=1.0)
    assert report.unanswered + report.unreached > 0
    check_promises(report)


async def kill_service(calm: Environment) -> None:
    calm.service.kill()


async def kill_postgres(calm: Environment) -> None:
    calm.postgres.kill()
    await calm.postgres.start()


@pytest.mark.parametrize(("kill", "answered"), [(kill_service, UNANSWERED), (kill_postgres, 503)])
async def test_a_write_whose_answer_was_never_sent_is_done_once(
    calm: Environment, kill: Callable[[Environment], Awaitable[None]], answered: int
) -> None:
    """Killed when PostgreSQL has committed and not yet said so: sent again, it is known."""
    student = calm.students[0]
    sent = event(student, "app", calm.world.yesterday)
    written = note(summary=f"About {uuid4()}", share=True)
    load = calm.load()
    headers = {"Idempotency-Key": f'"{uuid4()}"'}
    async with calm.commits_unconfirmed(), anyio.create_task_group() as asking:
        asking.start_soon(load.ask, calm.sender, "POST", "/v1/events", {"events": [sent]})
        asking.start_soon(load.ask, student, "POST", f"{student.path}/notes", written, headers)
        await calm.until_unconfirmed(commits=2)
        await kill(calm)
    assert [each.status for each in load.books.exchanges] == [answered, answered]
    if kill is kill_service:
        await calm.service.start()
    await calm.service.until_ready()
    delivered = await load.ask(calm.sender, "POST", "/v1/events", {"events": [sent]})
    noted = await load.ask(student, "POST", f"{student.path}/notes", written, headers)
    assert delivered is not None
    assert noted is not None
    assert [each["outcome"] for each in delivered.json()["items"]] == ["known"]
    kept = [note_id for text, note_id in await calm.recorded_notes() if text == written["summary"]]
    assert kept == [noted.json()["note_id"]]
    load.books.events[UUID(sent["event_id"])] = sent
    assert await calm.comes_to_the_same(load.books)


async def test_postgresql_killed_while_statements_come_in_loses_none_and_counts_none_twice(
    calm: Environment,
) -> None:
    """Batches as Moodle sends them, without ids of their own, again and again until they are acknowledged."""
    world = await calm.world.create_another("nottingham", empty=False)
    student = await world.student()
    await world.roster(identifiers=[IdentifierRow(student.number, "moodle", "42")])
    lrs = await connect(world, "moodle")
    acknowledged, statuses, stopping = Counter[str](), Counter[int](), anyio.Event()

    async def deliver(hour: int) -> None:
        for minute in range(60):
            if stopping.is_set():
                return
            at = f"{world.yesterday}T{hour:02}:{minute:02}"
            batch = [
                moodle("42", PAGE_VIEWED, f"{at}:{second:02}Z", VIEWS, "/mod/page/view.php?id=7", PAGE)
                for second in range(25)
            ]
            while True:
                answer = await lrs.send("POST", "/statements", json=batch)
                statuses[answer.status_code] += 1
                if answer.status_code == 200:
                    break
                await anyio.sleep(0.2)
            acknowledged.update(answer.json())

    with anyio.fail_after(60):
        async with anyio.create_task_group() as delivering:
            for hour in range(9, 13):
                delivering.start_soon(deliver, hour)
            for _ in range(2):
                await anyio.sleep(0.7)
                await kill_postgres(calm)
            await calm.service.until_ready()
            await anyio.sleep(0.5)
            stopping.set()
    assert statuses.keys() == {200, 503}
    of = world.institution.institution_id
    stored = await calm.rows("select statement_id::text from statements where institution_id = $1", of)
    assert Counter(each[0] for each in stored) == acknowledged
    counted = await calm.rows("select count(*) from events where student_id = $1", student.id)
    assert counted[0][0] == len(acknowledged)
