"""Examples: one made-up student's week, told the same way wherever the contract shows a body.

By the name of the schema. They stand together, so that a figure shown here is the same figure there; tests
hold each against its schema and recompute the score. Nobody in them exists.
"""

from typing import Any

from app.schemas.base import presented
from app.schemas.engagement.scoring_trials import NOTICE as TRIAL_NOTICE
from app.schemas.insight.cohorts import NOTICE as COHORT_NOTICE


def made_up_id(number: int) -> str:
    return f"5f0c1e2a-7b1d-4c3e-9a54-{number:012x}"


STUDENT, TUTOR, ADMINISTRATOR, COLLEGE, PROGRAMME, MODULE_RUN, MEETING, NOTE, MODEL = map(
    made_up_id, range(9)
)
DECISION, EXAM_PERIOD, OUTAGE, SESSION, ASSESSMENT, EVENT, UNIT, INSTITUTION = map(made_up_id, range(16, 24))
TODAY = "2018-11-20"
WEEK = [f"2018-11-{day}" for day in range(14, 21)]
NUMBER, NAME, TUTOR_NAME = "690012345", "Amara Okafor", "Dr Tomos Hughes"
CAVEAT = "A score is a rough description and always has some inaccuracy."
NEXT = "MjAxOC0xMS0xOVQxNDowMjoxMSswMDowMA"

# --- the score, worked out here as anyone can from what the contract shows ---

_AMOUNTS = {"app": [3, 1, 0, 2, 0, 4, 2], "careers": [0, 0, 0, 0, 0, 1, 0], "vle": [22, 0, 41, 10, 0, 18, 36]}
_COEFFICIENTS = {"app": 0.068, "careers": 1.11, "vle": 0.446}
_SOURCES: dict[str, dict[str, Any]] = {
    "app": {"title": "University app", "unit": "menu choices", "per_unit": 1.0, "per_active_day": 0.0},
    "careers": {"title": "Careers events", "unit": "events attended", "per_unit": 1.0, "per_active_day": 0.0},
    "vle": {
        "title": "Virtual learning environment",
        "unit": "minutes",
        "per_unit": 0.896,
        "per_active_day": 0.985,
    },
}
AS_OF = "2018-11-20T05:00:00Z"


def _contribution(source: str) -> dict[str, Any]:
    said = _SOURCES[source]
    days = [
        {"day": day, "amount": float(n), "value": said["per_unit"] * n + said["per_active_day"] * bool(n)}
        for day, n in zip(WEEK, _AMOUNTS[source], strict=True)
    ]
    mean = sum(day["value"] for day in days) / len(days)
    coefficient = _COEFFICIENTS[source]
    figures = {"days": days, "mean": mean, "coefficient": coefficient, "contribution": coefficient * mean}
    return {"source": source, **said, **figures, "data_as_of": AS_OF}


_CONTRIBUTIONS = [_contribution(source) for source in _SOURCES]
_EXACT = sum(each["contribution"] for each in _CONTRIBUTIONS)
SCORE = presented(_EXACT)

# --- the parts ---

_MODEL_REFERENCE = {"scoring_model_id": MODEL, "academic_year": 2018, "version": 1}
_COLLEGE = {"college_id": COLLEGE, "name": "Life and Environmental Sciences"}
_STUDENT = {
    "student_id": STUDENT,
    "number": NUMBER,
    "name": NAME,
    "programme": {"programme_id": PROGRAMME, "title": "Biological Sciences"},
    "college": _COLLEGE,
    "level": "undergraduate",
    "study_mode": "full_time",
    "residence": None,
    "registered_on": "2018-09-24",
    "registration_ends_before": None,
}
_COUNTS = {
    "expected": 6,
    "present": 4,
    "absent": 1,
    "authorised_absence": 1,
    "no_record": 0,
    "attended_share": 0.8,
}
_MANDATORY = {"expected": 2, "present": 2, "absent": 0, "authorised_absence": 0, "no_record": 0}
_TALLY = {"all_sessions": _COUNTS, "mandatory_sessions": _MANDATORY | {"attended_share": 1.0}}
_ATTENDANCE = {
    "first_day": WEEK[0],
    "last_day": TODAY,
    "overall": _TALLY,
    "by_week": [{"week_starting": "2018-11-12", **_TALLY}],
}
_EMPLOYABILITY = {
    "first_day": WEEK[0],
    "last_day": TODAY,
    "stage": {"recorded_on": "2018-10-01", "stage": "planning"},
    "earlier_stages": [{"recorded_on": "2018-09-24", "stage": "deciding"}],
    "careers_events": [
        {
            "event_id": EVENT,
            "occurred_at": "2018-11-19T13:00:00Z",
            "kind": "attended",
            "about": "Laboratory careers fair",
        }
    ],
    "data_as_of": AS_OF,
}
_ENGAGEMENT = {
    "student_id": STUDENT,
    "module_run_id": None,
    "first_day": "2018-11-19",
    "last_day": TODAY,
    "time_zone": "Europe/London",
    "days": [
        {"day": "2018-11-19", "state": "shown", "score": 5.18, "missing_sources": []},
        {"day": TODAY, "state": "shown", "score": SCORE, "missing_sources": []},
    ],
    "scoring_models": [_MODEL_REFERENCE],
    "sources": [
        {
            "name": name,
            "title": said["title"],
            "unit": said["unit"],
            "state": "collected",
            "data_as_of": AS_OF,
        }
        for name, said in _SOURCES.items()
    ],
    "computed_for_this_answer": 1,
    "caveats": [CAVEAT],
}
_GRADES = {
    "provisional": True,
    "items": [
        {
            "assessment_id": ASSESSMENT,
            "module_run_id": MODULE_RUN,
            "module_run": "BIO1-18",
            "module": "Cells",
            "kind": "coursework",
            "due_on": "2018-11-01",
            "weight": 40.0,
            "submitted_on": "2018-10-30",
            "mark": 62.0,
            "carried_over": False,
        }
    ],
}
_MEETING = {
    "meeting_id": MEETING,
    "staff_id": TUTOR,
    "staff_name": TUTOR_NAME,
    "starts_at": "2018-11-22T10:00:00Z",
    "ends_at": "2018-11-22T10:30:00Z",
    "place": "Room B12",
    "status": "planned",
    "arranged_by": "student",
}
_REFERRAL = {"action": "Book a study skills session.", "owner": "student", "owner_name": None}
_NOTE_SAID = {
    "focus": "routine",
    "summary": "We talked about planning the second half of term.",
    "issues": ["time management"],
    "referrals": [_REFERRAL],
    "follow_up_on": "2018-12-04",
    "meeting_id": MEETING,
}
_NOTE = _NOTE_SAID | {
    "note_id": NOTE,
    "author": "staff",
    "staff_name": TUTOR_NAME,
    "status": "shared",
    "created_at": "2018-11-20T10:40:00Z",
    "changed_at": "2018-11-20T10:45:00Z",
    "shared_at": "2018-11-20T10:45:00Z",
    "removal": None,
}
_DECIDED = {"decision": "given", "academic_year": 2018, "notice_version": "2018-09", "channel": "app"}
_DECISION = _DECIDED | {
    "decision_id": DECISION,
    "purpose": "learning_analytics",
    "decided_at": "2018-09-24T09:12:00Z",
}
_UNIT = {"name": "Life and Environmental Sciences", "kind": "college", "parent": "UNI"}
_TUTORSHIP = {"kind": "personal_tutor", "starts_on": "2018-09-24"}
_PERIOD = {"title": "January examinations", "starts_on": "2019-01-07", "ends_before": "2019-01-19"}
_OUTAGE = {
    "source": "vle",
    "starts_on": "2018-11-03",
    "ends_before": "2018-11-05",
    "note": "The virtual learning environment was being moved.",
}
_SCORING_MODEL = {
    **_MODEL_REFERENCE,
    "status": "published",
    "note": "As decided by the Education Board in July 2018.",
    "published_at": "2018-08-01T08:00:00Z",
    "window_days": 7,
    "colleges": [
        {
            "code": "CLES",
            **_COLLEGE,
            "sources": [
                {"name": name, **said, "coefficient": _COEFFICIENTS[name]} for name, said in _SOURCES.items()
            ],
        }
    ],
}
_CONSENT = {
    "purpose": "learning_analytics",
    "title": "Learning analytics",
    "basis": "consent",
    "covers": ["employability", "engagement", "grades"],
}
_NAMED = {"system": "campus", "identifier": NUMBER}


def _shown(content: dict[str, Any]) -> dict[str, Any]:
    nothing = {"consent_path": None, "hidden_until": None, "unavailable_since": None}
    return {"state": "shown", "content": content, **nothing}


_HIDDEN = _shown({}) | {"state": "hidden", "content": None, "hidden_until": "2019-01-19"}


def _figure(value: float) -> dict[str, Any]:
    return {"value": value, "suppressed": False, "reason": None}


# --- by schema ---

EXAMPLES: dict[str, Any] = {
    "AccessRecordsOut": {
        "items": [
            {
                "access_id": made_up_id(32),
                "seen_at": "2018-11-19T14:02:11Z",
                "staff_name": TUTOR_NAME,
                "role": "personal_tutor",
                "sections": ["engagement"],
                "purpose": "tutoring",
                "outcome": "seen",
                "said": f"{TUTOR_NAME}, your personal tutor, looked at your engagement to tutor you.",
            }
        ],
        "next_cursor": None,
    },
    "AttendanceOut": _ATTENDANCE
    | {
        "by_module": [{"module_run": "BIO1-18", "module": "Cells", **_TALLY}],
        "by_kind": [{"kind": "lecture", **_TALLY}],
        "sessions": [
            {
                "session_id": SESSION,
                "module_run_id": MODULE_RUN,
                "module": "Cells",
                "kind": "lecture",
                "title": "Membranes",
                "starts_at": "2018-11-19T09:00:00Z",
                "ends_at": "2018-11-19T10:00:00Z",
                "mandatory": False,
                "status": "present",
            }
        ],
    },
    "AttendanceRecordsIn": {"records": [{"session": "BIO1-L7", **_NAMED, "status": "present"}]},
    "AuditEntriesOut": {
        "items": [
            {
                "entry_id": made_up_id(33),
                "changed_at": "2018-11-19T14:02:11Z",
                "staff_id": ADMINISTRATOR,
                "staff_name": "Rhiannon Price",
                "role": "admin",
                "action": "exam period made",
                "subject": f"exam_period/{EXAM_PERIOD}",
                "before": None,
                "after": _PERIOD,
            }
        ],
        "next_cursor": NEXT,
    },
    "CalendarLinkOut": {"path": "/v1/calendars/kJ4x0n1t5Qm2cRr8yVw3Zs6uBd9eGh7fLp_aTiNoXyE.ics"},
    "CareerStagesIn": {"stages": [{**_NAMED, "recorded_on": "2018-10-01", "stage": "planning"}]},
    "CaseloadOut": {
        "items": [_STUDENT | {"engagement": {"day": TODAY, "state": "shown", "score": SCORE}}],
        "next_cursor": None,
    },
    "CohortOut": {
        "kind": "module-runs",
        "cohort_id": MODULE_RUN,
        "name": "Cells",
        "method": "hesa",
        "notice": COHORT_NOTICE,
        "weeks": [
            {
                "week_starting": "2018-11-12",
                "people": 85,
                "mean_score": _figure(4.9),
                "active_share": _figure(93),
                "attended_share": {"value": None, "suppressed": True, "reason": "fewer than 22.5 people"},
            }
        ],
    },
    "ConsentsOut": {
        "items": [_CONSENT | {"academic_year": 2018, "state": "given", "current_notice_version": "2018-09"}]
    },
    "DashboardOut": {
        "student_id": STUDENT,
        "day": TODAY,
        "sections": {
            "attendance": _shown(_ATTENDANCE),
            "employability": _shown(_EMPLOYABILITY),
            "engagement": _shown(_ENGAGEMENT),
            "grades": _HIDDEN,
            "meetings": _shown({"meetings": [_MEETING], "notes": [_NOTE]}),
        },
    },
    "DecisionIn": _DECIDED,
    "DecisionOut": _DECISION,
    "DecisionsOut": {"items": [_DECISION]},
    "DeliveryOut": {
        "items": [
            {"outcome": "recorded", "detail": None},
            {"outcome": "rejected", "detail": "identifier: no student has this identifier"},
        ]
    },
    "EmployabilityOut": _EMPLOYABILITY,
    "EngagementOut": _ENGAGEMENT,
    "EventRemovalsIn": {"events": [{"event_id": EVENT, **_NAMED}]},
    "EventRemovalsOut": {"removed": 1},
    "EventsIn": {
        "events": [
            {
                "event_id": EVENT,
                **_NAMED,
                "occurred_at": "2018-11-19T13:00:00Z",
                "source": "careers",
                "kind": "attended",
                "object": "Laboratory careers fair",
            }
        ],
        "data_as_of": {"careers": AS_OF},
    },
    "ExamPeriodIn": _PERIOD,
    "ExamPeriodOut": {"exam_period_id": EXAM_PERIOD, **_PERIOD},
    "ExamPeriodsOut": {"items": [{"exam_period_id": EXAM_PERIOD, **_PERIOD}]},
    "ExplanationOut": {
        "student_id": STUDENT,
        "module_run_id": None,
        "day": TODAY,
        "score": SCORE,
        "exact_score": _EXACT,
        "window_days": 7,
        "college_id": COLLEGE,
        "scoring_model": _MODEL_REFERENCE,
        "scoring_model_note": _SCORING_MODEL["note"],
        "contributions": _CONTRIBUTIONS,
        "not_collected": [],
        "caveats": [CAVEAT],
    },
    "GradesOut": _GRADES,
    "HealthOut": {"status": "ready"},
    "MarksIn": {
        "marks": [{"assessment": "BIO1-ESSAY", **_NAMED, "submitted_on": "2018-10-30", "mark": 62.0}]
    },
    "MeOut": {
        "roles": ["student"],
        "student_id": STUDENT,
        "staff_id": None,
        "institution": {
            "institution_id": INSTITUTION,
            "name": "Example University",
            "service": "MyProgress",
            "time_zone": "Europe/London",
            "provenance": None,
        },
    },
    "MeetingIn": {key: _MEETING[key] for key in ("starts_at", "ends_at", "place")},
    "MeetingOut": _MEETING,
    "MeetingsOut": {"items": [_MEETING]},
    "MovementsOut": {
        "day": "2018-11-19",
        "items": [
            {
                "student_id": STUDENT,
                "number": NUMBER,
                "name": NAME,
                "before": 5.18,
                "after": 4.77,
                "band_before": 2,
                "band_after": 1,
            }
        ],
        "next_cursor": None,
    },
    "NewNoteIn": _NOTE_SAID | {"share": True},
    "NoteIn": _NOTE_SAID,
    "NoteOut": _NOTE,
    "NotesOut": {"items": [_NOTE], "next_cursor": None},
    "NoticeOut": _CONSENT
    | {
        "version": "2018-09",
        "valid_from": "2018-09-01",
        "summary": "With your agreement we work out a daily engagement score for you and your tutor.",
        "collected": ["University app: your menu choices each day."],
        "shown_to": ["You.", "Your current personal tutor, and nobody else."],
        "if_you_agree": ["A score is computed every day and kept, with everything needed to check it."],
        "if_you_decline": ["No score is computed or kept, and any kept before is deleted."],
        "contact": "The student information desk",
    },
    "OrgUnitIn": _UNIT,
    "OrgUnitOut": {"org_unit_id": COLLEGE, "code": "CLES", **_UNIT},
    "OrgUnitsOut": {
        "items": [
            {"org_unit_id": COLLEGE, "code": "CLES", **_UNIT},
            {
                "org_unit_id": UNIT,
                "code": "UNI",
                "name": "Example University",
                "kind": "unit",
                "parent": None,
            },
        ]
    },
    "OutageIn": _OUTAGE,
    "OutageOut": {"outage_id": OUTAGE, **_OUTAGE},
    "OutagesOut": {"items": [{"outage_id": OUTAGE, **_OUTAGE}]},
    "ProblemTypeOut": {
        "code": "consent-required",
        "status": 403,
        "title": "The student has not consented to this use",
    },
    "ProtectedResourceOut": {
        "resource": "https://attune.example.ac.uk",
        "authorization_servers": ["https://login.example.ac.uk"],
        "scopes_supported": ["attune:read", "attune:write"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Attune",
    },
    "RemovalIn": {"reason": "It names a third person."},
    "ScoringModelIn": {
        "academic_year": 2019,
        "coefficients": {"CLES": _COEFFICIENTS},
        "note": "As decided by the Education Board in July 2019.",
    },
    "ScoringModelOut": _SCORING_MODEL,
    "ScoringModelsOut": {"items": [_SCORING_MODEL]},
    "ScoringTrialIn": {"coefficients": {"CLES": _COEFFICIENTS}, "thresholds": [2, 5], "day": "2018-11-19"},
    "ScoringTrialOut": {
        "day": "2018-11-19",
        "scoring_model_id": MODEL,
        "people": 85,
        "distribution": [
            {"above": 0.0, "before": 25, "after": 30},
            {"above": 2.0, "before": 60, "after": 55},
        ],
        "moves": [[25, 0, 0], [5, 30, 0], [0, 0, 25]],
        "notice": TRIAL_NOTICE,
    },
    "SessionsIn": {
        "sessions": [
            {
                "session": "BIO1-L7",
                "module_run": "BIO1-18",
                "kind": "lecture",
                "starts_at": "2018-11-19T09:00:00Z",
                "ends_at": "2018-11-19T10:00:00Z",
                "mandatory": False,
                "title": "Membranes",
            }
        ]
    },
    "SettingsIn": {"settings": {"career_stages": ["deciding", "planning", "competing", "secured"]}},
    "SettingsOut": {
        "profile": "exeter",
        "settings": {"career_stages": ["deciding", "planning", "competing", "secured"]},
    },
    "StudentOut": _STUDENT
    | {
        "personal_tutors": [{"staff_id": TUTOR, "name": TUTOR_NAME, "since": "2018-09-24"}],
        "module_runs": [
            {
                "module_run_id": MODULE_RUN,
                "code": "BIO1-18",
                "title": "Cells",
                "academic_year": 2018,
                "starts_on": "2018-09-24",
                "ends_before": "2019-06-01",
            }
        ],
    },
    "TutorshipEndIn": {
        "student_number": NUMBER,
        "staff_number": "P00417",
        **_TUTORSHIP,
        "ends_before": TODAY,
    },
    "TutorshipIn": {"student_number": NUMBER, "staff_number": "P00417", **_TUTORSHIP},
    "TutorshipsOut": {
        "student_number": NUMBER,
        "items": [
            {
                "staff_id": TUTOR,
                "staff_number": "P00417",
                "staff_name": TUTOR_NAME,
                **_TUTORSHIP,
                "ends_before": None,
            }
        ],
    },
}

PARAMETERS: dict[str, Any] = {
    "student_id": STUDENT,
    "meeting_id": MEETING,
    "note_id": NOTE,
    "decision_id": DECISION,
    "exam_period_id": EXAM_PERIOD,
    "outage_id": OUTAGE,
    "scoring_model_id": MODEL,
    "module_run_id": MODULE_RUN,
    "cohort_id": MODULE_RUN,
    "kind": "module-runs",
    "purpose": "learning_analytics",
    "day": TODAY,
    "from": WEEK[0],
    "to": TODAY,
    "academic_year": 2018,
    "student_number": NUMBER,
    "limit": 50,
    "cursor": NEXT,
    "secret": "kJ4x0n1t5Qm2cRr8yVw3Zs6uBd9eGh7fLp_aTiNoXyE",
}
"""By name, for every operation that has one of that name; `code` means several things."""
