"""Parts that many operations of the contract share: headers, parameters' examples, links to the next step."""

from typing import Any

from app.schemas import made_up

Json = dict[str, Any]

# --- headers, by where they stand ---

_TEXT = {"type": "string"}
HEADERS: dict[str, Json] = {
    "Cache-Control": {
        "description": "Answers about people are private.",
        "required": True,
        "schema": _TEXT,
        "example": "private, no-cache",
    },
    "ETag": {
        "description": "A digest of this answer; give it back as `If-None-Match`.",
        "required": True,
        "schema": _TEXT,
        "example": '"3c5a9e0f7d1b4862a90c6e1f2d3b4a58"',
    },
    "Idempotency-Replayed": {
        "description": "`true` when the write was done before, under the same `Idempotency-Key`.",
        "schema": _TEXT,
        "example": "true",
    },
    "Link": {
        "description": "The next page (RFC 8288); absent on the last one.",
        "schema": _TEXT,
        "example": '</v1/students?cursor=Uzc&limit=50>; rel="next"',
    },
    "Location": {
        "description": "Where it can be read from now on; of `303`, where the browser goes.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
        "example": f"/v1/students/{made_up.STUDENT}/meetings",
    },
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 2,
    },
    "RateLimit": {
        "description": "`r`: the requests left of the quota. `t`: in how many seconds all of it is there"
        " again or, if none is left, one request is admitted (RateLimit header fields).",
        "schema": _TEXT,
        "example": '"principal";r=42;t=30',
    },
    "RateLimit-Policy": {
        "description": "The quota that is nearest to its end: requests, and the seconds they are counted in.",
        "schema": _TEXT,
        "example": '"principal";q=1800;w=60',
    },
    "WWW-Authenticate": {
        "description": "The challenge (RFC 6750).",
        "required": True,
        "schema": _TEXT,
        "example": 'Bearer error="invalid_token", error_description="the token has expired"',
    },
    "X-Request-ID": {
        "description": "The request's id; tell it to whoever runs the service when something went wrong.",
        "schema": _TEXT,
        "example": "8e03978e40d543e8bc936894a57f9324",
    },
}
EVERYWHERE = ("Cache-Control", "RateLimit", "RateLimit-Policy", "X-Request-ID")
BY_STATUS = {
    "201": ("Location",),
    "303": ("Location",),
    "401": ("WWW-Authenticate",),
    "409": ("Retry-After",),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
}
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of the answer that you have: `304` if it would be the same.",
    "required": False,
    "schema": _TEXT,
    "example": HEADERS["ETag"]["example"],
}

# --- parameters ---

PARAMETERS: dict[str, Any] = {
    "student_id": made_up.STUDENT,
    "meeting_id": made_up.MEETING,
    "note_id": made_up.NOTE,
    "decision_id": made_up.DECISION,
    "exam_period_id": made_up.EXAM_PERIOD,
    "outage_id": made_up.OUTAGE,
    "import_id": made_up.IMPORT,
    "scoring_model_id": made_up.SCORING_MODEL,
    "module_run_id": made_up.MODULE_RUN,
    "grant_id": made_up.GRANT,
    "credential_id": made_up.SERVICE_CREDENTIAL,
    "becomes": "unknown",
    "training_id": made_up.TRAINING,
    "assignment_id": made_up.ASSIGNMENT,
    "signal_id": made_up.SIGNAL,
    "exemption_id": made_up.EXEMPTION,
    "case_id": made_up.CASE,
    "saved_cohort_id": made_up.SAVED_COHORT,
    "webhook_id": made_up.WEBHOOK,
    "since": "2018-11-19T00:00:00Z",
    "queue": "overdue",
    "role": "personal_tutor",
    "objective_id": made_up.OBJECTIVE,
    "remark_id": made_up.REMARK,
    "referral_id": made_up.ASSIGNMENT,
    "group_intervention_id": made_up.GROUP_INTERVENTION,
    "request_id": made_up.REQUEST,
    "correction_id": made_up.CORRECTION,
    "proposal_id": made_up.PROPOSAL,
    "source_state": "active",
    "due_before": "2019-12-31",
    "inaccuracy_id": made_up.INACCURACY,
    "review_list_id": made_up.REVIEW_LIST,
    "cohort_id": made_up.MODULE_RUN,
    "kind": "module-runs",
    "purpose": "learning_analytics",
    "day": made_up.TODAY,
    "from": made_up.WEEK[0],
    "to": made_up.TODAY,
    "academic_year": made_up.ACADEMIC_YEAR,
    "student_number": made_up.NUMBER,
    "staff_number": made_up.HEAD_NUMBER,
    "standing": "in_force",
    "due_for_review": True,
    "dry_run": True,
    "version": "6bfc30c0f8ee9473",
    "reader": "student",
    "limit": 50,
    "cursor": made_up.NEXT,
    "secret": made_up.CALENDAR,
}
"""Examples by name, for every operation that has a parameter of that name; `code` means several things."""

DESCRIPTIONS: dict[str, str] = {
    "academic_year": "The calendar year in which the academic year begins; today's, without one.",
    "limit": "How many the page holds at most.",
    "cursor": "Where the page begins: `next_cursor` of the one before. Without one, at the beginning.",
    "exam_period_id": "The exam period's id.",
    "outage_id": "The outage's id.",
    "scoring_model_id": "The scoring model's id.",
    "student_number": "The student's number.",
    "kind": "What kind of group it is.",
    "secret": "The secret part of a calendar's address.",
}
"""What parameters are, by name, where their routes do not say so themselves."""

# --- the next step: what an answer says that another operation asks for ---

_SAME = {"student_id": "$request.path.student_id"}
LINKS: dict[str, dict[str, Json]] = {
    "read_me": {"read_student": {"student_id": "$response.body#/student_id"}},
    "list_students": {
        operation: {"student_id": "$response.body#/items/0/student_id"}
        for operation in ("read_student", "read_dashboard_of_student", "read_engagement_scores")
    },
    "read_student": {
        "read_dashboard_of_student": _SAME,
        "list_consents": _SAME,
        "list_meetings": _SAME,
        "read_cohort_figures": {
            "kind": "module-runs",
            "cohort_id": "$response.body#/module_runs/0/module_run_id",
        },
    },
    "read_engagement_scores": {
        "explain_engagement_score": _SAME | {"day": "$response.body#/last_day"},
    },
    "list_consents": {
        "read_notice": {"purpose": "$response.body#/items/0/purpose"},
        "decide_on_purpose": _SAME | {"purpose": "$response.body#/items/0/purpose"},
    },
    "decide_on_purpose": {
        "read_consent_decision": _SAME | {"decision_id": "$response.body#/decision_id"},
        "list_consents": _SAME,
    },
    "record_meeting": {
        operation: _SAME | {"meeting_id": "$response.body#/meeting_id"}
        for operation in ("read_meeting", "record_cancellation")
    },
    "record_note": {
        operation: _SAME | {"note_id": "$response.body#/note_id"}
        for operation in ("read_note", "record_draft", "record_sharing", "remove_draft")
    },
    "record_sharing": {
        operation: _SAME | {"note_id": "$response.body#/note_id"}
        for operation in ("read_note", "remove_shared_note")
    },
    "record_exam_period": {
        operation: {"exam_period_id": "$response.body#/exam_period_id"}
        for operation in ("read_exam_period", "remove_exam_period")
    },
    "record_source_outage": {
        operation: {"outage_id": "$response.body#/outage_id"}
        for operation in ("read_source_outage", "remove_source_outage")
    },
    "record_scoring_model": {
        operation: {"scoring_model_id": "$response.body#/scoring_model_id"}
        for operation in ("read_scoring_model", "record_publication")
    },
    "request_grant": {
        operation: {"grant_id": "$response.body#/grant_id"} for operation in ("read_grant", "decide_grant")
    },
    "decide_grant": {
        operation: {"grant_id": "$response.body#/grant_id"}
        for operation in ("read_grant", "revoke_grant", "review_grant")
    },
    "record_training": {
        "list_training_records": {"staff_number": "$response.body#/staff/number"},
        "remove_training": {"training_id": "$response.body#/training_id"},
    },
    "record_team": {
        operation: {"code": "$response.body#/code"}
        for operation in ("list_team_members", "record_team_member")
    },
    "record_team_member": {"record_team_member_ending": {"code": "$request.path.code"}},
    "record_assignment": {
        "list_assignments": _SAME,
        "record_assignment_closing": _SAME | {"assignment_id": "$response.body#/assignment_id"},
    },
    "record_objective": {
        "list_objectives": _SAME,
        **{
            operation: _SAME | {"objective_id": "$response.body#/objective_id"}
            for operation in (
                "read_objective",
                "record_changed_objective",
                "record_objective_progress",
                "record_objective_closing",
            )
        },
    },
    "record_comparison_choice": {"read_comparison_of_student": _SAME},
    "record_remark": {
        "list_student_remarks": _SAME,
        "remove_remark": _SAME | {"remark_id": "$response.body#/remark_id"},
    },
    "record_referral": {
        "list_referrals": _SAME,
        **{
            operation: _SAME | {"referral_id": "$response.body#/referral_id"}
            for operation in (
                "record_referral_taking",
                "record_referral_answer",
                "record_referral_closing",
                "revoke_referral_agreement",
            )
        },
    },
    "record_group_intervention": {
        operation: {"group_intervention_id": "$response.body#/group_intervention_id"}
        for operation in ("read_group_intervention", "record_joining", "record_leaving")
    },
    "record_request_of_student": {
        operation: _SAME | {"request_id": "$response.body#/request_id"}
        for operation in ("read_request_of_student", "read_data_copy", "read_data_copy_page")
    },
    "list_data_copies": {
        operation: _SAME | {"request_id": "$response.body#/items/0/request_id"}
        for operation in ("read_data_copy", "read_data_copy_page")
    },
    "list_requests": {"record_request_answer": {"request_id": "$response.body#/items/0/request_id"}},
    "record_correction_of_student": {
        "read_correction_of_student": _SAME | {"correction_id": "$response.body#/correction_id"}
    },
    "list_corrections": {"decide_correction": {"correction_id": "$response.body#/items/0/correction_id"}},
    "record_tutorship": {"list_tutorships": {"student_number": "$response.body#/student_number"}},
}
"""By operation, then by the operation that may follow: its parameters, from the request or the answer."""
