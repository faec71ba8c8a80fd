"""A term as two people live it, over HTTP, against a running `make demo`.

    .venv/bin/python examples/two_people.py [http://127.0.0.1:8000] [.attune]

A student and her personal tutor, with an administrator and the student information desk in the wings. It
prints what happened, in sentences, checks each, and leaves everything as it was, so that it can be run again;
only the removed notes and the records of who looked stay, because nobody can take those back.
"""

from datetime import date, timedelta

import httpx
from telling import Person, say, say_who_looked

PURPOSE = "learning_analytics"
SUCCESSOR = "T002"
"""The staff number of the tutor who takes over."""


def main() -> None:
    with httpx.Client(timeout=10) as client:
        student = Person(client, "student")
        tutor = Person(client, "tutor", why="tutoring")
        successor = Person(client, "stranger", why="tutoring")
        admin, desk = Person(client, "admin"), Person(client, "desk")
        me = f"students/{student.asks('me')['student_id']}"
        today = date.fromisoformat(student.asks(f"{me}/dashboard")["day"])

        consents(student, tutor, me)
        notes = writes_notes(student, tutor, me)
        period = exams(student, tutor, admin, me, today)
        withdraws(student, tutor, me)
        changes_tutor(tutor, successor, admin, me, today)
        removes_note(student, desk, me, notes)
        say_who_looked(student, me)

        admin.deletes(f"admin/exam-periods/{period}")
        decide(student, me, "given")
        say("Everything is put back: the exam period is deleted, the consent given, the tutor hers again.")


def decide(student: Person, me: str, decision: str) -> None:
    notice = student.asks(f"purposes/{PURPOSE}/notice")
    body = {"decision": decision, "notice_version": notice["version"], "channel": "app"}
    student.sends(f"{me}/consents/{PURPOSE}/decisions", body)


def consents(student: Person, tutor: Person, me: str) -> None:
    notice = student.asks(f"purposes/{PURPOSE}/notice")
    decide(student, me, "given")
    say(f"The student reads notice {notice['version']} (“{notice['if_you_decline'][-1]}”) and agrees.")
    own, theirs = student.asks(f"{me}/dashboard"), tutor.asks(f"{me}/dashboard")
    assert own == theirs
    score = [each for each in own["sections"]["engagement"]["content"]["days"] if each["state"] == "shown"][
        -1
    ]
    marks = own["sections"]["grades"]["content"]["items"]
    attended = own["sections"]["attendance"]["state"]
    say(
        f"Her tutor opens the dashboard and sees just what she sees: a score of {score['score']} for"
        f" {score['day']}, {sum(each['mark'] is not None for each in marks)} provisional marks, attendance"
        f" {attended}."
    )


def writes_notes(student: Person, tutor: Person, me: str) -> list[str]:
    theirs = tutor.sends(
        f"{me}/notes",
        {
            "focus": "issue",
            "summary": "We talked about the weeks before the exams.",
            "issues": ["study skills"],
            "referrals": [{"action": "See the study skills team", "owner": "student"}],
        },
    )
    student.asks(f"{me}/notes/{theirs['note_id']}", expect=404)
    say("The tutor writes a note as a draft; the student cannot read it yet (404).")
    tutor.sends(f"{me}/notes/{theirs['note_id']}/sharing", {}, expect=200)
    own = student.sends(
        f"{me}/notes", {"focus": "routine", "summary": "I will see them on Monday.", "share": True}
    )
    listed = {each["note_id"] for each in tutor.asks(f"{me}/notes")["items"]}
    assert {theirs["note_id"], own["note_id"]} <= listed
    say("The tutor shares it, the student writes one too, and both read both.")
    return [theirs["note_id"], own["note_id"]]


def exams(student: Person, tutor: Person, admin: Person, me: str, today: date) -> str:
    ends = str(today + timedelta(days=14))
    body = {"title": "Examinations", "starts_on": str(today), "ends_before": ends}
    period = admin.sends("admin/exam-periods", body)["exam_period_id"]
    for reader in (student, tutor):
        hidden = reader.asks(f"{me}/dashboard")["sections"]["grades"]
        assert (hidden["state"], hidden["hidden_until"]) == ("hidden", ends)
        reader.asks(f"{me}/grades", expect=403)
    say(f"The exam period begins: every mark is hidden from both until {ends}, and the answer says so.")
    return str(period)


def withdraws(student: Person, tutor: Person, me: str) -> None:
    decide(student, me, "withdrawn")
    refused = tutor.asks(f"{me}/engagement", expect=403)
    say(f"The student withdraws: her stored scores are deleted, and the tutor is told “{refused['title']}”.")
    sections = tutor.asks(f"{me}/dashboard")["sections"]
    states = ", ".join(f"{name} {section['state']}" for name, section in sections.items())
    say(f"On the dashboard the sections now are: {states}.")


def changes_tutor(tutor: Person, successor: Person, admin: Person, me: str, today: date) -> None:
    shown = tutor.asks(me)
    listed = admin.asks(f"admin/tutorships?student_number={shown['number']}")["items"]
    current = next(each for each in listed if each["ends_before"] is None)
    named = {
        "student_number": shown["number"],
        "staff_number": current["staff_number"],
        "starts_on": current["starts_on"],
    }
    new = {"student_number": shown["number"], "staff_number": SUCCESSOR, "starts_on": str(today)}
    admin.sends("admin/tutorships/endings", named | {"ends_before": str(today)}, expect=200)
    if any(each["staff_number"] == SUCCESSOR and each["starts_on"] == str(today) for each in listed):
        admin.sends("admin/tutorships/endings", new | {"ends_before": None}, expect=200)
    else:
        admin.sends("admin/tutorships", new)
    tutor.asks(me, expect=404)
    shared = [each["status"] for each in successor.asks(f"{me}/notes")["items"]]
    say(
        "The tutorship changes: with the very same token the former tutor gets 404 from the next request on,"
        f" and the new tutor reads the {len(shared)} notes that were shared."
    )
    admin.sends("admin/tutorships/endings", new | {"ends_before": str(today)}, expect=200)
    admin.sends("admin/tutorships/endings", named | {"ends_before": None}, expect=200)


def removes_note(student: Person, desk: Person, me: str, notes: list[str]) -> None:
    for note in notes:
        reason = {"reason": "Written for the demonstration."}
        desk.sends(f"{me}/notes/{note}/removal", reason, expect=204)
    left = student.asks(f"{me}/notes/{notes[0]}")
    assert left["summary"] is None
    removal = left["removal"]
    say(
        f"{removal['removed_by_name']} removes the notes (“{removal['reason']}”): who, when and why stay,"
        " the text is gone."
    )


if __name__ == "__main__":
    main()
