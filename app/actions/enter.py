"""Enter: from a token's login and roles to a context, with the database told who asks."""

from datetime import datetime

from app.access.vocabulary import Reach, Role
from app.actions.context import CurrentUser, RequestContext
from app.db.identity import Entered, enter
from app.db.transaction import Transaction
from app.errors import Forbidden
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
    roles: frozenset[Role] | None,
    now: datetime,
    about: StudentId | None = None,
) -> RequestContext:
    """The context of a request: of a token's login, in the token's roles as far as the profile has them.

    Without roles, in every role that reaches students. With `about`, that student is the only one who can be
    visible. Raises Forbidden where nobody has that login.
    """
    snapshot = snapshots.latest(logins.institution_of(login))
    while True:  # at most twice more: the institution is not known yet, or has just changed
        entered = await _enter(transaction, snapshot, login, roles, now, about)
        if entered.institution_id is None:
            raise Forbidden(
                "the token is valid, but no student or member of staff has its login: ask the institution's"
                " administrators to enter it"
            )
        if (
            snapshot is not None
            and snapshot.institution_id == entered.institution_id
            and snapshot.institution.version == entered.version
        ):
            return _context(transaction, snapshot, login, roles, now, entered)
        logins.learn(login, entered.institution_id)
        snapshot = await snapshots.read(transaction)


async def _enter(
    transaction: Transaction,
    snapshot: InstitutionSnapshot | None,
    login: Login,
    roles: frozenset[Role] | None,
    now: datetime,
    about: StudentId | None,
) -> Entered:
    if snapshot is None:
        return await enter(transaction, login, profile_of=None, today=now.date(), about=about)
    return await enter(
        transaction,
        login,
        snapshot.profile.asked_roles(_roles_of(snapshot, roles)),
        profile_of=snapshot.institution_id,
        today=snapshot.profile.day(now),
        about=about,
    )


def _roles_of(snapshot: InstitutionSnapshot, roles: frozenset[Role] | None) -> frozenset[Role]:
    if roles is not None:
        return roles
    return frozenset(
        name for name, rule in snapshot.profile.role_rules.items() if rule.reach is not Reach.NONE
    )


def _context(
    transaction: Transaction,
    snapshot: InstitutionSnapshot,
    login: Login,
    roles: frozenset[Role] | None,
    now: datetime,
    entered: Entered,
) -> RequestContext:
    profile = snapshot.profile
    user = CurrentUser(
        *login,
        profile.asked_roles(_roles_of(snapshot, roles)),
        entered.student_id,
        entered.staff_id,
        None if entered.opened_by is None else profile.opened(entered.opened_by),
        entered.sees_all,
    )
    return RequestContext(transaction, snapshot, now, user)
