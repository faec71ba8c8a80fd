"""Models of predictions: drafted from what training wrote, signed for, published. A person does each."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change, audit_work
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotCollected
from app.ids import InstitutionId, StaffId
from app.prediction import audited, candidate
from app.prediction.audited import Audit, Exemption, Rules
from app.prediction.candidate import Candidate
from app.prediction.card import Card, Reader, card
from app.prediction.in_force import AtHand, InForce
from app.prediction.model import InvalidModel
from app.prediction.verdict import sign
from app.store.insight import prediction_models
from app.store.insight.prediction_models import PredictionState, StoredModel
from app.store.people import staff

_AT_HAND = AtHand[tuple[InstitutionId, str], InForce]()
STANDS = {PredictionState.PUBLISHED, PredictionState.SUPERSEDED}
"""Nothing is changed any more of what a model and its audit say."""
NOT_MADE = "this institution makes no predictions"


async def draft_model(context: Context, model: Mapping[str, Any], audit: Mapping[str, Any]) -> StoredModel:
    """A model with its audit, as training wrote them. Nothing is worked out with it before it is published.

    By a member of staff, or by the operator on nobody's behalf.

    Raises InvalidInput for one that was changed, that brings rules or signatures of its own, or that nobody
    looked at group by group; Conflict where it is there already.
    """
    drafted = _read(model, audit)
    await prediction_models.add(
        context.transaction,
        drafted.model.version,
        drafted.model.cut_off_day,
        _state(drafted.audit),
        model,
        audit,
        _staff_id(context),
        context.now,
    )
    await _audit(context, "drafted", drafted.model.version, {"reasons": list(drafted.audit.reasons)})
    return await prediction_models.get(context.transaction, drafted.model.version)


async def sign_exception(context: StaffContext, version: str, groups: str, reason: str) -> StoredModel:
    """Whoever decides takes responsibility, by name, for one gap between groups that is too wide.

    Raises Forbidden for whoever drafted it, Conflict for what is no draft any more, InvalidInput where no
    such gap is in the way: nobody signs for anything else.
    """
    await prediction_models.lock(context.transaction)
    stored = await prediction_models.get(context.transaction, version)
    if stored.drafted_by == context.staff_id:
        raise Forbidden("you drafted this model: somebody else has to sign for it")
    if stored.state is not PredictionState.DRAFT:
        raise Conflict("nothing of this model is in the way of its publication: there is nothing to sign")
    name = (await staff.get(context.transaction, context.staff_id)).name
    try:
        signed = sign(read_audit(stored), Exemption(groups, name, str(context.today), reason))
    except ValueError as problem:
        raise InvalidInput("see `errors`", faults=[Fault("/body/groups", str(problem))]) from None
    await prediction_models.sign(
        context.transaction, version, _state(signed), json.loads(audited.to_json(signed)), context.staff_id
    )
    await _audit(context, "signed for", version, {"groups": groups, "reasons": list(signed.reasons)})
    return await prediction_models.get(context.transaction, version)


async def draft_document(context: Context, text: str | bytes) -> StoredModel:
    """The model of such a document as it lies in a file; the one that is there already, where it is.

    Raises NotCollected where no predictions are made, InvalidInput for what is no such document.
    """
    if context.profile.prediction is None:
        raise NotCollected(NOT_MADE)
    given = _parts(text)
    drafted = _read(given["model"], given["audit"])
    await prediction_models.lock(context.transaction)
    there = await prediction_models.find(context.transaction, drafted.model.version)
    return there or await draft_model(context, given["model"], given["audit"])


def _parts(text: str | bytes) -> dict[str, dict[str, Any]]:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(
        isinstance(given.get(each), dict) for each in ("model", "audit")
    ):
        raise InvalidInput("the file holds no model with its audit, as `attune train-prediction` writes them")
    return given


async def publish_model(context: Context, version: str) -> StoredModel:
    """Expectations of its day are made with it from now on; the model before it is superseded.

    Raises Conflict, with each reason, where its audit trips, and for one that was published before.
    """
    await prediction_models.lock(context.transaction)
    stored = await prediction_models.get(context.transaction, version)
    if stored.state is PredictionState.DRAFT:
        raise Conflict(f"its audit stands in the way: {' '.join(read_audit(stored).reasons)}")
    if stored.state is not PredictionState.AUDITED:
        raise Conflict("the model has been published: it stands as it is")
    await prediction_models.put_in_force(context.transaction, stored, _staff_id(context), context.now)
    await _audit(context, "published", version, {"cut_off_day": stored.cut_off_day})
    return await prediction_models.get(context.transaction, version)


async def models_at_hand(context: Context, versions: Sequence[str]) -> list[InForce]:
    """Published models, in that order; each is read once, as it stands for good."""
    found = []
    for version in versions:
        key = context.institution_id, version
        given = _AT_HAND.get(key)
        if given is None:
            given = InForce.of(read_candidate(await prediction_models.get(context.transaction, version)))
            _AT_HAND[key] = given
        found.append(given)
    return found


async def card_of(context: Context, version: str, reader: Reader) -> Card:
    """A model in plain words. Raises NotFound."""
    state = await prediction_models.state(context.transaction, version)
    if state in STANDS:
        [given] = await models_at_hand(context, [version])
        return given.cards[reader]
    found = read_candidate(await prediction_models.get(context.transaction, version))
    return card(found.model, found.audit, reader)


def read_candidate(stored: StoredModel) -> Candidate:
    """The model and its audit."""
    return _candidate_of(json.dumps({"model": stored.model, "audit": stored.audit}))


def read_audit(stored: StoredModel) -> Audit:
    """The audit, with what was signed."""
    return read_candidate(stored).audit


@lru_cache(maxsize=64)
def _candidate_of(text: str) -> Candidate:
    return candidate.from_json(text)


def _read(model: Mapping[str, Any], audit: Mapping[str, Any]) -> Candidate:
    found = _checked(json.dumps({"model": model, "audit": audit}))
    faults = []
    if found.audit.rules != Rules():
        faults.append(Fault("/body/audit/rules", "must be those of this service: nobody brings their own"))
    if found.audit.exemptions:
        faults.append(Fault("/body/audit/exemptions", "must be empty: whoever signs does it here, by name"))
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    return found


def _checked(text: str) -> Candidate:
    """What can be read, judged and told to every reader: nothing else is kept."""
    try:
        found = candidate.from_json(text)
        for reader in Reader:
            card(found.model, found.audit, reader)
    except InvalidModel as problem:
        raise InvalidInput("see `errors`", faults=[Fault("/body", str(problem))]) from None
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        detail = f"this is no model with its audit: {problem}"
        raise InvalidInput("see `errors`", faults=[Fault("/body", detail)]) from None
    return found


def _state(audit: Audit) -> PredictionState:
    return PredictionState.AUDITED if audit.publishable else PredictionState.DRAFT


def _staff_id(context: Context) -> StaffId | None:
    return context.staff_id if isinstance(context, StaffContext) else None


async def _audit(context: Context, done: str, version: str, after: dict[str, Any]) -> None:
    action, subject = f"prediction model {done}", f"prediction_model/{version}"
    if isinstance(context, StaffContext):
        await audit_change(context, action, subject, after=after)
    else:
        await audit_work(context, action, subject, after=after)
