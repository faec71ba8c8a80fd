"""Roles: what an institution's profile says of each, and what an asker's roles amount to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.access.vocabulary import Duty, Reach, Role, SectionName

SPONSORED_GRANT = "sponsored_grant"
"""The reach, as the database's rule is told it, of a role whose grants open sponsored students only."""


@dataclass(frozen=True, slots=True)
class RoleRule:
    """A role, as the institution's profile describes it."""

    title: str
    reach: Reach
    sections: frozenset[SectionName]
    """What it opens of a student whom it reaches."""
    purposes: frozenset[str]
    """Why somebody in this role may look."""
    training_required: bool
    duties: frozenset[Duty]
    longest_grant_days: int
    """How long a grant of it may hold, where it reaches students by grant."""
    sponsored_only: bool
    """Whether a grant of it opens students on a sponsored visa and nobody else."""

    @property
    def takes_charge(self) -> bool:
        """Whether it puts a student whom it reaches in somebody's charge; teaching alone does not."""
        return self.reach not in {Reach.SELF, Reach.TEACHING, Reach.NONE}

    @property
    def told_reach(self) -> str:
        """How it reaches students, as the database's rule is told."""
        return SPONSORED_GRANT if self.reach is Reach.GRANT and self.sponsored_only else self.reach


@dataclass(frozen=True, slots=True)
class AskedRoles:
    """An asker's roles as the profile describes them, in its order: the closest to a student first."""

    names: tuple[Role, ...] = ()
    reaches: tuple[str, ...] = ()
    """As the database's rule is told them: a `Reach`, or `SPONSORED_GRANT`."""
    training_required: tuple[bool, ...] = ()
    duties: frozenset[Duty] = frozenset()

    @property
    def reaches_students(self) -> bool:
        """Whether any of the roles can open a student at all."""
        return any(each != Reach.NONE for each in self.reaches)


def asked_roles(rules: Mapping[Role, RoleRule], names: Iterable[Role]) -> AskedRoles:
    """What a token's roles mean here. One that the profile lacks means nothing."""
    wanted = frozenset(names)
    known = [(name, rule) for name, rule in rules.items() if name in wanted]
    return AskedRoles(
        tuple(name for name, _ in known),
        tuple(rule.told_reach for _, rule in known),
        tuple(rule.training_required for _, rule in known),
        frozenset(duty for _, rule in known for duty in rule.duties),
    )


def roles_by(reach: Reach, rules: Mapping[Role, RoleRule]) -> tuple[Role, ...]:
    """The roles that reach students this way, in the profile's order."""
    return tuple(name for name, rule in rules.items() if rule.reach is reach)


def must_be_one_of(roles: Sequence[Role]) -> str:
    """The rule that a role is one of these, in words."""
    if not roles:
        return "must be one of the institution's roles of this kind, and it has none"
    return f"must be one of {', '.join(roles)}"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the roles by which a student is visible open of that student."""

    roles: tuple[Role, ...]
    sections: frozenset[SectionName]
    """Those that are open as a whole."""
    of_modules: frozenset[SectionName]
    """Those that are open for the modules that the asker teaches, and no more."""
    purposes: frozenset[str]

    def roles_for(self, rules: Mapping[Role, RoleRule], sections: Iterable[SectionName]) -> list[Role]:
        """The roles that open any of these sections, the closest to the student first; all, for none."""
        wanted = frozenset(sections)
        opening = [role for role in self.roles if rules[role].sections & wanted]
        return opening or list(self.roles)


def opened(rules: Mapping[Role, RoleRule], roles: tuple[Role, ...]) -> Opened:
    """The union of what these roles open."""
    whole: set[SectionName] = set()
    of_modules: set[SectionName] = set()
    for role in roles:
        (of_modules if rules[role].reach is Reach.TEACHING else whole).update(rules[role].sections)
    return Opened(
        roles,
        frozenset(whole),
        frozenset(of_modules - whole),
        frozenset(purpose for role in roles for purpose in rules[role].purposes),
    )
