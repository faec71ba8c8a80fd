"""Workers: several processes that serve one port, each replaced when it ends, and counted together.

uvicorn's own supervisor starts each worker as a new interpreter, which takes seconds to read the routes, and
runs uvicorn's server in it, not ours. Here the service is put together once and then forked: a worker is
there at once, and shares memory with the others.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

from app.settings import Settings

PAUSE_SECONDS = 1.0
"""Between a worker's end and the next one's beginning: what cannot start must not do so a thousand times."""
NOTE_SECONDS = 1.0
"""How old the figures of the workers that are not asked may be."""
METRICS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client puts each worker's figures. It looks once, when it is imported."""
_log = logging.getLogger("attune")


@contextmanager
def shared_metrics() -> Iterator[None]:
    """Meanwhile figures are counted in files of a directory that is gone afterwards."""
    assert "prometheus_client" not in sys.modules, "it has looked already where figures go"
    with TemporaryDirectory(prefix="attune-metrics-") as directory:
        os.environ[METRICS_DIRECTORY] = directory  # noqa: TID251 (prometheus_client's, and of this run alone)
        yield


def listening_socket(settings: Settings) -> socket.socket:
    """What all workers accept connections from."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((settings.host, settings.port))
    return listening


class Workers:
    """So many processes that do the same work, until a signal to stop."""

    def __init__(self, work: Callable[[], None], number: int) -> None:
        self._work = work
        self._number = number
        self._processes: set[int] = set()
        self._stopping = False

    def run(self) -> int:
        """Until all have ended; their worst status. SIGTERM and SIGINT tell all of them to stop."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        gc.collect()
        gc.freeze()  # what a collection does not touch stays shared
        for _ in range(self._number):
            self._start()
        worst = 0
        while self._processes:
            process, status = os.waitpid(-1, 0)
            self._processes.discard(process)
            if self._stopping:
                worst = max(worst, os.waitstatus_to_exitcode(status))
            else:
                self._replace(process, status)
        return worst

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for each in self._processes:
            os.kill(each, signal.SIGTERM)

    def _replace(self, process: int, status: int) -> None:
        fields = {"process": process, "status": os.waitstatus_to_exitcode(status)}
        _log.error("a worker ended; another takes its place", extra={"fields": fields})
        time.sleep(PAUSE_SECONDS)
        if not self._stopping:
            self._start()

    def _start(self) -> None:
        process = os.fork()
        if process == 0:
            self._be_a_worker()
        self._processes.add(process)
        if self._stopping:  # the signal came before it was among them
            os.kill(process, signal.SIGTERM)

    def _be_a_worker(self) -> NoReturn:
        """Ends the process itself: nothing of what the parent is in the middle of is a worker's to finish."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = 1
        try:
            self._work()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 (nothing may reach the parent's frames)
            _log.exception("a worker failed")
        finally:
            sys.stderr.flush()
            os._exit(status)


async def keep_noting(note: Callable[[], None]) -> None:
    """Note the worker's figures, again and again; stop the worker if whoever started it is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        note()
        await asyncio.sleep(NOTE_SECONDS)
    _log.error("whoever started this worker is gone: it stops")
    signal.raise_signal(signal.SIGTERM)
