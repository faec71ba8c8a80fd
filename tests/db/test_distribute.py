"""Distributing refuses in words where it cannot. With TEST_CITUS every test runs on a spread database."""

import pytest

from app.db.distribute import distribute
from app.db.roles import Urls
from app.errors import Unavailable
from tests.apart import on_one_server

pytestmark = pytest.mark.anyio


@on_one_server
async def test_a_server_without_citus_is_told_so(urls: Urls) -> None:
    with pytest.raises(Unavailable, match="this database has no Citus: one server is all it has"):
        await distribute(urls.owner, shards=4)
