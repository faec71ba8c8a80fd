"""Prepare messages: a template and students give texts for the institution's own mailer.

The service sends nothing. Whoever had the template lately is no newcomer, and left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app.access.vocabulary import SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import Context, RequestContext, StaffContext, as_any_staff
from app.actions.governance.audit_change import audit_change
from app.actions.section import check_collected
from app.actions.support.addressees import Addressees, Choice, addressees
from app.actions.support.attempt_messages import attempt_messages
from app.actions.support.reached_students import supporting_roles
from app.db import advisory
from app.errors import Fault, InvalidInput, NotCollected
from app.ids import PreparedMessageId, StudentId
from app.outreach.ladder import Channel
from app.profiles.messages import MessageTemplate, Placeholder
from app.store.people import staff
from app.store.people.students import NamedStudent
from app.store.support import prepared_messages
from app.store.support.prepared_messages import PreparedMessage

NO_NAME, NO_TUTOR = "student", "a member of staff"
"""What stands in a text for a name that the institution does not give, and for the tutor of who has none."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A text, and whom it is for."""

    student: NamedStudent
    message: PreparedMessage


@dataclass(frozen=True, slots=True)
class Prepared:
    name: str
    """The template's."""
    template: MessageTemplate
    texts: Sequence[Addressed]
    """By student number."""
    left_out: int
    """How many had the template lately, or for the same case or signal."""
    attempts: int
    """How many are attempts to reach a student, in an open case."""


def templates_of(context: Context) -> Mapping[str, MessageTemplate]:
    """Raises NotCollected where the institution prepares no messages."""
    check_collected(context.profile, SectionName.SUPPORT)
    if not context.profile.message_templates:
        raise NotCollected("this institution has no templates of messages")
    return context.profile.message_templates


async def prepare_messages(
    context: RequestContext, name: str, choice: Choice, purpose: str | None
) -> Prepared:
    """A text for each student chosen who is a newcomer to the template; a look at each of them.

    Raises InvalidInput for an unknown template, and what `addressees` does.
    """
    templates, member = templates_of(context), as_any_staff(context)
    template = templates.get(name)
    if template is None:
        rule = f"must be one of {', '.join(sorted(templates))}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/template", rule)])
    chosen = await addressees(context, choice)
    await check_purpose(context, [each.student_id for each in chosen.students], chosen.shown, purpose)
    # Two at once would both find the same newcomers.
    await advisory.lock(context.transaction, f"messages {name}")
    newcomers = await _newcomers(context, name, template, chosen)
    left_out = len(chosen.students) - len(newcomers)
    texts = await _texts(context, member, name, template, newcomers)
    messages = [each.message for each in texts]
    await prepared_messages.add(
        context.transaction,
        messages,
        name,
        template.version,
        template.channel,
        member.staff_id,
        context.now,
    )
    attempts = await attempt_messages(member, newcomers, Channel(template.channel))
    await record_access(
        context, {each.student_id: chosen.shown for each in newcomers}, supporting_roles(context), purpose
    )
    after: dict[str, Any] = {
        "version": template.version,
        "prepared": len(texts),
        "left_out": left_out,
        "attempts": attempts,
    }
    if choice.words is not None:
        after["chosen_by"] = choice.words
    await audit_change(member, "messages prepared", f"message_template/{name}", after=after)
    return Prepared(name, template, texts, left_out, attempts)


async def _newcomers(
    context: Context, name: str, template: MessageTemplate, chosen: Addressees
) -> list[NamedStudent]:
    """Those who had the template neither lately nor since what they were chosen by began."""
    ids = [each.student_id for each in chosen.students]
    latest = await prepared_messages.latest(context.transaction, ids, name)
    lately = context.now - timedelta(days=template.again_after_days)

    def had_it(student_id: StudentId) -> bool:
        at, begun = latest.get(student_id), chosen.begun.get(student_id, context.now)
        return at is not None and (at > lately or at >= begun)

    return [each for each in chosen.students if not had_it(each.student_id)]


async def list_prepared_messages(
    context: RequestContext,
    student_id: StudentId,
    *,
    before: tuple[datetime, PreparedMessageId],
    limit: int,
) -> list[PreparedMessage]:
    """What was prepared for the student, the latest first."""
    return await prepared_messages.list_for(context.transaction, student_id, before=before, limit=limit)


async def _texts(
    context: RequestContext,
    member: StaffContext,
    name: str,
    template: MessageTemplate,
    students: Sequence[NamedStudent],
) -> list[Addressed]:
    sender = (await staff.get(context.transaction, member.staff_id)).name
    shared = {
        Placeholder.SENDER: sender,
        Placeholder.SERVICE: context.profile.title,
        Placeholder.UNIVERSITY: context.institution.institution.name,
    }
    texts = []
    for each in students:
        own = {Placeholder.NAME: each.name or NO_NAME, Placeholder.TUTOR: each.tutors or NO_TUTOR}
        subject, body = template.filled(shared | own)
        message = PreparedMessage(
            PreparedMessageId(uuid4()),
            each.student_id,
            name,
            template.version,
            template.channel,
            subject,
            body,
            sender,
            context.now,
        )
        texts.append(Addressed(each, message))
    return texts
