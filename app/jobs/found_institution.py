"""Found an institution, or change what it is called or under which profile it runs; on record."""

from typing import Any

from app.actions.governance.audit_change import OPERATOR
from app.clock import Clock
from app.db.identity import act_as_operator
from app.db.transaction import Transaction
from app.errors import NotFound
from app.profiles.model import Profile
from app.store import institutions
from app.store.governance import audit
from app.store.institutions import Institution


async def found_institution(
    transaction: Transaction,
    profile: Profile,
    clock: Clock,
    *,
    code: str,
    name: str,
    provenance: str | None = None,
) -> Institution:
    """The institution with that code, made or brought up to date; for a transaction of the operator.

    Nothing is on record where nothing is to be changed.
    """
    before = await _known(transaction, code)
    made = await institutions.record(transaction, profile, code=code, name=name, provenance=provenance)
    if before is None or _facts(before) != _facts(made):
        await act_as_operator(transaction, made.institution_id)
        await audit.add(
            transaction,
            changed_at=clock(),
            staff_id=None,
            role=OPERATOR,
            action="institution founded" if before is None else "institution changed",
            subject=f"institution/{made.institution_id}",
            before=None if before is None else _facts(before),
            after=_facts(made),
        )
    return made


async def _known(transaction: Transaction, code: str) -> Institution | None:
    try:
        return await institutions.get_by_code(transaction, code)
    except NotFound:
        return None


def _facts(institution: Institution) -> dict[str, Any]:
    return {
        "name": institution.name,
        "profile": institution.profile,
        "provenance": institution.provenance,
    }
