"""Documents as training writes them, of models that are easy to work with."""

import json
from dataclasses import replace
from typing import Any

from app.prediction import audited, model
from app.prediction.audited import Audit, Figure, Gap, ModuleFigures, Rules
from app.prediction.model import Model
from app.prediction.verdict import reasons_of
from tests.prediction.made_up import small_model

PATH = "/v1/prediction-models"


def exact(value: float) -> Figure:
    return Figure(value, value, value)


def audit_of(version: str, *, gap: float = 0.05, ece: float = 0.02, module: str = "BIO1") -> Audit:
    figures = {"auc": exact(0.75), "pr_auc": exact(0.6), "brier": exact(0.2), "ece": exact(ece)}
    made = Audit(
        model=version,
        audited_on=("2014J",),
        students=1_600,
        passed=900,
        threshold=0.5,
        prompted=0.2,
        figures=figures,
        modules=(ModuleFigures(module, 1_600, 900, exact(0.75), 0.2, ece),),
        groups=(),
        gaps=(Gap("deprivation", exact(gap), exact(0.05), 0.06),),
        rules=Rules(),
        exemptions=(),
        reasons=(),
    )
    return replace(made, reasons=reasons_of(made))


def document(made: Model | None = None, **figures: Any) -> dict[str, Any]:
    """A model with its audit."""
    made = made or small_model()
    audit = audit_of(made.version, **figures)
    return {"model": json.loads(model.to_json(made)), "audit": json.loads(audited.to_json(audit))}
