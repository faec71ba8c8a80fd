"""The noise of statistics, read from where the database has it: what attacks them knows it from there."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from app.disclosure.variables import GroupKind
from app.settings import PROJECT

_SQL = (PROJECT / "migrations" / "functions" / "0029_statistics.sql").read_text("utf-8")
_ROW = re.compile(r"\('([a-z-]+)', \d+, (\d+), (\d+)\)")
_CONSTANT = re.compile(r"v_(\w+) constant int := (\d+);")


class Noise(NamedTuple):
    """Of a kind of group."""

    scale: int
    most_groups: int
    """In how many of them a student is counted."""


def _scales() -> dict[GroupKind, Noise]:
    _, _, rows = _SQL.partition("insert into statistics.group_kinds")
    listed, _, _ = rows.partition(";")
    return {GroupKind(kind): Noise(int(scale), int(most)) for kind, scale, most in _ROW.findall(listed)}


SCALES: Mapping[GroupKind, Noise] = _scales()
CONSTANTS: Mapping[str, int] = {name: int(value) for name, value in _CONSTANT.findall(_SQL)}
"""Of `attune_publish_statistics`: `fewest`, `margin`, `round` and `years`."""
