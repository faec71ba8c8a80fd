"""Row-level security: as the application role, with the filter forgotten on purpose, on every table.

Each test asks `select … from <table>` with no condition at all. What comes back is what the database by
itself lets that person see.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from app.actions.enter import Logins, enter_request
from app.auth.demo_issuer import ISSUER
from app.db.query import columns, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.store.tables import METADATA
from app.wire.roster import ContactDetailsRow
from tests import roles
from tests.access.scene_signals import raised
from tests.apart import REFUSAL, REFUSED
from tests.db.reaching import add_reaching
from tests.world import Person, World, achieved, approval, event, mark, note, register, session

pytestmark = pytest.mark.anyio

OWNED = sorted(table.name for table in METADATA.tables.values() if "student_id" in table.columns)
"""Every table with a student in it; a new one is tested from the day it is drawn."""
OWN_ALONE = {
    "access_records", "comparison_choices", "export_places", "logins", "request_steps", "rights_requests",
    "webhook_messages",
}  # fmt: skip
"""The students' own to read, or nobody's."""


@asynccontextmanager
async def asked_by(
    world: World, person: Person | None, about: StudentId | None = None, *, may_act: bool = False
) -> AsyncIterator[Transaction]:
    """A transaction as the application role, on somebody's behalf or on nobody's."""
    assert world.application is not None
    async with world.application.transaction() as transaction:
        if person is not None:
            await enter_request(
                transaction,
                world.runtime.snapshots,
                Logins(),
                (ISSUER, person.subject),
                frozenset(person.roles),
                world.moment.now,
                about,
                may_act=may_act,
            )
        yield transaction


async def students_seen(transaction: Transaction, table: str) -> set[UUID]:
    """Whose rows come back when the filter is forgotten."""
    found = await transaction.fetch(query(f"select distinct student_id from {table}", columns))
    return {row[0] for row in found if row[0] is not None}


async def look_for(world: World, student: Person, tutor: Person) -> None:
    """A case with an attempt and a step, and contact details. Exeter keeps no cases: past the application."""
    await world.roster(contact_details=[ContactDetailsRow(student.number, "x@example.ac.uk")])
    await world.sql(
        """
        with made as (
            insert into cases (institution_id, student_id, case_id, reason, other_sources, opened_by,
                opened_role, opened_at, state, rung, rung_on, roles, due_on)
            values (:institution_id, :student, gen_random_uuid(), 'made up', '[]', :staff, 'personal_tutor',
                now(), 'open', 'email', now(), '{personal_tutor}', now()) returning *),
        attempted as (
            insert into contact_attempts (institution_id, student_id, case_id, sequence, attempt_id, rung,
                staff_id, role, attempted_at, recorded_at, channel, outcome)
            select institution_id, student_id, case_id, 1, gen_random_uuid(), rung, opened_by, 'x', now(),
                now(), 'phone', 'no_answer' from made)
        insert into case_steps (institution_id, student_id, case_id, sequence, kind, at, staff_id, rung)
        select institution_id, student_id, case_id, 1, 'opened', now(), opened_by, rung from made
        """,
        student=student.id,
        staff=tutor.id,
    )


async def put_what_exeter_lacks(world: World, student: Person, tutor: Person) -> None:
    """Rows of operations that Exeter's profile does not offer: the database's rules are the same."""
    async with world.owner() as owner:
        mine = (world.institution.institution_id, student.id, tutor.id)
        await owner.execute(
            "insert into exemptions (institution_id, student_id, exemption_id, reason, starts_on,"
            " ends_before, recorded_by, recorded_at)"
            " values ($1, $2, gen_random_uuid(), 'other', '2018-11-01', '2018-11-08', $3, now())",
            *mine,
        )
        await owner.execute(
            "insert into visa_decisions (institution_id, student_id, decision_id, gap_first_day,"
            " gap_last_day, counted_days, decision, reason, decided_by, decided_at)"
            " values ($1, $2, gen_random_uuid(),"
            " '2018-10-01', '2018-10-31', 31, 'report', 'for a test', $3, now())",
            *mine,
        )
        await owner.execute(
            "insert into comparison_choices (institution_id, student_id, academic_year, compares, chosen_at)"
            " values ($1, $2, 2018, true, now())",
            *mine[:2],
        )
        await owner.execute(
            "insert into statistics.student_statistics (institution_id, student_id, gender)"
            " values ($1, $2, '1')",
            *mine[:2],
        )
        await owner.execute(
            "insert into report_contacts (institution_id, student_id, week, version, report_contact_id,"
            " org_unit_id, note, recorded_by, role, recorded_at)"
            " select $1, $2, '2018-11-19', 1, gen_random_uuid(), org_unit_id, 'x', $3, 'x', now()"
            " from org_units where institution_id = $1 limit 1",
            *mine,
        )
        await owner.execute(
            "with made as (insert into webhooks (institution_id, webhook_id, address, description,"
            " event_types, secret_number, secret_digest, created_by, created_at, changed_at)"
            " values ($1, gen_random_uuid(), 'https://x', 'x', '{}', 1, 'x', $3, now(), now())"
            " returning webhook_id)"
            " insert into webhook_messages (institution_id, student_id, event_id, webhook_id, type, ids,"
            " sections, occurred_at, state, tried, next_at) select $1, $2, gen_random_uuid(), webhook_id,"
            " 'signal.raised', '{}', '{}', now(), 'waiting', 0, now() from made",
            *mine,
        )
        await owner.execute(
            "with made as (insert into prediction_models (institution_id, version, cut_off_day, state, model,"
            " audit, drafted_at) values ($1, 'made-up', 28, 'audited', '{}', '{}', now())"
            " on conflict do nothing)"
            " insert into expectation_acts (institution_id, student_id, act_id, module_run_id, model, as_of,"
            " week, about, least, most, like_cases, prompts, made_of, did, staff_id, role, acted_at)"
            " select $1, $2, gen_random_uuid(), module_run_id, 'made-up', '2018-10-22', 4, 70, 67, 73, 1000,"
            " false, '{grades}', 'talked', $3, 'x', now() from module_runs where institution_id = $1 limit 1",
            *mine,
        )
        await owner.execute(
            "insert into export_places (institution_id, student_id, place)"
            " select $1, $2, count(*) from export_places where institution_id = $1",
            *mine[:2],
        )
        await owner.execute(
            "with made as (insert into review_lists (institution_id, review_list_id, term, term_first_day,"
            " first_day, last_day, created_by, created_at) values ($1, gen_random_uuid(), 'Autumn',"
            " '2018-09-24', '2018-10-29', '2018-11-18', $3, now()) returning review_list_id)"
            " insert into reviewed_students (institution_id, student_id, review_list_id, evidence)"
            " select $1, $2, review_list_id, '{}' from made",
            *mine,
        )


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
        await world.award(achieved(student, "BIO1-18", 15))
        await world.register(register(student, "L1", "present"))
        await world.say_stage(student, "planning", world.yesterday)
        await world.deliver(event(student, "vle", world.yesterday - timedelta(days=3), module_run="BIO1-18"))
        await world.score()
        await tutor.do(f"{student.path}/notes", note(share=True))
        await world.assign(student, tutor)
        await world.approve(approval(student, "EC-1", world.yesterday, world.today))
        await raised(world, student)
        await look_for(world, student, tutor)
        await put_what_exeter_lacks(world, student, tutor)
        starts = world.moment.now + timedelta(days=1)
        await tutor.do(
            f"{student.path}/meetings",
            {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()},
        )
        await add_reaching(world, student, tutor)
    await world.sql(
        "insert into signal_progress (institution_id, as_of, weekly) values (:institution_id, :as_of, true)",
        as_of=world.yesterday,
    )
    for name in ("ann", "bob"):  # late, so that what is stored no longer holds
        await world.deliver(event(people[name], "app", world.yesterday - timedelta(days=5)))
        await asked_and_challenged(world, people[name])
        await kept_in_a_cohort(world, people[name], people[f"{name}s tutor"])
    for role in (roles.ADMIN, roles.INFORMATION_DESK, roles.ANALYST, roles.LECTURER):
        people[role] = await world.tutor(role)
    people["service"] = await world.service()
    return people


async def kept_in_a_cohort(world: World, student: Person, tutor: Person) -> None:
    """A saved cohort of the tutor's that the student is in, and when they joined it."""
    level = {"kind": "level", "any_of": ["undergraduate"]}
    made = await tutor.do("/v1/saved-cohorts", {"name": "Mine", "conditions": [level]})
    await world.sql(
        """
        with joined as (
            insert into cohort_members (institution_id, student_id, cohort_id, owner_id, joined_at)
            values (:institution_id, :student, :cohort, :staff, now()) returning *)
        insert into cohort_events
            (institution_id, student_id, event_id, cohort_id, owner_id, kind, occurred_at, as_of)
        select institution_id, student_id, gen_random_uuid(), cohort_id, owner_id, 'joined', now(), now()
        from joined
        """,
        cohort=made["saved_cohort_id"],
        student=student.id,
        staff=tutor.id,
    )


async def asked_and_challenged(world: World, student: Person) -> None:
    """What the student asked of their data, a copy of it that tutors receive too, what is challenged."""
    await world.sql(
        "insert into rights_requests (institution_id, student_id, request_id, kind, about, state,"
        " received_at, due_on) values (:institution_id, :student, gen_random_uuid(), 'access', '',"
        " 'received', now(), now())",
        student=student.id,
    )
    async with world.owner() as owner:  # lifted since: otherwise nobody would see anything
        await owner.execute(
            "insert into restrictions (institution_id, student_id, restriction_id, purpose, request_id,"
            " restricted_at, restricted_by, told_on, notice, lifted_at, lifted_by) select $1, $2,"
            " gen_random_uuid(), '', gen_random_uuid(), now(), staff_id, now(), 'x', now(), staff_id"
            " from staff where institution_id = $1 limit 1",
            world.institution.institution_id,
            student.id,
        )
    await world.sql(
        "insert into request_steps (institution_id, student_id, request_id, number, step_id, step, taken_at,"
        " words, due_before, due_after) select institution_id, student_id, request_id, 1, gen_random_uuid(),"
        " 'information_given', now(), 'x', due_on, due_on from rights_requests"
        " where institution_id = :institution_id and student_id = :student",
        student=student.id,
    )
    await world.sql(
        "insert into data_copies (institution_id, student_id, request_id, audience, copied_to, assembled_at,"
        " available_until, document, page) select :institution_id, :student, gen_random_uuid(), audience,"
        " '{personal_tutor}', now(), now(), '', '' from unnest(array['student', 'staff']) as a (audience)",
        student=student.id,
    )
    await world.sql(
        "insert into corrections (institution_id, student_id, correction_id, kind, about, source, day,"
        " what_is_wrong, recorded, should_be, state, asked_at) values (:institution_id, :student,"
        " gen_random_uuid(), 'activity', 'app', 'app', now(), 'x', '{}', '{}', 'open', now())",
        student=student.id,
    )


async def test_a_forgotten_filter_shows_nobody_elses_rows(world: World, full: dict[str, Person]) -> None:
    ann, bob = full["ann"].id, full["bob"].id
    expected: dict[str, set[UUID]] = {"ann": {ann}, "anns tutor": {ann}, "bob": {bob}, "bobs tutor": {bob}}
    others = (roles.ADMIN, roles.INFORMATION_DESK, roles.ANALYST, roles.LECTURER, "service")
    wrong = []
    for table in OWNED:
        if table not in {"notes", "access_records"}:  # not the institution's jobs' to read either
            assert await world.count(table, full["ann"]), f"nothing to find in {table}"
        for name in (*expected, *others):
            right = expected.get(name, set())
            if table in OWN_ALONE and name.endswith("tutor"):
                right = set()
            if name == roles.ADMIN and table in {"tutorships", "webhook_messages"}:
                right = {ann, bob}  # who tutors whom, and which system is told, is an administrator's to say
            async with asked_by(world, full[name]) as transaction:
                seen = await students_seen(transaction, table)
            if seen != right:
                wrong.append((table, name, seen))
        async with asked_by(world, None) as transaction:
            if await students_seen(transaction, table):
                wrong.append((table, "nobody", set()))
    assert wrong == []


async def test_a_request_about_one_student_reaches_nobody_else(world: World, full: dict[str, Person]) -> None:
    """Not even another student of the same tutor."""
    tutor = full["anns tutor"]
    await world.begin_tutorship(full["bob"], tutor, world.yesterday)
    for about in (full["ann"], full["bob"]):
        async with asked_by(world, tutor, StudentId(about.id)) as transaction:
            assert await students_seen(transaction, "registrations") == {about.id}
    stranger = await world.student()
    async with asked_by(world, tutor, StudentId(stranger.id)) as transaction:
        assert await students_seen(transaction, "registrations") == set()


async def test_nobody_writes_a_students_rows_but_the_institutions_jobs(
    world: World, full: dict[str, Person]
) -> None:
    allowed = {
        ("anns tutor", "meetings"), ("bob", "meetings"), (roles.ADMIN, "tutorships"), ("bob", "remarks"),
    }  # fmt: skip
    wrong = []
    for table in OWNED:
        for statement in (f"delete from {table}", f"update {table} set student_id = student_id"):
            for name in ("bob", "anns tutor", roles.ADMIN, "service"):
                touched = 0
                async with asked_by(world, full[name]) as transaction:
                    try:
                        touched = await transaction.execute(query(statement))
                    except asyncpg.InsufficientPrivilegeError:
                        await transaction.connection.execute("rollback; begin")
                    await transaction.connection.execute("rollback; begin")
                if touched and (name, table) not in allowed:
                    wrong.append((name, statement))
    assert wrong == []


async def test_a_tutor_cannot_put_a_note_on_anothers_student(world: World, full: dict[str, Person]) -> None:
    statement = query(
        "insert into notes (institution_id, student_id, note_id, author, staff_id, status, created_at,"
        " changed_at) values (:institution_id, :student, gen_random_uuid(), 'staff', :staff, 'shared', now(),"
        " now())"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with asked_by(world, full["anns tutor"]) as transaction:
            await transaction.execute(statement, student=full["bob"].id, staff=full["anns tutor"].id)


async def test_nobody_writes_access_records_in_anothers_name(world: World, full: dict[str, Person]) -> None:
    statement = query(
        "insert into access_records (institution_id, student_id, seen_at, access_id, staff_id, role,"
        " sections, purpose, outcome) values (:institution_id, :student, now(), gen_random_uuid(), :staff,"
        " 'x', '{}', 'x', 'seen')"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        async with asked_by(world, full["anns tutor"]) as transaction:
            await transaction.execute(statement, student=full["ann"].id, staff=full["bobs tutor"].id)


LOOK = query(
    "select attune_record_access(cast(:students as uuid[]), cast(:sections as text[]),"
    " cast(:roles as text[]), 'tutoring', 'seen', now())"
)


async def test_a_look_is_put_on_record_by_whoever_may_look_and_nobody_else(
    world: World, full: dict[str, Person]
) -> None:
    ann, bob = full["ann"].id, full["bob"].id
    every = list(roles.EVERY)
    for name, students, by in (
        ("anns tutor", [bob], every),
        ("anns tutor", [ann, bob], every),
        ("anns tutor", [ann], [roles.DEPARTMENT_HEAD]),  # a role by which they do not see the student
        ("ann", [ann], every),  # who is no member of staff
        ("service", [ann], every),
        (roles.ADMIN, [ann], every),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="by whoever may look"):  # noqa: PT012 (raised on the way out)
            async with asked_by(world, full[name]) as transaction:
                sections = ["student"] * len(students)
                await transaction.execute(LOOK, students=students, sections=sections, roles=by)
    async with asked_by(world, full["anns tutor"]) as transaction:
        await transaction.execute(LOOK, students=[ann], sections=["student,grades"], roles=every)
    latest = query(
        "select staff_id, role, sections from access_records where institution_id = :institution_id"
        " order by seen_at desc limit 1",
        columns,
    )
    async with asked_by(world, full["ann"]) as transaction:
        found = await transaction.fetch_one(latest)
    assert found == (full["anns tutor"].id, "personal_tutor", ["student", "grades"])


async def test_access_records_and_the_audit_are_only_ever_added_to(world: World) -> None:
    tables = (
        "access_records", "audit_entries", "consent_decisions", "contact_attempts", "case_steps",
        "visa_decisions", "report_contacts", "expectation_acts",
    )  # fmt: skip
    for table in tables:
        for statement in (f"update {table} set institution_id = null", f"delete from {table}"):
            with pytest.raises(REFUSED, match=REFUSAL or "permission denied"):
                await world.sql(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await world.sql(f"truncate {table}")


async def test_what_was_decided_of_a_reviewed_student_stands(world: World, full: dict[str, Person]) -> None:
    decide = query(
        "update reviewed_students set decision = 'contact', reason = :reason, decided_by = :staff,"
        " decided_at = now() where student_id = :student"
    )
    tutor, ann, bob = full["anns tutor"], full["ann"].id, full["bob"].id
    for reason, student, done in (("first", bob, 0), ("first", ann, 1), ("second", ann, 0)):
        async with asked_by(world, tutor) as transaction:
            given = {"reason": reason, "staff": tutor.id, "student": student}
            assert await transaction.execute(decide, **given) == done
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with asked_by(world, full["bobs tutor"]) as transaction:  # in another's name
            await transaction.execute(decide, reason="third", staff=tutor.id, student=bob)


async def test_a_contact_is_documented_in_ones_own_name_of_ones_own_students(
    world: World, full: dict[str, Person]
) -> None:
    document = query(
        "insert into report_contacts (institution_id, student_id, week, version, report_contact_id,"
        " org_unit_id, note, recorded_by, role, recorded_at)"
        " select :institution_id, :student, '2018-11-19', 2, gen_random_uuid(), org_unit_id, 'x', :staff,"
        " 'x', now() from org_units where institution_id = :institution_id limit 1"
    )
    tutor, other = full["anns tutor"], full["bobs tutor"]
    for student, staff in ((full["ann"], other), (full["bob"], tutor)):
        with pytest.raises(REFUSED, match=REFUSAL or "row-level security"):
            async with asked_by(world, tutor) as transaction:
                await transaction.execute(document, student=student.id, staff=staff.id)
    async with asked_by(world, tutor) as transaction:
        assert await transaction.execute(document, student=full["ann"].id, staff=tutor.id) == 1


async def test_an_act_is_recorded_in_ones_own_name_of_ones_own_students(
    world: World, full: dict[str, Person]
) -> None:
    record = query(
        "insert into expectation_acts select institution_id, :student, gen_random_uuid(), module_run_id,"
        " model, as_of, week, about, least, most, like_cases, prompts, made_of, did, note, :staff, role,"
        " now()"
        " from expectation_acts where institution_id = :institution_id limit 1"
    )
    tutor, other = full["anns tutor"], full["bobs tutor"]
    for student, staff in ((full["ann"], other), (full["bob"], tutor)):
        with pytest.raises(REFUSED, match=REFUSAL or "row-level security"):
            async with asked_by(world, tutor) as transaction:
                await transaction.execute(record, student=student.id, staff=staff.id)
    async with asked_by(world, tutor) as transaction:
        assert await transaction.execute(record, student=full["ann"].id, staff=tutor.id) == 1


async def test_an_exemption_is_set_and_ended_in_ones_own_name(world: World, full: dict[str, Person]) -> None:
    end = query("update exemptions set ended_by = :staff, ended_at = now() where student_id = :student")
    tutor, ann, bob = full["anns tutor"], full["ann"].id, full["bob"].id
    for who, staff in ((tutor, full["bobs tutor"]), (full["ann"], tutor)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with asked_by(world, who) as transaction:
                await transaction.execute(end, staff=staff.id, student=ann)
    async with asked_by(world, tutor) as transaction:
        assert await transaction.execute(end, staff=tutor.id, student=bob) == 0


async def test_partitions_cannot_be_read_around_the_policies(world: World, full: dict[str, Person]) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        async with asked_by(world, full["ann"]) as transaction:
            await transaction.fetch(query("select student_id from events_2018"))


async def test_another_institution_is_out_of_reach_for_everybody(world: World) -> None:
    """Tables that belong to an institution, `institutions` itself included, for an admin and for a job."""
    admin = await world.tutor(roles.ADMIN)
    other = await world.create_another("exeter", empty=False)
    mine = world.institution.institution_id
    tables = [table.name for table in METADATA.tables.values() if "institution_id" in table.columns]

    async def check(transaction: Transaction) -> None:
        for table in tables:
            found = await transaction.fetch(query(f"select distinct institution_id from {table}"))
            assert {row[0] for row in found} <= {mine}, table
        for change in ("org_units set name = 'mine'", "institutions set settings = '{}'"):
            statement = query(f"update {change} where institution_id = :other")
            assert await transaction.execute(statement, other=other.institution.institution_id) == 0

    async with asked_by(world, admin) as transaction:
        await check(transaction)
    async with world.context() as context:
        await check(context.transaction)


async def test_a_role_that_the_profile_lacks_is_no_role_for_the_database_either(world: World) -> None:
    """Exeter has no such role: neither the token nor a grant makes one."""
    head = await world.tutor(roles.DEPARTMENT_HEAD, roles.SITE_EXPLORER)
    await world.grant(head, roles.DEPARTMENT_HEAD, "CLES")
    await world.grant(head, roles.SITE_EXPLORER)
    await world.student()
    async with asked_by(world, head) as transaction:
        assert await students_seen(transaction, "students") == set()
        told = query(
            "select current_setting('attune.visible_students'), current_setting('attune.sees_all_by')",
            columns,
        )
        assert await transaction.fetch_one(told) == ("", "")


async def test_nobody_tries_or_steps_in_anothers_name(world: World, full: dict[str, Person]) -> None:
    attempt = query(
        "insert into contact_attempts (institution_id, student_id, case_id, sequence, attempt_id, rung,"
        " staff_id, role, attempted_at, recorded_at, channel, outcome) select institution_id, student_id,"
        " case_id, 9, gen_random_uuid(), rung, :staff, 'x', now(), now(), 'phone', 'reached' from cases"
        " where institution_id = :institution_id"
    )
    step = query(
        "insert into case_steps (institution_id, student_id, case_id, sequence, kind, at, staff_id, rung)"
        " select institution_id, student_id, case_id, 9, 'closed', now(), :staff, rung from cases"
        " where institution_id = :institution_id"
    )
    tutor = full["anns tutor"]
    for who, statement, staff in (
        (tutor, attempt, full["bobs tutor"].id),
        (tutor, step, full["bobs tutor"].id),
        (tutor, step, None),  # as if the student had done it
        (full["ann"], attempt, tutor.id),
        (full["ann"], step, tutor.id),
    ):
        with pytest.raises(REFUSED, match=REFUSAL or "row-level security"):
            async with asked_by(world, who) as transaction:
                await transaction.execute(statement, staff=staff)
    async with asked_by(world, full["ann"]) as transaction:
        assert await transaction.execute(step, staff=None) == 1, "her own answer"


async def test_nobody_decides_on_a_correction_or_answers_a_request_but_who_may(
    world: World, full: dict[str, Person]
) -> None:
    """Not the student, not as somebody else, and not whoever has no such duty."""
    decided = (
        "update corrections set state = 'accepted', decided_at = now(), decided_by = {by}"
        " where institution_id = :institution_id"
    )
    answered = (
        "update rights_requests set state = 'answered', answered_at = now(), outcome = 'upheld',"
        " answered_by = {by} where institution_id = :institution_id"
    )
    moved = "update rights_requests set state = 'extended' where institution_id = :institution_id"
    stepped = (
        "insert into request_steps (institution_id, student_id, request_id, number, step_id, step, taken_at,"
        " staff_id, words, due_before, due_after) select institution_id, student_id, request_id, 2,"
        " gen_random_uuid(), 'extended', now(), {by}, 'x', due_on, due_on from rights_requests"
        " where institution_id = :institution_id"
    )
    tutor = full["anns tutor"]
    for name, statement, by, may in (
        ("ann", moved, "", 0),
        ("anns tutor", moved, "", 0),
        ("ann", stepped, f"'{tutor.id}'", 0),
        ("anns tutor", stepped, f"'{tutor.id}'", 0),
        (roles.ADMIN, stepped, f"'{full[roles.ADMIN].id}'", 0),
        ("ann", decided, "null", 0),
        ("ann", decided, f"'{tutor.id}'", 0),
        ("bobs tutor", decided, f"'{tutor.id}'", 0),
        ("anns tutor", decided, f"'{tutor.id}'", 1),
        (roles.ADMIN, decided, f"'{full[roles.ADMIN].id}'", 0),
        ("ann", answered, "null", 0),
        ("anns tutor", answered, f"'{tutor.id}'", 0),
        (roles.ADMIN, answered, f"'{full[roles.ADMIN].id}'", 0),
    ):
        async with asked_by(world, full[name]) as transaction:
            try:
                touched = await transaction.execute(query(statement.format(by=by)))
            except REFUSED:
                touched = 0
            await transaction.connection.execute("rollback; begin")
        assert touched == may, (name, statement)


async def test_what_a_copy_needs_is_read_by_whoever_makes_one_that_was_asked_for(
    world: World, full: dict[str, Person]
) -> None:
    rows = query("select attune_rows_of_requester(:student, 'access_records')::text", columns)
    looked = query("select * from attune_who_looked(:student, array['grades'], now())", columns)
    other = await world.student()
    for asked, student, refused in (
        (rows, full["ann"], "has asked for a copy"),
        (looked, full["ann"], "institution's own work"),
    ):
        for name in ("ann", "anns tutor", roles.ADMIN):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match=refused):
                async with asked_by(world, full[name]) as transaction:
                    await transaction.fetch(asked, student=student.id)
    async with world.context() as context:
        assert await context.transaction.fetch(rows, student=full["ann"].id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="has asked for a copy"):
        async with world.context() as context:
            await context.transaction.fetch(rows, student=other.id)


async def test_a_role_for_sponsored_students_opens_no_row_of_another_by_a_wider_grant(wide: World) -> None:
    """A grant of before the profile said so: the same grant of another role opens everybody."""
    other = await wide.student()
    sponsored = await wide.student(sponsored=True)
    for role, seen in (
        (roles.SITE_EXPLORER, {other.id, sponsored.id}),
        (roles.SPONSOR_OFFICE, {sponsored.id}),
    ):
        staff = await wide.tutor(role)
        await wide.grant(staff, role)
        for table in ("students", "registrations"):
            async with asked_by(wide, staff) as transaction:
                assert await students_seen(transaction, table) == seen, (role, table)
            async with asked_by(wide, staff, StudentId(other.id)) as transaction:
                assert await students_seen(transaction, table) == seen - {sponsored.id}, (role, table)
