"""A contact: what a School documents of one student in one week, and how people write it into a cell."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel

Word = TypeVar("Word", Channel, AttemptOutcome)

MOST_BY, MOST_NOTE = 200, 2_000
"""Characters."""
LONGEST_BEFORE = timedelta(days=365)
"""How long before the report's week a contact may be: earlier ones are slips of the pen."""
_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y")
_BEFORE_DAY_ONE = date(1899, 12, 30)
_PLAUSIBLE = range(30_000, 80_000)
"""What a day is to Excel where the cell's date format is gone: a number of days."""
_PLAIN = frozenset("\n\t")

CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        "University email": Channel.UNIVERSITY_EMAIL,
        "Personal email": Channel.PERSONAL_EMAIL,
        "Teams message": Channel.TEAMS_MESSAGE,
        "Teams call": Channel.TEAMS_CALL,
        "Telephone": Channel.PHONE,
        "Text message": Channel.SMS,
        "Visit": Channel.VISIT,
        "Emergency contact": Channel.EMERGENCY_CONTACT,
    }
)
OUTCOMES: Mapping[str, AttemptOutcome] = MappingProxyType(
    {
        "Sent": AttemptOutcome.SENT,
        "Left a message": AttemptOutcome.LEFT_MESSAGE,
        "No answer": AttemptOutcome.NO_ANSWER,
        "Not delivered": AttemptOutcome.NOT_DELIVERED,
        "Reached": AttemptOutcome.REACHED,
        "Declined": AttemptOutcome.DECLINED,
    }
)


@dataclass(frozen=True, slots=True)
class Contact:
    """What stands in the five columns of one row; None where nothing does."""

    channel: Channel | None = None
    outcome: AttemptOutcome | None = None
    day: date | None = None
    by: str | None = None
    note: str | None = None

    @property
    def is_empty(self) -> bool:
        return self == NOTHING

    def fault(self, week: date, today: date) -> str | None:
        """Which rule it breaks, as a sentence about the row; None for a contact that makes sense."""
        if len({each is None for each in astuple(self)[:3]}) > 1:
            return "Channel, outcome and date belong together: fill in all three, or none"
        if self.day is not None and self.day > today:
            return f"The date {self.day} is still to come"
        if self.day is not None and self.day < week - LONGEST_BEFORE:
            return f"The date {self.day} is more than a year before the report's week"
        return None


NOTHING = Contact()


# --- one cell: its value, or ValueError with a sentence ---


def parse_channel(value: object) -> Channel | None:
    return _chosen(value, CHANNELS)


def parse_outcome(value: object) -> AttemptOutcome | None:
    return _chosen(value, OUTCOMES)


def _chosen(value: object, words: Mapping[str, Word]) -> Word | None:
    text = parse_text(value, MOST_BY)
    if text is None:
        return None
    for word, chosen in words.items():
        if text.casefold() in {word.casefold(), str(chosen)}:
            return chosen
    raise ValueError(f"must be one of {', '.join(words)}")


def parse_day(value: object) -> date | None:
    """A date, or a text that says one as people in Britain write it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and value in _PLAUSIBLE:
        return _BEFORE_DAY_ONE + timedelta(days=int(value))
    text = parse_text(value, MOST_BY)
    if text is None:
        return None
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    raise ValueError("must be a date, such as 20/11/2018")


def parse_by(value: object) -> str | None:
    return parse_text(value, MOST_BY)


def parse_note(value: object) -> str | None:
    return parse_text(value, MOST_NOTE)


def parse_text(value: object, most: int) -> str | None:
    """What a cell says, as a text. Excel makes numbers and dates of what looks like them."""
    if value is None:
        return None
    text = _text(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > most:
        raise ValueError(f"may have {most:,} characters at most")
    if any(not each.isprintable() and each not in _PLAIN for each in text if each < " " or each == "\x7f"):
        raise ValueError("holds a control character")
    return text or None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return str(value.date())
    return str(value)
