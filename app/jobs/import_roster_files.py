"""Import a roster's own CSV files as a package: all of it or nothing, each fault at its own row."""

from collections.abc import Mapping

from app.actions.context import Context
from app.errors import Fault, InvalidInput
from app.jobs.import_package import PackageImport
from app.jobs.import_roster import import_roster
from app.wire.csv_roster import FILES, parse_roster
from app.wire.csv_rows import NamedBytes
from app.wire.packages import Finding, Outcome

FIRST_ROW = 2
"""1 is the header, and no row was left out before it: a roster with such a row is refused."""


async def import_roster_files(context: Context, files: Mapping[str, bytes]) -> PackageImport:
    """Store the rows of the files. Raises InvalidInput, naming file and row: nothing is stored then."""
    known = {name: NamedBytes(name, content) for name, content in files.items() if name in FILES}
    if not known:
        raise InvalidInput(f"the package holds none of {', '.join(FILES)}")
    roster = parse_roster(known)
    try:
        done = await import_roster(context, roster)
    except InvalidInput as problem:
        faults = [Fault(_located(each), each.detail) for each in problem.faults]
        raise InvalidInput(problem.detail, faults=faults, **problem.extras) from None
    findings = [
        Finding(Outcome.IGNORED, name, "is no file of a roster, by its name")
        for name in sorted(files.keys() - known.keys())
    ]
    for each in done.erased:
        _, file, row, *_ = _located(each).split("/")
        findings.append(Finding(Outcome.NOT_MAPPED, file, each.detail, int(row)))
    return PackageImport(done.changes, done.ends_kept, findings)


def _located(fault: Fault) -> str:
    """The place of a row of the roster in its file."""
    _, noun, at, *rest = fault.pointer.split("/")
    return "/".join(("", f"{noun}.csv", str(int(at) + FIRST_ROW), *rest))
