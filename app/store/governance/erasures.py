"""Erasures: one function of the database erases; the ledger says when, by whom, and who never comes back."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from app.access.vocabulary import Role
from app.db.query import columns, one, query
from app.db.transaction import Transaction
from app.ids import ErasureId, RequestId, StudentId
from app.store.governance.erasure_rules import ORDER, Does, does

Counts = Mapping[str, Mapping[str, Any]]
"""By table: what was done (`does`), and with how many `rows`."""


class LedgerEntry(NamedTuple):
    """That somebody was erased."""

    erasure_id: ErasureId
    kept_as: StudentId | None
    """None: of a part, what is kept stays where it is."""
    request_id: RequestId
    role: Role
    anonymise: bool
    """Whether rows for figures go on without a name; they are deleted otherwise."""
    categories: list[str] | None = None
    """Of a part: the kinds of data. None: everything."""
    erased_at: datetime | None = None


class Readmission(NamedTuple):
    """That a number is a student's again after an erasure."""

    erasure_id: ErasureId
    readmitted_on: date
    erased_at: datetime


_ERASE = query(
    "select attune_erase(:student_id, :tables, :does, :erasure, :request, :kept_as, :role, :anonymise,"
    " :now, :today)::text",
    one,
)
_ERASE_PART = query(
    "select attune_erase_part(:student_id, :categories, :tables, :does, :keep_rules, :corrections, :erasure,"
    " :request, :role, :anonymise, :now, :day)::text",
    one,
)
_READMIT = query("select * from attune_readmit(:number, :day, :now)", Readmission)
_READMITTED = query("select number, day from attune_readmitted(:numbers)", columns)
_TAKE_FROM = query(
    "update students set erased_before = jsonb_build_object('', cast(:day as date))"
    " where institution_id = :institution_id and number = :number and erased_before is null"
)
_ERASED = query("select name from attune_erased_names(:kind, :names)", one)
_LEDGER = query(
    """
    select coalesce(json_agg(json_build_object(
        'erasure_id', erasure_id, 'erased_at', erased_at, 'erased_by', erased_by, 'role', role,
        'request_id', request_id, 'digests', digests, 'kept_as', kept_as, 'counts', counts,
        'anonymise', anonymise, 'categories', categories, 'readmitted_on', readmitted_on,
        'readmitted_at', readmitted_at, 'readmitted_by', readmitted_by)
        order by erased_at, erasure_id), '[]')::text
    from erasures where institution_id = :institution_id
    """,
    one,
)
_SIGN = query("select attune_sign_erasures(:text)", one)
_TAKE = query("select attune_take_erasures(cast(cast(:ledger as text) as jsonb))", one)
_THERE = query(
    "select erasure_id, student_id from attune_erased_and_there(cast(cast(:ledger as text) as jsonb))",
    columns,
)
_ENTRY = query(
    "select erasure_id, kept_as, request_id, role, anonymise, categories, erased_at from erasures"
    " where institution_id = :institution_id and erasure_id = :erasure",
    LedgerEntry,
)


async def erase(
    transaction: Transaction, student_id: StudentId, entry: LedgerEntry, now: datetime, today: date
) -> Counts:
    """Erase, and put it in the ledger. The database asks whether whoever asks may."""
    found = await transaction.fetch_one(
        _ERASE,
        student_id=student_id,
        tables=ORDER,
        does=[str(does(each, anonymise=entry.anonymise)) for each in ORDER],
        erasure=entry.erasure_id,
        request=entry.request_id,
        kept_as=entry.kept_as,
        role=entry.role,
        anonymise=entry.anonymise,
        now=now,
        today=today,
    )
    counts: Counts = json.loads(found)
    return {**counts, "students": {"does": "delete", "rows": 1}}


async def erase_part(
    transaction: Transaction,
    student_id: StudentId,
    entry: LedgerEntry,
    part: Mapping[str, Does],
    *,
    keep_rules: Collection[str],
    corrections: Collection[str],
    now: datetime,
    day: date,
) -> Counts:
    """Erase kinds of data, and put it in the ledger; `part` says what is done with each table.

    Signals of `keep_rules` stay, and corrections but those of the kinds named. Data about days before `day`
    are not taken again. The database asks whether whoever asks may.
    """
    found = await transaction.fetch_one(
        _ERASE_PART,
        student_id=student_id,
        categories=entry.categories,
        tables=list(part),
        does=[str(each) for each in part.values()],
        keep_rules=list(keep_rules),
        corrections=list(corrections),
        erasure=entry.erasure_id,
        request=entry.request_id,
        role=entry.role,
        anonymise=entry.anonymise,
        now=now,
        day=day,
    )
    counts: Counts = json.loads(found)
    return counts


async def readmit(transaction: Transaction, number: str, day: date, now: datetime) -> list[Readmission]:
    """Say that the number is a student's again from that day on; empty where no erased student had it."""
    return await transaction.fetch(_READMIT, number=number, day=day, now=now)


async def list_readmitted(transaction: Transaction, numbers: Collection[str]) -> dict[str, date]:
    """Those of the numbers that are a student's again, and since when. For the institution's own work."""
    return dict(await transaction.fetch(_READMITTED, numbers=list(numbers)))


async def take_since(transaction: Transaction, readmitted: Mapping[str, date]) -> None:
    """Of students who are there again, by number, take nothing about earlier days. For own work."""
    for number, since in readmitted.items():
        await transaction.execute(_TAKE_FROM, number=number, day=since)


async def erased_numbers(transaction: Transaction, numbers: Collection[str]) -> set[str]:
    """Those of the numbers whose students were erased. For the institution's own work."""
    return set(await transaction.fetch(_ERASED, kind="number", names=list(numbers)))


async def erased_logins(
    transaction: Transaction, logins: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    """The same of (issuer, subject)."""
    return await _erased_pairs(transaction, "login", logins)


async def erased_identifiers(
    transaction: Transaction, named: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    """The same of (system, identifier)."""
    return await _erased_pairs(transaction, "identifier", named)


async def _erased_pairs(
    transaction: Transaction, kind: str, named: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    by_name = {"\x01".join(each): each for each in named}
    return {by_name[each] for each in await transaction.fetch(_ERASED, kind=kind, names=list(by_name))}


async def ledger(transaction: Transaction) -> str:
    """Every entry, as a JSON array."""
    return await transaction.fetch_one(_LEDGER)


async def sign(transaction: Transaction, text: str) -> str:
    """By the institution's secret, which stays in its database and in its backups."""
    return await transaction.fetch_one(_SIGN, text=text)


async def take(transaction: Transaction, entries: str) -> int:
    """Put entries of an exported ledger into this one, where they are missing; returns how many."""
    taken: int = await transaction.fetch_one(_TAKE, ledger=entries)
    return taken


async def list_there(transaction: Transaction, entries: str) -> list[tuple[ErasureId, StudentId]]:
    """Students who were erased, and are there."""
    return await transaction.fetch(_THERE, ledger=entries)


async def get(transaction: Transaction, erasure_id: ErasureId) -> LedgerEntry:
    return await transaction.fetch_one(_ENTRY, erasure=erasure_id)
