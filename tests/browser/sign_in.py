"""Sign-in on the reference page: a real browser, a real identity provider, people of the demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, Page, Route, sync_playwright

from app.auth.demo_issuer import DemoIssuer
from app.clock import system_clock
from tests.browser.chromium import chromium
from tests.browser.provider import Provider, provider
from tests.browser.reference_page import NARROWEST, overflow, violations
from tests.roles import STUDENT

HELLO = "s00001"
WRITING, ELSEWHERE, STRANGER = "s00003", "s00004", "nobody-knows-me"
PEOPLE = {
    HELLO: {"roles": ["student"], "stale": True},
    WRITING: {"roles": ["student"], "renewed": False},
    ELSEWHERE: {"roles": ["student"], "audience": "https://elsewhere.invalid"},
    STRANGER: {"roles": ["student"]},
}
"""By login: see provider.mjs."""


def check_sign_in(address: str, home: Path) -> None:
    """From the first screen to the last, with the page's own policy in force."""
    issuer = DemoIssuer(home / "issuer")
    with provider(issuer, address, PEOPLE, home / "provider.log") as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=at.browser_options)
        people = httpx.get(f"{address}config.json").json()["people"][:1]
        config = {"api": "/", "people": people, "sign_in": at.sign_in}
        with reader(browser, config) as page:
            check_nobody_gets_in_unasked(page, address)
            check_a_visit(page, address, at)
            check_who_is_not_let_in(page)
            check_what_is_written_stays(page, address, issuer)
            at.stop()
            page.reload()
            page.get_by_text("Your university's sign-in cannot be reached.").wait_for()
        browser.close()


@contextmanager
def reader(browser: Browser, config: dict[str, Any]) -> Iterator[Page]:
    """A browser of one's own, whose page's host has written that `config.json`."""
    context = browser.new_context(
        viewport=NARROWEST,  # type: ignore[arg-type]  # typed as a class
        ignore_https_errors=True,
        service_workers="block",
    )
    context.route("**/page/config.json", partial(answer, config))
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def answer(config: dict[str, Any], route: Route) -> None:
    route.fulfill(json=config)


def sign_in_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Sign in", exact=True)


def sign_in_as(page: Page, login: str) -> None:
    """At the provider, which asks for no more than a name."""
    sign_in_button(page).click()
    page.get_by_label("Login").fill(login)
    page.get_by_role("button", name="Go on").click()


def check_nobody_gets_in_unasked(page: Page, address: str) -> None:
    """Neither with an answer that nobody asked for, nor whoever cancels."""
    page.goto(f"{address}?code=made-up&state=made-up")
    page.get_by_text("This sign-in did not begin here").wait_for()
    assert page.url == address
    page.goto(f"{address}#/who")
    page.get_by_role("heading", name="Look as …").wait_for()
    sign_in_button(page).click()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("You were not signed in").wait_for()
    page.get_by_role("button", name="Cymraeg").click()
    page.get_by_text("Ni chawsoch eich mewngofnodi").wait_for()
    assert (violations(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="English").click()


def check_a_visit(page: Page, address: str, at: Provider) -> None:
    """Where they wanted to go, after a reload too, with renewed tokens; then nothing of them stays."""
    sign_in_as(page, HELLO)
    page.get_by_role("heading", name="Who sees me", level=1).wait_for()
    assert page.url == f"{address}#/who"
    assert at.given(HELLO) == ["authorization_code", "refresh_token"]
    page.get_by_role("link", name="Today").click()
    name = page.get_by_text("Hello ").inner_text().removeprefix("Hello ")
    page.reload()
    page.get_by_text(f"Hello {name}").wait_for()
    assert "eyJ" not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])"), (
        "a token is kept"
    )
    assert at.given(HELLO) == ["authorization_code", "refresh_token"] * 2
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You have signed out. Nothing of you is kept here.").wait_for()
    assert page.evaluate("caches.keys()") == []
    for _ in range(2):
        page.go_back()
        sign_in_button(page).wait_for()
        assert name not in page.content()
    page.goto(address)


def check_who_is_not_let_in(page: Page) -> None:
    """The provider lets them in, and Attune does not; the next one is asked who they are."""
    sign_in_as(page, ELSEWHERE)
    page.get_by_text("You signed in, but this service does not accept it.").wait_for()
    sign_in_as(page, STRANGER)
    page.get_by_text("You signed in, but nobody here has your account yet.").wait_for()


def check_what_is_written_stays(page: Page, address: str, issuer: DemoIssuer) -> None:
    """Whoever's sign-in ends signs in again in a second window, which closes by itself."""
    page.goto(f"{address}#/rights")
    sign_in_as(page, WRITING)
    page.locator("textarea").first.fill("Half a sentence")
    old = issuer.token(WRITING, [STUDENT], system_clock() - timedelta(days=1))
    page.route("**/v1/**", lambda route: route.continue_(headers=bearing(route, old)))
    page.get_by_role("button", name="Send the request").click()
    page.get_by_text("Your sign-in has ended. Please sign in again.").wait_for()
    page.unroute("**/v1/**")
    assert (violations(page), overflow(page)) == ([], 0)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Sign in again").click()
    page.get_by_text("You are signed in again.").wait_for()
    assert opened.value.is_closed()
    assert page.locator("textarea").first.input_value() == "Half a sentence"
    page.get_by_role("link", name="Today").click()
    page.get_by_text("Hello ").wait_for()


def bearing(route: Route, token: str) -> dict[str, str]:
    """The request's headers, as if time had passed since it got its token."""
    return route.request.headers | {"authorization": f"Bearer {token}"}
