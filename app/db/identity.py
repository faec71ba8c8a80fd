"""Identity: who asks, told to the database once for each transaction.

It reaches the database as transaction-local settings (`attune.…`), which row-level security reads: a query
outside such a transaction, or on behalf of nobody, has no rows to see.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.access.roles import AskedRoles
from app.access.vocabulary import Role
from app.db.query import one, query, uuid
from app.db.transaction import Database, Transaction
from app.ids import InstitutionId, StaffId, StudentId

NO_ROLES = AskedRoles()


@dataclass(frozen=True, slots=True)
class Entered:
    """What the database says of the asker."""

    institution_id: InstitutionId | None
    """None: nobody has that login."""
    version: int
    """Of what processes keep of the institution."""
    student_id: StudentId | None
    staff_id: StaffId | None
    opened_by: tuple[Role, ...] | None
    """By which roles the student asked about is visible; None where they are not, or none is named."""
    sees_all: bool
    """Whether every student of the institution is visible."""


def _entered(
    institution_id: InstitutionId | None,
    version: int | None,
    student_id: StudentId | None,
    staff_id: StaffId | None,
    opened_by: str | None,
    sees_all: bool | None,  # noqa: FBT001 (a column)
) -> Entered:
    roles = None if opened_by is None else tuple(Role(each) for each in opened_by.split(","))
    return Entered(institution_id, version or 0, student_id, staff_id, roles, bool(sees_all))


_ENTER = query(
    "select * from attune_enter(:profile_of, :version, :issuer, :subject, :roles, :reaches,"
    " :training_required, :duties, :today, :about, :may_act)",
    _entered,
)
_ACT_AS_OPERATOR = query(select(func.attune_act_as_operator(uuid("operator_of"))), one)
# Columns are evaluated in their order: the first says whether it was elevated before.
_ELEVATE = query("select attune_operator(), attune_elevate(true)", lambda before, _: before)
_STORES = query("select attune_stores()")
_USES = query("select attune_uses(:purpose)")
_IS_RESTRICTED = query("select attune_is_restricted()", one)
_IS_ERASED = query("select attune_is_erased_login()", one)
_LOOK_FOR = query("select attune_look_for(:staff_id, :roles, :reaches, :training_required, :today)", one)
_WATCH = query("select attune_watch()")
_STEP_DOWN = query("select attune_elevate(false)")


async def enter(
    transaction: Transaction,
    login: tuple[str, str],
    roles: AskedRoles = NO_ROLES,
    *,
    profile_of: InstitutionId | None,
    version: int,
    today: date,
    about: StudentId | None = None,
    may_act: bool = False,
) -> Entered:
    """Tell the transaction who asks: the (issuer, subject) of a token, in these roles. It is told once.

    The roles are those that the profile of `profile_of`, as of `version`, describes. Where the login belongs
    to another institution, or its version is another, the transaction learns which and nobody is visible:
    read that one's profile and enter again. With `about`, that student is the only one who can be visible.
    Only with `may_act` can it be elevated.
    """
    found = await transaction.fetch_one(
        _ENTER,
        profile_of=profile_of,
        version=version,
        issuer=login[0],
        subject=login[1],
        roles=roles.names,
        reaches=roles.reaches,
        training_required=roles.training_required,
        duties=",".join(sorted(roles.duties)),
        today=today,
        about=about,
        may_act=may_act,
    )
    transaction.institution_id = found.institution_id
    return found


async def act_as_operator(transaction: Transaction, institution_id: InstitutionId | None) -> None:
    """From here on the transaction does the institution's own work.

    Without one, it is for what is done before one is chosen. For connections of the operator's role.
    """
    await transaction.execute(_ACT_AS_OPERATOR, operator_of=institution_id)
    transaction.institution_id = institution_id


async def look_for(transaction: Transaction, staff_id: StaffId, roles: AskedRoles, today: date) -> bool:
    """From here on the institution's own work sees what this person would see today in these roles; no more.

    It writes nothing, and does not go back. Answers whether they see every student.
    """
    sees_all: bool = await transaction.fetch_one(
        _LOOK_FOR,
        staff_id=staff_id,
        roles=roles.names,
        reaches=roles.reaches,
        training_required=roles.training_required,
        today=today,
    )
    return sees_all


@asynccontextmanager
async def as_operator(
    database: Database, institution_id: InstitutionId | None = None
) -> AsyncIterator[Transaction]:
    """A transaction for the institution's own work: imports, scoring, set-up."""
    async with database.transaction() as transaction:
        await act_as_operator(transaction, institution_id)
        yield transaction


@asynccontextmanager
async def as_watcher(database: Database) -> AsyncIterator[Transaction]:
    """A transaction for the service's upkeep: how far behind each institution is, what has had its time."""
    async with database.transaction() as transaction:
        await transaction.execute(_WATCH)
        yield transaction


async def elevate(transaction: Transaction) -> None:
    """Until it ends, let the transaction act as the institution itself: see `elevated`."""
    await transaction.fetch_one(_ELEVATE)


@asynccontextmanager
async def elevated(transaction: Transaction) -> AsyncIterator[None]:
    """For a part of a request's transaction, act as the institution itself.

    For what follows from a request but is not the asker's to write: scores that a decision on consent
    deletes, activity that a registered system delivers, figures with disclosure control.
    The route must say that it does such a thing (`ActsAsInstitution`). Within the institution's own work
    nothing changes.
    """
    was_elevated = await transaction.fetch_one(_ELEVATE)
    yield
    # Not on an exception: the transaction is over then, and with it everything it was told.
    if not was_elevated:
        await transaction.execute(_STEP_DOWN)


async def stores(transaction: Transaction) -> None:
    """From here on nobody is left out: what is done stores, corrects, copies or deletes, and uses nothing.

    Otherwise the institution's own work sees no student whose data are restricted. Only within such work.
    """
    await transaction.execute(_STORES)


async def uses(transaction: Transaction, purpose: str) -> None:
    """From here on what is read is for this purpose: whoever is restricted for it is left out."""
    await transaction.execute(_USES, purpose=purpose)


async def is_restricted(transaction: Transaction) -> bool:
    """Whether the student whom the request is about would be visible, were their data not restricted."""
    found: bool = await transaction.fetch_one(_IS_RESTRICTED)
    return found


async def is_erased_login(transaction: Transaction) -> bool:
    """Of a login that nobody has: whether it was that of a student who was erased."""
    found: bool = await transaction.fetch_one(_IS_ERASED)
    return found
