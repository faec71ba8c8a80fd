"""The reference page in a real browser: what it shows to somebody, and what axe finds wrong with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import chromium

PROJECT = Path(__file__).parents[2]
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
NARROWEST = {"width": 320, "height": 800}
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}


@contextmanager
def page_at(address: str, size: dict[str, int]) -> Iterator[tuple[Page, list[str]]]:
    """The page, and what goes wrong in it, in the browser's words."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        # The page's own policy lets no script in but its own: axe is one.
        context = browser.new_context(viewport=size, bypass_csp=True)  # type: ignore[arg-type]  # typed as a class
        page, wrong = context.new_page(), list[str]()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        yield page, wrong
        browser.close()


def look_as(page: Page, institution: str, title: str) -> None:
    """Be somebody: one click."""
    page.locator("section", has_text=institution).get_by_role("button", name=title).first.click()
    page.get_by_role("heading", level=1).first.wait_for()
    settle(page)


def settle(page: Page) -> None:
    """Wait until every part has its answer."""
    page.wait_for_load_state("networkidle")
    for each in page.get_by_text("Loading …").all():
        each.wait_for(state="hidden")


def violations(page: Page) -> list[str]:
    """What axe finds, as rule and element."""
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [f"{each['id']}: {json.dumps(each['nodes'][0]['html'])}" for each in found["violations"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


EVERYBODY = (
    ("(MyProgress)", "Personal tutor: hers"),
    ("(Student Engagement Dashboard)", "Student: stopped coming"),
    ("(Student Engagement Dashboard)", "Personal tutor: hers"),
    ("(Learner Engagement Activity Portal)", "Student"),
    ("(Learning Analytics at City)", "Student: a student"),
    ("(Learner Engagement Analytics)", "Adviser: hers"),
)
"""A student or staff of every profile, by what the first screen says of them."""


def check_for_everybody(address: str) -> None:
    """axe finds nothing in any place of the menu, for anybody; no script of the page breaks."""
    with page_at(address, WIDE) as (page, wrong):
        for institution, title in EVERYBODY:
            look_as(page, institution, title)
            for link in page.locator("nav a").all():
                link.click()
                settle(page)
                assert violations(page) == [], f"{title} {institution}: {link.inner_text()}"
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("button", name=title).first.wait_for()
        assert wrong == []


def check_on_a_phone(address: str) -> None:
    """The narrowest phone, by keyboard, in two languages, and without a network."""
    with page_at(address, NARROWEST) as (page, wrong):
        page.locator("section button").first.wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.locator("section", has_text="(MyProgress)").get_by_role("button").first.focus()
        page.keyboard.press("Enter")
        page.get_by_text("Your latest score is").wait_for()
        assert page.evaluate("document.activeElement.tagName") == "H1", "the heading is read first"
        assert (violations(page), overflow(page)) == ([], 0)
        page.get_by_role("button", name="Cymraeg").click()
        page.get_by_role("button", name="English").wait_for()
        assert page.evaluate("document.documentElement.lang") == "cy"
        page.get_by_role("button", name="English").click()
        page.get_by_text("Your latest score is").wait_for()
        page.wait_for_load_state("networkidle")
        page.context.set_offline(True)
        page.reload()
        page.get_by_text("Your latest score is").wait_for()
        assert "This is what was last known, from" in page.inner_text("body")
        assert wrong == []
