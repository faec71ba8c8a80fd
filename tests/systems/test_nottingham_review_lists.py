"""What Nottingham publishes of its termly review for assumed withdrawal: from the register; people decide."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests import roles
from tests.world import Person, World, approval, register, session

pytestmark = pytest.mark.anyio

LISTS = "/v1/review-lists"
WEEKS = (date(2018, 10, 29), date(2018, 11, 5), date(2018, 11, 12))
"""The Mondays of the last three whole weeks."""
CONTACT = {"decision": "contact", "reason": "Nobody has spoken with the student since."}


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"].split("/")[-1])


async def reviewer(world: World, org_unit: str = "CLES") -> Person:
    """A senior tutor of that org unit."""
    person = await world.tutor(roles.SENIOR_TUTOR)
    await world.grant(person, roles.SENIOR_TUTOR, org_unit)
    return person


def asks(person: Person, purpose: str = "assumed_withdrawal") -> dict[str, str]:
    return person.headers | {"Attune-Purpose": purpose}


async def post(
    person: Person, path: str, body: Any = None, purpose: str = "assumed_withdrawal"
) -> httpx.Response:
    return await person.world.client.post(path, json=body, headers=asks(person, purpose))


async def read(person: Person, path: str, **query: Any) -> Any:
    answer = await person.world.client.get(path, params=query, headers=asks(person))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def made(person: Person) -> dict[str, Any]:
    answer = await post(person, LISTS)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = await read(person, answer.headers["Location"])
    return found


async def hold(world: World) -> None:
    """A session on each Monday and Wednesday of the three weeks, and one before."""
    await world.hold_sessions(
        session("BEFORE", date(2018, 10, 12)),
        *(session(f"{day}-{n}", day + timedelta(days=n)) for day in WEEKS for n in (0, 2)),
    )


async def absent(world: World, *students: Person, but: dict[str, str] | None = None) -> None:
    """Absent from all sessions of the weeks, but for those named."""
    states = {f"{day}-{n}": "absent" for day in WEEKS for n in (0, 2)} | (but or {})
    records = [register(each, code, state) for each in students for code, state in states.items()]
    assert set(await world.register(*records)) == {"recorded"}


@pytest.mark.row("NO-5")
async def test_once_a_term_a_list_with_the_register_of_the_last_weeks(nottingham: World) -> None:
    await hold(nottingham)
    gone, came, unrecorded = [await nottingham.student() for _ in range(3)]
    await absent(nottingham, gone)
    await absent(nottingham, came, but={f"{WEEKS[1]}-0": "present"})
    await nottingham.register(register(gone, "BEFORE", "present"), register(unrecorded, "BEFORE", "present"))
    found = await made(await reviewer(nottingham))
    assert (found["term"], found["term_first_day"]) == ("Autumn term", "2018-09-24")
    assert (found["first_day"], found["last_day"]) == ("2018-10-29", "2018-11-18")
    assert (found["students"], found["undecided"]) == (1, 1)
    (listed,) = found["items"]
    assert listed["number"] == gone.number
    assert listed["last_present_on"] == "2018-10-12"
    assert listed["weeks"] == [
        {"monday": str(day), "absent": 2, "authorised_absence": 0, "no_record": 0} for day in WEEKS
    ]
    assert listed["decision"] is None
    looks = (await gone.read(f"{gone.path}/access-records"))["items"]
    assert (looks[0]["sections"], looks[0]["purpose"]) == (["student", "attendance"], "assumed_withdrawal")
    assert (await came.read(f"{came.path}/access-records"))["items"] == []


@pytest.mark.row("NO-5")
async def test_a_person_decides_once_and_nothing_else_changes(nottingham: World) -> None:
    await hold(nottingham)
    gone = await nottingham.student()
    await absent(nottingham, gone)
    tutors = [await reviewer(nottingham) for _ in range(4)]
    found = await made(tutors[0])
    path = f"{LISTS}/{found['review_list_id']}"
    before = await nottingham.sql("select r.* from registrations r where institution_id = :institution_id")
    answers = await asyncio.gather(
        *(post(each, f"{path}/students/{gone.id}/decision", CONTACT) for each in tutors)
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    decided = next(each for each in answers if each.status_code == 200).json()
    refused = next(each for each in answers if each.status_code == 409).json()
    assert refused["detail"].startswith(f"{decided['decided_by_name']} has decided on this student already")
    (listed,) = (await read(tutors[0], path))["items"]
    assert listed == decided
    assert (decided["decision"], decided["reason"]) == ("contact", CONTACT["reason"])
    assert (await read(tutors[0], LISTS))["items"][0]["undecided"] == 0
    assert (
        await nottingham.sql("select r.* from registrations r where institution_id = :institution_id")
        == before
    )
    audited = {each["action"]: each for each in await (await nottingham.tutor(roles.ADMIN)).audit()}
    assert audited["review decided"]["after"]["decision"] == "contact"
    assert audited["review list made"]["after"]["students"] == 1
    assert CONTACT["reason"] not in str(audited)


@pytest.mark.row("NO-5")
async def test_a_second_list_of_the_same_term_is_refused_and_the_next_term_has_its_own(
    nottingham: World,
) -> None:
    tutor = await reviewer(nottingham)
    await nottingham.student()
    answers = await asyncio.gather(*(post(tutor, LISTS) for _ in range(5)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409, 409]
    refused = next(each for each in answers if each.status_code == 409).json()
    assert "Autumn term from 2018-09-24" in refused["detail"]
    nottingham.moment.now = datetime(2018, 12, 20, 12, tzinfo=UTC)  # in the vacation after it
    assert (await post(tutor, LISTS)).status_code == 409
    nottingham.moment.now = datetime(2019, 1, 30, 12, tzinfo=UTC)
    young = await post(tutor, LISTS)
    assert (young.status_code, "has had 1 whole teaching weeks" in young.json()["detail"]) == (409, True)
    nottingham.moment.now = datetime(2019, 2, 12, 12, tzinfo=UTC)
    assert (await made(tutor))["term"] == "Spring term"
    assert [each["term"] for each in (await read(tutor, LISTS))["items"]] == ["Spring term", "Autumn term"]


@pytest.mark.row("NO-5")
async def test_days_that_are_excluded_and_sessions_without_a_record_put_nobody_on_it(
    nottingham: World,
) -> None:
    await hold(nottingham)
    tutor = await nottingham.tutor()
    exempt, ill, silent, partly = [await nottingham.student(tutor=tutor) for _ in range(4)]
    await absent(nottingham, exempt, ill, partly)
    await nottingham.exempt(exempt, tutor, WEEKS[0], 30)
    await nottingham.approve(
        approval(ill, "EC-1", WEEKS[0], WEEKS[2] + timedelta(days=5)),
        approval(partly, "EC-2", WEEKS[0], WEEKS[1]),
    )
    await nottingham.register(*(register(silent, f"{day}-0", None) for day in WEEKS))
    found = await made(await reviewer(nottingham))
    (listed,) = found["items"]
    assert listed["number"] == partly.number
    assert [each["monday"] for each in listed["weeks"]] == [str(day) for day in WEEKS[1:]]
    assert listed["excluded"] == [
        {"first_day": "2018-10-29", "last_day": "2018-11-04", "reason": "extenuating_circumstances"}
    ]


@pytest.mark.row("NO-5")
async def test_only_who_reviews_makes_one_and_only_of_students_in_their_charge(nottingham: World) -> None:
    await hold(nottingham)
    await nottingham.add_college("ARTS", "Arts", "BA")
    tutor = await nottingham.tutor()
    mine = await nottingham.student(tutor=tutor, sponsored=True)
    other = await nottingham.student(programme="BA", college="ARTS")
    await absent(nottingham, mine, other)
    found = await made(await reviewer(nottingham))
    assert [each["number"] for each in found["items"]] == [mine.number]
    path, elsewhere = f"{LISTS}/{found['review_list_id']}", await reviewer(nottingham, "ARTS")
    assert (await read(elsewhere, LISTS))["items"] == []
    hidden = await nottingham.client.get(path, headers=asks(elsewhere))
    assert (hidden.status_code, kind(hidden)) == (404, "not-found")
    decision = f"{path}/students/{mine.id}/decision"
    assert (await post(elsewhere, decision, CONTACT)).status_code == 404
    visa = await nottingham.tutor(roles.VISA_TEAM)
    await nottingham.grant(visa, roles.VISA_TEAM)
    for person, purpose in ((tutor, "tutoring"), (visa, "visa_compliance"), (mine, "tutoring")):
        for refused in (
            await post(person, LISTS, purpose=purpose),
            await nottingham.client.get(LISTS, headers=asks(person, purpose)),
            await nottingham.client.get(path, headers=asks(person, purpose)),
            await post(person, decision, CONTACT, purpose),
        ):
            assert refused.status_code == 403, refused.text
    assert (await read(await reviewer(nottingham), path))["students"] == 1  # another of the same college


async def test_a_tutee_who_is_on_anothers_list_is_not_shown_to_a_reviewer_of_elsewhere(
    nottingham: World,
) -> None:
    """A senior tutor of Arts may be the personal tutor of somebody in Life, and reviews nobody by that."""
    await hold(nottingham)
    await nottingham.add_college("ARTS", "Arts", "BA")
    both = await nottingham.tutor(roles.SENIOR_TUTOR, roles.PERSONAL_TUTOR)
    await nottingham.grant(both, roles.SENIOR_TUTOR, "ARTS")
    student = await nottingham.student(tutor=both)
    await absent(nottingham, student)
    found = await made(await reviewer(nottingham))
    assert (await read(both, LISTS))["items"] == []
    decision = f"{LISTS}/{found['review_list_id']}/students/{student.id}/decision"
    assert kind(await post(both, decision, CONTACT)) == "purpose-refused"
    await nottingham.student(programme="BA", college="ARTS")
    assert (await made(both))["items"] == []


async def test_whoever_reviews_nobody_today_makes_no_empty_list(nottingham: World) -> None:
    """It would be the only one of the term, also once they are trained or granted something."""
    await nottingham.student()
    tutor = await nottingham.tutor(roles.SENIOR_TUTOR, trained=False)
    await nottingham.grant(tutor, roles.SENIOR_TUTOR, "CLES")
    refused = await post(tutor, LISTS)
    assert (refused.status_code, "you review nobody today" in refused.json()["detail"]) == (403, True)
    await nottingham.train(tutor, nottingham.yesterday)
    assert (await post(tutor, LISTS)).status_code == 201


async def test_it_is_looked_at_for_its_own_purpose_alone(nottingham: World) -> None:
    tutor = await reviewer(nottingham)
    for purpose in ("tutoring", "wellbeing", "discipline"):
        refused = await post(tutor, LISTS, purpose=purpose)
        assert (refused.status_code, kind(refused)) == (403, "purpose-refused")
    silent = {key: value for key, value in tutor.headers.items() if key != "Attune-Purpose"}
    asked = await nottingham.client.post(LISTS, headers=silent)
    assert (asked.status_code, asked.json()["purposes"]) == (400, ["assumed_withdrawal"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (CONTACT | {"decision": "withdraw"}, "/body/decision"),
        ({"decision": "refer", "reason": ""}, "/body/reason"),
    ],
)
async def test_a_decision_has_a_reason_and_withdraws_nobody(
    nottingham: World, body: dict[str, Any], pointer: str
) -> None:
    await hold(nottingham)
    gone = await nottingham.student()
    await absent(nottingham, gone)
    tutor = await reviewer(nottingham)
    path = f"{LISTS}/{(await made(tutor))['review_list_id']}/students/{gone.id}/decision"
    answer = await post(tutor, path, body)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    present = await nottingham.student()
    not_listed = await post(tutor, path.replace(str(gone.id), str(present.id)), CONTACT)
    assert (not_listed.status_code, not_listed.json()["detail"]) == (404, "the student is not on this list")


async def test_a_list_pages_by_student_number(nottingham: World) -> None:
    await hold(nottingham)
    students = [await nottingham.student() for _ in range(3)]
    await absent(nottingham, *students)
    tutor = await reviewer(nottingham)
    found = await made(tutor)
    path = f"{LISTS}/{found['review_list_id']}"
    first = await read(tutor, path, limit=2)
    second = await read(tutor, path, limit=2, cursor=first["next_cursor"])
    assert [each["number"] for each in first["items"] + second["items"]] == [each.number for each in students]
    assert second["next_cursor"] is None


async def test_an_institution_without_reviews_says_so(essex: World) -> None:
    officer = await essex.tutor(roles.DEPARTMENT_OFFICER)
    for answer in (await officer.get(LISTS), await officer.post(LISTS, None)):
        assert (answer.status_code, kind(answer)) == (404, "not-collected")
