"""Items as lines of JSON: the very bodies that the routes of deliveries take, by the very same rules."""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from app.actions.exchange.deliveries import ItemResult
from app.schemas.activity.events import EventIn, named_event
from app.schemas.exchange.deliveries import Judged
from app.schemas.exchange.roster import read_roster
from app.schemas.record.attendance import AttendanceIn, SessionIn, attendance_item, session_item
from app.schemas.record.employability import CareerStageIn, career_stage_item
from app.schemas.record.grades import MarkIn, mark_item
from app.wire.import_kinds import ImportKind

Read = Callable[[Any], tuple[Any, str | None]]


def _reader(adapter: TypeAdapter[Any], make: Callable[[Any], Any]) -> Read:
    """What a line's JSON says, or which rule it breaks."""

    def read(value: Any) -> tuple[Any, str | None]:  # noqa: ANN401 (any JSON)
        found = adapter.validate_python(value)
        return (None, found.detail) if isinstance(found, ItemResult) else (make(found), None)

    return read


READERS: dict[ImportKind, Read] = {
    ImportKind.EVENTS: _reader(TypeAdapter(Judged[EventIn]), named_event),
    ImportKind.REPLAY: _reader(TypeAdapter(Judged[EventIn]), named_event),
    ImportKind.SESSIONS: _reader(TypeAdapter(Judged[SessionIn]), session_item),
    ImportKind.ATTENDANCE: _reader(TypeAdapter(Judged[AttendanceIn]), attendance_item),
    ImportKind.MARKS: _reader(TypeAdapter(Judged[MarkIn]), mark_item),
    ImportKind.CAREER_STAGES: _reader(TypeAdapter(Judged[CareerStageIn]), career_stage_item),
    ImportKind.ROSTER: read_roster,
}
