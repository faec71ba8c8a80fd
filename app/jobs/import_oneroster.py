"""Import a OneRoster package: all of it or nothing, and a second time changes nothing."""

from collections.abc import Mapping

from app.actions.context import Context
from app.jobs.import_package import PackageImport, check_faults, import_mapped, known_roster
from app.store.people import roster as store
from app.wire.mapped import Mapped
from app.wire.oneroster import Package, parse_package
from app.wire.oneroster_references import find_faults
from app.wire.oneroster_roster import named_classes, to_roster
from app.wire.roster import EnrolmentRow, TeachingRow

LEFT_OUT = "enrollments.csv"


async def import_oneroster(
    context: Context, files: Mapping[str, bytes], *, level: str | None = None
) -> PackageImport:
    """Store a package's rows. `level`: of students whose role in it does not say any.

    Where enrolments are bulk, they are all there are: whoever was in one of its classes, and is not in the
    package, has left it today. Raises InvalidInput, naming file, row and column: nothing is stored then.
    """
    package, findings = parse_package(files)
    if package is not None:
        findings = [*findings, *find_faults(package)]
    check_faults(findings)
    assert package is not None, "what cannot be read has faults"
    mapped = to_roster(package, await known_roster(context), level, context.profile.academic_year)
    check_faults(mapped.findings)
    await _end_what_is_left_out(context, package, mapped)
    return await import_mapped(context, mapped)


async def _end_what_is_left_out(context: Context, package: Package, mapped: Mapped) -> None:
    codes, today = set(named_classes(package)), context.today
    roster = mapped.roster
    enrolled = {(each.student, each.module_run) for each in roster.enrolments}
    teach = {(each.staff, each.module_run) for each in roster.teaching}
    for number, code, begins in await store.standing_in(context.transaction, "enrolments", codes, today):
        if (number, code) not in enrolled:
            mapped.add("enrolments", EnrolmentRow(number, code, begins, today), LEFT_OUT, 1)
    for number, code, _ in await store.standing_in(context.transaction, "teaching", codes, today):
        if (number, code) not in teach:
            mapped.add("teaching", TeachingRow(number, code, today), LEFT_OUT, 1)
