"""A OneRoster package to test with: sound, of every file, and its parts to change."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from app.wire.oneroster_tables import TABLES

STAMP = "2018-11-20T08:00:00.000Z"
Tables = dict[str, list[dict[str, str]]]


def tables() -> Tables:
    """One university with a School, two students, a teacher, a parent, and a module."""
    return {
        "orgs": [
            {"sourcedId": "UNI", "name": "The university", "type": "national"},
            {"sourcedId": "LAW", "name": "Law School", "type": "school", "parentSourcedId": "UNI"},
            {"sourcedId": "CRIM", "name": "Criminal Law", "type": "department", "parentSourcedId": "LAW"},
        ],
        "academicSessions": [
            {"sourcedId": "Y19", "title": "2018/19", "type": "schoolYear", "startDate": "2018-09-24",
             "endDate": "2019-06-15", "schoolYear": "2019"},
            {"sourcedId": "T1", "title": "Autumn", "type": "term", "startDate": "2018-09-24",
             "endDate": "2018-12-15", "parentSourcedId": "Y19", "schoolYear": "2019"},
        ],
        "courses": [
            {"sourcedId": "LAW1", "title": "Tort", "orgSourcedId": "LAW", "schoolYearSourcedId": "Y19",
             "subjects": "law", "subjectCodes": "100485"},
        ],
        "classes": [
            {"sourcedId": "LAW1-18", "title": "Tort, autumn", "courseSourcedId": "LAW1",
             "classType": "scheduled", "schoolSourcedId": "LAW", "termSourcedIds": "T1"},
        ],
        "users": [
            user("s1", "Ann", "Archer", userIds="{vle:1001},{card:77}"),
            user("s2", "Bob", "Baker"),
            user("t1", "Tess", "Teacher", email="tess@uni.example", preferredGivenName="Tessa"),
            user("p1", "Pat", "Parent"),
        ],
        "roles": [
            role("r1", "s1", "student", "LAW", beginDate="2018-09-24"),
            role("r2", "s2", "student", "CRIM"),
            role("r3", "t1", "teacher", "LAW"),
            role("r4", "p1", "parent", "LAW"),
        ],
        "enrollments": [
            enrolment("e1", "s1", "student", beginDate="2018-09-24"),
            enrolment("e2", "s2", "student"),
            enrolment("e3", "t1", "teacher", primary="true"),
            enrolment("e4", "t1", "proctor"),
        ],
    }  # fmt: skip


def user(number: str, given: str, family: str, **more: str) -> dict[str, str]:
    who = {"sourcedId": number, "enabledUser": "true", "username": f"{number}@uni.example"}
    return who | {"givenName": given, "familyName": family} | more


def role(at: str, number: str, what: str, org: str, **more: str) -> dict[str, str]:
    of = {"sourcedId": at, "userSourcedId": number, "roleType": "primary", "role": what}
    return of | {"orgSourcedId": org} | more


def enrolment(at: str, number: str, what: str, **more: str) -> dict[str, str]:
    of = {"sourcedId": at, "classSourcedId": "LAW1-18", "schoolSourcedId": "LAW", "userSourcedId": number}
    return of | {"role": what} | more


def gradebook() -> Tables:
    """A line item and a result of the first student, and demographics."""
    return {
        "categories": [{"sourcedId": "c1", "title": "Essays", "weight": "100"}],
        "lineItems": [
            {"sourcedId": "l1", "title": "Essay", "assignDate": "2018-10-01", "dueDate": "2018-11-01",
             "classSourcedId": "LAW1-18", "categorySourcedId": "c1", "academicSessionSourcedId": "T1",
             "resultValueMin": "0", "resultValueMax": "100", "schoolSourcedId": "LAW"},
        ],
        "results": [
            {"sourcedId": "x1", "lineItemSourcedId": "l1", "studentSourcedId": "s1",
             "scoreStatus": "fully graded", "score": "62.5", "scoreDate": "2018-11-10"},
        ],
        "demographics": [{"sourcedId": "s1", "birthDate": "2000-01-01", "sex": "female"}],
    }  # fmt: skip


def others() -> Tables:
    """The files that are left, a row each."""
    result, line, scale = (
        {"resultSourcedId": "x1"},
        {"lineItemSourcedId": "l1"},
        {"scoreScaleSourcedId": "g1"},
    )
    resource = {"resourceSourcedId": "b1"}
    objective = {"source": "case", "learningObjectiveId": "urn:uuid:0f9b1a52-3c1e-4a55-9d0c-2f6f6d3c7a11"}
    return {
        "lineItemLearningObjectiveIds": [{"sourcedId": "lo1"} | line | objective],
        "lineItemScoreScales": [{"sourcedId": "ls1"} | line | scale],
        "resultLearningObjectiveIds": [{"sourcedId": "xo1"} | result | objective],
        "resultScoreScales": [{"sourcedId": "xs1"} | result | scale],
        "scoreScales": [
            {"sourcedId": "g1", "title": "Honours", "type": "percent", "orgSourcedId": "LAW",
             "courseSourcedId": "LAW1", "classSourcedId": "LAW1-18",
             "scoreScaleValue": "{70-100:1},{60-69:2}"},
        ],
        "userProfiles": [
            {"sourcedId": "u1", "userSourcedId": "s1", "profileType": "library", "vendorId": "v1",
             "credentialType": "card", "username": "ann"},
        ],
        "resources": [
            {"sourcedId": "b1", "vendorResourceId": "book-1", "roles": "student,ext:tutor",
             "importance": "primary"},
        ],
        "classResources": [{"sourcedId": "cb1", "classSourcedId": "LAW1-18"} | resource],
        "courseResources": [{"sourcedId": "kb1", "courseSourcedId": "LAW1"} | resource],
        "userResources": [{"sourcedId": "ub1", "userSourcedId": "s1", "orgSourcedId": "LAW"} | resource],
    }  # fmt: skip


def everything() -> Tables:
    """A package of all files."""
    return tables() | gradebook() | others()


def files(given: Tables, mode: str = "bulk", **modes: str) -> dict[str, bytes]:
    """The package's files. Delta rows get a status and a moment, unless they have their own."""
    said = {name: modes.get(name, mode if name in given else "absent") for name in TABLES}
    listed = [("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    listed += [(f"file.{name}", each) for name, each in said.items()]
    return {"manifest.csv": _csv(listed)} | {
        f"{name}.csv": _csv(_rows(name, rows, delta=said[name] == "delta")) for name, rows in given.items()
    }


def _rows(name: str, rows: list[dict[str, str]], *, delta: bool) -> list[tuple[str, ...]]:
    own = [each for row in rows for each in row if each not in TABLES[name].names]
    header = [*TABLES[name].names, *dict.fromkeys(own)]
    life = {"status": "active", "dateLastModified": STAMP} if delta else {}
    return [tuple(header), *(tuple((life | row).get(each, "") for each in header) for row in rows)]


def _csv(rows: Any) -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text

    return "".join(",".join(map(cell, row)) + "\r\n" for row in rows).encode()


def zipped(content: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, each in content.items():
            archive.writestr(name, each)
    return packed.getvalue()
