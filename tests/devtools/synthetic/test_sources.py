"""What a synthetic Queen Mary leaves besides the usual: time-outs, graded work, a pilot, credits."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from tests.devtools.synthetic.test_university import made


def test_sessions_begin_and_some_of_them_time_out(project: Path) -> None:
    university = made(project, "queen_mary", students=60)
    events = [each for each in university.activity() if each.source == "qmplus"]
    assert len({each.event_id for each in events}) == len(events)
    kinds = Counter(each.kind for each in events)
    assert 0 < kinds["session_timed_out"] < 0.5 * kinds["logged_in"]
    assert kinds["viewed"] > 0.5 * kinds["logged_in"]


def test_work_is_graded_after_it_was_submitted_and_the_library_is_there(project: Path) -> None:
    university = made(project, "queen_mary", students=60)
    events = list(university.activity())
    graded = [each for each in events if each.kind == "graded"]
    assert graded
    submitted = {(each.student, each.occurred_at.date()) for each in events if each.kind == "submitted"}
    assert {(each.student, each.occurred_at.date() - timedelta(days=10)) for each in graded} <= submitted
    assert "library" in {each.source for each in events}


def test_who_is_not_in_the_first_year_has_credits_and_some_circumstances_were_approved(project: Path) -> None:
    university = made(project, "queen_mary", students=200)
    year = {each.student: each.year_of_study for each in university.roster.registrations}
    credited = university.roster.achieved_credits
    assert credited
    assert all((year[each.student] or 0) > 1 for each in credited)
    ill = {number for number, kind, _ in university.planted() if kind == "ill"}
    approved = {each.identifier for each in university.circumstances()}
    assert approved
    assert approved < ill
