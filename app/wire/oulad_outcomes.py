"""OULAD's studentInfo.csv as training reads it: outcomes and, for the audit alone, groups.

The import of students into the service reads none of these columns.
"""

from dataclasses import dataclass
from pathlib import Path

from app.wire.oulad import InvalidLine, OuladFile, Run

GROUPS = {"gender": "gender", "deprivation": "imd_band", "disability": "disability", "age": "age_band"}
"""Kinds of group, and the columns that they are in."""
PASSED = {"Pass": True, "Distinction": True, "Fail": False, "Withdrawn": False}


@dataclass(frozen=True, slots=True)
class OuladOutcome:
    """What became of a student in a presentation."""

    run: Run
    student: str
    passed: bool
    earlier_attempts: float
    credits: float
    groups: tuple[str, ...]
    """In the order of `GROUPS`; empty where nobody knows."""


def outcomes(directory: Path) -> OuladFile:
    columns = ("code_module", "code_presentation", "id_student", "final_result")
    counts = ("num_of_prev_attempts", "studied_credits")
    return OuladFile.at(directory, "studentInfo.csv", *columns, *counts, *GROUPS.values())


def parse_outcome(fields: tuple[str, ...]) -> OuladOutcome:
    module, presentation, student, result, attempts, credits_studied, *groups = fields
    if result not in PASSED:
        raise InvalidLine(f"final_result: {result[:40]!r} is none of {', '.join(PASSED)}")
    if not (attempts.isdecimal() and credits_studied.isdecimal()):
        raise InvalidLine("num_of_prev_attempts and studied_credits: they are whole numbers")
    return OuladOutcome(
        (module, presentation),
        student,
        PASSED[result],
        float(attempts),
        float(credits_studied),
        tuple("" if each == "?" else each for each in groups),
    )
