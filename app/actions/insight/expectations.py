"""Expectations: what became of earlier students with such a record, worked out when asked for, and not kept.

Nothing that is done about a student can be reached from here (`pyproject.toml`): a person decides, and acts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.insight.prediction_facts import Found, features_of
from app.actions.insight.prediction_models import NOT_MADE, models_at_hand
from app.actions.section import (
    STANDING_READS,
    Subject,
    standing_parameters,
    subject_of,
    usable_days_of,
)
from app.calendars.calendar import WEEK
from app.db.query import Reads
from app.errors import (
    Conflict,
    ConsentRequired,
    MarksHidden,
    NotCollected,
    ProcessingRestricted,
    Refusal,
)
from app.ids import ModuleRunId, StudentId
from app.prediction.facts import Numbers
from app.prediction.frequencies import Frequency, NothingToSay, frequency
from app.prediction.in_force import InForce
from app.prediction.model import explain, logits, probabilities
from app.prediction.reasons import Reason, reasons
from app.profiles.prediction import PredictionEntry
from app.store.insight import prediction_facts, prediction_models
from app.store.insight.prediction_facts import Run, day_known
from app.store.record.exam_periods import hiding


@dataclass(frozen=True, slots=True)
class Told:
    """One student's expectation in one module, with everything that it is worked out of."""

    model: str
    """The model's version."""
    as_of: date
    """The day at whose end it was so: nothing later is known to it."""
    frequency: Frequency
    logit: float
    intercept: float
    unchangeable: float
    """What nobody can change any more contributes to the logit, all together."""
    factors: tuple[Reason, ...]
    """What the student can change. With the intercept and `unchangeable` they add up to the logit."""
    prompts: bool
    """Whether it is below the model's working threshold."""
    made_of: tuple[SectionName, ...]
    """The sections whose data it was made of."""
    how_it_did: tuple[str, ...]
    """The model, on students whom it had not seen."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A module run that the student is on today."""

    run: Run
    registered_on: date | None
    left_on: date | None
    """None: the student has not left."""
    place: int
    """Among those found."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Of one module of a student: what is told, or why nothing is."""

    taken: Taken
    told: Told | None
    withheld: Refusal | None
    """Why nothing is told; None where something is."""


_READS: Reads = {
    **STANDING_READS,
    **prediction_facts.READS,
    "versions": prediction_models.VERSIONS_IN_FORCE,
}


async def expectations_of(context: Context, student_id: StudentId) -> list[Expectation]:
    """Of each module that the student is on today. Raises NotCollected where the institution makes none."""
    entry = context.profile.prediction
    if entry is None:
        raise NotCollected(NOT_MADE)
    standing = standing_parameters(context.profile, [student_id])
    rows = await context.transaction.gather(_READS, **standing, today=context.today)
    subject, found = subject_of(rows, context.today), Found.of(rows)
    models = await models_at_hand(context, rows["versions"])
    chosen = [(each, _latest(models, each, context.today)) for each in _taken(found)]
    why = [_why_not(context, entry, subject, model, each) for each, model in chosen]
    told: dict[ModuleRunId, Told | Refusal] = {}
    for model in models:
        some = [
            each for (each, own), refused in zip(chosen, why, strict=True) if own is model and refused is None
        ]
        told |= await _told(context, entry, model, student_id, some, found) if some else {}
    return [
        _expectation(each, refused or told[each.run.module_run_id])
        for (each, _), refused in zip(chosen, why, strict=True)
    ]


def _taken(found: Found) -> list[Taken]:
    """Of one student, by code."""
    columns = found.run.tolist(), found.taken["registered"].tolist(), found.taken["left"].tolist()
    return [
        Taken(found.runs[run], day_known(registered), day_known(left), place)
        for place, (run, registered, left) in enumerate(zip(*columns, strict=True))
    ]


def _expectation(taken: Taken, told: Told | Refusal) -> Expectation:
    return Expectation(taken, None, told) if isinstance(told, Refusal) else Expectation(taken, told, None)


async def read_subject(context: Context, student_id: StudentId) -> Subject:
    """What decides which of the student's data may be used."""
    rows = await context.transaction.gather(
        STANDING_READS, **standing_parameters(context.profile, [student_id])
    )
    return subject_of(rows, context.today)


def _day_of(model: InForce, taken: Taken) -> date:
    return taken.run.begins_on + timedelta(days=model.candidate.model.cut_off_day)


def _latest(models: Sequence[InForce], taken: Taken, today: date) -> InForce | None:
    """Of those whose day is over; models come by their day."""
    over = [each for each in models if _day_of(each, taken) < today]
    return over[-1] if over else None


def _why_not(
    context: Context, entry: PredictionEntry, subject: Subject, model: InForce | None, taken: Taken
) -> Refusal | None:
    """Why nothing is told before anything is worked out."""
    if {"", entry.purpose} & subject.restricted.keys():
        return Conflict("Nothing is worked out of these data: that was objected to, or they are stored only.")
    begun = (context.today - taken.run.begins_on) // WEEK
    if begun < entry.first_week:
        return Conflict(f"Nothing is said before the end of week {entry.first_week}: too little is known.")
    if model is None:
        return Conflict("No model has been published for this week or an earlier one.")
    if (why := _not_apt(context, entry, model, taken)) is not None:
        return Conflict(why)
    return not_usable(context, subject, _made_of(model), taken.run.begins_on, _day_of(model, taken))


def _not_apt(context: Context, entry: PredictionEntry, model: InForce, taken: Taken) -> str | None:
    """What the model says nothing of."""
    as_of = _day_of(model, taken)
    if (context.today - as_of).days > entry.shown_for_days:
        return f"The last expectation was of {as_of}, and that is too long ago."
    if taken.run.module not in model.shown:
        return "In this module the model was not tried, or did not do well enough."
    if (taken.left_on or date.max) <= as_of or (taken.registered_on or date.min) > as_of:
        return f"It is about students who were still registered on {as_of}."
    return None


def _made_of(model: InForce) -> tuple[SectionName, ...]:
    return (SectionName.GRADES, *([SectionName.ENGAGEMENT] if model.candidate.model.needs_activity else []))


def not_usable(
    context: Context, subject: Subject, made_of: Iterable[SectionName], first: date, last: date
) -> Refusal | None:
    """Why what is made of these sections' days is not told now: marks are told by no other way."""
    hidden = hiding(context.institution.exam_periods, context.today)
    if hidden is not None:
        words = "Marks are hidden in the exam period, and what is made of them with them."
        return MarksHidden(words, until=str(hidden.until), exam_periods=list(hidden.titles))
    for section in made_of:
        if not usable_days_of(context.profile, subject, section).covers(first, last):
            words = f"Not every day up to {last} may be used: {section} rests on consent or is stored only."
            rule = context.profile.consent_for(section)
            return ConsentRequired(words, purpose=rule.purpose) if rule else ProcessingRestricted(words)
    return None


async def _told(
    context: Context,
    entry: PredictionEntry,
    given: InForce,
    student_id: StudentId,
    taken: Sequence[Taken],
    found: Found,
) -> dict[ModuleRunId, Told | Refusal]:
    """By module run of one student, of those that one model is of."""
    model, of_these = given.candidate.model, found.only([each.place for each in taken])
    features = await features_of(context, model, [student_id], of_these)
    contributions = explain(model, features)
    sums = logits(model, contributions)
    rows = zip(taken, features, contributions, sums.tolist(), probabilities(sums).tolist(), strict=True)
    return {each.run.module_run_id: _tell(entry, given, each, *values) for each, *values in rows}


def _tell(
    entry: PredictionEntry,
    given: InForce,
    taken: Taken,
    features: Numbers,
    contributions: Numbers,
    logit: float,
    probability: float,
) -> Told | Refusal:
    model = given.candidate.model
    try:
        found = frequency(model, probability, timedelta(model.cut_off_day) // WEEK)
    except NothingToSay as problem:
        return Conflict(str(problem))
    if found.like_cases < entry.fewest_like:
        return Conflict(
            f"Fewer than {entry.fewest_like} students had a record like this: too few to say anything."
        )
    every = reasons(model, features, contributions)
    return Told(
        model=model.version,
        as_of=_day_of(given, taken),
        frequency=found,
        logit=logit,
        intercept=model.intercept,
        unchangeable=sum(each.contribution for each in every if not each.modifiable),
        factors=tuple(each for each in every if each.modifiable),
        prompts=probability < given.candidate.audit.threshold,
        made_of=_made_of(given),
        how_it_did=given.how_it_did,
    )
