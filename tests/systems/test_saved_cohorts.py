"""Saved cohorts: a named filter, who is in it, who joined and left; it never widens anybody's access."""

from datetime import timedelta
from typing import Any

import pytest

from app.jobs.evaluate_cohorts import evaluate_cohorts
from tests import roles
from tests.access.scene_signals import RAISE
from tests.world import Person, World, event, register, session

pytestmark = [pytest.mark.anyio, pytest.mark.row("BY-9")]

EVERYBODY = {"kind": "level", "any_of": ["undergraduate", "postgraduate_taught"]}


async def save(person: Person, *conditions: dict[str, Any], name: str = "Mine") -> str:
    made = await person.do("/v1/saved-cohorts", {"name": name, "conditions": list(conditions or [EVERYBODY])})
    return f"/v1/saved-cohorts/{made['saved_cohort_id']}"


async def members(person: Person, path: str) -> set[str]:
    return {each["number"] for each in (await person.read(f"{path}/members", limit=200))["items"]}


async def events(person: Person, path: str, **query: Any) -> list[tuple[str, str]]:
    items = (await person.read(f"{path}/events", limit=200, **query))["items"]
    return [(each["kind"], each["number"]) for each in items]


async def found_by(person: Person, *conditions: dict[str, Any]) -> set[str]:
    """Whom the conditions find, tried once."""
    path = await save(person, *conditions, name="Tried")
    found = await members(person, path)
    assert (await person.delete(path)).status_code == 204
    return found


async def night(world: World) -> tuple[int, int]:
    """How many joined and left."""
    done = [each async for each in evaluate_cohorts(world.context)]
    return sum(each.joined for each in done), sum(each.left for each in done)


# --- what it is ---


async def test_a_saved_cohort_is_made_read_changed_and_deleted_by_its_owner(world: World) -> None:
    tutor = await world.tutor()
    path = await save(tutor)
    answer = await tutor.get(path)
    assert answer.json()["conditions"] == [EVERYBODY | {"below": None, "days": None}]
    listed = (await tutor.read("/v1/saved-cohorts"))["items"]
    assert listed == [answer.json()]
    body = {"name": "Mine, too", "conditions": [{"kind": "my_tutees"}]}
    tag = {"If-Match": answer.headers["ETag"]}
    for expected in (200, 412):
        changed = await world.client.put(path, json=body, headers=tutor.headers | tag)
        assert changed.status_code == expected, changed.text
    actions = [each["action"] for each in await (await world.tutor(roles.ADMIN)).audit()]
    assert (await tutor.delete(path)).status_code == 204
    assert sorted(actions) == ["saved cohort changed", "saved cohort made"]
    assert [(await tutor.get(f"{path}{part}")).status_code for part in ("", "/members", "/events")] == [
        404
    ] * 3


async def test_a_name_is_used_once_and_fifty_are_enough(world: World) -> None:
    tutor = await world.tutor()
    await save(tutor, name="0")
    again = await tutor.post("/v1/saved-cohorts", {"name": "0", "conditions": [EVERYBODY]})
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "you keep a saved cohort of this name already",
    )
    for at in range(1, 50):
        await save(tutor, name=str(at))
    more = await tutor.post("/v1/saved-cohorts", {"name": "50", "conditions": [EVERYBODY]})
    assert (more.status_code, more.json()["detail"]) == (
        409,
        "you keep 50 saved cohorts already: delete one first",
    )
    long = await tutor.post("/v1/saved-cohorts", {"name": "x" * 101, "conditions": [EVERYBODY]})
    assert long.status_code == 422


@pytest.mark.parametrize(
    ("condition", "pointer"),
    [
        ({"kind": "level"}, "any_of"),
        ({"kind": "level", "any_of": ["school"]}, "any_of/0"),
        ({"kind": "year_of_study", "any_of": ["1", "first"]}, "any_of/1"),
        ({"kind": "org_unit", "any_of": ["CLES"]}, "any_of/0"),
        ({"kind": "programme", "any_of": ["5f0c1e2a-7b1d-4c3e-9a54-000000000000"]}, "any_of/0"),
        ({"kind": "my_tutees", "any_of": ["yes"]}, "any_of"),
        ({"kind": "attendance_below"}, "below"),
        ({"kind": "study_mode", "any_of": ["online"], "below": 0.5}, "below"),
        ({"kind": "attendance_below", "below": 1.5}, "below"),
        ({"kind": "horoscope"}, "kind"),
    ],
)  # fmt: skip
async def test_a_bad_filter_is_told_which_condition_is_wrong(
    world: World, condition: dict[str, Any], pointer: str
) -> None:
    tutor = await world.tutor()
    answer = await tutor.post("/v1/saved-cohorts", {"name": "x", "conditions": [EVERYBODY, condition]})
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == f"/body/conditions/1/{pointer}"


# --- whom it finds ---


async def test_conditions_are_joined_by_and_and_their_values_by_or(world: World) -> None:
    tutor = await world.tutor()
    await world.add_college("ARTS", "Arts", "BA")
    await world.add_department("BIOLOGY", "BIO", under="CLES")
    studies: dict[str, dict[str, Any]] = {
        "first": {"year_of_study": 1, "study_mode": "online"},
        "second": {"year_of_study": 2, "programme": "BIO"},
        "third": {"year_of_study": 3, "residence": "on_campus"},
        "arts": {"year_of_study": 1, "programme": "BA", "college": "ARTS"},
        "taught": {"level": "postgraduate_taught"},
    }
    student = {name: await world.student(tutor=tutor, **each) for name, each in studies.items()}
    numbers = {each.number: name for name, each in student.items()}
    ids, programmes = [
        dict(await world.sql(f"select code, {key}::text from {table} where institution_id = :institution_id"))
        for table, key in (("org_units", "org_unit_id"), ("programmes", "programme_id"))
    ]

    async def found(*conditions: dict[str, Any]) -> set[str]:
        return {numbers[each] for each in await found_by(tutor, *conditions)}

    def one(kind: str, *values: str) -> dict[str, Any]:
        return {"kind": kind, "any_of": list(values)}

    assert await found(one("org_unit", ids["BIOLOGY"])) == {"second"}
    assert await found(one("org_unit", ids["CLES"])) == {"first", "second", "third", "taught"}
    assert await found(one("org_unit", ids["U"])) == set(student)
    assert await found(one("programme", programmes["BA"], programmes["BIO"])) == {"arts", "second"}
    assert await found(one("year_of_study", "1", "2")) == {"first", "second", "arts"}
    assert await found(one("year_of_study", "1"), one("org_unit", ids["CLES"])) == {"first"}
    assert await found(one("level", "postgraduate_taught")) == {"taught"}
    assert await found(one("study_mode", "online")) == {"first"}
    assert await found(one("residence", "on_campus", "off_campus")) == {"third"}
    assert await found({"kind": "my_tutees"}, one("year_of_study", "3")) == {"third"}
    run = str(await world.module_run_id("BIO1-18"))
    assert await found(one("module_run", run)) == set(student)


async def attended(world: World, tutor: Person, *, consent: bool = True) -> dict[str, Person]:
    """Somebody who came to all of four sessions, and somebody who came to one."""
    days = [world.today - timedelta(days=each) for each in (1, 2, 3, 4)]
    await world.hold_sessions(*(session(f"L{at}", day) for at, day in enumerate(days)))
    came = {name: await world.student(tutor=tutor, consent=consent) for name in ("always", "once")}
    await world.register(
        *(register(came["always"], f"L{at}", "present") for at in range(4)),
        *(register(came["once"], f"L{at}", "absent" if at else "present") for at in range(4)),
    )
    return came


async def test_attendance_below_a_share_rests_on_recorded_sessions(world: World) -> None:
    tutor = await world.tutor()
    came = await attended(world, tutor)
    await world.student(tutor=tutor, consent=True)  # without a record
    assert await found_by(tutor, {"kind": "attendance_below", "below": 0.5}) == {came["once"].number}
    assert await found_by(tutor, {"kind": "attendance_below", "below": 0.25}) == set()
    early = {"kind": "attendance_below", "below": 0.5, "days": 7}
    world.moment.now += timedelta(days=30)
    assert await found_by(tutor, early) == set(), "nothing was recorded in the latest days"


async def test_a_low_score_counts_against_the_students_own(world: World) -> None:
    tutor = await world.tutor()
    falling, steady, silent = [await world.student(tutor=tutor, consent=each) for each in (True, True, False)]
    earlier = [world.yesterday - timedelta(days=each) for each in range(14, 21)]
    for student in (falling, steady, silent):
        await world.deliver(*(event(student, "vle", each, quantity=9) for each in earlier))
    await world.deliver(event(steady, "vle", world.yesterday, quantity=60))
    await world.score()
    below = {"kind": "engagement_below_own", "below": 0.5, "days": 14}
    assert await found_by(tutor, below) == {falling.number}
    answer = await falling.decide("withdrawn")
    assert answer.status_code == 201
    assert await found_by(tutor, below) == set(), "what rests on consent ends with it"


async def test_a_band_of_the_indicator_is_of_the_latest_stored_score(essex: World) -> None:
    tutor = await essex.tutor()
    idle = await essex.student(tutor=tutor, consent=False)
    busy = await essex.student(tutor=tutor, consent=False)
    research = await essex.student(tutor=tutor, level="postgraduate_research")
    days = [essex.today - timedelta(days=each) for each in range(8)]
    await essex.deliver(*(event(busy, "library", each, quantity=1) for each in days))
    await essex.score()
    names = [each.name for each in essex.profile.indicator.bands]  # type: ignore[union-attr]
    for student in (idle, busy):
        band = (await tutor.read(f"{student.path}/indicator"))["band"]
        assert student.number in await found_by(tutor, {"kind": "indicator_band", "any_of": [band["name"]]})
    found = await found_by(tutor, {"kind": "indicator_band", "any_of": names})
    assert found == {idle.number, busy.number}, f"and not {research.number}: none is made of research"
    answer = await tutor.post(
        "/v1/saved-cohorts", {"name": "x", "conditions": [{"kind": "indicator_band", "any_of": ["purple"]}]}
    )
    assert "indicator_band: must be one of" in answer.json()["errors"][0]["detail"]


async def test_open_signals_and_queues_are_for_roles_that_open_them(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    one, other = [await nottingham.student(tutor=tutor) for _ in range(2)]
    rule = next(iter(nottingham.profile.signals.rules))  # type: ignore[union-attr]
    await nottingham.sql(
        RAISE.replace("'fall', '1-0'", f"'{rule}', '1-0'")
        .replace("'closed'", "'open'")
        .replace("cast(:as_of as date), 'recovered'", "null, null"),
        student=one.id,
        signal=one.id,
        as_of=nottingham.yesterday,
        evidence={},
    )
    assert await found_by(tutor, {"kind": "open_signal", "any_of": [rule]}) == {one.number}
    assert other.number not in await found_by(
        tutor, {"kind": "case_queue", "any_of": ["overdue", "unassigned"]}
    )
    unknown = {"kind": "open_signal", "any_of": ["gut_feeling"]}
    answer = await tutor.post("/v1/saved-cohorts", {"name": "x", "conditions": [unknown]})
    assert answer.json()["errors"][0]["pointer"] == "/body/conditions/0/any_of/0"


async def test_a_condition_of_a_closed_section_is_refused_by_its_name(nottingham: World) -> None:
    person = await nottingham.tutor(roles.RESX)
    condition = {"kind": "attendance_below", "below": 0.5}
    answer = await person.post("/v1/saved-cohorts", {"name": "x", "conditions": [EVERYBODY, condition]})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/section-restricted")
    assert "condition 1 (attendance_below)" in answer.json()["detail"]


async def test_whom_only_a_role_without_the_section_shows_is_not_found_by_it(nottingham: World) -> None:
    """Two who missed as much: one is a tutee, and of the other the same person sees no attendance."""
    person = await nottingham.tutor(roles.PERSONAL_TUTOR, roles.RESX)
    came = await attended(nottingham, person, consent=False)
    other = await nottingham.student()
    await nottingham.register(*(register(other, f"L{at}", "absent") for at in range(4)))
    await nottingham.team(person, roles.RESX, opened=[other.id])
    assert other.number in await found_by(person, EVERYBODY)
    below = {"kind": "attendance_below", "below": 0.5}
    assert await found_by(person, below) == {came["once"].number}
    path = await save(person, below)
    assert await night(nottingham) == (1, 0)
    assert await events(person, path) == [("joined", came["once"].number)]


async def test_sponsored_students_are_for_whoever_monitors_visas(nottingham: World) -> None:
    condition = {"kind": "sponsored"}
    tutor, officer = await nottingham.tutor(), await nottingham.tutor(roles.VISA_TEAM)
    sponsored = await nottingham.student(tutor=tutor, sponsored=True)
    await nottingham.student(tutor=tutor)
    refused = await tutor.post("/v1/saved-cohorts", {"name": "x", "conditions": [condition]})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/section-restricted")
    await nottingham.grant(officer, roles.VISA_TEAM, sponsored_only=True)
    assert await found_by(officer, condition) == {sponsored.number}
    path = await save(officer, condition)
    other = officer.headers | {"Attune-Purpose": "wellbeing"}
    assert (await nottingham.client.get(f"{path}/members", headers=other)).status_code == 403


# --- never wider than its owner's access ---


async def test_a_look_at_members_has_a_purpose_and_is_on_record(world: World) -> None:
    tutor = await world.tutor()
    came = await attended(world, tutor)
    path = await save(tutor, {"kind": "attendance_below", "below": 0.5})
    without = {name: text for name, text in tutor.headers.items() if name != "Attune-Purpose"}
    assert (await world.client.get(f"{path}/members", headers=without)).status_code == 400
    assert await members(tutor, path) == {came["once"].number}
    (record,) = (await came["once"].read(f"{came['once'].path}/access-records"))["items"]
    assert (record["purpose"], sorted(record["sections"])) == ("tutoring", ["attendance", "student"])
    assert (await came["always"].read(f"{came['always'].path}/access-records"))["items"] == []


async def test_pages_of_members_run_by_number(world: World) -> None:
    tutor = await world.tutor()
    students = [await world.student(tutor=tutor) for _ in range(5)]
    path, found, cursor = await save(tutor), [], None
    while True:
        page = await tutor.read(f"{path}/members", limit=2, **({"cursor": cursor} if cursor else {}))
        found += [each["number"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [each.number for each in students]


async def test_nobody_else_reads_it_and_nobody_else_is_in_it(world: World) -> None:
    tutor, other = await world.tutor(), await world.tutor()
    mine, _theirs = await world.student(tutor=tutor), await world.student(tutor=other)
    path = await save(tutor)
    await night(world)
    assert await members(tutor, path) == {mine.number}
    assert await events(tutor, path) == [("joined", mine.number)]
    elsewhere = await world.create_another("exeter", empty=False)
    for person in (other, await elsewhere.tutor(), await world.tutor(roles.ADMIN), mine):
        for part in ("", "/members", "/events"):
            assert (await person.get(path + part)).status_code in {403, 404}
        assert (await person.delete(path)).status_code in {403, 404}
    assert await night(elsewhere) == (0, 0)


async def test_who_joins_and_leaves_is_noticed_once_each_night(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    path = await save(tutor)
    assert await events(tutor, path) == []
    assert await night(world) == (1, 0)
    assert await night(world) == (0, 0), "nothing has changed since"
    world.moment.now += timedelta(days=1)
    newcomer = await world.student(tutor=tutor)
    assert await night(world) == (1, 0)
    world.moment.now += timedelta(days=1)
    await world.sql(
        "update registrations set level = 'postgraduate_research' where institution_id = :institution_id"
        " and student_id = :student returning 1",
        student=student.id,
    )
    assert await night(world) == (0, 1)
    told = [("joined", student.number), ("joined", newcomer.number), ("left", student.number)]
    assert await events(tutor, path) == told
    since = (world.moment.now - timedelta(hours=1)).isoformat()
    assert await events(tutor, path, since=since) == told[-1:]


async def test_an_ended_tutorship_ends_the_membership_without_saying_why(world: World) -> None:
    tutor = await world.tutor()
    student, kept = await world.student(tutor=tutor), await world.student(tutor=tutor)
    path = await save(tutor)
    assert await night(world) == (2, 0)
    await world.end_tutorship(student, tutor, world.today)
    assert await members(tutor, path) == {kept.number}, "at once, before any night"
    assert await events(tutor, path) == [("joined", kept.number)], "nor what was recorded earlier"
    assert await night(world) == (0, 1)
    assert await events(tutor, path) == [("joined", kept.number)]


async def test_an_expired_grant_ends_the_membership(city: World) -> None:
    officer = await city.tutor(roles.SCHOOL)
    student = await city.student()
    await city.grant(officer, roles.SCHOOL, "CLES", ends_before=city.today + timedelta(days=5))
    path = await save(officer)
    assert await night(city) == (1, 0)
    assert await events(officer, path) == [("joined", student.number)]
    city.moment.now += timedelta(days=5)
    assert await members(officer, path) == set()
    assert await events(officer, path) == []
    assert await night(city) == (0, 1)


async def test_at_night_no_role_counts_that_the_owners_token_did_not_have(city: World) -> None:
    """The grant is in force; but nobody has shown a token with its role when the cohort was saved."""
    person = await city.tutor()
    mine, others = await city.student(tutor=person), await city.student()
    await city.grant(person, roles.SCHOOL, "CLES")
    path = await save(person)
    assert await night(city) == (1, 0)
    person.roles = (roles.PERSONAL_TUTOR, roles.SCHOOL)
    assert await members(person, path) == {mine.number, others.number}
    assert await night(city) == (0, 0)
    assert (await person.put(path, {"name": "Mine", "conditions": [EVERYBODY]})).status_code == 200
    assert await night(city) == (1, 0), "said anew with both roles"


async def test_whoever_lost_their_login_keeps_nobody_in_view(world: World) -> None:
    tutor = await world.tutor()
    await world.student(tutor=tutor)
    await save(tutor)
    assert await night(world) == (1, 0)
    await world.sql(
        "delete from logins where institution_id = :institution_id and staff_id = :staff returning 1",
        staff=tutor.id,
    )
    assert await night(world) == (0, 1)


async def test_withdrawn_consent_ends_what_is_told_of_the_section(world: World) -> None:
    tutor = await world.tutor()
    days = [world.yesterday - timedelta(days=each) for each in range(14, 21)]
    student = await world.student(tutor=tutor, consent=True)
    await world.deliver(*(event(student, "vle", each, quantity=9) for each in days))
    await world.score()
    path = await save(tutor, {"kind": "engagement_below_own", "below": 0.5, "days": 14})
    assert await night(world) == (1, 0)
    assert await events(tutor, path) == [("joined", student.number)]
    await student.decide("withdrawn")
    assert await events(tutor, path) == []
    assert await night(world) == (0, 1)
    assert await events(tutor, path) == []


@pytest.mark.parametrize("of_one_purpose", [True, False])
async def test_whose_data_are_restricted_is_in_no_list(world: World, *, of_one_purpose: bool) -> None:
    """Where it is for one purpose, in none that rests on it."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    days = [world.yesterday - timedelta(days=each) for each in range(14, 21)]
    await world.deliver(*(event(student, "vle", each, quantity=9) for each in days))
    await world.score()
    path = await save(tutor, {"kind": "engagement_below_own", "below": 0.5, "days": 14})
    assert await night(world) == (1, 0)
    async with world.owner() as owner:
        await owner.execute(
            "with asked as (insert into rights_requests (institution_id, student_id, request_id, kind, about,"
            " state, received_at, due_on) values ($1, $2, gen_random_uuid(), 'restriction', '', 'received',"
            " now(), now()) returning *)"
            " insert into restrictions (institution_id, student_id, restriction_id, purpose, request_id,"
            " restricted_at, restricted_by)"
            " select $1, $2, gen_random_uuid(), $3, request_id, now(), $4 from asked",
            world.institution.institution_id,
            student.id,
            "learning_analytics" if of_one_purpose else "",
            tutor.id,
        )
    assert await members(tutor, path) == set()
    assert await events(tutor, path) == []
    await night(world)
    assert await events(tutor, path) == []


# --- the student ---


async def test_the_student_reads_in_which_saved_cohorts_of_staff_they_are_or_were(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    path = await save(tutor, name="Second years")
    await night(world)
    world.moment.now += timedelta(days=1)
    await world.end_tutorship(student, tutor, world.today)
    await night(world)
    told = (await student.read(f"{student.path}/history"))["items"]
    mine = [(each["action"], each["staff_name"], each["role"]) for each in told if "cohort" in each["action"]]
    name = f"Tutor {tutor.number}"
    assert mine == [
        ("no longer in the saved cohort: Second years", name, "personal_tutor"),
        ("in the saved cohort: Second years", name, "personal_tutor"),
    ]
    assert (await tutor.delete(path)).status_code == 204
    assert await world.count("cohort_events", student) == 0, "deleted with the cohort"
