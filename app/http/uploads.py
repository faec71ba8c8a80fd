"""Uploads: a large body is read when it is known who sends it, and before the database waits for it."""

from fastapi import Request
from starlette.requests import ClientDisconnect
from typing_extensions import override

from app.errors import Malformed
from app.http.idempotency import RepeatableWrites


class Uploads(RepeatableWrites):
    """The route class of routers whose writes take whole files: `limits.py` says how large they may be."""

    @override
    async def prepare(self, request: Request) -> None:
        try:
            await request.body()
        except ClientDisconnect:
            raise Malformed("the body ended early") from None
