"""LTI 1.3: Moodle opens the page for a student or a tutor; whatever is not quite a launch opens nothing."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from app.auth.demo_issuer import ISSUER, DemoIssuer
from app.auth.signing import SigningKey
from app.db.roles import Urls
from app.jobs.runtime import JobRuntime
from app.main import create_app
from app.settings import Platform, Settings, origin_of
from tests.auth.forging import b64, unb64
from tests.auth.moodle import (
    CLAIM,
    CLIENT,
    DEPLOYMENT,
    KEY_ID,
    LOGIN,
    PAGE,
    Moodle,
    running_moodle,
    sent_off,
)
from tests.conftest import NOON
from tests.world import Moment, Person, World

pytestmark = pytest.mark.anyio

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ORIGIN = origin_of(PAGE)


@dataclass
class Place:
    """A service that Moodle may launch pages of, and who is there."""

    client: httpx.AsyncClient
    moodle: Moodle
    world: World
    student: Person
    tutor: Person
    elsewhere: Person
    """Of another institution."""


@dataclass
class Browser:
    """What a browser does with our answers: it goes where it is told, and keeps what it is given."""

    place: Place
    cookies: dict[str, str] = field(default_factory=dict)
    went: list[str] = field(default_factory=list)

    async def begin(self, **more: str) -> str:
        """Where the service sends it; Moodle's form, byte for byte."""
        body = self.place.moodle.opens(PAGE) + "".join(f"&{name}={value}" for name, value in more.items())
        return self._followed(await self.send("/v1/lti/login", body))

    async def ask_platform(self, location: str) -> tuple[str, str]:
        async with httpx.AsyncClient() as client:
            page = await client.get(location)
        action, body = sent_off(page.raise_for_status().text)
        return urlsplit(action).path, body

    async def open(self) -> httpx.Response:
        """The whole of it, up to the service's answer to the platform's."""
        return await self.send(*await self.ask_platform(await self.begin()))

    async def send(self, path: str, body: str) -> httpx.Response:
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers = FORM | BROWSER | (cookies if self.cookies else {})
        answer = await self.place.client.post(path, content=body, headers=headers)
        for kept in answer.headers.get_list("Set-Cookie"):
            assert kept.endswith("; Secure; HttpOnly; SameSite=None; Partitioned"), kept
            name, _, value = kept.partition(";")[0].partition("=")
            self.cookies = {key: each for key, each in self.cookies.items() if key != name}
            if value:
                self.cookies[name] = value
        return answer

    async def token(self, answer: httpx.Response) -> str:
        page, _, code = self._followed(answer).partition("#attune_launch=")
        assert page == PAGE
        given = await exchange(self.place, code)
        assert given.status_code == 200, given.text
        assert given.headers["Cache-Control"] == "no-store"
        assert given.json()["expires_in"] == 3600
        token: str = given.json()["access_token"]
        return token

    def _followed(self, answer: httpx.Response) -> str:
        assert answer.status_code == 303, answer.text
        self.went.append(answer.headers["Location"])
        return self.went[-1]


async def exchange(place: Place, code: str, origin: str | None = ORIGIN) -> httpx.Response:
    headers = {} if origin is None else {"Origin": origin}
    return await place.client.post("/v1/lti/token", json={"code": code}, headers=headers)


async def ask(place: Place, token: str, path: str = "/v1/me") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Attune-Purpose": "tutoring"}
    return await place.client.get(path, headers=headers)


def is_page_that_says(answer: httpx.Response, said: str, status: int = 403) -> bool:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Location" not in answer.headers
    return said in unescape(answer.text)


@pytest.fixture(scope="module")
async def made(
    urls: Urls,
    runtime: JobRuntime,
    client: httpx.AsyncClient,
    issuer: DemoIssuer,
    moment: Moment,
    settings: Settings,
) -> AsyncIterator[Place]:
    moment.now = NOON
    world = await World.create(urls, runtime, client, issuer, moment, profile="exeter")
    other = await world.create_another("exeter", empty=False)
    tutor = await world.tutor()
    student, elsewhere = await world.student(tutor=tutor), await other.student()
    with running_moodle(moment) as moodle:
        platform = Platform(
            institution=world.code, issuer=moodle.address, client_id=CLIENT, deployment_ids=(DEPLOYMENT,),
            authorization_endpoint=f"{moodle.address}/mod/lti/auth.php",
            jwks_uri=f"{moodle.address}/mod/lti/certs.php",
            pages=(PAGE,), login_claim=LOGIN, login_issuer=ISSUER,
        )  # fmt: skip
        given = {
            "lti_platforms": (platform,),
            "allowed_origins": (ORIGIN,),
            "public_url": "http://attune.test",
        }
        app = create_app(Settings.model_validate(dict(settings) | given), clock=moment)
        transport = httpx.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://attune.test") as own,
        ):
            yield Place(own, moodle, world, student, tutor, elsewhere)


@pytest.fixture
def place(made: Place, moment: Moment) -> Iterator[Place]:
    moment.now = NOON
    made.moodle.username, made.moodle.roles = made.student.subject, "Learner"
    made.moodle.otherwise, made.moodle.signing, made.moodle.refuses = {}, {}, None
    yield made
    moment.now = NOON


async def test_a_student_comes_from_moodle_in_two_redirects_and_the_page_gets_a_token(place: Place) -> None:
    browser = Browser(place)
    answer = await browser.open()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    me = await ask(place, await browser.token(answer))
    assert me.json()["student_id"] == str(place.student.id)
    assert [urlsplit(each).path for each in browser.went] == ["/mod/lti/auth.php", "/engagement"]
    assert browser.cookies == {}, "what was kept for the launch goes with it"
    assert not any(place.student.subject in each for each in browser.went)


async def test_a_tutor_sees_their_students_and_no_role_of_the_platform_makes_anybody_more(
    place: Place,
) -> None:
    place.moodle.username = place.tutor.subject
    tutor = Browser(place)
    token = await tutor.token(await tutor.open())
    assert (await ask(place, token, place.student.path)).status_code == 200
    assert (await ask(place, token, "/v1/admin/audit-entries")).status_code == 403

    place.moodle.username, place.moodle.roles = place.student.subject, "Instructor"
    student = Browser(place)
    token = await student.token(await student.open())
    seen = (await ask(place, token, "/v1/students")).json()["items"]
    assert [each["student_id"] for each in seen] == [str(place.student.id)], "nobody but themselves"


async def test_a_launch_may_begin_by_an_address(place: Place) -> None:
    answer = await place.client.get(f"/v1/lti/login?{place.moodle.opens(PAGE)}")
    assert answer.status_code == 303
    browser = Browser(place)
    browser.cookies = dict([answer.headers["Set-Cookie"].partition(";")[0].split("=")])
    opened = await browser.send(*await browser.ask_platform(answer.headers["Location"]))
    assert opened.status_code == 303


async def test_neither_a_launch_nor_its_code_is_good_twice(place: Place) -> None:
    browser = Browser(place)
    path, body = await browser.ask_platform(await browser.begin())
    kept = dict(browser.cookies)
    first = await browser.send(path, body)
    browser.cookies = kept
    assert is_page_that_says(await browser.send(path, body), "It was used already")
    code = first.headers["Location"].partition("#attune_launch=")[2]
    answers = await asyncio.gather(*(exchange(place, code) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 403, 403, 403]


async def test_a_code_is_good_for_a_minute_and_for_its_own_page(place: Place, moment: Moment) -> None:
    code = (await Browser(place).open()).headers["Location"].partition("#attune_launch=")[2]
    for origin in (None, "null", "https://elsewhere.example"):
        assert (await exchange(place, code, origin)).json()["type"] == "/problems/launch-refused"
    for wrong in ("x", code[:-4] + "AAAA", code + "=", "é"):
        assert (await exchange(place, wrong)).status_code == 403
    moment.now += timedelta(seconds=60)
    assert (await exchange(place, code)).status_code == 403


async def test_a_token_of_a_launch_ends_after_an_hour_and_is_no_other_than_was_signed(
    place: Place, moment: Moment, settings: Settings
) -> None:
    browser = Browser(place)
    token = await browser.token(await browser.open())
    assert (
        await place.world.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    ).status_code == 401
    assert settings.signing_key is not None
    key = SigningKey(settings.signing_key.get_secret_value())
    head, body, signature = token.split(".")
    for what in ("attune-consent-receipt+jws", "JWT"):
        assert (await ask(place, key.sign(what, unb64(body)))).status_code == 401
    other = {"login_issuer": "https://x", "platform": "https://x"}
    changed = [json.loads(unb64(body)) | {name: value} for name, value in other.items()]
    for payload in changed:
        forged = f"{head}.{b64(json.dumps(payload).encode())}.{signature}"
        assert (await ask(place, forged)).status_code == 401
    unknown = key.sign("at+jwt", json.dumps(changed[1]).encode())
    assert "not known here any more" in (await ask(place, unknown)).json()["detail"]
    moment.now += timedelta(minutes=59)
    assert (await ask(place, token)).status_code == 200
    moment.now += timedelta(minutes=2)
    assert (await ask(place, token)).status_code == 401


# --- what is no launch ---

PUBLIC_SECRET = "a-secret-that-the-platform-never-had"
NOW = int(NOON.timestamp())
OTHERWISE: dict[str, tuple[dict[str, Any], str]] = {
    "another nonce": ({"nonce": "n"}, "answers another launch"),
    "no nonce": ({"nonce": None}, "answers another launch"),
    "another issuer": ({"iss": "https://moodle.example"}, "another issuer's"),
    "another audience": ({"aud": "another-tool"}, "another audience"),
    "several audiences, made for another": ({"aud": [CLIENT, "x"], "azp": "x"}, "another party"),
    "several audiences, made for nobody": ({"aud": [CLIENT, "x"]}, "another party"),
    "expired": ({"iat": NOW - 120, "exp": NOW - 60}, "has expired"),
    "of the future": ({"iat": NOW + 120, "exp": NOW + 180}, "issued in the future"),
    "no end": ({"exp": None}, "no exp claim"),
    "for days": ({"exp": NOW + 86_400}, "longer than is accepted"),
    "another deployment": ({f"{CLAIM}deployment_id": "4"}, "deployment is not one"),
    "a number as deployment": ({f"{CLAIM}deployment_id": 3}, "deployment is not one"),
    "another message": ({f"{CLAIM}message_type": "LtiDeepLinkingRequest"}, "another message_type"),
    "another version": ({f"{CLAIM}version": "1.1"}, "another version"),
    "another page": ({f"{CLAIM}target_link_uri": "https://elsewhere.example/"}, "another target_link_uri"),
    "no resource link": ({f"{CLAIM}resource_link": {"id": ""}}, "no resource_link"),
    "nobody": ({f"{CLAIM}ext": None}, "does not say who you are"),
    "a number": ({f"{CLAIM}ext": {"user_username": 42}}, "does not say who you are"),
}  # fmt: skip


@pytest.mark.parametrize("fault", OTHERWISE)
async def test_a_token_that_says_something_else_opens_nothing(place: Place, fault: str) -> None:
    place.moodle.otherwise, said = OTHERWISE[fault]
    assert is_page_that_says(await Browser(place).open(), said)


async def test_a_token_that_the_platform_has_not_signed_opens_nothing(
    place: Place, issuer: DemoIssuer
) -> None:
    hmac = {"key": PUBLIC_SECRET, "algorithm": "HS256"}
    for signing, said in (
        (hmac, "algorithm is not accepted"),
        ({"key": issuer.private_key, "algorithm": "ES256"}, "not one of its issuer's"),
        ({"headers": {"kid": "another"}}, "not one of its issuer's"),
        ({"headers": {"kid": KEY_ID, "jku": "http://127.0.0.1:1/"}}, "not supported here"),
    ):
        place.moodle.signing = signing
        assert is_page_that_says(await Browser(place).open(), said), signing
    browser = Browser(place)
    place.moodle.signing = {}
    path, body = await browser.ask_platform(await browser.begin())
    said_by = dict(each.split("=") for each in body.split("&"))
    head, claims, signature = said_by["id_token"].split(".")
    none = b64(json.dumps({"alg": "none", "kid": KEY_ID}).encode())
    more = b64(json.dumps(json.loads(unb64(claims)) | {"sub": "1"}).encode())
    for forged, said in (
        (f"{none}.{claims}.", "algorithm is not accepted"),
        (f"{head}.{more}.{signature}", "signature is not valid"),
    ):
        answer = await browser.send(path, f"id_token={forged}&state={said_by['state']}")
        assert is_page_that_says(answer, said)


async def test_only_the_browser_that_began_a_launch_ends_it(place: Place, moment: Moment) -> None:
    """Somebody who sends their own launch to another's browser signs nobody in."""
    mine, anothers = Browser(place), Browser(place)
    path, body = await mine.ask_platform(await mine.begin())
    await anothers.begin()
    assert is_page_that_says(await anothers.send(path, body), "This browser did not begin it")
    anothers.cookies = dict.fromkeys(mine.cookies, "guessed")
    assert is_page_that_says(await anothers.send(path, body), "This browser did not begin it")
    token, state = (each.partition("=")[2] for each in body.split("&"))
    for forged in ("x", state[:-6] + "AAAAAA", state + "A"):
        assert is_page_that_says(
            await mine.send(path, f"id_token={token}&state={forged}"), "did not begin here"
        )
    moment.now += timedelta(minutes=5)
    assert is_page_that_says(await mine.send(path, body), "It took too long")


async def test_where_a_browser_keeps_no_cookies_the_platform_keeps_the_secret(place: Place) -> None:
    browser = Browser(place)
    body = f"{place.moodle.opens(PAGE)}&lti_storage_target=_parent"
    began = page_data(await browser.send("/v1/lti/login", body))
    assert (began["frame"], began["origin"]) == ("_parent", place.moodle.address)
    browser.cookies = {}
    opened = page_data(await browser.send(*await browser.ask_platform(began["next"])))
    assert opened["key"] == began["key"]
    assert "secret" not in opened
    page, _, code = opened["next"].partition("#attune_launch=")
    assert page == PAGE
    for without in (code, f"{code}.", f"{code}.guessed"):
        assert (await exchange(place, without)).status_code == 403
    given = await exchange(place, f"{code}.{began['secret']}")
    assert (await ask(place, given.json()["access_token"])).json()["student_id"] == str(place.student.id)


def page_data(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    assert "script-src 'sha256-" in answer.headers["Content-Security-Policy"]
    return {name: unescape(value) for name, value in re.findall(r' data-(\w+)="([^"]*)"', answer.text)}


async def test_whoever_is_not_entered_here_is_told_whom_to_ask(place: Place) -> None:
    """Somebody of another institution likewise: this platform does not speak for that one."""
    place.moodle.username = "nobody-here"
    unknown = await Browser(place).open()
    place.moodle.username = place.elsewhere.subject
    foreign = await Browser(place).open()
    place.moodle.username = (await place.world.service()).subject
    system = await Browser(place).open()
    for answer in (unknown, foreign, system):
        assert is_page_that_says(answer, "ask the people who look after this service at your university")
        assert answer.text == unknown.text
    assert "nobody-here" not in unknown.text
    place.moodle.refuses = "access_denied"
    assert is_page_that_says(await Browser(place).open(), "The platform did not say who you are")


async def test_no_page_is_opened_but_those_configured_and_no_platform(place: Place) -> None:
    for changed, status in (
        ({"target_link_uri": "https://elsewhere.example/"}, 403),
        ({"target_link_uri": f"{PAGE}&more=1"}, 403),
        ({"lti_deployment_id": "4"}, 403),
        ({"iss": "https://moodle.example"}, 404),
        ({"client_id": "another"}, 404),
    ):
        query = {
            "iss": place.moodle.address,
            "login_hint": "42",
            "target_link_uri": PAGE,
            "client_id": CLIENT,
        }
        answer = await place.client.get("/v1/lti/login", params=query | changed)
        assert answer.status_code == status, changed
        assert answer.headers["Content-Type"] == "application/problem+json"
    nowhere = place.world.client
    for path in ("/v1/lti/login", "/v1/lti/launch"):
        assert (await nowhere.post(path, content="state=x", headers=FORM)).status_code == 404
    assert (await nowhere.post("/v1/lti/token", json={"code": "x"})).status_code == 404


async def test_a_form_is_read_in_one_way_or_not_at_all(place: Place) -> None:
    async def status(content: str | bytes, kind: str = FORM["Content-Type"]) -> int:
        return (
            await place.client.post("/v1/lti/launch", content=content, headers={"Content-Type": kind})
        ).status_code

    assert await status("state=x&id_token=y") == 403
    assert await status("state=x&id_token=y", "text/plain") == 415
    assert await status('{"state": "x"}', "application/json") == 415
    for malformed in (
        "state=x&state=y",
        "state",
        "state=%ff",
        "state=%00",
        b"\xff=x",
        "&".join(["a=b"] * 65),
    ):
        assert await status(malformed) == 400, malformed
    for lacking in ("state=x", "id_token=x", "state=&id_token=x", f"id_token=x&state={'x' * 4_097}"):
        assert await status(lacking) == 422, lacking
    assert await status("state=" + "x" * 300_000) == 413
