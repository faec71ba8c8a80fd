"""UDD's memberships of courses as registrations: from when until when, at which level, how and where."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.wire.mapped import Mapped
from app.wire.roster import RegistrationRow
from app.wire.udd import Delivery, UddRow, after
from app.wire.udd_codes import PLACES, RESIDENCES, STUDY_MODES, VISAS


@dataclass(frozen=True, slots=True)
class Rules:
    """What the institution's profile says."""

    year: Callable[[int], tuple[date, date]]
    """An academic year's first day, and the first day after it."""
    tutor_roles: tuple[str, ...]
    knows_visas: bool


MEMBERSHIPS = "studentcoursemembership.tsv"
_Spell = tuple[date, date | None, UddRow]
Courses = dict[str, tuple[str | None, str]]
"""By course: the level, and the college."""


def add_registrations(delivery: Delivery, rules: Rules, courses: Courses, mapped: Mapped) -> None:
    """A membership of a course is a registration. At once there is one: the one that began first."""
    years: dict[str, list[UddRow]] = defaultdict(list)
    for row in delivery.of("studentcourseinstance"):
        years[row["STUDENT_COURSE_MEMBERSHIP_ID"]].append(row)
    starts = {row["COURSE_INSTANCE_ID"]: row.day("START_DATE") for row in delivery.of("courseinstance")}
    for found in _spells(delivery, years, starts, courses, mapped).values():
        until = date.min
        for first, end, row in sorted(found, key=lambda each: (each[0], each[2].number)):
            if first < until:
                rule = "no registration: the student is registered on another course at the same time"
                mapped.leave(MEMBERSHIPS, rule, row.number)
                continue
            until = end or date.max
            of = years[row["STUDENT_COURSE_MEMBERSHIP_ID"]]
            latest = max(of, key=lambda each: int(each["ACADEMIC_YEAR"]), default=row)
            level, college = courses[row["COURSE_ID"]]
            entry = _registration(row, latest, first, end, level or "", college, rules)
            mapped.add("registrations", entry, MEMBERSHIPS, row.number)
    if not rules.knows_visas and any(row["VISA"] for row in delivery.of("studentcoursemembership")):
        mapped.ignore(MEMBERSHIPS, "the institution's profile has no use for it", "VISA")


def _spells(
    delivery: Delivery,
    years: Mapping[str, list[UddRow]],
    starts: Mapping[str, date | None],
    courses: Courses,
    mapped: Mapped,
) -> dict[str, list[_Spell]]:
    """By student: the memberships that can be registrations, from when until when."""
    spells: dict[str, list[_Spell]] = defaultdict(list)
    for row in delivery.of("studentcoursemembership"):
        instances = years.get(row["STUDENT_COURSE_MEMBERSHIP_ID"], [])
        begins = [starts.get(each["COURSE_INSTANCE_ID"]) for each in instances]
        first = row.day("COURSE_JOIN_DATE") or min(filter(None, begins), default=None)
        end = after(row.day("COURSE_END_DATE"))
        if row["COURSE_ID"] not in courses:
            rule = "course.tsv must have it: level and college come from there"
            mapped.refuse(MEMBERSHIPS, rule, row.number, "COURSE_ID")
        elif first is None:
            mapped.leave(MEMBERSHIPS, "no registration: it has no first day", row.number, "COURSE_JOIN_DATE")
        elif end is not None and end <= first:
            mapped.refuse(MEMBERSHIPS, "must not lie before COURSE_JOIN_DATE", row.number, "COURSE_END_DATE")
        elif (rule_of := _why_none(row, courses, end)) is not None:
            mapped.leave(MEMBERSHIPS, f"no registration: {rule_of}", row.number)
        else:
            spells[row["STUDENT_ID"]].append((first, end, row))
    return spells


def _why_none(row: UddRow, courses: Courses, end: date | None) -> str | None:
    if courses[row["COURSE_ID"]][0] is None:
        return "COURSE_AIM is not of higher education, or empty"
    if row["ACTIVE_MEMBERSHIP"] == "2" and end is None:
        return "it is not active, and COURSE_END_DATE does not say since when"
    return None


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
