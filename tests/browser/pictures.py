"""Take the pictures of docs/tour.md, of a demonstration that is running.

.venv/bin/python -m tests.browser.pictures [http://127.0.0.1:8000]
"""

import sys
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.reference_page import PHONE, PROJECT, WIDE, look_as, page_at, settle

PICTURES = PROJECT / "docs" / "tour"
EXETER, NOTTINGHAM = "(MyProgress)", "(Student Engagement Dashboard)"
ESSEX, QUEEN_MARY = "(Learner Engagement Activity Portal)", "(Learner Engagement Analytics)"


def _stay(_: Page) -> None:
    pass


def _menu(name: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.get_by_role("link", name=name, exact=True).click()
        settle(page)

    return go


def _unfold(page: Page) -> None:
    page.locator("summary", has_text="How the score").first.click()
    settle(page)
    page.evaluate(
        "[...document.querySelectorAll('summary')].find(each => each.innerText.startsWith('How the score'))"
        ".scrollIntoView()"
    )


def _first_student(page: Page) -> None:
    page.locator("table a").first.click()
    page.get_by_role("heading", name="Engagement").first.wait_for()
    settle(page)


VIEWS = {
    "first-screen": (WIDE, None, None, _stay),
    "student": (PHONE, EXETER, "Student: a student", _stay),
    "score": (PHONE, EXETER, "Student: a student", _unfold),
    "who": (PHONE, EXETER, "Student: a student", _menu("Who sees me")),
    "consent": (PHONE, EXETER, "Student: a student", _menu("Consent")),
    "my-data": (PHONE, QUEEN_MARY, "Student", _menu("My data")),
    "band": (PHONE, ESSEX, "Student", _stay),
    "caseload": (WIDE, EXETER, "Personal tutor: hers", _stay),
    "one-student": (WIDE, NOTTINGHAM, "Personal tutor: hers", _first_student),
    "cases": (WIDE, NOTTINGHAM, "Wellbeing", _menu("Cases")),
}
"""By the picture's name: the window, the institution and person on the first screen, and where to go."""


def main(address: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    for name, (size, institution, title, go) in VIEWS.items():
        with page_at(f"{address}/page/", size) as (page, _):
            settle(page)
            if institution is not None and title is not None:
                look_as(page, institution, title)
            go(page)
            page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
