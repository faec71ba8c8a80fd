"""Launches: a code in, a token out."""

from pydantic import Field

from app.schemas.base import In, Out, shown_as

_CODE = "kD3vJx0b7Qm5cE1tYw8zRg"
_TOKEN = "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9LSSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJqZG9lIn0.c2ln"  # noqa: S105


class LaunchCodeIn(In):
    model_config = shown_as({"code": _CODE})

    code: str = Field(
        min_length=1,
        max_length=8_192,
        description="What stands behind `#attune_launch=` in the page's own address. It is good once.",
    )


class LaunchTokenOut(Out):
    model_config = shown_as(
        {
            "access_token": _TOKEN,
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "attune:read attune:write",
        }
    )

    access_token: str = Field(
        description="To be sent as `Authorization: Bearer`; to be kept in memory alone."
    )
    token_type: str = Field(description="How it is sent: `Bearer`.")
    expires_in: int = Field(description="For how many seconds it holds. It is not renewed.")
    scope: str = Field(description="What it is good for, with spaces between.")
