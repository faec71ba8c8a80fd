"""Launch: from what a learning platform says to somebody who is here, in roles that it has no say in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.access.vocabulary import Reach, Role
from app.actions.context import RequestContext
from app.actions.enter import Logins, enter_request
from app.auth.launches import Coded, Launched
from app.clock import Clock
from app.db.transaction import Database
from app.errors import Forbidden, LaunchRefused, UnknownPerson
from app.profiles.model import Profile
from app.store.exchange import launch_marks
from app.store.snapshot import Snapshots

RELATIONS = {Reach.SELF, Reach.TUTORSHIP, Reach.TEACHING}
"""How a role of a launch reaches students: by what rosters say of both, and by nothing that was granted."""
NOBODY = (
    "no student or member of staff has the login that the platform names: ask the people who look after this"
    " service at your university to enter it"
)


@dataclass(frozen=True, slots=True)
class Here:
    """What is asked where somebody is looked up."""

    database: Database
    snapshots: Snapshots
    logins: Logins
    clock: Clock


async def launch(here: Here, launched: Launched) -> Sequence[Role]:
    """The roles of whoever it is. Raises LaunchRefused for one that was used, and UnknownPerson."""
    await use(here, launched.mark, launched.until)
    async with here.database.transaction() as transaction:
        try:
            context = await enter_request(
                transaction, here.snapshots, here.logins, launched.login, frozenset(), here.clock()
            )
        except Forbidden:
            raise UnknownPerson(NOBODY) from None
    if context.institution.institution.code != launched.platform.institution:
        # The same words: whose login it is elsewhere is nobody's business here.
        raise UnknownPerson(NOBODY)
    return roles_of(context)


async def exchange(here: Here, coded: Coded) -> None:
    """Take a code, which is good once. Raises LaunchRefused."""
    await use(here, coded.mark, coded.until)


async def use(here: Here, mark: bytes, until: datetime) -> None:
    """In a transaction of its own: what was shown once is used, whatever becomes of it."""
    async with here.database.transaction() as transaction:
        is_first = await launch_marks.set_once(transaction, mark, until)
    if not is_first:
        raise LaunchRefused("it was used already: open the page once more")


def roles_of(context: RequestContext) -> Sequence[Role]:
    """All that this person can be by a relation on record. Raises UnknownPerson for a system's login."""
    if context.user.student_id is None and context.user.staff_id is None:
        raise UnknownPerson(NOBODY)
    return launch_roles(context.profile, is_student=context.user.student_id is not None)


def launch_roles(profile: Profile, *, is_student: bool) -> Sequence[Role]:
    """The profile's roles that a launch may give: without a relation each of them opens nothing.

    None that has a duty, or reaches students by a grant or a case: for these somebody signs in.
    """
    return [
        name
        for name, rule in profile.role_rules.items()
        if rule.reach in RELATIONS and not rule.duties and (rule.reach is Reach.SELF) is is_student
    ]
