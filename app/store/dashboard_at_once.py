"""The dashboard at once: every section of a student's record in one round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from app.ids import AssessmentId, EventId, MeetingId, ModuleRunId, NoteId, StaffId, StudentId
from app.store.at_once import (
    Asked,
    Known,
    Scored,
    ScoreFacts,
    asking,
    day,
    institution_of,
    moment,
    score_facts,
    told,
)
from app.store.employability import CareersEvent, Stage
from app.store.grades import AssessedWork
from app.store.line import Line, Row
from app.store.meetings import ShownMeeting
from app.store.notes import Note


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sections are to be read, and what is put on record of it."""

    shown: Sequence[str]
    seen: Sequence[str]
    since: datetime
    before: datetime
    """Of the sessions."""
    zone: str
    meetings_since: datetime
    meetings_before: datetime
    notes: int


class SessionRow(NamedTuple):
    day: date
    ends_at: datetime
    mandatory: bool
    status: str | None


@dataclass(frozen=True, slots=True)
class DashboardFacts:
    scores: ScoreFacts
    sessions: Sequence[SessionRow]
    careers: Sequence[CareersEvent]
    stages: Sequence[Stage]
    work: Sequence[AssessedWork]
    meetings: Sequence[ShownMeeting]
    notes: Sequence[Note]


_READ = (
    "select institution, plain, version, facts::text, scores, amounts, data_as_of::text, sections::text"
    " from attune_read_dashboard($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
    " $14, $15, $16, $17, $18, $19, $20, $21, $22)"
)


async def read_dashboard(
    line: Line, asked: Asked, student_id: StudentId, scored: Scored, wanted: Wanted
) -> Row | Known | None:
    """What the sections show (`dashboard_facts` reads it), the look recorded; otherwise as
    `at_once.read_engagement`."""
    sections = (
        wanted.shown,
        wanted.seen,
        wanted.since,
        wanted.before,
        wanted.zone,
        wanted.meetings_since,
        wanted.meetings_before,
        wanted.notes,
    )
    row = await line.call(_READ, (*told(asked), student_id, asked.purpose, *asking(scored), *sections))
    return row if row["plain"] else institution_of(row)


def dashboard_facts(student_id: StudentId, purpose: str, row: Row) -> DashboardFacts:
    sessions, careers, stages, work, meetings, notes = orjson.loads(row["sections"])
    return DashboardFacts(
        score_facts(student_id, purpose, row),
        [SessionRow(day(on), moment(ends_at), must, status) for on, ends_at, must, status in sessions or ()],
        [
            CareersEvent(EventId(UUID(key)), moment(at), day(on), kind, about, float(quantity))
            for key, at, on, kind, about, quantity in careers or ()
        ],
        [Stage(day(on), stage) for on, stage in stages or ()],
        [_work(*each) for each in work or ()],
        [_meeting(*each) for each in meetings or ()],
        [_note(*each) for each in notes or ()],
    )


def _work(
    key: str,
    run: str,
    code: str,
    module: str,
    kind: str,
    due_on: str | None,
    weight: float,
    submitted_on: str | None,
    mark: float | None,
    carried_over: bool | None,  # noqa: FBT001 (a column)
) -> AssessedWork:
    return AssessedWork(
        AssessmentId(UUID(key)),
        ModuleRunId(UUID(run)),
        code,
        module,
        kind,
        None if due_on is None else day(due_on),
        float(weight),
        None if submitted_on is None else day(submitted_on),
        None if mark is None else float(mark),
        carried_over,
    )


def _meeting(
    key: str,
    staff_id: str,
    staff_name: str,
    starts_at: str,
    ends_at: str,
    place: str | None,
    status: str,
    created_by: str,
) -> ShownMeeting:
    begins, ends = moment(starts_at), moment(ends_at)
    who = StaffId(UUID(staff_id))
    return ShownMeeting(MeetingId(UUID(key)), who, staff_name, begins, ends, place, status, created_by)


def _note(*columns: Any) -> Note:  # noqa: ANN401 (a row, in the order of the fields)
    note = Note(*columns)
    return Note(
        NoteId(UUID(columns[0])),
        columns[1] and MeetingId(UUID(columns[1])),
        note.author,
        columns[3] and StaffId(UUID(columns[3])),
        note.staff_name,
        note.status,
        note.focus,
        note.summary,
        note.issues,
        note.referrals,
        columns[10] and day(columns[10]),
        moment(columns[11]),
        moment(columns[12]),
        columns[13] and moment(columns[13]),
        columns[14] and moment(columns[14]),
        note.removed_by_name,
        note.removal_reason,
    )
