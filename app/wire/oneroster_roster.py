"""OneRoster into the roster: which row becomes what, as `docs/oneroster.md` lists it.

Codes and numbers are the package's own `sourcedId`s, because a delta names nothing else. An `endDate` is the
first day on which something no longer holds, as OneRoster has it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from app.wire.mapped import Known, Mapped, college_of
from app.wire.oneroster import Package, Row
from app.wire.oneroster_cells import items, pairs
from app.wire.oneroster_ignored import COLUMNS, FILES, NOT_DELETED
from app.wire.roster import (
    EnrolmentRow,
    IdentifierRow,
    ModuleRow,
    ModuleRunRow,
    OrgUnitRow,
    ProgrammeRow,
    RegistrationRow,
    StaffRow,
    StudentRow,
    TeachingRow,
)

SYSTEM = "oneroster"
"""The system whose identifiers of students are `sourcedId`s."""
STAFF_ROLES = frozenset(
    {"aide", "counselor", "districtAdministrator", "principal", "proctor", "siteAdministrator",
     "systemAdministrator", "teacher", "administrator"}
)  # fmt: skip
_IDENTIFIERS = ("username", "identifier", "userMasterIdentifier")
OWN_COLUMNS = {
    "roles": {"metadata.level", "metadata.programme", "metadata.programmeTitle", "metadata.sponsored"},
    "courses": {"metadata.credits"},
    "classes": {"metadata.engagementAssessed"},
}
"""Columns of one's own that say what OneRoster has no column for."""
Days = tuple[date, date]


def to_roster(
    package: Package, known: Known, level: str | None, academic_year: Callable[[date], int]
) -> Mapped:
    """The package's rows as the roster's. `level`: of students whose role does not say it."""
    mapped = Mapped()
    _say_what_is_ignored(package, mapped)
    _org_units(package, mapped)
    _users(package, known, mapped)
    _courses(package, mapped)
    _classes(package, mapped, academic_year)
    _enrolments(package, mapped)
    _registrations(package, known, level, mapped)
    return mapped


def _say_what_is_ignored(package: Package, mapped: Mapped) -> None:
    for name in package.rows:
        if name in FILES:
            mapped.ignore(f"{name}.csv", FILES[name])
            continue
        for own in package.own_columns.get(name, ()):
            if own not in OWN_COLUMNS.get(name, ()):
                mapped.ignore(f"{name}.csv", "a column of your own that means nothing here", own[:60])
    for (name, column), why in COLUMNS.items():
        if any(row[column] for row in package.of(name)):
            mapped.ignore(f"{name}.csv", why, column)


def _org_units(package: Package, mapped: Mapped) -> None:
    for row in package.of("orgs"):
        if row.goes:
            mapped.leave("orgs.csv", NOT_DELETED, row.number)
            continue
        kind = "college" if row["type"] == "school" else "unit"
        entry = OrgUnitRow(row.id, row["name"], kind, row["parentSourcedId"] or None)
        mapped.add("org_units", entry, "orgs.csv", row.number)


def _users(package: Package, known: Known, mapped: Mapped) -> None:
    """Students and staff, by what roles and enrolments say of them; nobody else is loaded."""
    said: dict[str, set[str]] = defaultdict(set)
    for row in (*package.of("roles"), *package.of("enrollments")):
        said[row["userSourcedId"]].add(row["role"])
    students, staff = set(known.students), set(known.staff)
    named: dict[tuple[str, str], int] = {}
    for row in package.of("users"):
        if row.goes:
            mapped.leave("users.csv", f"{NOT_DELETED}; registrations end by roles.csv", row.number)
            continue
        studies, works = "student" in said[row.id] or row.id in students, bool(said[row.id] & STAFF_ROLES)
        if studies:
            mapped.add("students", StudentRow(row.id, _name(row)), "users.csv", row.number)
            _identifiers(row, named, mapped)
        if works or row.id in staff:
            entry = StaffRow(row.id, _name(row), row["email"] or None)
            mapped.add("staff", entry, "users.csv", row.number)
        elif not studies:
            rule = "no role says student or staff: guardians, parents, relatives and others are not loaded"
            mapped.leave("users.csv", rule, row.number)


def _name(row: Row) -> str:
    given, family = (
        row["preferredGivenName"] or row["givenName"],
        row["preferredFamilyName"] or row["familyName"],
    )
    return f"{given} {family}"


def _identifiers(row: Row, named: dict[tuple[str, str], int], mapped: Mapped) -> None:
    """What other systems call the student: each is one student's alone."""
    found = [
        (SYSTEM, row.id),
        *((name, row[name]) for name in _IDENTIFIERS if row[name]),
        *pairs(row["userIds"]),
    ]
    for system, identifier in dict.fromkeys(found):
        first = named.setdefault((system, identifier), row.number)
        if first != row.number:
            column = system if system in _IDENTIFIERS else "userIds"
            mapped.refuse(
                "users.csv", f"is the same as in row {first}: it names one student", row.number, column
            )
        entry = IdentifierRow(row.id, system, identifier)
        mapped.add("identifiers", entry, "users.csv", row.number)


def _courses(package: Package, mapped: Mapped) -> None:
    for row in package.of("courses"):
        worth = row["metadata.credits"]
        if row.goes:
            mapped.leave("courses.csv", NOT_DELETED, row.number)
        elif worth and not (worth.isascii() and worth.replace(".", "", 1).isdecimal()):
            mapped.refuse("courses.csv", "must be a number", row.number, "metadata.credits")
        else:
            entry = ModuleRow(row.id, row["title"], row["orgSourcedId"], float(worth) if worth else None)
            mapped.add("modules", entry, "courses.csv", row.number)


def _sessions(package: Package) -> dict[str, Row]:
    return {row.id: row for row in package.of("academicSessions") if not row.goes}


def _span(sessions: list[Row]) -> Days:
    begins = [day for row in sessions if (day := row.day("startDate")) is not None]
    ends = [day for row in sessions if (day := row.day("endDate")) is not None]
    return min(begins), max(ends)


def _classes(package: Package, mapped: Mapped, academic_year: Callable[[date], int]) -> None:
    sessions = _sessions(package)
    for row in package.of("classes"):
        if row.goes:
            mapped.leave("classes.csv", NOT_DELETED, row.number)
            continue
        terms = items(row["termSourcedIds"])
        if any(term not in sessions for term in terms):
            rule = "academicSessions.csv of this package must have it: a class is held on its terms' days"
            mapped.refuse("classes.csv", rule, row.number, "termSourcedIds")
            continue
        first, end = _span([sessions[term] for term in terms])
        assessed = row["metadata.engagementAssessed"] == "true"
        entry = ModuleRunRow(row.id, row["courseSourcedId"], academic_year(first), first, end, assessed)
        mapped.add("module_runs", entry, "classes.csv", row.number)


def _enrolments(package: Package, mapped: Mapped) -> None:
    """A student's and a teacher's rows of one class are one; one that goes ends on the day that it says."""
    rows: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in package.of("enrollments"):
        if row["role"] in {"student", "teacher"}:
            rows[row["role"], row["userSourcedId"], row["classSourcedId"]].append(row)
        else:
            rule = "only students are enrolled, and teachers teach: by this role nobody sees a student"
            mapped.leave("enrollments.csv", rule, row.number, "role")
    for (role, user, run), found in rows.items():
        lasting = [row for row in found if not row.goes] or found
        begins, ends = [row.day("beginDate") for row in lasting], [_end(row) for row in lasting]
        first = None if None in begins else min(filter(None, begins), default=None)
        end = None if None in ends else max(filter(None, ends), default=None)
        if role == "student":
            mapped.add(
                "enrolments", EnrolmentRow(user, run, first, end), "enrollments.csv", lasting[0].number
            )
        else:
            mapped.add("teaching", TeachingRow(user, run, end), "enrollments.csv", lasting[0].number)


def _end(row: Row) -> date | None:
    """The first day on which what the row says no longer holds."""
    end, gone = row.day("endDate"), row.day("dateLastModified") if row.goes else None
    return min(filter(None, (end, gone)), default=None)


def _registrations(package: Package, known: Known, level: str | None, mapped: Mapped) -> None:
    """A student's primary role in an org is a registration there."""
    tree = dict(known.org_units)
    tree |= {each.code: (each.kind, each.parent) for each in mapped.roster.org_units}
    titles = {each.code: each.name for each in mapped.roster.org_units}
    programmes: dict[str, ProgrammeRow] = {}
    years = _years_of(package)
    for row in package.of("roles"):
        if row["role"] != "student":
            continue
        if row["roleType"] != "primary":
            rule = "a student is registered once at a time: only the primary role counts"
            mapped.leave("roles.csv", rule, row.number, "roleType")
            continue
        at = row["metadata.level"] or level
        if at is None:
            rule = (
                "no registration: OneRoster has no levels. Give a column metadata.level, or a level for all"
            )
            mapped.leave("roles.csv", rule, row.number)
            continue
        if at not in known.levels:
            mapped.refuse(
                "roles.csv", f"must be one of {', '.join(known.levels)}", row.number, "metadata.level"
            )
            continue
        org = row["orgSourcedId"]
        code = row["metadata.programme"] or org
        if row["metadata.programme"] or org in titles:
            title = row["metadata.programmeTitle"] or titles.get(org, code)
            programmes.setdefault(code, ProgrammeRow(code, title, org))
        _register(row, code, college_of(org, tree), at, years, mapped)
    for programme in programmes.values():
        mapped.add("programmes", programme, "roles.csv", 1)


def _register(
    row: Row, programme: str, college: str, level: str, years: dict[str, list[Days]], mapped: Mapped
) -> None:
    begin, end = row.day("beginDate"), _end(row)
    spells = (
        [(begin, end)]
        if begin is not None
        else [(first, _least(end, last)) for first, last in years[row["userSourcedId"]]]
    )
    kept = [(first, last) for first, last in spells if last is None or last > first]
    for first, last in kept:
        entry = RegistrationRow(
            row["userSourcedId"],
            first,
            last,
            programme,
            college,
            level,
            sponsored=row["metadata.sponsored"] == "true",
        )
        mapped.add("registrations", entry, "roles.csv", row.number)
    if not spells:
        rule = "no registration: beginDate is empty, and the package has no class of the student's"
        mapped.leave("roles.csv", rule, row.number, "beginDate")
    elif not kept:
        mapped.leave("roles.csv", "no registration: it was over on the day on which it began", row.number)


def _least(one: date | None, other: date) -> date:
    return other if one is None else min(one, other)


def _years_of(package: Package) -> dict[str, list[Days]]:
    """By student: the school years in which they are enrolled on a class, from first to last session."""
    sessions = _sessions(package)
    by_year: dict[str, list[Row]] = defaultdict(list)
    for row in sessions.values():
        by_year[row["schoolYear"]].append(row)
    year_of: dict[str, set[str]] = {
        row.id: {sessions[term]["schoolYear"] for term in items(row["termSourcedIds"]) if term in sessions}
        for row in package.of("classes")
    }
    found: dict[str, set[str]] = defaultdict(set)
    for row in package.of("enrollments"):
        if row["role"] == "student" and not row.goes:
            found[row["userSourcedId"]] |= year_of.get(row["classSourcedId"], set())
    spans = {year: _span(rows) for year, rows in by_year.items()}
    by_student = {student: sorted(spans[year] for year in years) for student, years in found.items()}
    return defaultdict(list, by_student)


def named_classes(package: Package) -> Iterator[str]:
    """Classes of which a bulk package has every enrolment."""
    if package.is_bulk("enrollments") and package.is_bulk("classes"):
        yield from (row.id for row in package.of("classes"))
