"""Preconditions: an update of what has changed since its sender read it is refused, if they ask for that.

So is one that finds what its sender says is not there (`If-None-Match: *`).

The tag is that of the read (`entity_tags.py`): a digest of what is shown. So the update's route shows what
there is now, from rows that nobody else can change before the transaction ends.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from app.errors import PreconditionFailed
from app.http.entity_tags import ANY, plain, tag_of
from app.schemas.base import Out


@dataclass(frozen=True, slots=True)
class Precondition:
    """What the sender says is there, and what is not, if they say so."""

    seen: frozenset[bytes] | None
    unseen: frozenset[bytes] | None

    def check(self, current: Out | None) -> None:
        """Raises PreconditionFailed where it is otherwise. None: there is nothing yet."""
        names = set() if current is None else {ANY, tag_of(current.model_dump_json().encode())}
        if self.seen is not None and names.isdisjoint(self.seen):
            raise PreconditionFailed("it has changed since you read it: read it again")
        if self.unseen is not None and not names.isdisjoint(self.unseen):
            raise PreconditionFailed("it is there already: read it, and say with `If-Match` what you change")


Unseen = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=1_000,
        description="`*`: write only what is not there yet, `412` otherwise.",
        examples=["*"],
    ),
]


async def if_none_match(unseen: Unseen = None) -> Precondition:
    """For what is written whole under a name of the sender's choice."""
    return Precondition(None, _weakly(unseen))


async def if_match(
    seen: Annotated[
        str | None,
        Header(
            alias="If-Match",
            max_length=1_000,
            description="The `ETag` of what you have read: `412` if it has changed since.",
            examples=['"3c5a9e0f7d1b4862a90c6e1f2d3b4a58"'],
        ),
    ] = None,
    unseen: Unseen = None,
) -> Precondition:
    """Weak tags never match (RFC 9110, 13.1.1), and neither does what is no tag: nothing here makes any."""
    return Precondition(_tags(seen), _weakly(unseen))


def _tags(listed: str | None) -> frozenset[bytes] | None:
    if listed is None:
        return None
    return frozenset(plain(tag.strip()) for tag in listed.encode().split(b","))


def _weakly(listed: str | None) -> frozenset[bytes] | None:
    """Whether something is not there is asked weakly (13.1.2)."""
    tags = _tags(listed)
    return None if tags is None else frozenset(tag.removeprefix(b"W/") for tag in tags)


IfNoneMatch = Annotated[Precondition, Depends(if_none_match)]
IfMatch = Annotated[Precondition, Depends(if_match)]
