"""Somebody with a login, and a forge of their tokens."""

import pytest

from app.auth.demo_issuer import DemoIssuer
from tests.auth.forging import Forge
from tests.world import Moment, Person, World


@pytest.fixture
async def somebody(world: World) -> Person:
    return await world.student()


@pytest.fixture
def forge(somebody: Person, issuer: DemoIssuer, moment: Moment) -> Forge:
    return Forge(issuer, moment, somebody.subject)
