"""Calendars: an address opens what its maker's roles opened, for a while, and no more."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from app.access.vocabulary import Role
from app.auth.demo_issuer import ISSUER
from app.wire.roster import LoginRow
from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

LINK = "/v1/me/calendar-link"


@pytest.fixture
async def tutor(world: World) -> Person:
    return await world.tutor()


@pytest.fixture
async def student(world: World, tutor: Person) -> Person:
    student = await world.student(tutor=tutor)
    starts = world.moment.now + timedelta(days=1)
    body = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(minutes=30)).isoformat()}
    await tutor.do(f"{student.path}/meetings", body)
    return student


def as_(person: Person, *names: str) -> Person:
    """The same login, with a token of other roles."""
    return Person(
        person.world,
        person.subject,
        tuple(Role(each) for each in names),
        person.number,
        person.id,
        person.staff,
    )


async def shows_meetings(world: World, path: str) -> bool:
    answer = await world.client.get(path)
    assert answer.status_code == 200, answer.text
    return "BEGIN:VEVENT" in answer.text


async def test_it_opens_what_the_tokens_roles_open(wide: World) -> None:
    tutor = await wide.tutor(roles.PERSONAL_TUTOR, roles.SITE_EXPLORER)
    student = await wide.student(tutor=tutor)
    starts = wide.moment.now + timedelta(days=1)
    body = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(minutes=30)).isoformat()}
    await tutor.do(f"{student.path}/meetings", body)
    for names, shown in (([roles.SITE_EXPLORER], False), ([roles.PERSONAL_TUTOR], True)):
        made = await as_(tutor, *names).do(LINK, None)
        assert await shows_meetings(wide, made["path"]) == shown, names


@pytest.mark.parametrize("names", [[], ["information_desk"], ["service"], ["unknown"]])
async def test_a_token_whose_roles_show_no_meeting_gets_none(
    tutor: Person, student: Person, names: list[str]
) -> None:
    for person in (tutor, student):
        refused = await as_(person, *names).post(LINK, None)
        assert refused.status_code == 403, refused.text
        assert "none of them shows a meeting" in refused.json()["detail"]


async def test_it_expires(world: World, student: Person) -> None:
    made = await student.do(LINK, None)
    expires_at = datetime.fromisoformat(made["expires_at"])
    assert expires_at == world.moment.now + timedelta(days=world.profile.calendar_link_days)
    world.moment.now = expires_at - timedelta(seconds=1)
    assert await shows_meetings(world, made["path"]) is False, "half a year later it is empty"
    world.moment.now = expires_at
    assert (await world.client.get(made["path"])).status_code == 404


async def test_it_can_be_revoked_whatever_the_roles(world: World, tutor: Person, student: Person) -> None:
    for person in (tutor, student):
        made = await person.do(LINK, None)
        assert await shows_meetings(world, made["path"])
        assert (await as_(person).delete(LINK)).status_code == 204
        assert (await world.client.get(made["path"])).status_code == 404


async def test_another_login_of_the_same_person_has_a_link_of_its_own(world: World, student: Person) -> None:
    made = await student.do(LINK, None)
    subject = f"again-{uuid4()}"
    await world.roster(logins=[LoginRow(ISSUER, subject, student=student.number)])
    again = Person(world, subject, student.roles, student.number, student.id)
    assert (await again.delete(LINK)).status_code == 404
    assert await shows_meetings(world, made["path"])
