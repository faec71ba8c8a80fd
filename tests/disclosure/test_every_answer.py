"""Every answer about groups of a synthetic university, by ACRO's rules on the exact data.

Each is asked for every group that there is; the reading budget, which would not let anybody, is emptied in
between. What an answer is made of is worked out anew from the tables (`exact.py`). With `-s`: how much was
checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.auth.demo_issuer import ISSUER, DemoIssuer
from app.db.roles import Urls
from app.devtools.load_synthetic import load_synthetic
from app.devtools.synthetic.university import University
from app.jobs.runtime import JobRuntime
from tests import roles
from tests.conftest import NOON
from tests.disclosure.acro import faults_of_count, faults_of_mean
from tests.disclosure.exact import WEEK, Exact, Group, counted, read_exact
from tests.world import Moment, Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("BY-5"), pytest.mark.row("EX-10")]

FIRST, LAST = date(2018, 10, 22), date(2018, 11, 18)
MONDAYS = [FIRST + at * WEEK for at in range(4)]
RANGE = {"from": str(FIRST), "to": str(LAST)}
STUDENTS = 160


@dataclass
class Checked:
    """How many figures were asked for and told, and what ACRO holds against those that were."""

    asked: int = 0
    told: int = 0
    faults: list[tuple[str, list[str]]] = field(default_factory=list)

    def count(self, name: str, told: float | None, people: int) -> None:
        self._add(name, told, faults_of_count(people))

    def mean(self, name: str, told: float | None, values: Sequence[float]) -> None:
        self._add(name, told, faults_of_mean(values))

    def share(self, name: str, told: float | None, people: int, positive: int) -> None:
        self.mean(name, told, [1.0] * positive + [0.0] * (people - positive))

    def _add(self, name: str, told: float | None, faults: list[str]) -> None:
        self.asked += 1
        self.told += told is not None
        if told is not None and faults:
            self.faults.append((name, faults))

    def hold(self, what: str, *, at_least: int) -> None:
        """Nothing against it, and so many were told that this says something."""
        against = f"{self.told:5} told, {len(self.faults)} against ACRO"
        print(f"{what:40} {self.asked:5} figures asked for, {against}")  # noqa: T201 (the log)
        assert self.faults == []
        assert self.told >= at_least


@pytest.fixture(scope="module")
async def synthetic(
    urls: Urls, runtime: JobRuntime, client: httpx.AsyncClient, issuer: DemoIssuer, moment: Moment
) -> tuple[World, Exact]:
    moment.now = NOON
    world = await World.create(urls, runtime, client, issuer, moment, profile="every_figure", empty=True)
    university = University(world.profile, 7, FIRST, world.yesterday, ISSUER, STUDENTS, "every-")
    await load_synthetic(world.context, university, lambda _step, _done: None)
    await world.score()
    return world, await read_exact(world)


async def analyst_of(world: World) -> Person:
    """One who has read nothing yet, like everybody."""
    async with world.owner() as owner:
        await owner.execute(
            "delete from cohort_readings where institution_id = $1", world.institution.institution_id
        )
    return await world.tutor(roles.ANALYST)


async def weeks_of(world: World, group: Group) -> list[Any]:
    """A cohort's weeks, asked for once for all tests."""
    path = f"/v1/cohorts/{group[0]}/{group[1]}"
    if path not in world.kept:
        world.kept[path] = (await (await analyst_of(world)).read(path, **RANGE))["weeks"]
    weeks: list[Any] = world.kept[path]
    return weeks


async def test_cohorts(synthetic: tuple[World, Exact]) -> None:
    world, exact = synthetic
    checked, largest = Checked(), world.profile.disclosure.largest_score
    for kind, identifier in sorted(exact.members):
        group = kind, identifier
        for week in await weeks_of(world, group):
            monday, name = date.fromisoformat(week["week_starting"]), f"{kind} {week['week_starting']}"
            within = exact.within(group, monday)
            scored = exact.scored(within, monday)
            active = sum((each, monday) in exact.active for each in scored)
            run = identifier if kind == "module-runs" else None
            checked.count(f"{name} people", week["people"], len(scored))
            checked.mean(
                f"{name} score", week["mean_score"]["value"], exact.mean_scores(within, monday, largest)
            )
            checked.share(f"{name} active", week["active_share"]["value"], len(scored), active)
            checked.mean(
                f"{name} attended",
                week["attended_share"]["value"],
                exact.shares_attended(run, within, monday),
            )
    checked.hold("cohorts", at_least=200)


@pytest.mark.row("QM-6")
async def test_pairs_of_groups_that_differ_by_fewer_than_ten(synthetic: tuple[World, Exact]) -> None:
    """Over all pairs. Of statistics there are none; weekly figures of two such have no noise in common."""
    world, exact = synthetic
    people = {group: {each.student for each in spells} for group, spells in exact.members.items()}
    near = [(a, b) for a, b in combinations(sorted(people), 2) if len(people[a] ^ people[b]) < 10]
    assert near, "two module runs of each programme, with the very same students"
    published = await counted(
        world,
        "select distinct group_kind || ' ' || group_id, 1 from statistics.figures where institution_id = $1",
    )
    assert not [pair for pair in near if all(f"{kind} {of}" in published for kind, of in pair)]
    same = told = 0
    for pair in near:
        for one, other in zip(*[await weeks_of(world, each) for each in pair], strict=True):
            scores = [each["mean_score"]["value"] for each in (one, other)]
            # A mean that noise has put below none, or above the most there is, says nothing here.
            if not {None, 0.0, world.profile.disclosure.largest_score} & {*scores}:
                told, same = told + 1, same + (scores[0] == scores[1])
    assert told >= 3
    assert same <= told / 2, "the very same people, and another figure"


async def test_what_classes_open_and_hand_in(synthetic: tuple[World, Exact]) -> None:
    world, exact = synthetic
    checked, asker = Checked(), {"Attune-Purpose": "course_improvement"}
    for kind, run in sorted(exact.members):
        if kind != "module-runs":
            continue
        headers = (await analyst_of(world)).headers | asker
        answer = (await world.client.get(f"/v1/module-runs/{run}/insight", headers=headers)).json()
        classes = {monday: exact.throughout((kind, run), monday) for monday in MONDAYS}
        for each in answer["resources"]:
            opened, latest = exact.opened[run, each["resource"]], classes[MONDAYS[-1]]
            ever = _ever_opened(exact, run, each["resource"])
            checked.share("so far", each["opened_share"]["value"], len(latest), len(latest & ever))
            for week in each["weeks"]:
                monday = date.fromisoformat(week["week_starting"])
                if monday in classes:
                    did = {student for student, at in opened if at == monday}
                    checked.share(
                        "opened",
                        week["opened_share"]["value"],
                        len(classes[monday]),
                        len(classes[monday] & did),
                    )
        for each in answer["assessments"]:
            due = date.fromisoformat(each["due_on"])
            members = classes[due - timedelta(days=due.weekday())]
            did = exact.in_time[run, each["assessment"]]
            checked.share("in time", each["in_time_share"]["value"], len(members), len(members & did))
        # Whose activity may not be counted on some day so far has no score in some week either.
        latest = classes[MONDAYS[-1]]
        _holds_not_opened(
            answer, exact, run, {*latest}.intersection(*(exact.scored(latest, each) for each in MONDAYS))
        )
    checked.hold("what classes open and hand in", at_least=50)


def _ever_opened(exact: Exact, run: UUID, resource: str) -> set[UUID]:
    """By whom, in the weeks that are over."""
    return {student for student, at in exact.opened[run, resource] if at in MONDAYS}


def _holds_not_opened(answer: Any, exact: Exact, run: UUID, latest: set[UUID]) -> None:
    """What nobody opened is on the list, and nothing on it that twenty have opened."""
    if answer["not_opened"] is None:
        assert len(latest) < 23
        return
    listed = {each["resource"] for each in answer["not_opened"]}
    for each in answer["resources"]:
        opened = len(_ever_opened(exact, run, each["resource"]) & latest)
        assert opened >= 3 or each["resource"] in listed
        assert opened < 20 or each["resource"] not in listed


async def test_colours_of_colleges(synthetic: tuple[World, Exact]) -> None:
    """Exactly as whoever sees each of the students counts them."""
    world, _ = synthetic
    checked = Checked()
    units = await counted(
        world, "select code, 1 from org_units where institution_id = $1 and kind = 'college'"
    )
    for code in units:
        path, weeks = f"/v1/weekly-reports/{code}/trend", {"weeks": 4}
        school = await world.tutor(roles.SCHOOL_SUPPORT)
        await world.grant(school, roles.SCHOOL_SUPPORT, code)
        told = (await (await analyst_of(world)).read(path, **weeks))["items"]
        seen = await school.read(path, **weeks)
        assert seen["method"] == "none"
        for week, exactly in zip(told, seen["items"], strict=True):
            checked.count("people", week["people"], exactly["people"])
            for kind in ("attendance", "online", "combined", "counts"):
                for colour, many in week[kind].items():
                    checked.count(f"{kind} {colour}", many, exactly[kind][colour])
    checked.hold("colours of colleges", at_least=20)


async def test_the_outreach_report(synthetic: tuple[World, Exact]) -> None:
    world, _ = synthetic
    adviser = await world.tutor(roles.ADVISER)
    async with world.owner() as owner:
        await owner.execute(
            _CASES, world.institution.institution_id, adviser.id, world.moment.now, world.today
        )
        await owner.execute(_ATTEMPTS, world.institution.institution_id)
    answer = await (await world.tutor(roles.ANALYST)).read("/v1/outreach-report")
    of = "from cases where institution_id = $1"
    cases = await counted(world, f"select reached_on is not null, count(*) {of} group by 1")
    tried = await counted(
        world,
        "select rung, count(distinct student_id) from contact_attempts where institution_id = $1 group by 1",
    )
    reached = await counted(world, f"select reached_rung, count(*) {of} group by 1")
    checked = Checked()
    checked.count("students", answer["students"], sum(cases.values()))
    checked.count("until tried", answer["days_to_first_attempt"]["value"], sum(cases.values()))
    checked.count("until reached", answer["days_to_reached"]["value"], cases.get(True, 0))
    for rung in answer["rungs"]:
        many = tried.get(rung["rung"], 0)
        checked.count(f"tried {rung['rung']}", rung["tried"], many)
        checked.share(
            f"reached {rung['rung']}", rung["reached_share"]["value"], many, reached.get(rung["rung"], 0)
        )
    checked.hold("the outreach report", at_least=4)


_CASES = """
    insert into cases (institution_id, student_id, case_id, reason, other_sources, opened_by, opened_role,
                       opened_at, state, rung, rung_on, roles, due_on, first_attempt_on, reached_on,
                       reached_rung, outcome, closed_by, closed_at, closing_reason)
    select institution_id, student_id, gen_random_uuid(), 'made up',
           '[{"source": "Student record", "checked_on": "2018-11-01"}]'::jsonb, $2, 'adviser',
           $3::timestamptz - interval '20 days', 'closed', 'adviser', $4::date - 20, '{adviser}', $4::date,
           $4::date - 18, case when n % 4 > 0 then $4::date - 15 end, case when n % 4 > 0 then 'adviser' end,
           'reached_ok', $2, $3, 'made up'
    from (select *, row_number() over (order by student_id) as n from students where institution_id = $1) s
    where n <= 100
"""
_ATTEMPTS = """
    insert into contact_attempts (institution_id, student_id, case_id, sequence, attempt_id, rung,
                                  staff_id, role, attempted_at, recorded_at, channel, outcome)
    select institution_id, student_id, case_id, n, gen_random_uuid(),
           case n when 1 then 'adviser' else 'school_support' end, opened_by, opened_role,
           opened_at, opened_at, 'university_email', 'sent'
    from (select *, row_number() over (order by student_id) as place from cases where institution_id = $1) c,
         generate_series(1, 2) as series (n)
    where n = 1 or place <= 5
"""


async def test_how_good_the_rules_are(synthetic: tuple[World, Exact]) -> None:
    world, _ = synthetic
    adviser = await world.tutor(roles.ADVISER)
    async with world.owner() as owner:
        await owner.execute(_SIGNALS, world.institution.institution_id, adviser.id)
    answer = await (await world.tutor(roles.ANALYST)).read("/v1/signal-precision")
    judged = await counted(world, f"select code || '.' || s.rule, count(*) {_JUDGED} group by 1")
    right = await counted(
        world, f"select code || '.' || s.rule, count(*) {_JUDGED} and s.judgement = 'concern' group by 1"
    )
    wrong = await counted(
        world, f"select code || '.' || s.rule, count(*) {_JUDGED} and s.judgement = 'wrong_data' group by 1"
    )
    checked = Checked()
    for each in answer["items"]:
        many, concern, mistaken = (
            sum(of for key, of in found.items() if _is_of(key, each)) for found in (judged, right, wrong)
        )
        checked.count("judged", each["judged"], many)
        checked.share("concern", each["concern_share"], many, concern)
        checked.share("wrong data", each["wrong_data_share"], many, mistaken)
    rules = world.profile.signals.rules if world.profile.signals is not None else ()
    assert len(answer["items"]) == len(rules) * 4, "each rule of each college"
    checked.hold("how good the rules are", at_least=2)


def _is_of(key: str, item: Any) -> bool:
    unit, _, rule = key.partition(".")
    return rule == item["rule"] and item["org_unit"] in {None, unit}


_JUDGED = """
    from signals s join registrations r using (institution_id, student_id)
    join org_units o on o.institution_id = r.institution_id and o.org_unit_id = r.college_id
    where s.institution_id = $1 and s.judgement is not null
"""
_SIGNALS = """
    insert into signals (institution_id, student_id, signal_id, rule, rule_version, verdict, as_of, raised_at,
        status, recovered, closed_on, closed_because, evidence, owner_role, judgement, judged_by, judged_at)
    select institution_id, student_id, gen_random_uuid(), case when n <= 80 then 'fall' else 'stopped' end,
           '1-0', 'fall', '2018-11-10', now(), 'closed', false, '2018-11-12', 'judged',
           '{"as_of": "2018-11-10", "does_not_know": []}', 'adviser',
           case when n % 2 = 0 then 'concern' else 'explained' end, $2, '2018-11-12'
    from (select *, row_number() over (order by student_id) as n from students where institution_id = $1) s
    where n <= 85
"""


async def test_trials(synthetic: tuple[World, Exact]) -> None:
    """All coefficients are tried twice as large: what it moves can be worked out."""
    world, exact = synthetic
    admin, day = await world.tutor(roles.ADMIN), LAST
    in_force = (await admin.read("/v1/scoring-models/in-force", academic_year=2018))["colleges"]
    twice = {
        each["code"]: {source["name"]: 2 * source["coefficient"] for source in each["sources"]}
        for each in in_force
    }
    draft = await admin.do(
        "/v1/admin/scoring-models", {"academic_year": 2018, "coefficients": twice, "note": "twice"}
    )
    asker = await world.tutor(roles.ANALYST)
    trial = await asker.do(
        "/v1/scoring-trials", {"scoring_model_id": draft["scoring_model_id"], "day": str(day)}
    )
    scores = [found[day] for found in exact.scores.values() if day in found]
    edges = [*(each["above"] for each in trial["distribution"])]
    before, after = ([_band(edges, times * each) for each in scores] for times in (1, 2))
    checked = Checked()
    checked.count("people", trial["people"], len(scores))
    for at, bar in enumerate(trial["distribution"]):
        checked.count("before", bar["before"], before.count(at))
        checked.count("after", bar["after"], after.count(at))
        for to, many in enumerate(trial["moves"][at]):
            checked.count("moved", many, sum(pair == (at, to) for pair in zip(before, after, strict=True)))
    checked.hold("trials", at_least=2)


def _band(edges: Iterable[float], score: float) -> int:
    return max(at for at, edge in enumerate(edges) if score >= edge or not at)


async def test_statistics(synthetic: tuple[World, Exact]) -> None:
    world, _ = synthetic
    checked = Checked()
    async with world.owner() as owner:
        figures = await owner.fetch(
            "select group_kind, group_id, variable, category, people from statistics.figures"
            " where institution_id = $1",
            world.institution.institution_id,
        )
        rows = await owner.fetch(_OF_STUDENTS, world.institution.institution_id)
    exact: dict[tuple[str, UUID, str, str], int] = {}
    for each in rows:
        for category in (each["category"], "all"):
            key = each["kind"], each["id"], each["variable"], category
            exact[key] = exact.get(key, 0) + 1
    for each in figures:
        if each["variable"] != "age":
            key = each["group_kind"], each["group_id"], each["variable"], each["category"]
            checked.count(" ".join(map(str, key)), each["people"], exact.get(key, 0))
    assert {each["group_kind"] for each in figures} > {"institution", "programmes"}
    checked.hold("statistics", at_least=2)


_OF_STUDENTS = """
    with members as (
        select 'institution' as kind, institution_id as id, institution_id, student_id from students
        union all select 'colleges', college_id, institution_id, student_id from registrations
        union all select 'programmes', programme_id, institution_id, student_id from registrations
        union all select 'module-runs', module_run_id, institution_id, student_id from enrolments
    )
    select m.kind, m.id, x.variable, coalesce(c.category, 'not_known') as category
    from members m
    join statistics.student_statistics s using (institution_id, student_id)
    cross join lateral (values
        ('ethnicity', s.ethnicity), ('gender', s.gender), ('disability', s.disability),
        ('entry_qualification', s.entry_qualification), ('parents_education', s.parents_education),
        ('socio_economic_background', s.socio_economic_background), ('overseas', s.overseas)
    ) as x (variable, code)
    left join statistics.codes c on c.variable = x.variable and c.code = x.code
    where m.institution_id = $1
"""
