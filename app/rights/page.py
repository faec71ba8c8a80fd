"""The page of a copy: everything in it, for people, as one file that needs nothing else and prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

_STYLE = """
body{font:1rem/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th,td{min-width:6rem}
th{background:#eee;overflow-wrap:normal}
h2{margin-top:2rem}
.scroll{overflow-x:auto}
@media print{body{max-width:none;margin:0;font-size:9pt}a{color:inherit;text-decoration:none}nav{display:none}
tr{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}}
"""
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PagePart:
    """One table of the page."""

    name: str
    title: str
    rows: Rows
    remarks: Sequence[str] = field(default=())
    """What to know of it: what is left out, and why."""
    empty: str = "Nothing is kept."
    """What stands there without rows."""


def render(title: str, facts: Mapping[str, str], remarks: Iterable[str], parts: Sequence[PagePart]) -> str:
    """The whole page. Whatever comes from the data is escaped: it can neither mark up nor run anything."""
    contents = "".join(
        f'<li><a href="#{escape(each.name)}">{escape(each.title)}</a> ({len(each.rows)})</li>'
        for each in parts
    )
    stated = "".join(
        f"<tr><th scope=row>{escape(name)}</th><td>{escape(fact)}</td></tr>" for name, fact in facts.items()
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1><table>{stated}</table>"
        f"{''.join(f'<p>{escape(each)}</p>' for each in remarks)}"
        f"<nav aria-label=Contents><ul>{contents}</ul></nav>{''.join(map(_part, parts))}</main></body></html>"
    )


def _part(part: PagePart) -> str:
    remarks = "".join(f"<p>{escape(each)}</p>" for each in part.remarks)
    table = _table(part) if part.rows else f"<p>{escape(part.empty)}</p>"
    name, title = escape(part.name), escape(part.title)
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{remarks}{table}</section>'


def _table(part: PagePart) -> str:
    columns = list(dict.fromkeys(name for row in part.rows for name in row))
    head = "".join(f"<th scope=col>{escape(in_words(each))}</th>" for each in columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(_cell(row.get(each)))}</td>' for each in columns)}</tr>"
        for row in part.rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<div class=scroll tabindex=0>{table}</div>"


def in_words(name: str) -> str:
    """A name of the data as people read it: `due_on` is `Due on`."""
    return name.replace("_", " ").capitalize()


def _cell(value: Any) -> str:  # noqa: ANN401 (any JSON)
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return "; ".join(f"{in_words(str(name))}: {_cell(each)}" for name, each in value.items())
        case list() | tuple():
            return ", ".join(_cell(each) for each in value)
        case _:
            return str(value)
