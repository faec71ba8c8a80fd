"""Packages: several tables that are delivered together, as a ZIP archive; and what is said of their rows.

Nothing is unpacked beyond the limits, whatever the archive says of itself, and nothing is written anywhere: a
name in it is a name and never a path.
"""

import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from lzma import LZMAError
from typing import BinaryIO

from app.errors import InvalidInput

MOST_BYTES = 256 * 1024 * 1024
"""Of one package, unpacked."""
MOST_FILES = 100
MOST_FAULTS = 1_000
"""Of one package that are told; more of the same kind help nobody."""
_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Outcome(StrEnum):
    """What became of a row, a column or a file."""

    REFUSED = "refused"
    """It breaks a rule: nothing of the package is stored."""
    NOT_MAPPED = "not_mapped"
    """It is sound, and there is no place for it here, or something is missing to place it."""
    IGNORED = "ignored"
    """It is not kept, in any row."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of a place in a package; never what stands there."""

    outcome: Outcome
    file: str
    detail: str
    row: int | None = None
    """1 is the header. None: the whole file."""
    column: str | None = None

    @property
    def pointer(self) -> str:
        parts = (str(each) for each in (self.file, self.row, self.column) if each is not None)
        return "".join("/" + each.replace("~", "~0").replace("/", "~1") for each in parts)


def refused(file: str, detail: str, row: int | None = None, column: str | None = None) -> Finding:
    return Finding(Outcome.REFUSED, file, detail, row, column)


def unzip(archive: BinaryIO) -> dict[str, bytes]:
    """The files of a ZIP archive by name. Raises InvalidInput for anything but plain files at its top."""
    try:
        with zipfile.ZipFile(archive) as package:
            return _unpacked(package)
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, OSError) as problem:
        raise InvalidInput("the package is no ZIP archive, or a damaged one") from problem


def unzip_bytes(content: bytes) -> dict[str, bytes]:
    """The same of an archive in memory."""
    return unzip(BytesIO(content))


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    listed = package.infolist()
    if len(listed) > MOST_FILES:
        raise InvalidInput(f"the package holds more than {MOST_FILES} files")
    left, files = MOST_BYTES, dict[str, bytes]()
    for each in listed:
        if (fault := _fault(each, files)) is not None:
            raise InvalidInput(f"the package cannot be taken: {fault}")
        with package.open(each) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise InvalidInput(f"the package holds more than {MOST_BYTES // 1024**2} MB, unpacked")
        files[each.filename] = content
    return files


_ENCRYPTED = 0x1
_LINK = 0o120000
_KIND = 0o170000


def _fault(entry: zipfile.ZipInfo, before: dict[str, bytes]) -> str | None:
    name = entry.filename
    if "/" in name or "\\" in name or name in {"", ".", ".."} or ":" in name:
        return "its files must stand at its top, in no folder"
    if name in before:
        return "two files have the same name"
    if entry.flag_bits & _ENCRYPTED:
        return "it has a password"
    if (entry.external_attr >> 16) & _KIND == _LINK:
        return "it holds a link"
    if entry.compress_type not in _READABLE:
        return "it is compressed by another method than deflate"
    return None
