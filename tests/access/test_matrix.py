"""The access matrix of each profile: every operation, asked by everybody, in every state, over real HTTP.

What is answered in every state alike is asked in the one that opens the most, and of what is done in every state
one answer in the others, too.
An operation without a row fails the suite, and so does a row for an operation that is gone.
"""

from types import ModuleType
from typing import Any

import pytest

from tests.access import city, essex, every_reach, exeter, nottingham, queen_mary
from tests.access.letters import REFUSED, STEADY, State, is_in
from tests.access.scene import Scene, operation
from tests.world import World

pytestmark = pytest.mark.anyio

PROFILES = {
    "exeter": exeter,
    "every_reach": every_reach,
    "nottingham": nottingham,
    "essex": essex,
    "city": city,
    "queen_mary": queen_mary,
}
profiles = pytest.mark.parametrize("name", PROFILES)


@profiles
def test_every_operation_has_a_row_and_every_row_an_operation(name: str, contract: dict[str, Any]) -> None:
    operations = {f"{method.upper()} {path}" for path, item in contract["paths"].items() for method in item}
    assert {operation(row) for row in PROFILES[name].MATRIX} == operations


@profiles
def test_every_row_answers_everybody(name: str) -> None:
    for row, letters in PROFILES[name].MATRIX.items():
        assert len(letters.split()) == len(PROFILES[name].WHO), row


@pytest.mark.parametrize(
    ("name", "state"),
    [(name, state) for name, profile in PROFILES.items() for state in profile.STATES],
    ids=str,
)
async def test_everybody_gets_what_the_matrix_says(
    world: World, name: str, state: State, contract: dict[str, Any]
) -> None:
    scene = await Scene.of_state(await world.create_another(name, empty=False), state)
    assert "\n".join(await differences(scene, state, PROFILES[name], contract)) == ""


def decided_by_the_state(asked: dict[str, str]) -> list[tuple[str, str]]:
    """Whom a state may answer otherwise than another, and the first of those whom none refuses."""
    steady = [(who, letter) for who, letter in asked.items() if letter in STEADY and letter not in REFUSED]
    return [(who, letter) for who, letter in asked.items() if letter not in STEADY] + steady[:1]


async def differences(scene: Scene, state: State, profile: ModuleType, contract: dict[str, Any]) -> list[str]:
    """Whatever is answered otherwise than the matrix or the contract says: who asked for what, and the status."""
    wrong = []
    for row, letters in profile.MATRIX.items():
        method, path = operation(row).split(" ")
        documented = contract["paths"][path][method.lower()]["responses"]
        asked = dict(zip(profile.WHO, letters.split(), strict=True))
        for who, letter in asked.items() if state == profile.STATES[0] else decided_by_the_state(asked):
            status = await scene.ask(row, who)
            if not is_in(letter, state, status) or str(status) not in documented:
                wrong.append(f"{who}: {row} answers {status}")
    return wrong
