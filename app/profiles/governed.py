"""The profile as it is while only some sources' approvals stand: the others are not collected."""

from collections.abc import Iterator
from functools import lru_cache

from app.access.vocabulary import SectionName
from app.profiles.model import Profile
from app.profiles.signals import RuleEntry, Signals


@lru_cache(maxsize=256)
def governed(profile: Profile, standing: frozenset[str]) -> Profile:
    """The profile without the governed sources that are not among `standing`.

    A source that does not count is as one that the institution has not got: out of scores, signals and
    exports, and said to be missing. A register that does not count takes its section along. The profile was
    validated as it is written; what is left of it is not asked to be one that somebody could write.
    """
    waiting = profile.governed_sources - standing
    if not waiting:
        return profile
    rules = {} if profile.signals is None else dict(_rules_left(profile.signals, waiting))
    sections = profile.sections - waiting if rules else profile.sections - waiting - {SectionName.SIGNALS}
    changed = {
        "sources": {
            name: entry.model_copy(update={"collected": entry.collected and name not in waiting})
            for name, entry in profile.sources.items()
        },
        "sections": sections,
        "signals": profile.signals.model_copy(update={"rules": rules}) if profile.signals and rules else None,
    }
    return Profile.model_construct(
        **{name: getattr(profile, name) for name in Profile.model_fields} | changed
    )


def _rules_left(signals: Signals, waiting: frozenset[str]) -> Iterator[tuple[str, RuleEntry]]:
    """The rules that still have something to go by; nobody has stopped where nobody looks."""
    for name, rule in signals.rules.items():
        if rule.section in waiting:
            continue
        kept = [each for each in rule.sources if each not in waiting]
        if len(kept) == len(rule.sources):
            yield name, rule
        elif kept:
            sources = rule.sources
            left = {each: sources[each] for each in kept} if isinstance(sources, dict) else kept
            yield name, rule.model_copy(update={"sources": left})
