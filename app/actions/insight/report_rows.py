"""Rows: a student's week in figures, colours and words."""

from collections.abc import Iterator
from datetime import datetime
from math import isnan

from app.actions.insight.weekly_status import Weeks
from app.calendars.exclusions import ExclusionReason
from app.ids import StudentId
from app.profiles.model import Profile
from app.rag.judging import COLOURS
from app.rag.rows import ReportRow
from app.store.insight.weekly_reports import Studying
from app.store.people.tables import STUDY_MODES

ONLINE_ONLY = "Studies online only: attendance and the combined status do not count, the online status does."
UNCONFIRMED = "The board has not confirmed all marks: they can still change, and the status with them."
REMARKED = "The student says that the data miss something."
DISPUTED = "The student says that a figure is wrong, and nobody has decided on it."
AWAY = {
    ExclusionReason.PLACEMENT: "Days of a placement do not count.",
    ExclusionReason.YEAR_ABROAD: "Days of a year abroad do not count.",
}
WITHHELD = "The student has not consented: nothing is shown."


class Told:
    """What is told of one week, and to whom."""

    def __init__(self, weeks: Weeks, profile: Profile, week: int = 0, *, marks: bool) -> None:
        """The week by its place among the Mondays. `marks`: whether it may be said that there are any."""
        judged, self.weeks = weeks.judged[week], weeks
        statuses = judged.statuses
        self.as_of = {name: weeks.data_as_of.get(name) for name in weeks.rules.weights}
        # As lists: the rows are many, and numpy's single values are slow.
        self._present, self._expected = judged.present.tolist(), judged.expected.tolist()
        self._amount, self._days = judged.amount.tolist(), judged.days.tolist()
        self._attendance, self._online = statuses.attendance.tolist(), statuses.online.tolist()
        self._combined, self._discounted = statuses.combined.tolist(), statuses.discounted.tolist()
        self._modes, self._based = weeks.modes[week].tolist(), weeks.based[week].tolist()
        self._unconfirmed = weeks.unconfirmed[week] if marks else frozenset[StudentId]()
        self._away = {reason: each.tolist() for reason, each in weeks.away[week].items()}
        self._remarked, self._disputed = weeks.remarked[week], weeks.disputed[week]
        self._stale = [_stale(profile, name, self.as_of[name]) for name in weeks.stale[week]]

    def row(self, at: int, student: Studying) -> ReportRow:
        """Of the student, whose place among the students it is."""
        mode, amount = self._modes[at], self._amount[at]
        return ReportRow(
            student_id=student.student_id,
            number=student.number,
            name=student.name or "",
            department=student.department,
            course=student.course,
            study_mode=None if mode < 0 else STUDY_MODES[mode],
            present=self._present[at],
            expected=self._expected[at],
            attendance=COLOURS[self._attendance[at]],
            online_amount=None if isnan(amount) else amount,
            online=COLOURS[self._online[at]],
            combined=COLOURS[self._combined[at]],
            discounted=self._discounted[at],
            unconfirmed_marks=student.student_id in self._unconfirmed,
            as_of=self.as_of,
            remarks=tuple(self._remarks(at, student.student_id)),
            online_days=self._days[at],
            left_out=tuple(self._left_out(at)),
        )

    def _left_out(self, at: int) -> Iterator[ExclusionReason]:
        return (reason for reason, away in self._away.items() if self._based[at] and away[at])

    def _remarks(self, at: int, student_id: StudentId) -> Iterator[str]:
        rules = self.weeks.rules
        if not self._based[at]:
            yield WITHHELD
            return
        if self._discounted[at]:
            yield ONLINE_ONLY
        yield from (AWAY[each] for each in self._left_out(at))
        if not self._expected[at]:
            yield f"No session of the {rules.attendance_days} days counts."
        if self._days[at] < rules.online_days:
            yield f"{self._days[at]} of {rules.online_days} days count for the online status."
        if student_id in self._unconfirmed:
            yield UNCONFIRMED
        yield from self._stale
        if student_id in self._remarked:
            yield REMARKED
        if student_id in self._disputed:
            yield DISPUTED


def _stale(profile: Profile, name: str, reach: datetime | None) -> str:
    title = profile.sources[name].title
    if reach is None:
        return f"{title}: no data yet."
    return f"{title}: data until {reach.astimezone(profile.zone):%Y-%m-%d %H:%M}."
