"""Read employability: careers events booked and attended, and the stage the student says they are at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.actions.context import Here
from app.ids import StudentId
from app.store.activity.events import events as activity
from app.store.record import employability
from app.store.record.employability import CareersEvent, Stage


@dataclass(frozen=True, slots=True)
class EmployabilityView:
    events: Sequence[CareersEvent]
    stages: Sequence[Stage]
    """What the student said, latest first."""
    data_as_of: datetime | None


async def read_employability(here: Here, student_id: StudentId, first: date, last: date) -> EmployabilityView:
    """Careers events of the days from `first` to `last`, and every recorded stage."""
    years = range(here.profile.academic_year(first), here.profile.academic_year(last) + 1)
    fresh = await activity.freshness(here.session, here.institution.institution_id)
    return EmployabilityView(
        await employability.list_events(here.session, student_id, first, last, years),
        await employability.list_stages(here.session, student_id),
        fresh.get(employability.CAREERS),
    )
