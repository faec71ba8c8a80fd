"""Signal trials: other thresholds of a rule, tried on everybody's days before they are adopted."""

from app.actions.engagement.try_signal_weeks import try_signal_weeks
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
from app.schemas.engagement.signal_week_trials import (
    SignalWeeksTrialIn,
    SignalWeeksTrialOut,
    signal_weeks_trial_out,
)

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


@router.post(
    "/weeks",
    summary="Try other thresholds on past weeks",
    responses=describe(Conflict, TrialsUsedUp, NotJson, TooLarge, TooSlow),
)
async def try_signal_rule_on_weeks(context: AnalystOrAdmin, trial: SignalWeeksTrialIn) -> SignalWeeksTrialOut:
    """Which signals a rule would have raised in past teaching weeks with other thresholds, week by week.

    Judged as the nightly job judges, from the academic year's first teaching week on, by what is known today.
    Nothing is raised. A teaching week with the vacation before it counts as one. Every trial is audited. A
    week that was tried is answered as it was; each other week uses up one of the few trials that there can be
    of an academic year's days.
    """
    thresholds = trial.model_dump(exclude={"rule", "first_day", "last_day"}, exclude_none=True)
    variants = tried_rule(context, trial.rule, thresholds)
    tried = await try_signal_weeks(context, trial.rule, variants, trial.first_day, trial.last_day)
    return signal_weeks_trial_out(tried)
