"""The table of `docs/signals.md`: what the simulation found."""

from collections.abc import Iterator

from app.signals import simulation
from app.signals.fall import MOST_WEEKS, FallTest
from app.signals.simulation import FALLS, Rate, Row

BEGIN, END = "<!-- simulated: `attune simulate-signals` writes what follows -->", "<!-- simulated: end -->"


def with_table(page: str, test: FallTest, students: int) -> str:
    """The page with its table made anew."""
    before, rest = page.split(BEGIN)
    return "\n".join([before + BEGIN, "", *_lines(test, students), "", END + rest.split(END)[1]])


def _lines(test: FallTest, students: int) -> Iterator[str]:
    rows = list(simulation.rows(test, students))
    yield (
        f"{students:,} simulated students, {simulation.WEEKS} weeks of each, seeds fixed. Fingerprint"
        f" `{simulation.fingerprint(test)}`."
    )
    yield ""
    yield "| earlier weeks | drift | unchanged weeks taken for a fall, % (95 % interval) |" + "".join(
        f" fall of {each} %: found within 1 / 2 weeks, % |" for each in FALLS
    )
    yield "| --- | --- | --- |" + " --- |" * len(FALLS)
    for row in rows:
        yield _line(row)
    yield ""
    worst = max(rows, key=lambda each: each.wrong.high)
    yield (
        f"The worst is {_wrong(worst.wrong)} with {_baseline(worst.baseline)} earlier weeks and a drift of"
        f" {worst.drift:g}."
    )
    left_out = simulation.with_days_left_out(test, students)
    listed = "; ".join(f"{weeks} weeks: {_wrong(rate)}" for weeks, rate in left_out.items())
    yield ""
    yield f"With a tenth of all days excluded by chance, and a drift of {max(simulation.DRIFTS):g}: {listed}."


def _line(row: Row) -> str:
    cells = [_baseline(row.baseline), f"{row.drift:g}", _wrong(row.wrong)]
    cells += [
        f"{_share(found.first)} / {_share(found.second)}" for found in (row.found[each] for each in FALLS)
    ]
    return f"| {' | '.join(cells)} |"


def _baseline(weeks: int) -> str:
    return str(weeks) if weeks <= MOST_WEEKS else f"{weeks} or more"


def _wrong(rate: Rate) -> str:
    return f"{100 * rate.share:.2f} ({100 * rate.low:.2f}–{100 * rate.high:.2f})"


def _share(rate: Rate) -> str:
    return f"{100 * rate.share:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
