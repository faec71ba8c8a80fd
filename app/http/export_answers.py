"""Answers that are data sets: sent as they are read, of one state, each piece on record before it goes.

A request's own transaction ends before its answer goes out, and has seconds. So an export has a connection of
its own for as long as it takes, and there are few of these.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, cast

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from app.actions.context import RequestContext
from app.actions.enter import enter_request
from app.actions.exchange.exports import Plan, finish_export, record_piece, stated
from app.auth.claims import Claims
from app.db.failures import unavailable
from app.db.identity import elevate
from app.db.transaction import Database, Transaction
from app.errors import Refusal
from app.http.deps import Service, service_of
from app.http.entity_tags import OWN_TAG
from app.wire.export_datasets import FileFormat

if TYPE_CHECKING:
    from app.actions.exchange.export_blocks import Block

_log = logging.getLogger("attune")

MEDIA_TYPES = {
    FileFormat.PARQUET: "application/vnd.apache.parquet",
    FileFormat.CSV: "text/csv; charset=utf-8; header=present",
}


class Exports:
    """What the running service has for exports: some connections, and a limit on how long each is held."""

    def __init__(self, database: Database, most: int, seconds: float) -> None:
        self.database = database
        self.seconds = seconds
        self._free = most

    def check_free(self) -> None:
        """Raises Unavailable while as many are on their way as may be."""
        if self._free <= 0:
            raise unavailable()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """To be entered for as long as one is on its way. Raises Unavailable."""
        self.check_free()
        self._free -= 1
        try:
            async with asyncio.timeout(self.seconds):
                yield
        except TimeoutError:
            raise unavailable() from None
        finally:
            self._free += 1


def exports_of(request: Request) -> Exports:
    return cast("Exports", request.app.state.exports)


class ExportAnswer(Response):
    """Everything that may be refused is, before its head goes out.

    What goes wrong later ends the connection: a CSV ends in the middle, and a Parquet file without its end is
    none.
    """

    def __init__(self, request: Request, claims: Claims, plan: Plan) -> None:
        filename = f"{plan.asked.dataset}-{plan.asked.first_day}-{plan.asked.last_day}.{plan.asked.format}"
        super().__init__(
            media_type=MEDIA_TYPES[plan.asked.format],
            headers={
                "Content-Disposition": f'attachment; filename="{filename}"',
                "Cache-Control": "no-store",
                "Attune-Export": str(plan.export_id),
            },
        )
        del self.headers["content-length"]
        request.scope["state"][OWN_TAG] = True  # a tag is a digest of the whole answer, which nobody has
        self._service, self._exports = service_of(request), exports_of(request)
        self._claims, self._plan = claims, plan
        self._begun = False

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._exports.place():
                await self._send(receive, send)
        except Refusal as refusal:
            if not self._begun:
                raise
            # There is no other way to say so: whoever runs us ends the connection.
            _log.warning("export %s was broken off: %s", self._plan.export_id, refusal.code)

    async def _send(self, receive: Receive, send: Send) -> None:
        gone = asyncio.ensure_future(_gone(receive))
        try:
            async with aclosing(_pieces(self._service, self._exports, self._claims, self._plan)) as pieces:
                async for piece in pieces:
                    if gone.done():
                        return
                    await self._send_piece(send, piece)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    async def _send_piece(self, send: Send, piece: bytes) -> None:
        if not self._begun:
            self._begun = True
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _gone(receive: Receive) -> None:
    """Until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _pieces(
    service: Service, exports: Exports, claims: Claims, plan: Plan
) -> AsyncGenerator[bytes, None]:
    """The file's bytes, each piece when it is on record whose rows are in it."""
    # Arrow takes its time to be imported, and memory: whoever exports nothing has neither.
    blocks = await asyncio.to_thread(import_module, "app.actions.exchange.export_blocks")
    files = await asyncio.to_thread(import_module, "app.http.export_files")
    async with exports.database.snapshot() as transaction:
        context = await _entered(transaction, service, claims)
        said = stated(plan, context.institution)
        file = files.file_of(plan.asked.format, plan.columns, said)
        async with aclosing(blocks.export_blocks(context, plan)) as found:
            async for block in found:
                piece = await asyncio.to_thread(file.add, block.table)
                await _record(service, claims, plan, block)
                if piece:
                    yield piece
    yield await asyncio.to_thread(file.end)
    async with service.database.transaction() as transaction:
        await finish_export(await _entered(transaction, service, claims), plan)


async def _record(service: Service, claims: Claims, plan: Plan, block: "Block") -> None:
    if not block.students:
        return
    async with service.database.transaction() as transaction:
        context = await _entered(transaction, service, claims)
        await record_piece(context, plan, block.students, len(block.table))


async def _entered(transaction: Transaction, service: Service, claims: Claims) -> RequestContext:
    """As the institution, on that system's behalf: it must still have its login."""
    context = await enter_request(
        transaction,
        service.snapshots,
        service.logins,
        (claims.issuer, claims.subject),
        claims.roles,
        service.clock(),
        may_act=True,
    )
    await elevate(transaction)
    return context
