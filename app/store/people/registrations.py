"""Registrations: when, where and at which level somebody is a student."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.ids import InstitutionId, OrgUnitId, StudentId
from app.scoring.spells import Registered
from app.db.session import Session
from app.db.sets import among
from app.store.tables import Registration


@dataclass(frozen=True, slots=True)
class Spell:
    """What a score rests on in one registration."""

    starts_on: date
    ends_before: date | None
    college_id: OrgUnitId
    level: str


_REGISTERED = (Registration.starts_on, Registration.ends_before, Registration.college_id)


async def list_for(
    session: Session, students: Collection[StudentId], levels: Collection[str]
) -> dict[StudentId, list[Registered]]:
    """The students' registrations at those levels, by student, ascending."""
    found = await session.execute(
        select(Registration.student_id, *_REGISTERED)
        .where(among(Registration.student_id, students), Registration.level.in_(levels))
        .order_by(Registration.starts_on)
    )
    registered: dict[StudentId, list[Registered]] = defaultdict(list)
    for student_id, starts_on, ends_before, college_id in found:
        registered[student_id].append(Registered(starts_on, ends_before, college_id))
    return registered


async def list_spells(session: Session, students: Collection[StudentId]) -> dict[StudentId, list[Spell]]:
    """Every registration of those students, whatever the level."""
    found = await session.execute(
        select(Registration.student_id, *_REGISTERED, Registration.level).where(
            among(Registration.student_id, students)
        )
    )
    spells: dict[StudentId, list[Spell]] = defaultdict(list)
    for student_id, starts_on, ends_before, college_id, level in found:
        spells[student_id].append(Spell(starts_on, ends_before, college_id, level))
    return spells


async def first_day(session: Session, institution_id: InstitutionId) -> date | None:
    """The earliest day on which anybody was registered."""
    found = await session.execute(
        select(func.min(Registration.starts_on)).where(Registration.institution_id == institution_id)
    )
    return found.scalar_one()
