"""A UDD delivery to test with: sound, and its parts to change."""

Rows = dict[str, list[dict[str, str]]]


def delivery() -> Rows:
    """A university with a School, two students on a course and a module, a tutor, a lecture, an essay."""
    return {
        "institution": [{"TENANT_ID": "UNI1", "TENANT_NAME": "The university", "UDD_VERSION": "1.6"}],
        "course": [
            {
                "COURSE_ID": "LLB",
                "TENANT_ID": "UNI1",
                "TITLE": "Law",
                "COURSE_AIM": "H00",
                "INST_TIER_1": "LAW",
                "INST_TIER_2": "CRIM",
            },
            {
                "COURSE_ID": "MUS",
                "TENANT_ID": "UNI1",
                "TITLE": "Music",
                "COURSE_AIM": "H00",
                "INST_TIER_1": "ARTS",
            },
        ],
        "courseinstance": [
            {
                "COURSE_INSTANCE_ID": "LLB-18",
                "COURSE_ID": "LLB",
                "START_DATE": "2018-09-24",
                "ACADEMIC_YEAR": "2018",
            },
        ],
        "module": [{"MOD_ID": "LAW1", "MOD_NAME": "Tort", "MOD_CREDITS": "20"}],
        "period": [
            {
                "PERIOD_CODE": "AUT",
                "ACADEMIC_YEAR": "2018",
                "PERIOD_NAME": "Autumn",
                "PERIOD_START_DATE": "2018-09-24",
                "PERIOD_END_DATE": "2018-12-14",
            },
        ],
        "moduleinstance": [
            {
                "MOD_INSTANCE_ID": "LAW1-18",
                "MOD_ID": "LAW1",
                "MOD_ACADEMIC_YEAR": "2018",
                "MOD_PERIOD": "AUT",
            },
        ],
        "student": [
            {
                "STUDENT_ID": "s1",
                "FIRST_NAME": "Ann",
                "LAST_NAME": "Archer",
                "DOB": "2000-01-01",
                "ETHNICITY": "10",
                "VLE_ID": "1001",
                "PRIMARY_EMAIL_ADDRESS": "ann@home.example",
            },
            {"STUDENT_ID": "s2", "FIRST_NAME": "Bob", "LAST_NAME": "Baker"},
        ],
        "studentidmap": [{"STUDENT_ID": "s2", "DOMAIN": "card", "IDENTIFIER": "77"}],
        "staff": [{"STAFF_ID": "t1", "FIRST_NAME": "Tess", "LAST_NAME": "Tutor", "TITLE": "Dr"}],
        "stafflink": [
            link("STUDENT_ID", "s1", "personal_tutor"),
            link("MOD_INSTANCE_ID", "LAW1-18", "teaches"),
        ],
        "studentcoursemembership": [
            membership("m1", "s1", VISA="Tier4"),
            membership("m2", "s2", COURSE_JOIN_DATE=""),
        ],
        "studentcourseinstance": [
            {
                "STUDENT_COURSE_MEMBERSHIP_ID": each,
                "COURSE_INSTANCE_ID": "LLB-18",
                "STUDENT_ID": student,
                "ACADEMIC_YEAR": "2018",
                "MODE": "31",
                "YEAR_PRG": "1",
                "TERMTIME_ACCOM": "1",
            }
            for each, student in (("m1", "s1"), ("m2", "s2"))
        ],
        "studentmoduleinstance": [
            {
                "STUDENT_COURSE_MEMBERSHIP_ID": each,
                "MOD_INSTANCE_ID": "LAW1-18",
                "COURSE_INSTANCE_ID": "LLB-18",
                "STUDENT_ID": student,
                "MOD_ACADEMIC_YEAR": "2018",
                "MOD_START_DATE": "2018-09-24",
                "MOD_END_DATE": "2018-12-14",
            }
            for each, student in (("m1", "s1"), ("m2", "s2"))
        ],
        "event": [
            {
                "EVENT_ID": "L1",
                "EVENT_NAME": "Negligence",
                "EVENT_START": "2018-11-19T10:00Z",
                "EVENT_END": "2018-11-19T11:00:00.000Z",
                "EVENT_TYPE": "13",
            },
        ],
        "studentevent": [
            {"EVENT_ID": "L1", "STUDENT_ID": each, "MOD_INSTANCE_ID": "LAW1-18"} for each in ("s1", "s2")
        ],
        "assessmentinstance": [
            {
                "ASSESS_INSTANCE_ID": "ESSAY",
                "MOD_INSTANCE_ID": "LAW1-18",
                "ASSESS_TYPE": "1",
                "ASSESS_WEIGHT": "60",
                "MAX_MARKS": "50",
                "MOD_ACADEMIC_YEAR": "2018",
            },
        ],
        "studentassessmentinstance": [
            attempt("s1", "m1", "1", ASSESS_ACTUAL_MARK="20"),
            attempt(
                "s1", "m1", "2", ASSESS_ACTUAL_MARK="30", ASSESS_AGREED_MARK="31", GRADE_DATE="2018-11-16"
            ),
            attempt("s2", "m2", "1", ASSESS_ACTUAL_MARK="40"),
        ],
    }


def link(of: str, value: str, role: str, scope: str = "attune") -> dict[str, str]:
    named = {"STAFF_ID": "t1", "PROPERTY_NAME": of, "PROPERTY_VALUE": value}
    return named | {"RELATIONSHIP": role, "SCOPE": scope}


def membership(at: str, student: str, **more: str) -> dict[str, str]:
    of = {"STUDENT_COURSE_MEMBERSHIP_ID": at, "STUDENT_ID": student, "COURSE_ID": "LLB"}
    return of | {"ACTIVE_MEMBERSHIP": "1", "COURSE_JOIN_DATE": "2018-09-24"} | more


def attempt(student: str, member: str, number: str, **more: str) -> dict[str, str]:
    of = {"STUDENT_COURSE_MEMBERSHIP_ID": member, "ASSESS_INSTANCE_ID": "ESSAY", "ASSESS_SEQ_ID": number}
    about = {"MOD_INSTANCE_ID": "LAW1-18", "STUDENT_ID": student, "MOD_ACADEMIC_YEAR": "2018"}
    days = {"ASSESS_DUE_DATE": "2018-11-01", "ASSESS_SUBMISSION_DATE": "2018-10-31"}
    return of | about | days | more


def files(given: Rows) -> dict[str, bytes]:
    """Each as tab-separated text with the columns that it needs."""
    return {f"{name}.tsv": _tsv(rows) for name, rows in given.items()}


def _tsv(rows: list[dict[str, str]]) -> bytes:
    header = list(dict.fromkeys(each for row in rows for each in row))
    lines = [header, *([row.get(each, "") for each in header] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines).encode()
