"""A scene to ask in: one state of an institution, everybody in it, and what each operation needs to succeed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from app.wire.roster import TeachingRow
from tests import roles
from tests.access import scene_calendar
from tests.world import PUBLISHED, Person, World, event, mark, note, register, session

STUDENT = "/v1/students/{student_id}"
REMOVAL = "It must go."


def operation(row: str) -> str:
    return row.replace("…", STUDENT)


async def everybody(world: World) -> dict[str, Person]:
    """One person for each relation to the student `self` that an access matrix asks about.

    In a profile that lacks somebody's role they have the relation all the same: it must open nothing.
    """
    tutor, former, stranger = [await world.tutor() for _ in range(3)]
    student = await world.student(tutor=tutor)
    await world.begin_tutorship(student, former, world.yesterday)
    await world.end_tutorship(student, former, world.today, starts_on=world.yesterday)
    people = {
        "self": student,
        "other": await world.student(tutor=stranger),
        "tutor": tutor,
        "former": former,
        "stranger": stranger,
        "adviser": await world.tutor(roles.ADVISER),
        "lecturer": await world.tutor(roles.LECTURER),
        "head": await world.tutor(roles.DEPARTMENT_HEAD),
        "elsewhere": await world.tutor(roles.DEPARTMENT_HEAD),
        "explorer": await world.tutor(roles.SITE_EXPLORER),
        "expired": await world.tutor(roles.SITE_EXPLORER),
        "unapproved": await world.tutor(roles.SITE_EXPLORER),
        "trained": await world.tutor(roles.SENIOR_TUTOR, trained=False),
        "untrained": await world.tutor(roles.SENIOR_TUTOR, trained=False),
        "visa": await world.tutor(roles.VISA_TEAM),
        "team": await world.tutor(roles.WELLBEING_TEAM),
        "closed": await world.tutor(roles.WELLBEING_TEAM),
        "desk": await world.tutor(roles.INFORMATION_DESK),
        "analyst": await world.tutor(roles.ANALYST),
        "admin": await world.tutor(roles.ADMIN),
        "service": await world.service(),
        "abroad": await _tutor_of_another(world),
    }
    if roles.ADVISER in world.profile.role_rules:  # an import refuses tutorships of an unknown kind
        await world.begin_tutorship(student, people["adviser"], world.yesterday, kind=roles.ADVISER)
    await world.roster(teaching=[TeachingRow(people["lecturer"].number, "BIO1-18")])
    await world.add_college("ARTS", "Arts", "BA")
    await world.grant(people["head"], roles.DEPARTMENT_HEAD, "CLES")
    await world.grant(people["elsewhere"], roles.DEPARTMENT_HEAD, "ARTS")
    await world.grant(people["explorer"], roles.SITE_EXPLORER)
    await world.grant(people["expired"], roles.SITE_EXPLORER, ends_before=world.today)
    await world.grant(people["unapproved"], roles.SITE_EXPLORER, status="requested")
    for name in ("trained", "untrained"):
        await world.grant(people[name], roles.SENIOR_TUTOR, "CLES")
    await world.train(people["trained"], world.yesterday)
    await world.train(people["untrained"], world.yesterday - timedelta(days=400))
    await world.grant(people["visa"], roles.VISA_TEAM)
    await world.team(people["team"], roles.WELLBEING_TEAM, opened=[student.id])
    await world.team(people["closed"], roles.WELLBEING_TEAM, closed=[student.id])
    return people


async def _tutor_of_another(world: World) -> Person:
    abroad = await world.create_another(world.profile.name, empty=False)
    await abroad.add_college("ARTS", "Arts", "BA")
    return await abroad.tutor()


@dataclass
class Scene:
    """One state of the world, everybody in it, and a body and ids for each operation."""

    world: World
    consent: str
    exams: bool
    people: dict[str, Person] = field(default_factory=dict)

    @classmethod
    async def set_up(cls, world: World, consent: str, *, exams: bool) -> "Scene":
        scene = cls(world, consent, exams)
        scene.people = await everybody(world)
        student = scene.people["self"]
        if consent != "undecided":
            assert (await student.decide(consent)).status_code == 201
        await world.assess()
        await world.mark(mark(student, "ESSAY", 62))
        await world.hold_sessions(session("L1", world.yesterday))
        if exams:
            await world.exams(world.today, world.today + timedelta(days=3))
        return scene

    async def ask(self, row: str, who: str) -> int:
        answer = await self.send(row, self.people[who].headers if who != "nobody" else {})
        return answer.status_code

    async def send(
        self, row: str, headers: dict[str, str], made: dict[str, Any] | None = None
    ) -> httpx.Response:
        """The row's request, as whoever has those headers; with ids and a body of its own unless given."""
        method, path = operation(row).split(" ")
        made = made or await self.made_for(row)
        filled = re.sub(r"\{(\w+)\}", lambda name: str(made["ids"][name[1]]), path)
        answer = await self.world.client.request(
            method, filled, json=made.get("body"), params=made.get("query"), headers=headers
        )
        assert answer.status_code < 500, answer.text
        return answer

    async def made_for(self, row: str) -> dict[str, Any]:
        """What the operation needs to succeed for whoever may: made anew for each asking."""
        student, world = self.people["self"], self.world
        ids: dict[str, Any] = {
            "student_id": student.id,
            "purpose": "learning_analytics",
            "day": world.yesterday,
            "secret": "x" * 43,
            "code": "consent-required",
            "kind": "module-runs",
            "cohort_id": await world.module_run_id("BIO1-18"),
        }
        made: dict[str, Any] = {"ids": ids}
        if preparation := PREPARED.get(row):
            made |= await preparation(self, ids)
        return made


async def _tutors_draft(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    shared = await scene.people["tutor"].do(f"{scene.people['self'].path}/notes", note())
    ids["note_id"] = shared["note_id"]
    return {"body": note()}


async def _drafts_only(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    await _tutors_draft(scene, ids)
    return {}


async def _shared_note(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    await _tutors_draft(scene, ids)
    await scene.people["tutor"].do(f"{scene.people['self'].path}/notes/{ids['note_id']}/sharing", None)
    return {"body": {"reason": REMOVAL}}


async def _note_that_stands(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    await _shared_note(scene, ids)
    return {"body": note()}


async def _meeting(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    body = _appointment(scene)
    made = await scene.people["tutor"].do(f"{scene.people['self'].path}/meetings", body)
    ids["meeting_id"] = made["meeting_id"]
    return {"body": body}


def _appointment(scene: Scene) -> dict[str, Any]:
    starts = scene.world.moment.now + timedelta(days=1)
    return {
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
        "staff_id": str(scene.people["tutor"].id),
    }


async def _calendar(scene: Scene, _ids: dict[str, Any]) -> dict[str, Any]:
    for person in scene.people.values():  # whoever may have one
        await person.post("/v1/me/calendar-link", None)
    return {}


async def _exam_period(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    far = scene.world.today + timedelta(days=300)
    body = {"title": "Later", "starts_on": str(far), "ends_before": str(far + timedelta(days=1))}
    made = await scene.people["admin"].do("/v1/admin/exam-periods", body)
    ids["exam_period_id"] = made["exam_period_id"]
    return {"body": body}


async def _outage(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    far = scene.world.today + timedelta(days=300)
    body = {
        "source": "app",
        "starts_on": str(far),
        "ends_before": str(far + timedelta(days=1)),
        "note": "To come.",
    }
    made = await scene.people["admin"].do("/v1/admin/outages", body)
    ids["outage_id"] = made["outage_id"]
    return {"body": body}


COEFFICIENTS = dict.fromkeys(("CLES", "ARTS"), PUBLISHED)
MODEL = {"academic_year": 2030, "coefficients": COEFFICIENTS, "note": "for a test"}


async def _drafted_model(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    made = await scene.people["admin"].do("/v1/admin/scoring-models", MODEL)
    ids["scoring_model_id"] = made["scoring_model_id"]
    return {"body": MODEL}


async def _trial(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    await _drafted_model(scene, ids)
    return {"body": {"scoring_model_id": ids["scoring_model_id"]}}


async def _movements(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    await _drafted_model(scene, ids)
    return {"query": {"scoring_model_id": ids["scoring_model_id"]}}


async def _tutorship(scene: Scene, _ids: dict[str, Any]) -> dict[str, Any]:
    body = {
        "student_number": scene.people["self"].number,
        "staff_number": (await scene.world.tutor()).number,
        "starts_on": str(scene.world.yesterday),
    }
    return {"body": body}


async def _tutorship_to_end(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    made = await _tutorship(scene, ids)
    await scene.people["admin"].do("/v1/admin/tutorships", made["body"])
    return {"body": made["body"] | {"ends_before": str(scene.world.today)}}


REASON = {"reason": "For a test."}


def _asked_grant(scene: Scene) -> dict[str, Any]:
    today = scene.world.today
    return REASON | {
        "role": roles.SITE_EXPLORER,
        "org_unit": None,
        "starts_on": str(today),
        "ends_before": str(today + timedelta(days=30)),
    }


async def _grant_to_decide(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    head = scene.people["head"]
    ids["grant_id"] = await scene.world.grant(head, roles.DEPARTMENT_HEAD, "CLES", status="requested")
    return {"body": REASON | {"decision": "refused"}}


async def _grant_in_force(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    ids["grant_id"] = await scene.world.grant(scene.people["head"], roles.DEPARTMENT_HEAD, "ARTS")
    return {"body": REASON}


async def _grant_to_review(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    await _grant_in_force(scene, ids)
    return {}


async def _staff_number(scene: Scene, _ids: dict[str, Any]) -> dict[str, Any]:
    return {"query": {"staff_number": scene.people["tutor"].number}}


def _training(scene: Scene) -> dict[str, Any]:
    number = scene.people["tutor"].number
    return {"staff_number": number, "course": "For a test", "completed_on": str(scene.world.today)}


async def _trained(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    made = await scene.people["admin"].do("/v1/admin/training-records", _training(scene))
    ids["training_id"] = made["training_id"]
    return {}


async def _new_team(_scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    ids["code"] = f"TEAM-{uuid4().hex[:8]}"
    return {"body": {"name": "A team", "role": roles.WELLBEING_TEAM}}


async def _team(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    """A team of somebody else, which nobody has joined since."""
    ids["code"] = await scene.world.team(await scene.world.tutor(), roles.WELLBEING_TEAM)
    number = scene.people["tutor"].number
    return {"body": {"staff_number": number, "starts_on": str(scene.world.today)}}


async def _team_to_leave(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    made = await _team(scene, ids)
    await scene.people["admin"].do(f"/v1/admin/teams/{ids['code']}/members", made["body"])
    return {"body": made["body"] | {"ends_before": str(scene.world.today + timedelta(days=1))}}


async def _case(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    await _team(scene, ids)
    return {"body": REASON | {"team": ids["code"]}}


async def _open_case(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    made = await _case(scene, ids)
    opened = await scene.people["tutor"].do(f"{scene.people['self'].path}/assignments", made["body"])
    ids["assignment_id"] = opened["assignment_id"]
    return {"body": REASON}


def _body(make: Callable[[Scene], Any]) -> Any:
    async def prepare(scene: Scene, _ids: dict[str, Any]) -> dict[str, Any]:
        return {"body": make(scene)}

    return prepare


def _decision(scene: Scene) -> dict[str, Any]:
    """The same decision again, so that asking does not change the state of the world."""
    decision = scene.consent if scene.consent != "undecided" else "refused"
    return {"decision": decision, "notice_version": "2018-09", "academic_year": 2019}


async def _decided(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    path = f"{scene.people['self'].path}/consents/learning_analytics/decisions"
    ids["decision_id"] = (await scene.people["self"].do(path, _decision(scene)))["decision_id"]
    return {}


async def _number(scene: Scene, _ids: dict[str, Any]) -> dict[str, Any]:
    return {"query": {"student_number": scene.people["self"].number}}


async def _unit(_scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    ids["code"] = f"UNIT-{uuid4().hex[:8]}"
    return {"body": {"name": "A unit", "parent": "U"}}


def _event_name(scene: Scene) -> dict[str, Any]:
    named = event(scene.people["self"], "app", scene.world.yesterday)
    return {"events": [{key: named[key] for key in ("event_id", "system", "identifier")}]}


PREPARED: dict[str, Any] = {
    "DELETE /v1/me/calendar-link": _calendar,
    "POST …/meetings": _body(_appointment),
    "POST …/meetings/{meeting_id}/cancellation": _meeting,
    "GET …/meetings/{meeting_id}": _meeting,
    "GET …/consents/decisions/{decision_id}": _decided,
    "POST …/notes": _body(lambda _: note()),
    "GET …/notes/{note_id}": _shared_note,
    "PUT …/notes/{note_id}": _note_that_stands,
    "DELETE …/notes/{note_id}": _shared_note,
    "POST …/notes/{note_id}/sharing": _shared_note,
    "POST …/notes/{note_id}/removal": _shared_note,
    "POST …/consents/{purpose}/decisions": _body(_decision),
    "POST /v1/events": _body(lambda s: {"events": [event(s.people["self"], "app", s.world.yesterday)]}),
    "POST /v1/events/removals": _body(_event_name),
    "POST /v1/teaching-sessions": _body(lambda s: {"sessions": [session("L2", s.world.yesterday)]}),
    "POST /v1/attendance": _body(lambda s: {"records": [register(s.people["self"], "L1", "present")]}),
    "POST /v1/marks": _body(lambda s: {"marks": [mark(s.people["self"], "ESSAY", 62)]}),
    "POST /v1/career-stages": _body(
        lambda s: {
            "stages": [
                {
                    "system": "campus",
                    "identifier": s.people["self"].number,
                    "recorded_on": str(s.world.yesterday),
                    "stage": "planning",
                }
            ]
        }
    ),
    "PUT /v1/admin/org-units/{code}": _unit,
    "GET /v1/admin/tutorships": _number,
    "POST /v1/admin/tutorships": _tutorship,
    "POST /v1/admin/tutorships/endings": _tutorship_to_end,
    "POST /v1/admin/exam-periods": _exam_period,
    "GET /v1/admin/exam-periods/{exam_period_id}": _exam_period,
    "DELETE /v1/admin/exam-periods/{exam_period_id}": _exam_period,
    "POST /v1/admin/outages": _outage,
    "GET /v1/admin/outages/{outage_id}": _outage,
    "DELETE /v1/admin/outages/{outage_id}": _outage,
    "POST /v1/scoring-trials": _trial,
    "GET /v1/scoring-trials/movements": _movements,
    "POST /v1/admin/scoring-models": _body(lambda _: MODEL),
    "GET /v1/admin/scoring-models/{scoring_model_id}": _drafted_model,
    "POST /v1/admin/scoring-models/{scoring_model_id}/publication": _drafted_model,
    "PUT /v1/admin/settings": _body(lambda _: {"settings": {}}),
    "POST /v1/grants": _body(_asked_grant),
    "GET /v1/grants/{grant_id}": _grant_to_decide,
    "POST /v1/grants/{grant_id}/decision": _grant_to_decide,
    "POST /v1/grants/{grant_id}/revocation": _grant_in_force,
    "POST /v1/grants/{grant_id}/review": _grant_to_review,
    "GET /v1/admin/training-records": _staff_number,
    "POST /v1/admin/training-records": _body(_training),
    "DELETE /v1/admin/training-records/{training_id}": _trained,
    "PUT /v1/admin/teams/{code}": _new_team,
    "GET /v1/admin/teams/{code}/members": _team,
    "POST /v1/admin/teams/{code}/members": _team,
    "POST /v1/admin/teams/{code}/members/endings": _team_to_leave,
    "POST …/assignments": _case,
    "POST …/assignments/{assignment_id}/closing": _open_case,
} | scene_calendar.PREPARED

# The tutor's own note is a draft where the matrix lets its author change it.
OWN_DRAFT = {
    "PUT …/notes/{note_id}": _tutors_draft,
    "DELETE …/notes/{note_id}": _drafts_only,
    "POST …/notes/{note_id}/sharing": _drafts_only,
}
