"""Issue a consent receipt: a decision in a form that the student keeps, and that anybody can check."""

from typing import Any

import orjson

from app.actions.context import Context
from app.auth.signing import SigningKey
from app.consent.ledger import ConsentDecision
from app.consent.receipt import WHAT, NoticeShown, ReceiptFacts, consent_receipt
from app.errors import NotFound
from app.ids import DecisionId, StudentId
from app.profiles.model import Notice
from app.store.governance import consent
from app.store.people import students


async def decision_of(context: Context, student_id: StudentId, decision_id: DecisionId) -> ConsentDecision:
    """One of the student's decisions. Raises NotFound."""
    decisions = await consent.list_for(context.transaction, [student_id])
    found = next((each for each in decisions[student_id] if each.decision_id == decision_id), None)
    if found is None:
        raise NotFound("there is no such decision")
    return found


async def issue_receipt(
    context: Context,
    student_id: StudentId,
    decision_id: DecisionId,
    key: SigningKey | None,
    address: str,
) -> tuple[dict[str, Any], str]:
    """The receipt and its signature. Raises NotFound, also where this service has no key to sign with."""
    if key is None:
        raise NotFound("this service signs no receipts: whoever runs it has given it no ATTUNE_SIGNING_KEY")
    decision = await decision_of(context, student_id, decision_id)
    (student,) = await students.list_named(context.transaction, [student_id], context.today)
    receipt = consent_receipt(decision, _facts(context, decision, student.number, address))
    return receipt, key.sign(WHAT, orjson.dumps(receipt))


def _facts(context: Context, decision: ConsentDecision, number: str, address: str) -> ReceiptFacts:
    profile = context.profile
    purpose = profile.purposes.get(decision.purpose)
    notices = purpose.notices if purpose else []
    notice = next((each for each in notices if each.version == decision.notice_version), None)
    if purpose is None or notice is None:
        raise NotFound(
            "the notice that this decision was made on is no longer kept, so no receipt can be made"
        )
    return ReceiptFacts(
        student=number,
        controller=context.institution.institution.name,
        service=profile.title,
        title=purpose.title,
        covers=sorted(purpose.covers),
        counts_from=max(profile.day(decision.decided_at), profile.first_day(decision.academic_year)),
        ends_on=profile.last_day(decision.academic_year),
        notice=_shown(notice),
        notice_url=f"{address}/v1/purposes/{decision.purpose}/notice",
        keys_url=f"{address}/.well-known/jwks.json",
    )


def _shown(notice: Notice) -> NoticeShown:
    return NoticeShown(
        notice.version,
        notice.summary,
        notice.collected,
        notice.shown_to,
        notice.if_you_agree,
        notice.if_you_decline,
        notice.contact,
    )
