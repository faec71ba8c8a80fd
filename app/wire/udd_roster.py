"""UDD into the roster: which row becomes what, as `docs/udd.md` lists it. UDD's last days are inclusive."""

from collections import Counter, defaultdict
from datetime import date

from app.access.vocabulary import Role
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
    StaffRow,
    StudentRow,
    TeachingRow,
    TutorshipRow,
)
from app.wire.udd import Delivery, UddRow, after
from app.wire.udd_codes import (
    ASSESSMENT_KINDS,
    COLUMNS,
    FILES,
    SCOPE,
    level_of,
)
from app.wire.udd_registrations import Courses, Rules, add_registrations

SYSTEM = "udd"
"""The system whose identifiers of students are STUDENT_IDs."""
_IDENTIFIERS = {"VLE_ID": "vle", "USERNAME": "username", "APPSHIB_ID": "shibboleth"}
_TIERS = ("INST_TIER_1", "INST_TIER_2", "INST_TIER_3")


def to_roster(delivery: Delivery, known: Known, rules: Rules) -> Mapped:
    """The delivery's rows as the roster's."""
    mapped = Mapped()
    _say_what_is_ignored(delivery, mapped)
    root = _org_units(delivery, mapped)
    _modules(delivery, rules, root, mapped)
    _people(delivery, mapped)
    courses = _programmes(delivery, known, mapped)
    add_registrations(delivery, rules, courses, mapped)
    _links(delivery, rules, mapped)
    for row in delivery.of("studentmoduleinstance"):
        student, run = row["STUDENT_ID"], row["MOD_INSTANCE_ID"]
        entry = EnrolmentRow(student, run, row.day("MOD_START_DATE"), after(row.day("MOD_END_DATE")))
        mapped.add("enrolments", entry, "studentmoduleinstance.tsv", row.number)
        achieved = row.figure("MOD_CREDITS_ACHIEVED")
        if achieved is not None:
            of = AchievedCreditsRow(student, run, achieved)
            mapped.add("achieved_credits", of, "studentmoduleinstance.tsv", row.number)
    return mapped


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
            end = after(period.day("PERIOD_END_DATE")) or end
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


def _programmes(delivery: Delivery, known: Known, mapped: Mapped) -> Courses:
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
                entry = TutorshipRow(value, row["STAFF_ID"], begins[value], None, Role(role))
                mapped.add("tutorships", entry, file, row.number)
            else:
                rule = "no tutorship: the student's registration, by which it begins, is not in the delivery"
                mapped.leave(file, rule, row.number, "PROPERTY_VALUE")
        else:
            words = ", ".join(rules.tutor_roles) or "none"
            rule = f"must be of a STUDENT_ID ({words}), or of a MOD_INSTANCE_ID (teaches)"
            mapped.leave(file, rule, row.number, "RELATIONSHIP")
