"""Queen Mary's promise QM-10: an expectation to discuss, explained, and told only when asked for."""

import re
from datetime import UTC, datetime, timedelta
from math import exp
from typing import Any
from uuid import UUID

import pytest

from app.actions.insight.prediction_facts import Found, features_of
from app.ids import StudentId
from app.prediction.model import Bin, Model, Term, explain, logits
from app.store.insight.prediction_facts import READS
from tests import roles
from tests.prediction.documents import PATH, document
from tests.prediction.made_up import small_model
from tests.systems.test_city_erasure import asked, uphold
from tests.world import OPENING, Person, World, event, mark

pytestmark = [pytest.mark.anyio, pytest.mark.row("QM-10")]
TERMS = (
    Term("submitted_share", (0.0, 0.5, 1.0), (-1.5, -0.5, 0.0), 1.0, -0.75),
    Term("mean_mark", (40.0, 60.0, 80.0), (-0.5, -0.125, 0.5), 64.0, -0.25),
    Term("registered_before", (0.0, 30.0), (-0.1, 0.1), 15.0, 0.05),
)


def usable_model(*bins: Bin, terms: tuple[Term, ...] = TERMS) -> Model:
    return small_model(terms=terms, bins=bins or (Bin(0.0, 1_000, 700),))


def go_to(world: World, day: int) -> None:
    """A day of the module."""
    world.moment.now = datetime(2018, 9, 24, 12, tzinfo=UTC) + timedelta(days=day)


@pytest.fixture
async def admin(queen_mary: World) -> Person:
    return await queen_mary.tutor(roles.ADMIN)


@pytest.fixture
async def adviser(queen_mary: World) -> Person:
    return await queen_mary.tutor(roles.ADVISER)


async def publish(admin: Person, made: Model | None = None, **figures: Any) -> str:
    made = made or usable_model()
    await admin.do(PATH, document(made, **figures))
    await admin.do(f"{PATH}/{made.version}/publication", {})
    return made.version


async def with_work(world: World, student: Person) -> None:
    """Three of four pieces handed in; two marks were back by day 28, one was not."""
    days = {"A": (7, 6, 60), "B": (14, 14, 80), "C": (21, 20, 0), "D": (28, None, None)}
    for code, (due, submitted, figure) in days.items():
        await world.assess(code, due=OPENING + timedelta(days=due))
        if submitted is not None:
            handed_in = {"submitted_on": str(OPENING + timedelta(days=submitted))}
            assert await world.mark(mark(student, code, figure) | handed_in) == ["recorded"]


async def expectation(who: Person, student: Person) -> dict[str, Any]:
    found: dict[str, Any] = await who.read(f"{student.path}/expectation")
    return found


def of_module(found: dict[str, Any], code: str = "BIO1-18") -> dict[str, Any]:
    return next(each for each in found["modules"] if each["code"] == code)


async def test_a_student_who_asks_is_told_natural_frequencies_that_anyone_can_work_out(
    queen_mary: World, admin: Person
) -> None:
    student = await queen_mary.student()
    await with_work(queen_mary, student)
    version = await publish(admin)
    module = of_module(await expectation(student, student))
    told = module["told"]
    assert (module["withheld"], told["model"], told["week"]) == (None, version, 4)
    assert told["as_of"] == str(OPENING + timedelta(days=28))
    factors = {each["feature"]: each for each in told["factors"]}
    # 0.75 is half-way from -0.5 to 0; the mean of 60 and 80 is half-way from -0.125 to 0.5.
    assert {name: (each["value"], each["contribution"]) for name, each in factors.items()} == {
        "submitted_share": (0.75, -0.25),
        "mean_mark": (70, 0.1875),
    }
    assert told["unchangeable"] == 0.05, "nobody knows when the student registered"
    logit = told["intercept"] + told["unchangeable"] + sum(each["contribution"] for each in told["factors"])
    assert abs(told["logit"] - logit) < 1e-9
    assert abs(logit - 0.2375) < 1e-9
    assert 0.4 <= 1 / (1 + exp(-logit)) < 0.6


async def test_the_range_and_the_like_cases_are_those_of_the_model(queen_mary: World, admin: Person) -> None:
    student = await queen_mary.student()
    await with_work(queen_mary, student)
    await publish(admin, usable_model(Bin(0.0, 400, 100), Bin(0.4, 1_000, 700)))
    told = of_module(await expectation(student, student))["told"]
    assert (told["of"], told["about"], told["least"], told["most"], told["like_cases"]) == (
        100, 70, 67, 73, 1_000,
    )  # fmt: skip
    assert told["sentence"].startswith("Of 100 students whose record looked like this at week 4, about 70")


async def test_it_says_what_it_cannot_see_how_it_did_and_never_the_words_risk_or_fail(
    queen_mary: World, admin: Person
) -> None:
    student = await queen_mary.student()
    await with_work(queen_mary, student)
    await publish(admin)
    answer = await student.get(f"{student.path}/expectation")
    found = answer.json()
    assert "What happens outside the records: work, health, family, money." in found["cannot_see"]
    assert found["acts"].startswith("Nothing happens by it.")
    assert "It decides nothing, and it is never used for assessment." in found["caveats"]
    assert any("off by 2 in 100" in each for each in of_module(found)["told"]["how_it_did"])
    assert not re.search(r"\brisk|\bfail", answer.text, re.IGNORECASE)


async def test_nothing_is_said_before_week_3_nor_with_fewer_than_200_like_cases(
    queen_mary: World, admin: Person
) -> None:
    student = await queen_mary.student()
    await publish(admin, usable_model(Bin(0.0, 199, 100)))
    found = of_module(await expectation(student, student))
    assert found["told"] is None
    assert found["withheld"].startswith("Fewer than 200 students had a record like this")
    go_to(queen_mary, 20)
    found = of_module(await expectation(student, student))
    assert found["withheld"] == "Nothing is said before the end of week 3: too little is known."
    go_to(queen_mary, 28)
    found = of_module(await expectation(student, student))
    assert found["withheld"] == "No model has been published for this week or an earlier one."


async def test_a_module_in_which_it_did_not_do_well_and_an_old_expectation_are_withheld(
    queen_mary: World, admin: Person
) -> None:
    student = await queen_mary.student()
    await publish(admin)
    found = await expectation(student, student)
    assert of_module(found)["told"] is not None
    assert "not do well enough" in of_module(found, "BIO2-18")["withheld"]
    go_to(queen_mary, 64)
    assert "too long ago" in of_module(await expectation(student, student))["withheld"]


async def test_marks_that_are_hidden_are_told_by_no_other_way(queen_mary: World, admin: Person) -> None:
    await publish(admin)
    student = await queen_mary.student()
    await queen_mary.exams(queen_mary.today, queen_mary.today + timedelta(days=3))
    assert "exam period" in of_module(await expectation(student, student))["withheld"]


async def test_where_marks_rest_on_consent_nothing_is_told_without_it(wide: World) -> None:
    await publish(await wide.tutor(roles.ADMIN))
    without = await wide.student()
    assert "may be used" in of_module(await expectation(without, without))["withheld"]


async def test_what_came_later_changes_nothing(queen_mary: World, admin: Person) -> None:
    student = await queen_mary.student()
    await with_work(queen_mary, student)
    await publish(admin)
    before = await expectation(student, student)
    await queen_mary.assess("LATER", due=OPENING + timedelta(days=40))
    late = {"submitted_on": str(OPENING + timedelta(days=39))}
    assert await queen_mary.mark(mark(student, "LATER", 5) | late) == ["recorded"]
    assert await expectation(student, student) == before


async def test_worked_out_for_everybody_at_once_it_is_as_for_each_who_asks(
    queen_mary: World, admin: Person
) -> None:
    """In two module runs, with a mark that was carried over, in another order than students' ids."""
    diligent, idle, banked = [await queen_mary.student() for _ in range(3)]
    await with_work(queen_mary, diligent)
    carried = mark(banked, "A", 90) | {"submitted_on": str(OPENING), "carried_over": True}
    late = mark(banked, "B", 50) | {"submitted_on": str(OPENING + timedelta(days=16))}
    assert await queen_mary.mark(carried, late) == ["recorded", "recorded"]
    made = usable_model()
    await publish(admin, made)
    by_id = {
        each.id.bytes: of_module(await expectation(each, each))["told"]["logit"]
        for each in (banked, idle, diligent)
    }
    async with queen_mary.context() as context:
        ids = [StudentId(UUID(bytes=each)) for each in by_id]
        found = Found.of(await context.transaction.gather(READS, students=ids, today=context.today))
        sums = logits(made, explain(made, await features_of(context, made, ids, found)))
    [run] = [at for at, each in enumerate(found.runs) if each.code == "BIO1-18"]
    students = found.taken["student"][found.run == run]
    told = dict(
        zip((each.ljust(16, b"\0") for each in students.tolist()), sums[found.run == run], strict=True)
    )
    assert told == by_id
    assert len(set(by_id.values())) == 3
    assert len(sums) > len(told), "they are on another module run, too"


async def test_staff_in_a_prompted_role_say_why_and_the_student_reads_that_they_looked(
    queen_mary: World, admin: Person, adviser: Person
) -> None:
    student = await queen_mary.student()
    await queen_mary.begin_tutorship(student, adviser, queen_mary.yesterday)
    await publish(admin)
    own = of_module(await expectation(student, student))["told"]
    seen = of_module(await expectation(adviser, student))["told"]
    assert (own["prompts"], isinstance(seen["prompts"], bool)) == (None, True)
    assert seen | {"prompts": None} == own
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert [(each["sections"], each["purpose"]) for each in looks] == [(["expectation"], adviser.purpose)]
    stranger = await queen_mary.tutor(roles.ADVISER)
    assert (await stranger.get(f"{student.path}/expectation")).status_code == 404


async def test_another_role_in_charge_is_shown_none(queen_mary: World, admin: Person) -> None:
    student = await queen_mary.student()
    support = await queen_mary.tutor(roles.SCHOOL_SUPPORT)
    await queen_mary.grant(support, roles.SCHOOL_SUPPORT, "CLES")
    answer = await support.get(f"{student.path}/expectation")
    assert (answer.status_code, answer.json()["detail"]) == (403, "your role is shown no expectations")


async def test_nothing_of_an_expectation_is_stored(queen_mary: World, admin: Person) -> None:
    student = await queen_mary.student()
    await publish(admin)
    tables = [
        name
        for (name,) in await queen_mary.sql(
            "select distinct table_name::text from information_schema.columns"
            " where table_schema = 'public' and column_name = 'student_id'"
        )
        if not re.search(r"_\d{4}$", name)
    ]
    counts = " union all ".join(
        f"select '{name}', count(*) from {name} where institution_id = :institution_id" for name in tables
    )
    before = sorted(await queen_mary.sql(counts))
    await expectation(student, student)
    assert sorted(await queen_mary.sql(counts)) == before


async def test_an_objection_turns_it_off_for_the_student_and_for_staff_and_for_nothing_else(
    queen_mary: World, admin: Person, adviser: Person
) -> None:
    student = await queen_mary.student()
    await queen_mary.begin_tutorship(student, adviser, queen_mary.yesterday)
    await with_work(queen_mary, student)
    await publish(admin)
    officer = await queen_mary.tutor(roles.DATA_PROTECTION)
    await uphold(officer, await asked(student, "objection", purpose="prediction"))
    for who in (student, adviser):
        found = await expectation(who, student)
        assert {each["told"] for each in found["modules"]} == {None}
        assert {each["withheld"] for each in found["modules"]} == {
            "Nothing is worked out of these data: that was objected to, or they are stored only."
        }
    assert (await adviser.get(f"{student.path}/grades")).status_code == 200


ONLINE = (
    Term("active_days", (0.0, 2.0, 7.0), (-0.5, 0.0, 0.5), 2.0, 0.0),
    Term("weekly_amount", (0.0, 10.0, 100.0), (-0.5, 0.0, 0.5), 10.0, 0.0),
    Term("days_since_active", (0.0, 28.0), (0.5, -0.5), 1.0, 0.0),
)


async def online(who: Person, student: Person) -> dict[str, float]:
    """The values of what was done online, by feature."""
    told = of_module(await expectation(who, student))["told"]
    return {each["feature"]: round(each["value"], 4) for each in told["factors"]}


async def opens(world: World, student: Person, source: str, *days: int, **fields: Any) -> None:
    """Ten interactions on each of these days of the module."""
    done = {"module_run": "BIO1-18", "quantity": 10} | fields
    sent = [event(student, source, OPENING + timedelta(days=each), **done) for each in days]
    assert set(await world.deliver(*sent)) == {"recorded"}


async def test_activity_is_read_of_sources_that_count_and_of_the_module_up_to_the_day(
    queen_mary: World, admin: Person
) -> None:
    student = await queen_mary.student()
    await publish(admin, usable_model(terms=ONLINE))
    await opens(queen_mary, student, "qmplus", 1, 1, 8)
    await opens(queen_mary, student, "reading_lists", 22)
    await opens(queen_mary, student, "qmplus", 29)
    await opens(queen_mary, student, "qmplus", 23, module_run="BIO2-18")
    weeks = 29 / 7
    expected = {"active_days": 3 / weeks, "weekly_amount": 40 / weeks, "days_since_active": 28 - 22}
    assert await online(student, student) == {name: round(each, 4) for name, each in expected.items()}


async def test_pilots_time_outs_and_what_staff_did_are_no_activity(queen_mary: World, admin: Person) -> None:
    student = await queen_mary.student()
    await publish(admin, usable_model(terms=ONLINE))
    await opens(queen_mary, student, "qmplus", 5)
    before = await online(student, student)
    await opens(queen_mary, student, "library", 7, 9, 27)
    await opens(queen_mary, student, "qmplus", 28, kind="session_timed_out")
    await opens(queen_mary, student, "assessments", 28, kind="graded")
    assert await online(student, student) == before
    await opens(queen_mary, student, "assessments", 28)
    assert await online(student, student) != before, "what was handed in counts"


async def test_a_model_of_activity_says_nothing_where_activity_rests_on_consent_that_was_not_given(
    wide: World,
) -> None:
    await publish(await wide.tutor(roles.ADMIN), usable_model(terms=ONLINE))
    without, student = await wide.student(), await wide.student(consent=True)
    assert "rests on consent" in of_module(await expectation(without, without))["withheld"]
    assert (await online(student, student))["active_days"] == 0
