"""Exports: what went out, to whom, and for what."""

from datetime import date, datetime
from typing import Literal

from app.ids import ExportId
from app.profiles.model import Profile
from app.schemas.base import Out, shown_as
from app.store.exchange.exports import Export
from app.wire.export_datasets import DatasetName, FileFormat

_EXPORT = {
    "export_id": "7c1f4b1e-3f0e-4e0b-9a55-0f6f8f5d2a11",
    "dataset": "scores",
    "format": "parquet",
    "purpose": "course_improvement",
    "purpose_title": "Improving courses",
    "recipient": "The data warehouse of the Planning Office",
    "first_day": "2018-09-24",
    "last_day": "2018-11-18",
    "begun_at": "2018-11-19T02:00:00Z",
    "finished_at": "2018-11-19T02:00:09Z",
    "outcome": "sent",
    "rows": 1240,
}


class ExportOut(Out):
    export_id: ExportId
    """The export's id; the file says it, too."""
    dataset: DatasetName
    """Which data set."""
    format: FileFormat
    """How it was written."""
    purpose: str
    """The purpose that was stated."""
    purpose_title: str
    """What the institution calls it."""
    recipient: str
    """Who received it, as the institution named them then; empty where the purpose has nobody."""
    first_day: date
    """The first day asked for."""
    last_day: date
    """The last one."""
    begun_at: datetime
    """As of when the data are."""
    finished_at: datetime | None
    """When all of it was sent; null: it was refused, is on its way, or was broken off."""
    outcome: Literal["sent", "refused"]
    """`sent`: the rows went out. `refused`: the purpose was."""
    rows: int
    """How many rows went out, at most."""


class ExportsOut(Out):
    model_config = shown_as({"items": [_EXPORT], "next_cursor": None})

    items: list[ExportOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def export_out(export: Export, profile: Profile) -> ExportOut:
    return ExportOut.model_validate(
        export._asdict()
        | export.asked._asdict()
        | {"purpose_title": purpose_title(profile, export.asked.purpose)}
    )


def purpose_title(profile: Profile, purpose: str) -> str:
    """What the institution calls it; one that the profile no longer has keeps its name."""
    known = profile.exports.purposes.get(purpose) if profile.exports is not None else None
    entry = known or profile.access_purposes.get(purpose)
    return purpose if entry is None else entry.title
