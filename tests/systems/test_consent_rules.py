"""Consent, decision by day by route: the table of docs/consent.md, row by row."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import isnan
from pathlib import Path

import pytest

from app.scoring.months import month_of, unpack_one
from tests.world import PUBLISHED, Person, World, event, mark

pytestmark = pytest.mark.anyio

DOCUMENT = Path("docs/consent.md")


@dataclass(frozen=True)
class Rule:
    decided: str
    asked_on: date
    about: date
    score: str
    window: str
    mark: str
    careers_event: str
    stored: str

    @classmethod
    def of(cls, row: str) -> "Rule":
        decided, asked_on, about, *answers = (cell.strip() for cell in row.strip().strip("|").split("|"))
        return cls(decided, date.fromisoformat(asked_on), date.fromisoformat(about), *answers)

    @property
    def decisions(self) -> list[tuple[int, str, date]]:
        if self.decided == "nothing":
            return []
        words = [each.split() for each in self.decided.split(", ")]
        return [(int(year), decision, date.fromisoformat(day)) for year, decision, _, day in words]


RULES = [Rule.of(line) for line in DOCUMENT.read_text("utf-8").splitlines() if "| 201" in line]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


async def lived(world: World, rule: Rule) -> Person:
    """A student with all of it on the day that is asked about, who decided so, after a scoring run."""
    await world.publish({"CLES": PUBLISHED}, academic_year=2019)
    student = await world.student()
    for year, decision, day in rule.decisions:
        world.moment.now = noon(day)
        answer = await student.decide(decision, academic_year=year)
        assert answer.status_code == 201, answer.text
        assert answer.json()["counts_from"] == str(max(day, date(year, 8, 1)))
    world.moment.now = noon(rule.asked_on)
    await world.assess(due=rule.about)
    await world.mark(mark(student, "ESSAY", 62))
    await world.deliver(
        event(student, "careers", rule.about),
        *(event(student, "vle", rule.about - timedelta(days=back), quantity=7) for back in range(7)),
    )
    await world.score()
    return student


def test_every_answer_has_its_rules() -> None:
    assert len(RULES) > 12
    for name in ("score", "mark", "careers_event"):
        assert {getattr(rule, name) for rule in RULES} == {"shown", "withheld"}


@pytest.mark.row("EX-3")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.decided}; {rule.asked_on}; {rule.about}")
async def test_what_is_about_a_day_goes_by_the_consent_for_that_day(world: World, rule: Rule) -> None:
    student = await lived(world, rule)
    days = {"from": str(rule.about), "to": str(rule.about)}

    answer = await student.get(f"{student.path}/engagement", **days)
    module = {"module_run_id": str(await world.module_run_id("BIO1-18"))}
    of_module = await student.get(f"{student.path}/engagement", **days, **module)
    explanation = await student.get(f"{student.path}/engagement/{rule.about}/explanation")
    stored = await is_stored(world, student, rule.about)
    if rule.score == "withheld":
        refused = [answer, of_module, explanation]
        assert [each.json()["type"] for each in refused] == ["/problems/consent-required"] * 3
    else:
        assert answer.json()["days"][0]["state"] == "shown"
        assert answer.json()["computed_for_this_answer"] == 0
        assert of_module.json()["days"][0]["state"] == "shown"
        assert explanation.json()["window_days"] == int(rule.window)
        assert explanation.json()["score"] == answer.json()["days"][0]["score"]
    assert ("yes" if stored else "no") == rule.stored

    grades = await student.get(f"{student.path}/grades")
    assert shown(grades.status_code, grades.json(), "items") == rule.mark
    employability = await student.get(f"{student.path}/employability", **days)
    assert shown(employability.status_code, employability.json(), "careers_events") == rule.careers_event

    # The dashboard shows of the same day what the routes show.
    world.moment.now = noon(max(rule.asked_on, rule.about))
    sections = (await student.read(f"{student.path}/dashboard"))["sections"]
    engagement = sections["engagement"].get("content", {"days": []})
    scores = {each["day"]: each["state"] for each in engagement["days"]}
    if scores.get(str(rule.about)) is not None:
        assert scores[str(rule.about)] == rule.score
    assert shown_in(sections["grades"], "items") == rule.mark


def shown(status: int, body: dict[str, object], items: str) -> str:
    return "shown" if status == 200 and body[items] else "withheld"


def shown_in(section: dict[str, object], items: str) -> str:
    content = section.get("content")
    return "shown" if isinstance(content, dict) and content[items] else "withheld"


async def is_stored(world: World, student: Person, day: date) -> bool:
    """Whether the database holds a score of that day."""
    found = await world.sql(
        "select scores from score_months where institution_id = :institution_id"
        " and student_id = :student and month = cast(:month as date)",
        student=student.id,
        month=month_of(day),
    )
    return bool(found) and not isnan(unpack_one(found[0][0])[day.day - 1])
