"""Enter: from a token's login and roles to a context, with the database told who asks."""

from datetime import datetime

from app.access.vocabulary import Reach, Role
from app.actions.context import CurrentUser, RequestContext
from app.db.identity import Entered, enter, is_erased_login, is_restricted
from app.db.transaction import Transaction
from app.errors import Erased, Forbidden
from app.ids import InstitutionId, StudentId
from app.store.snapshot import InstitutionSnapshot, Snapshots

Login = tuple[str, str]
"""A token's issuer and subject."""

MOST_LOGINS = 50_000


class Logins:
    """Which institution a login was of when it last asked: a guess, which the database puts right."""

    def __init__(self) -> None:
        self._institutions: dict[Login, InstitutionId] = {}

    def institution_of(self, login: Login) -> InstitutionId | None:
        return self._institutions.get(login)

    def learn(self, login: Login, institution_id: InstitutionId) -> None:
        if len(self._institutions) >= MOST_LOGINS:
            self._institutions.clear()
        self._institutions[login] = institution_id


async def enter_request(
    transaction: Transaction,
    snapshots: Snapshots,
    logins: Logins,
    login: Login,
    roles: frozenset[Role],
    now: datetime,
    about: StudentId | None = None,
    *,
    may_act: bool = False,
) -> RequestContext:
    """The context of a request: of a token's login, in the token's roles as far as the profile has them.

    With `about`, that student is the only one who can be visible. With `may_act`, parts of the request
    may act as the institution itself. Raises Forbidden where nobody has that login.
    """
    snapshot = snapshots.latest(logins.institution_of(login))
    while True:  # at most twice more: the institution is not known yet, or has just changed
        entered = await _enter(transaction, snapshot, login, roles, now, about, may_act)
        if entered.institution_id is None:
            if await is_erased_login(transaction):
                raise Erased("you can sign in here no more; the account of it was sent to you")
            raise Forbidden(
                "the token is valid, but no student or member of staff has its login: ask the institution's"
                " administrators to enter it"
            )
        if (
            snapshot is not None
            and snapshot.institution_id == entered.institution_id
            and snapshot.institution.version == entered.version
        ):
            hidden = about is not None and entered.opened_by is None and entered.staff_id is not None
            restricted = hidden and await is_restricted(transaction)
            return _context(transaction, snapshot, login, roles, now, entered, restricted=restricted)
        logins.learn(login, entered.institution_id)
        snapshot = await snapshots.read(transaction)


async def _enter(
    transaction: Transaction,
    snapshot: InstitutionSnapshot | None,
    login: Login,
    roles: frozenset[Role],
    now: datetime,
    about: StudentId | None,
    may_act: bool,  # noqa: FBT001 (handed on)
) -> Entered:
    if snapshot is None:
        return await enter(transaction, login, profile_of=None, version=0, today=now.date(), about=about)
    return await enter(
        transaction,
        login,
        snapshot.profile.asked_roles(roles),
        profile_of=snapshot.institution_id,
        version=snapshot.institution.version,
        today=snapshot.profile.day(now),
        about=about,
        may_act=may_act,
    )


def _context(
    transaction: Transaction,
    snapshot: InstitutionSnapshot,
    login: Login,
    roles: frozenset[Role],
    now: datetime,
    entered: Entered,
    *,
    restricted: bool,
) -> RequestContext:
    profile = snapshot.profile
    if entered.student_id is not None:
        # A student's login is a student's: what else its token says means nothing, here or in the database.
        roles = frozenset(
            each for each in profile.asked_roles(roles).names if profile.role_rules[each].reach is Reach.SELF
        )
    user = CurrentUser(
        *login,
        profile.asked_roles(roles),
        entered.student_id,
        entered.staff_id,
        None if entered.opened_by is None else profile.opened(entered.opened_by),
        entered.sees_all,
        restricted,
    )
    return RequestContext(transaction, snapshot, now, user)
