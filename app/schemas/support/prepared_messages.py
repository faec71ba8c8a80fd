"""Prepared messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from app.access.vocabulary import ROLE_NAME
from app.actions.support.addressees import MOST_STUDENTS, Choice, SignalsChosen
from app.actions.support.prepare_messages import Prepared
from app.ids import PreparedMessageId, StudentId
from app.outreach.case import Queue
from app.profiles.messages import MessageChannel, MessageTemplate
from app.schemas.base import DayInUse, In, Out, shown_as
from app.schemas.made_up import NAME, NUMBER, PREPARED_MESSAGE, STUDENT, TUTOR_NAME
from app.store.support.prepared_messages import PreparedMessage

_TEMPLATE: dict[str, Any] = {
    "template": "checking_in",
    "title": "Checking in",
    "version": "2018-09",
    "channel": "university_email",
    "subject": "How are you getting on?",
    "body": "Dear {name},\n\n{sender} would like to know how you are getting on.\n",
    "again_after_days": 14,
}
_TEXT = {
    "subject": _TEMPLATE["subject"],
    "body": f"Dear {NAME},\n\n{TUTOR_NAME} would like to know how you are getting on.\n",
}
_SAID = {each: _TEMPLATE[each] for each in ("template", "version", "channel")}
_AT = "2018-11-20T10:45:00Z"
_PREPARED = {
    **_SAID,
    "items": [
        {
            "message_id": PREPARED_MESSAGE,
            "student_id": STUDENT,
            "student_number": NUMBER,
            "student_name": NAME,
            **_TEXT,
        }
    ],
    "left_out": 2,
    "contact_attempts": 1,
}
_OF_STUDENT = {
    "message_id": PREPARED_MESSAGE,
    **_SAID,
    **_TEXT,
    "prepared_by_name": TUTOR_NAME,
    "prepared_at": _AT,
}

TemplateName = Annotated[str, Field(pattern=ROLE_NAME, max_length=64)]


class MessageTemplateOut(Out):
    template: str
    """The template's name."""
    title: str
    """What staff call it."""
    version: str
    """Which wording it is."""
    channel: MessageChannel
    """How its texts are to reach students."""
    subject: str
    """With `{name}` and the like for what differs from student to student."""
    body: str
    """The text, with `{name}` and the like."""
    again_after_days: int
    """Whoever had it within so many days is left out."""


class MessageTemplatesOut(Out):
    model_config = shown_as({"items": [_TEMPLATE]})

    items: list[MessageTemplateOut]
    """By name."""


class SignalsChosenIn(In):
    rule: Annotated[str, Field(min_length=1, max_length=64)]
    """The rule's name in the institution's profile."""
    since: DayInUse
    """The first day on which the signal may have been raised."""


class PreparationIn(In):
    """Whom it is for is said by exactly one of `students`, `queue` and `signal`."""

    model_config = shown_as({"template": _TEMPLATE["template"], "students": [STUDENT]})

    template: TemplateName
    """The name of one of the institution's templates."""
    students: Annotated[list[StudentId], Field(min_length=1, max_length=MOST_STUDENTS)] | None = None
    """Students in the asker's charge."""
    queue: Queue | None = None
    """The students of this queue of cases, as the asker sees it (`GET /v1/cases`)."""
    signal: SignalsChosenIn | None = None
    """Students with such an open signal, of those whose signals the asker sees (`GET /v1/signals`)."""

    def choice(self) -> Choice:
        signal = None if self.signal is None else SignalsChosen(self.signal.rule, self.signal.since)
        return Choice(self.students, self.queue, signal)


class PreparedTextOut(Out):
    message_id: PreparedMessageId
    """The id of the prepared message."""
    student_id: StudentId
    """Whom it is for."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name, where the institution gives it."""
    subject: str
    """The subject, for this student."""
    body: str
    """The text, for this student."""


class PreparationOut(Out):
    """Texts for the institution's own mailer. The service sends nothing."""

    model_config = shown_as(_PREPARED)

    template: str
    """The template's name."""
    version: str
    """Which wording it is."""
    channel: MessageChannel
    """How the texts are to reach the students."""
    items: list[PreparedTextOut]
    """A text for each student who is new to the template, by student number."""
    left_out: int
    """How many of the students had it lately, or since that case or signal began, and were left out."""
    contact_attempts: int
    """How many of them are on record as attempts: where the student's case waits for you and that channel."""


class PreparedMessageOut(Out):
    message_id: PreparedMessageId
    """The id of the prepared message."""
    template: str
    """The name of the template that it was made of."""
    version: str
    """Which wording that was."""
    channel: MessageChannel
    """How it was to reach the student."""
    subject: str
    """The subject, as prepared."""
    body: str
    """The text, as prepared."""
    prepared_by_name: str
    """Who had it prepared."""
    prepared_at: datetime
    """When it was prepared. Whether it was sent, the institution's mailer knows."""


class PreparedMessagesOut(Out):
    model_config = shown_as({"items": [_OF_STUDENT], "next_cursor": None})

    items: list[PreparedMessageOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def message_templates_out(templates: Mapping[str, MessageTemplate]) -> MessageTemplatesOut:
    return MessageTemplatesOut(
        items=[
            MessageTemplateOut.model_validate({"template": name, **template.model_dump()})
            for name, template in sorted(templates.items())
        ]
    )


def preparation_out(prepared: Prepared) -> PreparationOut:
    return PreparationOut(
        template=prepared.name,
        version=prepared.template.version,
        channel=prepared.template.channel,
        items=[
            PreparedTextOut(
                message_id=each.message.message_id,
                student_id=each.student.student_id,
                student_number=each.student.number,
                student_name=each.student.name,
                subject=each.message.subject,
                body=each.message.body,
            )
            for each in prepared.texts
        ],
        left_out=prepared.left_out,
        contact_attempts=prepared.attempts,
    )


def prepared_messages_out(found: Sequence[PreparedMessage], next_cursor: str | None) -> PreparedMessagesOut:
    items = [{each: getattr(message, each) for each in PreparedMessageOut.model_fields} for message in found]
    return PreparedMessagesOut.model_validate({"items": items, "next_cursor": next_cursor})
