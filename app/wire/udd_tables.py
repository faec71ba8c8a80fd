"""Jisc's Universal Data Definitions, 1.6: the files, their columns, and the rule of each. Data, not code.

From the specification that Jisc publishes under CC BY 4.0. A column is `NAME`, with `*` where it must have a
value, `=` where that is of a code list, and its kind after a colon. Every file may have PROVIDED_AT. Where a
file's own key may be left out, as the data hub made one, rows are known by what they must be unique by.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_COLUMN = re.compile(r"(\w+?)(\*?)(=?)(?::(\w+))?")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    required: bool
    kind: str
    """`text`, `code`, `date`, `moment`, `whole` or `number`."""


@dataclass(frozen=True, slots=True)
class Entity:
    key: tuple[str, ...]
    """What no two rows have in common."""
    columns: Mapping[str, Column]


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _entity(key: str, columns: str) -> Entity:
    found = [_column(each) for each in (*columns.split(), "PROVIDED_AT:moment")]
    return Entity(tuple(key.split()), {each.name: each for each in found})


def _column(text: str) -> Column:
    match = _COLUMN.fullmatch(text)
    assert match is not None, text
    name, required, coded, kind = match.groups()
    return Column(name, bool(required), "code" if coded else kind or "text")


CODES: Mapping[str, frozenset[str]] = {
    "ACTIVE_MEMBERSHIP": _codes("1 2"),
    "ADMISSIONS_ROUTE": _codes("0 1 2 3 4"),
    "ASSESSMENT_RESULT": _codes("1 2 3"),
    "ASSESS_RETAKE": _codes("1 2"),
    "ASSESS_SUMMATIVE": _codes("1 2"),
    "ASSESS_TYPE": _codes("1 2 3 4 5 6 7 98"),
    "CARELEAVER": _codes("1 2 3 4 5 98 99"),
    "COURSE_GRADE": _codes(
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 51 52 53 54 55 56 57 61 62 63 64 65 71 72 73 74 81 82 83 84 85 86 "
        "87 88 89 90 91"
    ),
    "COURSE_OUTCOME": _codes("1 2 3 4 5 6 7 8 9 10 11 12 98 99"),
    "CREDIT_BEARING": _codes("0 1 2"),
    "DIFFLEARN1": _codes("1 2 3 4 5 6 7"),
    "DIFFLEARN2": _codes("1 2 3 4 5 6 7"),
    "ENCODING_ID": _codes("HECoS JACS3"),
    "ENTRY_POINTS_SCHEMA": _codes("99 UCAS_01 UCAS_17"),
    "ETHNICITY": _codes("10 13 14 15 19 21 22 29 31 32 33 34 39 41 42 43 49 50 51 80 90 98"),
    "EVENT_TYPE": _codes("10 11 12 13 14 15 16 17 18 19 20 21"),
    "LOCATION_OF_STUDY": _codes("6 9 C D E H J K S T U Z"),
    "MODE": _codes("1 2 12 13 14 23 24 25 31 33 34 35 36 38 39 43 44 51 63 64 65 73 74 98 99"),
    "MOD_LEVEL": _codes("0 1 2 3 5 6 7 9 A B C D E"),
    "MOD_ONLINE": _codes("1 2"),
    "MOD_OPTIONAL": _codes("1 2"),
    "MOD_RESULT": _codes("1 2 3"),
    "MOD_RETAKE": _codes("1 2"),
    "MOD_TRAILING": _codes("1 2"),
    "OVERSEAS": _codes("1 2 3 99"),
    "PARENTS_ED": _codes("1 2 7 8 9"),
    "PROGRESSION": _codes("10 15 20 30 40 50 55 60 70"),
    "SEXID": _codes("1 2 3 4"),
    "SOCIO_EC": _codes("1 2 3 4 5 6 7 8 9"),
    "TERMTIME_ACCOM": _codes("1 2 4 5 6 7 8 9"),
    "WITHDRAWAL_REASON": _codes("2 3 5 7 10 12 28 29 40 41 42 43 44 45 46 47 97 98 99"),
}
"""The codes of lists that are short; other lists are taken as they come."""

ENTITIES: Mapping[str, Entity] = {
    "assessmentinstance": _entity(
        "ASSESS_INSTANCE_ID",
        "ASSESS_INSTANCE_ID* MOD_INSTANCE_ID* ASSESS_TYPE= ASSESS_TYPE_RAW ASSESS_TYPE_RAW_NAME "
        "ASSESS_DETAIL ASSESS_SUMMATIVE= ASSESS_WEIGHT:number MAX_MARKS:number "
        "MOD_ACADEMIC_YEAR*:whole",
    ),
    "course": _entity(
        "COURSE_ID",
        "COURSE_ID* TENANT_ID* TITLE COURSE_AIM INST_TIER_1 INST_TIER_2 INST_TIER_3 AWARDING_BODY",
    ),
    "courseinstance": _entity(
        "COURSE_INSTANCE_ID",
        "COURSE_INSTANCE_ID* COURSE_ID* START_DATE:date END_DATE:date ACADEMIC_YEAR*:whole "
        "COMMENCEMENT_PERIOD",
    ),
    "coursesubject": _entity(
        "COURSE_ID SUBJECT_ID",
        "COURSE_SUBJECT_ID COURSE_ID* SUBJECT_ID* SUBJECT_LABEL* ENCODING_ID*= PROPORTION:number "
        "SEQUENCE_ID:whole",
    ),
    "event": _entity(
        "EVENT_ID",
        "EVENT_ID* EVENT_NAME EVENT_DATA_SOURCE EVENT_DESCRIPTION EVENT_START:moment "
        "EVENT_END:moment EVENT_LOCATION ROOM_ID EVENT_TYPE= EVENT_TYPE_RAW COURSE_INSTANCE_ID "
        "MOD_INSTANCE_ID",
    ),
    "institution": _entity(
        "TENANT_ID",
        "TENANT_ID* TENANT_NAME UDD_VERSION* MODULE_VLE_MAP_MODE:whole",
    ),
    "module": _entity(
        "MOD_ID",
        "MOD_ID* MOD_NAME MOD_CREDITS:whole MOD_LEVEL= CREDIT_BEARING= MOD_SUBJECT",
    ),
    "moduleinstance": _entity(
        "MOD_INSTANCE_ID",
        "MOD_INSTANCE_ID* MOD_ID* MOD_PERIOD MOD_ONLINE= MOD_ACADEMIC_YEAR*:whole MOD_LOCATION",
    ),
    "modulemap": _entity(
        "MOD_INSTANCE_ID MODULE_MAP_DOMAIN DOMAIN_MAPPED_ID",
        "MOD_INSTANCE_ID* MODULE_MAP_DOMAIN* DOMAIN_MAPPED_ID* MODULE_MAP_ID",
    ),
    "modulesubject": _entity(
        "MOD_ID SUBJECT_ID",
        "MODULE_SUBJECT_ID MOD_ID* SUBJECT_ID* SUBJECT_LABEL* ENCODING_ID*= PROPORTION:number "
        "SEQUENCE_ID:whole",
    ),
    "modulevlemap": _entity(
        "MOD_INSTANCE_ID VLE_MOD_ID",
        "MOD_INSTANCE_ID* MODULE_VLE_MAP_ID VLE_MOD_ID*",
    ),
    "period": _entity(
        "PERIOD_CODE ACADEMIC_YEAR",
        "PERIOD_CODE* ACADEMIC_YEAR*:whole PERIOD_NAME* PERIOD_START_DATE*:date "
        "PERIOD_END_DATE*:date PERIOD_ID",
    ),
    "staff": _entity(
        "STAFF_ID",
        "STAFF_ID* FIRST_NAME LAST_NAME TITLE PRIMARY_EMAIL_ADDRESS HESA_STAFF_ID DASH_SHIB_ID",
    ),
    "staffcourseinstance": _entity(
        "STAFF_ID COURSE_INSTANCE_ID",
        "COURSE_INSTANCE_ID* STAFF_ID* STAFF_ON_COURSE_INSTANCE_ID",
    ),
    "stafflink": _entity(
        "STAFF_ID PROPERTY_NAME PROPERTY_VALUE RELATIONSHIP SCOPE",
        "STAFF_LINK_ID STAFF_ID* PROPERTY_NAME* PROPERTY_VALUE* RELATIONSHIP* SCOPE*",
    ),
    "staffmoduleinstance": _entity(
        "STAFF_ID MOD_INSTANCE_ID",
        "MOD_INSTANCE_ID* STAFF_ID* STAFF_ON_MOD_INSTANCE_ID",
    ),
    "student": _entity(
        "STUDENT_ID",
        "STUDENT_ID* ULN DOB:date ETHNICITY= SEXID= DIFFLEARN1= DIFFLEARN2= DOMICILE PARENTS_ED= "
        "SOCIO_EC= OVERSEAS= APPSHIB_ID VLE_ID HUSID USERNAME LAST_NAME FIRST_NAME ADDRESS_LINE_1 "
        "ADDRESS_LINE_2 ADDRESS_LINE_3 ADDRESS_LINE_4 POSTCODE PRIMARY_EMAIL_ADDRESS HOME_PHONE "
        "MOBILE_PHONE PHOTO_URL ENTRY_POSTCODE CARELEAVER= TUTOR_STAFF_ID",
    ),
    "studentassessmentinstance": _entity(
        "STUDENT_COURSE_MEMBERSHIP_ID ASSESS_INSTANCE_ID ASSESS_SEQ_ID",
        "STUDENT_COURSE_MEMBERSHIP_ID* ASSESS_INSTANCE_ID* ASSESS_SEQ_ID*:whole MOD_INSTANCE_ID* "
        "STUDENT_ID* ASSESSMENT_DATA_SOURCE ASSESS_DUE_DATE:date ASSESS_SUBMISSION_DATE:date "
        "ASSESS_RETAKE= ASSESS_ACTUAL_MARK:number ASSESS_AGREED_MARK:number "
        "ASSESS_RAW_ACTUAL_MARK:number ASSESS_RAW_AGREED_MARK:number ASSESS_AGREED_GRADE "
        "ASSESS_ACTUAL_GRADE ASSESSMENT_CURRENT_ATTEMPT:whole ASSESSMENT_RESULT= GRADE_DATE:date "
        "X_ASSESS_DETAIL X_MOD_NAME X_MOD_ID MOD_ACADEMIC_YEAR*:whole "
        "STUDENT_ON_ASSESSMENT_INSTANCE_ID",
    ),
    "studentcourseinstance": _entity(
        "STUDENT_COURSE_MEMBERSHIP_ID COURSE_INSTANCE_ID",
        "STUDENT_COURSE_MEMBERSHIP_ID* COURSE_INSTANCE_ID* STUDENT_ID* MODE= YEAR_PRG:whole "
        "YEAR_STU:whole COURSE_LOCATION X_COURSE_AVERAGE_MARK:number PROGRESSION= "
        "PROGRESSION_SOURCE LOCATION_OF_STUDY= ACADEMIC_YEAR*:whole TERMTIME_ACCOM= FTE:number "
        "STUDENT_ON_COURSE_INSTANCE_ID",
    ),
    "studentcoursemembership": _entity(
        "STUDENT_COURSE_MEMBERSHIP_ID",
        "STUDENT_COURSE_MEMBERSHIP_ID* STUDENT_ID* COURSE_ID* WITHDRAWAL_REASON= ENTRY_QUALS "
        "ENTRY_POINTS:whole ENTRY_POINTS_SCHEMA= AVERAGE_GCSE_SCORE:whole COURSE_OUTCOME= "
        "COURSE_GRADE= COURSE_AIM_ATTAINED COURSE_MARK:number COURSE_EXPECTED_END_DATE:date "
        "COURSE_END_DATE:date COURSE_DURATION:whole COURSE_JOIN_DATE:date COURSE_JOIN_AGE:whole "
        "COHORT_ID ACTIVE_MEMBERSHIP*= PREDICTED_OUTCOME_GRADE ATTAINMENT_TARGET_GRADE "
        "PREDICTED_OUTCOME_MARK:number ATTAINMENT_TARGET_MARK:number PRIOR_GRADE_ENGLISH "
        "PRIOR_GRADE_MATHEMATICS INITIAL_ASSESSMENT_ENGLISH:number "
        "INITIAL_ASSESSMENT_MATHEMATICS:number ADMISSIONS_ROUTE= COURSE_TRANSFERRED_FROM VISA "
        "CARELEAVER=",
    ),
    "studentevent": _entity(
        "EVENT_ID STUDENT_ID",
        "STUDENT_EVENT_ID EVENT_ID* STUDENT_ID* MOD_INSTANCE_ID COURSE_INSTANCE_ID",
    ),
    "studentidmap": _entity(
        "STUDENT_ID DOMAIN IDENTIFIER",
        "STUDENT_ID* DOMAIN* IDENTIFIER* STUDENT_ID_MAP_ID",
    ),
    "studentmoduleinstance": _entity(
        "STUDENT_COURSE_MEMBERSHIP_ID MOD_INSTANCE_ID",
        "STUDENT_COURSE_MEMBERSHIP_ID* MOD_INSTANCE_ID* COURSE_INSTANCE_ID* STUDENT_ID* "
        "MOD_RESULT= MOD_RETAKE= MOD_TRAILING= MOD_START_DATE:date MOD_END_DATE:date "
        "MOD_FIRST_MARK:number MOD_ACTUAL_MARK:number MOD_AGREED_MARK:number "
        "MOD_RAW_ACTUAL_MARK:number MOD_RAW_AGREED_MARK:number MOD_FIRST_GRADE MOD_ACTUAL_GRADE "
        "MOD_AGREED_GRADE MOD_CREDITS_ACHIEVED:whole MOD_CURRENT_ATTEMPT:whole "
        "MOD_COMPLETED_ATTEMPT:whole X_MOD_NAME MOD_ACADEMIC_YEAR*:whole MOD_OPTIONAL= "
        "STUDENT_ON_A_MODULE_INSTANCE_ID",
    ),
}
"""By the name of the file, without its ending."""
