"""ACRO itself, asked about the product's checks: the same cells, and which of them each would publish.

ACRO brings pandas and half a gigabyte besides, so it is in an environment of its own:

    python -m venv /tmp/acro && /tmp/acro/bin/pip install -r requirements/acro.in
    .venv/bin/python -m bench.acro /tmp/acro/bin/python [cells]
"""

import json
import subprocess
import sys
from random import Random

from app.disclosure.checks import broken
from tests.disclosure.acro import faults_of_mean

ASKED = """
import contextlib, io, json, logging, sys, tempfile
import pandas as pd
logging.disable(logging.CRITICAL)
from acro import ACRO
cells = json.load(sys.stdin)
rows = [(at, 'all', value) for at, values in enumerate(cells) for value in values]
frame = pd.DataFrame(rows, columns=['cell', 'of', 'value'])
with contextlib.redirect_stdout(io.StringIO()):
    acro = ACRO(suppress=True)
    table = acro.crosstab(frame.cell, frame.of, values=frame.value, aggfunc='mean')
shown = table['all'].notna()
print(json.dumps([bool(shown.get(at, False)) for at in range(len(cells))]))
"""


def cells(rng: Random, number: int) -> list[list[float]]:
    """Of few and many people, even and uneven."""
    return [
        [
            rng.choice((0.0, 0.0, 1.0, 1.0, 2.0, rng.choice((5.0, 50.0, 500.0))))
            for _ in range(rng.randrange(2, 40))
        ]
        for _ in range(number)
    ]


def main(python: str, number: int) -> None:
    asked = cells(Random(11), number)
    answer = subprocess.run(
        [python, "-c", ASKED], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    of_acro = json.loads(answer.stdout.splitlines()[-1])
    ours = [broken(each) is None for each in asked]
    written_down = [faults_of_mean(each) == [] for each in asked]
    more = sum(acro and not our for acro, our in zip(of_acro, ours, strict=True))
    fewer = [at for at, (acro, our) in enumerate(zip(of_acro, ours, strict=True)) if our and not acro]
    print(f"{number} cells: ACRO would publish {sum(of_acro)}, the product {sum(ours)}.")
    print(f"Suppressed by the product alone: {more}. Published against ACRO: {len(fewer)}.")
    print(f"The rules as tests write them down: {sum(written_down)}.")
    for at in fewer[:5]:
        print("  ", sorted(asked[at]))
    raise SystemExit(bool(fewer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 400)
