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
from tests.world import Person, World, event, mark, note, register, session

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
        "trained": await world.tutor(roles.SENIOR_TUTOR),
        "untrained": await world.tutor(roles.SENIOR_TUTOR),
        "visa": await world.tutor(roles.VISA_TEAM),
        "team": await world.tutor(roles.WELLBEING_TEAM),
        "closed": await world.tutor(roles.WELLBEING_TEAM),
        "desk": await world.tutor(roles.INFORMATION_DESK),
        "analyst": await world.tutor(roles.ANALYST),
        "admin": await world.tutor(roles.ADMIN),
        "service": await world.service(),
    }
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
    return {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}


async def _calendar(scene: Scene, _ids: dict[str, Any]) -> dict[str, Any]:
    for name, person in scene.people.items():
        if name != "service":
            await person.do("/v1/me/calendar-link", None)
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


TRIAL = {"coefficients": {"CLES": {"app": 1, "careers": 1, "vle": 1}}, "thresholds": [1, 5]}
MODEL = {
    "academic_year": 2030,
    "coefficients": {"CLES": {"app": 1, "careers": 1, "vle": 1}},
    "note": "for a test",
}


async def _drafted_model(scene: Scene, ids: dict[str, Any]) -> dict[str, Any]:
    made = await scene.people["admin"].do("/v1/admin/scoring-models", MODEL)
    ids["scoring_model_id"] = made["scoring_model_id"]
    return {"body": MODEL}


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
    "POST /v1/scoring-trials": _body(lambda _: TRIAL),
    "POST /v1/scoring-trials/movements": _body(lambda _: TRIAL),
    "POST /v1/admin/scoring-models": _body(lambda _: MODEL),
    "GET /v1/admin/scoring-models/{scoring_model_id}": _drafted_model,
    "POST /v1/admin/scoring-models/{scoring_model_id}/publication": _drafted_model,
    "PUT /v1/admin/settings": _body(lambda _: {"settings": {}}),
}

# The tutor's own note is a draft where the matrix lets its author change it.
OWN_DRAFT = {
    "PUT …/notes/{note_id}": _tutors_draft,
    "DELETE …/notes/{note_id}": _drafts_only,
    "POST …/notes/{note_id}/sharing": _drafts_only,
}
