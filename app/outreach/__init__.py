"""Outreach: the ladder of attempts to reach a student, when each is due, and what may come next."""
