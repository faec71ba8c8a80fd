"""A backup from before an erasure is restored: the exported ledger erases again, and then finds nobody."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app.auth.demo_issuer import DemoIssuer
from app.db import roles as database_roles
from app.db.migrate import migrate
from app.errors import InvalidInput
from app.jobs.reapply_erasures import export_ledger, reapply
from tests import roles
from tests.apart import PASSWORDS, on_server, served
from tests.systems.test_city_erasure import busy, erased
from tests.world import Moment, World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def names(server_url: str) -> AsyncIterator[tuple[str, str]]:
    """A database, and its backup; both go afterwards."""
    named = f"attune_test_{uuid4().hex[:12]}", f"attune_test_{uuid4().hex[:12]}"
    yield named
    await on_server(server_url, *(f"drop database if exists {each} with (force)" for each in named))


async def test_a_restored_backup_gets_its_erasures_again(
    server_url: str,
    names: tuple[str, str],
    issuer: DemoIssuer,
    profiles_dir: Path,
    moment: Moment,
    world: World,
) -> None:
    name, backup = names
    urls = await database_roles.bootstrap(server_url, name, PASSWORDS)
    await migrate(urls.owner)
    async with served(urls, issuer, profiles_dir, moment) as (runtime, client):
        city = await World.create(urls, runtime, client, issuer, moment, "city")
        student, _ = await busy(city)
        other, _ = await busy(city)
    await on_server(server_url, f"create database {backup} template {name}")

    async with served(urls, issuer, profiles_dir, moment) as (runtime, client):
        city.runtime, city.client = runtime, client
        officer, request_id = await erased(city, student)
        account = await officer.read(f"/v1/requests/{request_id}/erasure")
        async with city.context() as context:
            exported = await export_ledger(context)
    assert not {student.number, str(student.id), student.subject} & set(json.loads(exported)["erasures"][0])
    assert student.number not in exported

    await on_server(
        server_url,
        f"drop database {name} with (force)",
        f"create database {name} template {backup} owner {database_roles.OWNER}",
    )
    await database_roles.bootstrap(server_url, name, PASSWORDS)
    async with served(urls, issuer, profiles_dir, moment) as (runtime, client):
        city.runtime, city.client = runtime, client
        assert (await student.get("/v1/me")).status_code == 200, "the backup brought the student back"
        async with city.context() as context:
            assert await reapply(context, None) == 0, "the ledger went with the database"
            assert await reapply(context, exported) == 1
        async with city.context() as context:
            assert await reapply(context, exported) == 0
            assert await reapply(context, None) == 0
        answer = await student.get("/v1/me")
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/erased")
        assert (await other.get("/v1/me")).status_code == 200
        assert not await city.holds(str(student.id))
        async with city.context() as context:
            again = json.loads(await export_ledger(context))["erasures"]
        assert [each["erasure_id"] for each in again] == [account["erasure_id"]]


async def test_a_ledger_that_was_changed_is_refused(world: World) -> None:
    async with world.context() as context:
        exported = json.loads(await export_ledger(context))
    made_up: list[tuple[Any, str]] = [
        ([], "is no exported ledger"),
        ({}, "is no exported ledger"),
        (exported | {"erasures": [{"erasure_id": str(uuid4())}]}, "signature does not hold"),
        (exported | {"institution": str(uuid4())}, "another institution's"),
    ]
    for document, words in made_up:
        with pytest.raises(InvalidInput, match=words):
            async with world.context() as context:
                await reapply(context, json.dumps(document))


async def test_whoever_answers_cannot_erase_without_a_request(world: World) -> None:
    """The database asks, whatever the application does."""
    student = await world.student()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only on the student's request"):
        await world.sql(
            "select attune_erase(:student, '{}', '{}', gen_random_uuid(), gen_random_uuid(),"
            " gen_random_uuid(), 'x', true, now(), current_date)",
            student=student.id,
        )
    assert (await student.get("/v1/me")).status_code == 200
    admin = await world.tutor(roles.ADMIN)
    assert (await admin.get(f"/v1/requests/{uuid4()}/erasure-preview")).status_code == 403
