"""Attached: which files a statement says it comes with, and whether they came."""

from collections.abc import Mapping, Sequence
from hashlib import sha224, sha256, sha384, sha512
from typing import Any, NamedTuple

from app.xapi.batch import Sent, read_statements
from app.xapi.faults import BadStatement
from app.xapi.multipart import Part, boundary_of, read_parts

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
_DIGESTS = {56: sha224, 64: sha256, 96: sha384, 128: sha512}
"""By the number of their hexadecimal digits."""


class Attachment(NamedTuple):
    content_type: str
    content: bytes


class Delivery(NamedTuple):
    """What one request brings."""

    statements: list[Sent]
    is_array: bool
    files: dict[str, Attachment]
    """By their digests, in lower case."""


def read_delivery(body: bytes, content_type: str) -> Delivery:
    """The statements of a body, and the files sent with them. Raises BadStatement."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return Delivery(*read_statements(body), {})
    if kind != "multipart/mixed":
        raise BadStatement("send application/json, or multipart/mixed where attachments come along")
    first, *rest = read_parts(body, boundary_of(content_type)) or [Part()]
    if first.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadStatement("the first part must be application/json")
    return Delivery(*read_statements(first.content), dict(_file(part) for part in rest))


def _file(part: Part) -> tuple[str, Attachment]:
    digest = part.headers.get("x-experience-api-hash", "").lower()
    if part.headers.get("content-transfer-encoding", "").lower() != "binary":
        raise BadStatement("a part lacks Content-Transfer-Encoding: binary")
    make = _DIGESTS.get(len(digest))
    if make is None:
        raise BadStatement("a part lacks X-Experience-API-Hash, or it is no SHA-2")
    if make(part.content).hexdigest() != digest:
        raise BadStatement("a part is not what its X-Experience-API-Hash says")
    return digest, Attachment(part.headers.get("content-type", "application/octet-stream"), part.content)


def attachments_of(statement: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those of the statement, and of a statement in it."""
    found = list(statement.get("attachments", ()))
    if statement["object"].get("objectType") == "SubStatement":
        found += statement["object"].get("attachments", ())
    return found


def check_files(statements: Sequence[Sent], files: Mapping[str, Attachment]) -> None:
    """Raises BadStatement where a file that is named has not come, or one came that is not named."""
    named = set()
    for at, sent in enumerate(statements):
        for each in attachments_of(sent.value):
            digest = each["sha2"].lower()
            named.add(digest)
            if digest not in files and "fileUrl" not in each:
                raise BadStatement("has neither a fileUrl, nor a part of the body", at, "attachments")
    if files.keys() - named:
        raise BadStatement("a part of the body is no attachment of any statement")
