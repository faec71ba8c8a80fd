"""A real browser: Debian's Chromium, headless, told to open a page and to write down what it has become."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""It asks nobody else for anything."""


def chromium() -> str:
    """The browser; `make test` installs it where it may."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no Chromium: install the package `chromium`")
    return found


def rendered(address: str) -> str:
    """The page of that address as it stands once its scripts have done their work."""
    with TemporaryDirectory(prefix="attune-browser-") as profile:
        own = f"--user-data-dir={Path(profile)}"
        done = subprocess.run(
            [chromium(), *QUIET, own, "--timeout=20000", "--dump-dom", address],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    return done.stdout
