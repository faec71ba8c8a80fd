"""Arrival: a database that is not there yet is waited for; one that cannot be used is told of in words."""

import errno
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from app.actions.profile_registry import ProfileRegistry
from app.db.arrival import patiently, trouble_of
from app.db.pool import open_pool
from app.db.roles import Urls, check_application_role
from app.db.transaction import Database
from app.errors import Unavailable
from app.settings import Settings

pytestmark = pytest.mark.anyio
NOBODY = "postgresql://who:secret@127.0.0.1:1/none"


def check_of(url: str) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        async with open_pool(url, size=1) as pool:
            await check_application_role(Database(pool))

    return check


async def test_a_database_that_is_not_there_is_told_of_in_words_without_the_password() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1 cannot be used: nothing listens there") as refused:
        await patiently(check_of(NOBODY), NOBODY, seconds=0)
    assert "secret" not in refused.value.detail


async def test_what_waiting_does_not_mend_is_told_of_at_once(urls: Urls) -> None:
    url = f"{urls.application.rpartition('/')[0]}/nowhere"
    with pytest.raises(Unavailable, match="no such database"):
        await patiently(check_of(url), url)


async def test_a_database_that_comes_later_is_waited_for(urls: Urls) -> None:
    tried: list[str] = []

    async def check() -> None:
        tried.append(urls.application if tried else NOBODY)
        await check_of(tried[-1])()

    await patiently(check, urls.application)
    assert len(tried) == 2


def test_a_profile_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(Unavailable, match=r"no profile `exteer` .* there are: city, essex, exeter, "):
        ProfileRegistry(Settings().profiles_dir).named("exteer")


def test_so_is_one_that_extends_nothing(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("extends: theirs\n")
    with pytest.raises(Unavailable, match=r"no profile `theirs` .* there are: ours$"):
        ProfileRegistry(tmp_path).named("ours")


@pytest.mark.parametrize("problem", [OSError(errno.EADDRINUSE, ""), OSError(errno.ENOSPC, ""), ValueError()])
def test_what_is_no_trouble_of_the_databases_is_not_called_so(problem: Exception) -> None:
    assert trouble_of(problem) is None
