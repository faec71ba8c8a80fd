"""Imports: a file is sent, worked on outside of the request, and answered for row by row."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest

from app.access.vocabulary import Scope
from app.actions.context import Context
from app.db.identity import as_watcher
from app.db.pool import open_pool
from app.db.transaction import Database
from app.jobs.import_file import BATCH_SIZE
from app.jobs.purge_expired import LEFT_FOR, RECEIPTS_KEPT_FOR
from app.jobs.run_imports import run_imports
from app.jobs.runtime import OpenContext
from app.schemas.exchange.import_items import READERS
from app.settings import Settings
from app.store import institutions
from app.store.exchange import imports
from tests import roles
from tests.wire.oneroster_package import files as oneroster_files
from tests.wire.oneroster_package import tables
from tests.wire.oneroster_package import zipped as oneroster_zip
from tests.world import Moment, Person, World, event, mark

pytestmark = pytest.mark.anyio

PATH = "/v1/imports"
CSV, NDJSON, ZIP = "text/csv", "application/x-ndjson", "application/zip"
HEADER = "event_id,system,identifier,occurred_at,source,kind,module_run,object,quantity"


async def post(
    person: Person,
    content: bytes | str,
    media_type: str = CSV,
    *,
    scopes: list[Scope] | None = None,
    **query: Any,
) -> httpx.Response:
    headers = person.headers | {"Content-Type": media_type}
    if scopes is not None:
        token = person.world.issuer.token(
            person.subject, list(person.roles), person.world.moment.now, scopes=scopes
        )
        headers["Authorization"] = f"Bearer {token}"
    body = content.encode() if isinstance(content, str) else content
    return await person.world.client.post(PATH, content=body, params=query, headers=headers)


async def sent(person: Person, content: bytes | str, media_type: str = CSV, **query: Any) -> str:
    """Where it can be read what became of a file."""
    answer = await post(person, content, media_type, **query)
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "waiting"
    return answer.headers["Location"]


async def worked_on(
    person: Person, content: bytes | str, media_type: str = CSV, **query: Any
) -> dict[str, Any]:
    """A file's report, when somebody has worked on it."""
    place = await sent(person, content, media_type, **query)
    assert await run_imports(person.world.context, READERS) == 1
    report: dict[str, Any] = await person.read(place)
    return report


def zipped(files: Mapping[str, str]) -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return archive.getvalue()


def line(number: str, day: object, **fields: object) -> str:
    given = {
        "event_id": uuid4(), "system": "campus", "identifier": number, "occurred_at": f"{day}T12:00:00+00:00",
        "source": "app", "kind": "menu_choice", "module_run": "", "object": "", "quantity": "1",
    } | fields  # fmt: skip
    return ",".join(str(value) for value in given.values())


def counts(report: dict[str, Any]) -> dict[str, int]:
    return {outcome: count for outcome, count in report["outcomes"].items() if count}


def places(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(each[name] for name in ("file", "row", "column", "outcome", "rule"))
        for each in report["findings"]
    ]


async def left_bytes(world: World) -> int:
    [(count,)] = await world.sql("select count(*) from import_parts where institution_id = :institution_id")
    return int(count)


async def on_record(world: World, action: str) -> int:
    async with world.owner() as owner:
        return int(
            await owner.fetchval(
                "select count(*) from audit_entries where institution_id = $1 and action = $2",
                world.institution.institution_id,
                action,
            )
        )


def cut_off_after(world: World, transactions: int) -> OpenContext:
    """Opens so many, and then nothing any more, as if whoever works were gone."""
    left = transactions

    @asynccontextmanager
    async def open_context() -> AsyncIterator[Context]:
        nonlocal left
        if not left:
            raise ConnectionError("cut off")
        left -= 1
        async with world.context() as context:
            yield context

    return open_context


async def test_a_file_of_events_is_answered_for_row_by_row(world: World) -> None:
    student, service = await world.student(), await world.service()
    once = line(student.number, world.yesterday)
    rows = [
        once,
        once,
        line("nobody-yet", world.yesterday),
        line(student.number, world.yesterday, kind="nap"),
        line(student.number, world.yesterday, quantity="many"),
        line(student.number, world.yesterday, source="Sam Sample"),
        "too,few",
    ]
    report = await worked_on(service, "\n".join([HEADER, *rows, ""]), kind="events")
    assert report["state"] == "done"
    assert (report["rows_read"], report["rows_total"]) == (7, 7)
    assert counts(report) == {"recorded": 1, "known": 1, "waiting": 1, "rejected": 4}
    assert [each[:4] for each in places(report)] == [
        (None, 5, "kind", "rejected"),
        (None, 6, "quantity", "rejected"),
        (None, 7, "source", "rejected"),
        (None, 8, None, "rejected"),
    ]
    assert "many" not in str(report), "what stands in the file is not repeated"
    assert "Sam Sample" not in str(report)
    assert await world.count("events", student) == 1
    assert await left_bytes(world) == 0


async def test_events_as_lines_of_json_are_those_of_the_route_and_come_twice_as_one(world: World) -> None:
    student, service = await world.student(), await world.service()
    good = event(student, "app", world.yesterday)
    lines = [good, good | {"quantity": "2"}, good | {"event_id": str(UUID(int=9)), "surprise": 1}, [], good]
    text = "\n".join(json.dumps(each) for each in lines) + "\n\n{not json\n"
    report = await worked_on(service, text, NDJSON, kind="events")
    assert counts(report) == {"recorded": 1, "known": 1, "rejected": 4}
    assert [(row, column) for _, row, column, *_ in places(report)] == [
        (2, "quantity"), (3, None), (4, None), (7, None),
    ]  # fmt: skip
    assert (report["rows_read"], report["rows_total"]) == (6, 6)
    over_the_route = await service.do("/v1/events", {"events": lines[:2]})
    assert over_the_route["items"][0]["outcome"] == "known"
    assert over_the_route["items"][1]["detail"] == f"quantity: {places(report)[0][4]}"
    again = await worked_on(service, text, NDJSON, kind="events")
    assert counts(again) == {"known": 2, "rejected": 4}
    assert await world.count("events", student) == 1


STUDENT = {
    "students.csv": "number,name\nN1,Sam Sample\n",
    "identifiers.csv": "student,system,identifier\nN1,campus,card-7\n",
    "registrations.csv": "student,starts_on,ends_before,programme,college,level\n"
    "N1,2018-09-24,,BSC,CLES,undergraduate\n",
}


async def test_a_roster_is_stored_whole_or_not_at_all_and_twice_is_once(world: World) -> None:
    service = await world.service()
    wrong = STUDENT | {
        "tutorships.csv": "student,staff,starts_on\nN1,P9,2018-09-24\nSam Sample,P9,2018-09-24\n",
        "notes.txt": "hello",
    }
    refused = await worked_on(service, zipped(wrong), ZIP, kind="roster")
    assert (refused["state"], refused["rows_read"], refused["rows_total"]) == ("refused", 0, 5)
    assert places(refused) == [
        ("tutorships.csv", 2, "staff", "refused", "is not among the staff"),
        ("tutorships.csv", 3, "student", "refused", "is not among the students"),
        ("tutorships.csv", 3, "staff", "refused", "is not among the staff"),
    ]
    assert "Sam Sample" not in str(refused)
    known = "select number from students where institution_id = :institution_id and number = 'N1'"
    assert await world.sql(known) == []
    tried = await worked_on(service, zipped(STUDENT), ZIP, kind="roster", dry_run=True)
    assert tried["changes"]["students"] == {"inserted": 1, "updated": 0, "unchanged": 0}
    assert await world.sql(known) == []
    done = await worked_on(service, zipped(STUDENT | {"notes.txt": "hello"}), ZIP, kind="roster")
    assert (done["state"], done["rows_read"]) == ("done", 3)
    assert done["changes"] == tried["changes"]
    assert places(done) == [("notes.txt", None, None, "ignored", "is no file of a roster, by its name")]
    again = await worked_on(service, STUDENT["students.csv"], kind="roster", file="students.csv")
    assert again["changes"] == {"students": {"inserted": 0, "updated": 0, "unchanged": 1}}
    assert await left_bytes(world) == 0


async def test_packages_of_other_systems_name_file_row_and_column(world: World) -> None:
    service, another = await world.service(), await world.create_another("exeter")
    given = tables()
    packed = oneroster_zip(oneroster_files(given, "bulk"))
    bare = await another.service()
    done = await worked_on(bare, packed, ZIP, kind="oneroster", level="undergraduate")
    assert done["state"] == "done", done
    assert done["changes"]["students"]["inserted"] > 0
    rows = done["rows_read"]
    assert rows == done["rows_total"] == sum(len(each) for each in given.values())
    given["users"][0]["enabledUser"] = "perhaps"
    refused = await worked_on(bare, oneroster_zip(oneroster_files(given, "bulk")), ZIP, kind="oneroster")
    assert [each[:4] for each in places(refused)] == [("users.csv", 2, "enabledUser", "refused")]
    assert "perhaps" not in str(refused)
    named = "STUDENT_ID\tDOB\nu1\tyesterday\n"
    alone = await worked_on(service, named, "text/tab-separated-values", kind="udd", file="student.tsv")
    assert alone["state"] == "refused"
    assert {each[0] for each in places(alone)} == {"student.tsv"}
    no_archive = await worked_on(service, b"PK no archive", ZIP, kind="udd")
    assert no_archive["refused_because"] == "the package is no ZIP archive, or a damaged one"


async def test_every_kind_of_rows_may_come_as_a_file(world: World) -> None:
    student, service = await world.student(), await world.service()
    await world.assess()
    named = f"campus,{student.number}"
    day = world.yesterday
    files = {
        "sessions": f"session,module_run,kind,starts_at,ends_at\nL1,BIO1-18,lecture,"
        f"{day}T12:00:00Z,{day}T13:00:00Z",
        "attendance": f"session,system,identifier,status\nL1,{named},present",
        "marks": f"assessment,system,identifier,mark\nESSAY,{named},62",
        "career_stages": f"system,identifier,recorded_on,stage\n{named},{day},planning",
        "replay": f"{HEADER}\n{line(student.number, day)}",
    }
    places_of = [await sent(service, content, kind=kind) for kind, content in files.items()]
    assert await run_imports(world.context, READERS) == len(files), "in the order in which they came"
    for place in places_of:
        report = await service.read(place)
        assert counts(report) == {"recorded": 1}, report
    stated = json.dumps(mark(student, "ESSAY", 65))
    assert counts(await worked_on(service, stated, NDJSON, kind="marks")) == {"replaced": 1}
    assert await on_record(world, "import finished") == len(files) + 1


async def test_a_dry_run_says_the_same_and_keeps_nothing(world: World) -> None:
    student, service = await world.student(), await world.service()
    rows = "\n".join([HEADER, line(student.number, world.yesterday), line("nobody", world.yesterday), "x"])
    tried = await worked_on(service, rows, kind="events", dry_run=True)
    assert counts(tried) == {"recorded": 1, "waiting": 1, "rejected": 1}
    assert await world.count("events", student) == 0
    done = await worked_on(service, rows, kind="events")
    assert (done["outcomes"], done["findings"]) == (tried["outcomes"], tried["findings"])
    assert await world.count("events", student) == 1


async def test_work_that_is_cut_off_is_taken_up_where_it_was(world: World) -> None:
    student, service = await world.student(), await world.service()
    good = json.dumps(event(student, "app", world.yesterday))
    text = "\n".join([good, *["{}"] * (2 * BATCH_SIZE)])
    place = await sent(service, text, NDJSON, kind="events")
    # One that keeps others out, one that takes it up, one that counts rows, and one batch.
    assert await run_imports(cut_off_after(world, 4), READERS) == 0
    report = await service.read(place)
    assert (report["state"], report["rows_read"]) == ("running", BATCH_SIZE)
    assert report["rows_total"] == 2 * BATCH_SIZE + 1
    assert counts(report) == {"recorded": 1, "rejected": BATCH_SIZE - 1}
    assert await run_imports(world.context, READERS) == 1
    report = await service.read(place)
    assert (report["state"], report["rows_read"]) == ("done", 2 * BATCH_SIZE + 1)
    assert counts(report) == {"recorded": 1, "rejected": 2 * BATCH_SIZE}
    assert len(report["findings"]) == imports.MOST_FINDINGS
    assert report["further"] == 2 * BATCH_SIZE - imports.MOST_FINDINGS
    assert [each["row"] for each in report["findings"]] == [*range(2, imports.MOST_FINDINGS + 2)]
    assert await left_bytes(world) == 0


async def test_a_file_that_ends_whoever_works_on_it_does_so_five_times_at_most(world: World) -> None:
    service = await world.service()
    place = await sent(service, HEADER, kind="events")
    await world.sql("update imports set tries = 4, state = 'running' where institution_id = :institution_id")

    assert await run_imports(cut_off_after(world, 2), READERS) == 0
    assert await run_imports(world.context, READERS) == 1
    report = await service.read(place)
    assert report["state"] == "refused"
    assert "several times" in report["refused_because"]
    assert await left_bytes(world) == 0


async def test_runners_at_once_work_on_each_file_once(world: World) -> None:
    student, service = await world.student(), await world.service()
    kept = [
        await sent(service, f"{HEADER}\n{line(student.number, world.yesterday)}", kind="events")
        for _ in range(3)
    ]
    done = await asyncio.gather(*(run_imports(world.context, READERS) for _ in range(3)))
    assert sum(done) == len(kept)
    for place in kept:
        assert counts(await service.read(place)) == {"recorded": 1}
    assert await on_record(world, "import begun") == len(kept)


async def test_a_system_reads_its_own_files_alone(world: World) -> None:
    ours, theirs = await world.service(), await world.service()
    places_of = [await sent(ours, HEADER, kind="events") for _ in range(3)]
    assert (await theirs.get(places_of[0])).status_code == 404
    assert (await theirs.read(PATH))["items"] == []
    first = await ours.get(PATH, limit=2)
    page = first.json()
    second = await ours.read(PATH, limit=2, cursor=page["next_cursor"])
    listed = [f"{PATH}/{each['import_id']}" for each in page["items"] + second["items"]]
    assert sorted(listed) == sorted(places_of)
    assert second["next_cursor"] is None
    same = await ours.world.client.get(
        places_of[0], headers=ours.headers | {"If-None-Match": (await ours.get(places_of[0])).headers["ETag"]}
    )
    assert same.status_code == 304


async def test_a_token_delivers_files_of_what_it_is_good_for_alone(world: World) -> None:
    service, admin = await world.service(), await world.tutor(roles.ADMIN)
    turnstile = [Scope.IMPORTS_WRITE, Scope.ATTENDANCE_WRITE]
    for kind, allowed in (
        ("attendance", 202),
        ("events", 403),
        ("marks", 403),
        ("roster", 403),
        ("udd", 403),
    ):
        content, media_type = ("x", CSV) if kind not in {"roster", "udd"} else (b"x", ZIP)
        answer = await post(service, content, media_type, scopes=turnstile, kind=kind)
        assert answer.status_code == allowed, kind
    answer = await post(service, b"x", ZIP, scopes=turnstile, kind="roster")
    assert 'scope="attune:roster.write"' in answer.headers["WWW-Authenticate"]
    unscoped = await post(service, "x", scopes=[Scope.EVENTS_WRITE], kind="events")
    assert unscoped.json()["type"] == "/problems/insufficient-scope"
    person = await post(admin, "x", kind="events", scopes=list(Scope))
    assert person.status_code == 403, "whoever sends rosters decides who sees whom"


async def test_what_cannot_be_a_file_of_its_kind_is_refused_at_once(world: World) -> None:
    service = await world.service()
    refused: list[tuple[str, dict[str, Any], int, str | None]] = [
        (ZIP, {"kind": "events"}, 415, None),
        ("application/json", {"kind": "roster"}, 415, None),
        (CSV, {"kind": "roster"}, 422, "/query/file"),
        (CSV, {"kind": "roster", "file": "../students.csv"}, 422, "/query/file"),
        (CSV, {"kind": "events", "file": "events.csv"}, 422, "/query/file"),
        (CSV, {"kind": "events", "level": "undergraduate"}, 422, "/query/level"),
        (CSV, {"kind": "photographs"}, 422, "/query/kind"),
    ]
    for media_type, query, status, pointer in refused:
        answer = await post(service, "x", media_type, **query)
        assert answer.status_code == status, (media_type, query)
        if pointer is not None:
            assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert (await post(service, "", kind="events")).json()["errors"][0]["pointer"] == "/body"
    header = await worked_on(service, "event_id,system\n", kind="events")
    assert header["state"] == "refused"
    assert (None, None, "identifier", "refused", "the column is missing") in places(header)


async def test_a_login_has_twenty_files_waiting_at_most(world: World) -> None:
    service = await world.service()
    for _ in range(18):
        await sent(service, HEADER, kind="events")
    answers = await asyncio.gather(*(post(service, HEADER, kind="events") for _ in range(6)))
    assert sorted(each.status_code for each in answers) == [202] * 2 + [409] * 4
    assert await run_imports(world.context, READERS) == 20
    assert (await post(service, HEADER, kind="events")).status_code == 202


async def test_a_file_sent_again_under_its_key_is_one(world: World) -> None:
    service = await world.service()
    headers = service.headers | {"Content-Type": CSV, "Idempotency-Key": str(uuid4())}
    content = HEADER + "\n" * 1_100_000  # so much that its digest is worked out in a thread
    answers = [
        await world.client.post(PATH, content=content, params={"kind": "events"}, headers=headers)
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len((await service.read(PATH))["items"]) == 1
    assert await left_bytes(world) == 2, "in pieces"


async def test_reports_are_kept_ninety_days_and_files_that_nobody_takes_seven(
    world: World, settings: Settings, moment: Moment
) -> None:
    service = await world.service()
    done = await worked_on(service, HEADER, kind="events")
    await sent(service, HEADER, kind="events")
    began, expected = moment.now, [2, 1, 1, 0]
    assert settings.database_url is not None
    async with open_pool(settings.database_url.get_secret_value(), size=1) as pool:
        for days, left in zip((6, 8, 89, 91), expected, strict=True):
            moment.now = began + timedelta(days=days)
            async with as_watcher(Database(pool)) as transaction:
                here = await institutions.list_ids_here(transaction)
                await imports.purge(transaction, here, moment.now - RECEIPTS_KEPT_FOR, moment.now - LEFT_FOR)
            assert len((await service.read(PATH))["items"]) == left, days
    assert (await service.get(f"{PATH}/{done['import_id']}")).status_code == 404
    assert await left_bytes(world) == 0
