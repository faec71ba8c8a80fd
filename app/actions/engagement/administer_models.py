"""Scoring models: an administrator drafts and publishes them, audited."""

from app.actions.context import StaffContext
from app.actions.engagement.publish_scoring_model import Coefficients, draft_scoring_model, put_in_force
from app.actions.governance.audit_change import audit_change
from app.ids import ScoringModelId
from app.store.engagement.scoring_models import PublishedModel


async def draft_model(
    context: StaffContext, academic_year: int, coefficients: Coefficients, note: str
) -> PublishedModel:
    drafted = await draft_scoring_model(context, academic_year, coefficients, note)
    listed = {code: dict(by_source) for code, by_source in coefficients.items()}
    await audit_change(
        context,
        "scoring model drafted",
        f"scoring_model/{drafted.model.scoring_model_id}",
        after={"academic_year": academic_year, "note": note, "coefficients": listed},
    )
    return drafted


async def publish_model(context: StaffContext, scoring_model_id: ScoringModelId) -> PublishedModel:
    published = await put_in_force(context, scoring_model_id)
    await audit_change(
        context,
        "scoring model published",
        f"scoring_model/{scoring_model_id}",
        before={"status": "draft"},
        after={"status": "published", "academic_year": published.model.academic_year},
    )
    return published
