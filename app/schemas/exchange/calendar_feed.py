"""The calendar feed's address."""

from app.schemas.base import Out


class CalendarLinkOut(Out):
    path: str
    """Add it to a calendar application. Whoever has it can read your meetings: keep it to yourself."""
