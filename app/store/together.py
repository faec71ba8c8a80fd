"""Together: questions that come up while others are being answered are asked in one round trip.

What a question costs is mostly its way: the round trip, the transaction around it and, where a look is put on
record, waiting for the disk. Alone, a question waits for nobody; among many they share all that. Each is
answered for itself, and if their round trip fails, so do all of them.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from app.store.gate import Gate
from app.store.line import Line

MOST = 64
"""Questions in one round trip."""
AT_ONCE = 2
"""Round trips at once: while the database answers one, we make the next."""

_Asked = tuple[Sequence[Any], "asyncio.Future[bool]"]


class Together:
    """Asks a function of the database's that takes an array of each argument, and answers each yes or no."""

    def __init__(self, gate: Gate, line: Line, function: str, arguments: int) -> None:
        self._gate = gate
        self._line = line
        self._statement = f"select {function}({', '.join(f'${at + 1}' for at in range(arguments))})"
        self._waiting: list[_Asked] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way = 0

    async def ask(self, values: Sequence[Any]) -> bool:
        """The answer to the question with these arguments. Raises Unavailable as `Gate.entry` does."""
        self._gate.check_crowd(len(self._waiting))
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((values, answer))
        if self._under_way < AT_ONCE:
            self._under_way += 1
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._answer(some)
        finally:
            self._under_way -= 1

    async def _answer(self, some: Sequence[_Asked]) -> None:
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
