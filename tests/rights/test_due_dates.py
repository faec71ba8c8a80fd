"""Due dates, by dated cases: months of all lengths, holidays, promises, pauses, extensions, complaints."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.profiles.rights import RequestsEntry
from app.rights.due_dates import MONTHS, Clock, Pause, acknowledge_by, months_after
from app.rights.states import NotPossible, pauses_of, state_after
from app.rights.vocabulary import RequestKind, RequestState, RequestStep
from tests.rights.cases import CALENDARS, CASES, HEAD, Case, Taken

ENGLAND = CALENDARS["England"]
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def clock(case: Case, steps: list[Taken]) -> Clock:
    complaint = case.kind is RequestKind.COMPLAINT
    return Clock(
        case.received,
        days=RequestsEntry().complaint_days if complaint else case.promised,
        months=None if complaint else MONTHS,
        pauses=pauses_of(case.kind, [(each.step, each.day) for each in steps]),
        extended=any(each.step is RequestStep.EXTENDED for each in steps),
    )


def possible(case: Case, taken: list[Taken], step: Taken, state: RequestState) -> RequestState | None:
    """Where it stands after the step; None if it cannot be taken."""
    told_by = clock(case, taken).tell_by(step.day)
    if step.step is RequestStep.EXTENDED and told_by is not None and step.day > told_by:
        return None
    try:
        return state_after(case.kind, state, step.step, {each.step for each in taken})
    except NotPossible:
        return None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_dated_case_is_due_on_its_day(case: Case) -> None:
    taken: list[Taken] = []
    state = RequestState.RECEIVED
    for step in case.steps:
        after = possible(case, taken, step, state)
        assert (after is None) == step.refused, step
        if after is not None:
            taken.append(step)
            state = after
    assert clock(case, taken).due_on(case.calendar.next_working_day) == case.due, case.why
    if case.acknowledged is not None:
        assert acknowledge_by(case.received, case.calendar.next_working_day) == case.acknowledged


def test_there_are_many_cases_of_every_kind_of_rule() -> None:
    assert len(CASES) >= 40
    assert {each.where for each in CASES} == set(CALENDARS)
    assert {step.step for each in CASES for step in each.steps} >= set(RequestStep) - {
        RequestStep.ACKNOWLEDGED
    }


def test_the_document_shows_the_same_cases(project: Path) -> None:
    """docs/rights.md holds the table that `due_dates.yaml` makes, row by row."""
    assert HEAD + "".join(each.row for each in CASES) in (project / "docs" / "rights.md").read_text("utf-8")


def test_two_further_months_are_the_same_arithmetic() -> None:
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)


@given(
    DAYS,
    st.integers(0, 40),
    st.integers(0, 40),
    st.sampled_from(["identity", "clarification"]),
    st.integers(1, 60) | st.none(),
)
def test_no_answer_is_ever_due_later_than_the_law_allows(
    received: date, asked: int, waited: int, waits_for: str, promised: int | None
) -> None:
    """One month from receipt or from the proof of identity, with the days of any other pause."""
    for_identity = waits_for == "identity"
    since = received + timedelta(days=asked)
    pause = Pause(since, since + timedelta(days=waited), for_identity)
    due = Clock(received, promised, pauses=[pause]).due_on(ENGLAND.next_working_day)
    assert pause.until is not None
    month, days = months_after(received, 1), timedelta(days=waited)
    law = max(month, months_after(pause.until, 1)) if for_identity else month + days
    assert due <= ENGLAND.next_working_day(law)
    assert ENGLAND.is_working_day(due)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_waiting_for_the_student_never_shortens_the_time(received: date, asked: int, waited: int) -> None:
    since = received + timedelta(days=asked)
    pause = Pause(since, since + timedelta(days=waited))
    without = Clock(received).due_on(ENGLAND.next_working_day)
    assert Clock(received, pauses=[pause]).due_on(ENGLAND.next_working_day) >= without
