"""Processor time of processes of this machine, as Linux counts it."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _OWN, _OF_CHILDREN = 1, slice(11, 13), slice(13, 15)
"""Where they stand in /proc/…/stat, after the name: user and system time each."""


def seconds(process: int) -> float:
    """Of one process so far, in all its threads."""
    return _ticks(_stat(process), _OWN) / _TICKS


def postgres_seconds(postmaster: int) -> float:
    """Of a whole server so far: the postmaster, its children, and those that have ended."""
    total = _ticks(_stat(postmaster), _OWN) + _ticks(_stat(postmaster), _OF_CHILDREN)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = _stat(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                continue
            if int(stat[_PARENT]) == postmaster:
                total += _ticks(stat, _OWN)
    return total / _TICKS


def parent(process: int) -> int:
    """The process that started it."""
    return int(_stat(process)[_PARENT])


def resident_mib(process: int) -> float:
    """Memory that it holds."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(each for each in lines if each.startswith("VmRSS")).split()[1]) / 1024


def _stat(process: int) -> list[str]:
    """What follows the name, which may hold spaces."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _ticks(stat: list[str], which: slice) -> int:
    return sum(map(int, stat[which]))
