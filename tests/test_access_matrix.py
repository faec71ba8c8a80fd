"""The access matrix: every operation, asked by everybody, in every state; over real HTTP with real tokens.

Read a row as: who asks, what they get. The letters are the columns of WHO, the states are below. An
operation that is not here fails the suite, and so does a row for an operation that is gone.
"""

import re
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.auth.principal import Role
from app.main import create_app
from app.profiles.model import read_profile
from app.settings import PROJECT, Settings
from app.store import institutions
from app.db.asking import as_operator
from app.wire.roster import TeachingRow
from tests.world import Moment, Person, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio

# fmt: off
WHO = (
    "self",       # the student
    "other",      # another student
    "tutor",      # the current personal tutor
    "former",     # a tutor whose tutorship has ended
    "stranger",   # another student's personal tutor
    "lecturer",   # teaches the student's module
    "head",       # head of the student's department, in a profile that has such a role
    "explorer",   # whose charge is everybody, likewise
    "desk",       # the student information desk
    "analyst",    # reads figures about groups
    "admin",      # an administrator
    "service",    # another system
    "nobody",     # no token
)

# What is answered in each state. 2: done (200, 201, 204). Other figures: 401, 403, 404, as their last digit
# says. C: done with consent, else 403. G: done with consent outside exam periods, else 403.
ANSWERS = {"2": (200, 201, 204), "1": (401,), "3": (403,), "4": (404,)}

STATES = (  # consent, exam period
    ("given", False),
    ("given", True),
    ("refused", False),
    ("undecided", True),
)

MATRIX = {
    # operation                              self other tutor former stranger lecturer head explorer desk analyst admin service nobody
    "GET /v1/me":                           "2    2     2     2      2        2        2    2        2    2       2     2       1",
    "POST /v1/me/calendar-link":            "2    2     2     2      2        2        2    2        2    2       2     3       1",
    "DELETE /v1/me/calendar-link":          "2    2     2     2      2        2        2    2        2    2       2     4       1",
    "GET /v1/calendars/{secret}.ics":       "4    4     4     4      4        4        4    4        4    4       4     4       4",
    "GET /v1/students":                     "2    2     2     2      2        3        2    2        3    3       3     3       1",
    "GET /v1/students/{student_id}":        "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "GET …/dashboard":                      "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "GET …/engagement":                     "C    4     C     4      4        4        C    C        4    4       4     4       1",
    "GET …/engagement/{day}/explanation":   "C    4     C     4      4        4        C    C        4    4       4     4       1",
    "GET …/attendance":                     "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "GET …/grades":                         "G    4     G     4      4        4        G    G        4    4       4     4       1",
    "GET …/employability":                  "C    4     C     4      4        4        C    C        4    4       4     4       1",
    "GET …/consents":                       "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "GET …/consents/decisions":             "2    4     3     4      4        4        3    3        4    4       4     4       1",
    "GET …/consents/decisions/{decision_id}": "2 4 3 4 4 4 3 3 4 4 4 4 1",
    "GET …/access-records":                 "2    4     3     4      4        4        3    3        4    4       4     4       1",
    "GET …/meetings":                       "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "POST …/meetings":                      "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "GET …/meetings/{meeting_id}":          "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "POST …/meetings/{meeting_id}/cancellation": "2 4 2 4 4 4 2 2 4 4 4 4 1",
    "GET …/notes":                          "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "POST …/notes":                         "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "GET …/notes/{note_id}":                "2    4     2     4      4        4        2    2        4    4       4     4       1",
    "PUT …/notes/{note_id}":                "3    4     2     4      4        4        3    3        4    4       4     4       1",
    "DELETE …/notes/{note_id}":             "3    4     2     4      4        4        3    3        4    4       4     4       1",
    "POST …/notes/{note_id}/sharing":       "3    4     2     4      4        4        3    3        4    4       4     4       1",
    "POST …/notes/{note_id}/removal":       "3    3     3     3      3        3        3    3        2    3       3     3       1",
    "POST …/consents/{purpose}/decisions":  "2    4     3     4      4        4        3    3        4    4       4     4       1",
    "GET /v1/purposes/{purpose}/notice":    "2    2     2     2      2        2        2    2        2    2       2     2       1",
    "GET /v1/scoring-models":               "2    2     2     2      2        2        2    2        2    2       2     2       1",
    "GET /v1/scoring-models/in-force":      "2    2     2     2      2        2        2    2        2    2       2     2       1",
    "POST /v1/scoring-trials":              "3    3     3     3      3        3        3    3        3    2       2     3       1",
    "POST /v1/scoring-trials/movements":    "2    2     2     2      2        3        2    2        3    3       3     3       1",
    "GET /v1/cohorts/{kind}/{cohort_id}":   "3    3     3     3      3        3        3    3        3    2       3     3       1",
    "POST /v1/events":                      "3    3     3     3      3        3        3    3        3    3       3     2       1",
    "POST /v1/events/removals":             "3    3     3     3      3        3        3    3        3    3       3     2       1",
    "POST /v1/teaching-sessions":           "3    3     3     3      3        3        3    3        3    3       3     2       1",
    "POST /v1/attendance":                  "3    3     3     3      3        3        3    3        3    3       3     2       1",
    "POST /v1/marks":                       "3    3     3     3      3        3        3    3        3    3       3     2       1",
    "POST /v1/career-stages":               "3    3     3     3      3        3        3    3        3    3       3     2       1",
    "GET /v1/admin/org-units":              "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "PUT /v1/admin/org-units/{code}":       "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "GET /v1/admin/tutorships":             "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "POST /v1/admin/tutorships":            "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "POST /v1/admin/tutorships/endings":    "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "GET /v1/admin/exam-periods":           "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "POST /v1/admin/exam-periods":          "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "GET /v1/admin/exam-periods/{exam_period_id}": "3 3 3 3 3 3 3 3 3 3 2 3 1",
    "DELETE /v1/admin/exam-periods/{exam_period_id}": "3 3 3 3 3 3 3 3 3 3 2 3 1",
    "GET /v1/admin/outages":                "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "POST /v1/admin/outages":               "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "GET /v1/admin/outages/{outage_id}":    "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "DELETE /v1/admin/outages/{outage_id}": "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "POST /v1/admin/scoring-models":        "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "GET /v1/admin/scoring-models/{scoring_model_id}": "3 3 3 3 3 3 3 3 3 3 2 3 1",
    "POST /v1/admin/scoring-models/{scoring_model_id}/publication": "3 3 3 3 3 3 3 3 3 3 2 3 1",
    "GET /v1/admin/settings":               "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "PUT /v1/admin/settings":               "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "GET /v1/admin/audit-entries":          "3    3     3     3      3        3        3    3        3    3       2     3       1",
    "GET /healthz":                         "2    2     2     2      2        2        2    2        2    2       2     2       2",
    "GET /readyz":                          "2    2     2     2      2        2        2    2        2    2       2     2       2",
    "GET /problems/{code}":                 "2    2     2     2      2        2        2    2        2    2       2     2       2",
    "GET /.well-known/oauth-protected-resource": "2 2 2 2 2 2 2 2 2 2 2 2 2",
}
# fmt: on
STUDENT = "/v1/students/{student_id}"
REMOVAL = "It must go."


def operation(row: str) -> str:
    return row.replace("…", STUDENT)


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
        tutor, former, stranger = [await world.tutor() for _ in range(3)]
        student = await world.student(tutor=tutor)
        await world.begin_tutorship(student, former, world.yesterday)
        await world.end_tutorship(student, former, world.today, starts_on=world.yesterday)
        lecturer = await world.tutor(Role.LECTURER)
        await world.roster(teaching=[TeachingRow(lecturer.number, "BIO1-18")])
        scene.people = {
            "self": student,
            "other": await world.student(tutor=stranger),
            "tutor": tutor,
            "former": former,
            "stranger": stranger,
            "lecturer": lecturer,
            "head": await world.tutor(Role.DEPARTMENT),
            "explorer": await world.tutor(Role.SITE_EXPLORER),
            "desk": await world.tutor(Role.INFORMATION_DESK),
            "analyst": await world.tutor(Role.ANALYST),
            "admin": await world.tutor(Role.ADMIN),
            "service": await world.service(),
        }
        await world.grant(scene.people["head"], Role.DEPARTMENT, "CLES")
        await world.grant(scene.people["explorer"], Role.SITE_EXPLORER)
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


def expected(letter: str, consent: str, *, exams: bool) -> tuple[int, ...]:
    if letter == "C":
        return ANSWERS["2" if consent == "given" else "3"]
    if letter == "G":
        return ANSWERS["2" if consent == "given" and not exams else "3"]
    return ANSWERS[letter]


def test_every_operation_has_a_row_and_every_row_an_operation(contract: dict[str, Any]) -> None:
    operations = {f"{method.upper()} {path}" for path, item in contract["paths"].items() for method in item}
    assert {operation(row) for row in MATRIX} == operations


def test_every_row_answers_everybody() -> None:
    for row, letters in MATRIX.items():
        assert len(letters.split()) == len(WHO), row


async def found_wide(world: World, profiles: Path) -> World:
    """Exeter's profile with two roles more, which no profile of ours has."""
    shutil.copy(PROJECT / "app" / "profiles" / "exeter.yaml", profiles)
    roles = ", ".join([*world.profile.roles, Role.DEPARTMENT, Role.SITE_EXPLORER])
    (profiles / "wide.yaml").write_text(f"extends: exeter\nroles: [{roles}]\n", "utf-8")
    found = await world.found_another("exeter", empty=False)
    async with as_operator(world.engine) as session:
        mine = found.institution
        await institutions.record(session, read_profile(profiles, "wide"), code=mine.code, name=mine.name)
    return found


@pytest.fixture
async def scenes(
    world: World, settings: Settings, moment: Moment, tmp_path: Path
) -> AsyncIterator[list[Scene]]:
    """A world of its own for each state: consent and exam periods reach everybody in it."""
    app = create_app(settings.model_copy(update={"profiles_dir": tmp_path}), clock=moment)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client,
    ):
        here = replace(world, client=client)
        yield [
            await Scene.set_up(await found_wide(here, tmp_path), consent, exams=exams)
            for consent, exams in STATES
        ]


async def test_everybody_gets_what_the_matrix_says(scenes: list[Scene]) -> None:
    wrong = []
    for scene in scenes:
        for row, letters in MATRIX.items():
            for who, letter in zip(WHO, letters.split(), strict=True):
                if who == "tutor" and row in OWN_DRAFT:
                    status = await _ask_with(scene, row, who, OWN_DRAFT[row])
                else:
                    status = await scene.ask(row, who)
                if status not in expected(letter, scene.consent, exams=scene.exams):
                    wrong.append((row, who, scene.consent, scene.exams, status))
    assert wrong == []


async def test_a_role_that_the_profile_does_not_know_opens_nothing(world: World) -> None:
    """Exeter has no such charges: neither the token's role nor a grant makes one."""
    scene = await Scene.set_up(world, "given", exams=False)
    rows = [row for row in MATRIX if STUDENT in operation(row)]
    for who in ("head", "explorer"):
        assert await scene.ask("GET /v1/students", who) == 403
        found = {row: await scene.ask(row, who) for row in rows}
        assert {row for row, status in found.items() if status != 404} == {"POST …/notes/{note_id}/removal"}
        assert found["POST …/notes/{note_id}/removal"] == 403


async def _ask_with(scene: Scene, row: str, who: str, preparation: Any) -> int:
    before = PREPARED[row]
    PREPARED[row] = preparation
    try:
        return await scene.ask(row, who)
    finally:
        PREPARED[row] = before
