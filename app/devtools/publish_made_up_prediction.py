"""A prediction for a synthetic university: trained on its earlier years, audited, published if it may be."""

from app.actions.context import Context
from app.actions.insight.prediction_models import draft_document, publish_model
from app.devtools.synthetic.earlier import LATEST, NAMES, earlier_cohort
from app.devtools.synthetic.university import University
from app.prediction import candidate
from app.prediction.candidate import Candidate
from app.prediction.model import FIRST_WEEK
from app.prediction.training import train_and_audit
from app.store.insight import prediction_models
from app.store.insight.prediction_models import PredictionState

WEEK = 7
DRAWS = 50
"""Of students, for the ranges: a demonstration need not be exact about made-up people."""


async def publish_made_up_prediction(context: Context, university: University) -> None:
    """For the latest week that is over; nothing where no predictions are made, where a model is there
    already, or where it is too early. What trips its audit stays a draft, for the board."""
    day = (university.last - university.first).days // WEEK * WEEK
    if context.profile.prediction is None or day < FIRST_WEEK * WEEK:
        return
    if await prediction_models.list_all(context.transaction):
        return
    trained = train_and_audit(earlier_cohort(university), day, LATEST, draws=DRAWS, names=NAMES)
    document = candidate.to_json(Candidate(trained.model, trained.audit))
    drafted = await draft_document(context, document)
    if drafted.state is PredictionState.AUDITED:
        await publish_model(context, drafted.version)
