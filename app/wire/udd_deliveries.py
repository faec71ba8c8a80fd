"""UDD into deliveries: sessions, who is expected at them, and marks, provisional and confirmed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from app.wire.deliveries import AttendanceItem, MarkItem, SessionItem
from app.wire.mapped import Mapped, Place
from app.wire.udd import Delivery, UddRow
from app.wire.udd_codes import SESSION_KINDS
from app.wire.udd_roster import SYSTEM

FULL = 100.0


@dataclass(slots=True)
class Items:
    """Items to record, each with the place it came from."""

    sessions: list[tuple[Place, SessionItem]] = field(default_factory=list)
    attendance: list[tuple[Place, AttendanceItem]] = field(default_factory=list)
    marks: list[tuple[Place, MarkItem]] = field(default_factory=list)


def to_items(delivery: Delivery, expected: Collection[tuple[str, str]], mapped: Mapped) -> Items:
    """`expected`: students' numbers and codes of sessions of which the register is there already.

    UDD never says who came: what is there stays, whatever it says.
    """
    items = Items()
    _sessions(delivery, items, mapped)
    file = "studentevent.tsv"
    for row in delivery.of("studentevent"):
        if (row["STUDENT_ID"], row["EVENT_ID"]) not in expected:
            item = AttendanceItem(row["EVENT_ID"], SYSTEM, row["STUDENT_ID"])
            items.attendance.append(((file, row.number), item))
    _marks(delivery, items, mapped)
    return items


def _sessions(delivery: Delivery, items: Items, mapped: Mapped) -> None:
    runs: dict[str, str] = {}
    for row in delivery.of("studentevent"):
        if row["MOD_INSTANCE_ID"]:
            runs.setdefault(row["EVENT_ID"], row["MOD_INSTANCE_ID"])
    for row in delivery.of("event"):
        run = row["MOD_INSTANCE_ID"] or runs.get(row["EVENT_ID"])
        kind, begins, ends = (
            SESSION_KINDS.get(row["EVENT_TYPE"]),
            row.moment("EVENT_START"),
            row.moment("EVENT_END"),
        )
        if kind is None:
            rule = f"no session: only {', '.join(SESSION_KINDS)} are teaching"
            mapped.leave("event.tsv", rule, row.number, "EVENT_TYPE")
        elif run is None:
            mapped.leave("event.tsv", "no session: it is of no module", row.number, "MOD_INSTANCE_ID")
        elif begins is None or ends is None:
            mapped.leave("event.tsv", "no session: when it is is not said", row.number, "EVENT_START")
        else:
            title = row["EVENT_NAME"] or None
            item = SessionItem(row["EVENT_ID"], run, kind, begins, ends, for_everyone=False, title=title)
            items.sessions.append((("event.tsv", row.number), item))


def _marks(delivery: Delivery, items: Items, mapped: Mapped) -> None:
    """Of several attempts the last counts: ASSESS_SEQ_ID is their order."""
    file = "studentassessmentinstance.tsv"
    most = {row["ASSESS_INSTANCE_ID"]: row.figure("MAX_MARKS") for row in delivery.of("assessmentinstance")}
    attempts: dict[tuple[str, str], list[UddRow]] = defaultdict(list)
    for row in delivery.of(file.removesuffix(".tsv")):
        attempts[row["STUDENT_ID"], row["ASSESS_INSTANCE_ID"]].append(row)
    for (student, assessment), rows in attempts.items():
        *earlier, last = sorted(rows, key=lambda row: int(row["ASSESS_SEQ_ID"]))
        for row in earlier:
            mapped.leave(file, "a later attempt counts", row.number, "ASSESS_SEQ_ID")
        agreed, actual = last.figure("ASSESS_AGREED_MARK"), last.figure("ASSESS_ACTUAL_MARK")
        mark = actual if agreed is None else agreed
        if mark is not None:
            mark = round(mark * FULL / (most.get(assessment) or FULL), 2)
        confirmed = None if agreed is None else last.day("GRADE_DATE") or last.day("PROVIDED_AT")
        if agreed is not None and confirmed is None:
            rule = "the mark is taken as not confirmed: neither GRADE_DATE nor PROVIDED_AT says since when"
            mapped.leave(file, rule, last.number, "GRADE_DATE")
        submitted = last.day("ASSESS_SUBMISSION_DATE")
        item = MarkItem(assessment, SYSTEM, student, submitted, mark, confirmed_on=confirmed)
        items.marks.append(((file, last.number), item))
