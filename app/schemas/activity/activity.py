"""Activity: what a student did, by day, source and kind."""

from datetime import date, datetime

from app.actions.activity.read_activity import StudentActivity
from app.ids import ModuleRunId, StudentId
from app.profiles.model import Profile
from app.schemas.base import Out, shown_as
from app.schemas.engagement.scores import DisputedAmountOut, disputed_amount_out
from app.schemas.governance.inaccuracies import InaccuracySeenOut, inaccuracies_seen_out
from app.schemas.made_up import AS_OF, CAVEAT, STUDENT, TODAY, YESTERDAY
from app.schemas.record.remarks import REMARK_SAID, RemarkOut, remark_out
from app.scoring.online_sessions import OnlineSession

_ACTIVITY = {
    "student_id": STUDENT,
    "module_run_id": None,
    "first_day": YESTERDAY,
    "last_day": TODAY,
    "time_zone": "Europe/London",
    "items": [
        {"day": YESTERDAY, "source": "vle", "kind": "viewed", "events": 3, "amount": 12.0, "counts": True},
    ],
    "sessions": [
        {
            "source": "vle",
            "began_at": "2018-11-19T13:00:00Z",
            "ended_at": "2018-11-19T13:42:00Z",
            "minutes": 42.0,
            "events": 3,
            "timed_out": True,
        }
    ],
    "sources": [
        {
            "name": "vle",
            "title": "Virtual learning environment",
            "unit": "interactions",
            "pilot": False,
            "data_as_of": AS_OF,
        }
    ],
    "disputes": [],
    "caveats": [CAVEAT],
    "remarks": [REMARK_SAID],
    "known_inaccuracies": [],
}


class ActivityOfDayOut(Out):
    day: date
    """The day, where the institution is."""
    source: str
    """The source that it comes from."""
    kind: str
    """What was done."""
    events: int
    """How many times."""
    amount: float
    """What that amounts to, in the source's unit."""
    counts: bool
    """Whether scores count it: no pilot counts, no time-out, and nothing that staff did."""


class OnlineSessionOut(Out):
    source: str
    """The source in which the student was online."""
    began_at: datetime
    """When the session began."""
    ended_at: datetime
    """Its last activity. Whatever time passed until it timed out is no part of it."""
    minutes: float
    """From its beginning to its last activity."""
    events: int
    """What was done in it, its beginning among them."""
    timed_out: bool
    """Whether it ended because nothing happened in it any more."""


class ActiveSourceOut(Out):
    name: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its amounts are counted in."""
    pilot: bool
    """Whether it is tried out: then it is collected and shown, and counts nowhere."""
    data_as_of: datetime | None
    """Up to when the data are complete, as the source states; null if nothing has come yet."""


class ActivityOut(Out):
    model_config = shown_as(_ACTIVITY)

    student_id: StudentId
    """Whose activity it is."""
    module_run_id: ModuleRunId | None
    """The module run whose activity alone is shown; null: all activity."""
    first_day: date
    """The first day asked for."""
    last_day: date
    """The last day asked for."""
    time_zone: str
    """The time zone in which a day begins and ends."""
    items: list[ActivityOfDayOut]
    """By day, the earliest first; then by source and kind. A day without any is left out."""
    sessions: list[OnlineSessionOut]
    """By source, the earliest first, where the source says when one begins. Empty of one module run alone."""
    sources: list[ActiveSourceOut]
    """The institution's sources."""
    disputes: list[DisputedAmountOut]
    """What the student says was counted wrong on these days; nobody has decided on it yet."""
    caveats: list[str]
    """What to know before reading anything into it."""
    remarks: list[RemarkOut]
    """What the student says that it misses."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


def activity_out(profile: Profile, activity: StudentActivity) -> ActivityOut:
    counted = {
        name: source.counted_kinds or profile.sources[name].kinds
        for name, source in profile.collected.items()
    }
    return ActivityOut(
        student_id=activity.student_id,
        module_run_id=activity.module_run_id,
        first_day=activity.first_day,
        last_day=activity.last_day,
        time_zone=profile.time_zone,
        items=[
            ActivityOfDayOut(**each._asdict(), counts=each.kind in counted.get(each.source, ()))
            for each in activity.days
        ],
        sessions=[_session_out(each) for each in activity.sessions],
        sources=[
            ActiveSourceOut(
                name=name,
                title=profile.sources[name].title,
                unit=profile.sources[name].unit,
                pilot=profile.sources[name].pilot,
                data_as_of=activity.data_as_of.get(name),
            )
            for name in sorted(profile.accepted)
            if activity.module_run_id is None or profile.sources[name].by_module
        ],
        disputes=[disputed_amount_out(each) for each in activity.disputes],
        caveats=profile.caveats,
        remarks=[remark_out(each) for each in activity.remarks],
        known_inaccuracies=inaccuracies_seen_out(activity.known_inaccuracies),
    )


def _session_out(session: OnlineSession) -> OnlineSessionOut:
    return OnlineSessionOut(
        source=session.source,
        began_at=session.began_at,
        ended_at=session.ended_at,
        minutes=round(session.lasted.total_seconds() / 60, 1),
        events=session.events,
        timed_out=session.timed_out,
    )
