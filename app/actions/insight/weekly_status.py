"""Weekly statuses: what weeks rest on, read set-wise and judged by the profile's rules.

Nothing is stored: a week is judged from history whenever it is asked for, so that the same data give the same
colours. One student is a set of one.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.engagement.basis import Basis, read_basis
from app.actions.engagement.scoring import rules_for
from app.actions.section import Rows
from app.calendars.calendar import DAY, SATURDAY, monday_of
from app.calendars.exclusions import ExclusionReason
from app.db.binary_copy import day_number
from app.errors import NotCollected
from app.ids import OrgUnitId, StudentId
from app.profiles.model import Profile
from app.rag.judging import Flags, Numbers, Rules
from app.rag.weeks import Days, Week, Whole, judge_week
from app.scoring.months import Axis
from app.signals.days import covered
from app.store.activity import freshness
from app.store.engagement import slice_facts, slices
from app.store.engagement.signal_facts import places
from app.store.engagement.slices import Slice
from app.store.insight import weekly_reports
from app.store.insight.weekly_reports import Studies
from app.store.people.tables import STUDY_MODES
from app.store.record import excluded_days
from app.store.record.excluded_days import AWAY
from app.store.snapshot import InstitutionSnapshot

NOT_MADE = "this institution makes no weekly reports with this service"
SECTIONS = (SectionName.ATTENDANCE, SectionName.ENGAGEMENT)
"""What a status is made of."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks of some students: arrays by student."""

    rules: Rules
    students: Sequence[StudentId]
    """Ascending by id: a student's place in it is their place in every array."""
    mondays: Sequence[date]
    """Ascending; what follows has an entry for each."""
    judged: Sequence[Week]
    modes: Sequence[Whole]
    """How each student studied on the last day that is looked at, by the place in `STUDY_MODES`.

    -1: not registered then, at a level that the service covers, where it was asked.
    """
    based: Sequence[Flags]
    """Of whom there is a basis to show anything: registered, and nothing withheld by consent."""
    unconfirmed: Sequence[frozenset[StudentId]]
    """Who has marks that the board has not confirmed."""
    remarked: Sequence[frozenset[StudentId]]
    disputed: Sequence[frozenset[StudentId]]
    stale: Sequence[Sequence[str]]
    """Sources that have not delivered every day of it."""
    data_as_of: Mapping[str, datetime]
    away: Sequence[Mapping[ExclusionReason, Flags]]
    """By reason: who was away on some of the days that are looked at, so that those do not count."""


def rag_rules(context: Context) -> Rules:
    """Without sources that do not count now. Raises NotCollected where the institution's profile has none."""
    if context.profile.rag is None:
        raise NotCollected(NOT_MADE)
    rules, left_out = context.profile.rag.rules, context.institution.not_counted
    weights = {name: weight for name, weight in rules.weights.items() if name not in left_out}
    return replace(rules, weights=weights)


def first_day_of(rules: Rules, monday: date) -> date:
    """The first day that the week's report looks at."""
    return monday - max(rules.attendance_days, rules.online_days) * DAY


def is_behind(profile: Profile, reach: datetime | None, monday: date) -> bool:
    """Whether a source whose data reach so far has not delivered every day before that Monday."""
    return reach is None or profile.day(reach) < monday


async def judge_weeks(
    context: Context,
    students: Collection[StudentId],
    mondays: Sequence[date],
    units: Collection[OrgUnitId] = (),
) -> Weeks:
    """The weeks whose reports are as of those Mondays, ascending; a few statements, whoever is asked about.

    With `units`, only who was registered in one of them on a week's last day counts as registered.

    Raises NotCollected.
    """
    rules, profile, transaction = rag_rules(context), context.profile, context.transaction
    axis = Axis(first_day_of(rules, mondays[0]), mondays[-1] - DAY)
    listed = sorted(students)
    taken = await slices.of_many(transaction, listed, axis.first, axis.last)
    rows = await transaction.gather(
        weekly_reports.READS,
        students=listed,
        first_day=axis.first,
        last_day=axis.last,
        time_zone=profile.time_zone,
        first_year=profile.academic_year(axis.first),
        last_year=profile.academic_year(axis.last),
    )
    studies = await weekly_reports.read_studies(
        transaction, taken, profile.covered_levels, sorted(units), axis.first, axis.last
    )
    sections = (*SECTIONS, SectionName.GRADES)
    basis = await read_basis(context, taken, axis, sections, studies.registered)
    attended = await _attended(context, rules, taken, axis, mondays)
    amounts = await _amounts(context, rules, taken, axis)
    read = _Read(context.institution, rules, listed, axis, rows, studies, basis, attended, amounts)
    return await asyncio.to_thread(read.weeks, mondays, within=bool(units))


async def _attended(
    context: Context, rules: Rules, taken: Slice, axis: Axis, mondays: Sequence[date]
) -> tuple[Whole, Whole]:
    """[row, day]: sessions attended and missed."""
    first = max(axis.first, mondays[0] - rules.attendance_days * DAY)
    read = await weekly_reports.read_attended(
        context.transaction,
        taken,
        first,
        axis.last,
        context.profile.time_zone,
        mandatory_only=rules.mandatory_only,
    )
    earlier = np.zeros((len(taken), (first - axis.first).days), np.int64)
    present, absent = (np.hstack((earlier, each)) for each in read)
    return present, absent


async def _amounts(context: Context, rules: Rules, taken: Slice, axis: Axis) -> Numbers:
    """[row, day]: what the sources add up to, by their weights."""
    found = await slice_facts.read_amounts(context.transaction, taken, list(rules.weights), axis)
    total = np.zeros((len(taken), axis.length))
    for name, weight in rules.weights.items():
        total += weight * found[name]
    return total


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, on its way to weeks."""

    institution: InstitutionSnapshot
    rules: Rules
    students: Sequence[StudentId]
    axis: Axis
    rows: Rows
    studies: Studies
    basis: Basis
    attended: tuple[Whole, Whole]
    amounts: Numbers

    def weeks(self, mondays: Sequence[date], *, within: bool) -> Weeks:
        data_as_of = freshness.by_source(self.rows["data_as_of"])
        away = {reason: self._studied(mode) for mode, reason in AWAY.items()}
        days = self._days(data_as_of, away.values())
        online = [STUDY_MODES.index(each) for each in STUDY_MODES if each in self.rules.online_only_modes]
        modes = [self._modes(each - DAY, within=within) for each in mondays]
        places = [self.axis.position(each) for each in mondays]
        return Weeks(
            self.rules,
            self.students,
            mondays,
            [
                judge_week(self.rules, days, at, np.isin(mode, online))
                for at, mode in zip(places, modes, strict=True)
            ],
            modes,
            [self._based(SectionName.ENGAGEMENT, at) for at in places],
            [self._unconfirmed(each - DAY, at) for each, at in zip(mondays, places, strict=True)],
            [self._touched("remarked", each) for each in mondays],
            [self._touched("disputed", each) for each in mondays],
            [self._stale(data_as_of, each) for each in mondays],
            data_as_of,
            [{reason: self._looked_at(each, at) for reason, each in away.items()} for at in places],
        )

    # --- which days count ---

    def _days(self, data_as_of: Mapping[str, datetime], away: Collection[Flags]) -> Days:
        counts = self.basis.registered & ~self._excluded() & ~np.any(list(away), axis=0)
        allowed = [counts & self.basis.allowed[each] for each in SECTIONS]
        if SectionName.ATTENDANCE in self.institution.not_counted:
            allowed[0] = np.zeros_like(allowed[0])
        online = allowed[1] & self._teaching() & self._known(data_as_of)
        if not self.rules.weights:
            online = np.zeros_like(online)
        return Days(*self.attended, self.amounts, allowed[0], online)

    def _excluded(self) -> Flags:
        """Exemptions, circumstances, and days of which every session was an authorised absence."""
        first, last = self.axis.first, self.axis.last
        found = excluded_days.by_student({**self.rows, "studies": ()}, first, last)
        row_of = {student: row for row, student in enumerate(self.students)}
        listed = [
            (row_of[student], self.axis.position(each.first), self.axis.position(each.last))
            for student, some in found.items()
            for each in some
        ]
        columns = np.array(listed, np.int64).reshape(-1, 3).T
        return covered(len(self.students), self.axis.length, *columns)

    def _studied(self, mode: str) -> Flags:
        """[row, day]: registered in that mode."""
        spells = self.studies.only(self.studies.mode == STUDY_MODES.index(mode))
        first, last = places(spells.starts, self.axis.first), places(spells.ends, self.axis.first) - 1
        return covered(len(self.students), self.axis.length, spells.number, first, last)

    def _looked_at(self, flags: Flags, monday: int) -> Flags:
        """Of whom it holds on a day that the week's report looks at."""
        first = monday - max(self.rules.attendance_days, self.rules.online_days)
        return np.asarray(flags[:, first:monday].any(axis=1), np.bool_)

    def _teaching(self) -> Flags:
        """[day]: neither in a vacation nor closed."""
        calendar = self.institution.calendar
        days = [self.axis.first + at * DAY for at in range(self.axis.length)]
        weeks = {monday: calendar.teaching_week(monday) for monday in map(monday_of, days)}
        taught = [(day, weeks[monday_of(day)]) for day in days]
        return np.array(
            [week is not None and (day.weekday() >= SATURDAY or day in week.days) for day, week in taught]
        )

    def _known(self, data_as_of: Mapping[str, datetime]) -> Flags:
        """[day]: every source that counts has delivered it, and was not down."""
        known = np.ones(self.axis.length, np.bool_)
        rules = rules_for(self.institution, self.axis.first, self.axis.last, data_as_of)
        for outage in rules.outages:
            if outage.source in self.rules.weights:
                start, end = (self.axis.position(day) for day in (outage.starts_on, outage.ends_before))
                known[max(start, 0) : max(end, 0)] = False
        for name in self.rules.weights:
            known[max(self.axis.position(rules.complete[name]) + 1, 0) :] = False
        return known

    def _based(self, section: SectionName, monday: int) -> Flags:
        held = self.basis.consented[section][:, monday - self.rules.online_days : monday]
        return np.asarray(held.any(axis=1), np.bool_)

    # --- who, and what else is to be said ---

    def _modes(self, day: date, *, within: bool) -> Whole:
        found = np.full(len(self.students), -1, np.int64)
        kept = self.studies.on(day_number(day))
        if within:
            kept &= (self.studies.registered.college > 0) | (self.studies.department > 0)
        found[self.studies.registered.number[kept]] = self.studies.mode[kept]
        return found

    def _unconfirmed(self, last: date, monday: int) -> frozenset[StudentId]:
        if SectionName.GRADES in self.institution.not_counted:
            return frozenset()
        year = self.institution.profile.academic_year(last)
        found = {
            each.student_id
            for each in self.rows["marked"]
            if each.academic_year == year and each.since <= last and not each.confirmed(last)
        }
        based = self._based(SectionName.GRADES, monday)
        if based.all():
            return frozenset(found)
        return frozenset(
            each for each, has in zip(self.students, based, strict=True) if has and each in found
        )

    def _touched(self, name: str, monday: date) -> frozenset[StudentId]:
        first = first_day_of(self.rules, monday)
        return frozenset(
            each.student_id
            for each in self.rows[name]
            if each.first < monday and (each.last is None or each.last >= first)
        )

    def _stale(self, data_as_of: Mapping[str, datetime], monday: date) -> Sequence[str]:
        profile = self.institution.profile
        return [name for name in self.rules.weights if is_behind(profile, data_as_of.get(name), monday)]
