"""Institutions: who runs the service, and under which profile."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.errors import NotFound
from app.ids import InstitutionId
from app.profiles.model import Profile
from app.db.session import Session
from app.store.tables import Institution as Row


@dataclass(frozen=True, slots=True)
class Institution:
    institution_id: InstitutionId
    code: str
    name: str
    profile: str
    provenance: str | None
    settings: dict[str, Any]
    """What an administrator has set differently from the profile."""


_COLUMNS = (Row.institution_id, Row.code, Row.name, Row.profile, Row.provenance, Row.settings)


async def get_by_code(session: Session, code: str) -> Institution:
    """Raises NotFound for a code nobody has."""
    found = (await session.execute(select(*_COLUMNS).where(Row.code == code))).one_or_none()
    if found is None:
        raise NotFound(f"there is no institution with the code {code!r}")
    return Institution(*found)


async def list_all(session: Session) -> list[Institution]:
    found = await session.execute(select(*_COLUMNS).order_by(Row.code))
    return [Institution(*row) for row in found]


async def record(
    session: Session, profile: Profile, *, code: str, name: str, provenance: str | None = None
) -> Institution:
    """The institution with that code, made or brought up to date."""
    values = {
        "name": name,
        "profile": profile.name,
        "time_zone": profile.time_zone,
        "provenance": provenance,
    }
    await session.execute(
        insert(Row)
        .values(institution_id=InstitutionId(uuid4()), code=code, **values)
        .on_conflict_do_update(index_elements=[Row.code], set_=values)
    )
    return await get_by_code(session, code)


async def hold_settings(session: Session, institution_id: InstitutionId) -> dict[str, Any]:
    """What is set differently from the profile; nobody else changes it until the transaction ends."""
    found = await session.execute(
        select(Row.settings).where(Row.institution_id == institution_id).with_for_update()
    )
    settings: dict[str, Any] = found.scalar_one()
    return settings


async def change_settings(session: Session, institution_id: InstitutionId, settings: dict[str, Any]) -> None:
    """Replace what is set differently from the profile."""
    await session.execute(update(Row).where(Row.institution_id == institution_id).values(settings=settings))
