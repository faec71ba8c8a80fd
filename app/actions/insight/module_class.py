"""The class of a module run: who is in it in which week, and whose data count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.section import STANDING_READS, Subject, standing_parameters, subjects_of, usable_days_of
from app.calendars.calendar import DAY, WEEK
from app.consent.usable_days import UsableDays
from app.ids import StudentId
from app.profiles.model import Profile
from app.store.insight import module_insight as store
from app.store.insight.module_insight import Classes, ClassSpell, Days, NamedRun


@dataclass(frozen=True, slots=True)
class ModuleClass:
    """Who was in it when, and of which days their data may be used."""

    profile: Profile
    days: Days
    spells: Sequence[ClassSpell]
    """By student."""
    subjects: Mapping[StudentId, Subject]

    def weekly(self, section: SectionName) -> Classes:
        """Who was in it all week, and whose data of the section may be used on every day of the week."""
        usable = self._usable(section)
        return {monday: self._in(monday, usable, monday) for monday in self.days.mondays}

    def so_far(self, section: SectionName) -> list[StudentId]:
        """Those of the latest week, whose data of all the days may be used."""
        return self._in(self.days.mondays[-1], self._usable(section), self.days.first)

    def _in(self, monday: date, usable: Mapping[StudentId, UsableDays], since: date) -> list[StudentId]:
        sunday = monday + WEEK - DAY
        return [
            each.student_id
            for each in self.spells
            if each.starts_on <= monday
            and (each.ends_before is None or each.ends_before > sunday)
            and usable[each.student_id].covers(since, sunday)
        ]

    def _usable(self, section: SectionName) -> dict[StudentId, UsableDays]:
        return {
            each: usable_days_of(self.profile, subject, section) for each, subject in self.subjects.items()
        }


async def read_class(context: Context, run: NamedRun, days: Days) -> ModuleClass:
    """For elevated work."""
    profile, transaction = context.profile, context.transaction
    spells = await store.list_class(transaction, run.module_run_id, profile.covered_levels, days)
    students = sorted({each.student_id for each in spells})
    rows = await transaction.gather(STANDING_READS, **standing_parameters(profile, students))
    subjects = subjects_of(rows, students, context.today)
    return ModuleClass(profile, days, spells, dict(zip(students, subjects, strict=True)))
