"""Attacks on scoring trials by an analyst, with an administrator who drafts whatever the analyst likes.

They ask the service over HTTP and know nothing else. By hand, with a line for each request:

    .venv/bin/python -m pytest -q -s tests/disclosure/test_trial_attacks.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from tests import roles
from tests.world import PUBLISHED, Person, World

IN_FORCE = PUBLISHED


def say(what: str) -> None:
    """A line of the attack's log, which `-s` shows."""
    print(what)  # noqa: T201 (for whoever runs it by hand)


@dataclass
class Attackers:
    """Those who ask, and how often they have."""

    analyst: Person
    administrator: Person
    requests: int = 0
    answers: int = 0
    anything_goes: bool = True
    """Whether the service has taken whatever it was asked."""
    drafts: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def of(cls, world: World) -> "Attackers":
        return cls(await world.tutor(roles.ANALYST), await world.tutor(roles.ADMIN))

    async def ask(
        self, day: date, coefficients: Mapping[str, float] | None, thresholds: Sequence[float] = ()
    ) -> dict[str, Any] | None:
        """A trial of any coefficients and thresholds; where the service takes none, of a draft of them."""
        body: dict[str, Any] = {"day": str(day), "thresholds": list(thresholds)}
        if coefficients is not None:
            body["coefficients"] = {"CLES": dict(coefficients)}
        told = await self._told(body) if self.anything_goes else None
        self.anything_goes = told is not None
        return told or await self.ask_of_draft(day, coefficients or IN_FORCE)

    async def ask_of_draft(self, day: date, coefficients: Mapping[str, float]) -> dict[str, Any] | None:
        """A trial of a draft with those coefficients; None where it tells nothing."""
        return await self._told({"day": str(day), "scoring_model_id": await self._draft(coefficients)})

    async def _told(self, body: dict[str, Any]) -> dict[str, Any] | None:
        self.requests += 1
        answer = await self.analyst.post("/v1/scoring-trials", body)
        assert answer.status_code in {200, 409, 422}, answer.text
        if answer.status_code != 200:
            say(f"{self.requests:4}  {body}: {answer.status_code} {answer.json()['type']}")
            return None
        self.answers += 1
        told: dict[str, Any] = answer.json()
        bars = [(each["above"], each["before"], each["after"]) for each in told["distribution"]]
        shown = [each for each in bars if each[1] or each[2]]
        say(f"{self.requests:4}  {body}: from, before, after {shown}; moves {told['moves']}")
        return told

    async def _draft(self, coefficients: Mapping[str, float]) -> str:
        if str(coefficients) not in self.drafts:
            body = {"academic_year": 2018, "coefficients": {"CLES": dict(coefficients)}, "note": "an attack"}
            made = await self.administrator.do("/v1/admin/scoring-models", body)
            self.drafts[str(coefficients)] = made["scoring_model_id"]
        return self.drafts[str(coefficients)]


async def single_out(attackers: Attackers, days: Sequence[date]) -> tuple[float, float] | None:
    """The VLE mean of whoever uses the VLE most: from where to where it lies, or None.

    Only the VLE counts, times c. As c grows, the student with the highest mean passes through bars that
    nobody else is in. A bar with that one student is answered by the same number every time, an empty one by
    another: some bar shows which. Then c closes in on where the student leaves that bar.
    """
    for day in days:
        empty = await _bars(attackers, day, 0.0)
        if empty is None:
            continue
        found = await _met(attackers, day, empty)
        if found is not None:
            return await _narrowed(attackers, day, empty, *found)
    return None


async def _bars(attackers: Attackers, day: date, c: float) -> list[tuple[float, int | None]] | None:
    told = await attackers.ask(day, {"app": 0.0, "careers": 0.0, "vle": c})
    return None if told is None else [(each["above"], each["after"]) for each in told["distribution"]]


async def _met(
    attackers: Attackers, day: date, empty: Sequence[tuple[float, int | None]]
) -> tuple[float, int] | None:
    """A c and the highest bar that answers unlike an empty one: one that the student alone can be in."""
    for step in range(26):
        c = 0.05 * 1.12**step
        bars = await _bars(attackers, day, c)
        if bars is None:
            return None
        other = [at for at, bar in enumerate(bars) if at and bar != empty[at]]
        if other and bars[other[-1]][0] >= 20 and other[-1] + 1 < len(bars):
            return c, other[-1]
    return None


async def _narrowed(
    attackers: Attackers, day: date, empty: Sequence[tuple[float, int | None]], c: float, bar: int
) -> tuple[float, float] | None:
    """Where the student leaves the bar upwards, as c grows."""
    inside, outside = c, c * 1.12
    edge = empty[bar + 1][0]
    for _ in range(10):
        middle = (inside + outside) / 2
        bars = await _bars(attackers, day, middle)
        if bars is None:
            return None
        if bars[bar] != empty[bar]:
            inside = middle
        else:
            outside = middle
    return edge / outside, edge / inside


async def average(
    attackers: Attackers, days: Sequence[date], target: tuple[float, float], friends: int
) -> float | None:
    """How many students, besides known friends, have a score in `target`: a mean over padded groups, or None.

    The friends' scores lie above the target's range, 0.25 apart, from its upper end on. So a band from the
    lower end up holds the target's students and as many friends as one likes. Every group carries noise of
    its own, on every day: the mean over a hundred of them has next to none.

    Where bands are fixed, drafts differ in coefficients that change nobody's score, so that a band with all
    friends and the target's students is counted over and over, each time with other noise.
    """
    found: list[float] = []
    for day in days:
        for padding in range(10, friends):
            bounds = [target[0], target[1] + 0.25 * padding + 0.125]
            told = await attackers.ask(day, None, bounds) if attackers.anything_goes else None
            if told is not None and len(told["moves"]) == len(bounds) + 1:
                found.append(told["moves"][1][1] - (padding + 1))
                continue
            idle = {"careers": 1.11 * (padding % 9) / 4, "vle": 0.446 * (padding // 9) / 4}
            told = await attackers.ask_of_draft(day, {"app": 0.75 * IN_FORCE["app"], **idle})
            if told is not None and told["distribution"][-1]["after"] is not None:
                found.append(told["distribution"][-1]["after"] - friends)
    return fmean(found) if found else None


def days_before(today: date, number: int) -> list[date]:
    return [today - timedelta(days=back) for back in range(1, number + 1)]
