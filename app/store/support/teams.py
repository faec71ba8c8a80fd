"""Teams: staff who take over cases together, and who belongs to which when."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, day, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import StaffId, TeamId
from app.store.people.staff import NamedStaff
from app.store.people.tables import Staff
from app.store.support.tables import Team as Row
from app.store.support.tables import TeamMember as MemberRow


@dataclass(frozen=True, slots=True)
class Team:
    team_id: TeamId
    code: str
    name: str
    role: Role
    """The role of the profile that its members act in."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    staff: NamedStaff
    starts_on: date
    ends_before: date | None


def _member(
    staff_id: StaffId, number: str, name: str, starts_on: date, ends_before: date | None
) -> TeamMember:
    return TeamMember(NamedStaff(staff_id, number, name), starts_on, ends_before)


_TEAMS = select(Row.team_id, Row.code, Row.name, Row.role).where(Row.institution_id == INSTITUTION)
_ALL = query(_TEAMS.order_by(Row.code), Team)
_BY_CODE = query(_TEAMS.where(Row.code == word("code")), Team)
_LOCK = query(_TEAMS.where(Row.code == word("code")).with_for_update(), Team)
_VALUES = {"name": word("name"), "role": word("role")}
_RECORD = query(
    insert(Row)
    .values(institution_id=INSTITUTION, team_id=uuid("new_id"), code=word("code"), **_VALUES)
    .on_conflict_do_update(index_elements=[Row.institution_id, Row.code], set_=_VALUES)
)
_MEMBERS = query(
    select(Staff.staff_id, Staff.number, Staff.name, MemberRow.starts_on, MemberRow.ends_before)
    .join(MemberRow, same(MemberRow, Staff, "staff_id"))
    .where(MemberRow.institution_id == INSTITUTION, MemberRow.team_id == uuid("team_id"))
    .order_by(MemberRow.starts_on.desc(), Staff.number),
    _member,
)
_IS_MEMBER = query(
    select(
        exists().where(
            MemberRow.institution_id == INSTITUTION,
            MemberRow.team_id == uuid("team_id"),
            MemberRow.staff_id == uuid("staff_id"),
            MemberRow.starts_on <= day("today"),
            or_(MemberRow.ends_before.is_(None), MemberRow.ends_before > day("today")),
        )
    ),
    one,
)
_ADD_MEMBER = query(
    insert(MemberRow)
    .values(
        institution_id=INSTITUTION,
        team_id=uuid("team_id"),
        staff_id=uuid("staff_id"),
        starts_on=day("starts_on"),
        ends_before=None,
    )
    .on_conflict_do_nothing()
)
_END_MEMBER = query(
    update(MemberRow)
    .where(
        MemberRow.institution_id == INSTITUTION,
        MemberRow.team_id == uuid("team_id"),
        MemberRow.staff_id == uuid("staff_id"),
        MemberRow.starts_on == day("starts_on"),
    )
    .values(ends_before=day("ends_before"))
)


async def list_all(transaction: Transaction) -> list[Team]:
    """The institution's teams, by code."""
    return await transaction.fetch(_ALL)


async def find(transaction: Transaction, code: str) -> Team | None:
    return await transaction.find(_BY_CODE, code=code)


async def get(transaction: Transaction, code: str) -> Team:
    """Raises NotFound."""
    found = await find(transaction, code)
    if found is None:
        raise NotFound("no team has this code")
    return found


async def lock(transaction: Transaction, code: str) -> Team:
    """The team, which nobody else changes until the transaction ends, nor its members. Raises NotFound."""
    found = await transaction.find(_LOCK, code=code)
    if found is None:
        raise NotFound("no team has this code")
    return found


async def record(transaction: Transaction, *, code: str, name: str, role: Role) -> Team:
    """The team with that code, made or changed."""
    await transaction.execute(_RECORD, new_id=TeamId(uuid4()), code=code, name=name, role=role)
    return await get(transaction, code)


async def list_members(transaction: Transaction, team_id: TeamId) -> list[TeamMember]:
    """Who belongs or belonged to the team, the latest to join first."""
    return await transaction.fetch(_MEMBERS, team_id=team_id)


async def has_member(transaction: Transaction, team_id: TeamId, staff_id: StaffId, today: date) -> bool:
    """Whether that person belongs to the team today."""
    found: bool = await transaction.fetch_one(_IS_MEMBER, team_id=team_id, staff_id=staff_id, today=today)
    return found


async def add_member(transaction: Transaction, team_id: TeamId, staff_id: StaffId, starts_on: date) -> bool:
    """Whether the membership was added; False where one from that day on is there already."""
    added = await transaction.execute(_ADD_MEMBER, team_id=team_id, staff_id=staff_id, starts_on=starts_on)
    return added == 1


async def end_member(
    transaction: Transaction, team_id: TeamId, staff_id: StaffId, starts_on: date, ends_before: date
) -> None:
    await transaction.execute(
        _END_MEMBER, team_id=team_id, staff_id=staff_id, starts_on=starts_on, ends_before=ends_before
    )
