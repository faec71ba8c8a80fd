"""Exports: what a system takes out is what the API shows, of whom it may, and on record."""

import csv
import json
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import httpx
import pyarrow as pa
import pytest
from pyarrow import parquet

from app.access.vocabulary import Scope
from app.main import create_app
from app.settings import Settings
from app.wire.export_datasets import DATASETS, DatasetName
from tests import roles
from tests.db.test_policies_of_restriction import restrict
from tests.world import Moment, Person, World, event, mark, register, session

pytestmark = [pytest.mark.anyio, pytest.mark.row("BY-4")]

FIRST, LAST = date(2018, 10, 29), date(2018, 11, 18)
DAYS = {"from": str(FIRST), "to": str(LAST)}


@pytest.fixture
async def university(world: World) -> World:
    return await world.create_another("exports", empty=False)


async def ask(system: Person, dataset: str, purpose: str | None = "planning", **query: str) -> httpx.Response:
    headers = system.headers | ({} if purpose is None else {"Attune-Purpose": purpose})
    path = f"/v1/exports/{dataset}"
    return await system.world.client.get(path, params=DAYS | query, headers=headers)


async def taken(system: Person, dataset: str, purpose: str = "planning", **query: str) -> Any:
    """The file, read back."""
    answer = await ask(system, dataset, purpose, **query)
    assert answer.status_code == 200, answer.text
    return parquet.read_table(BytesIO(answer.content))


def whose(table: Any) -> set[str]:
    return set(table["student_id"].to_pylist())


async def busy(university: World, *, consent: bool = True) -> Person:
    """A student with two days of activity, a session and a mark."""
    student = await university.student(consent=consent)
    day = FIRST + timedelta(days=7)
    assert set(
        await university.deliver(
            event(student, "vle", day, quantity=30),
            event(student, "app", day, quantity=2),
            event(student, "vle", day + timedelta(days=1), quantity=12.5),
        )
    ) == {"recorded"}
    return student


@pytest.mark.row("QM-4")
async def test_every_data_set_holds_what_the_api_shows(university: World) -> None:
    day, system = FIRST + timedelta(days=7), await university.service()
    student = await busy(university)
    await university.hold_sessions(session("L1", day), session("=L2", day + timedelta(days=1)))
    await university.register(register(student, "L1", "present"))
    await university.assess(due=day)
    await university.mark(mark(student, "ESSAY", 61.5))
    await university.score(LAST)

    scores = await taken(system, "scores")
    assert scores.schema.types == [
        pa.dictionary(pa.int32(), pa.string()), pa.date32(), pa.float64(), pa.int32(),
    ]  # fmt: skip
    said = {name.decode(): words.decode() for name, words in scores.schema.metadata.items()}
    assert (said["attune.institution"], said["attune.purpose"]) == (university.code, "planning")
    assert (said["attune.first_day"], said["attune.last_day"]) == (str(FIRST), str(LAST))
    assert json.loads(said["attune.caveats"]) == university.profile.caveats
    for field, column in zip(scores.schema, DATASETS[DatasetName.SCORES].columns, strict=True):
        assert field.metadata[b"description"].decode() == column.says
    engagement = await student.read(f"{student.path}/engagement", **DAYS)
    shown = {each["day"]: each["score"] for each in engagement["days"] if each["score"] is not None}
    assert {str(each["day"]): round(each["score"], 2) for each in scores.to_pylist()} == shown
    assert len(shown) == 21

    activity = (await taken(system, "activity")).to_pylist()
    assert [(each["day"], each["source"], each["amount"]) for each in activity] == [
        (day, "app", 2.0), (day, "vle", 30.0), (day + timedelta(days=1), "vle", 12.5),
    ]  # fmt: skip
    explained = await student.read(f"{student.path}/engagement/{day}/explanation")
    assert [each["score"] for each in scores.to_pylist() if each["day"] == day] == [explained["exact_score"]]
    by_source = {each["source"]: each["days"][-1]["amount"] for each in explained["contributions"]}
    assert by_source == {"app": 2.0, "careers": 0.0, "vle": 30.0}

    attendance = (await taken(system, "attendance")).to_pylist()
    sessions = (await student.read(f"{student.path}/attendance", **DAYS))["sessions"]
    assert [(each["status"], each["starts_at"].isoformat()) for each in attendance] == [
        ({"present": "present"}.get(each["status"]), each["starts_at"].replace("Z", "+00:00"))
        for each in sessions
    ]
    (marked,) = (await taken(system, "marks")).to_pylist()
    assert (marked["assessment"], marked["mark"], marked["due_on"]) == ("ESSAY", 61.5, day)
    (work,) = (await student.read(f"{student.path}/grades"))["items"]
    assert (work["mark"], work["due_on"]) == (marked["mark"], str(marked["due_on"]))
    (studies,) = (await taken(system, "students")).to_pylist()
    assert (studies["student_id"], studies["programme"]) == (str(student.id), "BSC")
    assert "student_number" not in studies
    (named,) = (await taken(system, "students", "returns")).to_pylist()
    assert named["student_number"] == student.number

    text = (await ask(system, "attendance", format="csv")).text
    rows = list(csv.DictReader(StringIO(text)))
    assert [each["session"] for each in rows] == ["L1", "'=L2"], "no cell may act in a spreadsheet"
    assert (rows[0]["day"], rows[0]["mandatory"], rows[1]["status"]) == (str(day), "true", "")
    await university.exams(university.today, university.today + timedelta(days=5))
    assert (await ask(system, "marks")).json()["type"] == "/problems/marks-hidden"


async def test_whose_data_may_not_be_used_for_it_is_not_in_it(university: World) -> None:
    system, staff = await university.service(), await university.tutor()
    student, objected, restricted, anonymous = [await busy(university) for _ in range(4)]
    silent = await busy(university, consent=False)
    assert staff.staff
    await restrict(university, restricted)
    await restrict(university, objected, purpose="planning")
    async with university.owner() as owner:
        await owner.execute("update students set erased = 'anonymous' where student_id = $1", anonymous.id)
    await university.score(LAST)
    for dataset in ("scores", "activity"):
        assert whose(await taken(system, dataset)) == {str(student.id)}, dataset
    everybody = {str(student.id), str(silent.id)}
    assert whose(await taken(system, "students")) == everybody, "registration needs nobody's consent"
    assert (await taken(system, "activity", "selling")).num_rows == 0, "undecided is no"

    # A source counts while its approval stands.
    async with university.owner() as owner:
        await owner.execute(
            "delete from source_proposals where institution_id = $1 and source = 'app'",
            university.institution.institution_id,
        )
        await owner.execute(
            "update institutions set version = version + 1 where institution_id = $1",
            university.institution.institution_id,
        )
    assert set((await taken(system, "activity"))["source"].to_pylist()) == {"vle"}


@pytest.mark.row("ES-7")
async def test_a_company_has_the_days_of_those_who_agreed_from_then_on(
    university: World, moment: Moment
) -> None:
    system = await university.service()
    student, other = await busy(university), await busy(university)
    day = FIRST + timedelta(days=8)
    moment.now = moment.now.replace(month=day.month, day=day.day)
    decided = {"decision": "given", "notice_version": "1"}
    assert (await student.post(f"{student.path}/consents/company/decisions", decided)).status_code == 201
    moment.now = moment.now.replace(day=20)
    found = (await taken(system, "activity", "selling")).to_pylist()
    assert [(each["student_id"], each["day"]) for each in found] == [(str(student.id), day)]
    assert whose(await taken(system, "activity")) == {str(student.id), str(other.id)}
    withdrawn = decided | {"decision": "withdrawn"}
    assert (await student.post(f"{student.path}/consents/company/decisions", withdrawn)).status_code == 201
    assert (await taken(system, "activity", "selling")).num_rows == 0


@pytest.mark.row("QM-7")
async def test_only_a_system_takes_data_out_and_for_purposes_that_are_named(university: World) -> None:
    system, admin = await university.service(), await university.tutor(roles.ADMIN)
    for purpose, status, kind in (
        (None, 400, "purpose-required"),
        ("curiosity", 422, "invalid-input"),
        ("assessment", 403, "purpose-refused"),
        ("prevent", 403, "purpose-refused"),
        ("commercial", 403, "purpose-refused"),
        ("returns", 403, "purpose-refused"),
    ):
        answer = await ask(system, "scores", purpose)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}"), purpose
    for person in (admin, await university.student()):
        token = university.issuer.token(
            person.subject, list(person.roles), university.moment.now, scopes=Scope
        )
        answer = await university.client.get(
            "/v1/exports/scores",
            params=DAYS,
            headers={"Authorization": f"Bearer {token}", "Attune-Purpose": "planning"},
        )
        assert answer.status_code == 403
    assert (await ask(system, "ethnicity")).status_code == 422
    assert (await ask(system, "scores", format="xlsx")).status_code == 422
    items = (await admin.read("/v1/exports"))["items"]
    refused = {each["purpose"]: (each["outcome"], each["rows"]) for each in items}
    assert refused == dict.fromkeys(("assessment", "prevent", "commercial", "returns"), ("refused", 0))


@pytest.mark.row("ES-6")
async def test_each_student_reads_that_their_data_went_out_and_to_whom(
    university: World, moment: Moment
) -> None:
    system, admin = await university.service(), await university.tutor(roles.ADMIN)
    students = [await busy(university) for _ in range(3)]
    absent = await busy(university, consent=False)
    await taken(system, "activity")
    late = await busy(university)
    moment.now += timedelta(minutes=1)
    await taken(system, "students", "returns")
    moment.now += timedelta(minutes=1)
    await taken(system, "activity")
    (listed, *others) = (await admin.read("/v1/exports"))["items"]
    assert (listed["dataset"], listed["rows"], listed["outcome"]) == ("activity", 12, "sent")
    assert listed["finished_at"] is not None
    assert others[-1]["rows"] == 9
    said = f"The data warehouse received your engagement of {FIRST} to {LAST}, to plan teaching."
    for student, many in [*((each, 2) for each in students), (late, 1), (absent, 0)]:
        records = (await student.read(f"{student.path}/access-records"))["items"]
        went = [each for each in records if each["purpose"] == "planning"]
        assert [(each["outcome"], each["said"]) for each in went] == [("exported", said)] * many
        assert any(each["staff_name"] == "The Registry" for each in records)
    assert not (await admin.get("/v1/exports/scores")).is_success

    # Whoever is erased is in no bit any more, and nobody gets that bit again.
    (place,) = await university.sql(
        "select place from export_places where institution_id = :institution_id and student_id = :student",
        student=late.id,
    )
    async with university.owner() as owner:
        await owner.execute("delete from export_places where student_id = $1", late.id)
    newest = await busy(university)
    await taken(system, "activity")
    assert (await late.read(f"{late.path}/access-records"))["items"][1:] == []
    (found,) = await university.sql(
        "select place from export_places where institution_id = :institution_id and student_id = :student",
        student=newest.id,
    )
    assert found[0] > place[0]


async def test_a_profile_without_exports_has_none_and_a_service_may_have_none(
    world: World, settings: Settings, moment: Moment
) -> None:
    system = await world.service()
    assert (await ask(system, "scores")).json()["type"] == "/problems/not-collected"
    none = create_app(settings.model_copy(update={"exports": 0, "pool_size": 2}), moment)
    university = await world.create_another("exports", empty=True)
    system = await university.service()
    async with (
        none.router.lifespan_context(none),
        httpx.AsyncClient(transport=httpx.ASGITransport(none), base_url="http://attune.test") as client,
    ):
        headers = system.headers | {"Attune-Purpose": "planning"}
        answer = await client.get("/v1/exports/scores", headers=headers)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_the_page_lists_every_data_set_and_column(project: Any) -> None:
    page = (project / "docs" / "exports.md").read_text("utf-8")
    for dataset in DATASETS.values():
        rows = [f"| `{each.name}` | {each.says} |" for each in dataset.columns]
        assert f"### `{dataset.name}`: {dataset.title.lower()}" in page
        assert [each for each in rows if each not in page] == [], dataset.name
        assert dataset.about in page.replace("\n", " ")
