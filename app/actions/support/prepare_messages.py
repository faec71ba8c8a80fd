"""Prepare messages: a template and students give texts for the institution's own mailer.

The service sends nothing. Whoever had the template lately is no newcomer, and left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import Context, RequestContext, StaffContext, as_any_staff
from app.actions.governance.audit_change import audit_change
from app.actions.section import check_collected
from app.actions.support.attempt_messages import attempt_messages
from app.actions.support.reached_students import reached_students, supporting_roles
from app.db import advisory
from app.errors import Fault, InvalidInput, NotCollected
from app.ids import PreparedMessageId, StudentId
from app.outreach.ladder import Channel
from app.profiles.messages import MessageTemplate, Placeholder
from app.store.people import staff
from app.store.people.students import NamedStudent
from app.store.support import prepared_messages
from app.store.support.prepared_messages import PreparedMessage

SHOWN = (Audited.STUDENT, Audited.SUPPORT)
"""What an access record says of a text that is handed over."""
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
    """How many had the template lately."""
    attempts: int
    """How many are attempts to reach a student, in an open case."""


def templates_of(context: Context) -> Mapping[str, MessageTemplate]:
    """Raises NotCollected where the institution prepares no messages."""
    check_collected(context.profile, SectionName.SUPPORT)
    if not context.profile.message_templates:
        raise NotCollected("this institution has no templates of messages")
    return context.profile.message_templates


async def prepare_messages(
    context: RequestContext, name: str, listed: Sequence[StudentId], purpose: str | None
) -> Prepared:
    """A text for each student of the list who has not had the template lately; a look at each of them.

    Raises InvalidInput for an unknown template and for students who are not in the asker's charge.
    """
    templates, member = templates_of(context), as_any_staff(context)
    template = templates.get(name)
    if template is None:
        rule = f"must be one of {', '.join(sorted(templates))}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/template", rule)])
    reached = await reached_students(context, listed)
    ids = [each.student_id for each in reached]
    await check_purpose(context, ids, SHOWN, purpose)
    # Two at once would both find the same newcomers.
    await advisory.lock(context.transaction, f"messages {name}")
    since = context.now - timedelta(days=template.again_after_days)
    had = await prepared_messages.had_since(context.transaction, ids, name, since)
    newcomers = [each for each in reached if each.student_id not in had]
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
        context, {each.student_id: SHOWN for each in newcomers}, supporting_roles(context), purpose
    )
    after = {
        "version": template.version,
        "prepared": len(texts),
        "left_out": len(had),
        "attempts": attempts,
    }
    await audit_change(member, "messages prepared", f"message_template/{name}", after=after)
    return Prepared(name, template, texts, len(had), attempts)


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
