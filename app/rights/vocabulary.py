"""The vocabulary of rights: what can be asked, where it stands, and what came of it."""

from enum import StrEnum


class RequestKind(StrEnum):
    """What a student asks of their data."""

    ACCESS = "access"
    """A copy of everything that is kept about the student."""
    RECTIFICATION = "rectification"
    """That something is put right which cannot be challenged as a correction."""
    ERASURE = "erasure"
    """That data are erased."""
    RESTRICTION = "restriction"
    """That data are kept, and not used otherwise."""
    OBJECTION = "objection"
    """That a use of the data stops, for reasons of the student's own."""
    COMPLAINT = "complaint"
    """That data were handled against the law."""


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    """It waits for its answer."""
    AWAITING_IDENTITY = "awaiting_identity"
    """The student is asked to show who they are."""
    PAUSED = "paused"
    """The student is asked what they mean."""
    EXTENDED = "extended"
    """It waits for its answer, for two months longer than usual."""
    ANSWERED = "answered"
    """It has been answered."""


class RequestOutcome(StrEnum):
    """What came of a request."""

    PROVIDED = "provided"
    """The copy was made."""
    UPHELD = "upheld"
    """What was asked for is done."""
    PARTLY = "partly"
    """Some of it is done, and the answer says what not, and why."""
    REFUSED = "refused"
    """It is not done, and the answer says why."""


class RequestStep(StrEnum):
    """What is done with a request before it is answered."""

    IDENTITY_ASKED = "identity_asked"
    """Staff ask who is asking."""
    CLARIFICATION_ASKED = "clarification_asked"
    """Staff ask what is meant."""
    INFORMATION_GIVEN = "information_given"
    """The student says what was asked of them."""
    WENT_ON = "went_on"
    """Staff go on: they have it from elsewhere, or do without it."""
    EXTENDED = "extended"
    """Staff take two further months, and say why."""
    ACKNOWLEDGED = "acknowledged"
    """Staff say that a complaint has come, and what happens next."""


class RestrictionGround(StrEnum):
    """Why data are to be restricted: the four grounds of article 18(1) of the UK GDPR."""

    ACCURACY_CONTESTED = "accuracy_contested"
    """The student says that they are wrong, for as long as it takes to check them."""
    UNLAWFUL = "unlawful"
    """They should not be used, and the student wants them kept rather than erased."""
    NEEDED_FOR_CLAIMS = "needed_for_claims"
    """The institution needs them no more, and the student does, for a legal claim."""
    OBJECTION_PENDING = "objection_pending"
    """The student has objected, for as long as it takes to answer that."""


class LegalException(StrEnum):
    """Why something that was asked for is not done: what the law lets an institution keep or withhold."""

    GRADES_KEPT = "grades_kept"
    """Marks and awards."""
    STATUTORY = "statutory"
    """What another law makes the institution keep or report."""
    SPONSORSHIP_EVIDENCE = "sponsorship_evidence"
    """Evidence on students with a sponsored visa."""
    LEGAL_CLAIMS = "legal_claims"
    """What is needed for legal claims."""
    OVERRIDING_GROUNDS = "overriding_grounds"
    """Reasons that weigh more than the student's own."""
    SAFEGUARDING = "safeguarding"
    """What protects somebody from harm."""
    RESEARCH = "research"
    """Archives, research and statistics."""
    THIRD_PARTY = "third_party"
    """What would show another person's data."""
    LEGAL_PRIVILEGE = "legal_privilege"
    """What was said between the institution and its lawyers."""
    EXAM_SCRIPTS = "exam_scripts"
    """What was written in an exam."""
    CONFIDENTIAL_REFERENCES = "confidential_references"
    """References given in confidence."""
    MANIFESTLY_UNFOUNDED = "manifestly_unfounded"
    """A request that is not meant, or is made over and over."""


class Audience(StrEnum):
    """For whom a copy of the data is."""

    STUDENT = "student"
    """The student: everything."""
    STAFF = "staff"
    """Roles that receive one for information: what they see of the student anyway."""


class CorrectionKind(StrEnum):
    """What can be challenged."""

    ATTENDANCE = "attendance"
    """What the register says of the student at one session."""
    MARK = "mark"
    """The mark of one assessment."""
    ACTIVITY = "activity"
    """What one source counted on one day."""


class CorrectionState(StrEnum):
    """Where a correction stands."""

    OPEN = "open"
    """It waits for a decision. Until then the figure is shown as disputed."""
    ACCEPTED = "accepted"
    """The record was changed."""
    REFUSED = "refused"
    """The record stands, and the decision says why."""
