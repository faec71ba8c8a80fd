"""Receive what webhooks tell: signatures verified, repeats dropped. With Python's own library alone.

    ATTUNE_WEBHOOK_SECRET=whsec_… python3 examples/webhook_receiver.py 8900

What was received is kept in a file, `received.sqlite`: after a restart it still knows what it had. Prints a
line for each message. Put a server with a certificate in front of it: messages go to https: addresses.
"""

import base64
import hmac
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

TOLERANCE = 300
"""Seconds by which a message's timestamp may differ from this machine's clock: an old one may be a replay."""
LARGEST = 65_536


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether the service has signed this message, not long ago. Any one of its signatures will do."""
    try:
        message, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
        listed = headers["webhook-signature"].split(" ")
        if abs(now - int(timestamp)) > TOLERANCE:
            return False
    except (KeyError, ValueError):
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message}.{timestamp}.".encode() + body
    right = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return any(hmac.compare_digest(right.encode(), each.encode()) for each in listed)


class Received:
    """What has arrived, each message once, in the order in which it came."""

    def __init__(self, file: Path | str = ":memory:") -> None:
        self._lock = Lock()
        self._database = sqlite3.connect(file, check_same_thread=False)
        self._database.execute("create table if not exists received (id text primary key, body text)")

    def keep(self, message: str, body: bytes) -> bool:
        """Whether it is new. It is kept before anybody answers that it has arrived."""
        with self._lock, self._database:
            done = self._database.execute(
                "insert or ignore into received values (?, ?)", (message, body.decode())
            )
        return done.rowcount == 1

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with self._lock:
            rows = self._database.execute("select body from received order by rowid").fetchall()
        return (json.loads(body) for (body,) in rows)


def receiver(
    secrets: list[str], received: Received, *, port: int = 0, now: Callable[[], float] = time.time
) -> ThreadingHTTPServer:
    """A server on this machine, not started yet. While secrets are changed, there are two."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size) if size <= LARGEST else b""
            if not any(is_genuine(each, self.headers, body, now()) for each in secrets):
                self.answer(401)
                return
            received.keep(self.headers["webhook-id"], body)
            self.answer(204)

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: a line would name nobody, but tell of somebody."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class Printed(Received):
    """The same, told as it arrives."""

    def keep(self, message: str, body: bytes) -> bool:
        is_new = super().keep(message, body)
        told = json.loads(body)
        print(told["type"] if is_new else f"{told['type']} again", told["data"]["url"], flush=True)
        return is_new


def main() -> None:
    secrets = os.environ["ATTUNE_WEBHOOK_SECRET"].split()  # noqa: TID251 (its own, not the service's)
    server = receiver(secrets, Printed("received.sqlite"), port=int(sys.argv[1]))
    print(f"Listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
