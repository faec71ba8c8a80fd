"""Service credentials: shown once, good for what they say, and for nothing once they are revoked."""

from datetime import timedelta

import pytest

from tests import roles
from tests.statements import READS, WRITES, connect, statement
from tests.world import World

pytestmark = pytest.mark.anyio

PATH = "/v1/service-credentials"


async def test_a_secret_is_shown_once_and_kept_nowhere(world: World) -> None:
    admin = await world.tutor(roles.ADMIN)
    lrs = await connect(world)
    [listed] = (await admin.read(PATH))["items"]
    assert listed["credential_id"] == lrs.credential_id
    assert (listed["system"], listed["last_used_at"]) == ("campus", None)
    assert "secret" not in listed
    assert not await world.holds(lrs.secret)
    assert lrs.secret not in str(await admin.audit())
    await lrs.post(statement())
    [listed] = (await admin.read(PATH))["items"]
    assert listed["last_used_at"] == world.moment.now.isoformat().replace("+00:00", "Z")


async def test_basic_and_bearer_open_the_same_until_it_is_revoked(world: World) -> None:
    admin, lrs = await world.tutor(roles.ADMIN), await connect(world)
    bearer = {"Authorization": f"Bearer {lrs.secret}", "X-Experience-API-Version": "1.0.3"}
    assert (await world.client.get("/xapi/statements", headers=bearer)).status_code == 200
    assert await lrs.find() == []
    assert (await admin.delete(f"{PATH}/{lrs.credential_id}")).status_code == 204
    for answer in (
        await world.client.get("/xapi/statements", headers=bearer),
        await lrs.send("GET", "/statements"),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Basic realm="attune"')
        assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert (await admin.delete(f"{PATH}/{lrs.credential_id}")).status_code == 204, "revoked stays revoked"


async def test_it_opens_nothing_after_its_day_nor_with_another_name(world: World) -> None:
    ends = (world.moment.now + timedelta(hours=1)).isoformat()
    lrs, other = await connect(world, expires_at=ends), await connect(world)
    assert await lrs.find() == []
    lrs.credential_id, kept = other.credential_id, lrs.credential_id
    assert (await lrs.send("GET", "/statements")).status_code == 401, "the secret of another"
    lrs.credential_id = kept
    world.moment.now += timedelta(hours=2)
    assert (await lrs.send("GET", "/statements")).status_code == 401


async def test_it_is_good_for_its_scopes_alone(world: World) -> None:
    writer, reader = await connect(world, "campus", WRITES), await connect(world, "campus", READS)
    await writer.post(statement())
    assert (await writer.send("GET", "/statements")).status_code == 403
    assert len(await reader.find()) == 1
    answer = await reader.send("POST", "/statements", json=statement())
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/insufficient-scope")


async def test_a_credential_opens_its_own_institution_and_nothing_else_of_the_service(world: World) -> None:
    lrs, another = await connect(world), await connect(await world.create_another("nottingham"))
    await lrs.post(statement())
    assert await another.find() == []
    bearer = {"Authorization": f"Bearer {lrs.secret}"}
    assert (await world.client.get("/v1/students", headers=bearer)).status_code == 401


@pytest.mark.parametrize("header", ["Basic", "Basic ???", "Basic YQ==", "Bearer attune_sc_x", "Digest x"])
async def test_what_is_no_credential_is_refused(world: World, header: str) -> None:
    headers = {"Authorization": header, "X-Experience-API-Version": "1.0.3"}
    assert (await world.client.get("/xapi/statements", headers=headers)).status_code == 401


async def test_one_that_would_have_ended_already_is_not_made(world: World) -> None:
    admin = await world.tutor(roles.ADMIN)
    wanted = {"system": "x", "note": "x", "scopes": [READS], "expires_at": "2018-11-01T00:00:00Z"}
    answer = await admin.post(PATH, wanted)
    assert answer.json()["errors"][0]["pointer"] == "/body/expires_at"
