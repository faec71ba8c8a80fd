"""A world to test in: an institution with people in it, made and driven as in production."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx

from app.access.vocabulary import Role
from app.actions.context import Context
from app.actions.engagement.publish_scoring_model import publish_scoring_model
from app.actions.governance.source_proposals import record_earlier_approvals
from app.auth.demo_issuer import ISSUER, DemoIssuer
from app.db.identity import as_operator
from app.db.pool import driver_url
from app.db.query import query
from app.db.roles import Urls
from app.db.transaction import Database
from app.ids import ModuleRunId, StudentId
from app.jobs.import_roster import import_roster
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import score_institution
from app.profiles.model import Profile
from app.store import institutions
from app.store.institutions import Institution
from app.store.people import modules
from app.wire.roster import (
    AssessmentRow,
    EnrolmentRow,
    IdentifierRow,
    LoginRow,
    ModuleRow,
    ModuleRunRow,
    OrgUnitRow,
    ProgrammeRow,
    RegistrationRow,
    Roster,
    StaffRow,
    StudentRow,
    TutorshipRow,
)
from tests import roles

PUBLISHED = {"app": 0.068, "careers": 1.11, "vle": 0.446}
"""Exeter's coefficients for its College of Life and Environmental Sciences, 2018/19."""
OPENING = date(2018, 9, 24)
"""When students register, unless a test says otherwise."""


@dataclass
class Moment:
    """A clock that a test can set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Person:
    """Somebody with a login, and how they speak to the API."""

    world: "World"
    subject: str
    roles: tuple[Role, ...]
    number: str
    id: UUID
    staff: bool = False

    @property
    def headers(self) -> dict[str, str]:
        token = self.world.issuer.token(self.subject, list(self.roles), self.world.moment.now)
        return {"Authorization": f"Bearer {token}"} | ({"Attune-Purpose": self.purpose} if self.staff else {})

    @property
    def purpose(self) -> str:
        """Why they look: the first purpose that their first role may state, or what statistics are for."""
        profile, known = self.world.profile, self.world.profile.access_purposes
        counting = frozenset(profile.statistics.purposes if profile.statistics is not None else ())
        if counting and roles.ANALYST in self.roles:
            usual = min(counting)
        else:
            usual = "tutoring" if "tutoring" in known else next(iter(known), "tutoring")
        rules = profile.role_rules
        allowed = (sorted(rules[role].purposes - counting) for role in self.roles if role in rules)
        return next((some[0] for some in allowed if some), usual)

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.world.client.get(path, params=query or None, headers=self.headers)

    async def post(self, path: str, body: Any) -> httpx.Response:
        return await self.world.client.post(path, json=body, headers=self.headers)

    async def read(self, path: str, **query: Any) -> Any:
        """The answer to a request that must succeed."""
        answer = await self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def path(self) -> str:
        return f"/v1/students/{self.id}"

    async def put(self, path: str, body: Any) -> httpx.Response:
        return await self.world.client.put(path, json=body, headers=self.headers)

    async def delete(self, path: str) -> httpx.Response:
        return await self.world.client.delete(path, headers=self.headers)

    async def do(self, path: str, body: Any) -> Any:
        """The answer to a POST that must succeed."""
        answer = await self.post(path, body)
        assert answer.status_code in {200, 201, 204}, answer.text
        return answer.json() if answer.content else None

    async def audit(self) -> list[dict[str, Any]]:
        """What people have changed, latest first, as an administrator reads it; imports are left out."""
        entries = (await self.read("/v1/admin/audit-entries", limit=200))["items"]
        return [each for each in entries if each["staff_id"] is not None]

    async def decide(self, decision: str, **fields: Any) -> httpx.Response:
        """Decide on learning analytics."""
        body = {"decision": decision, "notice_version": "2018-09"} | fields
        return await self.post(f"{self.path}/consents/learning_analytics/decisions", body)


@dataclass
class World:
    urls: Urls
    runtime: JobRuntime
    client: httpx.AsyncClient
    issuer: DemoIssuer
    moment: Moment
    code: str
    profile: Profile
    institution: Institution
    application: Database | None = None
    """Connections as the application role, for what is asked of the database itself."""
    made: int = field(default=0)
    kept: dict[str, Any] = field(default_factory=dict)
    """For tests that come back to what an earlier example made."""

    @classmethod
    async def create(
        cls,
        urls: Urls,
        runtime: JobRuntime,
        client: httpx.AsyncClient,
        issuer: DemoIssuer,
        moment: Moment,
        profile: str,
        *,
        empty: bool = False,
        approved: bool = True,
        application: Database | None = None,
    ) -> "World":
        """`approved`: the profile's sources were, where the institution has a board for that."""
        code, chosen = f"T{uuid4().hex[:10]}", runtime.profiles.named(profile)
        async with as_operator(runtime.database) as transaction:
            institution = await institutions.record(transaction, chosen, code=code, name=f"University {code}")
        world = cls(urls, runtime, client, issuer, moment, code, chosen, institution, application)
        if approved and chosen.source_governance is not None:
            async with world.context() as context:
                await record_earlier_approvals(context, date(2018, 6, 1), "board minutes of June 2018")
        await world.complete_all()
        if empty:
            return world
        await world.roster(
            org_units=[OrgUnitRow("U", "The university", "unit"), OrgUnitRow("CLES", "Life", "college", "U")],
            programmes=[ProgrammeRow("BSC", "Biology", "CLES")],
            modules=[ModuleRow("BIO1", "Cells", "CLES"), ModuleRow("BIO2", "Ecology", "CLES")],
            module_runs=[
                ModuleRunRow(f"BIO{n}-18", f"BIO{n}", 2018, OPENING, date(2019, 6, 1)) for n in (1, 2)
            ],
        )
        await world.publish({"CLES": world.coefficients})
        return world

    async def create_another(self, profile: str, *, empty: bool = True, approved: bool = True) -> "World":
        """A second institution of the same service."""
        return await World.create(
            self.urls,
            self.runtime,
            self.client,
            self.issuer,
            self.moment,
            profile,
            empty=empty,
            approved=approved,
            application=self.application,
        )

    @property
    def coefficients(self) -> dict[str, float]:
        """Those that Exeter published; 1 for every other source."""
        return {source: PUBLISHED.get(source, 1.0) for source in self.profile.collected}

    async def complete_all(self, data_as_of: datetime = datetime(2100, 1, 1, tzinfo=UTC)) -> None:
        """Every source has delivered everything, unless a test says otherwise with `data_as_of`."""
        await self.sql(
            "insert into deliveries (institution_id, source, data_as_of, delivered_at)"
            " select :institution_id, source, cast(:data_as_of as timestamptz), now()"
            " from unnest(cast(:sources as text[])) as sources (source)"
            " on conflict (institution_id, source) do update set data_as_of = excluded.data_as_of",
            sources=sorted(self.profile.collected),
            data_as_of=data_as_of,
        )

    async def log_in(self, number: str) -> Person:
        """A student whom an import brought, with a login."""
        subject = f"student-{uuid4()}"
        await self.roster(logins=[LoginRow(ISSUER, subject, student=number)])
        return await self._person(subject, number, roles.STUDENT)

    def context(self) -> AbstractAsyncContextManager[Context]:
        """A transaction on the institution's own behalf."""
        return self.runtime.context(self.code)

    async def sql(self, statement: str, **given: Any) -> list[tuple[Any, ...]]:
        """What a statement answers to the institution itself; `:institution_id` is the institution's."""
        async with self.context() as context:
            return await context.transaction.fetch(query(statement), **given)

    async def roster(self, **nouns: Any) -> None:
        async with self.context() as context:
            await import_roster(context, Roster(**nouns))

    async def publish(
        self, coefficients: Mapping[str, Mapping[str, float]], academic_year: int = 2018
    ) -> None:
        async with self.context() as context:
            await publish_scoring_model(context, academic_year, coefficients, note="for a test")

    async def score(self, through: date | None = None) -> int:
        """Run the scoring job; returns how many months it stored."""
        stored = 0
        async for progress in score_institution(self.context, through or self.yesterday):
            stored = progress.months
        return stored

    @property
    def today(self) -> date:
        return self.profile.day(self.moment.now)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    async def student(
        self,
        *,
        tutor: Person | None = None,
        since: date = OPENING,
        level: str = "undergraduate",
        consent: bool = False,
        **registered: Any,
    ) -> Person:
        """A registered student whom every campus system knows by number.

        `registered`: more of the registration, such as `sponsored`, `year_of_study` or another `programme`.
        """
        self.made += 1
        number, subject = f"S{self.made:05}", f"student-{uuid4()}"
        await self.roster(
            students=[StudentRow(number, f"Student {number}")],
            identifiers=[IdentifierRow(number, "campus", number)],
            logins=[LoginRow(ISSUER, subject, student=number)],
            registrations=[
                RegistrationRow(
                    number, since, None, level=level, **{"programme": "BSC", "college": "CLES"} | registered
                )
            ],
            enrolments=[EnrolmentRow(number, "BIO1-18"), EnrolmentRow(number, "BIO2-18")],
            tutorships=[TutorshipRow(number, tutor.number, since)] if tutor else [],
        )
        student = await self._person(subject, number, roles.STUDENT)
        if consent:
            answer = await student.decide("given")
            assert answer.status_code == 201, answer.text
        return student

    async def crowd(
        self, *, days: Sequence[date], tutor: Person | None = None, **daily: Sequence[float]
    ) -> list[str]:
        """Many students with consent and no login: their numbers. `daily` are amounts by source, of each."""
        numbers = [f"C{self.made + at:05}" for at in range(1, len(next(iter(daily.values()))) + 1)]
        self.made += len(numbers)
        tutored = [TutorshipRow(each, tutor.number, OPENING) for each in numbers] if tutor else []
        await self.roster(
            students=[StudentRow(each, f"Student {each}") for each in numbers],
            identifiers=[IdentifierRow(each, "campus", each) for each in numbers],
            registrations=[
                RegistrationRow(each, OPENING, None, "BSC", "CLES", "undergraduate") for each in numbers
            ],
            tutorships=tutored,
        )
        await self.sql(
            "insert into consent_decisions (institution_id, student_id, sequence, decision_id, purpose,"
            " decision, academic_year, notice_version, decided_at, decided_by, channel)"
            " select institution_id, student_id, 1, gen_random_uuid(), 'learning_analytics', 'given', 2018,"
            " '2018-09', now(), 'student', 'web' from students"
            " where institution_id = :institution_id and number = any(cast(:numbers as text[]))",
            numbers=numbers,
        )
        events = [
            event(number, source, day, quantity=amount)
            for source, amounts in daily.items()
            for number, amount in zip(numbers, amounts, strict=True)
            if amount
            for day in days
        ]
        for start in range(0, len(events), 1_000):
            assert set(await self.deliver(*events[start : start + 1_000])) == {"recorded"}
        return numbers

    async def tutor(self, *named: Role, trained: bool = True) -> Person:
        """A member of staff; a personal tutor unless the roles say otherwise.

        They are trained where the profile asks it of a role of theirs, unless a test says otherwise.
        """
        self.made += 1
        number, subject = f"P{self.made:05}", f"staff-{uuid4()}"
        await self.roster(
            staff=[StaffRow(number, f"Tutor {number}")],
            logins=[LoginRow(ISSUER, subject, staff=number)],
        )
        person = await self._person(subject, number, *(named or (roles.PERSONAL_TUTOR,)))
        rules = self.profile.role_rules
        if trained and any(each in rules and rules[each].training_required for each in person.roles):
            await self.train(person, self.yesterday)
        return person

    async def service(self) -> Person:
        """A registered system that delivers events."""
        subject = f"service-{uuid4()}"
        await self.roster(logins=[LoginRow(ISSUER, subject)])
        return await self._person(subject, "", roles.SERVICE)

    async def _person(self, subject: str, number: str, *roles: Role) -> Person:
        person = Person(self, subject, roles, number, uuid4())
        me = await person.read("/v1/me")
        person.id = UUID(me["student_id"] or me["staff_id"] or str(person.id))
        person.staff = me["staff_id"] is not None
        return person

    async def second_tutor(self, student: Person) -> Person:
        """Another current personal tutor of the student."""
        tutor = await self.tutor()
        await self.begin_tutorship(student, tutor, OPENING)
        return tutor

    @asynccontextmanager
    async def owner(self) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """A connection as the owner of the tables, whom nothing stops."""
        connection = await asyncpg.connect(driver_url(self.urls.owner))
        try:
            await connection.execute("set search_path = public, statistics")
            yield connection
        finally:
            await connection.close()

    async def holds(self, text_sought: str) -> bool:
        """Whether any row of any table still holds that text, whoever may read it."""
        async with self.owner() as owner:
            tables = await owner.fetch(
                "select attrelid::regclass::text, string_agg(quote_ident(attname), ', ') from pg_attribute"
                " join pg_class c on c.oid = attrelid where relkind in ('r', 'p') and not relispartition"
                " and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped group by 1"
            )
            for table, held in tables:
                statement = f"select exists (select 1 from {table} where row({held})::text like $1)"
                if await owner.fetchval(statement, f"%{text_sought}%"):
                    return True
        return False

    async def count(self, table: str, student: Person) -> int:
        """How many rows of a table the database holds for a student."""
        found = await self.sql(
            f"select count(*) from {table} where institution_id = :institution_id and student_id = :student",
            student=student.id,
        )
        return int(found[0][0])

    async def module_run_id(self, code: str) -> ModuleRunId:
        async with self.context() as context:
            return (await modules.runs_by_code(context.transaction, [code]))[code].module_run_id

    async def begin_tutorship(
        self, student: Person, tutor: Person, starts_on: date, *, kind: Role | None = None
    ) -> None:
        row = TutorshipRow(student.number, tutor.number, starts_on, kind=kind)
        await self.roster(tutorships=[row])

    async def end_tutorship(
        self, student: Person, tutor: Person, ends_before: date, *, starts_on: date = OPENING
    ) -> None:
        row = TutorshipRow(student.number, tutor.number, starts_on, ends_before)
        await self.roster(tutorships=[row])

    async def add_college(self, code: str, programme_title: str, programme: str) -> None:
        await self.roster(
            org_units=[OrgUnitRow(code, code, "college", "U")],
            programmes=[ProgrammeRow(programme, programme_title, code)],
        )

    async def add_department(self, code: str, programme: str, *, under: str) -> None:
        await self.roster(
            org_units=[OrgUnitRow(code, code, "unit", under)],
            programmes=[ProgrammeRow(programme, programme, code)],
        )

    async def grant(
        self,
        staff: Person,
        role: str,
        org_unit: str | None = None,
        starts_on: date = OPENING,
        ends_before: date | None = None,
        *,
        year_of_study: int | None = None,
        sponsored_only: bool = False,
        status: str = "approved",
    ) -> UUID:
        """A grant for a member of staff, as if it had been asked for and decided on."""
        self.made += 1
        decider = f"D{self.made:05}"
        await self.roster(staff=[StaffRow(decider, f"Decider {decider}")])
        made = await self.sql(
            """
            insert into grants (institution_id, grant_id, staff_id, role, org_unit_id, year_of_study,
                sponsored_only, starts_on, ends_before, reason, status, requested_by, requested_at,
                decided_by, decided_at, revoked_at)
            select :institution_id, gen_random_uuid(), :staff, :role,
                (select org_unit_id from org_units
                 where institution_id = :institution_id and code = :org_unit),
                cast(:year_of_study as int), :sponsored_only, :starts_on, :ends_before, 'for a test', :status,
                :staff, now(),
                case when :status <> 'requested' then d.staff_id end,
                case when :status <> 'requested' then now() end,
                case when :status = 'revoked' then now() end
            from staff d where d.institution_id = :institution_id and d.number = :decider
            returning grant_id
            """,
            staff=staff.id,
            role=role,
            org_unit=org_unit,
            year_of_study=year_of_study,
            sponsored_only=sponsored_only,
            starts_on=starts_on,
            ends_before=ends_before or self.today + timedelta(days=300),
            status=status,
            decider=decider,
        )
        return UUID(str(made[0][0]))

    async def train(self, staff: Person, completed_on: date, ends_before: date | None = None) -> None:
        """A training record, as an administrator would enter it."""
        await self.sql(
            "insert into training_records (institution_id, training_id, staff_id, course, completed_on,"
            " ends_before) values (:institution_id, gen_random_uuid(), :staff, 'for a test', :completed_on,"
            " :ends_before)",
            staff=staff.id,
            completed_on=completed_on,
            ends_before=ends_before or completed_on + timedelta(days=365),
        )

    async def team(
        self,
        staff: Person,
        role: str,
        starts_on: date = OPENING,
        ends_before: date | None = None,
        *,
        opened: Sequence[UUID] = (),
        closed: Sequence[UUID] = (),
    ) -> str:
        """A team of one with students' cases, open ones and closed ones; returns its code."""
        code = f"TEAM-{uuid4().hex[:8]}"
        await self.sql(
            """
            with team as (
                insert into teams (institution_id, team_id, code, name, role)
                select :institution_id, gen_random_uuid(), :code, 'For a test', :role
                returning team_id),
            member as (
                insert into team_members (institution_id, team_id, staff_id, starts_on, ends_before)
                select :institution_id, team_id, :staff, cast(:starts_on as date), cast(:ends_before as date)
                from team)
            insert into assignments (institution_id, student_id, assignment_id, team_id, reason, opened_by,
                opened_at, closed_by, closed_at, closing_reason)
            select :institution_id, c.student_id, gen_random_uuid(), team_id, 'for a test', :staff, now(),
                case when c.closed then cast(:staff as uuid) end, case when c.closed then now() end,
                case when c.closed then 'for a test' end
            from team, (
                select unnest(cast(:opened as uuid[])) as student_id, false as closed
                union all select unnest(cast(:closed as uuid[])), true) c
            """,
            code=code,
            role=role,
            staff=staff.id,
            starts_on=starts_on,
            ends_before=ends_before,
            opened=list(opened),
            closed=list(closed),
        )
        return code

    async def assign(self, student: Person, staff: Person) -> None:
        """The student's case, handed to a team of that member of staff's."""
        await self.team(staff, roles.WELLBEING_TEAM, opened=[student.id])

    async def move(self, student: Person, day: date, *, programme: str, college: str) -> None:
        """Registered in another college from that day on."""
        level = "undergraduate"
        await self.roster(
            registrations=[
                RegistrationRow(student.number, OPENING, day, "BSC", "CLES", level),
                RegistrationRow(student.number, day, None, programme, college, level),
            ]
        )

    async def add_module_run(self, code: str) -> None:
        ends = date(2019, 6, 1)
        await self.roster(module_runs=[ModuleRunRow(code, "BIO1", 2018, OPENING, ends)])

    async def hold_sessions(self, *sessions: dict[str, Any]) -> list[str]:
        """Deliver teaching sessions; returns what became of each."""
        return await self._delivered("/v1/teaching-sessions", {"sessions": list(sessions)})

    async def register(self, *records: dict[str, Any]) -> list[str]:
        """Deliver attendance records."""
        return await self._delivered("/v1/attendance", {"records": list(records)})

    async def mark(self, *marks: dict[str, Any]) -> list[str]:
        return await self._delivered("/v1/marks", {"marks": list(marks)})

    async def award(self, *credits_: dict[str, Any]) -> list[str]:
        """Deliver credits that students have achieved."""
        return await self._delivered("/v1/credits", {"credits": list(credits_)})

    async def approve(self, *circumstances: dict[str, Any]) -> list[str]:
        """Deliver extenuating circumstances that were approved."""
        return await self._delivered("/v1/extenuating-circumstances", {"circumstances": list(circumstances)})

    async def exempt(self, student: Person, tutor: Person, first: date, days: int) -> Any:
        """An exemption that the tutor sets."""
        body = {
            "reason": next(iter(self.profile.exemptions.reasons)),
            "starts_on": str(first),
            "ends_before": str(first + timedelta(days=days)),
        }
        return await tutor.do(f"{student.path}/exemptions", body)

    async def say_stage(self, student: Person, stage: str, day: date) -> None:
        named = {"system": "campus", "identifier": student.number}
        body = {"stages": [named | {"stage": stage, "recorded_on": str(day)}]}
        assert await self._delivered("/v1/career-stages", body) == ["recorded"]

    async def _delivered(self, path: str, body: dict[str, Any]) -> list[str]:
        answer = await (await self.service()).do(path, body)
        return [item["outcome"] for item in answer["items"]]

    async def assess(self, code: str = "ESSAY", *, due: date = date(2018, 11, 1)) -> None:
        """An assessment of BIO1."""
        row = AssessmentRow(code, "BIO1-18", "coursework", due, 40.0)
        await self.roster(assessments=[row])

    async def exams(self, starts_on: date, ends_before: date) -> None:
        admin = await self.tutor(roles.ADMIN)
        body = {"title": "Exams", "starts_on": str(starts_on), "ends_before": str(ends_before)}
        await admin.do("/v1/admin/exam-periods", body)

    async def deliver(self, *events: dict[str, Any]) -> list[str]:
        """Deliver events through the API; returns what became of each."""
        service = await self.service()
        answer = await service.post("/v1/events", {"events": list(events)})
        assert answer.status_code == 200, answer.text
        return [item["outcome"] for item in answer.json()["items"]]


def event(student: Person | str, source: str, when: datetime | date | str, **fields: Any) -> dict[str, Any]:
    """An event as a campus system would send it, about a student or a number; a date means its noon."""
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    if not isinstance(when, datetime):
        when = datetime.fromisoformat(f"{when}T12:00:00+00:00")
    kinds = {
        "vle": "viewed", "app": "menu_choice", "careers": "attended", "moodle": "viewed", "teams": "joined",
        "echo360": "watched", "listen_again": "watched", "check_ins": "checked_in", "taps": "tapped",
        "submissions": "submitted", "library": "visited", "qmplus": "viewed", "assessments": "submitted",
        "reading_lists": "opened",
    }  # fmt: skip
    return {
        "event_id": str(uuid4()),
        "system": "campus",
        "identifier": student if isinstance(student, str) else student.number,
        "occurred_at": when.isoformat(),
        "source": source,
        "kind": kinds[source],
    } | fields


async def at_once(person: Person, asked: Sequence[tuple[str, Any]]) -> list[httpx.Response]:
    """The answers to several POSTs, each a path and a body, that are all under way at the same time."""
    return await asyncio.gather(*(person.post(*each) for each in asked))


def student_id(person: Person) -> StudentId:
    return StudentId(person.id)


def session(code: str, day: date, **fields: Any) -> dict[str, Any]:
    """A teaching session of BIO1, at noon for an hour."""
    return {
        "session": code,
        "module_run": "BIO1-18",
        "kind": "lecture",
        "starts_at": f"{day}T12:00:00+00:00",
        "ends_at": f"{day}T13:00:00+00:00",
    } | fields


def register(student: Person, code: str, status: str | None) -> dict[str, Any]:
    return {"session": code, "system": "campus", "identifier": student.number, "status": status}


def mark(student: Person, code: str, figure: float | None) -> dict[str, Any]:
    return {
        "assessment": code,
        "system": "campus",
        "identifier": student.number,
        "submitted_on": "2018-10-30",
        "mark": figure,
    }


def achieved(student: Person, module_run: str, many: float, **fields: Any) -> dict[str, Any]:
    """Credits that a student has achieved, as the student record system would send them."""
    named = {"module_run": module_run, "system": "campus", "identifier": student.number}
    return named | {"credits": many} | fields


def approval(
    student: Person, reference: str, starts_on: date, ends_before: date, **fields: Any
) -> dict[str, Any]:
    """Approved extenuating circumstances, as the student record system would send them."""
    return {
        "system": "campus",
        "identifier": student.number,
        "reference": reference,
        "starts_on": str(starts_on),
        "ends_before": str(ends_before),
    } | fields


def note(**fields: Any) -> dict[str, Any]:
    """A meeting note, as either side would write it."""
    return {"focus": "routine", "summary": "We talked about the reading list."} | fields
