"""Import what a package of another format was mapped to: all of it or nothing, each fault at its own row."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.actions.context import Context
from app.db.bulk import Changes
from app.errors import Fault, InvalidInput, broken
from app.jobs.import_roster import import_roster
from app.profiles.model import Level
from app.store.people import org_units, roster
from app.store.people.tables import Staff, Student
from app.wire.mapped import Known, Mapped
from app.wire.packages import MOST_BYTES, MOST_FAULTS, MOST_FILES, Finding, Outcome, unzip


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


def check_faults(findings: Sequence[Finding], further: int = 0) -> None:
    """Raises InvalidInput, naming file, row and column, where something is refused.

    `further`: how many more faults there are, which nobody has listed.
    """
    if faults := [Fault(each.pointer, each.detail) for each in findings if each.outcome is Outcome.REFUSED]:
        detail = f"the package breaks {len(faults) + further:,} rules, and nothing of it is stored"
        raise broken(detail, faults, MOST_FAULTS, further)


async def import_mapped(context: Context, mapped: Mapped) -> PackageImport:
    """Store the roster that a package was mapped to. Raises InvalidInput, naming the package's own rows."""
    check_faults(mapped.findings)
    try:
        done = await import_roster(context, mapped.roster)
    except InvalidInput as problem:
        further = int(problem.extras.get("further", 0))
        check_faults([mapped.located(each) for each in problem.faults], further)
        raise
    left = [mapped.located(each, Outcome.NOT_MAPPED) for each in done.erased]
    return PackageImport(done.changes, done.ends_kept, [*mapped.findings, *left])


async def dry(
    context: Context, take: Callable[[], Awaitable[PackageImport]], *, dry_run: bool
) -> PackageImport:
    """What `take` does; undone again in a dry run."""
    if not dry_run:
        return await take()
    async with context.transaction.rolled_back():
        return await take()


def read_package(path: Path) -> dict[str, bytes]:
    """The files of a ZIP archive, or of a directory. Raises InvalidInput where there is none, or too much."""
    try:
        if not path.is_dir():
            with path.open("rb") as archive:
                return unzip(archive)
        found = sorted(each for each in path.iterdir() if each.is_file() and not each.is_symlink())
        if len(found) > MOST_FILES or sum(each.stat().st_size for each in found) > MOST_BYTES:
            raise InvalidInput(
                f"{path.name} holds more than {MOST_FILES} files, or {MOST_BYTES // 1024**2} MB"
            )
        return {each.name: each.read_bytes() for each in found}
    except OSError as problem:
        raise InvalidInput(f"{path.name}: {problem.strerror or 'cannot be read'}") from problem


def finding_of(fault: Fault) -> Finding:
    """A refusal's fault, for the report."""
    _, file, row, column, *_ = [*(_unescaped(each) for each in fault.pointer.split("/")), "", "", ""]
    number = int(row) if row.isdecimal() else None
    return Finding(Outcome.REFUSED, file, fault.detail, number, (column if number else row) or None)


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
