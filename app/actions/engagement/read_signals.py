"""Read signals: a student's own, those of a caseload, what each rule says now, and how well rules did."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from app.access.vocabulary import Audited, Role, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.activity.completeness import storable_until
from app.actions.context import Context, RequestContext, StaffContext
from app.actions.engagement.judge_signals import Finding, findings
from app.actions.engagement.signal_days import frame_of
from app.actions.governance.audit_change import audit_change
from app.actions.governance.restrict import check_used, leave_out_restricted
from app.actions.insight.read_cohort import disclosure_control
from app.actions.record.remarks import REMARK_READS, remarks_about
from app.actions.section import (
    STANDING_READS,
    Rows,
    Section,
    SectionRequest,
    Subject,
    standing_parameters,
    subjects_of,
    usable_days_of,
)
from app.calendars.calendar import DAY
from app.db.identity import elevated
from app.disclosure.control import Control, Figure
from app.errors import Conflict, ConsentRequired, NotCollected, NotFound
from app.ids import SignalId, StaffId, StudentId
from app.profiles.model import Profile
from app.scoring.completeness import NEVER
from app.signals.findings import SignalStatus
from app.store.engagement import signals, slices
from app.store.engagement.signals import JudgedSignal, Signal
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.people import org_units
from app.store.record.remarks import Remark

_LATEST = datetime.max.replace(tzinfo=UTC), SignalId(UUID(int=0))
"""Before this lies everything."""
CLOSING = frozenset({"explained", "wrong_data"})
"""Judgements after which there is nothing left to follow up."""

_BEHIND_SIGNALS = (SectionName.SIGNALS, SectionName.ENGAGEMENT, SectionName.ATTENDANCE)
"""The sections whose data signals are made of."""


@dataclass(frozen=True, slots=True)
class StudentSignals:
    """A student's signals, the latest first."""

    items: Sequence[Signal]
    withheld: Collection[SignalId]
    """Those that rest on what the student has not consented to."""
    purpose: str | None
    """The purpose that they would need consent to."""
    remarks: Sequence[Remark]
    """What the student says that signals miss."""
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data that signals are made of."""

    def get(self, signal_id: SignalId) -> Signal:
        """Raises NotFound, and ConsentRequired for one that is withheld."""
        found = next((each for each in self.items if each.signal_id == signal_id), None)
        if signal_id in self.withheld:
            raise _withheld(self.purpose)
        if found is None:
            raise NotFound("this student has no such signal")
        return found


def _build(request: SectionRequest, rows: Rows) -> StudentSignals:
    profile, subject = request.institution.profile, request.subject
    allowed = [each for each in rows["signals"] if _is_allowed(profile, subject, each)]
    shown = {each.signal_id for each in allowed}
    return StudentSignals(
        allowed,
        [each.signal_id for each in rows["signals"] if each.signal_id not in shown],
        _purpose(profile),
        remarks_about(SectionName.SIGNALS, rows, date.min, date.max),
        request.institution.inaccuracies(date.min, date.max, *_BEHIND_SIGNALS),
    )


def _purpose(profile: Profile) -> str | None:
    """The purpose, if there is one, that what signals rest on needs consent to."""
    rules = [profile.consent_for(each) for each in SectionName]
    return next((each.purpose for each in rules if each is not None), None)


def _withheld(purpose: str | None) -> ConsentRequired:
    return ConsentRequired("signals is withheld: the student has not consented", purpose=purpose)


def _is_allowed(profile: Profile, subject: Subject, signal: Signal) -> bool:
    """Whether consent, where the institution asks for it, lets what the signal rests on be shown."""
    rules = profile.signals.rules if profile.signals is not None else {}
    read = rules[signal.rule].section if signal.rule in rules else SectionName.ENGAGEMENT
    return all(
        usable_days_of(profile, subject, section).touches(signal.as_of, signal.as_of)
        for section in (SectionName.SIGNALS, read)
    )


SIGNALS = Section(
    SectionName.SIGNALS,
    (Audited.SIGNALS,),
    {"signals": signals.OF_STUDENT, **REMARK_READS},
    _build,
    of_all_time=True,
)


async def current_findings(context: Context, student_id: StudentId) -> tuple[date | None, Sequence[Finding]]:
    """What each rule says of the student's days up to the latest that every source has completed.

    Raises ProcessingRestricted for a student whose data are stored only.
    """
    await check_used(context, student_id, SectionName.SIGNALS)
    as_of = await storable_until(context, context.today - DAY)
    if context.profile.signals is None or as_of == NEVER:
        return None, []
    frame = await frame_of(context, as_of)
    return as_of, await findings(context, frame, slices.of([student_id], frame.first, as_of))


async def list_signals(
    context: RequestContext,
    purpose: str | None,
    *,
    status: str | None,
    rule: str | None,
    verdict: str | None,
    mine: StaffId | None,
    before: tuple[datetime, SignalId],
    limit: int,
) -> tuple[list[Signal], list[Signal]]:
    """Signals of students whose signals are open to the asker, the latest first: found, and may be shown.

    Raises what `check_purpose` does.
    """
    roles = _opening(context)
    found = await signals.list_visible(
        context.transaction, roles, status=status, rule=rule, verdict=verdict, mine=mine, before=before,
        limit=limit + 1,
    )  # fmt: skip
    allowed = await _allowed(context, found[:limit])
    students = {each.student_id: [Audited.STUDENT, Audited.SIGNALS] for each in allowed}
    await check_purpose(context, students, [Audited.SIGNALS], purpose)
    await record_access(context, students, roles, purpose)
    return found, allowed


async def open_signals(
    context: RequestContext, rule: str, since: date, limit: int
) -> tuple[list[Signal], list[Signal]]:
    """The latest `limit` open signals of a rule, raised on that day or later: found, and may be shown.

    Of students whose signals are open to the asker. Records no look: whoever shows something of them does.
    """
    latest = await signals.list_visible(
        context.transaction, _opening(context), status=SignalStatus.OPEN, rule=rule, verdict=None, mine=None,
        before=_LATEST, limit=limit,
    )  # fmt: skip
    day = context.profile.day
    found = [each for each in latest if day(each.raised_at) >= since]
    return found, await _allowed(context, found)


def _opening(context: RequestContext) -> list[Role]:
    """The asker's roles that open signals, where the institution has them."""
    if SectionName.SIGNALS not in context.profile.sections:
        return []
    rules = context.profile.role_rules
    return [each for each in context.user.roles.names if SectionName.SIGNALS in rules[each].sections]


async def _allowed(context: Context, found: Sequence[Signal]) -> list[Signal]:
    """Those that may be shown as far as consent goes."""
    if not found:
        return []
    ids = sorted({each.student_id for each in found})
    rows = await context.transaction.gather(STANDING_READS, **standing_parameters(context.profile, ids))
    subject_of = dict(zip(ids, subjects_of(rows, ids, context.today), strict=True))
    return [each for each in found if _is_allowed(context.profile, subject_of[each.student_id], each)]


async def judge_signal(
    context: StaffContext, student_id: StudentId, signal_id: SignalId, judgement: str
) -> Signal:
    """Put on record how its reader judges it. Raises NotFound, and Conflict where it has been judged."""
    if SectionName.SIGNALS not in context.profile.sections:
        raise NotCollected("this institution has no source of signals")
    if not await _allowed(context, [await signals.get(context.transaction, student_id, signal_id)]):
        raise _withheld(_purpose(context.profile))
    judged = await signals.judge(
        context.transaction,
        student_id,
        signal_id,
        judgement=judgement,
        staff_id=context.staff_id,
        now=context.now,
        today=context.today,
        closes=judgement in CLOSING,
    )
    if not judged:
        raise Conflict("this signal has been judged already: read it to see how and by whom")
    await audit_change(
        context, "signal judged", f"student/{student_id}",
        after={"signal_id": str(signal_id), "judgement": judgement},
    )  # fmt: skip
    return await signals.get(context.transaction, student_id, signal_id)


# --- how well rules did ---


@dataclass(frozen=True, slots=True)
class PrecisionFigure:
    """Of a rule's judged signals, in a college or everywhere: how many were a concern, or wrong."""

    rule: str
    org_unit: str | None
    org_unit_name: str | None
    judged: int | None
    concern: Figure
    wrong_data: Figure


async def signal_precision(context: Context) -> tuple[date, list[PrecisionFigure]]:
    """By rule, of this academic year: each student's latest judgement counts once.

    Of every rule and college, so that one without a signal does not look other than one with a few.
    """
    profile = context.profile
    since = profile.first_day(profile.academic_year(context.today))
    async with elevated(context.transaction):
        await leave_out_restricted(context, SectionName.SIGNALS)
        judged = await signals.list_judged(
            context.transaction, datetime.combine(since, time.min, profile.zone)
        )
        control = await disclosure_control(context)
    colleges = [each for each in await org_units.list_all(context.transaction) if each.kind == "college"]
    rules = {*(profile.signals.rules if profile.signals is not None else ()), *(each.rule for each in judged)}
    today, names = context.today, {each.code: each.name for each in colleges}
    groups: dict[tuple[str, str], list[JudgedSignal]] = {
        (rule, unit): [] for rule in rules for unit in ("", *names)
    }
    for each in judged:
        groups[each.rule, ""].append(each)
        groups.setdefault((each.rule, each.org_unit), []).append(each)
    return since, [
        _figure(control.of(f"signals/{unit}", since, today), rule, unit, names.get(unit), some)
        for (rule, unit), some in sorted(groups.items())
    ]


def _figure(
    control: Control, rule: str, unit: str, name: str | None, judged: Collection[JudgedSignal]
) -> PrecisionFigure:
    members = [each.student_id for each in judged]
    concern, wrong = (
        control.share(members, sum(each.judgement == sort for each in judged), f"signals {rule} {sort}")
        for sort in ("concern", "wrong_data")
    )
    people = control.people(members, f"signals {rule}") if concern.value is not None else None
    return PrecisionFigure(rule, unit or None, name, people, concern, wrong)
