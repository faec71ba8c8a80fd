"""Governance as tables of a page, and as rows of a spreadsheet beside those of the processing register."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.actions.governance.public_governance import ReviewStanding
from app.rights.page import PagePart, in_words
from app.schemas.governance.public_governance import (
    PublicGovernanceOut,
    PublicGovernedSourceOut,
    PublicInaccuracyOut,
)

COLUMNS = ("state", "approved_by", "approved_on", "reviewed_on", "review_due_on", "review")
"""Those of the spreadsheet that only sources and the service fill."""
_REVIEWS = {
    ReviewStanding.UP_TO_DATE: "Up to date",
    ReviewStanding.OVERDUE: "Overdue",
    ReviewStanding.NOT_NEEDED: "Not needed",
}


def parts_of(
    governance: PublicGovernanceOut | None, inaccuracies: Sequence[PublicInaccuracyOut]
) -> Iterator[PagePart]:
    """Sources and reviews, where there are any to govern; then what is known to be wrong with the data."""
    if governance is not None:
        yield PagePart(
            "governed-sources",
            f"Sources that {governance.board} approves",
            [_source(each) for each in governance.sources],
            ["A source counts only while its approval stands."],
        )
        yield PagePart(
            "service-review",
            "Review of the service",
            [
                {
                    "latest_review": governance.service.reviewed_on or "None yet",
                    "next_review_due_on": governance.service.review_due_on,
                    "review": _REVIEWS[governance.service.review],
                }
            ],
            [f"Sources and the service are reviewed every {governance.review_every_days} days, or sooner."],
        )
    remarks = ["What is known to be wrong with the data is shown with them until it is corrected."]
    rows = [_inaccuracy(each) for each in inaccuracies]
    yield PagePart("known-inaccuracies", "Known inaccuracies", rows, remarks, "None is known today.")


def _source(each: PublicGovernedSourceOut) -> dict[str, Any]:
    approved = f"{each.approved_by}, {each.approved_on}" if each.approved_by else "Not approved"
    return {
        "source": each.title,
        "kind": in_words(each.kind),
        "what": each.what,
        "why": each.why,
        "whose_data": each.whose_data,
        "kept": each.retention,
        "approved_by": approved,
        "state": in_words(each.state) if each.state else "Not proposed",
        "counts": each.counts,
        "responsible": each.responsible,
        "contact": each.contact,
        "latest_review": each.reviewed_on,
        "next_review_due_on": each.review_due_on,
        "review": _REVIEWS[each.review],
    }


def _inaccuracy(each: PublicInaccuracyOut) -> dict[str, Any]:
    return {
        "about": in_words(each.section),
        "source": each.source,
        "first_day": each.first_day,
        "last_day": each.last_day or "Until further notice",
        "what_is_wrong": each.words,
        "known_since": each.known_since.date(),
    }


def rows_of(
    governance: PublicGovernanceOut | None, inaccuracies: Sequence[PublicInaccuracyOut]
) -> Iterator[dict[str, Any]]:
    """By column of the spreadsheet: a row for each source, the service, and each known inaccuracy."""
    for each in governance.sources if governance else ():
        yield {
            "entry": "source",
            "activity": each.title,
            "purpose": each.why,
            "individuals": each.whose_data,
            "data": each.what,
            "kept": each.retention,
            "sources": each.source,
            "owner": each.responsible,
            "contact": each.contact,
        } | {name: getattr(each, name) for name in COLUMNS}
    if governance is not None:
        service = governance.service.model_dump()
        yield {"entry": "service", "activity": "The service as a whole"} | service
    for one in inaccuracies:
        last = one.last_day or "further notice"
        yield {
            "entry": "known_inaccuracy",
            "activity": in_words(one.section),
            "sources": one.source,
            "data": f"{one.first_day} to {last}: {one.words}",
        }
