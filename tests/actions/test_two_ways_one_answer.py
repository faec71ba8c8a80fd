"""On request and from the stored table: the same numbers as the plain reference, whatever happened before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.read_engagement import read_engagement
from app.ids import ModuleRunId
from tests.conftest import NOON
from tests.scoring.reference import reference_score
from tests.world import PUBLISHED, Person, World, event, student_id

pytestmark = pytest.mark.anyio

LONDON = ZoneInfo("Europe/London")
MODULES = ("BIO1-18", "BIO2-18")
# From before the clocks go back (28 October 2018) to after they go forward (31 March 2019).
FIRST = datetime(2018, 10, 20, tzinfo=UTC)
AFTER = datetime(2019, 4, 5, 12, tzinfo=UTC)
CLOCKS = [datetime(2018, 10, 28, tzinfo=UTC), datetime(2019, 3, 31, tzinfo=UTC)]

moments = st.one_of(
    st.integers(0, 165 * 24 * 60 - 1).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
    # the hours around both clock changes, where a naive day is wrong
    st.tuples(st.sampled_from(CLOCKS), st.integers(-120, 25 * 60)).map(
        lambda change: change[0] + timedelta(minutes=change[1])
    ),
)
happenings = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["vle", "vle", "app", "careers"]),
            "when": moments,
            "attended": st.booleans(),
            "module": st.sampled_from([None, *MODULES]),
            "quantity": st.one_of(st.integers(1, 60).map(float), st.floats(0.1, 60)),
            "late": st.booleans(),
            "removed": st.booleans(),
        }
    ),
    max_size=14,
)


def as_event(student: Person, happening: dict[str, Any]) -> dict[str, Any]:
    source = happening["source"]
    fields: dict[str, Any] = {"quantity": happening["quantity"]}
    if source == "vle":
        fields["module_run"] = happening["module"]
    if source == "careers" and not happening["attended"]:
        fields["kind"] = "booked"
    return event(student, source, happening["when"], **fields)


def amounts_of(
    happenings: list[tuple[str, dict[str, Any]]], module: str | None = None
) -> dict[tuple[str, date], float]:
    """What the reference counts; a day's sum is taken by event id, as the product promises."""
    amounts: dict[tuple[str, date], float] = {}
    for _, each in sorted(happenings, key=lambda pair: pair[0]):
        if each["removed"] or (each["source"] == "careers" and not each["attended"]):
            continue
        if module is not None and each["source"] == "vle" and each["module"] != module:
            continue
        key = each["source"], each["when"].astimezone(LONDON).date()
        amounts[key] = amounts.get(key, 0.0) + each["quantity"]
    return amounts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=happenings, registered=st.integers(0, 60))
async def test_stored_and_requested_scores_equal_the_reference(
    world: World, happened: list[dict[str, Any]], registered: int
) -> None:
    world.moment.now = AFTER
    since = date(2018, 10, 20) + timedelta(days=registered)
    student = await world.student(since=since, consent=True)
    events = [(as_event(student, each), each) for each in happened]
    named = [(sent["event_id"], each) for sent, each in events]
    early = [sent for sent, each in events if not each["late"]]
    late = [sent for sent, each in events if each["late"]]
    if early:
        await world.deliver(*early)
    await world.score()
    if late:
        await world.deliver(*late, *early[:1])  # late ones come with one that is known already
    await remove(world, student, [sent for sent, each in events if each["removed"]])

    expected = amounts_of(named)
    await check(world, student, since, expected)  # partly stored, partly stale: computed
    await world.score()
    await check(world, student, since, expected, all_stored=True)
    run = await world.module_run_id("BIO1-18")
    await check(world, student, since, amounts_of(named, "BIO1-18"), module_run_id=run)


async def remove(world: World, student: Person, events: list[dict[str, Any]]) -> None:
    if not events:
        return
    service = await world.service()
    named = [{key: each[key] for key in ("event_id", "system", "identifier")} for each in events]
    answer = await service.post("/v1/events/removals", {"events": named})
    assert answer.json() == {"removed": len(events)}


async def check(
    world: World,
    student: Person,
    since: date,
    expected: dict[tuple[str, date], float],
    *,
    all_stored: bool = False,
    module_run_id: ModuleRunId | None = None,
) -> None:
    first = date(2018, 10, 20)
    async with world.here() as here:
        read = await read_engagement(
            here, student_id(student), first, world.yesterday, module_run_id=module_run_id
        )
    for each in read.days:
        assert each.score == reference_score(each.day, since, expected, PUBLISHED), each.day
    if all_stored:
        assert all(each.stored for each in read.days if each.day >= since)


async def test_a_late_event_counts_at_once_and_only_its_week_is_computed_again(world: World) -> None:
    student = await world.student(consent=True)
    await world.score()
    late = world.today - timedelta(days=23)  # its week crosses a month
    await world.deliver(event(student, "app", late))
    read = await student.read(
        f"{student.path}/engagement", **{"from": str(late - timedelta(days=10)), "to": str(world.yesterday)}
    )
    scores = {day["day"]: day["score"] for day in read["days"]}
    assert scores[str(late - timedelta(days=1))] == 0
    assert [scores[str(late + timedelta(days=n))] for n in range(8)] == [round(0.068 / 7, 2)] * 7 + [0]
    assert read["computed_for_this_answer"] == 7
    assert await world.score() == 2  # the months of that week
    assert world.moment.now == NOON
