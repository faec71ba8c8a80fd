"""The stamp: what tells a workbook that the service wrote from one that it did not, and whose a row is.

A row's key says the report, the student and the contact's version, and shows none of them: the student is a
keyed digest, another one in every report. The list of all keys is sealed with the report's particulars.
"""

import hmac
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid5

from app.workbooks.layout import FORMAT, Identity

STAMPING = "weekly workbooks"
"""The use that the service's secret for stamps has."""
_ROW_BYTES = 10


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row's hidden key says."""

    report: str
    row: str
    version: int

    def __str__(self) -> str:
        return f"{self.report}-{self.row}-{self.version}"

    @classmethod
    def parsed(cls, text: str) -> "RowKey | None":
        """None for what is no key at all."""
        parts = text.strip().split("-")
        if len(parts) != 3 or not parts[2].isascii() or not parts[2].isdigit():  # noqa: PLR2004 (as above)
            return None
        return cls(parts[0], parts[1], int(parts[2][:9]))


class Stamp:
    """`secret`: what only the service knows, for this use alone."""

    def __init__(self, secret: bytes) -> None:
        self._key = secret

    def rows(self, identity: Identity, students: Iterable[UUID]) -> Iterator[str]:
        """The students' names in this report alone."""
        told = b"row" + report_id(identity).bytes
        for each in students:
            digest = hmac.digest(self._key, told + each.bytes, sha256)
            yield b32encode(digest[:_ROW_BYTES]).decode().lower()

    def keys(self, identity: Identity, versions: Sequence[tuple[UUID, int]]) -> list[str]:
        """Of students, each with its contact's version."""
        report, rows = short_id(identity), self.rows(identity, (student for student, _ in versions))
        return [str(RowKey(report, row, version)) for row, (_, version) in zip(rows, versions, strict=True)]

    def seal(self, identity: Identity, columns: Sequence[str], keys: Sequence[str]) -> str:
        """Over the report's particulars, its columns' ids, and every key, in whatever order they stand."""
        told = "\n".join(
            (
                FORMAT, str(identity.institution_id), str(report_id(identity)), identity.org_unit,
                str(identity.week), ",".join(columns), *sorted(keys),
            )
        )  # fmt: skip
        return hmac.new(self._key, b"seal" + told.encode(), sha256).hexdigest()


def report_id(identity: Identity) -> UUID:
    """The same for each copy of a School's report on a week."""
    return uuid5(identity.institution_id, f"weekly report {identity.org_unit} {identity.week}")


def short_id(identity: Identity) -> str:
    return report_id(identity).hex[:12]
