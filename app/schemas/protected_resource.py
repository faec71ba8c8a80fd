"""The protected resource: what a client must know to get a token for this API (RFC 9728)."""

from pydantic import Field

from app.schemas.base import Out


class ProtectedResourceOut(Out):
    resource: str = Field(description="This API's address, as the client used it.")
    authorization_servers: list[str] = Field(description="The issuers whose tokens are accepted.")
    scopes_supported: list[str]
    bearer_methods_supported: list[str]
    resource_name: str
