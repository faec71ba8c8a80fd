"""Judge signals: the profile's rules over some students' days, and what becomes of their signals."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.access.vocabulary import Reach, Role, SectionName
from app.actions.context import Context
from app.actions.engagement.signal_days import Frame, read_days
from app.actions.exchange.tell import happened, tell_each
from app.ids import StudentId
from app.profiles.model import Profile
from app.profiles.signals import RuleEntry
from app.signals.days import Days
from app.signals.evidence import evidence_of
from app.signals.findings import Verdict
from app.signals.raising import Step, step
from app.store.engagement import signals, slices
from app.store.engagement.signals import Changes, LatestSignal, NewSignal
from app.store.engagement.slices import Slice
from app.webhooks.events import EventType

Latest = Mapping[tuple[StudentId, str], LatestSignal]
"""By student and rule."""


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
    changes = await asyncio.to_thread(
        _changes, context, frame, taken, days, latest, again=again, only_judged_then=only_judged_then
    )
    raised = await signals.store(context.transaction, changes, context.now, context.today)
    told = [
        happened(student_id, {"signal_id": signal_id}, SectionName.SIGNALS, frame.rules[rule].section)
        for student_id, rule, signal_id in raised
    ]
    await tell_each(context, EventType.SIGNAL_RAISED, told)
    return Done(len(taken), len(changes.raised))


async def judge_at_a_glance(context: Context, frame: Frame, taken: Slice) -> Done:
    """The same by the rules of every night: most students have been active on their latest days.

    All of the frame's days are looked at only of whoever has not, or has an earlier signal to follow up.
    """
    days = await read_days(context, frame.glance, taken)
    latest = await signals.latest_of(context.transaction, taken)
    inside = np.ones(len(taken), np.bool_)
    for name, entry in frame.rules.items():
        inside &= (await asyncio.to_thread(entry.rule.judge, days)).inside
        followed = {key: each for key, each in latest.items() if not each.latest.recovered}
        inside[_numbers(followed, taken, name)] = False
    rest = [taken.student(row) for row in np.flatnonzero(~inside).tolist()]
    raised = 0
    if rest:
        raised = (await judge_slice(context, frame, slices.of(rest, frame.first, frame.as_of))).raised
    return Done(len(taken), raised)


def _changes(
    context: Context,
    frame: Frame,
    taken: Slice,
    days: Days,
    latest: Latest,
    *,
    again: bool,
    only_judged_then: bool,
) -> Changes:
    """What becomes of the students' signals."""
    assert context.profile.signals is not None
    changes, role = Changes(), context.profile.signals.fallback_role
    for name, entry in frame.rules.items():
        judged = entry.rule.judge(days)
        for row in sorted({*judged.raised.tolist(), *_numbers(latest, taken, name)}):
            before, verdict = latest.get((taken.student(row), name)), judged.verdict(row)
            if only_judged_then and (before is None or before.latest.as_of != frame.as_of):
                continue
            match step(
                before.latest if before else None,
                verdict,
                inside=bool(judged.inside[row]),
                as_of=frame.as_of,
                quiet_days=context.profile.signals.quiet_days,
            ):
                case Step.RAISE:
                    if before is not None and before.latest.is_open:
                        changes.close(before, "repeated", recovered=before.latest.recovered)
                    found = evidence(frame, entry, days, row)
                    changes.raised.append(
                        NewSignal(taken.student(row), name, entry.version, verdict, frame.as_of, found, role)
                    )
                case Step.KEEP if before and again:
                    changes.kept.append((before, verdict, evidence(frame, entry, days, row)))
                case Step.CLOSE if before:
                    changes.close(before, "data_changed" if again else "recovered", recovered=True)
                case Step.SILENCE if before:
                    changes.close(before, "excluded", recovered=False)
                case Step.RECOVER if before:
                    changes.recovered.append(before)
                case _:
                    pass
    return changes


def _numbers(latest: Latest, taken: Slice, rule: str) -> list[int]:
    """Those who have a signal of the rule."""
    numbers = (taken.number(student_id) for student_id, of in latest if of == rule)
    return [each for each in numbers if each is not None]


def evidence(frame: Frame, entry: RuleEntry, days: Days, row: int) -> dict[str, Any]:
    """What a judgement rests on, with how fresh each source was."""
    reach = frame.data_as_of
    return evidence_of(entry.rule, days, row) | {
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
        Finding(name, entry, entry.rule.judge(days).verdict(0), evidence(frame, entry, days, 0))
        for name, entry in frame.rules.items()
    ]
