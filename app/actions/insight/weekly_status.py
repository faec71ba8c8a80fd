"""Weekly statuses: what weeks rest on, read set-wise and judged by the profile's rules.

Nothing is stored: a week is judged from history whenever it is asked for, so that the same data give the same
colours. One student is a set of one.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.engagement.scoring import amounts_on, rules_for
from app.actions.section import Rows, Subject, usable_days_of
from app.calendars.calendar import DAY, SATURDAY, monday_of
from app.consent.usable_days import EVERY_DAY, UsableDays
from app.errors import NotCollected
from app.ids import OrgUnitId, StudentId
from app.rag.judging import Flags, Rules
from app.rag.weeks import Days, Week, Whole, judge_week
from app.scoring.months import Axis
from app.signals.days import covered
from app.store.activity import freshness
from app.store.governance import consent
from app.store.insight import weekly_reports
from app.store.insight.weekly_reports import StudiesFact
from app.store.record import excluded_days
from app.store.record.excluded_days import AWAY
from app.store.snapshot import InstitutionSnapshot

NOT_MADE = "this institution makes no weekly reports with this service"
SECTIONS = (SectionName.ATTENDANCE, SectionName.ENGAGEMENT)
"""What a status is made of."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks of some students: arrays by student, in the order that was asked for."""

    rules: Rules
    students: Sequence[StudentId]
    mondays: Sequence[date]
    """Ascending."""
    judged: Sequence[Week]
    """By Monday."""
    registered: Sequence[Flags]
    """By Monday: who was registered on the last day that it looks at, where it was asked."""
    online_only: Sequence[Flags]
    based: Sequence[Flags]
    """By Monday: of whom there is a basis to show anything."""
    study_modes: Sequence[Mapping[int, str]]
    """By Monday and place of a student: how they studied on that last day."""
    unconfirmed: Sequence[frozenset[int]]
    """By Monday: places of students with marks that the board has not confirmed."""
    remarked: Sequence[frozenset[int]]
    disputed: Sequence[frozenset[int]]
    data_as_of: Mapping[str, datetime]
    stale: Sequence[Sequence[str]]
    """By Monday: sources that have not delivered every day of it."""


def rag_rules(context: Context) -> Rules:
    """Raises NotCollected where the institution's profile has none."""
    if context.profile.rag is None:
        raise NotCollected(NOT_MADE)
    return context.profile.rag.rules


def first_day_of(rules: Rules, monday: date) -> date:
    """The first day that the week's report looks at."""
    return monday - max(rules.attendance_days, rules.online_days) * DAY


async def judge_weeks(
    context: Context,
    students: Sequence[StudentId],
    mondays: Sequence[date],
    units: Collection[OrgUnitId] | None = None,
) -> Weeks:
    """The weeks whose reports are as of those Mondays, ascending, in one statement.

    `units`: who was not registered in one of them on a week's last day is not `registered` then.

    Raises NotCollected.
    """
    rules, profile = rag_rules(context), context.profile
    first, last = first_day_of(rules, mondays[0]), mondays[-1] - DAY
    by_consent = any(profile.consent_for(each) for each in (*SECTIONS, SectionName.GRADES))
    rows = await context.transaction.gather(
        weekly_reports.READS_BY_CONSENT if by_consent else weekly_reports.READS,
        students=list(students),
        levels=profile.covered_levels,
        first_day=first,
        last_day=last,
        amounts_from=first.replace(day=1),
        time_zone=profile.time_zone,
        mandatory_only=rules.mandatory_only,
        first_year=profile.academic_year(first),
        last_year=profile.academic_year(last),
    )
    made = _Made(context.institution, rules, students, Axis(first, last), rows, context.today)
    return await asyncio.to_thread(made.weeks, mondays, units)


class _Made:
    """Rows on their way to arrays."""

    def __init__(
        self,
        institution: InstitutionSnapshot,
        rules: Rules,
        students: Sequence[StudentId],
        axis: Axis,
        rows: Rows,
        today: date,
    ) -> None:
        self.institution, self.rules, self.students = institution, rules, students
        self.axis, self.rows, self.today = axis, rows, today
        self.row_of = {student: row for row, student in enumerate(students)}
        self.studies: Sequence[StudiesFact] = rows["studies"]
        self.data_as_of = freshness.by_source(rows["data_as_of"])

    def weeks(self, mondays: Sequence[date], units: Collection[OrgUnitId] | None) -> Weeks:
        allowed = {each: self._allowed(each) for each in (*SECTIONS, SectionName.GRADES)}
        basis = {each: self._held_by(allowed[each]) for each in SECTIONS}
        days = self._days(basis)
        places = [self.axis.position(each) for each in mondays]
        on = [self._studying(each - DAY) for each in mondays]
        modes = [{row: each.study_mode for row, each in found.items()} for found in on]
        online_only = [self._flags(self._online_only(each)) for each in modes]
        return Weeks(
            self.rules,
            self.students,
            mondays,
            [judge_week(self.rules, days, at, who) for at, who in zip(places, online_only, strict=True)],
            [self._flags(row for row, each in found.items() if _is_in(each, units)) for found in on],
            online_only,
            [self._based(basis, at) for at in places],
            modes,
            [self._unconfirmed(each - DAY, allowed[SectionName.GRADES]) for each in mondays],
            [self._touched("remarked", each) for each in mondays],
            [self._touched("disputed", each) for each in mondays],
            self.data_as_of,
            [self._stale(each) for each in mondays],
        )

    # --- which days count ---

    def _days(self, basis: Mapping[SectionName, Flags]) -> Days:
        here = self._spells(each for each in self.studies if each.study_mode not in AWAY)
        counts = here & ~self._excluded()
        online = counts & basis[SectionName.ENGAGEMENT] & self._teaching() & self._known()
        grids = amounts_on(self.axis, self.rules.weights, self.row_of, self.rows["amounts"])
        total = np.zeros((len(self.students), self.axis.length))
        for name, weight in self.rules.weights.items():
            total += weight * grids[name]
        present, absent = self._attended()
        return Days(present, absent, total, counts & basis[SectionName.ATTENDANCE], online)

    def _attended(self) -> tuple[Whole, Whole]:
        shape = (len(self.students), self.axis.length)
        present, absent = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for each in self.rows["attended"]:
            at = self.row_of[each.student_id], self.axis.position(each.day)
            present[at], absent[at] = each.present, each.absent
        return present, absent

    def _excluded(self) -> Flags:
        """Exemptions, circumstances, and days of which every session was an authorised absence."""
        found = excluded_days.by_student({**self.rows, "studies": ()}, self.axis.first, self.axis.last)
        return self._covered(
            (self.row_of[student], each.first, each.last)
            for student, listed in found.items()
            for each in listed
        )

    def _teaching(self) -> Flags:
        """[day]: neither in a vacation nor closed."""
        calendar = self.institution.calendar
        days = [self.axis.first + at * DAY for at in range(self.axis.length)]
        weeks = {monday: calendar.teaching_week(monday) for monday in map(monday_of, days)}
        taught = [(day, weeks[monday_of(day)]) for day in days]
        return np.array(
            [week is not None and (day.weekday() >= SATURDAY or day in week.days) for day, week in taught]
        )

    def _known(self) -> Flags:
        """[day]: every source that counts has delivered it, and was not down."""
        known = np.ones(self.axis.length, np.bool_)
        rules = rules_for(self.institution, self.axis.first, self.axis.last, self.data_as_of)
        for outage in rules.outages:
            if outage.source in self.rules.weights:
                start, end = (self.axis.position(day) for day in (outage.starts_on, outage.ends_before))
                known[max(start, 0) : max(end, 0)] = False
        for name in self.rules.weights:
            known[max(self.axis.position(rules.complete[name]) + 1, 0) :] = False
        return known

    # --- who ---

    def _allowed(self, section: SectionName) -> Sequence[UsableDays] | None:
        """By student, the days of which consent lets the section be used; None where nobody's is needed."""
        profile = self.institution.profile
        if profile.consent_for(section) is None:
            return None
        decisions = consent.by_student(self.rows["decisions"])
        subjects = (Subject((), decisions[each], self.today) for each in self.students)
        return [usable_days_of(profile, each, section) for each in subjects]

    def _held_by(self, allowed: Sequence[UsableDays] | None) -> Flags:
        if allowed is None:
            return np.ones((len(self.students), self.axis.length), np.bool_)
        return self._covered((row, *run) for row, usable in enumerate(allowed) for run in usable.runs)

    def _based(self, basis: Mapping[SectionName, Flags], monday: int) -> Flags:
        window = slice(monday - self.rules.online_days, monday)
        held = basis[SectionName.ENGAGEMENT][:, window]
        return self._flags(np.flatnonzero(held.any(axis=1)).tolist())

    def _studying(self, day: date) -> Mapping[int, StudiesFact]:
        return {
            self.row_of[each.student_id]: each
            for each in self.studies
            if each.starts_on <= day and (each.ends_before is None or day < each.ends_before)
        }

    def _online_only(self, modes: Mapping[int, str]) -> Iterable[int]:
        return (row for row, mode in modes.items() if mode in self.rules.online_only_modes)

    # --- what else is to be said ---

    def _unconfirmed(self, last: date, allowed: Sequence[UsableDays] | None) -> frozenset[int]:
        year = self.institution.profile.academic_year(last)
        found = (
            (self.row_of[each.student_id], each.since)
            for each in self.rows["marked"]
            if each.academic_year == year and each.since <= last
        )
        return frozenset(row for row, since in found if since in (allowed[row] if allowed else EVERY_DAY))

    def _touched(self, name: str, monday: date) -> frozenset[int]:
        first = first_day_of(self.rules, monday)
        return frozenset(
            self.row_of[each.student_id]
            for each in self.rows[name]
            if each.first < monday and (each.last is None or each.last >= first)
        )

    def _stale(self, monday: date) -> Sequence[str]:
        day = self.institution.profile.day
        return [
            name
            for name in self.rules.weights
            if name not in self.data_as_of or day(self.data_as_of[name]) < monday
        ]

    # --- spells of days ---

    def _spells(self, studies: Iterable[StudiesFact]) -> Flags:
        return self._covered(
            (
                self.row_of[each.student_id],
                each.starts_on,
                date.max if each.ends_before is None else each.ends_before - DAY,
            )
            for each in studies
        )

    def _covered(self, spells: Iterable[tuple[int, date, date]]) -> Flags:
        start = self.axis.first.toordinal()
        listed = [(row, first.toordinal() - start, last.toordinal() - start) for row, first, last in spells]
        columns = np.array(listed, np.int64).reshape(-1, 3).T
        return covered(len(self.students), self.axis.length, *columns)

    def _flags(self, rows: Iterable[int]) -> Flags:
        found = np.zeros(len(self.students), np.bool_)
        found[list(rows)] = True
        return found


def _is_in(studies: StudiesFact, units: Collection[OrgUnitId] | None) -> bool:
    return units is None or studies.college_id in units or studies.department_id in units
