"""Forms: how an IRI, a language tag, a UUID, a duration and a moment are written."""

import re
from datetime import UTC, datetime
from functools import lru_cache

_MOST = 65_536
"""What is remembered of each: a sender repeats its IRIs in every statement."""
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
# RFC 5646, section 2.1; its irregular tags of old by name.
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+"
    r"|en-gb-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn|i-tao|i-tay|i-tsu"
    r"|sgn-be-fr|sgn-be-nl|sgn-ch-de",
    re.IGNORECASE,
)
_AMOUNT = r"\d+(?:[.,]\d+)?"
_DURATION = re.compile(
    rf"P(?:{_AMOUNT}W|(?=\d|T\d)(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}D)?"
    rf"(?:T(?=\d)(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?)"
)
_SECONDS = re.compile(r"(\d+)[.,](\d+)S$")
_MOMENT = re.compile(
    r"(\d{4}-?\d\d-?\d\d)[Tt ](\d\d:?\d\d(?::?\d\d)?)(?:[.,](\d+))?(Z|z|[+-]\d\d(?::?\d\d)?)?"
)
_MAILBOX = re.compile(r"mailto:[^\s@<>]+@[^\s@<>]+")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
_MEDIA_TYPE = re.compile(r"[^\s/;]+/[^\s/;]+(?:\s*;.*)?")


@lru_cache(_MOST)
def is_iri(value: str) -> bool:
    return _IRI.fullmatch(value) is not None


def is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


@lru_cache(1_024)
def is_language(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None


def is_duration(value: object) -> bool:
    return isinstance(value, str) and _DURATION.fullmatch(value) is not None


def same_duration(value: str) -> str:
    """To the hundredth of a second: whatever is beyond counts for nothing when two are compared."""
    return _SECONDS.sub(lambda found: f"{found[1]}.{found[2][:2]:0<2}S", value)


def is_mailbox(value: object) -> bool:
    return isinstance(value, str) and _MAILBOX.fullmatch(value) is not None


def is_sha1(value: object) -> bool:
    return isinstance(value, str) and _SHA1.fullmatch(value) is not None


def is_media_type(value: object) -> bool:
    return isinstance(value, str) and _MEDIA_TYPE.fullmatch(value) is not None


def read_moment(value: object) -> datetime | None:
    """The moment, by ISO 8601 and RFC 3339; without an offset it is UTC. None: it is none."""
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    offset = found[4] or "Z"
    if offset[0] == "-" and not offset.strip("-0:"):
        return None  # "-00:00": neither here nor there
    try:
        fraction = f".{found[3][:6]:0<6}" if found[3] else ""
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{fraction}{offset.upper()}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def written(moment: datetime) -> str:
    """As statements have it: UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond:06}Z"
