"""Judge signals: the profile's rules over some students' days, and what becomes of their signals."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.access.vocabulary import Reach, Role, SectionName
from app.actions.context import Context
from app.actions.engagement.signal_days import Frame, read_days
from app.ids import StudentId
from app.profiles.model import Profile
from app.profiles.signals import RuleEntry
from app.signals.days import Days
from app.signals.evidence import evidence_of
from app.signals.findings import Judged, Verdict
from app.signals.raising import Step, step
from app.store.activity import freshness
from app.store.engagement import signals
from app.store.engagement.signals import LatestSignal
from app.store.engagement.slices import Slice


@dataclass(frozen=True, slots=True)
class Done:
    students: int = 0
    """Students judged so far."""
    raised: int = 0
    """Signals raised so far."""

    def __add__(self, other: "Done") -> "Done":
        return Done(self.students + other.students, self.raised + other.raised)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one student now."""

    rule: str
    entry: RuleEntry
    verdict: Verdict
    evidence: Mapping[str, Any]


async def judge_slice(
    context: Context, frame: Frame, taken: Slice, *, again: bool = False, only_judged_then: bool = False
) -> Done:
    """Judge the slice's students up to the frame's last day, and raise, keep or close their signals.

    `again`: their days had been judged, and have changed. `only_judged_then`: only signals that were raised
    for that very day change.
    """
    days = await read_days(context, frame, taken)
    latest = await signals.latest_of(context.transaction, taken)
    raised = 0
    for name, entry in frame.rules.items():
        judged = await asyncio.to_thread(entry.rule.judge, days)
        for row in _rows_to_look_at(judged, latest, taken, name):
            student_id = taken.student(row)
            before = latest.get((student_id, name))
            if only_judged_then and (before is None or before.latest.as_of != frame.as_of):
                continue
            raised += await _follow(
                context, frame, (name, entry), days, row, student_id, judged, before, again
            )
    return Done(len(taken), raised)


def _rows_to_look_at(
    judged: Judged, latest: Mapping[tuple[StudentId, str], LatestSignal], taken: Slice, rule: str
) -> list[int]:
    """Those that are signals, and those that were the last time."""
    known = {student_id for student_id, of in latest if of == rule}
    rows = set(judged.raised.tolist())
    if known:
        rows |= {row for row in range(len(taken)) if taken.student(row) in known}
    return sorted(rows)


async def _follow(
    context: Context,
    frame: Frame,
    of: tuple[str, RuleEntry],
    days: Days,
    row: int,
    student_id: StudentId,
    judged: Judged,
    before: LatestSignal | None,
    again: bool,  # noqa: FBT001 (handed on)
) -> int:
    """What becomes of one student's signal of a rule; returns how many are raised."""
    signals_of = context.profile.signals
    assert signals_of is not None
    transaction, today = context.transaction, context.today
    (name, entry), verdict = of, judged.verdict(row)
    following = step(
        before.latest if before else None,
        verdict,
        inside=bool(judged.inside[row]),
        as_of=frame.as_of,
        quiet_days=signals_of.quiet_days,
    )
    if following is Step.RAISE:
        if before is not None and before.latest.is_open:
            await signals.close(transaction, before, today, "repeated", recovered=before.latest.recovered)
        await signals.add(
            transaction,
            student_id,
            rule=name,
            rule_version=entry.version,
            verdict=verdict,
            as_of=frame.as_of,
            now=context.now,
            evidence=await evidence(context, frame, entry, days, row),
            owner_role=signals_of.fallback_role,
        )
        return 1
    if before is not None:
        match following:
            case Step.KEEP if again:
                found = await evidence(context, frame, entry, days, row)
                await signals.keep(transaction, before, verdict, found)
            case Step.CLOSE:
                because = "data_changed" if again else "recovered"
                await signals.close(transaction, before, today, because, recovered=True)
            case Step.SILENCE:
                await signals.close(transaction, before, today, "excluded", recovered=False)
            case Step.RECOVER:
                await signals.recover(transaction, before)
            case _:
                pass
    return 0


async def evidence(context: Context, frame: Frame, entry: RuleEntry, days: Days, row: int) -> dict[str, Any]:
    """What a judgement rests on, with how fresh each source was."""
    found = await asyncio.to_thread(evidence_of, entry.rule, days, row)
    reach = await freshness.data_as_of(context.transaction)
    return found | {
        "as_of": str(frame.as_of),
        "sources": [
            {"source": name, "data_as_of": reach[name].isoformat() if name in reach else None}
            for name in sorted(entry.sources)
        ],
    }


def tutoring_roles(profile: Profile) -> list[Role]:
    """The roles, in order, that reach students by tutorship and open signals."""
    return [
        name
        for name, rule in profile.role_rules.items()
        if rule.reach is Reach.TUTORSHIP and SectionName.SIGNALS in rule.sections
    ]


async def settle_owners(context: Context) -> None:
    """No open signal is without an owner: a tutor of today, or else the profile's fallback."""
    signals_of = context.profile.signals
    assert signals_of is not None
    await signals.settle_owners(
        context.transaction,
        context.today,
        tutoring_roles(context.profile),
        signals_of.fallback_role,
        signals_of.fallback_team,
    )


async def findings(context: Context, frame: Frame, taken: Slice) -> list[Finding]:
    """What each rule says of the slice's one student now; nothing is stored."""
    days = await read_days(context, frame, taken)
    return [
        Finding(
            name, entry, entry.rule.judge(days).verdict(0), await evidence(context, frame, entry, days, 0)
        )
        for name, entry in frame.rules.items()
    ]
