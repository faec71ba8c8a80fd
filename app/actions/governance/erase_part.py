"""Erase a part: kinds of data of a student who stays, with everything that was made of them."""

from collections.abc import Sequence
from datetime import date

from app.actions.context import Context
from app.errors import Fault, InvalidInput
from app.ids import StudentId
from app.profiles.model import Profile
from app.retention.rules import Category
from app.store.governance import erasures
from app.store.governance.erasure_parts import (
    CHALLENGED,
    ERASABLE,
    KIND_OF_SECTION,
    NEVER,
    ON_OBJECTION,
    part_of,
)
from app.store.governance.erasures import Counts, LedgerEntry
from app.store.governance.requests import RightsRequest


def named_categories(
    request: RightsRequest, named: Sequence[str] | None, pointer: str
) -> list[Category] | None:
    """The kinds of data to erase: those named, or the one that was asked for. None: none in particular.

    Raises InvalidInput, naming it, for one that is unknown, is never erased alone, or was not asked for.
    """
    asked = request.about if request.about in ERASABLE else None
    if named is None:
        return None if asked is None else [Category(asked)]
    faults = [
        Fault(f"{pointer}/{at}", rule)
        for at, each in enumerate(named)
        if (rule := _rule_broken(each, asked)) is not None
    ]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    return [each for each in ERASABLE if each in named]


def _rule_broken(named: str, asked: str | None) -> str | None:
    if named not in set(Category):
        return f"{named!r} is no kind of data: must be one of {', '.join(ERASABLE)}"
    if named in NEVER:
        return f"{named} {NEVER[Category(named)]}"
    return None if asked is None or named == asked else f"{named} was not asked for: {asked} was"


def objected_categories(profile: Profile, purpose: str | None) -> list[Category]:
    """The kinds of data that go with an objection to a purpose, or to every one."""
    if profile.prediction is None:
        return []
    return [
        each
        for each in ERASABLE
        if each in ON_OBJECTION and purpose in {None, profile.retention[each].purpose}
    ]


def is_less(request: RightsRequest, named: Sequence[str] | None) -> bool:
    """Whether less is erased than was asked for: some kinds of data, and everything was asked for."""
    return named is not None and not request.about


async def erase_part(context: Context, student_id: StudentId, entry: LedgerEntry, day: date) -> Counts:
    """Erase the entry's kinds of data, and what was made of them. What is about earlier days stays out."""
    categories = [Category(each) for each in entry.categories or ()]
    return await erasures.erase_part(
        context.transaction,
        student_id,
        entry,
        part_of(categories, anonymise=entry.anonymise),
        keep_rules=_kept_rules(context.profile, categories),
        corrections=[CHALLENGED[each] for each in categories if each in CHALLENGED],
        now=context.now,
        day=day,
    )


def _kept_rules(profile: Profile, categories: Sequence[Category]) -> list[str]:
    """Rules of signals that are made of what stays."""
    rules = profile.signals.rules if profile.signals is not None else {}
    return [
        name
        for name, each in rules.items()
        if (made_of := KIND_OF_SECTION.get(each.section)) is not None and made_of not in categories
    ]
