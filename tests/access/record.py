"""Ask every operation as everybody, and print the rows of an access matrix: to be read before they are kept.

    .venv/bin/python -m tests.access.record nottingham            every row that is missing or differs
    .venv/bin/python -m tests.access.record nottingham --all      every row
    .venv/bin/python -m tests.access.record nottingham --new      rows that are missing, and no others are asked
    .venv/bin/python -m tests.access.record nottingham meetings   rows with that word

A row that differs is followed by the one that stands. `?` is an answer that no letter says, or nothing that could
be asked, as where nobody has said yet what an operation needs: it is told below the row, by state. With --write, new
rows without a `?` go to the end of the profile's MATRIX; rows that stand are never changed.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.access import exeter
from tests.access.letters import State, letter_for
from tests.access.scene import STUDENT, Scene
from tests.access.test_matrix import PROFILES
from tests.world import World

END = "}\n# fmt: on\n"
SHOWN = 200
"""Characters of what went wrong."""

Answers = dict[str, list[tuple[State, int | str]]]
"""By who asked: the status in each state, or what went wrong."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks for; pytest hands it to the recording as a fixture."""

    name: str
    words: tuple[str, ...]
    everything: bool
    only_new: bool
    write: bool

    @property
    def profile(self) -> ModuleType:
        return PROFILES[self.name]

    def wants(self, row: str) -> bool:
        return all(word in row for word in self.words) and not (self.only_new and row in self.profile.MATRIX)

    @pytest.fixture
    def asked(self) -> "Asked":
        return self


@pytest.mark.anyio
async def record(asked: Asked, contract: dict[str, Any], world: World) -> None:
    operations = [f"{method.upper()} {path}" for path, item in contract["paths"].items() for method in item]
    known = {row.replace("…", STUDENT): row for row in asked.profile.MATRIX}
    rows = [row for row in (known.get(each, _short(each)) for each in operations) if asked.wants(row)]
    rows.sort(key=[*asked.profile.MATRIX, *exeter.MATRIX, *rows].index)
    answers: dict[str, Answers] = {row: {} for row in rows}
    for state in asked.profile.STATES:
        scene = await Scene.of_state(await world.create_another(asked.name, empty=False), state)
        for row in rows:
            for who in asked.profile.WHO:
                answers[row].setdefault(who, []).append((state, await _asked(scene, row, who)))
    told = [_Row(row, answers[row], asked.profile.MATRIX.get(row)) for row in rows]
    for each in told:
        if asked.everything or each.letters != each.stands:
            print("\n".join(each.lines()))  # noqa: T201 (a command's answer)
    new = sum(each.stands is None for each in told)
    other = sum(each.stands not in (None, each.letters) for each in told)
    print(f"# {len(told)} rows asked: {new} are new, {other} differ")  # noqa: T201 (likewise)
    if asked.write:
        _write(asked.profile, [each for each in told if each.stands is None and "?" not in each.letters])


async def _asked(scene: Scene, row: str, who: str) -> int | str:
    """The status; in words, what was missing or wrong."""
    try:
        return await scene.ask(row, who)
    except KeyError as missing:
        return f"nothing is prepared for {missing}"
    except Exception as wrong:  # noqa: BLE001 (whatever it is, it is told, and the other rows are asked)
        return f"{type(wrong).__name__} {' '.join(str(wrong).split())}"[:SHOWN]


@dataclass(frozen=True)
class _Row:
    row: str
    answers: Answers
    stands: str | None

    @property
    def letters(self) -> str:
        return "  ".join(_letter(told) or "?" for told in self.answers.values())

    @property
    def line(self) -> str:
        name = f'"{self.row}":'
        return f'    {name:<63} "{self.letters}",'

    def lines(self) -> Iterator[str]:
        yield self.line
        if self.stands is not None and self.stands != self.letters:
            yield f"    # {'stands:':<61} {self.stands}"
        unclear: dict[str, list[str]] = {}
        for who, told in self.answers.items():
            if _letter(told) is None:
                words = "; ".join(f"{state}: {status}" for state, status in told)
                unclear.setdefault(words, []).append(who)
        yield from (f"    # {', '.join(people)}: {words}" for words, people in unclear.items())


def _letter(told: list[tuple[State, int | str]]) -> str | None:
    statuses = [(state, status) for state, status in told if isinstance(status, int)]
    return letter_for(statuses) if len(statuses) == len(told) else None


def _short(operation: str) -> str:
    return operation.replace(f"{STUDENT}/", "…/")


def _write(profile: ModuleType, rows: list[_Row]) -> None:
    assert profile.__file__ is not None
    path = Path(profile.__file__)
    text = path.read_text()
    assert text.endswith(END)
    path.write_text(text.removesuffix(END) + "".join(f"{each.line}\n" for each in rows) + END)


def main(*arguments: str) -> int:
    flags = {each for each in arguments if each.startswith("--")}
    name, *words = (each for each in arguments if each not in flags)
    if name not in PROFILES or flags - {"--all", "--new", "--write"}:
        sys.exit(__doc__)
    asked = Asked(name, tuple(words), "--all" in flags, "--new" in flags, "--write" in flags)
    options = ("-q", "-s", "--no-header", "-o", "python_functions=record", "-p", "no:randomly")
    return int(pytest.main([__file__, *options], plugins=[asked]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
