"""Binary COPY: values are put into a query as what they are, whatever they contain."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db.binary_copy import literal
from app.db.roles import Urls

pytestmark = pytest.mark.anyio

spoken = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
tricky = st.lists(st.sampled_from(["'", "\\", '"', "$1", "--", ";", "E'", "a"])).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.one_of(spoken, tricky), strings=st.sampled_from(["on", "off"]))
async def test_text_comes_back_as_it_went(urls: Urls, said: str, strings: str) -> None:
    connection = await asyncpg.connect(
        urls.application,
        server_settings={"standard_conforming_strings": strings, "escape_string_warning": "off"},
    )
    try:
        assert await connection.fetchval(f"select {literal(said)}::text") == said
        assert await connection.fetchval(f"select {literal([said, said])}::text[]") == [said, said]
    finally:
        await connection.close()


def test_other_values_are_written_as_sql_writes_them() -> None:
    assert literal(UUID(int=1)) == "'00000000-0000-0000-0000-000000000001'"
    assert literal(date(2018, 8, 1)) == "'2018-08-01'"
    assert literal(7) == "7"
    assert literal([]) == "array[]"


@pytest.mark.parametrize("value", [None, 1.5, b"bytes", object()])
def test_what_has_no_literal_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        literal(value)
