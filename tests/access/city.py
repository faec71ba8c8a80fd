"""City's access matrix: every operation, asked by everybody; `letters.py` says what each letter means.

Access beyond one's own students is by grant, which LEaD decides on. An administrator sees students by a grant, too.
"""

from tests.access.letters import State

STATES = (State(),)

# fmt: off
WHO = (
    "self",             # the student
    "other",            # another student
    "tutor",            # the current tutor
    "former",           # a tutor whose tutorship has ended
    "stranger",         # another student's tutor
    "school",           # staff of the student's School, by a grant
    "other_school",     # of another School
    "explorer",         # a site explorer, of all Schools
    "expired",          # of the student's School, until today
    "unapproved",       # asked for the same, and nobody has approved it
    "admin_granted",    # an administrator with a grant
    "admin",            # one without
    "lead",             # LEaD, who decide on grants
    "board",            # of the LeAP Board, who approve sources
    "data_protection",  # Information Assurance, who answer requests
    "analyst",          # reads figures about groups
    "service",          # another system
    "abroad",           # a tutor of another institution
    "nobody",           # no token
)

MATRIX: dict[str, str] = {
}
# fmt: on
