"""Signals as they are kept: the latest of each rule, what becomes of it, whose it is, how it was judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from app.access.vocabulary import Role
from app.db.query import columns, query
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import SignalId, StaffId, StudentId, TeamId
from app.signals.raising import Latest
from app.store.engagement import slices
from app.store.engagement.slices import Slice
from app.store.people.visible import shown_by


class LatestSignal(NamedTuple):
    """A student's latest signal of a rule."""

    student_id: StudentId
    rule: str
    signal_id: SignalId
    verdict: str
    latest: Latest


def _latest(
    student_id: StudentId,
    rule: str,
    signal_id: SignalId,
    verdict: str,
    raised_at: datetime,
    as_of: date,
    status: str,
    recovered: bool,  # noqa: FBT001 (a column)
) -> LatestSignal:
    latest = Latest(raised_at.date(), as_of, status == "open", recovered)
    return LatestSignal(student_id, rule, signal_id, verdict, latest)


class NewSignal(NamedTuple):
    """One to be raised."""

    student_id: StudentId
    rule: str
    rule_version: str
    verdict: str
    as_of: date
    evidence: Mapping[str, Any]
    owner_role: Role


@dataclass(slots=True)
class Changes:
    """What becomes of some students' signals."""

    raised: list[NewSignal] = field(default_factory=list)
    kept: list[tuple[LatestSignal, str, Mapping[str, Any]]] = field(default_factory=list)
    """They stand, with this verdict and evidence."""
    closed: list[tuple[LatestSignal, str, bool]] = field(default_factory=list)
    """Why, and whether the student has recovered."""
    recovered: list[LatestSignal] = field(default_factory=list)
    """Over already; now the student's days are inside the range again."""

    def close(self, of: LatestSignal, because: str, *, recovered: bool) -> None:
        self.closed.append((of, because, recovered))


_LATEST = slices.joined(
    """
    select distinct on (s.student_id, s.rule) s.student_id, s.rule, s.signal_id, s.verdict, s.raised_at,
           s.as_of, s.status, s.recovered
    from signals s join {taken} on taken.student_id = s.student_id
    where s.institution_id = :institution_id
    order by s.student_id, s.rule, s.as_of desc, s.status desc, s.raised_at desc, s.signal_id
    """,
    _latest,
)
# Each for many signals at once.
_RAISE = query("""
    insert into signals (institution_id, student_id, signal_id, rule, rule_version, verdict, as_of, raised_at,
                         status, recovered, evidence, owner_role)
    select :institution_id, n.student_id, gen_random_uuid(), n.rule, n.rule_version, n.verdict, n.as_of, :now,
           'open', false, n.evidence, n.owner_role
    from unnest(cast(:students as uuid[]), cast(:rules as text[]), cast(:versions as text[]),
                cast(:verdicts as text[]), cast(:as_of as date[]), cast(:evidence as jsonb[]),
                cast(:roles as text[]))
        as n (student_id, rule, rule_version, verdict, as_of, evidence, owner_role)
    returning student_id, rule, signal_id
""")
_THIS = "institution_id = :institution_id and student_id = :student_id and signal_id = :signal_id"
_THESE = (
    " where s.institution_id = :institution_id and s.student_id = n.student_id and s.signal_id = n.signal_id"
)
_KEEP = query(
    "update signals s set verdict = n.verdict, evidence = n.evidence"
    " from unnest(cast(:students as uuid[]), cast(:signals as uuid[]), cast(:verdicts as text[]),"
    " cast(:evidence as jsonb[])) as n (student_id, signal_id, verdict, evidence)" + _THESE
)
_CLOSE = query(
    "update signals s set status = 'closed', closed_on = cast(:today as date), closed_because = n.because,"
    " recovered = n.recovered"
    " from unnest(cast(:students as uuid[]), cast(:signals as uuid[]), cast(:because as text[]),"
    " cast(:recovered as boolean[])) as n (student_id, signal_id, because, recovered)"
    f"{_THESE} and s.status = 'open'"
)
_RECOVER = query(
    "update signals s set recovered = true"
    " from unnest(cast(:students as uuid[]), cast(:signals as uuid[])) as n (student_id, signal_id)" + _THESE
)
# Whoever tutors the student today in the first of the roles that open signals, and else the fallback.
_SETTLE_OWNERS = query("""
    with owners as (
        select s.student_id, s.signal_id, t.staff_id, t.kind
        from signals s
        left join lateral (
            select t.staff_id, t.kind from tutorships t
            where t.institution_id = :institution_id and t.student_id = s.student_id
              and t.kind = any(cast(:roles as text[]))
              and t.starts_on <= :today and (t.ends_before is null or t.ends_before > :today)
            order by array_position(cast(:roles as text[]), t.kind), t.starts_on, t.staff_id
            limit 1) t on true
        where s.institution_id = :institution_id and s.status = 'open'
    ), fallback as (
        select team_id from teams where institution_id = :institution_id and code = :team
    )
    update signals s
    set owner_staff_id = o.staff_id,
        owner_role = coalesce(o.kind, :fallback_role),
        owner_team_id = case when o.staff_id is null then (select team_id from fallback) end
    from owners o
    where s.institution_id = :institution_id and s.student_id = o.student_id and s.signal_id = o.signal_id
      and (s.owner_staff_id, s.owner_role, s.owner_team_id) is distinct from
          (o.staff_id, coalesce(o.kind, :fallback_role),
           case when o.staff_id is null then (select team_id from fallback) end)
""")


async def latest_of(transaction: Transaction, taken: Slice) -> dict[tuple[StudentId, str], LatestSignal]:
    """The slice's latest signals, by student and rule."""
    found = await transaction.fetch(_LATEST[taken.relation], **taken.given)
    return {(each.student_id, each.rule): each for each in found}


async def store(
    transaction: Transaction, changes: Changes, now: datetime, today: date
) -> list[tuple[StudentId, str, SignalId]]:
    """Those that end first: there is one open signal per student and rule.

    Returns student, rule and id of each that was raised.
    """
    if changes.closed:
        listed, because, recovered = zip(*changes.closed, strict=True)
        await transaction.execute(_CLOSE, **_keys(listed), today=today, because=because, recovered=recovered)
    if changes.recovered:
        await transaction.execute(_RECOVER, **_keys(changes.recovered))
    if changes.kept:
        listed, verdicts, evidence = zip(*changes.kept, strict=True)
        await transaction.execute(_KEEP, **_keys(listed), verdicts=verdicts, evidence=evidence)
    if not changes.raised:
        return []
    columns_of = zip(*changes.raised, strict=True)
    names = ("students", "rules", "versions", "verdicts", "as_of", "evidence", "roles")
    return await transaction.fetch(_RAISE, now=now, **dict(zip(names, columns_of, strict=True)))


def _keys(of: Sequence[LatestSignal]) -> dict[str, Any]:
    return {"students": [each.student_id for each in of], "signals": [each.signal_id for each in of]}


async def settle_owners(
    transaction: Transaction, today: date, roles: list[Role], fallback_role: Role, team: str | None
) -> int:
    """Every open signal belongs to the student's tutor of today, or else to the fallback; returns how many
    changed hands."""
    return await transaction.execute(
        _SETTLE_OWNERS, today=today, roles=roles, fallback_role=fallback_role, team=team
    )


# --- what is shown ---


@dataclass(frozen=True, slots=True)
class Signal:
    student_id: StudentId
    signal_id: SignalId
    rule: str
    rule_version: str
    verdict: str
    as_of: date
    raised_at: datetime
    status: str
    closed_on: date | None
    closed_because: str | None
    evidence: Mapping[str, Any]
    owner_role: Role
    owner_staff_id: StaffId | None
    owner_name: str | None
    """The tutor's, or the team's."""
    owner_team_id: TeamId | None
    judgement: str | None
    judged_by_name: str | None
    judged_at: datetime | None
    student_number: str
    student_name: str | None
    exempted_for: str | None
    """The class of reason of the exemption that ended it."""


def _signal(*row: Any) -> Signal:  # noqa: ANN401 (columns of any type)
    return Signal(*row)


_SHOWN = """
    select s.student_id, s.signal_id, s.rule, s.rule_version, s.verdict, s.as_of, s.raised_at, s.status,
           s.closed_on, s.closed_because, s.evidence, s.owner_role, s.owner_staff_id,
           coalesce(o.name, m.name), s.owner_team_id, s.judgement, j.name, s.judged_at, p.number, p.name,
           case when s.closed_because = 'excluded' then (
               select e.reason from exemptions e
               where e.institution_id = :institution_id and e.student_id = s.student_id
                 and e.starts_on <= s.closed_on and e.starts_on < e.ends_before
                 and cast(e.recorded_at as date) <= s.closed_on
                 and e.ends_before > cast(coalesce(s.evidence ->> 'judged_from', s.as_of::text) as date)
               order by e.recorded_at desc, e.exemption_id limit 1) end
    from signals s
    join students p on p.institution_id = s.institution_id and p.student_id = s.student_id
    left join staff o on o.institution_id = s.institution_id and o.staff_id = s.owner_staff_id
    left join teams m on m.institution_id = s.institution_id and m.team_id = s.owner_team_id
    left join staff j on j.institution_id = s.institution_id and j.staff_id = s.judged_by
    where s.institution_id = :institution_id
"""
OF_STUDENT = query(
    f"{_SHOWN} and s.student_id = :student_id order by s.raised_at desc, s.signal_id desc", _signal
)
"""One student's, the latest first."""
_ONE = query(f"{_SHOWN} and s.student_id = :student_id and s.signal_id = :signal_id", _signal)
_PAGE = query(
    f"""{_SHOWN}
      and (cast(:status as text) is null or s.status = :status)
      and (cast(:rule as text) is null or s.rule = :rule)
      and (cast(:verdict as text) is null or s.verdict = :verdict)
      and (cast(:mine as uuid) is null or s.owner_staff_id = :mine)
      and (s.raised_at, s.signal_id) < (cast(:before as timestamptz), cast(:before_signal as uuid))
      and {shown_by("s.student_id", "roles")}
    order by s.raised_at desc, s.signal_id desc
    limit :limit
    """,
    _signal,
)
_JUDGE = query(
    "update signals set judgement = :judgement, judged_by = :staff_id, judged_at = :now,"
    " status = case when :closes then 'closed' else status end,"
    " closed_on = case when :closes and status = 'open' then cast(:today as date) else closed_on end,"
    " closed_because = case when :closes and status = 'open' then 'judged' else closed_because end"
    f" where {_THIS} and judgement is null"
)


async def get(transaction: Transaction, student_id: StudentId, signal_id: SignalId) -> Signal:
    """Raises NotFound."""
    found = await transaction.find(_ONE, student_id=student_id, signal_id=signal_id)
    if found is None:
        raise NotFound("this student has no such signal")
    return found


async def list_of(transaction: Transaction, student_id: StudentId) -> list[Signal]:
    """One student's, the latest first."""
    return await transaction.fetch(OF_STUDENT, student_id=student_id)


async def list_visible(
    transaction: Transaction,
    roles: list[Role],
    *,
    status: str | None,
    rule: str | None,
    verdict: str | None,
    mine: StaffId | None,
    before: tuple[datetime, SignalId],
    limit: int,
) -> list[Signal]:
    """Of students who are visible by one of those roles, the latest first."""
    return await transaction.fetch(
        _PAGE,
        roles=roles,
        status=status,
        rule=rule,
        verdict=verdict,
        mine=mine,
        before=before[0],
        before_signal=before[1],
        limit=limit,
    )


async def judge(
    transaction: Transaction,
    student_id: StudentId,
    signal_id: SignalId,
    *,
    judgement: str,
    staff_id: StaffId,
    now: datetime,
    today: date,
    closes: bool,
) -> bool:
    """Whether it was judged; False where it had been already."""
    judged = await transaction.execute(
        _JUDGE,
        student_id=student_id,
        signal_id=signal_id,
        judgement=judgement,
        staff_id=staff_id,
        now=now,
        today=today,
        closes=closes,
    )
    return judged == 1


class JudgedSignal(NamedTuple):
    """The latest judgement of a student's signals of a rule."""

    rule: str
    org_unit: str
    org_unit_name: str
    student_id: StudentId
    judgement: str


_JUDGED = query(
    """
    select distinct on (s.rule, s.student_id) s.rule, o.code, o.name, s.student_id, s.judgement
    from signals s
    join lateral (
        select r.college_id from registrations r
        where r.institution_id = :institution_id and r.student_id = s.student_id
        order by r.starts_on <= s.as_of desc, r.starts_on desc
        limit 1) r on true
    join org_units o on o.institution_id = :institution_id and o.org_unit_id = r.college_id
    where s.institution_id = :institution_id and s.judgement is not null and s.judged_at >= :since
    order by s.rule, s.student_id, s.judged_at desc, s.signal_id
    """,
    JudgedSignal,
)


async def list_judged(transaction: Transaction, since: datetime) -> list[JudgedSignal]:
    """For each rule and student the latest judgement, with the college; for elevated work."""
    return await transaction.fetch(_JUDGED, since=since)


_TUTORS = query(
    "select count(distinct staff_id) from tutorships where institution_id = :institution_id"
    " and kind = any(cast(:roles as text[])) and starts_on <= :today"
    " and (ends_before is null or ends_before > :today)",
    columns,
)


async def count_tutors(transaction: Transaction, roles: list[Role], today: date) -> int:
    return int((await transaction.fetch_one(_TUTORS, roles=roles, today=today))[0])
