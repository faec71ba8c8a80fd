"""The ladder's arithmetic: what is due when, over weekends and Christmas, and what may come next."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.vocabulary import Role
from app.errors import Conflict, Forbidden
from app.outreach.case import (
    Answer,
    Attempt,
    AttemptOutcome,
    CaseOutcome,
    CaseState,
    Course,
    Standing,
    channel_rule,
    check_attempt,
    check_can_close,
    check_can_go_on,
    check_can_skip,
    standing,
)
from app.outreach.ladder import Channel, Ladder, Residence, Rung
from app.profiles.calendar import CalendarEntry
from app.profiles.model import read_profile
from app.settings import PROJECT

ENGLAND = CalendarEntry().calendar
TUTOR, MANAGER = Role("tutor"), Role("manager")
SENT, NO_ANSWER = AttemptOutcome.SENT, AttemptOutcome.NO_ANSWER
DAYS = st.dates(date(2018, 1, 1), date(2032, 12, 31))
WHO = "Personal tutor"


def rung(name: str = "email", **fields: Any) -> Rung:
    given: dict[str, Any] = {
        "title": name.title(),
        "roles": (TUTOR,),
        "by_residence": {},
        "channels": (Channel.UNIVERSITY_EMAIL,),
        "least_attempts": 1,
        "attempt_within": 2,
        "answer_within": 3,
        "go_on_within": 1,
    } | fields
    return Rung(name, **given)


def attempt(day: date, outcome: AttemptOutcome = SENT, on: str = "email", **fields: Any) -> Attempt:
    return Attempt(on, day, outcome, **fields)


def stands(
    attempts: Sequence[Attempt] = (),
    *,
    of: Rung | None = None,
    since: date = date(2018, 11, 20),
    answer: Answer | None = None,
    answered_on: date | None = None,
    is_first: bool = True,
) -> Standing:
    return standing(Course(of or rung(), since, is_first, attempts, answer, answered_on), ENGLAND)


def test_a_first_attempt_is_due_within_working_days() -> None:
    assert stands() == Standing(CaseState.OPEN, None, date(2018, 11, 22))
    friday = date(2018, 11, 23)
    assert stands(since=friday).due_on == date(2018, 11, 27)


def test_a_deadline_over_christmas_waits_for_the_offices_to_open() -> None:
    friday = date(2018, 12, 21)
    # Monday the 24th is worked; the 25th and 26th are holidays.
    assert stands(since=friday).due_on == date(2018, 12, 27)
    found = stands([attempt(friday)], since=friday)
    assert (found.waiting_until, found.due_on) == (date(2018, 12, 28), date(2018, 12, 31))
    late = stands([attempt(date(2018, 12, 31))], since=friday)
    assert (late.waiting_until, late.due_on) == (date(2019, 1, 4), date(2019, 1, 7))


def test_a_rung_that_came_on_is_handed_over_until_somebody_tries() -> None:
    assert stands(is_first=False).state is CaseState.HANDED_OVER
    earlier = [attempt(date(2018, 11, 19), on="before")]
    assert stands(earlier, is_first=False).state is CaseState.HANDED_OVER
    assert stands([*earlier, attempt(date(2018, 11, 20))], is_first=False).state is CaseState.ATTEMPTING


def test_further_attempts_are_owed_until_there_are_enough() -> None:
    twice = rung(least_attempts=2)
    one = stands([attempt(date(2018, 11, 20))], of=twice)
    assert one == Standing(CaseState.ATTEMPTING, None, date(2018, 11, 22))
    two = stands([attempt(date(2018, 11, 20)), attempt(date(2018, 11, 21), NO_ANSWER)], of=twice)
    assert two == Standing(CaseState.ATTEMPTING, date(2018, 11, 26), date(2018, 11, 27))


def test_nobody_waits_for_an_answer_to_what_did_not_arrive() -> None:
    found = stands([attempt(date(2018, 11, 20), AttemptOutcome.NOT_DELIVERED)])
    assert found == Standing(CaseState.ATTEMPTING, None, date(2018, 11, 21))


@pytest.mark.parametrize("outcome", [AttemptOutcome.REACHED, AttemptOutcome.DECLINED])
def test_reached_ends_the_ladder(outcome: AttemptOutcome) -> None:
    day = date(2018, 11, 21)
    found = stands([attempt(date(2018, 11, 20)), attempt(day, outcome)])
    assert found == Standing(CaseState.REACHED, None, date(2018, 11, 23), day, "email")


def test_an_attempt_for_a_need_overrules_that_the_student_declined() -> None:
    declined = attempt(date(2018, 11, 20), AttemptOutcome.DECLINED)
    again = attempt(date(2018, 11, 21), NO_ANSWER, overrules=True)
    assert stands([declined, again]).state is CaseState.ATTEMPTING
    assert stands([declined, again, attempt(date(2018, 11, 22), AttemptOutcome.REACHED)]).reached_on == date(
        2018, 11, 22
    )


@pytest.mark.parametrize("said", [Answer.FINE, Answer.WRONG_DATA, Answer.SUPPORT])
def test_an_answer_reaches_the_student(said: Answer) -> None:
    day = date(2018, 12, 24)
    found = stands(answer=said, answered_on=day)
    assert found == Standing(CaseState.REACHED, None, date(2018, 12, 28), day, "email")


def test_a_student_who_wants_to_be_called_waits_for_the_call() -> None:
    found = stands([attempt(date(2018, 11, 20))], answer=Answer.CALL_ME, answered_on=date(2018, 11, 21))
    assert found == Standing(CaseState.ATTEMPTING, None, date(2018, 11, 23))
    assert channel_rule(rung(), WHO, Channel.PHONE, asked_to_call=True) is None
    assert channel_rule(rung(), WHO, Channel.PHONE, asked_to_call=False) == (
        "must be one of university_email: “Email” is on, for Personal tutor."
    )
    assert channel_rule(rung(), WHO, Channel.VISIT, asked_to_call=True) is not None


@given(DAYS, st.lists(st.integers(0, 5), max_size=5), st.integers(1, 3), st.integers(0, 5))
def test_whatever_is_due_is_due_on_a_working_day_and_after_the_wait(
    since: date, gaps: list[int], least: int, answer_within: int
) -> None:
    of = rung(least_attempts=least, answer_within=answer_within)
    days = [since + timedelta(days=sum(gaps[: at + 1])) for at in range(len(gaps))]
    found = stands([attempt(each) for each in days], of=of, since=since)
    assert ENGLAND.is_working_day(found.due_on)
    assert found.due_on >= (days[-1] if days else since)
    assert (found.waiting_until is not None) == (len(days) >= least)
    if found.waiting_until is not None:
        assert ENGLAND.is_working_day(found.waiting_until)
        after = found.waiting_until + timedelta(days=1)
        assert ENGLAND.working_days_between(after, found.due_on) == of.go_on_within


# --- what may be done next ---


def refused(kind: type[Exception], check: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(kind) as told:
        check(*given, **named)
    return str(told.value)


def test_an_attempt_out_of_order_is_told_which_rung_is_on_and_for_whom() -> None:
    said = refused(Conflict, check_attempt, rung(), WHO, CaseState.OPEN, is_on_it=False)
    assert said == "“Email” is on, for Personal tutor. Somebody of another rung makes no attempt now"


@pytest.mark.parametrize(
    ("state", "said"), [(CaseState.REACHED, "was reached"), (CaseState.CLOSED, "is closed")]
)
def test_there_is_no_attempt_after_the_student_was_reached(state: CaseState, said: str) -> None:
    assert said in refused(Conflict, check_attempt, rung(), WHO, state, is_on_it=True)


def test_the_next_rung_waits_for_attempts_and_for_the_answer() -> None:
    day = date(2018, 11, 20)

    def go_on(attempts: Sequence[Attempt], today: date) -> None:
        course = Course(rung(), day, True, attempts)  # noqa: FBT003 (the first rung)
        check_can_go_on(course, WHO, standing(course, ENGLAND), today)

    assert "at least 1 attempts and has 0" in refused(Conflict, go_on, [], day)
    assert "until 2018-11-23 to answer" in refused(Conflict, go_on, [attempt(day)], date(2018, 11, 23))
    go_on([attempt(day)], date(2018, 11, 24))
    go_on([attempt(day, AttemptOutcome.NOT_DELIVERED)], day)
    reached = [attempt(day, AttemptOutcome.REACHED)]
    assert "was reached" in refused(Conflict, go_on, reached, date(2018, 12, 24))


def test_the_last_rung_and_what_is_over_cannot_be_skipped() -> None:
    assert check_can_skip(rung(), CaseState.OPEN, rung("phone")).name == "phone"
    assert "last rung" in refused(Conflict, check_can_skip, rung(), CaseState.OPEN, None)
    for state in (CaseState.REACHED, CaseState.CLOSED):
        refused(Conflict, check_can_skip, rung(), state, rung("phone"))


def test_a_case_ends_as_what_happened() -> None:
    def close(
        state: CaseState, outcome: CaseOutcome, of: Rung | None = None, *, is_on_it: bool = True
    ) -> None:
        check_can_close(of or rung(), WHO, state, outcome, is_on_it=is_on_it)

    close(CaseState.REACHED, CaseOutcome.SUPPORT_DECLINED)
    close(CaseState.OPEN, CaseOutcome.EXPLAINED)
    assert "nobody has" in refused(Conflict, close, CaseState.ATTEMPTING, CaseOutcome.REACHED_OK)
    assert "already" in refused(Conflict, close, CaseState.CLOSED, CaseOutcome.DUPLICATE)
    policy, last = CaseOutcome.EMERGENCY_POLICY_STARTED, rung(channels=(Channel.EMERGENCY_CONTACT,))
    assert "is for it" in refused(Conflict, close, CaseState.ATTEMPTING, policy)
    close(CaseState.HANDED_OVER, policy, last)
    refused(Conflict, close, CaseState.REACHED, policy, last)
    refused(Forbidden, close, CaseState.HANDED_OVER, policy, last, is_on_it=False)


def test_who_makes_a_rung_may_depend_on_where_the_student_lives() -> None:
    by_residence = {each: (Role(each),) for each in Residence}
    assert rung(by_residence=by_residence).roles_for(Residence.ON_CAMPUS) == ("on_campus",)
    assert rung().roles_for(Residence.ON_CAMPUS) == (TUTOR,)


def test_a_ladder_knows_what_comes_after() -> None:
    ladder = Ladder((rung("one"), rung("two")), 180)
    following = ladder.after("one")
    assert following is not None
    assert following.name == "two"
    assert ladder.after("two") is None
    assert ladder.rung("gone") is ladder.first, "a profile may change while cases are open"


def test_a_profile_says_what_is_wrong_with_its_ladder(tmp_path: Any) -> None:
    own = (PROJECT / "app" / "profiles" / "nottingham.yaml").read_text("utf-8")

    def read(old: str, new: str) -> str:
        assert old in own
        (tmp_path / "other.yaml").write_text(own.replace(old, new, 1), "utf-8")
        with pytest.raises(ValueError, match="outreach") as told:
            read_profile(tmp_path, "other")
        return str(told.value)

    assert "roles that open no case: visa_team" in read(
        "roles: [personal_tutor, senior_tutor]\n      channels: [univ",
        "roles: [visa_team]\n      channels: [univ",
    )
    assert "every residence" in read("        unknown: [faculty_support]\n", "")
    assert "the same name" in read("- name: other_ways", "- name: university_email")
    assert "and not both" in read("roles: [dashboard_manager]\n      channels: [univ", "channels: [univ")
