"""Row-level security: as the application role, with the filter forgotten on purpose, on every table.

Each test asks `select … from <table>` with no condition at all. What comes back is what the database by
itself lets that person see.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.auth.demo_issuer import ISSUER
from app.auth.principal import Principal, Role
from app.ids import StaffId
from app.db.asking import enter
from app.db.session import Session
from app.store.tables import Student, Table
from app.store.people.visibility import in_charge
from app.wire.roster import TutorshipRow
from tests.world import OPENING, Person, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio

OWNED = sorted(table.name for table in Table.metadata.tables.values() if "student_id" in table.columns)
"""Every table with a student in it; a new one is tested from the day it is drawn."""


@asynccontextmanager
async def asked_by(world: World, person: Person | None) -> AsyncIterator[Session]:
    """A transaction as the application role, on somebody's behalf or on nobody's."""
    async with world.engine.begin() as session:
        if person is not None:
            roles = frozenset(str(role) for role in person.roles)
            assert await enter(session, ISSUER, person.subject, roles, world.moment.now)
        yield session


async def students_seen(session: Session, table: str) -> set[UUID]:
    """Whose rows come back when the filter is forgotten."""
    found = await session.execute(text(f"select distinct student_id from {table}"))
    return {row.student_id for row in found if row.student_id is not None}


@pytest.fixture
async def full(world: World) -> dict[str, Person]:
    """Two students with rows in every table, their tutors, and everybody else."""
    people: dict[str, Person] = {}
    await world.assess()
    await world.hold_sessions(session("L1", world.yesterday))
    for name in ("ann", "bob"):
        tutor = await world.tutor()
        student = await world.student(tutor=tutor, consent=True)
        people |= {name: student, f"{name}s tutor": tutor}
        await world.mark(mark(student, "ESSAY", 62))
        await world.register(register(student, "L1", "present"))
        await world.say_stage(student, "planning", world.yesterday)
        await world.deliver(event(student, "vle", world.yesterday - timedelta(days=3), module_run="BIO1-18"))
        await world.score()
        await tutor.do(f"{student.path}/notes", note(share=True))
        starts = world.moment.now + timedelta(days=1)
        await tutor.do(
            f"{student.path}/meetings",
            {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()},
        )
    for name in ("ann", "bob"):  # late, so that what is stored is stale
        await world.deliver(event(people[name], "app", world.yesterday - timedelta(days=5)))
    for role in (Role.ADMIN, Role.INFORMATION_DESK, Role.ANALYST, Role.LECTURER):
        people[role] = await world.tutor(role)
    people["service"] = await world.service()
    return people


async def test_a_forgotten_filter_shows_nobody_elses_rows(world: World, full: dict[str, Person]) -> None:
    ann, bob = full["ann"].id, full["bob"].id
    expected: dict[str, set[UUID]] = {"ann": {ann}, "anns tutor": {ann}, "bob": {bob}, "bobs tutor": {bob}}
    others = (Role.ADMIN, Role.INFORMATION_DESK, Role.ANALYST, Role.LECTURER, "service")
    wrong = []
    for table in OWNED:
        if table not in {"notes", "access_records"}:  # not the institution's jobs' to read either
            assert await world.count(table, full["ann"]), f"nothing to find in {table}"
        for name in (*expected, *others):
            right = expected.get(name, set())
            if table in {"access_records", "logins"} and name.endswith("tutor"):
                right = set()  # the students' own to read, or nobody's
            if (name, table) == (Role.ADMIN, "tutorships"):
                right = {ann, bob}  # who tutors whom is an administrator's to say
            async with asked_by(world, full[name]) as session_:
                seen = await students_seen(session_, table)
            if seen != right:
                wrong.append((table, name, seen))
        async with asked_by(world, None) as session_:
            if await students_seen(session_, table):
                wrong.append((table, "nobody", set()))
    assert wrong == []


async def test_nobody_writes_a_students_rows_but_the_institutions_jobs(
    world: World, full: dict[str, Person]
) -> None:
    allowed = {("anns tutor", "meetings"), ("bob", "meetings"), (Role.ADMIN, "tutorships")}
    wrong = []
    for table in OWNED:
        for statement in (f"delete from {table}", f"update {table} set student_id = student_id"):
            for name in ("bob", "anns tutor", Role.ADMIN, "service"):
                async with asked_by(world, full[name]) as session_:
                    try:
                        touched = (await session_.execute(text(statement))).rowcount
                    except DBAPIError as refused:
                        if "denied" not in str(refused):
                            raise
                        touched = 0
                    await session_.rollback()
                if touched and (name, table) not in allowed:
                    wrong.append((name, statement))
    assert wrong == []


async def test_a_tutor_cannot_put_a_note_on_anothers_student(world: World, full: dict[str, Person]) -> None:
    async with asked_by(world, full["anns tutor"]) as session_:
        with pytest.raises(DBAPIError, match="row-level security"):
            await session_.execute(
                text(
                    "insert into notes"
                    " (student_id, note_id, author, staff_id, status, created_at, changed_at)"
                    " values (:student, gen_random_uuid(), 'staff', :staff, 'shared', now(), now())"
                ),
                {"student": full["bob"].id, "staff": full["anns tutor"].id},
            )


async def test_nobody_writes_access_records_in_anothers_name(world: World, full: dict[str, Person]) -> None:
    async with asked_by(world, full["anns tutor"]) as session_:
        with pytest.raises(DBAPIError, match="permission denied"):
            await session_.execute(
                text(
                    "insert into access_records (student_id, seen_at, access_id, staff_id, role, sections,"
                    " purpose, outcome) values (:student, now(), gen_random_uuid(), :staff, 'x', '{}', 'x',"
                    " 'seen')"
                ),
                {"student": full["ann"].id, "staff": full["bobs tutor"].id},
            )


async def test_a_look_is_put_on_record_by_whoever_may_look_and_nobody_else(
    world: World, full: dict[str, Person]
) -> None:
    look = text("select attune_record_access(:students, '{student}', 'tutoring', 'seen', now())")
    ann, bob = full["ann"].id, full["bob"].id
    for name, students in (
        ("anns tutor", [bob]),
        ("anns tutor", [ann, bob]),
        ("ann", [ann]),  # who is no member of staff
        ("service", [ann]),
        (Role.ADMIN, [ann]),
    ):
        async with asked_by(world, full[name]) as session_:
            with pytest.raises(DBAPIError, match="by whoever may look"):
                await session_.execute(look, {"students": students})
    async with asked_by(world, full["anns tutor"]) as session_:
        await session_.execute(look, {"students": [ann]})
    async with asked_by(world, full["ann"]) as session_:
        found = await session_.execute(
            text("select staff_id, role from access_records order by seen_at desc limit 1")
        )
        assert found.one() == (full["anns tutor"].id, "personal_tutor")


async def test_access_records_and_the_audit_are_only_ever_added_to(world: World) -> None:
    for table in ("access_records", "audit_entries", "consent_decisions"):
        for statement in (f"update {table} set role = 'x'", f"delete from {table}", f"truncate {table}"):
            async with world.engine.connect() as connection:
                with pytest.raises(DBAPIError, match=r"permission denied|does not exist"):
                    await connection.execute(text(statement))


async def test_partitions_cannot_be_read_around_the_policies(world: World, full: dict[str, Person]) -> None:
    async with asked_by(world, full["ann"]) as session_:
        with pytest.raises(DBAPIError, match="permission denied"):
            await session_.execute(text("select * from events_2018"))


async def test_another_institutions_settings_are_out_of_reach(world: World) -> None:
    admin = await world.tutor(Role.ADMIN)
    other = await world.found_another("exeter", empty=False)
    async with asked_by(world, admin) as session_:
        for table in ("org_units", "modules", "staff", "scoring_models"):
            found = await session_.execute(text(f"select distinct institution_id from {table}"))
            assert list(found.scalars()) == [world.institution.institution_id]
        changed = await session_.execute(
            text("update org_units set name = 'mine' where institution_id = :other"),
            {"other": other.institution.institution_id},
        )
        assert changed.rowcount == 0


days = st.integers(-3, 3)
rosters = st.fixed_dictionaries(
    {
        "roles": st.sets(
            st.sampled_from(
                [Role.STUDENT, Role.PERSONAL_TUTOR, Role.SITE_EXPLORER, Role.DEPARTMENT, Role.ADMIN]
            )
        ),
        "tutorships": st.lists(st.tuples(st.integers(0, 2), days, st.none() | days), max_size=3),
        "grants": st.lists(
            st.tuples(
                st.sampled_from(["site_explorer", "department"]),
                st.sampled_from(["U", "CLES", "DEPT", "OTHER"]),
                days,
                st.none() | days,
            ),
            max_size=2,
        ),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=rosters)
async def test_the_rule_in_the_database_is_the_rule_in_the_application(
    world: World, drawn: dict[str, Any]
) -> None:
    """Random tutorships and grants: the unfiltered table and the application's filter agree."""
    if not world.named:
        await world.add_department("DEPT", "ECO", under="CLES")
        await world.add_college("OTHER", "History", "HIS")
        world.named = [await world.student() for _ in range(3)]
        moved = OPENING + timedelta(days=1)
        await world.move(world.named[1], moved, programme="ECO", college="CLES")
        await world.move(world.named[2], moved, programme="HIS", college="OTHER")
    staff = await world.tutor(*drawn["roles"])
    await hire(world, staff, drawn)
    roles = frozenset(str(role) for role in drawn["roles"])
    principal = Principal(
        issuer=ISSUER,
        subject=staff.subject,
        roles=frozenset(drawn["roles"]),
        institution_id=world.institution.institution_id,
        student_id=None,
        staff_id=StaffId(staff.id),
    )
    async with world.engine.begin() as session_:
        assert await enter(session_, ISSUER, staff.subject, roles, world.moment.now)
        in_database = {row[0] for row in await session_.execute(select(Student.student_id))}
        told = {each.id for each in world.named if await version_told(session_, each) is not None}
    shown = {each.id for each in world.named if await still_shown(world, staff, roles, each)}
    async with world.here() as here:
        wanted = select(Student.student_id).where(in_charge(principal, world.today))
        in_application = {row[0] for row in await here.session.execute(wanted)}
    assert in_database == in_application
    # For answers that are remembered the same rule is asked about one student.
    assert shown == told == in_application & {each.id for each in world.named}


async def version_told(session_: Session, student: Person) -> bytes | None:
    found = await session_.execute(text("select attune_version(:student)"), {"student": student.id})
    version: bytes | None = found.scalar_one()
    return version


async def still_shown(world: World, asker: Person, roles: frozenset[str], student: Person) -> bool:
    """Whether somebody would be shown what a process remembers of the student."""
    async with world.engine.begin() as session_:
        assert await enter(session_, ISSUER, student.subject, frozenset({"student"}), world.moment.now)
        held = await version_told(session_, student)
        assert held is not None
        row = await session_.execute(
            text("select xmin::text from institutions where institution_id = :mine"),
            {"mine": world.institution.institution_id},
        )
        version = row.scalar_one()
    async with world.engine.begin() as session_:
        found = await session_.execute(
            text(
                "select attune_still_holds(:issuer, :subject, :roles, :now, :institution, :version, :student,"
                " 'tutoring', :held, '{student}')"
            ),
            {
                "issuer": ISSUER,
                "subject": asker.subject,
                "roles": ",".join(sorted(roles)),
                "now": world.moment.now,
                "institution": world.institution.institution_id,
                "version": version,
                "student": student.id,
                "held": held,
            },
        )
        return bool(found.scalar_one())


async def hire(world: World, staff: Person, drawn: dict[str, Any]) -> None:
    """Give the member of staff the tutorships and grants that were drawn, relative to today."""

    def day(offset: int | None) -> date | None:
        return None if offset is None else world.today + timedelta(days=offset)

    tutorships = {}
    for student, starts, ends in drawn["tutorships"]:
        starts_on = world.today + timedelta(days=starts)
        ends_before = None if ends is None else max(starts_on, world.today + timedelta(days=ends))
        row = TutorshipRow(world.named[student].number, staff.number, starts_on, ends_before)
        tutorships[row.student, row.starts_on] = row
    await world.roster(tutorships=list(tutorships.values()))
    for role, unit, starts, ends in drawn["grants"]:
        starts_on = world.today + timedelta(days=starts)
        await world.grant(staff, role, None if role == "site_explorer" else unit, starts_on, day(ends))
