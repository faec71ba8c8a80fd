"""Messages are prepared and never sent (BY-10): Nottingham's templates, newcomers only."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from app.profiles.messages import MessageTemplate
from app.wire.roster import StudentRow
from tests import roles
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
