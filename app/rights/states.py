"""States: what can be done with a request, and where it stands then; a small pure machine."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from app.rights.due_dates import Pause
from app.rights.vocabulary import RequestKind, RequestState, RequestStep

_GOING = frozenset({RequestState.RECEIVED, RequestState.EXTENDED})
_WAITING = frozenset({RequestState.AWAITING_IDENTITY, RequestState.PAUSED})
_GOES_ON = frozenset({RequestStep.INFORMATION_GIVEN, RequestStep.WENT_ON})
_FROM: Mapping[RequestStep, Collection[RequestState]] = {
    RequestStep.IDENTITY_ASKED: _GOING,
    RequestStep.CLARIFICATION_ASKED: _GOING,
    RequestStep.INFORMATION_GIVEN: _WAITING,
    RequestStep.WENT_ON: _WAITING,
    RequestStep.EXTENDED: _GOING | _WAITING,
    RequestStep.ACKNOWLEDGED: _GOING | _WAITING,
}
_WHY_NOT: Mapping[RequestStep, str] = {
    RequestStep.IDENTITY_ASKED: "the student has been asked already: wait for it, or go on without",
    RequestStep.CLARIFICATION_ASKED: "the student has been asked already: wait for it, or go on without",
    RequestStep.INFORMATION_GIVEN: "nothing is asked of you: the request goes on already",
    RequestStep.WENT_ON: "nothing is asked of the student: the request goes on already",
}
ANSWERED = "this request has been answered already: read your queue again"


class NotPossible(ValueError):
    """A step that a request cannot take; says why, and what to do."""


def state_after(
    kind: RequestKind, state: RequestState, step: RequestStep, taken: Collection[RequestStep]
) -> RequestState:
    """Where a request stands after a step; `taken` are those that it has taken. Raises NotPossible."""
    if state is RequestState.ANSWERED:
        raise NotPossible(ANSWERED)
    if state not in _FROM[step]:
        raise NotPossible(_WHY_NOT[step])
    if step in {RequestStep.EXTENDED, RequestStep.ACKNOWLEDGED}:
        _check_once(kind, step, taken)
    match step:
        case RequestStep.IDENTITY_ASKED:
            return RequestState.AWAITING_IDENTITY
        case RequestStep.CLARIFICATION_ASKED:
            return RequestState.PAUSED
        case RequestStep.INFORMATION_GIVEN | RequestStep.WENT_ON:
            extended = RequestStep.EXTENDED in taken
            return RequestState.EXTENDED if extended else RequestState.RECEIVED
        case RequestStep.EXTENDED:
            return RequestState.EXTENDED if state in _GOING else state
        case RequestStep.ACKNOWLEDGED:
            return state


def _check_once(kind: RequestKind, step: RequestStep, taken: Collection[RequestStep]) -> None:
    complaint = kind is RequestKind.COMPLAINT
    if step is RequestStep.ACKNOWLEDGED and not complaint:
        raise NotPossible("only a complaint is acknowledged: answer the request")
    if step is RequestStep.EXTENDED and complaint:
        raise NotPossible("no law gives a complaint a period that could be extended: tell its outcome")
    if step in taken:
        raise NotPossible(f"it has been {step} already")


def stops_the_clock(kind: RequestKind, step: RequestStep) -> bool:
    """Whether the days until the student answers are added (UK GDPR, article 12A).

    Who asks: whatever is asked, but for a complaint. What they mean: of a request for a copy alone.
    """
    if step is RequestStep.IDENTITY_ASKED:
        return kind is not RequestKind.COMPLAINT
    return step is RequestStep.CLARIFICATION_ASKED and kind is RequestKind.ACCESS


def pauses_of(kind: RequestKind, steps: Iterable[tuple[RequestStep, date]]) -> list[Pause]:
    """The times for which the clock of a request stands still, by its steps and their days."""
    found: list[Pause] = []
    for step, on in steps:
        if stops_the_clock(kind, step):
            found.append(Pause(on, for_identity=step is RequestStep.IDENTITY_ASKED))
        elif found and found[-1].until is None and step in _GOES_ON:
            found[-1] = replace(found[-1], until=on)
    return found
