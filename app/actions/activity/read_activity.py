"""Read activity: what a student did, by day, source and kind, and when they were online."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from app.access.vocabulary import Audited, SectionName
from app.actions.record.remarks import REMARK_READS, remarks_about
from app.actions.section import Rows, Section, SectionRequest
from app.db.query import Reads
from app.ids import ModuleRunId, StudentId
from app.profiles.model import Profile
from app.scoring.online_sessions import OnlineSession, online_sessions
from app.store.activity import activity, freshness
from app.store.activity.activity import DayOfActivity, Moment
from app.store.governance.corrections import DISPUTES, Dispute
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.record.remarks import Remark


@dataclass(frozen=True, slots=True)
class StudentActivity:
    student_id: StudentId
    module_run_id: ModuleRunId | None
    first_day: date
    last_day: date
    days: Sequence[DayOfActivity]
    sessions: Sequence[OnlineSession]
    """In sources that say when one begins; none where one module run alone is asked about."""
    data_as_of: Mapping[str, datetime]
    """By source, until when its data reach, by its own word."""
    disputes: Sequence[Dispute]
    """What the student says was counted wrong, while nobody has decided."""
    remarks: Sequence[Remark]
    """What the student says that it misses."""
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data of these days."""


def build_activity(request: SectionRequest, rows: Rows) -> StudentActivity:
    """Everything that sources of the institution delivered of days that may be shown, pilots among it."""
    usable, profile = request.usable_days(SectionName.ENGAGEMENT), request.institution.profile
    first, last = request.first, request.last
    return StudentActivity(
        request.student_id,
        request.module_run_id,
        first,
        last,
        [each for each in rows["days"] if each.source in profile.accepted and each.day in usable],
        list(_sessions(profile, [each for each in rows.get("moments", ()) if each.day in usable])),
        freshness.by_source(rows["data_as_of"]),
        [each for each in rows["disputes"] if each.about.day is not None and first <= each.about.day <= last],
        remarks_about(SectionName.ENGAGEMENT, rows, first, last),
        request.institution.inaccuracies(first, last, SectionName.ENGAGEMENT),
    )


def _sessions(profile: Profile, moments: Sequence[Moment]) -> Iterator[OnlineSession]:
    for source, found in groupby(moments, lambda each: each.source):
        entry = profile.sources[source]
        events = [(each.occurred_at, each.kind) for each in found]
        yield from online_sessions(source, events, entry.begins_session, entry.times_out)


def _given(request: SectionRequest) -> dict[str, Any]:
    profile = request.institution.profile
    return {
        "first_day": request.first,
        "last_day": request.last,
        "module_run_id": request.module_run_id,
        "session_sources": sorted(each for each in profile.accepted if profile.sources[each].begins_session),
    }


_READS: Reads = {"data_as_of": freshness.DATA_AS_OF, "disputes": DISPUTES, **REMARK_READS}


def _section(reads: Reads) -> Section[StudentActivity]:
    return Section(SectionName.ENGAGEMENT, (Audited.ENGAGEMENT,), {**reads, **_READS}, build_activity, _given)


ACTIVITY = _section({"days": activity.BY_DAY, "moments": activity.MOMENTS})
MODULE_ACTIVITY = _section({"days": activity.BY_DAY_OF_MODULE})
"""In one module run alone."""
