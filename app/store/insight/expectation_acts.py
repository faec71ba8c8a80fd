"""Acts: what staff did when they had seen an expectation, with what they had seen. Only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, or_, select

from app.access.vocabulary import Role, SectionName
from app.db.query import INSTITUTION, STUDENT, day, flag, moment, number, query, uuid, word, words
from app.db.table import same
from app.db.transaction import Transaction
from app.ids import ExpectationActId, ModuleRunId, StaffId, StudentId
from app.prediction.acts import Act
from app.prediction.frequencies import Frequency
from app.store.insight.prediction_tables import ExpectationActRow as Row
from app.store.people.tables import Module, ModuleRun, Staff


@dataclass(frozen=True, slots=True)
class Seen:
    """An expectation as it was shown to staff."""

    model: str
    """The model's version."""
    as_of: date
    """The day at whose end it was so."""
    frequency: Frequency
    prompts: bool
    made_of: tuple[SectionName, ...]
    """The sections whose data it was made of."""


@dataclass(frozen=True, slots=True)
class ExpectationAct:
    """Who did what, when, and what they had seen."""

    act_id: ExpectationActId
    module_run_id: ModuleRunId
    code: str
    title: str
    begins_on: date
    """The module run's first day."""
    seen: Seen
    did: Act
    note: str | None
    staff_id: StaffId
    staff_name: str
    role: Role
    acted_at: datetime


def _read(*values: Any) -> ExpectationAct:  # noqa: ANN401 (columns)
    act_id, run, code, title, begins_on, model, as_of, week, about, least, most, like, *rest = values
    prompts, made_of, did, note, staff_id, name, role, acted_at = rest
    seen = Seen(
        model,
        as_of,
        Frequency(100, about, least, most, like, week),
        prompts,
        tuple(SectionName(each) for each in made_of),
    )
    return ExpectationAct(
        act_id, run, code, title, begins_on, seen, Act(did), note, staff_id, name, Role(role), acted_at
    )


_ALL = query(
    select(
        Row.act_id, Row.module_run_id, ModuleRun.code, Module.title, ModuleRun.starts_on, Row.model,
        Row.as_of, Row.week, Row.about, Row.least, Row.most, Row.like_cases, Row.prompts, Row.made_of,
        Row.did, Row.note, Row.staff_id, Staff.name, Row.role, Row.acted_at,
    )
    .join(ModuleRun, same(ModuleRun, Row, "module_run_id"))
    .join(Module, same(Module, ModuleRun, "module_id"))
    .join(Staff, same(Staff, Row, "staff_id"))
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        or_(uuid("act_id").is_(None), Row.act_id == uuid("act_id")),
    )
    .order_by(Row.acted_at.desc(), Row.act_id),
    _read,
)  # fmt: skip
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        act_id=uuid("act_id"),
        module_run_id=uuid("module_run_id"),
        model=word("model"),
        as_of=day("as_of"),
        week=number("week"),
        about=number("about"),
        least=number("least"),
        most=number("most"),
        like_cases=number("like_cases"),
        prompts=flag("prompts"),
        made_of=words("made_of"),
        did=word("did"),
        note=word("note"),
        staff_id=uuid("staff_id"),
        role=word("role"),
        acted_at=moment("now"),
    )
)


async def list_for(transaction: Transaction, student_id: StudentId) -> Sequence[ExpectationAct]:
    """The student's, the latest first."""
    return await transaction.fetch(_ALL, student_id=student_id, act_id=None)


async def add(
    transaction: Transaction,
    student_id: StudentId,
    act_id: ExpectationActId,
    module_run_id: ModuleRunId,
    seen: Seen,
    did: Act,
    note: str | None,
    staff_id: StaffId,
    role: Role,
    now: datetime,
) -> ExpectationAct:
    """Put an act on record; returns it as it is kept."""
    await transaction.execute(
        _ADD,
        student_id=student_id,
        act_id=act_id,
        module_run_id=module_run_id,
        model=seen.model,
        as_of=seen.as_of,
        week=seen.frequency.week,
        about=seen.frequency.about,
        least=seen.frequency.least,
        most=seen.frequency.most,
        like_cases=seen.frequency.like_cases,
        prompts=seen.prompts,
        made_of=list(seen.made_of),
        did=did.value,
        note=note,
        staff_id=staff_id,
        role=role,
        now=now,
    )
    return await transaction.fetch_one(_ALL, student_id=student_id, act_id=act_id)
