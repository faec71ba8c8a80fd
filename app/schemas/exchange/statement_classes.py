"""Classes of statements."""

from datetime import datetime

from app.schemas.base import Out, shown_as
from app.store.exchange.statement_classes import ClassCount
from app.xapi.classes import Becomes

_CLASS = {
    "event_class": "\\mod_page\\event\\course_module_viewed",
    "becomes": "counted",
    "statements": 5120,
    "last_seen_at": "2018-11-20T09:12:04Z",
}


class StatementClassOut(Out):
    model_config = shown_as(_CLASS)

    event_class: str
    """Moodle's name of the event; of other systems, the verb and the object's type."""
    becomes: Becomes
    """What became of statements of the class, by the table that held then."""
    statements: int
    """How many came, each once."""
    last_seen_at: datetime
    """When the last one came."""


class StatementClassesOut(Out):
    model_config = shown_as({"items": [_CLASS]})

    items: list[StatementClassOut]
    """The 1,000 of which most came, those first."""


def statement_class_out(count: ClassCount) -> StatementClassOut:
    return StatementClassOut(
        event_class=count.event_class,
        becomes=Becomes(count.fate),
        statements=count.statements,
        last_seen_at=count.last_seen_at,
    )
