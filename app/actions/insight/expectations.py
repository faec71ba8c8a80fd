"""Expectations: what became of earlier students with such a record, worked out when asked for, and not kept.

Nothing that is done about a student can be reached from here (`pyproject.toml`): a person decides, and acts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.insight.prediction_facts import features_of
from app.actions.insight.prediction_models import NOT_MADE, read_candidate
from app.actions.section import (
    STANDING_READS,
    Subject,
    standing_parameters,
    subject_of,
    usable_days_of,
)
from app.calendars.calendar import WEEK
from app.errors import (
    Conflict,
    ConsentRequired,
    MarksHidden,
    NotCollected,
    ProcessingRestricted,
    Refusal,
)
from app.ids import StudentId
from app.prediction.candidate import Candidate
from app.prediction.card import Reason, reasons
from app.prediction.frequencies import Frequency, NothingToSay, frequency
from app.prediction.model import explain, logits, predict
from app.profiles.prediction import PredictionEntry
from app.store.insight import prediction_facts, prediction_models
from app.store.insight.prediction_facts import Taken
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
    made_with: Candidate


@dataclass(frozen=True, slots=True)
class Expectation:
    """Of one module of a student: what is told, or why nothing is."""

    taken: Taken
    told: Told | None
    withheld: Refusal | None
    """Why nothing is told; None where something is."""


async def expectations_of(context: Context, student_id: StudentId) -> list[Expectation]:
    """Of each module that the student is on today. Raises NotCollected where the institution makes none."""
    entry = context.profile.prediction
    if entry is None:
        raise NotCollected(NOT_MADE)
    subject = await read_subject(context, student_id)
    taken = await prediction_facts.list_taken(context.transaction, [student_id], context.today)
    models = [read_candidate(each) for each in await prediction_models.in_force(context.transaction)]
    return [await _expectation(context, entry, subject, models, each) for each in taken]


async def read_subject(context: Context, student_id: StudentId) -> Subject:
    """What decides which of the student's data may be used."""
    rows = await context.transaction.gather(
        STANDING_READS, **standing_parameters(context.profile, [student_id])
    )
    return subject_of(rows, context.today)


async def _expectation(
    context: Context, entry: PredictionEntry, subject: Subject, models: Sequence[Candidate], taken: Taken
) -> Expectation:
    model = _latest(models, taken, context.today)
    why = _why_not(context, entry, subject, model, taken)
    if why is not None or model is None:
        return Expectation(taken, None, why)
    try:
        return Expectation(taken, await _told(context, entry, model, taken), None)
    except NothingToSay as problem:
        return Expectation(taken, None, Conflict(str(problem)))


def _day_of(model: Candidate, taken: Taken) -> date:
    return taken.begins_on + timedelta(days=model.model.cut_off_day)


def _latest(models: Sequence[Candidate], taken: Taken, today: date) -> Candidate | None:
    """Of those whose day is over; models come by their day."""
    over = [each for each in models if _day_of(each, taken) < today]
    return over[-1] if over else None


def _why_not(
    context: Context, entry: PredictionEntry, subject: Subject, model: Candidate | None, taken: Taken
) -> Refusal | None:
    """Why nothing is told before anything is worked out."""
    if {"", entry.purpose} & subject.restricted.keys():
        return Conflict("Nothing is worked out of these data: that was objected to, or they are stored only.")
    begun = (context.today - taken.begins_on) // WEEK
    if begun < entry.first_week:
        return Conflict(f"Nothing is said before the end of week {entry.first_week}: too little is known.")
    if model is None:
        return Conflict("No model has been published for this week or an earlier one.")
    if (why := _not_apt(context, entry, model, taken)) is not None:
        return Conflict(why)
    return not_usable(context, subject, _made_of(model), taken.begins_on, _day_of(model, taken))


def _not_apt(context: Context, entry: PredictionEntry, model: Candidate, taken: Taken) -> str | None:
    """What the model says nothing of."""
    as_of = _day_of(model, taken)
    if (context.today - as_of).days > entry.shown_for_days:
        return f"The last expectation was of {as_of}, and that is too long ago."
    if taken.module not in model.audit.shown:
        return "In this module the model was not tried, or did not do well enough."
    if (taken.left_on or date.max) <= as_of or (taken.registered_on or date.min) > as_of:
        return f"It is about students who were still registered on {as_of}."
    return None


def _made_of(model: Candidate) -> tuple[SectionName, ...]:
    return (SectionName.GRADES, *([SectionName.ENGAGEMENT] if model.model.needs_activity else []))


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


async def _told(context: Context, entry: PredictionEntry, given: Candidate, taken: Taken) -> Told:
    model, last = given.model, _day_of(given, taken)
    features = await features_of(context, model, [taken], last=last)
    contributions = explain(model, features)
    probability = float(predict(model, features)[0])
    found = frequency(model, probability, timedelta(model.cut_off_day) // WEEK)
    if found.like_cases < entry.fewest_like:
        raise NothingToSay(
            f"Fewer than {entry.fewest_like} students had a record like this: too few to say anything."
        )
    every = reasons(model, features[0], contributions[0])
    return Told(
        model=model.version,
        as_of=last,
        frequency=found,
        logit=float(logits(model, contributions)[0]),
        intercept=model.intercept,
        unchangeable=sum(each.contribution for each in every if not each.modifiable),
        factors=tuple(each for each in every if each.modifiable),
        prompts=probability < given.audit.threshold,
        made_of=_made_of(given),
        made_with=given,
    )
