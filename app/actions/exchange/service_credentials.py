"""Service credentials: an administrator makes one for another system, and revokes it; audited."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from app.access.vocabulary import Scope
from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Fault, InvalidInput
from app.ids import CredentialId
from app.store.exchange import service_credentials
from app.store.exchange.service_credentials import ServiceCredential

PREFIX = "attune_sc_"
"""How a secret begins: so that whoever scans for secrets finds one, and nobody takes it for a token."""


async def make_service_credential(
    context: StaffContext, system: str, note: str, scopes: Collection[Scope], expires_at: datetime | None
) -> tuple[ServiceCredential, str]:
    """The credential and its secret, which is nowhere to be read again. Raises InvalidInput."""
    if expires_at is not None and expires_at <= context.now:
        raise InvalidInput("see `errors`", faults=[Fault("/body/expires_at", "must lie ahead, or be null")])
    credential_id, secret = CredentialId(uuid4()), PREFIX + secrets.token_urlsafe(32)
    await service_credentials.add(
        context.transaction,
        credential_id,
        secret,
        system=system,
        note=note,
        scopes=scopes,
        now=context.now,
        staff_id=context.staff_id,
        expires_at=expires_at,
    )
    made = await service_credentials.get(context.transaction, credential_id)
    await audit_change(
        context, "service credential made", f"service_credential/{credential_id}", after=_audited(made)
    )
    return made, secret


async def revoke_service_credential(context: StaffContext, credential_id: CredentialId) -> None:
    """From the next request on it opens nothing; one that is revoked stays so. Raises NotFound."""
    found = await service_credentials.get(context.transaction, credential_id)
    if await service_credentials.revoke(context.transaction, credential_id, context.staff_id, context.now):
        await audit_change(
            context,
            "service credential revoked",
            f"service_credential/{credential_id}",
            before=_audited(found),
        )


def _audited(credential: ServiceCredential) -> dict[str, Any]:
    return {
        "system": credential.system,
        "note": credential.note,
        "scopes": [str(each) for each in credential.scopes],
        "expires_at": None if credential.expires_at is None else credential.expires_at.isoformat(),
    }
