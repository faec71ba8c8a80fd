"""OneRoster's rules across rows and files: what refers to what, which day is first, whose role is primary."""

import re
from collections.abc import Iterator

from app.wire.oneroster import Package, Row
from app.wire.oneroster_cells import fault_of, items
from app.wire.oneroster_manifest import Mode
from app.wire.oneroster_tables import SPANS, TABLES, TAKEN_OUT, TYPES_OF
from app.wire.packages import Finding, refused


def find_faults(package: Package) -> Iterator[Finding]:
    """References are of every row; the rest, of rows that break no rule by themselves."""
    by_id = {name: {row.id: row for row in rows} for name, rows in package.rows.items()}
    for name in package.rows:
        for row in package.rows[name]:
            if not row.goes:
                yield from _references(package, by_id, name, row)
    yield from _spans(package)
    yield from _primary_roles(package)
    yield from _whose(package, by_id)
    yield from _scores(package, by_id)
    yield from _members(package, by_id)
    yield from _subjects(package)
    yield from _objectives(package)


_Rows = dict[str, dict[str, Row]]


def _references(package: Package, by_id: _Rows, name: str, row: Row) -> Iterator[Finding]:
    """In a bulk file, what a row refers to must be in the package; a delta may mean what came earlier."""
    file = f"{name}.csv"
    for column in (*TABLES[name].columns, TAKEN_OUT):
        if column.refers is None or not row[column.name]:
            continue
        if not row.sound and fault_of(column, row[column.name]) is not None:
            continue  # it has been told
        mode = package.manifest.modes.get(column.refers)
        for each in items(row[column.name]) if column.many else [row[column.name]]:
            found = by_id.get(column.refers, {}).get(each)
            wanted = TYPES_OF.get((name, column.name))
            if found is not None:
                if wanted is not None and found["type"] != wanted and not found["type"].startswith("ext:"):
                    rule = f"must be of the type {wanted} in {column.refers}.csv"
                    yield refused(file, rule, row.number, column.name)
            elif package.is_bulk(name) and (mode is Mode.ABSENT or _is_whole(package, column.refers)):
                there = "is absent" if mode is Mode.ABSENT else "has no such sourcedId"
                yield refused(file, f"{column.refers}.csv {there}", row.number, column.name)


def _is_whole(package: Package, name: str) -> bool:
    """Whether the package has every row of the file there is, and it could be read."""
    return package.is_bulk(name) and name in package.rows


def _spans(package: Package) -> Iterator[Finding]:
    for name, (first, last) in SPANS.items():
        for row in package.of(name):
            begin, end = row.day(first), row.day(last)
            if begin is not None and end is not None and end < begin:
                yield refused(f"{name}.csv", f"must not lie before {first}", row.number, last)


def _primary_roles(package: Package) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for row in package.of("roles"):
        if row["roleType"] == "primary" and not row.goes:
            first = seen.setdefault((row["userSourcedId"], row["orgSourcedId"]), row.number)
            if first != row.number:
                rule = f"is primary in row {first} too: a user has one primary role in an org"
                yield refused("roles.csv", rule, row.number, "roleType")


def _whose(package: Package, by_id: _Rows) -> Iterator[Finding]:
    """A role's profile is its own user's."""
    profiles = by_id.get("userProfiles", {})
    for row in package.of("roles"):
        profile = profiles.get(row["userProfileSourcedId"])
        if profile is not None and profile["userSourcedId"] != row["userSourcedId"]:
            yield refused(
                "roles.csv", "must be a profile of the same user", row.number, "userProfileSourcedId"
            )


def _scores(package: Package, by_id: _Rows) -> Iterator[Finding]:
    for row in package.of("lineItems"):
        low, high = row["resultValueMin"], row["resultValueMax"]
        if low and high and float(low) > float(high):
            yield refused(
                "lineItems.csv", "must not be more than resultValueMax", row.number, "resultValueMin"
            )
    lines = by_id.get("lineItems", {})
    for row in package.of("results"):
        line = lines.get(row["lineItemSourcedId"])
        if line is None or not line.sound:
            continue
        low, high = line["resultValueMin"], line["resultValueMax"]
        if row["score"] and low and float(row["score"]) < float(low):
            yield refused(
                "results.csv", "must not be less than the line item's resultValueMin", row.number, "score"
            )
        if row["score"] and high and float(row["score"]) > float(high):
            yield refused(
                "results.csv", "must not be more than the line item's resultValueMax", row.number, "score"
            )
        if row["classSourcedId"] and row["classSourcedId"] != line["classSourcedId"]:
            yield refused("results.csv", "must be the line item's class", row.number, "classSourcedId")


def _members(package: Package, by_id: _Rows) -> Iterator[Finding]:
    """Who has a result in a class is enrolled on it."""
    if not (package.is_bulk("enrollments") and package.is_bulk("results")):
        return
    enrolled = {(row["classSourcedId"], row["userSourcedId"]) for row in package.of("enrollments")}
    lines = by_id.get("lineItems", {})
    for row in package.of("results"):
        line = lines.get(row["lineItemSourcedId"])
        if line is not None and (line["classSourcedId"], row["studentSourcedId"]) not in enrolled:
            yield refused("results.csv", "is not enrolled on the class", row.number, "studentSourcedId")


_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _objectives(package: Package) -> Iterator[Finding]:
    for name in ("lineItemLearningObjectiveIds", "resultLearningObjectiveIds"):
        for row in package.of(name):
            if row["source"] == "case" and not _URN.fullmatch(row["learningObjectiveId"]):
                rule = "must be a UUID of the form urn:uuid:…, as its source is case"
                yield refused(f"{name}.csv", rule, row.number, "learningObjectiveId")


def _subjects(package: Package) -> Iterator[Finding]:
    for name in ("courses", "classes"):
        for row in package.of(name):
            if len(items(row["subjects"])) != len(items(row["subjectCodes"])):
                rule = "must have one code for each of the subjects, in their order"
                yield refused(f"{name}.csv", rule, row.number, "subjectCodes")
