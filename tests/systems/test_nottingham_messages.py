"""Messages are prepared and never sent (BY-10): Nottingham's templates, newcomers only."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from app.actions.support import addressees
from app.profiles.messages import MessageTemplate
from app.wire.roster import StudentRow
from tests import roles
from tests.outreach.people import OPENED
from tests.world import Person, World, at_once

pytestmark = [pytest.mark.anyio, pytest.mark.row("BY-10")]

PATH = "/v1/prepared-messages"


def ask(*students: Person, template: str = "first_contact") -> dict[str, Any]:
    return {"template": template, "students": [str(each.id) for each in students]}


async def test_a_template_and_students_give_a_text_for_each(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    ann, bob = [await nottingham.student(tutor=tutor) for _ in range(2)]
    colleague = await nottingham.second_tutor(bob)
    prepared = await tutor.do(PATH, ask(ann, bob))
    assert (prepared["template"], prepared["version"], prepared["channel"], prepared["left_out"]) == (
        "first_contact", "2026-09", "university_email", 0,
    )  # fmt: skip
    assert [each["student_number"] for each in prepared["items"]] == [ann.number, bob.number]
    of_ann, of_bob = (each["body"] for each in prepared["items"])
    assert f"Dear Student {ann.number}," in of_ann
    assert f"let Tutor {tutor.number} know" in of_ann
    assert all(f"Tutor {each.number}" in of_bob for each in (tutor, colleague))
    assert nottingham.institution.name in of_ann
    assert "{" not in of_ann + of_bob


async def test_whoever_had_the_template_lately_is_left_out_and_told_as_a_number(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    ann, bob = [await nottingham.student(tutor=tutor) for _ in range(2)]
    await tutor.do(PATH, ask(ann))
    again = await tutor.do(PATH, ask(ann, bob))
    assert ([each["student_id"] for each in again["items"]], again["left_out"]) == ([str(bob.id)], 1)
    other = await tutor.do(PATH, ask(ann, template="second_contact"))
    assert (len(other["items"]), other["left_out"]) == (1, 0)
    nottingham.moment.now += timedelta(days=14)
    late = await tutor.do(PATH, ask(ann, bob))
    assert (len(late["items"]), late["left_out"]) == (2, 0)


async def test_of_several_who_prepare_at_once_one_finds_the_newcomer(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    answers = await at_once(tutor, [(PATH, ask(student))] * 4)
    assert sorted(len(each.json()["items"]) for each in answers) == [0, 0, 0, 1]
    assert sorted(each.json()["left_out"] for each in answers) == [0, 1, 1, 1]


async def test_the_student_reads_what_was_prepared_and_who_looked(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    (text,) = (await tutor.do(PATH, ask(student)))["items"]
    (read,) = (await student.read(f"{student.path}/prepared-messages"))["items"]
    assert (read["message_id"], read["subject"], read["body"]) == (
        text["message_id"],
        text["subject"],
        text["body"],
    )
    assert (read["prepared_by_name"], read["channel"]) == (f"Tutor {tutor.number}", "university_email")
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert [each["sections"] for each in looks] == [["student", "support"]]
    (of_staff,) = (await tutor.read(f"{student.path}/prepared-messages"))["items"]
    assert of_staff == read


async def test_what_is_prepared_is_audited_without_text_or_student(nottingham: World) -> None:
    tutor, admin = await nottingham.tutor(), await nottingham.tutor(roles.ADMIN)
    student = await nottingham.student(tutor=tutor)
    await tutor.do(PATH, ask(student))
    (entry,) = await admin.audit()
    assert (entry["action"], entry["subject"]) == ("messages prepared", "message_template/first_contact")
    assert entry["after"] == {"version": "2026-09", "prepared": 1, "left_out": 0, "attempts": 0}


async def test_a_text_never_becomes_more_than_its_template_says(nottingham: World) -> None:
    """A name with braces in it is a name."""
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    await nottingham.roster(students=[StudentRow(student.number, "{sender.__class__} {tutor}")])
    (text,) = (await tutor.do(PATH, ask(student)))["items"]
    assert "Dear {sender.__class__} {tutor}," in text["body"]


async def test_who_has_neither_name_nor_tutor_gets_a_text_all_the_same(nottingham: World) -> None:
    wellbeing = await nottingham.tutor(roles.WELLBEING)
    await nottingham.grant(wellbeing, roles.WELLBEING)
    student = await nottingham.student()
    await nottingham.roster(students=[StudentRow(student.number, None)])
    (text,) = (await wellbeing.do(PATH, ask(student)))["items"]
    assert "Dear student," in text["body"]
    assert "let a member of staff know" in text["body"]


async def test_staff_prepare_for_their_own_students_and_for_a_purpose(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    own, other = await nottingham.student(tutor=tutor), await nottingham.student()
    refused = await tutor.post(PATH, ask(own, other))
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/body/students/1"]
    unknown = await tutor.post(PATH, ask(own, template="nothing"))
    assert "must be one of first_contact, second_contact" in unknown.json()["errors"][0]["detail"]
    token = {"Authorization": tutor.headers["Authorization"]}
    purposeless = await nottingham.client.post(PATH, json=ask(own), headers=token)
    assert purposeless.json()["type"] == "/problems/purpose-required"
    visa = await nottingham.tutor(roles.VISA_TEAM)  # who open no support
    await nottingham.grant(visa, roles.VISA_TEAM)
    assert (await visa.post(PATH, ask(own))).status_code == 422
    assert (await own.post(PATH, ask(own))).status_code == 403
    assert (await own.read(f"{own.path}/prepared-messages"))["items"] == []


async def test_staff_read_the_templates_that_there_are(nottingham: World, world: World) -> None:
    templates = (await (await nottingham.tutor()).read("/v1/message-templates"))["items"]
    assert [(each["template"], each["again_after_days"]) for each in templates] == [
        ("first_contact", 14),
        ("second_contact", 14),
    ]
    answer = await (await world.tutor()).get("/v1/message-templates")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


@pytest.mark.parametrize(
    "text", ["{mark}", "{name.__class__}", "{name!r}", "{name:>9}", "{}", "{0}", "{name"]
)
def test_a_template_leaves_nothing_open_that_nobody_can_fill(text: str) -> None:
    entry = {"title": "x", "version": "1", "channel": "sms", "subject": "x", "again_after_days": 1}
    with pytest.raises(ValidationError):
        MessageTemplate.model_validate(entry | {"body": text})


async def test_a_prepared_message_is_an_attempt_in_the_open_case_that_waits_for_it(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    ann, bob, cara = [await nottingham.student(tutor=tutor) for _ in range(3)]
    checked = [{"source": "student record", "checked_on": str(nottingham.today)}]
    opening = {"reason": "Nothing for two weeks.", "other_sources_checked": checked}
    await tutor.do(f"{ann.path}/cases", opening)
    case = await tutor.do(f"{cara.path}/cases", opening)
    skipping = {"reason": "The address is known to be dead."}
    await tutor.do(f"{cara.path}/cases/{case['case_id']}/skips", skipping)  # e-mail is over for cara
    prepared = await tutor.do(PATH, ask(ann, bob, cara))
    assert (len(prepared["items"]), prepared["contact_attempts"]) == (3, 1)
    (of_ann,) = (await tutor.read(f"{ann.path}/cases"))["items"]
    assert of_ann["state"] == "attempting"
    (attempt,) = (entry for rung in of_ann["ladder"] for entry in rung["attempts"])
    assert (attempt["channel"], attempt["outcome"]) == ("university_email", "sent")
    (of_cara,) = (await tutor.read(f"{cara.path}/cases"))["items"]
    assert not any(rung["attempts"] for rung in of_cara["ladder"])


# --- for a queue of cases, or signals ---


def numbers(prepared: dict[str, Any]) -> list[str]:
    return [each["student_number"] for each in prepared["items"]]


def of_queue(queue: str, template: str = "first_contact") -> dict[str, Any]:
    return {"template": template, "queue": queue}


def of_signals(since: date, rule: str = "fall") -> dict[str, Any]:
    return {"template": "first_contact", "signal": {"rule": rule, "since": str(since)}}


async def raise_signal(world: World, student: Person, raised_on: date, status: str = "open") -> None:
    await world.sql(
        """
        insert into signals (institution_id, student_id, signal_id, rule, rule_version, verdict, as_of,
            raised_at, status, recovered, closed_on, closed_because, evidence, owner_role)
        values (:institution_id, :student, gen_random_uuid(), 'fall', '1-0', 'fall', cast(:day as date),
            cast(:day as date) + time '12:00', :status, false,
            case when :status = 'closed' then cast(:day as date) end,
            case when :status = 'closed' then 'recovered' end, '{}', 'personal_tutor')
        """,
        student=student.id,
        day=raised_on,
        status=status,
    )


async def test_a_queue_gives_a_text_for_each_of_its_students_whom_the_asker_sees(nottingham: World) -> None:
    tutor, other = await nottingham.tutor(), await nottingham.tutor()
    ann, bob, cara = [await nottingham.student(tutor=tutor) for _ in range(3)]
    theirs = await nottingham.student(tutor=other)
    await tutor.do(f"{ann.path}/cases", OPENED)
    await other.do(f"{theirs.path}/cases", OPENED)
    assert numbers(await tutor.do(PATH, of_queue("due_today"))) == []
    nottingham.moment.now += timedelta(days=2)
    await tutor.do(f"{bob.path}/cases", OPENED)
    prepared = await tutor.do(PATH, of_queue("due_today"))
    assert (numbers(prepared), prepared["left_out"], prepared["contact_attempts"]) == ([ann.number], 0, 1)
    assert numbers(await other.do(PATH, of_queue("due_today"))) == [theirs.number]
    looks = (await ann.read(f"{ann.path}/access-records"))["items"]
    assert ["student", "support"] in [each["sections"] for each in looks]
    looks = (await cara.read(f"{cara.path}/access-records"))["items"]
    assert looks == []
    admin = await nottingham.tutor(roles.ADMIN)
    entry = next(each for each in await admin.audit() if each["after"].get("prepared") == 1)
    assert entry["after"]["chosen_by"] == "queue/due_today"


async def test_whoever_had_the_template_for_the_same_case_is_left_out_for_good(nottingham: World) -> None:
    """Of a list they would be newcomers again after 14 days."""
    tutor = await nottingham.tutor()
    ann, bob = [await nottingham.student(tutor=tutor) for _ in range(2)]
    await tutor.do(PATH, ask(bob))  # before there was a case
    nottingham.moment.now += timedelta(days=14)
    for each in (ann, bob):
        await tutor.do(f"{each.path}/cases", OPENED)
    first = await tutor.do(PATH, of_queue("waiting_for_student"))
    assert (numbers(first), first["left_out"]) == ([], 0)
    nottingham.moment.now += timedelta(days=15)
    prepared = await tutor.do(PATH, of_queue("overdue"))
    assert (numbers(prepared), prepared["left_out"]) == ([ann.number, bob.number], 0)
    nottingham.moment.now += timedelta(days=15)
    again = await tutor.do(PATH, of_queue("overdue"))
    assert (numbers(again), again["left_out"]) == ([], 2)
    assert numbers(await tutor.do(PATH, ask(ann))) == [ann.number]


async def test_a_rule_gives_a_text_for_each_student_with_an_open_signal_since_then(
    nottingham: World,
) -> None:
    tutor, today = await nottingham.tutor(), nottingham.today
    ann, before, over = [await nottingham.student(tutor=tutor) for _ in range(3)]
    unseen = await nottingham.student()
    for student, day, status in (
        (ann, today - timedelta(days=3), "open"),
        (before, today - timedelta(days=4), "open"),
        (over, today, "closed"),
        (unseen, today, "open"),
    ):
        await raise_signal(nottingham, student, day, status)
    prepared = await tutor.do(PATH, of_signals(today - timedelta(days=3)))
    assert (numbers(prepared), prepared["left_out"]) == ([ann.number], 0)
    looks = (await ann.read(f"{ann.path}/access-records"))["items"]
    assert [each["sections"] for each in looks] == [["student", "support", "signals"]]
    nottingham.moment.now += timedelta(days=20)
    again = await tutor.do(PATH, of_signals(today - timedelta(days=4)))
    assert (numbers(again), again["left_out"]) == ([before.number], 1)


async def test_for_whom_is_said_in_exactly_one_way(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    for body, pointers, said in (
        ({"template": "first_contact"}, ["/body"], "must say for whom"),
        (ask(student) | of_queue("overdue"), ["/body/students", "/body/queue"], "must stand alone"),
        (
            ask(student) | of_queue("overdue") | of_signals(nottingham.today),
            ["/body/students", "/body/queue", "/body/signal"],
            "must stand alone",
        ),
        (of_signals(nottingham.today, "x"), ["/body/signal/rule"], "one of attendance, fall, stopped"),
        (of_queue("no_such"), ["/body/queue"], "overdue"),
    ):
        answer = await tutor.post(PATH, body)
        assert answer.status_code == 422, answer.text
        assert [each["pointer"] for each in answer.json()["errors"]] == pointers
        assert said in answer.json()["errors"][0]["detail"]


async def test_where_there_are_no_cases_a_queue_is_not_collected(wide: World) -> None:
    answer = await (await wide.tutor()).post(PATH, of_queue("overdue", "hello"))
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


async def test_a_queue_and_signals_are_for_roles_that_open_them(nottingham: World) -> None:
    visa, resx = await nottingham.tutor(roles.VISA_TEAM), await nottingham.tutor(roles.RESX)
    await nottingham.grant(visa, roles.VISA_TEAM, sponsored_only=True)
    student = await nottingham.student(sponsored=True)
    await nottingham.team(resx, roles.RESX, opened=[student.id])
    await raise_signal(nottingham, student, nottingham.today)
    for who, body, section in (
        (visa, of_queue("overdue"), "support"),
        (visa, of_signals(nottingham.today), "signals"),
        (resx, of_signals(nottingham.today), "signals"),
    ):
        refused = await who.post(PATH, body)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/section-restricted")
        assert section in refused.json()["detail"]


async def test_more_than_can_be_prepared_at_once_is_refused(
    nottingham: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addressees, "MOST_STUDENTS", 1)
    tutor = await nottingham.tutor()
    for _ in range(2):
        student = await nottingham.student(tutor=tutor)
        await tutor.do(f"{student.path}/cases", OPENED)
        await raise_signal(nottingham, student, nottingham.today)
    nottingham.moment.now += timedelta(days=9)
    for body, pointer in (
        (of_queue("overdue"), "/body/queue"),
        (of_signals(nottingham.today - timedelta(days=9)), "/body/signal"),
    ):
        (fault,) = (await tutor.post(PATH, body)).json()["errors"]
        assert (fault["pointer"], fault["detail"][:24]) == (pointer, "chooses more than 1 at o")
