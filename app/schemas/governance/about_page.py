"""About, as a page: plain, without a script, the same with and without a network."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.rights.page import PagePart, in_words, render
from app.schemas.governance.about import AboutOut
from app.schemas.governance.governance_parts import parts_of

_CODED = {"basis", "action", "covers", "sections", "kinds", "purposes", "sources"}
"""Columns that hold words of the data."""


def about_page(about: AboutOut) -> str:
    """The whole page."""
    facts = {"Service": about.service, "Institution": about.institution}
    if about.provenance:
        facts["Provenance"] = about.provenance
    facts |= {
        "Last reviewed": str(about.last_reviewed or "Not yet"),
        "Next review": str(about.next_review or "Not set"),
    }
    title = f"{about.service}: what is done with students' data"
    return render(title, facts, about.caveats, list(_parts(about)))


def _parts(about: AboutOut) -> Iterator[PagePart]:
    yield _part("contacts", "Whom to ask", about.contacts)
    yield _part("purposes", "What data are used for", about.purposes, "name", "notices")
    yield _part("sources", "Where data come from, and how each is used", about.sources, "name")
    yield from parts_of(about.governance, about.known_inaccuracies)
    yield _part("roles", "Who sees what", about.roles, "name")
    yield _part("reasons", "Why staff may look at a student, and why never", about.reasons_to_look)
    yield _part("responsibilities", "Who is responsible", about.responsibilities)
    yield _part(
        "retention", "How long data are kept", about.retention, "category", "trigger", "months", "due_before"
    )
    for purpose in about.purposes:
        yield _part(f"notices-{purpose.name}", f"Notices: {purpose.title}", purpose.notices)


def _part(name: str, title: str, items: list[Any], *left_out: str) -> PagePart:
    rows = [_plain(each.model_dump(mode="json", exclude=set(left_out))) for each in items]
    return PagePart(name, title, rows)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _words(value) if name in _CODED else value for name, value in row.items()}


def _words(value: str | list[str]) -> str | list[str]:
    return in_words(value) if isinstance(value, str) else [in_words(each) for each in value]
