"""Coverage: whether the service covers a student, by their levels of study; of others it keeps nothing."""

from collections.abc import Collection
from enum import StrEnum

from app.actions.context import Context
from app.errors import OutOfScope
from app.ids import StudentId
from app.profiles.model import Profile
from app.scoring.models import AcademicYear
from app.store.people import registrations
from app.store.people.registrations import Spell


class Coverage(StrEnum):
    """Where a student stands in an academic year."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    """Registered, but at a level that the service does not cover."""
    NOT_REGISTERED = "not_registered"
    """Registered in other years."""
    UNKNOWN = "unknown"
    """The roster has no registration of theirs yet."""


def coverage(profile: Profile, spells: Collection[Spell], year: AcademicYear) -> Coverage:
    """By the registrations that the student has in that academic year, whatever its days."""
    if not spells:
        return Coverage.UNKNOWN
    covered = {spell for spell in spells if spell.level in profile.covered_levels}
    first, last = profile.first_day(year), profile.last_day(year)
    of_year = {
        spell
        for spell in spells
        if spell.starts_on <= last and (spell.ends_before is None or spell.ends_before > first)
    }
    if of_year & covered:
        return Coverage.COVERED
    return Coverage.NOT_COVERED if of_year or not covered else Coverage.NOT_REGISTERED


async def check_was_covered(context: Context, student_id: StudentId) -> None:
    """Raises OutOfScope for a student who was never registered at a level that the service covers."""
    spells = await _spells(context, student_id)
    if not any(spell.level in context.profile.covered_levels for spell in spells):
        raise out_of_scope(context.profile)


async def check_is_covered(context: Context, student_id: StudentId) -> None:
    """Raises OutOfScope for a student who is registered this academic year, but not at a covered level."""
    spells = await _spells(context, student_id)
    year = context.profile.academic_year(context.today)
    if coverage(context.profile, spells, year) is Coverage.NOT_COVERED:
        raise out_of_scope(context.profile)


async def _spells(context: Context, student_id: StudentId) -> list[Spell]:
    return (await registrations.list_spells(context.transaction, [student_id])).get(student_id, [])


def out_of_scope(profile: Profile) -> OutOfScope:
    """The refusal of whatever is about a student whom the service does not cover."""
    covered = " and ".join(each.replace("_", " ") for each in profile.covered_levels)
    return OutOfScope(f"the service covers {covered} students only, and keeps nothing of others")
