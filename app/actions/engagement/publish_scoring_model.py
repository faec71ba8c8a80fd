"""Publish a scoring model: drafts may be incomplete, what is put in force may not."""

from collections.abc import Mapping

from app.actions.context import Context
from app.db.identity import elevated
from app.errors import Conflict, Fault, InvalidInput
from app.ids import OrgUnitId, ScoringModelId
from app.scoring.models import AcademicYear, ModelStatus, ScoringModel, missing_coefficients
from app.scoring.sources import Source
from app.store.activity import amounts
from app.store.activity.amounts import CountedSources
from app.store.engagement import scoring_models, slices
from app.store.engagement.scoring_models import PublishedModel
from app.store.snapshot import up_to_date

Coefficients = Mapping[str, Mapping[str, float]]
"""By college code, then source."""


async def draft_scoring_model(
    context: Context, academic_year: int, coefficients: Coefficients, note: str
) -> PublishedModel:
    """A draft with the profile's sources as declared today; it may still lack coefficients.

    Raises InvalidInput for names that are not known.
    """
    colleges = await colleges_by_code(context)
    faults = _unknown_names(coefficients, set(colleges), set(context.institution.declared.collected))
    if faults:
        raise InvalidInput("the scoring model cannot be drafted", faults=faults)
    by_college = {colleges[code]: by_source for code, by_source in coefficients.items()}
    drafted = await scoring_models.add_draft(
        context.transaction, academic_year, context.institution.declared.collected, by_college, note
    )
    return await scoring_models.get(context.transaction, drafted)


def check_complete(draft: ScoringModel, colleges: Mapping[str, OrgUnitId]) -> None:
    """Raises InvalidInput, naming each, where one of the colleges has no coefficient for a source."""
    missing = missing_coefficients(draft.coefficients, colleges.values(), draft.sources)
    if missing:
        code_of = {identifier: code for code, identifier in colleges.items()}
        faults = [
            Fault(f"/coefficients/{code_of[college]}/{source}", "is missing") for college, source in missing
        ]
        raise InvalidInput("the scoring model is not complete", faults=faults)


async def put_in_force(context: Context, scoring_model_id: ScoringModelId) -> PublishedModel:
    """Publish a draft. Whoever publishes at the same time waits, and then meets what is in force by then.

    Raises Conflict for a model that is no longer a draft, and InvalidInput, naming each, where a college of
    the institution has no coefficient for a source of the draft: it is never a silent zero.
    """
    await scoring_models.lock(context.transaction)
    drafted = await scoring_models.get(context.transaction, scoring_model_id)
    if drafted.status is not ModelStatus.DRAFT:
        raise Conflict("the model has been published: it stands as it is")
    model = drafted.model
    check_complete(model, await colleges_by_code(context))
    before = await up_to_date(context.transaction, context.institution)
    await scoring_models.put_in_force(context.transaction, model, context.now)
    after = await up_to_date(context.transaction, before)
    await _recount(context, model.academic_year, before.counted_sources(), after.counted_sources())
    return after.models[model.academic_year]


async def publish_scoring_model(
    context: Context, academic_year: int, coefficients: Coefficients, note: str
) -> ScoringModelId:
    """Draft and publish in one go, as imports and demonstrations do."""
    drafted = await draft_scoring_model(context, academic_year, coefficients, note)
    return (await put_in_force(context, drafted.model.scoring_model_id)).model.scoring_model_id


async def _recount(
    context: Context, year: AcademicYear, before: CountedSources, after: CountedSources
) -> None:
    """Count the academic year's events anew where the new model counts them in another way than until now."""
    changed = _counted_otherwise(before.get(year, before[None]), after[year])
    if changed:
        async with elevated(context.transaction):
            await slices.lock_everybody(context.transaction)
            await amounts.recount_year(context.transaction, year, changed, after)


def _counted_otherwise(before: Mapping[str, Source], after: Mapping[str, Source]) -> list[str]:
    """The sources whose events count otherwise; those that are not collected have none."""
    names = {name for name, source in before.items() if source.collected} | set(after)
    return sorted(name for name in names if _counting(before.get(name)) != _counting(after.get(name)))


def _counting(source: Source | None) -> tuple[frozenset[str] | None, bool] | None:
    """Which kinds of event count, and whether by module, too; None where none counts."""
    return None if source is None else (source.counted_kinds or None, source.by_module)


async def colleges_by_code(context: Context) -> dict[str, OrgUnitId]:
    """The institution's colleges."""
    found = await scoring_models.colleges(context.transaction)
    return {college.code: college.org_unit_id for college in found}


def _unknown_names(coefficients: Coefficients, colleges: set[str], sources: set[str]) -> list[Fault]:
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
