"""The data protection impact: what processing may do to people, and what the service does about it.

How likely and how severe that is, people judge, and sign.
"""

from typing import NamedTuple


class ProcessingRisk(NamedTuple):
    """What processing may do to somebody, and the measures that the service has against it."""

    risk: str
    measures: tuple[str, ...]


RISKS = (
    ProcessingRisk(
        "Somebody sees data of a student who is no concern of theirs.",
        (
            "Roles, dated relations and grants decide who sees whom, in every query of the database.",
            "Whoever looks says why; the look is on record and the student reads it.",
        ),
    ),
    ProcessingRisk(
        "Data are used for something that students were never told, or against them.",
        (
            "Purposes are a closed list; refused ones are refused and recorded.",
            "Every purpose has a notice in versions, and a decision names the one it was made on.",
        ),
    ),
    ProcessingRisk(
        "A figure is wrong, or says little, and somebody acts on it.",
        (
            "Figures say what they are made of, up to when, and what is missing; caveats travel with them.",
            "Nothing is decided by the service: people judge each change that is noticed.",
            "Students challenge what is wrong; until it is decided the figure says that it is disputed.",
        ),
    ),
    ProcessingRisk(
        "Students feel watched, and change what they do.",
        (
            "They see what is collected, who looked and why, and what was done.",
            "They can object; what rests on consent stops when it is withdrawn.",
        ),
    ),
    ProcessingRisk(
        "People of a group are treated worse because of what data about the group say.",
        (
            "A student is compared with their own earlier weeks, and with nobody else.",
            "Figures about groups are rounded, and left out where a group is small.",
        ),
    ),
    ProcessingRisk(
        "Somebody is recognised in figures about groups.",
        ("Rounding, and a fewest number of people.", "Trials are counted, and have noise."),
    ),
    ProcessingRisk(
        "Data are kept for longer than they are needed.",
        (
            "Each kind of data has a period; what is due is deleted, and the counts are signed.",
            "No period is longer than six years after the student has left.",
        ),
    ),
    ProcessingRisk(
        "Data are lost, changed or taken.",
        (
            "Logins are the institution's own, and tokens are short-lived.",
            "Changes are on record. Services run with no right to own or alter tables.",
        ),
    ),
    ProcessingRisk(
        "Students cannot use their rights.",
        (
            "They read their data, ask for a copy, challenge and object in the service itself.",
            "Requests have due dates, and somebody has the duty to answer.",
        ),
    ),
)
TO_JUDGE = "(to be judged)"
TO_SIGN = (
    "Measures approved by",
    "Remaining impact approved by",
    "Advice of the data protection officer",
    "Advice accepted or overruled by",
    "Views of students reviewed by",
    "This assessment is kept under review by",
)
"""Who signs, in the order of the ICO's template."""
