"""Moodle's plugin, both generations: each event once, whatever is sent again; and rights over statements."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey
from app.jobs import retain
from app.profiles.statements import published
from app.store.governance.copy_contents import parts
from app.wire.roster import IdentifierRow
from app.xapi.classes import Line
from tests import roles
from tests.statements import PAGE_VIEWED, Lrs, account, connect, moodle, old_moodle, php, statement
from tests.systems.test_city_erasure import asked, erased, uphold
from tests.world import Person, World

pytestmark = pytest.mark.anyio

SUBMITTED = r"\mod_assign\event\assessable_submitted"
VIEWED = "http://id.tincanapi.com/verb/viewed"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def student(nottingham: World) -> Person:
    """Whom Moodle calls 42; the roster has it as text."""
    student = await nottingham.student()
    await nottingham.roster(identifiers=[IdentifierRow(student.number, "moodle", "42")])
    return student


def batch(world: World, name: str = "42") -> list[dict[str, Any]]:
    """Four views and one submission, of both generations, and a class of which nobody has heard."""
    kind, at = "http://id.tincanapi.com/activitytype/page", f"{world.yesterday}T09:0%d:00.000Z"
    views = [
        make(name, PAGE_VIEWED, at % minute, VIEWED, f"/mod/page/view.php?id={minute}", kind)
        for minute, make in enumerate((moodle, old_moodle, moodle, old_moodle), start=1)
    ]
    submit = "http://activitystrea.ms/schema/1.0/submit"
    handed_in = moodle(name, SUBMITTED, at % 7, submit, "/mod/assign/view.php?id=9#submission", kind)
    strange = moodle(name, r"\mod_new\event\thing_done", at % 8, VIEWED, "/mod/new", kind)
    return [*views, handed_in, strange]


async def send(lrs: Lrs, statements: list[dict[str, Any]]) -> list[str]:
    """As the plugin does: exactly 200 is success."""
    answer = await lrs.send("POST", "/statements", content=php(statements), headers=JSON)
    assert answer.status_code == 200, answer.text
    ids: list[str] = answer.json()
    return ids


async def events(world: World, student: Person) -> list[tuple[Any, ...]]:
    return await world.sql(
        "select source, kind, count(*) from events where institution_id = :institution_id"
        " and student_id = :student group by source, kind order by source",
        student=student.id,
    )


async def test_a_batch_that_is_cut_off_and_sent_again_otherwise_cut_counts_once(
    nottingham: World, student: Person
) -> None:
    lrs, sent = await connect(nottingham, "moodle"), batch(nottingham)
    ids = await send(lrs, sent)
    assert await send(lrs, sent) == ids, "the answer was lost, and the plugin sends it again"
    assert await send(lrs, sent[:3]) + await send(lrs, sent[3:]) == ids, (
        "in halves, as it does after a failure"
    )
    broken = await lrs.send("POST", "/statements", content=php(sent)[:-40], headers=JSON)
    assert broken.status_code == 400
    assert len(await lrs.find()) == len(sent)
    assert await events(nottingham, student) == [("moodle", "viewed", 4), ("submissions", "submitted", 1)]


async def test_what_is_kept_is_what_php_wrote(nottingham: World, student: Person) -> None:
    lrs, sent = await connect(nottingham, "moodle"), batch(nottingham)
    [statement_id, *_] = await send(lrs, sent)
    found = await lrs.send("GET", "/statements", params={"statementId": statement_id})
    assert found.content.startswith(php(sent[:1])[1:-2])


async def test_unknown_classes_are_listed_and_what_became_of_each_is_told(
    nottingham: World, student: Person
) -> None:
    lrs, admin = await connect(nottingham, "moodle"), await nottingham.tutor(roles.ADMIN)
    await send(lrs, batch(nottingham))
    unknown = (await admin.read("/v1/statement-classes", becomes="unknown"))["items"]
    assert [(each["event_class"], each["statements"]) for each in unknown] == [
        (r"\mod_new\event\thing_done", 1)
    ]
    counted = (await admin.read("/v1/statement-classes", becomes="counted"))["items"]
    assert [(each["event_class"], each["statements"]) for each in counted] == [
        (PAGE_VIEWED, 4), (SUBMITTED, 1),
    ]  # fmt: skip


async def test_a_statement_about_somebody_unknown_is_kept_and_counts_once_the_roster_knows(
    nottingham: World,
) -> None:
    lrs = await connect(nottingham, "moodle")
    await send(lrs, batch(nottingham))
    fates = "select distinct fate from statements where institution_id = :institution_id and fate = 'waiting'"
    assert await nottingham.sql(fates) == [("waiting",)]
    student = await nottingham.student()
    await nottingham.roster(identifiers=[IdentifierRow(student.number, "moodle", "42")])
    assert await events(nottingham, student) == [("moodle", "viewed", 4), ("submissions", "submitted", 1)]


async def test_a_statement_is_kept_though_its_event_is_refused(nottingham: World, student: Person) -> None:
    lrs = await connect(nottingham, "moodle")
    early = moodle(
        "42", PAGE_VIEWED, "1980-01-01T00:00:00.000Z", VIEWED, "/mod/page/view.php?id=1", "http://e.org"
    )
    [statement_id] = await send(lrs, [early])
    assert (await lrs.one(statement_id))["timestamp"] == early["timestamp"]
    [(fate, detail)] = await nottingham.sql(
        "select fate, detail from statements where institution_id = :institution_id"
    )
    assert (fate, detail) == ("rejected", "occurred_at: lies in the future, or before 1991")


def row(line: Line) -> str:
    """As the guide has it."""
    if line.event_class is not None:
        said = f"`{line.event_class}`" + (f", verb `{line.verb}`" if line.verb else "")
    else:
        said = f"verb `{line.verb}`" + (f", type `{line.type}`" if line.type else "")
        said += "" if line.completion is None else f", completion {str(line.completion).lower()}"
    if line.means is not None:
        return f"| {said} | counted | {line.means} |"
    return f"| {said} | {'refused' if line.refused else 'ignored'} | {line.why} |"


def test_the_guide_has_every_line_of_the_published_table(project: Path) -> None:
    guide = (project / "docs" / "moodle.md").read_text("utf-8")
    for each in (line for lines in published("standard") for line in lines):
        assert row(each) in guide


@pytest.mark.parametrize(
    ("verb", "kind", "completion", "meaning"),
    [
        ("https://brindlewaye.com/xAPITerms/verbs/loggedin/", "", None, "logged_in"),
        ("https://brindlewaye.com/xAPITerms/verbs/loggedin", "", None, "logged_in"),
        ("https://w3id.org/xapi/adl/verbs/abandoned", "", None, "timed_out"),
        (
            "http://adlnet.gov/expapi/verbs/attended",
            "http://xapi.jisc.ac.uk/event_non-timetable",
            True,
            "attended",
        ),
        (
            "http://adlnet.gov/expapi/verbs/attended",
            "http://xapi.jisc.ac.uk/event_non-timetabled",
            True,
            "attended",
        ),
        ("http://adlnet.gov/expapi/verbs/attended", "http://xapi.jisc.ac.uk/event_timetabled", False, None),
        (
            "http://id.tincanapi.com/verb/viewed",
            "https://w3id.org/xapi/video/activity-type/video",
            None,
            "watched",
        ),
        (
            "http://activitystrea.ms/schema/1.0/borrowed",
            "http://xapi.jisc.ac.uk/library/resource",
            None,
            "borrowed",
        ),
    ],
)
def test_jiscs_recipes_mean_what_they_say_however_they_are_spelled(
    verb: str, kind: str, completion: object, meaning: str | None
) -> None:
    _, others = published("standard")
    line = next(each for each in others if each.fits(None, verb.rstrip("/"), kind, completion))
    assert line.means == meaning
    assert line.refused == (meaning is None)


async def keep_state(lrs: Lrs, name: str) -> None:
    named = {"activityId": "http://e.org/x", "stateId": "at", "agent": json.dumps(account(name))}
    answer = await lrs.send("PUT", "/activities/state", json={"page": 12}, params=named)
    assert answer.status_code == 204


async def test_a_copy_holds_what_systems_said_of_the_student_and_stored(
    nottingham: World, student: Person
) -> None:
    lrs = await connect(nottingham, "moodle")
    about = statement("7", context={"instructor": account("42")})
    await send(lrs, [*batch(nottingham), about, statement("8")])
    await keep_state(lrs, "42")
    made = {each.name: each for each in parts()}
    rows = {}
    async with nottingham.context() as context:
        for name in ("statements", "activity_documents", "statement_agents"):
            text: str = await context.transaction.fetch_one(made[name].rows, student_id=student.id)
            rows[name] = json.loads(text)
    assert len(rows["statements"]) == 7
    assert rows["statements"][0]["statement"]["actor"]["account"]["name"] == "42"
    assert [each["content"] for each in rows["activity_documents"]] == ['{"page":12}']
    assert [each["system"] for each in rows["statement_agents"]] == ["moodle"]


async def test_whoever_is_erased_is_erased_from_statements_and_nothing_of_them_is_kept_again(
    nottingham: World, student: Person
) -> None:
    lrs, sent = await connect(nottingham, "moodle"), batch(nottingham)
    await send(lrs, [*sent, statement("7", context={"instructor": account("42")}), statement("8")])
    await keep_state(lrs, "42")
    await erased(nottingham, student)
    assert [each["actor"]["account"]["name"] for each in await lrs.find()] == ["8"]
    assert (
        await nottingham.sql("select 1 from activity_documents where institution_id = :institution_id") == []
    )
    assert not await nottingham.holds('"name":"42"')
    await send(lrs, batch(nottingham))
    assert len(await lrs.find()) == 1


async def test_of_a_student_whose_data_are_restricted_nobody_reads_a_statement(
    nottingham: World, student: Person
) -> None:
    lrs, officer = await connect(nottingham, "moodle"), await nottingham.tutor(roles.DATA_PROTECTION)
    ids = await send(lrs, [*batch(nottingham), statement("8")])
    await uphold(officer, await asked(student, "restriction"))
    assert [each["id"] for each in await lrs.find()] == [ids[-1]]
    more = moodle(
        "42",
        PAGE_VIEWED,
        f"{nottingham.yesterday}T11:00:00Z",
        VIEWED,
        "/mod/page/view.php?id=1",
        "http://e.org",
    )
    await send(lrs, [more])
    assert len(await lrs.find()) == 1, "stored, and not used"
    async with nottingham.owner() as owner:
        assert await owner.fetchval("select count(*) from events where student_id = $1", student.id) == 6


async def test_statements_go_with_activity_by_their_day(
    nottingham: World, student: Person, tmp_path: Path
) -> None:
    lrs = await connect(nottingham, "moodle")
    await send(lrs, batch(nottingham))
    nottingham.moment.now += timedelta(days=365 * 4)
    await retain.run(nottingham.context, SigningKey(demonstration_signing_key(tmp_path)))
    left = await nottingham.sql("select count(*) from statements where institution_id = :institution_id")
    assert left == [(0,)]
