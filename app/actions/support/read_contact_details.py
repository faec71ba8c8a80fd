"""Read contact details: for the student, and for whoever is on the rung of the ladder that is on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from app.actions.context import RequestContext
from app.actions.support.casework import FullCase, ladder_of, list_cases, titles
from app.errors import Forbidden, NotFound
from app.ids import StudentId
from app.outreach.case import Answer, CaseState, on
from app.outreach.ladder import CALLS, Channel
from app.store.support import contact_details
from app.store.support.contact_details import ContactDetails

_TELEPHONES = frozenset({"mobile", "telephone"})
_EMERGENCY = frozenset({"emergency_name", "emergency_relationship", "emergency_telephone"})
BY_CHANNEL: Mapping[Channel, frozenset[str]] = {
    Channel.UNIVERSITY_EMAIL: frozenset({"university_email"}),
    Channel.PERSONAL_EMAIL: frozenset({"personal_email"}),
    Channel.TEAMS_MESSAGE: frozenset({"university_email"}),
    Channel.TEAMS_CALL: frozenset({"university_email"}),
    Channel.PHONE: _TELEPHONES,
    Channel.SMS: frozenset({"mobile"}),
    Channel.VISIT: frozenset({"term_address"}),
    Channel.EMERGENCY_CONTACT: _EMERGENCY,
}
"""What each channel needs."""
ALWAYS = frozenset({"photograph"})
"""So that whoever meets the student knows them."""


@dataclass(frozen=True, slots=True)
class ShownDetails:
    details: ContactDetails
    not_for_this_rung: list[str]
    """What is held, and not shown: the channels of the rung that is on do not need it."""


async def read_contact_details(context: RequestContext, student_id: StudentId) -> ShownDetails:
    """All of them for the student; for staff, what the channels of the rung that is on need.

    Raises Forbidden unless a case is open and its rung is of a role by which the asker sees the student, and
    NotFound where none are held.
    """
    ladder_of(context)
    needed = None
    if context.user.student_id != student_id:
        needed = _needed(context, await list_cases(context, student_id))
    found = await contact_details.find(context.transaction, student_id)
    if found is None:
        raise NotFound("the student record has brought no contact details of this student")
    if needed is None:
        return ShownDetails(found, [])
    withheld = [
        each.name
        for each in fields(found)
        if each.name not in needed and getattr(found, each.name) is not None
    ]
    return ShownDetails(replace(found, **dict.fromkeys(withheld)), withheld)


def _needed(context: RequestContext, known: list[FullCase]) -> frozenset[str]:
    open_case = next((each for each in known if each.now.state is not CaseState.CLOSED), None)
    if open_case is None:
        raise Forbidden("contact details are for whoever tries to reach the student, and no case is open")
    opened = context.user.opened
    assert opened is not None
    if not set(opened.roles) & set(open_case.now.roles):
        who = titles(context.profile, open_case.now.roles)
        raise Forbidden(f"{on(open_case.rung, who)} Contact details are for them alone")
    channels = {*open_case.rung.channels}
    if open_case.now.answer is Answer.CALL_ME:
        channels |= CALLS
    return ALWAYS.union(*(BY_CHANNEL[each] for each in channels))
