"""What a student's decisions amount to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.consent.ledger import ConsentDecision, ConsentState, Decision, consent_state
from app.ids import DecisionId

GIVEN, REFUSED, WITHDRAWN = Decision.GIVEN, Decision.REFUSED, Decision.WITHDRAWN


def ledger(*entries: tuple[int, Decision]) -> list[ConsentDecision]:
    """Decisions on one purpose, (academic year, decision), in order of entry."""
    return [
        ConsentDecision(
            decision_id=DecisionId(UUID(int=at)),
            sequence=at,
            purpose="learning_analytics",
            decision=decision,
            academic_year=year,
            notice_version="1",
            decided_at=datetime(2018, 9, 1, tzinfo=UTC) + timedelta(days=at),
            decided_by="student",
            channel="web",
        )
        for at, (year, decision) in enumerate(entries, start=1)
    ]


@pytest.mark.parametrize(
    ("entries", "year", "state"),
    [
        ([], 2018, ConsentState.UNDECIDED),
        ([(2018, GIVEN)], 2018, ConsentState.GIVEN),
        ([(2018, REFUSED)], 2018, ConsentState.REFUSED),
        ([(2018, GIVEN), (2018, WITHDRAWN)], 2018, ConsentState.WITHDRAWN),
        ([(2018, GIVEN), (2018, WITHDRAWN), (2018, GIVEN)], 2018, ConsentState.GIVEN),
        # asked anew each academic year
        ([(2018, GIVEN)], 2019, ConsentState.UNDECIDED),
        # no today means no to what was kept before, for as long as it stands
        ([(2018, GIVEN), (2019, REFUSED)], 2018, ConsentState.REFUSED),
        ([(2018, GIVEN), (2019, GIVEN), (2019, WITHDRAWN)], 2018, ConsentState.WITHDRAWN),
        ([(2018, GIVEN), (2019, REFUSED), (2019, GIVEN)], 2018, ConsentState.GIVEN),
        # yes reaches neither back nor forward
        ([(2018, REFUSED), (2019, GIVEN)], 2018, ConsentState.REFUSED),
        ([(2019, GIVEN)], 2018, ConsentState.UNDECIDED),
    ],
)
def test_decisions_amount_to_a_state(
    entries: list[tuple[int, Decision]], year: int, state: ConsentState
) -> None:
    assert consent_state(ledger(*entries), "learning_analytics", year, 2019) is state


@pytest.mark.parametrize(
    ("entries", "year", "current", "state"),
    [
        # no to next year says nothing of this year until next year has begun
        ([(2018, GIVEN), (2019, REFUSED)], 2018, 2018, ConsentState.GIVEN),
        ([(2018, GIVEN), (2019, REFUSED)], 2019, 2018, ConsentState.REFUSED),
        ([(2018, GIVEN), (2019, REFUSED)], 2018, 2019, ConsentState.REFUSED),
        ([(2018, GIVEN), (2019, REFUSED)], 2019, 2019, ConsentState.REFUSED),
        ([(2018, REFUSED), (2019, GIVEN)], 2018, 2018, ConsentState.REFUSED),
        ([(2018, REFUSED), (2019, GIVEN)], 2019, 2018, ConsentState.GIVEN),
    ],
)
def test_a_decision_counts_from_the_year_that_it_is_about(
    entries: list[tuple[int, Decision]], year: int, current: int, state: ConsentState
) -> None:
    assert consent_state(ledger(*entries), "learning_analytics", year, current) is state


def test_a_decision_on_one_purpose_says_nothing_of_another() -> None:
    assert consent_state(ledger((2018, GIVEN)), "research", 2018, 2018) is ConsentState.UNDECIDED
