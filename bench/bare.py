"""The yardstick of `bench.hot_reads`: bare FastAPI and asyncpg, one indexed SELECT, no questions asked."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from fastapi import FastAPI, Response

ROWS = "select day::text, score, stored_at::text from bare_scores where {column} = $1 order by day"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(sys.argv[1], min_size=10, max_size=10) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/students/{student_id}")
async def read_scores(student_id: UUID) -> Response:
    return await _rows(ROWS.format(column="student_id"), student_id)


@app.get("/tutors/{staff_id}")
async def read_tutees(staff_id: UUID) -> Response:
    return await _rows("select * from bare_tutees where staff_id = $1 order by number", staff_id)


async def _rows(query: str, value: UUID) -> Response:
    pool: Any = app.state.pool
    rows = await pool.fetch(query, value)
    return Response(orjson.dumps([dict(row) for row in rows], default=str), media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
