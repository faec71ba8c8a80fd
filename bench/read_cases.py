"""Every GET of the contract, by whom it is asked for, and the requests that ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Any

from app.access.vocabulary import Role
from app.auth.demo_issuer import DemoIssuer
from app.clock import system_clock
from app.main import create_app
from app.settings import Settings
from bench.fixture_database import Fixture
from bench.fixture_records import SYSTEMS
from bench.load import Request
from tests import roles

STUDENTS = 3_000
"""How many students are asked about, at random; their tutors ask."""
OFFICES = 200
"""How many members of staff ask in each of the other roles."""
TOKEN_LASTS = timedelta(hours=12)


class Asker(StrEnum):
    STUDENT = "student"
    TUTOR = "tutor"
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    DESK = "information desk"
    SYSTEM = "connected system"
    NOBODY = "no token"


@dataclass(frozen=True, slots=True)
class Read:
    """One way to ask for one operation."""

    operation: str
    """Its operationId."""
    asker: Asker
    rows: int = 1
    """Rows that the bare SELECT beside it reads: about as many as the answer holds."""
    query: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Parts of the path that are no student's."""

    @property
    def name(self) -> str:
        return f"{self.operation}, {self.asker}"


_S, _T, _A, _N = Asker.STUDENT, Asker.TUTOR, Asker.ADMINISTRATOR, Asker.NOBODY
READS = (
    Read("read_engagement_scores", _S, 30),
    Read("read_engagement_scores", _T, 30),
    Read("read_dashboard_of_student", _S, 30),
    Read("read_dashboard_of_student", _T, 30),
    Read("list_students", _T, 45),
    Read("explain_engagement_score", _T, 21),
    Read("read_attendance_of_student", _T, 40),
    Read("list_grades", _T, 8),
    Read("read_activity_of_student", _T, 60),
    Read("read_employability_of_student", _T, 5),
    Read("list_meetings", _T, 3),
    Read("read_meeting", _T),
    Read("list_meeting_notes", _T, 2),
    Read("read_note", _T),
    Read("read_student", _T),
    Read("list_assignments", _T),
    Read("list_exemptions", _T),
    Read("list_extenuating_circumstances", _T),
    Read("list_student_remarks", _T),
    Read("list_objectives", _T, 4),
    Read("read_objective", _T, 4),
    Read("list_referrals", _T),
    Read("list_referral_queue", _T),
    Read("list_prepared_messages", _T),
    Read("list_message_templates", _T),
    Read("list_group_interventions", _T),
    Read("read_group_intervention", _T, 14),
    Read("list_invitations", _S),
    Read("list_report_contacts", _T),
    Read("list_cases", _T),
    Read("read_case", _T),
    Read("read_contact_details", _S),
    Read("list_queued_cases", _T, 3),
    Read("read_outreach_report", Asker.ANALYST, 3),
    Read("read_report_rules", _S),
    Read("read_comparison_of_student", _S, 12),
    Read("read_weekly_status", _T, 8),
    Read("list_consents", _T),
    Read("list_consent_decisions", _S),
    Read("read_consent_decision", _S),
    Read("read_consent_receipt", _S),
    Read("list_access_records", _S, 10),
    Read("list_possible_viewers", _S, 5),
    Read("list_history", _S, 10),
    Read("list_retention_rules", _S),
    Read("list_retention_runs", _A),
    Read("read_about", _N),
    Read("read_about_page", _N),
    Read("read_processing_register", _N),
    Read("read_processing_register_file", _N),
    Read("read_processing_register_page", _N),
    Read("list_sources", _S, 5),
    Read("list_known_inaccuracies", _A),
    Read("read_data_quality", _A),
    Read("list_responsibilities", _S),
    Read("list_requests_of_student", _S),
    Read("read_request_of_student", _S),
    Read("list_requests", Asker.DESK, 50),
    Read("list_restrictions", _S),
    Read("read_request", Asker.DESK),
    Read("list_data_copies", _S),
    Read("read_data_copy", _S),
    Read("read_data_copy_page", _S),
    Read("list_corrections_of_student", _S),
    Read("read_correction_of_student", _S),
    Read("list_corrections", Asker.DESK, 50),
    Read("list_corrections_told", _T, 45),
    Read("read_me", _S),
    Read("read_notice", _S),
    Read("read_calendar", _N, 3),
    Read("read_academic_calendar", _S, 40),
    Read("list_scoring_models", _S),
    Read("read_scoring_model_in_force", _S),
    Read("list_score_movements", _T, 45, query="?scoring_model_id={draft_id}"),
    Read("list_signals", _T),
    Read("read_signal_precision", Asker.ANALYST),
    Read("read_expectation", _S, 8),
    Read("read_expectation", _T, 8),
    Read("list_expectation_acts", _S),
    Read("list_prediction_models", _S),
    Read("read_prediction_model", _S),
    Read("read_prediction_card", _S),
    Read("read_public_predictions", _N),
    Read("read_public_predictions_page", _N),
    Read("read_cohort_figures", Asker.ANALYST, 3),
    Read("list_saved_cohorts", _T),
    Read("read_saved_cohort", _T),
    Read("list_cohort_members", _T, 45),
    Read("list_cohort_events", _T, 45),
    Read("list_grants", _A, 50),
    Read("read_grant", _A),
    Read("list_org_units", _A, 3),
    Read("list_tutorships", _A, query="?student_number={student_number}"),
    Read("list_training_records", _A, query="?staff_number={staff_number}"),
    Read("list_teams", _A, 5),
    Read("list_team_members", _A, 5, values={"code": "TEAM-1"}),
    Read("list_exam_periods", _A),
    Read("read_exam_period", _A),
    Read("list_outages", _A),
    Read("read_source_outage", _A),
    Read("read_scoring_model", _A),
    Read("read_settings", _A),
    Read("list_audit_entries", _A, 50),
    Read("list_webhooks", _A),
    Read("list_deliveries", Asker.SYSTEM, 50),
    Read("read_own_reference", _S),
    Read("read_own_reference", Asker.SYSTEM),
    Read("list_codes", Asker.SYSTEM, 3, query="?of=programmes"),
    Read("list_imports", Asker.SYSTEM, 50),
    Read("read_import", Asker.SYSTEM, 100),
    Read("read_liveness", _N),
    Read("read_readiness", _N),
    Read("read_problem_type", _N, values={"code": "consent-required"}),
    Read("read_protected_resource", _N),
    Read("list_signing_keys", _N),
)


NOT_OFFERED = frozenset(
    {
        "read_indicator", "read_visa_engagement", "read_visa_file", "read_visa_file_as_csv",
        "list_visa_decisions",
        "list_visa_engagement", "list_review_lists", "read_review_list", "list_signals_of_student",
        "read_current_signals", "read_signal", "read_weekly_report", "read_weekly_report_csv",
        "read_weekly_trend", "read_report_workbook", "list_source_proposals", "read_source_proposal",
        "list_due_reviews", "read_known_inaccuracy", "list_flagged_students", "read_statistics_of_group",
        "read_insight_into_module_run",
        "read_webhook", "list_webhook_deliveries", "list_exports", "read_export",
        "read_caliper_configuration", "read_launch_login",
    }
)  # fmt: skip
"""What the bench's profile does not offer, what none of its people may ask for, or what it has none of."""
ERASING = frozenset({"read_erasure_preview", "read_erasure", "read_erasure_page"})
"""What erases, or needs somebody who was erased: `bench.erasure`."""
STATEMENTS = frozenset(
    {
        "list_service_credentials", "list_statement_classes", "read_activity_profile", "read_activity_state",
        "read_agent_profile", "read_learning_activity", "read_learning_person", "read_learning_statements",
        "read_statement_versions",
    }
)  # fmt: skip
"""What systems ask of a record store, which has no statement here: `bench.xapi`."""


def paths(method: str) -> dict[str, str]:
    """The contract's operations of that method: each one's path template."""
    contract: dict[str, Any] = create_app(Settings()).openapi()
    return {item[method]["operationId"]: path for path, item in contract["paths"].items() if method in item}


def check_coverage() -> None:
    """Raises LookupError for a GET that nothing here asks for, and for one that there is not."""
    stated, read = set(paths("get")), {each.operation for each in READS}
    if missing := sorted(stated - read - NOT_OFFERED - ERASING - STATEMENTS):
        raise LookupError(f"no read of bench/read_cases.py asks for {', '.join(missing)}")
    if unknown := sorted(read - stated):
        raise LookupError(f"the contract has no {', '.join(unknown)}")


_NAMES = f"""
    with approved as (select array_agg(grant_id::text) as grants from grants where status = 'approved')
    select distinct on (s.number) s.number as student_number, s.student_id::text, f.number as staff_number,
           m.meeting_id::text, n.note_id::text, d.decision_id::text, e.module_run_id::text as cohort_id,
           o.objective_id::text, g.group_intervention_id::text, w.cohort_id::text as saved_cohort_id,
           q.request_id::text, c.correction_id::text, k.case_id::text,
           a.grants[1 + substr(s.number, 2)::int % cardinality(a.grants)] as grant_id,
           'calendar-of-student-' || s.number as secret, y.system,
           (select i.import_id::text from imports i where i.subject = y.system limit 1) as import_id
    from approved a, students s
    cross join lateral (select 'system-' || 1 + substr(s.number, 2)::int % {SYSTEMS} as system) y
    join tutorships t using (institution_id, student_id) join staff f using (institution_id, staff_id)
    join meetings m using (institution_id, student_id) join notes n using (institution_id, student_id)
    join consent_decisions d using (institution_id, student_id)
    join cases k using (institution_id, student_id)
    join enrolments e using (institution_id, student_id)
    join objectives o using (institution_id, student_id)
    join rights_requests q using (institution_id, student_id)
    join corrections c using (institution_id, student_id)
    join group_interventions g on g.institution_id = s.institution_id and g.organised_by = t.staff_id
    join saved_cohorts w on w.institution_id = s.institution_id and w.owner_id = t.staff_id
    where q.kind = 'access' and c.state = 'accepted' and substr(s.number, 2)::int = any($1)
"""
_SHARED_NAMES = """
    select exam_period_id::text, outage_id::text, m.scoring_model_id::text,
           d.scoring_model_id::text as draft_id, 'learning_analytics' as purpose, 'module-runs' as kind,
           (select code from institutions i where i.institution_id = m.institution_id) as code,
           (select version from prediction_models p where p.institution_id = m.institution_id) as version
    from exam_periods, source_outages, scoring_models m, scoring_models d
    where m.status = 'published' and d.status = 'draft' limit 1
"""


class People:
    """Students and staff with tokens, and what is in the paths about them."""

    def __init__(self, issuer: DemoIssuer, names: Sequence[Mapping[str, str]]) -> None:
        self._names = names
        self._paths = paths("get") | paths("post")
        self._random = Random(2)
        staff = sorted({each["staff_number"] for each in names})
        offices = self._random.sample(staff, min(OFFICES, len(staff)))
        logins = {
            Asker.STUDENT: (roles.STUDENT, [each["student_number"] for each in names]),
            Asker.TUTOR: (roles.PERSONAL_TUTOR, staff),
            Asker.ADMINISTRATOR: (roles.ADMIN, offices),
            Asker.ANALYST: (roles.ANALYST, offices),
            Asker.DESK: (roles.INFORMATION_DESK, offices),
            Asker.SYSTEM: (roles.SERVICE, [f"system-{at}" for at in range(1, SYSTEMS + 1)]),
        }
        self._headers = {
            asker: {login: headers(issuer, login, role) for login in named}
            for asker, (role, named) in logins.items()
        }

    @staticmethod
    async def names(fixture: Fixture) -> list[Mapping[str, str]]:
        """What the paths about some students say, by student."""
        chosen = Random(1).sample(range(fixture.students), min(STUDENTS, fixture.students))
        (shared,) = await fixture.owner.fetch(_SHARED_NAMES)
        day = {"day": str(fixture.last)}
        return [{**shared, **each, **day} for each in await fixture.owner.fetch(_NAMES, chosen)]

    def with_every_token(self) -> list[Request]:
        """A request with each token, so that none is met for the first time in a measurement."""
        return [
            Request("/v1/me", headers) for by_login in self._headers.values() for headers in by_login.values()
        ]

    def reads(self, read: Read) -> list[Request]:
        """One about each of the students."""
        path = self._paths[read.operation] + read.query
        return [
            Request(path.format(**({**each, **read.values})), self._headers_of(read.asker, each))
            for each in self._names
        ]

    def writes(self, operation: str, asker: Asker, body: str) -> list[Request]:
        """The same of a POST with that body."""
        content = {"Content-Type": "application/json"}
        return [
            Request(self._paths[operation].format(**each), {**self._headers_of(asker, each), **content}, body)
            for each in self._names
        ]

    def bare(self, path: str, body: str = "") -> list[Request]:
        """The same of the yardstick; `path` names the student."""
        content = {"Content-Type": "application/json"} if body else {}
        return [Request(path.format(**each), content, body) for each in self._names]

    def _headers_of(self, asker: Asker, names: Mapping[str, str]) -> Mapping[str, str]:
        match asker:
            case Asker.NOBODY:
                return {}
            case Asker.STUDENT:
                return self._headers[asker][names["student_number"]]
            case Asker.TUTOR:
                return self._headers[asker][names["staff_number"]]
            case Asker.SYSTEM:
                return self._headers[asker][names["system"]]
            case _:
                return self._random.choice(list(self._headers[asker].values()))


def headers(issuer: DemoIssuer, login: str, role: Role) -> dict[str, str]:
    """What somebody sends in that role; staff say why they look."""
    token = issuer.token(login, [role], system_clock(), TOKEN_LASTS)
    purpose = {} if role == roles.STUDENT else {"Attune-Purpose": "tutoring"}
    return {"Authorization": f"Bearer {token}"} | purpose
