"""What is known to be wrong with the data that a weekly report looks at, and that in words for a file."""

from collections.abc import Sequence
from datetime import date

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.insight.weekly_status import rag_rules
from app.calendars.calendar import DAY
from app.profiles.model import Profile
from app.store.governance.inaccuracies import KnownInaccuracy


def known_in_report(context: Context, monday: date, last: date | None = None) -> Sequence[KnownInaccuracy]:
    """Of the week of that Monday, or of the weeks up to that of the Monday `last`.

    Attendance counts in its own window, and a source that the online status is not made of does not count.
    """
    rules, end = rag_rules(context), (last or monday) - DAY
    windows = {SectionName.ATTENDANCE: rules.attendance_days, SectionName.ENGAGEMENT: rules.online_days}
    return [
        each
        for each in context.institution.inaccuracies(date.min, end, *windows)
        if each.touches(monday - windows[each.section] * DAY, end)
        and (
            each.source is None or each.section is not SectionName.ENGAGEMENT or each.source in rules.weights
        )
    ]


def about(profile: Profile, known: KnownInaccuracy, days: str) -> str:
    """Which figures it is about, and of which days. `days`: how a day is written."""
    source = profile.sources.get(known.source or "")
    section = "Attendance" if known.section is SectionName.ATTENDANCE else "Online engagement"
    what = section if source is None else source.title
    first = known.first_day.strftime(days)
    if known.last_day is None:
        return f"{what}, from {first}"
    return f"{what}, {first} to {known.last_day.strftime(days)}"


def in_one_line(known: KnownInaccuracy) -> str:
    return " ".join(known.words.split())
