"""Grants: where one stands on a day, until when it can be answered, and when it is to be reviewed."""

from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5


class GrantStatus(StrEnum):
    """What was done with a grant; the database keeps it."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    """A later grant of the same person, role and scope took its place before it began."""


class GrantStanding(StrEnum):
    """Where a grant stands on a day."""

    REQUESTED = "requested"
    """Nobody has decided yet."""
    LAPSED = "lapsed"
    """Nobody decided in time."""
    APPROVED = "approved"
    """It has not begun."""
    IN_FORCE = "in_force"
    """It opens students."""
    EXPIRED = "expired"
    """Its days are over."""
    REFUSED = "refused"
    """It was asked for, and refused."""
    REVOKED = "revoked"
    """It was ended before its time."""
    SUPERSEDED = "superseded"
    """A later grant of the same person, role and scope took its place before it began."""


_STATUS = {
    GrantStanding.LAPSED: GrantStatus.REQUESTED,
    GrantStanding.IN_FORCE: GrantStatus.APPROVED,
    GrantStanding.EXPIRED: GrantStatus.APPROVED,
}


def status_of(standing: GrantStanding) -> GrantStatus:
    """The status of every grant that stands so."""
    return _STATUS.get(standing) or GrantStatus(standing)


def last_day_to_answer(requested_on: date, working_days: int) -> date:
    """The last of so many working days, Monday to Friday, after the day of the request."""
    day, left = requested_on, working_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def standing_of(
    status: GrantStatus, *, answer_by: date, starts_on: date, ends_before: date, today: date
) -> GrantStanding:
    """A request lapses after its last day to answer, and with the last day that was asked for."""
    if status is GrantStatus.REQUESTED:
        in_time = today <= answer_by and today < ends_before
        return GrantStanding.REQUESTED if in_time else GrantStanding.LAPSED
    if status is not GrantStatus.APPROVED:
        return GrantStanding(status)
    if today < starts_on:
        return GrantStanding.APPROVED
    return GrantStanding.IN_FORCE if today < ends_before else GrantStanding.EXPIRED


def is_due_for_review(
    standing: GrantStanding, *, decided_on: date | None, reviewed_on: date | None, days: int, today: date
) -> bool:
    """Whether it is in force, and was decided and last reviewed more than so many days ago."""
    if standing is not GrantStanding.IN_FORCE or decided_on is None:
        return False
    return max(decided_on, reviewed_on or decided_on) + timedelta(days=days) < today
