"""Deliveries: what other systems send, many items at once. Each is answered for; a bad one stops no other.

Every kind of delivery goes the same way: items that could not be read, repeats, items about students whom the
roster does not know or the service does not cover, and what is left to be stored. The outcomes are one
vocabulary for all of them.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from app.access.vocabulary import SectionName
from app.actions.context import Context, RequestContext
from app.actions.coverage import Coverage, coverage
from app.db import bulk
from app.db.identity import stores
from app.db.query import Reads
from app.db.table import InstitutionTable
from app.ids import DeliveryId, ModuleRunId, StudentId
from app.profiles.model import Profile
from app.retention.rules import Category
from app.scoring.models import AcademicYear
from app.store.exchange import delivery_receipts
from app.store.exchange.delivery_receipts import DeliveryReceipt
from app.store.governance import erasures
from app.store.people import modules, registrations, students
from app.store.people.modules import Run
from app.store.people.registrations import Spell

EARLIEST = datetime(1991, 1, 1, tzinfo=UTC)
"""Before there was anything to click on: a clock that was never set."""


class DeliveryKind(StrEnum):
    """What a delivery is of."""

    EVENTS = "events"
    """Activity events."""
    EVENT_REMOVALS = "event_removals"
    """Activity events taken back."""
    MODULE_RESOURCES = "module_resources"
    """Resources of module runs in the virtual learning environment."""
    TEACHING_SESSIONS = "teaching_sessions"
    """What the timetable has scheduled."""
    ATTENDANCE = "attendance"
    """What the register says."""
    MARKS = "marks"
    """Submissions and marks."""
    CREDITS = "credits"
    """Credits that students have achieved."""
    CAREER_STAGES = "career_stages"
    """Where students say they stand in their plans."""
    EXTENUATING_CIRCUMSTANCES = "extenuating_circumstances"
    """Spells of extenuating circumstances that were approved."""


class ItemOutcome(StrEnum):
    """What became of one item of a delivery; the same words in deliveries of every kind."""

    RECORDED = "recorded"
    """It is new, and stored."""
    REPLACED = "replaced"
    """It was known with other content, and now has this."""
    KNOWN = "known"
    """The same, or a later version of it, is there already, or was taken back already: nothing changed."""
    CONFLICT = "conflict"
    """Something else is there under that id, or stands in this delivery before: nothing changed."""
    WAITING = "waiting"
    """The roster does not know whom or what it names yet: kept, and recorded as soon as it does."""
    UNKNOWN = "unknown"
    """The roster does not know whom or what it names, or nothing has that id: nothing was kept of it."""
    NOT_COVERED = "not_covered"
    """The service does not cover the student, by their level of study: nothing was kept."""
    TAKEN_BACK = "taken_back"
    """It was taken back, and stays so; a higher `version` of it would count again."""
    REMOVED = "removed"
    """It was there, and is no more."""
    REJECTED = "rejected"
    """It breaks a rule: nothing was kept."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    outcome: ItemOutcome
    detail: str | None = None
    """Why, where the outcome needs a reason."""


def rejected(detail: str) -> ItemResult:
    return ItemResult(ItemOutcome.REJECTED, detail)


def unknown(detail: str) -> ItemResult:
    return ItemResult(ItemOutcome.UNKNOWN, detail)


def not_counted(context: Context, register: SectionName, items: Sequence[object]) -> list[ItemResult] | None:
    """What becomes of all items of a register that does not count; None where it does."""
    why = context.institution.why_not_counted(register)
    return None if why is None else [rejected(f"{register} does not count: {why}")] * len(items)


# --- a delivery as a whole ---

Item = TypeVar("Item")
Record = Callable[[Context, Sequence[Item]], Awaitable[list[ItemResult]]]
"""Records items, and answers for each, in order."""


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """What a delivery states of its sources, besides its items."""

    sources: Collection[str] = ()
    """Those that its items name."""
    data_as_of: Mapping[str, datetime] = field(default_factory=dict)
    """By source: how far its data reach."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a delivery."""

    delivery_id: DeliveryId | None
    """None: it was only tried, and nothing is stored."""
    results: list[ItemResult]
    """In the order of the items."""

    @property
    def counts(self) -> Counter[ItemOutcome]:
        return Counter(each.outcome for each in self.results)


async def deliver(
    context: RequestContext,
    kind: DeliveryKind,
    items: Sequence[Item | ItemResult],
    record: Record[Item],
    *,
    dry_run: bool,
    stated: SourceStatement | None = None,
) -> Delivered:
    """Record a system's delivery, and keep a receipt of it; in a dry run, say what would become of it.

    An `ItemResult` instead of an item is what became of one that could not be read.
    """
    if dry_run:
        async with context.transaction.rolled_back():
            return Delivered(None, await _recorded(context, items, record))
    delivery_id = DeliveryId(uuid4())
    delivered = Delivered(delivery_id, await _recorded(context, items, record))
    stated = stated or SourceStatement()
    await delivery_receipts.add(
        context.transaction,
        context.user.issuer,
        context.user.subject,
        DeliveryReceipt(
            delivery_id,
            context.now,
            kind,
            sorted(stated.sources),
            {str(outcome): count for outcome, count in delivered.counts.items()},
            {source: reach.isoformat() for source, reach in stated.data_as_of.items()},
        ),
    )
    return delivered


async def _recorded(
    context: Context, items: Sequence[Item | ItemResult], record: Record[Item]
) -> list[ItemResult]:
    readable = [each for each in items if not isinstance(each, ItemResult)]
    results = iter(await record(context, readable))
    return [each if isinstance(each, ItemResult) else next(results) for each in items]


# --- repeats ---

REPEATED = "stands in this delivery before with other content"


def repeats(
    keys: Sequence[Hashable], contents: Sequence[object], versions: Sequence[int] | None = None
) -> list[ItemResult | None]:
    """What becomes of items that stand in one delivery more than once; None for the one that counts.

    The highest version counts, and of that the first.
    """
    ranks = versions or [1] * len(keys)
    best: dict[Hashable, int] = {}
    for at, key in enumerate(keys):
        if key not in best or ranks[at] > ranks[best[key]]:
            best[key] = at

    def result(at: int) -> ItemResult | None:
        counts = best[keys[at]]
        if counts == at:
            return None
        if ranks[at] < ranks[counts] or contents[at] == contents[counts]:
            return ItemResult(ItemOutcome.KNOWN)
        return ItemResult(ItemOutcome.CONFLICT, REPEATED)

    return [result(at) for at in range(len(keys))]


# --- whom items are about ---


class Named(Protocol):
    """Something about a student, as another system names them."""

    @property
    def system(self) -> str: ...

    @property
    def identifier(self) -> str: ...


UNKNOWN_STUDENT = "identifier: no student has this identifier"
ERASED = "identifier: this student was erased here, so nothing is kept; send no more about them"
NO_REGISTRATION = "identifier: the student has no registration yet"
NOT_COVERED = "identifier: the student is at a level of study that the service does not cover"


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whom a delivery is about, and what the roster knows of them."""

    profile: Profile
    people: Mapping[tuple[str, str], StudentId]
    """By (system, identifier); unknown ones are absent."""
    spells: Mapping[StudentId, Sequence[Spell]]
    enrolled: Collection[tuple[StudentId, ModuleRunId]]
    erased: Collection[tuple[str, str]] = ()
    """(system, identifier) of students who were erased."""
    erased_before: Mapping[StudentId, Mapping[str, date]] = field(default_factory=dict)
    """Days before which data were erased: by kind of data, or empty for every kind."""

    def find(self, named: Named) -> StudentId | None:
        return self.people.get((named.system, named.identifier))

    def nobody(self, named: Named) -> ItemResult:
        """What becomes of something about nobody whom the roster knows."""
        if (named.system, named.identifier) in self.erased:
            return rejected(ERASED)
        return unknown(UNKNOWN_STUDENT)

    def coverage(self, student_id: StudentId, year: AcademicYear) -> Coverage:
        return coverage(self.profile, self.spells.get(student_id, ()), year)

    def erased_on(
        self, student_id: StudentId, category: Category, day: date, dated: str
    ) -> ItemResult | None:
        """Why data of that kind about a day are not taken: those of earlier days were erased. Else None."""
        since = self.erased_before.get(student_id, {})
        found = max((since[each] for each in ("", category) if each in since), default=None)
        return None if found is None or day >= found else rejected(erased_before(dated, found))

    def known(
        self,
        named: Named,
        year: AcademicYear,
        run_id: ModuleRunId | None,
        dated: str,
        of: tuple[Category, date],
    ) -> StudentId | ItemResult:
        """The student, or why nothing is kept about them; `dated` is the field that `year` comes from.

        `of`: the kind of data, and the last day that it is about.
        """
        student_id = self.find(named)
        if student_id is None:
            return self.nobody(named)
        match self.coverage(student_id, year):
            case Coverage.UNKNOWN:
                return unknown(NO_REGISTRATION)
            case Coverage.NOT_COVERED:
                return ItemResult(ItemOutcome.NOT_COVERED, NOT_COVERED)
            case Coverage.NOT_REGISTERED:
                return rejected(not_registered(dated, year))
        if run_id is not None and (student_id, run_id) not in self.enrolled:
            return unknown("identifier: the student is not enrolled on the module run")
        return self.erased_on(student_id, *of, dated) or student_id


def erased_before(dated: str, day: date) -> str:
    return f"{dated}: what was about days before {day} was erased, and is not kept again"


def not_registered(dated: str, year: AcademicYear) -> str:
    return f"{dated}: the student is not registered in the academic year {year}/{(year + 1) % 100:02}"


async def find_students(context: Context, items: Iterable[Named]) -> dict[tuple[str, str], StudentId]:
    """Who the items are about, by (system, identifier); unknown ones are absent."""
    await stores(context.transaction)
    named: dict[str, set[str]] = {}
    for item in items:
        named.setdefault(item.system, set()).add(item.identifier)
    found: dict[tuple[str, str], StudentId] = {}
    for system, identifiers in named.items():
        known = await students.find_by_identifier(context.transaction, system, identifiers)
        found |= {(system, identifier): student_id for identifier, student_id in known.items()}
    return found


_STANDING: Reads = {
    "spells": registrations.SPELLS,
    "enrolled": modules.ENROLMENTS,
    "erased_before": students.ERASED_BEFORE,
}


async def find_subjects(
    context: Context, items: Collection[Named], runs: Iterable[ModuleRunId] = ()
) -> Subjects:
    """The same with their registrations, and their enrolments on those module runs."""
    people = await find_students(context, items)
    strangers = {(each.system, each.identifier) for each in items} - people.keys()
    erased = await erasures.erased_identifiers(context.transaction, strangers) if strangers else ()
    rows = await context.transaction.gather(
        _STANDING, students=list(set(people.values())), runs=list(set(runs))
    )
    return Subjects(
        context.profile,
        people,
        registrations.spells_by_student(rows["spells"]),
        frozenset(rows["enrolled"]),
        erased,
        dict(rows["erased_before"]),
    )


def days_of(profile: Profile, run: Run) -> tuple[date, date]:
    """The first and last day of what can belong to a module run: of its academic year, or its own."""
    year = AcademicYear(run.academic_year)
    return (
        min(profile.first_day(year), run.starts_on),
        max(profile.last_day(year), run.ends_before),
    )


def date_fault(
    context: Context, field: str, day: date, run: Run, *, carried_over: bool | None = None
) -> str | None:
    """Why a day cannot be of a module run: it lies ahead, or before the run's academic year.

    What is carried over may be earlier; None: nothing can be.
    """
    if day > context.today:
        return f"{field}: lies in the future"
    if carried_over or day >= days_of(context.profile, run)[0]:
        return None
    unless = "" if carried_over is None else ", and the mark is not carried over"
    return f"{field}: lies before the module run's academic year{unless}"


# --- what is stored under a key, and brought up to date by whoever sends it again ---


async def upsert_each(
    context: Context,
    table: type[InstitutionTable],
    rows: Sequence[Mapping[str, Any] | ItemResult],
    key: Sequence[str] = (),
) -> list[ItemResult]:
    """Store the institution's rows and answer for each, in order.

    An `ItemResult` instead of a row is why there is none. Rows need no `institution_id`. Within the
    institution they are known by the columns of `key`, which are unique; without it, by the primary key.
    """
    key = key or [column.name for column in table.__table__.primary_key if column.name != "institution_id"]
    places = [at for at, row in enumerate(rows) if not isinstance(row, ItemResult)]
    sound = [row for row in rows if not isinstance(row, ItemResult)]
    keys = [tuple(row[column] for column in key) for row in sound]
    repeated = repeats(keys, sound)
    new = [row for row, again in zip(sound, repeated, strict=True) if again is None]
    stored = await _stored(context, table, new, key)

    def result(named: tuple[Any, ...]) -> ItemResult:
        is_new = stored.get((context.institution_id, *named))
        if is_new is None:
            return ItemResult(ItemOutcome.KNOWN)
        return ItemResult(ItemOutcome.RECORDED if is_new else ItemOutcome.REPLACED)

    settled = {at: again or result(named) for at, named, again in zip(places, keys, repeated, strict=True)}
    return [row if isinstance(row, ItemResult) else settled[at] for at, row in enumerate(rows)]


async def _stored(
    context: Context, table: type[InstitutionTable], rows: Sequence[Mapping[str, Any]], key: Sequence[str]
) -> dict[tuple[Any, ...], bool]:
    """By whole key: whether the row is new; rows that were there with the same content are absent."""
    if not rows:
        return {}
    owned = [{"institution_id": context.institution_id, **row} for row in rows]
    return await bulk.upsert_each(context.transaction, table, owned, ("institution_id", *key))
