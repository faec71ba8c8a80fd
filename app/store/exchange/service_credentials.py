"""Service credentials: what other systems prove themselves with; only digests of the secrets are kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Text, bindparam, insert, select, update

from app.access.vocabulary import Scope
from app.db.query import INSTITUTION, moment, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import CredentialId, InstitutionId, StaffId
from app.store.exchange.statement_tables import ServiceCredential as Row
from app.store.people.staff import NamedStaff
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class ServiceCredential:
    credential_id: CredentialId
    system: str
    note: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    made_by: NamedStaff
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class EnteredService:
    """Whose secret it is."""

    institution_id: InstitutionId
    version: int
    credential_id: CredentialId
    system: str
    scopes: frozenset[Scope]


def _credential(
    credential_id: CredentialId,
    system: str,
    note: str,
    scopes: list[str],
    made_at: datetime,
    expires_at: datetime | None,
    revoked_at: datetime | None,
    last_used_at: datetime | None,
    staff_id: StaffId,
    number: str,
    name: str,
) -> ServiceCredential:
    return ServiceCredential(
        credential_id,
        system,
        note,
        tuple(Scope(each) for each in scopes),
        made_at,
        NamedStaff(staff_id, number, name),
        expires_at,
        revoked_at,
        last_used_at,
    )


def _entered(
    institution_id: InstitutionId | None,
    version: int | None,
    credential_id: UUID | None,
    system: str | None,
    scopes: list[str] | None,
) -> EnteredService | None:
    if institution_id is None or credential_id is None:
        return None
    return EnteredService(
        institution_id,
        version or 0,
        CredentialId(credential_id),
        system or "",
        frozenset(Scope(each) for each in scopes or ()),
    )


_CREDENTIALS = (
    select(
        Row.credential_id,
        Row.system,
        Row.note,
        Row.scopes,
        Row.made_at,
        Row.expires_at,
        Row.revoked_at,
        Row.last_used_at,
        Staff.staff_id,
        Staff.number,
        Staff.name,
    )
    .join(Staff, (Staff.institution_id == Row.institution_id) & (Staff.staff_id == Row.made_by))
    .where(Row.institution_id == INSTITUTION)
)
_ALL = query(_CREDENTIALS.order_by(Row.made_at.desc(), Row.credential_id).limit(500), _credential)
_ONE = query(_CREDENTIALS.where(Row.credential_id == uuid("credential_id")), _credential)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        credential_id=uuid("credential_id"),
        system=word("system"),
        note=word("note"),
        scopes=bindparam("scopes", type_=ARRAY(Text)),
        secret_digest=bindparam("digest", type_=LargeBinary),
        made_at=moment("now"),
        made_by=uuid("staff_id"),
        expires_at=moment("expires_at"),
    )
)
_REVOKE = query(
    update(Row)
    .where(
        Row.institution_id == INSTITUTION,
        Row.credential_id == uuid("credential_id"),
        Row.revoked_at.is_(None),
    )
    .values(revoked_at=moment("now"), revoked_by=uuid("staff_id"))
)
_ENTER = query("select * from attune_enter_service(:digest, :now)", _entered)


async def list_all(transaction: Transaction) -> list[ServiceCredential]:
    """The latest 500, the latest made first."""
    return await transaction.fetch(_ALL)


async def get(transaction: Transaction, credential_id: CredentialId) -> ServiceCredential:
    """Raises NotFound."""
    found = await transaction.find(_ONE, credential_id=credential_id)
    if found is None:
        raise NotFound("there is no such service credential")
    return found


async def add(
    transaction: Transaction,
    credential_id: CredentialId,
    secret: str,
    *,
    system: str,
    note: str,
    scopes: Collection[Scope],
    now: datetime,
    staff_id: StaffId,
    expires_at: datetime | None,
) -> None:
    await transaction.execute(
        _ADD,
        credential_id=credential_id,
        digest=_digest(secret),
        system=system,
        note=note,
        scopes=sorted(scopes),
        now=now,
        staff_id=staff_id,
        expires_at=expires_at,
    )


async def revoke(
    transaction: Transaction, credential_id: CredentialId, staff_id: StaffId, now: datetime
) -> bool:
    """Whether it held until now."""
    return bool(await transaction.execute(_REVOKE, credential_id=credential_id, staff_id=staff_id, now=now))


async def enter(transaction: Transaction, secret: str, now: datetime) -> EnteredService | None:
    """Tell the transaction that whoever has this secret asks; None: nobody has it, or it holds no more."""
    found = await transaction.fetch_one(_ENTER, digest=_digest(secret), now=now)
    if found is not None:
        transaction.institution_id = found.institution_id
    return found


def _digest(secret: str) -> bytes:
    """Of 256 random bits: there is nothing to guess, so nothing to slow down."""
    return sha256(secret.encode()).digest()
