"""Of which days a student's decisions let data be used."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.consent.ledger import ConsentDecision, Decision
from app.consent.usable_days import ConsentRule, UsableDays, usable_days
from app.ids import DecisionId

GIVEN, REFUSED, WITHDRAWN = Decision.GIVEN, Decision.REFUSED, Decision.WITHDRAWN
Entry = tuple[int, Decision, date]
AUGUST, OCTOBER, MARCH, JULY = date(2018, 8, 1), date(2018, 10, 5), date(2019, 3, 4), date(2019, 7, 31)
AFTER = date(2019, 10, 7)


def rule(*, reaches_back: bool) -> ConsentRule:
    return ConsentRule("p", reaches_back, lambda year: date(year, 8, 1), datetime.date)


def ledger(*entries: Entry) -> list[ConsentDecision]:
    return [
        ConsentDecision(
            DecisionId(UUID(int=at)),
            at,
            "p",
            decision,
            year,
            "1",
            datetime(made.year, made.month, made.day, tzinfo=UTC),
            "student",
            "web",
        )
        for at, (year, decision, made) in enumerate(entries)
    ]


@pytest.mark.parametrize(
    ("entries", "current", "back", "onwards"),
    [
        ([], 2018, [], []),
        ([(2018, REFUSED, OCTOBER)], 2018, [], []),
        ([(2018, GIVEN, OCTOBER)], 2018, [(AUGUST, JULY)], [(OCTOBER, JULY)]),
        # yes once more begins nothing anew; yes after no does
        ([(2018, GIVEN, OCTOBER), (2018, GIVEN, MARCH)], 2018, [(AUGUST, JULY)], [(OCTOBER, JULY)]),
        (
            [(2018, GIVEN, OCTOBER), (2018, WITHDRAWN, MARCH), (2018, GIVEN, MARCH)],
            2018,
            [(AUGUST, JULY)],
            [(MARCH, JULY)],
        ),
        # two years in one run, where the second was agreed to before it began or reaches back
        (
            [(2018, GIVEN, OCTOBER), (2019, GIVEN, MARCH)],
            2019,
            [(AUGUST, date(2020, 7, 31))],
            [(OCTOBER, date(2020, 7, 31))],
        ),
        (
            [(2018, GIVEN, OCTOBER), (2019, GIVEN, AFTER)],
            2019,
            [(AUGUST, date(2020, 7, 31))],
            [(OCTOBER, JULY), (AFTER, date(2020, 7, 31))],
        ),
        # yes to a year that is over covers it only where it reaches back
        ([(2018, GIVEN, AFTER)], 2019, [(AUGUST, JULY)], []),
        # no to the next year counts once it has begun
        ([(2018, GIVEN, OCTOBER), (2019, REFUSED, MARCH)], 2018, [(AUGUST, JULY)], [(OCTOBER, JULY)]),
        ([(2018, GIVEN, OCTOBER), (2019, REFUSED, MARCH)], 2019, [], []),
    ],
)
def test_usable_days(
    entries: list[Entry], current: int, back: list[tuple[date, date]], onwards: list[tuple[date, date]]
) -> None:
    for reaches_back, runs in ((True, back), (False, onwards)):
        found = usable_days(ledger(*entries), rule(reaches_back=reaches_back), current)
        assert found == UsableDays(tuple(runs)), reaches_back


def test_a_run_knows_where_it_began() -> None:
    days = UsableDays(((AUGUST, OCTOBER), (MARCH, JULY)))
    assert days.since(AUGUST) == days.since(OCTOBER) == AUGUST
    assert days.since(JULY) == MARCH
    assert days.since(date(2018, 12, 1)) is None
    assert OCTOBER in days
    assert date(2018, 12, 1) not in days
    assert days.touches(date(2018, 12, 1), MARCH)
    assert not days.touches(date(2018, 12, 1), date(2018, 12, 31))
