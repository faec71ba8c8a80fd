"""A tutor's caseload in a terminal, and one of the students; against a running `make demo`:

    python clients/python/examples/caseload.py [http://127.0.0.1:8000]

It signs in with the access token in ATTUNE_TOKEN, or with the demonstration's own tutor.
"""

import os
import sys
from pathlib import Path

from attune_client import Attune, ProblemError, calls, models

DEMONSTRATION = Path(__file__).resolve().parents[3] / ".attune" / "tokens" / "tutor"


def token() -> str:
    return os.environ.get("ATTUNE_TOKEN") or DEMONSTRATION.read_text("utf-8").strip()


def engagement(sections: models.SectionsOut) -> str:
    """One line: each state has just what belongs to it, and a type checker knows which."""
    section = sections.get("engagement")
    if section is None:
        return "not asked for"
    if section["state"] == "shown":
        scores = [each["score"] for each in section["content"]["days"] if each["score"] is not None]
        return f"{len(scores)} scored days, the last one {scores[-1]:.2f}" if scores else "no score yet"
    if section["state"] == "withheld":
        return "the student has not agreed"
    if section["state"] == "unavailable":
        return f"nothing since {section['unavailable_since']}"
    return section["state"]


def show(attune: Attune) -> None:
    me = attune.take(calls.read_me())
    print(f"{me['institution']['service']} of {me['institution']['name']}\n")
    students = list(attune.items(calls.list_students(limit=50)))
    print(f"{len(students)} students in your charge")
    for student in students[:5]:
        dashboard = calls.read_dashboard_of_student(student["student_id"], sections="engagement")
        print(f"  {student['student_id']}  {engagement(attune.take(dashboard)['sections'])}")
    again = attune.ask(calls.read_student(students[0]["student_id"]))
    again = attune.ask(calls.read_student(students[0]["student_id"]))
    print(f"\nThe first one, asked for again: {'unchanged (304)' if again.unchanged else 'changed'}")


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    try:
        with Attune(base, token(), purpose="tutoring") as attune:
            show(attune)
    except ProblemError as refusal:
        sys.exit(f"{refusal} ({refusal.code}); what that means: {base}{refusal.problem['type']}")


if __name__ == "__main__":
    main()
