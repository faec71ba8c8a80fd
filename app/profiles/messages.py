"""A profile's templates of messages, from which texts for the institution's own mailer are made."""

from collections.abc import Mapping
from enum import StrEnum
from string import Formatter
from typing import Annotated

from pydantic import Field, field_validator

from app.profiles.entry import Entry


class MessageChannel(StrEnum):
    """How a prepared text is to reach the student: those channels that are written."""

    UNIVERSITY_EMAIL = "university_email"
    """A message to the address that the university gave the student."""
    PERSONAL_EMAIL = "personal_email"
    """A message to an address of the student's own."""
    TEAMS_MESSAGE = "teams_message"
    """A written message in Microsoft Teams."""
    SMS = "sms"
    """A text message."""


class Placeholder(StrEnum):
    """What a template may leave open. Closed: whoever prepares a text knows how to fill each."""

    NAME = "name"
    """The student's name."""
    TUTOR = "tutor"
    """The name of the student's tutor of today."""
    SENDER = "sender"
    """Who has the text prepared."""
    SERVICE = "service"
    """What the institution calls this service."""
    UNIVERSITY = "university"
    """The institution's name."""


class MessageTemplate(Entry):
    title: str
    """What staff call it."""
    version: str
    channel: MessageChannel
    subject: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(min_length=1, max_length=5_000)]
    again_after_days: Annotated[int, Field(ge=1, le=3_660)]
    """A student for whom the template was used is no newcomer for so many days, and is left out."""

    @field_validator("subject", "body")
    @classmethod
    def _only_known_placeholders(cls, text: str) -> str:
        for _, name, form, conversion in Formatter().parse(text):
            if name is not None and (name not in set(Placeholder) or form or conversion):
                raise ValueError(f"{{{name}}} is none of {', '.join(f'{{{each}}}' for each in Placeholder)}")
        return text

    def filled(self, values: Mapping[Placeholder, str]) -> tuple[str, str]:
        """Subject and body for one student."""
        named = {str(each): value for each, value in values.items()}
        return self.subject.format_map(named), self.body.format_map(named)
