"""Together: questions that come up while others are being answered are asked in one round trip.

What a question costs is mostly its way: the round trip, the transaction around it and, where a look is put on
record, waiting for the disk. Alone, a question waits for nobody; among many they share all that. One round
trip at a time: with more, each carries fewer (two took a tenth longer). Each question is answered for itself:
where one cannot be, the others are asked again without it.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from app.errors import Unavailable
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
        except Unavailable as problem:
            _tell(some, [problem] * len(some))
        except Exception as problem:  # noqa: BLE001 (it is theirs who asked)
            if len(some) == 1:
                _tell(some, [problem])
            else:  # it was one of them, and nothing was done
                for each in some:
                    await self._ask([each])
        except asyncio.CancelledError:
            for _, answer in some:
                answer.cancel()
            raise
        else:
            _tell(some, row[0])


def _tell(some: Sequence[_Asked], said: Sequence[bool | Exception]) -> None:
    for (_, answer), each in zip(some, said, strict=True):
        if answer.done():  # whoever asked has gone
            continue
        if isinstance(each, Exception):
            answer.set_exception(each)
        else:
            answer.set_result(each)
