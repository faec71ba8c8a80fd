"""What a copy of the data holds: which rows of which tables.

Every table with a `student_id` is in, as it is, unless `LEFT_OUT` says why not; so a new table is in from the
day it is drawn. Tables without one that hold something about a student are listed in `BESIDES`; all others in
`NOT_ABOUT_STUDENTS`. A test walks the schema and finds each table in exactly one of these places.

PostgreSQL makes the rows' JSON. So nothing is decoded here to be encoded again, however many rows there are.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Table as AnyTable

from app.access.vocabulary import SectionName
from app.db.query import Query, one, query
from app.store.tables import METADATA

LEFT_OUT: Mapping[str, str] = {
    "data_copies": "Earlier copies hold the same again; they can be read until they are deleted.",
    "pending_signals": "Whom the next run judges anew: an id, for a day at most.",
    "export_places": "A number that says nothing; a copy names the data sets that held the student's data.",
}
"""Tables with a `student_id` whose rows are no part of a copy, and why."""
NOT_ABOUT_STUDENTS: Mapping[str, str] = {
    "institutions": "The institution.",
    "org_units": "What the institution is made of; a copy names the student's.",
    "programmes": "What it offers; a copy names the student's.",
    "modules": "What it teaches.",
    "module_runs": "When it teaches it; a copy names the student's.",
    "staff": "Other people; a copy names those who had to do with the student.",
    "teaching": "Which staff teach what.",
    "grants": "Roles of staff, over groups of students.",
    "training_records": "Trainings of staff.",
    "teams": "Groups of staff.",
    "team_members": "Which staff belong to them.",
    "module_resources": "What a class could open; a copy names what the student's events are about.",
    "teaching_sessions": "The timetable; a copy names the student's sessions.",
    "assessments": "What is assessed; a copy names the student's.",
    "exam_periods": "When marks are hidden from everyone.",
    "calendar_years": "Terms and closed days.",
    "group_interventions": "What was offered to groups; a copy holds what the student was invited to.",
    "review_lists": "When lists were made; a copy holds the student's own entries.",
    "signal_progress": "Up to which day everybody was judged.",
    "signal_trials": "Figures about groups.",
    "cohort_readings": "Which groups' figures staff have read.",
    "kept_figures": "Figures about groups, with noise, as they were told.",
    "saved_cohorts": "Filters that staff keep; a copy names those that the student is or was in.",
    "deliveries": "How far sources' data reach.",
    "source_outages": "When sources were down.",
    "source_proposals": "Which sources were proposed, and what the board made of them.",
    "source_consultations": "Who was asked about them.",
    "governance_reviews": "When sources and the service were reviewed.",
    "known_inaccuracies": "What is known to be wrong with everybody's data.",
    "data_quality_findings": "Counts of what checks of the data found.",
    "scoring_models": "What scores are computed with: the same for everyone.",
    "prediction_models": "What predictions are made with: the same for everyone.",
    "comparison_weeks": "Figures about groups, with noise.",
    "score_progress": "How far the nightly run has come: an id, for minutes.",
    "scoring_trials": "Figures about groups, with noise.",
    "delivery_receipts": "Counts of what systems delivered.",
    "imports": "Which files systems sent, and counts of what became of their rows.",
    "import_parts": "Files that are being worked on, for minutes; a copy holds what was stored of them.",
    "import_findings": "Places in files, and the rules that were broken there.",
    "erasures": "Who was erased, as digests: nobody who is here.",
    "retention_runs": "How many rows were due, by kind of data.",
    "webhooks": "Which systems are told of changes; a copy names those that were told of the student.",
    "service_credentials": "What other systems prove themselves with.",
    "statement_mentions": "Digests of what statements name; a copy holds the statements.",
    "statement_targets": "Which statements refer to which; a copy holds the statements.",
    "statement_attachments": "Files of statements; a copy has what statements say of them.",
    "statement_activities": "What systems call activities.",
    "statement_authorities": "Which systems sent statements.",
    "statement_classes": "Counts of what systems sent.",
    "launch_marks": "Digests of launches and codes that were used, kept for minutes: nobody is named.",
    "idempotency_keys": "Answers kept for a day, which only the very same request can open.",
}
"""Tables that hold nothing about any one student."""
LEFT_OUT_ROWS: Mapping[str, str] = {
    "notes": "Drafts of notes by staff are their author's until they are shared, or deleted.",
    "access_records": "Who looked is named with the role; other things about them are theirs.",
    "audit_entries": "Changes of the service that are not about this student alone.",
}
"""By table: which of the rows, or what of them, is left out, and why."""


class Part(NamedTuple):
    """The rows of one table."""

    name: str
    """The table."""
    rows: Query[str]
    """Of one row: all of them, as a JSON array."""
    page_rows: Query[str] | None = None
    """What the page shows instead, where single rows are too many to read."""


# What a column refers to, as people know it: the table, its key, and the column that names it.
_NAMES = {
    "staff": ("staff_id", "name"),
    "module_runs": ("module_run_id", "code"),
    "teaching_sessions": ("session_id", "code"),
    "assessments": ("assessment_id", "code"),
    "programmes": ("programme_id", "title"),
    "org_units": ("org_unit_id", "name"),
    "teams": ("team_id", "name"),
    "scoring_models": ("scoring_model_id", "note"),
    "saved_cohorts": ("cohort_id", "name"),
    "webhooks": ("webhook_id", "description"),
}
_BY_COLUMN = {key: table for table, (key, _) in _NAMES.items()}
_NOT_SHOWN = {"institution_id", "student_id"}


def _json(select_rows: str) -> Query[str]:
    return query(f"select coalesce(json_agg(row_to_json(x)), '[]')::text from ({select_rows}) x", one)


def _referred(table: AnyTable) -> dict[str, str]:
    """By column: the table that it refers to, by its foreign keys or by its name."""
    found = {
        each.column_keys[1]: each.referred_table.name
        for each in table.foreign_key_constraints
        if len(each.column_keys) > 1
    }
    return {
        column.name: to
        for column in table.columns
        if (to := found.get(column.name) or _BY_COLUMN.get(column.name)) in _NAMES
    }


def _column(name: str, to: str | None) -> str:
    """As it is, and with what it refers to by name. Members of staff go by their names alone."""
    if to is None:
        return f"t.{name}"
    key, label = _NAMES[to]
    named = f"(select n.{label} from {to} n where n.institution_id = :institution_id and n.{key} = t.{name})"
    plain = name.removesuffix("_id")
    return f'{named} as "{plain}"' if to == "staff" else f't.{name}, {named} as "{plain}_name"'


def _default(table: AnyTable) -> Query[str]:
    """Every column of the student's rows, in order of the key."""
    referred = _referred(table)
    shown = [each.name for each in table.columns if each.name not in _NOT_SHOWN]
    listed = ", ".join(_column(name, referred.get(name)) for name in shown)
    order = [each.name for each in table.primary_key if each.name not in _NOT_SHOWN]
    return _json(
        f"select {listed} from {table.name} t"
        " where t.institution_id = :institution_id and t.student_id = :student_id"
        f" order by {', '.join(f't.{each}' for each in order) or '1'}"
    )


def _of_requester(table: str) -> Query[str]:
    """What nobody else may read but whoever makes a copy that was asked for."""
    return query(f"select attune_rows_of_requester(:student_id, '{table}')::text", one)


def _under_identifiers(table: str, columns: str) -> Query[str]:
    """Under other systems' names for the student."""
    return _json(
        f"select {columns} from {table} t"
        " join student_identifiers i using (institution_id, system, identifier)"
        " where t.institution_id = :institution_id and i.student_id = :student_id order by t.event_id"
    )


_MY_AGENTS = (
    "select a.agent from statement_agents a"
    " join student_identifiers i using (institution_id, system, identifier)"
    " where a.institution_id = :institution_id and i.student_id = :student_id"
)
_EVENTS_BY_DAY = _json(
    """
    select day, source, kind, count(*) as events, sum(quantity) as quantity
    from events
    where institution_id = :institution_id and student_id = :student_id
    group by day, source, kind
    order by day, source, kind
    """
)
_OTHERWISE = {
    "notes": Part("notes", _of_requester("notes")),
    "access_records": Part("access_records", _of_requester("access_records")),
}
BESIDES = {
    "audit_entries": Part("audit_entries", _of_requester("audit_entries")),
    "calendar_links": Part("calendar_links", _of_requester("calendar_links")),
    "exports": Part(
        "exports",
        _json(
            "select t.export_id, t.begun_at, t.finished_at, t.dataset, t.format, t.purpose, t.recipient,"
            " t.first_day, t.last_day from exports t join export_places p"
            " on p.institution_id = t.institution_id and p.student_id = :student_id"
            " where t.institution_id = :institution_id and attune_has_bit(t.students, p.place)"
            " order by t.begun_at, t.export_id"
        ),
    ),
    "waiting_events": Part(
        "waiting_events",
        _under_identifiers(
            "waiting_events",
            "t.event_id, t.occurred_at, t.source, t.kind, t.module_run, t.object, t.quantity, t.version",
        ),
    ),
    "event_removals": Part(
        "event_removals",
        _under_identifiers("event_removals", "t.event_id, t.system, t.through_version, t.removed_at"),
    ),
    "statements": Part(
        "statements",
        _json(
            "select t.statement_id, t.stored, t.event_class, t.fate, t.detail, t.sent::json as statement"
            f" from statements t where t.institution_id = :institution_id and (t.actor in ({_MY_AGENTS})"
            " or t.mentions in (select m.mentions from statement_mentions m"
            " where m.institution_id = :institution_id and m.kind in ('agent', 'related_agent')"
            f" and m.mention in ({_MY_AGENTS}))) order by t.stored"
        ),
    ),
    "statement_agents": Part(
        "statement_agents",
        _json(
            "select t.system, t.sent::json as agent from statement_agents t"
            f" where t.institution_id = :institution_id and t.agent in ({_MY_AGENTS}) order by t.agent"
        ),
    ),
    "activity_documents": Part(
        "activity_documents",
        _json(
            "select t.kind, t.document_id, t.registration, t.updated_at, t.content_type,"
            " encode(t.content, 'escape') as content from activity_documents t"
            f" where t.institution_id = :institution_id and t.agent in ({_MY_AGENTS}) order by t.document_key"
        ),
    ),
}
"""Tables without a `student_id` that hold something about a student all the same."""


def _part(table: AnyTable) -> Part:
    if table.name in _OTHERWISE:
        return _OTHERWISE[table.name]
    return Part(table.name, _default(table), _EVENTS_BY_DAY if table.name == "events" else None)


def parts() -> list[Part]:
    """Everything that a copy holds."""
    owned = [
        each
        for each in METADATA.tables.values()
        if "student_id" in each.columns and each.name not in LEFT_OUT
    ]
    return [*map(_part, owned), *BESIDES.values()]


OPENED_BY: Mapping[str, SectionName | None] = {
    "students": None,
    "registrations": None,
    "enrolments": None,
    "tutorships": None,
    "attendance": SectionName.ATTENDANCE,
    "submissions": SectionName.GRADES,
    "achieved_credits": SectionName.GRADES,
    "career_stages": SectionName.EMPLOYABILITY,
    "events": SectionName.ENGAGEMENT,
    "activity_months": SectionName.ENGAGEMENT,
    "module_activity_months": SectionName.ENGAGEMENT,
    "score_months": SectionName.ENGAGEMENT,
    "meetings": SectionName.MEETINGS,
    "notes": SectionName.MEETINGS,
}
"""What a copy for staff may hold, and the section that opens it; null: whatever role sees the student.

Whatever is not listed is for the student alone: who looked, what the student asked, and every new table.
"""
