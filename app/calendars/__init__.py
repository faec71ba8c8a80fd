"""Calendars: an institution's terms, the days on which it is closed, and arithmetic with working days."""
