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
