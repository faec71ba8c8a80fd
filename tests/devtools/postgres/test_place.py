"""Where the files go, and that nothing which was there before is touched."""

import json
import os
import pwd
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.devtools.postgres import ClusterError, running
from app.devtools.postgres.account import choose
from app.devtools.postgres.binaries import WHEEL
from tests.devtools.postgres.programs import AS_NOBODY, User, answers, ask, python

ROOT = os.geteuid() == 0
for_root = pytest.mark.skipif(not ROOT, reason="only root lends the server to another account")


def modes(*directories: Path) -> list[tuple[int, int, int]]:
    return [(at.stat().st_mode, at.stat().st_uid, at.stat().st_gid) for at in directories]


def test_directories_that_were_there_keep_their_modes(ground: Path) -> None:
    there = ground / "there"
    home = there / "new" / "home"
    there.mkdir()
    before = modes(there, *there.parents)
    with running(home, durable=False) as address:
        assert answers(address)
        assert modes(there, *there.parents) == before
    assert modes(there, *there.parents) == before


def test_a_home_that_was_there_keeps_its_mode(home: Path) -> None:
    home.mkdir()
    home.chmod(0o755)
    before = modes(home)
    with running(home, durable=False):
        assert modes(home) == before


@for_root
def test_a_home_nobody_else_may_enter_is_served_from_elsewhere(ground: Path, elsewhere: Path) -> None:
    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    before = modes(closed, *closed.parents)
    with running(closed / "home", durable=False) as address:
        ask(address, "create table kept as select 7 as value")
        assert Path(str(ask(address, "show data_directory"))).parent.parent == elsewhere
        assert modes(closed, *closed.parents) == before
    with running(closed / "home", durable=False) as address:
        assert ask(address, "select value from kept") == 7


@for_root
def test_a_deleted_home_begins_anew_also_elsewhere(ground: Path, elsewhere: Path) -> None:
    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    with running(closed / "home", durable=False) as address:
        ask(address, "create table kept as select 7 as value")
    shutil.rmtree(closed / "home")
    with running(closed / "home", durable=False) as address:
        assert ask(address, "select to_regclass('kept')") is None


@for_root
def test_a_home_that_was_closed_later_is_said(ground: Path) -> None:
    outer = ground / "outer"
    with running(outer / "home", durable=False):
        pass
    outer.chmod(0o700)
    with pytest.raises(ClusterError, match="cannot enter"), running(outer / "home"):
        pass


@for_root
def test_root_lends_it_to_an_account_without_rights(home: Path) -> None:
    with running(home, durable=False):
        status = Path(f"/proc/{(home / 'data' / 'postmaster.pid').read_text().split()[0]}/status")
        lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines())
        account = choose(home / "none")
        assert set(lines["Uid"].split()) == {str(account.uid)}
        assert set(lines["Gid"].split()) == {str(account.gid)}
        assert not lines["Groups"].split()
        assert int(lines["CapEff"], 16) == 0


@for_root
def test_an_ordinary_user_runs_it_as_himself(ground: Path) -> None:
    """Under the tests of an ordinary user every other test shows this."""
    nobody = pwd.getpwnam("nobody")
    own, programs = ground / "own", ground / "programs"
    own.mkdir(mode=0o700)
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    programs.mkdir()
    if spec := find_spec(WHEEL):
        wheel = Path(str(spec.origin)).parent
        shutil.copytree(wheel, programs / WHEEL)
        shutil.copytree(wheel.with_name(f"{WHEEL}.libs"), programs / f"{WHEEL}.libs")
    user = python(AS_NOBODY, ground / "first", own / "home", programs)
    said, errors = user.communicate(timeout=60)
    assert (user.returncode, errors) == (0, "")
    assert int(said) > 0
    assert (own / "home" / "data").stat().st_uid == nobody.pw_uid
    assert (own / "home").stat().st_mode & 0o777 == 0o700


@for_root
def test_root_lends_it_to_the_owner_of_data_that_is_there(home: Path) -> None:
    with running(home, durable=False):
        pass
    nobody = pwd.getpwnam("nobody")
    for path in (home / "data", *(home / "data").rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    with running(home, durable=False) as address:
        assert answers(address)


@for_root
def test_root_in_the_home_of_another_leaves_it_usable_by_him(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home.mkdir(mode=0o755)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    with running(home, durable=False):
        assert {(home / name).stat().st_uid for name in ("state.json", "password")} == {nobody.pw_uid}


def test_a_home_that_cannot_be_made_is_said(ground: Path) -> None:
    (ground / "file").write_text("")
    with pytest.raises(ClusterError, match="Cannot make"), running(ground / "file" / "home"):
        pass


def test_a_very_long_path_has_its_socket_in_tmp(ground: Path) -> None:
    home = ground / ("long" * 20) / ("path" * 20) / "home"
    with running(home, durable=False) as address:
        assert ask(address, "select 1", host=str(address.socket_dir)) == 1
        assert address.socket_dir.parent == Path("/tmp")  # noqa: S108 -- what is expected
        assert json.loads((home / "state.json").read_text())["socket_dir"] == str(address.socket_dir)
        with running(home, durable=False) as second:
            assert second.socket_dir == address.socket_dir
    assert not address.socket_dir.exists()


def test_any_name_will_do(ground: Path) -> None:
    home = ground / "-c a,b 'c' ä" / "home"
    with running(home, durable=False) as address:
        assert ask(address, "select 1", host=str(address.socket_dir)) == 1
        with running(home, durable=False) as second:
            assert second == address


def test_a_link_and_its_target_are_one_home(ground: Path, home: Path) -> None:
    home.mkdir(mode=0o755)
    (ground / "link").symlink_to(home)
    with running(home, durable=False) as one, running(ground / "link", durable=False) as other:
        assert one == other


def test_a_strict_umask_is_no_obstacle(home: Path) -> None:
    with User(home, umask=0o077) as user:
        assert user.port() > 0
        assert (home / "data").is_dir()
