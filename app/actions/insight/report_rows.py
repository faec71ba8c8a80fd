"""Rows: a student's week in figures, colours and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.actions.insight.weekly_status import Weeks
from app.profiles.model import Profile
from app.rag.judging import COLOURS
from app.rag.rows import ReportRow
from app.store.insight.weekly_reports import Studying

ONLINE_ONLY = "Studies online only: attendance and the combined status do not count, the online status does."
UNCONFIRMED = "The board has not confirmed all marks: they can still change, and the status with them."
REMARKED = "The student says that the data miss something."
DISPUTED = "The student says that a figure is wrong, and nobody has decided on it."
WITHHELD = "The student has not consented: nothing is shown."


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of weeks, and to whom."""

    weeks: Weeks
    profile: Profile
    marks: bool
    """Whether it may be said that there are marks."""

    @property
    def as_of(self) -> dict[str, datetime | None]:
        """By source that counts, how far its data reach."""
        return {name: self.weeks.data_as_of.get(name) for name in self.weeks.rules.weights}

    def row(self, at: int, student: Studying, week: int) -> ReportRow:
        """The week by its place among the Mondays, of the student by theirs."""
        weeks, judged = self.weeks, self.weeks.judged[week]
        statuses = judged.statuses
        return ReportRow(
            student_id=student.student_id,
            number=student.number,
            name=student.name or "",
            department=student.department,
            course=student.course,
            study_mode=weeks.study_modes[week].get(at),
            present=int(judged.present[at]),
            expected=int(judged.expected[at]),
            attendance=COLOURS[statuses.attendance[at]],
            online_amount=self._amount(at, week),
            online=COLOURS[statuses.online[at]],
            combined=COLOURS[statuses.combined[at]],
            discounted=bool(statuses.discounted[at]),
            unconfirmed_marks=self._unconfirmed(at, week),
            as_of=self.as_of,
            remarks=tuple(self._remarks(at, week)),
            online_days=int(judged.days[at]),
        )

    def _amount(self, at: int, week: int) -> float | None:
        amount = float(self.weeks.judged[week].amount[at])
        return None if amount != amount else amount  # noqa: PLR0124 (not a number)

    def _unconfirmed(self, at: int, week: int) -> bool:
        return self.marks and at in self.weeks.unconfirmed[week]

    def _remarks(self, at: int, week: int) -> Iterator[str]:
        weeks, judged, rules = self.weeks, self.weeks.judged[week], self.weeks.rules
        if not weeks.based[week][at]:
            yield WITHHELD
            return
        if judged.statuses.discounted[at]:
            yield ONLINE_ONLY
        if not judged.expected[at]:
            yield f"No session of the {rules.attendance_days} days counts."
        if judged.days[at] < rules.online_days:
            yield f"{judged.days[at]} of {rules.online_days} days count for the online status."
        if self._unconfirmed(at, week):
            yield UNCONFIRMED
        yield from (self._stale(name) for name in weeks.stale[week])
        if at in weeks.remarked[week]:
            yield REMARKED
        if at in weeks.disputed[week]:
            yield DISPUTED

    def _stale(self, name: str) -> str:
        title, reach = self.profile.sources[name].title, self.weeks.data_as_of.get(name)
        if reach is None:
            return f"{title}: no data yet."
        return f"{title}: data until {reach.astimezone(self.profile.zone):%Y-%m-%d %H:%M}."
