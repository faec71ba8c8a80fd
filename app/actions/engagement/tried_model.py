"""A draft as it is tried: with coefficients in steps, on a day, beside the model in force."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from app.actions.context import Context
from app.actions.engagement.publish_scoring_model import Coefficients, check_complete, colleges_by_code
from app.actions.engagement.scoring import Rules, rules_for
from app.disclosure.trials import nearest_step
from app.errors import Conflict, Fault, InvalidInput, ScoringModelMissing
from app.ids import OrgUnitId, ScoringModelId
from app.scoring.models import AcademicYear, ModelStatus, ScoringModel
from app.scoring.spells import ScoredYear
from app.store.activity import freshness
from app.store.engagement import scoring_models
from app.store.engagement.scoring_models import PublishedModel, factors_of


@dataclass(frozen=True, slots=True)
class TriedModel:
    """What is tried, and what with."""

    draft: ScoringModel
    day: date
    year: AcademicYear
    """The day's."""
    in_force: PublishedModel
    coefficients: Coefficients
    """The draft's, in steps: those that are tried."""
    before: Rules
    after: Rules

    def question(self, thresholds: Sequence[float]) -> bytes:
        """A digest of what is asked: drafts that come to the same coefficients ask the same."""
        asked = {
            "day": str(self.day),
            "in_force": str(self.in_force.model.scoring_model_id),
            "sources": {name: factors_of(each) for name, each in self.draft.sources.items()},
            "coefficients": self.coefficients,
            "thresholds": thresholds,
        }
        return blake2b(json.dumps(asked, sort_keys=True).encode(), digest_size=32).digest()


async def tried_model(context: Context, scoring_model_id: ScoringModelId, day: date) -> TriedModel:
    """A stored draft, to be tried on that day.

    Raises NotFound for a model that there is not, Conflict for one that is no draft, ScoringModelMissing
    where no model is in force to compare with, and InvalidInput for a draft that lacks a coefficient, or has
    one out of the reach of a trial.
    """
    found = await scoring_models.get(context.transaction, scoring_model_id)
    if found.status is not ModelStatus.DRAFT:
        raise Conflict("only a draft can be tried, and this model has been published")
    data_as_of = await freshness.data_as_of(context.transaction)
    before = rules_for(context.institution, day, day, data_as_of)
    year = context.profile.academic_year(day)
    in_force = context.institution.models.get(year)
    if in_force is None:
        raise ScoringModelMissing
    colleges = await colleges_by_code(context)
    draft = context.institution.counting(found.model)
    check_complete(draft, colleges)
    stepped = _in_steps(draft, in_force.model, colleges)
    model = ScoringModel(
        scoring_model_id, year, 0, draft.sources, {colleges[code]: each for code, each in stepped.items()}
    )
    scored = before.years[year]
    after = Rules({year: ScoredYear.of(model, scored.first, scored.last)}, before.outages, before.complete)
    return TriedModel(draft, day, year, in_force, stepped, before, after)


def _in_steps(draft: ScoringModel, in_force: ScoringModel, colleges: Mapping[str, OrgUnitId]) -> Coefficients:
    """By college code, then source. Raises InvalidInput, naming each that is out of reach."""
    faults: list[Fault] = []
    stepped: dict[str, dict[str, float]] = {}
    for code, college in colleges.items():
        known = in_force.coefficients.get(college, {})
        stepped[code] = {}
        for name, drafted in draft.for_college(college).items():
            step = nearest_step(drafted, known.get(name, 0.0))
            if step is None:
                rule = f"is {drafted:g}: a trial goes from 0 to {2 * known[name]:g}, twice the one in force"
                faults.append(Fault(f"/coefficients/{code}/{name}", rule))
            else:
                stepped[code][name] = step
    if faults:
        raise InvalidInput("the draft is too far from the model in force to be tried", faults=faults)
    return stepped
