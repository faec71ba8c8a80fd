"""Parts of an erasure: which kinds of data can be erased alone, and what goes along with each.

The kinds, and the tables of each, are those of retention; what is done with a table is the rule of the whole.
"""

from collections.abc import Collection, Mapping
from datetime import date

from app.access.vocabulary import SectionName
from app.retention.rules import Category
from app.rights.exceptions import SAID
from app.rights.vocabulary import CorrectionKind, LegalException
from app.store.governance.erasure_rules import ORDER, RULES, Does
from app.store.governance.retention_tables import CATEGORY_OF, TABLES


def _kept(exception: LegalException) -> str:
    return f"is never erased, under the exception {exception}. The student reads: {SAID[exception]!r}"


_PROOF = _kept(LegalException.STATUTORY)
NEVER: Mapping[Category, str] = {
    Category.IDENTITY: "goes with everything else alone: name no categories",
    Category.GRADES: _kept(LegalException.GRADES_KEPT),
    Category.VISA: _kept(LegalException.SPONSORSHIP_EVIDENCE),
    Category.STATISTICS: "goes with everything else alone, as it serves nothing else: name no categories",
    Category.CONSENT: _PROOF,
    Category.REQUESTS: _PROOF,
    Category.LOOKS: _PROOF,
    Category.CHANGES: _PROOF,
    Category.STAFF: "says nothing of students",
    Category.WAITING: f"goes with {Category.ACTIVITY}: name that",
    Category.COHORTS: f"goes with {Category.ACTIVITY} and with {Category.ATTENDANCE}: name those",
}
"""Kinds of data that are never erased alone, and why."""
ERASABLE = tuple(each for each in Category if each not in NEVER)
ON_OBJECTION = frozenset({Category.EXPECTATIONS})
"""Kinds that go with an objection to what they are kept for. Of others, it restricts the use."""
NAMED = {
    "waiting_events", "event_removals", "calendar_links",
    "statements", "statement_agents", "activity_documents",
}  # fmt: skip
"""Tables that know the student by another name alone."""
MADE_OF_DATA = frozenset({Category.ACTIVITY, Category.ATTENDANCE})
"""Kinds that signals, review lists, challenged figures and cohorts are made of."""
_MADE = ("signals", "reviewed_students", "corrections", *TABLES[Category.COHORTS])
KIND_OF_SECTION: Mapping[SectionName, Category] = {
    SectionName.ENGAGEMENT: Category.ACTIVITY,
    SectionName.ATTENDANCE: Category.ATTENDANCE,
}
"""What a section's figures, and its rules' signals, are made of."""
CHALLENGED: Mapping[Category, CorrectionKind] = {
    Category.ACTIVITY: CorrectionKind.ACTIVITY,
    Category.ATTENDANCE: CorrectionKind.ATTENDANCE,
}
"""Corrections that hold figures of a kind."""


def part_of(categories: Collection[Category], *, anonymise: bool) -> dict[str, Does]:
    """What is done with each table, those that refer to others first. Earlier copies go along."""
    listed = {table for each in categories for table in TABLES[each]} | {"data_copies"}
    if MADE_OF_DATA & set(categories):
        listed |= set(_MADE)
    if Category.ACTIVITY in categories:
        listed |= set(TABLES[Category.WAITING])
    return {table: _does(table, anonymise=anonymise) for table in [*ORDER, *sorted(NAMED)] if table in listed}


def _does(table: str, *, anonymise: bool) -> Does:
    """Who else is still a student here could be found by rows that name them: amounts alone go on."""
    rule = RULES[table]
    if rule.does is not Does.ANONYMISE:
        return rule.does
    return Does.ANONYMISE if anonymise and table == "activity_months" else Does.DELETE


def erased_until(erased_before: Mapping[str, date], section: SectionName) -> date | None:
    """The first day of which the section's data are used again; None: nothing of them was erased."""
    named = {"", KIND_OF_SECTION.get(section)}
    return max((day for each, day in erased_before.items() if each in named), default=None)


def category_of(table: str) -> Category | None:
    """The kind of data of a table; None: a copy of an answer, which is none by itself."""
    return CATEGORY_OF.get(table)
