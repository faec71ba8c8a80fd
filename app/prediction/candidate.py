"""A candidate: a model and its audit in one document, as the training command writes it."""

import json
from dataclasses import dataclass

from app.prediction import audited
from app.prediction import model as models
from app.prediction.audited import Audit
from app.prediction.model import InvalidModel, Model
from app.prediction.verdict import reasons_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model, and the audit of this very model."""

    model: Model
    audit: Audit


def to_json(candidate: Candidate) -> bytes:
    """Canonical bytes: the same data give the same."""
    model, audit = models.to_json(candidate.model).strip(), audited.to_json(candidate.audit).strip()
    return b'{"audit":' + audit + b',"model":' + model + b"}\n"


def from_json(text: bytes | str) -> Candidate:
    """A candidate as it was written. Raises `InvalidModel` for one that was changed, or another's audit."""
    try:
        given = json.loads(text)
        parts = json.dumps(given["model"]), json.dumps(given["audit"])
    except (ValueError, KeyError, TypeError):
        raise InvalidModel("this is no JSON document with a model and its audit") from None
    model = models.from_json(parts[0])
    try:
        audit = audited.from_json(parts[1])
    except ValueError as problem:
        raise InvalidModel(str(problem)) from None
    if audit.model != model.version:
        raise InvalidModel(f"the audit is of model {audit.model!r}, not of {model.version!r}")
    if audit.reasons != reasons_of(audit):
        raise InvalidModel("the audit's verdict is not what its own figures say: it was changed")
    return Candidate(model, audit)
