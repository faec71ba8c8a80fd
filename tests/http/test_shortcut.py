"""The shortcut finds what asking every route in turn finds."""

from uuid import uuid4

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match, compile_path, replace_params
from starlette.types import Scope

from app.http.routes import ContractRoute
from app.http.shortcut import Shortcut
from app.main import create_app
from app.settings import Settings

shortcut, *routes = create_app(Settings()).router.routes
OPERATIONS = [each for each in routes if isinstance(each, ContractRoute)]


def asked(path: str, method: str = "GET", root: str = "") -> Scope:
    return {"type": "http", "path": path, "method": method, "root_path": root, "headers": []}


def path_of(route: APIRoute) -> str:
    _, path, params = compile_path(route.path)
    return replace_params(path, params, {name: str(uuid4()) for name in params})[0]


@pytest.mark.parametrize("route", OPERATIONS, ids=lambda each: each.name)
def test_finds_the_route_that_comes_first(route: APIRoute) -> None:
    method = next(iter(route.methods or ()))
    scope = asked(path_of(route), method)
    first = next(found for each in OPERATIONS if (found := each.matches(scope))[0] is Match.FULL)
    assert isinstance(shortcut, Shortcut)
    assert shortcut.matches(scope) == first


def test_finds_it_below_the_path_that_a_proxy_leaves_out() -> None:
    match, found = shortcut.matches(asked("/attune/v1/me", root="/attune"))
    assert match is Match.FULL
    assert found["route"].name == "read_me"


@pytest.mark.parametrize(
    "path", ["", "/", "/v1", "/v1/me/", "/v1//me", "/v1/students/a/b/c/d/e", "/v1/{}", "/nowhere"]
)
def test_leaves_what_it_does_not_find_to_the_others(path: str) -> None:
    assert shortcut.matches(asked(path))[0] is Match.NONE


def test_leaves_a_method_that_is_not_there_to_the_others() -> None:
    assert shortcut.matches(asked("/v1/me", "DELETE"))[0] is Match.NONE
