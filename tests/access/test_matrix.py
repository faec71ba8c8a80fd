"""The access matrix of each profile: every operation, asked by everybody, in every state, over real HTTP.

An operation without a row fails the suite, and so does a row for an operation that is gone.
"""

from types import ModuleType
from typing import Any

import pytest

from tests.access import every_reach, exeter
from tests.access.scene import OWN_DRAFT, PREPARED, Scene, operation
from tests.world import World

pytestmark = pytest.mark.anyio

PROFILES = {"exeter": exeter, "every_reach": every_reach}
ANSWERS = {"2": (200, 201, 204), "1": (401,), "3": (403,), "4": (404,), "I": (422,)}
STATES = (  # consent, exam period
    ("given", False),
    ("given", True),
    ("refused", False),
    ("undecided", True),
)
profiles = pytest.mark.parametrize("name", PROFILES)


def expected(letter: str, consent: str, *, exams: bool) -> tuple[int, ...]:
    if letter == "C":
        return ANSWERS["2" if consent == "given" else "3"]
    if letter == "G":
        return ANSWERS["2" if consent == "given" and not exams else "3"]
    return ANSWERS[letter]


@profiles
def test_every_operation_has_a_row_and_every_row_an_operation(name: str, contract: dict[str, Any]) -> None:
    operations = {f"{method.upper()} {path}" for path, item in contract["paths"].items() for method in item}
    assert {operation(row) for row in PROFILES[name].MATRIX} == operations


@profiles
def test_every_row_answers_everybody(name: str) -> None:
    for row, letters in PROFILES[name].MATRIX.items():
        assert len(letters.split()) == len(PROFILES[name].WHO), row


@profiles
@pytest.mark.parametrize(("consent", "exams"), STATES)
async def test_everybody_gets_what_the_matrix_says(
    world: World,
    name: str,
    consent: str,
    exams: bool,  # noqa: FBT001 (a parameter of the state)
) -> None:
    scene = await Scene.set_up(await world.create_another(name, empty=False), consent, exams=exams)
    assert "\n".join(await differences(scene, PROFILES[name])) == ""


async def differences(scene: Scene, profile: ModuleType) -> list[str]:
    """Whatever is answered otherwise than the matrix says: who asked for what, and the status."""
    wrong = []
    for row, letters in profile.MATRIX.items():
        for who, letter in zip(profile.WHO, letters.split(), strict=True):
            if who == "tutor" and row in OWN_DRAFT:
                status = await _ask_with(scene, row, who, OWN_DRAFT[row])
            else:
                status = await scene.ask(row, who)
            if status not in expected(letter, scene.consent, exams=scene.exams):
                wrong.append(f"{who}: {row} answers {status}")
    return wrong


async def _ask_with(scene: Scene, row: str, who: str, preparation: Any) -> int:
    before = PREPARED[row]
    PREPARED[row] = preparation
    try:
        return await scene.ask(row, who)
    finally:
        PREPARED[row] = before
