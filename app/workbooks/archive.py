"""The archive that a workbook is: what is dangerous in it is refused before anything reads a cell.

Nothing is unpacked beyond the limits, whatever the archive says of itself. Nothing is looked up elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError  # noqa: N812 (an exception's name)

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from app.errors import WorkbookRefused

MOST_BYTES = 10 * 1024 * 1024
MOST_INFLATED = 128 * 1024 * 1024
MOST_RATIO = 200
SMALL = 64 * 1024
"""A part so short may be compressed as far as it will go."""
MOST_PARTS = 500
MOST_ELEMENTS = 8_000_000
"""Of XML, in all parts together: 50,000 rows of 30 columns have fewer."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/activex/|/ctrlprops/", re.IGNORECASE)
_ELSEWHERE = re.compile(r"/externallinks/|/connections\.xml$|/querytables/|/embeddings/", re.IGNORECASE)
_MACRO_TYPE = re.compile("macroenabled|vbaproject|activex", re.IGNORECASE)
_CHUNK = 1 << 16


def refuse(reason: str, detail: str) -> NoReturn:
    """Raises WorkbookRefused. `reason`: a word for programs."""
    raise WorkbookRefused(detail, reason=reason)


def check(body: bytes) -> None:
    """Raises WorkbookRefused for what is no workbook, or holds what no workbook of ours has."""
    if len(body) > MOST_BYTES:
        refuse("too-large", f"the file may have {MOST_BYTES // 1024 // 1024} MB at most")
    if body.startswith(_OLE):
        refuse("old-format", "this is an .xls, or has a password: save it as .xlsx, without one")
    try:
        with ZipFile(BytesIO(body)) as archive:
            _check_parts(archive)
    except (BadZipFile, DeflateError, EOFError, NotImplementedError, ValueError, OSError):
        refuse("not-a-workbook", "this is no .xlsx file, or it is damaged")


def _check_parts(archive: ZipFile) -> None:
    parts = archive.infolist()
    names = [each.filename for each in parts]
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        refuse("not-a-workbook", "this is no .xlsx file: save it as an Excel workbook")
    if len(parts) > MOST_PARTS or len(set(map(str.lower, names))) < len(names):
        refuse("not-a-workbook", "this file has too many parts, or one of them twice")
    _check_names(names)
    inflated = elements = 0
    for part in parts:
        _check_part(part)
        content = _inflated(archive, part, MOST_INFLATED - inflated)
        inflated += len(content)
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            elements += content.count(b"<")
            if elements > MOST_ELEMENTS:
                refuse("too-large", "this file has more cells than a report can have")
            _check_xml(part.filename, content)


def _check_names(names: list[str]) -> None:
    for name in names:
        if _MACROS.search(f"/{name}"):
            refuse("macros", "this workbook holds macros or controls: save it as .xlsx without them")
        if _ELSEWHERE.search(f"/{name}"):
            refuse("external-links", "this workbook refers to other files or sources: remove these links")


def _check_part(part: ZipInfo) -> None:
    if part.flag_bits & 0x1:
        refuse("not-a-workbook", "this file has a password: save it without one")
    if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        refuse("not-a-workbook", "this file is compressed as no workbook is")
    _check_ratio(part.file_size, part.compress_size)


def _check_ratio(inflated: int, compressed: int) -> None:
    if inflated > SMALL and inflated > MOST_RATIO * compressed:
        refuse("too-compressed", f"a part of this file is compressed more than {MOST_RATIO}:1")


def _inflated(archive: ZipFile, part: ZipInfo, most: int) -> bytes:
    """The part. What it says of its size is not believed."""
    content = bytearray()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > most:
                refuse("too-large", "this file is too large once it is unpacked")
    _check_ratio(len(content), part.compress_size)
    return bytes(content)


class _Nothing:
    """What an XML parser builds: nothing. It is asked only whether it could."""

    def close(self) -> None:
        pass


class _Types(_Nothing):
    """What kinds of parts there are."""

    def start(self, _tag: str, given: Mapping[str, str]) -> None:
        if _MACRO_TYPE.search(given.get("ContentType", "")):
            refuse("macros", "this workbook holds macros or controls: save it as .xlsx without them")


class _Relations(_Nothing):
    """What a part refers to. A note with an address in it may have become a link, which nobody follows."""

    def start(self, _tag: str, given: Mapping[str, str]) -> None:
        is_link = given.get("Type", "").endswith("/hyperlink")
        if given.get("TargetMode", "").lower() == "external" and not is_link:
            refuse("external-links", "this workbook refers to other files or sources: remove these links")


def _check_xml(name: str, content: bytes) -> None:
    lower = name.lower()
    target = _Types if lower == "[content_types].xml" else _Relations if lower.endswith(".rels") else _Nothing
    parser = XMLParser(target=target(), forbid_dtd=True)
    try:
        for chunk in _chunks(content):
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException:
        refuse("document-type", "a part of this file declares a document type or entities: no workbook does")
    except (ParseError, LookupError):
        refuse("not-a-workbook", "this file is damaged: a part of it is not well-formed XML")


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]
