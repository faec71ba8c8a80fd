"""Deliverables: which operations a token of a connected system is good for, as the routes themselves say."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from inspect import signature
from typing import get_args

from starlette.routing import BaseRoute

from app.access.vocabulary import PersonalScope, Scope
from app.http.deps import FILE_SCOPES, needed_scope
from app.http.routes import ContractRoute
from app.profiles.model import Profile
from app.wire.import_kinds import ImportKind

_PERSONAL = frozenset(get_args(PersonalScope))


@dataclass(frozen=True, slots=True)
class Deliverable:
    """An operation of the contract."""

    operation: str
    method: str
    path: str
    summary: str
    scope: Scope
    dry_run: bool
    """Whether it can be tried without storing anything."""


def deliverables(
    routes: Iterable[BaseRoute], profile: Profile, scopes: Collection[Scope]
) -> Iterator[Deliverable]:
    """Those that a system delivers or looks up by, in the order of the contract."""
    for route in routes:
        if not isinstance(route, ContractRoute) or not route.needs_token or not _is_offered(route, profile):
            continue
        method = min(route.methods or ())
        scope = needed_scope(route.endpoint, method)
        if scope in scopes and scope not in _PERSONAL:
            yield Deliverable(
                route.name,
                method,
                route.path_format,
                route.summary or "",
                scope,
                "dry_run" in signature(route.endpoint).parameters,
            )


def file_kinds(scopes: Collection[Scope]) -> list[ImportKind]:
    """What a file may be of, that a token with these scopes may deliver."""
    if Scope.IMPORTS_WRITE not in scopes:
        return []
    return [kind for kind, needed in FILE_SCOPES.items() if set(needed) <= set(scopes)]


def _is_offered(route: ContractRoute, profile: Profile) -> bool:
    entries = (getattr(each.dependency, "entry", None) for each in route.dependencies)
    return all(getattr(profile, entry) is not None for entry in entries if entry is not None)
