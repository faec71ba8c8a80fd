"""Institutions: who runs the service, and under which profile."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.db.query import INSTITUTION, one, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound, Unavailable
from app.ids import InstitutionId
from app.profiles.model import Profile
from app.store.people.tables import Institution as Row


@dataclass(frozen=True, slots=True)
class Institution:
    institution_id: InstitutionId
    code: str
    name: str
    profile: str
    provenance: str | None
    settings: dict[str, Any]
    """What an administrator has set differently from the profile."""
    version: int
    """Raised by whatever changes what a snapshot holds."""


MOST_TRIED = 2_000
"""A node with one of a hundred shards is found by then."""
COLUMNS = (
    Row.institution_id, Row.code, Row.name, Row.profile, Row.provenance, Row.settings, Row.version,
)  # fmt: skip
_BY_CODE = query(select(*COLUMNS).where(Row.code == word("code")), Institution)
_HERE = query(select(*COLUMNS).where(func.attune_is_here(Row.institution_id)).order_by(Row.code), Institution)
_IS_HERE = query(select(func.attune_is_here(uuid("new_id"))), one)
_PUBLIC = query("select * from attune_public_institution(:code)", Institution)
_VALUES = {
    "name": word("name"),
    "profile": word("profile"),
    "time_zone": word("time_zone"),
    "provenance": word("provenance"),
}
_RECORD = query(
    insert(Row)
    .values(institution_id=uuid("new_id"), code=word("code"), **_VALUES)
    .on_conflict_do_update(index_elements=[Row.code], set_=_VALUES | {"version": Row.version + 1})
)
_LOCK_SETTINGS = query(
    select(Row.settings).where(Row.institution_id == INSTITUTION).with_for_update(key_share=True), one
)
_CHANGE_SETTINGS = query(
    update(Row)
    .where(Row.institution_id == INSTITUTION)
    .values(settings=bindparam("settings", type_=JSONB), version=Row.version + 1)
)
_RAISE_VERSION = query(update(Row).where(Row.institution_id == INSTITUTION).values(version=Row.version + 1))


async def get_by_code(transaction: Transaction, code: str) -> Institution:
    """Raises NotFound for a code nobody has."""
    found = await transaction.find(_BY_CODE, code=code)
    if found is None:
        raise NotFound(f"there is no institution with the code {code!r}")
    return found


async def get_public(transaction: Transaction, code: str) -> Institution:
    """The same for anybody, on nobody's behalf. Raises NotFound for a code nobody has."""
    found = await transaction.find(_PUBLIC, code=code)
    if found is None:
        raise NotFound("there is no institution with that code")
    return found


async def list_here(transaction: Transaction) -> list[Institution]:
    """Every institution whose rows this node holds, by code: for the operator of none in particular."""
    return await transaction.fetch(_HERE)


async def list_ids_here(transaction: Transaction) -> list[InstitutionId]:
    """The same, their ids alone."""
    return [each.institution_id for each in await list_here(transaction)]


async def record(
    transaction: Transaction, profile: Profile, *, code: str, name: str, provenance: str | None = None
) -> Institution:
    """The institution with that code, made or brought up to date."""
    await transaction.execute(
        _RECORD,
        new_id=await _new_id(transaction),
        code=code,
        name=name,
        profile=profile.name,
        time_zone=profile.time_zone,
        provenance=provenance,
    )
    return await get_by_code(transaction, code)


async def _new_id(transaction: Transaction) -> InstitutionId:
    """One whose rows would be here: who founds an institution goes on to fill it. Raises Unavailable."""
    for _ in range(MOST_TRIED):
        made = InstitutionId(uuid4())
        if await transaction.fetch_one(_IS_HERE, new_id=made):
            return made
    raise Unavailable(
        "this node holds no institution's data: create the institution on a node that does (docs/scaling.md)"
    )


async def lock_settings(transaction: Transaction) -> dict[str, Any]:
    """What is set differently from the profile; nobody else changes it until the transaction ends."""
    return await transaction.fetch_one(_LOCK_SETTINGS)


async def change_settings(transaction: Transaction, settings: dict[str, Any]) -> None:
    """Replace what is set differently from the profile."""
    await transaction.execute(_CHANGE_SETTINGS, settings=settings)


async def raise_version(transaction: Transaction) -> None:
    """Say that something of the snapshot has changed: every process reads it anew with its next request.

    To be called by whatever changes a scoring model's status, an outage, an exam period or the calendar.
    """
    await transaction.execute(_RAISE_VERSION)
