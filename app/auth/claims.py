"""Claim shapes: what an issuer's claims mean here, by its configuration."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.access.vocabulary import ROLE_NAME, Role, Scope
from app.errors import Unauthenticated
from app.settings import Issuer

LONGEST_NAME = 255
"""Characters of a login (OpenID Connect: at most 255)."""
# Only in identity tokens: what they bind themselves to.
_OF_IDENTITY_TOKENS = ("nonce", "at_hash", "c_hash", "s_hash")
_ROLE = re.compile(ROLE_NAME)
MOST_ROLES = 64
"""Of one token; nobody has so many, and each is looked up."""
_SCOPES = {str(scope): scope for scope in Scope}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says.

    Relations to students (self, personal tutor) are never in the token: they are looked up on every request,
    so that a tutorship that ends counts at once.
    """

    issuer: str
    subject: str
    client: str
    roles: frozenset[Role]
    scopes: frozenset[Scope]


def claims_of(payload: Mapping[str, Any], issuer: Issuer) -> Claims:
    """What a verified payload says; raises Unauthenticated where it lacks what an access token has."""
    if issuer.requires_jti and not payload.get("jti"):
        raise Unauthenticated("the token lacks jti")
    return Claims(
        issuer.issuer,
        _name(payload, issuer.subject_claim),
        _name(
            payload, next((each for each in issuer.client_claims if each in payload), issuer.client_claims[0])
        ),
        _roles(payload, issuer),
        _scopes(payload, issuer),
    )


def check_is_for_access(payload: Mapping[str, Any], issuer: Issuer) -> None:
    """Tell an access token from its issuer's other tokens where `typ` does not.

    An identity token has claims that no access token has, or none that says what it may be used for;
    Keycloak's others name their type in the payload. Its audience is a client, which is not ours.
    """
    if any(name in payload for name in _OF_IDENTITY_TOKENS) or payload.get("typ", "Bearer") != "Bearer":
        raise Unauthenticated("the token is not an access token")
    if not any(_values(payload, path) for path in (*issuer.scope_claims, *issuer.role_claims)):
        raise Unauthenticated("the token is not an access token: it names no scope and no role")


def _name(payload: Mapping[str, Any], claim: str) -> str:
    value = payload.get(claim)
    # Printable: no NUL, which no database takes, nothing that looks like another name in a list.
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME or not value.isprintable():
        raise Unauthenticated(f"the token lacks {claim}, or it is not a name")
    return value


def name_in(payload: Mapping[str, Any], path: str) -> str:
    """The name that stands there; a dot leads into an object. Raises Unauthenticated where there is none."""
    return _name({path: _at(payload, path)}, path)


def _roles(payload: Mapping[str, Any], issuer: Issuer) -> frozenset[Role]:
    """What the token calls its bearer; which of these mean something, the institution's profile says."""
    values = [value for path in issuer.role_claims for value in _values(payload, path)]
    if issuer.role_names:
        return frozenset(issuer.role_names[value] for value in values if value in issuer.role_names)
    return frozenset(Role(value) for value in values[:MOST_ROLES] if _ROLE.fullmatch(value))


def _scopes(payload: Mapping[str, Any], issuer: Issuer) -> frozenset[Scope]:
    values = [value for path in issuer.scope_claims for value in _values(payload, path)]
    named = frozenset(_SCOPES[value] for value in values if value in _SCOPES)
    return named or frozenset(issuer.default_scopes)


def _values(payload: Mapping[str, Any], path: str) -> Sequence[str]:
    """A list's strings, or a string's words."""
    value = _at(payload, path)
    if isinstance(value, str):
        return value.split()
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _at(value: object, path: str) -> object:
    """What stands there. Names may hold dots themselves (`urn:oid:1.3…`): the whole name goes first."""
    if not isinstance(value, dict):
        return None
    if path in value:
        return value[path]
    cuts = (at for at, letter in enumerate(path) if letter == ".")
    inner = (_at(value.get(path[:at]), path[at + 1 :]) for at in cuts)
    return next((found for found in inner if found is not None), None)
