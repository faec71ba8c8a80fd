"""Gathered metrics: one figure of several workers' files, whichever of them is asked."""

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry, Metric, ProcessCollector
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.http.workers import METRICS_DIRECTORY

_OF_THE_LIVING = "gauge_livesum_"


def gathered() -> CollectorRegistry:
    """What all workers count, and what those that live weigh."""
    directory = Path(os.environ[METRICS_DIRECTORY])  # noqa: TID251 (no setting: `workers.py` made it for this run)
    registry = CollectorRegistry()
    registry.register(_Processes(_living(directory)))
    MultiProcessCollector(registry, path=str(directory))  # type: ignore[no-untyped-call]
    return registry


def forget(process: int) -> None:
    """Of a process that has ended, or never serves, only what it counted stays."""
    with suppress(FileNotFoundError):  # somebody else, asked at the same moment, was faster
        mark_process_dead(process)  # type: ignore[no-untyped-call]


def _living(directory: Path) -> list[int]:
    """The workers that live; of any other its gauges go."""
    known = (int(each.stem.removeprefix(_OF_THE_LIVING)) for each in directory.glob(f"{_OF_THE_LIVING}*.db"))
    living = []
    for process in known:
        if Path(f"/proc/{process}").exists():
            living.append(process)
        else:
            forget(process)
    return living


class _Processes:
    """Memory, processor time and files of all of them, added up; the earliest start."""

    def __init__(self, processes: Iterable[int]) -> None:
        self._processes = list(processes)

    def collect(self) -> list[Metric]:
        """A family for each figure."""
        families: dict[str, Metric] = {}
        figures = defaultdict[str, list[float]](list)
        for process in self._processes:
            for family in ProcessCollector(pid=partial(int, process), registry=None).collect():
                families[family.name] = family
                figures[family.name] += [each.value for each in family.samples]
        return [_one(family, figures[name]) for name, family in families.items()]


def _one(family: Metric, figures: list[float]) -> Metric:
    together = min if family.name == "process_start_time_seconds" else sum
    name = family.samples[0].name
    family.samples = []
    family.add_sample(name, {}, together(figures))
    return family
