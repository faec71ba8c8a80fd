"""Everything the service answers is in its contract: schemathesis, as each role, over every operation.

ATTUNE_SCHEMATHESIS_EXAMPLES asks for more requests than the few that every run of the suite sends.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import anyio
import pytest

from app.access.vocabulary import Role
from app.jobs.assemble_copies import assemble_copies
from app.main import create_app
from app.settings import Settings
from app.wire.roster import TeachingRow
from tests import roles
from tests.access.exeter import MATRIX
from tests.access.scene import Scene, operation
from tests.contract.reading import operations, parameters, problems, responses
from tests.documented import TABLE, Findings, attack, served
from tests.world import PUBLISHED, Moment, Person, World, event, mark, note, session

pytestmark = pytest.mark.anyio

EXAMPLES = int(os.environ.get("ATTUNE_SCHEMATHESIS_EXAMPLES", "2"))  # noqa: TID251 (the edge of the tests)
UNRATED = {name: 0 for name in Settings.model_fields if name.startswith("rate_")}
"""Nobody is turned away for asking much: rates have tests of their own."""
THOROUGH = EXAMPLES > 2
EVERYWHERE: list[Role | None] = [roles.STUDENT, roles.PERSONAL_TUTOR, roles.ADMIN, roles.SERVICE]
"""Whoever every run of the suite lets ask for everything."""
FURTHEST: dict[Role | None, list[str]] = {
    roles.STUDENT: ["me", "dashboard", "consent", "meetings", "who looked at me", "rights"],
    roles.PERSONAL_TUTOR: ["students", "engagement", "attendance", "grades", "employability"],
    roles.INFORMATION_DESK: ["rights"],
    roles.ANALYST: ["cohorts", "scoring models"],
    roles.ADMIN: ["administration", "grants"],
    roles.SENIOR_TUTOR: ["assignments"],
    roles.SERVICE: ["events", "attendance", "grades", "employability"],
}
WHO = [*EVERYWHERE, *(each for each in FURTHEST if each not in EVERYWHERE)]
Ask = Callable[[Role | None], Awaitable[Findings]]
Record = Callable[[str, object], None]


async def people(world: World) -> dict[Role | None, Person]:
    """Somebody in each role, and a student with something of everything."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await world.deliver(event(student, "app", world.yesterday), event(student, "vle", world.yesterday))
    await world.assess()
    await world.mark(mark(student, "ESSAY", 62))
    await world.hold_sessions(session("L1", world.yesterday))
    await world.say_stage(student, "planning", world.yesterday)
    found: dict[Role | None, Person] = {
        roles.STUDENT: student,
        roles.PERSONAL_TUTOR: tutor,
        roles.SERVICE: await world.service(),
    }
    for role in set(roles.EVERY) - set(found):
        found[role] = await world.tutor(role, trained=False)
    for role in (roles.DEPARTMENT_HEAD, roles.SITE_EXPLORER, roles.SENIOR_TUTOR, roles.VISA_TEAM):
        await world.grant(found[role], role, "CLES" if role == roles.DEPARTMENT_HEAD else None)
    await world.train(found[roles.SENIOR_TUTOR], world.yesterday)
    await world.begin_tutorship(student, found[roles.ADVISER], world.yesterday, kind=roles.ADVISER)
    await world.roster(teaching=[TeachingRow(found[roles.LECTURER].number, "BIO1-18")])
    await world.team(found[roles.WELLBEING_TEAM], roles.WELLBEING_TEAM, opened=[student.id])
    return found


async def ids(world: World, who: dict[Role | None, Person]) -> dict[str, Any]:
    """Real ids, by the parameter that they are for."""
    student, tutor, admin = who[roles.STUDENT], who[roles.PERSONAL_TUTOR], who[roles.ADMIN]
    starts = world.moment.now + timedelta(days=1)
    meeting = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    far = {"starts_on": "2019-11-01", "ends_before": "2019-11-03"}
    model = {"academic_year": 2030, "coefficients": {"CLES": PUBLISHED}, "note": "x"}
    link = await student.do("/v1/me/calendar-link", None)
    made = {
        "student_id": str(student.id),
        "day": str(world.yesterday),
        "purpose": "learning_analytics",
        "student_number": student.number,
        "academic_year": 2018,
        "cohort_id": str(await world.module_run_id("BIO1-18")),
        "module_run_id": str(await world.module_run_id("BIO1-18")),
        "secret": link["path"].removeprefix("/v1/calendars/").removesuffix(".ics"),
        "meeting_id": (await tutor.do(f"{student.path}/meetings", meeting))["meeting_id"],
        "exam_period_id": (await admin.do("/v1/admin/exam-periods", far | {"title": "x"}))["exam_period_id"],
        "outage_id": (await admin.do("/v1/admin/outages", far | {"source": "app", "note": "x"}))["outage_id"],
        "scoring_model_id": (await admin.do("/v1/admin/scoring-models", model))["scoring_model_id"],
    }
    for author in (student, tutor):
        await author.do(f"{student.path}/notes", note(share=True))
    made["note_id"] = (await tutor.do(f"{student.path}/notes", note()))["note_id"]
    team = await world.team(await world.tutor(), roles.WELLBEING_TEAM)
    case = {"team": team, "reason": "For a test."}
    made["assignment_id"] = (await tutor.do(f"{student.path}/assignments", case))["assignment_id"]
    made["grant_id"] = str(await world.grant(tutor, roles.SITE_EXPLORER, status="requested"))
    training = {"staff_number": tutor.number, "course": "x", "completed_on": str(world.yesterday)}
    made["training_id"] = (await admin.do("/v1/admin/training-records", training))["training_id"]
    made["staff_number"] = tutor.number
    decisions = await student.read(f"{student.path}/consents/decisions")
    made["decision_id"] = decisions["items"][0]["decision_id"]
    asked = await student.do(f"{student.path}/requests", {"kind": "access"})
    await assemble_copies(world.context)
    said = {
        "kind": "activity",
        "source": "app",
        "day": str(world.yesterday),
        "what_is_wrong": "It was not me.",
    }
    challenged = await student.do(f"{student.path}/corrections", said | {"should_be": {"amount": 0}})
    made["request_id"], made["correction_id"] = asked["request_id"], challenged["correction_id"]
    return made


@pytest.fixture
async def who(wide: World) -> dict[Role | None, Person]:
    return await people(wide)


@pytest.fixture
async def ask(
    who: dict[Role | None, Person], wide: World, settings: Settings, moment: Moment, contract: dict[str, Any]
) -> Ask:
    """What the contract lets somebody in that role ask; in a thorough run everything, otherwise less."""
    known = await ids(wide, who)
    unrated = settings.model_copy(update=UNRATED)

    async def run(role: Role | None) -> Findings:
        everything = THOROUGH or role in EVERYWHERE
        config = {
            "seed": 20181120,
            "headers": {} if role is None else who[role].headers,
            "dictionaries": {name: {"values": [value]} for name, value in known.items()},
            "parameters": {name: {"dictionary": name, "probability": 0.8} for name in known},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True},
            "phases": {
                "examples": {"fill-missing": True},
                "coverage": {"unexpected-methods": ["PATCH", "OPTIONS"]},
                "stateful": {"generation": {"max-examples": 2 * EXAMPLES}},
            },
            "operations": [OTHER_STANDARD] if THOROUGH else [quick(role), OTHER_STANDARD],
        }
        with served(create_app(unrated, clock=moment)) as url:
            asked = contract if everything else furthest_of(role, contract)
            return await anyio.to_thread.run_sync(attack, asked, url, config)

    return run


@pytest.mark.parametrize("role", [*roles.EVERY, None] if THOROUGH else WHO, ids=str)
async def test_every_answer_is_in_the_contract(role: Role | None, ask: Ask, record_property: Record) -> None:
    findings = await ask(role)
    record_property(TABLE, findings.row(str(role or "nobody")))
    assert not findings.faults, "\n\n".join(findings.faults)


@pytest.mark.parametrize(
    ("purpose", "code"), [(None, "purpose-required"), ("visa_compliance", "purpose-refused")]
)
async def test_staff_without_a_purpose_that_is_allowed_are_told_so_wherever_the_contract_says(
    purpose: str | None, code: str, world: World, contract: dict[str, Any]
) -> None:
    """The runs above state one that is allowed. (For tokens without the scope: tests/auth/test_scopes.py.)"""
    scene = await Scene.set_up(world, "given", exams=False)
    stated = {} if purpose is None else {"Attune-Purpose": purpose}
    silent = {"Authorization": scene.people["tutor"].headers["Authorization"]}
    rows = {operation(row): row for row in MATRIX}
    for method, path, described in operations(contract):
        row = rows[f"{method.upper()} {path}"]
        if "2" not in MATRIX[row] and "C" not in MATRIX[row] and "G" not in MATRIX[row]:
            continue  # Exeter does not offer it, whatever the purpose
        if any(each["name"] == "Attune-Purpose" for each in parameters(contract, described)):
            answer = await scene.send(row, silent | stated)
            listed = dict(responses(contract, described))
            assert code in problems(listed[answer.status_code]), path
            assert answer.json()["type"] == f"/problems/{code}", path


OTHER_STANDARD = {"include-path-regex": "^/(xapi/|v1/caliper$)", "enabled": False}
"""What is said there another standard says, and tests of their own ask."""


def quick(role: Role | None) -> dict[str, Any]:
    """An operation's input is varied, and its every edge tried, by the roles that get furthest into it."""
    off = {"enabled": False}
    return {"exclude-tag": FURTHEST.get(role, ["health"]), "phases": {"coverage": off, "fuzzing": off}}


def furthest_of(role: Role | None, contract: dict[str, Any]) -> dict[str, Any]:
    """The contract of what a role gets furthest into. Its other answers have the statuses of the matrices.

    Roles that get furthest into nothing ask in thorough runs alone.
    """
    tags = set(FURTHEST[role])
    paths = {
        path: {method: each for method, each in item.items() if tags & set(each["tags"])}
        for path, item in contract["paths"].items()
    }
    return contract | {"paths": {path: item for path, item in paths.items() if item}}
