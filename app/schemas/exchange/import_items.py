"""Items as lines of JSON: the very bodies that the routes of deliveries take, by the very same rules."""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from app.actions.exchange.deliveries import ItemResult
from app.schemas.activity.events import EventIn, named_event
from app.schemas.base import In
from app.schemas.exchange.deliveries import Judged
from app.schemas.record.attendance import AttendanceIn, SessionIn, attendance_item, session_item
from app.schemas.record.employability import CareerStageIn, career_stage_item
from app.schemas.record.grades import MarkIn, mark_item
from app.wire.import_kinds import ImportKind

Read = Callable[[Any], tuple[Any, str | None]]


def _reader(schema: type[In], make: Callable[[Any], Any]) -> Read:
    """What a line's JSON says, or which rule it breaks."""
    adapter = TypeAdapter[Any](Judged[schema])  # type: ignore[valid-type]

    def read(value: Any) -> tuple[Any, str | None]:  # noqa: ANN401 (any JSON)
        found = adapter.validate_python(value)
        return (None, found.detail) if isinstance(found, ItemResult) else (make(found), None)

    return read


READERS: dict[ImportKind, Read] = {
    ImportKind.EVENTS: _reader(EventIn, named_event),
    ImportKind.REPLAY: _reader(EventIn, named_event),
    ImportKind.SESSIONS: _reader(SessionIn, session_item),
    ImportKind.ATTENDANCE: _reader(AttendanceIn, attendance_item),
    ImportKind.MARKS: _reader(MarkIn, mark_item),
    ImportKind.CAREER_STAGES: _reader(CareerStageIn, career_stage_item),
}
