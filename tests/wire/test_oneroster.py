"""OneRoster packages: each rule that one can break, and the place and the words of its report."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from app.errors import InvalidInput
from app.wire import packages
from app.wire.oneroster import parse_package
from app.wire.oneroster_references import find_faults
from app.wire.oneroster_tables import TABLES
from app.wire.packages import unzip_bytes
from tests.wire.oneroster_package import STAMP, Tables, everything, files, role, tables, user, zipped

Change = Callable[[Tables], object]
Edit = Callable[[dict[str, bytes]], object]


def faults(content: dict[str, bytes]) -> list[tuple[str, str]]:
    package, found = parse_package(content)
    if package is not None:
        found = [*found, *find_faults(package)]
    return [(each.pointer, each.detail) for each in found]


def test_a_sound_package_breaks_no_rule_bulk_or_delta() -> None:
    assert everything().keys() == TABLES.keys()
    assert faults(files(everything())) == []
    assert faults(files(everything(), "delta")) == []


def test_a_package_of_nothing_but_its_manifest_is_sound() -> None:
    assert faults(files({})) == []


def put(file: str, at: int, **cells: str) -> Change:
    return lambda given: given[file][at].update(cells)


def more(file: str, **cells: str) -> Change:
    return lambda given: given[file].append(cells)


OPEN = ", or a word of your own that begins with ext:"
CELLS: dict[str, tuple[Change, str, str]] = {
    "an identifier with a space": (
        put("users", 0, identifier="x", sourcedId="s 1"),
        "/users.csv/2/sourcedId",
        "must be 1 to 255 of the characters 0-9 A-Z a-z . - _ / @",
    ),
    "an identifier of 256 characters": (
        put("orgs", 0, sourcedId="x" * 256),
        "/orgs.csv/2/sourcedId",
        "must be 1 to 255 of the characters 0-9 A-Z a-z . - _ / @",
    ),
    "nothing where something is required": (
        put("users", 1, givenName=""),
        "/users.csv/3/givenName",
        "must not be empty",
    ),
    "a date by another order": (
        put("academicSessions", 0, startDate="24/09/2018"),
        "/academicSessions.csv/2/startDate",
        "must be a date, YYYY-MM-DD",
    ),
    "a day that there is not": (
        put("roles", 0, beginDate="2018-02-30"),
        "/roles.csv/2/beginDate",
        "must be a date, YYYY-MM-DD",
    ),
    "a year of two digits": (
        put("academicSessions", 0, schoolYear="19"),
        "/academicSessions.csv/2/schoolYear",
        "must be a year, YYYY",
    ),
    "a truth by another word": (
        put("users", 0, enabledUser="TRUE"),
        "/users.csv/2/enabledUser",
        "must be true or false",
    ),
    "a word that is not in the list": (
        put("orgs", 0, type="faculty"),
        "/orgs.csv/2/type",
        f"must be one of department, school, district, local, state, national{OPEN}",
    ),
    "a word in another case": (
        put("classes", 0, classType="Scheduled"),
        "/classes.csv/2/classType",
        f"must be one of homeroom, scheduled{OPEN}",
    ),
    "a word of one's own that says nothing": (
        put("classes", 0, classType="ext:"),
        "/classes.csv/2/classType",
        f"must be one of homeroom, scheduled{OPEN}",
    ),
    "one of a list that is no word": (
        put("resources", 0, roles="student,pilot"),
        "/resources.csv/2/roles",
        "must be one of administrator, aide, guardian, parent, proctor, relative, student, teacher" + OPEN,
    ),
    "a word of one's own where none may be": (
        put("roles", 0, roleType="ext:main"),
        "/roles.csv/2/roleType",
        "must be one of primary, secondary",
    ),
    "a list with nothing between two commas": (
        put("classes", 0, termSourcedIds="T1,,T1"),
        "/classes.csv/2/termSourcedIds",
        "must not have an empty item in its list",
    ),
    "user ids without their type": (
        put("users", 0, userIds="1001"),
        "/users.csv/2/userIds",
        "must be of the form {type:id}",
    ),
    "half a pair of a score scale": (
        put("scoreScales", 0, scoreScaleValue="{Pass:50},{Fail}"),
        "/scoreScales.csv/2/scoreScaleValue",
        "must be of the form {value:value}",
    ),
    "no number": (
        put("lineItems", 0, resultValueMax="a hundred"),
        "/lineItems.csv/2/resultValueMax",
        "must be a number",
    ),
    "no whole number": (
        put("categories", 0, weight="33.3"),
        "/categories.csv/2/weight",
        "must be a whole number",
    ),
    "a control character": (
        put("users", 0, givenName="An\x07n"),
        "/users.csv/2/givenName",
        "must not hold control characters",
    ),
    "a text without end": (
        put("users", 0, givenName="n" * 5_000),
        "/users.csv/2/givenName",
        "must not be longer than 4096 characters",
    ),
    "a status in a bulk file": (
        put("users", 0, status="active"),
        "/users.csv/2/status",
        "must be empty in a bulk file",
    ),
    "a moment in a bulk file": (
        put("users", 0, dateLastModified=STAMP),
        "/users.csv/2/dateLastModified",
        "must be empty in a bulk file",
    ),
    "the same row twice": (
        more("orgs", sourcedId="LAW", name="Law", type="school"),
        "/orgs.csv/5/sourcedId",
        "stands in row 3 too: it must be in one row alone",
    ),
    "a reference that leads nowhere": (
        put("enrollments", 0, userSourcedId="s9"),
        "/enrollments.csv/2/userSourcedId",
        "users.csv has no such sourcedId",
    ),
    "one of a list that leads nowhere": (
        put("classes", 0, termSourcedIds="T1,T9"),
        "/classes.csv/2/termSourcedIds",
        "academicSessions.csv has no such sourcedId",
    ),
    "a reference to an absent file": (
        lambda given: given.pop("categories"),
        "/lineItems.csv/2/categorySourcedId",
        "categories.csv is absent",
    ),
    "a class that is no school's": (
        put("classes", 0, schoolSourcedId="UNI"),
        "/classes.csv/2/schoolSourcedId",
        "must be of the type school in orgs.csv",
    ),
    "an enrolment that is no school's": (
        put("enrollments", 0, schoolSourcedId="CRIM"),
        "/enrollments.csv/2/schoolSourcedId",
        "must be of the type school in orgs.csv",
    ),
    "a school year that is none": (
        put("courses", 0, schoolYearSourcedId="T1"),
        "/courses.csv/2/schoolYearSourcedId",
        "must be of the type schoolYear in academicSessions.csv",
    ),
    "an end before the beginning": (
        put("roles", 0, endDate="2018-09-01"),
        "/roles.csv/2/endDate",
        "must not lie before beginDate",
    ),
    "two primary roles in an org": (
        lambda given: given["roles"].append(role("r9", "s1", "aide", "LAW")),
        "/roles.csv/6/roleType",
        "is primary in row 2 too: a user has one primary role in an org",
    ),
    "somebody else's profile": (
        lambda given: (
            given.update(
                userProfiles=[
                    {
                        "sourcedId": "u1",
                        "userSourcedId": "s2",
                        "profileType": "x",
                        "vendorId": "v",
                        "credentialType": "c",
                        "username": "n",
                    }
                ]
            ),
            given["roles"][0].update(userProfileSourcedId="u1"),
        ),
        "/roles.csv/2/userProfileSourcedId",
        "must be a profile of the same user",
    ),
    "demographics of nobody": (
        put("demographics", 0, sourcedId="s9"),
        "/demographics.csv/2/sourcedId",
        "users.csv has no such sourcedId",
    ),
    "demographics without any users": (
        lambda given: given.pop("users"),
        "/demographics.csv/2/sourcedId",
        "users.csv is absent",
    ),
    "more than the most": (
        put("results", 0, score="101"),
        "/results.csv/2/score",
        "must not be more than the line item's resultValueMax",
    ),
    "less than the least": (
        put("results", 0, score="-1"),
        "/results.csv/2/score",
        "must not be less than the line item's resultValueMin",
    ),
    "a least above the most": (
        put("lineItems", 0, resultValueMin="100", resultValueMax="99"),
        "/lineItems.csv/2/resultValueMin",
        "must not be more than resultValueMax",
    ),
    "a result in another class": (
        put("results", 0, classSourcedId="LAW9"),
        "/results.csv/2/classSourcedId",
        "classes.csv has no such sourcedId",
    ),
    "a result of somebody who is not enrolled": (
        put("enrollments", 0, userSourcedId="p1"),
        "/results.csv/2/studentSourcedId",
        "is not enrolled on the class",
    ),
    "an objective that CASE does not name": (
        lambda given: given.update(
            resultLearningObjectiveIds=[
                {"sourcedId": "o1", "resultSourcedId": "x1", "source": "case", "learningObjectiveId": "42"}
            ]
        ),
        "/resultLearningObjectiveIds.csv/2/learningObjectiveId",
        "must be a UUID of the form urn:uuid:…, as its source is case",
    ),
    "a line item's objective that CASE does not name": (
        put("lineItemLearningObjectiveIds", 0, learningObjectiveId="urn:uuid:42"),
        "/lineItemLearningObjectiveIds.csv/2/learningObjectiveId",
        "must be a UUID of the form urn:uuid:…, as its source is case",
    ),
    "a subject without its code": (
        put("courses", 0, subjects="law,tort"),
        "/courses.csv/2/subjectCodes",
        "must have one code for each of the subjects, in their order",
    ),
}


@pytest.mark.parametrize("label", CELLS)
def test_a_cell_or_row_that_breaks_a_rule_is_named(label: str) -> None:
    change, pointer, detail = CELLS[label]
    given = everything()
    change(given)
    assert (pointer, detail) in faults(files(given))


DELTA: dict[str, tuple[Change, str, str]] = {
    "no status": (put("users", 0, status=""), "/users.csv/2/status", "must not be empty in a delta file"),
    "no moment": (
        put("users", 0, dateLastModified=""),
        "/users.csv/2/dateLastModified",
        "must not be empty in a delta file",
    ),
    "another status": (
        put("users", 0, status="inactive"),
        "/users.csv/2/status",
        "must be one of active, tobedeleted",
    ),
    "a moment in another zone": (
        put("users", 0, dateLastModified="2018-11-20T08:00:00.000+01:00"),
        "/users.csv/2/dateLastModified",
        "must be a moment in UTC, YYYY-MM-DDTHH:MM:SSZ or YYYY-MM-DDTHH:MM:SS.sssZ",
    ),
    "a moment without its zone": (
        put("users", 0, dateLastModified="2018-11-20T08:00:00"),
        "/users.csv/2/dateLastModified",
        "must be a moment in UTC, YYYY-MM-DDTHH:MM:SSZ or YYYY-MM-DDTHH:MM:SS.sssZ",
    ),
}


@pytest.mark.parametrize("label", DELTA)
def test_a_delta_says_what_became_of_each_row_and_when(label: str) -> None:
    change, pointer, detail = DELTA[label]
    given = everything()
    change(given)
    assert faults(files(given, "delta")) == [(pointer, detail)]


def test_a_delta_may_refer_to_what_came_earlier() -> None:
    assert faults(files({"enrollments": tables()["enrollments"]}, "delta")) == []


def edit(file: str, old: str, new: str) -> Edit:
    def change(content: dict[str, bytes]) -> None:
        assert old in content[file].decode()
        content[file] = content[file].decode().replace(old, new, 1).encode()

    return change


MODES = "must be one of absent, bulk, delta"
FILES: dict[str, tuple[Edit, str, str]] = {
    "no manifest": (lambda given: given.pop("manifest.csv"), "/manifest.csv", "the package must hold it"),
    "a manifest by other names": (
        edit("manifest.csv", "propertyName", "PropertyName"),
        "/manifest.csv/1",
        "the header must be propertyName,value, to the letter",
    ),
    "a property that is none": (
        edit("manifest.csv", "file.users,", "file.people,x\r\nfile.users,"),
        "/manifest.csv/24/file.people",
        "is no property of OneRoster's manifest",
    ),
    "a property twice": (
        edit("manifest.csv", "file.users,", "file.users,delta\r\nfile.users,"),
        "/manifest.csv/25/file.users",
        "the property stands there before",
    ),
    "a property that is missing": (
        edit("manifest.csv", "file.resources,bulk\r\n", ""),
        "/manifest.csv/file.resources",
        "the property must be there: one of absent, bulk, delta",
    ),
    "another mode": (
        edit("manifest.csv", "file.users,bulk", "file.users,full"),
        "/manifest.csv/24/file.users",
        MODES,
    ),
    "another version of the manifest": (
        edit("manifest.csv", "manifest.version,1.0", "manifest.version,1.2"),
        "/manifest.csv/2/manifest.version",
        "must be one of 1.0",
    ),
    "another version": (
        edit("manifest.csv", "oneroster.version,1.2", "oneroster.version,1.1"),
        "/manifest.csv/3/oneroster.version",
        "must be one of 1.2, 1.2.1",
    ),
    "three fields in the manifest": (
        edit("manifest.csv", "file.users,bulk", "file.users,bulk,x"),
        "/manifest.csv/24",
        "must have 2 fields: propertyName and value",
    ),
    "a file that OneRoster does not know": (
        lambda given: given.update({"extra.csv": b"a\n1"}),
        "/extra.csv",
        "is no file of OneRoster",
    ),
    "a file's name in another case": (
        lambda given: given.update({"Orgs.csv": given.pop("orgs.csv")}),
        "/Orgs.csv",
        "is no file of OneRoster",
    ),
    "a file that is not there": (
        lambda given: given.pop("orgs.csv"),
        "/orgs.csv",
        "is not in the package, and the manifest says bulk",
    ),
    "a file that should be absent": (
        edit("manifest.csv", "file.orgs,bulk", "file.orgs,absent"),
        "/orgs.csv",
        "is in the package, and the manifest says that it is absent",
    ),
    "a file of no rows": (
        lambda given: given.update({"orgs.csv": given["orgs.csv"].split(b"\r\n")[0]}),
        "/orgs.csv",
        "must have a row; a file without any is absent in the manifest",
    ),
    "another encoding": (
        lambda given: given.update({"orgs.csv": "sourcedId,é".encode("latin-1")}),
        "/orgs.csv",
        "must be UTF-8",
    ),
    "a manifest in another encoding": (
        lambda given: given.update({"manifest.csv": "propertyName,é".encode("latin-1")}),
        "/manifest.csv",
        "must be UTF-8",
    ),
    "no header": (
        lambda given: given.update({"orgs.csv": given["orgs.csv"].split(b"\r\n", 1)[1]}),
        "/orgs.csv/1/sourcedId",
        "column 1 must be sourcedId, to the letter",
    ),
    "another separator": (
        lambda given: given.update({"orgs.csv": given["orgs.csv"].replace(b",", b";")}),
        "/orgs.csv/1/sourcedId",
        "column 1 must be sourcedId, to the letter",
    ),
    "a header in another case": (
        edit("users.csv", "sourcedId", "sourcedID"),
        "/users.csv/1/sourcedId",
        "column 1 must be sourcedId, to the letter",
    ),
    "a header in another order": (
        edit("orgs.csv", "name,type", "type,name"),
        "/orgs.csv/1/name",
        "column 4 must be name, to the letter",
    ),
    "a column that is missing": (
        edit("orgs.csv", ",parentSourcedId", ""),
        "/orgs.csv/1/parentSourcedId",
        "column 7 must be parentSourcedId: it is missing",
    ),
    "a column of one's own by another name": (
        edit("orgs.csv", "parentSourcedId", "parentSourcedId,notes"),
        "/orgs.csv/1/notes",
        "a column of your own must begin with metadata.",
    ),
    "a column of one's own before the others": (
        edit("orgs.csv", "sourcedId", "metadata.x,sourcedId"),
        "/orgs.csv/1/sourcedId",
        "column 1 must be sourcedId, to the letter",
    ),
    "the same column twice": (
        edit("orgs.csv", "parentSourcedId", "parentSourcedId,metadata.x,metadata.x"),
        "/orgs.csv/1/metadata.x",
        "the column stands there more than once",
    ),
    "a field too many": (
        edit("orgs.csv", "Law School", "Law, School"),
        "/orgs.csv/3",
        "must have 7 fields, as the header has; it has 8",
    ),
    "an empty line": (
        edit("orgs.csv", "\r\nLAW,", "\r\n\r\nLAW,"),
        "/orgs.csv/3",
        "must have 7 fields, as the header has; it has 1",
    ),
    "a line end within a field": (
        edit("orgs.csv", "Law School", '"Law\r\nSchool"'),
        "/orgs.csv/3",
        'a field with a quotation mark must be quoted whole, its quotation marks doubled ("")',
    ),
    "a stray quotation mark": (
        edit("orgs.csv", "Law School", 'Law "School"'),
        "/orgs.csv/3",
        'a field with a quotation mark must be quoted whole, its quotation marks doubled ("")',
    ),
    "a stray carriage return": (
        edit("orgs.csv", "Law School", "Law\rSchool"),
        "/orgs.csv/3",
        "a carriage return must stand before a line feed, and nowhere else",
    ),
}


@pytest.mark.parametrize("label", FILES)
def test_a_file_or_line_that_breaks_a_rule_is_named(label: str) -> None:
    change, pointer, detail = FILES[label]
    content = files(everything())
    change(content)
    assert (pointer, detail) in faults(content)


TOGETHER = [
    "nothing where something is required",
    "a year of two digits",
    "a truth by another word",
    "a word that is not in the list",
    "user ids without their type",
    "no whole number",
    "the same row twice",
    "a reference that leads nowhere",
    "a class that is no school's",
    "two primary roles in an org",
    "more than the most",
    "a subject without its code",
]
"""Faults of each kind that leave each other's cells alone."""


def test_a_package_with_many_faults_names_every_one_at_once() -> None:
    given = everything()
    for label in TOGETHER:
        CELLS[label][0](given)
    content = files(given)
    edit("academicSessions.csv", "Autumn", "Autumn, first")(content)
    for label in ("a file that OneRoster does not know", "a property that is none"):
        FILES[label][0](content)
    wanted = [(pointer, detail) for label in TOGETHER for _, pointer, detail in [CELLS[label]]]
    found = faults(content)
    assert [each for each in wanted if each not in found] == []
    assert ("/extra.csv", "is no file of OneRoster") in found
    assert ("/manifest.csv/24/file.people", "is no property of OneRoster's manifest") in found
    assert ("/academicSessions.csv/3", "must have 9 fields, as the header has; it has 10") in found


def test_a_row_with_several_faults_names_each_of_them() -> None:
    given = everything()
    given["classes"][0] |= {"classType": "lecture", "courseSourcedId": "LAW9", "schoolSourcedId": "no school"}
    assert [pointer for pointer, _ in faults(files(given)) if pointer.startswith("/classes")] == [
        "/classes.csv/2/classType", "/classes.csv/2/schoolSourcedId", "/classes.csv/2/courseSourcedId",
    ]  # fmt: skip


def test_no_fault_says_what_stands_in_a_cell() -> None:
    given = everything()
    given["users"][0].update(
        sourcedId="Ann Archer, 12 Mill Lane", email="ann@home.example", enabledUser="ann@home.example"
    )
    told = " ".join(detail for _, detail in faults(files(given)))
    assert "Ann" not in told
    assert "home.example" not in told


def upside_down(manifest: bytes) -> bytes:
    header, *properties = manifest.split()
    return b"\n".join([header, *reversed(properties)])


def each_file(change: Callable[[bytes], bytes]) -> Edit:
    return lambda given: given.update({name: change(each) for name, each in given.items()})


TAKEN_FILES: dict[str, Edit] = {
    "a byte order mark in each file": each_file(lambda each: b"\xef\xbb\xbf" + each),
    "line feeds alone": each_file(lambda each: each.replace(b"\r\n", b"\n")),
    "no end of the last line": each_file(lambda each: each.removesuffix(b"\r\n")),
    "whose package it is": edit(
        "manifest.csv", "file.users", "source.systemName,SITS\r\nsource.systemCode,s1\r\nfile.users"
    ),
    "properties in another order": lambda given: given.update(
        {"manifest.csv": upside_down(given["manifest.csv"])}
    ),
    "quotation marks that nothing needs": edit(
        "orgs.csv", "UNI,,,The university", '"UNI","",,"The university"'
    ),
}
TAKEN_ROWS: dict[str, Change] = {
    "commas and quotation marks in a cell": put("orgs", 1, name='The "Law, and more" School'),
    "letters of other alphabets": put("users", 0, givenName="Zoë 小明 O'Neill"),
    "a tab": put("users", 0, givenName="Ann\tB."),
    "a text of 255 characters": put("orgs", 2, name="n" * 255),
    "an identifier of 255 characters": put("enrollments", 3, sourcedId="x" * 255),
    "a list of one, and lists of more": put(
        "classes", 0, grades="13", periods="1,3, 5", termSourcedIds="T1,Y19"
    ),
    "user ids that are addresses": put("users", 0, userIds="{LTI:https://vle.example/u/1},{LDAP:a-1}"),
    "score scales as the standard writes them": put(
        "scoreScales", 0, scoreScaleValue="{A+:100},{A:7-10},{60-69:B}"
    ),
    "no score, only its text": put("results", 0, score="", textScore="B"),
    "no limits of a score": put("lineItems", 0, resultValueMin="", resultValueMax=""),
    "work that was due before it was set": put("lineItems", 0, dueDate="2018-09-28"),
    "a school of a type of one's own": put("orgs", 1, type="ext:faculty"),
    "primary roles in two orgs": more("roles", **role("r9", "s1", "aide", "CRIM")),
    "a secondary role beside the primary one": more(
        "roles", **(role("r9", "s1", "aide", "LAW", roleType="secondary"))
    ),
    "an objective of another source": put(
        "lineItemLearningObjectiveIds", 0, source="unknown", learningObjectiveId="4"
    ),
}


@pytest.mark.parametrize("label", [*TAKEN_FILES, *TAKEN_ROWS])
def test_what_the_standard_allows_is_taken(label: str) -> None:
    given = everything()
    if label in TAKEN_ROWS:
        TAKEN_ROWS[label](given)
    content = files(given)
    if label in TAKEN_FILES:
        TAKEN_FILES[label](content)
    assert faults(content) == []


@pytest.mark.parametrize(
    "moment", ["2018-11-20T08:00:00Z", "2018-11-20T08:00:00.5Z", "2018-11-20T08:00:00.123456789Z"]
)
def test_a_moment_has_as_many_fractions_of_a_second_as_its_sender_likes(moment: str) -> None:
    given = {"users": [user("s1", "Ann", "Archer", dateLastModified=moment)]}
    assert faults(files(given, "delta")) == []


def test_the_header_of_1_2_0_is_taken_and_its_resources_are_looked_for() -> None:
    content = files({"users": [user("s1", "Ann", "Archer")]})
    header, row, end = content["users.csv"].decode().split("\r\n")
    names, cells = header.split(","), row.split(",")
    at = names.index("userMasterIdentifier") + 1
    names.insert(at, "resourceSourcedIds")
    cells.insert(at, "res-1")
    text = "\r\n".join([",".join(names), ",".join(cells), end])
    assert faults(content | {"users.csv": text.encode()}) == [
        ("/users.csv/2/resourceSourcedIds", "resources.csv is absent")
    ]
    known = content | files({"users": [{}], "resources": [{"sourcedId": "res-1", "vendorResourceId": "v"}]})
    assert faults(known | {"users.csv": text.encode()}) == []
    assert faults(known | {"users.csv": text.replace("res-1", "res 1").encode()}) == [
        ("/users.csv/2/resourceSourcedIds", "must be 1 to 255 of the characters 0-9 A-Z a-z . - _ / @")
    ]


def test_a_word_of_ones_own_and_columns_of_ones_own_are_taken() -> None:
    given = tables()
    given["orgs"][1]["type"] = "ext:faculty"
    given["orgs"][0]["metadata.colour"] = "blue, or green"
    assert faults(files(given)) == []


def test_every_file_has_the_three_columns_that_all_have() -> None:
    assert all(each.names[:3] == ["sourcedId", "status", "dateLastModified"] for each in TABLES.values())
    assert len(TABLES) == 21


def archive(*entries: tuple[str | ZipInfo, bytes], method: int = ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", method) as written:
        for name, content in entries:
            written.writestr(name, content)
    return packed.getvalue()


def link() -> ZipInfo:
    entry = ZipInfo("users.csv")
    entry.external_attr = 0o120777 << 16
    return entry


ARCHIVES = {
    "up and away": (archive(("../users.csv", b"x")), "must stand at its top, in no folder"),
    "from the root": (archive(("/etc/passwd", b"x")), "must stand at its top, in no folder"),
    "in a folder": (archive(("roster/users.csv", b"x")), "must stand at its top, in no folder"),
    "a folder": (archive(("roster/", b"")), "must stand at its top, in no folder"),
    "of a drive": (archive(("c:users.csv", b"x")), "must stand at its top, in no folder"),
    "a link": (archive((link(), b"/etc/passwd")), "it holds a link"),
    "another method": (archive(("users.csv", b"x"), method=ZIP_LZMA), "compressed by another method"),
    "many files": (archive(*((f"{n}.csv", b"x") for n in range(101))), "more than 100 files"),
    "no archive": (b"sourcedId,status", "no ZIP archive"),
    "cut off": (archive(("users.csv", b"x" * 9_999))[:-30], "no ZIP archive"),
}


@pytest.mark.parametrize("label", ARCHIVES)
def test_an_archive_that_could_hurt_is_refused(label: str) -> None:
    content, words = ARCHIVES[label]
    with pytest.raises(InvalidInput) as refused:
        unzip_bytes(content)
    assert words in refused.value.detail


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidInput, match="two files have the same name"):
        unzip_bytes(archive(("users.csv", b"a"), ("users.csv", b"b")))


def test_an_archive_is_not_unpacked_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says of its own size."""
    monkeypatch.setattr(packages, "MOST_BYTES", 1_000)
    bomb = archive(("a.csv", b"0" * 600), ("b.csv", b"0" * 600))
    with pytest.raises(InvalidInput, match="unpacked"):
        unzip_bytes(bomb)
    assert unzip_bytes(zipped({"a.csv": b"x"})) == {"a.csv": b"x"}
