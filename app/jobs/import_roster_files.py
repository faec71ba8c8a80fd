"""Import a roster's own CSV files, or its JSON: all of it or nothing, each fault at its own row."""

from collections.abc import Mapping
from dataclasses import fields

from app.actions.context import Context
from app.errors import Fault, InvalidInput
from app.jobs.import_package import PackageImport
from app.jobs.import_roster import import_roster
from app.wire.csv_roster import FILES, parse_roster
from app.wire.csv_rows import NamedBytes
from app.wire.packages import Finding, Outcome
from app.wire.roster import Roster

FIRST_ROW = 2
"""1 is the header, and no row was left out before it: a roster with such a row is refused."""


async def import_roster_files(context: Context, files: Mapping[str, bytes]) -> PackageImport:
    """Store the rows of the files. Raises InvalidInput, naming file and row: nothing is stored then."""
    known = {name: NamedBytes(name, content) for name, content in files.items() if name in FILES}
    if not known:
        raise InvalidInput(f"the package holds none of {', '.join(FILES)}")
    done = await _import(context, parse_roster(known), ".csv", FIRST_ROW)
    done.findings[:0] = [
        Finding(Outcome.IGNORED, name, "is no file of a roster, by its name")
        for name in sorted(files.keys() - known.keys())
    ]
    return done


async def import_roster_rows(context: Context, roster: Roster) -> PackageImport:
    """Store rows that came as JSON; the first of a noun is row 1. Raises InvalidInput likewise."""
    return await _import(context, roster, "", 1)


def count_roster(roster: Roster) -> int:
    """How many rows it has."""
    return sum(len(getattr(roster, noun.name)) for noun in fields(roster))


async def _import(context: Context, roster: Roster, ending: str, first_row: int) -> PackageImport:
    def located(fault: Fault) -> str:
        """The place of a row of the roster where it came from."""
        _, noun, at, *rest = fault.pointer.split("/")
        return "/".join(("", f"{noun}{ending}", str(int(at) + first_row), *rest))

    try:
        done = await import_roster(context, roster)
    except InvalidInput as problem:
        faults = [Fault(located(each), each.detail) for each in problem.faults]
        raise InvalidInput(problem.detail, faults=faults, **problem.extras) from None
    findings = []
    for each in done.erased:
        _, file, row, *_ = located(each).split("/")
        findings.append(Finding(Outcome.NOT_MAPPED, file, each.detail, int(row)))
    return PackageImport(done.changes, done.ends_kept, findings)
