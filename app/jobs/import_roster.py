"""Import a roster: all of it or nothing, and a second time changes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any
from uuid import uuid4

from app.access.roles import must_be_one_of, roles_by
from app.access.vocabulary import Reach
from app.actions.activity.record_events import claim_waiting
from app.actions.context import Context
from app.actions.governance.audit_change import audit_work
from app.db import bulk
from app.db.bulk import Changes
from app.db.identity import stores
from app.db.table import Table
from app.db.transaction import Transaction
from app.errors import Fault, broken
from app.ids import InstitutionId, StudentId
from app.jobs.roster_rules import MOST_FAULTS, check_rows
from app.scoring.months import month_of
from app.store.engagement import scores
from app.store.governance import erasures
from app.store.people import org_units, registrations, tutorships
from app.store.people import roster as store
from app.store.people.registrations import Spell
from app.store.people.tables import (
    Enrolment,
    Login,
    Module,
    ModuleRun,
    OrgUnit,
    Programme,
    Registration,
    Staff,
    Student,
    StudentIdentifier,
    Teaching,
    Tutorship,
)
from app.store.people.tutorships import EndedTutorship
from app.store.record.tables import AchievedCredits, Assessment
from app.store.support.case_tables import ContactDetails
from app.wire.roster import Roster, StudentRow, TutorshipRow


@dataclass(frozen=True, slots=True)
class _Noun:
    """How one list of the roster becomes rows: every field is a column, or a reference to a noun."""

    name: str
    table: type[Table]
    identifier: str | None = None
    """The column of its own identifier, for nouns that others refer to by `code`."""
    code: str = "code"
    references: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Field → (column, noun referred to)."""


_STUDENT = {"student": ("student_id", "students")}
_STAFF = {"staff": ("staff_id", "staff")}
_ORG_UNIT = {"org_unit": ("org_unit_id", "org_units")}
_MODULE_RUN = {"module_run": ("module_run_id", "module_runs")}

_NOUNS = (
    _Noun("org_units", OrgUnit, "org_unit_id", references={"parent": ("parent_id", "org_units")}),
    _Noun("programmes", Programme, "programme_id", references=_ORG_UNIT),
    _Noun("modules", Module, "module_id", references=_ORG_UNIT),
    _Noun("module_runs", ModuleRun, "module_run_id", references={"module": ("module_id", "modules")}),
    _Noun("assessments", Assessment, "assessment_id", references=_MODULE_RUN),
    _Noun("staff", Staff, "staff_id", code="number"),
    _Noun("teaching", Teaching, references=_STAFF | _MODULE_RUN),
    _Noun("students", Student, "student_id", code="number"),
    _Noun("identifiers", StudentIdentifier, references=_STUDENT),
    _Noun("logins", Login, references=_STUDENT | _STAFF),
    _Noun(
        "registrations",
        Registration,
        references=_STUDENT
        | {"programme": ("programme_id", "programmes"), "college": ("college_id", "org_units")},
    ),
    _Noun("tutorships", Tutorship, references=_STUDENT | _STAFF),
    _Noun("enrolments", Enrolment, references=_STUDENT | _MODULE_RUN),
    _Noun("achieved_credits", AchievedCredits, references=_STUDENT | _MODULE_RUN),
    _Noun("contact_details", ContactDetails, references=_STUDENT),
)

Known = dict[str, dict[str, Any]]
"""By noun: the identifier behind each code or number."""


@dataclass(frozen=True, slots=True)
class RosterImport:
    changes: dict[str, Changes]
    """By noun."""
    ends_kept: int
    """Tutorships that the roster would have reopened, or prolonged, and that an administrator has ended."""
    erased: Sequence[Fault] = ()
    """Rows that were left out: they name a student who was erased, or are about days before a readmission."""


async def import_roster(context: Context, roster: Roster) -> RosterImport:
    """Store a roster's rows under their codes and numbers, on record.

    Events that waited for somebody or something this roster brings are recorded with it. A tutorship that an
    administrator ended stays ended.

    Raises InvalidInput, naming the rows, where a reference leads nowhere, a row stands twice, a login is
    another institution's or a student's registrations overlap; nothing is stored then.
    """
    transaction = context.transaction
    await stores(transaction)
    check_rows(roster)
    roster = replace(roster, tutorships=_with_kinds(context, roster.tutorships))
    roster, erased = await _without_erased(transaction, roster)
    again = await erasures.list_readmitted(transaction, {each.number for each in roster.students})
    roster, earlier = _since_readmission(roster, again)
    await store.lock_roster(transaction)
    known: Known = {}
    changes, ends_kept = {}, 0
    before: Mapping[StudentId, Collection[Spell]] = {}
    for noun in _NOUNS:
        if noun.identifier is not None:
            known[noun.name] = await store.ids_by_code(transaction, noun.table, noun.code, noun.identifier)
        rows = _rows(noun, context.institution_id, roster, known)
        if rows and noun.table is Registration:
            before = await registrations.list_spells(transaction, {row["student_id"] for row in rows})
        if rows and noun.table is Tutorship:
            ends_kept = _keep_ends(rows, await tutorships.list_ended_by_hand(transaction))
        if rows:
            changes[noun.name] = await bulk.upsert(transaction, noun.table, rows)
        if rows and noun.table is OrgUnit:
            await _refuse_circles(context, roster)
        if rows and noun.table is Login:
            await _refuse_logins_elsewhere(context, rows)
    await erasures.take_since(transaction, again)
    await _settle_registrations(context, roster, known, before)
    await claim_waiting(context)
    done = RosterImport(changes, ends_kept, [*erased, *earlier])
    await _put_on_record(context, done)
    return done


ERASED = "names a student who was erased: nothing is stored, and nobody brought back"
OVER = "was over when the student, who was erased, was admitted again: nothing is stored"
_SPELLS = ("registrations", "enrolments", "tutorships")
_BY_STUDENT = [each.name for each in _NOUNS if "student" in each.references]


async def _without_erased(transaction: Transaction, roster: Roster) -> tuple[Roster, list[Fault]]:
    """The roster without the rows about students who were erased, and where those stand."""
    listed: dict[str, list[Any]] = {name: getattr(roster, name) for name in ("students", *_BY_STUDENT)}
    numbers = {_number(each) for rows in listed.values() for each in rows} - {None}
    gone = await erasures.erased_numbers(transaction, numbers)
    names = await erasures.erased_identifiers(
        transaction, {(each.system, each.identifier) for each in roster.identifiers}
    )
    logins = await erasures.erased_logins(
        transaction, {(each.issuer, each.subject) for each in roster.logins if each.student is not None}
    )

    def is_erased(noun: str, row: Any) -> bool:  # noqa: ANN401 (any of the roster's row classes)
        match noun:
            case "identifiers" if (row.system, row.identifier) in names:
                return True
            case "logins" if (row.issuer, row.subject) in logins:
                return True
            case _:
                return _number(row) in gone

    faults = [
        Fault(f"/{name}/{at}", ERASED)
        for name, rows in listed.items()
        for at, row in enumerate(rows)
        if is_erased(name, row)
    ]
    if not faults:
        return roster, []
    kept = {name: [row for row in rows if not is_erased(name, row)] for name, rows in listed.items()}
    return replace(roster, **kept), faults


def _since_readmission(roster: Roster, again: Mapping[str, date]) -> tuple[Roster, list[Fault]]:
    """The same without spells that were over before a student was admitted again."""

    def is_over(row: Any) -> bool:  # noqa: ANN401 (any of the roster's row classes with an end)
        return row.ends_before is not None and row.ends_before <= again.get(row.student, date.min)

    listed: dict[str, list[Any]] = {name: getattr(roster, name) for name in _SPELLS}
    faults = [
        Fault(f"/{name}/{at}", OVER)
        for name, rows in listed.items()
        for at, row in enumerate(rows)
        if is_over(row)
    ]
    if not faults:
        return roster, []
    kept = {name: [row for row in rows if not is_over(row)] for name, rows in listed.items()}
    return replace(roster, **kept), faults


def _number(row: Any) -> Any:  # noqa: ANN401 (any of the roster's row classes; the number, or None)
    return row.number if isinstance(row, StudentRow) else row.student


def _keep_ends(rows: Iterable[dict[str, Any]], ended: Iterable[EndedTutorship]) -> int:
    """Cut tutorships short where an administrator ended the like; returns how many.

    The like is the same tutor's, student's and kind, begun before that end: a roster that moves the first day
    by one reopens nothing either.
    """
    by_pair: dict[tuple[Any, Any], list[EndedTutorship]] = {}
    for each in ended:
        by_pair.setdefault((each.student_id, each.staff_id), []).append(each)
    kept = 0
    for row in rows:
        starts_on, ends_before = row["starts_on"], row["ends_before"]
        ends = [
            each.ends_before
            for each in by_pair.get((row["student_id"], row["staff_id"]), ())
            if each.starts_on == starts_on or (each.kind == row["kind"] and starts_on < each.ends_before)
        ]
        if ends and (ends_before is None or min(ends) < ends_before):
            row["ends_before"] = min(ends)
            kept += 1
    return kept


async def _refuse_logins_elsewhere(context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    rule = "belongs to another institution, and a login never changes institution"
    if elsewhere := await store.logins_elsewhere(context.transaction, rows):
        faults = [Fault(f"/logins/{at}", rule) for at in elsewhere]
        raise broken("the roster's logins break a rule", faults, MOST_FAULTS)


async def _put_on_record(context: Context, done: RosterImport) -> None:
    """What the import changed, in figures; one that changed nothing leaves none."""
    changed = {
        noun: {"new": each.inserted, "changed": each.updated}
        for noun, each in done.changes.items()
        if each.inserted or each.updated
    }
    if changed or done.ends_kept:
        after = changed | {"ends_kept": done.ends_kept}
        await audit_work(context, "roster imported", "roster", after=after)


async def _refuse_circles(context: Context, roster: Roster) -> None:
    circular = set(await org_units.list_circular(context.transaction))
    faults = [
        Fault(f"/org_units/{at}/parent", "lies below this org unit itself")
        for at, row in enumerate(roster.org_units)
        if row.code in circular
    ]
    if faults:
        raise broken("the roster's org_units break a rule", faults, MOST_FAULTS)


def _with_kinds(context: Context, tutorships: Sequence[TutorshipRow]) -> list[TutorshipRow]:
    """Each with the role that it gives. Raises InvalidInput for one that the profile does not have."""
    kinds = roles_by(Reach.TUTORSHIP, context.profile.role_rules)
    rule = must_be_one_of(kinds)
    faults = [
        Fault(f"/tutorships/{at}/kind", rule)
        for at, row in enumerate(tutorships)
        if row.kind not in kinds and (row.kind is not None or not kinds)
    ]
    if faults:
        raise broken("the roster's tutorships break a rule", faults, MOST_FAULTS)
    return [replace(row, kind=row.kind or kinds[0]) for row in tutorships]


def _rows(noun: _Noun, institution_id: InstitutionId, roster: Roster, known: Known) -> list[dict[str, Any]]:
    entries = getattr(roster, noun.name)
    if noun.identifier is not None:
        for entry in entries:
            known[noun.name].setdefault(getattr(entry, noun.code), uuid4())
    faults: list[Fault] = []
    rows = [
        _row(noun, institution_id, entry, known, f"/{noun.name}/{at}", faults)
        for at, entry in enumerate(entries)
    ]
    keys = [column.name for column in noun.table.__table__.primary_key]
    seen = set()
    for at, row in enumerate(rows):
        key = tuple(row[column] for column in keys)
        if key in seen:
            faults.append(Fault(f"/{noun.name}/{at}", "the same row stands there before"))
        seen.add(key)
    if faults:
        raise broken(f"the roster's {noun.name} break a rule", faults, MOST_FAULTS)
    return rows


def _row(
    noun: _Noun,
    institution_id: InstitutionId,
    entry: Any,  # noqa: ANN401 (any of the roster's row classes)
    known: Known,
    pointer: str,
    faults: list[Fault],
) -> dict[str, Any]:
    row: dict[str, Any] = {"institution_id": institution_id}
    if noun.identifier is not None:
        row[noun.identifier] = known[noun.name][getattr(entry, noun.code)]
    for each in fields(entry):
        value = getattr(entry, each.name)
        if each.name not in noun.references:
            row[each.name] = value
            continue
        column, referred = noun.references[each.name]
        row[column] = None if value is None else known[referred].get(value)
        if value is not None and row[column] is None:
            faults.append(Fault(f"{pointer}/{each.name}", f"is not among the {referred}"))
    return row


async def _settle_registrations(
    context: Context, roster: Roster, known: Known, before: Mapping[StudentId, Collection[Spell]]
) -> None:
    """Raises InvalidInput for registrations that overlap; scores that rested on changed ones go."""
    students = {StudentId(known["students"][row.student]) for row in roster.registrations}
    overlapping = await store.overlapping_registrations(context.transaction, students)
    if overlapping:
        faults = [
            Fault(f"/registrations/{at}", "overlaps another registration of the same student")
            for at, row in enumerate(roster.registrations)
            if known["students"][row.student] in overlapping
        ]
        raise broken("registrations overlap", faults, MOST_FAULTS)
    after = await registrations.list_spells(context.transaction, students)
    changed = {
        student: min(spell.starts_on for spell in set(after[student]) ^ set(before.get(student, ())))
        for student in students
        if set(after[student]) != set(before.get(student, ()))
    }
    await scores.delete_since(context.transaction, changed)
    # From the month on, as the stored months are gone; a pass over everybody comes to later days.
    pending = {each: (month_of(day), date.max) for each, day in changed.items()}
    await scores.mark_for_rescore(context.transaction, pending)
