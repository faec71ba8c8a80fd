"""What a database keeps to so that it can be spread over several machines, each institution on one of them.

Nothing here needs more than one machine: PostgreSQL's own catalogues say it of the migrated database.
"""

import re
from collections.abc import Mapping

import asyncpg
import pytest

from app.db.distribute import WHOLE
from app.db.distributed_policies import said_over_settings
from app.db.migrate import statements_of
from app.db.roles import Urls
from app.store.governance.erasure_rules import RULES, Does
from tests.apart import on_one_server

pytestmark = [pytest.mark.anyio, on_one_server]

OURS = "('public'::regnamespace, 'statistics'::regnamespace)"
TOLD = "constant uuid := attune_institution();"
ONLY_WORDS = "attune_retention_day"
"""It answers with a piece of a statement, and reads nothing."""

TABLES = f"""
select c.relname from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'institution_id' and not a.attisdropped
where c.relnamespace in {OURS} and c.relkind in ('r', 'p') and not c.relispartition
"""
FUNCTIONS = f"""
select p.proname, p.prosrc, l.lanname from pg_proc p join pg_language l on l.oid = p.prolang
where p.pronamespace in {OURS}
"""
POLICIES = """
select polrelid::regclass::text, polname, unnest(array[
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)]) as said from pg_policy
"""
# Of a unique index its columns; of a foreign key also whether the institution refers to the institution.
UNIQUE = f"""
select c.relname, i.indexrelid::regclass::text as key, (
    select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'institution_id'
) = any (i.indkey) as has_institution
from pg_index i join pg_class c on c.oid = i.indrelid
where i.indisunique and c.relnamespace in {OURS} and not c.relispartition
"""
REFERENCES = f"""
select c.relname, k.conname as key, r.relname as referred, k.confdeltype = 'c' as cascades, exists (
    select 1 from unnest(k.conkey, k.confkey) as pair (ours, theirs)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = pair.ours and a.attname = 'institution_id'
    join pg_attribute b on b.attrelid = r.oid and b.attnum = pair.theirs and b.attname = 'institution_id'
) as has_institution
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
where k.contype = 'f' and c.relnamespace in {OURS} and not c.relispartition
"""


async def rows(urls: Urls, statement: str) -> "list[asyncpg.Record]":
    connection = await asyncpg.connect(urls.owner)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


async def spread_tables(urls: Urls) -> set[str]:
    return {name for (name,) in await rows(urls, TABLES)}.difference(WHOLE)


def names_in(text: str, names: set[str]) -> set[str]:
    """Those of the names that the text says."""
    return names & set(re.findall(r"\w+", text))


def that_read(bodies: Mapping[str, str], tables: set[str]) -> set[str]:
    """Functions that say the name of one of the tables, or of a function that does."""
    found: set[str] = set()
    while more := {
        name for name, body in bodies.items() if name not in found and names_in(body, tables | found)
    }:
        found |= more
    return found


async def reading_functions(urls: Urls) -> "list[asyncpg.Record]":
    """Those that read or write a table of an institution, themselves."""
    tables = await spread_tables(urls)
    said = re.compile(
        rf"\b(?:from|join|into|update|using)\s+(?:public\.|statistics\.)?({'|'.join(tables)})\b"
    )
    return [
        each
        for each in await rows(urls, FUNCTIONS)
        if each["proname"] != ONLY_WORDS and (said.search(each["prosrc"]) or "%I" in each["prosrc"])
    ]


async def test_policies_say_themselves_over_settings_and_columns_alone(urls: Urls) -> None:
    bodies = {name: body for name, body, _ in await rows(urls, FUNCTIONS)}
    for statement in statements_of("distributed"):  # said otherwise there
        bodies[re.findall(r"create or replace function (\w+)", statement)[0]] = statement
    # A policy asks of each row; what was read for the first is a setting from then on.
    keep = {name for name, body in bodies.items() if "attune_kept_own(" in body}
    reads = that_read(bodies, (await spread_tables(urls)).union(WHOLE)) - keep
    policies = [each for each in await rows(urls, POLICIES) if each["said"] is not None]
    assert policies
    for table, policy, said in policies:
        spread = said_over_settings(said)  # raises where a sub-select is left
        assert not names_in(spread, reads), (table, policy)


async def test_no_policy_only_closes(urls: Urls) -> None:
    """Another node would be told it as one that opens."""
    assert await rows(urls, "select polrelid::regclass, polname from pg_policy where not polpermissive") == []


def test_a_sub_select_that_reads_is_no_policy_of_a_spread_database() -> None:
    assert (
        said_over_settings(
            "((institution_id = ( SELECT attune_institution() AS attune_institution))"
            " AND (student_id IN ( SELECT unnest(attune_visible_students()) AS unnest)))"
        )
        == "((institution_id = attune_institution()) AND attune_sees(student_id))"
    )
    with pytest.raises(ValueError, match="sub-select"):
        said_over_settings("(EXISTS ( SELECT FROM registrations r))")


async def test_functions_that_read_tables_of_institutions_are_never_inlined(urls: Urls) -> None:
    """In a spread database such a function would read the empty table that stands where it is asked."""
    reading = await reading_functions(urls)
    assert len(reading) > 40
    assert [each["proname"] for each in reading if each["lanname"] == "sql"] == []


async def test_functions_that_read_tables_of_institutions_name_the_institution_by_a_value(urls: Urls) -> None:
    for each in await reading_functions(urls):
        assert "attune_institution()" not in each["prosrc"].replace(TOLD, ""), each["proname"]


async def test_functions_ask_for_at_least_one_column(urls: Urls) -> None:
    """Between machines, rows without any do not travel."""
    for each in await reading_functions(urls):
        assert not re.search(r"\b(?:select|perform)\s+from\b", each["prosrc"]), each["proname"]


async def test_settings_are_made_in_one_place(urls: Urls) -> None:
    found = [each["proname"] for each in await rows(urls, FUNCTIONS) if "set_config(" in each["prosrc"]]
    assert found == ["attune_set"]


async def test_every_key_and_reference_between_tables_of_institutions_has_the_institution(urls: Urls) -> None:
    tables = await spread_tables(urls)
    keys = [each for each in await rows(urls, UNIQUE) if each["relname"] in tables]
    references = [
        each
        for each in await rows(urls, REFERENCES)
        if each["relname"] in tables and each["referred"] in tables
    ]
    assert keys
    assert references
    assert [each["key"] for each in [*keys, *references] if not each["has_institution"]] == []


async def test_what_stands_whole_refers_to_what_is_spread_only_where_a_statement_says_the_same(
    urls: Urls,
) -> None:
    """Distribution drops these references. Logins go by a statement of whatever deletes their people."""
    tables = await spread_tables(urls)
    found = {
        (each["relname"], each["referred"], each["cascades"])
        for each in await rows(urls, REFERENCES)
        if each["relname"] in WHOLE and each["referred"] in tables
    }
    assert found == {
        ("logins", "students", True),
        ("logins", "staff", True),
        ("service_credentials", "staff", False),
    }
    bodies = {each["proname"]: each["prosrc"] for each in await rows(urls, FUNCTIONS)}
    deleting = {name for name, body in bodies.items() if re.search(r"delete from (?:students|staff)\b", body)}
    assert deleting == {"attune_erase_apart_from_statistics", "attune_retain"}
    assert "delete from logins" in bodies["attune_retain"]
    assert RULES["logins"].does is Does.DELETE  # it deletes of each table what its rule says
