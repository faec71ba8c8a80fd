"""Expectations: what became of earlier students with such a record."""

from datetime import date

from app.actions.insight.expectations import Expectation, Told
from app.ids import ModuleRunId, StudentId
from app.prediction.card import ACTS, CANNOT_SEE, LEFT_OUT
from app.prediction.reasons import Reason
from app.profiles.prediction import PredictionEntry
from app.schemas.base import Out, shown_as
from app.schemas.insight.prediction_models import VERSION
from app.schemas.made_up import MODULE_RUN, STUDENT

_FACTOR = {
    "feature": "submitted_share",
    "title": "Work handed in",
    "meaning": "How many of the pieces of work that were due by then had been handed in.",
    "unit": "share of the pieces due so far, 0 to 1",
    "value": 0.75,
    "usual": 1.0,
    "contribution": -0.25,
}
_TOLD = {
    "model": VERSION,
    "week": 4,
    "as_of": "2018-10-22",
    "sentence": "Of 100 students whose record looked like this at week 4, about 70 passed (between 67 and"
    " 73). This was counted among 1,000 students.",
    "of": 100,
    "about": 70,
    "least": 67,
    "most": 73,
    "like_cases": 1_000,
    "factors": [_FACTOR],
    "intercept": 0.85,
    "unchangeable": 0.1,
    "logit": 0.7,
    "how_it_did": ["By tossing a coin it would be 50."],
    "prompts": None,
}
_MODULE = {
    "module_run_id": MODULE_RUN,
    "code": "BIO1-18",
    "title": "Cells",
    "told": _TOLD,
    "withheld": None,
}
_EXPECTATIONS = {
    "student_id": STUDENT,
    "target": "pass the module",
    "modules": [_MODULE],
    "cannot_see": list(CANNOT_SEE),
    "caveats": ["It says nothing of why."],
    "acts": ACTS,
}


class FactorOut(Out):
    """Something that the student can change, and what it contributed."""

    feature: str
    """Its name in the model."""
    title: str
    """What people call it."""
    meaning: str
    """What it is, in plain words."""
    unit: str
    """What it is counted in."""
    value: float | None
    """The student's; null: nothing was known."""
    usual: float
    """The middle student's value; there, the contribution is 0."""
    contribution: float
    """What it adds to the logit."""


class ToldOut(Out):
    """Natural frequencies, and everything that they are worked out of."""

    model: str
    """The version of the model; anyone may read its coefficients and work this out again."""
    week: int
    """Of the module: the week at whose end it was so."""
    as_of: date
    """The day at whose end it was so; nothing later is known to it."""
    sentence: str
    """The frequency in words."""
    of: int
    """Always 100."""
    about: int
    """Of 100 students whose record looked like this, about so many passed."""
    least: int
    """The range of 95 %: at least so many."""
    most: int
    """At most so many."""
    like_cases: int
    """Among how many students it was counted."""
    factors: list[FactorOut]
    """What the student can change, and nothing else."""
    intercept: float
    """Where the sum begins."""
    unchangeable: float
    """What nobody can change any more contributes, all together."""
    logit: float
    """The intercept, `unchangeable` and every contribution, added up."""
    how_it_did: list[str]
    """How the model did on students whom it had not seen."""
    prompts: bool | None
    """For staff: whether it is low enough to be a prompt to look. Null for the student."""


class ModuleExpectationOut(Out):
    """What is told of one module, or why nothing is: one of the two is null."""

    module_run_id: ModuleRunId
    """The module run's id."""
    code: str
    """The institution's own code of it."""
    title: str
    """The module's title."""
    told: ToldOut | None
    """What is told; null: nothing is."""
    withheld: str | None
    """Why nothing is told; null: something is."""


class ExpectationsOut(Out):
    """Worked out because somebody asked, and not kept."""

    model_config = shown_as(_EXPECTATIONS)

    student_id: StudentId
    """The student's id."""
    target: str
    """What is expected of whom."""
    modules: list[ModuleExpectationOut]
    """Those that the student is on today, by code."""
    cannot_see: list[str]
    """What it knows nothing of."""
    caveats: list[str]
    """What the institution says of it."""
    acts: str
    """Who acts: a person."""


def expectations_out(
    student_id: StudentId, entry: PredictionEntry, found: list[Expectation], *, to_staff: bool
) -> ExpectationsOut:
    return ExpectationsOut(
        student_id=student_id,
        target=entry.target,
        modules=[_module(each, to_staff=to_staff) for each in found],
        cannot_see=[*CANNOT_SEE, LEFT_OUT],
        caveats=list(entry.caveats),
        acts=ACTS,
    )


def _module(found: Expectation, *, to_staff: bool) -> ModuleExpectationOut:
    return ModuleExpectationOut(
        module_run_id=found.taken.run.module_run_id,
        code=found.taken.run.code,
        title=found.taken.run.title,
        told=None if found.told is None else _told(found.told, to_staff=to_staff),
        withheld=None if found.withheld is None else found.withheld.detail,
    )


def _told(told: Told, *, to_staff: bool) -> ToldOut:
    said = told.frequency
    return ToldOut(
        model=told.model,
        week=said.week,
        as_of=told.as_of,
        sentence=said.sentence,
        of=said.of,
        about=said.about,
        least=said.least,
        most=said.most,
        like_cases=said.like_cases,
        factors=[_factor(each) for each in told.factors],
        intercept=told.intercept,
        unchangeable=told.unchangeable,
        logit=told.logit,
        how_it_did=list(told.how_it_did),
        prompts=told.prompts if to_staff else None,
    )


def _factor(reason: Reason) -> FactorOut:
    return FactorOut(
        feature=reason.feature,
        title=reason.title,
        meaning=reason.meaning,
        unit=reason.unit,
        value=reason.value,
        usual=reason.usual,
        contribution=reason.contribution,
    )
