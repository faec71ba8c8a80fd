"""The hidden sheet of a workbook: which report it is, and the key of each row that it had."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from typing import NoReturn
from uuid import UUID

from app.workbooks.archive import refuse
from app.workbooks.layout import FORMAT, Identity
from app.workbooks.stamp import Stamp, short_id


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the service itself has written, as its seal shows."""

    identity: Identity
    keys: frozenset[str]

    @property
    def short_id(self) -> str:
        """What every key of the report begins with."""
        return short_id(self.identity)


def parse_manifest(pairs: Iterable[tuple[str, str]], stamp: Stamp) -> Manifest:
    """Raises WorkbookRefused for a sheet that is not there, or is not as the service wrote it."""
    said: dict[str, str] = {}
    keys = []
    for name, value in pairs:
        if name == "row":
            keys.append(value)
        else:
            said[name] = value
    if "seal" not in said:
        refuse("not-ours", "this workbook is not one that the service wrote, or its hidden sheet was removed")
    if said.get("format") != FORMAT:
        refuse("not-ours", "this workbook is of a version that is not read any more: download a new one")
    try:
        identity = Identity(UUID(said["institution"]), said["org_unit"], date.fromisoformat(said["week"]))
    except (KeyError, ValueError):
        _changed()
    columns = said.get("columns", "").split(",")
    if not compare_digest(stamp.seal(identity, columns, keys).encode(), said["seal"].encode()):
        _changed()
    return Manifest(identity, frozenset(keys))


def _changed() -> NoReturn:
    refuse("seal", "the hidden sheet of this workbook was changed, or another service wrote it")
