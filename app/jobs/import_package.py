"""Import what a package of another format was mapped to: all of it or nothing, each fault at its own row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.actions.context import Context
from app.db.bulk import Changes
from app.errors import Fault, InvalidInput
from app.jobs.import_roster import import_roster
from app.profiles.model import Level
from app.store.people import org_units, roster
from app.store.people.tables import Staff, Student
from app.wire.mapped import Known, Mapped
from app.wire.packages import MOST_FAULTS, Finding, Outcome


@dataclass(frozen=True, slots=True)
class PackageImport:
    """What came of a package."""

    changes: dict[str, Changes]
    """By noun of the roster."""
    ends_kept: int = 0
    findings: list[Finding] = field(default_factory=list)
    """What was not mapped, or is ignored."""


async def known_roster(context: Context) -> Known:
    """What the institution has already."""
    transaction = context.transaction
    units = await org_units.list_all(transaction)
    return Known(
        tuple(Level),
        {each.code: (each.kind, each.parent) for each in units},
        await roster.ids_by_code(transaction, Student, "number", "student_id"),
        await roster.ids_by_code(transaction, Staff, "number", "staff_id"),
    )


def check_faults(findings: Sequence[Finding]) -> None:
    """Raises InvalidInput, naming file, row and column, where something is refused."""
    if faults := [Fault(each.pointer, each.detail) for each in findings if each.outcome is Outcome.REFUSED]:
        detail = f"the package breaks {len(faults):,} rules, and nothing of it is stored"
        raise InvalidInput(detail, faults=faults[:MOST_FAULTS])


async def import_mapped(context: Context, mapped: Mapped) -> PackageImport:
    """Store the roster that a package was mapped to. Raises InvalidInput, naming the package's own rows."""
    check_faults(mapped.findings)
    try:
        done = await import_roster(context, mapped.roster)
    except InvalidInput as problem:
        check_faults([mapped.located(each) for each in problem.faults])
        raise
    left = [mapped.located(each, Outcome.NOT_MAPPED) for each in done.erased]
    return PackageImport(done.changes, done.ends_kept, [*mapped.findings, *left])
