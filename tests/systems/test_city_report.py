"""City's weekly reports: a School's students in red, amber, green and grey, and who reads them."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from app.rag.judging import COLOURS
from app.wire.roster import RegistrationRow, StudentRow
from app.workbooks.layout import BY_ID, MARK
from tests import roles
from tests.rag.test_judging import one, rules_of_city
from tests.workbooks.made import column_at, sheet_of
from tests.world import OPENING, Person, World, event, mark, register, session

pytestmark = pytest.mark.anyio

WEEK = date(2018, 11, 19)
"""The Monday of the week in which tests happen."""
DAY = timedelta(days=1)


@pytest.fixture
async def school(city: World) -> Person:
    """Somebody of the School, with a grant over it."""
    person = await city.tutor(roles.SCHOOL)
    await city.grant(person, roles.SCHOOL, "CLES")
    return person


async def report(reader: Person, org_unit: str = "CLES", **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = await reader.read(f"/v1/weekly-reports/{org_unit}", **query)
    return found


async def row(reader: Person, student: Person, **query: Any) -> dict[str, Any]:
    rows = (await report(reader, **query))["items"]
    return next(each for each in rows if each["student_id"] == str(student.id))


async def taught(city: World, *present: tuple[Person, str | None], week: date = WEEK) -> None:
    """Ten mandatory sessions in the week before; of each student, `P` attended, `A` missed, `X` excused."""
    days = [week - 7 * DAY + at * DAY for at in range(5)]
    sessions = [session(f"{day}-{n}", day, mandatory=True) for day in days for n in (1, 2)]
    await city.hold_sessions(*sessions)
    said = {"P": "present", "A": "absent", "X": "authorised_absence"}
    for student, letters in present:
        for each, letter in zip(sessions, letters or "", strict=False):
            await city.register(register(student, each["session"], said[letter]))


async def active(city: World, student: Person, amount: float, week: date = WEEK) -> None:
    """So much in Moodle, on one day of the fourteen."""
    await city.deliver(event(student, "moodle", week - 3 * DAY, quantity=amount))


def colours(row: dict[str, Any]) -> str:
    """The letters of attendance, online, combined, and what to act on."""
    every = (row["attendance"]["status"], row["online"]["status"], row["combined"], row["counts"])
    return "".join(each["letter"] for each in every).replace("\N{EN DASH}", "-")


@pytest.mark.row("CI-1")
async def test_a_school_reads_attendance_of_seven_days_and_online_engagement_of_fourteen(
    city: World, school: Person
) -> None:
    student = await city.student()
    await taught(city, (student, "PPPAAXX"))
    await city.hold_sessions(session("TOO-EARLY", WEEK - 8 * DAY, mandatory=True))
    await city.hold_sessions(session("OPTIONAL", WEEK - 2 * DAY, mandatory=False))
    await city.register(register(student, "TOO-EARLY", "absent"), register(student, "OPTIONAL", "absent"))
    await city.deliver(
        event(student, "moodle", WEEK - 14 * DAY, quantity=20),
        event(student, "moodle", WEEK - 15 * DAY, quantity=500),
        event(student, "submissions", WEEK - DAY, quantity=2),
        event(student, "moodle", WEEK, quantity=500),
    )
    found = await report(school)
    assert (found["week"], found["attendance_from"], found["online_from"], found["last_day"]) == (
        "2018-11-19", "2018-11-12", "2018-11-05", "2018-11-18",
    )  # fmt: skip
    (only,) = found["items"]
    assert (only["number"], only["department"], only["course"]) == (student.number, "Life", "Biology")
    assert only["attendance"]["share"] == 0.6
    assert (only["attendance"]["present"], only["attendance"]["expected"]) == (3, 5)
    assert (only["online"]["amount"], only["online"]["days"]) == (40, 14)
    assert colours(only) == "AGAA"
    assert only["as_of"].keys() == {"moodle", "submissions"}
    assert only["remarks"] == []


@pytest.mark.row("CI-1")
async def test_without_data_a_status_is_grey_and_says_why(city: World, school: Person) -> None:
    student = await city.student()
    await active(city, student, 100)
    found = await row(school, student)
    assert (colours(found), found["attendance"]["share"]) == ("-GGG", None)
    assert found["remarks"] == ["No session of the 7 days counts."]
    await city.sql("delete from deliveries where institution_id = :institution_id and source = 'moodle'")
    found = await row(school, student)
    assert (colours(found), found["online"]["amount"], found["as_of"]["moodle"]) == ("----", None, None)
    assert "Moodle: no data yet." in found["remarks"]


@pytest.mark.row("CI-1")
async def test_a_source_that_is_behind_is_named_and_its_missing_days_do_not_count(
    city: World, school: Person
) -> None:
    student = await city.student()
    await active(city, student, 0.5)
    await city.deliver(event(student, "moodle", WEEK - 12 * DAY, quantity=7))
    assert colours(await row(school, student))[1] == "R"
    await city.complete_all(datetime(2018, 11, 12, 6, tzinfo=UTC))
    found = await row(school, student)
    assert (found["online"]["amount"], found["online"]["days"], colours(found)[1]) == (7, 7, "A")
    assert "Moodle: data until 2018-11-12 06:00." in found["remarks"]
    assert "7 of 14 days count for the online status." in found["remarks"]
    await city.complete_all(datetime(2018, 11, 7, 6, tzinfo=UTC))
    assert colours(await row(school, student))[1] == "-"


@pytest.mark.row("CI-1")
async def test_days_of_an_exemption_count_neither_for_nor_against(city: World, school: Person) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    await taught(city, (student, "AAAAPPPP"))
    await active(city, student, 15)
    assert colours(await row(school, student)) == "AAAA"
    await city.exempt(student, tutor, WEEK - 14 * DAY, 9)
    found = await row(school, student)
    assert (found["attendance"]["present"], found["attendance"]["expected"]) == (4, 4)
    assert (found["online"]["days"], colours(found)) == (5, "GGGG")


@pytest.mark.row("CI-2")
async def test_of_who_studies_online_only_the_online_status_alone_counts(city: World, school: Person) -> None:
    online = await city.student(study_mode="online")
    beside = await city.student()
    await taught(city, (online, "AAAAA"), (beside, "AAAAA"))
    for each in (online, beside):
        await active(city, each, 100)
    found = await row(school, online)
    assert (colours(found), found["discounted"], found["study_mode"]) == ("-G-G", True, "online")
    assert (found["attendance"]["present"], found["attendance"]["expected"]) == (0, 5)
    assert "the online status does" in found["remarks"][0]
    assert (colours(await row(school, beside)), (await row(school, beside))["discounted"]) == ("RGAA", False)


@pytest.mark.row("CI-2")
async def test_marks_that_the_board_has_not_confirmed_flag_the_row(city: World, school: Person) -> None:
    student, other = await city.student(), await city.student()
    await city.assess()
    await city.mark(mark(student, "ESSAY", 61))
    found = await row(school, student)
    assert found["unconfirmed_marks"]
    assert any("board has not confirmed" in each for each in found["remarks"])
    assert not (await row(school, other))["unconfirmed_marks"]


@pytest.mark.row("CI-2")
async def test_the_truth_table_is_published_and_holds_cell_by_cell(city: World) -> None:
    student = await city.student()
    told = await student.read("/v1/report-rules")
    figures = {
        kind: {
            "red": told[kind]["amber_from"] * 0.99,
            "amber": told[kind]["amber_from"],
            "green": told[kind]["green_from"],
            "grey": None,
        }
        for kind in ("attendance", "online")
    }
    pairs = [(each["attendance"], each["online"]) for each in told["combined"]]
    assert sorted(pairs) == sorted((str(each), str(other)) for each in COLOURS for other in COLOURS)
    for cell in told["combined"]:
        share, amount = figures["attendance"][cell["attendance"]], figures["online"][cell["online"]]
        made = one(rules_of_city(), share, amount)
        assert made == [cell["attendance"], cell["online"], cell["combined"], cell["combined"]]
        only = one(rules_of_city(), share, amount, online_only=True)
        assert only == ["grey", cell["online"], "grey", cell["online"]]
    assert told["letters"] == {each.value: each.letter for each in COLOURS}


@pytest.mark.row("CI-1")
async def test_whoever_has_no_grant_over_the_school_is_told_of_none(city: World, school: Person) -> None:
    tutor = await city.tutor()
    await city.student(tutor=tutor)
    await city.add_college("HUMS", "History", "HIS")
    elsewhere, asking, ended, above, everybody = [
        await city.tutor(roles.SITE_EXPLORER if at == 4 else roles.SCHOOL) for at in range(5)
    ]
    await city.grant(elsewhere, roles.SCHOOL, "HUMS")
    await city.grant(asking, roles.SCHOOL, "CLES", status="requested")
    await city.grant(ended, roles.SCHOOL, "CLES", ends_before=city.today)
    await city.grant(above, roles.SCHOOL, "U")
    await city.grant(everybody, roles.SITE_EXPLORER)
    for each in (tutor, elsewhere, asking, ended):
        for path in ("", ".csv", "/trend"):
            assert (await each.get(f"/v1/weekly-reports/CLES{path}")).status_code == 404
    for each in (school, above, everybody):
        assert len((await report(each))["items"]) == 1
    assert (await school.get("/v1/weekly-reports/NOWHERE")).status_code == 404
    unlike = Person(city, school.subject, (roles.PERSONAL_TUTOR,), school.number, school.id, staff=True)
    assert (await unlike.get("/v1/weekly-reports/CLES")).status_code == 404


@pytest.mark.row("CI-1")
async def test_a_grant_over_a_department_shows_its_students_alone(city: World, school: Person) -> None:
    await city.add_department("ZOO", "ZOOLOGY", under="CLES")
    here, beside = await city.student(programme="ZOOLOGY"), await city.student()
    keeper = await city.tutor(roles.SCHOOL)
    await city.grant(keeper, roles.SCHOOL, "ZOO")
    assert [each["number"] for each in (await report(keeper, "ZOO"))["items"]] == [here.number]
    assert (await keeper.get("/v1/weekly-reports/CLES")).status_code == 404
    listed = (await report(school))["items"]
    assert [(each["number"], each["department"]) for each in listed] == [
        (here.number, "ZOO"), (beside.number, "Life"),
    ]  # fmt: skip


@pytest.mark.row("CI-1")
async def test_a_look_at_the_report_needs_a_purpose_and_is_on_every_students_record(
    city: World, school: Person
) -> None:
    student, other = await city.student(), await city.student()
    refused = await city.client.get(
        "/v1/weekly-reports/CLES", headers=school.headers | {"Attune-Purpose": "discipline"}
    )
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/purpose-refused")
    await school.get("/v1/weekly-reports/CLES.csv")
    for each in (student, other):
        records = (await each.read(f"{each.path}/access-records"))["items"]
        assert sorted((r["outcome"], r["purpose"], tuple(r["sections"])) for r in records) == [
            ("refused", "discipline", ("student", "attendance", "engagement")),
            ("seen", "engagement_support", ("student", "attendance", "engagement")),
        ]


@pytest.mark.row("CI-1")
async def test_pages_are_by_number_and_together_the_whole_report(city: World, school: Person) -> None:
    numbers = [(await city.student()).number for _ in range(5)]
    first = await report(school, limit=2)
    second = await report(school, limit=2, cursor=first["next_cursor"])
    third = await report(school, limit=2, cursor=second["next_cursor"])
    assert third["next_cursor"] is None
    found = [each["number"] for page in (first, second, third) for each in page["items"]]
    assert found == sorted(numbers)


@pytest.mark.row("CI-1")
async def test_the_csv_says_the_same_and_no_cell_is_a_formula(city: World, school: Person) -> None:
    student = await city.student()
    await city.roster(students=[StudentRow(student.number, '=HYPERLINK("http://evil")')])
    await taught(city, (student, "PPPPA"))
    await active(city, student, 12)
    answer = await school.get("/v1/weekly-reports/CLES.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="weekly-report-2018-11-19.csv"'
    (line,) = csv.DictReader(io.StringIO(answer.text, newline=""))
    same = await row(school, student)
    assert line["name"] == '\'=HYPERLINK("http://evil")'
    assert (line["present"], line["expected"], line["attended_share"]) == ("4", "5", "0.8")
    assert (line["online_amount"], line["online_days"]) == ("12.0", "14")
    letters = [line[f"{name}_letter"] for name in ("attendance", "online", "combined", "counts")]
    assert "".join(letters) == colours(same) == "GAAA"
    assert (line["discounted"], line["unconfirmed_marks"]) == ("no", "no")
    assert line["moodle_as_of"] == "2100-01-01T00:00:00+00:00"


@pytest.mark.row("CI-1")
@pytest.mark.parametrize(
    ("week", "words"),
    [
        ("2018-11-20", "must be a Monday, such as 2018-11-19"),
        ("2018-11-26", "lies in the future: the current week's Monday is 2018-11-19"),
        ("0001-01-01", "lies before 1990-01-01"),
        ("monday", "valid date"),
    ],
)
async def test_a_week_that_is_none_is_refused_in_words(
    city: World, school: Person, week: str, words: str
) -> None:
    answer = await school.get("/v1/weekly-reports/CLES", week=week)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == "/query/week"
    assert words in fault["detail"] or week == "monday"


@pytest.mark.row("CI-1")
async def test_a_past_week_is_the_same_whenever_it_is_asked_for(city: World, school: Person) -> None:
    student = await city.student()
    await taught(city, (student, "PPAAA"), week=WEEK - 7 * DAY)
    await active(city, student, 40, week=WEEK - 7 * DAY)
    before = await row(school, student, week="2018-11-12")
    assert colours(before) == "RGAA"
    city.moment.now += timedelta(weeks=3)
    assert await row(school, student, week="2018-11-12") == before
    newcomer = await city.student(since=WEEK)
    assert str(newcomer.id) not in {
        each["student_id"] for each in (await report(school, week="2018-11-12"))["items"]
    }


@pytest.mark.row("CI-1")
async def test_a_student_and_whoever_is_in_charge_read_the_same_weeks(city: World, school: Person) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    await taught(city, (student, "PAAAA"))
    await active(city, student, 40, week=WEEK - 7 * DAY)
    path = f"{student.path}/weekly-status"
    own = await student.read(path, weeks=3)
    assert [(each["week"], colours(each)) for each in own["items"]] == [
        ("2018-11-05", "-RRR"), ("2018-11-12", "-GGG"), ("2018-11-19", "RGAA"),
    ]  # fmt: skip
    assert await tutor.read(path, weeks=3) == await school.read(path, weeks=3) == own
    stranger = await city.tutor()
    assert (await stranger.get(path)).status_code == 404
    assert (await (await city.student()).get(path)).status_code == 404
    records = (await student.read(f"{student.path}/access-records"))["items"]
    assert {tuple(each["sections"]) for each in records} == {("engagement",), ("attendance",)}


@pytest.mark.row("CI-1")
async def test_a_school_counts_its_colours_week_by_week(city: World, school: Person) -> None:
    students = [await city.student() for _ in range(3)]
    await taught(city, (students[0], "AAAAA"), (students[1], "PPPPP"))
    await active(city, students[1], 100)
    found = await school.read("/v1/weekly-reports/CLES/trend", weeks=2)
    assert found["method"] == "none"
    last = found["items"][-1]
    assert (last["week"], last["people"]) == ("2018-11-19", 3)
    assert last["attendance"] == {"red": 1, "amber": 0, "green": 1, "grey": 1}
    assert last["online"] == {"red": 2, "amber": 0, "green": 1, "grey": 0}
    assert last["counts"] == {"red": 2, "amber": 0, "green": 1, "grey": 0}
    report_counts = [colours(each)[3] for each in (await report(school))["items"]]
    assert sorted(report_counts) == ["G", "R", "R"]


@pytest.mark.row("BY-5")
async def test_an_analyst_reads_rounded_counts_and_none_of_few_people(city: World, school: Person) -> None:
    analyst = await city.tutor(roles.ANALYST)
    path = "/v1/weekly-reports/CLES/trend"
    for _ in range(3):
        await city.student()
    few = await analyst.read(path, weeks=1)
    nothing = {"red": None, "amber": None, "green": None, "grey": None}
    assert few["method"] == "hesa"
    assert few["items"][0]["people"] is None
    assert few["items"][0]["counts"] == nothing
    await city.crowd(days=[WEEK - 3 * DAY], moodle=[100.0] * 40 + [0.0] * 20)
    week = (await analyst.read(path, weeks=1))["items"][0]
    assert week["people"] % 5 == 0
    assert abs(week["people"] - 63) <= 20
    assert week["online"]["green"] % 5 == 0
    assert week["online"]["amber"] is None
    assert await analyst.read(path, weeks=1) == await analyst.read(path, weeks=1)
    assert (await analyst.get("/v1/weekly-reports/CLES")).status_code == 404
    assert (await analyst.get("/v1/weekly-reports/U/trend")).status_code == 404
    exact = (await school.read(path, weeks=1))["items"][0]
    assert (exact["people"], exact["online"]["green"]) == (63, 40)


@pytest.mark.row("CI-1")
async def test_a_university_without_weekly_reports_says_so(nottingham: World) -> None:
    student = await nottingham.student()
    for path in ("/v1/report-rules", f"{student.path}/weekly-status", "/v1/weekly-reports/CLES"):
        answer = await student.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


async def test_of_who_has_not_consented_nothing_is_shown(wide: World) -> None:
    head = await wide.tutor(roles.DEPARTMENT_HEAD)
    await wide.grant(head, roles.DEPARTMENT_HEAD, "CLES")
    student = await wide.student()
    await wide.deliver(event(student, "vle", WEEK - 3 * DAY, quantity=500))
    found = await row(head, student)
    assert (colours(found), found["online"]["amount"], found["online"]["days"]) == ("----", None, 0)
    assert found["remarks"] == ["The student has not consented: nothing is shown."]


@pytest.mark.parametrize("profile", ["city", "every_reach"])
async def test_who_is_on_a_placement_has_no_colour_and_is_not_said_to_withhold_consent(
    world: World, profile: str
) -> None:
    """Where nobody is asked, and where this student has agreed."""
    there = await world.create_another(profile, empty=False)
    role = roles.SCHOOL if profile == "city" else roles.DEPARTMENT_HEAD
    head = await there.tutor(role)
    await there.grant(head, role, "CLES")
    student = await there.student(study_mode="placement")
    if profile != "city":
        assert (await student.decide("given")).status_code == 201
    found = await row(head, student)
    assert (colours(found), found["online"]["days"]) == ("----", 0)
    assert "consent" not in str(found["remarks"])
    assert found["remarks"][0] == "Days of a placement do not count."
    assert "0 of 14 days count for the online status." in found["remarks"]
    assert found["left_out"] == ["placement"]


@pytest.mark.row("CI-2")
@pytest.mark.parametrize(
    ("mode", "reason", "words"),
    [
        ("placement", "placement", "Days of a placement do not count."),
        ("abroad", "year_abroad", "Days of a year abroad do not count."),
        ("part_time", None, None),
    ],
)
async def test_who_is_away_is_said_to_be_in_every_form_of_the_report(
    city: World, school: Person, mode: str, reason: str | None, words: str | None
) -> None:
    student = await city.student(study_mode=mode)
    found = await row(school, student)
    assert found["left_out"] == [reason] * (reason is not None)
    assert ("do not count." in "".join(found["remarks"])) == (reason is not None)
    (line,) = csv.DictReader(io.StringIO((await school.get("/v1/weekly-reports/CLES.csv")).text, newline=""))
    assert line["left_out"] == (reason or "")
    body = (await school.get("/v1/weekly-reports/CLES/workbook")).content
    sheet = sheet_of(load_workbook(io.BytesIO(body)))
    shown = {
        name: sheet.cell(3, column_at(sheet, BY_ID[f"{MARK}{name}"])).value
        for name in ("left_out", "remarks")
    }
    assert shown["left_out"] == (None if reason is None else reason.replace("_", " "))
    for said in (found["remarks"], [line["remarks"]], [shown["remarks"]]):
        assert words is None or words in str(said[0])
    own = await student.read(f"{student.path}/weekly-status", weeks=1)
    assert own["items"][0]["left_out"] == found["left_out"]


@pytest.mark.row("CI-2")
async def test_a_placement_that_began_within_the_days_is_told_and_one_that_was_over_is_not(
    city: World, school: Person
) -> None:
    student = await city.student()
    away, back = WEEK - 4 * DAY, WEEK - 2 * DAY
    spells = ((OPENING, away, "full_time"), (away, back, "placement"), (back, None, "full_time"))
    await city.roster(
        registrations=[
            RegistrationRow(student.number, first, end, "BSC", "CLES", "undergraduate", mode)
            for first, end, mode in spells
        ]
    )
    found = await row(school, student)
    assert (found["left_out"], found["online"]["days"], found["study_mode"]) == (
        ["placement"],
        12,
        "full_time",
    )
    city.moment.now += timedelta(weeks=2)
    found = await row(school, student, week=str(WEEK + timedelta(weeks=2)))
    assert found["left_out"] == []


async def test_an_untrained_reader_is_told_of_no_school(wide: World) -> None:
    for trained, status in ((True, 200), (False, 404)):
        senior = await wide.tutor(roles.SENIOR_TUTOR, trained=trained)
        await wide.grant(senior, roles.SENIOR_TUTOR, "CLES")
        assert (await senior.get("/v1/weekly-reports/CLES")).status_code == status


async def test_a_role_that_does_not_open_grades_is_not_told_of_marks(wide: World) -> None:
    student = await wide.student(consent=True)
    await wide.assess()
    await wide.mark(mark(student, "ESSAY", 61))
    flags = []
    for role in (roles.DEPARTMENT_HEAD, roles.VISA_TEAM):
        reader = await wide.tutor(role)
        await wide.grant(reader, role, "CLES")
        flags.append((await row(reader, student))["unconfirmed_marks"])
    assert flags == [True, False]
