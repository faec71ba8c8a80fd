"""The synthetic university: the same from the same seed, on the calendar, as dispersed as research says."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import fmean, median, pvariance

import pytest

from app.access.vocabulary import Reach
from app.devtools.synthetic.habits import CHANGES
from app.devtools.synthetic.people import CAST
from app.devtools.synthetic.university import University
from app.profiles.model import Profile, read_profile

PROFILES = ("exeter", "nottingham", "essex", "city", "queen_mary")
FIRST, LAST = date(2025, 9, 6), date(2025, 12, 21)
"""A term, with vacation before and after it."""
WORKED_BY = "moodle"


def made(project: Path, name: str, *, seed: int = 7, students: int = 80) -> University:
    profile = read_profile(project / "app" / "profiles", name)
    return University(profile, seed, FIRST, LAST, "issuer", students, "x-")


@pytest.fixture
def nottingham(project: Path) -> University:
    return made(project, "nottingham", students=200)


def digest(university: University) -> str:
    parts: tuple[Callable[[], object], ...] = (
        lambda: university.roster,
        lambda: university.staffing,
        lambda: university.members,
        lambda: list(university.sessions()),
        lambda: list(university.attendance()),
        lambda: list(university.marks()),
        lambda: list(university.circumstances()),
        lambda: list(university.career_stages()),
        lambda: list(university.activity()),
    )
    return sha256("\n".join(repr(part()) for part in parts).encode()).hexdigest()


@pytest.mark.parametrize("name", PROFILES)
def test_the_same_seed_gives_the_same_people_and_the_same_bytes(project: Path, name: str) -> None:
    once = digest(made(project, name))
    assert digest(made(project, name)) == once
    assert digest(made(project, name, seed=8)) != once


@pytest.mark.parametrize("name", PROFILES)
def test_every_source_and_every_kind_of_person_occurs(project: Path, name: str) -> None:
    university = made(project, name, students=300)
    assert {each.source for each in university.activity()} == university.profile.accepted
    registrations = university.roster.registrations
    assert {each.level for each in registrations} == {
        "undergraduate", "postgraduate_taught", "postgraduate_research",
    }  # fmt: skip
    assert {each.study_mode for each in registrations} >= {"full_time", "placement", "abroad"}
    assert {(each.residence, each.sponsored) for each in registrations} == {
        (place, sponsored) for place in ("on_campus", "off_campus") for sponsored in (True, False)
    }
    assert {each.year_of_study for each in registrations} == {1, 2, 3}
    assert {kind for _, kind, _ in university.planted()} == {each.kind for each in CHANGES}


@pytest.mark.parametrize("days", [35, 106, 365])
def test_the_board_has_confirmed_earlier_marks_and_not_the_latest(project: Path, days: int) -> None:
    profile = read_profile(project / "app" / "profiles", "city")
    university = University(profile, 7, LAST - timedelta(days=days), LAST, "issuer", 60, "x-")
    marks = {confirmed: set[str]() for confirmed in (True, False)}
    for each in university.marks():
        marks[each.confirmed_on is not None].add(each.assessment)
        assert each.submitted_on is not None
        assert each.confirmed_on is None or each.submitted_on <= each.confirmed_on <= LAST
    assert marks[True]
    assert marks[False]
    assert not marks[True] & marks[False], "a board meets over a whole assessment"
    due = {each.code: each.due_on for each in university.roster.assessments if each.due_on is not None}
    assert max(due[each] for each in marks[True]) < min(due[each] for each in marks[False])


def test_an_event_is_what_the_profile_lets_in(nottingham: University) -> None:
    sources = nottingham.profile.sources
    events = list(nottingham.activity())
    assert len({each.event_id for each in events}) == len(events)
    for each in events:
        entry = sources[each.source]
        assert each.kind in entry.kinds
        assert 0 < each.quantity <= entry.most_per_event
        assert FIRST <= nottingham.profile.day(each.occurred_at) <= LAST


def test_nothing_is_taught_outside_teaching_days_and_vacations_are_quiet(nottingham: University) -> None:
    calendar = nottingham.calendar
    assert all(calendar.is_teaching_day(each.starts_at.date()) for each in nottingham.sessions())
    amounts: Counter[date] = Counter()
    for each in nottingham.activity():
        if each.source == WORKED_BY:
            amounts[each.occurred_at.date()] += int(each.quantity)
    days = [day for day in nottingham_days() if day.weekday() < 5]
    taught = [amounts[day] for day in days if calendar.term_of(day) is not None]
    vacation = [amounts[day] for day in days if calendar.term_of(day) is None]
    assert fmean(vacation) < 0.5 * fmean(taught)


def nottingham_days() -> list[date]:
    return [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]


def test_daily_counts_are_dispersed_as_counts_of_students_are(nottingham: University) -> None:
    """Around a median of 12 a day, with a negative-binomial size of about 1."""
    amounts: Counter[tuple[str, date]] = Counter()
    for each in nottingham.activity():
        if each.source == WORKED_BY:
            amounts[each.student, each.occurred_at.date()] += int(each.quantity)
    days = nottingham.calendar.teaching_days(FIRST, LAST)
    steady = [each for each in nottingham.members if each.habit.name == "steady" and not each.planted]
    means, sizes = [], []
    for member in steady:
        counts = [amounts[member.number, day] for day in days]
        mean, variance = fmean(counts), pvariance(counts)
        means.append(mean)
        sizes.append(mean**2 / (variance - mean))
    assert 10 < median(means) < 15
    assert 0.8 < median(sizes) < 1.3
    assert max(means) > 4 * min(means), "students differ"


def test_a_planted_change_is_in_the_activity_and_on_record(nottingham: University) -> None:
    changed = {number: (kind, week) for number, kind, week in nottingham.planted()}
    weeks = [week.monday for week in nottingham.calendar.teaching_weeks(FIRST, LAST)]
    assert {week for _, week in changed.values()} <= set(weeks[4:])
    after: Counter[str] = Counter()
    for each in nottingham.activity():
        kind, week = changed.get(each.student, (None, LAST))
        if kind == "stopped" and each.occurred_at.date() >= week:
            after[each.source] += 1
    assert after.keys() <= {"submissions"}, "what was submitted before is all there is"
    ill = {
        each.number: each.planted
        for each in nottingham.members
        if each.planted and each.planted.kind == "ill"
    }
    day_of = {each.session: each.starts_at.date() for each in nottingham.sessions()}
    statuses = {
        each.status
        for each in nottingham.attendance()
        if (planted := ill.get(each.identifier)) and planted.holds(day_of[each.session])
    }
    assert statuses == {"authorised_absence"}


def test_who_checked_in_was_there(nottingham: University) -> None:
    present = {
        (each.identifier, each.session) for each in nottingham.attendance() if each.status == "present"
    }
    starts = {(each.module_run, each.starts_at): each.session for each in nottingham.sessions()}
    checked_in = [each for each in nottingham.activity() if each.source == "check_ins"]
    assert checked_in
    for each in checked_in:
        assert each.module_run is not None
        assert (each.student, starts[each.module_run, each.occurred_at]) in present


def test_the_cast_is_there_for_demonstrations(nottingham: University) -> None:
    for at, cast in CAST.items():
        member, registration = nottingham.members[at - 1], nottingham.roster.registrations[at - 1]
        assert (registration.residence, registration.sponsored) == ("on_campus", cast.sponsored)
        assert (member.planted.kind if member.planted else None) == ("stopped" if cast.stopped else None)


def test_a_demonstration_can_have_many_on_one_course_in_one_year(project: Path) -> None:
    profile = read_profile(project / "app" / "profiles", "queen_mary")
    university = University(profile, 7, LAST - timedelta(days=30), LAST, "issuer", 60, "x-", together=40)
    groups = [(each.programme, each.level, each.year_of_study) for each in university.roster.registrations]
    assert len(set(groups[:40])) == 1
    assert len(set(groups[40:])) > 10
    assert {len(each.runs) for each in university.members[:40]} == {2}


def test_nobody_real_is_reached_by_a_students_contact_details(nottingham: University) -> None:
    details = nottingham.roster.contact_details
    assert [each.student for each in details] == [each.number for each in nottingham.members]
    for each in details:
        assert each.university_email is not None
        assert each.university_email.endswith("@example.ac.uk")
        assert each.mobile is None or each.mobile.startswith("+44 7700 900")
        assert each.emergency_telephone is not None
        assert each.emergency_telephone.startswith("+44 1632 960")


@pytest.mark.parametrize("name", PROFILES)
def test_somebody_has_every_role_that_reaches_students(project: Path, name: str) -> None:
    university = made(project, name)
    staffing, profile = university.staffing, university.profile
    granted = {each.role for each in staffing.grants}
    teams = {each.role for each in staffing.teams if each.members}
    by_reach = {Reach.GRANT: granted, Reach.ASSIGNMENT: teams}
    for role, entry in profile.roles.items():
        assert role in by_reach.get(entry.reach, {role})
    numbers = {each.number for each in university.roster.staff}
    assert {*staffing.tutors, *staffing.trained, "ADMIN", "LECTURER"} <= numbers
    assert all(subject.startswith("x-") for subject in logins(university))


def logins(university: University) -> list[str]:
    return [each.subject for each in university.roster.logins]


def test_where_training_is_required_one_holder_of_a_role_has_none(nottingham: University) -> None:
    trained = set(nottingham.staffing.trained)
    assert {"T001", "SENIOR_TUTOR-ARTS", "WELLBEING", "VISA_TEAM"} <= trained
    assert not {nottingham.staffing.tutors[-1], "SENIOR_TUTOR-TRADE", "RESX-2"} & trained


def test_a_source_that_nobody_described_is_named(project: Path) -> None:
    profile = read_profile(project / "app" / "profiles", "exeter")
    entries = profile.model_dump(mode="json")
    entries["sources"]["gym"] = entries["sources"]["careers"]
    strange = Profile.model_validate(entries)
    university = University(strange, 7, FIRST, LAST, "issuer", 3)
    with pytest.raises(ValueError, match="gym"):
        list(university.activity())
