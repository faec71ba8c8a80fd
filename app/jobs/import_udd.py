"""Import a UDD delivery: the roster all or nothing, then its sessions and marks, row by row."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from app.access.roles import roles_by
from app.access.vocabulary import Reach
from app.actions.context import Context
from app.actions.exchange.deliveries import ItemResult
from app.actions.record.record_attendance import record_attendance
from app.actions.record.record_marks import record_marks
from app.actions.record.record_sessions import record_sessions
from app.jobs.import_file import BATCH_SIZE, LEFT_OUT
from app.jobs.import_package import PackageImport, check_faults, import_mapped, known_roster
from app.profiles.model import Profile
from app.store.record import attendance
from app.wire.mapped import Mapped, Place
from app.wire.udd import parse_delivery
from app.wire.udd_deliveries import to_items
from app.wire.udd_registrations import Rules
from app.wire.udd_roster import to_roster

Item = TypeVar("Item")


async def import_udd(context: Context, files: Mapping[str, bytes]) -> PackageImport:
    """Store a delivery's rows; a second time changes nothing.

    Sessions, expectations and marks are answered for one by one, as deliveries are; those that are not taken
    are among the findings. Raises InvalidInput, naming file, row and column, where a rule of the format or of
    the roster is broken: nothing is stored then.
    """
    delivery, findings = parse_delivery(files)
    check_faults(findings)
    mapped = to_roster(delivery, await known_roster(context), _rules(context.profile))
    mapped.findings[:0] = findings
    codes = {row["EVENT_ID"] for row in delivery.of("studentevent")}
    items = to_items(delivery, await attendance.expected_at(context.transaction, codes), mapped)
    done = await import_mapped(context, mapped)
    left = Mapped(findings=done.findings)
    await _record(context, items.sessions, record_sessions, left)
    await _record(context, items.attendance, record_attendance, left)
    await _record(context, items.marks, record_marks, left)
    return done


def _rules(profile: Profile) -> Rules:
    day = timedelta(days=1)
    return Rules(
        lambda year: (profile.first_day(year), profile.last_day(year) + day),
        tuple(roles_by(Reach.TUTORSHIP, profile.role_rules)),
        profile.visa_monitoring is not None,
    )


async def _record(
    context: Context,
    items: Sequence[tuple[Place, Item]],
    record: Callable[[Context, Sequence[Item]], Awaitable[list[ItemResult]]],
    left: Mapped,
) -> None:
    for begin in range(0, len(items), BATCH_SIZE):
        batch = items[begin : begin + BATCH_SIZE]
        results = await record(context, [item for _, item in batch])
        for ((file, row), _), result in zip(batch, results, strict=True):
            if result.outcome in LEFT_OUT:
                left.leave(file, f"{result.outcome}: {result.detail}", row)
