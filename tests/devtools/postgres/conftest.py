"""Homes for real servers, within reach of the account that root lends them to."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.devtools.postgres import place
from tests.devtools.postgres.programs import User


@pytest.fixture
def ground() -> Iterator[Path]:
    """Everybody may enter it, which is not so of pytest's tmp_path."""
    directory = Path(tempfile.mkdtemp(prefix="attune-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def home(ground: Path) -> Path:
    return ground / "home"


@pytest.fixture
def launch(home: Path) -> Iterator[Callable[[], User]]:
    """Other programs that use the same home; whatever becomes of the test, none is left."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(User(home))


@pytest.fixture
def elsewhere(ground: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the place of /var/lib/attune, where others may have a server of their own."""
    monkeypatch.setattr(place, "ELSEWHERE", ground / "lib" / "attune")
    return place.ELSEWHERE
