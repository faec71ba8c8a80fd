"""Limits: how large a body may be follows from what the operation is for."""

from typing import Any

import pytest

from app.http.limits import DELIVERIES, FORMS, OWN_FORMS, UPLOADS
from tests.world import World

pytestmark = pytest.mark.anyio


async def test_what_takes_large_bodies_is_what_takes_deliveries(
    world: World, contract: dict[str, Any]
) -> None:
    """A service that is let in is asked for items; everybody else is turned away at the door."""
    service = await world.service()
    deliveries = set()
    for path, item in contract["paths"].items():
        # What is beneath /xapi/ has a standard of its own; what takes forms takes no JSON at all.
        if "post" in item and "{" not in path and path not in FORMS and not path.startswith(OWN_FORMS):
            answer = await service.post(path, {})
            assert answer.status_code in {403, 404, 422}  # 404: Exeter does not offer it
            if answer.status_code == 422:
                deliveries.add(path)
    assert deliveries == DELIVERIES - {"/v1/caliper"} | {UPLOADS}, "Exeter takes no Caliper events"
    large = b"[" + b" " * 300_000 + b"]"
    for path in ("/v1/events", "/v1/scoring-trials"):
        headers = service.headers | {"Content-Type": "application/json"}
        answer = await world.client.post(path, content=large, headers=headers)
        assert answer.status_code == (422 if path in DELIVERIES else 413)
    nobody = await world.client.post(
        "/v1/events", content=large, headers={"Content-Type": "application/json"}
    )
    assert nobody.status_code == 413, "without a token, a delivery is not even received"
