"""Conditions of saved cohorts: a closed list, each something that can be asked of everybody at once.

Another kind is one more member here, one more entry in `RULES`, and one clause in the store.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.access.vocabulary import SectionName

MOST_COHORTS = 50
"""Saved cohorts of one person."""
MOST_CONDITIONS = 12
MOST_VALUES = 50
"""Values of one condition, any of which will do."""
LONGEST_NAME = 100
FEWEST_DAYS, MOST_DAYS = 7, 84
USUAL_DAYS = 28
FEWEST_SESSIONS = 3
"""Recorded sessions that a share of attendance has to rest on."""


class Kind(StrEnum):
    """What a condition asks."""

    ORG_UNIT = "org_unit"
    """Registered today in one of these org units, or anywhere below one."""
    PROGRAMME = "programme"
    """Registered today on one of these programmes."""
    MODULE_RUN = "module_run"
    """Enrolled today on one of these module runs."""
    YEAR_OF_STUDY = "year_of_study"
    """Registered today in one of these years of study."""
    LEVEL = "level"
    """Registered today at one of these levels."""
    STUDY_MODE = "study_mode"
    """Registered today in one of these modes of study."""
    RESIDENCE = "residence"
    """Registered today with one of these residences."""
    SPONSORED = "sponsored"
    """Registered today on a visa that the institution sponsors."""
    MY_TUTEES = "my_tutees"
    """In a tutorship of the owner that is in force today."""
    OPEN_SIGNAL = "open_signal"
    """With an open signal of one of these rules."""
    CASE_QUEUE = "case_queue"
    """With a case in one of these queues."""
    INDICATOR_BAND = "indicator_band"
    """In one of these bands of the indicator, by the latest stored score."""
    ATTENDANCE_BELOW = "attendance_below"
    """Present at less than this share of the latest days' sessions that are recorded as present or absent."""
    ENGAGEMENT_BELOW_OWN = "engagement_below_own"
    """With a latest stored score below this share of the student's own score so many days before."""


class Takes(StrEnum):
    """What a condition is completed by."""

    NOTHING = "nothing"
    VALUES = "values"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind of condition is completed by, and whose part of the record it tells something of."""

    takes: Takes
    section: SectionName | None = None
    """What a role has to open; None: who the student is, which every role that sees the student opens."""
    of_registration: bool = False
    """Whether it is asked of the registration of today: several such are asked of the same one."""


RULES: Mapping[Kind, Rule] = {
    Kind.ORG_UNIT: Rule(Takes.VALUES, of_registration=True),
    Kind.PROGRAMME: Rule(Takes.VALUES, of_registration=True),
    Kind.MODULE_RUN: Rule(Takes.VALUES),
    Kind.YEAR_OF_STUDY: Rule(Takes.VALUES, of_registration=True),
    Kind.LEVEL: Rule(Takes.VALUES, of_registration=True),
    Kind.STUDY_MODE: Rule(Takes.VALUES, of_registration=True),
    Kind.RESIDENCE: Rule(Takes.VALUES, of_registration=True),
    Kind.SPONSORED: Rule(Takes.NOTHING, SectionName.VISA, of_registration=True),
    Kind.MY_TUTEES: Rule(Takes.NOTHING),
    Kind.OPEN_SIGNAL: Rule(Takes.VALUES, SectionName.SIGNALS),
    Kind.CASE_QUEUE: Rule(Takes.VALUES, SectionName.SUPPORT),
    Kind.INDICATOR_BAND: Rule(Takes.VALUES, SectionName.ENGAGEMENT),
    Kind.ATTENDANCE_BELOW: Rule(Takes.SHARE, SectionName.ATTENDANCE),
    Kind.ENGAGEMENT_BELOW_OWN: Rule(Takes.SHARE, SectionName.ENGAGEMENT),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One of a filter's conditions: all of them must hold, and of one's values any."""

    kind: Kind
    any_of: tuple[str, ...] = ()
    below: float | None = None
    days: int | None = None

    @property
    def rule(self) -> Rule:
        return RULES[self.kind]


def sections_of(conditions: Sequence[Condition]) -> list[SectionName]:
    """What the conditions tell something of, in the conditions' order."""
    return list(dict.fromkeys(each.rule.section for each in conditions if each.rule.section is not None))


def wrong_with(condition: Condition) -> list[tuple[str, str]]:
    """Which fields are missing or too many, each with the rule that it breaks."""
    takes = condition.rule.takes
    found = []
    if (takes is Takes.VALUES) != bool(condition.any_of):
        must = "must name at least one value" if takes is Takes.VALUES else "must be left out"
        found.append(("any_of", f"{condition.kind}: {must}"))
    if (takes is Takes.SHARE) != (condition.below is not None):
        must = "must be given" if takes is Takes.SHARE else "must be left out"
        found.append(("below", f"{condition.kind}: {must}"))
    if takes is not Takes.SHARE and condition.days is not None:
        found.append(("days", f"{condition.kind}: must be left out"))
    return found
