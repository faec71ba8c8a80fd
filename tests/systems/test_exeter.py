"""Exeter MyProgress, row by row: consent first, a weighted score."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from app.wire.roster import EnrolmentRow, TeachingRow
from tests import roles
from tests.world import PUBLISHED, Person, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio

MINUTES_PER_INTERACTION, MINUTES_PER_DAY_OF_USE = 0.896, 0.985


async def stored_months(world: World, student: Person) -> int:
    """How many months of scores the database holds for the student."""
    return await world.count("score_months", student)


@pytest.mark.row("EX-1")
async def test_student_and_tutor_receive_exactly_the_same_dashboard(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await busy(world, student, tutor)
    # Drafts are nobody's but their author's: not even in the author's own dashboard.
    for author in (student, tutor):
        await author.do(f"{student.path}/notes", note(summary=f"draft of {author.subject}"))
    seen = await student.get(f"{student.path}/dashboard")
    tutored = await tutor.get(f"{student.path}/dashboard")
    assert seen.content == tutored.content
    sections = seen.json()["sections"]
    assert list(sections) == ["attendance", "employability", "engagement", "grades", "meetings"]
    assert {section["state"] for section in sections.values()} == {"shown"}
    assert sections["attendance"]["content"]["overall"]["all_sessions"]["present"] == 1
    assert sections["employability"]["content"]["stage"]["stage"] == "planning"
    assert sections["engagement"]["content"]["days"][-2]["score"] > 0
    assert sections["grades"]["content"]["items"][0]["mark"] == 62
    assert len(sections["meetings"]["content"]["meetings"]) == 1
    assert [each["summary"] for each in sections["meetings"]["content"]["notes"]] == [
        "We talked about the reading list."
    ]


async def busy(world: World, student: Person, tutor: Person) -> None:
    """Something in every section."""
    await world.assess()
    await world.mark(mark(student, "ESSAY", 62))
    await world.hold_sessions(session("L1", world.yesterday))
    await world.register(register(student, "L1", "present"))
    await world.say_stage(student, "planning", world.yesterday)
    await world.deliver(
        event(student, "vle", world.yesterday, quantity=9), event(student, "careers", world.yesterday)
    )
    starts = world.moment.now + timedelta(days=2)
    await tutor.do(
        f"{student.path}/meetings",
        {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()},
    )
    await tutor.do(f"{student.path}/notes", note(share=True))


SECTIONS = (
    "",
    "/dashboard",
    "/engagement",
    "/grades",
    "/employability",
    "/attendance",
    "/meetings",
    "/notes",
)


@pytest.mark.row("EX-2")
async def test_only_the_student_and_the_current_personal_tutor_see_it(world: World) -> None:
    tutor, former = await world.tutor(), await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await world.begin_tutorship(student, former, date(2018, 9, 24))
    await world.end_tutorship(student, former, world.today)
    others_tutor = await world.tutor()
    await world.student(tutor=others_tutor)
    lecturer = await world.tutor(roles.LECTURER, roles.PERSONAL_TUTOR)
    await world.roster(teaching=[TeachingRow(lecturer.number, "BIO1-18")])
    refused = [
        await world.student(),
        former,
        others_tutor,
        lecturer,
        await world.tutor(roles.ADMIN),
        await world.tutor(roles.INFORMATION_DESK),
        await world.tutor(roles.ANALYST),
        await world.service(),
    ]
    for section in SECTIONS:
        for person in (student, tutor):
            assert (await person.get(f"{student.path}{section}")).status_code == 200, section
        for person in refused:
            assert (await person.get(f"{student.path}{section}")).status_code == 404, section


@pytest.mark.row("EX-2")
async def test_a_tutorship_that_ends_counts_at_once_for_a_token_issued_before(world: World) -> None:
    tutor, admin = await world.tutor(), await world.tutor(roles.ADMIN)
    student = await world.student(tutor=tutor, consent=True)
    token = tutor.headers
    path = f"{student.path}/dashboard"
    assert (await world.client.get(path, headers=token)).status_code == 200
    await admin.do(
        "/v1/admin/tutorships/endings",
        {
            "student_number": student.number,
            "staff_number": tutor.number,
            "starts_on": "2018-09-24",
            "ends_before": str(world.today),
        },
    )
    assert (await world.client.get(path, headers=token)).status_code == 404


@pytest.mark.row("EX-3")
async def test_without_consent_grades_and_employability_are_withheld_and_the_rest_stays(
    world: World,
) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await busy(world, student, tutor)
    for person in (student, tutor):
        sections = (await person.read(f"{student.path}/dashboard"))["sections"]
        states = {name: section["state"] for name, section in sections.items()}
        assert states == {
            "attendance": "shown",
            "employability": "withheld",
            "engagement": "withheld",
            "grades": "withheld",
            "meetings": "shown",
        }
        for name in ("employability", "engagement", "grades"):
            assert sections[name] == {"state": "withheld", "consent_path": f"{student.path}/consents"}
            answer = await person.get(f"{student.path}/{name}")
            assert answer.status_code == 403
            assert answer.json()["type"] == "/problems/consent-required"
        for name in ("attendance", "meetings", "notes"):
            assert (await person.get(f"{student.path}/{name}")).status_code == 200


@pytest.mark.row("EX-3")
async def test_without_consent_no_score_is_computed_stored_or_shown(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await world.deliver(event(student, "vle", world.yesterday, quantity=50))
    assert await world.score() == 0
    assert await stored_months(world, student) == 0
    for person in (student, tutor):
        for path in ("engagement", f"engagement/{world.yesterday}/explanation"):
            answer = await person.get(f"{student.path}/{path}")
            assert answer.status_code == 403
            assert answer.json()["type"] == "/problems/consent-required"
            assert answer.json()["purpose"] == "learning_analytics"
    listed = (await tutor.read("/v1/students"))["items"][0]["engagement"]
    state = {"day": str(world.today), "state": "withheld", "score": None}
    nothing = {"change_in_week": None, "last_active_on": None, "band": None, "has_remarks": False}
    assert listed == state | nothing


@pytest.mark.row("EX-3")
async def test_consent_is_opt_in_and_takes_effect_at_once(world: World) -> None:
    student = await world.student()
    consents = await student.read(f"{student.path}/consents")
    assert consents["items"][0]["state"] == "undecided"
    await world.deliver(event(student, "vle", world.yesterday, quantity=50))
    await world.score()
    assert await stored_months(world, student) == 0
    assert (await student.decide("given")).status_code == 201
    read = await student.read(f"{student.path}/engagement")
    assert read["days"][-2]["score"] > 0  # computed for the answer, as nothing is stored yet
    await world.score()
    assert await stored_months(world, student) == 3  # September to November, up to yesterday


@pytest.mark.row("EX-3")
async def test_withdrawing_deletes_stored_scores_and_consenting_again_recomputes_them(
    world: World,
) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await world.deliver(event(student, "vle", world.yesterday, quantity=50))
    await world.score()
    before = await tutor.read(f"{student.path}/engagement")
    assert await stored_months(world, student) == 3

    assert (await student.decide("withdrawn")).status_code == 201
    assert await stored_months(world, student) == 0
    assert (await tutor.get(f"{student.path}/engagement")).status_code == 403
    assert await world.score() == 0
    assert await world.count("events", student) == 1  # the activity itself may be kept

    assert (await student.decide("given")).status_code == 201
    again = await tutor.read(f"{student.path}/engagement")
    assert again["days"] == before["days"]
    await world.score()
    assert await stored_months(world, student) == 3
    assert (await tutor.read(f"{student.path}/engagement"))["days"] == before["days"]


@pytest.mark.row("EX-3")
async def test_consent_is_asked_anew_each_academic_year(world: World) -> None:
    student = await world.student(consent=True)
    await world.publish({"CLES": PUBLISHED}, academic_year=2019)
    world.moment.now = datetime(2019, 8, 2, 12, tzinfo=UTC)
    await world.score()
    read = await student.read(f"{student.path}/engagement", **{"from": "2019-07-31"})
    assert [day["state"] for day in read["days"]] == ["shown", "withheld", "withheld"]
    assert (await student.read(f"{student.path}/consents"))["items"][0]["state"] == "undecided"
    # A refusal now reaches back: nothing of last year is kept against a standing no.
    assert (await student.decide("refused")).status_code == 201
    assert await stored_months(world, student) == 0


@pytest.mark.row("EX-3")
async def test_withholding_changes_nothing_else_about_the_student(world: World) -> None:
    tutor = await world.tutor()
    willing = await world.student(tutor=tutor, consent=True)
    unwilling = await world.student(tutor=tutor)
    await unwilling.decide("refused")
    seen, unseen = [await tutor.read(each.path) for each in (willing, unwilling)]
    own = {"student_id", "number", "name"}
    assert {k: v for k, v in seen.items() if k not in own} == {
        k: v for k, v in unseen.items() if k not in own
    }


@pytest.mark.row("EX-3")
async def test_only_the_student_decides(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    body = {"decision": "given", "notice_version": "2018-09"}
    path = f"{student.path}/consents/learning_analytics/decisions"
    assert (await tutor.post(path, body)).status_code == 403
    assert (await (await world.student()).post(path, body)).status_code == 404


@pytest.mark.row("EX-4")
async def test_both_sides_write_notes_and_both_read_them(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    written = note(
        focus="issue",
        summary="We agreed on next steps.",
        issues=["health issue"],
        referrals=[
            {"action": "contact Accessibility", "owner": "student"},
            {"action": "talk to the module lead", "owner": "tutor"},
            {"action": "offer a slot", "owner": "other", "owner_name": "Study skills"},
        ],
        follow_up_on="2018-12-04",
        share=True,
    )
    for author in (student, tutor):
        await author.do(f"{student.path}/notes", written)
    for reader in (student, tutor):
        found = (await reader.read(f"{student.path}/notes"))["items"]
        assert {each["author"] for each in found} == {"student", "staff"}
        for each in found:
            assert each["issues"] == ["health issue"]
            assert [referral["owner"] for referral in each["referrals"]] == ["student", "tutor", "other"]
            assert each["follow_up_on"] == "2018-12-04"


@pytest.mark.row("EX-4")
async def test_a_draft_is_its_authors_alone_until_it_is_shared(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    for author, other in ((student, tutor), (tutor, student)):
        draft = await author.do(f"{student.path}/notes", note())
        path = f"{student.path}/notes/{draft['note_id']}"
        assert (await other.get(path)).status_code == 404
        assert (await other.put(path, note())).status_code == 404
        assert (await other.delete(path)).status_code == 404
        assert draft["note_id"] not in (await other.get(f"{student.path}/notes")).text
        changed = await author.put(path, note(summary="Better said."))
        assert changed.json()["summary"] == "Better said."
        await author.do(f"{path}/sharing", None)
        assert (await other.read(path))["summary"] == "Better said."


@pytest.mark.row("EX-4")
async def test_nobody_edits_or_deletes_anothers_note_and_a_shared_one_stands(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    shared = await tutor.do(f"{student.path}/notes", note(share=True))
    path = f"{student.path}/notes/{shared['note_id']}"
    for other in (student, await world.second_tutor(student)):
        assert (await other.put(path, note(summary="No."))).status_code == 403
        assert (await other.delete(path)).status_code == 403
    for answer in (await tutor.put(path, note(summary="No.")), await tutor.delete(path)):
        assert answer.status_code == 409
    assert (await student.read(path))["summary"] == shared["summary"]


@pytest.mark.row("EX-4")
async def test_only_the_information_desk_removes_a_note_and_a_tombstone_stays(world: World) -> None:
    tutor, desk = await world.tutor(), await world.tutor(roles.INFORMATION_DESK)
    student = await world.student(tutor=tutor)
    told = f"Wrong record {uuid4()}."
    shared = await tutor.do(f"{student.path}/notes", note(summary=told, share=True))
    path = f"{student.path}/notes/{shared['note_id']}"
    reason = {"reason": "It is about somebody else."}
    for other in (student, tutor, await world.tutor(roles.ADMIN)):
        assert (await other.post(f"{path}/removal", reason)).status_code == 403
    assert (await desk.get(path)).status_code == 404
    assert (await desk.post(f"{path}/removal", {"reason": ""})).status_code == 422
    assert (await desk.post(f"{path}/removal", reason)).status_code == 204
    for reader in (student, tutor):
        tombstone = await reader.read(path)
        assert tombstone["status"] == "removed"
        assert tombstone["author"] == "staff"
        assert tombstone["removal"]["reason"] == reason["reason"]
        assert tombstone["removal"]["removed_by_name"] == f"Tutor {desk.number}"
        for field in ("focus", "summary", "issues", "referrals", "follow_up_on"):
            assert tombstone[field] is None
    assert (await desk.post(f"{path}/removal", reason)).status_code == 404
    assert not await world.holds(told)


@pytest.mark.row("EX-5")
async def test_marks_are_always_provisional(world: World) -> None:
    student = await world.student(consent=True)
    await world.assess()
    assert await world.mark(mark(student, "ESSAY", 62)) == ["recorded"]
    assert await world.mark(mark(student, "ESSAY", 62)) == ["known"]
    assert await world.mark(mark(student, "ESSAY", 65)) == ["replaced"]
    read = await student.read(f"{student.path}/grades")
    assert read["provisional"] is True
    assert (read["items"][0]["mark"], read["items"][0]["weight"]) == (65, 40)


@pytest.mark.row("EX-5")
async def test_in_an_exam_period_every_mark_is_hidden_from_everyone_until_it_ends(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await world.assess()
    await world.mark(mark(student, "ESSAY", 62.25))
    await world.exams(world.today, world.today + timedelta(days=3))
    await world.exams(world.today + timedelta(days=2), world.today + timedelta(days=9))
    until = str(world.today + timedelta(days=9))
    for person in (student, tutor):
        answer = await person.get(f"{student.path}/grades")
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/marks-hidden"
        assert answer.json()["until"] == until
        section = (await person.read(f"{student.path}/dashboard"))["sections"]["grades"]
        assert (section["state"], section["hidden_until"]) == ("hidden", until)
        assert "content" not in section
        for path in SECTIONS:
            assert "62.25" not in (await person.get(f"{student.path}{path}")).text
    world.moment.now += timedelta(days=9)
    assert (await student.read(f"{student.path}/grades"))["items"][0]["mark"] == 62.25


@pytest.mark.row("EX-5")
async def test_a_hidden_mark_shows_neither_in_counts_nor_in_entity_tags(world: World) -> None:
    student = await world.student(consent=True)
    await world.assess()
    await world.exams(world.today, world.today + timedelta(days=3))
    path = f"{student.path}/dashboard"
    before = await student.get(path)
    await world.mark(mark(student, "ESSAY", 62))
    after = await student.get(path)
    assert after.content == before.content
    assert after.headers["ETag"] == before.headers["ETag"]


@pytest.mark.row("EX-6")
async def test_attendance_is_present_absent_or_authorised_and_nothing_else(world: World) -> None:
    student = await world.student()
    week = [world.yesterday - timedelta(days=back) for back in range(5)]
    kinds = ("lecture", "seminar", "tutorial", "practical", "clinical_skills")
    for code, (day, kind) in enumerate(zip(week, kinds, strict=True)):
        mandatory = kind != "lecture"
        await world.hold_sessions(session(f"S{code}", day, kind=kind, mandatory=mandatory))
    await world.hold_sessions(session("NEXT", world.today + timedelta(days=1)))
    assert (
        await world.register(
            register(student, "S0", "present"),
            register(student, "S1", "absent"),
            register(student, "S2", "authorised_absence"),
            register(student, "S3", "present"),
        )
        == ["recorded"] * 4
    )
    assert await world.register(register(student, "S4", "asleep")) == ["rejected"]
    read = await student.read(f"{student.path}/attendance")
    overall = read["overall"]["all_sessions"]
    assert overall == {
        "expected": 5,
        "present": 2,
        "absent": 1,
        "authorised_absence": 1,
        "no_record": 1,  # expected, over, and nobody said: shown, not left out
        "attended_share": 2 / 3,
        "recorded_share": 4 / 5,
    }
    assert read["overall"]["mandatory_sessions"]["expected"] == 4
    assert [each["status"] for each in read["sessions"]] == [
        "no_record", "present", "authorised_absence", "absent", "present",
    ]  # fmt: skip
    assert {each["kind"]: each["all_sessions"]["expected"] for each in read["by_kind"]} == dict.fromkeys(
        sorted(kinds), 1
    )
    assert [each["module"] for each in read["by_module"]] == ["Cells"]
    assert {each["week_starting"] for each in read["by_week"]} == {"2018-11-12", "2018-11-19"}


@pytest.mark.row("EX-6")
async def test_sessions_for_some_are_expected_of_those_who_are_listed(world: World) -> None:
    listed, other = await world.student(), await world.student()
    await world.hold_sessions(session("GROUP", world.yesterday, kind="seminar", for_everyone=False))
    assert await world.register(register(listed, "GROUP", None)) == ["recorded"]
    found = (await listed.read(f"{listed.path}/attendance"))["sessions"]
    assert [each["status"] for each in found] == ["no_record"]
    assert (await other.read(f"{other.path}/attendance"))["sessions"] == []
    assert await world.register(register(listed, "GROUP", "present")) == ["replaced"]
    assert await world.register(register(listed, "GROUP", "present")) == ["known"]


@pytest.mark.row("EX-7")
async def test_careers_events_count_when_attended_and_not_when_booked(world: World) -> None:
    student = await world.student(consent=True)
    await world.deliver(
        event(student, "careers", world.yesterday, kind="booked"),
        event(student, "careers", world.yesterday, kind="attended"),
    )
    assert await values(student, world.yesterday, "careers") == [0, 0, 0, 0, 0, 0, 1]


@pytest.mark.row("EX-7")
async def test_app_menu_choices_count_on_phone_and_computer_together(world: World) -> None:
    student = await world.student(consent=True)
    await world.deliver(
        event(student, "app", world.yesterday, kind="mobile"),
        event(student, "app", world.yesterday, kind="desktop", quantity=2),
    )
    assert await values(student, world.yesterday, "app") == [0, 0, 0, 0, 0, 0, 3]


@pytest.mark.row("EX-7")
async def test_vle_minutes_are_of_the_day_or_of_one_module(world: World) -> None:
    student = await world.student(consent=True)
    day = world.yesterday
    await world.deliver(
        event(student, "vle", day, module_run="BIO1-18", quantity=10),
        event(student, "vle", day, module_run="BIO2-18", quantity=5),
    )
    whole = (await values(student, day, "vle"))[-1]
    assert whole == pytest.approx(MINUTES_PER_INTERACTION * 15 + MINUTES_PER_DAY_OF_USE)
    runs = [await world.module_run_id(code) for code in ("BIO1-18", "BIO2-18")]
    single = [(await values(student, day, "vle", run))[-1] for run in runs]
    assert single == [
        pytest.approx(MINUTES_PER_INTERACTION * interactions + MINUTES_PER_DAY_OF_USE)
        for interactions in (10, 5)
    ]
    assert sum(single) != pytest.approx(whole)  # a day of use is counted once a day
    read = await student.read(f"{student.path}/engagement", module_run_id=str(runs[0]))
    assert any("do not add up" in caveat for caveat in read["caveats"])


async def values(student: Person, day: date, source: str, run: object = None) -> list[float]:
    """The source's values in the window of that day, as the explanation tells them."""
    query = {} if run is None else {"module_run_id": str(run)}
    explained = await student.read(f"{student.path}/engagement/{day}/explanation", **query)
    found = next(each for each in explained["contributions"] if each["source"] == source)
    return [each["value"] for each in found["days"]]


@pytest.mark.row("EX-8")
async def test_the_published_example_comes_out_as_10_21(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    week = [world.yesterday - timedelta(days=back) for back in range(7)]
    interactions = (20 - MINUTES_PER_DAY_OF_USE) / MINUTES_PER_INTERACTION
    for day in week:
        fates = await world.deliver(
            event(student, "vle", day, quantity=interactions),
            *[event(student, "app", day) for _ in range(5)],
        )
        assert fates == ["recorded"] * 6
    await world.deliver(*[event(student, "careers", week[0]) for _ in range(6)])
    read = await student.read(f"{student.path}/engagement", to=str(world.yesterday))
    assert read["days"][-1] == {
        "day": str(world.yesterday),
        "state": "shown",
        "score": 10.21,
        "missing_sources": [],
        "incomplete_sources": [],
        "disputed": False,
    }
    await world.score()
    again = await tutor.read(f"{student.path}/engagement", to=str(world.yesterday))
    assert again["days"] == read["days"]
    assert again["computed_for_this_answer"] == 0


@pytest.mark.row("EX-8")
async def test_the_published_coefficients_are_the_model_in_force(world: World) -> None:
    assert world.profile.published_coefficients == {2018: {"CLES": PUBLISHED}}
    model = await (await world.tutor()).read("/v1/scoring-models/in-force", academic_year=2018)
    weighed = {each["name"]: each["coefficient"] for each in model["colleges"][0]["sources"]}
    assert weighed == PUBLISHED
    assert model["window_days"] == 7


@pytest.mark.row("EX-9")
async def test_every_score_carries_its_caveats(world: World) -> None:
    student = await world.student(consent=True)
    for path in ("engagement", f"engagement/{world.yesterday}/explanation"):
        caveats = " ".join((await student.read(f"{student.path}/{path}"))["caveats"])
        for said in ("inaccuracy", "no influence on any assessment", "learn in different ways"):
            assert said in caveats


@pytest.mark.row("EX-10")
async def test_aggregates_for_course_improvement_identify_nobody(world: World) -> None:
    analyst = await world.tutor(roles.ANALYST)
    run = await world.module_run_id("BIO1-18")
    path = f"/v1/cohorts/module-runs/{run}"
    query = {"from": "2018-11-05", "to": "2018-11-18"}
    crowd = [await world.student(consent=True) for _ in range(7)]
    await world.student()  # has not consented: counts in nothing
    await world.deliver(*[event(each, "vle", date(2018, 11, 6), quantity=20) for each in crowd])
    few = await analyst.read(path, **query)
    assert [week["week_starting"] for week in few["weeks"]] == ["2018-11-05", "2018-11-12"]
    assert few["weeks"][0]["mean_score"] == {
        "value": None,
        "suppressed": True,
        "reason": "fewer than 10 people",
    }
    assert few["weeks"][0]["active_share"]["reason"] == "fewer than 22.5 people"
    more = await world.crowd(days=[date(2018, 11, 6)], vle=[20.0] * 60)
    await world.roster(enrolments=[EnrolmentRow(each, "BIO1-18") for each in more])
    enough = await analyst.read(path, **query)
    assert enough["weeks"][0]["mean_score"]["suppressed"] is False
    assert enough["weeks"][0]["people"] % 5 == 0
    assert (await analyst.read(path, **query)) == enough  # asking again averages nothing away
    for each in crowd:
        assert str(each.id) not in str(enough)
        assert each.number not in str(enough)
    for other in (crowd[0], await world.tutor(), await world.tutor(roles.ADMIN)):
        assert (await other.get(path, **query)).status_code == 403


@pytest.mark.row("EX-11")
async def test_the_notice_says_what_why_on_what_basis_who_sees_it_and_what_follows(world: World) -> None:
    student = await world.student()
    notice = await student.read("/v1/purposes/learning_analytics/notice")
    assert notice["version"] == "2018-09"
    assert notice["basis"] == "consent"
    assert notice["covers"] == ["employability", "engagement", "grades"]
    for part in ("summary", "collected", "shown_to", "if_you_agree", "if_you_decline", "contact"):
        assert notice[part]


@pytest.mark.row("EX-11")
async def test_each_decision_records_the_notice_it_was_made_on(world: World) -> None:
    student = await world.student()
    outdated = await student.decide("given", notice_version="2017-09")
    assert outdated.status_code == 409
    assert outdated.json()["type"] == "/problems/notice-superseded"
    assert outdated.json()["current_version"] == "2018-09"
    await student.decide("given", channel="app")
    await student.decide("withdrawn")
    history = (await student.read(f"{student.path}/consents/decisions"))["items"]
    assert [(each["decision"], each["notice_version"], each["channel"]) for each in history] == [
        ("given", "2018-09", "app"),
        ("withdrawn", "2018-09", "web"),
    ]
    assert all(each["academic_year"] == 2018 for each in history)


@pytest.mark.row("EX-12")
@pytest.mark.parametrize("level", ["undergraduate", "postgraduate_taught"])
async def test_taught_students_are_in(world: World, level: str) -> None:
    student = await world.student(level=level, consent=True)
    assert (await student.get(f"{student.path}/engagement")).status_code == 200


@pytest.mark.row("EX-12")
async def test_research_postgraduates_are_not(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, level="postgraduate_research")
    await world.deliver(event(student, "vle", world.yesterday))
    for answer in (
        await student.decide("given"),
        await student.get(f"{student.path}/engagement"),
        await tutor.get(f"{student.path}/engagement"),
    ):
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/out-of-scope"
    assert await world.score() == 0


@pytest.mark.row("EX-13")
async def test_careers_events_booked_and_attended_and_the_stage_the_student_says(world: World) -> None:
    student = await world.student(consent=True)
    await world.complete_all(datetime(2018, 11, 1, tzinfo=UTC))
    await world.deliver(
        event(student, "careers", world.yesterday, kind="booked", object="Autumn fair"),
        event(student, "careers", world.yesterday, kind="attended", object="Autumn fair"),
        event(student, "careers", world.yesterday, kind="booked", object="CV clinic"),
    )
    await world.say_stage(student, "deciding", date(2018, 10, 1))
    await world.say_stage(student, "planning", date(2018, 11, 1))
    read = await student.read(f"{student.path}/employability")
    events = sorted((each["kind"], each["about"]) for each in read["careers_events"])
    assert events == [("attended", "Autumn fair"), ("booked", "Autumn fair"), ("booked", "CV clinic")]
    assert read["stage"] == {"recorded_on": "2018-11-01", "stage": "planning"}
    assert [each["stage"] for each in read["earlier_stages"]] == ["deciding"]
    assert read["data_as_of"] == f"{world.yesterday}T12:00:00Z"


@pytest.mark.row("ES-6")
async def test_the_student_reads_who_looked_when_in_what_role_and_why(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await student.read(f"{student.path}/dashboard")  # one's own look is nobody's business
    await tutor.read(f"{student.path}/dashboard")
    await tutor.read("/v1/students")
    refused = await world.client.get(
        f"{student.path}/engagement", headers=tutor.headers | {"Attune-Purpose": "visa_compliance"}
    )
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/purpose-refused"
    records = (await student.read(f"{student.path}/access-records"))["items"]
    found = {(each["outcome"], tuple(each["sections"]), each["purpose"]) for each in records}
    everything = ("attendance", "employability", "engagement", "grades", "meetings", "notes")
    assert found == {
        ("seen", everything, "tutoring"),
        ("seen", ("student", "engagement"), "tutoring"),
        ("refused", ("engagement",), "visa_compliance"),
    }
    assert {each["role"] for each in records} == {"personal_tutor"}
    assert {each["seen_at"] for each in records} == {"2018-11-20T12:00:00Z"}
    said = [each["said"] for each in records]
    name = f"Tutor {tutor.number}, your personal tutor,"
    assert f"{name} looked at your registration and your engagement to tutor you." in said
    assert (
        f"{name} wanted to look at your engagement to check your visa's conditions; that was refused."
    ) in said
    assert (await tutor.get(f"{student.path}/access-records")).status_code == 403


@pytest.mark.row("BY-1")
async def test_a_score_can_be_recomputed_by_hand_from_its_explanation(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await world.deliver(
        *[event(student, "vle", world.yesterday - timedelta(days=n), quantity=3 * n + 1) for n in range(7)],
        event(student, "app", world.today, quantity=4),
        event(student, "careers", world.today - timedelta(days=2)),
    )
    told = await tutor.read(f"{student.path}/engagement/{world.today}/explanation")
    total = 0.0
    for each in told["contributions"]:
        values = [
            each["per_unit"] * day["amount"] + (each["per_active_day"] if day["amount"] else 0)
            for day in each["days"]
        ]
        assert values == [day["value"] for day in each["days"]]
        assert each["mean"] == pytest.approx(sum(values) / told["window_days"], rel=1e-15)
        assert each["contribution"] == each["mean"] * each["coefficient"]
        assert each["data_as_of"] is not None
        total += each["contribution"]
    assert total == told["exact_score"]
    assert told["score"] == round(total, 2)
    assert told["scoring_model"]["version"] == 1
    assert {each["data_as_of"] for each in told["contributions"]} == {"2100-01-01T00:00:00Z"}
    listed = await tutor.read("/v1/students")
    assert listed["items"][0]["engagement"]["score"] == told["score"]
