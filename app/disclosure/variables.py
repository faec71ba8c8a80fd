"""What is kept for statistics alone: the variables, their codes, and the categories that are published.

Codes are those of HESA and of Jisc's data definitions, so a return can be imported as it is. A list is
closed: another code is a fault of the row. The database has the same lists (`statistics.codes`), and a test
holds the two together. What is published is coarser: every code belongs to one category.
"""

from collections.abc import Mapping
from enum import StrEnum

NOT_KNOWN = "not_known"


class Variable(StrEnum):
    """What is kept of a student for statistics alone."""

    AGE = "age"
    """On the last day of August before the academic year, in bands; from the date of birth."""
    ETHNICITY = "ethnicity"
    """As the student has stated it, in broad groups."""
    GENDER = "gender"
    """As the student has stated it."""
    DISABILITY = "disability"
    """Whether a disability is known; never which."""
    ENTRY_QUALIFICATION = "entry_qualification"
    """The level of the highest qualification on entry."""
    PARENTS_EDUCATION = "parents_education"
    """Whether a parent has a qualification of higher education."""
    SOCIO_ECONOMIC_BACKGROUND = "socio_economic_background"
    """The occupation of the parent who earns most, or of an older student, in broad classes."""
    OVERSEAS = "overseas"
    """Whether the student is from the United Kingdom, the rest of Europe or elsewhere."""


AGES = ("under_21", "21_to_24", "25_to_29", "30_and_over")
CODES: Mapping[Variable, Mapping[str, str]] = {
    Variable.ETHNICITY: {
        "10": "white", "13": "white", "14": "white", "15": "white", "19": "white", "21": "black",
        "22": "black", "29": "black", "31": "asian", "32": "asian", "33": "asian", "34": "asian",
        "39": "asian", "41": "mixed", "42": "mixed", "43": "mixed", "49": "mixed", "50": "other",
        "51": "white", "80": "other", "90": "not_known", "98": "not_known",
    },
    Variable.GENDER: {
        "1": "male", "2": "female", "3": "other", "4": "not_known",
    },
    Variable.DISABILITY: {
        "00": "none_known", "08": "known", "51": "known", "53": "known", "54": "known", "55": "known",
        "56": "known", "57": "known", "58": "known", "96": "known", "97": "not_known", "98": "not_known",
        "99": "not_known",
    },
    Variable.ENTRY_QUALIFICATION: {
        "C20": "other_higher", "C30": "other_higher", "C44": "other_higher", "C80": "other_higher",
        "C90": "other_higher", "D80": "postgraduate", "DUK": "postgraduate", "DZZ": "postgraduate",
        "H11": "degree", "H71": "degree", "H80": "degree", "HUK": "degree", "HZZ": "degree",
        "J10": "other_higher", "J20": "other_higher", "J30": "other_higher", "J31": "other_higher",
        "J48": "other_higher", "J49": "other_higher", "J80": "other_higher", "JUK": "degree",
        "M2X": "postgraduate", "M41": "postgraduate", "M44": "postgraduate", "M71": "postgraduate",
        "M80": "postgraduate", "M90": "postgraduate", "M91": "postgraduate", "MUK": "postgraduate",
        "MZZ": "postgraduate", "P41": "level_3", "P42": "level_3", "P46": "level_3", "P47": "level_3",
        "P50": "level_3", "P51": "level_3", "P53": "level_3", "P54": "level_3", "P62": "level_3",
        "P63": "level_3", "P64": "level_3", "P65": "level_3", "P68": "level_3", "P80": "level_3",
        "P91": "level_3", "P92": "level_3", "P93": "level_3", "P94": "level_3", "Q51": "below_level_3",
        "Q52": "below_level_3", "Q80": "below_level_3", "R51": "below_level_3", "R52": "below_level_3",
        "R80": "below_level_3", "X00": "access_or_experience", "X01": "access_or_experience",
        "X02": "access_or_experience", "X04": "not_known", "X05": "below_level_3", "X06": "not_known",
        "X07": "below_level_3",
    },
    Variable.PARENTS_EDUCATION: {
        "1": "higher_education", "2": "no_higher_education", "7": "not_known", "8": "not_known",
        "9": "not_known",
    },
    Variable.SOCIO_ECONOMIC_BACKGROUND: {
        "1": "managerial", "2": "managerial", "3": "intermediate", "4": "intermediate", "5": "routine",
        "6": "routine", "7": "routine", "8": "never_worked", "9": "not_known",
    },
    Variable.OVERSEAS: {
        "1": "home", "2": "europe", "3": "overseas", "99": "not_known",
    },
}  # fmt: skip
"""By variable and code, the category that is published. Ages have no codes."""
CATEGORIES: Mapping[Variable, tuple[str, ...]] = {
    Variable.AGE: (*AGES, NOT_KNOWN),
    **{each: tuple(dict.fromkeys((*codes.values(), NOT_KNOWN))) for each, codes in CODES.items()},
}
"""By variable, every category; somebody of whom nothing is said is in the last one."""
CODED = tuple(CODES)


class GroupKind(StrEnum):
    """The groups that statistics are published of; there are no others, and they cannot be combined."""

    INSTITUTION = "institution"
    """Everybody of the institution."""
    COLLEGE = "colleges"
    """Everybody of a college."""
    PROGRAMME = "programmes"
    """Everybody on a programme."""
    MODULE_RUN = "module-runs"
    """Everybody on a module run; of one student, at most eight of a year."""
