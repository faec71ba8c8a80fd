"""Signals: everybody judged in a night, beside the scoring of that night, in one run; and one late event.

.venv/bin/python -m bench.signals [students]
"""

import resource
import sys
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import uvloop

from app.access.vocabulary import Role, SectionName
from app.jobs.judge_signals import judge_institution
from app.profiles.signals import AttendanceEntry, FallEntry, IndicatorEntry, Signals, StoppedEntry
from app.store.snapshot import Snapshots
from bench.fixture_database import SOURCES, Fixture, fixture_database, machine, score
from bench.late_event import deliver

LAST = date(2026, 3, 1)
"""A Sunday in the middle of a term."""
DAYS = 365
NIGHTS = 8
"""From a Sunday to a Sunday: in one of them a teaching week is judged for the first time."""
SESSIONS = 40
"""Teaching sessions of the last four weeks, with a record of everybody."""
RULES = Signals(
    fallback_role=Role("personal_tutor"),
    rules={
        "fall": FallEntry(kind="fall", title="Fall", sources=dict.fromkeys(SOURCES, 1.0)),
        "stopped": StoppedEntry(kind="stopped", title="Stopped", sources=list(SOURCES), teaching_days=10),
        "attendance": AttendanceEntry(kind="attendance", title="Attendance", least_share=0.5, in_a_row=8),
        "indicator": IndicatorEntry(kind="indicator", title="Indicator", cuts=[5, 15, 30, 60]),
    },
)


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(students, LAST - timedelta(days=DAYS - 1), DAYS) as made:
        fixture = with_rules(made)
        await add_register(fixture)
        through = LAST - timedelta(days=NIGHTS)
        await score(fixture, through)
        first = await judge(fixture, through)
        print(f"{students:,} students, {DAYS} days: all judged for the first time {first[0]:.2f} s")
        await fixture.settle()
        before, scored, judged, raised = peak(), [], [], 0
        for _ in range(NIGHTS):
            through += timedelta(days=1)
            scored.append(await score(fixture, through))
            seconds, done, new = await judge(fixture, through)
            assert done == students
            judged.append(seconds)
            raised += new
        night, of_scores = median(judged), median(scored)
        print(f"a night: signals {night:.2f} s, scores {of_scores:.2f} s, ratio {night / of_scores:.2f}")
        slowest, beside = max(zip(judged, scored, strict=True))
        print(f"the slowest night {slowest:.2f} s, ratio to its scores {slowest / beside:.2f}")
        print(f"{raised:,} signals raised in {NIGHTS} nights")
        print(f"peak memory {before:.0f} MiB before, {peak():.0f} MiB after")
        await late_events(fixture)


async def late_events(fixture: Fixture) -> None:
    """One event of a day that was judged: that student is judged again, and nobody else."""
    await fixture.owner.execute(
        "insert into student_identifiers (institution_id, student_id, system, identifier)"
        " select institution_id, student_id, 'campus', number from students"
    )
    took = []
    for at in range(9):
        await deliver(fixture, at)
        seconds, done, _ = await judge(fixture, fixture.last)
        assert done == 1
        took.append(seconds)
    print(f"one late event: one student judged again in {median(took) * 1000:.0f} ms")


def with_rules(fixture: Fixture) -> Fixture:
    """The university with rules for signals."""
    profile = fixture.runtime.profiles.named("exeter")
    sections = profile.sections | {SectionName.SIGNALS}
    ruled = profile.model_copy(update={"signals": RULES, "sections": sections})
    return replace(fixture, runtime=replace(fixture.runtime, snapshots=Snapshots(lambda _: ruled)))


async def add_register(
    fixture: Fixture, *, sessions: int = SESSIONS, every_hours: int = 16, present: float = 0.9
) -> None:
    """Sessions of one module run, and everybody's record, of which that share says present."""
    await fixture.owner.execute(f"""
        insert into modules (institution_id, module_id, code, title, org_unit_id)
        select institution_id, gen_random_uuid(), 'M', 'M', org_unit_id from org_units limit 1;
        insert into module_runs (institution_id, module_run_id, module_id, code, academic_year, starts_on,
                                 ends_before)
        select institution_id, gen_random_uuid(), module_id, 'M-25', 2025, '2025-09-01', '2026-07-01'
        from modules;
        insert into teaching_sessions (institution_id, session_id, module_run_id, code, kind, starts_at,
                                       ends_at, mandatory, for_everyone)
        select institution_id, gen_random_uuid(), module_run_id, 'S' || n, 'lecture',
               timestamptz '{LAST}' - n * interval '{every_hours} hours',
               timestamptz '{LAST}' - n * interval '{every_hours} hours' + interval '1 hour',
               true, true
        from module_runs, generate_series(1, {sessions}) as series (n);
        insert into attendance (institution_id, student_id, session_id, status)
        select s.institution_id, s.student_id, t.session_id,
               case when random() < {present} then 'present' else 'absent' end
        from students s join teaching_sessions t using (institution_id);
        analyze
    """)


async def judge(fixture: Fixture, through: date) -> tuple[float, int, int]:
    """Seconds, students judged and signals raised."""
    began, students, raised = perf_counter(), 0, 0
    async for done in judge_institution(fixture.context, through):
        students, raised = done.students, done.raised
    return perf_counter() - began, students, raised


def peak() -> float:
    """This process's, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
