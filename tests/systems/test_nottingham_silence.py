"""An exemption or approved circumstances silence what is open at once, and what is taken back comes back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.systems.test_nottingham_signals import MONDAYS, current, fallen, judge, study
from tests.world import Person, World, approval, event

pytestmark = pytest.mark.anyio


async def the_signal(tutor: Person, student: Person) -> dict[str, Any]:
    found: list[dict[str, Any]] = (await tutor.read(f"{student.path}/signals"))["items"]
    assert len(found) == 1
    return found[0]


async def end(tutor: Person, student: Person, exemption: dict[str, Any], ends_before: Any) -> None:
    path = f"{student.path}/exemptions/{exemption['exemption_id']}/ending"
    await tutor.do(path, {"ends_before": str(ends_before)})


@pytest.mark.row("BY-11")
async def test_an_exemption_closes_an_open_signal_at_once_and_says_for_what(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student, other = await fallen(nottingham, tutor), await fallen(nottingham, tutor)
    assert await judge(nottingham) == 2
    exemption = await nottingham.exempt(student, tutor, MONDAYS[7], 30)
    signal = await the_signal(tutor, student)
    assert (signal["status"], signal["closed_because"]) == ("closed", "excluded")
    assert (signal["closed_on"], signal["exempted_for"]) == (str(nottingham.today), exemption["reason"])
    untouched = await the_signal(tutor, other)
    assert (untouched["status"], untouched["exempted_for"]) == ("open", None)
    assert [each["student_id"] for each in (await tutor.read("/v1/signals", status="open"))["items"]] == [
        str(other.id)
    ]
    assert await judge(nottingham) == 0


@pytest.mark.row("BY-11")
async def test_an_exemption_of_other_days_leaves_a_signal_open(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    await nottingham.exempt(student, tutor, nottingham.today, 30)
    assert (await the_signal(tutor, student))["status"] == "open"


@pytest.mark.row("BY-11")
async def test_an_exemption_that_was_a_mistake_gives_the_signal_back(nottingham: World) -> None:
    """The same signal, so that nothing done about it is lost; the next night judges it anew."""
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    before = await the_signal(tutor, student)
    exemption = await nottingham.exempt(student, tutor, MONDAYS[7], 30)
    await end(tutor, student, exemption, MONDAYS[7])
    assert await the_signal(tutor, student) == before
    nottingham.moment.now += timedelta(days=1)
    assert await judge(nottingham) == 0, "one open signal of a student and rule"
    assert await the_signal(tutor, student) == before


@pytest.mark.row("BY-11")
async def test_a_shortened_exemption_that_still_covers_the_week_keeps_it_silent(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    exemption = await nottingham.exempt(student, tutor, MONDAYS[7], 30)
    await end(tutor, student, exemption, MONDAYS[7] + timedelta(weeks=1))
    assert (await the_signal(tutor, student))["closed_because"] == "excluded"
    # The week after is judged by the ordinary rule: a new signal within 14 days only after recovery.
    week_after = MONDAYS[7] + timedelta(weeks=1)
    nottingham.moment.now += timedelta(weeks=1)
    assert await judge(nottingham) == 0
    assert (await current(tutor, student))["fall"] == "fall"
    nottingham.moment.now += timedelta(weeks=1)
    assert await judge(nottingham, week_after + timedelta(days=13)) == 1


@pytest.mark.row("BY-11")
async def test_what_has_recovered_meanwhile_does_not_stay_open(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    exemption = await nottingham.exempt(student, tutor, MONDAYS[7], 30)
    again = [event(student, "moodle", MONDAYS[7] + timedelta(days=day), quantity=14) for day in range(7, 12)]
    nottingham.moment.now += timedelta(weeks=1)
    await nottingham.deliver(*again)
    await end(tutor, student, exemption, MONDAYS[7])
    await judge(nottingham)
    assert (await the_signal(tutor, student))["closed_because"] == "recovered"


@pytest.mark.row("QM-3")
async def test_approved_circumstances_close_an_open_signal_at_once(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    covering = approval(student, "EC-1", MONDAYS[7], MONDAYS[7] + timedelta(days=14))
    assert await nottingham.approve(covering) == ["recorded"]
    signal = await the_signal(tutor, student)
    assert (signal["status"], signal["closed_because"]) == ("closed", "excluded")
    assert signal["exempted_for"] is None
    await nottingham.approve(covering | {"withdrawn": True})
    assert (await the_signal(tutor, student))["status"] == "open"


async def test_nothing_is_raised_by_an_exemption(nottingham: World) -> None:
    """Whoever was never judged, or has no signal, waits for the night."""
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    await nottingham.exempt(student, tutor, MONDAYS[7], 30)
    assert await nottingham.count("pending_signals", student) == 0
    await study(nottingham, student, 14, 11, 13, 15, 12, 14, 12, 12)
    await judge(nottingham)
    await nottingham.exempt(student, tutor, MONDAYS[2], 30)
    assert await nottingham.count("pending_signals", student) == 1
    assert (await tutor.read(f"{student.path}/signals"))["items"] == []
