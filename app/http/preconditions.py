"""Preconditions: an update of what has changed since its sender read it is refused, if they ask for that.

The tag is that of the read (`entity_tags.py`): a digest of what is shown. So the update's route shows what
there is now, from rows that nobody else can change before the transaction ends.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from app.errors import PreconditionFailed
from app.http.entity_tags import plain, tag_of
from app.schemas.base import Out

ANY = b"*"


@dataclass(frozen=True, slots=True)
class Precondition:
    """What the sender has seen, if they say so."""

    tags: frozenset[bytes] | None

    def check(self, current: Out) -> None:
        """Raises PreconditionFailed where the sender has seen something else."""
        if self.tags is None or ANY in self.tags:
            return
        if tag_of(current.model_dump_json().encode()) not in self.tags:
            raise PreconditionFailed("it has changed since you read it: read it again")


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
) -> Precondition:
    """Weak tags never match (RFC 9110, 13.1.1), and neither does what is no tag: nothing here makes any."""
    if seen is None:
        return Precondition(None)
    return Precondition(frozenset(plain(tag.strip()) for tag in seen.encode().split(b",")))


IfMatch = Annotated[Precondition, Depends(if_match)]
