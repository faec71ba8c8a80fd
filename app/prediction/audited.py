"""What an audit measured, by which rules, and what follows: as data, and as JSON stored with a model."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isnan, nan
from typing import Any


@dataclass(frozen=True, slots=True)
class Rules:
    """What a model has to keep to be published."""

    most_ece: float = 0.05
    least_module_auc: float = 0.65
    """In every module in which it is shown."""
    most_module_ece: float = 0.10
    """In every such module. A perfect model shows up to 0.07 of 350 students, by chance alone."""
    most_missed_gap: float = 0.10
    """Between groups, in the share missed of those who did not pass."""
    fewest_positives: int = 150
    """Students of a group who did not pass, under which nothing is said of the group."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A named person takes responsibility for one gap that is too wide."""

    groups: str
    """Such as `gender`."""
    signed_by: str
    signed_on: str
    """A date, as 2026-11-28."""
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its range of 95 %."""

    value: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class ModuleFigures:
    """One module."""

    module: str
    students: int
    passed: int
    auc: Figure
    brier: float
    ece: float


@dataclass(frozen=True, slots=True)
class GroupRates:
    """One group, at the working threshold."""

    groups: str
    group: str
    students: int
    not_passed: int
    missed: float
    """Share of those who did not pass whom no prompt was for: the false-negative rate."""
    needless: float
    """Share of those who passed whom a prompt was for: the false-positive rate."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The widest difference between groups that are large enough."""

    groups: str
    missed: Figure
    needless: Figure
    by_chance: float
    """Groups of these sizes that do not differ at all have a wider gap in the share missed 1 time in 20."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was measured, and what follows from it. Stored with the model."""

    model: str
    """Its version."""
    audited_on: tuple[str, ...]
    """Presentations of the students."""
    students: int
    passed: int
    threshold: float
    """Below this probability a prompt is shown to staff: the working threshold."""
    prompted: float
    """Share of the students who are below it."""
    figures: Mapping[str, Figure]
    """`auc`, `pr_auc`, `brier`, `ece`."""
    modules: tuple[ModuleFigures, ...]
    groups: tuple[GroupRates, ...]
    gaps: tuple[Gap, ...]
    rules: Rules
    exemptions: tuple[Exemption, ...]
    reasons: tuple[str, ...]
    """What tripped, each in a sentence; empty where nothing did."""
    tried: tuple[str, ...] = ()
    """What was tried before, each with what tripped then, in a sentence."""

    @property
    def publishable(self) -> bool:
        """Whether the rules let the model be published."""
        return not self.reasons

    @property
    def shown(self) -> tuple[str, ...]:
        """Codes of the modules in which it may be shown."""
        return tuple(each.module for each in self.modules)


def to_json(audit: Audit) -> bytes:
    """Canonical bytes: equal audits have equal bytes. What could not be measured is null."""
    plain = _nulled(asdict(audit))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def from_json(text: bytes | str) -> Audit:
    """An audit as it was written. Raises `ValueError` for anything else."""
    try:
        given = json.loads(text)
        return Audit(
            **{**given, **{name: tuple(given[name]) for name in ("audited_on", "reasons", "tried")}}
            | {
                "figures": {name: _figure(each) for name, each in given["figures"].items()},
                "modules": tuple(
                    ModuleFigures(**{**each, "auc": _figure(each["auc"])}) for each in given["modules"]
                ),
                "groups": tuple(GroupRates(**_numbers(each)) for each in given["groups"]),
                "gaps": tuple(
                    Gap(
                        **{
                            **_numbers(each),
                            "missed": _figure(each["missed"]),
                            "needless": _figure(each["needless"]),
                        }
                    )
                    for each in given["gaps"]
                ),
                "rules": Rules(**given["rules"]),
                "exemptions": tuple(Exemption(**each) for each in given["exemptions"]),
            }
        )
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"this is no audit: {problem}") from None


def _figure(given: Mapping[str, Any]) -> Figure:
    return Figure(**_numbers(given))


def _numbers(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: nan if value is None else value for name, value in given.items()}


def _nulled(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(value, dict):
        return {name: _nulled(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_nulled(each) for each in value]
    return None if isinstance(value, float) and isnan(value) else value
