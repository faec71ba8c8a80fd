"""A real browser: Debian's Chromium, headless, told to open a page."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""It asks nobody else for anything."""


def is_installed() -> bool:
    return _find() is not None


def _find() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def chromium() -> str:
    """The browser: Debian's package `chromium`."""
    found = _find()
    if found is None:
        pytest.skip("there is no Chromium: install the package `chromium`")
    return found


@contextmanager
def opened(address: str) -> Iterator[None]:
    """The browser with that page, meanwhile."""
    with TemporaryDirectory(prefix="attune-browser-", ignore_cleanup_errors=True) as profile:
        own = f"--user-data-dir={Path(profile)}"
        browser = subprocess.Popen(
            [chromium(), *QUIET, own, address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            browser.terminate()
            browser.wait(timeout=30)
