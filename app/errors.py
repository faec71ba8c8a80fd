"""Refusals: each is a noun with an HTTP status and a stable code, and knows no web framework.

Raised anywhere, rendered once, by `http/problems.py`, as RFC 9457 problem details. A detail never
holds personal data, and never tells that a student exists whom the caller may not see.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where (a JSON pointer) and which rule it breaks."""

    pointer: str
    detail: str


_MEMBER = re.compile(r"<\w+\.\w+: (.+?)>")


def rule_of(error: Mapping[str, Any]) -> str:
    """The rule of one of pydantic's error dictionaries, without the names of our classes."""
    return _MEMBER.sub(r"\1", error["msg"]).removeprefix("Value error, ")


class Refusal(Exception):
    """The root of everything Attune declines to do."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be understood"
    remedy: ClassVar[str] = (
        "Read the detail: it says what could not be understood. Mend the request; the same one again is"
        " refused again."
    )
    """What whoever meets it can do."""
    keeps_what_was_done: ClassVar[bool] = False
    """Whether the transaction in which it is raised is committed all the same."""

    def __init__(
        self,
        detail: str = "",
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **extras: Any,  # noqa: ANN401 (RFC 9457 extension members are any JSON value)
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.extras = extras


class BadRequest(Refusal):
    pass


class InvalidInput(Refusal):
    status = 422
    code = "invalid-input"
    title = "The input breaks a rule"
    remedy = (
        "Each of `errors` names a field and the rule that it breaks. Mend them all at once, and send it"
        " again."
    )


def broken(detail: str, faults: Sequence[Fault], most: int, further: int = 0) -> InvalidInput:
    """A refusal that lists so many of the faults, and says how many `further` ones there are."""
    return InvalidInput(detail, faults=faults[:most], further=further + max(0, len(faults) - most))


class Malformed(BadRequest):
    """Not what HTTP or JSON allow; found before the token is looked at."""

    code = "malformed"
    title = "The request is not well formed"
    remedy = (
        "Check the JSON, the headers and the encoding: this was found before anything else was looked at."
    )


class TooSlow(Refusal):
    status = 408
    code = "too-slow"
    title = "The request did not arrive in time"
    remedy = "Send it again, over a faster connection or in smaller parts. Nothing of it was taken."


class TooLarge(Refusal):
    status = 413
    code = "too-large"
    title = "The body is too large"
    remedy = "Split it into several requests; the detail says how large a body may be."


class AddressTooLong(Refusal):
    status = 414
    code = "address-too-long"
    title = "The address is too long"
    remedy = "Ask for less in the query: fewer filters, or one page after another."


class NotJson(Refusal):
    status = 415
    code = "not-json"
    title = "The body must be JSON"
    remedy = "Send `Content-Type: application/json`, and a body of that kind."


class WorkbookRefused(InvalidInput):
    """The whole file, before any row of it is looked at; `reason` says why, for programs."""

    code = "workbook-refused"
    title = "The workbook cannot be read back"
    remedy = (
        "Take the workbook out anew, and fill in the cells that are meant for it. `reason` says what"
        " stood in the way."
    )


class KeyReused(InvalidInput):
    code = "idempotency-key-reused"
    title = "The idempotency key belongs to another request"
    remedy = "Make a new key for each new write. The same key is for the same request, sent again."


class NotWorkbook(Refusal):
    status = 415
    code = "not-workbook"
    title = "The body must be an Excel workbook"
    remedy = "Send the .xlsx file itself as the body, with its own `Content-Type`."


class NotImportable(Refusal):
    status = 415
    code = "not-importable"
    title = "The body must be a file of another kind"
    remedy = (
        "Send the file with a `Content-Type` that its kind may have: the reference lists them as"
        " `written_as`."
    )


class NotForm(Refusal):
    status = 415
    code = "not-form"
    title = "The body must be a form"
    remedy = "Send `Content-Type: application/x-www-form-urlencoded`, as the standard says."


class TooManyRequests(Refusal):
    status = 429
    code = "too-many-requests"
    title = "Too many requests for now"
    remedy = "Wait for as many seconds as `Retry-After` says. `RateLimit-Policy` says what is allowed."


class HeadersTooLarge(Refusal):
    status = 431
    code = "headers-too-large"
    title = "The headers are too large"
    remedy = "Send fewer or shorter headers: often it is a cookie that this service does not need."


class Unauthenticated(Refusal):
    """No token, or one that is not valid. RFC 6750 wants the reason in the challenge too."""

    status = 401
    code = "unauthenticated"
    title = "A valid access token is needed"
    remedy = (
        "Sign in again, or renew the token, and ask once more. If that does not help, tell whoever runs"
        " the service."
    )

    def __init__(self, detail: str = "", *, error: str | None = "invalid_token") -> None:
        challenge = "Bearer"
        if error is not None:
            challenge = f'Bearer error="{error}", error_description="{detail}"'
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class Forbidden(Refusal):
    status = 403
    code = "forbidden"
    title = "Your role does not include this"
    remedy = (
        "Asking again does not help. Whoever administers roles at your institution can say whether it is"
        " meant for you."
    )


class InsufficientScope(Refusal):
    """The token holds, but was not given for this."""

    status = 403
    code = "insufficient-scope"
    title = "The token's scope does not include this"
    remedy = "Ask the identity provider for a token with the scope that `WWW-Authenticate` names."

    def __init__(self, scope: str = "") -> None:
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        super().__init__(
            f"this needs a token with the scope {scope}", headers={"WWW-Authenticate": challenge}
        )


class SectionRestricted(Refusal):
    """The student is visible to the asker, this part of the record is not."""

    status = 403
    code = "section-restricted"
    title = "Your role does not open this part of the record"
    remedy = "Leave that part out, or ask somebody whose role opens it."


class ConsentRequired(Refusal):
    status = 403
    code = "consent-required"
    title = "The student has not consented to this use"
    remedy = (
        "Show what the purpose is, and let the student decide. Until they agree, there is nothing to show."
    )


class NotBasedOnConsent(Refusal):
    """There is nothing to refuse. Whoever tries to has objected: that stays, for a person to answer."""

    status = 403
    code = "not-based-on-consent"
    title = "This use does not rest on consent"
    remedy = "There is nothing to agree to. The student may object instead; the answer says to whom."
    keeps_what_was_done = True


class NotOffered(Refusal):
    status = 403
    code = "not-offered"
    title = "This institution does not take this here"
    remedy = "Do not offer it at this institution. The detail says what it has instead."


class MarksHidden(Refusal):
    status = 403
    code = "marks-hidden"
    title = "Marks are hidden from everyone during exam periods"
    remedy = "Tell the reader the day in `until`: from then on marks are shown again."


class PurposeRequired(Refusal):
    status = 400
    code = "purpose-required"
    title = "A purpose is required: staff say why they look at a student"
    remedy = "Send the header `Attune-Purpose` with one of `purposes`. The student can read it."


class PurposeRefused(Refusal):
    """The look is refused, and that it was tried stays on record."""

    status = 403
    code = "purpose-refused"
    title = "This institution does not allow that purpose"
    remedy = "State the purpose that you really have, if it is one of yours. That you tried is on record."
    keeps_what_was_done = True


class OutOfScope(Refusal):
    status = 403
    code = "out-of-scope"
    title = "This student is outside the scope of the service"
    remedy = "There is nothing to show: the service does not cover students at this level of study."


class NotSponsored(Refusal):
    status = 403
    code = "not-sponsored"
    title = "This student is not on a visa that the institution sponsors"
    remedy = "Visa engagement is for sponsored students alone. Check the student number."


class ProcessingRestricted(Refusal):
    status = 403
    code = "processing-restricted"
    title = "The student's data are stored, and not used"
    remedy = "Show that the data are stored and not used. That ends when the restriction is lifted."


class Erased(Refusal):
    status = 403
    code = "erased"
    title = "What this service held about you was erased"
    remedy = "There is nothing left to show. The institution's contact can say what was erased, and when."


class LaunchRefused(Refusal):
    status = 403
    code = "launch-refused"
    title = "This page cannot be opened from there"
    remedy = (
        "Open the page again from the learning platform. If it happens again, tell whoever runs the platform."
    )


class UnknownPerson(Refusal):
    """The launch is sound, and nobody here has the login that it names."""

    status = 403
    code = "unknown-person"
    title = "This service does not know you"
    remedy = "Ask whoever keeps the roster: this login belongs to nobody there yet."


class NotFound(Refusal):
    status = 404
    code = "not-found"
    title = "Not found, or not visible to you"
    remedy = (
        "Check the id. What you may not see answers the same, so ask whoever administers roles if you should."
    )


class MethodNotAllowed(Refusal):
    status = 405
    code = "method-not-allowed"
    title = "That method is not offered here"
    remedy = "Use one of the methods in `Allow`."


class PreconditionFailed(Refusal):
    status = 412
    code = "precondition-failed"
    title = "It has changed since you read it"
    remedy = "Read it again, look at what has changed, and write with the new ETag in `If-Match`."


class Conflict(Refusal):
    status = 409
    code = "conflict"
    title = "The current state does not allow this"
    remedy = "Read the current state first: the detail says what does not fit it."


class StillInFlight(Conflict):
    """The first of two requests with the same idempotency key has not been answered yet."""

    code = "still-in-flight"
    title = "The same request is still being answered"
    remedy = "Wait for as many seconds as `Retry-After` says, and send the same request with the same key."


class RemovedSince(Conflict):
    """A repeat of a request whose result is not there any more: its answer went with it."""

    code = "removed-since"
    title = "What this request made or changed was removed since"
    remedy = "Nothing is to be done: what the first request made was removed after it."


class NoticeSuperseded(Conflict):
    code = "notice-superseded"
    title = "The transparency notice has a newer version"
    remedy = "Show the newer notice, and let the student decide on that one."


class NotCollected(Refusal):
    status = 404
    code = "not-collected"
    title = "This institution has no such source"
    remedy = "Leave this part away: the institution has no such source. Do not show it as nothing."


class ScoringModelMissing(Conflict):
    code = "scoring-model-missing"
    title = "No scoring model is in force for that academic year"
    remedy = "Whoever administers the service publishes a scoring model for that academic year first."


class TrialsUsedUp(Conflict):
    """For good: what trials may tell of an academic year's days is told. That one was asked for is kept."""

    code = "trials-used-up"
    title = "The scoring trials of that academic year are used up"
    remedy = (
        "Wait for the next academic year. Each trial tells a little of people, so their number is limited."
    )
    keeps_what_was_done = True


class GroupsUsedUp(Conflict):
    """What weekly figures may tell of a student in an academic year is told."""

    code = "groups-used-up"
    title = "Too many groups with the same students were read"
    remedy = "Wait for the next academic year, or ask for groups that you have read before."


class Internal(Refusal):
    """Our fault: whoever meets one should tell us, with the request's id."""

    status = 500
    code = "internal"
    title = "Something went wrong in the service"
    remedy = "Tell whoever runs the service, with the request's id in `X-Request-Id`. It is not your fault."


class Unavailable(Refusal):
    status = 503
    code = "unavailable"
    title = "The service cannot answer just now"
    remedy = (
        "Wait for as many seconds as `Retry-After` says, and ask again. Writes are safe to repeat with"
        " their key."
    )


@cache
def kinds() -> dict[str, type[Refusal]]:
    """Every kind of refusal, by its code."""
    found: dict[str, type[Refusal]] = {}
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        kind = waiting.pop()
        found.setdefault(kind.code, kind)
        waiting += kind.__subclasses__()
    return found
