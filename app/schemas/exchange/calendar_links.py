"""The calendar feed's address."""

from app.schemas.base import Out, shown_as
from app.schemas.made_up import CALENDAR


class CalendarLinkOut(Out):
    model_config = shown_as({"path": f"/v1/calendars/{CALENDAR}.ics"})

    path: str
    """Add it to a calendar application. Whoever has it can read your meetings: keep it to yourself."""
