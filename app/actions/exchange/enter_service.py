"""Enter as a service: from a secret, or a system's token, to a context that delivers or reads statements."""

from dataclasses import dataclass

from app.access.vocabulary import Duty, Scope
from app.actions.context import CurrentUser, RequestContext, check_duty
from app.actions.exchange.record_statements import Sender, sender
from app.auth.claims import Claims
from app.clock import Clock
from app.db.identity import elevate
from app.db.transaction import Transaction
from app.errors import Forbidden
from app.store.exchange import service_credentials
from app.store.snapshot import Snapshots

ISSUER = "urn:attune:service-credential"
"""Of logins that are credentials and not an identity provider's."""


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """On whose behalf a system asks."""

    context: RequestContext
    sender: Sender


@dataclass(frozen=True, slots=True)
class Secret:
    """What a system sent."""

    secret: str
    credential_id: str | None
    """The user name that came along; None: none did."""


async def enter_by_secret(
    transaction: Transaction, snapshots: Snapshots, given: Secret, clock: Clock
) -> tuple[ServiceContext, frozenset[Scope]] | None:
    """The context, and what the credential is good for. None: it opens nothing."""
    found = await service_credentials.enter(transaction, given.secret, clock())
    if found is None or given.credential_id not in {None, str(found.credential_id)}:
        return None
    snapshot = snapshots.latest(found.institution_id)
    if snapshot is None or snapshot.institution.version != found.version:
        snapshot = await snapshots.read(transaction)
    await elevate(transaction)
    name = str(found.credential_id)
    user = CurrentUser(
        ISSUER, name, snapshot.profile.asked_roles(frozenset()), None, None, None, sees_all=False
    )
    # The transaction has begun: what it stores is not older than that.
    context = RequestContext(transaction, snapshot, clock(), user)
    return ServiceContext(context, sender(found.system, ISSUER, name)), found.scopes


async def as_service(context: RequestContext, claims: Claims) -> ServiceContext:
    """The same of a login with a token. Raises Forbidden unless it is a system's."""
    check_duty(context, (Duty.DELIVER,))
    if context.user.staff_id is not None:
        raise Forbidden("only another system delivers data, and this login is a member of staff's")
    await elevate(context.transaction)
    return ServiceContext(context, sender(claims.client, claims.issuer, claims.subject))
