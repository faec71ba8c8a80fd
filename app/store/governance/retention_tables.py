"""Retention by table: to which kind of data each table belongs, and why the others have no rule.

A test walks the schema and finds each table in exactly one of these places, beside its place in the copies.
The day of a row, of which its time is counted, is said in `attune_retention_day` (migrations/functions).
"""

from collections.abc import Mapping

from app.retention.rules import Category
from app.store.tables import METADATA

TABLES: Mapping[Category, tuple[str, ...]] = {
    Category.IDENTITY: (
        "students", "student_identifiers", "logins", "registrations", "tutorships", "export_places",
    ),
    Category.CONTACT: ("contact_details",),
    Category.ACTIVITY: (
        "events", "event_removals", "statements", "statement_agents", "activity_documents",
        "activity_months", "module_activity_months",
        "score_months", "pending_rescores", "signals", "pending_signals", "reviewed_students",
        "comparison_choices",
    ),
    Category.WAITING: ("waiting_events",),
    Category.ATTENDANCE: ("attendance", "exemptions", "extenuating_circumstances"),
    Category.GRADES: ("submissions", "enrolments", "achieved_credits"),
    Category.SUPPORT: (
        "meetings", "notes", "remarks", "objectives", "objective_progress", "assignments", "referrals",
        "group_invitations", "prepared_messages", "career_stages", "calendar_links",
        "report_contacts",
    ),
    Category.COHORTS: ("cohort_members", "cohort_events"),
    Category.CASES: ("cases", "case_steps", "contact_attempts"),
    Category.EXPECTATIONS: ("expectation_acts",),
    Category.STATISTICS: ("student_statistics",),
    Category.VISA: ("visa_decisions",),
    Category.CONSENT: ("consent_decisions",),
    Category.REQUESTS: ("rights_requests", "request_steps", "restrictions", "data_copies", "corrections"),
    Category.LOOKS: ("access_records", "webhook_messages", "exports"),
    Category.CHANGES: ("audit_entries",),
    Category.STAFF: ("grants", "training_records", "team_members"),
}  # fmt: skip
APART = ("student_statistics",)
"""Tables that no query of the store can name: the schema `statistics` is apart."""
NO_RULE: Mapping[str, str] = {
    "idempotency_keys": "Deleted by the service itself: a day after the answer was given.",
    "launch_marks": "Deleted by the service itself: minutes after a launch. Digests of what was good once.",
    "delivery_receipts": "Deleted by the service itself: after ninety days. Figures about no student.",
    "imports": "Deleted by the service itself: after ninety days. Figures about no student.",
    "import_parts": "Bytes as sent: deleted when every row is answered for, after a week at the latest.",
    "import_findings": "They go with their imports. Places in files, and rules; not what stands there.",
    "staff": "A name stays for as long as a record names it; rosters say who works here.",
    "teaching": "Rosters say who teaches what.",
    "teams": "Groups of staff, without their members.",
    "institutions": "About nobody.",
    "org_units": "About nobody.",
    "programmes": "About nobody.",
    "modules": "About nobody.",
    "module_runs": "About nobody.",
    "module_resources": "About nobody: what a class could open.",
    "teaching_sessions": "About nobody: the timetable.",
    "assessments": "About nobody.",
    "exam_periods": "About nobody.",
    "calendar_years": "About nobody.",
    "group_interventions": "What was offered; who was invited goes with support.",
    "review_lists": "When lists were made; who was on them goes with activity.",
    "signal_progress": "How far the nightly run has come.",
    "score_progress": "How far the nightly run has come.",
    "signal_trials": "Figures about groups, with noise.",
    "comparison_weeks": "Figures about groups, with noise: what was told of a week stands.",
    "scoring_trials": "Figures about groups, with noise.",
    "scoring_models": "About nobody.",
    "prediction_models": "About no student: coefficients, and figures about groups.",
    "deliveries": "About nobody.",
    "source_outages": "About nobody.",
    "cohort_readings": "Which groups' figures somebody has read: the limit on what they tell rests on it.",
    "kept_figures": "Figures about groups, with noise; made anew they would have other noise, and tell more.",
    "saved_cohorts": "Filters of staff, until they delete them; who joined and left has a rule.",
    "webhooks": "Which systems are told of changes, until an administrator deletes them.",
    "source_proposals": "What the board decided about a source: about no student.",
    "source_consultations": "Who was consulted on a source, by group.",
    "governance_reviews": "That a source or the service was reviewed.",
    "data_quality_findings": "Figures about sources.",
    "known_inaccuracies": "What is known to be wrong with a source.",
    "service_credentials": "About no student: who made which, until when it held.",
    "statement_mentions": "Digests; they go with the statements of whoever is erased.",
    "statement_targets": "They go with their statements.",
    "statement_attachments": "They go with their statements.",
    "statement_activities": "About nobody.",
    "statement_authorities": "About nobody.",
    "statement_classes": "Counts of what systems sent.",
    "erasures": "The ledger, without a name: a restored backup gets its erasures again by it.",
    "retention_runs": "Counts: the proof that the rest is gone.",
}
"""Tables that no rule deletes from, and why."""
CATEGORY_OF: Mapping[str, Category] = {name: each for each, names in TABLES.items() for name in names}
OTHERS = (
    "audit_entries", "exports", "waiting_events", "event_removals",
    "statements", "statement_agents", "activity_documents", "calendar_links", *TABLES[Category.STAFF],
)  # fmt: skip
"""Those that have a rule and no `student_id`."""
OF_STUDENTS = (
    *APART,
    *(
        each.name
        for each in reversed(METADATA.sorted_tables)
        if each.name in CATEGORY_OF and "student_id" in each.columns and each.name != "students"
    ),
)
"""Those with a `student_id`, the ones that refer to others first. Students themselves come last of all."""
