"""The profile as it is while only some sources' approvals stand: the others are not collected."""

from functools import lru_cache
from typing import Any

from app.access.vocabulary import SectionName
from app.profiles.model import Profile


@lru_cache(maxsize=256)
def governed(profile: Profile, standing: frozenset[str]) -> Profile:
    """The profile without the governed sources that are not among `standing`.

    A source that does not count is as one that the institution has not got: out of scores, signals and
    exports, and said to be missing. A register that does not count takes its section along.
    """
    waiting = profile.governed_sources - standing
    if not waiting:
        return profile
    entries = profile.model_dump()
    for name in waiting & profile.sources.keys():
        entries["sources"][name]["collected"] = False
    sections = frozenset(each for each in profile.sections if each not in waiting)
    rules = _rules_left(entries["signals"], waiting, profile) if profile.signals else {}
    if not rules:
        sections -= {SectionName.SIGNALS}
    signals = entries["signals"] | {"rules": rules} if rules else None
    return Profile.model_validate(entries | {"sections": sections, "signals": signals})


def _rules_left(signals: dict[str, Any], waiting: frozenset[str], profile: Profile) -> dict[str, Any]:
    """The rules that still have something to go by; nobody has stopped where nobody looks."""
    assert profile.signals is not None
    left = {}
    for name, rule in signals["rules"].items():
        if profile.signals.rules[name].section in waiting:
            continue
        if "sources" in rule:
            sources = rule["sources"]
            kept = [each for each in sources if each not in waiting]
            if not kept:
                continue
            rule |= {"sources": {each: sources[each] for each in kept} if isinstance(sources, dict) else kept}
        left[name] = rule
    return left
