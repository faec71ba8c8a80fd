"""The made-up student whose week the contract's examples tell. Nobody in it exists.

Here stands what several nouns show, so that a figure shown here is the same figure there; what only one noun
shows stands in its file. Tests hold every example against its schema and recompute the score.
"""

from typing import Any

from app.schemas.base import presented


def made_up_id(number: int) -> str:
    return f"5f0c1e2a-7b1d-4c3e-9a54-{number:012x}"


# --- who and what ---

STUDENT = made_up_id(0)
TUTOR = made_up_id(1)
ADMINISTRATOR = made_up_id(2)
COLLEGE = made_up_id(3)
PROGRAMME = made_up_id(4)
MODULE_RUN = made_up_id(5)
MEETING = made_up_id(6)
NOTE = made_up_id(7)
SCORING_MODEL = made_up_id(8)
DECISION = made_up_id(16)
EXAM_PERIOD = made_up_id(17)
OUTAGE = made_up_id(18)
SESSION = made_up_id(19)
ASSESSMENT = made_up_id(20)
EVENT = made_up_id(21)
UNIVERSITY = made_up_id(22)
INSTITUTION = made_up_id(23)
ACCESS = made_up_id(32)
AUDIT_ENTRY = made_up_id(33)
GRANT = made_up_id(40)
TRAINING = made_up_id(41)
TEAM = made_up_id(42)
ASSIGNMENT = made_up_id(43)
SIGNAL = made_up_id(61)
HEAD = made_up_id(44)
DRAFTED_MODEL = made_up_id(45)
DELIVERY = made_up_id(46)
IMPORT = made_up_id(50)
EXEMPTION = made_up_id(47)
VISA_DECISION = made_up_id(48)
REVIEW_LIST = made_up_id(49)
REMARK = made_up_id(80)
OBJECTIVE = made_up_id(81)
PROGRESS = made_up_id(82)
GROUP_INTERVENTION = made_up_id(83)
PREPARED_MESSAGE = made_up_id(84)
REQUEST = made_up_id(60)
CORRECTION = made_up_id(61)
CASE = made_up_id(62)
ATTEMPT = made_up_id(63)
SAVED_COHORT = made_up_id(90)
COHORT_EVENT = made_up_id(91)
WEBHOOK = made_up_id(130)
WEBHOOK_EVENT = made_up_id(131)
SERVICE_CREDENTIAL = made_up_id(150)
PROPOSAL = made_up_id(120)
CONSULTATION = made_up_id(121)
INACCURACY = made_up_id(122)
EXPECTATION_ACT = made_up_id(130)

NAME, NUMBER = "Amara Okafor", "690012345"
TUTOR_NAME, TUTOR_NUMBER, TUTOR_EMAIL = "Dr Tomos Hughes", "P00417", "t.hughes@example.ac.uk"
HEAD_NAME, HEAD_NUMBER = "Prof Ines Duarte", "P00102"
ADMINISTRATOR_NAME, ADMINISTRATOR_NUMBER = "Rhiannon Price", "P00008"
UNIVERSITY_NAME = "Example University"
COLLEGE_NAME, COLLEGE_CODE = "Life and Environmental Sciences", "CLES"
MODULE, MODULE_RUN_CODE = "Cells", "BIO1-18"

IDENTIFIED = {"system": "campus", "identifier": NUMBER}
"""The student, as a system that delivers names them."""
CAREERS_FAIR = {"event_id": EVENT, "occurred_at": "2018-11-19T13:00:00Z", "kind": "attended"}
CAREERS_FAIR_TITLE = "Laboratory careers fair"

# --- when ---

TODAY, YESTERDAY = "2018-11-20", "2018-11-19"
WEEK = [f"2018-11-{day}" for day in range(14, 21)]
"""The seven days that today's score looks at."""
MONDAY = "2018-11-12"
"""The first day of the latest whole week."""
FIRST_DAY_OF_TERM = "2018-09-24"
ACADEMIC_YEAR = 2018
AS_OF = "2018-11-20T05:00:00Z"
"""Until when the sources' data reach."""

# --- cursors and secrets ---

NEXT = "MjAxOC0xMS0xOVQxNDowMjoxMSswMDowMA"
"""The cursor of a next page."""
CALENDAR = "kJ4x0n1t5Qm2cRr8yVw3Zs6uBd9eGh7fLp_aTiNoXyE"
"""What makes the calendar feed's address hard to guess."""

# --- the score, worked out here as anyone can from what the contract shows ---

CAVEAT = "A score is a rough description and always has some inaccuracy."
SCORING_MODEL_NAMED = {"scoring_model_id": SCORING_MODEL, "academic_year": ACADEMIC_YEAR, "version": 1}
SOURCES: dict[str, dict[str, Any]] = {
    "app": {"title": "University app", "unit": "menu choices", "per_unit": 1.0, "per_active_day": 0.0},
    "careers": {"title": "Careers events", "unit": "events attended", "per_unit": 1.0, "per_active_day": 0.0},
    "vle": {
        "title": "Virtual learning environment",
        "unit": "minutes",
        "per_unit": 0.896,
        "per_active_day": 0.985,
    },
}
COEFFICIENTS = {"app": 0.068, "careers": 1.11, "vle": 0.446}
_AMOUNTS = {"app": [3, 1, 0, 2, 0, 4, 2], "careers": [0, 0, 0, 0, 0, 1, 0], "vle": [22, 0, 41, 10, 0, 18, 36]}


def _contribution(source: str) -> dict[str, Any]:
    described = SOURCES[source]
    days = [
        {
            "day": day,
            "amount": float(n),
            "value": described["per_unit"] * n + described["per_active_day"] * bool(n),
            "disputed": False,
        }
        for day, n in zip(WEEK, _AMOUNTS[source], strict=True)
    ]
    mean = sum(day["value"] for day in days) / len(days)
    coefficient = COEFFICIENTS[source]
    figures = {"days": days, "mean": mean, "coefficient": coefficient, "contribution": coefficient * mean}
    return {"source": source, **described, **figures, "data_as_of": AS_OF}


CONTRIBUTIONS = [_contribution(source) for source in SOURCES]
EXACT_SCORE: float = sum(each["contribution"] for each in CONTRIBUTIONS)
SCORE = presented(EXACT_SCORE)
SCORE_YESTERDAY = 5.18
