"""Load the demonstration: a real extract of OULAD, and a synthetic university for each of five profiles.

Every step can be done again and then changes nothing; what is shown is labelled as what it is.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from app.actions.context import Context
from app.actions.engagement.publish_scoring_model import publish_scoring_model
from app.actions.governance.decide_consent import Choice, decide_consent
from app.actions.governance.source_proposals import record_earlier_approvals
from app.calendars.calendar import Calendar
from app.consent.ledger import Decision
from app.db.identity import as_operator
from app.devtools.load_synthetic import load_synthetic
from app.devtools.publish_made_up_prediction import publish_made_up_prediction
from app.devtools.synthetic.university import University
from app.errors import NotFound
from app.jobs.found_institution import found_institution
from app.jobs.import_oulad import import_oulad
from app.jobs.import_roster import import_roster
from app.jobs.judge_signals import judge_institution
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import score_institution
from app.profiles.model import Profile
from app.store import institutions
from app.store.engagement import scoring_models
from app.store.governance import consent
from app.store.people import students
from app.wire.roster import LoginRow, Roster, StaffRow, TutorshipRow

OULAD = "OULAD"
OULAD_STUDENT = "28400"
OULAD_TUTOR = "oulad-tutor"
OULAD_YEAR = 2013
OULAD_PROVENANCE = (
    "Real, anonymised activity: Open University Learning Analytics Dataset, module AAA 2013J, CC BY 4.0."
    " The tutor, the consent decisions and the scoring coefficient are made up."
)
OULAD_COEFFICIENT = {"OU": {"vle": 0.446}}
OULAD_NOTE = (
    "For the demonstration only: the coefficient that the University of Exeter published for another"
    " source of the same kind; the Open University has published none."
)
UNDECIDED_EVERY = 7
"""Every so many of the dataset's students are left undecided, so that withholding can be seen."""

SYNTHETIC, NOTTINGHAM, ESSEX, CITY, QUEEN_MARY = (
    "SYNTH", "SYNTH-NOTTINGHAM", "SYNTH-ESSEX", "SYNTH-CITY", "SYNTH-QM",
)  # fmt: skip
SEED = 7
MINUTES = "Made up for the demonstration: approved before the service was there."


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A synthetic institution of the demonstration."""

    profile: str
    students: int
    days: int
    """Of history, at least."""
    weeks: int = 0
    """Of history with teaching, at least, so that a fall shows whenever the demonstration is loaded."""
    together: int = 0
    """So many are on one course and in one year: enough to be compared."""


SYNTHETICS = {
    SYNTHETIC: Synthetic("exeter", 240, 120),
    NOTTINGHAM: Synthetic("nottingham", 120, 84, weeks=8),
    ESSEX: Synthetic("essex", 120, 84, weeks=8),
    CITY: Synthetic("city", 120, 84, weeks=8),
    QUEEN_MARY: Synthetic("queen_mary", 120, 84, weeks=8, together=64),
}
"""By code."""


async def load_demo(runtime: JobRuntime, extract: Path, issuer: str) -> None:
    """Load what is not loaded yet; score it, and judge its signals, up to yesterday.

    `extract` is the directory of the OULAD extract, `issuer` the one whose tokens people will hold.
    """
    if not await _is_loaded(runtime, OULAD):
        await _load_oulad(runtime, extract, issuer)
    for code, planned in SYNTHETICS.items():
        if not await _is_loaded(runtime, code):
            profile = runtime.profiles.named(planned.profile)
            until = profile.day(runtime.clock()) - timedelta(days=1)
            days = _days(profile.calendar.calendar, until, planned)
            await synthesise(
                runtime,
                code,
                issuer,
                profile,
                seed=SEED,
                students=planned.students,
                days=days,
                until=until,
                together=planned.together,
            )
    for code in (OULAD, *SYNTHETICS):
        await _score_and_judge(runtime, code)


def _days(calendar: Calendar, until: date, planned: Synthetic) -> int:
    """The days of history that it takes up to `until`."""
    days = planned.days
    while len(calendar.teaching_weeks(until - timedelta(days=days - 1), until)) < planned.weeks:
        days += 7
    return days


async def _is_loaded(runtime: JobRuntime, code: str) -> bool:
    """The provenance is written last: an institution without it was cut off while loading."""
    async with as_operator(runtime.database) as transaction:
        try:
            return (await institutions.get_by_code(transaction, code)).provenance is not None
        except NotFound:
            return False


async def _load_oulad(runtime: JobRuntime, extract: Path, issuer: str) -> None:
    record = partial(
        found_institution,
        profile=runtime.profiles.named("open_university"),
        clock=runtime.clock,
        code=OULAD,
        name="Open University (OULAD extract)",
    )
    async with as_operator(runtime.database) as transaction:
        await record(transaction)
    context_of = partial(runtime.context, OULAD)
    await import_oulad(extract, context_of, lambda _: None, runtime.on_progress)
    async with context_of() as context:
        if OULAD_YEAR not in await scoring_models.in_force(context.transaction):
            await publish_scoring_model(context, OULAD_YEAR, OULAD_COEFFICIENT, OULAD_NOTE)
        number_of = await students.find_all_by_number(context.transaction)
        numbers = sorted(number_of, key=int)
        await import_roster(context, _oulad_people(context, numbers, issuer))
        decided = await consent.list_for(context.transaction, list(number_of.values()))
        for at, number in enumerate(numbers):
            if at % UNDECIDED_EVERY != 0 and not decided.get(number_of[number]):
                await decide_consent(context, number_of[number], _oulad_choice(context))
        runtime.on_progress("OULAD students", len(numbers))
    async with as_operator(runtime.database) as transaction:
        await record(transaction, provenance=OULAD_PROVENANCE)


def _oulad_people(context: Context, numbers: list[str], issuer: str) -> Roster:
    return Roster(
        staff=[StaffRow("TUTOR", "Demonstration tutor (made up)")],
        logins=[
            LoginRow(issuer, OULAD_TUTOR, staff="TUTOR"),
            *(LoginRow(issuer, f"oulad-{number}", student=number) for number in numbers),
        ],
        tutorships=[
            TutorshipRow(number, "TUTOR", context.profile.first_day(OULAD_YEAR)) for number in numbers[:20]
        ],
    )


def _oulad_choice(context: Context) -> Choice:
    purpose = "learning_analytics"
    notice = context.profile.purposes[purpose].notice(context.today).version
    return Choice(purpose, Decision.GIVEN, OULAD_YEAR, notice, "demonstration", "demonstration")


async def synthesise(
    runtime: JobRuntime,
    code: str,
    issuer: str,
    profile: Profile,
    *,
    seed: int,
    students: int,
    days: int,
    until: date,
    together: int = 0,
) -> University:
    """Found a synthetic university with `days` of history up to `until`; returns what was loaded.

    Raises ValueError for a profile with a source that nobody has described for it.
    """
    first = until - timedelta(days=days - 1)
    university = University(profile, seed, first, until, issuer, students, prefix_of(code), together)
    name = f"Synthetic University ({profile.title})"
    record = partial(found_institution, profile=profile, clock=runtime.clock, code=code, name=name)
    async with as_operator(runtime.database) as transaction:
        await record(transaction)
    if profile.source_governance is not None:
        async with runtime.context(code) as context:
            await record_earlier_approvals(context, first, MINUTES)
    await load_synthetic(partial(runtime.context, code), university, runtime.on_progress)
    async with runtime.context(code) as context:
        await publish_made_up_prediction(context, university)
    async with as_operator(runtime.database) as transaction:
        await record(
            transaction, provenance=f"Synthetic: generated from the seed {seed}. Nobody in it exists."
        )
    return university


def prefix_of(code: str) -> str:
    """What the logins of a synthetic institution begin with: an issuer has each login once."""
    return "" if code == SYNTHETIC else f"{code.lower()}-"


async def _score_and_judge(runtime: JobRuntime, code: str) -> None:
    context_of = partial(runtime.context, code)
    async with context_of() as context:
        yesterday = context.today - timedelta(days=1)
    async for progress in score_institution(context_of, yesterday):
        runtime.on_progress(f"{code}: months scored", progress.months)
    async for done in judge_institution(context_of, yesterday):
        runtime.on_progress(f"{code}: signals raised", done.raised)
