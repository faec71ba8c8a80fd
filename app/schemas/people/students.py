"""Students."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import StringConstraints

from app.actions.engagement.read_engagement import DayState
from app.actions.people.caseload import CASELOAD_DAYS, CaseloadEntry, Included
from app.actions.section import SectionState
from app.ids import ModuleRunId, OrgUnitId, ProgrammeId, StaffId, StudentId
from app.profiles.model import Level
from app.schemas.base import In, Out, presented, shown_as
from app.schemas.made_up import (
    ACADEMIC_YEAR,
    COLLEGE,
    COLLEGE_NAME,
    FIRST_DAY_OF_TERM,
    MODULE,
    MODULE_RUN,
    MODULE_RUN_CODE,
    NAME,
    NUMBER,
    PROGRAMME,
    SCORE,
    STUDENT,
    TODAY,
    TUTOR,
    TUTOR_EMAIL,
    TUTOR_NAME,
)
from app.store.people.modules import EnrolledRun
from app.store.people.students import StudentRecord, Tutor

_SUMMARY = {
    "student_id": STUDENT,
    "number": NUMBER,
    "name": NAME,
    "programme": {"programme_id": PROGRAMME, "title": "Biological Sciences"},
    "college": {"college_id": COLLEGE, "name": COLLEGE_NAME},
    "level": "undergraduate",
    "study_mode": "full_time",
    "residence": None,
    "registered_on": FIRST_DAY_OF_TERM,
    "registration_ends_before": None,
}
_MODULE_RUN = {
    "module_run_id": MODULE_RUN,
    "code": MODULE_RUN_CODE,
    "title": MODULE,
    "academic_year": ACADEMIC_YEAR,
    "starts_on": FIRST_DAY_OF_TERM,
    "ends_before": "2019-06-01",
    "credits": 15.0,
    "engagement_assessed": False,
}
_STUDENT = _SUMMARY | {
    "personal_tutors": [
        {"staff_id": TUTOR, "name": TUTOR_NAME, "email": TUTOR_EMAIL, "since": FIRST_DAY_OF_TERM}
    ],
    "module_runs": [_MODULE_RUN],
}
_IN_A_CASELOAD = _SUMMARY | {
    "engagement": {
        "day": TODAY,
        "state": "shown",
        "score": SCORE,
        "change_in_week": -0.21,
        "last_active_on": TODAY,
        "band": None,
        "has_remarks": True,
    },
    "attendance": {
        "state": "shown",
        "first_day": "2018-10-24",
        "last_day": TODAY,
        "present": 14,
        "absent": 2,
        "authorised_absence": 1,
        "attended_share": 0.875,
    },
    "next_meeting": None,
}


class NamedProgramme(Out):
    programme_id: ProgrammeId
    """The programme's id."""
    title: str
    """What it is called."""


class NamedCollege(Out):
    college_id: OrgUnitId
    """The college's id."""
    name: str
    """What it is called."""


class StudentSummaryOut(Out):
    student_id: StudentId
    """The student's id."""
    number: str
    """The student number."""
    name: str | None
    """The student's name; null if it is not known."""
    programme: NamedProgramme | None
    """What the student is registered for."""
    college: NamedCollege | None
    """The college that the student is registered in."""
    level: Level | None
    """The level that the student is registered at."""
    study_mode: str | None
    """How the student studies: full_time, part_time, online, placement or abroad."""
    residence: str | None
    """Where the student lives: on_campus, off_campus or unknown."""
    registered_on: date | None
    """The first day of the registration."""
    registration_ends_before: date | None
    """The first day on which the registration no longer holds; null while it is open."""


class PersonalTutorOut(Out):
    staff_id: StaffId
    """The tutor's id."""
    name: str
    """The tutor's name."""
    email: str | None
    """Where the tutor is reached; null if the institution has not said."""
    since: date
    """The first day of the tutorship."""


class ModuleRunOut(Out):
    module_run_id: ModuleRunId
    """The module run's id."""
    code: str
    """The institution's own code of it."""
    title: str
    """The module's title."""
    academic_year: int
    """The year in which it starts."""
    starts_on: date
    """Its first day."""
    ends_before: date
    """The first day on which it is over."""
    credits: float | None
    """What whoever passes the module achieves; null if the institution has not said."""
    engagement_assessed: bool
    """Whether engagement counts for the module's assessment: then its teachers may look at it for that."""


class StudentOut(StudentSummaryOut):
    model_config = shown_as(_STUDENT)

    personal_tutors: list[PersonalTutorOut]
    """Who tutors the student today, as any kind of tutor; there may be several, or none."""
    module_runs: list[ModuleRunOut]
    """Those that the student is or was on, the latest to start first."""


class EngagementTodayOut(Out):
    """The student's place in a caseload: the day's score, or why there is none."""

    day: date
    """Today, where the institution is."""
    state: DayState
    """Whether there is a score to show, and if not, why."""
    score: float | None
    """Two decimals, half to even; null unless shown."""
    change_in_week: float | None
    """The score less that of seven days before; null unless both are shown."""
    last_active_on: date | None
    """The last of 28 days with anything in a source that counts; null without one, or without a score."""
    band: str | None
    """The name of the indicator's band; null without a score, and where the institution shows no bands."""
    has_remarks: bool
    """Whether the student says that this score misses how they study: `GET …/remarks` has the words."""


class AttendedOut(Out):
    """What the register says of the student's sessions of four weeks."""

    state: SectionState
    """Whether it may be shown, and if not, why."""
    first_day: date
    """The first of the days."""
    last_day: date
    """The last of them: today."""
    present: int | None
    """Sessions that the student came to; null unless shown, like the others."""
    absent: int | None
    """Sessions that the student missed."""
    authorised_absence: int | None
    """Sessions that the student was allowed to miss."""
    attended_share: float | None
    """Present among present and absent; null where there is nothing to divide by."""


class NextMeetingOut(Out):
    state: SectionState
    """Whether meetings may be shown, and if not, why."""
    starts_at: datetime | None
    """When it begins; null without a planned meeting."""
    staff_id: StaffId | None
    """With whom."""
    staff_name: str | None
    """What they are called."""


class CaseloadStudentOut(StudentSummaryOut):
    engagement: EngagementTodayOut
    """Today's score."""
    attendance: AttendedOut | None
    """What `include=attendance` asks for; null without it."""
    next_meeting: NextMeetingOut | None
    """What `include=next_meeting` asks for; null without it."""


class StudentSearchIn(In):
    model_config = shown_as({"text": "clay"})

    text: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    """What the name or the student number has in it, in whatever case."""


class CaseloadOut(Out):
    model_config = shown_as({"items": [_IN_A_CASELOAD], "next_cursor": None})

    items: list[CaseloadStudentOut]
    """In the order asked for."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def _summary(record: StudentRecord) -> dict[str, Any]:
    programme = college = None
    if record.programme_id is not None:
        programme = {"programme_id": record.programme_id, "title": record.programme}
    if record.college_id is not None:
        college = {"college_id": record.college_id, "name": record.college}
    return {
        "student_id": record.student_id,
        "number": record.number,
        "name": record.name,
        "programme": programme,
        "college": college,
        "level": record.level,
        "study_mode": record.study_mode,
        "residence": record.residence,
        "registered_on": record.registered_on,
        "registration_ends_before": record.registration_ends_before,
    }


def student_out(record: StudentRecord, tutors: list[Tutor], runs: list[EnrolledRun]) -> StudentOut:
    values = _summary(record) | {
        "personal_tutors": [
            {"staff_id": each.staff_id, "name": each.name, "email": each.email, "since": each.since}
            for each in tutors
        ],
        "module_runs": [
            {
                "module_run_id": each.module_run_id,
                "code": each.code,
                "title": each.title,
                "academic_year": each.academic_year,
                "starts_on": each.starts_on,
                "ends_before": each.ends_before,
                "credits": each.credits,
                "engagement_assessed": each.engagement_assessed,
            }
            for each in runs
        ],
    }
    return StudentOut.model_validate(values)


def caseload_out(found: Iterable[CaseloadEntry], next_cursor: str | None) -> CaseloadOut:
    items = [_caseload_student(each) for each in found]
    return CaseloadOut.model_validate({"items": items, "next_cursor": next_cursor})


def _caseload_student(entry: CaseloadEntry) -> dict[str, Any]:
    day, state, score, *_ = entry.today
    engagement = {
        "day": day,
        "state": state,
        "score": None if score is None else presented(score),
        "change_in_week": None if entry.change is None else presented(entry.change),
        "last_active_on": entry.last_active_on,
        "band": entry.band,
        "has_remarks": entry.is_remarked,
    }
    return _summary(entry.record) | {
        "engagement": engagement,
        "attendance": _attended(entry, day),
        "next_meeting": _next_meeting(entry),
    }


def _attended(entry: CaseloadEntry, today: date) -> dict[str, Any] | None:
    if Included.ATTENDANCE not in entry.states:
        return None
    counts = entry.attended
    return {
        "state": entry.states[Included.ATTENDANCE],
        "first_day": today - timedelta(days=CASELOAD_DAYS - 1),
        "last_day": today,
        "present": counts and counts.present,
        "absent": counts and counts.absent,
        "authorised_absence": counts and counts.authorised_absence,
        "attended_share": counts and counts.attended_share,
    }


def _next_meeting(entry: CaseloadEntry) -> dict[str, Any] | None:
    if Included.NEXT_MEETING not in entry.states:
        return None
    meeting = entry.next_meeting
    return {
        "state": entry.states[Included.NEXT_MEETING],
        "starts_at": meeting and meeting.starts_at,
        "staff_id": meeting and meeting.staff_id,
        "staff_name": meeting and meeting.staff_name,
    }
