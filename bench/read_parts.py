"""The other parts of `bench.reads`: writes, the last page, the tail, memory, and what every request costs."""

from collections.abc import Sequence
from datetime import timedelta
from json import dumps
from statistics import median
from time import perf_counter

import httpx

from app.clock import system_clock
from bench import processor
from bench.load import Load, Request, at_rate, load
from bench.measure import COMPARED, Meter, Side, check, compared
from bench.read_cases import Asker, Read, headers
from tests import roles

PAGE = 200
ROUNDS = 5
TAIL_SECONDS = 8
"""A connection pauses long between requests: a short run would catch few of them."""
TAILS = ("read_engagement_scores", "read_dashboard_of_student", "list_students")
REQUESTS = 200_000
MEMORY_SECONDS = 10
"""How long the load lasts between two looks at the memory."""

NOTE = {"focus": "routine", "summary": "We agreed on a plan for the next essay.", "share": True}
DECISION = {"decision": "given", "notice_version": "2018-09"}


async def writes(meter: Meter, _chosen: Sequence[Read]) -> int:
    """Three writes beside a bare INSERT in a transaction."""
    starts = system_clock() + timedelta(days=3)
    meeting = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(minutes=30)).isoformat()}
    people, failed = meter.people, 0
    bare_insert = Side(
        meter.services.bare,
        people.bare("/students/{student_id}/notes", dumps({"focus": "routine", "summary": NOTE["summary"]})),
    )
    print(f"| POST | by | {COMPARED} |")
    print("| --- | --- |" + " ---: |" * (COMPARED.count("|") + 1))
    for title, operation, asker, body in (
        ("a note", "record_note", Asker.TUTOR, NOTE),
        ("a decision on consent", "decide_on_purpose", Asker.STUDENT, DECISION),
        ("a meeting", "record_meeting", Asker.TUTOR, meeting),
    ):
        asked = Side(meter.services.attune, people.writes(operation, asker, dumps(body)))
        await check(asked)
        ours, bare = meter.in_turns(asked, bare_insert)
        failed += ours.failed + bare.failed
        print(f"| {title} | {asker} | {compared(ours, bare)} |", flush=True)
    return failed


async def explorer(meter: Meter, _chosen: Sequence[Read]) -> int:
    """The first and the last page of everybody, in turns on one connection, after all pages between them."""
    attune = meter.services.attune
    sees_all = headers(meter.services.issuer, "T000000", roles.SITE_EXPLORER)
    first = path = f"/v1/students?limit={PAGE}"
    seen, began = 0, perf_counter()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{attune.port}", headers=sees_all) as client:
        while True:
            page = (await client.get(path)).raise_for_status().json()
            seen += len(page["items"])
            if page["next_cursor"] is None:
                break
            path = f"{first}&cursor={page['next_cursor']}"
    assert seen == meter.fixture.students, (seen, meter.fixture.students)
    print(f"{seen:,} students page by page: {perf_counter() - began:.1f} s")
    rates: dict[str, list[Load]] = {first: [], path: []}
    for _ in range(ROUNDS):
        for each, runs in rates.items():
            runs.append(load(attune.port, [Request(each, sees_all)], connections=1, seconds=meter.seconds))
    before, after = (1000 / median(run.rate for run in runs) for runs in rates.values())
    print(
        f"first page of {PAGE}: {before:.2f} ms; last page of {len(page['items'])}: {after:.2f} ms"
        f" = {after / before:.2f} ×"
    )
    return sum(run.failed for runs in rates.values() for run in runs)


async def tail(meter: Meter, chosen: Sequence[Read]) -> int:
    """Latencies at half the saturating rate: medians of rounds in turns."""
    asked = {
        each.name: Side(meter.services.attune, meter.people.reads(each))
        for each in chosen
        if each.operation in TAILS
    }
    asked |= {f"bare SELECT of {rows}": meter.bare_select(rows) for rows in (30, 45)}
    sides = list(asked.items())
    rates = {name: meter.in_turns(side)[0].rate / 2 for name, side in sides}
    runs: dict[str, list[Load]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, side in sides:
            runs[name].append(at_rate(side.process.port, side.requests, rates[name], seconds=TAIL_SECONDS))
    print("| GET | a second | p50, ms | p99, ms | p99 / p50 |")
    print("| --- |" + " ---: |" * 4)
    for name, found in runs.items():
        p50, p99 = median(each.p50 for each in found), median(each.p99 for each in found)
        rate, ratio = median(each.rate for each in found), median(each.p99 / each.p50 for each in found)
        print(f"| {name} | {rate:,.0f} | {p50:.1f} | {p99:.1f} | {ratio:.1f} |", flush=True)
    return sum(each.failed for found in runs.values() for each in found)


async def memory(meter: Meter, chosen: Sequence[Read]) -> int:
    """What the worker holds while reads are asked for at random, at half of the requests and at the end."""
    attune = meter.services.attune
    requests = [request for each in chosen for request in meter.people.reads(each)]
    done, failed, held = 0, 0, [(0, processor.resident_mib(attune.worker))]
    while done < REQUESTS:
        run = load(attune.port, requests, seconds=MEMORY_SECONDS)
        done, failed = done + run.requests, failed + run.failed
        held.append((done, processor.resident_mib(attune.worker)))
    half = next(mib for count, mib in held if count >= done / 2)
    print(f"{done:,} requests: {held[0][1]:.0f} MiB before, {half:.0f} at half, {held[-1][1]:.0f} at the end")
    return failed


async def base(meter: Meter, _chosen: Sequence[Read]) -> int:
    """Routes that do nothing: ours with all of its middleware, and bare."""
    services, people = meter.services, meter.people
    entered = [Request("/nothing/entered", each.headers) for each in people.with_every_token()]
    sides = {
        "ours": Side(services.idle, [Request("/nothing", {})]),
        "ours, with a token and in a transaction that knows who asks": Side(services.idle, entered),
        "bare": Side(services.bare, [Request("/nothing", {})]),
    }
    await check(sides["ours, with a token and in a transaction that knows who asks"], first=None)
    found = meter.in_turns(*sides.values())
    print("| a route that does nothing | a second | worker, µs | PostgreSQL, µs |")
    print("| --- |" + " ---: |" * 3)
    for name, each in zip(sides, found, strict=True):
        print(f"| {name} | {each.rate:,.0f} | {each.worker:,.0f} | {each.postgres:,.0f} |", flush=True)
    return sum(each.failed for each in found)
