"""Online sessions: from the events of one source to when somebody was there.

A session begins with an event that says so, such as a login, and ends with its last activity. One that timed
out ends there, too: nobody knows that anybody was there while nothing happened.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class OnlineSession:
    """A session in one source."""

    source: str
    began_at: datetime
    ended_at: datetime
    """Its last activity."""
    events: int
    """What was done in it, its beginning among them, without the time-out."""
    timed_out: bool

    @property
    def lasted(self) -> timedelta:
        return self.ended_at - self.began_at


def online_sessions(
    source: str,
    events: Iterable[tuple[datetime, str]],
    begins: Collection[str],
    times_out: Collection[str],
) -> Iterator[OnlineSession]:
    """The sessions of one source, the earliest first, of its events: (moment, kind), ascending.

    Events before the first beginning belong to none, and neither does what follows a time-out.
    """
    open_since: list[datetime] = []
    for moment, kind in events:
        if kind in times_out:
            if open_since:
                yield _session(source, open_since, timed_out=True)
            open_since = []
        elif kind in begins:
            if open_since:
                yield _session(source, open_since, timed_out=False)
            open_since = [moment]
        elif open_since:
            open_since.append(moment)
    if open_since:
        yield _session(source, open_since, timed_out=False)


def _session(source: str, moments: Sequence[datetime], *, timed_out: bool) -> OnlineSession:
    return OnlineSession(source, moments[0], moments[-1], len(moments), timed_out)
