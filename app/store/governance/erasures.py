"""Erasures: one function of the database erases; the ledger says when, by whom, and who never comes back."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from app.access.vocabulary import Role
from app.db.query import columns, one, query
from app.db.transaction import Transaction
from app.ids import ErasureId, RequestId, StudentId
from app.store.governance.erasure_rules import ORDER, does

Counts = Mapping[str, Mapping[str, Any]]
"""By table: what was done (`does`), and with how many `rows`."""


class LedgerEntry(NamedTuple):
    """That somebody was erased."""

    erasure_id: ErasureId
    kept_as: StudentId
    request_id: RequestId
    role: Role
    anonymise: bool
    """Whether rows for figures go on without a name; they are deleted otherwise."""


_ERASE = query(
    "select attune_erase(:student_id, :tables, :does, :erasure, :request, :kept_as, :role, :anonymise,"
    " :now, :today)::text",
    one,
)
_ERASED = query("select name from attune_erased_names(:kind, :names)", one)
_LEDGER = query(
    """
    select coalesce(json_agg(json_build_object(
        'erasure_id', erasure_id, 'erased_at', erased_at, 'erased_by', erased_by, 'role', role,
        'request_id', request_id, 'digests', digests, 'kept_as', kept_as, 'counts', counts,
        'anonymise', anonymise)
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
    "select erasure_id, kept_as, request_id, role, anonymise from erasures"
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
