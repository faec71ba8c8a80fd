"""What the data miss: a student says so, and it travels with every figure that it is about."""

from datetime import timedelta
from typing import Any

import pytest

from app.wire.roster import TeachingRow
from tests import roles
from tests.world import Person, World, session

pytestmark = pytest.mark.anyio


def remark(world: World, **fields: Any) -> dict[str, Any]:
    said = {"section": "engagement", "first_day": str(world.yesterday), "words": "I read on paper."}
    return said | fields


def words(answer: dict[str, Any]) -> list[str]:
    return [each["words"] for each in answer["remarks"]]


async def pair(world: World) -> tuple[Person, Person]:
    tutor = await world.tutor()
    return await world.student(tutor=tutor), tutor


@pytest.mark.row("QM-11")
@pytest.mark.row("BY-12")
async def test_a_remark_travels_with_every_figure_that_it_is_about(essex: World) -> None:
    student, tutor = await pair(essex)
    path, day = student.path, essex.yesterday
    await essex.hold_sessions(session("L1", day))
    await student.do(f"{path}/remarks", remark(essex))
    await student.do(f"{path}/remarks", remark(essex, section="attendance", words="I join online."))
    for reader in (student, tutor):
        assert words(await reader.read(f"{path}/engagement")) == ["I read on paper."]
        assert words(await reader.read(f"{path}/engagement/{day}/explanation")) == ["I read on paper."]
        assert words(await reader.read(f"{path}/attendance")) == ["I join online."]
        shown = (await reader.read(f"{path}/dashboard"))["sections"]
        assert words(shown["engagement"]["content"]) == ["I read on paper."]
        assert words(shown["attendance"]["content"]) == ["I join online."]
        (listed,) = (await reader.read("/v1/students"))["items"]
        assert listed["engagement"]["has_remarks"] is True


@pytest.mark.row("QM-11")
async def test_it_travels_with_the_days_that_it_is_about_and_no_others(essex: World) -> None:
    student, tutor = await pair(essex)
    path, day = student.path, essex.today - timedelta(days=30)
    await student.do(f"{path}/remarks", remark(essex, first_day=str(day), last_day=str(day)))
    about = [
        (day, True), (day - timedelta(days=1), False),
        (day + timedelta(days=6), True),  # the score of that day looks at seven days
        (day + timedelta(days=7), False),
    ]  # fmt: skip
    for asked, travels in about:
        span = {"from": str(asked), "to": str(asked)}
        assert bool(words(await tutor.read(f"{path}/engagement", **span))) is travels, asked
        explained = await tutor.read(f"{path}/engagement/{asked}/explanation")
        assert bool(words(explained)) is travels, asked
    (listed,) = (await tutor.read("/v1/students"))["items"]
    assert listed["engagement"]["has_remarks"] is False


@pytest.mark.row("QM-11")
async def test_whoever_teaches_a_module_reads_it_with_the_modules_figures(essex: World) -> None:
    student, lecturer = await essex.student(), await essex.tutor(roles.LECTURER)
    await essex.roster(teaching=[TeachingRow(lecturer.number, "BIO1-18")])
    await student.do(f"{student.path}/remarks", remark(essex))
    run = str(await essex.module_run_id("BIO1-18"))
    assert words(await lecturer.read(f"{student.path}/engagement", module_run_id=run)) == ["I read on paper."]
    assert (await lecturer.read(f"{student.path}/remarks"))["items"] == []


@pytest.mark.row("QM-11")
async def test_a_remark_that_is_taken_back_is_gone(essex: World) -> None:
    student, tutor = await pair(essex)
    key = {"Idempotency-Key": "said-once"}
    made = await essex.client.post(
        f"{student.path}/remarks",
        json=remark(essex, words="A secret of mine."),
        headers=student.headers | key,
    )
    own = f"{student.path}/remarks/{made.json()['remark_id']}"
    assert (await tutor.delete(own)).status_code == 403
    assert (await student.delete(own)).status_code == 204
    assert (await student.delete(own)).status_code == 404
    assert words(await tutor.read(f"{student.path}/engagement")) == []
    assert not await essex.holds("A secret of mine.")
    again = await essex.client.post(
        f"{student.path}/remarks",
        json=remark(essex, words="A secret of mine."),
        headers=student.headers | key,
    )
    assert again.json()["type"] == "/problems/removed-since"


@pytest.mark.row("QM-11")
async def test_nobody_speaks_for_the_student(essex: World) -> None:
    student, tutor = await pair(essex)
    other = await essex.student()
    assert (await tutor.post(f"{student.path}/remarks", remark(essex))).status_code == 403
    assert (await other.post(f"{student.path}/remarks", remark(essex))).status_code == 404


@pytest.mark.row("QM-11")
async def test_staff_read_remarks_on_what_their_role_opens_and_the_look_is_on_record(
    nottingham: World,
) -> None:
    """Who takes over a case from residences opens support alone."""
    student, tutor = await pair(nottingham)
    resx = await nottingham.tutor(roles.RESX)
    await nottingham.team(resx, roles.RESX, opened=[student.id])
    await student.do(f"{student.path}/remarks", remark(nottingham))
    path = f"{student.path}/remarks"
    assert [each["words"] for each in (await tutor.read(path))["items"]] == ["I read on paper."]
    assert (await resx.read(path))["items"] == []
    assert len((await student.read(path))["items"]) == 1
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert [each["sections"] for each in looks] == [["remarks"], ["remarks"]]


@pytest.mark.row("QM-11")
async def test_every_institution_lets_students_say_what_the_data_miss(
    world: World, nottingham: World
) -> None:
    """At Exeter of marks and careers, too; Nottingham's students say so of what they do not read."""
    student, tutor = await pair(world)
    await student.decide("given")
    for section in ("grades", "employability"):
        await student.do(f"{student.path}/remarks", remark(world, section=section))
        assert words(await tutor.read(f"{student.path}/{section}")) == ["I read on paper."]
    unseen, its_tutor = await pair(nottingham)
    assert (await unseen.get(f"{unseen.path}/engagement")).status_code == 403
    await unseen.do(f"{unseen.path}/remarks", remark(nottingham))
    assert words(await its_tutor.read(f"{unseen.path}/engagement")) == ["I read on paper."]


@pytest.mark.row("QM-11")
@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"section": "grades"}, "/body/section"),  # which Essex does not have
        ({"section": "meetings"}, "/body/section"),  # words, and no figures
        ({"last_day": "2018-09-01"}, "/body/last_day"),
        ({"words": ""}, "/body/words"),
        ({"words": "x" * 1_001}, "/body/words"),
        ({"first_day": "1066-10-14"}, "/body/first_day"),
    ],
)
async def test_what_makes_no_remark_is_told(essex: World, wrong: dict[str, str], pointer: str) -> None:
    student = await essex.student()
    answer = await student.post(f"{student.path}/remarks", remark(essex, **wrong))
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


@pytest.mark.row("QM-11")
async def test_there_is_room_for_some_remarks_and_not_for_any_number(essex: World) -> None:
    student = await essex.student()
    for _ in range(30):
        await student.do(f"{student.path}/remarks", remark(essex))
    full = await student.post(f"{student.path}/remarks", remark(essex))
    assert (full.status_code, "withdraw one" in full.json()["detail"]) == (409, True)
