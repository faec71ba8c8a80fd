"""Serving: told to stop, the service finishes what it has begun, takes on nothing new, and ends."""

import asyncio
import json
import os
import signal
import socket
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.auth.demo_issuer import DemoIssuer
from app.clock import system_clock
from app.db.roles import Urls
from tests.service import PATIENCE, Service
from tests.world import World, event

pytestmark = pytest.mark.anyio

SECRET = "the-operators-own-secret"
WORKERS = "attune_workers"


class Half:
    """A delivery whose second half is still to come."""

    def __init__(self, service: Service, token: str, body: bytes) -> None:
        self._rest = body[5:]
        self._socket = socket.create_connection(("127.0.0.1", service.port), PATIENCE)
        head = (
            f"POST /v1/events HTTP/1.1\r\nHost: attune.test\r\nAuthorization: {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body[:5])
        read(service, "/healthz")  # by now the other has been taken on, too

    def complete(self) -> bytes:
        self._socket.sendall(self._rest)
        return self.rest()

    def rest(self) -> bytes:
        """Whatever comes until the other side hangs up."""
        got = b""
        while more := self._socket.recv(65536):
            got += more
        self._socket.close()
        return got


async def delivery(world: World) -> tuple[str, bytes]:
    """A registered service's authorization, as of now, and what it delivers."""
    service, student = await world.service(), await world.student()
    body = json.dumps({"events": [event(student, "app", world.yesterday)]}).encode()
    world.moment.now = system_clock() - timedelta(seconds=1)
    return service.headers["Authorization"], body


def read(service: Service, path: str) -> int:
    return httpx.get(f"{service.url}{path}", timeout=PATIENCE).status_code


def readiness_until_refused(service: Service) -> list[int]:
    statuses = []
    with suppress(httpx.TransportError):
        while True:
            statuses.append(read(service, "/readyz"))
            assert read(service, "/healthz") == 200
            time.sleep(0.05)
    return statuses


def until_refused(service: Service) -> None:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        try:
            socket.create_connection(("127.0.0.1", service.port), 5).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    raise AssertionError("connections are still accepted")


async def test_a_request_in_flight_is_finished_and_no_other_is_begun(world: World, tmp_path: Path) -> None:
    begins, log = await delivery(world), tmp_path / "log"

    def stop_in_the_middle() -> None:
        with Service(world.urls, world.issuer, log) as service:
            begun = Half(service, *begins)
            service.tell_to_stop()
            until_refused(service)
            answer = begun.complete()
            assert answer.startswith(b"HTTP/1.1 200 "), answer
            assert b'"recorded"' in answer
            assert service.ended() == 0

    await asyncio.to_thread(stop_in_the_middle)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert "stopped" in [line["message"] for line in lines]
    assert [line["route"] for line in lines if line["message"] == "request"][-1] == "/v1/events"


async def test_a_request_that_never_ends_holds_nobody_up(world: World, tmp_path: Path) -> None:
    begins = await delivery(world)

    def stop_in_the_middle() -> None:
        with Service(world.urls, world.issuer, tmp_path / "log", SHUTDOWN_SECONDS="1") as service:
            begun = Half(service, *begins)
            service.tell_to_stop()
            assert service.ended() == 0
            begun.rest()

    await asyncio.to_thread(stop_in_the_middle)


def figures(service: Service) -> dict[str, float]:
    """What the metrics say, by sample."""
    answer = httpx.get(
        f"{service.url}/metrics", headers={"Authorization": f"Bearer {SECRET}"}, timeout=PATIENCE
    )
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(figure) for name, _, figure in lines}


def workers_of(service: Service) -> set[int]:
    children = Path(f"/proc/{service.pid}/task/{service.pid}/children")
    return {int(each) for each in children.read_text().split()}


def replaced(service: Service, gone: set[int]) -> set[int]:
    """The workers, once there are as many as before without the one that is gone."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if (
            len(now := workers_of(service)) == len(gone)
            and now != gone
            and figures(service)[WORKERS] == len(now)
        ):
            return now
        time.sleep(0.1)
    raise AssertionError("nobody took the place of the worker that was killed")


async def test_workers_are_counted_together_replaced_and_told_to_stop_together(
    world: World, tmp_path: Path
) -> None:
    """And a load balancer is told before connections are refused, by whichever of them."""

    def kill_one_and_stop() -> None:
        with Service(
            world.urls, world.issuer, tmp_path / "log", WORKERS="2", METRICS_TOKEN=SECRET, DRAIN_SECONDS="1"
        ) as service:
            began = workers_of(service)
            for _ in range(20):
                assert read(service, "/problems/conflict") == 200
            os.kill(min(began), signal.SIGKILL)
            assert len(replaced(service, began) & began) == 1
            counted = figures(service)
            assert (
                counted['attune_http_requests_total{method="GET",route="/problems/{code}",status="200"}']
                == 20
            )
            assert counted["attune_database_pool_size"] == 20
            assert counted["attune_database_open"] == 1
            service.tell_to_stop()
            assert readiness_until_refused(service)[-1] == 503
            assert service.ended() == 0

    await asyncio.to_thread(kill_one_and_stop)


async def test_whoever_hangs_up_before_their_answers_is_no_crash(world: World, tmp_path: Path) -> None:
    """Several requests at once, and not a byte read: the service hangs up, and the log says nothing of it."""
    log = tmp_path / "log"

    def ask_and_never_read() -> None:
        with Service(world.urls, world.issuer, log, ANSWER_SECONDS="0.5") as service:
            deaf = socket.socket()
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            deaf.connect(("127.0.0.1", service.port))
            deaf.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: attune.test\r\n\r\n" * 30)
            time.sleep(2)
            with suppress(ConnectionError):
                while deaf.recv(65_536):
                    pass
            deaf.close()
            assert read(service, "/healthz") == 200

    await asyncio.to_thread(ask_and_never_read)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["level"] for line in lines} <= {"info"}
    assert sum(line.get("route") == "/openapi.json" for line in lines) < 30


@pytest.mark.parametrize(("proxies", "last"), [(None, 429), ("127.0.0.1", 404)])
def test_an_address_is_what_a_proxy_says_only_where_the_settings_name_the_proxy(
    urls: Urls, issuer: DemoIssuer, tmp_path: Path, proxies: str | None, last: int
) -> None:
    """Otherwise whoever sits on this machine is a new address with every request, and counted never."""
    named = {} if proxies is None else {"TRUSTED_PROXIES": proxies}
    with Service(urls, issuer, tmp_path / "log", None, port=0, RATE_ANONYMOUS="3", **named) as service:
        statuses = [
            httpx.get(f"{service.url}/v1/x", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(4)
        ]
    assert statuses == [404, 404, 404, last]
