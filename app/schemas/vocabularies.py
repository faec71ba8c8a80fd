"""Vocabularies: codes, what to call each, and what it means, as the class or the profile says it."""

import ast
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any

from app.schemas.base import Out


class CodeOut(Out):
    code: str
    """What requests and answers have."""
    label: str
    """What to call it on a screen."""
    meaning: str | None
    """What it says, in a sentence; null where its label says it all."""


@cache
def value_meanings(kind: type[StrEnum]) -> Mapping[str, str]:
    """What stands beneath each member of the class, by the member's name."""
    (definition,) = ast.parse(dedent(getsource(kind))).body
    assert isinstance(definition, ast.ClassDef)
    meanings = {}
    for member, beneath in pairwise(definition.body):
        match member, beneath:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                meanings[name] = cleandoc(meaning).replace("\n", " ")
    return meanings


def field_meanings(row_class: type[Any]) -> Mapping[str, str]:
    """What stands beneath each field of a class of rows, by the field's name."""
    (definition,) = ast.parse(dedent(getsource(row_class))).body
    assert isinstance(definition, ast.ClassDef)
    meanings = {}
    for member, beneath in pairwise(definition.body):
        match member, beneath:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                meanings[name] = " ".join(meaning.split())
    return meanings


def label_of(code: str) -> str:
    """What to call a code that nobody has named: `no_record` is “No record”."""
    words = code.replace("_", " ").replace(".", " ")
    return words[:1].upper() + words[1:]


def codes_out(named: Mapping[str, str] | Iterable[str]) -> list[CodeOut]:
    """Of labels by code, of members of a class, or of codes without either."""
    if isinstance(named, Mapping):
        return [CodeOut(code=code, label=label, meaning=None) for code, label in named.items()]
    return [CodeOut(code=str(each), label=label_of(each), meaning=_meaning(each)) for each in named]


def _meaning(code: str) -> str | None:
    return value_meanings(type(code)).get(code.name) if isinstance(code, StrEnum) else None
