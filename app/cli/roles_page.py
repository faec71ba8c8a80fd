"""`docs/roles.md`: what each role sees and may do, of every profile that comes with the service."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from app.access.roles import RoleRule
from app.access.vocabulary import Duty, Reach, SectionName
from app.profiles.model import Profile, read_profile
from app.schemas.vocabularies import value_meanings

_HEAD = """# Who sees what
You want to know what somebody in a role sees of whom. Find the institution, then the role.

`attune roles` writes this page from the profiles themselves: what it says is what the service does.

- A role opens nobody by itself: tutorships, grants and the like decide whom, at each request.
- Whoever no role of yours reaches does not exist for you: the answer is 404.
- Staff say why they look (`Attune-Purpose`), and the student reads it.
- Some parts need the student's consent as well ([consent](consent.md)); marks are hidden in exam periods.
"""


def as_markdown(profiles: Path) -> str:
    """The page, of the profiles in that directory."""
    found = {each.stem: read_profile(profiles, each.stem) for each in sorted(profiles.glob("*.yaml"))}
    lines = [_HEAD, *_meanings("How a role reaches students", Reach), *_meanings("What a duty is", Duty)]
    return (
        "\n".join([*lines, *(line for name, each in found.items() for line in _profile(name, each))]) + "\n"
    )


def _meanings(title: str, kind: type[StrEnum]) -> Iterator[str]:
    yield from (f"## {title}", "| | |", "| --- | --- |")
    yield from (f"| `{kind[name]}` | {meaning} |" for name, meaning in value_meanings(kind).items())
    yield ""


def _profile(name: str, profile: Profile) -> Iterator[str]:
    yield from (f"## {profile.title} (`{name}`)", "| role | reaches | opens | may look for | may besides |")
    yield "| --- | --- | --- | --- | --- |"
    yield from (_role(role, rule, profile) for role, rule in profile.role_rules.items())
    yield ""


def _role(name: str, rule: RoleRule, profile: Profile) -> str:
    cells = (
        f"{rule.title} (`{name}`)",
        ", ".join([f"`{rule.reach}`", *_limits(rule)]),
        _listed(each for each in SectionName if each in profile.sections & rule.sections),
        _listed(title.title for key, title in profile.access_purposes.items() if key in rule.purposes),
        _listed(f"`{each}`" for each in sorted(rule.duties)),
    )
    return f"| {' | '.join(cells)} |"


def _limits(rule: RoleRule) -> Iterator[str]:
    if rule.sponsored_only:
        yield "students on a sponsored visa alone"
    if rule.training_required:
        yield "once trained"
    if rule.reach is Reach.GRANT:
        yield f"for {rule.longest_grant_days} days at most"


def _listed(named: Iterable[str]) -> str:
    return ", ".join(named) or "—"
