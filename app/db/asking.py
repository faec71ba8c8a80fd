"""Asking: a transaction on behalf of somebody, which the database knows about too.

Who is asking reaches the database as transaction-local settings (`attune.…`), which row-level security
reads: a query outside such a transaction, or on behalf of nobody, has no rows to see.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.ids import InstitutionId, StaffId, StudentId
from app.db.admission import Gate
from app.store.institutions import Institution
from app.db.session import Engine, Session, driver_of, transaction


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a login belongs to: a student, a member of staff, or a registered service (neither)."""

    institution: Institution
    student_id: StudentId | None
    staff_id: StaffId | None


_ENTER = text("select * from attune_enter(:issuer, :subject, :roles, :now)")
_ENTER_AS_OPERATOR = text("select attune_enter_as_operator(:institution_id)")
_SETTINGS = (
    "roles", "today", "institution_id", "student_id", "staff_id", "everyone", "charge",
)  # fmt: skip
# How to go back: by SET LOCAL, which a distributed database passes on to its nodes, unlike set_config().
_BACK = " ".join(f"set local attune.{name} = %L;" for name in _SETTINGS)
_REMEMBER = text(
    f"select format('do %L', format('begin {_BACK} end',"
    + ", ".join(f" current_setting('attune.{name}')" for name in _SETTINGS)
    + "))"
)


@asynccontextmanager
async def on_behalf_of(
    gate: Gate, issuer: str, subject: str, roles: frozenset[str], now: datetime
) -> AsyncIterator[tuple[Session, Person | None]]:
    """A transaction for a token's subject; the person is None where nobody has that login.

    Commits when the block ends, rolls back when it raises. Raises Unavailable as `Gate.entry` does.
    """
    async with gate.entry(), transaction(gate.engine) as session:
        yield session, await enter(session, issuer, subject, roles, now)


async def enter(
    session: Session, issuer: str, subject: str, roles: frozenset[str], now: datetime
) -> Person | None:
    """Tell the transaction who is asking; nobody, where nobody has that login."""
    told = {"issuer": issuer, "subject": subject, "roles": ",".join(sorted(roles)), "now": now}
    found = (await session.execute(_ENTER, told)).one()
    if found.institution_id is None:
        return None
    institution = Institution(
        found.institution_id, found.code, found.name, found.profile, found.provenance, found.settings
    )
    return Person(institution, found.student_id, found.staff_id)


@asynccontextmanager
async def as_operator(engine: Engine, institution_id: InstitutionId | None = None) -> AsyncIterator[Session]:
    """A transaction for the institution's own jobs: imports, scoring, set-up. Never for a request."""
    async with transaction(engine) as session:
        await enter_as_operator(session, institution_id)
        yield session


async def enter_as_operator(session: Session, institution_id: InstitutionId | None) -> None:
    """From here on the transaction acts as the institution itself."""
    await session.execute(_ENTER_AS_OPERATOR, {"institution_id": institution_id})


@asynccontextmanager
async def elevated(session: Session, institution_id: InstitutionId) -> AsyncIterator[None]:
    """For a part of a request's transaction, act as the institution itself.

    For what follows from a request but is not the asker's to write: scores that a decision on consent
    deletes, activity that a registered service delivers, figures in which nobody can be told apart.
    """
    back = (await session.execute(_REMEMBER)).scalar_one()
    await enter_as_operator(session, institution_id)
    yield
    # Not on an exception: the transaction is over then, and with it everything it was told.
    await (await driver_of(session)).execute(back)
