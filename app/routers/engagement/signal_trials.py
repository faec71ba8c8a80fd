"""Signal trials: other thresholds of a rule, tried on everybody's latest days before they are adopted."""

from app.actions.engagement.try_signals import tried_rule, try_signals
from app.errors import (
    Conflict,
    Forbidden,
    NotCollected,
    NotJson,
    TooLarge,
    TooSlow,
    TrialsUsedUp,
    Unauthenticated,
)
from app.http.deps import AnalystOrAdmin
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.engagement.signal_trials import SignalTrialIn, SignalTrialOut, signal_trial_out

router = contract_router(
    "/v1/signal-trials", tags=["signals"], responses=describe(Unauthenticated, Forbidden, NotCollected)
)


@router.post(
    "",
    summary="Try other thresholds",
    responses=describe(Conflict, TrialsUsedUp, NotJson, TooLarge, TooSlow),
)
async def try_signal_rule(context: AnalystOrAdmin, trial: SignalTrialIn) -> SignalTrialOut:
    """How many students a rule would flag with other thresholds, and how the load per tutor would change.

    Every trial is audited. What has been tried is answered as it was; anything else uses up one of the few
    trials that there can be of an academic year's days, those of scoring models among them.
    """
    thresholds = trial.model_dump(exclude={"rule"}, exclude_none=True)
    before, after = tried_rule(context, trial.rule, thresholds)
    return signal_trial_out(await try_signals(context, trial.rule, before, after))
