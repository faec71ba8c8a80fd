"""A member of staff's whole task by keyboard alone, and how large is what they have to hit."""

from playwright.sync_api import Page

from tests.browser.reference_page import NARROWEST, WIDE, page_at, settle

FAR = 150
"""So many presses of Tab reach anything that is on a page of staff's."""
SMALLEST = 24
"""WCAG 2.5.8: a target's least width and height, in CSS pixels."""
TOO_SMALL = """least => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(each => each.checkVisibility())
    .map(each => ({each, box: each.getBoundingClientRect()}))
    .filter(({box}) => box.width > 0 && box.right > 0);
  const middle = ({box}) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const small = ({box}) => box.width < least || box.height < least;
  // Within a line of text a link is as large as its line lets it: WCAG's exception.
  const inline = ({each}) => getComputedStyle(each).display === 'inline';
  const near = (one, other) => {
    const [x, y] = middle(one);
    const [left, top] = small(other) ? middle(other) : [
      Math.max(other.box.left, Math.min(x, other.box.right)),
      Math.max(other.box.top, Math.min(y, other.box.bottom)),
    ];
    return Math.hypot(x - left, y - top) < (small(other) ? least : least / 2);
  };
  return all.filter(one => small(one) && !inline(one)
      && all.some(other => other !== one && !other.each.contains(one.each) && near(one, other)))
    .map(({each, box}) => `${each.tagName} ${each.innerText} ${box.width} x ${box.height}`);
}"""
"""Targets that are too small, and too near to another for WCAG's exception of spacing."""
IS_HERE = """([kind, words, within]) => {
  const here = document.activeElement;
  if (!(here.closest('section') ?? document.body).innerText.includes(within)) return false;
  const said = here.labels?.length ? here.labels[0].innerText : here.innerText;
  return here.matches(kind) && said.trim().startsWith(words);
}"""


def by_tab(page: Page, kind: str, words: str, *, within: str = "", key: str = "Tab") -> None:
    """Go on by Tab until the element of that kind whose name begins so has the focus."""
    for _ in range(FAR):
        page.keyboard.press(key)
        if page.evaluate(IS_HERE, [kind, words, within]):
            return
    raise AssertionError(f"{key} does not reach {kind} “{words}”")


def check_staff_by_keyboard(address: str) -> None:
    """Who looks, why, an order, a search, a student, a note, a signal, and back, without a mouse."""
    with page_at(address, WIDE) as (page, wrong):
        page.locator("section button").first.wait_for()
        by_tab(page, "button", "Personal tutor", within="(Learner Engagement Activity Portal)")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="My students").wait_for()
        settle(page)
        by_tab(page, "select", "Why do you look?")
        page.keyboard.press("ArrowDown")
        page.get_by_text("From now on students read that you look").wait_for()
        by_tab(page, "button", "Score")
        page.keyboard.press("Space")
        page.locator("th[aria-sort=ascending]", has_text="Score").wait_for()
        noticed = page.locator(".signals a").first.get_attribute("href")
        row = page.locator("tbody tr", has=page.locator(f"a[href='{noticed}']"))
        name = row.locator("a").inner_text()
        number = row.locator("td").first.evaluate("each => each.lastChild.textContent")
        by_tab(page, "input", "Search", key="Shift+Tab")
        page.keyboard.type(number)
        page.get_by_text("Students shown: 1.").wait_for()
        by_tab(page, "tbody a", name)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=name, level=1).wait_for()
        settle(page)
        judge(page)
        write_a_note(page)
        by_tab(page, "a", "Back to my students")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="My students").wait_for()
        check_targets(page)
        assert wrong == []


def judge(page: Page) -> None:
    """One press asks once more, another says so."""
    by_tab(page, "button", "Explained")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.innerText") == "Yes", "the question has the focus"
    page.keyboard.press("Enter")
    page.get_by_text("Judged by").first.wait_for()
    assert page.evaluate("document.activeElement.innerText") == "Saved.", "and then its result"


def write_a_note(page: Page) -> None:
    by_tab(page, "summary", "Write a note")
    page.keyboard.press("Space")
    by_tab(page, "textarea", "What was talked about?")
    page.keyboard.type("We meet again next week.")
    by_tab(page, "button", "Share with the student")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Shared with the student.").first.wait_for()


def check_targets(page: Page) -> None:
    """Every place of the menu and a student's view, on the narrowest phone: large enough, or far apart."""
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]  # typed as a class
    for link in page.locator("nav a").all():
        link.click()
        settle(page)
        assert page.evaluate(TOO_SMALL, SMALLEST) == [], link.inner_text()
    page.locator("nav a").first.click()
    page.locator("tbody a").first.click()
    page.get_by_role("heading", name="Exemptions").wait_for()
    settle(page)
    page.evaluate("for (const each of document.querySelectorAll('main .opening')) each.open = true")
    assert page.evaluate(TOO_SMALL, SMALLEST) == [], "one student"
