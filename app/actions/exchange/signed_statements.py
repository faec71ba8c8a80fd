"""Signed statements: a signature that comes along must be one, of the very statement that it comes with."""

from collections.abc import Mapping, Sequence

from app.auth.signatures import BadSignature, signed_statement
from app.xapi.attached import SIGNATURE, Attachment
from app.xapi.batch import Sent
from app.xapi.faults import BadStatement
from app.xapi.same import says_the_same

OCTETS = "application/octet-stream"


def check_signatures(sent: Sequence[Sent], files: Mapping[str, Attachment]) -> None:
    """Raises BadStatement for a signature that is none, or of something else."""
    for at, each in enumerate(sent):
        for place, attachment in enumerate(each.value.get("attachments", ())):
            if attachment["usageType"] == SIGNATURE:
                try:
                    _check(each, attachment, files)
                except BadStatement as bad:
                    raise bad.within(place).within("attachments").within(at) from None


def _check(sent: Sent, attachment: Mapping[str, str], files: Mapping[str, Attachment]) -> None:
    if attachment["contentType"].partition(";")[0].strip() != OCTETS:
        raise BadStatement(f"the contentType of a signature is {OCTETS}")
    file = files.get(attachment["sha2"].lower())
    if file is None:
        return  # it lies elsewhere, at its fileUrl
    try:
        signed = signed_statement(file.content)
    except BadSignature as bad:
        raise BadStatement(f"the signature {bad}") from None
    try:
        is_same = says_the_same(signed, sent.value)
    except (AttributeError, KeyError, TypeError):
        is_same = False
    if not is_same:
        raise BadStatement("the signature is of another statement")
