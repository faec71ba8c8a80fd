"""Words: how unusual a week is, so that nobody has to know what a probability is."""

from collections.abc import Sequence

from app.signals.fall import Cutoffs, Falls

LIMITS: Sequence[str] = (
    "It knows nothing of studying that leaves no trace: books, groups, thinking.",
    "It does not know why: a timetable with fewer sessions, a finished assignment, an illness look the same.",
    "A fall to a half is found in about one case of ten: no signal does not mean no change.",
    "Of weeks in which nothing changed, up to one in 200 is taken for a fall.",
)
"""What a fall does not know."""
OTHER_LIMITS: Sequence[str] = LIMITS[:2]


def how_unusual(falls: Falls, row: int, cutoffs: Cutoffs | None) -> str:
    """Such as: about once in 200 ordinary weeks of this student's own."""
    tail = float(falls.tail[row])
    rare = [] if cutoffs is None else [each for each, cut in cutoffs.once_in.items() if tail <= cut]
    alone = f"about once in {max(rare):,} ordinary weeks" if rare else "as in ordinary weeks"
    if rare and max(rare) == max(cutoffs.once_in if cutoffs else (0,)):
        alone = f"less than once in {max(rare):,} ordinary weeks"
    if falls.twice[row] and not falls.alone[row]:
        return f"{alone}; two such weeks running: less than once in 300"
    return alone
