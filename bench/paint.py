"""When somebody sees the reference page: its frame, and the day's sentence, after the address was opened.

.venv/bin/python -m bench.paint http://127.0.0.1:8000/page/

It opens the page of a running demonstration as its first student, in Debian's Chromium, which gives every
answer the delay and the bandwidth of a mobile network. Medians of ten visits; at each first visit nothing is
kept, and it comes back twice. The page's own files are then asked for by its worker, which the browser does
not slow down: two delays are missing from the later visits.
"""

import sys
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.fixture_database import machine
from tests.browser.chromium import chromium
from tests.browser.reference_page import PHONE

NETWORKS = {"none between": None, "4G: 9 Mbit/s, 170 ms": (9, 170), "slow: 1.6 Mbit/s, 150 ms": (1.6, 150)}
VISITS = ("first visit", "second", "third")
RUNS = 10
AS_STUDENT = "sessionStorage.setItem('attune-person', 'student');"
WATCH = """
globalThis.seen = {};
const look = () => {
  const note = (what, where) => {
    if (seen[what] === undefined && document.querySelector(where)) seen[what] = performance.now();
  };
  note("frame", "header");
  note("sentence", "main .lead");
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def main(address: str) -> None:
    print(machine())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, network in NETWORKS.items():
            runs = [visits(browser, address, network) for _ in range(RUNS)]
            for at, visit in enumerate(VISITS):
                frame, sentence = (
                    median(run[at][what] for run in runs) / 1000 for what in ("frame", "sentence")
                )
                print(f"{name}, {visit}: frame {frame:.2f} s, the day's sentence {sentence:.2f} s")
        browser.close()


def visits(browser: Browser, address: str, network: tuple[float, int] | None) -> list[dict[str, float]]:
    """What was seen when, in milliseconds, at each visit."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]  # typed as a class
    page = context.new_page()
    page.add_init_script(AS_STUDENT + WATCH)
    if network is not None:
        slow_down(page, *network)
    seen = []
    for _ in VISITS:
        page.goto(address)
        page.locator("main .lead").wait_for()
        page.wait_for_load_state("networkidle")
        seen.append(page.evaluate("seen"))
        page.goto("about:blank")
    context.close()
    return seen


def slow_down(page: Page, megabits: float, milliseconds: int) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    speed = megabits * 1_000_000 / 8
    conditions = {"latency": milliseconds, "downloadThroughput": speed, "uploadThroughput": speed / 4}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **conditions})


if __name__ == "__main__":
    main(sys.argv[1])
