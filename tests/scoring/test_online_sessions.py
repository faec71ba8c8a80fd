"""Online sessions: one that timed out ends with its last activity, however long its source waited."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.scoring.online_sessions import OnlineSession, online_sessions

NINE = datetime(2018, 11, 19, 9, tzinfo=UTC)
KINDS = ("in", "did", "out")


def told(*said: tuple[int, str]) -> list[tuple[int, int, bool]]:
    """Of events at minutes after nine: when each session began, how many minutes it lasted, how it ended."""
    return [
        (_minutes(each.began_at - NINE), _minutes(each.lasted), each.timed_out)
        for each in sessions((NINE + timedelta(minutes=minute), kind) for minute, kind in said)
    ]


def sessions(events: object) -> list[OnlineSession]:
    return list(online_sessions("vle", events, {"in"}, {"out"}))  # type: ignore[arg-type]  # of these tests


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def test_a_session_ends_with_its_last_activity() -> None:
    assert told((0, "in"), (10, "did"), (70, "out")) == [(0, 10, True)]
    assert told((0, "in"), (10, "did")) == [(0, 10, False)]
    assert told((0, "in"), (60, "out")) == [(0, 0, True)], "somebody came, and nothing more is known"


def test_another_beginning_ends_the_one_before() -> None:
    assert told((0, "in"), (5, "did"), (30, "in"), (31, "did")) == [(0, 5, False), (30, 1, False)]


def test_what_nothing_began_belongs_to_no_session() -> None:
    assert told((0, "did"), (1, "out"), (2, "did")) == []


@given(st.lists(st.tuples(st.integers(0, 600), st.sampled_from(KINDS)), max_size=40))
def test_no_wait_before_a_time_out_is_ever_counted(said: list[tuple[int, str]]) -> None:
    """When time-outs come, and whether they do, changes no session's length."""
    ordered = sorted(said)
    events = [(NINE + timedelta(minutes=minute), kind) for minute, kind in ordered]
    found = sessions(events)
    active = {moment for moment, kind in events if kind != "out"}
    assert all(each.began_at in active and each.ended_at in active for each in found)
    assert sum(each.events for each in found) <= len([kind for _, kind in events if kind != "out"])
    assert all(each.lasted >= timedelta() for each in found)
