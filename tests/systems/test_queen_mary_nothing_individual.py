"""Queen Mary: by no way there is does a statistic about one person come out (QM-4).

Somebody wants to know what the university keeps of one student for statistics alone. They try the tokens of
all roles, every export, copies of data, and SQL as both roles of the service's. With `-s`, what they tried
and what they got:

    .venv/bin/python -m pytest -q -s tests/systems/test_queen_mary_nothing_individual.py
"""

import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import asyncpg
import pytest

from app.access.vocabulary import Reach
from app.actions.enter import Logins, enter_request
from app.auth.demo_issuer import ISSUER
from app.db.pool import open_pool
from app.db.transaction import Database, Transaction
from app.jobs.assemble_copies import assemble_copies
from app.wire.roster import TeachingRow
from tests import roles
from tests.apart import is_spread
from tests.contract.reading import Json, operations, responses
from tests.systems.test_queen_mary_statistics import (
    COLUMNS,
    RARE,
    fill,
    line,
    publish,
    take,
    usual,
)
from tests.world import OPENING, Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("QM-4")]

SOUGHT = ("1987-06-05", "X02")
"""Of what is kept of her, what stands nowhere else: her date of birth, and how she came here."""
OTHERS = 40


@dataclass
class Log:
    """What was tried, how often, and what came of it; printed at the end of a test."""

    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, who: str, tried: str, answer: str) -> None:
        self.lines.append((who, tried, answer))

    def show(self) -> None:
        print()  # noqa: T201 (the log, for whoever runs it by hand)
        for who, tried, answer in self.lines:
            print(f"{who:40} {tried:72.72} {answer}")  # noqa: T201


@pytest.fixture
async def sought(wide: World, tmp_path: Path) -> tuple[World, Person]:
    """A university with published statistics, and the student of whom somebody wants to know them."""
    student = await wide.student(consent=True)
    numbers = await fill(wide, OTHERS)
    await take(wide, tmp_path / "s.csv", [line(student.number, *RARE), *usual(numbers)])
    await publish(wide)
    return wide, student


async def everybody(world: World, student: Person) -> list[Person]:
    """In every role there is, all of whom see her; in three roles; herself, another student, a system."""
    staff = [await world.tutor(each) for each in roles.EVERY if each not in {roles.STUDENT, roles.SERVICE}]
    mighty = await world.tutor(roles.ANALYST, roles.ADMIN, roles.SENIOR_TUTOR)
    for each in (*staff, mighty):
        role = each.roles[-1]
        reach = world.profile.role_rules[role].reach
        if reach is Reach.GRANT:
            await world.grant(each, role)
        elif reach is Reach.TUTORSHIP:
            await world.begin_tutorship(student, each, OPENING, kind=role)
        elif reach is Reach.TEACHING:
            await world.roster(teaching=[TeachingRow(each.number, "BIO1-18")])
    return [*staff, mighty, student, await world.student(consent=True), await world.service()]


def name_of(person: Person, student: Person) -> str:
    if person is student:
        return "the student herself"
    return "another student" if person.roles == (roles.STUDENT,) else " + ".join(person.roles)


def holds(text: str) -> bool:
    return any(each in text for each in SOUGHT)


def unpacked(content: bytes) -> str:
    """What an answer says, workbooks included."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with ZipFile(BytesIO(content)) as book:
        return "".join(book.read(each).decode("utf-8", "replace") for each in book.namelist())


# --- tokens ---


async def test_no_token_reads_it_by_any_route(sought: tuple[World, Person], contract: Json) -> None:
    """Every GET there is, files and exports among them, of that very student wherever one can be named."""
    world, student = sought
    values = {
        "student_id": student.id, "kind": "module-runs", "variable": "ethnicity", "org_unit": "CLES",
        "cohort_id": await world.module_run_id("BIO1-18"), "code": world.code,
        "module_run_id": await world.module_run_id("BIO1-18"), "request_id": await copied(world, student),
    }  # fmt: skip
    paths = [each for each in _reads(contract, values) if not each[0].startswith(_own_copy(student, values))]
    exports = {path for path, is_file in paths if is_file}
    assert len(exports) >= 8
    log = Log()
    for asker in await everybody(world, student):
        answered: dict[int, int] = {}
        for path, _ in paths:
            answer = await asker.get(path)
            assert answer.status_code < 500, (path, answer.text)
            assert not holds(unpacked(answer.content)), path
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
        told = ", ".join(f"{many} × {code}" for code, many in sorted(answered.items()))
        tried = f"{len(paths)} reads, {len(exports)} of them files and exports"
        log.add(name_of(asker, student), tried, f"{told}: in none of them")
    log.show()
    assert len(paths) * len(log.lines) > 1_000


def _reads(contract: Json, values: dict[str, Any]) -> list[tuple[str, bool]]:
    """Every path that can be read, filled in, and whether it is a file or an export."""
    found = []
    for method, path, operation in operations(contract):
        if method != "get":
            continue
        filled = path
        for each in operation.get("parameters", []):
            if each.get("in") == "path":
                filled = filled.replace(f"{{{each['name']}}}", str(values.get(each["name"], uuid4())))
        kinds = {
            kind
            for status, response in responses(contract, operation)
            for kind in response.get("content", {})
            if status < 300
        }
        is_file = any("json" not in kind for kind in kinds) or path.endswith(("/export", "/copy"))
        found.append((filled, is_file))
    return found


def _own_copy(student: Person, values: dict[str, Any]) -> str:
    """The one door (below)."""
    return f"/v1/students/{student.id}/requests/{values['request_id']}/copy"


# --- copies of data ---


async def copied(world: World, student: Person) -> str:
    asked = await student.do(f"{student.path}/requests", {"kind": "access"})
    await assemble_copies(world.context)
    return str(asked["request_id"])


async def test_her_own_copy_holds_it_and_no_other_does(sought: tuple[World, Person]) -> None:
    world, student = sought
    path, log = f"{student.path}/requests/{await copied(world, student)}/copy", Log()
    parts = {each["name"]: each for each in (await student.read(path))["parts"]}
    (row,) = parts["student_statistics"]["rows"]
    assert tuple(row[each] for each in COLUMNS[1:]) == RARE
    page = await student.get(f"{path}.html")
    assert "1987-06-05" in page.text
    assert page.text.endswith("</main></body></html>")
    log.add("the student herself", "her own copy, which she asked for", "200: her row, as the law wants it")
    for asker in await everybody(world, student):
        if asker is not student:
            codes = []
            for each in (path, f"{path}.html"):
                answer = await asker.get(each)
                assert not holds(answer.text)
                codes.append(answer.status_code)
            assert {*codes} <= {403, 404}
            log.add(name_of(asker, student), "her copy, as JSON and as a page", f"{codes[0]}, {codes[1]}")
    assert not await world.holds("1987-06-05"), "it is put in as it is read, and stands in no copy"
    log.add("the owner of the tables", "the copy as it is stored, and every other table", "not in there")
    log.show()


async def test_the_operator_asks_for_a_copy_of_somebody_and_gets_no_statistics(
    sought: tuple[World, Person],
) -> None:
    """The institution's own work can write a request for anybody. What it assembles holds none of it."""
    world, student = sought
    await world.sql(
        "insert into rights_requests (institution_id, student_id, request_id, kind, received_at, due_on,"
        " state, about, message) select institution_id, student_id, gen_random_uuid(), 'access', now(),"
        " '2019-01-01', 'received', '{}', null from students"
        " where institution_id = :institution_id and student_id = :student",
        student=student.id,
    )
    await assemble_copies(world.context)
    ((packed,),) = await world.sql(
        "select document from data_copies where institution_id = :institution_id and student_id = :student"
        " and audience = 'student'",
        student=student.id,
    )
    assert not holds(zlib.decompress(packed).decode())
    log = Log()
    log.add("the operator's role", "a copy that it asked for itself, in her name", "made; not in there")
    log.show()


# --- SQL ---

TABLES = ("student_statistics", "releases", "figures", "group_kinds", "codes")
OWN = "select attune_own_statistics('{request}')"
STATEMENTS = (
    *(
        statement.format(table=table)
        for table in TABLES
        for statement in (
            "select * from statistics.{table}",
            "copy statistics.{table} to stdout",
            "insert into statistics.{table} default values",
            "delete from statistics.{table}",
        )
    ),
    "table statistics.student_statistics",
    "explain analyze select * from statistics.student_statistics",
    "create temp view v as select * from statistics.student_statistics",
    "create temp table t (like statistics.student_statistics)",
    "create function pg_temp.f() returns setof statistics.student_statistics language sql as 'select 1'",
    "copy statistics.student_statistics to program 'cat'",
    "alter table statistics.student_statistics disable row level security",
    "grant usage on schema statistics to public",
    "select statistics.noise(1)",
    "set role attune_owner",
    "set session authorization attune_owner",
    "select * from pg_statistic",
    "select pg_read_file('PG_VERSION')",
    "select attune_erase_apart_from_statistics(null, null, null, null, null, null, null, null, null, null)",
)
"""Each must be refused, whoever asks."""
OF_JOBS = (
    "select attune_take_statistics('[]')",
    "select attune_publish_statistics(2019, '2018-11-20', now())",
)
"""Refused to the application's role, too: they let nothing out, and take in or publish."""


async def refuses(transaction: Transaction, statement: str) -> None:
    await transaction.connection.execute("savepoint refused")
    # A node that is no coordinator refuses to make any view before it asks for a privilege.
    of_node = asyncpg.InternalServerError if is_spread() else asyncpg.InsufficientPrivilegeError
    with pytest.raises((asyncpg.InsufficientPrivilegeError, of_node)):
        await transaction.connection.execute(statement)
    await transaction.connection.execute("rollback to savepoint refused")


@asynccontextmanager
async def entered(url: str, world: World, person: Person | None) -> AsyncIterator[Transaction]:
    """A transaction on somebody's behalf, as the service enters it for a token of theirs; or on nobody's."""
    async with open_pool(url, size=1) as pool, Database(pool).transaction() as transaction:
        if person is not None:
            await enter_request(
                transaction,
                world.runtime.snapshots,
                Logins(),
                (ISSUER, person.subject),
                frozenset(person.roles),
                world.moment.now,
                None,
                may_act=person.staff,
            )
        yield transaction


async def test_sql_as_the_applications_role_is_refused_on_whoevers_behalf(
    sought: tuple[World, Person],
) -> None:
    world, student = sought
    own, log = OWN.format(request=await copied(world, student)), Log()
    askers: Sequence[Person | None] = [None, *await everybody(world, student)]
    for asker in askers:
        tried = [*STATEMENTS, *OF_JOBS, *([] if asker is student else [own])]
        async with entered(world.urls.application, world, asker) as transaction:
            for statement in tried:
                await refuses(transaction, statement)
        who = "nobody" if asker is None else name_of(asker, student)
        log.add(f"SQL for {who}", f"{len(tried)} statements", f"{len(tried)} × insufficient privilege")
    async with entered(world.urls.application, world, student) as transaction:
        await refuses(transaction, OWN.format(request=uuid4()))
        log.add("SQL for the student herself", "her row, without a copy", "insufficient privilege")
        row = await transaction.connection.fetchval(own)
        assert "1987-06-05" in row
        log.add("SQL for the student herself", "her row, with the copy that she asked for", "her row")
    for each in (*STATEMENTS, *OF_JOBS, own):
        log.add("", each, "insufficient privilege")
    log.show()


async def test_sql_as_the_operators_role_is_refused_too(sought: tuple[World, Person]) -> None:
    world, student = sought
    own, log = OWN.format(request=await copied(world, student)), Log()
    async with entered(world.urls.operator, world, None) as transaction:
        for statement in (*STATEMENTS, own):
            await refuses(transaction, statement)
    log.add("SQL as the operator's role", f"{len(STATEMENTS)} statements", "insufficient privilege")
    async with entered(world.urls.operator, world, student) as transaction:
        await refuses(transaction, own)
    log.add("SQL as the operator's role", "her row, saying that it is she", "insufficient privilege")
    async with world.context() as context:
        for statement in (*STATEMENTS, own):
            await refuses(context.transaction, statement)
    log.add(
        "the institution's own work", f"{len(STATEMENTS)} statements and her row", "insufficient privilege"
    )
    log.show()


@pytest.mark.parametrize("who", ["application", "operator"])
async def test_what_the_catalogue_says_of_the_schema_is_nothing(world: World, who: str) -> None:
    """Not even how values are spread, which PostgreSQL keeps for its planner."""
    connection = await asyncpg.connect(getattr(world.urls, who))
    try:
        assert not await connection.fetchval("select count(*) from pg_stats where schemaname = 'statistics'")
        assert not await connection.fetchval(
            "select has_schema_privilege('statistics', 'usage')"
            " or has_schema_privilege('statistics', 'create')"
        )
        assert not await connection.fetchval(
            "select count(*) from pg_tables t where t.schemaname = 'statistics' and has_table_privilege("
            " (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            "  where n.nspname = t.schemaname and c.relname = t.tablename),"
            " 'select, insert, update, delete, truncate, references, trigger')"
        )
    finally:
        await connection.close()


async def test_no_function_that_a_role_may_call_answers_with_a_row(world: World) -> None:
    """Of the functions that lead to the schema, each role may call these, and no other."""
    async with world.owner() as owner:
        found = await owner.fetch(
            "select p.proname, r.rolname, pg_get_function_result(p.oid) as result from pg_proc p"
            " cross join (values ('attune_app'), ('attune_operator')) as r (rolname)"
            " where p.pronamespace in ('public'::regnamespace, 'statistics'::regnamespace)"
            " and p.prosrc like '%statistics.%' and has_function_privilege(r.rolname, p.oid, 'execute')"
            " and has_schema_privilege(r.rolname, p.pronamespace, 'usage') order by 1, 2"
        )
    answers = {(each["proname"], each["rolname"]): each["result"] for each in found}
    both = {"attune_own_statistics": "json", "attune_erase": "jsonb"}
    figures = "TABLE(academic_year integer, category text, people integer, share double precision)"
    both["attune_statistics"] = figures
    assert answers == {
        **{
            (name, role): result
            for name, result in both.items()
            for role in ("attune_app", "attune_operator")
        },
        ("attune_take_statistics", "attune_operator"): "integer",
        ("attune_publish_statistics", "attune_operator"): "boolean",
    }
