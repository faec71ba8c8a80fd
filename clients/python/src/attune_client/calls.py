"""A function for each operation: a call that a client asks. Generated: `make client`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attune_client.call import Call, Paged, called

if TYPE_CHECKING:  # making five hundred types takes longer than asking
    from attune_client import models


def read_engagement_scores(
    student_id: str,
    *,
    module_run_id: str | None = None,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[models.EngagementOut]:
    """A student's daily engagement scores. The score of every day in the range, as a mean over the seven days
    up to it, with its caveats."""
    return Call(
        *called("GET", "/v1/students/{student_id}/engagement", {"student_id": student_id}),
        query={"module_run_id": module_run_id, "from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def explain_engagement_score(
    student_id: str,
    day: str,
    *,
    module_run_id: str | None = None,
    purpose: str | None = None,
) -> Call[models.ExplanationOut]:
    """How a day's score came about. Everything needed to recompute the score by hand: daily values, means,
    coefficients, model."""
    return Call(
        *called("GET", "/v1/students/{student_id}/engagement/{day}/explanation", {"student_id": student_id, "day": day}),
        query={"module_run_id": module_run_id},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_indicator(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.IndicatorOut]:
    """A student's overall indicator. The band of the last seven days, its sentence, and the score that it
    rests on. None is made of some studies, such as research and years abroad; then the reason is said."""
    return Call(
        *called("GET", "/v1/students/{student_id}/indicator", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_activity_of_student(
    student_id: str,
    *,
    module_run_id: str | None = None,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[models.ActivityOut]:
    """What a student did, day by day. What sources delivered, by kind of event. What a pilot brought, the
    student alone reads. No score is in it."""
    return Call(
        *called("GET", "/v1/students/{student_id}/activity", {"student_id": student_id}),
        query={"module_run_id": module_run_id, "from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_dashboard_of_student(
    student_id: str,
    *,
    sections: str | None = None,
    purpose: str | None = None,
) -> Call[models.DashboardOut]:
    """A student's dashboard. Attendance, grades, employability, engagement and meetings, or those asked for,
    each with its state. Everyone to whom the same sections are open gets the same answer, to the byte. The
    access record names the sections that were shown."""
    return Call(
        *called("GET", "/v1/students/{student_id}/dashboard", {"student_id": student_id}),
        query={"sections": sections},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_attendance_of_student(
    student_id: str,
    *,
    module_run_id: str | None = None,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[models.AttendanceOut]:
    """A student's attendance. Every session expected in these days with what the register says, counted by
    week, module and kind. A session that is over without a record is `no_record`; mandatory sessions are
    counted apart."""
    return Call(
        *called("GET", "/v1/students/{student_id}/attendance", {"student_id": student_id}),
        query={"module_run_id": module_run_id, "from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_teaching_sessions(
    body: models.SessionsIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Deliver teaching sessions. Record scheduled sessions by the timetable's codes; a known code is brought
    up to date."""
    return Call(
        *called("POST", "/v1/teaching-sessions", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_attendance_records(
    body: models.AttendanceRecordsIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Deliver attendance. Record who was expected and who came: present, absent or authorised absence,
    nothing else."""
    return Call(
        *called("POST", "/v1/attendance", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_grades(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.GradesOut]:
    """A student's assessments and marks. Every assessment of the student's modules, what was handed in,
    marked and confirmed; and credits."""
    return Call(
        *called("GET", "/v1/students/{student_id}/grades", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_achieved_credits(
    body: models.CreditsIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Deliver credits achieved. Record what students have achieved by module runs, as the student record
    system has it."""
    return Call(
        *called("POST", "/v1/credits", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_provisional_marks(
    body: models.MarksIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Deliver marks. Record submissions and marks as the student record system has them. What is delivered
    replaces what was delivered before, as a whole: without `confirmed_on` a mark is not confirmed any
    more."""
    return Call(
        *called("POST", "/v1/marks", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_employability_of_student(
    student_id: str,
    *,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[models.EmployabilityOut]:
    """A student's careers events and career stage. Careers events booked and attended in these days, and the
    stage the student says they are at."""
    return Call(
        *called("GET", "/v1/students/{student_id}/employability", {"student_id": student_id}),
        query={"from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_stages_of_career(
    body: models.CareerStagesIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Deliver career stages. Record the stages that students have said they are at."""
    return Call(
        *called("POST", "/v1/career-stages", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_meetings(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.MeetingsOut]:
    """A student's meetings. Meetings of the past year and to come, cancelled ones too."""
    return Call(
        *called("GET", "/v1/students/{student_id}/meetings", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_meeting(
    student_id: str,
    body: models.MeetingIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.MeetingOut]:
    """Arrange a meeting. A planned meeting between the student and a tutor; either side arranges."""
    return Call(
        *called("POST", "/v1/students/{student_id}/meetings", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_meeting(
    meeting_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.MeetingOut]:
    """One meeting. The meeting, planned or cancelled."""
    return Call(
        *called("GET", "/v1/students/{student_id}/meetings/{meeting_id}", {"meeting_id": meeting_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_cancellation(
    meeting_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.MeetingOut]:
    """Call a meeting off. Cancel a meeting; either side may. It stays visible as cancelled."""
    return Call(
        *called("POST", "/v1/students/{student_id}/meetings/{meeting_id}/cancellation", {"meeting_id": meeting_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        reads="json",
    )


def list_meeting_notes(
    student_id: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.NotesOut, models.NoteOut]:
    """A student's meeting notes. Shared notes and the tombstones of removed ones, latest first, and one's own
    drafts."""
    return Paged(
        *called("GET", "/v1/students/{student_id}/notes", {"student_id": student_id}),
        query={"limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_note(
    student_id: str,
    body: models.NewNoteIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.NoteOut]:
    """Write a note. A draft that only its author reads, or a note that is shared immediately. Where the
    institution has no drafts of staff (`staff_may_draft_notes` of `GET /v1/me`), whatever staff write is
    shared, and visible to the student, from the moment it is saved. What staff drafted and did not share is
    deleted once its author has not been in charge of the student for the institution's number of days, 30
    unless its profile says otherwise."""
    return Call(
        *called("POST", "/v1/students/{student_id}/notes", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_note(
    note_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.NoteOut]:
    """One note. The note, if it is shared or one's own draft."""
    return Call(
        *called("GET", "/v1/students/{student_id}/notes/{note_id}", {"note_id": note_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_draft(
    note_id: str,
    student_id: str,
    body: models.NoteIn,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.NoteOut]:
    """Rewrite a draft. Rewrite one's own draft. A shared note cannot be changed."""
    return Call(
        *called("PUT", "/v1/students/{student_id}/notes/{note_id}", {"note_id": note_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def remove_draft(
    note_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[None]:
    """Drop a draft. Delete one's own draft, which nobody else has ever seen."""
    return Call(
        *called("DELETE", "/v1/students/{student_id}/notes/{note_id}", {"note_id": note_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        reads="nothing",
    )


def record_sharing(
    note_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.NoteOut]:
    """Share a draft. Let the other side read one's own draft; from then on it cannot be changed."""
    return Call(
        *called("POST", "/v1/students/{student_id}/notes/{note_id}/sharing", {"note_id": note_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        reads="json",
    )


def remove_shared_note(
    student_id: str,
    note_id: str,
    body: models.RemovalIn,
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Remove a note for good. For the student information desk, which reads neither the note nor anything
    else of the student. The text goes; who wrote it, who removed it, when and why stay."""
    return Call(
        *called("POST", "/v1/students/{student_id}/notes/{note_id}/removal", {"student_id": student_id, "note_id": note_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="nothing",
    )


def list_student_remarks(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.RemarksOut]:
    """What a student says that the data miss. The student's remarks; for staff, those about parts of the
    record that a role of theirs opens. Each travels with the figures that it is about, too: with scores and
    their explanation, attendance, marks and careers, wherever they are read."""
    return Call(
        *called("GET", "/v1/students/{student_id}/remarks", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_remark(
    student_id: str,
    body: models.RemarkIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.RemarkOut]:
    """Say that the data miss how one studies. For the student alone. It changes no figure, and travels with
    every one that it is about."""
    return Call(
        *called("POST", "/v1/students/{student_id}/remarks", {"student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def remove_remark(
    remark_id: str,
    student_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Take a remark back. For the student alone. Nothing of it is kept."""
    return Call(
        *called("DELETE", "/v1/students/{student_id}/remarks/{remark_id}", {"remark_id": remark_id, "student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="nothing",
    )


def read_notice(
    purpose: str,
) -> Call[models.NoticeOut]:
    """A purpose's transparency notice. What is collected, from where, why, on what basis, who sees it, and
    what follows from either answer."""
    return Call(
        *called("GET", "/v1/purposes/{purpose}/notice", {"purpose": purpose}),
        query={},
        headers={},
        reads="json",
    )


def list_consents(
    student_id: str,
    *,
    academic_year: int | None = None,
    purpose: str | None = None,
) -> Call[models.ConsentsOut]:
    """Where consent stands. The state of every purpose in an academic year (the current one unless given)."""
    return Call(
        *called("GET", "/v1/students/{student_id}/consents", {"student_id": student_id}),
        query={"academic_year": academic_year},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_consent_decisions(
    student_id: str,
) -> Call[models.DecisionsOut]:
    """What I decided, and when. The student's decisions, oldest first. Entries are never changed or
    removed."""
    return Call(
        *called("GET", "/v1/students/{student_id}/consents/decisions", {"student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def read_consent_decision(
    decision_id: str,
    student_id: str,
) -> Call[models.DecisionOut]:
    """One of my decisions. The decision as it was made, whatever was decided since."""
    return Call(
        *called("GET", "/v1/students/{student_id}/consents/decisions/{decision_id}", {"decision_id": decision_id, "student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def read_consent_receipt(
    decision_id: str,
    student_id: str,
) -> Call[models.ReceiptOut]:
    """A receipt for my decision. A receipt to keep: what was decided, on which notice, when, and for how
    long; signed. `signed` is the receipt once more, as a compact JWS by ES256. Whoever has it can check it
    offline by the keys of `/.well-known/jwks.json`."""
    return Call(
        *called("GET", "/v1/students/{student_id}/consents/decisions/{decision_id}/receipt", {"decision_id": decision_id, "student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def decide_on_purpose(
    purpose: str,
    student_id: str,
    body: models.DecisionIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.DecisionOut]:
    """Decide on a purpose. Give, refuse or withdraw consent, with no consequence for anything else. For the
    current academic year, and for one before it, a decision counts at once; for the next one it counts from
    that year's first day (`counts_from`). A refusal or withdrawal that counts deletes stored scores before
    this call returns, those of earlier academic years included. The purpose's notice says whether giving
    consent covers the year's earlier days. A purpose that rests on another basis cannot be refused: 403 `not-
    based-on-consent` says why. Trying to is recorded as an objection, which a person answers."""
    return Call(
        *called("POST", "/v1/students/{student_id}/consents/{purpose}/decisions", {"purpose": purpose, "student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_access_records(
    student_id: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.AccessRecordsOut, models.AccessRecordOut]:
    """Who looked at me. Every look that somebody else took at the student's data, latest first; refused ones
    too."""
    return Paged(
        *called("GET", "/v1/students/{student_id}/access-records", {"student_id": student_id}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def list_possible_viewers(
    student_id: str,
) -> Call[models.ViewersOut]:
    """Who could look at me. Everybody who could look at the student today, in which role and why. What each
    could see depends on the role. Somebody is listed even if they have never looked. Nobody is, while all of
    the student's data are restricted."""
    return Call(
        *called("GET", "/v1/students/{student_id}/viewers", {"student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def list_students(
    *,
    order: models.Order | None = None,
    include: list[models.Included] | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.CaseloadOut, models.CaseloadStudentOut]:
    """The students in my charge. Every student in the asker's charge with today's score, inactive ones
    included. The institution's profile says how each role reaches students: by a tutorship, a grant,
    teaching, or a case handed to a team. A student sees themselves."""
    return Paged(
        *called("GET", "/v1/students", {}),
        query={"order": order, "include": include, "limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_student(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.StudentOut]:
    """One student. The student's registration, tutors of today and module runs."""
    return Call(
        *called("GET", "/v1/students/{student_id}", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_found_students(
    body: models.StudentSearchIn,
    *,
    order: models.Order | None = None,
    include: list[models.Included] | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.CaseloadOut, models.CaseloadStudentOut]:
    """Find students in my charge. Those of the asker's students whose name or number has the text in it, as
    `GET /v1/students` has them. It changes nothing. The text is in the body, because whom somebody looks for
    stands in no address. The next page wants the same body."""
    return Paged(
        *called("POST", "/v1/student-searches", {}),
        query={"order": order, "include": include, "limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        body=body, reads="json",
    )


def read_me(
) -> Call[models.MeOut]:
    """Who am I. The person (or system) behind the token, in which roles, at which institution."""
    return Call(
        *called("GET", "/v1/me", {}),
        query={},
        headers={},
        reads="json",
    )


def record_calendar_link(
    *,
    idempotency_key: str | None = None,
) -> Call[models.CalendarLinkOut]:
    """A secret address for my calendar application. Make the address, once; an earlier one stops working. It
    is shown now and never again. It opens what the token's roles open, and no more, until it expires."""
    return Call(
        *called("POST", "/v1/me/calendar-link", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def remove_calendar_link(
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Revoke my calendar's address. The address opens nothing any more."""
    return Call(
        *called("DELETE", "/v1/me/calendar-link", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="nothing",
    )


def read_calendar(
    secret: str,
) -> Call[str]:
    """My meetings, for a calendar application. The person's own meetings, as far as they may still see them
    today; needs no token. It shows what the roles of the token show with which its address was made, until
    the address expires."""
    return Call(
        *called("GET", "/v1/calendars/{secret}.ics", {"secret": secret}),
        query={},
        headers={},
        reads="text",
    )


def read_cohort_figures(
    kind: models.CohortKind,
    cohort_id: str,
    *,
    from_: str | None = None,
    to: str | None = None,
) -> Call[models.CohortOut]:
    """Weekly figures of a cohort. Whole weeks in the range: mean score, share of active students, attendance.
    Disclosure control is the profile's: rounding, suppression, and noise against differencing. The same
    question always has the same answer."""
    return Call(
        *called("GET", "/v1/cohorts/{kind}/{cohort_id}", {"kind": kind, "cohort_id": cohort_id}),
        query={"from": from_, "to": to},
        headers={},
        reads="json",
    )


def read_insight_into_module_run(
    module_run_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ModuleInsightOut]:
    """What the class of a module run opens. Week by week, as shares of the class; what nobody opened, by
    name; submissions in time. For whoever teaches the module run today, and for those who read figures about
    groups. No student can be told from it: there is nothing to filter by, small classes are suppressed,
    shares carry noise and are rounded, past weeks stay as they were told, and one person reads few module
    runs of the same students. That you asked is on record."""
    return Call(
        *called("GET", "/v1/module-runs/{module_run_id}/insight", {"module_run_id": module_run_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_signals_of_student(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.SignalsOut]:
    """A student's signals. Every change that was noticed in the student's own engagement, the latest first,
    closed ones included. No other student's data enters any of them."""
    return Call(
        *called("GET", "/v1/students/{student_id}/signals", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_current_signals(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.CurrentSignalsOut]:
    """What each rule says now. The nightly judgement, made now for one student, with its evidence; nothing is
    stored."""
    return Call(
        *called("GET", "/v1/students/{student_id}/signals/current", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_signal(
    signal_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.SignalWithEvidenceOut]:
    """A signal and its evidence. What was noticed, what it rests on, whose it is, and how it was judged."""
    return Call(
        *called("GET", "/v1/students/{student_id}/signals/{signal_id}", {"signal_id": signal_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_signal_judgement(
    signal_id: str,
    student_id: str,
    body: models.JudgementIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.SignalWithEvidenceOut]:
    """Judge a signal. Once, by staff in charge of the student: a concern, explained, or wrong data. The last
    two close the signal. What readers say tells how good each rule is."""
    return Call(
        *called("POST", "/v1/students/{student_id}/signals/{signal_id}/judgement", {"signal_id": signal_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_signals(
    *,
    status: models.SignalStatus | None = None,
    rule: str | None = None,
    verdict: models.Verdict | None = None,
    mine: bool | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.SignalPageOut, models.ListedSignalOut]:
    """Signals of my students. Of students in the asker's charge whose signals the asker's roles open, the
    latest first. Each look is on the student's record."""
    return Paged(
        *called("GET", "/v1/signals", {}),
        query={"status": status, "rule": rule, "verdict": verdict, "mine": mine, "limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_signal_precision(
) -> Call[models.SignalPrecisionOut]:
    """How good the rules are. Of the signals judged in this academic year, how many were a concern: by rule
    and college. Under the institution's disclosure control: shares of few people are withheld."""
    return Call(
        *called("GET", "/v1/signal-precision", {}),
        query={},
        headers={},
        reads="json",
    )


def list_exemptions(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ExemptionsOut]:
    """Days on which nothing is noticed of a student. Every exemption: its days, its class of reason, what it
    does, who set it, and who ended it. For the student, and for staff in charge of the student whose role
    opens signals."""
    return Call(
        *called("GET", "/v1/students/{student_id}/exemptions", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_exemption(
    student_id: str,
    body: models.ExemptionIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ExemptionOut]:
    """Exempt days of a student. On these days nothing is noticed as a change in the student's engagement; the
    student reads who set it. An open signal about them is closed at once, as `excluded`. For staff in charge
    of the student whose role opens signals. Audited."""
    return Call(
        *called("POST", "/v1/students/{student_id}/exemptions", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_exemption_ending(
    exemption_id: str,
    student_id: str,
    body: models.ExemptionEndingIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ExemptionOut]:
    """End an exemption early. From `ends_before` on, days count again. It can be ended once. A signal that
    the exemption had closed lately is open again where its days count again; the next night judges it
    anew."""
    return Call(
        *called("POST", "/v1/students/{student_id}/exemptions/{exemption_id}/ending", {"exemption_id": exemption_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_extenuating_circumstances(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.CircumstancesOut]:
    """Days for which a student's circumstances were approved. The days and the approval's reference, never
    what the circumstances are. On these days nothing is noticed as a change in the student's engagement. For
    the student, and for staff in charge of the student whose role opens signals."""
    return Call(
        *called("GET", "/v1/students/{student_id}/extenuating-circumstances", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_extenuating_circumstances(
    body: models.CircumstancesIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Deliver approved extenuating circumstances. Record the days that approvals cover, by reference; a later
    word replaces an earlier one."""
    return Call(
        *called("POST", "/v1/extenuating-circumstances", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_visa_engagement(
    student_id: str,
    *,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[models.VisaEngagementOut]:
    """Gaps in a sponsored student's engagement. Each gap with its dates, what ended it, how many of its days
    count, and by when a report is due. Vacations and authorised absences do not count. Nothing is reported or
    decided by the service."""
    return Call(
        *called("GET", "/v1/students/{student_id}/visa-engagement", {"student_id": student_id}),
        query={"from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_visa_file(
    student_id: str,
    *,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[models.VisaFileOut]:
    """The same for the compliance file. With the student's name and number, every piece of evidence, and
    every decision; as a file."""
    return Call(
        *called("GET", "/v1/students/{student_id}/visa-engagement/export", {"student_id": student_id}),
        query={"from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_visa_file_as_csv(
    student_id: str,
    *,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[str]:
    """The same as a table. A row for each piece of evidence, gap, warning, outage, dispute and decision;
    `record` says which. Days of a gap that do not count have rows of their own. A text that a spreadsheet
    would take for a formula stands behind an apostrophe."""
    return Call(
        *called("GET", "/v1/students/{student_id}/visa-engagement/export.csv", {"student_id": student_id}),
        query={"from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="text",
    )


def list_visa_decisions(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.VisaDecisionsOut]:
    """What was decided on a student's gaps. Who decided what, when and why, with the gap as it stood then."""
    return Call(
        *called("GET", "/v1/students/{student_id}/visa-decisions", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def decide_on_visa_gap(
    student_id: str,
    body: models.VisaDecisionIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.VisaDecisionOut]:
    """Decide on a gap. Put on record whether the gap is reported, and why. The record stands; another
    decision is a new entry. The service itself reports nothing to anybody."""
    return Call(
        *called("POST", "/v1/students/{student_id}/visa-decisions", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_visa_engagement(
    *,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.ListedGapsOut, models.ListedGapOut]:
    """Sponsored students with a gap that goes on. Of the next `limit` sponsored students by number, those
    with a gap: a page may hold few, or none. Follow `next_cursor` until it is null. Each student who is
    listed can read that somebody looked."""
    return Paged(
        *called("GET", "/v1/visa-engagement", {}),
        query={"limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_assignments(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.AssignmentsOut]:
    """Who has, or had, a student's case. Every team that the case was handed to, the latest first: by whom,
    when and why, and how it ended. For the student, and for staff in charge of the student whose role opens
    `support`."""
    return Call(
        *called("GET", "/v1/students/{student_id}/assignments", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_assignment(
    student_id: str,
    body: models.AssignmentIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.AssignmentOut]:
    """Hand a case to a team. From now on the team's members see the student, until the assignment is closed.
    For staff in charge of the student whose role opens `support`; teaching the student is not enough."""
    return Call(
        *called("POST", "/v1/students/{student_id}/assignments", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_assignment_closing(
    assignment_id: str,
    student_id: str,
    body: models.AssignmentClosingIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.AssignmentOut]:
    """Close a case. From the next request on, this assignment opens the student to nobody. For staff in
    charge of the student whose role opens `support`, the team's members among them."""
    return Call(
        *called("POST", "/v1/students/{student_id}/assignments/{assignment_id}/closing", {"assignment_id": assignment_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_objectives(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ObjectivesOut]:
    """A student's objectives. Every objective with what became of it, whoever set it. For the student, and
    for staff in charge of the student; teaching the student is not enough."""
    return Call(
        *called("GET", "/v1/students/{student_id}/objectives", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_objective(
    student_id: str,
    body: models.ObjectiveIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ObjectiveOut]:
    """Set an objective. By the student, as a goal of their own, or by staff in charge of the student. Both
    sides read it."""
    return Call(
        *called("POST", "/v1/students/{student_id}/objectives", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_objective(
    objective_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ObjectiveOut]:
    """One objective. The objective, and what became of it so far."""
    return Call(
        *called("GET", "/v1/students/{student_id}/objectives/{objective_id}", {"objective_id": objective_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_changed_objective(
    objective_id: str,
    student_id: str,
    body: models.ObjectiveIn,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.ObjectiveOut]:
    """Change an objective. Its title or day, by the side that set it: the student, or any staff in charge of
    the student."""
    return Call(
        *called("PUT", "/v1/students/{student_id}/objectives/{objective_id}", {"objective_id": objective_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def record_objective_progress(
    objective_id: str,
    student_id: str,
    body: models.ProgressIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ObjectiveOut]:
    """Say how it goes. An entry by either side, with evidence if there is any; it stands. Answers with the
    whole objective."""
    return Call(
        *called("POST", "/v1/students/{student_id}/objectives/{objective_id}/progress", {"objective_id": objective_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_objective_closing(
    objective_id: str,
    student_id: str,
    body: models.ObjectiveClosingIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ObjectiveOut]:
    """Close an objective. By the side that set it. Once closed, nothing about it changes."""
    return Call(
        *called("POST", "/v1/students/{student_id}/objectives/{objective_id}/closing", {"objective_id": objective_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_referral_queue(
    *,
    state: Literal["waiting", "taken", "answered"] | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.ReferralQueueOut, models.ServiceReferralOut]:
    """What my teams were asked to help with. Open referrals to the teams that the asker belongs to today, the
    earliest first. What is closed is not listed: it opens the student to nobody."""
    return Paged(
        *called("GET", "/v1/referrals", {}),
        query={"state": state, "limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_referrals(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ServiceReferralsOut]:
    """A student's referrals. Every service that was told, by whom, when the student agreed, and what it
    answered; latest first. For the student, who reads how to turn to the service themselves, and for staff in
    charge of the student."""
    return Call(
        *called("GET", "/v1/students/{student_id}/referrals", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_referral(
    student_id: str,
    body: models.ServiceReferralIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ServiceReferralOut]:
    """Tell a service that a student would like its help. With the student's agreement, by staff in charge of
    the student. It opens an assignment: while it is open, members of the service's team see the student."""
    return Call(
        *called("POST", "/v1/students/{student_id}/referrals", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_referral_taking(
    referral_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ServiceReferralOut]:
    """Take a referral. For a member of the service's team, who sees to it from now on. The student reads
    who."""
    return Call(
        *called("POST", "/v1/students/{student_id}/referrals/{referral_id}/taking", {"referral_id": referral_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        reads="json",
    )


def record_referral_answer(
    referral_id: str,
    student_id: str,
    body: models.ReferralAnswerIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ServiceReferralOut]:
    """Answer a referral. What the service says to the student, by a member of its team, once. The service
    sends no message."""
    return Call(
        *called("POST", "/v1/students/{student_id}/referrals/{referral_id}/answer", {"referral_id": referral_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_referral_closing(
    referral_id: str,
    student_id: str,
    body: models.ReferralClosingIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ServiceReferralOut]:
    """Close a referral. By a member of the service's team. From the next request on, it opens the student to
    nobody. Others who are in charge of the student end it by closing its assignment."""
    return Call(
        *called("POST", "/v1/students/{student_id}/referrals/{referral_id}/closing", {"referral_id": referral_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def revoke_referral_agreement(
    referral_id: str,
    student_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[models.ServiceReferralOut]:
    """Take back one's agreement to a referral. For the student alone. From the next request on, the service
    does not see them."""
    return Call(
        *called("POST", "/v1/students/{student_id}/referrals/{referral_id}/withdrawal", {"referral_id": referral_id, "student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def list_group_interventions(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.GroupInterventionsOut, models.GroupInterventionOut]:
    """What I organise for groups. What the asker organises, the latest to start first."""
    return Paged(
        *called("GET", "/v1/group-interventions", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def record_group_intervention(
    body: models.GroupInterventionIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.GroupInterventionOut]:
    """Offer something to several students. Students in the asker's charge are invited, and each decides
    whether to join. Who was invited is told to nobody but them, not even as a number."""
    return Call(
        *called("POST", "/v1/group-interventions", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_group_intervention(
    group_intervention_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.OrganisedOut]:
    """Who has joined what I organise. For whoever organises it: those who have joined and are in the asker's
    charge. Not who was invited."""
    return Call(
        *called("GET", "/v1/group-interventions/{group_intervention_id}", {"group_intervention_id": group_intervention_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_joining(
    group_intervention_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[models.InvitationOut]:
    """Join what one is invited to. By a student who is invited. From now on whoever organises it reads that
    they joined."""
    return Call(
        *called("POST", "/v1/group-interventions/{group_intervention_id}/joining", {"group_intervention_id": group_intervention_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def record_leaving(
    group_intervention_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[models.InvitationOut]:
    """Leave what one has joined. By a student who has joined. From now on whoever organises it reads nothing
    of them."""
    return Call(
        *called("POST", "/v1/group-interventions/{group_intervention_id}/leaving", {"group_intervention_id": group_intervention_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def list_invitations(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.InvitationsOut, models.InvitationOut]:
    """What I am invited to. For a student: what staff offer them, the latest to start first. Nobody else
    reads this list."""
    return Paged(
        *called("GET", "/v1/me/invitations", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def list_message_templates(
) -> Call[models.MessageTemplatesOut]:
    """The institution's templates of messages. What texts for students are made of, for any member of
    staff."""
    return Call(
        *called("GET", "/v1/message-templates", {}),
        query={},
        headers={},
        reads="json",
    )


def record_prepared_messages(
    body: models.PreparationIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.PreparationOut]:
    """Prepare a message for several students. A text for each student who is new to the template, for the
    institution's own mailer. For a list of students, a queue of cases, or the open signals of a rule. Whoever
    had the template lately is left out and counted; of a queue or signals, so is whoever had it since that
    case or signal began. The service sends nothing, and knows nothing of what was sent. The students read
    what was prepared."""
    return Call(
        *called("POST", "/v1/prepared-messages", {}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_prepared_messages(
    student_id: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.PreparedMessagesOut, models.PreparedMessageOut]:
    """What was prepared for a student. Each text with its template, the channel, who had it prepared and
    when; the latest first. For the student, and for staff in charge of the student; teaching the student is
    not enough."""
    return Paged(
        *called("GET", "/v1/students/{student_id}/prepared-messages", {"student_id": student_id}),
        query={"limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_scoring_models(
) -> Call[models.ScoringModelsOut]:
    """Every scoring model and version. The history of what scores were computed with, latest first; drafts
    are not part of it."""
    return Call(
        *called("GET", "/v1/scoring-models", {}),
        query={},
        headers={},
        reads="json",
    )


def read_scoring_model_in_force(
    *,
    academic_year: int | None = None,
) -> Call[models.ScoringModelOut]:
    """The scoring model in force. The published coefficients of an academic year (the current one unless
    given), by college."""
    return Call(
        *called("GET", "/v1/scoring-models/in-force", {}),
        query={"academic_year": academic_year},
        headers={},
        reads="json",
    )


def try_draft(
    body: models.ScoringTrialIn,
) -> Call[models.ScoringTrialOut]:
    """Try a draft. How many students a draft would move from each of the institution's bands of scores to
    each. Every trial is audited. What has been tried is answered as it was; anything else uses up one of the
    few trials that there can be of an academic year's days."""
    return Call(
        *called("POST", "/v1/scoring-trials", {}),
        query={},
        headers={},
        body=body, reads="json",
    )


def list_score_movements(
    *,
    scoring_model_id: str,
    day: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.MovementsOut, models.MovementOut]:
    """Which of my students would change bands. The same, student by student, of those in the asker's charge
    whose engagement is open to the asker. It uses up no trial. Staff say why they look, and each student on
    the list can read that they did."""
    return Paged(
        *called("GET", "/v1/scoring-trials/movements", {}),
        query={"scoring_model_id": scoring_model_id, "day": day, "limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def try_signal_rule(
    body: models.SignalTrialIn,
) -> Call[models.SignalTrialOut]:
    """Try other thresholds. How many students a rule would flag with other thresholds, and how the load per
    tutor would change. Every trial is audited. What has been tried is answered as it was; anything else uses
    up one of the few trials that there can be of an academic year's days, those of scoring models among
    them."""
    return Call(
        *called("POST", "/v1/signal-trials", {}),
        query={},
        headers={},
        body=body, reads="json",
    )


def try_signal_rule_on_weeks(
    body: models.SignalWeeksTrialIn,
) -> Call[models.SignalWeeksTrialOut]:
    """Try other thresholds on past weeks. Which signals a rule would have raised in past teaching weeks with
    other thresholds, week by week. Judged as the nightly job judges, from the academic year's first teaching
    week on, by what is known today. Nothing is raised. A teaching week with the vacation before it counts as
    one. Every trial is audited. A week that was tried is answered as it was; each other week uses up one of
    the few trials that there can be of an academic year's days."""
    return Call(
        *called("POST", "/v1/signal-trials/weeks", {}),
        query={},
        headers={},
        body=body, reads="json",
    )


def request_grant(
    body: models.GrantIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.GrantOut]:
    """Ask for a grant. Ask for a role for a while, for oneself or for somebody else; it opens nothing until
    it is approved. A request that nobody decides on within the institution's time lapses."""
    return Call(
        *called("POST", "/v1/grants", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_grants(
    *,
    standing: models.GrantStanding | None = None,
    due_for_review: bool | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.GrantsOut, models.GrantOut]:
    """Grants, and requests for them. All of them for those who decide; for other staff their own, and those
    that they asked for. The latest request first."""
    return Paged(
        *called("GET", "/v1/grants", {}),
        query={"standing": standing, "due_for_review": due_for_review, "limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def read_grant(
    grant_id: str,
) -> Call[models.GrantOut]:
    """One grant. Whose it is, what it opens, where it stands, and who did what with it, when and why."""
    return Call(
        *called("GET", "/v1/grants/{grant_id}", {"grant_id": grant_id}),
        query={},
        headers={},
        reads="json",
    )


def decide_grant(
    grant_id: str,
    body: models.GrantDecisionIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.GrantOut]:
    """Approve or refuse a request. For somebody who decides on grants, and neither asked for this one nor
    would hold it. An approved grant counts from its first day, today at the earliest. An earlier one of the
    same person, role and scope ends where this one begins, or is superseded if nothing is left of it."""
    return Call(
        *called("POST", "/v1/grants/{grant_id}/decision", {"grant_id": grant_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def revoke_grant(
    grant_id: str,
    body: models.GrantRevocationIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.GrantOut]:
    """End a grant early. A grant in force or to come opens nothing from the next request on."""
    return Call(
        *called("POST", "/v1/grants/{grant_id}/revocation", {"grant_id": grant_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def review_grant(
    grant_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[models.GrantOut]:
    """Say that a grant is still needed. The yearly review of a grant in force, by somebody who neither asked
    for it nor holds it. One that is not needed any more is revoked instead."""
    return Call(
        *called("POST", "/v1/grants/{grant_id}/review", {"grant_id": grant_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def read_academic_calendar(
    *,
    academic_year: int | None = None,
) -> Call[models.CalendarOut]:
    """Terms, closed days and teaching weeks. An academic year as the institution keeps it; today's, unless
    another is named."""
    return Call(
        *called("GET", "/v1/calendar", {}),
        query={"academic_year": academic_year},
        headers={},
        reads="json",
    )


def record_academic_calendar(
    academic_year: int,
    body: models.CalendarIn,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.CalendarOut]:
    """Set an academic year's calendar. All of its terms and closure days, instead of the usual ones, from the
    next request on. Audited. A term that overlaps another, or lies outside of the academic year, is refused
    by its name."""
    return Call(
        *called("PUT", "/v1/admin/calendar/{academic_year}", {"academic_year": academic_year}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def list_service_credentials(
) -> Call[models.ServiceCredentialsOut]:
    """Credentials of other systems. Which systems may deliver or read statements, without their secrets; the
    latest made first."""
    return Call(
        *called("GET", "/v1/service-credentials", {}),
        query={},
        headers={},
        reads="json",
    )


def record_service_credential(
    body: models.ServiceCredentialIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.NewServiceCredentialOut]:
    """Make a credential for another system. Its secret is in this answer and nowhere else: whoever loses it
    makes another one and revokes this. A system sends the id and the secret as user name and password, or the
    secret as a Bearer token."""
    return Call(
        *called("POST", "/v1/service-credentials", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def revoke_service_credential(
    credential_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Revoke a system's credential. It opens nothing from the next request on. What came with it stays."""
    return Call(
        *called("DELETE", "/v1/service-credentials/{credential_id}", {"credential_id": credential_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="nothing",
    )


def read_statement_versions(
) -> Call[Any]:
    """Which versions of xAPI are spoken. It needs no credential, and no version."""
    return Call(
        *called("GET", "/xapi/about", {}),
        query={},
        headers={},
        reads="json",
    )


def read_learning_statements(
) -> Call[Any]:
    """Read xAPI statements. One by `statementId` or `voidedStatementId`; or those that fit every filter of
    the specification. `more` leads to the next page for as long as the statements are there."""
    return Call(
        *called("GET", "/xapi/statements", {}),
        query={},
        headers={},
        reads="json",
    )


def record_learning_statement(
    body: dict[str, Any] | list[dict[str, Any]],
) -> Call[None]:
    """Deliver an xAPI statement by its id. The same for one statement, whose id the address says as
    `statementId`."""
    return Call(
        *called("PUT", "/xapi/statements", {}),
        query={},
        headers={},
        body=body, reads="nothing",
    )


def record_learning_statements(
    body: dict[str, Any] | list[dict[str, Any]],
) -> Call[Any]:
    """Deliver xAPI statements. One statement or several, as xAPI 1.0.3 or 2.0 says; all of them are stored,
    or none. What comes again is stored once: by its id, or, without one, by its content. What counts, by the
    published table of classes, becomes events in the same moment."""
    return Call(
        *called("POST", "/xapi/statements", {}),
        query={},
        headers={},
        body=body, reads="json",
    )


def read_learning_activity(
) -> Call[Any]:
    """Read what is known of an activity. The activity of that `activityId`, put together of what statements
    say of it."""
    return Call(
        *called("GET", "/xapi/activities", {}),
        query={},
        headers={},
        reads="json",
    )


def read_learning_person(
) -> Call[Any]:
    """Read what is known of a person. Under the identifier of that `agent`, given as JSON; nobody is put
    together with anybody else."""
    return Call(
        *called("GET", "/xapi/agents", {}),
        query={},
        headers={},
        reads="json",
    )


def read_activity_state(
) -> Call[Any]:
    """Read a state, or which there are. The document of that `stateId`, byte by byte; without one, the ids of
    those there are."""
    return Call(
        *called("GET", "/xapi/activities/state", {}),
        query={},
        headers={},
        reads="json",
    )


def record_activity_state(
    body: dict[str, Any],
) -> Call[None]:
    """Store a state. Make the document of that `stateId`, or replace it."""
    return Call(
        *called("PUT", "/xapi/activities/state", {}),
        query={},
        headers={},
        body=body, reads="nothing",
    )


def record_activity_state_properties(
    body: dict[str, Any],
) -> Call[None]:
    """Add to a state. Make the document of that `stateId`, or put the properties of this one into it."""
    return Call(
        *called("POST", "/xapi/activities/state", {}),
        query={},
        headers={},
        body=body, reads="nothing",
    )


def remove_activity_state(
) -> Call[None]:
    """Delete states. The document of that `stateId`; without one, all that the agent has in the activity."""
    return Call(
        *called("DELETE", "/xapi/activities/state", {}),
        query={},
        headers={},
        reads="nothing",
    )


def read_activity_profile(
) -> Call[Any]:
    """Read an activity's profile, or which there are. The document of that `profileId`, byte by byte; without
    one, the ids of those there are."""
    return Call(
        *called("GET", "/xapi/activities/profile", {}),
        query={},
        headers={},
        reads="json",
    )


def record_activity_profile(
    body: dict[str, Any],
) -> Call[None]:
    """Store an activity's profile. Make the document of that `profileId`; to replace it, say which one by
    `If-Match`."""
    return Call(
        *called("PUT", "/xapi/activities/profile", {}),
        query={},
        headers={},
        body=body, reads="nothing",
    )


def record_activity_profile_properties(
    body: dict[str, Any],
) -> Call[None]:
    """Add to an activity's profile. Make the document of that `profileId`, or put the properties of this one
    into it."""
    return Call(
        *called("POST", "/xapi/activities/profile", {}),
        query={},
        headers={},
        body=body, reads="nothing",
    )


def remove_activity_profile(
) -> Call[None]:
    """Delete an activity's profile. The document of that `profileId`."""
    return Call(
        *called("DELETE", "/xapi/activities/profile", {}),
        query={},
        headers={},
        reads="nothing",
    )


def read_agent_profile(
) -> Call[Any]:
    """Read a person's profile, or which there are. The document of that `profileId`, byte by byte; without
    one, the ids of those there are."""
    return Call(
        *called("GET", "/xapi/agents/profile", {}),
        query={},
        headers={},
        reads="json",
    )


def record_agent_profile(
    body: dict[str, Any],
) -> Call[None]:
    """Store a person's profile. Make the document of that `profileId`; to replace it, say which one by `If-
    Match`."""
    return Call(
        *called("PUT", "/xapi/agents/profile", {}),
        query={},
        headers={},
        body=body, reads="nothing",
    )


def record_agent_profile_properties(
    body: dict[str, Any],
) -> Call[None]:
    """Add to a person's profile. Make the document of that `profileId`, or put the properties of this one
    into it."""
    return Call(
        *called("POST", "/xapi/agents/profile", {}),
        query={},
        headers={},
        body=body, reads="nothing",
    )


def remove_agent_profile(
) -> Call[None]:
    """Delete a person's profile. The document of that `profileId`."""
    return Call(
        *called("DELETE", "/xapi/agents/profile", {}),
        query={},
        headers={},
        reads="nothing",
    )


def list_statement_classes(
    *,
    becomes: models.Becomes | None = None,
) -> Call[models.StatementClassesOut]:
    """Which classes of statements came. How many of each, and when the last one came. Unknown ones are kept,
    and wait here for a line."""
    return Call(
        *called("GET", "/v1/statement-classes", {}),
        query={"becomes": becomes},
        headers={},
        reads="json",
    )


def record_activity_events(
    body: models.EventsIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.EventDeliveryOut]:
    """Deliver events. Record events in any order, late ones included; each is answered for. The same event
    twice is `known` and counted once; another event under a known id is a `conflict` and changes nothing,
    unless it has a higher `version`; an event about somebody whom the roster does not know yet is `waiting`
    and counts as soon as it does; one that was taken back stays `taken_back`; nothing is kept about students
    whom the service does not cover (`not_covered`); one that breaks a rule is `rejected` with the rule."""
    return Call(
        *called("POST", "/v1/events", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def remove_activity_events(
    body: models.EventRemovalsIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Take events back. Take back events that the source has found to be wrong; daily values and scores
    follow. Each is answered for: `removed` if it was there, `known` if it was taken back before, `unknown` if
    nothing has that id up to that `version`. All of them stay away when they are delivered again, unless with
    a higher `version`."""
    return Call(
        *called("POST", "/v1/events/removals", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_delivered_events(
    body: models.EventLookUpIn,
) -> Call[models.EventLookUpOut]:
    """Look up events that I have delivered. Where events stand that the asking login delivered itself, by its
    own ids, with what is stored of them. Nothing is told of what others delivered, nor of what came before
    senders were kept. A body, because who a student is stands in no address. To compare a whole item with
    what is stored, deliver it with `?dry_run=true`: `known` says that it is the same."""
    return Call(
        *called("POST", "/v1/events/lookups", {}),
        query={},
        headers={},
        body=body, reads="json",
    )


def record_caliper_envelope(
    body: Any,
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Deliver a Caliper envelope. Record a sensor's Caliper 1.2 (or 1.1) envelope, as its endpoint. A
    malformed envelope, or event in one, is `400` and names the field; data of another version are `422`;
    nothing is stored then. `200` without a body says that all of it is stored. An event whose id is known
    counts once. Events that no rule of the institution's profile is for, and entities, are left aside; the
    receipt of the delivery (`GET /v1/deliveries`) counts them."""
    return Call(
        *called("POST", "/v1/caliper", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="nothing",
    )


def read_caliper_configuration(
) -> Call[models.CaliperConfigurationOut]:
    """What this Caliper endpoint takes. Read what a Caliper sensor may ask before it sends: the versions of
    data that are read. `200` also says that the sensor's token is good for `POST`."""
    return Call(
        *called("GET", "/v1/caliper", {}),
        query={},
        headers={},
        reads="json",
    )


def record_resources_of_modules(
    body: models.ModuleResourcesIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.DeliveryOut]:
    """Deliver resources of module runs. Record what the class of a module run can open, by code; a known code
    is brought up to date. So it can be told what nobody has opened."""
    return Call(
        *called("POST", "/v1/module-resources", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_own_reference(
) -> Call[models.ReferenceOut]:
    """What I may deliver, and which codes there are. What a client needs to know of the institution before it
    asks or delivers anything. For everybody: academic years, the purposes that they may state, and the codes
    of requests and answers, with what to call each. For a connected system also what its token is good for:
    operations, files, sources with their kinds of events, and the systems whose names for students are known.
    It says nothing of any student."""
    return Call(
        *called("GET", "/v1/reference", {}),
        query={},
        headers={},
        reads="json",
    )


def list_codes(
    *,
    of: models.CodeList,
    academic_year: int | None = None,
    code: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.CodedListOut, models.CodedOut]:
    """Codes of one kind. What the roster and the timetable have codes for, as deliveries name it; for
    connected systems."""
    return Paged(
        *called("GET", "/v1/reference/codes", {}),
        query={"of": of, "academic_year": academic_year, "code": code, "limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def list_deliveries(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.DeliveryReceiptsOut, models.DeliveryReceiptOut]:
    """What I have delivered. The asking system's own deliveries of the last 90 days, latest first: figures,
    and nobody's data."""
    return Paged(
        *called("GET", "/v1/deliveries", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def record_import(
    content: bytes,
    content_type: Literal["application/zip", "text/csv", "text/tab-separated-values", "application/x-ndjson"],
    *,
    kind: models.ImportKind,
    file: str | None = None,
    level: models.Level | None = None,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ImportOut]:
    """Import a file. It is kept, and worked on after those that came before; its bytes go as soon as that is
    done. Besides this operation's scope the token needs those of what is in the file: `attune:roster.write`
    for rosters, `attune:events.write` for events, and so on. Rows of events, sessions, attendance, marks and
    stages are answered for one by one: one that cannot be taken stops no other, and one that comes again
    counts once. Of rosters and packages, all is taken or nothing."""
    return Call(
        *called("POST", "/v1/imports", {}),
        query={"file": file, "level": level, "dry_run": dry_run, "kind": kind},
        headers={"Idempotency-Key": idempotency_key},
        content=content, content_type=content_type, reads="json",
    )


def list_imports(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.ImportsOut, models.ImportOut]:
    """Which files I have sent. The asking system's own of the last 90 days, latest first: figures, and
    nobody's data."""
    return Paged(
        *called("GET", "/v1/imports", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def read_import(
    import_id: str,
) -> Call[models.ImportReportOut]:
    """What became of a file. How far the work has come, and the report by row: where, and which rule. Never
    what stands there."""
    return Call(
        *called("GET", "/v1/imports/{import_id}", {"import_id": import_id}),
        query={},
        headers={},
        reads="json",
    )


def record_roster(
    body: models.RosterIn,
    *,
    dry_run: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ImportOut]:
    """Deliver a roster, or a part of one. Rows as those of the roster's CSV files, by the same rules; nouns
    that are not there stay as they are. What cannot be read is refused at once. Otherwise it is kept, and
    worked on after the files that came before; what became of it is read as that of any import: all of it is
    stored, or nothing, and each fault has its place as a JSON pointer. Once more changes nothing."""
    return Call(
        *called("POST", "/v1/roster", {}),
        query={"dry_run": dry_run},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_exports(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.ExportsOut, models.ExportOut]:
    """Which data sets went out. What, to whom, for what and when; refused ones too. The latest first, for
    whoever answers for the data. Students read those that held data of theirs among their access records."""
    return Paged(
        *called("GET", "/v1/exports", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def read_export(
    dataset: models.DatasetName,
    *,
    format: models.FileFormat | None = None,
    from_: str | None = None,
    to: str | None = None,
    purpose: str | None = None,
) -> Call[bytes]:
    """A data set, as a file. For a system, never for a person: rows of every student whose data may go out
    for the purpose stated. Who is restricted, was erased or has not agreed is left out, day by day. Whose
    rows go out is on record before they do, and each of these students reads it. It is one state of the data,
    sent as it is read: if the connection ends early, nothing of the file counts. `docs/exports.md` has the
    columns."""
    return Call(
        *called("GET", "/v1/exports/{dataset}", {"dataset": dataset}),
        query={"format": format, "from": from_, "to": to},
        headers={"Attune-Purpose": purpose},
        reads="bytes",
    )


def list_org_units(
) -> Call[models.OrgUnitsOut]:
    """The institution's tree. Every org unit with its parent, by code."""
    return Call(
        *called("GET", "/v1/admin/org-units", {}),
        query={},
        headers={},
        reads="json",
    )


def record_org_unit(
    code: str,
    body: models.OrgUnitIn,
    *,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.OrgUnitOut]:
    """Make or change an org unit. The org unit with that code, under its parent."""
    return Call(
        *called("PUT", "/v1/admin/org-units/{code}", {"code": code}),
        query={},
        headers={"Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def list_tutorships(
    *,
    student_number: str,
) -> Call[models.TutorshipsOut]:
    """A student's tutorships. Who tutors or tutored the student with that number, as what kind of tutor,
    latest first."""
    return Call(
        *called("GET", "/v1/admin/tutorships", {}),
        query={"student_number": student_number},
        headers={},
        reads="json",
    )


def record_tutorship(
    body: models.TutorshipIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.TutorshipsOut]:
    """Begin a tutorship. Make a member of staff the student's tutor from that day on; answers with all
    tutorships. `kind` says which of the institution's tutor roles it gives."""
    return Call(
        *called("POST", "/v1/admin/tutorships", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_tutorship_end(
    body: models.TutorshipEndIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.TutorshipsOut]:
    """End a tutorship. From `ends_before` on, the tutorship opens the student to the tutor no longer. With
    today as `ends_before`, it ends now. No roster import reopens it; null as `ends_before` does."""
    return Call(
        *called("POST", "/v1/admin/tutorships/endings", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_training_records(
    *,
    staff_number: str,
) -> Call[models.TrainingRecordsOut]:
    """Somebody's training. Every training of the member of staff with that number, the latest completed
    first."""
    return Call(
        *called("GET", "/v1/admin/training-records", {}),
        query={"staff_number": staff_number},
        headers={},
        reads="json",
    )


def record_training(
    body: models.TrainingIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.TrainingOut]:
    """Record a training. From the day of completion on, roles that need training open students again; until
    it ends."""
    return Call(
        *called("POST", "/v1/admin/training-records", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def remove_training(
    training_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Take back a training record. For a record that was made by mistake; it counts no more from the next
    request on."""
    return Call(
        *called("DELETE", "/v1/admin/training-records/{training_id}", {"training_id": training_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="nothing",
    )


def list_teams(
) -> Call[models.TeamsOut]:
    """The institution's teams. Every team, by code."""
    return Call(
        *called("GET", "/v1/admin/teams", {}),
        query={},
        headers={},
        reads="json",
    )


def record_team(
    code: str,
    body: models.TeamIn,
    *,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.TeamOut]:
    """Make or change a team. The team with that code; its members act in its role, and see the students whose
    cases it has."""
    return Call(
        *called("PUT", "/v1/admin/teams/{code}", {"code": code}),
        query={},
        headers={"Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def list_team_members(
    code: str,
) -> Call[models.TeamMembersOut]:
    """A team's members. Who belongs or belonged to the team, the latest to join first."""
    return Call(
        *called("GET", "/v1/admin/teams/{code}/members", {"code": code}),
        query={},
        headers={},
        reads="json",
    )


def record_team_member(
    code: str,
    body: models.TeamMemberIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.TeamMembersOut]:
    """Join a team. Make a member of staff one of the team from that day on; answers with all members."""
    return Call(
        *called("POST", "/v1/admin/teams/{code}/members", {"code": code}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_team_member_ending(
    code: str,
    body: models.TeamMemberEndIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.TeamMembersOut]:
    """Leave a team. From `ends_before` on, the team's cases open no student to this person. With today as
    `ends_before`, the membership ends now."""
    return Call(
        *called("POST", "/v1/admin/teams/{code}/members/endings", {"code": code}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_exam_periods(
) -> Call[models.ExamPeriodsOut]:
    """Exam periods. The periods in which every mark is hidden, latest first."""
    return Call(
        *called("GET", "/v1/admin/exam-periods", {}),
        query={},
        headers={},
        reads="json",
    )


def record_exam_period(
    body: models.ExamPeriodIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.ExamPeriodOut]:
    """Make an exam period. Hide every mark from everyone, from `starts_on` until `ends_before`."""
    return Call(
        *called("POST", "/v1/admin/exam-periods", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_exam_period(
    exam_period_id: str,
) -> Call[models.ExamPeriodOut]:
    """One exam period. From when until when it hides marks."""
    return Call(
        *called("GET", "/v1/admin/exam-periods/{exam_period_id}", {"exam_period_id": exam_period_id}),
        query={},
        headers={},
        reads="json",
    )


def remove_exam_period(
    exam_period_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Remove an exam period. Its days hide marks no more."""
    return Call(
        *called("DELETE", "/v1/admin/exam-periods/{exam_period_id}", {"exam_period_id": exam_period_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="nothing",
    )


def list_outages(
) -> Call[models.OutagesOut]:
    """Recorded outages of sources. Earliest first."""
    return Call(
        *called("GET", "/v1/admin/outages", {}),
        query={},
        headers={},
        reads="json",
    )


def record_source_outage(
    body: models.OutageIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.OutageOut]:
    """Record an outage of a source. Its days are missing, not zero, in every score that looks at them; those
    are computed anew."""
    return Call(
        *called("POST", "/v1/admin/outages", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_source_outage(
    outage_id: str,
) -> Call[models.OutageOut]:
    """One outage of a source. When the source was down, and why."""
    return Call(
        *called("GET", "/v1/admin/outages/{outage_id}", {"outage_id": outage_id}),
        query={},
        headers={},
        reads="json",
    )


def remove_source_outage(
    outage_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[None]:
    """Take back an outage. Its days count again."""
    return Call(
        *called("DELETE", "/v1/admin/outages/{outage_id}", {"outage_id": outage_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="nothing",
    )


def record_scoring_model(
    body: models.ScoringModelIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.ScoringModelOut]:
    """Draft a scoring model. A new version for an academic year; nothing is computed with it before it is
    published."""
    return Call(
        *called("POST", "/v1/admin/scoring-models", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_scoring_model(
    scoring_model_id: str,
) -> Call[models.ScoringModelOut]:
    """One scoring model, drafts too. The coefficients of a draft, or of a model that is or was in force."""
    return Call(
        *called("GET", "/v1/admin/scoring-models/{scoring_model_id}", {"scoring_model_id": scoring_model_id}),
        query={},
        headers={},
        reads="json",
    )


def record_publication(
    scoring_model_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[models.ScoringModelOut]:
    """Put a scoring model in force. Publish a complete draft for its academic year; the model before it is
    superseded."""
    return Call(
        *called("POST", "/v1/admin/scoring-models/{scoring_model_id}/publication", {"scoring_model_id": scoring_model_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def read_settings(
) -> Call[models.SettingsOut]:
    """What is set differently from the profile. The institution's own entries."""
    return Call(
        *called("GET", "/v1/admin/settings", {}),
        query={},
        headers={},
        reads="json",
    )


def record_settings(
    body: models.SettingsIn,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.SettingsOut]:
    """Set entries differently from the profile. Replace all of the institution's own entries; what is left
    out is as in the profile again. The profile is a floor. `access_purposes` refuses purposes that it allows,
    and allows none that it refuses; `caveats` are added to its own; `disclosure` only makes figures coarser.
    Anything looser is refused, with the entry and its rule."""
    return Call(
        *called("PUT", "/v1/admin/settings", {}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def list_audit_entries(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.AuditEntriesOut, models.AuditEntryOut]:
    """What was changed, by whom. Every change made here, every import and every note the information desk
    removed, latest first."""
    return Paged(
        *called("GET", "/v1/admin/audit-entries", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def list_requests_of_student(
    student_id: str,
) -> Call[models.RequestsOut]:
    """What I have asked of my data. Every request of the student's: until when it is due, and what came of
    it."""
    return Call(
        *called("GET", "/v1/students/{student_id}/requests", {"student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def record_request_of_student(
    student_id: str,
    body: models.RequestIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.RequestOut]:
    """Ask something of my data, or complain. A copy, a rectification, an erasure, a restriction, an
    objection, or a complaint. It is answered by `due_on`: one calendar month, or sooner where the institution
    promises that. A complaint is acknowledged by `acknowledge_by`. The service itself makes a copy; a person
    answers all others. One of a kind is open at a time about the same section, or to the same purpose. An
    institution may not take every kind here: `403` says whom to ask."""
    return Call(
        *called("POST", "/v1/students/{student_id}/requests", {"student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_request_of_student(
    request_id: str,
    student_id: str,
) -> Call[models.RequestOut]:
    """One of my requests. Where it stands, each step and what it did to the due date, and the answer once
    there is one."""
    return Call(
        *called("GET", "/v1/students/{student_id}/requests/{request_id}", {"request_id": request_id, "student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def record_request_information(
    request_id: str,
    student_id: str,
    body: models.InformationIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.RequestOut]:
    """Say what I was asked for. Who the student is, or what they mean: whatever the last step asks. The clock
    goes on from today."""
    return Call(
        *called("POST", "/v1/students/{student_id}/requests/{request_id}/information", {"request_id": request_id, "student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_requests(
    *,
    kind: models.RequestKind | None = None,
    state: Literal["received", "awaiting_identity", "paused", "extended"] | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.QueuedRequestsOut, models.QueuedRequestOut]:
    """Requests that wait for an answer. Those without an answer. What is due first comes first,
    acknowledgements of complaints among it. The students can read that somebody read it."""
    return Paged(
        *called("GET", "/v1/requests", {}),
        query={"kind": kind, "state": state, "limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def read_request(
    request_id: str,
) -> Call[models.QueuedRequestOut]:
    """One request, to answer it. Where it stands, whether it is answered or not. The student can read that
    somebody read it."""
    return Call(
        *called("GET", "/v1/requests/{request_id}", {"request_id": request_id}),
        query={},
        headers={},
        reads="json",
    )


def record_request_step(
    request_id: str,
    body: models.RequestStepIn,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.QueuedRequestOut]:
    """Move a request on. Ask the student who they are or what they mean, go on without, extend it, or
    acknowledge a complaint. The student reads the reason, and what it does to the due date. To ask who
    somebody is stops the clock; to ask what they mean does so for a copy alone. Two further months are told
    within the first."""
    return Call(
        *called("POST", "/v1/requests/{request_id}/steps", {"request_id": request_id}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def record_request_answer(
    request_id: str,
    body: models.RequestAnswerIn,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.QueuedRequestOut]:
    """Answer a request. Say what comes of it, and why; the student reads it. An erasure, a restriction and an
    objection are carried out as they are upheld, and `account` says what was done. Anything else that is
    upheld is done by people."""
    return Call(
        *called("POST", "/v1/requests/{request_id}/answer", {"request_id": request_id}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def list_data_copies(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.CopyEntriesOut]:
    """Copies of a student's data. Those that can be read today. For the student, and for roles that the
    institution gives one to."""
    return Call(
        *called("GET", "/v1/students/{student_id}/copies", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_data_copy(
    request_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.CopyOut]:
    """A copy of the data, for machines. Every row of every table about the student, as of when it was made,
    until `available_until`. A role that receives one for information reads another: what it sees of the
    student anyway."""
    return Call(
        *called("GET", "/v1/students/{student_id}/requests/{request_id}/copy", {"request_id": request_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_data_copy_page(
    request_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[str]:
    """A copy of the data, to read and print. The same as one page that needs nothing else. Activity is added
    up by day there."""
    return Call(
        *called("GET", "/v1/students/{student_id}/requests/{request_id}/copy.html", {"request_id": request_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="text",
    )


def read_erasure_preview(
    request_id: str,
    *,
    how: Literal["delete", "anonymise"] | None = None,
    categories: list[str] | None = None,
) -> Call[models.ErasureOut]:
    """What erasing a student would do. What would be deleted, what would stay, and why, with counts. Nothing
    is done. The erasure itself is an answer to the request: `upheld`, with `details` that say how, and repeat
    the student's number. It cannot be undone."""
    return Call(
        *called("GET", "/v1/requests/{request_id}/erasure-preview", {"request_id": request_id}),
        query={"how": how, "categories": categories},
        headers={},
        reads="json",
    )


def read_erasure(
    request_id: str,
) -> Call[models.ErasureOut]:
    """The account of an erasure. What was done, to be sent to whoever asked: their login opens nothing any
    more. It names nobody."""
    return Call(
        *called("GET", "/v1/requests/{request_id}/erasure", {"request_id": request_id}),
        query={},
        headers={},
        reads="json",
    )


def read_erasure_page(
    request_id: str,
) -> Call[str]:
    """The account of an erasure, to print and send. The same as one page that needs nothing else."""
    return Call(
        *called("GET", "/v1/requests/{request_id}/erasure.html", {"request_id": request_id}),
        query={},
        headers={},
        reads="text",
    )


def record_readmission(
    body: models.ReadmissionIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.ReadmissionOut]:
    """Admit somebody again who was erased. Without it, a roster that names the number is refused row by row.
    What was erased stays erased. Data about days before `starts_on` are not taken. The audit says who said
    so, and when."""
    return Call(
        *called("POST", "/v1/admin/readmissions", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_restrictions(
    student_id: str,
) -> Call[models.RestrictionsOut]:
    """What of my data is stored only. What is, or was, not used for anything else, and what was said when
    that ended."""
    return Call(
        *called("GET", "/v1/students/{student_id}/restrictions", {"student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def record_restriction_lifting(
    student_id: str,
    body: models.LiftingIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.RestrictionOut]:
    """Lift a restriction. The data are used again from now on; the next run makes the scores. The student was
    told before."""
    return Call(
        *called("POST", "/v1/students/{student_id}/restriction/lifting", {"student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_corrections_of_student(
    student_id: str,
) -> Call[models.CorrectionsOut]:
    """What I said is wrong. Everything that the student challenged, and what was decided on it."""
    return Call(
        *called("GET", "/v1/students/{student_id}/corrections", {"student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def record_correction_of_student(
    student_id: str,
    body: models.CorrectionIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.CorrectionOut]:
    """Say that something is wrong. Challenge an attendance record, a mark, or what a source counted on a day.
    Until somebody decides, the figure is shown as disputed to everybody who sees it."""
    return Call(
        *called("POST", "/v1/students/{student_id}/corrections", {"student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_correction_of_student(
    correction_id: str,
    student_id: str,
) -> Call[models.CorrectionOut]:
    """One thing I said is wrong. Where it stands; once accepted, what the record said and says, and who had
    looked at it."""
    return Call(
        *called("GET", "/v1/students/{student_id}/corrections/{correction_id}", {"correction_id": correction_id, "student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def list_corrections(
    *,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.QueuedCorrectionsOut, models.QueuedCorrectionOut]:
    """Corrections that wait for my decision. Those without a decision, oldest first: of students whom the
    asker sees in a role that owns such data. Whoever answers requests sees all of them, and needs no purpose.
    The look is on the students' records."""
    return Paged(
        *called("GET", "/v1/corrections", {}),
        query={"limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def decide_correction(
    correction_id: str,
    body: models.CorrectionDecisionIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.QueuedCorrectionOut]:
    """Decide on a correction. Change the record, or refuse to, with a reason that the student reads.
    Accepted, the old value stays on the correction, and stays out: its source may deliver it again in vain.
    What rests on it is computed again. Whoever had looked at it is listed, and shown the correction."""
    return Call(
        *called("POST", "/v1/corrections/{correction_id}/decision", {"correction_id": correction_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_corrections_told(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.CorrectionsToldOut, models.QueuedCorrectionOut]:
    """What was corrected of what I looked at. For staff: accepted corrections of what they had looked at
    before, the latest first."""
    return Paged(
        *called("GET", "/v1/me/corrections", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def list_responsibilities(
) -> Call[models.ResponsibilitiesOut]:
    """Who is responsible for what. Every processing activity, with the person or group responsible for it.
    For everybody with a login."""
    return Call(
        *called("GET", "/v1/responsibilities", {}),
        query={},
        headers={},
        reads="json",
    )


def list_history(
    student_id: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.HistoryOut, models.HistoryEntryOut]:
    """What was done with my data. What staff, the service and the student did with it: decisions, requests,
    copies, corrections, cases. The latest first. Who looked is in `access-records`."""
    return Paged(
        *called("GET", "/v1/students/{student_id}/history", {"student_id": student_id}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def list_retention_rules(
) -> Call[models.RetentionRulesOut]:
    """How long data are kept. By kind of data: what for, for how long, what becomes of it, and what goes
    next. For everybody."""
    return Call(
        *called("GET", "/v1/retention", {}),
        query={},
        headers={},
        reads="json",
    )


def list_retention_runs(
) -> Call[models.RetentionRunsOut]:
    """What was deleted because it was due. The latest hundred runs of `attune retention run`, with signed
    counts; for administrators."""
    return Call(
        *called("GET", "/v1/admin/retention-runs", {}),
        query={},
        headers={},
        reads="json",
    )


def read_about(
    code: str,
) -> Call[models.AboutOut]:
    """What is done with students' data. Purposes, sources and how each is used, who sees what, contacts,
    notices, how long data are kept."""
    return Call(
        *called("GET", "/v1/institutions/{code}/about", {"code": code}),
        query={},
        headers={},
        reads="json",
    )


def read_about_page(
    code: str,
) -> Call[str]:
    """What is done with students' data, as a page. The same to read and print, as one page without scripts
    that needs nothing else."""
    return Call(
        *called("GET", "/v1/institutions/{code}/about.html", {"code": code}),
        query={},
        headers={},
        reads="text",
    )


def read_processing_register(
    code: str,
) -> Call[models.ProcessingRegisterOut]:
    """The record of processing activities. What Article 30 of the UK GDPR asks for, with an entry for each
    kind of data that the service keeps."""
    return Call(
        *called("GET", "/v1/institutions/{code}/processing-register", {"code": code}),
        query={},
        headers={},
        reads="json",
    )


def read_processing_register_file(
    code: str,
) -> Call[str]:
    """The record of processing activities, for a spreadsheet. The same as a table, in the order of Article
    30(1), with governed sources and known inaccuracies."""
    return Call(
        *called("GET", "/v1/institutions/{code}/processing-register.csv", {"code": code}),
        query={},
        headers={},
        reads="text",
    )


def read_processing_register_page(
    code: str,
) -> Call[str]:
    """The record of processing activities, as a page. The same to read and print, as one page without scripts
    that needs nothing else."""
    return Call(
        *called("GET", "/v1/institutions/{code}/processing-register.html", {"code": code}),
        query={},
        headers={},
        reads="text",
    )


def read_public_predictions(
    code: str,
) -> Call[models.PublicPredictionsOut]:
    """Predictions in force, with their cards and audits. What each is made of, how it did, what it cannot
    see, and what the board signed for. Coefficients and like cases are there: whoever knows a record can work
    its expectation out by hand."""
    return Call(
        *called("GET", "/v1/institutions/{code}/predictions", {"code": code}),
        query={},
        headers={},
        reads="json",
    )


def read_public_predictions_page(
    code: str,
    *,
    reader: models.Reader | None = None,
) -> Call[str]:
    """Predictions in force, as a page. Their cards, to read and print, as one page without scripts that needs
    nothing else."""
    return Call(
        *called("GET", "/v1/institutions/{code}/predictions.html", {"code": code}),
        query={"reader": reader},
        headers={},
        reads="text",
    )


def read_data_quality(
) -> Call[models.DataQualityOut]:
    """What checks of the data found. Counts that differ from the usual, silent sources, students who may be
    none, events that look wrong. `attune check-data` looks for all of it, as often as it is run; what it
    found last stands here."""
    return Call(
        *called("GET", "/v1/data-quality", {}),
        query={},
        headers={},
        reads="json",
    )


def list_flagged_students(
    check: models.StudentCheck,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.FlaggedStudentsOut, models.FlaggedStudentOut]:
    """Whom a check of the data is about. So that it can be put right: students by number, with the ids of
    their events that it found. For administrators, among students whom a role of theirs shows them: it opens
    nobody. Each one is a look on record. It looks anew, so what was mended since the last check is gone."""
    return Paged(
        *called("GET", "/v1/data-quality/{check}/students", {"check": check}),
        query={"limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_known_inaccuracies(
) -> Call[models.InaccuraciesOut]:
    """What is known to be wrong with the data. Open and closed, the latest first."""
    return Call(
        *called("GET", "/v1/admin/known-inaccuracies", {}),
        query={},
        headers={},
        reads="json",
    )


def record_known_inaccuracy(
    body: models.InaccuracyIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.InaccuracyOut]:
    """Say what is wrong with the data. From now on it is shown with the section's data of those days, to
    everybody, until it is closed."""
    return Call(
        *called("POST", "/v1/admin/known-inaccuracies", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_known_inaccuracy(
    inaccuracy_id: str,
) -> Call[models.InaccuracyOut]:
    """One known inaccuracy. What is or was wrong, who said so, and how it was put right."""
    return Call(
        *called("GET", "/v1/admin/known-inaccuracies/{inaccuracy_id}", {"inaccuracy_id": inaccuracy_id}),
        query={},
        headers={},
        reads="json",
    )


def record_inaccuracy_closing(
    inaccuracy_id: str,
    body: models.InaccuracyClosingIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.InaccuracyOut]:
    """Close a known inaccuracy. It is shown with the data no more."""
    return Call(
        *called("POST", "/v1/admin/known-inaccuracies/{inaccuracy_id}/closing", {"inaccuracy_id": inaccuracy_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_sources(
) -> Call[models.SourceStandingsOut]:
    """Sources, and where each stands. Every source, whether it counts, and when it is reviewed. For everybody
    with a login."""
    return Call(
        *called("GET", "/v1/sources", {}),
        query={},
        headers={},
        reads="json",
    )


def record_source_proposal(
    body: models.SourceProposalIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.SourceProposalOut]:
    """Propose a source. A source that the institution is to have. Not a single record of it counts until it
    is approved. From then on anybody reads on the public page what it says: what, why, whose data, how long
    they are kept. Nothing may measure academic staff, and no source may cover activity unrelated to learning
    and teaching: a proposal of such a kind is refused at once."""
    return Call(
        *called("POST", "/v1/source-proposals", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_source_proposals(
    *,
    source_state: models.ProposalState | None = None,
) -> Call[models.SourceProposalsOut]:
    """Proposals of sources. What was proposed, said and decided, the latest first."""
    return Call(
        *called("GET", "/v1/source-proposals", {}),
        query={"source_state": source_state},
        headers={},
        reads="json",
    )


def read_source_proposal(
    proposal_id: str,
) -> Call[models.SourceProposalOut]:
    """One proposal of a source. What was proposed, who was asked, what was decided, and what reviews
    found."""
    return Call(
        *called("GET", "/v1/source-proposals/{proposal_id}", {"proposal_id": proposal_id}),
        query={},
        headers={},
        reads="json",
    )


def record_source_consultation(
    proposal_id: str,
    body: models.ConsultationIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.SourceProposalOut]:
    """Put a consultation on record. Who was asked about the proposal, when, and what they said. Answers with
    the proposal."""
    return Call(
        *called("POST", "/v1/source-proposals/{proposal_id}/consultations", {"proposal_id": proposal_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def decide_source_proposal(
    proposal_id: str,
    body: models.ProposalDecisionIn,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.SourceProposalOut]:
    """Approve or refuse a source. For the board, by somebody who did not propose it, after somebody was
    consulted. An approved source counts from now on. It is reviewed by the day given, within the
    institution's rule."""
    return Call(
        *called("POST", "/v1/source-proposals/{proposal_id}/decision", {"proposal_id": proposal_id}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def record_source_suspension(
    proposal_id: str,
    body: models.SourceMoveIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.SourceProposalOut]:
    """Suspend a source. Nothing of it counts, and deliveries of it are refused, until it is resumed."""
    return Call(
        *called("POST", "/v1/source-proposals/{proposal_id}/suspension", {"proposal_id": proposal_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_source_resumption(
    proposal_id: str,
    body: models.SourceMoveIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.SourceProposalOut]:
    """Let a source count again. A suspended source counts again, with what was delivered before."""
    return Call(
        *called("POST", "/v1/source-proposals/{proposal_id}/resumption", {"proposal_id": proposal_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_source_retirement(
    proposal_id: str,
    body: models.SourceMoveIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.SourceProposalOut]:
    """Retire a source. Nothing of it counts any more. To have it again, propose it anew."""
    return Call(
        *called("POST", "/v1/source-proposals/{proposal_id}/retirement", {"proposal_id": proposal_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def review_source(
    proposal_id: str,
    body: models.ReviewIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.SourceProposalOut]:
    """Put a review of a source on record. What was found, and by when it is reviewed again. Answers with the
    proposal."""
    return Call(
        *called("POST", "/v1/source-proposals/{proposal_id}/review", {"proposal_id": proposal_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_due_reviews(
    *,
    due_before: str | None = None,
) -> Call[models.DueReviewsOut]:
    """Reviews that are due. Of the sources and of the service as a whole, by when each is due next; the
    soonest first."""
    return Call(
        *called("GET", "/v1/reviews", {}),
        query={"due_before": due_before},
        headers={},
        reads="json",
    )


def review_service(
    body: models.ReviewIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.DueReviewsOut]:
    """Put a review of the service on record. What was found, and by when the service is reviewed again.
    Answers with everything that is due."""
    return Call(
        *called("POST", "/v1/service-reviews", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_cases(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.CasesOut]:
    """A student's cases. Every case with its whole ladder: who tried when and how, what came of it, and what
    may come next. The student reads the same as staff."""
    return Call(
        *called("GET", "/v1/students/{student_id}/cases", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_case(
    student_id: str,
    body: models.CaseIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.CaseOut]:
    """Open a case. The ladder begins at its first rung. You have it if that rung is yours; otherwise nobody
    has it yet. A student has one open case at a time. One who declined support not long ago gets none, unless
    a legal or safeguarding need is stated."""
    return Call(
        *called("POST", "/v1/students/{student_id}/cases", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_case(
    case_id: str,
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.CaseOut]:
    """One case. The whole ladder, every attempt, what is due until when, and who has it."""
    return Call(
        *called("GET", "/v1/students/{student_id}/cases/{case_id}", {"case_id": case_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_contact_attempt(
    case_id: str,
    student_id: str,
    body: models.AttemptIn,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.CaseOut]:
    """Record an attempt. That somebody of the rung that is on tried to reach the student. The service itself
    sends nothing. Entries stand: a correction is a new entry that names the one it puts right. Once the
    student was reached there is no further attempt."""
    return Call(
        *called("POST", "/v1/students/{student_id}/cases/{case_id}/attempts", {"case_id": case_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def record_hand_over(
    case_id: str,
    student_id: str,
    body: models.HandOverIn,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.CaseOut]:
    """Go on to the next rung. Once the rung that is on was used up and the student had the time to answer. A
    team that gets the case sees the student from now on, until it hands the case on or closes it."""
    return Call(
        *called("POST", "/v1/students/{student_id}/cases/{case_id}/hand-overs", {"case_id": case_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def record_skip(
    case_id: str,
    student_id: str,
    body: models.SkipIn,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.CaseOut]:
    """Skip what is left of a rung. Go on to the next rung before this one was used up, for a reason. The case
    says who did, and why."""
    return Call(
        *called("POST", "/v1/students/{student_id}/cases/{case_id}/skips", {"case_id": case_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def record_case_owner(
    case_id: str,
    student_id: str,
    body: models.CaseOwnerIn,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.CaseOut]:
    """Give a case to somebody, or take it. A team, a person, or you. The rung stays the same."""
    return Call(
        *called("POST", "/v1/students/{student_id}/cases/{case_id}/owner", {"case_id": case_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def record_case_closing(
    case_id: str,
    student_id: str,
    body: models.CaseClosingIn,
    *,
    purpose: str | None = None,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.CaseOut]:
    """Close a case. How it ended. A team that had it sees the student no more, from the next request on."""
    return Call(
        *called("POST", "/v1/students/{student_id}/cases/{case_id}/closing", {"case_id": case_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def read_contact_details(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ContactDetailsOut]:
    """How the student can be reached. From the student record. For staff while a case is open and its rung is
    theirs, what its channels need. Every look by staff is on the student's record. The student sees all that
    is held."""
    return Call(
        *called("GET", "/v1/students/{student_id}/contact-details", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_student_answer(
    student_id: str,
    body: models.AnswerIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.CaseOut]:
    """Answer whoever is looking for me. For the student. The case that is open is closed, or goes to whoever
    has it. `fine` closes it; where a team has it, the team does."""
    return Call(
        *called("POST", "/v1/students/{student_id}/answers", {"student_id": student_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_queued_cases(
    *,
    queue: models.Queue | None = None,
    role: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.CaseQueueOut, models.QueuedCaseOut]:
    """What waits to be done in cases. Cases of students whom a role of yours shows with their cases: a page
    of one queue, and counts of all. Due days are working days. Nobody is sent a message: whoever looks here
    finds what is overdue."""
    return Paged(
        *called("GET", "/v1/cases", {}),
        query={"queue": queue, "role": role, "limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_outreach_report(
    *,
    academic_year: int | None = None,
) -> Call[models.OutreachReportOut]:
    """How soon students are reached. Working days to the first attempt and until the student is reached, and
    where, of a year's cases. Figures about groups, with the profile's disclosure control: nobody can be told
    from them."""
    return Call(
        *called("GET", "/v1/outreach-report", {}),
        query={"academic_year": academic_year},
        headers={},
        reads="json",
    )


def list_saved_cohorts(
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.SavedCohortsOut, models.SavedCohortOut]:
    """My saved cohorts. The asker's own, the earliest first. Nobody else's: a saved cohort cannot be
    shared."""
    return Paged(
        *called("GET", "/v1/saved-cohorts", {}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def record_saved_cohort(
    body: models.SavedCohortIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.SavedCohortOut]:
    """Save a cohort. A named filter over the students whom the asker sees, whenever it is asked: it opens
    nobody. A condition that tells of a section of the record needs a role that opens it. At most 50 for one
    person."""
    return Call(
        *called("POST", "/v1/saved-cohorts", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_saved_cohort(
    saved_cohort_id: str,
) -> Call[models.SavedCohortOut]:
    """One saved cohort. Its name and conditions."""
    return Call(
        *called("GET", "/v1/saved-cohorts/{saved_cohort_id}", {"saved_cohort_id": saved_cohort_id}),
        query={},
        headers={},
        reads="json",
    )


def record_changed_saved_cohort(
    saved_cohort_id: str,
    body: models.SavedCohortIn,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.SavedCohortOut]:
    """Change a saved cohort. Its name and conditions, whole. Who joins and leaves by it is recorded the next
    night."""
    return Call(
        *called("PUT", "/v1/saved-cohorts/{saved_cohort_id}", {"saved_cohort_id": saved_cohort_id}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def remove_saved_cohort(
    saved_cohort_id: str,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[None]:
    """Delete a saved cohort. With everything that is recorded of who joined it and left it."""
    return Call(
        *called("DELETE", "/v1/saved-cohorts/{saved_cohort_id}", {"saved_cohort_id": saved_cohort_id}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        reads="nothing",
    )


def list_cohort_members(
    saved_cohort_id: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.CohortMembersOut, models.CohortMemberOut]:
    """Who is in a saved cohort. Whom it finds now among the students whom the asker sees, by number. Each is
    a look on record."""
    return Paged(
        *called("GET", "/v1/saved-cohorts/{saved_cohort_id}/members", {"saved_cohort_id": saved_cohort_id}),
        query={"limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_cohort_events(
    saved_cohort_id: str,
    *,
    since: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.CohortEventsOut, models.CohortEventOut]:
    """Who joined and left. Who joined the saved cohort and who left it, night by night, the earliest first.
    Of students whom the asker sees today, and no others. Why somebody left is not said."""
    return Paged(
        *called("GET", "/v1/saved-cohorts/{saved_cohort_id}/events", {"saved_cohort_id": saved_cohort_id}),
        query={"since": since, "limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_statistics_of_group(
    variable: models.Variable,
    *,
    group: models.GroupKind | None = None,
    group_id: str | None = None,
    academic_year: int | None = None,
    purpose: str | None = None,
) -> Call[models.StatisticsOut]:
    """Statistics of a group. How many people of the group are in each category, about. Made once for an
    academic year, with noise, rounding and suppression in the database itself: the same question always has
    the same answer, and no question tells of one person. That you asked is on record."""
    return Call(
        *called("GET", "/v1/statistics/{variable}", {"variable": variable}),
        query={"group": group, "group_id": group_id, "academic_year": academic_year},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_review_list(
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ReviewListOut]:
    """Make the term's review list. Of the students whom the asker may review: who was absent and never
    present in the latest weeks. Once a term for each asker. It rests on the register alone, and changes
    nothing about anybody."""
    return Call(
        *called("POST", "/v1/review-lists", {}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        reads="json",
    )


def list_review_lists(
    *,
    purpose: str | None = None,
) -> Call[models.ReviewListsOut]:
    """Review lists. The asker's own, and those on which students in the asker's charge are; the latest
    first."""
    return Call(
        *called("GET", "/v1/review-lists", {}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_review_list(
    review_list_id: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    purpose: str | None = None,
) -> Paged[models.ReviewListPageOut, models.ReviewedStudentOut]:
    """One review list. Its students in the asker's charge, each with the register of these weeks, and what
    was decided."""
    return Paged(
        *called("GET", "/v1/review-lists/{review_list_id}", {"review_list_id": review_list_id}),
        query={"limit": limit, "cursor": cursor},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def decide_on_reviewed_student(
    review_list_id: str,
    student_id: str,
    body: models.ReviewDecisionIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ReviewedStudentOut]:
    """Decide on a student of a review list. Say what is to follow, and why. Nothing follows by itself, and a
    decision stands."""
    return Call(
        *called("POST", "/v1/review-lists/{review_list_id}/students/{student_id}/decision", {"review_list_id": review_list_id, "student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_report_rules(
) -> Call[models.ReportRulesOut]:
    """By what weekly reports colour a week. Windows, cut points, sources, and what each pair of statuses
    makes together: for everybody to check."""
    return Call(
        *called("GET", "/v1/report-rules", {}),
        query={},
        headers={},
        reads="json",
    )


def read_weekly_report_csv(
    org_unit: str,
    *,
    week: str | None = None,
    purpose: str | None = None,
) -> Call[str]:
    """A School's weekly report, as CSV. Every row of the School at once, by student number. Each student can
    read that somebody looked. A cell that a spreadsheet could take for a formula has an apostrophe before it.
    `known_inaccuracies` says what is known to be wrong with the figures. Read columns by their names: some
    may come at the end."""
    return Call(
        *called("GET", "/v1/weekly-reports/{org_unit}.csv", {"org_unit": org_unit}),
        query={"week": week},
        headers={"Attune-Purpose": purpose},
        reads="text",
    )


def read_weekly_report(
    org_unit: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    week: str | None = None,
    purpose: str | None = None,
) -> Paged[models.WeeklyReportOut, models.ReportRowOut]:
    """A School's weekly report. One row for each student of the School: attendance, online engagement, and
    both together. For whoever has a grant over the School. Red is where to look first: it is a reason to
    talk, and no judgement. Without data a status is grey, and never red."""
    return Paged(
        *called("GET", "/v1/weekly-reports/{org_unit}", {"org_unit": org_unit}),
        query={"limit": limit, "cursor": cursor, "week": week},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_weekly_trend(
    org_unit: str,
    *,
    weeks: int | None = None,
    week: str | None = None,
) -> Call[models.TrendOut]:
    """A School's weeks over time. How many students had which colour, week by week; nobody is named. Whoever
    has a grant over the School reads exact counts of the students whom they see. Analysts read those of a
    college with the profile's disclosure control."""
    return Call(
        *called("GET", "/v1/weekly-reports/{org_unit}/trend", {"org_unit": org_unit}),
        query={"weeks": weeks, "week": week},
        headers={},
        reads="json",
    )


def read_weekly_status(
    student_id: str,
    *,
    weeks: int | None = None,
    week: str | None = None,
    purpose: str | None = None,
) -> Call[models.WeeklyStatusOut]:
    """A student's weeks over time. How the weekly report has the student, week by week: for the student and
    staff in charge."""
    return Call(
        *called("GET", "/v1/students/{student_id}/weekly-status", {"student_id": student_id}),
        query={"weeks": weeks, "week": week},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def read_report_workbook(
    org_unit: str,
    *,
    week: str | None = None,
    purpose: str | None = None,
) -> Call[bytes]:
    """A School's weekly report, as a workbook to fill in. For Excel or LibreOffice: a row for each student,
    and five columns for the School's contacts with them. Everything else is locked. Each student can read
    that somebody looked."""
    return Call(
        *called("GET", "/v1/weekly-reports/{org_unit}/workbook", {"org_unit": org_unit}),
        query={"week": week},
        headers={"Attune-Purpose": purpose},
        reads="bytes",
    )


def record_report_workbook(
    org_unit: str,
    content: bytes,
    content_type: Literal["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    *,
    dry_run: bool | None = None,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.WorkbookReadBackOut]:
    """Read a workbook back. Documents the contacts that the School filled in, and says of each row what
    became of it. Rows are known by hidden keys, and columns by hidden ids: sorting, moving, renaming and
    adding do no harm. A row that is missing deletes nothing. The same workbook twice changes nothing. It
    starts no case."""
    return Call(
        *called("POST", "/v1/weekly-reports/{org_unit}/workbook", {"org_unit": org_unit}),
        query={"dry_run": dry_run},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        content=content, content_type=content_type, reads="json",
    )


def list_report_contacts(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ReportContactsOut]:
    """Contacts documented in weekly reports. What the School documented, week by week, who did, and what
    stood there before. The student reads the same as staff."""
    return Call(
        *called("GET", "/v1/students/{student_id}/report-contacts", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_prediction_models(
) -> Call[models.PredictionModelsOut]:
    """Every model of predictions. What predictions are or were made with, and what was drafted, with its
    coefficients and its audit."""
    return Call(
        *called("GET", "/v1/prediction-models", {}),
        query={},
        headers={},
        reads="json",
    )


def record_prediction_model(
    body: models.PredictionModelIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.PredictionModelOut]:
    """Draft a model of predictions. Take what `attune train-prediction` wrote. Nothing is worked out with it
    before it is published. It is `audited` where nothing trips, and a `draft` where something does: `reasons`
    says what."""
    return Call(
        *called("POST", "/v1/prediction-models", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_prediction_model(
    version: str,
) -> Call[models.PredictionModelOut]:
    """One model of predictions. Its coefficients, its like cases and its audit: enough to work out every
    prediction again by hand."""
    return Call(
        *called("GET", "/v1/prediction-models/{version}", {"version": version}),
        query={},
        headers={},
        reads="json",
    )


def read_prediction_card(
    version: str,
    *,
    reader: models.Reader | None = None,
) -> Call[models.PredictionCardOut]:
    """A model of predictions in plain words. What it is made of, what it cannot see, how it did: for
    students, for tutors, for who signs."""
    return Call(
        *called("GET", "/v1/prediction-models/{version}/card", {"version": version}),
        query={"reader": reader},
        headers={},
        reads="json",
    )


def record_prediction_exception(
    version: str,
    body: models.PredictionExceptionIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.PredictionModelOut]:
    """Sign for a gap between groups. Take responsibility, by name, for one gap that is too wide. For the
    board; never for who drafted it. Nothing else that trips can be signed for. The name and the reason stand
    on the model's card."""
    return Call(
        *called("POST", "/v1/prediction-models/{version}/exceptions", {"version": version}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def record_prediction_publication(
    version: str,
    *,
    idempotency_key: str | None = None,
) -> Call[models.PredictionModelOut]:
    """Publish a model of predictions. Put an audited model in force for its day; the one before it is
    superseded. A 409 says what stands in the way where its audit trips."""
    return Call(
        *called("POST", "/v1/prediction-models/{version}/publication", {"version": version}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def read_expectation(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ExpectationsOut]:
    """What became of earlier students with such a record. Of each module that the student is on: of 100
    students with such a record, so many passed. It is worked out now, because somebody asked, and not kept.
    `withheld` says why nothing is told: before week 3, with fewer than 200 like cases, without consent, after
    an objection. It shows what can be changed, and no other reasons. Nothing is decided by it: a person
    looks, talks with the student, and acts."""
    return Call(
        *called("GET", "/v1/students/{student_id}/expectation", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def list_expectation_acts(
    student_id: str,
    *,
    purpose: str | None = None,
) -> Call[models.ExpectationActsOut]:
    """What staff did when they had seen an expectation. Who did what, when, and what they had been shown. For
    the student and for whoever sees the expectation. `withheld` says why what had been shown is not told now:
    marks that are hidden or withheld are told by no other way. After an objection there is nothing here: it
    is deleted."""
    return Call(
        *called("GET", "/v1/students/{student_id}/expectation/acts", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose},
        reads="json",
    )


def record_expectation_act(
    student_id: str,
    body: models.ExpectationActIn,
    *,
    purpose: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.ExpectationActOut]:
    """Put on record what you did. A record and nothing else: no message goes out by it, and no case is
    opened. What had been seen is worked out again, and kept with it. A 409 says that it is another by now, or
    that nothing is told: then there was nothing to see, unless you have put something on record before."""
    return Call(
        *called("POST", "/v1/students/{student_id}/expectation/acts", {"student_id": student_id}),
        query={},
        headers={"Attune-Purpose": purpose, "Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_comparison_of_student(
    student_id: str,
) -> Call[models.ComparisonOut]:
    """The student's own weeks, and their fifth of course and year. For the student alone, and off until the
    student asks for it; while it is off, nothing is worked out. The student's own weekly means come first.
    Then one of five fifths of the students of the own course and year, of the latest complete week, from 30
    students on: never a rank, never an average, never a figure of others. A week is compared once, with
    noise, so nobody can tell from it who joins, leaves or does what."""
    return Call(
        *called("GET", "/v1/students/{student_id}/comparison", {"student_id": student_id}),
        query={},
        headers={},
        reads="json",
    )


def record_comparison_choice(
    student_id: str,
    body: models.ComparisonChoiceIn,
) -> Call[models.ComparisonChoiceOut]:
    """Switch the comparison on or off. For the student alone, for this academic year, as often as one likes.
    Repeating it changes nothing."""
    return Call(
        *called("PUT", "/v1/students/{student_id}/comparison/choice", {"student_id": student_id}),
        query={},
        headers={},
        body=body, reads="json",
    )


def list_webhooks(
) -> Call[models.WebhooksOut]:
    """Every webhook. Which systems are told of what; without their secrets."""
    return Call(
        *called("GET", "/v1/webhooks", {}),
        query={},
        headers={},
        reads="json",
    )


def record_webhook(
    body: models.WebhookIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.WebhookWithSecretOut]:
    """Make a webhook. From now on the system at that address is told of such events, by Standard Webhooks
    1.0.0. Messages name students and things by id, and nothing else: what happened is read here, with a
    token."""
    return Call(
        *called("POST", "/v1/webhooks", {}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def read_webhook(
    webhook_id: str,
) -> Call[models.WebhookOut]:
    """One webhook. What it is told of, and whether it is."""
    return Call(
        *called("GET", "/v1/webhooks/{webhook_id}", {"webhook_id": webhook_id}),
        query={},
        headers={},
        reads="json",
    )


def record_changed_webhook(
    webhook_id: str,
    body: models.WebhookChangeIn,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[models.WebhookOut]:
    """Change a webhook. Whole: where messages go, of what, and whether any do. What waits goes to the new
    address."""
    return Call(
        *called("PUT", "/v1/webhooks/{webhook_id}", {"webhook_id": webhook_id}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        body=body, reads="json",
    )


def remove_webhook(
    webhook_id: str,
    *,
    if_match: str | None = None,
    idempotency_key: str | None = None,
    if_none_match: str | None = None,
) -> Call[None]:
    """Delete a webhook. With its messages, sent or not."""
    return Call(
        *called("DELETE", "/v1/webhooks/{webhook_id}", {"webhook_id": webhook_id}),
        query={},
        headers={"If-Match": if_match, "Idempotency-Key": idempotency_key, "If-None-Match": if_none_match},
        reads="nothing",
    )


def record_webhook_secret(
    webhook_id: str,
    *,
    idempotency_key: str | None = None,
) -> Call[models.WebhookWithSecretOut]:
    """A new secret for a webhook. For a day messages carry two signatures, by the new secret and by the one
    before."""
    return Call(
        *called("POST", "/v1/webhooks/{webhook_id}/secret", {"webhook_id": webhook_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        reads="json",
    )


def record_webhook_replay(
    webhook_id: str,
    body: models.ReplayIn,
    *,
    idempotency_key: str | None = None,
) -> Call[models.ReplayOut]:
    """Send messages again. One message, or all since a moment, under the ids that they had: whoever has them
    drops them."""
    return Call(
        *called("POST", "/v1/webhooks/{webhook_id}/replay", {"webhook_id": webhook_id}),
        query={},
        headers={"Idempotency-Key": idempotency_key},
        body=body, reads="json",
    )


def list_webhook_deliveries(
    webhook_id: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Paged[models.WebhookMessagesOut, models.WebhookMessageOut]:
    """What became of a webhook's messages. The messages of the last 30 days, the latest first, with every
    attempt. Not whom they are about."""
    return Paged(
        *called("GET", "/v1/webhooks/{webhook_id}/deliveries", {"webhook_id": webhook_id}),
        query={"limit": limit, "cursor": cursor},
        headers={},
        reads="json",
    )


def read_launch_login(
    *,
    iss: str,
    login_hint: str,
    target_link_uri: str,
    client_id: str | None = None,
    lti_deployment_id: str | None = None,
    lti_message_hint: str | None = None,
    lti_storage_target: str | None = None,
) -> Call[str]:
    """A learning platform begins to open a page. The browser is sent to ask the platform who it is. A
    platform may as well send a form here."""
    return Call(
        *called("GET", "/v1/lti/login", {}),
        query={"iss": iss, "login_hint": login_hint, "target_link_uri": target_link_uri, "client_id": client_id, "lti_deployment_id": lti_deployment_id, "lti_message_hint": lti_message_hint, "lti_storage_target": lti_storage_target},
        headers={},
        reads="text",
    )


def record_launch_login(
    form: dict[str, str],
) -> Call[str]:
    """A learning platform begins to open a page, by a form. OpenID Connect's third-party initiated login, as
    LTI 1.3 has it. Only configured pages are opened."""
    return Call(
        *called("POST", "/v1/lti/login", {}),
        query={},
        headers={},
        form=form, reads="text",
    )


def record_launch(
    form: dict[str, str],
) -> Call[str]:
    """A learning platform says who opens a page. The browser goes to the page, with a code behind
    `#attune_launch=` that is good once, for a minute. What the platform says of roles is not looked at. Who
    it is must be entered here, by the login."""
    return Call(
        *called("POST", "/v1/lti/launch", {}),
        query={},
        headers={},
        form=form, reads="text",
    )


def record_launch_token(
    body: models.LaunchCodeIn,
) -> Call[models.LaunchTokenOut]:
    """A token for the page that was opened. An access token for an hour, in exchange for the code; asked by
    the page's own script. Its `Origin` must be the page's. The token opens what a relation on record opens: a
    student's own data, and those of whom somebody tutors or teaches."""
    return Call(
        *called("POST", "/v1/lti/token", {}),
        query={},
        headers={},
        body=body, reads="json",
    )


def read_liveness(
) -> Call[models.HealthOut]:
    """Alive. The process answers. Says nothing of the database."""
    return Call(
        *called("GET", "/healthz", {}),
        query={},
        headers={},
        reads="json",
    )


def read_readiness(
) -> Call[models.HealthOut]:
    """Ready. The service can answer: it is not stopping, its database answers and has this version's
    migrations. And the keys of an identity provider are known. Those that were read once go on counting while
    the provider is away, for a day. The database is asked once a second at most."""
    return Call(
        *called("GET", "/readyz", {}),
        query={},
        headers={},
        reads="json",
    )


def read_problem_type(
    code: str,
) -> Call[models.ProblemTypeOut]:
    """What a problem type means. The meaning of a problem's `type`."""
    return Call(
        *called("GET", "/problems/{code}", {"code": code}),
        query={},
        headers={},
        reads="json",
    )


def read_protected_resource(
) -> Call[models.ProtectedResourceOut]:
    """Where to get a token. The identity providers whose access tokens are accepted, and the scopes there are
    (RFC 9728)."""
    return Call(
        *called("GET", "/.well-known/oauth-protected-resource", {}),
        query={},
        headers={},
        reads="json",
    )


def list_signing_keys(
) -> Call[models.SigningKeysOut]:
    """The keys that receipts are checked by. The public keys as a JWK set (RFC 7517); empty where the service
    signs nothing. Keep them beside a receipt: they check it offline."""
    return Call(
        *called("GET", "/.well-known/jwks.json", {}),
        query={},
        headers={},
        reads="json",
    )
