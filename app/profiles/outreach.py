"""A profile's ladder: how an institution tries to reach a student, and how long each step may take."""

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.access.vocabulary import ROLE_NAME, Role
from app.outreach.ladder import Channel, Ladder, Residence, Rung
from app.profiles.entry import Entry

_Days = Annotated[int, Field(ge=0, le=260)]
_Roles = tuple[Annotated[Role, Field(pattern=ROLE_NAME)], ...]


class RungEntry(Entry):
    """A step: who makes it, by which channels, and its working days."""

    name: Annotated[str, Field(pattern=ROLE_NAME)]
    title: str
    roles: _Roles = ()
    by_residence: dict[Residence, _Roles] = Field(default={})
    """Instead of `roles`: who makes it, by where the student lives at the hand-over."""
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    least_attempts: Annotated[int, Field(ge=1, le=20)] = 1
    attempt_within: _Days = 2
    answer_within: _Days = 3
    go_on_within: _Days = 1

    @model_validator(mode="after")
    def _says_who_makes_it(self) -> Self:
        if bool(self.roles) == bool(self.by_residence):
            raise ValueError(f"outreach: {self.name} needs roles, or roles by residence, and not both")
        if self.by_residence and (
            self.by_residence.keys() != set(Residence) or not all(self.by_residence.values())
        ):
            raise ValueError(f"outreach: {self.name} must name roles for every residence")
        return self

    @property
    def every_role(self) -> Iterator[Role]:
        yield from self.roles
        for each in self.by_residence.values():
            yield from each

    def rung(self) -> Rung:
        return Rung(
            self.name,
            self.title,
            self.roles,
            self.by_residence,
            self.channels,
            self.least_attempts,
            self.attempt_within,
            self.answer_within,
            self.go_on_within,
        )


class OutreachEntry(Entry):
    """The ladder, from its first rung to its last."""

    rungs: Annotated[tuple[RungEntry, ...], Field(min_length=1)]
    declined_holds_days: Annotated[int, Field(ge=0, le=3_660)] = 180
    """Days for which a student who declined support is left alone, but for a legal or safeguarding need."""

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [each.name for each in self.rungs]
        if len(set(names)) < len(names):
            raise ValueError("outreach: two rungs have the same name")
        return self

    def check_roles(self, known: Collection[Role]) -> None:
        """Raises ValueError for a rung of a role that does not open the students' cases."""
        for rung in self.rungs:
            if wrong := sorted(set(rung.every_role) - set(known)):
                raise ValueError(f"outreach: {rung.name} names roles that open no case: {', '.join(wrong)}")

    @cached_property
    def ladder(self) -> Ladder:
        return Ladder(tuple(each.rung() for each in self.rungs), self.declined_holds_days)
