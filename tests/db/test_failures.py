"""Failures: a key that is taken, and what is gone, are told in plain words, whichever write meets them."""

from typing import Any

import pytest

from app.errors import Conflict
from app.store.tables import METADATA
from tests.world import World

pytestmark = pytest.mark.anyio


async def test_a_key_that_is_taken_is_a_conflict_that_names_it(world: World) -> None:
    again = "insert into {} select {} from {} where institution_id = :institution_id limit 1"
    listed = "institution_id, gen_random_uuid(), parent_id, kind, code, name"
    with pytest.raises(Conflict, match="with the same code among the org units"):
        await world.sql(again.format("org_units", listed, "org_units"))
    tutor = await world.tutor()
    await world.student(tutor=tutor)
    listed = "institution_id, student_id, staff_id, starts_on, ends_before, kind"
    with pytest.raises(Conflict, match="with the same student, staff, starts_on among the tutorships"):
        await world.sql(again.format(f"tutorships ({listed})", listed, "tutorships"))


async def test_a_partial_index_names_its_columns_too(world: World) -> None:
    with pytest.raises(Conflict, match="with the same academic_year among the scoring models"):
        await world.sql(
            "insert into scoring_models select institution_id, gen_random_uuid(), academic_year, version + 1,"
            " status, note, published_at, sources, coefficients from scoring_models"
            " where institution_id = :institution_id"
        )


async def test_what_is_gone_is_a_conflict_that_names_it(world: World) -> None:
    gone = "update modules set org_unit_id = gen_random_uuid() where institution_id = :institution_id"
    with pytest.raises(Conflict, match=r"what one of the modules refers to \(org_unit\) is gone"):
        await world.sql(gone)
    with pytest.raises(Conflict, match=r"refers to \(org_unit\) is gone by now, or was to go"):
        await world.sql("delete from org_units where institution_id = :institution_id and code = 'CLES'")


def test_every_constraint_is_known_by_the_name_that_the_database_tells() -> None:
    """A name that is cut short, or PostgreSQL's own, would not lead to the columns that it is about."""
    for table in METADATA.tables.values():
        named: list[Any] = [*table.constraints, *table.indexes]
        for each in named:
            assert each.name, table.name
            assert len(str(each.name)) <= 63, each.name
