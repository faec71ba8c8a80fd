"""Sources under governance: which there are, what was proposed and decided, and what is due for review."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.actions.governance.reviews import DueReview
from app.actions.governance.source_proposals import ConsultedProposal
from app.ids import ConsultationId, ProposalId, ReviewId
from app.profiles.source_governance import SourceKind
from app.schemas.base import DayInUse, In, Name, Out, Reason, shown_as
from app.schemas.made_up import CONSULTATION, PROPOSAL, TODAY, YESTERDAY
from app.schemas.people.staff import NAMED_ADMINISTRATOR, NAMED_HEAD, NamedStaffOut, named_staff_out
from app.store.governance.reviews import Review
from app.store.governance.source_proposals import Consultation, ProposalState, Proposed
from app.store.snapshot import InstitutionSnapshot

_NEXT_YEAR = "2019-11-20"
_INPUT = {
    "source": "library",
    "title": "Library",
    "kind": "library",
    "what": "That a student borrowed or returned something, and when; never what.",
    "why": "Borrowing shows engagement that the virtual learning environment does not see.",
    "whose_data": "Students at the levels of study that the service covers.",
    "retention": "The academic year and the one after it.",
}
_CONSULTING = {
    "consulted": "The Students' Union",
    "consulted_on": YESTERDAY,
    "said": "Agreed, as long as titles stay out.",
}
_AGREED = "Agreed at the meeting of 20 November, minute 4."
_CONSULTATION = {
    "consultation_id": CONSULTATION,
    **_CONSULTING,
    "recorded_by": NAMED_ADMINISTRATOR,
    "recorded_at": "2018-11-19T15:00:00Z",
}
_PROPOSAL = {
    "proposal_id": PROPOSAL,
    **_INPUT,
    "state": "active",
    "proposed_by": NAMED_ADMINISTRATOR,
    "proposed_at": "2018-11-12T10:00:00Z",
    "consultations": [_CONSULTATION],
    "decision": {"by": NAMED_HEAD, "on": TODAY, "reason": _AGREED},
    "earlier": None,
    "ended": None,
    "reviews": [],
    "review_due_on": _NEXT_YEAR,
    "review_overdue": False,
}
_REVIEW = {"reviewed_on": TODAY, "found": "Still needed, and still accurate.", "next_review_by": _NEXT_YEAR}
_SOURCE = {
    "source": "library",
    "title": "Library",
    "governed": True,
    "counts": True,
    "pilot": False,
    "state": "active",
    "approved_on": TODAY,
    "review_due_on": _NEXT_YEAR,
    "review_overdue": False,
}
_DUE = {
    "subject": "service",
    "source": None,
    "proposal_id": None,
    "due_on": _NEXT_YEAR,
    "overdue": False,
    "latest": None,
}
Words = Annotated[str, Field(min_length=5, max_length=2_000, pattern=r"^[^\x00]*$")]
SOURCE_NAME = r"^[a-z][a-z0-9_]{0,63}$"


class SourceProposalIn(In):
    model_config = shown_as(_INPUT)

    source: str = Field(pattern=SOURCE_NAME, max_length=64)
    """The source's name, as deliveries have it or will."""
    title: Name
    """What people call it."""
    kind: SourceKind
    """What it is about. Some kinds are refused, whoever would approve them."""
    what: Words
    """What is collected."""
    why: Words
    """What it is needed for."""
    whose_data: Words
    """Whom the data are about."""
    retention: Words
    """How long they are kept."""


class ConsultationIn(In):
    model_config = shown_as(_CONSULTING)

    consulted: Name
    """Who was asked."""
    consulted_on: DayInUse
    """On which day."""
    said: Words
    """What they said."""


class ProposalDecisionIn(In):
    model_config = shown_as({"decision": "approved", "reason": _AGREED, "review_by": _NEXT_YEAR})

    decision: Literal["approved", "refused"]
    """`approved`: it counts from now on. `refused`: it does not."""
    reason: Reason
    """Why, or where the decision is on record."""
    review_by: DayInUse | None = None
    """The day by which it is to be reviewed; null or left out: when the institution's rule says."""


class SourceMoveIn(In):
    model_config = shown_as({"reason": "The data are not accurate enough."})

    reason: Reason
    """Why it no longer counts, or counts again."""


class ReviewIn(In):
    model_config = shown_as(_REVIEW)

    reviewed_on: DayInUse
    """On which day."""
    found: Words
    """What was found."""
    next_review_by: DayInUse | None = None
    """The day by which the next review is due; null or left out: when the institution's rule says."""


class ConsultationOut(Out):
    consultation_id: ConsultationId
    """The consultation's id."""
    consulted: str
    """Who was asked."""
    consulted_on: date
    """On which day."""
    said: str
    """What they said."""
    recorded_by: NamedStaffOut
    """Who put it on record."""
    recorded_at: datetime
    """When it was put on record."""


class SourceDecisionOut(Out):
    by: NamedStaffOut | None
    """Who decided; null: it was decided before the service was there."""
    on: date
    """On which day."""
    reason: str
    """Why, or where the decision is on record."""


class SourceEndingOut(Out):
    by: NamedStaffOut
    """Who suspended or retired it."""
    at: datetime
    """When it was done."""
    reason: str
    """Why it was done."""


class ReviewOut(Out):
    review_id: ReviewId
    """The review's id."""
    by: NamedStaffOut
    """Who reviewed."""
    reviewed_on: date
    """On which day."""
    found: str
    """What was found."""
    next_review_by: date
    """The day by which the next review is due."""


class SourceProposalOut(Out):
    model_config = shown_as(_PROPOSAL)

    proposal_id: ProposalId
    """The proposal's id."""
    source: str
    """The source's name, as deliveries have it."""
    title: str
    """What people call it."""
    kind: SourceKind
    """What it is about."""
    what: str
    """What is collected."""
    why: str
    """What it is needed for."""
    whose_data: str
    """Whom the data are about."""
    retention: str
    """How long they are kept."""
    state: ProposalState
    """Where it stands. Only an active source counts."""
    proposed_by: NamedStaffOut | None
    """Who proposed it; null: it is from before the service was there."""
    proposed_at: datetime
    """When it was proposed, or put on record."""
    consultations: list[ConsultationOut]
    """Who was asked and what they said, the earliest first."""
    decision: SourceDecisionOut | None
    """What was decided; null: nobody has decided yet."""
    earlier: str | None
    """Where an approval from before the service was there is on record; null: it was approved here."""
    ended: SourceEndingOut | None
    """Who suspended or retired it, when and why; null: nobody has."""
    reviews: list[ReviewOut]
    """The latest first."""
    review_due_on: date | None
    """The day by which the next review is due; null: nothing is left to review."""
    review_overdue: bool
    """Whether that day is over."""


class SourceProposalsOut(Out):
    model_config = shown_as({"items": [_PROPOSAL]})

    items: list[SourceProposalOut]
    """The latest first."""


class SourceStandingOut(Out):
    source: str
    """The source's name."""
    title: str
    """What people call it."""
    governed: bool
    """Whether it counts only while its approval stands."""
    counts: bool
    """Whether it counts now."""
    pilot: bool
    """Whether it is tried out: then it counts nowhere, approved or not."""
    state: ProposalState | None
    """Where its proposal stands; null: nobody has proposed it."""
    approved_on: date | None
    """When it was approved; null: it was not."""
    review_due_on: date | None
    """The day by which its next review is due; null: nothing is left to review."""
    review_overdue: bool
    """Whether that day is over."""


class SourceStandingsOut(Out):
    model_config = shown_as({"board": "The LeAP Board", "items": [_SOURCE]})

    board: str | None
    """Who approves sources; null: nobody has to."""
    items: list[SourceStandingOut]
    """By name. A source that was proposed anew stands where its latest proposal does."""


class DueReviewOut(Out):
    subject: Literal["service", "source"]
    """`service`: the service as a whole. `source`: one source."""
    source: str | None
    """The source's name; null: the service."""
    proposal_id: ProposalId | None
    """The source's proposal; null: the service."""
    due_on: date
    """The day by which it is due."""
    overdue: bool
    """Whether that day is over."""
    latest: ReviewOut | None
    """The latest review; null: there was none."""


class DueReviewsOut(Out):
    model_config = shown_as({"items": [_DUE]})

    items: list[DueReviewOut]
    """The soonest first."""


def proposed_source(proposal: SourceProposalIn) -> Proposed:
    return Proposed(
        proposal.source,
        proposal.title,
        proposal.kind,
        proposal.what,
        proposal.why,
        proposal.whose_data,
        proposal.retention,
    )


def source_proposal_out(found: ConsultedProposal) -> SourceProposalOut:
    proposal, proposed = found.governed.proposal, found.governed.proposal.proposed
    decision, ending, by = proposal.decision, proposal.ending, proposal.proposed_by
    return SourceProposalOut(
        proposal_id=proposal.proposal_id,
        source=proposed.source,
        title=proposed.title,
        kind=proposed.kind,
        what=proposed.what,
        why=proposed.why,
        whose_data=proposed.whose_data,
        retention=proposed.retention,
        state=proposal.state,
        proposed_by=named_staff_out(by) if by else None,
        proposed_at=proposal.proposed_at,
        consultations=[_consultation_out(each) for each in found.consultations],
        decision=SourceDecisionOut(
            by=named_staff_out(decision.by) if decision.by else None, on=decision.on, reason=decision.reason
        )
        if decision
        else None,
        earlier=proposal.earlier,
        ended=SourceEndingOut(by=named_staff_out(ending.by), at=ending.at, reason=ending.reason)
        if ending
        else None,
        reviews=[_review_out(each) for each in found.governed.reviews],
        review_due_on=found.governed.due_on,
        review_overdue=found.overdue,
    )


def _consultation_out(consultation: Consultation) -> ConsultationOut:
    return ConsultationOut(
        consultation_id=consultation.consultation_id,
        consulted=consultation.consulted,
        consulted_on=consultation.consulted_on,
        said=consultation.said,
        recorded_by=named_staff_out(consultation.recorded_by),
        recorded_at=consultation.recorded_at,
    )


def _review_out(review: Review) -> ReviewOut:
    return ReviewOut(
        review_id=review.review_id,
        by=named_staff_out(review.by),
        reviewed_on=review.reviewed_on,
        found=review.found,
        next_review_by=review.next_review_by,
    )


def source_standings_out(
    institution: InstitutionSnapshot, proposals: Sequence[ConsultedProposal]
) -> SourceStandingsOut:
    """The profile's sources, and those that were proposed besides."""
    declared, latest = institution.declared, latest_of_each(proposals)
    titles = {name: each.governed.proposal.proposed.title for name, each in latest.items()}
    titles |= declared.source_titles
    governance, profile = declared.source_governance, institution.profile
    return SourceStandingsOut(
        board=governance.board if governance else None,
        items=[
            _standing_out(
                name,
                title,
                latest.get(name),
                governed=governance is not None,
                counts=name in profile.collected or name in profile.sections,
                pilot=name in declared.pilots,
            )
            for name, title in sorted(titles.items())
        ],
    )


def latest_of_each(proposals: Sequence[ConsultedProposal]) -> dict[str, ConsultedProposal]:
    """By source: the proposal that says where it stands; one that is over only where there is no other."""
    over = {ProposalState.REFUSED, ProposalState.RETIRED}
    latest: dict[str, ConsultedProposal] = {}
    for each in sorted(proposals, key=lambda one: one.governed.proposal.state in over):
        latest.setdefault(each.governed.source, each)
    return latest


def _standing_out(
    source: str, title: str, latest: ConsultedProposal | None, *, governed: bool, counts: bool, pilot: bool
) -> SourceStandingOut:
    decision = latest.governed.proposal.decision if latest else None
    state = latest.governed.proposal.state if latest else None
    return SourceStandingOut(
        source=source,
        title=title,
        governed=governed,
        counts=counts,
        pilot=pilot,
        state=state,
        approved_on=decision.on if decision and state is not ProposalState.REFUSED else None,
        review_due_on=latest.governed.due_on if latest else None,
        review_overdue=latest is not None and latest.overdue,
    )


def due_reviews_out(due: Sequence[DueReview]) -> DueReviewsOut:
    return DueReviewsOut(
        items=[
            DueReviewOut(
                subject="source" if each.governed else "service",
                source=each.governed.source if each.governed else None,
                proposal_id=each.governed.proposal.proposal_id if each.governed else None,
                due_on=each.due_on,
                overdue=each.overdue,
                latest=_review_out(each.latest) if each.latest else None,
            )
            for each in due
        ]
    )
