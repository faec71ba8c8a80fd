"""A student who stops coming, and is reached on the third rung: over HTTP, against a running `make demo`.

    .venv/bin/python examples/nottingham.py [http://127.0.0.1:8000] [.attune]

The student, the personal tutor, a tutor who is not trained, the Engagement Dashboard Manager, and the team of
the residence, which is never needed. It prints what happened, in sentences, and checks each. It can be run
again: the case that it opens is closed at the end, and stays on the student's record, as cases do.
"""

from typing import Any

import httpx
from telling import Person, say, say_who_looked

MANAGER = "DASHBOARD_MANAGER"
"""The manager's staff number."""


def main() -> None:
    with httpx.Client(timeout=10) as client:
        student = Person(client, "nott-student")
        tutor = Person(client, "nott-tutor", why="tutoring")
        untrained = Person(client, "nott-untrained", why="tutoring")
        manager = Person(client, "nott-manager", why="wellbeing")
        residence = Person(client, "nott-resx", why="wellbeing")
        me = f"students/{student.asks('me')['student_id']}"

        notices(tutor, untrained, me)
        case = opens(tutor, student, me)
        first_two_rungs(tutor, manager, case)
        third_rung(manager, residence, me, case)
        ends(tutor, student, manager, me, case)
        say_who_looked(student, me, latest=10)


def notices(tutor: Person, untrained: Person, me: str) -> None:
    registered = tutor.asks(me)
    say(
        f"{registered['number']} is a student of {registered['programme']['title']} who lives"
        f" {registered['residence'].replace('_', ' ')}."
    )
    found = {each["rule"]: each for each in tutor.asks(f"{me}/signals/current")["items"]}
    stopped = found["stopped"]["evidence"]
    assert found["stopped"]["verdict"] == "stopped", found["stopped"]
    say(
        f"The tutor reads what was noticed: {found['stopped']['rule_title'].lower()}, the last on"
        f" {stopped['last_active_on']}. The student is compared with nobody else."
    )
    say(f"The signal says what it does not know: “{stopped['does_not_know'][0]}”")
    assert untrained.asks("students")["items"] == []
    untrained.asks(me, expect=404)
    say("A tutor who is not trained yet sees nobody, not even their own tutees.")


def opens(tutor: Person, student: Person, me: str) -> str:
    open_signals = [
        each["signal_id"] for each in tutor.asks(f"{me}/signals")["items"] if each["status"] == "open"
    ]
    today = tutor.asks(f"{me}/dashboard")["day"]
    checked = [{"source": "Student record: no absence reported", "checked_on": today}]
    reason = {"reason": "Nobody has seen you at sessions or online for some weeks."}
    tutor.sends(f"{me}/cases", reason | {"other_sources_checked": []}, expect=422)
    say("Data alone are no reason to look for somebody: a case that names nothing else is refused (422).")
    body = reason | {"other_sources_checked": checked, "signal_id": next(iter(open_signals), None)}
    case = tutor.sends(f"{me}/cases", body)
    say(f"The tutor opens a case. “{on(case)['title']}” is on, and due by {case['due_on']}.")
    assert student.asks(f"{me}/cases")["items"][0]["case_id"] == case["case_id"]
    say("The student can read the case from this moment on.")
    return f"{me}/cases/{case['case_id']}"


def on(case: dict[str, Any]) -> dict[str, Any]:
    """The rung that is on."""
    found: dict[str, Any] = next(each for each in case["ladder"] if each["rung"] == case["rung"])
    return found


def first_two_rungs(tutor: Person, manager: Person, case: str) -> None:
    called = {"channel": "phone", "outcome": "reached"}
    manager.sends(f"{case}/attempts", called, expect=409)
    say("The manager in Wellbeing would call at once, and is told whose turn it is (409).")
    tutor.sends(
        f"{case}/attempts",
        {"channel": "university_email", "outcome": "not_delivered", "note": "Mailbox full."},
    )
    second = tutor.sends(f"{case}/hand-overs", {"reason": "The mailbox is full."}, expect=200)
    say(f"The message to the university's address comes back, so “{on(second)['title']}” is on.")
    tutor.sends(f"{case}/attempts", {"channel": "phone", "outcome": "no_answer"})
    on_to_manager = {"reason": "Nobody has answered.", "staff_number": MANAGER}
    early = tutor.sends(f"{case}/hand-overs", on_to_manager, expect=409)
    say(f"Nobody answers the phone. Going on now is refused (409): {early['detail']}.")
    tutor.sends(f"{case}/attempts", {"channel": "sms", "outcome": "not_delivered"})
    third = tutor.sends(f"{case}/hand-overs", on_to_manager, expect=200)
    say(f"“{on(third)['title']}” is on: {third['owner_name']} has the case, due by {third['due_on']}.")


def third_rung(manager: Person, residence: Person, me: str, case: str) -> None:
    details = manager.asks(f"{me}/contact-details")
    assert details["emergency_telephone"] is None
    say(f"The manager sees what this rung needs, and not: {', '.join(details['not_for_this_rung'])}.")
    residence.asks(me, expect=404)
    reached = manager.sends(
        f"{case}/attempts",
        {
            "channel": "phone",
            "outcome": "reached",
            "note": "We spoke. Will see the GP, and meet on Thursday.",
        },
    )
    assert reached["state"] == "reached"
    say(
        "The manager calls, and the student answers. The residence's team never got to see the student (404)."
    )
    manager.sends(f"{case}/attempts", {"channel": "phone", "outcome": "no_answer"}, expect=409)
    say("The ladder has ended: another attempt is refused (409).")


def ends(tutor: Person, student: Person, manager: Person, me: str, case: str) -> None:
    closing = {"outcome": "support_offered", "reason": "We meet on Thursday."}
    manager.sends(f"{case}/closing", closing, expect=200)
    read = student.asks(case)
    assert read == tutor.asks(case)
    say("The manager closes the case. The student reads the same of it as the staff, attempt by attempt:")
    for rung in read["ladder"]:
        for each in rung["attempts"]:
            print(f"    {each['by_name']} ({each['role_title']}): {each['channel']}, {each['outcome']}")
    steps = ", ".join(each["kind"] for each in read["steps"])
    say(f"And every step between them: {steps}. No rung was left out silently.")
    viewers = student.asks(f"{me}/viewers")["items"]
    say(f"{len(viewers)} people could look at the student today, for instance: {viewers[0]['said']}")


if __name__ == "__main__":
    main()
