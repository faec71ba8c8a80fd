"""The reference page in a real browser: what it shows to somebody, and what axe finds wrong with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

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


def loaded(page: Page, heading: str) -> None:
    """Wait for a place, and until every part of it is there: sooner than `settle`, and enough to go on."""
    page.get_by_role("heading", name=heading, level=1, exact=True).wait_for()
    page.wait_for_function("!document.querySelector('main .loading')")


def unfold_everything(page: Page) -> None:
    """Open whatever can be opened, forms and all."""
    page.evaluate(
        "document.querySelectorAll('main details').forEach((each) => { each.open = true });"
        "new Promise((opened) => setTimeout(opened, 50))"
    )
    page.wait_for_function("!document.querySelector('main .loading')")


SMALL_TARGETS = """
() => {
  const all = [...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter((each) => each.checkVisibility() && !each.classList.contains('skip'));
  const boxes = all.map((each) => each.getBoundingClientRect());
  // WCAG 2.2, 2.5.8: too small has no 24 by 24 pixels and no such circle of its own; not in sentences
  const crowded = (box, at) => boxes.some((other, where) => where !== at &&
    Math.hypot(Math.max(other.left - (box.left + box.right) / 2, (box.left + box.right) / 2 - other.right, 0),
      Math.max(other.top - (box.top + box.bottom) / 2, (box.top + box.bottom) / 2 - other.bottom, 0)) < 12);
  const inSentence = (each) => each.tagName === 'A' && getComputedStyle(each).display === 'inline';
  return all.filter((each, at) => Math.min(boxes[at].width, boxes[at].height) < 24 && !inSentence(each)
    && crowded(boxes[at], at)).map((each) => each.outerHTML);
}
"""


def small_targets(page: Page) -> list[str]:
    """What is too small to be hit with a finger."""
    found: list[str] = page.evaluate(SMALL_TARGETS)
    return found


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
                if title.startswith("Student"):
                    unfold_everything(page)
                    assert small_targets(page) == [], f"{title} {institution}: {link.inner_text()}"
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


FOCUSED = """
() => {
  const one = document.activeElement;
  if (one === document.body) return '';
  const heading = one.closest('section')?.querySelector('h2')?.innerText ?? '';
  return `${heading}: ${one.labels?.[0]?.innerText ?? one.innerText}`;
}
"""


def reach(page: Page, name: str, *, back: bool = False) -> None:
    """Go on by Tab until that has the focus: its label or text, after the heading of its part."""
    for _ in range(120):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if name in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def _read_today(page: Page) -> None:
    reach(page, "(Learner Engagement Activity Portal): Student")
    page.keyboard.press("Enter")
    page.get_by_text("Your latest score is").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1", "the heading is read first"
    reach(page, "How the score of")
    page.keyboard.press("Space")
    page.get_by_text("The sum:").wait_for()


def _decide(page: Page, offer: str, key: str, said: str) -> None:
    """Press the offer, agree, confirm; hear it said."""
    reach(page, offer)
    page.keyboard.press(key)
    page.keyboard.press("Space")
    reach(page, "Confirm")
    page.keyboard.press("Enter")
    page.get_by_text(said).wait_for()
    assert said in page.evaluate(FOCUSED), "what was done is read"


def _ask_for_correction(page: Page) -> None:
    reach(page, "Something is wrong: Engagement")
    page.keyboard.press("Enter")
    loaded(page, "Something is wrong: Engagement")
    reach(page, "Ask for a correction")
    page.keyboard.press("Space")
    reach(page, "Source")
    page.keyboard.press("ArrowDown")
    reach(page, "Which day?")
    year, month, day = (page.locator("[name=day]").get_attribute("max") or "").split("-")
    page.keyboard.type(f"{month}{day}{year}")
    reach(page, "What should it say?")
    page.keyboard.type("3")
    reach(page, "What is wrong")
    page.keyboard.type("I was in the library that day.")
    reach(page, "Ask for this correction")
    page.keyboard.press("Enter")
    page.get_by_text("You have asked for a correction.").wait_for()
    assert "You have asked for a correction." in page.evaluate(FOCUSED), "what was done is read"
    assert "You say: 3." in page.inner_text("main")


def check_by_keyboard(address: str) -> None:
    """A student's whole tasks by Tab, Enter, Space and arrows alone."""
    with page_at(address, WIDE) as (page, wrong):
        page.locator("section button").first.wait_for()
        _read_today(page)
        reach(page, "Consent", back=True)
        page.keyboard.press("Enter")
        loaded(page, "Consent")
        _decide(page, "Give consent", "Enter", "Recorded: Given.")
        _decide(page, "Withdraw consent", "Space", "Recorded: Withdrawn.")
        _decide(page, "Give consent", "Enter", "Recorded: Given.")
        reach(page, "My data", back=True)
        page.keyboard.press("Enter")
        loaded(page, "My data")
        _ask_for_correction(page)
        assert violations(page) == []
        _check_states(page)
        assert wrong == []


STATES = {
    "engagement": {"state": "hidden", "hidden_until": "2030-06-01T00:00:00Z"},
    "attendance": {"state": "unavailable", "unavailable_since": "2030-01-01T00:00:00Z"},
    "grades": {"state": "withheld"},
    "employability": {"state": "restricted"},
    "meetings": {"state": "not_collected"},
}


def _check_states(page: Page) -> None:
    """Every state in which a section is not shown, in words."""

    def alter(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"sections": STATES})

    page.route("**/dashboard", alter)
    page.get_by_role("link", name="Today").click()
    page.get_by_text("There is nothing to show you here today.").wait_for()
    told = page.inner_text("main")
    for words in (
        "until 1 June 2030",
        "out of order since",
        "only if you agree",
        "restricted: Emp",
        "collect: Meet",
    ):
        assert words in told, words
    assert violations(page) == []
