"""The kinds of value that Caliper has: whether something is one, and how its rule is said."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.wire.caliper_entities import IDENTIFIER_TYPES, METRICS, ROLES, STATUSES
from app.wire.caliper_model import ACTIONS, PROFILES

CONTEXTS = ("http://purl.imsglobal.org/ctx/caliper/v1p2", "http://purl.imsglobal.org/ctx/caliper/v1p1")
"""Of the versions that can be read."""
LONGEST = 2_000
_IRI = re.compile(r"(_:|[A-Za-z][A-Za-z0-9+.-]*:)[^\s\x00-\x1f\x7f]+")
_UUID = re.compile(r"(urn:uuid:)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_PART = r"[0-9]+(?:[.,][0-9]+)?"
_DURATION = re.compile(
    rf"P(?=[0-9T])(?:{_PART}Y)?(?:{_PART}M)?(?:{_PART}W)?(?:{_PART}D)?"
    rf"(?:T(?=[0-9])(?:{_PART}H)?(?:{_PART}M)?(?:{_PART}S)?)?"
)
_OLDER = re.compile(re.escape(CONTEXTS[1]) + r"(/[A-Za-z]+-extension)?")
Form = tuple[Callable[[object], bool], str]
"""Whether a value is of a kind, and the rule."""


def is_iri(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and _IRI.fullmatch(value) is not None


def is_text(value: object) -> bool:
    """A short one: a term, a name."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def is_moment(value: object) -> bool:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_uuid(value: object) -> bool:
    """With or without its urn:uuid:, which sensors of 1.1 leave out."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def is_older(context: object) -> bool:
    """Whether it is 1.1's context, or that of a profile that came later as an extension of 1.1."""
    return isinstance(context, str) and _OLDER.fullmatch(context) is not None


def is_object(value: object) -> bool:
    return isinstance(value, Mapping)


def is_blank(value: object) -> bool:
    """As if it were not there: the standard would rather have it left out, and sensors send it."""
    return not value and (value is None or isinstance(value, str | list | dict))


def _is_urn_of_a_uuid(value: object) -> bool:
    return isinstance(value, str) and value.startswith("urn:uuid:") and is_uuid(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: object) -> bool:
    return _is_number(value) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def _is_count(value: object) -> bool:
    return _is_integer(value) and isinstance(value, int | float) and value >= 0


def _is_duration(value: object) -> bool:
    return isinstance(value, str) and _DURATION.fullmatch(value) is not None


def _is_context(value: object) -> bool:
    """Whose last word is Caliper's: what a list says before it cannot give its terms another meaning."""
    return (value[-1] if isinstance(value, list) and value else value) == CONTEXTS[0]


def one_of(terms: Iterable[str]) -> Callable[[object], bool]:
    known = frozenset(terms)
    return lambda value: isinstance(value, str) and value in known


def _listed(terms: str) -> Form:
    return one_of(terms.split()), f"must be one of {', '.join(terms.split())}"


_EACH_ROLE = [*ROLES, *(f"{role}#{each}" for role, within in ROLES.items() for each in within.split())]
MOMENT_RULE = "must be a moment in UTC, YYYY-MM-DDTHH:mm:ss.SSSZ"
FORMS: Mapping[str, Form] = {
    "top context": (_is_context, f"must be {CONTEXTS[0]}, or a list that ends with it"),
    "context": (lambda value: isinstance(value, str | list | Mapping), "must be a text, a list or an object"),
    "uuid": (_is_urn_of_a_uuid, "must be a urn:uuid:"),
    "iri": (is_iri, "must be an IRI"),
    "text": (lambda value: isinstance(value, str), "must be a text"),
    "moment": (is_moment, MOMENT_RULE),
    "duration": (_is_duration, "must be a duration of ISO 8601, such as PT30M54S"),
    "number": (_is_number, "must be a number"),
    "integer": (_is_integer, "must be a whole number"),
    "count": (_is_count, "must be a whole number, 0 or more"),
    "boolean": (lambda value: isinstance(value, bool), "must be true or false"),
    "object": (is_object, "must be an object"),
    "profile": _listed(" ".join(PROFILES)),
    "action": (one_of(ACTIONS["Event"].split()), "must be an action of Caliper 1.2"),
    "metric": _listed(METRICS),
    "status": _listed(STATUSES),
    "identifier type": _listed(IDENTIFIER_TYPES),
    "role": (one_of(_EACH_ROLE), "must be a role of Caliper 1.2, such as Learner"),
}
"""By the word that the model has for a kind."""
