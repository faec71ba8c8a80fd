"""Retention: for how long each kind of data is kept, and what is due on a day. Pure arithmetic."""
