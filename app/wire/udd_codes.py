"""UDD's codes as the roster's words, and what of UDD is not kept. Data; the guide lists it."""

from collections.abc import Mapping

STUDY_MODES: Mapping[str, str] = {
    **dict.fromkeys(
        ("1", "2", "12", "13", "14", "23", "24", "25", "43", "51", "63", "65", "73"), "full_time"
    ),
    **dict.fromkeys(("31", "33", "34", "35", "38", "39", "44", "64", "74"), "part_time"),
    "36": "online",
}
"""By MODE; full time where it says nothing."""
PLACES: Mapping[str, str] = {"D": "placement", "E": "placement", "T": "abroad", "6": "online", "9": "online"}
"""By LOCATION_OF_STUDY: it says more than MODE."""
RESIDENCES: Mapping[str, str] = {"1": "on_campus", **dict.fromkeys(("2", "4", "7", "8", "9"), "off_campus")}
"""By TERMTIME_ACCOM; unknown otherwise."""
INTEGRATED = frozenset({"M22", "M26", "M28"})
"""Masters of which the first years are undergraduate."""
SESSION_KINDS: Mapping[str, str] = {
    "13": "lecture",
    "17": "seminar",
    "19": "seminar",
    "18": "tutorial",
    "15": "practical",
    "16": "practical",
    "11": "practical",
}
"""By EVENT_TYPE: 19 is a workshop, 16 a laboratory, 11 a field trip."""
ASSESSMENT_KINDS: Mapping[str, str] = {
    "1": "coursework",
    "2": "exam",
    "3": "group_work",
    "4": "oral_exam",
    "5": "practical",
    "6": "presentation",
    "7": "project",
    "98": "other",
}
VISAS = frozenset({"Tier4"})
"""VISA of students whom the institution sponsors."""
SCOPE = "attune"
"""SCOPE of a staff link that is meant for this service: by UDD, others' links mean nothing here."""


def level_of(aim: str) -> str | None:
    """The level of a COURSE_AIM; None below higher education."""
    if aim in INTEGRATED:
        return "undergraduate"
    return {
        "D": "postgraduate_research", "L": "postgraduate_research", "E": "postgraduate_taught",
        "M": "postgraduate_taught", "H": "undergraduate", "I": "undergraduate", "J": "undergraduate",
        "C": "undergraduate",
    }.get(aim[:1])  # fmt: skip


_SPECIAL = "is not loaded: what is kept for statistics alone comes by `attune import statistics`"
_REACH = "is not loaded: how to reach students comes with the roster's contact details"
_RESULT = "is not kept: marks are of assessments"

FILES: Mapping[str, str] = {
    "coursesubject": "subjects are not kept",
    "modulesubject": "subjects are not kept",
    "modulemap": "the virtual learning environment names module runs by MOD_INSTANCE_ID",
    "modulevlemap": "the virtual learning environment names module runs by MOD_INSTANCE_ID",
    "staffcourseinstance": "nobody sees students because of this: grants are asked for and approved",
}
COLUMNS: Mapping[tuple[str, str], str] = {
    **{
        ("student", each): _SPECIAL
        for each in ("DOB", "ETHNICITY", "SEXID", "DIFFLEARN1", "DIFFLEARN2", "DOMICILE", "PARENTS_ED",
                     "SOCIO_EC", "OVERSEAS", "CARELEAVER", "ENTRY_POSTCODE")
    },
    **{
        ("student", each): _REACH
        for each in ("ADDRESS_LINE_1", "ADDRESS_LINE_2", "ADDRESS_LINE_3", "ADDRESS_LINE_4", "POSTCODE",
                     "PRIMARY_EMAIL_ADDRESS", "HOME_PHONE", "MOBILE_PHONE", "PHOTO_URL")
    },
    ("student", "ULN"): "is not kept",
    ("student", "HUSID"): "is not kept",
    ("student", "TUTOR_STAFF_ID"): "nobody sees a student because of this: a tutor is a row of stafflink.tsv",
    ("studentcoursemembership", "CARELEAVER"): _SPECIAL,
    **{
        ("studentcoursemembership", each): "is not kept: nobody is judged by what they came with, or a guess"
        for each in ("ENTRY_QUALS", "ENTRY_POINTS", "AVERAGE_GCSE_SCORE", "PRIOR_GRADE_ENGLISH",
                     "PRIOR_GRADE_MATHEMATICS", "INITIAL_ASSESSMENT_ENGLISH",
                     "INITIAL_ASSESSMENT_MATHEMATICS",
                     "PREDICTED_OUTCOME_GRADE", "PREDICTED_OUTCOME_MARK", "ATTAINMENT_TARGET_GRADE",
                     "ATTAINMENT_TARGET_MARK", "ADMISSIONS_ROUTE")
    },
    ("studentcoursemembership", "WITHDRAWAL_REASON"): "is not kept",
    **{
        ("studentmoduleinstance", each): _RESULT
        for each in ("MOD_RESULT", "MOD_FIRST_MARK", "MOD_ACTUAL_MARK", "MOD_AGREED_MARK", "MOD_ACTUAL_GRADE",
                     "MOD_AGREED_GRADE", "MOD_FIRST_GRADE")
    },
}  # fmt: skip
