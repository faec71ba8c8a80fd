"""Distributing refuses in words where it cannot. With TEST_CITUS every test runs on a spread database."""

import pytest

from app.db.distribute import distribute
from app.db.distributed_policies import said_over_settings
from app.db.roles import Urls
from app.errors import Unavailable
from tests.apart import is_spread

pytestmark = pytest.mark.anyio


@pytest.mark.skipif(is_spread(), reason="it has a Citus")
async def test_a_server_without_citus_is_told_so(urls: Urls) -> None:
    with pytest.raises(Unavailable, match="this database has no Citus: one server is all it has"):
        await distribute(urls.owner, shards=4)


def test_a_policy_with_a_sub_select_that_nobody_can_say_otherwise_is_refused() -> None:
    told = "(institution_id = ( SELECT attune_institution() AS attune_institution))"
    assert said_over_settings(told) == "(institution_id = attune_institution())"
    with pytest.raises(ValueError, match="a policy with a sub-select cannot be spread"):
        said_over_settings(f"({told} AND (EXISTS ( SELECT 1 FROM assignments)))")
