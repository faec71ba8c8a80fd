"""The filter of a saved cohort as SQL: one clause for each condition, each asked of everybody at once.

Row-level security shows students who are visible to whoever asks. Where one of their roles opens students and
not what a condition tells of, `opening` leaves out whom only such a role shows them. What needs consent is
joined with the days of which the student's decisions let it be used.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.access.vocabulary import Role, SectionName
from app.cohorts.conditions import FEWEST_SESSIONS, USUAL_DAYS, Condition, Kind
from app.ids import ScoringModelId, StaffId
from app.outreach.case import Queue
from app.store.people.visible import shown_by
from app.store.support.case_queue import waits_in


@dataclass(frozen=True, slots=True)
class ScoredDay:
    """A day of which stored scores count: as computed by this model."""

    day: date
    model: ScoringModelId


@dataclass(frozen=True, slots=True)
class Consent:
    """A purpose that needs consent."""

    purpose: str
    reaches_back: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """What the conditions are asked on."""

    today: date
    now: datetime
    time_zone: str
    year_begins: date
    """The academic year's first day: what was decided for it counts from then on."""
    staff_id: StaffId
    sees_all: bool
    opening: Mapping[SectionName, Sequence[Role]]
    """By section that is asked about: the asker's roles that open it, where not all do."""
    consents: Mapping[SectionName, Consent]
    """Of the sections that need it."""
    purposes: Mapping[SectionName, str]
    """The purpose that covers each section: who is restricted for it is left out."""
    levels: Sequence[str]
    """Those that the service covers: parts of the record are of students registered at them."""
    rule_sections: Mapping[str, SectionName]
    """By rule of signals, what it reads."""
    bands: Mapping[str, tuple[float, float]]
    """From which score on, and below which."""
    no_band_levels: Sequence[str]
    no_band_modes: Sequence[str]
    scored: ScoredDay | None
    """The latest day of which everybody's scores are stored; None: there is none."""
    scored_before: Callable[[int], ScoredDay | None]
    """The day so many days before that one, where it lies in the same academic year."""


@dataclass
class Filter:
    """SQL: what stands before the select, what `students s` must meet, and the parameters of both."""

    basis: Basis
    ctes: dict[str, str] = field(default_factory=dict)
    clauses: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def before(self) -> str:
        """Common table expressions; none, where there are none."""
        listed = ", ".join(f"{name} as {text}" for name, text in self.ctes.items())
        return f"with recursive {listed}" if listed else ""

    @property
    def where(self) -> str:
        return " and ".join(("s.institution_id = :institution_id", *self.clauses))

    def put(self, name: str, value: Any) -> str:  # noqa: ANN401 (a parameter)
        self.given[name] = value
        return f":{name}"

    def some(self, of: str) -> str:
        """Of students whom the asker sees one by one: found by their keys, not among everybody's rows."""
        if self.basis.sees_all:
            return ""
        return f" and {of}.student_id = any (cast((select attune_visible_students()) as uuid[]))"

    def usable(self, section: SectionName, of: str, day: str) -> str:
        """A join that leaves rows of days of which consent lets the section be used."""
        consent = self.basis.consents.get(section)
        if consent is None:
            return ""
        name = f"usable_{section}"
        begins = self.put("year_begins", self.basis.year_begins)
        since = begins if consent.reaches_back else f"greatest({begins}, min(d.day))"
        self.ctes[name] = f"""(
            select d.student_id, cast({since} as date) as since
            from (select c.student_id, c.sequence, (c.decided_at at time zone {self._zone})::date as day,
                         max(c.sequence) filter (where c.decision <> 'given')
                             over (partition by c.student_id) as refused
                  from consent_decisions c
                  where c.institution_id = :institution_id and c.academic_year = :academic_year
                    and c.purpose = {self.put(f"purpose_{section}", consent.purpose)}{self.some("c")}) d
            where d.sequence > coalesce(d.refused, -1)
            group by d.student_id)"""
        self.given["academic_year"] = self.basis.year_begins.year
        return f" join {name} on {name}.student_id = {of}.student_id and {name}.since <= {day}"

    @property
    def _zone(self) -> str:
        return self.put("time_zone", self.basis.time_zone)


def filter_of(conditions: Sequence[Condition], basis: Basis) -> Filter:
    """All of the conditions, on that basis."""
    made = Filter(basis)
    made.clauses += [made.some("s").removeprefix(" and ")] if not basis.sees_all else []
    _registered(made, conditions)
    for at, each in enumerate(conditions):
        if each.kind in _CLAUSES:
            made.clauses.append(f"s.student_id in ({_CLAUSES[each.kind](made, at, each)})")
    _opened_parts(made)
    _not_restricted(made, _sections(conditions, basis))
    return made


def standing(conditions: Sequence[Condition], basis: Basis) -> Filter:
    """Of whom the asker may be told what the conditions tell of today, whether they meet them or not."""
    made = Filter(basis)
    made.clauses += [made.some("s").removeprefix(" and ")] if not basis.sees_all else []
    _opened_parts(made)
    today, sections = made.put("today", basis.today), _sections(conditions, basis)
    _not_restricted(made, sections)
    for section in sections:
        if joined := made.usable(section, "x", today):
            made.clauses.append(
                "s.student_id in (select x.student_id from students x"
                f"{joined} where x.institution_id = :institution_id{made.some('x')})"
            )
    return made


def _sections(conditions: Sequence[Condition], basis: Basis) -> list[SectionName]:
    """What the conditions tell of, and what the signals that they name rest on."""
    told = {each.rule.section for each in conditions if each.rule.section is not None}
    rules = [rule for each in conditions if each.kind is Kind.OPEN_SIGNAL for rule in each.any_of]
    return sorted(told | {basis.rule_sections[each] for each in rules})


def _not_restricted(made: Filter, sections: Sequence[SectionName]) -> None:
    if listed := sorted({made.basis.purposes[each] for each in sections if each in made.basis.purposes}):
        purposes = made.put("restricted_purposes", listed)
        made.clauses.append(
            "s.student_id <> all (cast("
            f"(select attune_restricted_for(cast({purposes} as text[]))) as uuid[]))"
        )


def _opened_parts(made: Filter) -> None:
    for section, roles in made.basis.opening.items():
        name = f"opening_{section}"
        made.put(name, list(roles))
        made.clauses.append(shown_by("s.student_id", name))


# --- the registration of today ---


def _registered(made: Filter, conditions: Sequence[Condition]) -> None:
    met = [
        _REGISTRATION[each.kind](made, at, each)
        for at, each in enumerate(conditions)
        if each.rule.of_registration
    ]
    if any(each.rule.section is not None for each in conditions):
        met.append(f"r.level = any (cast({made.put('levels', list(made.basis.levels))} as text[]))")
    if any(each.kind is Kind.INDICATOR_BAND for each in conditions):
        levels = made.put("no_band_levels", list(made.basis.no_band_levels))
        modes = made.put("no_band_modes", list(made.basis.no_band_modes))
        met.append(
            f"r.level <> all (cast({levels} as text[])) and r.study_mode <> all (cast({modes} as text[]))"
        )
    if met:
        today = made.put("today", made.basis.today)
        made.clauses.append(f"""s.student_id in (
            select r.student_id from registrations r
            join programmes p on p.institution_id = :institution_id and p.programme_id = r.programme_id
            where r.institution_id = :institution_id and r.starts_on <= {today}
              and (r.ends_before is null or r.ends_before > {today}){made.some("r")}
              and {" and ".join(met)})""")


def _org_unit(made: Filter, at: int, condition: Condition) -> str:
    listed, below = made.put(f"any_{at}", list(condition.any_of)), f"below_{at}"
    made.ctes[below] = f"""(
        select cast(listed as uuid) as org_unit_id from unnest(cast({listed} as text[])) as listed
        union
        select o.org_unit_id from org_units o join {below} b on o.parent_id = b.org_unit_id
        where o.institution_id = :institution_id)"""
    units = f"(select org_unit_id from {below})"
    return f"(r.college_id in {units} or p.org_unit_id in {units})"


def _one_of(column: str) -> Callable[[Filter, int, Condition], str]:
    def clause(made: Filter, at: int, condition: Condition) -> str:
        return f"{column}::text = any (cast({made.put(f'any_{at}', list(condition.any_of))} as text[]))"

    return clause


_REGISTRATION: Mapping[Kind, Callable[[Filter, int, Condition], str]] = {
    Kind.ORG_UNIT: _org_unit,
    Kind.PROGRAMME: _one_of("r.programme_id"),
    Kind.YEAR_OF_STUDY: _one_of("r.year_of_study"),
    Kind.LEVEL: _one_of("r.level"),
    Kind.STUDY_MODE: _one_of("r.study_mode"),
    Kind.RESIDENCE: _one_of("r.residence"),
    Kind.SPONSORED: lambda _made, _at, _condition: "r.sponsored",
}

# --- everything else ---


def _module_run(made: Filter, at: int, condition: Condition) -> str:
    runs, today = made.put(f"any_{at}", list(condition.any_of)), made.put("today", made.basis.today)
    return f"""
        select e.student_id from enrolments e
        where e.institution_id = :institution_id
          and e.module_run_id = any (cast(cast({runs} as text[]) as uuid[]))
          and (e.starts_on is null or e.starts_on <= {today})
          and (e.ends_before is null or e.ends_before > {today}){made.some("e")}"""


def _my_tutees(made: Filter, _at: int, _condition: Condition) -> str:
    staff, today = made.put("staff_id", made.basis.staff_id), made.put("today", made.basis.today)
    return f"""
        select t.student_id from tutorships t
        where t.institution_id = :institution_id and t.staff_id = {staff} and t.starts_on <= {today}
          and (t.ends_before is null or t.ends_before > {today})"""


def _open_signal(made: Filter, at: int, condition: Condition) -> str:
    """One select for each section that the rules read: what a signal rests on needs consent, too."""
    by_section: dict[SectionName, list[str]] = {}
    for rule in condition.any_of:
        by_section.setdefault(made.basis.rule_sections[rule], []).append(rule)
    return " union all ".join(
        "select g.student_id from signals g"
        + "".join(made.usable(each, "g", "g.as_of") for each in {SectionName.SIGNALS: 0, section: 0})
        + " where g.institution_id = :institution_id and g.status = 'open'"
        f" and g.rule = any (cast({made.put(f'rules_{at}_{section}', rules)} as text[])){made.some('g')}"
        for section, rules in by_section.items()
    )


def _case_queue(made: Filter, _at: int, condition: Condition) -> str:
    today = made.put("today", made.basis.today)
    waits = " or ".join(f"({waits_in(Queue(each))})" for each in condition.any_of)
    return f"""
        select c.student_id from cases c {made.usable(SectionName.SUPPORT, "c", today)}
        where c.institution_id = :institution_id and ({waits}){made.some("c")}"""


_SCORED = """
    {of}.institution_id = :institution_id
    and {of}.month = cast(date_trunc('month', cast({day} as date)) as date)
    and {of}.scored_through >= {day} and {of}.scoring_model_id = {model}
    and not exists (select 1 from pending_rescores w where w.institution_id = :institution_id
                    and w.student_id = {of}.student_id and {day} between w.first_day and w.last_day)"""


# Of a day's eight bytes, the number; null where it is none. An expression, because a function that PostgreSQL
# does not inline costs more for each student than everything else.
_NUMBER = """
    cross join lateral (
        select cast(cast('x' || encode(substring({of}.scores from cast({slot} as int) * 8 - 7 for 8), 'hex')
                         as bit(64)) as bigint) as bits offset 0) as bits_{of}
    cross join lateral (
        select case when bits_{of}.bits < 0 or (bits_{of}.bits >> 52) = 2047 then null
                    when (bits_{of}.bits >> 52) = 0 then 0
                    else power(cast(2 as float8), cast((bits_{of}.bits >> 52) - 1023 as float8))
                         * (1 + cast(bits_{of}.bits & 4503599627370495 as float8) / 4503599627370496)
               end as score
        offset 0) as number_{of}"""


def _scored(made: Filter, of: str, scored: ScoredDay, name: str) -> tuple[str, str, str]:
    """What the row of the month must meet; the day; a join that brings its score as `number_….score`."""
    day, model = made.put(f"day_{name}", scored.day), made.put(f"model_{name}", scored.model)
    slot = made.put(f"slot_{name}", scored.day.day)
    return _SCORED.format(of=of, day=day, model=model), day, _NUMBER.format(of=of, slot=slot)


_NOBODY = "select cast(null as uuid)"


def _indicator_band(made: Filter, at: int, condition: Condition) -> str:
    if made.basis.scored is None:
        return _NOBODY
    where, day, score = _scored(made, "m", made.basis.scored, "latest")
    bands = [made.basis.bands[each] for each in condition.any_of]
    lows = made.put(f"low_{at}", [low for low, _ in bands])
    highs = made.put(f"high_{at}", [high for _, high in bands])
    return f"""
        select m.student_id from score_months m {made.usable(SectionName.ENGAGEMENT, "m", day)}
        {score}
        where {where}{made.some("m")} and exists (
            select 1 from unnest(cast({lows} as float8[]), cast({highs} as float8[])) as b (low, high)
            where number_m.score >= b.low and number_m.score < b.high)"""


def _below_own(made: Filter, at: int, condition: Condition) -> str:
    before = made.basis.scored_before(condition.days or USUAL_DAYS)
    if made.basis.scored is None or before is None:
        return _NOBODY
    where, _, score = _scored(made, "m", made.basis.scored, "latest")
    where_then, then, score_then = _scored(made, "b", before, f"before_{at}")
    return f"""
        select m.student_id from score_months m {made.usable(SectionName.ENGAGEMENT, "m", then)}
        join score_months b on b.institution_id = m.institution_id and b.student_id = m.student_id
        {score} {score_then}
        where {where}{made.some("m")} and {where_then}{made.some("b")}
          and number_m.score < number_b.score * cast({made.put(f"below_{at}", condition.below)} as float8)"""


def _attendance_below(made: Filter, at: int, condition: Condition) -> str:
    sessions, now = f"sessions_{at}", made.put("now", made.basis.now)
    zone, begins = (
        made.put("time_zone", made.basis.time_zone),
        made.put("year_begins", made.basis.year_begins),
    )
    days, today = made.put(f"days_{at}", condition.days or USUAL_DAYS), made.put("today", made.basis.today)
    made.ctes[sessions] = f"""materialized (
        select t.session_id, (t.starts_at at time zone {zone})::date as day from teaching_sessions t
        where t.institution_id = :institution_id and t.starts_at < {now}
          and t.starts_at >= cast(
              greatest(cast({today} as date) - cast({days} as int), cast({begins} as date)) as timestamp)
              at time zone {zone})"""
    return f"""
        select a.student_id from attendance a join {sessions} t on t.session_id = a.session_id
        {made.usable(SectionName.ATTENDANCE, "a", "t.day")}
        where a.institution_id = :institution_id and a.status in ('present', 'absent'){made.some("a")}
        group by a.student_id
        having count(*) >= {FEWEST_SESSIONS} and count(*) filter (where a.status = 'present')
               < cast({made.put(f"below_{at}", condition.below)} as float8) * count(*)"""


_CLAUSES: Mapping[Kind, Callable[[Filter, int, Condition], str]] = {
    Kind.MODULE_RUN: _module_run,
    Kind.MY_TUTEES: _my_tutees,
    Kind.OPEN_SIGNAL: _open_signal,
    Kind.CASE_QUEUE: _case_queue,
    Kind.INDICATOR_BAND: _indicator_band,
    Kind.ENGAGEMENT_BELOW_OWN: _below_own,
    Kind.ATTENDANCE_BELOW: _attendance_below,
}
