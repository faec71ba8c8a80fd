"""UDD into the roster: which row becomes what, as `docs/udd.md` lists it. UDD's last days are inclusive."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.wire.mapped import Known, Mapped, college_of
from app.wire.roster import (
    AchievedCreditsRow,
    AssessmentRow,
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
    TutorshipRow,
)
from app.wire.udd import Delivery, UddRow
from app.wire.udd_codes import (
    ASSESSMENT_KINDS,
    COLUMNS,
    FILES,
    PLACES,
    RESIDENCES,
    SCOPE,
    STUDY_MODES,
    VISAS,
    level_of,
)

SYSTEM = "udd"
"""The system whose identifiers of students are STUDENT_IDs."""
_IDENTIFIERS = {"VLE_ID": "vle", "USERNAME": "username", "APPSHIB_ID": "shibboleth"}
_TIERS = ("INST_TIER_1", "INST_TIER_2", "INST_TIER_3")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the institution's profile says."""

    year: Callable[[int], tuple[date, date]]
    """An academic year's first day, and the first day after it."""
    tutor_roles: tuple[str, ...]
    knows_visas: bool


def to_roster(delivery: Delivery, known: Known, rules: Rules) -> Mapped:
    """The delivery's rows as the roster's."""
    mapped = Mapped()
    _say_what_is_ignored(delivery, mapped)
    root = _org_units(delivery, mapped)
    _modules(delivery, rules, root, mapped)
    _people(delivery, mapped)
    colleges = _programmes(delivery, known, mapped)
    _registrations(delivery, rules, colleges, mapped)
    _links(delivery, rules, mapped)
    for row in delivery.of("studentmoduleinstance"):
        student, run = row["STUDENT_ID"], row["MOD_INSTANCE_ID"]
        entry = EnrolmentRow(student, run, row.day("MOD_START_DATE"), _after(row.day("MOD_END_DATE")))
        mapped.add("enrolments", entry, "studentmoduleinstance.tsv", row.number)
        achieved = row.figure("MOD_CREDITS_ACHIEVED")
        if achieved is not None:
            of = AchievedCreditsRow(student, run, achieved)
            mapped.add("achieved_credits", of, "studentmoduleinstance.tsv", row.number)
    return mapped


def _after(last: date | None) -> date | None:
    return None if last is None else last + DAY


def _say_what_is_ignored(delivery: Delivery, mapped: Mapped) -> None:
    for name in delivery.rows:
        if name in FILES:
            mapped.ignore(f"{name}.tsv", FILES[name])
    for (name, column), why in COLUMNS.items():
        if any(row[column] for row in delivery.of(name)):
            mapped.ignore(f"{name}.tsv", why, column)


def _org_units(delivery: Delivery, mapped: Mapped) -> str | None:
    """The institution, and under it the tiers of its courses; returns the institution's code."""
    root, seen = None, set[str]()
    for row in delivery.of("institution"):
        root = row["TENANT_ID"]
        entry = OrgUnitRow(root, row["TENANT_NAME"] or root, "unit")
        mapped.add("org_units", entry, "institution.tsv", row.number)
        seen.add(root)
    for row in delivery.of("course"):
        parent = row["TENANT_ID"]
        root = root or parent
        for tier in _TIERS:
            code = row[tier]
            if code and code not in seen:
                kind = "college" if tier == _TIERS[0] else "unit"
                mapped.add("org_units", OrgUnitRow(code, code, kind, parent), "course.tsv", row.number)
                seen.add(code)
            parent = code or parent
    return root


def _modules(delivery: Delivery, rules: Rules, root: str | None, mapped: Mapped) -> None:
    for row in delivery.of("module"):
        if root is None:
            mapped.refuse("module.tsv", "institution.tsv must be there too: modules belong to it", row.number)
            continue
        entry = ModuleRow(row["MOD_ID"], row["MOD_NAME"] or row["MOD_ID"], root, row.figure("MOD_CREDITS"))
        mapped.add("modules", entry, "module.tsv", row.number)
    periods = {(row["PERIOD_CODE"], row["ACADEMIC_YEAR"]): row for row in delivery.of("period")}
    for row in delivery.of("moduleinstance"):
        year = int(row["MOD_ACADEMIC_YEAR"])
        if not 1990 <= year <= 2100:  # noqa: PLR2004 (years that a service can meet)
            mapped.refuse(
                "moduleinstance.tsv", "must be a year of four digits", row.number, "MOD_ACADEMIC_YEAR"
            )
            continue
        first, end = rules.year(year)
        period = periods.get((row["MOD_PERIOD"], row["MOD_ACADEMIC_YEAR"]))
        if period is not None:
            first = period.day("PERIOD_START_DATE") or first
            end = _after(period.day("PERIOD_END_DATE")) or end
        run = ModuleRunRow(row["MOD_INSTANCE_ID"], row["MOD_ID"], year, first, end)
        mapped.add("module_runs", run, "moduleinstance.tsv", row.number)
    _assessments(delivery, mapped)


def _assessments(delivery: Delivery, mapped: Mapped) -> None:
    """UDD says when work is due by student: the day of most of them is the assessment's."""
    due: dict[str, Counter[date]] = defaultdict(Counter)
    for row in delivery.of("studentassessmentinstance"):
        day = row.day("ASSESS_DUE_DATE")
        if day is not None:
            due[row["ASSESS_INSTANCE_ID"]][day] += 1
    for row in delivery.of("assessmentinstance"):
        code = row["ASSESS_INSTANCE_ID"]
        days = due.get(code)
        most = max(days, key=lambda day: (days[day], -day.toordinal())) if days else None
        kind = ASSESSMENT_KINDS.get(row["ASSESS_TYPE"], "other")
        entry = AssessmentRow(code, row["MOD_INSTANCE_ID"], kind, most, row.figure("ASSESS_WEIGHT") or 0.0)
        mapped.add("assessments", entry, "assessmentinstance.tsv", row.number)


def _people(delivery: Delivery, mapped: Mapped) -> None:
    named: dict[tuple[str, str], tuple[str, str]] = {}

    def identify(row: UddRow, file: str, column: str, system: str, identifier: str) -> None:
        student = row["STUDENT_ID"]
        owner, _ = named.setdefault((system, identifier), (student, file))
        if owner != student:
            mapped.refuse(file, "is another student's too: it must name one", row.number, column)
        elif named[system, identifier] != (student, "") and identifier:
            named[system, identifier] = (student, "")
            mapped.add("identifiers", IdentifierRow(student, system, identifier), file, row.number)

    for row in delivery.of("student"):
        name = f"{row['FIRST_NAME']} {row['LAST_NAME']}".strip() or None
        mapped.add("students", StudentRow(row["STUDENT_ID"], name), "student.tsv", row.number)
        identify(row, "student.tsv", "STUDENT_ID", SYSTEM, row["STUDENT_ID"])
        for column, system in _IDENTIFIERS.items():
            if row[column]:
                identify(row, "student.tsv", column, system, row[column])
    for row in delivery.of("studentidmap"):
        identify(row, "studentidmap.tsv", "IDENTIFIER", row["DOMAIN"], row["IDENTIFIER"])
    for row in delivery.of("staff"):
        name = " ".join(filter(None, (row["TITLE"], row["FIRST_NAME"], row["LAST_NAME"])))
        entry = StaffRow(row["STAFF_ID"], name or row["STAFF_ID"], row["PRIMARY_EMAIL_ADDRESS"] or None)
        mapped.add("staff", entry, "staff.tsv", row.number)


def _programmes(delivery: Delivery, known: Known, mapped: Mapped) -> dict[str, tuple[str | None, str]]:
    """Returns by course: the level, and the college."""
    tree = dict(known.org_units)
    tree |= {each.code: (each.kind, each.parent) for each in mapped.roster.org_units}
    found = {}
    for row in delivery.of("course"):
        org = next((row[tier] for tier in reversed(_TIERS) if row[tier]), row["TENANT_ID"])
        entry = ProgrammeRow(row["COURSE_ID"], row["TITLE"] or row["COURSE_ID"], org)
        mapped.add("programmes", entry, "course.tsv", row.number)
        found[row["COURSE_ID"]] = level_of(row["COURSE_AIM"]), college_of(org, tree)
    return found


def _registrations(
    delivery: Delivery, rules: Rules, colleges: dict[str, tuple[str | None, str]], mapped: Mapped
) -> None:
    """A membership of a course is a registration. At once there is one: the one that began first."""
    file = "studentcoursemembership.tsv"
    starts = {row["COURSE_INSTANCE_ID"]: row.day("START_DATE") for row in delivery.of("courseinstance")}
    years: dict[str, list[UddRow]] = defaultdict(list)
    for row in delivery.of("studentcourseinstance"):
        years[row["STUDENT_COURSE_MEMBERSHIP_ID"]].append(row)
    spells: dict[str, list[tuple[date, date | None, UddRow]]] = defaultdict(list)
    for row in delivery.of("studentcoursemembership"):
        begins = [
            starts.get(each["COURSE_INSTANCE_ID"]) for each in years[row["STUDENT_COURSE_MEMBERSHIP_ID"]]
        ]
        first = row.day("COURSE_JOIN_DATE") or min(filter(None, begins), default=None)
        end = _after(row.day("COURSE_END_DATE"))
        level, _ = colleges.get(row["COURSE_ID"], ("", ""))
        if row["COURSE_ID"] not in colleges:
            mapped.refuse(
                file, "course.tsv must have it: level and college come from there", row.number, "COURSE_ID"
            )
        elif level is None:
            mapped.leave(file, "no registration: COURSE_AIM is not of higher education, or empty", row.number)
        elif first is None:
            mapped.leave(file, "no registration: it has no first day", row.number, "COURSE_JOIN_DATE")
        elif row["ACTIVE_MEMBERSHIP"] == "2" and end is None:
            rule = "no registration: it is not active, and COURSE_END_DATE does not say since when"
            mapped.leave(file, rule, row.number, "COURSE_END_DATE")
        elif end is not None and end <= first:
            mapped.refuse(file, "must not lie before COURSE_JOIN_DATE", row.number, "COURSE_END_DATE")
        else:
            spells[row["STUDENT_ID"]].append((first, end, row))
    for found in spells.values():
        until = date.min
        for first, end, row in sorted(found, key=lambda each: (each[0], each[2].number)):
            if first < until:
                rule = "no registration: the student is registered on another course at the same time"
                mapped.leave(file, rule, row.number)
                continue
            until = end or date.max
            latest = max(
                years[row["STUDENT_COURSE_MEMBERSHIP_ID"]],
                key=lambda each: int(each["ACADEMIC_YEAR"]),
                default=row,
            )
            level, college = colleges[row["COURSE_ID"]]
            mapped.add(
                "registrations",
                _registration(row, latest, first, end, level or "", college, rules),
                file,
                row.number,
            )
    if not rules.knows_visas and any(row["VISA"] for row in delivery.of("studentcoursemembership")):
        mapped.ignore(file, "the institution's profile has no use for it", "VISA")


def _registration(
    row: UddRow, year: UddRow, first: date, end: date | None, level: str, college: str, rules: Rules
) -> RegistrationRow:
    return RegistrationRow(
        row["STUDENT_ID"],
        first,
        end,
        row["COURSE_ID"],
        college,
        level,
        PLACES.get(year["LOCATION_OF_STUDY"]) or STUDY_MODES.get(year["MODE"], "full_time"),
        RESIDENCES.get(year["TERMTIME_ACCOM"], "unknown"),
        int(year["YEAR_PRG"]) if year["YEAR_PRG"].isdecimal() and int(year["YEAR_PRG"]) <= 20 else None,  # noqa: PLR2004
        sponsored=rules.knows_visas and row["VISA"] in VISAS,
    )


def _links(delivery: Delivery, rules: Rules, mapped: Mapped) -> None:
    """Who teaches, and who tutors: only links that name this service give anybody to see a student."""
    taught = set[tuple[str, str]]()

    def teach(row: UddRow, run: str, file: str) -> None:
        if (row["STAFF_ID"], run) not in taught:
            taught.add((row["STAFF_ID"], run))
            mapped.add("teaching", TeachingRow(row["STAFF_ID"], run), file, row.number)

    for row in delivery.of("staffmoduleinstance"):
        teach(row, row["MOD_INSTANCE_ID"], "staffmoduleinstance.tsv")
    begins: dict[str, date] = {}
    for each in mapped.roster.registrations:
        begins[each.student] = min(each.starts_on, begins.get(each.student, each.starts_on))
    file = "stafflink.tsv"
    for row in delivery.of("stafflink"):
        of, value, role = row["PROPERTY_NAME"], row["PROPERTY_VALUE"], row["RELATIONSHIP"]
        if row["SCOPE"].lower() != SCOPE:
            mapped.leave(file, f"SCOPE is not {SCOPE}: by UDD, it means nothing here", row.number, "SCOPE")
        elif of == "MOD_INSTANCE_ID" and role == "teaches":
            teach(row, value, file)
        elif of == "STUDENT_ID" and role in rules.tutor_roles:
            if value in begins:
                entry = TutorshipRow(value, row["STAFF_ID"], begins[value], None, role)
                mapped.add("tutorships", entry, file, row.number)
            else:
                rule = "no tutorship: the student's registration, by which it begins, is not in the delivery"
                mapped.leave(file, rule, row.number, "PROPERTY_VALUE")
        else:
            words = ", ".join(rules.tutor_roles) or "none"
            rule = f"must be of a STUDENT_ID ({words}), or of a MOD_INSTANCE_ID (teaches)"
            mapped.leave(file, rule, row.number, "RELATIONSHIP")
