"""Employability: careers events booked and attended, and the stage the student says they are at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.access.vocabulary import Audited, SectionName
from app.actions.record.remarks import REMARK_READS, remarks_about
from app.actions.section import Rows, Section, SectionRequest
from app.store.activity import freshness
from app.store.governance.inaccuracies import KnownInaccuracy
from app.store.record.employability import CAREERS, CAREERS_EVENTS, STAGES, CareersEvent, Stage
from app.store.record.remarks import Remark


@dataclass(frozen=True, slots=True)
class Employability:
    first_day: date
    last_day: date
    events: Sequence[CareersEvent]
    stages: Sequence[Stage]
    """What the student said, latest first."""
    data_as_of: datetime | None
    withheld_years: Sequence[int]
    """Academic years that are left out: the student has not consented to showing them."""
    remarks: Sequence[Remark]
    """What the student says that they miss, whatever the days: career stages are of all time."""
    known_inaccuracies: Sequence[KnownInaccuracy]
    """What is known to be wrong with the data."""


def build_employability(request: SectionRequest, rows: Rows) -> Employability:
    """Careers events of the days asked for, and every recorded stage, as consent for their days allows."""
    usable = request.usable_days(SectionName.EMPLOYABILITY)
    return Employability(
        request.first,
        request.last,
        [each for each in rows["careers_events"] if each.day in usable],
        [each for each in rows["stages"] if each.recorded_on in usable],
        freshness.by_source(rows["data_as_of"]).get(CAREERS),
        request.withheld_years(SectionName.EMPLOYABILITY),
        remarks_about(SectionName.EMPLOYABILITY, rows, date.min, date.max),
        request.institution.inaccuracies(date.min, date.max, SectionName.EMPLOYABILITY),
    )


def _parameters(request: SectionRequest) -> Mapping[str, Any]:
    profile = request.institution.profile
    return {
        "first_day": request.first,
        "last_day": request.last,
        "first_year": profile.academic_year(request.first),
        "last_year": profile.academic_year(request.last),
    }


EMPLOYABILITY = Section(
    SectionName.EMPLOYABILITY,
    (Audited.EMPLOYABILITY,),
    {
        "careers_events": CAREERS_EVENTS,
        "stages": STAGES,
        "data_as_of": freshness.DATA_AS_OF,
        **REMARK_READS,
    },
    build_employability,
    _parameters,
    of_all_time=True,
)
