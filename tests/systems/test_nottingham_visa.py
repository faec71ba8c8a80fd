"""What Nottingham publishes of its visa version: sponsored students, dated gaps with evidence, decisions."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import httpx
import pytest

from app.wire.roster import RegistrationRow, StudentRow
from tests import roles
from tests.world import OPENING, Person, World, event, register, session

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
DECISION = {"decision": "no_report", "reason": "The register was not kept that month."}


@pytest.fixture
async def team(nottingham: World) -> Person:
    """Somebody of the visa team, with a grant over sponsored students."""
    visa = await nottingham.tutor(roles.VISA_TEAM)
    await nottingham.grant(visa, roles.VISA_TEAM, sponsored_only=True)
    return visa


async def sponsored(world: World, tutor: Person | None = None, since: date = OPENING) -> Person:
    student = await world.student(tutor=tutor)
    row = RegistrationRow(student.number, since, None, "BSC", "CLES", "undergraduate", sponsored=True)
    await world.roster(registrations=[row])
    return student


async def gaps(team: Person, student: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await team.read(f"{student.path}/visa-engagement"))["gaps"]
    return found


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"].split("/")[-1])


@pytest.mark.row("NO-4")
async def test_gaps_are_listed_with_their_dates_and_the_evidence_that_ends_them(
    nottingham: World, team: Person
) -> None:
    student = await sponsored(nottingham)
    await nottingham.hold_sessions(session("L1", date(2018, 10, 19)))
    await nottingham.register(register(student, "L1", "present"))
    await nottingham.deliver(event(student, "submissions", date(2018, 10, 5)))
    found = await team.read(f"{student.path}/visa-engagement")
    first, second, third = found["gaps"]
    assert (first["first_day"], first["last_day"], first["counted_days"]) == ("2018-09-24", "2018-10-04", 11)
    assert first["after"] is None
    assert first["ended_by"] == second["after"]
    assert first["ended_by"] | {"first_at": None} == {
        "day": "2018-10-05",
        "source": "submissions",
        "title": "Submitted assignments",
        "kind": "submitted",
        "times": 1,
        "first_at": None,
    }
    assert (second["ended_by"]["source"], second["ended_by"]["day"]) == ("register", "2018-10-19")
    assert (third["first_day"], third["last_day"]) == ("2018-10-20", str(nottingham.yesterday))
    assert third["counted_days"] == 31
    assert third["warnings"] == [{"days": 21, "reached_on": "2018-11-09"}]
    assert (third["threshold_reached_on"], third["report_by"], third["ended_by"]) == (None, None, None)
    assert found["rules"]["threshold_days"] == 60


@pytest.mark.row("NO-4")
async def test_logging_in_and_looking_do_not_count(nottingham: World, team: Person) -> None:
    student = await sponsored(nottingham)
    days = [OPENING + n * DAY for n in range(50)]
    await nottingham.deliver(
        *(event(student, "moodle", day, kind="viewed") for day in days),
        *(event(student, "echo360", day) for day in days),
    )
    (gap,) = await gaps(team, student)
    assert gap["first_day"] == str(OPENING)
    await nottingham.deliver(event(student, "moodle", nottingham.today, kind="posted"))
    (gap,) = await gaps(team, student)
    assert gap["ended_by"]["day"] == str(nottingham.today)


@pytest.mark.row("NO-4")
async def test_at_the_threshold_a_report_is_due_in_ten_working_days(nottingham: World, team: Person) -> None:
    student = await sponsored(nottingham)
    nottingham.moment.now = datetime(2018, 11, 23, 12, tzinfo=UTC)
    (gap,) = await gaps(team, student)
    assert (gap["counted_days"], gap["threshold_reached_on"]) == (60, "2018-11-22")
    assert gap["report_by"] == "2018-12-06"
    assert [each["days"] for each in gap["warnings"]] == [21, 40, 50]


@pytest.mark.row("NO-4")
async def test_vacations_and_authorised_absences_do_not_count(nottingham: World, team: Person) -> None:
    student = await sponsored(nottingham)
    week = [date(2018, 11, 12) + n * DAY for n in (0, 2, 4)]
    await nottingham.hold_sessions(*(session(f"W{day:%d}", day) for day in week))
    await nottingham.register(*(register(student, f"W{day:%d}", "authorised_absence") for day in week))
    (gap,) = await gaps(team, student)
    assert gap["counted_days"] == 57 - 3
    assert [each["reason"] for each in gap["excluded"]] == ["authorised_absence"] * 3
    nottingham.moment.now = datetime(2019, 1, 22, 12, tzinfo=UTC)
    (gap,) = await gaps(team, student)
    assert gap["counted_days"] == 12 * 7 - 3 + 1
    assert gap["excluded"][-1] == {
        "first_day": "2018-12-17",
        "last_day": "2019-01-20",
        "reason": "vacation",
    }


@pytest.mark.row("NO-4")
async def test_a_wider_grant_of_the_visa_team_opens_sponsored_students_and_nobody_else(
    nottingham: World,
) -> None:
    """One that was approved before the profile narrowed the role; the student's own list says the same."""
    student, other = await sponsored(nottingham), await nottingham.student()
    visa = await nottingham.tutor(roles.VISA_TEAM)
    await nottingham.grant(visa, roles.VISA_TEAM)
    stated = "?purpose=visa_compliance"
    assert (await visa.get(f"{student.path}/engagement{stated}")).status_code == 200
    assert (await visa.get(f"{other.path}/engagement{stated}")).status_code == 404
    listed = (await visa.read("/v1/students"))["items"]
    assert [each["student_id"] for each in listed] == [str(student.id)]
    for asked, roles_listed in ((student, ["visa_team"]), (other, [])):
        viewers = (await asked.read(f"{asked.path}/viewers"))["items"]
        assert [each["role"] for each in viewers] == roles_listed


@pytest.mark.row("NO-4")
async def test_the_visa_team_sees_sponsored_students_and_nobody_else(nottingham: World, team: Person) -> None:
    student, other = await sponsored(nottingham), await nottingham.student()
    listed = (await team.read("/v1/visa-engagement"))["items"]
    assert [each["student_id"] for each in listed] == [str(student.id)]
    assert (await team.get(f"{other.path}/visa-engagement")).status_code == 404
    newly = await nottingham.student(since=nottingham.today, sponsored=True)
    before = {"from": str(OPENING), "to": str(nottingham.yesterday)}
    refused = await team.get(f"{newly.path}/visa-engagement", **before)
    assert (refused.status_code, kind(refused)) == (403, "not-sponsored")
    assert "not on a visa that the institution sponsors" in refused.json()["detail"]


@pytest.mark.row("NO-4")
async def test_nobody_else_sees_it_and_the_visa_team_looks_for_no_other_purpose(
    nottingham: World, team: Person
) -> None:
    tutor = await nottingham.tutor()
    student = await sponsored(nottingham, tutor)
    paths = [
        f"{student.path}/{each}"
        for each in (
            "visa-engagement",
            "visa-engagement/export",
            "visa-engagement/export.csv",
            "visa-decisions",
        )
    ]
    for path in [*paths, "/v1/visa-engagement"]:
        refused = await tutor.get(path)
        assert (refused.status_code, kind(refused)) == (403, "section-restricted"), path
    for path in paths:
        assert kind(await student.get(path)) == "section-restricted", path
    posted = await tutor.post(f"{student.path}/visa-decisions", DECISION | {"gap_first_day": "2018-09-24"})
    assert posted.status_code == 403
    both = await nottingham.tutor(roles.VISA_TEAM, roles.PERSONAL_TUTOR)
    await nottingham.grant(both, roles.VISA_TEAM, sponsored_only=True)
    await nottingham.begin_tutorship(student, both, OPENING)
    for path in [paths[0], "/v1/visa-engagement"]:
        wellbeing = both.headers | {"Attune-Purpose": "wellbeing"}
        refused = await nottingham.client.get(path, headers=wellbeing)
        assert (refused.status_code, kind(refused)) == (403, "purpose-refused"), path
        silent = {key: value for key, value in wellbeing.items() if key != "Attune-Purpose"}
        asked = await nottingham.client.get(path, headers=silent)
        assert (asked.status_code, asked.json()["purposes"]) == (400, ["visa_compliance"]), path
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    refusals = [each for each in looks if each["outcome"] == "refused"]  # of one moment, so in no order
    assert ("wellbeing", ["visa"]) in [(each["purpose"], each["sections"]) for each in refusals]


async def test_a_tutor_of_the_visa_team_lists_only_whom_the_visa_team_sees(nottingham: World) -> None:
    """Their own tutee is sponsored, too; but by the tutorship they see no visa."""
    both = await nottingham.tutor(roles.VISA_TEAM, roles.PERSONAL_TUTOR)
    await sponsored(nottingham, both)
    assert (await both.read("/v1/visa-engagement"))["items"] == []


@pytest.mark.row("NO-4")
async def test_people_decide_and_the_record_stands(nottingham: World, team: Person) -> None:
    student, path = await sponsored(nottingham), "/visa-decisions"
    body = DECISION | {"gap_first_day": str(OPENING)}
    made = await team.post(f"{student.path}{path}", body)
    assert made.status_code == 201, made.text
    assert made.json()["counted_days"] == 57
    read = await team.read(made.headers["Location"])
    assert read["items"] == [made.json()]
    nottingham.moment.now += DAY
    again = await team.do(f"{student.path}{path}", body | {"decision": "report"})
    found = await team.read(f"{student.path}/visa-engagement")
    assert found["decisions"] == [again, made.json()]
    (listed,) = (await team.read("/v1/visa-engagement"))["items"]
    assert listed["latest_decision"] == again
    audited = [
        each
        for each in await (await nottingham.tutor(roles.ADMIN)).audit()
        if each["action"] == "visa decision"
    ]
    assert [each["after"]["decision"] for each in audited] == ["report", "no_report"]
    assert "register was not kept" not in str(audited)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"gap_first_day": "2018-09-25"}, "/body/gap_first_day"),
        ({"decision": "deport"}, "/body/decision"),
        ({"reason": "no"}, "/body/reason"),
    ],
)
async def test_a_decision_is_about_a_gap_that_there_is(
    nottingham: World, team: Person, fields: dict[str, Any], pointer: str
) -> None:
    student = await sponsored(nottingham)
    body = DECISION | {"gap_first_day": str(OPENING)} | fields
    answer = await team.post(f"{student.path}/visa-decisions", body)
    assert answer.status_code == 422, answer.text
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


@pytest.mark.row("NO-4")
async def test_the_export_is_a_file_with_every_piece_of_evidence_and_every_decision(
    nottingham: World, team: Person
) -> None:
    student = await sponsored(nottingham)
    await nottingham.deliver(
        *(event(student, "submissions", date(2018, 10, 5)) for _ in range(2)),
        event(student, "teams", date(2018, 10, 5)),
        event(student, "moodle", date(2018, 10, 6), kind="viewed"),
    )
    await team.do(f"{student.path}/visa-decisions", DECISION | {"gap_first_day": str(OPENING)})
    answer = await team.get(f"{student.path}/visa-engagement/export")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="visa-engagement-')
    found = answer.json()
    assert (found["number"], found["institution"]) == (student.number, nottingham.institution.name)
    assert [(each["day"], each["source"], each["times"]) for each in found["evidence"]] == [
        ("2018-10-05", "submissions", 2),
        ("2018-10-05", "teams", 1),
    ]
    assert len(found["decisions"]) == 1
    seen = await team.read(f"{student.path}/visa-engagement")
    assert {key: found[key] for key in seen} == seen


@pytest.mark.row("NO-4")
async def test_the_export_is_a_table_for_a_spreadsheet_too_and_runs_no_formula(
    nottingham: World, team: Person
) -> None:
    student = await sponsored(nottingham)
    await nottingham.roster(students=[StudentRow(student.number, '=HYPERLINK("http://x","Ann")')])
    await nottingham.deliver(*(event(student, "submissions", date(2018, 10, 5)) for _ in range(2)))
    decided = {
        "decision": "no_report",
        "reason": "+44 was called,\nand they answered.",
        "gap_first_day": str(OPENING),
    }
    await team.do(f"{student.path}/visa-decisions", decided)
    before = len((await student.read(f"{student.path}/access-records"))["items"])
    answer = await team.get(f"{student.path}/visa-engagement/export.csv")
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert len(looks) > before
    assert answer.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    rows = list(csv.DictReader(StringIO(answer.text, newline="")))
    assert [each["record"] for each in rows] == ["evidence", "gap", "gap", "warning", "warning", "decision"]
    assert {each["number"] for each in rows} == {student.number}
    assert {each["name"] for each in rows} == {'\'=HYPERLINK("http://x","Ann")'}
    evidence, first = rows[0], rows[1]
    assert (evidence["first_day"], evidence["source"], evidence["times"]) == (
        "2018-10-05",
        "submissions",
        "2",
    )
    assert (first["first_day"], first["last_day"], first["counted_days"]) == (
        str(OPENING),
        "2018-10-04",
        "11",
    )
    assert rows[-1]["words"] == "'+44 was called,\nand they answered."
    file = await team.read(f"{student.path}/visa-engagement/export")
    assert [each["first_day"] for each in rows if each["record"] == "gap"] == [
        each["first_day"] for each in file["gaps"]
    ]


@pytest.mark.row("NO-4")
async def test_what_the_student_says_was_counted_wrong_is_marked(nottingham: World, team: Person) -> None:
    student = await sponsored(nottingham)
    said = {"kind": "activity", "day": "2018-10-05", "what_is_wrong": "I did hand it in."}
    asked = await student.do(
        f"{student.path}/corrections", said | {"source": "submissions", "should_be": {"amount": 1}}
    )
    await student.do(f"{student.path}/corrections", said | {"source": "echo360", "should_be": {"amount": 1}})
    disputes = [
        {"correction_id": asked["correction_id"], "source": "submissions", "day": "2018-10-05"}
    ]  # recordings count for nothing here
    path = f"{student.path}/visa-engagement"
    assert (await team.read(path))["disputes"] == disputes
    assert (await team.read(f"{path}/export"))["disputes"] == disputes
    assert "\ndisputed," in (await team.get(f"{path}/export.csv")).text
    assert (await team.read(path, **{"from": "2018-10-06"}))["disputes"] == []


async def test_the_list_pages_over_sponsored_students_and_leaves_out_who_is_engaged(
    nottingham: World, team: Person
) -> None:
    students = [await sponsored(nottingham) for _ in range(5)]
    await nottingham.deliver(event(students[1], "submissions", nottingham.yesterday))
    seen: list[str] = []
    at: dict[str, str] = {}
    for last in (False, False, True):
        page = await team.read("/v1/visa-engagement", limit=2, **at)
        seen += [each["number"] for each in page["items"]]
        assert all(each["gap"]["counted_days"] == 57 for each in page["items"])
        assert (page["next_cursor"] is None) is last
        at = {"cursor": page["next_cursor"]}
    assert seen == [students[n].number for n in (0, 2, 3, 4)]
    for n, looked in ((0, 1), (1, 0)):
        looks = (await students[n].read(f"{students[n].path}/access-records"))["items"]
        assert len(looks) == looked


async def test_while_a_source_was_down_the_gap_says_so(nottingham: World, team: Person) -> None:
    student = await sponsored(nottingham)
    body = {
        "source": "check_ins",
        "starts_on": "2018-10-08",
        "ends_before": "2018-10-15",
        "note": "The scanners.",
    }
    await (await nottingham.tutor(roles.ADMIN)).do("/v1/admin/outages", body)
    assert (await team.read(f"{student.path}/visa-engagement"))["outages"] == [body]


@pytest.mark.row("NO-4")
async def test_nobody_is_granted_the_role_over_students_who_are_not_sponsored(nottingham: World) -> None:
    asker, decider = await nottingham.tutor(roles.VISA_TEAM), await nottingham.tutor(roles.ADMIN)
    body = {
        "role": roles.VISA_TEAM,
        "org_unit": None,
        "starts_on": str(nottingham.today),
        "ends_before": str(nottingham.today + 30 * DAY),
        "reason": "I work in the visa team.",
    }
    refused = await asker.post("/v1/grants", body)
    assert refused.status_code == 422
    (fault,) = refused.json()["errors"]
    assert fault["pointer"] == "/body/sponsored_only"
    assert "sponsored students only" in fault["detail"]
    asked = await asker.do("/v1/grants", body | {"sponsored_only": True})
    path = f"/v1/grants/{asked['grant_id']}/decision"
    assert (await decider.do(path, {"decision": "approved", "reason": "Indeed."}))["standing"] == "in_force"
    wide = await nottingham.grant(asker, roles.VISA_TEAM, status="requested")
    late = await decider.post(f"/v1/grants/{wide}/decision", {"decision": "approved", "reason": "Indeed."})
    assert (late.status_code, "sponsored students only" in late.json()["detail"]) == (409, True)
    assert await decider.do(f"/v1/grants/{wide}/decision", {"decision": "refused", "reason": "Too wide."})


async def test_an_institution_that_does_not_monitor_visas_says_so(essex: World, world: World) -> None:
    for other in (essex, world):
        tutor = await other.tutor()
        student = await other.student(tutor=tutor)
        for path in (
            f"{student.path}/visa-engagement",
            f"{student.path}/visa-decisions",
            "/v1/visa-engagement",
        ):
            assert kind(await tutor.get(path)) == "not-collected", path
