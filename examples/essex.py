"""A student who finds a wrong absence, and has it put right: over HTTP, against a running `make demo`.

    .venv/bin/python examples/essex.py [http://127.0.0.1:8000] [.attune]

The student, the personal tutor, and Student Services. It prints what happened, in sentences, and checks each.
Each run puts one absence right, and a correction stays on record: it can be run while there are absences.
"""

import sys
from typing import Any

import httpx
from telling import Person, say, say_who_looked

WHAT = "I was there: the reader did not take my card."


def main() -> None:
    with httpx.Client(timeout=10) as client:
        student = Person(client, "essex-student")
        tutor = Person(client, "essex-tutor", why="tutoring")
        services = Person(client, "essex-services", why="wellbeing")
        me = f"students/{student.asks('me')['student_id']}"

        sees_the_same(student, tutor, services, me)
        session = finds_an_absence(student, me)
        correction = disputes(student, tutor, me, session)
        decides(student, tutor, me, session, correction)
        say_who_looked(student, me, latest=6)


def sees_the_same(student: Person, tutor: Person, services: Person, me: str) -> None:
    (personal,) = student.asks(me)["personal_tutors"]
    reached = f"{personal['name']}, {personal['email']}"
    say(f"The student reads who the personal tutor is, and how to reach them: {reached}.")
    own, theirs = student.asks(f"{me}/dashboard"), tutor.asks(f"{me}/dashboard")
    assert own == theirs
    states = ", ".join(f"{name} {section['state']}" for name, section in own["sections"].items())
    say(f"The student and the tutor see the same: {states}.")
    services.asks(me, expect=404)
    say("Student Services do not see the student (404): nobody has handed a case to them.")


def finds_an_absence(student: Person, me: str) -> dict[str, Any]:
    shown = student.asks(f"{me}/attendance")
    absences = [each for each in shown["sessions"] if each["status"] == "absent" and not each["disputed"]]
    if not absences:
        sys.exit("There is no absence left to put right: start a new demonstration.")
    found: dict[str, Any] = absences[-1]
    present = shown["overall"]["all_sessions"]["present"]
    say(
        f"The student goes through {len(shown['sessions'])} sessions, {present} of them attended, and finds"
        f" one that is wrong: absent from the {found['kind']} on {found['starts_at'][:10]}."
    )
    return found


def disputes(student: Person, tutor: Person, me: str, session: dict[str, Any]) -> str:
    said = {"kind": "attendance", "session_id": session["session_id"], "what_is_wrong": WHAT}
    asked = student.sends(f"{me}/corrections", said | {"should_be": {"status": "present"}})
    for reader in (student, tutor):
        now = at(reader, me, session)
        assert (now["status"], now["disputed"]) == ("absent", True)
    say(f"The student challenges it (“{WHAT}”). Until somebody decides, whoever reads it is told so.")
    student.sends(f"{me}/corrections", said | {"should_be": {"status": "present"}}, expect=409)
    queued = {each["correction_id"]: each for each in tutor.asks("corrections")["items"]}
    assert queued[asked["correction_id"]]["recorded"]["status"] == "absent"
    say(f"It waits for the tutor, who decides on attendance here: {len(queued)} such in the queue.")
    return str(asked["correction_id"])


def at(reader: Person, me: str, session: dict[str, Any]) -> dict[str, Any]:
    """What the register says of the session now."""
    shown = reader.asks(f"{me}/attendance")["sessions"]
    found: dict[str, Any] = next(each for each in shown if each["session_id"] == session["session_id"])
    return found


def decides(student: Person, tutor: Person, me: str, session: dict[str, Any], correction: str) -> None:
    accepted = {"decision": "accepted", "reason": "The lecturer remembers you."}
    tutor.sends(f"corrections/{correction}/decision", accepted, expect=200)
    now = at(student, me, session)
    assert (now["status"], now["disputed"]) == ("present", False)
    read = student.asks(f"{me}/corrections/{correction}")
    say(
        f"{read['decided_by_name']} accepts it (“{read['reason']}”): the register said"
        f" {read['before']['status']}, and says {read['after']['status']} from now on."
    )
    attended = student.asks(f"{me}/attendance")["overall"]["all_sessions"]["present"]
    say(f"The student has attended {attended} sessions now. Delivering the old record again changes nothing.")


if __name__ == "__main__":
    main()
