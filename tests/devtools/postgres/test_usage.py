"""First in starts it, last out stops it, whoever they are."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from app.devtools.postgres import Address, ClusterError, running, server
from tests.devtools.postgres.programs import HOLDING, User, answers, ask, crew, python


def test_it_answers_on_tcp_and_on_the_socket(home: Path) -> None:
    with running(home, durable=False) as address:
        assert ask(address, "select 1") == 1
        assert ask(address, "select 2", host=str(address.socket_dir)) == 2
        assert ask(address, "show listen_addresses") == "127.0.0.1"


def test_a_wrong_password_opens_neither_door(home: Path) -> None:
    with running(home, durable=False) as address:
        for door in (address.host, str(address.socket_dir)):
            with pytest.raises(asyncpg.InvalidPasswordError):
                ask(address, "select 1", host=door, password="wrong")


def test_an_address_is_a_url_with_its_parts_quoted() -> None:
    address = Address(Path("/run"), "127.0.0.1", 5432, "postgres", "a/b@c")
    assert address.url() == "postgresql://postgres:a%2Fb%40c@127.0.0.1:5432/postgres"
    assert address.url(database="x y", user="me", password="") == ("postgresql://me:@127.0.0.1:5432/x%20y")


def test_an_address_does_not_show_its_password() -> None:
    assert "secret" not in repr(Address(Path("/run"), "127.0.0.1", 5432, "postgres", "secret"))


def test_what_is_secret_is_readable_by_its_owner_only(home: Path) -> None:
    with running(home, durable=False):
        for name in ("password", "state.json", "server.log"):
            assert (home / name).stat().st_mode & 0o777 == 0o600
        assert (home / "data").stat().st_mode & 0o777 == 0o700


def test_the_second_adopts_and_the_first_out_does_not_stop_it(home: Path) -> None:
    first, second = running(home, durable=False), running(home, durable=False)
    address = first.__enter__()
    assert second.__enter__() == address
    first.__exit__(None, None, None)
    assert answers(address)
    second.__exit__(None, None, None)
    assert not answers(address)


def test_rows_outlive_the_last_one_out(home: Path) -> None:
    with running(home, durable=False) as address:
        ask(address, "create table kept as select 7 as value")
    with running(home, durable=False) as address:
        assert ask(address, "select value from kept") == 7


def test_two_processes_at_once_share_one_server(home: Path, launch: Callable[[], User]) -> None:
    first, second = launch(), launch()
    assert first.port() == second.port()
    assert first.leave() == 0
    with running(home, durable=False) as address:
        assert second.leave() == 0
        assert answers(address)
    assert not answers(address)


def test_many_threads_at_once_share_one_server(home: Path) -> None:
    together = threading.Barrier(6)
    ports: list[int] = []

    def use() -> None:
        together.wait()
        with running(home, durable=False) as address:
            assert answers(address)
            ports.append(address.port)
            together.wait()

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ports) == 6
    assert len(set(ports)) == 1
    assert not crew(home)


def test_it_starts_within_a_running_event_loop(home: Path) -> None:
    async def inside() -> bool:
        with running(home, durable=False) as address:
            connection = await asyncpg.connect(address.url())
            await connection.close()
        return True

    assert asyncio.run(inside())


def test_what_is_asked_for_is_set(home: Path) -> None:
    with running(home, durable=False, options={"work_mem": "9MB"}) as address:
        assert ask(address, "show work_mem") == "9MB"
        assert ask(address, "show fsync") == "off"
    with running(home) as address:
        assert ask(address, "show fsync") == "on"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_inside_stops_it(home: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), running(home, durable=False):
        raise error
    assert not crew(home)


@pytest.mark.parametrize("after", [0.5, 1.1])
def test_ctrl_c_while_it_starts_leaves_nothing_running(home: Path, after: float) -> None:
    program = python(HOLDING, home)
    time.sleep(after)
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=30)
    assert program.returncode != 0
    assert not crew(home)
    with running(home, durable=False) as address:
        assert answers(address)


def test_ctrl_c_at_the_terminal_does_not_reach_the_server(home: Path, launch: Callable[[], User]) -> None:
    user = launch()
    user.port()
    with running(home, durable=False) as address:
        os.killpg(user.process.pid, signal.SIGINT)
        user.process.communicate(timeout=30)
        assert answers(address)


def test_a_failed_start_quotes_the_log(home: Path) -> None:
    with (
        pytest.raises(ClusterError, match=r'(?s)did not start.*parameter "work_mem"'),
        running(home, options={"work_mem": "plenty"}),
    ):
        pass


def test_a_port_taken_in_the_meantime_is_no_obstacle(
    home: Path, ground: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(ground / "other", durable=False) as other:
        ports = iter([other.port, other.port, 0])
        free_port = server.free_port
        monkeypatch.setattr(server, "free_port", lambda: next(ports) or free_port())
        with running(home, durable=False) as address:
            assert address.port != other.port
            assert answers(address)
