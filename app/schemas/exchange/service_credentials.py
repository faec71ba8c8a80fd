"""Service credentials."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.access.vocabulary import Scope
from app.ids import CredentialId
from app.schemas.base import AwareMoment, In, Name, Out, shown_as
from app.schemas.made_up import SERVICE_CREDENTIAL
from app.schemas.people.staff import NAMED_ADMINISTRATOR, NamedStaffOut, named_staff_out
from app.store.exchange.service_credentials import ServiceCredential

_INPUT = {
    "system": "moodle",
    "note": "Moodle's xAPI log store",
    "scopes": ["attune:statements.write"],
    "expires_at": "2019-08-01T00:00:00Z",
}
_CREDENTIAL = {
    **_INPUT,
    "credential_id": SERVICE_CREDENTIAL,
    "made_at": "2018-11-19T14:02:11Z",
    "made_by": NAMED_ADMINISTRATOR,
    "revoked_at": None,
    "last_used_at": None,
}

Deliverable = Literal[Scope.STATEMENTS_WRITE, Scope.STATEMENTS_READ]
"""What a credential may be good for."""


class ServiceCredentialIn(In):
    model_config = shown_as(_INPUT)

    system: Name
    """The system whose names for students it sends, as rosters call it."""
    note: Name
    """What it is for, in your own words."""
    scopes: Annotated[list[Deliverable], Field(min_length=1, max_length=2)]
    """What it is good for: `attune:statements.write`, `attune:statements.read`, or both."""
    expires_at: AwareMoment | None = None
    """From when on it opens nothing; null or left out: until it is revoked."""


class ServiceCredentialOut(Out):
    model_config = shown_as(_CREDENTIAL)

    credential_id: CredentialId
    """Its id; the user name where a system sends a user name and a password."""
    system: str
    """The system whose names for students it sends."""
    note: str
    """What it is for."""
    scopes: list[Scope]
    """What it is good for."""
    made_at: datetime
    """When it was made."""
    made_by: NamedStaffOut
    """Who made it."""
    expires_at: datetime | None
    """From when on it opens nothing; null: until it is revoked."""
    revoked_at: datetime | None
    """Since when it opens nothing; null: nobody has revoked it."""
    last_used_at: datetime | None
    """When it was last used, to the hour; null: never."""


class NewServiceCredentialOut(ServiceCredentialOut):
    model_config = shown_as(
        {**_CREDENTIAL, "secret": "attune_sc_made-up-43-letters-that-open-nothing-at-all"}
    )

    secret: str
    """The password, or the Bearer token. It is shown now and never again."""


class ServiceCredentialsOut(Out):
    model_config = shown_as({"items": [_CREDENTIAL]})

    items: list[ServiceCredentialOut]
    """The latest made first; 500 at most."""


def service_credential_out(credential: ServiceCredential) -> ServiceCredentialOut:
    return ServiceCredentialOut(**_fields(credential))


def new_service_credential_out(credential: ServiceCredential, secret: str) -> NewServiceCredentialOut:
    return NewServiceCredentialOut(**_fields(credential), secret=secret)


def _fields(credential: ServiceCredential) -> dict[str, Any]:
    return {
        "credential_id": credential.credential_id,
        "system": credential.system,
        "note": credential.note,
        "scopes": credential.scopes,
        "made_at": credential.made_at,
        "made_by": named_staff_out(credential.made_by),
        "expires_at": credential.expires_at,
        "revoked_at": credential.revoked_at,
        "last_used_at": credential.last_used_at,
    }
