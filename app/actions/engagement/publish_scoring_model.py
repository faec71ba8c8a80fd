"""Publish a scoring model: drafted by anybody with the right to, complete or not put in force at all."""

from collections.abc import Mapping, Sequence

from app.actions.context import Here
from app.errors import Conflict, Fault, InvalidInput
from app.ids import OrgUnitId, ScoringModelId
from app.scoring.models import ModelStatus, missing_coefficients
from app.store.engagement import scoring_models
from app.store.engagement.scoring_models import PublishedModel

Coefficients = Mapping[str, Mapping[str, float]]
"""By college code, then source."""


async def draft_scoring_model(
    here: Here, academic_year: int, coefficients: Coefficients, note: str
) -> PublishedModel:
    """A draft, which may still lack coefficients. Raises InvalidInput for names that are not known."""
    colleges = await _colleges(here)
    faults = _strangers(coefficients, set(colleges), set(here.profile.collected))
    if faults:
        raise InvalidInput("the scoring model cannot be drafted", faults=faults)
    mine = here.institution.institution_id
    by_college = {colleges[code]: by_source for code, by_source in coefficients.items()}
    drafted = await scoring_models.add_draft(here.session, mine, academic_year, by_college, note)
    return await scoring_models.get(here.session, mine, drafted)


async def checked_coefficients(
    here: Here, coefficients: Coefficients
) -> dict[OrgUnitId, Mapping[str, float]]:
    """Coefficients by college, of every college and source. Raises InvalidInput, naming what is not."""
    colleges, sources = await _colleges(here), here.profile.collected
    faults = _strangers(coefficients, set(colleges), set(sources))
    by_college = {colleges[code]: coefficients[code] for code in coefficients if code in colleges}
    faults += _missing(colleges, missing_coefficients(by_college, colleges.values(), sources))
    if faults:
        raise InvalidInput("the coefficients are not complete", faults=faults)
    return by_college


def _missing(colleges: Mapping[str, OrgUnitId], missing: Sequence[tuple[OrgUnitId, str]]) -> list[Fault]:
    code_of = {identifier: code for code, identifier in colleges.items()}
    return [Fault(f"/coefficients/{code_of[college]}/{source}", "is missing") for college, source in missing]


async def put_in_force(here: Here, scoring_model_id: ScoringModelId) -> PublishedModel:
    """Publish a draft. Raises Conflict for one that is no draft any more, and InvalidInput, naming each,
    where a college or source of the institution has no coefficient: it is never a silent zero."""
    mine = here.institution.institution_id
    drafted = await scoring_models.get(here.session, mine, scoring_model_id)
    if drafted.status is not ModelStatus.DRAFT:
        raise Conflict("the model has been published: it stands as it is")
    colleges = await _colleges(here)
    missing = missing_coefficients(drafted.model.coefficients, colleges.values(), here.profile.collected)
    if missing:
        faults = _missing(colleges, missing)
        raise InvalidInput("the scoring model is not complete", faults=faults)
    await scoring_models.put_in_force(here.session, mine, drafted.model, here.now)
    return await scoring_models.get(here.session, mine, scoring_model_id)


async def publish_scoring_model(
    here: Here, academic_year: int, coefficients: Coefficients, note: str
) -> ScoringModelId:
    """Draft and publish in one go, as imports and demonstrations do."""
    drafted = await draft_scoring_model(here, academic_year, coefficients, note)
    return (await put_in_force(here, drafted.model.scoring_model_id)).model.scoring_model_id


async def _colleges(here: Here) -> dict[str, OrgUnitId]:
    found = await scoring_models.colleges(here.session, here.institution.institution_id)
    return {college.code: college.org_unit_id for college in found}


def _strangers(coefficients: Coefficients, colleges: set[str], sources: set[str]) -> list[Fault]:
    faults = []
    for code, by_source in coefficients.items():
        if code not in colleges:
            faults.append(Fault(f"/coefficients/{code}", "is not a college of this institution"))
        faults += [
            Fault(f"/coefficients/{code}/{source}", "is not a source that this institution collects")
            for source in by_source
            if source not in sources
        ]
    return faults
