"""Access records: why staff look is said first, and every look is on record."""

import re
from datetime import timedelta

import pytest

from app.access.vocabulary import Audited
from app.schemas.governance.access_records import SECTION_WORDS
from tests import roles
from tests.world import World, note

pytestmark = pytest.mark.anyio


def test_whatever_a_look_can_show_has_words_for_the_student() -> None:
    assert SECTION_WORDS.keys() == set(Audited)


async def test_staff_say_why_before_they_look(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    silent = {key: value for key, value in tutor.headers.items() if key != "Attune-Purpose"}
    for path in (student.path, "/v1/students"):
        answer = await world.client.get(path, headers=silent)
        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/purpose-required"
        # Only what a tutor may state: whoever takes one from the list is on nobody's record for wanting more.
        assert answer.json()["purposes"] == ["tutoring", "wellbeing"]
    strange = await world.client.get(student.path, headers=silent | {"Attune-Purpose": "curiosity"})
    assert strange.status_code == 422
    assert strange.json()["errors"] == [
        {"pointer": "/header/Attune-Purpose", "detail": "must be one of tutoring, wellbeing"}
    ]
    assert (await student.read(f"{student.path}/access-records"))["items"] == []


async def test_two_purposes_are_refused_and_put_nothing_on_record(world: World) -> None:
    """One of them would count, and nobody could say which; the same twice is no clearer."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    token = ("Authorization", tutor.headers["Authorization"])
    for second in ("discipline", "wellbeing", "tutoring"):
        stated = [("Attune-Purpose", "tutoring"), ("attune-purpose", second)]
        answer = await world.client.get(student.path, headers=[token, *stated])
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed")
        assert "more than one Attune-Purpose header" in answer.json()["detail"]
    assert (await student.read(f"{student.path}/access-records"))["items"] == []


async def test_the_list_of_purposes_is_the_askers_own(world: World) -> None:
    """Whatever is listed may be stated; another role's purposes are not listed."""
    there = await world.create_another("every_reach", empty=False)
    student = await there.student()
    for role in (roles.VISA_TEAM, roles.SITE_EXPLORER):
        person = await there.tutor(role)
        await there.grant(person, role)
        silent = {"Authorization": person.headers["Authorization"]}
        listed = (await there.client.get(student.path, headers=silent)).json()["purposes"]
        assert listed == sorted(there.profile.role_rules[role].purposes)
        for purpose in listed:
            answer = await there.client.get(student.path, headers=silent | {"Attune-Purpose": purpose})
            assert answer.status_code == 200, (role, purpose)


async def test_a_look_that_showed_nothing_is_no_look(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    assert (await tutor.get(f"{student.path}/engagement")).status_code == 403  # no consent
    assert (await student.read(f"{student.path}/access-records"))["items"] == []


async def test_what_is_recorded_of_a_list_is_what_it_showed_of_each(world: World) -> None:
    tutor = await world.tutor()
    shown = await world.student(tutor=tutor, consent=True)
    withheld = await world.student(tutor=tutor)
    listed = (await tutor.read("/v1/students"))["items"]
    assert {each["number"]: each["engagement"]["state"] for each in listed} == {
        shown.number: "shown",
        withheld.number: "withheld",
    }
    for student, sections in ((shown, ["student", "engagement"]), (withheld, ["student"])):
        looks = (await student.read(f"{student.path}/access-records"))["items"]
        assert [each["sections"] for each in looks] == [sections]


async def test_what_is_recorded_of_a_dashboard_is_what_it_showed(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await tutor.read(f"{student.path}/dashboard")
    record = (await student.read(f"{student.path}/access-records"))["items"][0]
    assert record["sections"] == ["attendance", "meetings", "notes"]


async def test_records_page_from_the_latest_on(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    for _ in range(5):
        world.moment.now += timedelta(minutes=1)
        await tutor.read(student.path)
    seen = []
    path: str | None = f"{student.path}/access-records?limit=2"
    while path:
        answer = await student.get(path)
        seen += [each["seen_at"] for each in answer.json()["items"]]
        link = answer.headers.get("Link")
        path = link.partition(">")[0].removeprefix("<") if link else None
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)


async def test_a_calendar_shows_ones_own_meetings_and_no_notes(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    starts = world.moment.now + timedelta(days=1)
    await student.do(
        f"{student.path}/meetings",
        {
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(minutes=30)).isoformat(),
            "place": "Room 4, first floor",
        },
    )
    await tutor.do(f"{student.path}/notes", note(summary="SECRET", share=True))
    for person, other in ((student, f"Tutor {tutor.number}"), (tutor, f"Student {student.number}")):
        link = (await person.do("/v1/me/calendar-link", None))["path"]
        answer = await world.client.get(link)
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
        unfolded = re.sub(r"\r\n ", "", answer.text)
        assert f"SUMMARY:Meeting with {other}\r\n" in unfolded
        assert "DTSTART:20181121T120000Z\r\n" in unfolded
        assert "LOCATION:Room 4\\, first floor\r\n" in unfolded
        assert "SECRET" not in unfolded
        again = (await person.do("/v1/me/calendar-link", None))["path"]
        assert (await world.client.get(link)).status_code == 404  # replaced
        assert (await person.delete("/v1/me/calendar-link")).status_code == 204
        assert (await world.client.get(again)).status_code == 404  # revoked
        assert not await world.holds(again.split("/")[-1].removesuffix(".ics"))


async def test_a_tutors_calendar_forgets_a_student_with_the_tutorship(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    starts = world.moment.now + timedelta(days=1)
    body = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(minutes=30)).isoformat()}
    await tutor.do(f"{student.path}/meetings", body)
    link = (await tutor.do("/v1/me/calendar-link", None))["path"]
    assert "BEGIN:VEVENT" in (await world.client.get(link)).text
    await world.end_tutorship(student, tutor, world.today)
    assert "BEGIN:VEVENT" not in (await world.client.get(link)).text


async def test_a_student_with_two_tutors_says_with_which_to_meet(world: World) -> None:
    first = await world.tutor()
    student = await world.student(tutor=first)
    second = await world.second_tutor(student)
    starts = world.moment.now + timedelta(days=1)
    body = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(minutes=30)).isoformat()}
    unsaid = await student.post(f"{student.path}/meetings", body)
    assert unsaid.json()["errors"][0]["pointer"] == "/body/staff_id"
    stranger = await world.tutor(roles.PERSONAL_TUTOR)
    strange = await student.post(f"{student.path}/meetings", body | {"staff_id": str(stranger.id)})
    assert strange.status_code == 422
    made = await student.do(f"{student.path}/meetings", body | {"staff_id": str(second.id)})
    assert made["staff_id"] == str(second.id)
    cancelled = await first.do(f"{student.path}/meetings/{made['meeting_id']}/cancellation", None)
    assert cancelled["status"] == "cancelled"
    again = await student.post(f"{student.path}/meetings/{made['meeting_id']}/cancellation", None)
    assert again.status_code == 409


async def test_an_answer_that_the_client_has_is_not_sent_again(world: World) -> None:
    student = await world.student(consent=True)
    first = await student.get(f"{student.path}/dashboard")
    headers = student.headers | {"If-None-Match": f'"x", W/{first.headers["ETag"]}'}
    second = await world.client.get(f"{student.path}/dashboard", headers=headers)
    assert second.status_code == 304
    assert second.content == b""
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Cache-Control"] == "private, no-cache"
    await student.decide("withdrawn")
    third = await world.client.get(f"{student.path}/dashboard", headers=headers)
    assert third.status_code == 200


async def test_a_look_waits_for_nobody_who_writes_about_the_student(world: World) -> None:
    """Nor does it write to the student's row: as many may look at once as like."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    async with world.owner() as owner, owner.transaction():
        await owner.execute(
            "select 1 from students where institution_id = $1 for update", world.institution.institution_id
        )
        await tutor.read(f"{student.path}/dashboard")
        await tutor.read("/v1/students")
    assert len((await student.read(f"{student.path}/access-records"))["items"]) == 2
