"""Where a request stands, by what is done with it: a step leads to one state, or is refused with words."""

from itertools import product

import pytest

from app.rights.exceptions import SAID
from app.rights.states import NotPossible, state_after, stops_the_clock
from app.rights.vocabulary import LegalException, RequestKind, RequestState, RequestStep

ACCESS, COMPLAINT, ERASURE = RequestKind.ACCESS, RequestKind.COMPLAINT, RequestKind.ERASURE
NEXT = {
    (RequestState.RECEIVED, RequestStep.IDENTITY_ASKED): RequestState.AWAITING_IDENTITY,
    (RequestState.RECEIVED, RequestStep.CLARIFICATION_ASKED): RequestState.PAUSED,
    (RequestState.RECEIVED, RequestStep.EXTENDED): RequestState.EXTENDED,
    (RequestState.EXTENDED, RequestStep.IDENTITY_ASKED): RequestState.AWAITING_IDENTITY,
    (RequestState.EXTENDED, RequestStep.CLARIFICATION_ASKED): RequestState.PAUSED,
    (RequestState.EXTENDED, RequestStep.EXTENDED): RequestState.EXTENDED,
    (RequestState.AWAITING_IDENTITY, RequestStep.INFORMATION_GIVEN): RequestState.RECEIVED,
    (RequestState.AWAITING_IDENTITY, RequestStep.WENT_ON): RequestState.RECEIVED,
    (RequestState.AWAITING_IDENTITY, RequestStep.EXTENDED): RequestState.AWAITING_IDENTITY,
    (RequestState.PAUSED, RequestStep.INFORMATION_GIVEN): RequestState.RECEIVED,
    (RequestState.PAUSED, RequestStep.WENT_ON): RequestState.RECEIVED,
    (RequestState.PAUSED, RequestStep.EXTENDED): RequestState.PAUSED,
}
"""Of a request that has taken no step; whatever is not here cannot be done."""


@pytest.mark.parametrize(
    ("state", "step"),
    list(product(RequestState, [each for each in RequestStep if each is not RequestStep.ACKNOWLEDGED])),
    ids=str,
)
def test_a_step_leads_to_one_state_or_is_refused_with_words(state: RequestState, step: RequestStep) -> None:
    expected = NEXT.get((state, step))
    if expected is not None:
        assert state_after(ACCESS, state, step, ()) is expected
        return
    with pytest.raises(NotPossible, match=r"\w+ \w+ \w+"):
        state_after(ACCESS, state, step, ())


def test_what_was_extended_is_extended_again_once_the_student_has_answered() -> None:
    for step, state in product(
        (RequestStep.INFORMATION_GIVEN, RequestStep.WENT_ON),
        (RequestState.PAUSED, RequestState.AWAITING_IDENTITY),
    ):
        assert state_after(ERASURE, state, step, {RequestStep.EXTENDED}) is RequestState.EXTENDED


@pytest.mark.parametrize("state", [each for each in RequestState if each is not RequestState.ANSWERED])
def test_a_complaint_alone_is_acknowledged_once_and_stays_where_it_is(state: RequestState) -> None:
    assert state_after(COMPLAINT, state, RequestStep.ACKNOWLEDGED, ()) is state
    for kind in set(RequestKind) - {COMPLAINT}:
        with pytest.raises(NotPossible, match="only a complaint"):
            state_after(kind, state, RequestStep.ACKNOWLEDGED, ())
    with pytest.raises(NotPossible, match="already"):
        state_after(COMPLAINT, state, RequestStep.ACKNOWLEDGED, {RequestStep.ACKNOWLEDGED})


def test_an_extension_is_once_and_no_complaints() -> None:
    with pytest.raises(NotPossible, match="already"):
        state_after(ACCESS, RequestState.EXTENDED, RequestStep.EXTENDED, {RequestStep.EXTENDED})
    with pytest.raises(NotPossible, match="no law"):
        state_after(COMPLAINT, RequestState.RECEIVED, RequestStep.EXTENDED, ())


@pytest.mark.parametrize("kind", RequestKind)
def test_the_law_says_what_stops_the_clock(kind: RequestKind) -> None:
    assert stops_the_clock(kind, RequestStep.IDENTITY_ASKED) == (kind is not COMPLAINT)
    assert stops_the_clock(kind, RequestStep.CLARIFICATION_ASKED) == (kind is ACCESS)
    for step in set(RequestStep) - {RequestStep.IDENTITY_ASKED, RequestStep.CLARIFICATION_ASKED}:
        assert not stops_the_clock(kind, step)


def test_every_exception_is_put_in_words_with_its_rule() -> None:
    assert SAID.keys() == set(LegalException)
    assert all("article" in each or "schedule" in each for each in SAID.values())
