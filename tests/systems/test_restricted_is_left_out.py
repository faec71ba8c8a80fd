"""A student whose data are restricted is in no set: each reader of several students, one by one."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from app.ids import ProgrammeId
from app.store.insight import cohorts
from app.store.insight.cohorts import CohortKind
from tests import roles
from tests.outreach.people import OPENED
from tests.systems.test_city_erasure import asked, uphold
from tests.systems.test_nottingham_review_lists import hold, made, reviewer
from tests.world import Person, World, at_once, register

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-10")]

Read = Callable[[World, Person, Person], Awaitable[set[str]]]
"""The ids of the students that somebody reads of; whoever tutors them, and one of them, are given."""


async def restrict(world: World, student: Person) -> None:
    officer = await world.tutor(roles.DATA_PROTECTION)
    await uphold(officer, await asked(student, "restriction"))


def ids(items: list[dict[str, Any]]) -> set[str]:
    return {each["student_id"] for each in items}


async def caseload(_world: World, tutor: Person, _student: Person) -> set[str]:
    return ids((await tutor.read("/v1/students"))["items"])


async def caseload_of_a_grant(world: World, _tutor: Person, _student: Person) -> set[str]:
    senior = await world.tutor(roles.SENIOR_TUTOR)
    await world.grant(senior, roles.SENIOR_TUTOR)
    return ids((await senior.read("/v1/students"))["items"])


async def queue_of_cases(world: World, tutor: Person, _student: Person) -> set[str]:
    world.moment.now += timedelta(days=7)  # both are overdue
    return ids((await tutor.read("/v1/cases"))["items"])


async def gaps_for_the_visa_team(world: World, _tutor: Person, _student: Person) -> set[str]:
    team = await world.tutor(roles.VISA_TEAM)
    await world.grant(team, roles.VISA_TEAM, sponsored_only=True)
    return ids((await team.read("/v1/visa-engagement"))["items"])


async def review_list(world: World, _tutor: Person, _student: Person) -> set[str]:
    return ids((await made(await reviewer(world)))["items"])


async def members_of_a_cohort(world: World, _tutor: Person, _student: Person) -> set[str]:
    ((programme,),) = await world.sql(
        "select programme_id from programmes where institution_id = :institution_id and code = 'BSC'"
    )
    async with world.context() as context:
        cohort = await cohorts.get(context.transaction, CohortKind.PROGRAMME, ProgrammeId(programme))
        found = await cohorts.list_spells(context.transaction, cohort, date(2018, 10, 1), world.today)
    return {str(each.student_id) for each in found}


async def pending_scores(world: World, _tutor: Person, _student: Person) -> set[str]:
    found = await world.sql("select student_id from pending_rescores where institution_id = :institution_id")
    return {str(each) for (each,) in found}


async def pending_signals(world: World, _tutor: Person, _student: Person) -> set[str]:
    found = await world.sql("select student_id from pending_signals where institution_id = :institution_id")
    return {str(each) for (each,) in found}


READERS: list[Read] = [
    caseload, caseload_of_a_grant, queue_of_cases, gaps_for_the_visa_team, review_list, members_of_a_cohort,
    pending_scores, pending_signals,
]  # fmt: skip


@pytest.mark.parametrize("read", READERS, ids=lambda each: each.__name__)
async def test_a_restricted_student_is_in_no_set(nottingham: World, read: Read) -> None:
    tutor = await nottingham.tutor()
    student, other = [await nottingham.student(tutor=tutor, sponsored=True) for _ in range(2)]
    await hold(nottingham)
    for each in (student, other):
        await tutor.do(f"{each.path}/cases", OPENED)
        rows = await nottingham.sql(
            "select code from teaching_sessions where institution_id = :institution_id and code <> 'BEFORE'"
        )
        await nottingham.register(*(register(each, code, "absent") for (code,) in rows))
        await nottingham.register(register(each, "BEFORE", "present"))
        await nottingham.sql(
            "insert into pending_rescores values (:institution_id, :student, '2018-11-01', '2018-11-02')"
            " on conflict do nothing",
            student=each.id,
        )
        await nottingham.sql(
            "insert into pending_signals values (:institution_id, :student) on conflict do nothing",
            student=each.id,
        )
    both = {str(student.id), str(other.id)}
    if read is not review_list:  # a list is made once a term
        assert await read(nottingham, tutor, student) == both, "otherwise the test tells nothing"
    await restrict(nottingham, student)
    assert await read(nottingham, tutor, student) == {str(other.id)}


@pytest.mark.parametrize("path", ["/v1/prepared-messages", "/v1/group-interventions"])
async def test_nothing_is_prepared_for_a_restricted_student(nottingham: World, path: str) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    await restrict(nottingham, student)
    starts = nottingham.moment.now + timedelta(days=3)
    body = {
        "/v1/prepared-messages": {"template": "first_contact", "students": [str(student.id)]},
        "/v1/group-interventions": {
            "title": "A walk",
            "about": "Fresh air.",
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=1)).isoformat(),
            "students": [str(student.id)],
        },
    }[path]
    answer = await tutor.post(path, body)
    assert answer.status_code == 422
    assert "is no student of whom your role opens support" in answer.text


async def test_two_restrictions_at_once_are_one(nottingham: World) -> None:
    student, officer = await nottingham.student(), await nottingham.tutor(roles.DATA_PROTECTION)
    first = await asked(student, "restriction")
    body = {"outcome": "upheld", "reason": "It is your right."}
    answers = await at_once(officer, [(f"/v1/requests/{first}/answer", body)] * 4)
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    assert len((await student.read(f"{student.path}/restrictions"))["items"]) == 1
