"""Together: questions that come up while others are being answered are asked in one round trip.

What a question costs is mostly its way: the round trip, the transaction around it and, where a look is put on
record, waiting for the disk. Alone, a question waits for nobody; among many they share all that. One round
trip at a time: with more, each carries fewer (two took a tenth longer). Each question is answered for itself;
if the round trip fails, so do all in it.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from app.store.gate import Gate
from app.store.line import Line

MOST = 64
"""Questions in one round trip."""

_Asked = tuple[Sequence[Any], "asyncio.Future[bool]"]


class Together:
    """Asks a function of the database's that takes an array of each argument, and answers each yes or no."""

    def __init__(self, gate: Gate, line: Line, function: str, arguments: int) -> None:
        self._gate = gate
        self._line = line
        self._statement = f"select {function}({', '.join(f'${at + 1}' for at in range(arguments))})"
        self._waiting: list[_Asked] = []
        self._asking: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many questions no round trip has taken yet."""
        return len(self._waiting)

    async def ask(self, values: Sequence[Any]) -> bool:
        """The answer to the question with these arguments. Raises Unavailable as `Gate.entry` does."""
        self._gate.check_crowd(len(self._waiting))
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((values, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._ask(some)
        finally:
            self._asking = None

    async def _ask(self, some: Sequence[_Asked]) -> None:
        arguments = list(zip(*(values for values, _ in some), strict=True))
        try:
            row = await self._line.call(self._statement, arguments)
        except Exception as problem:  # noqa: BLE001 (it is theirs who asked)
            for _, answer in some:
                if not answer.done():
                    answer.set_exception(problem)
        except BaseException:
            for _, answer in some:
                answer.cancel()
            raise
        else:
            for (_, answer), said in zip(some, row[0], strict=True):
                if not answer.done():  # or whoever asked has gone
                    answer.set_result(said)
