"""The calendar feed's address."""

from datetime import datetime

from app.schemas.base import Out, shown_as
from app.schemas.made_up import CALENDAR


class CalendarLinkOut(Out):
    model_config = shown_as({"path": f"/v1/calendars/{CALENDAR}.ics", "expires_at": "2019-05-19T12:00:00Z"})

    path: str
    """Add it to a calendar application. Whoever has it can read your meetings: keep it to yourself."""
    expires_at: datetime
    """From when on it opens nothing: make another then."""
