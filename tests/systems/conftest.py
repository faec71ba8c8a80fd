"""The rows of the five systems, each with the tests that show it working: printed after a run."""

import re

import pytest

ROW, TABLE = "row", "Rows of the five systems"
NAMES = {
    "EX": "Exeter",
    "NO": "Nottingham",
    "ES": "Essex",
    "CI": "City",
    "QM": "Queen Mary",
    "BY": "Beyond them",
}
"""By what a row's id begins with."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    item.user_properties += [(ROW, mark.args[0]) for mark in item.iter_markers(ROW)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    shown: dict[str, list[int]] = {}
    for place, kind in enumerate(("passed", "failed")):
        for report in terminalreporter.getreports(kind):
            for row in {value for name, value in report.user_properties if name == ROW}:
                shown.setdefault(str(row), [0, 0])[place] += 1
    if shown:
        terminalreporter.section(TABLE)
        for start, name in NAMES.items():
            rows = sorted((row for row in shown if row.startswith(f"{start}-")), key=_number)
            said = (
                f"{row} {shown[row][0]}" + f" ({shown[row][1]} failed)" * bool(shown[row][1]) for row in rows
            )
            terminalreporter.write_line(f"{name:12} {', '.join(said)}")


def _number(row: str) -> int:
    return int(re.sub(r"\D", "", row))
