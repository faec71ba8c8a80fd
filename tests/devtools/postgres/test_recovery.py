"""What is left by kill -9 confuses nobody."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.devtools.postgres import ClusterError, locks, running, server
from app.devtools.postgres.account import choose
from app.devtools.postgres.processes import is_alive, postmaster, wait_until
from tests.devtools.postgres.programs import BUSY, HOLDING, User, answers, ask, crew, pid_of, python


def killed(home: Path) -> int:
    """The postmaster's number, after a kill -9 that left its postmaster.pid behind."""
    pid = pid_of(home / "data")
    assert pid > 1
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(pid), 5)
    assert pid_of(home / "data") == pid
    return pid


def test_a_killed_server_comes_back_with_its_rows(home: Path) -> None:
    with running(home) as address:
        ask(address, "create table kept as select 7 as value")
        killed(home)
        with running(home) as again:
            assert ask(again, "select value from kept") == 7


def test_a_killed_server_is_no_obstacle_on_the_way_out(home: Path) -> None:
    with running(home, durable=False):
        killed(home)
    assert not crew(home)


def test_a_zombie_is_not_taken_for_a_server(home: Path, launch: Callable[[], User]) -> None:
    user = launch()
    user.port()
    os.kill(user.process.pid, signal.SIGSTOP)  # a parent that does not reap its child
    while Path(f"/proc/{user.process.pid}/stat").read_text().rpartition(") ")[2][0] != "T":
        time.sleep(0.01)
    try:
        pid = killed(home)
        os.kill(pid, 0)  # PostgreSQL itself would think it alive
        assert postmaster(home / "data", crew(home)) is None
        with running(home, durable=False) as address:
            assert answers(address)
            assert pid_of(home / "data") != pid
    finally:
        os.kill(user.process.pid, signal.SIGCONT)


def test_a_number_that_is_now_a_strangers_is_not_taken_for_a_server(home: Path) -> None:
    with running(home, durable=False):
        left = (home / "data" / "postmaster.pid").read_text()
    account = choose(home / "data")
    stranger = subprocess.Popen(["/bin/sleep", "60"], user=account.uid, cwd="/")
    rest = left.split("\n", 1)[1]
    (home / "data" / "postmaster.pid").write_text(f"{stranger.pid}\n{rest}")
    with running(home, durable=False) as address:
        assert answers(address)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_server_outlives_its_launcher_and_is_adopted(home: Path, launch: Callable[[], User]) -> None:
    user = launch()
    port = user.port()
    user.kill()
    with running(home, durable=False) as address:
        assert address.port == port
        assert answers(address)
    assert not answers(address)
    assert not crew(home)


@pytest.mark.parametrize("after", [0.5, 1.1])
def test_a_launcher_killed_at_any_moment_leaves_a_home_that_starts(home: Path, after: float) -> None:
    program = python(HOLDING, home)
    time.sleep(after)
    os.killpg(program.pid, signal.SIGKILL)
    program.communicate()
    with running(home, durable=False) as address:
        assert answers(address)
    assert not crew(home)


def test_a_half_made_data_directory_is_swept_away(home: Path) -> None:
    leftover = home / "data.fresh-killed"
    (leftover / "base").mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    (home / "data.mine").mkdir()
    with running(home, durable=False) as address:
        assert answers(address)
    assert not leftover.exists()
    assert (home / "data.mine").is_dir()


def test_orphans_that_do_not_end_by_themselves_are_ended(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ORPHANS", 0.5)
    with running(home, durable=False) as address:
        client = python(BUSY, address.url())
        assert client.stdout
        assert client.stdout.readline() == "busy\n"
        killed(home)
        assert wait_until(lambda: len(crew(home)) == 1, 5)
        [orphan] = crew(home)
        with running(home, durable=False) as again:
            assert answers(again)
            assert orphan not in crew(home)
        client.communicate(timeout=10)


def test_a_server_that_cannot_be_seen_is_left_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ORPHANS", 0.2)
    with running(home, durable=False):
        pass
    with locks.opened(home / "server.lock") as lock:
        assert locks.take(lock)
        with pytest.raises(ClusterError, match="another container"), running(home):
            pass


def test_the_server_holds_its_lock_as_long_as_it_lives(home: Path) -> None:
    with running(home, durable=False), locks.opened(home / "server.lock") as lock:
        assert not locks.take(lock)
    with locks.opened(home / "server.lock") as lock:
        assert locks.take(lock)


def test_the_server_inherits_no_other_lock(home: Path) -> None:
    with running(home, durable=False):
        held = {entry.readlink().name for entry in Path(f"/proc/{pid_of(home / 'data')}/fd").iterdir()}
    assert "server.lock" in held
    assert not held & {"start.lock", "users.lock"}


def test_a_lost_password_is_said(home: Path) -> None:
    with running(home, durable=False):
        pass
    (home / "password").unlink()
    with pytest.raises(ClusterError, match=r"password in .* is not"), running(home):
        pass


def test_a_damaged_state_is_said(home: Path) -> None:
    home.mkdir()
    (home / "state.json").write_text("{")
    with pytest.raises(ClusterError, match="is damaged"), running(home):
        pass


def test_a_home_deleted_while_in_use_does_no_harm_on_the_way_out(home: Path) -> None:
    with running(home, durable=False):
        pid = pid_of(home / "data")
        shutil.rmtree(home)
    os.kill(pid, signal.SIGQUIT)  # it would notice by itself within a minute
    assert wait_until(lambda: not is_alive(pid), 10)
