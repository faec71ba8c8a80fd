"""The yardstick: bare FastAPI and asyncpg, one indexed statement, no questions asked.

Started by `bench.service` with the owner's database URL and a port.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel

from app.clock import system_clock

ROWS = "select day::text, score, stored_at::text from bare_scores where student_id = $1 order by day limit $2"
INSERT = """
    insert into bare_notes (note_id, student_id, focus, summary, created_at)
    values ($1, $2, $3, $4, $5) returning *
"""


class NoteIn(BaseModel):
    focus: str
    summary: str


class NoteOut(NoteIn):
    note_id: UUID
    student_id: UUID
    created_at: datetime


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(sys.argv[1], min_size=10, max_size=10) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/nothing")
async def read_nothing() -> Response:
    return Response(b"{}", media_type="application/json")


@app.get("/students/{student_id}/scores/{rows}")
async def read_scores(student_id: UUID, rows: int) -> Response:
    pool: Any = app.state.pool
    found = await pool.fetch(ROWS, student_id, rows)
    return Response(orjson.dumps([dict(row) for row in found]), media_type="application/json")


@app.post("/students/{student_id}/notes", status_code=201)
async def record_note(student_id: UUID, note: NoteIn) -> NoteOut:
    pool: Any = app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        row = await connection.fetchrow(INSERT, uuid4(), student_id, note.focus, note.summary, system_clock())
    return NoteOut.model_validate(dict(row))


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
