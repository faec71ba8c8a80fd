"""Nottingham's outreach, row NO-3: a ladder of attempts that skips nothing silently and ends when it may."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests import roles
from tests.outreach.people import EMAIL, OPENED, WHY, Outreach, told
from tests.world import Person, World, at_once

pytestmark = pytest.mark.anyio


@pytest.fixture
async def outreach(nottingham: World) -> Outreach:
    return await Outreach.of(nottingham)


def rung(case: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in case["ladder"] if each["rung"] == name)
    return found


@pytest.mark.row("NO-3")
async def test_the_ladder_from_the_first_message_to_the_emergency_policy(outreach: Outreach) -> None:
    tutor, student, path = outreach.tutor, outreach.student, outreach.path
    await outreach.lives("on_campus")
    resx, team = await outreach.team(roles.RESX)
    made = await tutor.post(path, OPENED)
    assert made.status_code == 201
    case = made.headers["Location"]
    opened = made.json()
    assert (opened["state"], opened["rung"], opened["due_on"]) == ("open", "university_email", "2018-11-22")
    assert opened["owner_name"] == f"Tutor {tutor.number}"
    assert rung(opened, "university_email")["by"] == "Personal tutor or Senior tutor"

    written = await outreach.attempt(case, note="How are you?")
    assert (written["state"], written["waiting_until"]) == ("attempting", "2018-11-23")
    assert written["due_on"] == "2018-11-26"
    assert "has until 2018-11-23 to answer" in told(await tutor.post(f"{case}/hand-overs", WHY), 409)

    outreach.later(6)  # Monday the 26th
    second = await tutor.do(f"{case}/hand-overs", WHY)
    assert (second["state"], second["rung"], second["due_on"]) == ("handed_over", "other_ways", "2018-11-27")
    assert rung(second, "university_email")["standing"] == "done"
    await outreach.attempt(case, channel="phone", outcome="no_answer")
    await outreach.attempt(case, channel="personal_email")

    outreach.later(7)
    manager = await outreach.granted(roles.DASHBOARD_MANAGER)
    third = await tutor.do(f"{case}/hand-overs", WHY | {"staff_number": manager.number})
    assert (third["rung"], third["owner_name"]) == ("dashboard_manager", f"Tutor {manager.number}")
    await outreach.attempt(case, manager, channel="phone", outcome="no_answer")
    await outreach.attempt(case, manager, channel="sms")

    outreach.later(7)
    assert "the code of a team" in told(await manager.post(f"{case}/hand-overs", WHY), 422)
    assert (await resx.get(case)).status_code == 404
    fourth = await manager.do(f"{case}/hand-overs", WHY | {"team": team})
    assert (fourth["rung"], fourth["team"], fourth["owner_name"]) == ("residence", team, None)
    assert rung(fourth, "residence")["by"] == "ResX team"
    assert (await resx.read(case))["rung"] == "residence", "the team sees the student now"
    await outreach.attempt(case, resx, channel="visit", outcome="no_answer")

    outreach.later(4)
    fifth = await resx.do(f"{case}/hand-overs", WHY)
    assert (fifth["rung"], fifth["team"], fifth["owner_name"]) == ("emergency_contact", None, None)
    assert (await resx.get(case)).status_code == 404, "and no longer"
    closing = {"outcome": "emergency_policy_started", "reason": "Nobody has reached the student."}
    assert "Nobody else starts" in told(await tutor.post(f"{case}/closing", closing), 403)
    closed = await manager.do(f"{case}/closing", closing)
    assert (closed["state"], closed["outcome"]) == ("closed", "emergency_policy_started")
    assert [each["standing"] for each in closed["ladder"]] == ["done"] * 4 + ["on"]
    tried = [
        (each["by_name"], each["role"], each["channel"], each["outcome"])
        for rung_ in closed["ladder"]
        for each in rung_["attempts"]
    ]
    assert tried == [
        (f"Tutor {tutor.number}", "personal_tutor", "university_email", "sent"),
        (f"Tutor {tutor.number}", "personal_tutor", "phone", "no_answer"),
        (f"Tutor {tutor.number}", "personal_tutor", "personal_email", "sent"),
        (f"Tutor {manager.number}", "dashboard_manager", "phone", "no_answer"),
        (f"Tutor {manager.number}", "dashboard_manager", "sms", "sent"),
        (f"Tutor {resx.number}", "resx", "visit", "no_answer"),
    ]
    assert (await student.read(path))["items"] == [closed], "the student reads the whole ladder"


@pytest.mark.row("NO-3")
async def test_off_campus_it_is_the_faculty_that_takes_over(outreach: Outreach) -> None:
    case, manager = await outreach.up_to_the_manager()
    await outreach.lives("off_campus")
    _, resx = await outreach.team(roles.RESX)
    _, faculty = await outreach.team(roles.FACULTY_SUPPORT)
    skipped = WHY | {"team": resx}
    refused = told(await manager.post(f"{case}/skips", skipped), 422)
    assert refused == "must be the code of a team whose members act as Faculty Support and Wellbeing Team"
    assert (await manager.do(f"{case}/skips", WHY | {"team": faculty}))["team"] == faculty


@pytest.mark.row("NO-3")
async def test_no_rung_is_skipped_silently(outreach: Outreach) -> None:
    case = await outreach.open()
    assert told(await outreach.tutor.post(f"{case}/skips", {}), 422) == "Field required"
    manager = await outreach.granted(roles.DASHBOARD_MANAGER)
    out_of_order = await manager.post(f"{case}/attempts", EMAIL)
    assert told(out_of_order, 409) == (
        "“University e-mail” is on, for Personal tutor or Senior tutor. Somebody of another rung makes no"
        " attempt now"
    )
    wrong_way = told(await outreach.tutor.post(f"{case}/attempts", EMAIL | {"channel": "phone"}), 422)
    assert wrong_way.startswith("must be one of university_email: “University e-mail” is on")
    after = await outreach.tutor.do(f"{case}/skips", {"reason": "The mailbox is closed."})
    step = after["steps"][-1]
    assert (step["kind"], step["by_name"], step["reason"], step["rung"], step["next_rung"]) == (
        "skipped",
        f"Tutor {outreach.tutor.number}",
        "The mailbox is closed.",
        "university_email",
        "other_ways",
    )
    assert rung(after, "university_email")["standing"] == "skipped"
    audited = {each["action"]: each for each in await (await outreach.world.tutor(roles.ADMIN)).audit()}
    assert audited["outreach rung skipped"]["before"]["rung"] == "university_email"
    assert "mailbox" not in str(audited), "administrators read the audit, and see no student"


@pytest.mark.row("NO-3")
async def test_a_reached_student_ends_the_ladder(outreach: Outreach) -> None:
    case = await outreach.open()
    reached = await outreach.attempt(case, outcome="reached")
    assert reached["state"] == "reached"
    for step, body in (("attempts", EMAIL), ("hand-overs", WHY), ("skips", WHY)):
        assert "was reached" in told(await outreach.tutor.post(f"{case}/{step}", body), 409)
    closed = await outreach.tutor.do(f"{case}/closing", {"outcome": "reached_ok", "reason": "Was on a trip."})
    assert closed["state"] == "closed"
    for step, body in (("attempts", EMAIL), ("owner", {}), ("closing", WHY | {"outcome": "explained"})):
        assert "closed" in told(await outreach.tutor.post(f"{case}/{step}", body), 409)


@pytest.mark.row("NO-3")
async def test_a_deadline_over_christmas_is_counted_in_working_days(outreach: Outreach) -> None:
    outreach.later(31)  # Friday, 21 December 2018
    case = await outreach.open()
    assert (await outreach.tutor.read(case))["due_on"] == "2018-12-27"
    written = await outreach.attempt(case)
    assert (written["waiting_until"], written["due_on"]) == ("2018-12-28", "2018-12-31")


@pytest.mark.row("NO-3")
@pytest.mark.row("NO-8")
@pytest.mark.row("NO-10")
async def test_only_who_sees_the_student_is_trained_and_says_why(
    outreach: Outreach, nottingham: World
) -> None:
    case = await outreach.open()
    untrained = await nottingham.tutor(roles.SENIOR_TUTOR, trained=False)
    await nottingham.grant(untrained, roles.SENIOR_TUTOR)
    await outreach.is_sponsored()
    visa = await outreach.granted(roles.VISA_TEAM)
    resx, _ = await outreach.team(roles.RESX)
    another = await Outreach.of(await nottingham.create_another("nottingham", empty=False))
    for nobody in (untrained, resx, another.tutor, another.student, await nottingham.tutor()):
        assert (await nobody.get(case)).status_code == 404
        assert (await nobody.post(f"{case}/attempts", EMAIL)).status_code == 404
        assert (await nobody.get(f"{outreach.student.path}/contact-details")).status_code == 404
    assert (await visa.get(case)).json()["type"] == "/problems/section-restricted"
    headers = outreach.tutor.headers | {"Attune-Purpose": "visa_compliance"}
    refused = await nottingham.client.get(case, headers=headers)
    assert refused.json()["type"] == "/problems/purpose-refused"
    headers.pop("Attune-Purpose")
    assert (await nottingham.client.get(case, headers=headers)).status_code == 400
    looks = (await outreach.student.read(f"{outreach.student.path}/access-records"))["items"]
    assert {each["outcome"] for each in looks if each["sections"] == ["support"]} == {"seen", "refused"}


@pytest.mark.row("NO-3")
async def test_contact_details_are_for_whoever_is_on_the_rung_that_is_on(outreach: Outreach) -> None:
    await outreach.can_be_reached()
    path = f"{outreach.student.path}/contact-details"
    manager = await outreach.granted(roles.DASHBOARD_MANAGER)
    assert "no case is open" in told(await outreach.tutor.get(path), 403)
    case = await outreach.open()
    first = await outreach.tutor.read(path)
    assert first["university_email"] == "ann@example.ac.uk"
    assert (first["personal_email"], first["mobile"], first["emergency_name"]) == (None, None, None)
    assert "mobile" in first["not_for_this_rung"]
    assert told(await manager.get(path), 403) == (
        "“University e-mail” is on, for Personal tutor or Senior tutor. Contact details are for them alone"
    )
    await outreach.tutor.do(f"{case}/skips", WHY)
    second = await outreach.tutor.read(path)
    assert (second["personal_email"], second["mobile"]) == ("ann@example.org", "+44 7700 900123")
    assert second["emergency_name"] is None
    await outreach.tutor.do(f"{case}/skips", WHY | {"staff_number": manager.number})
    assert (await manager.get(path)).status_code == 200
    assert "for Engagement Dashboard Manager" in told(await outreach.tutor.get(path), 403)
    own = await outreach.student.read(path)
    assert (own["emergency_name"], own["not_for_this_rung"]) == ("Bea", [])
    looks = (await outreach.student.read(f"{outreach.student.path}/access-records"))["items"]
    assert sorted(each["role"] for each in looks if each["sections"] == ["contact_details"]) == [
        "dashboard_manager", "personal_tutor", "personal_tutor",
    ]  # fmt: skip


@pytest.mark.row("NO-3")
async def test_who_declined_is_left_alone_but_for_a_need_that_they_are_told(outreach: Outreach) -> None:
    case = await outreach.open()
    await outreach.attempt(case, outcome="declined")
    assert "the student declined" in told(await outreach.tutor.post(f"{case}/attempts", EMAIL), 409)
    need = {"kind": "safeguarding", "reason": "A friend is worried about harm."}
    again = await outreach.attempt(case, legal_or_safeguarding_need=need)
    assert (again["state"], again["need"]) == ("attempting", need)
    await outreach.attempt(case, outcome="declined")
    await outreach.tutor.do(f"{case}/closing", {"outcome": "support_declined", "reason": "Wants nothing."})
    refused = told(await outreach.tutor.post(outreach.path, OPENED), 409)
    assert "unless `legal_or_safeguarding_need`" in refused
    outreach.later(1)
    second = await outreach.open(legal_or_safeguarding_need=need)
    seen = (await outreach.student.read(outreach.path))["items"][0]
    assert second.endswith(seen["case_id"])
    assert seen["need"] == need
    await outreach.tutor.do(f"{second}/closing", {"outcome": "explained", "reason": "It is settled."})
    outreach.later(181)
    assert (await outreach.tutor.post(outreach.path, OPENED)).status_code == 201, "180 days later"


@pytest.mark.row("NO-3")
@pytest.mark.row("BY-10")
async def test_of_two_who_record_at_once_nothing_is_lost(outreach: Outreach, nottingham: World) -> None:
    case = await outreach.open()
    senior = await outreach.granted(roles.SENIOR_TUTOR)

    async def both(*bodies: dict[str, Any]) -> list[int]:
        asked = zip((outreach.tutor, senior) * 4, bodies * (8 // len(bodies)), strict=True)
        answers = await asyncio.gather(*(who.post(f"{case}/attempts", body) for who, body in asked))
        return sorted(each.status_code for each in answers)

    assert await both(EMAIL) == [201] * 8
    assert len(rung(await senior.read(case), "university_email")["attempts"]) == 8
    statuses = await both(EMAIL | {"outcome": "reached"})
    assert statuses == [201] + [409] * 7, "the first one reached the student"
    path, closing = f"{case}/closing", {"outcome": "explained", "reason": "It is settled."}
    answers = await at_once(outreach.tutor, [(path, closing)] * 4)
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    answers = await at_once(senior, [(outreach.path, OPENED)] * 4)
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]


async def test_a_repeat_is_recorded_once_and_an_update_of_something_else_is_told(
    outreach: Outreach, nottingham: World
) -> None:
    case = await outreach.open()
    read = await outreach.tutor.get(case)
    keyed = outreach.tutor.headers | {"Idempotency-Key": "attempt-1", "If-Match": read.headers["ETag"]}
    for replayed in (None, "true"):
        answer = await nottingham.client.post(f"{case}/attempts", json=EMAIL, headers=keyed)
        assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (201, replayed)
    assert len(rung(await outreach.tutor.read(case), "university_email")["attempts"]) == 1
    stale = outreach.tutor.headers | {"If-Match": read.headers["ETag"]}
    assert (await nottingham.client.post(f"{case}/skips", json=WHY, headers=stale)).status_code == 412


@pytest.mark.row("NO-3")
@pytest.mark.parametrize(
    ("said", "state", "outcome"),
    [("fine", "closed", "reached_ok"), ("wrong_data", "reached", None), ("support", "reached", None)],
)
async def test_the_students_answer_closes_or_routes_the_case(
    outreach: Outreach, said: str, state: str, outcome: str | None
) -> None:
    case = await outreach.open()
    await outreach.attempt(case)
    answers = f"{outreach.student.path}/answers"
    answered = await outreach.student.do(answers, {"answer": said, "text": "Thank you."})
    assert (answered["state"], answered["outcome"], answered["answer"]) == (state, outcome, said)
    queue = await outreach.tutor.read("/v1/cases", queue="answered")
    assert [(each["case_id"], each["answer"]) for each in queue["items"]] == [(answered["case_id"], said)]
    assert (await outreach.tutor.post(f"{case}/attempts", EMAIL)).status_code == 409
    again = await outreach.student.post(answers, {"answer": said})
    assert ("already" if outcome is None else "no case is open") in told(again, 409)
    assert (await outreach.tutor.post(answers, {"answer": said})).status_code == 403


@pytest.mark.row("NO-3")
async def test_who_wants_to_be_called_is_called(outreach: Outreach) -> None:
    case = await outreach.open()
    await outreach.attempt(case)
    answered = await outreach.student.do(f"{outreach.student.path}/answers", {"answer": "call_me"})
    assert (answered["state"], answered["waiting_until"]) == ("attempting", None)
    await outreach.can_be_reached()
    details = await outreach.tutor.read(f"{outreach.student.path}/contact-details")
    assert details["mobile"] == "+44 7700 900123"
    called = await outreach.attempt(case, channel="phone", outcome="reached")
    assert (called["state"], called["answer"]) == ("reached", None)


async def test_a_team_that_has_a_student_who_is_fine_closes_the_case(outreach: Outreach) -> None:
    await outreach.lives("on_campus")
    case, manager = await outreach.up_to_the_manager()
    resx, team = await outreach.team(roles.RESX)
    await manager.do(f"{case}/skips", WHY | {"team": team})
    answered = await outreach.student.do(f"{outreach.student.path}/answers", {"answer": "fine"})
    assert answered["state"] == "reached"
    taken = await resx.do(f"{case}/owner", {})
    assert (taken["owner_name"], taken["team"]) == (f"Tutor {resx.number}", team)
    await resx.do(f"{case}/closing", {"outcome": "reached_ok", "reason": "Says so."})
    assert (await resx.get(case)).status_code == 404


@pytest.mark.row("NO-3")
async def test_queues_say_what_waits_for_whom(outreach: Outreach, nottingham: World) -> None:
    others = [await Outreach.of(nottingham) for _ in range(2)]
    manager = await outreach.granted(roles.DASHBOARD_MANAGER)
    await outreach.open()
    second = await others[0].open()
    await others[0].attempt(second)
    head = await outreach.granted(roles.HEAD_OF_YEAR)
    await head.do(others[1].path, OPENED)

    async def counts(who: Person, **query: Any) -> dict[str, int]:
        found: dict[str, int] = (await who.read("/v1/cases", **query))["counts"]
        return {name: count for name, count in found.items() if count}

    assert await counts(manager) == {"unassigned": 1, "waiting_for_student": 1}
    assert await counts(outreach.tutor) == {}
    assert await counts(manager, role="personal_tutor") == {"unassigned": 1, "waiting_for_student": 1}
    assert await counts(manager, role="dashboard_manager") == {}
    outreach.later(2)
    assert (await counts(manager))["due_today"] == 2
    outreach.later(5)
    assert await counts(manager) == {"overdue": 3, "unassigned": 1}
    page = await manager.read("/v1/cases", queue="overdue", limit=2)
    rest = await manager.read("/v1/cases", queue="overdue", limit=2, cursor=page["next_cursor"])
    items = [*page["items"], *rest["items"]]
    assert [each["due_on"] for each in items] == ["2018-11-22", "2018-11-22", "2018-11-26"]
    assert rest["next_cursor"] is None
    assert len({each["case_id"] for each in items}) == 3
    tutored = await others[0].tutor.read("/v1/cases", queue="overdue")
    assert [each["number"] for each in tutored["items"]] == [others[0].student.number]
    looks = (await others[0].student.read(f"{others[0].student.path}/access-records"))["items"]
    assert ["student", "support"] in [each["sections"] for each in looks]
    visa = await outreach.granted(roles.VISA_TEAM)
    assert (await visa.get("/v1/cases")).json()["type"] == "/problems/section-restricted"
    assert (await manager.get("/v1/cases", cursor="x")).status_code == 422


async def test_a_queue_leaves_out_whom_only_another_role_shows(outreach: Outreach, nottingham: World) -> None:
    """The visa team sees the sponsored, and nobody's case."""
    await outreach.is_sponsored()
    await outreach.open()
    outreach.later(7)
    both = await nottingham.tutor(roles.PERSONAL_TUTOR, roles.VISA_TEAM)
    await nottingham.grant(both, roles.VISA_TEAM)
    headers = both.headers | {"Attune-Purpose": "wellbeing"}
    assert (await nottingham.client.get("/v1/cases", headers=headers)).json()["counts"]["overdue"] == 0
    await nottingham.begin_tutorship(outreach.student, both, nottingham.yesterday)
    assert (await nottingham.client.get("/v1/cases", headers=headers)).json()["counts"]["overdue"] == 1


@pytest.mark.row("NO-3")
async def test_the_report_tells_how_soon_and_where_students_are_reached(nottingham: World) -> None:
    analyst = await nottingham.tutor(roles.ANALYST)
    first = await Outreach.of(nottingham)
    await first.attempt(await first.open(), outcome="reached")
    small = await analyst.read("/v1/outreach-report")
    assert (small["students"], small["days_to_reached"]["suppressed"]) == (None, True)
    assert {each["tried"] for each in small["rungs"]} == {None}
    await nottingham.sql(
        """
        insert into students (institution_id, student_id, number)
        select :institution_id, gen_random_uuid(), 'R' || n from generate_series(1, 300) n
        """
    )
    await nottingham.sql(
        """
        with made as (
            insert into cases (institution_id, student_id, case_id, reason, other_sources, opened_by,
                opened_role, opened_at, state, rung, rung_on, roles, due_on, first_attempt_on, reached_on,
                reached_rung)
            select :institution_id, student_id, gen_random_uuid(), 'made up', '[]', :staff, 'personal_tutor',
                timestamptz '2018-11-16 12:00Z', 'reached', 'other_ways', '2018-11-16', '{}', '2018-11-16',
                '2018-11-19', '2018-11-22',
                case when right(number, 1) < '5' then 'university_email' else 'other_ways' end
            from students where institution_id = :institution_id and number like 'R%' returning *)
        insert into contact_attempts (institution_id, student_id, case_id, sequence, attempt_id, rung,
            staff_id, role, attempted_at, recorded_at, channel, outcome)
        select institution_id, student_id, case_id, n, gen_random_uuid(),
            case n when 1 then 'university_email' else 'other_ways' end, opened_by, 'personal_tutor', now(),
            now(), 'phone', 'reached'
        from made, generate_series(1, 2) n
        where n = 1 or reached_rung = 'other_ways'
        """,
        staff=first.tutor.id,
    )
    large = await analyst.read("/v1/outreach-report", academic_year=2018)
    assert 285 <= large["students"] <= 315
    assert large["days_to_first_attempt"]["value"] == 1, "Friday to Monday"
    assert large["days_to_reached"]["value"] == 4
    shares = {each["rung"]: each["reached_share"]["value"] for each in large["rungs"]}
    assert 0.45 <= shares["university_email"] <= 0.55
    assert shares["other_ways"] >= 0.9
    assert shares["emergency_contact"] is None
    assert (await analyst.read("/v1/outreach-report", academic_year=2017))["students"] is None
    assert (await first.tutor.get("/v1/outreach-report")).status_code == 403


async def test_a_correction_is_a_new_entry_by_whoever_made_the_wrong_one(outreach: Outreach) -> None:
    case = await outreach.open()
    senior = await outreach.granted(roles.SENIOR_TUTOR)
    wrong = rung(await outreach.attempt(case, outcome="reached"), "university_email")["attempts"][0]
    right = EMAIL | {"corrects": wrong["attempt_id"]}
    assert "whoever made the entry" in told(await senior.post(f"{case}/attempts", right), 403)
    unknown = EMAIL | {"corrects": str(outreach.student.id)}
    assert "of this case" in told(await outreach.tutor.post(f"{case}/attempts", unknown), 422)
    corrected = await outreach.attempt(case, corrects=wrong["attempt_id"])
    assert (corrected["state"], corrected["waiting_until"]) == ("attempting", "2018-11-23")
    entries = rung(corrected, "university_email")["attempts"]
    assert [(each["outcome"], each["counts"]) for each in entries] == [("reached", False), ("sent", True)]
    assert "corrected already" in told(await outreach.tutor.post(f"{case}/attempts", right), 409)
    for moment in (timedelta(hours=-1), timedelta(hours=1)):
        at = (outreach.world.moment.now + moment).isoformat()
        refused = await outreach.tutor.post(f"{case}/attempts", EMAIL | {"attempted_at": at})
        assert "and now" in told(refused, 422)
