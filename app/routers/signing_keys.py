"""The public keys of what this service signs: whoever holds a receipt can check it without a login."""

from fastapi import Request

from app.http.deps import service_of
from app.http.problems import describe
from app.http.routes import PublicRoute, contract_router
from app.schemas.signing_keys import SigningKeyOut, SigningKeysOut

router = contract_router(route_class=PublicRoute, tags=["health"])


@router.get("/.well-known/jwks.json", summary="The keys that receipts are checked by", responses=describe())
async def list_signing_keys(request: Request) -> SigningKeysOut:
    """The public keys as a JWK set (RFC 7517); empty where the service signs nothing.

    Keep them beside a receipt: they check it offline.
    """
    signing = service_of(request).signing
    return SigningKeysOut(keys=[SigningKeyOut(**each) for each in (signing.published if signing else ())])
