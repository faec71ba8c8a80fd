"""Resources: what the classes of a synthetic university can open, and what each visit opens of it."""

from collections.abc import Iterator

from app.devtools.synthetic.activity import Activity
from app.wire.deliveries import ModuleResourceItem
from app.wire.roster import Roster

RESOURCES = {
    "handbook": "Module handbook",
    **{f"slides-{week}": f"Slides of week {week}" for week in range(1, 11)},
    "reading-list": "Reading list",
    "recordings": "Lecture recordings",
    "glossary": "Glossary",
}
NOT_OPENED = "glossary"
_OPENED = tuple(each for each in RESOURCES if each != NOT_OPENED)


def resources(roster: Roster) -> Iterator[ModuleResourceItem]:
    """Of every module run."""
    for run in roster.module_runs:
        for code, title in RESOURCES.items():
            yield ModuleResourceItem(run.code, code, title)


def opened(visit: Activity) -> str | None:
    """What a visit to a module run opens; nobody opens the glossary.

    It follows from the event's id, so it changes nothing of what else is made up. Some are opened far more
    often than others.
    """
    if visit.module_run is None:
        return None
    drawn = (visit.event_id.int % 1_000) / 1_000
    return _OPENED[int(drawn * drawn * len(_OPENED))]
