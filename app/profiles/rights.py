"""A profile's rights: how soon requests are answered, and who is responsible for what."""

from typing import Annotated, Literal

from pydantic import Field

from app.access.vocabulary import Role
from app.profiles.entry import Entry
from app.rights.vocabulary import RequestKind


class RequestsEntry(Entry):
    """How requests about a student's own data are answered."""

    kinds: frozenset[RequestKind] = frozenset(RequestKind)
    """Those that are taken here; who asks for another is told whom to ask."""

    access_days: Annotated[int, Field(ge=1, le=31)] | None = None
    """Calendar days in which a copy is promised; null: the calendar month of the law."""
    complaint_days: Annotated[int, Field(ge=1, le=366)] = 60
    """Calendar days in which the outcome of a complaint is told. The law says: without undue delay."""
    copy_available_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Days for which a copy can be read, from the day on which it was made."""
    copy_to: tuple[Role, ...] = ()
    """Roles that receive a copy for information, of the parts that they see of the student anyway."""


class Responsibility(Entry):
    """A processing activity, and the person or group who is responsible for it."""

    activity: str
    responsible: str
    contact: str
    purposes: Literal["all"] | frozenset[str] = frozenset()
    """The purposes that it serves."""
    sources: Literal["all"] | frozenset[str] = frozenset()
    """The sources whose data it uses."""
