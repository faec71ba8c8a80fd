"""Examples of who may see whom: the made-up student's week goes on (`examples.py`)."""

from typing import Any

from app.schemas.examples import ADMINISTRATOR, TUTOR, TUTOR_NAME, made_up_id

GRANT, TRAINING, TEAM, ASSIGNMENT, HEAD = map(made_up_id, range(40, 45))
_HEAD = {"staff_id": HEAD, "number": "P00102", "name": "Prof Ines Duarte"}
_ADMINISTRATOR = {"staff_id": ADMINISTRATOR, "number": "P00008", "name": "Rhiannon Price"}
_TUTOR = {"staff_id": TUTOR, "number": "P00417", "name": TUTOR_NAME}

_SCOPE = {
    "role": "senior_tutor",
    "org_unit": "CLES",
    "year_of_study": 1,
    "sponsored_only": False,
    "starts_on": "2018-11-20",
    "ends_before": "2019-08-01",
}
_WANTED = "Senior tutor of the first year until the summer."
_AGREED = {"decision": "approved", "reason": "As agreed with the college."}
_GRANT = _SCOPE | {
    "grant_id": GRANT,
    "staff": _HEAD,
    "role_title": "Senior tutor",
    "org_unit_name": "Life and Environmental Sciences",
    "standing": "in_force",
    "answer_by": "2018-11-30",
    "due_for_review": False,
    "requested": {"by": _HEAD, "at": "2018-11-16T09:20:00Z", "reason": _WANTED},
    "decided": {"by": _ADMINISTRATOR, "at": "2018-11-19T14:02:11Z", "reason": _AGREED["reason"]},
    "revoked": None,
    "reviewed": None,
}
_COMPLETED = {"course": "Looking after students' data", "completed_on": "2018-11-12"}
_TRAINING = _COMPLETED | {"training_id": TRAINING, "staff": _HEAD, "ends_before": "2019-11-12"}
_TEAM_NAMED = {"name": "Residence support", "role": "residence_team"}
_TEAM = _TEAM_NAMED | {"team_id": TEAM, "code": "RESX", "role_title": "Residence team"}
_MEMBERSHIP = {"staff_number": "P00417", "starts_on": "2018-11-19"}
_HANDED = {"team": "RESX", "reason": "Asked to talk about moving to another residence."}
_ASSIGNMENT = _HANDED | {
    "assignment_id": ASSIGNMENT,
    "team_name": _TEAM["name"],
    "opened_by_name": TUTOR_NAME,
    "opened_at": "2018-11-20T10:45:00Z",
    "closed_by_name": None,
    "closed_at": None,
    "closing_reason": None,
}

EXAMPLES: dict[str, Any] = {
    "AssignmentClosingIn": {"reason": "Has moved, and is content there."},
    "AssignmentIn": _HANDED,
    "AssignmentOut": _ASSIGNMENT,
    "AssignmentsOut": {"items": [_ASSIGNMENT]},
    "GrantDecisionIn": _AGREED,
    "GrantIn": _SCOPE | {"staff_number": None, "reason": _WANTED},
    "GrantOut": _GRANT,
    "GrantRevocationIn": {"reason": "Has left the college."},
    "GrantsOut": {"items": [_GRANT], "next_cursor": None},
    "TeamIn": _TEAM_NAMED,
    "TeamMemberEndIn": _MEMBERSHIP | {"ends_before": "2019-06-01"},
    "TeamMemberIn": _MEMBERSHIP,
    "TeamMembersOut": {
        "team": _TEAM,
        "items": [{"staff": _TUTOR, "starts_on": _MEMBERSHIP["starts_on"], "ends_before": None}],
    },
    "TeamOut": _TEAM,
    "TeamsOut": {"items": [_TEAM]},
    "TrainingIn": _COMPLETED | {"staff_number": _HEAD["number"], "ends_before": None},
    "TrainingOut": _TRAINING,
    "TrainingRecordsOut": {"items": [_TRAINING]},
}

PARAMETERS: dict[str, Any] = {
    "grant_id": GRANT,
    "training_id": TRAINING,
    "assignment_id": ASSIGNMENT,
    "staff_number": _HEAD["number"],
    "standing": "in_force",
    "due_for_review": True,
}
