"""Access purposes: staff say why they look, and the student can read it.

The record is written in the transaction that shows it: there is no look without one.
"""

from collections.abc import Collection, Mapping

from app.access.vocabulary import Audited, Role
from app.actions.context import RequestContext
from app.errors import Fault, InvalidInput, PurposeRefused, PurposeRequired
from app.ids import StudentId
from app.profiles.model import AccessPurpose, Profile
from app.store.governance import access_records


def is_looked_at_by_staff(context: RequestContext, students: Collection[StudentId]) -> bool:
    """A student looking at themselves is nobody's business."""
    return context.user.staff_id is not None and set(students) != {context.user.student_id}


async def check_purpose(
    context: RequestContext,
    students: Collection[StudentId],
    audited: Collection[Audited],
    purpose: str | None,
    only: frozenset[str] | None = None,
    besides: frozenset[str] = frozenset(),
) -> None:
    """Staff state a purpose that the institution, and a role by which they see the student, allow.

    `only`: what is looked at is for these purposes alone, whatever roles allow. `besides`: it is for these,
    too, although they are refused elsewhere.

    Raises PurposeRequired without one, InvalidInput for one that the profile does not have, and
    PurposeRefused, on record, for one that it refuses. The first two list what the asker's roles may state:
    nobody is put on record as wanting what they only took from a list.
    """
    if not is_looked_at_by_staff(context, students):
        return
    purposes, allowed = context.profile.access_purposes, _allowed_purposes(context) | besides
    if only is not None:
        allowed &= only
    if purpose is None:
        raise PurposeRequired(
            "send the header Attune-Purpose with one of your purposes", purposes=sorted(allowed)
        )
    if purpose not in purposes:
        listed = ", ".join(sorted(allowed)) or "none, because your role may state no purpose"
        faults = [Fault("/header/Attune-Purpose", f"must be one of {listed}")]
        raise InvalidInput("see `errors`", faults=faults)
    if purpose not in allowed:
        await _add(context, dict.fromkeys(students, audited), context.user.roles.names, purpose, "refused")
        what = "" if only is None else f" at this, which is for {' or '.join(sorted(only))} alone,"
        raise PurposeRefused(
            f"{purposes[purpose].title}: {_who_may_not(purposes[purpose])}{what} for this purpose; that you"
            " tried is recorded, and the student can read it"
        )


def check_purpose_of_figures(
    profile: Profile, purpose: str | None, allowed: Collection[str], what: str
) -> None:
    """Staff state one of the purposes that the profile names for figures about groups; `what`: which.

    Raises PurposeRequired, InvalidInput or PurposeRefused.
    """
    if purpose is None:
        raise PurposeRequired(
            "send the header Attune-Purpose with one of these purposes", purposes=sorted(allowed)
        )
    if purpose not in profile.access_purposes:
        faults = [Fault("/header/Attune-Purpose", f"must be one of {', '.join(allowed)}")]
        raise InvalidInput("see `errors`", faults=faults)
    if purpose not in allowed:
        title = profile.access_purposes[purpose].title
        raise PurposeRefused(f"{title}: {what} for {' or '.join(allowed)} alone")


def _who_may_not(purpose: AccessPurpose) -> str:
    if purpose.marked_modules:
        return "only those who teach a module run that is marked may look, at what it shows alone,"
    return "your role may not look" if purpose.allowed else "nobody at this institution may look"


async def record_access(
    context: RequestContext,
    shown: Mapping[StudentId, Collection[Audited]],
    roles: Collection[Role],
    purpose: str | None,
) -> None:
    """Put on record what is about to be shown of whom, and by which roles; after `check_purpose`."""
    if shown and is_looked_at_by_staff(context, shown):
        assert purpose is not None
        await _add(context, shown, roles, purpose, "seen")


async def _add(
    context: RequestContext,
    shown: Mapping[StudentId, Collection[Audited]],
    roles: Collection[Role],
    purpose: str,
    outcome: str,
) -> None:
    await access_records.add(
        context.transaction, shown, roles, purpose=purpose, outcome=outcome, now=context.now
    )


def _allowed_purposes(context: RequestContext) -> frozenset[str]:
    """Those of the roles that open the student in the path, or else of all the asker's roles."""
    user, rules = context.user, context.profile.role_rules
    if user.opened is not None:
        return user.opened.purposes
    return frozenset(purpose for role in user.roles.names for purpose in rules[role].purposes)
