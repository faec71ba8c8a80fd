"""The letters of the access matrices, and the states of the world in which they are asked.

2: done (200, 201, 202, 204). 1, 3, 4: 401, 403, 404. I: 422, the institution lacks what is asked for. C: done with
consent, else 403. G: done with consent outside exam periods, else 403. P: 409: it is
somebody else's turn, or stands for good. V: done for a sponsored student, else 404. W: 403 for a sponsored student, else 404.
"""

from collections.abc import Iterable
from dataclasses import dataclass

ANSWERS = {"2": (200, 201, 202, 204), "1": (401,), "3": (403,), "4": (404,), "I": (422,), "P": (409,)}
LETTERS = ("2", "1", "3", "4", "I", "P", "C", "G", "V", "W")


@dataclass(frozen=True)
class State:
    consent: str = "undecided"
    exams: bool = False
    sponsored: bool = False

    def __str__(self) -> str:
        return f"{self.consent}{'-exams' * self.exams}{'-sponsored' * self.sponsored}"


BY_CONSENT = (
    State("given"),
    State("given", exams=True),
    State("refused"),
    State("undecided", exams=True),
)
"""For profiles that rest on consent."""
BY_SPONSORSHIP = (State(sponsored=True), State())
"""For profiles that do not."""
# The first of them opens the most: what is refused there, whatever the state, opens in no other.
REFUSED = frozenset("134I")
STEADY = frozenset(ANSWERS)
"""Answered alike in every state."""


def expected(letter: str, state: State) -> tuple[int, ...]:
    """The statuses that a letter allows in a state."""
    consented = state.consent == "given"
    return ANSWERS[
        {
            "C": "2" if consented else "3",
            "G": "2" if consented and not state.exams else "3",
            "V": "2" if state.sponsored else "4",
            "W": "3" if state.sponsored else "4",
        }.get(letter, letter)
    ]


def letter_for(statuses: Iterable[tuple[State, int]]) -> str | None:
    """The first letter that says all of this; None where there is none."""
    told = list(statuses)
    return next((each for each in LETTERS if all(is_in(each, *one) for one in told)), None)


def is_in(letter: str, state: State, status: int) -> bool:
    return status in expected(letter, state)
