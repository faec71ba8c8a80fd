"""Service credentials: what other systems prove themselves with, for administrators."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.actions.exchange import service_credentials as actions
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import CredentialId
from app.schemas.exchange.service_credentials import (
    NewServiceCredentialOut,
    ServiceCredentialIn,
    ServiceCredentialsOut,
    new_service_credential_out,
    service_credential_out,
)
from app.store.exchange import service_credentials

router = contract_router(
    "/v1/service-credentials",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden, NotFound),
)


@router.get("", summary="Credentials of other systems")
async def list_service_credentials(context: Administrator) -> ServiceCredentialsOut:
    """Which systems may deliver or read statements, without their secrets; the latest made first."""
    found = await service_credentials.list_all(context.transaction)
    return ServiceCredentialsOut(items=[service_credential_out(each) for each in found])


@router.post("", summary="Make a credential for another system", status_code=201)
async def record_service_credential(
    request: Request, response: Response, context: Administrator, wanted: ServiceCredentialIn
) -> NewServiceCredentialOut:
    """Its secret is in this answer and nowhere else: whoever loses it makes another one and revokes this.

    A system sends the id and the secret as user name and password, or the secret as a Bearer token.
    """
    made, secret = await actions.make_service_credential(
        context, wanted.system, wanted.note, set(wanted.scopes), wanted.expires_at
    )
    set_location(request, response, "list_service_credentials")
    return new_service_credential_out(made, secret)


@router.delete("/{credential_id}", summary="Revoke a system's credential", status_code=204)
async def revoke_service_credential(
    context: Administrator, credential_id: Annotated[CredentialId, Path(description="The credential's id.")]
) -> None:
    """It opens nothing from the next request on. What came with it stays."""
    await actions.revoke_service_credential(context, credential_id)
