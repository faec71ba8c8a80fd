"""Launching: what only a browser does that a learning platform sends here: forms in, pages out.

A program that asks is refused by problem details like everywhere else. A person gets a page that says why.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response
from typing_extensions import override

from app.auth.launches import Launches
from app.errors import Fault, InvalidInput, Malformed, NotFound, Refusal
from app.http.deps import service_of
from app.http.limits import FORM
from app.http.routes import Answer, PublicRoute
from app.schemas.exchange.launch_pages import SCRIPTS, refusal_page

MOST_FIELDS = 64
LONGEST_FIELD = 4_096
"""Characters, unless it is a token."""
FORM_BODY: Mapping[str, str] = {"contentMediaType": FORM}
"""The schema of a form in the contract: LTI says what is in it."""


async def _launches(request: Request) -> Launches:
    found = service_of(request).launches
    if found is None:
        raise NotFound("no learning platform opens pages here")
    return found


Launching = Annotated[Launches, Depends(_launches)]
"""The platforms, where there are any; to stand first in a signature. Raises NotFound where there are none."""


class Fields:
    """What a form, or a query, says."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said

    def needed(self, name: str, longest: int = LONGEST_FIELD) -> str:
        found = self.find(name, longest)
        if found is None:
            raise InvalidInput("see `errors`", faults=[Fault(f"/body/{name}", "must be there")])
        return found

    def find(self, name: str, longest: int = LONGEST_FIELD) -> str | None:
        """None where it is not there, or empty."""
        found = self._said.get(name, "")
        if len(found) > longest:
            rule = f"may have {longest} characters at most"
            raise InvalidInput("see `errors`", faults=[Fault(f"/body/{name}", rule)])
        return found or None


async def form_of(request: Request) -> Fields:
    """The body as a form. Raises Malformed where it can be read in two ways, or in none."""
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Malformed("the body is no form, or has too many fields") from None
    said = dict(pairs)
    if len(said) < len(pairs):
        raise Malformed("the form has two fields of one name")
    if any("\0" in value for value in said.values()):
        raise Malformed("the form holds a NUL character")
    return Fields(said)


class LaunchRoute(PublicRoute):
    """A public route that a browser comes to: a person who is refused gets a page."""

    as_page: ClassVar[str] = "text/html"

    @override
    def answering(self) -> Answer:
        answer = super().answering()

        async def answer_person(request: Request) -> Response:
            try:
                return await answer(request)
            except Refusal as refusal:
                if self.as_page not in request.headers.get("Accept", ""):
                    raise
                return page(refusal_page(refusal), refusal.status)

        return answer_person


def page(text: str, status: int = 200) -> Response:
    """A page of ours. It stands within the platform's; it asks for nothing, and has nothing to press."""
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src {SCRIPTS}; base-uri 'none'"
    return Response(
        text,
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": policy, **NOT_KEPT},
    )


NOT_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""Nothing of a launch is kept by a browser, or told to the next page."""
