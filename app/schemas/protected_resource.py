"""The protected resource: what a client must know to get a token for this API (RFC 9728)."""

from pydantic import Field

from app.schemas.base import Out, shown_as

_EXAMPLE = {
    "resource": "https://attune.example.ac.uk",
    "authorization_servers": ["https://login.example.ac.uk"],
    "scopes_supported": ["attune:read", "attune:write"],
    "bearer_methods_supported": ["header"],
    "resource_name": "Attune",
}


class ProtectedResourceOut(Out):
    model_config = shown_as(_EXAMPLE)

    resource: str = Field(description="This API's address, as whoever runs it has set it.")
    authorization_servers: list[str] = Field(description="The issuers whose tokens are accepted.")
    scopes_supported: list[str]
    """The scopes that a token may have."""
    bearer_methods_supported: list[str]
    """How a token may be sent: in the `Authorization` header only."""
    resource_name: str
    """The API's name, for people."""
