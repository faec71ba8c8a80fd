"""What travels, by the names of the contract's schemas. Generated: `make client`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

Act: TypeAlias = Literal["talked", "offered_support", "referred", "looked_only", "disagreed", "changed_mind"]
"""What staff did. - `talked`: They talked with the student about how the module goes. - `offered_support`:
They offered the student support. - `referred`: They referred the student to somebody else, with the student's
agreement. - `looked_only`: They looked, and did nothing. - `disagreed`: They think that it does not fit the
student, and say why. - `changed_mind`: They think otherwise than in what they had recorded, and say why."""
Action: TypeAlias = Literal["delete", "anonymise"]
"""What becomes of it. - `delete`: It is deleted. - `anonymise`: Daily amounts go on under a random id that
nothing leads to; everything else is deleted."""
Answer: TypeAlias = Literal["fine", "call_me", "wrong_data", "support", "no_support"]
"""What a student answers to being looked for. - `fine`: I'm fine. - `call_me`: Call me. - `wrong_data`: The
data is wrong. - `support`: I'd like support. - `no_support`: I do not want support."""
AttemptOutcome: TypeAlias = Literal["sent", "left_message", "no_answer", "not_delivered", "reached", "declined"]
"""What came of an attempt. - `sent`: A message went out, and the student may answer. - `left_message`: Nobody
answered, and a message was left. - `no_answer`: Nobody answered. - `not_delivered`: The address or number
does not work: there is no answer to wait for. - `reached`: The student was reached. - `declined`: The student
was reached, and declines what was offered."""
AttendanceState: TypeAlias = Literal["present", "absent", "authorised_absence", "no_record", "to_come"]
"""What is shown of a session that a student is expected at. - `present`: The student came. - `absent`: The
student did not come, without authorisation. - `authorised_absence`: The student was allowed to miss it. -
`no_record`: It is over, and the register says nothing. - `to_come`: It is not over, and the register says
nothing yet."""
Audited: TypeAlias = Literal["student", "consent", "engagement", "grades", "employability", "attendance", "meetings", "notes", "signals", "support", "contact_details", "visa", "remarks", "corrections", "requests", "expectation"]
"""What a look at a student can show; access records name it. - `student`: Name, number, programme, tutors and
modules. - `consent`: Where consent stands. - `engagement`: Daily scores, and how each came about. - `grades`:
Assessments, submissions and marks. - `employability`: Careers events, and the stage the student says they are
at. - `attendance`: Teaching sessions, and what the register says. - `meetings`: Meetings with staff. -
`notes`: Notes on meetings. - `signals`: Changes noticed in the student's own engagement. - `support`: Cases,
attempts to reach the student, referrals and objectives. - `contact_details`: Addresses and telephone numbers,
the emergency contact among them. - `visa`: Gaps in the engagement of a student on a sponsored visa. -
`remarks`: What the student says that the data miss. - `corrections`: What the student says is wrong. -
`requests`: What the student asked of their data. - `expectation`: What became of earlier students with such a
record."""
Becomes: TypeAlias = Literal["counted", "ignored", "refused", "unknown"]
"""What becomes of statements of a class. Every one is kept as a statement. - `counted`: An event of a source
of the institution's is made of it. - `ignored`: It is no activity of the student's, or of no source that the
institution has. - `refused`: It never becomes an event, since it would count twice, or by the wrong way. -
`unknown`: Nobody has said what it is: it is listed until somebody does."""
CaseOutcome: TypeAlias = Literal["reached_ok", "support_offered", "support_declined", "referred", "emergency_policy_started", "explained", "wrong_data", "duplicate"]
"""How a case ended. - `reached_ok`: The student was reached, and is well. - `support_offered`: The student
was reached, and was offered support. - `support_declined`: The student was reached, and declined support. -
`referred`: Another service took over. - `emergency_policy_started`: Nobody reached the student, and the
institution's emergency contact policy has started. - `explained`: There is a reason for what was noticed. -
`wrong_data`: What was noticed is a fault of the data. - `duplicate`: Somebody is looking after the student
already."""
CaseState: TypeAlias = Literal["open", "attempting", "handed_over", "reached", "closed"]
"""Where a case stands. - `open`: Nobody has tried to reach the student yet. - `attempting`: Somebody of the
rung that is on has tried. - `handed_over`: The ladder went on to a rung on which nobody has tried yet. -
`reached`: The student was reached, or has answered: the ladder has ended, and the case is to be closed. -
`closed`: It is over."""
Category: TypeAlias = Literal["identity", "contact", "activity", "waiting", "attendance", "grades", "support", "cohorts", "cases", "expectations", "statistics", "visa", "consent", "requests", "looks", "changes", "staff"]
"""A kind of data. - `identity`: Who the student is, and what they study. With it, everything else of the
student goes. - `contact`: How the student is reached. - `activity`: What was done in learning systems, and
what was made of it: amounts, scores, signals, reviews. - `waiting`: What was done by somebody whom the roster
does not know yet. Nobody may ever claim it. - `attendance`: Attendance, exempted days and circumstances. -
`grades`: Marks, and the modules that they belong to. - `support`: Meetings, notes, objectives, remarks,
referrals, offers and messages. - `cohorts`: Who is in a saved cohort of staff, and who joined and left. -
`cases`: Cases in which a student was looked for. - `expectations`: What staff did when they had seen an
expectation, and what they had seen. - `statistics`: What is kept for figures about groups alone, and no role
can read. - `visa`: Decisions about the attendance of sponsored students. - `consent`: What the student agreed
to and refused. - `requests`: What the student asked of their data, and challenged. - `looks`: Who looked at
the student. - `changes`: What was changed in the service, and by whom. - `staff`: Grants, trainings and
memberships of staff."""
Channel: TypeAlias = Literal["university_email", "personal_email", "teams_message", "teams_call", "phone", "sms", "visit", "emergency_contact"]
"""How somebody tries to reach a student. - `university_email`: A message to the address that the university
gave the student. - `personal_email`: A message to an address of the student's own. - `teams_message`: A
written message in Microsoft Teams. - `teams_call`: A call in Microsoft Teams. - `phone`: A telephone call. -
`sms`: A text message. - `visit`: Somebody goes to where the student lives. - `emergency_contact`: The person
whom the student named for emergencies, under the institution's policy for that."""
Check: TypeAlias = Literal["unusual_count", "silent_source", "active_after_end", "staff_among_students", "test_students", "duplicates", "clock_ahead"]
"""What is looked for. - `unusual_count`: A day of a source with less than half of the usual events, or more
than twice as many. - `silent_source`: A source that has not delivered for longer than it may take. -
`active_after_end`: Students with events on days after their registration had ended. - `staff_among_students`:
Students who have a number or a login's name in common with a member of staff. - `test_students`: Students
whose name or number begins with test. - `duplicates`: Events that say the same of the same student and moment
as another one does. - `clock_ahead`: Events of a source that lie in the future."""
Closing: TypeAlias = Literal["recovered", "data_changed", "repeated", "excluded", "judged"]
"""Why a signal was closed. - `recovered`: The student's days are inside the range again. - `data_changed`:
Data that came later, or were corrected, leave nothing of it. - `repeated`: A new one took its place, as the
student had not recovered for a while. - `excluded`: The days do not count for the student: an exemption, a
placement, no basis. - `judged`: Its reader found it explained, or its data wrong."""
CodeList: TypeAlias = Literal["org-units", "programmes", "modules", "module-runs", "assessments", "teaching-sessions"]
"""What codes are of. - `org-units`: Colleges, departments, and whatever else is in the tree. - `programmes`:
Programmes of study. - `modules`: Modules, whenever they run. - `module-runs`: Modules in one academic year:
what people are enrolled on. - `assessments`: Assessments of module runs. - `teaching-sessions`: Scheduled
sessions of module runs."""
CohortKind: TypeAlias = Literal["module-runs", "programmes", "colleges"]
"""The groups that figures are published for; there are no others, and they cannot be combined. - `module-
runs`: Everyone enrolled on a module run in the weeks asked for. - `programmes`: Everyone registered on a
programme in the weeks asked for. - `colleges`: Everyone registered in a college in the weeks asked for."""
Colour: TypeAlias = Literal["red", "amber", "green", "grey"]
"""How something stands, shown as a colour and a letter: never as a colour alone. - `red`: Look here first. -
`amber`: Look here next. - `green`: Nothing to see to. - `grey`: There are no data to say. It is never taken
for red."""
ComparisonState: TypeAlias = Literal["off", "shown", "withheld"]
"""Where a comparison stands. - `off`: The student has not asked for it in this academic year. - `shown`:
There is a place. - `withheld`: It is on, and there is no place now."""
ConsentState: TypeAlias = Literal["given", "refused", "withdrawn", "undecided", "not_asked"]
"""Where consent to a purpose stands in an academic year. - `given`: The student has agreed. - `refused`: The
student has not agreed. - `withdrawn`: The student has taken back what was given. - `undecided`: The student
has not decided: it counts as no. - `not_asked`: The purpose rests on another legal basis: nobody is asked,
and nobody can refuse."""
CorrectionKind: TypeAlias = Literal["attendance", "mark", "activity"]
"""What can be challenged. - `attendance`: What the register says of the student at one session. - `mark`: The
mark of one assessment. - `activity`: What one source counted on one day."""
CorrectionState: TypeAlias = Literal["open", "accepted", "refused"]
"""Where a correction stands. - `open`: It waits for a decision. Until then the figure is shown as disputed. -
`accepted`: The record was changed. - `refused`: The record stands, and the decision says why."""
DatasetName: TypeAlias = Literal["students", "scores", "activity", "attendance", "marks"]
"""A data set that a system can take out. - `students`: What each student was registered for. - `scores`:
Daily engagement scores. - `activity`: Daily amounts by source. - `attendance`: Sessions at which a student
was expected. - `marks`: Assessed work, and the marks of it."""
DayState: TypeAlias = Literal["shown", "withheld", "not_registered", "no_scoring_model", "out_of_scope", "unavailable", "restricted"]
"""Where a day's score stands for whoever asks. - `shown`: It has a score. - `withheld`: The student has not
consented for that day. - `not_registered`: The student was not registered on that day. - `no_scoring_model`:
No scoring model of the day's academic year is in force for the student's college. - `out_of_scope`: Never
registered at a level that the service covers. - `unavailable`: A source was down, or has completed no day,
for the whole window; or what it rests on was erased. - `restricted`: The asker's role does not open
engagement, or the student has the right that it is stored only."""
Decision: TypeAlias = Literal["given", "refused", "withdrawn"]
"""What a student decides about a purpose. - `given`: The student agrees. - `refused`: The student does not
agree. - `withdrawn`: The student takes back what was given."""
DeliveryKind: TypeAlias = Literal["events", "event_removals", "module_resources", "teaching_sessions", "attendance", "marks", "credits", "career_stages", "extenuating_circumstances"]
"""What a delivery is of. - `events`: Activity events. - `event_removals`: Activity events taken back. -
`module_resources`: Resources of module runs in the virtual learning environment. - `teaching_sessions`: What
the timetable has scheduled. - `attendance`: What the register says. - `marks`: Submissions and marks. -
`credits`: Credits that students have achieved. - `career_stages`: Where students say they stand in their
plans. - `extenuating_circumstances`: Spells of extenuating circumstances that were approved."""
EventStanding: TypeAlias = Literal["recorded", "waiting", "taken_back", "unknown"]
"""Where an event stands that a system has delivered. - `recorded`: It is stored, and counts where events of
its kind do. - `waiting`: It is kept until the roster knows whom and what it names. - `taken_back`: This login
took it back: what comes again under its id stays away, unless with a higher version. - `unknown`: Nothing of
that name stands here that this login delivered."""
EventType: TypeAlias = Literal["signal.raised", "case.opened", "case.moved", "case.overdue", "case.closed", "consent.decided", "correction.decided", "cohort.joined", "cohort.left"]
"""What happened. - `signal.raised`: A change was noticed in a student's own engagement. - `case.opened`:
Somebody tries to reach a student. - `case.moved`: A case went to another rung or owner, or the student
answered. - `case.overdue`: Somebody should have acted on a rung before today: told once for each rung and due
day. - `case.closed`: A case is over. - `consent.decided`: A student has given, refused or withdrawn consent.
- `correction.decided`: What a student said is wrong was accepted or refused. - `cohort.joined`: A student is
in a saved cohort since last night. - `cohort.left`: A student is not in a saved cohort any more."""
Exclusion: TypeAlias = Literal["vacation", "closed", "source_not_complete", "outage", "authorised_absence", "extenuating_circumstances", "suspended", "year_abroad", "placement", "exemption", "no_basis", "not_registered"]
"""Why a day counts for neither side; the gravest last. - `vacation`: Nothing is taught in that week. -
`closed`: The institution was closed, or the term had not begun or was over. - `source_not_complete`: A source
that the rule counts has not delivered everything of that day yet. - `outage`: A source that the rule counts
was down. - `authorised_absence`: The student was allowed to miss every session of the day. -
`extenuating_circumstances`: The student record system has approved extenuating circumstances. - `suspended`:
The day lies between two registrations: studies were interrupted. - `year_abroad`: The student is registered
for study abroad. - `placement`: The student is registered for a placement. - `exemption`: Staff in charge of
the student have exempted these days. - `no_basis`: The data of that day may not be used: the student has not
consented. - `not_registered`: Not registered at a level that the service covers."""
ExclusionReason: TypeAlias = Literal["exemption", "extenuating_circumstances", "authorised_absence", "placement", "year_abroad", "suspended", "vacation", "closed", "outage"]
"""Why a day says nothing of a student's engagement. - `exemption`: Staff in charge of the student have
exempted these days. - `extenuating_circumstances`: The student record system has approved extenuating
circumstances. - `authorised_absence`: The student was allowed to miss every session of the day. -
`placement`: The student is registered for a placement. - `year_abroad`: The student is registered for study
abroad. - `suspended`: The day lies between two registrations: studies were interrupted. - `vacation`: Nothing
is taught. - `closed`: The institution is closed. - `outage`: A source was down, or has not delivered the
day."""
FileFormat: TypeAlias = Literal["parquet", "csv"]
"""How a data set is written. - `parquet`: Apache Parquet, with typed columns. - `csv`: A header and rows, for
whoever reads no Parquet."""
GrantStanding: TypeAlias = Literal["requested", "lapsed", "approved", "in_force", "expired", "refused", "revoked", "superseded"]
"""Where a grant stands on a day. - `requested`: Nobody has decided yet. - `lapsed`: Nobody decided in time. -
`approved`: It has not begun. - `in_force`: It opens students. - `expired`: Its days are over. - `refused`: It
was asked for, and refused. - `revoked`: It was ended before its time. - `superseded`: A later grant of the
same person, role and scope took its place before it began."""
GroupKind: TypeAlias = Literal["institution", "colleges", "programmes", "module-runs"]
"""The groups that statistics are published of; there are no others, and they cannot be combined. -
`institution`: Everybody of the institution. - `colleges`: Everybody of a college. - `programmes`: Everybody
on a programme. - `module-runs`: Everybody on a module run; of one student, at most eight of a year."""
ImportKind: TypeAlias = Literal["events", "replay", "sessions", "attendance", "marks", "career_stages", "roster", "oneroster", "udd"]
"""What a file is of. - `events`: Activity events. One whose id is known with other content is left out. -
`replay`: Activity events again. One whose id is known with other content is replaced. - `sessions`: Teaching
sessions. - `attendance`: What the register says. - `marks`: Submissions and marks. - `career_stages`: Stages
of career readiness. - `roster`: A roster, as Attune's own CSV files. - `oneroster`: A roster, as a OneRoster
1.2.1 CSV package. - `udd`: A roster with sessions and marks, as UDD 1.6 files."""
ImportOutcome: TypeAlias = Literal["rejected", "conflict", "unknown", "refused", "not_mapped", "ignored"]
"""What became of a row that the report names, or of a column or file. - `rejected`: It breaks a rule: nothing
was kept of it. - `conflict`: Something else is there under its id: nothing changed. - `unknown`: It names
somebody or something that the roster does not know: nothing was kept of it. - `refused`: It breaks a rule,
and nothing of the whole file or package is stored. - `not_mapped`: It is sound, and there is no place for it
here, or something is missing to place it. - `ignored`: It is not kept, in any row."""
ImportState: TypeAlias = Literal["waiting", "running", "done", "refused"]
"""How far the work on a file has come. - `waiting`: Nobody has taken it up yet. - `running`: It is being
worked on, or was cut off and is taken up again. - `done`: Every row of it was read and answered for. -
`refused`: It breaks a rule as a whole; what is not answered for was not stored."""
Included: TypeAlias = Literal["attendance", "next_meeting"]
"""What a caseload says besides who the students are and today's score. - `attendance`: Sessions of the last
four weeks, as the register has them. - `next_meeting`: The next meeting that is planned, with whomever."""
IndicatorState: TypeAlias = Literal["shown", "not_made", "no_score"]
"""Whether there is an indicator. - `shown`: There is one. - `not_made`: None is made of studies like these;
`reason` says why. - `no_score`: Its days have no score; `reason` says why."""
ItemOutcome: TypeAlias = Literal["recorded", "replaced", "known", "conflict", "waiting", "unknown", "not_covered", "taken_back", "removed", "rejected"]
"""What became of one item of a delivery; the same words in deliveries of every kind. - `recorded`: It is new,
and stored. - `replaced`: It was known with other content, and now has this. - `known`: The same, or a later
version of it, is there already, or was taken back already: nothing changed. - `conflict`: Something else is
there under that id, or stands in this delivery before: nothing changed. - `waiting`: The roster does not know
whom or what it names yet: kept, and recorded as soon as it does. - `unknown`: The roster does not know whom
or what it names, or nothing has that id: nothing was kept of it. - `not_covered`: The service does not cover
the student, by their level of study: nothing was kept. - `taken_back`: It was taken back, and stays so; a
higher `version` of it would count again. - `removed`: It was there, and is no more. - `rejected`: It breaks a
rule: nothing was kept."""
Judgement: TypeAlias = Literal["concern", "explained", "wrong_data"]
"""How its reader judges a signal. - `concern`: Something is the matter. - `explained`: There is a reason for
it. - `wrong_data`: The figures are wrong."""
Kind: TypeAlias = Literal["org_unit", "programme", "module_run", "year_of_study", "level", "study_mode", "residence", "sponsored", "my_tutees", "open_signal", "case_queue", "indicator_band", "attendance_below", "engagement_below_own"]
"""What a condition asks. - `org_unit`: Registered today in one of these org units, or anywhere below one. -
`programme`: Registered today on one of these programmes. - `module_run`: Enrolled today on one of these
module runs. - `year_of_study`: Registered today in one of these years of study. - `level`: Registered today
at one of these levels. - `study_mode`: Registered today in one of these modes of study. - `residence`:
Registered today with one of these residences. - `sponsored`: Registered today on a visa that the institution
sponsors. - `my_tutees`: In a tutorship of the owner that is in force today. - `open_signal`: With an open
signal of one of these rules. - `case_queue`: With a case in one of these queues. - `indicator_band`: In one
of these bands of the indicator, by the latest stored score. - `attendance_below`: Present at less than this
share of the latest days' sessions that are recorded as present or absent. - `engagement_below_own`: With a
latest stored score below this share of the student's own score so many days before."""
LegalBasis: TypeAlias = Literal["consent", "public_task", "legal_obligation", "legitimate_interests"]
"""UK GDPR article 6(1), as far as learning analytics uses it. - `consent`: Article 6(1)(a): the student is
asked, and may refuse. - `public_task`: Article 6(1)(e): the institution's task in the public interest. -
`legal_obligation`: Article 6(1)(c): a law asks the institution to. - `legitimate_interests`: Article 6(1)(f):
interests that the student's own do not override."""
LegalException: TypeAlias = Literal["grades_kept", "statutory", "sponsorship_evidence", "legal_claims", "overriding_grounds", "safeguarding", "research", "third_party", "legal_privilege", "exam_scripts", "confidential_references", "manifestly_unfounded"]
"""Why something that was asked for is not done: what the law lets an institution keep or withhold. -
`grades_kept`: Marks and awards. - `statutory`: What another law makes the institution keep or report. -
`sponsorship_evidence`: Evidence on students with a sponsored visa. - `legal_claims`: What is needed for legal
claims. - `overriding_grounds`: Reasons that weigh more than the student's own. - `safeguarding`: What
protects somebody from harm. - `research`: Archives, research and statistics. - `third_party`: What would show
another person's data. - `legal_privilege`: What was said between the institution and its lawyers. -
`exam_scripts`: What was written in an exam. - `confidential_references`: References given in confidence. -
`manifestly_unfounded`: A request that is not meant, or is made over and over."""
Level: TypeAlias = Literal["undergraduate", "postgraduate_taught", "postgraduate_research"]
"""A level of study. - `undergraduate`: Towards a first degree. - `postgraduate_taught`: Towards a taught
degree after the first. - `postgraduate_research`: Towards a degree by research."""
MediaType: TypeAlias = Literal["application/zip", "text/csv", "text/tab-separated-values", "application/x-ndjson", "application/json"]
"""How a file is written. - `application/zip`: Several files in a ZIP archive. - `text/csv`: One CSV file,
with a header. - `text/tab-separated-values`: One tab-separated file, with a header. - `application/x-ndjson`:
One JSON object a line. - `application/json`: A roster's rows, by noun (`POST /v1/roster`)."""
MessageChannel: TypeAlias = Literal["university_email", "personal_email", "teams_message", "sms"]
"""How a prepared text is to reach the student: those channels that are written. - `university_email`: A
message to the address that the university gave the student. - `personal_email`: A message to an address of
the student's own. - `teams_message`: A written message in Microsoft Teams. - `sms`: A text message."""
MessageState: TypeAlias = Literal["waiting", "delivered", "given_up", "withheld"]
"""What has become of a message to one receiver. - `waiting`: It is to be sent, for the first time or again. -
`delivered`: The receiver answered that it has it. - `given_up`: Every attempt failed, or the receiver said
that it is gone. - `withheld`: It is not sent: what it tells is restricted, or the student's consent does not
cover it."""
ModelStatus: TypeAlias = Literal["draft", "published", "superseded"]
"""Where a scoring model stands. - `draft`: It may still be changed; nothing is computed by it. - `published`:
It is in force in its academic year. - `superseded`: A later model of the same academic year took its
place."""
NeedKind: TypeAlias = Literal["legal", "safeguarding"]
"""Why a student is looked for although they declined. - `legal`: The institution has to, by law. -
`safeguarding`: Somebody may come to harm."""
Order: TypeAlias = Literal["number", "name"]
"""How a list of students is ordered. - `number`: By student number. - `name`: By name, and of one name by
number; those whose name is not known come first."""
PredictionState: TypeAlias = Literal["draft", "audited", "published", "superseded"]
"""Where a model of predictions stands. - `draft`: Its audit trips: it cannot be published as it is. -
`audited`: Nothing trips, or a named person took responsibility: it can be published. - `published`:
Expectations of its day are made with it. - `superseded`: A later model of the same day took its place."""
ProposalState: TypeAlias = Literal["proposed", "active", "refused", "suspended", "retired"]
"""Where a source stands. - `proposed`: Nobody has decided on it yet. - `active`: It is approved, and counts.
- `refused`: The board does not want it. - `suspended`: It was approved, and nothing of it counts for now. -
`retired`: It was approved, and nothing of it counts any more."""
Queue: TypeAlias = Literal["overdue", "due_today", "unassigned", "waiting_for_student", "answered"]
"""What waits to be done in cases. - `overdue`: Somebody should have acted before today. - `due_today`:
Somebody has to act today. - `unassigned`: Neither a person nor a team has it. - `waiting_for_student`: The
student still has time to answer. - `answered`: The student has answered, and nobody has acted on it; closed
ones stay until they would be due."""
Reach: TypeAlias = Literal["self", "tutorship", "grant", "teaching", "assignment", "none"]
"""How a role reaches students. - `self`: The student. - `tutorship`: A dated tutorship whose kind is the
role. - `grant`: An approved, dated grant of the role: over an org unit with all below it, or everybody. -
`teaching`: The module runs that somebody teaches, and of their students what belongs to that module. -
`assignment`: A case handed over to a team, while it is open. - `none`: Acts without seeing a student."""
Reader: TypeAlias = Literal["student", "tutor", "officer"]
"""Whom a card is written for. - `student`: Whoever a prediction is about. - `tutor`: Staff who see it as a
prompt. - `officer`: The data-protection officer, and whoever signs."""
RemovalReason: TypeAlias = Literal["duplicate", "wrong_student", "wrong_content", "did_not_happen", "not_to_be_collected"]
"""Why a system takes events back. - `duplicate`: They were delivered under another id as well. -
`wrong_student`: Somebody else did it. - `wrong_content`: When it was, of what kind, or how much of it, is
wrong. - `did_not_happen`: There was no such activity: it was a test, or a fault of the source. -
`not_to_be_collected`: It should not have been delivered."""
RequestKind: TypeAlias = Literal["access", "rectification", "erasure", "restriction", "objection", "complaint"]
"""What a student asks of their data. - `access`: A copy of everything that is kept about the student. -
`rectification`: That something is put right which cannot be challenged as a correction. - `erasure`: That
data are erased. - `restriction`: That data are kept, and not used otherwise. - `objection`: That a use of the
data stops, for reasons of the student's own. - `complaint`: That data were handled against the law."""
RequestOutcome: TypeAlias = Literal["provided", "upheld", "partly", "refused"]
"""What came of a request. - `provided`: The copy was made. - `upheld`: What was asked for is done. -
`partly`: Some of it is done, and the answer says what not, and why. - `refused`: It is not done, and the
answer says why."""
RequestState: TypeAlias = Literal["received", "awaiting_identity", "paused", "extended", "answered"]
"""Where a request stands. - `received`: It waits for its answer. - `awaiting_identity`: The student is asked
to show who they are. - `paused`: The student is asked what they mean. - `extended`: It waits for its answer,
for two months longer than usual. - `answered`: It has been answered."""
RequestStep: TypeAlias = Literal["identity_asked", "clarification_asked", "information_given", "went_on", "extended", "acknowledged"]
"""What is done with a request before it is answered. - `identity_asked`: Staff ask who is asking. -
`clarification_asked`: Staff ask what is meant. - `information_given`: The student says what was asked of
them. - `went_on`: Staff go on: they have it from elsewhere, or do without it. - `extended`: Staff take two
further months, and say why. - `acknowledged`: Staff say that a complaint has come, and what happens next."""
RestrictionGround: TypeAlias = Literal["accuracy_contested", "unlawful", "needed_for_claims", "objection_pending"]
"""Why data are to be restricted: the four grounds of article 18(1) of the UK GDPR. - `accuracy_contested`:
The student says that they are wrong, for as long as it takes to check them. - `unlawful`: They should not be
used, and the student wants them kept rather than erased. - `needed_for_claims`: The institution needs them no
more, and the student does, for a legal claim. - `objection_pending`: The student has objected, for as long as
it takes to answer that."""
ReviewStanding: TypeAlias = Literal["up_to_date", "overdue", "not_needed"]
"""Where the next review of something stands. - `up_to_date`: The day by which it is due has not passed. -
`overdue`: That day has passed, and nobody has put a review on record. - `not_needed`: There is nothing to
review: it is not approved, or not any more."""
RowOutcome: TypeAlias = Literal["unchanged", "accepted", "conflict", "rejected"]
"""What became of a row of a workbook. - `unchanged`: It says nothing new. - `accepted`: What it says is
documented now; in a dry run: would be. - `conflict`: Somebody has changed the entry since the workbook was
written. Theirs stands. - `rejected`: It cannot be taken, for the reasons given."""
RungStanding: TypeAlias = Literal["done", "skipped", "on", "to_come"]
"""Where a rung stands in a case. - `done`: It was used up. - `skipped`: Somebody left out what was left of
it, and said why. - `on`: It is on, or was on last. - `to_come`: It may come on."""
Scope: TypeAlias = Literal["attune:read", "attune:write", "attune:events.write", "attune:attendance.write", "attune:marks.write", "attune:career-stages.write", "attune:circumstances.write", "attune:roster.write", "attune:imports.write", "attune:statements.write", "attune:statements.read", "attune:exports.read", "attune:deliveries.read"]
"""What the program that holds the token may do with it, whoever its bearer is. - `attune:read`: Whatever the
bearer may see. - `attune:write`: Whatever the bearer may change. - `attune:events.write`: Deliver activity
events, and take them back. - `attune:attendance.write`: Deliver teaching sessions and who came. -
`attune:marks.write`: Deliver marks, and credits that students have achieved. - `attune:career-stages.write`:
Deliver stages of career readiness. - `attune:circumstances.write`: Deliver spells of approved extenuating
circumstances. - `attune:roster.write`: Deliver rosters: who studies and works here, on what, and who tutors
whom. - `attune:imports.write`: Deliver whole files, of whatever else the token is good for delivering. -
`attune:statements.write`: Deliver xAPI statements, and the documents beside them. - `attune:statements.read`:
Read the xAPI statements and documents that systems of the institution delivered. - `attune:exports.read`:
Take data sets out, for purposes that the institution names. - `attune:deliveries.read`: Read what the bearer,
a system, has delivered itself."""
SectionName: TypeAlias = Literal["engagement", "grades", "employability", "attendance", "meetings", "signals", "support", "visa"]
"""What a student's record is made of: purposes cover sections, and roles open them. - `engagement`: Daily
scores, and how each came about. - `grades`: Assessments, submissions and marks. - `employability`: Careers
events, and the stage the student says they are at. - `attendance`: Teaching sessions, and what the register
says. - `meetings`: Meetings with staff, and notes on them. - `signals`: Changes noticed in the student's own
engagement, and how each was judged. - `support`: Cases, attempts to reach the student, referrals and
objectives. - `visa`: Gaps in the engagement of a student on a sponsored visa."""
SectionState: TypeAlias = Literal["shown", "withheld", "hidden", "not_collected", "unavailable", "restricted"]
"""Where a part of a student's record stands for whoever asks. - `shown`: It is shown. - `withheld`: The
student has not consented. - `hidden`: Nobody may see it now: an exam period. - `not_collected`: The
institution has no such source. - `unavailable`: A source that it needs was down, or has not delivered, on
every day asked for. - `restricted`: The asker's role does not open it, or the student has the right that it
is stored only."""
SessionKind: TypeAlias = Literal["lecture", "seminar", "tutorial", "practical", "clinical_skills"]
"""What kind of teaching session it is. - `lecture`: A talk to everyone on the module. - `seminar`: A
discussion in a group. - `tutorial`: Teaching of one or a few. - `practical`: Work in a laboratory, a studio
or the field. - `clinical_skills`: Practice of clinical skills."""
SignalStatus: TypeAlias = Literal["open", "closed"]
"""Where a signal stands. - `open`: The student's days have not been inside the range since, and nobody has
settled it. - `closed`: It is over."""
SourceKind: TypeAlias = Literal["teaching_attendance", "virtual_learning_environment", "assessment", "library", "recordings", "meetings", "support", "careers", "student_app", "staff_activity", "location", "communications_content", "unrelated_activity"]
"""What a source is about. Closed: some kinds are refused, whoever would approve them. -
`teaching_attendance`: Whether students came to sessions of their teaching. - `virtual_learning_environment`:
What students do where their courses are online. - `assessment`: What students submit, and how it is marked. -
`library`: Visits to the library, and loans. - `recordings`: Recordings of teaching that students watch. -
`meetings`: Meetings of teaching and tutoring. - `support`: Support that students are offered or ask for. -
`careers`: What students do for their employability. - `student_app`: What students use of the institution's
own application. - `staff_activity`: What members of staff do: refused. - `location`: Where people are:
refused. - `communications_content`: What people write or say to each other: refused. - `unrelated_activity`:
What has nothing to do with learning and teaching: refused."""
Status: TypeAlias = Literal["present", "absent", "authorised_absence"]
"""All that the register can say. - `present`: The student came. - `absent`: The student did not come, without
authorisation. - `authorised_absence`: The student was allowed to miss it."""
Step: TypeAlias = Literal["opened", "handed_over", "skipped", "owner_changed", "answered", "closed"]
"""What else happened to a case. - `opened`: Somebody opened it. - `handed_over`: The rung was used up, and
the next one came on. - `skipped`: Somebody left out what was left of a rung, and said why. - `owner_changed`:
Somebody else has it now. - `answered`: The student answered. - `closed`: Somebody closed it, or the student's
answer did."""
StudentCheck: TypeAlias = Literal["active_after_end", "staff_among_students", "test_students", "duplicates", "clock_ahead"]
"""The checks that are about students. What else is looked for is a source's, and about nobody. -
`active_after_end`: Students with events on days after their registration had ended. - `staff_among_students`:
Students who have a number or a login's name in common with a member of staff. - `test_students`: Students
whose name or number begins with test. - `duplicates`: Students with events that say the same as another one
does. - `clock_ahead`: Students with events that lie in the future."""
Trigger: TypeAlias = Literal["record", "closing", "year_end", "relationship_end"]
"""From when on the period runs. - `record`: The day that the record is about, or on which it was made. -
`closing`: The day on which it was closed, answered or ended; what is open is kept. - `year_end`: The end of
the academic year that the record's day is in. - `relationship_end`: The end of the student's last
registration."""
Variable: TypeAlias = Literal["age", "ethnicity", "gender", "disability", "entry_qualification", "parents_education", "socio_economic_background", "overseas"]
"""What is kept of a student for statistics alone. - `age`: On the last day of August before the academic
year, in bands; from the date of birth. - `ethnicity`: As the student has stated it, in broad groups. -
`gender`: As the student has stated it. - `disability`: Whether a disability is known; never which. -
`entry_qualification`: The level of the highest qualification on entry. - `parents_education`: Whether a
parent has a qualification of higher education. - `socio_economic_background`: The occupation of the parent
who earns most, or of an older student, in broad classes. - `overseas`: Whether the student is from the United
Kingdom, the rest of Europe or elsewhere."""
Verdict: TypeAlias = Literal["fall", "stopped", "low_attendance", "missed_sessions", "lower_band", "no_change", "too_little_history", "source_missing", "excluded"]
"""What a rule says of a student's days. - `fall`: The teaching week lies far below the student's own earlier
ones. - `stopped`: Nothing from any counting source, for as many teaching days as the rule says. -
`low_attendance`: Attended less than the share that the rule says. - `missed_sessions`: Absent from as many
sessions in a row as the rule says. - `lower_band`: The indicator is in a lower band than a teaching week
before. - `no_change`: Nothing that the rule looks for. - `too_little_history`: Too few own days that count to
say anything. - `source_missing`: A source was down, or has not delivered: nothing is said until it has. -
`excluded`: The days to judge do not count for this student; the evidence says why."""


class AboutOut(TypedDict):
    institution: str
    """The institution's name."""
    code: str
    """The institution's code."""
    service: str
    """What it calls the service."""
    provenance: str | None
    """Where the data come from, if they are not of real students."""
    contacts: list[ContactOut]
    """Whom to ask."""
    purposes: list[PublicPurposeOut]
    """What data are used for, with the notices that students were given."""
    sources: list[PublicSourceOut]
    """Where data come from, and how each is used."""
    roles: list[PublicRoleOut]
    """Who sees what."""
    reasons_to_look: list[ReasonToLookOut]
    """For what staff may look at a student, and for what nobody may."""
    responsibilities: list[ResponsibilityOut]
    """Who is responsible for what."""
    retention: list[RetentionRuleOut]
    """How long each kind of data is kept."""
    last_reviewed: str | None
    """When the processing register was last reviewed; null: it has not been."""
    next_review: str | None
    """When it will be."""
    caveats: list[str]
    """What to keep in mind about the figures."""
    governance: PublicGovernanceOut | None
    """Sources that a body of the institution approves, and reviews; null: nobody has to approve one."""
    known_inaccuracies: list[PublicInaccuracyOut]
    """What is known to be wrong with the data, until it is corrected."""


class AccessRecordOut(TypedDict):
    access_id: str
    """The record's id."""
    seen_at: str
    """When it was."""
    staff_name: str
    """Who looked, or received what another system took out."""
    role: str
    """The role that opened what was looked at; empty for another system."""
    sections: list[Audited]
    """What the look was at."""
    purpose: str
    """The purpose that was stated."""
    outcome: Literal["seen", "refused", "exported"]
    """`seen`: it was shown. `refused`: it was asked for in vain. `exported`: another system took it out."""
    said: str
    """The whole entry as a sentence, for the student to read."""


class AccessRecordsOut(TypedDict):
    items: list[AccessRecordOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class AchievedCreditsIn(TypedDict):
    module_run: str
    """The module run's code."""
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""
    credits: float
    """What was achieved: from 0 to 1000; any other is rejected."""
    achieved_on: NotRequired[str | None]
    """The day on which it was achieved."""


class AchievedCreditsRowIn(TypedDict):
    """The credits that a student has achieved by a module run."""

    student: str
    """The student's number."""
    module_run: str
    """The code of the module run."""
    credits: float
    """How many."""
    achieved_on: NotRequired[str | None]
    """The day; nothing where it is not known."""


class ActiveSourceOut(TypedDict):
    name: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its amounts are counted in."""
    pilot: bool
    """Whether it is tried out: then it is collected, shown to the student alone, and counts nowhere."""
    data_as_of: str | None
    """Up to when the data are complete, as the source states; null if nothing has come yet."""


class ActivityOfDayOut(TypedDict):
    day: str
    """The day, where the institution is."""
    source: str
    """The source that it comes from."""
    kind: str
    """What was done."""
    events: int
    """How many times."""
    amount: float
    """What that amounts to, in the source's unit."""
    counts: bool
    """Whether scores count it: no pilot counts, no time-out, and nothing that staff did."""


class ActivityOut(TypedDict):
    student_id: str
    """Whose activity it is."""
    module_run_id: str | None
    """The module run whose activity alone is shown; null: all activity."""
    first_day: str
    """The first day asked for."""
    last_day: str
    """The last day asked for."""
    time_zone: str
    """The time zone in which a day begins and ends."""
    items: list[ActivityOfDayOut]
    """By day, the earliest first; then by source and kind. A day without any is left out. What a pilot
    brought, the student alone reads."""
    sessions: list[OnlineSessionOut]
    """By source, the earliest first, where the source says when one begins. Empty of one module run alone."""
    sources: list[ActiveSourceOut]
    """The institution's sources."""
    disputes: list[DisputedAmountOut]
    """What the student says was counted wrong on these days; nobody has decided on it yet."""
    caveats: list[str]
    """What to know before reading anything into it."""
    remarks: list[RemarkOut]
    """What the student says that it misses."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class AnswerDetailsIn(TypedDict):
    """How an upheld request is carried out."""

    how: NotRequired[Literal["delete", "anonymise"] | None]
    """Erasure: `delete` what feeds figures, too, or `anonymise` it: keep it without whose it is."""
    confirm: NotRequired[str | None]
    """Erasure: the student's number, once more, as it cannot be undone."""
    categories: NotRequired[list[str] | None]
    """Erasure: the kinds of data to erase alone: `contact`, `activity`, `attendance`, `support`, `cases`,
    `expectations`. Null: the kind that was asked for, or everything that may be erased."""


class AnswerIn(TypedDict):
    answer: Answer
    """`fine` and `no_support`: the case is closed, unless a team has it. `no_support`: nobody tries again,
    unless a legal or safeguarding need is recorded, which you are told. `call_me`: whoever has it calls.
    `wrong_data` and `support`: whoever has it sees to that."""
    text: NotRequired[str | None]
    """Anything that you want to add, for whoever has the case."""


class ApprovedSpellOut(TypedDict):
    reference: str
    """The approval's reference in the student record system."""
    starts_on: str
    """The first day that the approval covers."""
    ends_before: str
    """The first day that it covers no more."""
    withdrawn: bool
    """Whether the approval was taken back: then it changes nothing."""


class AssessedWorkOut(TypedDict):
    assessment_id: str
    """The assessment's id."""
    module_run_id: str
    """The module run that it belongs to."""
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""
    kind: str
    """What kind of work it is."""
    due_on: str | None
    """The last day to hand it in; null if there is none."""
    weight: float
    """Percent of the module's mark."""
    submitted_on: str | None
    """The day on which the student handed it in; null while there is none."""
    mark: float | None
    """The mark; null while there is none."""
    carried_over: bool | None
    """The mark was banked from an earlier attempt; null while nothing has been submitted."""
    confirmed_on: str | None
    """The day on which the board of examiners confirmed the mark; null: it can still change."""
    disputed: bool
    """Whether the student says that the mark is wrong, and nobody has decided yet."""
    correction_id: str | None
    """What the student says is wrong with it; null unless disputed."""


class AssessmentInsightOut(TypedDict):
    assessment: str
    """Its code."""
    kind: str
    """What kind of assessment it is."""
    due_on: str
    """The day by which it was due."""
    in_time_share: FigureOut
    """The share, from 0 to 1, of that week's class that handed it in by that day, or has it from an earlier
    attempt."""


class AssessmentRowIn(TypedDict):
    code: str
    """Its code: what marks name."""
    module_run: str
    """The code of the module run."""
    kind: str
    """What kind it is of, in the words of the student record system."""
    due_on: str | None
    """The day on which work is due; nothing where there is none."""
    weight: float
    """Percent of the module's mark."""


class AssignmentClosingIn(TypedDict):
    reason: str
    """Why, in general terms: the student and everybody who sees the student can read it."""


class AssignmentIn(TypedDict):
    team: str
    """The code of the team that takes over the case."""
    reason: str
    """Why, in general terms: the student and everybody who sees the student can read it."""


class AssignmentOut(TypedDict):
    assignment_id: str
    """The assignment's id."""
    team: str
    """The code of the team that has, or had, the case."""
    team_name: str
    """What the team is called."""
    reason: str
    """Why the case was handed over."""
    opened_by_name: str
    """Who handed it over."""
    opened_at: str
    """When it was handed over."""
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student did by taking an agreement back."""
    closed_at: str | None
    """When; null while it is open. Until then, the team's members see the student."""
    closing_reason: str | None
    """Why it was closed; null while it is open."""


class AssignmentsOut(TypedDict):
    items: list[AssignmentOut]
    """The latest first."""


class AttemptIn(TypedDict):
    channel: Channel
    """How the student was tried: one of the channels of the rung that is on."""
    outcome: AttemptOutcome
    """What came of it."""
    attempted_at: NotRequired[str | None]
    """When, since the case was opened; null or left out: now."""
    note: NotRequired[str | None]
    """Anything worth knowing, for the student to read as well."""
    corrects: NotRequired[str | None]
    """The entry of your own that this one puts right; null or left out: a new attempt."""
    legal_or_safeguarding_need: NotRequired[NeedIn | None]
    """Why a student who declined is looked for all the same."""


class AttemptOut(TypedDict):
    attempt_id: str
    """The attempt's id."""
    by_name: str
    """Who tried."""
    role: str
    """In which role."""
    role_title: str
    """What the institution calls the role."""
    attempted_at: str
    """When the student was tried."""
    recorded_at: str
    """When it was entered."""
    channel: Channel
    """How the student was tried."""
    outcome: AttemptOutcome
    """What came of it."""
    note: str | None
    """What whoever tried wrote; null: nothing."""
    corrects: str | None
    """The entry that this one puts right; null where it is an attempt of its own."""
    counts: bool
    """Whether it counts: false for an entry that a later one puts right."""
    need: NeedOut | None
    """Why the student was tried although they had declined; null otherwise."""


class AttendanceIn(TypedDict):
    session: str
    """The timetable's own code for it."""
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""
    status: NotRequired[Status | None]
    """Null: the student is expected, and no record has come."""


class AttendanceOfWeekOut(TypedDict):
    present: int
    """Sessions that the student attended."""
    expected: int
    """Sessions that count: neither an authorised absence does, nor a session without a record."""
    share: float | None
    """Those attended among those that count, from 0 to 1; null where none counts."""
    status: StatusOut
    """How that stands; grey where it does not count."""


class AttendanceOut(TypedDict):
    first_day: str
    """The first day that is looked at."""
    last_day: str
    """The last day that is looked at."""
    disputed_sessions: int
    """How many of the sessions have a record that the student disputes: figures count it as it stands."""
    overall: TallyOut
    """Of all these days."""
    by_week: list[WeekTallyOut]
    """The same by week."""
    remarks: list[RemarkOut]
    """What the student says that attendance of these days misses."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""
    by_module: list[ModuleTallyOut]
    """The same by module run."""
    by_kind: list[KindTallyOut]
    """The same by kind of session."""
    sessions: list[ShownSessionOut]
    """Every session expected in these days, those without a record too."""


class AttendanceRecordsIn(TypedDict):
    records: list[AttendanceIn]
    """Each is judged by itself: a bad one stops no other."""


class AttendanceRuleOut(TypedDict):
    amber_from: float
    """What is less is red."""
    green_from: float
    """What is less, and not red, is amber; what is not is green."""
    days: int
    """Days before the Monday that are looked at."""
    mandatory_only: bool
    """Whether only mandatory sessions count."""


class AttendanceSummaryOut(TypedDict):
    first_day: str
    """The first day that is looked at."""
    last_day: str
    """The last day that is looked at."""
    disputed_sessions: int
    """How many of the sessions have a record that the student disputes: figures count it as it stands."""
    overall: TallyOut
    """Of all these days."""
    by_week: list[WeekTallyOut]
    """The same by week."""
    remarks: list[RemarkOut]
    """What the student says that attendance of these days misses."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class AttendedOut(TypedDict):
    """What the register says of the student's sessions of four weeks."""

    state: SectionState
    """Whether it may be shown, and if not, why."""
    first_day: str
    """The first of the days."""
    last_day: str
    """The last of them: today."""
    present: int | None
    """Sessions that the student came to; null unless shown, like the others."""
    absent: int | None
    """Sessions that the student missed."""
    authorised_absence: int | None
    """Sessions that the student was allowed to miss."""
    attended_share: float | None
    """Present among present and absent; null where there is nothing to divide by."""


class AuditEntriesOut(TypedDict):
    items: list[AuditEntryOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class AuditEntryOut(TypedDict):
    entry_id: str
    """The entry's id."""
    changed_at: str
    """When it was changed."""
    staff_id: str | None
    """Who changed it; null: an import, on nobody's behalf."""
    staff_name: str | None
    """Their name; null: an import, on nobody's behalf."""
    role: str
    """The role in which they did; `operator`: an import."""
    action: str
    """What was done."""
    subject: str
    """What it was done to: its kind, and its id."""
    before: dict[str, Any] | None
    """What was there before; null: nothing."""
    after: dict[str, Any] | None
    """What was there afterwards; null: nothing."""


class BandOfDayOut(TypedDict):
    day: str
    """The last day of a teaching week."""
    band: int | None
    """The indicator's band, from 0 up; null where there was no score."""
    of: int
    """How many bands there are."""


class CalendarIn(TypedDict):
    terms: list[TermIn]
    """All terms of the academic year: within it, without overlaps."""
    closure_days: NotRequired[list[ClosureDayIn]]
    """Those days of the academic year on which it is closed besides weekends and public holidays."""


class CalendarLinkOut(TypedDict):
    path: str
    """Add it to a calendar application. Whoever has it can read your meetings: keep it to yourself."""
    expires_at: str
    """From when on it opens nothing: make another then."""


class CalendarOut(TypedDict):
    academic_year: int
    """The year in which it starts."""
    first_day: str
    """The first day of the academic year."""
    last_day: str
    """The last day of the academic year."""
    origin: Literal["usual", "set"]
    """`usual`: its terms are those of every year. `set`: administrators have set them."""
    terms: list[TermOut]
    """The earliest first."""
    closed_days: list[ClosedDayOut]
    """The earliest first; weekends are left out."""
    teaching_weeks: list[TeachingWeekOut]
    """The weeks in which there is teaching, the earliest first."""


class CaliperConfigurationOut(TypedDict):
    caliperSupportedVersions: NotRequired[list[str]]
    """What an envelope may have as its `dataVersion`."""


class CardSectionOut(TypedDict):
    heading: str
    """What it is about."""
    lines: list[str]
    """One fact each."""


class CareerStageIn(TypedDict):
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""
    recorded_on: str
    """The day on which the student said so."""
    stage: str
    """One of the institution's stages."""


class CareerStageOut(TypedDict):
    recorded_on: str
    """The day on which the student said so."""
    stage: str
    """One of the institution's stages."""


class CareerStagesIn(TypedDict):
    stages: list[CareerStageIn]
    """Each is judged by itself: a bad one stops no other."""


class CareersEventOut(TypedDict):
    event_id: str
    """The event's id."""
    occurred_at: str
    """When it was."""
    kind: str
    """`booked` or `attended`; only attending counts in the engagement score."""
    about: str | None
    """What it was about; null if the source does not say."""


class CaseClosingIn(TypedDict):
    outcome: CaseOutcome
    """How it ended."""
    reason: str
    """In general terms: the student can read it."""


class CaseIn(TypedDict):
    reason: str
    """Why the student is looked for, in general terms: the student can read it."""
    other_sources_checked: list[CheckedSourceIn]
    """What else was looked at first, and when: data alone are no reason to look for somebody."""
    signal_id: NotRequired[str | None]
    """What was noticed, if the case opens from that."""
    legal_or_safeguarding_need: NotRequired[NeedIn | None]
    """Why a student who declined support is looked for all the same."""


class CaseOut(TypedDict):
    case_id: str
    """The case's id."""
    state: CaseState
    """Where it stands."""
    reason: str
    """Why the student is looked for."""
    other_sources_checked: list[CheckedSourceOut]
    """What else was looked at first."""
    signal_id: str | None
    """What was noticed, if the case opened from that."""
    opened_by_name: str
    """Who opened it."""
    opened_at: str
    """When it was opened."""
    rung: str
    """The rung that is on, or was on last."""
    due_on: str
    """Until when somebody has to act: the last day of it."""
    waiting_until: str | None
    """The last day on which the student may answer; null where nobody waits for that."""
    overdue: bool
    """Whether somebody should have acted before today."""
    owner_id: str | None
    """The person who has it; null: nobody in particular."""
    owner_name: str | None
    """Their name."""
    team: str | None
    """The code of the team that has it; null: none."""
    team_name: str | None
    """What the team is called."""
    answer: Answer | None
    """What the student answered, while nobody has acted on it."""
    answered_at: str | None
    """When that was."""
    need: NeedOut | None
    """Why the student is looked for although they declined; null otherwise."""
    outcome: CaseOutcome | None
    """How it ended; null while it is open."""
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student's answer did."""
    closed_at: str | None
    """When; null while it is open."""
    closing_reason: str | None
    """What was said of that; null where nothing was."""
    ladder: list[RungOut]
    """Every rung in order, with the attempts on it."""
    steps: list[StepOut]
    """What else happened, in order."""


class CaseOwnerIn(TypedDict):
    team: NotRequired[str | None]
    """The code of the team that is to have the case."""
    staff_number: NotRequired[str | None]
    """The number of the person who is to have it. Without both, you take it."""
    reason: NotRequired[str | None]
    """Why, in general terms: the student can read it."""


class CaseQueueOut(TypedDict):
    queue: Queue
    """Which queue it is."""
    counts: QueueCountsOut
    """How many cases each queue holds for you; a case may be in several."""
    items: list[QueuedCaseOut]
    """Those due first come first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class CaseloadOut(TypedDict):
    items: list[CaseloadStudentOut]
    """In the order asked for."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class CaseloadStudentOut(TypedDict):
    student_id: str
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
    registered_on: str | None
    """The first day of the registration."""
    registration_ends_before: str | None
    """The first day on which the registration no longer holds; null while it is open."""
    engagement: EngagementTodayOut
    """Today's score."""
    attendance: AttendedOut | None
    """What `include=attendance` asks for; null without it."""
    next_meeting: NextMeetingOut | None
    """What `include=next_meeting` asks for; null without it."""


class CasesOut(TypedDict):
    items: list[CaseOut]
    """The latest first."""


class CategoryOut(TypedDict):
    category: str
    """The category."""
    people: int | None
    """About how many people; null where that is suppressed."""
    share: float | None
    """About which share of the group, from 0 to 1; null where there are too few people for a share."""
    suppressed: bool
    """Whether the count is suppressed."""
    reason: str | None
    """Why it is suppressed; null where it is not."""


class CellOut(TypedDict):
    attendance: Colour
    """The attendance status."""
    online: Colour
    """The online status."""
    combined: Colour
    """What both make together."""


class CheckedSourceIn(TypedDict):
    source: str
    """What else was looked at, such as the student record."""
    checked_on: str
    """When, today at the latest."""


class CheckedSourceOut(TypedDict):
    source: str
    """What else was looked at."""
    checked_on: str
    """The day on which that was."""


class CircumstanceIn(TypedDict):
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""
    reference: str
    """The approval's reference, without blanks; never what the circumstances are."""
    starts_on: str
    """The first day that the approval covers."""
    ends_before: str
    """The first day that it covers no more."""
    withdrawn: NotRequired[bool]
    """Whether the approval was taken back."""


class CircumstanceOut(TypedDict):
    reason: Exclusion
    """What is on record."""
    first: str
    """The first of its days that were looked at."""
    last: str
    """The last of them."""


class CircumstancesIn(TypedDict):
    circumstances: list[CircumstanceIn]
    """Each is judged by itself: a bad one stops no other."""


class CircumstancesOut(TypedDict):
    items: list[ApprovedSpellOut]
    """The latest to start first."""


class ClosedDayOut(TypedDict):
    day: str
    """A day from Monday to Friday on which the institution is closed."""
    title: str | None
    """Why, if administrators have said it."""
    kind: Literal["public_holiday", "closure"]
    """`public_holiday`: of the institution's country. `closure`: the institution's own."""


class ClosureDayIn(TypedDict):
    day: str
    """A day on which the institution is closed; weekends and public holidays need not be said."""
    title: str
    """Why it is closed."""


class CodeListLinkOut(TypedDict):
    of: CodeList
    """What the codes are of."""
    path: str
    """Where they can be read, page by page."""


class CodeOut(TypedDict):
    code: str
    """What requests and answers have."""
    label: str
    """What to call it on a screen."""
    meaning: str | None
    """What it says, in a sentence; null where its label says it all."""


class CodedListOut(TypedDict):
    items: list[CodedOut]
    """By code."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class CodedOut(TypedDict):
    code: str
    """The code: what items name it by."""
    title: str | None
    """What people call it; null where it has no title."""
    kind: str | None
    """What kind it is of; null where there are no kinds."""
    belongs_to: str | None
    """The code of the org unit, module or module run that it is a part of; null at the top of the tree."""
    academic_year: int | None
    """The academic year of the module run; null where it is of none."""
    first_day: str | None
    """The module run's first day; null for anything else."""
    last_day: str | None
    """The module run's last day, or the day on which an assessment is due; null for anything else."""
    starts_at: str | None
    """When the session starts; null for anything else."""
    ends_at: str | None
    """When the session ends; null for anything else."""


class CohortEventOut(TypedDict):
    event_id: str
    """The event's id: whoever gets it twice knows it by that."""
    kind: Literal["joined", "left"]
    """`joined`: is in it since then. `left`: is not any more."""
    saved_cohort_id: str
    """The saved cohort."""
    occurred_at: str
    """When it was noticed."""
    as_of: str
    """The institution's day on which it was noticed."""
    student_id: str
    """The student's id."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name, if it is known."""


class CohortEventsOut(TypedDict):
    items: list[CohortEventOut]
    """The earliest first."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


class CohortMemberOut(TypedDict):
    student_id: str
    """The student's id."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name, if it is known."""


class CohortMembersOut(TypedDict):
    items: list[CohortMemberOut]
    """By student number."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


class CohortOut(TypedDict):
    kind: CohortKind
    """What kind of group it is."""
    cohort_id: str
    """The id of the module run, programme or college."""
    name: str
    """Its name."""
    method: str
    """The profile's method of disclosure control. `hesa` rounds, suppresses small groups and adds noise."""
    notice: str
    """What to know before using the figures."""
    weeks: list[CohortWeekOut]
    """The weeks asked for, each from Monday to Sunday."""


class CohortWeekOut(TypedDict):
    week_starting: str
    """The Monday."""
    people: int | None
    """About how many students have scores in that week, rounded; null for too few to tell."""
    mean_score: FigureOut
    """The mean of their scores."""
    active_share: FigureOut
    """The share of them with any activity in the week, from 0 to 1."""
    attended_share: FigureOut
    """The mean share of sessions attended, from 0 to 1, of students whom the register has anything of;
    authorised absences and sessions without a record count neither for nor against."""


class CollegeCoefficientsOut(TypedDict):
    college_id: str
    """The college's id."""
    code: str
    """The institution's own code of it."""
    name: str
    """Its name."""
    sources: list[WeighedSourceOut]
    """What its students' scores are made of."""


class ColoursOut(TypedDict):
    red: int | None
    """Students who are red; null for too few to tell."""
    amber: int | None
    """Students who are amber; null for too few to tell."""
    green: int | None
    """Students who are green; null for too few to tell."""
    grey: int | None
    """Students of whom there are no data, or whose status does not count; null for too few to tell."""


class ComparedWeekOut(TypedDict):
    week_starting: str
    """The Monday."""
    mean_score: float | None
    """The mean of the student's own daily scores, to two decimals; null: there is none."""


class ComparisonChoiceIn(TypedDict):
    """Whether one wants to be compared."""

    compares: bool
    """True switches it on for this academic year, false off."""


class ComparisonChoiceOut(TypedDict):
    academic_year: int
    """The calendar year in which it starts: it is off again in the next one."""
    compares: bool
    """Whether it is on."""
    chosen_at: str
    """Since when."""


class ComparisonOut(TypedDict):
    """The student's own weeks first; how others did is told by one of five fifths, and by nothing else."""

    student_id: str
    """The student's id."""
    academic_year: int
    """The calendar year in which it starts: what is chosen, and compared, is of it alone."""
    state: ComparisonState
    """Whether there is a place."""
    chosen_at: str | None
    """When it was last switched on or off in this academic year; null: never."""
    weeks: list[ComparedWeekOut]
    """The student's latest complete weeks, at most 12, the earliest first; none while it is off."""
    place: PlaceOut | None
    """Of the latest of these weeks; null: none is told."""
    withheld: str | None
    """Why no place is told; null: one is."""
    about: list[str]
    """What it is, and what it is not."""
    caveats: list[str]
    """What the institution says of it."""


class ConditionIn(TypedDict):
    kind: Kind
    """What is asked."""
    any_of: NotRequired[list[str]]
    """Any of these will do. For `org_unit`, `programme` and `module_run` ids; else words, such as a level."""
    below: NotRequired[float | None]
    """For `attendance_below` and `engagement_below_own`: the share, from 0 to 1."""
    days: NotRequired[int | None]
    """For the same: of how many latest days, or how many days before; else 28. Attendance rests on at least 3
    recorded sessions, and neither looks at an earlier academic year."""


class ConditionOut(TypedDict):
    kind: Kind
    """What is asked."""
    any_of: list[str]
    """Any of these will do; empty where the condition takes none."""
    below: float | None
    """The share; null where the condition takes none."""
    days: int | None
    """Of how many days; null where nobody said, or the condition takes none."""


class ConsentOut(TypedDict):
    """Where one purpose stands for one academic year."""

    purpose: str
    """The purpose's name."""
    title: str
    """What people call it."""
    basis: LegalBasis
    """The legal basis that it rests on."""
    academic_year: int
    """The year in which it starts."""
    state: ConsentState
    """Where it stands. Not asked: it rests on another legal basis than consent."""
    covers: list[SectionName]
    """The sections of the student's record that the purpose uses."""
    current_notice_version: str
    """The version of the notice that is in force."""


class ConsentsOut(TypedDict):
    items: list[ConsentOut]
    """One for each purpose."""


class ConsultationIn(TypedDict):
    consulted: str
    """Who was asked."""
    consulted_on: str
    """On which day."""
    said: str
    """What they said."""


class ConsultationOut(TypedDict):
    consultation_id: str
    """The consultation's id."""
    consulted: str
    """Who was asked."""
    consulted_on: str
    """On which day."""
    said: str
    """What they said."""
    recorded_by: NamedStaffOut
    """Who put it on record."""
    recorded_at: str
    """When it was put on record."""


class ContactDetailsOut(TypedDict):
    university_email: str | None
    """The address that the university gave the student."""
    personal_email: str | None
    """An address of the student's own."""
    mobile: str | None
    """The student's mobile telephone."""
    telephone: str | None
    """Another telephone."""
    term_address: str | None
    """Where the student lives in term."""
    emergency_name: str | None
    """Whom the student named for emergencies."""
    emergency_relationship: str | None
    """What that person is to the student."""
    emergency_telephone: str | None
    """That person's telephone."""
    photograph: str | None
    """The address at which the student record has a photograph."""
    not_for_this_rung: list[str]
    """Fields that are held and are null here: the channels of the rung that is on do not need them."""


class ContactDetailsRowIn(TypedDict):
    """How a student can be reached; what is absent is not held."""

    student: str
    """The student's number."""
    university_email: NotRequired[str | None]
    """The address that the university gave them."""
    personal_email: NotRequired[str | None]
    """An address of their own."""
    mobile: NotRequired[str | None]
    """A mobile telephone."""
    telephone: NotRequired[str | None]
    """Another telephone."""
    term_address: NotRequired[str | None]
    """Where they live in term."""
    emergency_name: NotRequired[str | None]
    """Whom they named for emergencies."""
    emergency_relationship: NotRequired[str | None]
    """Who that is to them."""
    emergency_telephone: NotRequired[str | None]
    """How that person can be reached."""
    photograph: NotRequired[str | None]
    """An address that begins with https://, at which the student record has it."""


class ContactOut(TypedDict):
    role: str
    """Who that is: an office or a group."""
    contact: str
    """How they are reached."""


class ContributionOut(TypedDict):
    source: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its values are counted in."""
    per_unit: float
    """How much of the unit one of the amount is worth."""
    per_active_day: float
    """value = per_unit × amount, plus per_active_day once if the amount is not zero."""
    days: list[DailyValueOut]
    """The days of the window, the earliest first."""
    mean: float
    """The mean of their values; days without a value are left out."""
    coefficient: float
    """What the mean is multiplied by."""
    contribution: float
    """coefficient × mean"""
    data_as_of: str | None
    """Up to when the data are complete, as the source states; null if nothing has come yet."""


class CopyAboutOut(TypedDict):
    request_id: str
    """The request that it answers."""
    assembled_at: str
    """The moment as of which it is."""
    available_until: str
    """The last day on which it can be read."""
    copied_to: list[str]
    """Who received a copy for information, of what they see of the student anyway: titles of roles."""
    student_id: str
    """Whose data it holds."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name; null where the institution keeps none here."""
    institution: str
    """Whose service it is."""
    requested_at: str
    """When it was asked for."""


class CopyEntriesOut(TypedDict):
    items: list[CopyEntryOut]
    """The latest first."""


class CopyEntryOut(TypedDict):
    request_id: str
    """The request that it answers."""
    assembled_at: str
    """The moment as of which it is."""
    available_until: str
    """The last day on which it can be read."""
    copied_to: list[str]
    """Who received a copy for information, of what they see of the student anyway: titles of roles."""


class CopyOut(TypedDict):
    """Everything that the service keeps about a student, as of one moment."""

    about: CopyAboutOut
    """Whose it is, and when it was made."""
    remarks: list[str]
    """How to read it, and what is left out of it."""
    parts: list[CopyPartOut]
    """Table by table; one without rows is there all the same."""


class CopyPartOut(TypedDict):
    name: str
    """The table."""
    title: str
    """What people call it."""
    remarks: list[str]
    """What is left out of it, and why."""
    rows: list[dict[str, Any]]
    """Every row about the student, by column."""


class CorrectionDecisionIn(TypedDict):
    decision: Literal["accepted", "refused"]
    """`accepted`: the record is changed. `refused`: it stands."""
    reason: str
    """Why, in words that the student reads."""
    corrected: NotRequired[ValueIn | None]
    """Accepted: what the record says from now on; null: what the student proposes."""


class CorrectionIn(TypedDict):
    kind: CorrectionKind
    """What is challenged."""
    session_id: NotRequired[str | None]
    """Attendance: the session."""
    assessment_id: NotRequired[str | None]
    """Mark: the assessment."""
    source: NotRequired[str | None]
    """Activity: the source."""
    day: NotRequired[str | None]
    """Activity: the day."""
    what_is_wrong: str
    """What is wrong, in the student's words."""
    should_be: ValueIn
    """What it should say."""


class CorrectionOut(TypedDict):
    correction_id: str
    """The correction's id."""
    kind: CorrectionKind
    """What is challenged."""
    session_id: str | None
    """Attendance: the session."""
    assessment_id: str | None
    """Mark: the assessment."""
    source: str | None
    """Activity: the source."""
    day: str | None
    """Activity: the day."""
    named: str | None
    """The code of the session or assessment."""
    what_is_wrong: str
    """What is wrong, in the student's words."""
    recorded: ValueOut
    """What the record said when it was challenged."""
    should_be: ValueOut
    """What it should say, as the student has it."""
    state: CorrectionState
    """Where it stands."""
    asked_at: str
    """When the student said so."""
    decided_at: str | None
    """When it was decided on; null until then."""
    decided_by_name: str | None
    """Who decided; null until then."""
    decided_as: str | None
    """In which role; null until then."""
    reason: str | None
    """Why; null until then."""
    before: ValueOut | None
    """Accepted: what the record said until then."""
    after: ValueOut | None
    """Accepted: what it says since."""
    told: list[LookOut]
    """Accepted: who had looked at it before. They are shown the correction in `/v1/me/corrections`."""


class CorrectionsOut(TypedDict):
    items: list[CorrectionOut]
    """The latest first."""


class CorrectionsToldOut(TypedDict):
    items: list[QueuedCorrectionOut]
    """The latest decision first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class CountedEvidenceOut(TypedDict):
    source: str
    """The source's name."""
    title: str
    """What people call it."""
    kinds: list[str]
    """The kinds of its events that count, by name; others, such as logging in, do not."""


class CountsOut(TypedDict):
    expected: int
    """Sessions that are over, or have a record already."""
    present: int
    """Those that the student came to."""
    absent: int
    """Those that the student missed without authorisation."""
    authorised_absence: int
    """Those that the student was allowed to miss."""
    no_record: int
    """Sessions that are over and have no record in the register."""
    attended_share: float | None
    """From 0 to 1: present ÷ (present + absent). Authorised absences and sessions without a record count
    neither for nor against; null if there is nothing to count. Show it with `recorded_share` beside it."""
    recorded_share: float | None
    """From 0 to 1: how many of the expected sessions have a record at all; null if none was expected."""


class CreditsIn(TypedDict):
    credits: list[AchievedCreditsIn]
    """Each is judged by itself: a bad one stops no other."""


class CreditsOfYearOut(TypedDict):
    academic_year: int
    """The year in which the modules start."""
    achieved: float
    """What the student has achieved by them."""


class CreditsOut(TypedDict):
    achieved: float
    """All that has been achieved."""
    by_year: list[CreditsOfYearOut]
    """The same by academic year, the earliest first; years without any are left out."""
    items: list[RunCreditsOut]
    """By module run, the earliest to begin first."""


class CurrentSignalsOut(TypedDict):
    as_of: str | None
    """The last day that was looked at; null: a source has never delivered anything."""
    items: list[app__schemas__engagement__signals__FindingOut]
    """What each rule says, in the profile's order."""


class DailyValueOut(TypedDict):
    day: str
    """The day, where the institution is."""
    amount: float
    """What was counted: interactions, menu choices, events attended."""
    value: float | None
    """The amount in the source's unit; null on a day on which the source was down, or is not complete."""
    disputed: bool
    """Whether the student says that the amount is wrong; nobody has decided yet."""


class DashboardOut(TypedDict):
    """The same, to the byte, for everyone to whom the same sections are open."""

    student_id: str
    """Whose dashboard it is."""
    day: str
    """Today, where the institution is."""
    sections: SectionsOut
    """The sections asked for, each in a state."""


class DataQualityOut(TypedDict):
    checked_at: str | None
    """When the data were checked last; null: they never were."""
    items: list[app__schemas__governance__data_quality__FindingOut]
    """What was found, by check, source and day. Counts only: nobody is named."""


class DecisionIn(TypedDict):
    decision: Decision
    """What the student decides."""
    notice_version: str
    """The version of the notice the decision is made on."""
    academic_year: NotRequired[int | None]
    """The year in which it starts; the current one unless given."""
    channel: NotRequired[Literal["app", "web", "registration"]]
    """Where the student decided: `app` on a phone, `web` in a browser, or `registration`."""


class DecisionOut(TypedDict):
    decision_id: str
    """The decision's id."""
    purpose: str
    """The name of the purpose that it is about."""
    decision: Decision
    """What the student decided."""
    academic_year: int
    """The year in which it starts."""
    notice_version: str
    """The version of the notice that it was made on."""
    decided_at: str
    """When the student decided."""
    counts_from: str
    """The day from which it counts: that of the decision, or the academic year's first if that is later."""
    channel: str
    """Where the student decided: app, web or registration."""


class DecisionsOut(TypedDict):
    items: list[DecisionOut]
    """Every decision, the oldest first."""


class DeliverableOut(TypedDict):
    operation: str
    """Its id in the contract."""
    method: str
    """The HTTP method."""
    path: str
    """The path; what stands in braces is to be filled in."""
    summary: str
    """What it does."""
    scope: Scope
    """The scope that it needs, which the token has."""
    dry_run: bool
    """Whether `?dry_run=true` says what would become of each item, and stores nothing."""


class DeliverableSourceOut(TypedDict):
    code: str
    """What an event has as its `source`."""
    label: str
    """What people call it."""
    unit: str
    """What its quantities are of."""
    kinds: list[EventKindOut]
    """What its events may be, by code."""
    most_per_event: float
    """The largest quantity that one event may stand for."""
    by_module: bool
    """Whether its events are to name module runs."""
    pilot: bool
    """Whether it is tried out: its events are taken, and count nowhere."""
    approval: ProposalState | None
    """Where the board's approval stands; null: nobody has proposed it, or the institution has no board."""
    taken: bool
    """Whether its events are taken now; otherwise each of them is rejected."""
    why_not: str | None
    """Why they are not; null where they are."""


class DeliveredEventOut(TypedDict):
    """What is stored of an event, in its sender's own names."""

    occurred_at: str
    """When it happened."""
    source: str
    """The source that it is of."""
    kind: str
    """What happened."""
    module_run: str | None
    """The module run's code; null where it is of none."""
    object: str | None
    """What it was about; null where nothing was said."""
    quantity: float
    """How many interactions it stands for."""
    version: int
    """Which version of it this is."""


class DeliveringOut(TypedDict):
    """What a connected system may deliver with this token."""

    scopes: list[CodeOut]
    """What the token is good for."""
    operations: list[DeliverableOut]
    """What can be called with it, besides what everybody may read."""
    most_items: int
    """How many items one delivery may have."""
    files: list[FileKindOut]
    """What whole files may be of (`POST /v1/imports?kind=…`)."""
    sources: list[DeliverableSourceOut]
    """Sources of events, by code; empty without the scope for events."""
    registers: list[RegisterOut]
    """Parts of the record that a board has to approve, of those that the token is good for."""
    systems: list[str]
    """What items may have as `system`: those by whose names for students the roster knows any."""
    lists: list[CodeListLinkOut]
    """Codes of which there may be thousands."""


class DeliveryOut(TypedDict):
    """What became of a delivery, item by item."""

    delivery_id: str | None
    """Of its receipt among one's own deliveries; null in a dry run, which stores nothing."""
    counts: OutcomeCountsOut
    """The items, counted by outcome."""
    items: list[OutcomeOut]
    """What became of each item, in the order sent."""


class DeliveryReceiptOut(TypedDict):
    """What one delivery was, and what became of its items."""

    delivery_id: str
    """The delivery's id."""
    delivered_at: str
    """When it came."""
    kind: DeliveryKind
    """What it was of."""
    sources: list[str]
    """The sources that its items named, of those that could be read; empty where items have none."""
    counts: OutcomeCountsOut
    """The items, counted by outcome."""
    data_as_of: dict[str, str]
    """By source: up to when its data are complete, as this delivery stated it and it was taken."""


class DeliveryReceiptsOut(TypedDict):
    """A system's own deliveries."""

    items: list[DeliveryReceiptOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class DisputedAmountOut(TypedDict):
    correction_id: str
    """What the student says is wrong."""
    source: str
    """The source that counted."""
    day: str
    """The day that it counted."""


class DueReviewOut(TypedDict):
    subject: Literal["service", "source"]
    """`service`: the service as a whole. `source`: one source."""
    source: str | None
    """The source's name; null: the service."""
    proposal_id: str | None
    """The source's proposal; null: the service."""
    due_on: str
    """The day by which it is due."""
    overdue: bool
    """Whether that day is over."""
    latest: ReviewOut | None
    """The latest review; null: there was none."""


class DueReviewsOut(TypedDict):
    items: list[DueReviewOut]
    """The soonest first."""


class EmployabilityOut(TypedDict):
    first_day: str
    """The first day whose careers events are shown."""
    last_day: str
    """The last day whose careers events are shown."""
    stage: CareerStageOut | None
    """What the student said last; null if nothing."""
    earlier_stages: list[CareerStageOut]
    """What the student said before, the latest first."""
    careers_events: list[CareersEventOut]
    """The earliest first."""
    data_as_of: str | None
    """Up to when the careers events are complete, as their source states; null if nothing has come yet."""
    withheld_years: list[int]
    """Academic years that are left out, because the student has not consented to showing them."""
    remarks: list[RemarkOut]
    """What the student says that this misses, of whatever day."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class EngagementOut(TypedDict):
    student_id: str
    """Whose scores they are."""
    module_run_id: str | None
    """The module run whose activity alone is counted; null: all activity."""
    first_day: str
    """The first day asked for."""
    last_day: str
    """The last day asked for."""
    time_zone: str
    """The time zone in which a day begins and ends."""
    days: list[ScoredDayOut]
    """Every day asked for, the earliest first."""
    latest: LatestScoreOut | None
    """The latest score, and how it has changed; null where none of the days has one."""
    scale: ScaleOut
    """How to read a score."""
    scoring_models: list[ModelReferenceOut]
    """The models that the scores were computed with."""
    sources: list[SourceOut]
    """What the scores are made of."""
    complete_until: str | None
    """The last day that every source has completed: later scores will change. Null if there is none yet."""
    outages: list[OutageSeenOut]
    """When sources were down on days that the scores look at, the earliest first."""
    disputes: list[DisputedAmountOut]
    """What the student says was counted wrong, of these days and others; nobody has decided on it yet."""
    computed_for_this_answer: int
    """How many of the scores were computed just now, because none was stored that still holds."""
    caveats: list[str]
    """What to know before reading anything into a score."""
    remarks: list[RemarkOut]
    """What the student says that the scores miss, of any day that they look at."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class EngagementTodayOut(TypedDict):
    """The student's place in a caseload: the day's score, or why there is none."""

    day: str
    """Today, where the institution is."""
    state: DayState
    """Whether there is a score to show, and if not, why."""
    score: float | None
    """Two decimals, half to even; null unless shown."""
    change_in_week: float | None
    """The score less that of seven days before; null unless both are shown."""
    last_active_on: str | None
    """The last of 28 days with anything in a source that counts; null without one, or without a score."""
    band: str | None
    """The name of the indicator's band; null without a score, and where the institution shows no bands."""
    has_remarks: bool
    """Whether the student says that this score misses how they study: `GET …/remarks` has the words."""


class EnrolmentRowIn(TypedDict):
    student: str
    """The student's number."""
    module_run: str
    """The code of the module run."""
    starts_on: NotRequired[str | None]
    """The first day; nothing: that of the module run."""
    ends_before: NotRequired[str | None]
    """The first day after it; nothing: that of the module run."""


class ErasedRowsOut(TypedDict):
    table: str
    """The table."""
    category: NotRequired[Category | None]
    """The kind of data; null: answers that were kept for repeats."""
    rows: int
    """How many rows there were."""
    why: str
    """What they are, or why they stay."""
    exception: LegalException | None
    """The exception under which they are kept; null: they are not."""
    exception_in_words: str | None
    """The same, in words."""


class ErasureOut(TypedDict):
    """What an erasure did, or would do. It names nobody."""

    erasure_id: str
    """The entry in the ledger; of a preview, one that is never made."""
    erased_at: str
    """When it was done."""
    categories: NotRequired[list[Category] | None]
    """The kinds of data that were erased alone; null: everything."""
    deleted: list[ErasedRowsOut]
    """What is gone."""
    anonymised: list[ErasedRowsOut]
    """What goes on under a new random id that nothing leads to, for figures about groups."""
    kept: list[ErasedRowsOut]
    """What an exception keeps, under an id that only the number itself leads to."""
    remarks: list[str]
    """What follows from it."""


class EventDeliveryOut(TypedDict):
    """What became of a delivery of events, item by item."""

    delivery_id: str | None
    """Of its receipt among one's own deliveries; null in a dry run, which stores nothing."""
    counts: OutcomeCountsOut
    """The items, counted by outcome."""
    items: list[OutcomeOut]
    """What became of each item, in the order sent."""
    data_as_of: dict[str, OutcomeOut]
    """By source: whether what was stated of it is taken (`recorded`), or why it is not (`rejected`)."""


class EventIn(TypedDict):
    """Something that a student did, as a source tells it."""

    event_id: str
    """The sender's own id: the same event twice counts once."""
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""
    occurred_at: str
    """With its offset from UTC. An event from before 1991, from more than a day ahead, from an academic year
    in which the student is not registered, or from outside of its module run's academic year is rejected."""
    source: str
    """One of the institution's sources."""
    kind: str
    """What happened: one of the kinds that the institution's profile lists for the source."""
    module_run: NotRequired[str | None]
    """A module run's code. The event waits until the student is enrolled on it."""
    object: NotRequired[str | None]
    """What it was about."""
    quantity: NotRequired[float]
    """How many interactions it stands for. Unless it is above 0, and no larger than the institution's profile
    allows for the source, the event is rejected."""
    version: NotRequired[int]
    """A higher version of an event replaces a lower one, and counts again after the lower one was taken
    back."""


class EventKindOut(TypedDict):
    code: str
    """What an event has as its `kind`."""
    counts: bool
    """Whether events of this kind add to a score. Others are kept, and count as nothing."""
    begins_session: bool
    """Whether it begins a session online."""
    times_out: bool
    """Whether it says that a session ended as nothing happened in it."""


class EventLookUpIn(TypedDict):
    """Events to look up."""

    events: list[LookedUpEventIn]
    """Those to look up."""


class EventLookUpOut(TypedDict):
    """Where events stand that the asking system has delivered."""

    items: list[LookedUpEventOut]
    """In the order asked for."""


class EventRemovalsIn(TypedDict):
    """Events to take back."""

    events: list[RemovedEventIn]
    """Those to take back. Each is judged by itself: a bad one stops no other."""
    reason: NotRequired[RemovalReason | None]
    """Why. It goes on record, with how many there were."""


class EventsIn(TypedDict):
    """A delivery of events."""

    events: list[EventIn]
    """Each is judged by itself: a bad one stops no other. None, where only `data_as_of` is to be told."""
    data_as_of: NotRequired[dict[str, str]]
    """By source: up to when the data are complete, as the sender states. Never in the future; an earlier
    moment than before corrects what was stated."""


class ExamPeriodIn(TypedDict):
    title: str
    """What the period is called."""
    starts_on: str
    """The first day on which marks are hidden."""
    ends_before: str
    """The first day on which marks are shown again."""


class ExamPeriodOut(TypedDict):
    exam_period_id: str
    """The exam period's id."""
    title: str
    """What the period is called."""
    starts_on: str
    """The first day on which marks are hidden."""
    ends_before: str
    """The first day on which marks are shown again."""


class ExamPeriodsOut(TypedDict):
    items: list[ExamPeriodOut]
    """The latest first."""


class ExcludedDaysOut(TypedDict):
    first_day: str
    """The first of the days."""
    last_day: str
    """The last of the days."""
    reason: ExclusionReason
    """Why they do not count."""


class ExcludedOut(TypedDict):
    reason: Exclusion
    """Why the days do not count."""
    days: int
    """How many of Monday to Friday."""


class ExemptionEndingIn(TypedDict):
    ends_before: str
    """The first day that is exempt no more; its own first day, if it was a mistake."""


class ExemptionIn(TypedDict):
    reason: str
    """A class of reasons of the institution, such as study_elsewhere; never the reason itself."""
    starts_on: str
    """The first day that is exempt; an earlier one than today, too."""
    ends_before: str
    """The first day that is exempt no more."""


class ExemptionOut(TypedDict):
    exemption_id: str
    """The exemption's id."""
    reason: str
    """The class of reasons."""
    reason_title: str
    """The same in words."""
    effect: str
    """What it does."""
    starts_on: str
    """The first day that is exempt."""
    ends_before: str
    """The first day that is exempt no more."""
    recorded_by_name: str
    """Who set it."""
    recorded_at: str
    """When it was set."""
    ended_by_name: str | None
    """Who ended it before its time; null: nobody has."""
    ended_at: str | None
    """When somebody ended it before its time; null: nobody has."""


class ExemptionsOut(TypedDict):
    items: list[ExemptionOut]
    """The latest to start first, those that are over included."""


class ExpectationActIn(TypedDict):
    """What was done, and which expectation had been seen, as it was read."""

    module_run_id: str
    """Of which module."""
    model: str
    """The version of the model, as it was told."""
    about: int
    """Of 100, about how many passed, as it was told."""
    did: Act
    """What was done. Nothing follows from it: it is a record."""
    note: NotRequired[str | None]
    """In a sentence or two; the student reads it. `disagreed` and `changed_mind` need one."""


class ExpectationActOut(TypedDict):
    act_id: str
    """The record's id."""
    module_run_id: str
    """The module run's id."""
    code: str
    """The institution's own code of it."""
    title: str
    """The module's title."""
    did: Act
    """What was done."""
    note: str | None
    """What was said of it; null: nothing."""
    seen: SeenOut | None
    """What had been shown, as the service worked it out; null: it is not told now."""
    withheld: str | None
    """Why that is not told now; null: it is."""
    staff_name: str
    """Who did it."""
    role: str
    """In which role."""
    acted_at: str
    """When it was put on record."""


class ExpectationActsOut(TypedDict):
    items: list[ExpectationActOut]
    """The latest first."""


class ExpectationsOut(TypedDict):
    """Worked out because somebody asked, and not kept."""

    student_id: str
    """The student's id."""
    target: str
    """What is expected of whom."""
    modules: list[ModuleExpectationOut]
    """Those that the student is on today, by code."""
    cannot_see: list[str]
    """What it knows nothing of."""
    caveats: list[str]
    """What the institution says of it."""
    acts: str
    """Who acts: a person."""


class ExplanationOut(TypedDict):
    """Everything needed to recompute one day's score by hand; figures are exact doubles."""

    student_id: str
    """Whose score it is."""
    module_run_id: str | None
    """The module run whose activity alone is counted; null: all activity."""
    day: str
    """The day of the score."""
    score: float
    """As shown: two decimals, half to even."""
    exact_score: float
    """The sum of the contributions, in the order given."""
    disputed: bool
    """Whether the student says that a day this score looks at was counted wrong; nobody has decided yet."""
    window_days: int
    """How many days the score looks at; the last of them is its own."""
    college_id: str
    """The college whose coefficients are used."""
    scoring_model: ModelReferenceOut
    """The model that it was computed with."""
    scoring_model_note: str
    """Where the model's coefficients come from."""
    contributions: list[ContributionOut]
    """What each source adds to it."""
    not_collected: list[str]
    """Sources that the institution does not collect."""
    caveats: list[str]
    """What to know before reading anything into the score."""
    remarks: list[RemarkOut]
    """What the student says that the score misses, of any day that it looks at."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class ExportOut(TypedDict):
    export_id: str
    """The export's id; the file says it, too."""
    dataset: DatasetName
    """Which data set."""
    format: FileFormat
    """How it was written."""
    purpose: str
    """The purpose that was stated."""
    purpose_title: str
    """What the institution calls it."""
    recipient: str
    """Who received it, as the institution named them then; empty where the purpose has nobody."""
    first_day: str
    """The first day asked for."""
    last_day: str
    """The last one."""
    begun_at: str
    """As of when the data are."""
    finished_at: str | None
    """When all of it was sent; null: it was refused, is on its way, or was broken off."""
    outcome: Literal["sent", "refused"]
    """`sent`: the rows went out. `refused`: the purpose was."""
    rows: int
    """How many rows went out, at most."""


class ExportsOut(TypedDict):
    items: list[ExportOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class FactorOut(TypedDict):
    """Something that the student can change, and what it contributed."""

    feature: str
    """Its name in the model."""
    title: str
    """What people call it."""
    meaning: str
    """What it is, in plain words."""
    unit: str
    """What it is counted in."""
    value: float | None
    """The student's; null: nothing was known."""
    usual: float
    """The middle student's value; there, the contribution is 0."""
    contribution: float
    """What it adds to the logit."""


class FigureOut(TypedDict):
    value: float | None
    """The figure; null where it is suppressed."""
    suppressed: bool
    """Whether the figure is suppressed."""
    reason: str | None
    """Why it is suppressed; null where it is not."""


class FileKindOut(TypedDict):
    code: str
    """What requests and answers have."""
    label: str
    """What to call it on a screen."""
    meaning: str | None
    """What it says, in a sentence; null where its label says it all."""
    written_as: list[MediaType]
    """How it may be written: its `Content-Type`."""


class FlaggedEventOut(TypedDict):
    event_id: str
    """The event's id, as its source gave it."""
    source: str
    """The source that sent it."""
    kind: str
    """What was done."""
    occurred_at: str
    """When it was done, as the source says."""


class FlaggedStudentOut(TypedDict):
    student_id: str
    """The student's id."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name; null: the roster has none."""
    found: int
    """How many events of theirs the check is about; 1 where it is about the student."""
    first_day: str | None
    """The first day of these events; null: it is about the student."""
    last_day: str | None
    """The last of them; null: it is about the student."""
    events: list[FlaggedEventOut]
    """The earliest 20 of them, to be named to the source."""


class FlaggedStudentsOut(TypedDict):
    items: list[FlaggedStudentOut]
    """Whom the check is about among the students who were looked at, by number; there may be none."""
    next_cursor: str | None
    """Give it as `cursor` to look at the students after these; null: there are no more."""


class GapOut(TypedDict):
    first_day: str
    """The first day without evidence."""
    last_day: str
    """The last day without evidence; of a gap that goes on, the last day that is over."""
    counted_days: int
    """How many of its days count."""
    excluded: list[ExcludedDaysOut]
    """Those that do not, and why."""
    warnings: list[WarningOut]
    """The warnings that it has reached, the earliest first."""
    threshold_reached_on: str | None
    """The day on which it reached the threshold; null: it has not."""
    report_by: str | None
    """The last day on which a report would be in time; null before the threshold."""
    after: app__schemas__support__visa_engagement__EvidenceOut | None
    """The last evidence before it; null: there is none among the days looked at."""
    ended_by: app__schemas__support__visa_engagement__EvidenceOut | None
    """The evidence that ended it; null: it goes on."""


class GradesOut(TypedDict):
    provisional: bool
    """Whether marks here can still change: false once the board of examiners has confirmed each of them."""
    items: list[AssessedWorkOut]
    """By the day on which they are due; those without one last."""
    credits: CreditsOut
    """What the modules are worth, and what the student has achieved by them."""
    withheld_years: list[int]
    """Academic years that are left out, because the student has not consented to showing them."""
    remarks: list[RemarkOut]
    """What the student says that marks miss, of whatever day."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class GrantDecisionIn(TypedDict):
    decision: Literal["approved", "refused"]
    """`approved`: it opens students from its first day on. `refused`: it never does."""
    reason: str
    """Why, for the person who asked."""


class GrantIn(TypedDict):
    staff_number: NotRequired[str | None]
    """The staff number of the person whom it is for; null or left out: for yourself."""
    role: str
    """A role that the institution gives by grant, such as senior_tutor."""
    org_unit: str | None
    """The code of the org unit whose students it opens, with all below it; null: the whole institution."""
    year_of_study: NotRequired[int | None]
    """Only students of this year; null or left out: of any."""
    sponsored_only: NotRequired[bool]
    """Only students on a visa that the institution sponsors."""
    starts_on: str
    """The first day on which it is to hold: today or later."""
    ends_before: str
    """The first day on which it no longer holds. The role says how long it may hold at most."""
    reason: str
    """Why it is needed, for whoever decides."""


class GrantOut(TypedDict):
    grant_id: str
    """The grant's id."""
    staff: NamedStaffOut
    """Whose grant it is, or would be."""
    role: str
    """The role that it gives."""
    role_title: str
    """What the institution calls the role."""
    org_unit: str | None
    """The code of the org unit whose students it opens, with all below it; null: the whole institution."""
    org_unit_name: str | None
    """The org unit's name."""
    year_of_study: int | None
    """Only students of this year; null: of any."""
    sponsored_only: bool
    """Only students on a visa that the institution sponsors."""
    starts_on: str
    """The first day on which it holds. One that is approved late holds from the day of its approval."""
    ends_before: str
    """The first day on which it no longer holds."""
    standing: GrantStanding
    """Where it stands today. Lapsed: nobody decided in time. Approved: it has not begun."""
    answer_by: str
    """The last day on which somebody could decide on the request."""
    due_for_review: bool
    """Whether somebody should say that it is still needed."""
    requested: GrantStepOut
    """Who asked for it, when and why."""
    decided: GrantStepOut | None
    """Who approved or refused it, when and why; null: nobody has."""
    revoked: GrantStepOut | None
    """Who ended it early, when and why; null: nobody has."""
    reviewed: GrantReviewOut | None
    """The latest review; null: there was none."""


class GrantReviewOut(TypedDict):
    by: NamedStaffOut
    """Who said that it is still needed."""
    at: str
    """When it was reviewed."""


class GrantRevocationIn(TypedDict):
    reason: str
    """Why it ends early."""


class GrantStepOut(TypedDict):
    by: NamedStaffOut
    """Who did it."""
    at: str
    """When it was done."""
    reason: str
    """Why it was done."""


class GrantsOut(TypedDict):
    items: list[GrantOut]
    """The latest request first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class GroupInterventionIn(TypedDict):
    """What is offered, and to whom. The answer does not say who was invited, nor does any other."""

    title: str
    """What it is called."""
    about: str
    """What it is about, for those who are invited."""
    place: NotRequired[str | None]
    """Where it is."""
    starts_at: str
    """When it starts, with its offset from UTC."""
    ends_at: str
    """When it ends: later than it starts, and later than now."""
    students: list[str]
    """Who is invited: students in the asker's charge. Each decides whether to join."""


class GroupInterventionOut(TypedDict):
    group_intervention_id: str
    """The id of the group intervention."""
    title: str
    """What it is called."""
    about: str
    """What it is about."""
    place: str | None
    """Where it is; null if nobody said."""
    starts_at: str
    """When it starts."""
    ends_at: str
    """When it ends."""
    organised_by_name: str
    """Who organises it."""
    arranged_at: str
    """When it was arranged."""


class GroupInterventionsOut(TypedDict):
    items: list[GroupInterventionOut]
    """The latest to start first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class HandOverIn(TypedDict):
    team: NotRequired[str | None]
    """The code of the team that is to have the case; needed where the next rung is a team's."""
    staff_number: NotRequired[str | None]
    """The number of the person who is to have it. Without both, you have it, if the rung is yours."""
    reason: str
    """Why, in general terms: the student can read it."""


class HealthOut(TypedDict):
    status: Literal["alive", "ready"]
    """`alive` from /healthz, `ready` from /readyz."""


class HiddenSectionOut(TypedDict):
    """Nobody may see it now: an exam period."""

    state: Literal["hidden"]
    """Its state."""
    hidden_until: str
    """The first day on which it is shown again."""
    hidden_by: list[str]
    """The titles of the exam periods that hide it."""


class HistoryEntryOut(TypedDict):
    entry_id: str
    """The entry's id."""
    at: str
    """When it was done."""
    staff_name: str | None
    """Who did it; null where it was the student, or the service itself."""
    role: str | None
    """In which role; `operator` for the service itself, null for the student."""
    action: str
    """What was done."""
    said: str
    """The whole entry as a sentence, for the student to read."""


class HistoryOut(TypedDict):
    items: list[HistoryEntryOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class IdentifierRowIn(TypedDict):
    student: str
    """The student's number."""
    system: str
    """Another system, such as campus: what deliveries name."""
    identifier: str
    """What that system calls the student."""


class ImportChangesOut(TypedDict):
    """What a package changed of one noun of the roster."""

    inserted: int
    """Rows that are new."""
    updated: int
    """Rows that were known otherwise."""
    unchanged: int
    """Rows that were there already."""


class ImportFindingOut(TypedDict):
    """What is said of a place in the file; never what stands there."""

    file: str | None
    """Which file of a package, or which noun of a roster in JSON; null where there are neither."""
    row: int | None
    """Its number: 1 is the file's first line, or in JSON the noun's first row. Null: the whole file, or a
    column of it."""
    column: str | None
    """The column, or the field, if it is about one."""
    pointer: str | None
    """Where it stands in the body, if that was JSON: a JSON pointer."""
    outcome: ImportOutcome
    """What became of it."""
    rule: str
    """Which rule it breaks, or why it has no place here."""


class ImportOut(TypedDict):
    """A file, and how far the work on it has come."""

    import_id: str
    """The import's id."""
    kind: ImportKind
    """What the file is of."""
    media_type: MediaType
    """How it is written."""
    file: str | None
    """Which file of a package it is; null for a whole package, and where there are no packages."""
    level: Level | None
    """Of students whose role in a OneRoster package does not say any."""
    dry_run: bool
    """Whether it is only said what would happen, and nothing is stored."""
    bytes: int
    """The file's size."""
    state: ImportState
    """How far the work has come."""
    submitted_at: str
    """When it came."""
    started_at: str | None
    """When somebody took it up first."""
    finished_at: str | None
    """When it was done, or refused; since then its bytes are gone."""
    rows_read: int
    """How many rows are answered for; of a package, none or all."""
    rows_total: int | None
    """How many rows there are, headers not counted; null until it is known."""
    outcomes: OutcomeCountsOut | None
    """The rows read, counted by outcome; null for packages."""
    changes: dict[str, ImportChangesOut] | None
    """What a package changed, or would change, by noun of the roster; null until then, and for others."""
    refused_because: str | None
    """Refused: why."""


class ImportReportOut(TypedDict):
    """The same, with the report by row."""

    import_id: str
    """The import's id."""
    kind: ImportKind
    """What the file is of."""
    media_type: MediaType
    """How it is written."""
    file: str | None
    """Which file of a package it is; null for a whole package, and where there are no packages."""
    level: Level | None
    """Of students whose role in a OneRoster package does not say any."""
    dry_run: bool
    """Whether it is only said what would happen, and nothing is stored."""
    bytes: int
    """The file's size."""
    state: ImportState
    """How far the work has come."""
    submitted_at: str
    """When it came."""
    started_at: str | None
    """When somebody took it up first."""
    finished_at: str | None
    """When it was done, or refused; since then its bytes are gone."""
    rows_read: int
    """How many rows are answered for; of a package, none or all."""
    rows_total: int | None
    """How many rows there are, headers not counted; null until it is known."""
    outcomes: OutcomeCountsOut | None
    """The rows read, counted by outcome; null for packages."""
    changes: dict[str, ImportChangesOut] | None
    """What a package changed, or would change, by noun of the roster; null until then, and for others."""
    refused_because: str | None
    """Refused: why."""
    findings: list[ImportFindingOut]
    """Rows that somebody should look at, in the order in which they were found; 1,000 at most."""
    further: int
    """How many more there are."""


class ImportsOut(TypedDict):
    """A system's own imports."""

    items: list[ImportOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class InaccuraciesOut(TypedDict):
    items: list[InaccuracyOut]
    """Open and closed, the latest first."""


class InaccuracyClosingIn(TypedDict):
    reason: str
    """How it was put right, or why it is none."""


class InaccuracyIn(TypedDict):
    section: SectionName
    """The part of the record that it is about."""
    source: NotRequired[str | None]
    """The source that it is about; null: the section as a whole."""
    first_day: str
    """The first day that it is about."""
    last_day: NotRequired[str | None]
    """The last day that it is about; null: until further notice."""
    words: str
    """What is wrong, in words for students. Anybody reads it, on the public page too: name nobody."""


class InaccuracyOut(TypedDict):
    inaccuracy_id: str
    """The inaccuracy's id."""
    section: SectionName
    """The part of the record that it is about."""
    source: str | None
    """The source that it is about; null: the section as a whole."""
    first_day: str
    """The first day that it is about."""
    last_day: str | None
    """The last day that it is about; null: until further notice."""
    words: str
    """What is wrong, in words for students."""
    opened_at: str
    """Since when it is known."""
    opened_by: NamedStaffOut
    """Who put it on record."""
    closed_by: NamedStaffOut | None
    """Who closed it; null: it is shown with the data."""
    closed_at: str | None
    """When it was closed; null: it is open."""
    closing_reason: str | None
    """How it was put right, or why it is none; null: it is open."""


class InaccuracySeenOut(TypedDict):
    inaccuracy_id: str
    """The inaccuracy's id."""
    section: SectionName
    """The part of the record that it is about."""
    source: str | None
    """The source that it is about; null: the section as a whole."""
    first_day: str
    """The first day that it is about."""
    last_day: str | None
    """The last day that it is about; null: until further notice."""
    words: str
    """What is wrong, in words for students."""
    opened_at: str
    """Since when it is known."""


class IndicatorOut(TypedDict):
    student_id: str
    """Whose indicator it is."""
    first_day: str
    """The first of the seven days that it looks at."""
    last_day: str
    """The last of the seven days that it looks at."""
    state: IndicatorState
    """Whether there is a band to show, and if not, what kind of reason there is."""
    reason: str | None
    """Why there is none; null where there is one."""
    band: app__schemas__engagement__indicators__BandOut | None
    """The band that the score lies in; null where there is none."""
    score: float | None
    """The score that it rests on: a mean over the seven days. Two decimals; null where there is no band."""
    missing_sources: list[str]
    """Sources that were down on one of the days: such days are missing, not zero."""
    incomplete_sources: list[str]
    """Sources that have not delivered all of one of the days: such days are left out, too."""
    disputed: bool
    """Whether the student says that one of the days was counted wrong; nobody has decided yet."""
    vacation_note: str | None
    """What to keep in mind where one of the days lies in a vacation; null in term."""
    circumstances_approved: bool | None
    """Whether extenuating circumstances were approved for one of the days: then it says little. Null for
    whoever may not know: a role that opens no signals."""
    bands: list[app__schemas__engagement__indicators__BandOut]
    """Every band, the highest first."""
    remarks: list[RemarkOut]
    """What the student says that engagement of these days misses."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""
    caveats: list[str]
    """How to read it."""


class InformationIn(TypedDict):
    message: str
    """What the student was asked for."""


class InstitutionOut(TypedDict):
    institution_id: str
    """The institution's id."""
    name: str
    """Its name."""
    service: str
    """What the institution calls this service."""
    time_zone: str
    """The time zone in which its days begin and end."""
    provenance: str | None
    """Where the data come from, if not from an institution's own systems."""
    staff_may_draft_notes: bool
    """False: the student sees every note of staff from the moment it is saved. True: once it is shared."""


class InvitationOut(TypedDict):
    group_intervention_id: str
    """The id of the group intervention."""
    title: str
    """What it is called."""
    about: str
    """What it is about."""
    place: str | None
    """Where it is; null if nobody said."""
    starts_at: str
    """When it starts."""
    ends_at: str
    """When it ends."""
    organised_by_name: str
    """Who organises it."""
    arranged_at: str
    """When it was arranged."""
    invited_at: str
    """When you were invited."""
    joined_at: str | None
    """When you joined; null while you have not. Until then, whoever organises it reads nothing of you."""


class InvitationsOut(TypedDict):
    items: list[InvitationOut]
    """The latest to start first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class JudgementIn(TypedDict):
    judgement: Judgement
    """What the reader thinks of it. Explained or wrong data close the signal."""


class KindTallyOut(TypedDict):
    all_sessions: CountsOut
    """Of all sessions, mandatory or not."""
    mandatory_sessions: CountsOut
    """Of the mandatory sessions alone."""
    kind: SessionKind
    """What kind of session is counted."""


class LatestScoreOut(TypedDict):
    day: str
    """The last of the days asked for that has a score."""
    score: float
    """Its score."""
    change_in_week: float | None
    """That score less the one of seven days before; null unless that one is shown, too."""


class LaunchCodeIn(TypedDict):
    code: str
    """What stands behind `#attune_launch=` in the page's own address. It is good once."""


class LaunchTokenOut(TypedDict):
    access_token: str
    """To be sent as `Authorization: Bearer`; to be kept in memory alone."""
    token_type: str
    """How it is sent: `Bearer`."""
    expires_in: int
    """For how many seconds it holds. It is not renewed."""
    scope: str
    """What it is good for, with spaces between."""


class LegalExceptionOut(TypedDict):
    exception: LegalException
    """The exception."""
    said: str
    """What it means, for the student to read."""


class LiftingIn(TypedDict):
    purpose: NotRequired[str | None]
    """The one purpose that was restricted; null: every one."""
    told_on: str
    """The day on which the student was told that it would be lifted: today at the latest."""
    notice: str
    """What the student was told. The student reads it here, too."""


class ListedGapOut(TypedDict):
    student_id: str
    """The student's id."""
    number: str
    """The student number."""
    name: str | None
    """The student's name; null if it is not known."""
    gap: GapOut
    """The gap that goes on."""
    latest_decision: VisaDecisionOut | None
    """What was decided last on this gap; null: nothing."""


class ListedGapsOut(TypedDict):
    items: list[ListedGapOut]
    """By student number."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class ListedSignalOut(TypedDict):
    signal_id: str
    """The signal's id."""
    student_id: str
    """Whose engagement it is about."""
    rule: str
    """The rule's name in the institution's profile."""
    rule_title: str
    """What the rule is called."""
    rule_version: str
    """Another one for other thresholds."""
    verdict: Verdict
    """What was noticed."""
    as_of: str
    """The last day that was looked at."""
    raised_at: str
    """When it was raised."""
    status: SignalStatus
    """Open until the student's days are inside the range again, or it is judged as explained or wrong."""
    closed_on: str | None
    """When it was closed; null while it is open."""
    closed_because: Closing | None
    """Why: recovery, late data, a new one, days that do not count, or the judgement."""
    exempted_for: str | None
    """The class of reason of the exemption that closed it; null: something else did, or nothing."""
    owner_role: str
    """The role of whoever it falls to."""
    owner_staff_id: str | None
    """The tutor that it falls to; null: the student has none."""
    owner_team_id: str | None
    """The team that it falls to; null: a tutor, or whoever has the role."""
    owner_name: str | None
    """The tutor's or the team's name; null: whoever has the role."""
    judgement: Judgement | None
    """How its reader judged it; null: not yet."""
    judged_by_name: str | None
    """Who judged it."""
    judged_at: str | None
    """When it was judged."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name; null if it is not known."""


class LoginRowIn(TypedDict):
    """A token's (issuer, subject): a student's, a member of staff's, or (neither) a service's."""

    issuer: str
    """The address of the identity provider, as tokens have it."""
    subject: str
    """Whom it is about, as its tokens have it."""
    student: NotRequired[str | None]
    """The student's number, if it is a student's."""
    staff: NotRequired[str | None]
    """The number of the member of staff, if it is one's."""


class LookOut(TypedDict):
    staff_name: str
    """Who had looked."""
    role: str
    """In which role."""
    last_looked_at: str
    """When last."""


class LookedUpEventIn(TypedDict):
    """An event to look up."""

    event_id: str
    """The sender's own id of the event."""
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""


class LookedUpEventOut(TypedDict):
    standing: EventStanding
    """Where it stands."""
    version: int | None
    """The version that stands, or up to which it was taken back; null where it is unknown."""
    event: DeliveredEventOut | None
    """What is stored of it; null where nothing is, or where it must not be used."""


class MarkIn(TypedDict):
    assessment: str
    """The student record system's code for it."""
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""
    submitted_on: NotRequired[str | None]
    """The day on which the student handed it in."""
    mark: NotRequired[float | None]
    """From 0 to 100; any other is rejected."""
    carried_over: NotRequired[bool]
    """Whether the mark was banked from an earlier attempt."""
    confirmed_on: NotRequired[str | None]
    """The day on which the board of examiners confirmed the mark, from `submitted_on` to today. Null: it has
    not confirmed it, or not confirmed the mark as it is now."""


class MarksIn(TypedDict):
    marks: list[MarkIn]
    """Each is judged by itself: a bad one stops no other."""


class MeOut(TypedDict):
    roles: list[str]
    """The roles that you have here."""
    student_id: str | None
    """Your id as a student; null if you are none."""
    staff_id: str | None
    """Your id as a member of staff; null if you are none."""
    name: str | None
    """Your name, as the roster has it; null if it has none."""
    now: str
    """The service's own time."""
    institution: InstitutionOut
    """The institution that you belong to."""


class MeetingIn(TypedDict):
    starts_at: str
    """When it starts, with its offset from UTC."""
    ends_at: str
    """When it ends, with its offset from UTC."""
    place: NotRequired[str | None]
    """Where it is."""
    staff_id: NotRequired[str | None]
    """Which tutor the meeting is with; needed from a student who has several."""


class MeetingOut(TypedDict):
    meeting_id: str
    """The meeting's id."""
    staff_id: str
    """The member of staff whom the student meets."""
    staff_name: str
    """Their name."""
    starts_at: str
    """When it starts."""
    ends_at: str
    """When it ends."""
    place: str | None
    """Where it is; null if it is not known."""
    status: Literal["planned", "cancelled"]
    """`planned`: it is to take place, or has. `cancelled`: it was called off."""
    arranged_by: Literal["student", "staff"]
    """Which side arranged it: the `student`, or `staff`."""


class MeetingsOut(TypedDict):
    items: list[MeetingOut]
    """The earliest first."""


class MeetingsSectionOut(TypedDict):
    """Meetings around today, and the latest shared notes; drafts are never here."""

    meetings: list[MeetingOut]
    """The earliest first."""
    notes: list[NoteOut]
    """The latest first."""


class MessageTemplateOut(TypedDict):
    template: str
    """The template's name."""
    title: str
    """What staff call it."""
    version: str
    """Which wording it is."""
    channel: MessageChannel
    """How its texts are to reach students."""
    subject: str
    """With `{name}` and the like for what differs from student to student."""
    body: str
    """The text, with `{name}` and the like."""
    again_after_days: int
    """Whoever had it within so many days is left out."""


class MessageTemplatesOut(TypedDict):
    items: list[MessageTemplateOut]
    """By name."""


class ModelReferenceOut(TypedDict):
    scoring_model_id: str
    """The scoring model's id."""
    academic_year: int
    """The year in which it starts."""
    version: int
    """Which of the year's models it is."""


class ModuleExpectationOut(TypedDict):
    """What is told of one module, or why nothing is: one of the two is null."""

    module_run_id: str
    """The module run's id."""
    code: str
    """The institution's own code of it."""
    title: str
    """The module's title."""
    told: ToldOut | None
    """What is told; null: nothing is."""
    withheld: str | None
    """Why nothing is told; null: something is."""


class ModuleInsightOut(TypedDict):
    module_run_id: str
    """The module run's id."""
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""
    last_day: str | None
    """The Sunday of the latest week that every source has delivered; null: there is none yet."""
    notice: str
    """What to know before using the shares."""
    resources: list[ResourceInsightOut]
    """What the class can open, by title."""
    not_opened: list[ModuleResourceOut] | None
    """What nobody in the class has opened so far, or so few that no share of them is told: certainly fewer
    than twenty, mostly fewer than ten. Null where the class is too small to tell, or no week is complete."""
    assessments: list[AssessmentInsightOut]
    """Those that were due in the complete weeks, the earliest first."""


class ModuleResourceIn(TypedDict):
    module_run: str
    """The code of the module run that it belongs to."""
    resource: str
    """Its code: what events about it name as their `object`."""
    title: str
    """What the class calls it."""
    offered: NotRequired[bool]
    """Whether the class can open it. What is taken away is told of no more."""


class ModuleResourceOut(TypedDict):
    resource: str
    """Its code."""
    title: str
    """What the class calls it."""


class ModuleResourcesIn(TypedDict):
    resources: list[ModuleResourceIn]
    """Each is judged by itself: a bad one stops no other."""


class ModuleRowIn(TypedDict):
    code: str
    """Its code."""
    title: str
    """What people call it."""
    org_unit: str
    """The code of the org unit that it belongs to."""
    credits: NotRequired[float | None]
    """What whoever passes it achieves."""


class ModuleRunOut(TypedDict):
    module_run_id: str
    """The module run's id."""
    code: str
    """The institution's own code of it."""
    title: str
    """The module's title."""
    academic_year: int
    """The year in which it starts."""
    starts_on: str
    """Its first day."""
    ends_before: str
    """The first day on which it is over."""
    credits: float | None
    """What whoever passes the module achieves; null if the institution has not said."""
    engagement_assessed: bool
    """Whether engagement counts for the module's assessment: then its teachers may look at it for that."""


class ModuleRunRowIn(TypedDict):
    code: str
    """Its code: what enrolments, events and sessions name."""
    module: str
    """The code of the module."""
    academic_year: int
    """The year in which the academic year begins."""
    starts_on: str
    """Its first day."""
    ends_before: str
    """The first day after it."""
    engagement_assessed: NotRequired[bool]
    """Engagement counts for the module's assessment, and its students are told so."""


class ModuleTallyOut(TypedDict):
    all_sessions: CountsOut
    """Of all sessions, mandatory or not."""
    mandatory_sessions: CountsOut
    """Of the mandatory sessions alone."""
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""


class MovementOut(TypedDict):
    student_id: str
    """Who would change bands."""
    number: str
    """Their student number."""
    name: str | None
    """Their name; null if it is not known."""
    before: float
    """Their score with the model in force."""
    after: float
    """Their score with the draft, as a trial computes it."""
    band_before: int
    """Their band with the model in force; the lowest is 0."""
    band_after: int
    """Their band with the draft; the lowest is 0."""


class MovementsOut(TypedDict):
    day: str
    """The day of the scores."""
    items: list[MovementOut]
    """Of this page's students, those who would change bands."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class NamedCollege(TypedDict):
    college_id: str
    """The college's id."""
    name: str
    """What it is called."""


class NamedProgramme(TypedDict):
    programme_id: str
    """The programme's id."""
    title: str
    """What it is called."""


class NamedStaffOut(TypedDict):
    staff_id: str
    """The id of the member of staff."""
    number: str
    """Their staff number."""
    name: str
    """Their name."""


class NeedIn(TypedDict):
    kind: NeedKind
    """What it is: a duty in law, or safeguarding."""
    reason: str
    """Why, in general terms: the student is told."""


class NeedOut(TypedDict):
    kind: NeedKind
    """What it is: a duty in law, or safeguarding."""
    reason: str
    """Why the student is looked for although they declined."""


class NewNoteIn(TypedDict):
    focus: Literal["routine", "issue"]
    """`routine`: a routine meeting. `issue`: about an issue."""
    summary: str
    """What was talked about."""
    issues: NotRequired[list[str]]
    """In general terms."""
    referrals: NotRequired[list[ReferralIn]]
    """What is to be done, and by whom."""
    follow_up_on: NotRequired[str | None]
    """The day on which to come back to it."""
    meeting_id: NotRequired[str | None]
    """The meeting that it is about."""
    share: NotRequired[bool | None]
    """True: share it now. False: a draft that only you can read; refused where the institution has no drafts
    of staff. Left out or null: a draft, or shared where staff have no drafts."""


class NewServiceCredentialOut(TypedDict):
    credential_id: str
    """Its id; the user name where a system sends a user name and a password."""
    system: str
    """The system whose names for students it sends."""
    note: str
    """What it is for."""
    scopes: list[Scope]
    """What it is good for."""
    made_at: str
    """When it was made."""
    made_by: NamedStaffOut
    """Who made it."""
    expires_at: str | None
    """From when on it opens nothing; null: until it is revoked."""
    revoked_at: str | None
    """Since when it opens nothing; null: nobody has revoked it."""
    last_used_at: str | None
    """When it was last used, to the hour; null: never."""
    secret: str
    """The password, or the Bearer token. It is shown now and never again."""


class NextMeetingOut(TypedDict):
    state: SectionState
    """Whether meetings may be shown, and if not, why."""
    starts_at: str | None
    """When it begins; null without a planned meeting."""
    staff_id: str | None
    """With whom."""
    staff_name: str | None
    """What they are called."""


class NotCollectedSectionOut(TypedDict):
    """The institution has no such source."""

    state: Literal["not_collected"]
    """Its state."""


class NoteIn(TypedDict):
    """What a meeting was about. Say it in general terms, such as `health issue`: both sides read it."""

    focus: Literal["routine", "issue"]
    """`routine`: a routine meeting. `issue`: about an issue."""
    summary: str
    """What was talked about."""
    issues: NotRequired[list[str]]
    """In general terms."""
    referrals: NotRequired[list[ReferralIn]]
    """What is to be done, and by whom."""
    follow_up_on: NotRequired[str | None]
    """The day on which to come back to it."""
    meeting_id: NotRequired[str | None]
    """The meeting that it is about."""


class NoteOut(TypedDict):
    note_id: str
    """The note's id."""
    meeting_id: str | None
    """The meeting that it is about."""
    author: Literal["student", "staff"]
    """Which side wrote it: the `student`, or `staff`."""
    staff_name: str | None
    """The author's name, where it is a member of staff."""
    status: Literal["draft", "shared", "removed"]
    """`draft`: its author's alone. `shared`: both sides read it. `removed`: taken away for good."""
    focus: Literal["routine", "issue"] | None
    """`routine`: a routine meeting. `issue`: about an issue."""
    summary: str | None
    """Null, like all of the content, once the note is removed."""
    issues: list[str] | None
    """In general terms."""
    referrals: list[ReferralOut] | None
    """What is to be done, and by whom."""
    follow_up_on: str | None
    """The day on which to come back to it."""
    created_at: str
    """When it was begun."""
    changed_at: str
    """When it was last changed."""
    shared_at: str | None
    """When it was shared; null if it never was."""
    removal: RemovalOut | None
    """The tombstone: who removed it, when and why."""


class NotesOut(TypedDict):
    items: list[NoteOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class NoticeOut(TypedDict):
    """The version of a purpose's transparency notice that is in force."""

    purpose: str
    """The name of the purpose that it is about."""
    title: str
    """What people call the purpose."""
    basis: LegalBasis
    """The legal basis that the purpose rests on."""
    covers: list[SectionName]
    """The sections of the student's record that the purpose uses."""
    version: str
    """The notice's version; a decision says on which it was made."""
    valid_from: str
    """The first day on which it is in force."""
    summary: str
    """What it comes down to."""
    collected: list[str]
    """What is collected."""
    shown_to: list[str]
    """Who is shown it."""
    if_you_agree: list[str]
    """What follows if the student agrees."""
    if_you_decline: list[str]
    """What follows if the student does not."""
    contact: str
    """Whom to ask about it."""


class ObjectiveClosingIn(TypedDict):
    outcome: Literal["achieved", "given_up", "replaced"]
    """`achieved`: done. `given_up`: nobody goes on with it. `replaced`: by another objective."""


class ObjectiveIn(TypedDict):
    title: str
    """What is to be reached. Both sides read it."""
    due_on: str
    """The day by which it is to be reached: today or later."""


class ObjectiveOut(TypedDict):
    objective_id: str
    """The objective's id."""
    author: Literal["student", "staff"]
    """Which side: the `student`, or `staff`."""
    staff_name: str | None
    """Who set it, where it is a member of staff."""
    title: str
    """What is to be reached."""
    due_on: str
    """The day by which it is to be reached."""
    set_at: str
    """When it was set."""
    changed_at: str
    """When its title or day last changed, or it was closed."""
    outcome: Literal["achieved", "given_up", "replaced"] | None
    """`achieved`: done. `given_up`: nobody goes on with it. `replaced`: by another objective. Null while it
    is open."""
    closed_at: str | None
    """When it was closed; null while it is open."""
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student did."""
    progress: list[ProgressOut]
    """What became of it so far, the earliest first. Nothing of it is ever changed."""


class ObjectivesOut(TypedDict):
    items: list[ObjectiveOut]
    """Open ones by the day on which they are due, then the latest closed."""


class OnlineOfWeekOut(TypedDict):
    amount: float | None
    """What the sources add up to, on the days that count; null where too few days do."""
    days: int
    """Days of the window that count. The amount is judged as if they stood for all of them."""
    status: StatusOut
    """How that stands."""


class OnlineRuleOut(TypedDict):
    amber_from: float
    """What is less is red."""
    green_from: float
    """What is less, and not red, is amber; what is not is green."""
    days: int
    """Days before the Monday that are looked at."""
    fewest_days: int
    """Days of them that have to count; with fewer it is grey."""
    sources: dict[str, float]
    """By source, what one of its units adds to the amount."""


class OnlineSessionOut(TypedDict):
    source: str
    """The source in which the student was online."""
    began_at: str
    """When the session began."""
    ended_at: str
    """Its last activity. Whatever time passed until it timed out is no part of it."""
    minutes: float
    """From its beginning to its last activity."""
    events: int
    """What was done in it, its beginning among them."""
    timed_out: bool
    """Whether it ended because nothing happened in it any more."""


class OrgUnitIn(TypedDict):
    name: str
    """What it is called."""
    kind: NotRequired[Literal["college", "unit"]]
    """A `college` has coefficients of its own; a `unit` has none."""
    parent: NotRequired[str | None]
    """The code of the org unit above it."""


class OrgUnitOut(TypedDict):
    org_unit_id: str
    """The org unit's id."""
    code: str
    """The institution's own code of it."""
    name: str
    """What it is called."""
    kind: Literal["college", "unit"]
    """A `college` has coefficients of its own; a `unit` has none."""
    parent: str | None
    """The code of the org unit above it; null at the top."""


class OrgUnitRowIn(TypedDict):
    code: str
    """Its code, by which other rows name it."""
    name: str
    """What people call it."""
    kind: str
    """`college`: coefficients are per college. `unit`: anything else in the tree."""
    parent: NotRequired[str | None]
    """The code of the org unit above it; nothing at the top."""


class OrgUnitsOut(TypedDict):
    items: list[OrgUnitOut]
    """By code."""


class OrganisedOut(TypedDict):
    group_intervention_id: str
    """The id of the group intervention."""
    title: str
    """What it is called."""
    about: str
    """What it is about."""
    place: str | None
    """Where it is; null if nobody said."""
    starts_at: str
    """When it starts."""
    ends_at: str
    """When it ends."""
    organised_by_name: str
    """Who organises it."""
    arranged_at: str
    """When it was arranged."""
    participants: list[ParticipantOut]
    """Those who have joined and are in the asker's charge, by student number. Not who was invited."""


class OutageIn(TypedDict):
    source: str
    """One of the institution's sources."""
    starts_on: str
    """The first day on which it was down."""
    ends_before: str
    """The first day on which it was up again."""
    note: str
    """What happened, in words that students may read."""


class OutageOut(TypedDict):
    outage_id: str
    """The outage's id."""
    source: str
    """The source that was down."""
    starts_on: str
    """The first day on which it was down."""
    ends_before: str
    """The first day on which it was up again."""
    note: str
    """What happened."""
    automatic: bool
    """Whether the service recorded it itself, of a source that stayed away for too long."""


class OutageSeenOut(TypedDict):
    source: str
    """The source that was down."""
    starts_on: str
    """The first day on which it was down."""
    ends_before: str
    """The first day on which it was up again."""
    note: str
    """What happened."""


class OutagesOut(TypedDict):
    items: list[OutageOut]
    """By their first day."""


class OutcomeCountsOut(TypedDict):
    """How many items had which outcome."""

    recorded: int
    """How many are new, and stored."""
    replaced: int
    """How many were known with other content, and now have this."""
    known: int
    """How many were there, or taken back, already."""
    conflict: int
    """How many have an id under which something else is there."""
    waiting: int
    """How many wait until the roster knows whom and what they name."""
    unknown: int
    """How many name somebody or something that is not known, and are not kept."""
    not_covered: int
    """How many are about students whom the service does not cover, and are not kept."""
    taken_back: int
    """How many were taken back before, and stay so."""
    removed: int
    """How many were there, and are no more."""
    rejected: int
    """How many break a rule, and are not kept."""


class OutcomeOut(TypedDict):
    """What became of one item."""

    outcome: ItemOutcome
    """What became of it."""
    detail: str | None
    """Why, where the outcome needs one; begins with the field at fault."""


class OutreachReportOut(TypedDict):
    academic_year: int
    """The calendar year in which the academic year begins."""
    method: str
    """The profile's method of disclosure control. `hesa` rounds, suppresses small groups and adds noise."""
    notice: str
    """What to know before using the figures."""
    students: int | None
    """About how many students had a case, rounded; null for too few to tell."""
    days_to_first_attempt: FigureOut
    """The median of working days from the day a case was opened to the first attempt."""
    days_to_reached: FigureOut
    """The median of working days from that day to the day on which the student was reached or answered."""
    rungs: list[RungFiguresOut]
    """By rung, in order."""


class ParticipantOut(TypedDict):
    student_id: str
    """The student's id."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name, where the institution gives it."""
    joined_at: str
    """When the student joined."""


class PersonalTutorOut(TypedDict):
    staff_id: str
    """The tutor's id."""
    name: str
    """The tutor's name."""
    email: str | None
    """Where the tutor is reached; null if the institution has not said."""
    since: str
    """The first day of the tutorship."""


class PlaceOut(TypedDict):
    week_starting: str
    """The Monday of the week that was compared."""
    fifth: int
    """1, the fifth with the lowest scores, to 5; never a rank in it."""
    sentence: str
    """The same in words."""
    of_at_least: int
    """So many students or more were compared; how many is not told."""


class PrecisionOut(TypedDict):
    rule: str
    """The rule's name."""
    org_unit: str | None
    """The college's code; null: the whole institution."""
    org_unit_name: str | None
    """What the college is called."""
    judged: int | None
    """About how many students' signals were judged, each student's latest; null: too few to tell."""
    concern_share: float | None
    """The share of them that were a concern; null: too few to tell."""
    wrong_data_share: float | None
    """The share of them that rested on wrong data; null: too few to tell."""


class PredictionCardOut(TypedDict):
    """A model in plain words, for one reader."""

    title: str
    """Which model, and for which week."""
    sections: list[CardSectionOut]
    """In the order in which they are read."""


class PredictionExceptionIn(TypedDict):
    """Responsibility for one gap between groups, by whoever signs."""

    groups: str
    """Between which groups: as the audit's reason names them."""
    reason: str
    """Why it may be published in spite of it. It stands on the model's card."""


class PredictionModelIn(TypedDict):
    """The document that `attune train-prediction` writes, as it is."""

    model: dict[str, Any]
    """The model. Its version is made of its content."""
    audit: dict[str, Any]
    """The audit of this very model, by the service's rules, unsigned."""


class PredictionModelOut(TypedDict):
    """Everything that predictions are made of; anyone with a token may read it, and work it out again."""

    version: str
    """Made of the model's content: another content is another version."""
    state: PredictionState
    """Where it stands."""
    cut_off_day: int
    """Of a module: the day whose end it is made for; the module's first day is 0."""
    reasons: list[str]
    """What stands in the way of its publication; empty where nothing does."""
    model: dict[str, Any]
    """Its terms, with the contribution at each knot, and the like cases."""
    audit: dict[str, Any]
    """How it did on students whom it had not seen, by module and by group, and what was signed."""
    drafted_at: str
    """When it was drafted."""
    published_at: str | None
    """When it was published; null for one that never was."""


class PredictionModelsOut(TypedDict):
    items: list[PredictionModelOut]
    """The latest first, whatever their state."""


class PreparationIn(TypedDict):
    """Whom it is for is said by exactly one of `students`, `queue` and `signal`."""

    template: str
    """The name of one of the institution's templates."""
    students: NotRequired[list[str] | None]
    """Students in the asker's charge."""
    queue: NotRequired[Queue | None]
    """The students of this queue of cases, as the asker sees it (`GET /v1/cases`)."""
    signal: NotRequired[SignalsChosenIn | None]
    """Students with such an open signal, of those whose signals the asker sees (`GET /v1/signals`)."""


class PreparationOut(TypedDict):
    """Texts for the institution's own mailer. The service sends nothing."""

    template: str
    """The template's name."""
    version: str
    """Which wording it is."""
    channel: MessageChannel
    """How the texts are to reach the students."""
    items: list[PreparedTextOut]
    """A text for each student who is new to the template, by student number."""
    left_out: int
    """How many of the students had it lately, or since that case or signal began, and were left out."""
    contact_attempts: int
    """How many of them are on record as attempts: where the student's case waits for you and that channel."""


class PreparedMessageOut(TypedDict):
    message_id: str
    """The id of the prepared message."""
    template: str
    """The name of the template that it was made of."""
    version: str
    """Which wording that was."""
    channel: MessageChannel
    """How it was to reach the student."""
    subject: str
    """The subject, as prepared."""
    body: str
    """The text, as prepared."""
    prepared_by_name: str
    """Who had it prepared."""
    prepared_at: str
    """When it was prepared. Whether it was sent, the institution's mailer knows."""


class PreparedMessagesOut(TypedDict):
    items: list[PreparedMessageOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class PreparedTextOut(TypedDict):
    message_id: str
    """The id of the prepared message."""
    student_id: str
    """Whom it is for."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name, where the institution gives it."""
    subject: str
    """The subject, for this student."""
    body: str
    """The text, for this student."""


class ProblemTypeOut(TypedDict):
    code: str
    """The last part of the problem's `type`."""
    status: int
    """The HTTP status that it comes with."""
    title: str
    """What it means."""
    what_to_do: str
    """What whoever meets it can do, in words for people."""


class ProcessingOut(TypedDict):
    category: Category
    """The kind of data."""
    activity: str
    """What is processed, in words."""
    purpose: str
    """What for."""
    basis: LegalBasis
    """What that rests on."""
    reason: str
    """Why it does; empty where consent is asked for, or the law asks for it."""
    individuals: list[str]
    """Whose data."""
    data: list[str]
    """Which data: the parts that the service keeps."""
    sources: list[str]
    """Where they come from."""
    recipients: list[str]
    """Who receives them: roles and groups."""
    kept: str
    """For how long, in words."""
    action: Action
    """What becomes of them then."""
    owner: str
    """The person or group responsible."""
    contact: str
    """Whom to ask about it."""


class ProcessingRegisterOut(TypedDict):
    controller: str
    """Who decides why and how data are processed: the institution."""
    controller_contact: str
    """Whom to ask there."""
    joint_controllers: list[str]
    """Whoever decides with it."""
    protection_officer: str
    """Who the data protection officer is, by office."""
    protection_contact: str
    """How they are reached."""
    service: str
    """What the institution calls the service."""
    transfers: str
    """Whether data go to a third country."""
    safeguards: str
    """What keeps them safe there."""
    security: list[str]
    """What is done to keep them safe at all."""
    dpia_reference: str
    """Which assessment of the data protection impact there is."""
    last_reviewed: str | None
    """When this was last reviewed; null: it has not been."""
    next_review: str | None
    """When it will be."""
    items: list[ProcessingOut]
    """One entry for each kind of data."""
    governance: PublicGovernanceOut | None
    """Sources that a body of the institution approves, and reviews; null: nobody has to approve one."""
    known_inaccuracies: list[PublicInaccuracyOut]
    """What is known to be wrong with the data, until it is corrected."""


class ProgrammeRowIn(TypedDict):
    code: str
    """Its code."""
    title: str
    """What people call it."""
    org_unit: str
    """The code of the org unit that it belongs to."""


class ProgressIn(TypedDict):
    words: str
    """What became of it so far. Both sides read it."""
    evidence: NotRequired[str | None]
    """What shows it: a link, or a few words."""


class ProgressOut(TypedDict):
    progress_id: str
    """The entry's id."""
    author: Literal["student", "staff"]
    """Which side: the `student`, or `staff`."""
    staff_name: str | None
    """The author's name, where it is a member of staff."""
    words: str
    """What became of the objective so far."""
    evidence: str | None
    """What shows it: a link, or a few words; null if nothing was given."""
    entered_at: str
    """When it was entered."""


class ProposalDecisionIn(TypedDict):
    decision: Literal["approved", "refused"]
    """`approved`: it counts from now on. `refused`: it does not."""
    reason: str
    """Why, or where the decision is on record."""
    review_by: NotRequired[str | None]
    """The day by which it is to be reviewed; null or left out: when the institution's rule says."""


class ProtectedResourceOut(TypedDict):
    resource: str
    """This API's address, as whoever runs it has set it."""
    authorization_servers: list[str]
    """The issuers whose tokens are accepted."""
    scopes_supported: list[str]
    """The scopes that a token may have."""
    bearer_methods_supported: list[str]
    """How a token may be sent: in the `Authorization` header only."""
    resource_name: str
    """The API's name, for people."""


class PublicGovernanceOut(TypedDict):
    board: str
    """The body that approves sources."""
    review_every_days: int
    """Days from an approval or a review to the next review, at most."""
    service: PublicServiceReviewOut
    """The review of the service as a whole."""
    sources: list[PublicGovernedSourceOut]
    """By name: the institution's sources, registers among them, and what else was approved."""


class PublicGovernedSourceOut(TypedDict):
    source: str
    """The source's name in the service."""
    title: str
    """What people call it."""
    kind: SourceKind
    """What it is about."""
    state: ProposalState | None
    """Where its proposal stands; null: nobody has proposed it."""
    counts: bool
    """Whether it counts now. Only an approved source does."""
    what: str | None
    """What is collected; null: it was not approved."""
    why: str | None
    """What it is needed for; null: it was not approved."""
    whose_data: str | None
    """Whom the data are about; null: it was not approved."""
    retention: str | None
    """How long they are kept; null: it was not approved."""
    approved_by: str | None
    """The body that approved it; null: it was not approved."""
    approved_on: str | None
    """When it was approved; null: it was not."""
    responsible: str | None
    """The person or group who answers for it, as the responsibilities say; null: nobody in particular."""
    contact: str | None
    """Whom to ask about it."""
    reviewed_on: str | None
    """The day of its latest review; null: it has not been reviewed since it was approved."""
    review_due_on: str | None
    """The day by which its next review is due; null: nothing is left to review."""
    review: ReviewStanding
    """Whether that review is overdue."""


class PublicInaccuracyOut(TypedDict):
    section: SectionName
    """The part of students' records that it is about."""
    source: str | None
    """The source that it is about; null: the part as a whole."""
    first_day: str
    """The first day whose data are wrong."""
    last_day: str | None
    """The last of them; null: until further notice."""
    words: str
    """What is wrong."""
    known_since: str
    """Since when it is known."""


class PublicNoticeOut(TypedDict):
    version: str
    """The version of the notice."""
    valid_from: str
    """The day from which it holds."""
    in_force: bool
    """Whether it is the one that holds today."""
    summary: str
    """What is done, in short."""
    collected: list[str]
    """What is collected."""
    shown_to: list[str]
    """Who sees it."""
    if_you_agree: list[str]
    """What follows from agreeing; empty where nobody is asked."""
    if_you_decline: list[str]
    """What follows from declining; empty where nobody is asked."""
    right_to_object: str
    """How to object; empty where consent is asked for."""
    contact: str
    """Whom to ask."""


class PublicPredictionOut(TypedDict):
    version: str
    """Made of the model's content: another content is another version."""
    cut_off_day: int
    """Of a module: the day whose end it is made for; the module's first day is 0."""
    published_at: str
    """Since when expectations are made with it."""
    cards: dict[str, PredictionCardOut]
    """It in plain words, by whom they are written for."""
    model: dict[str, Any]
    """Its terms, with the contribution at each knot, and the like cases: enough to work everything out."""
    audit: dict[str, Any]
    """How it did on students whom it had not seen, by module and by group, and what was signed for."""


class PublicPredictionsOut(TypedDict):
    institution: str
    """Whose they are."""
    target: str
    """What is expected of whom."""
    caveats: list[str]
    """What the institution says of it."""
    models: list[PublicPredictionOut]
    """Those in force, by their day."""


class PublicPurposeOut(TypedDict):
    name: str
    """The purpose's name in the service."""
    title: str
    """What data are used for."""
    basis: LegalBasis
    """What that rests on."""
    reason: str
    """Why it does; empty where consent is asked for."""
    covers: list[str]
    """The parts of a student's record that it covers."""
    notices: list[PublicNoticeOut]
    """Every version of its notice, the latest first."""


class PublicRoleOut(TypedDict):
    name: str
    """The role's name in the service."""
    title: str
    """What people call it."""
    reaches: str
    """Whose data it opens."""
    sections: list[str]
    """Which parts of a student's record it opens."""
    may_look_for: list[str]
    """For what somebody in it may look."""
    training_required: bool
    """Whether a training comes first."""


class PublicServiceReviewOut(TypedDict):
    reviewed_on: str | None
    """The day of the latest review of the service as a whole; null: it has not been reviewed here."""
    review_due_on: str | None
    """The day by which the next is due; null: the service has no source yet."""
    review: ReviewStanding
    """Whether it is overdue."""


class PublicSourceOut(TypedDict):
    name: str
    """The source's name in the service."""
    title: str
    """What people call it."""
    data_from: str
    """The system that the data come from."""
    kinds: list[str]
    """What is recorded."""
    collected: bool
    """False: the institution does not collect it."""
    pilot: bool
    """Whether it is tried out: then it is collected, shown to the student alone, and counts nowhere."""
    used_for: list[str]
    """How it is used; empty where it is not collected."""


class QueueCountsOut(TypedDict):
    overdue: int
    """Cases in which somebody should have acted before today."""
    due_today: int
    """Cases in which somebody has to act today."""
    unassigned: int
    """Cases that neither a person nor a team has."""
    waiting_for_student: int
    """Cases in which the student still has time to answer."""
    answered: int
    """Cases in which the student has answered, and nobody has acted on it."""


class QueuedCaseOut(TypedDict):
    student_id: str
    """Who is looked for."""
    number: str
    """The student's number."""
    name: str | None
    """The student's name; null where the roster has none."""
    case_id: str
    """The case's id."""
    state: CaseState
    """Where it stands."""
    rung: str
    """The rung that is on, or was on last."""
    rung_title: str
    """What the institution calls it."""
    due_on: str
    """Until when somebody has to act: the last day of it."""
    waiting_until: str | None
    """The last day on which the student may answer; null where nobody waits for that."""
    owner_id: str | None
    """The person who has it; null: nobody in particular."""
    owner_name: str | None
    """Their name."""
    team: str | None
    """The code of the team that has it; null: none."""
    team_name: str | None
    """What the team is called."""
    answer: Answer | None
    """What the student answered, while nobody has acted on it."""


class QueuedCorrectionOut(TypedDict):
    correction_id: str
    """The correction's id."""
    kind: CorrectionKind
    """What is challenged."""
    session_id: str | None
    """Attendance: the session."""
    assessment_id: str | None
    """Mark: the assessment."""
    source: str | None
    """Activity: the source."""
    day: str | None
    """Activity: the day."""
    named: str | None
    """The code of the session or assessment."""
    what_is_wrong: str
    """What is wrong, in the student's words."""
    recorded: ValueOut
    """What the record said when it was challenged."""
    should_be: ValueOut
    """What it should say, as the student has it."""
    state: CorrectionState
    """Where it stands."""
    asked_at: str
    """When the student said so."""
    decided_at: str | None
    """When it was decided on; null until then."""
    decided_by_name: str | None
    """Who decided; null until then."""
    decided_as: str | None
    """In which role; null until then."""
    reason: str | None
    """Why; null until then."""
    before: ValueOut | None
    """Accepted: what the record said until then."""
    after: ValueOut | None
    """Accepted: what it says since."""
    told: list[LookOut]
    """Accepted: who had looked at it before. They are shown the correction in `/v1/me/corrections`."""
    student_id: str
    """Whose record it is about."""
    student_number: str | None
    """The student's number; null where the asker does not see the student."""


class QueuedCorrectionsOut(TypedDict):
    items: list[QueuedCorrectionOut]
    """The oldest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class QueuedRequestOut(TypedDict):
    request_id: str
    """The request's id."""
    kind: RequestKind
    """What is asked."""
    purpose: str | None
    """An objection: the purpose that is objected to; null: none in particular."""
    about: str | None
    """What of the data: a section of the record, a kind of data, `identity`, or `other`; null: all of it."""
    ground: RestrictionGround | None
    """A restriction: why."""
    message: str | None
    """What the student wrote."""
    put_right: str | None
    """A complaint: what would put it right."""
    state: RequestState
    """Where it stands."""
    received_at: str
    """When it was received."""
    due_on: str
    """The last day on which it is answered in time; as of `clock_stopped_on`, if the clock stands still."""
    clock_stopped_on: str | None
    """The day since which the clock stands still, and each day is added; null while it goes on."""
    acknowledge_by: str | None
    """A complaint: the last day on which it is acknowledged in time."""
    acknowledged_at: str | None
    """A complaint: when it was acknowledged; null until then."""
    acknowledged_by_name: str | None
    """A complaint: who acknowledged it; null until then."""
    steps: list[RequestStepOut]
    """What was done until it was answered, in order."""
    answered_at: str | None
    """When it was answered; null until then."""
    answered_by_name: str | None
    """Who answered; null until then, and where the service itself did."""
    outcome: RequestOutcome | None
    """What came of it; null until then."""
    answer: str | None
    """The answer, in words; null until then."""
    exceptions: list[LegalExceptionOut]
    """What was asked for and is not done, by the exception of the law that allows it."""
    account: dict[str, Any] | None
    """What the service itself did as it was upheld; null where it did nothing."""
    copy_available_until: str | None
    """The last day on which the copy can be read; null where there is none, or none any more."""
    student_id: str
    """Who asks."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name; null where the institution keeps none here."""
    next_due_on: str | None
    """What is due first, acknowledgement or answer; null once answered, and while the clock stands still."""
    overdue: bool
    """Whether that was before today."""


class QueuedRequestsOut(TypedDict):
    items: list[QueuedRequestOut]
    """What is due first comes first; those whose clock stands still come last."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class ReadmissionIn(TypedDict):
    number: str
    """The student's number."""
    starts_on: str
    """From this day on, data are taken again: the day of the erasure, or later."""


class ReadmissionOut(TypedDict):
    erasure_id: str
    """The entry in the ledger of erasures."""
    readmitted_on: str
    """From this day on, data are taken again."""


class ReasonToLookOut(TypedDict):
    title: str
    """Why somebody may want to look at a student."""
    allowed: bool
    """False: nobody ever may for this; whoever tries is refused, and it is on record."""
    marked_modules: bool
    """Whether those who teach a module that is marked for it may, of its engagement and attendance alone.
    Students read in their list of modules which ones are."""


class ReceiptOut(TypedDict):
    """A consent receipt, and its signature."""

    receipt: dict[str, Any]
    """By the fields of Kantara's Consent Receipt 1.1; `record` has those of ISO/IEC TS 27560:2023."""
    signed: str
    """The receipt as a compact JWS: its payload is the receipt, byte for byte as it was signed."""


class ReferenceOut(TypedDict):
    academic_years: list[ReferenceYearOut]
    """The one of today and those beside it, and those with a scoring model or a calendar of their own."""
    purposes: list[StatedPurposeOut]
    """Why you may look at students, or at figures about groups; empty for whoever states none."""
    vocabularies: dict[str, list[CodeOut]]
    """By name: the codes that requests and answers have. Which there are depends on the institution and on
    your roles: `sections`, `sources`, `levels`, `study_modes`, `residences`, `consent_purposes`, `services`,
    `section_states`, `consent_states`, `consent_decisions`, `request_kinds`, `request_states`,
    `correction_kinds`, `correction_states`, `day_states`, `indicator_bands`, `indicator_states`,
    `report_colours`, `attendance_statuses`, `attendance_states`, `session_kinds`, `career_stages`,
    `signal_rules`, `signal_verdicts`, `signal_statuses`, `signal_closings`, `signal_judgements`,
    `exemption_reasons`, `case_rungs`, `case_states`, `case_outcomes`, `case_queues`, `attempt_channels`,
    `attempt_outcomes`, `student_answers`, `needs_to_reach`, `exclusion_reasons`, `visa_decisions`,
    `delivery_kinds`, `delivery_outcomes`, `import_states`, `import_outcomes`, `teams`, `service_teams`,
    `expectation_acts`. Expect names that you do not know."""
    delivering: DeliveringOut | None
    """What you may deliver; null unless you are a connected system."""


class ReferenceYearOut(TypedDict):
    academic_year: int
    """The year in which it starts."""
    label: str
    """What to call it."""
    first_day: str
    """The first day of the academic year."""
    last_day: str
    """The last day of the academic year."""
    terms: list[TermOut]
    """The earliest first."""


class ReferralAnswerIn(TypedDict):
    answer: str
    """What the service says to the student."""


class ReferralClosingIn(TypedDict):
    outcome: Literal["helped", "not_needed", "not_reached", "passed_on"]
    """`helped`: the student was helped. `not_needed`: no help is needed any more. `not_reached`: the student
    did not answer. `passed_on`: somebody else helps."""
    reason: str
    """Why, in general terms: the student and everybody who sees the student can read it."""


class ReferralIn(TypedDict):
    action: str
    """What is to be done."""
    owner: Literal["student", "tutor", "other"]
    """Who does it: the `student`, the `tutor`, or `other`: somebody who is named."""
    owner_name: NotRequired[str | None]
    """Whom or which service, if other."""


class ReferralOut(TypedDict):
    action: str
    """What is to be done."""
    owner: Literal["student", "tutor", "other"]
    """Who does it: the `student`, the `tutor`, or `other`: somebody who is named."""
    owner_name: str | None
    """Whom or which service, if other."""


class ReferralQueueOut(TypedDict):
    items: list[ServiceReferralOut]
    """The earliest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class RegisterOut(TypedDict):
    code: SectionName
    """Which part of the record it is."""
    label: str
    """What people call it."""
    approval: ProposalState | None
    """Where the board's approval stands; null: nobody has proposed it."""
    taken: bool
    """Whether deliveries of it are taken now; otherwise each item is rejected."""
    why_not: str | None
    """Why they are not; null where they are."""


class RegistrationRowIn(TypedDict):
    student: str
    """The student's number."""
    starts_on: str
    """The first day of the spell."""
    ends_before: str | None
    """The first day after it; nothing while it lasts."""
    programme: str
    """The code of the programme."""
    college: str
    """The code of the org unit whose coefficients count."""
    level: str
    """`undergraduate`, `postgraduate_taught` or `postgraduate_research`."""
    study_mode: NotRequired[str]
    """`full_time`, `part_time`, `online`, `placement` or `abroad`."""
    residence: NotRequired[str]
    """`on_campus`, `off_campus` or `unknown`."""
    year_of_study: NotRequired[int | None]
    """From 0 to 20; nothing where there are no years."""
    sponsored: NotRequired[bool]
    """On a visa that the institution sponsors."""


class RemarkIn(TypedDict):
    """What the data miss, in the student's own words."""

    section: SectionName
    """The part of the record that it is about: one of those with figures that the institution has."""
    first_day: str
    """The first day that it is about."""
    last_day: NotRequired[str | None]
    """The last day that it is about; null: until further notice."""
    words: str
    """What the data miss. Everybody who sees the figures reads it."""


class RemarkOut(TypedDict):
    remark_id: str
    """The remark's id."""
    section: SectionName
    """The part of the record that it is about."""
    first_day: str
    """The first day that it is about."""
    last_day: str | None
    """The last day that it is about; null: until further notice."""
    words: str
    """What the data miss, in the student's own words."""
    made_at: str
    """When the student said so."""


class RemarksOut(TypedDict):
    items: list[RemarkOut]
    """The earliest first, by the first day that each is about."""


class RemovalIn(TypedDict):
    reason: str
    """Why the note is removed."""


class RemovalOut(TypedDict):
    removed_at: str
    """When it was removed."""
    removed_by_name: str | None
    """Who removed it."""
    reason: str | None
    """Why it was removed; null where nobody said."""


class RemovedEventIn(TypedDict):
    """An event to take back."""

    event_id: str
    """The sender's own id of the event."""
    system: str
    """The system that knows the student by `identifier`, such as campus."""
    identifier: str
    """The student's identifier in that system."""
    version: NotRequired[int]
    """This version of the event is taken back, and those before."""


class ReplayIn(TypedDict):
    event_id: NotRequired[str | None]
    """The one message, by the id that it has as `webhook-id`."""
    since: NotRequired[str | None]
    """All that happened since then, as far as it is kept: for 30 days."""


class ReplayOut(TypedDict):
    messages: int
    """How many are sent again, by the next run."""


class ReportContactOut(TypedDict):
    version: int
    """1 for the first that was documented of the week, and one more for each change."""
    org_unit: str
    """The School in whose report it was documented, by code."""
    channel: Channel | None
    """How the School tried to reach the student; null where nothing is documented."""
    outcome: AttemptOutcome | None
    """What came of it; null where nothing is documented."""
    contacted_on: str | None
    """When; null where nothing is documented."""
    contacted_by: str | None
    """Who tried, in the School's words; null if nobody said."""
    note: str | None
    """What the School notes on it; null if nothing."""
    recorded_by_name: str
    """Who sent the workbook that says so."""
    role: str
    """In which role; `operator` where whoever runs the service read it in for them."""
    recorded_at: str
    """When it was recorded."""
    week: str
    """The Monday of the report."""
    earlier: list[ReportContactVersionOut]
    """What was documented before, the latest first. Nothing is ever taken out."""


class ReportContactVersionOut(TypedDict):
    version: int
    """1 for the first that was documented of the week, and one more for each change."""
    org_unit: str
    """The School in whose report it was documented, by code."""
    channel: Channel | None
    """How the School tried to reach the student; null where nothing is documented."""
    outcome: AttemptOutcome | None
    """What came of it; null where nothing is documented."""
    contacted_on: str | None
    """When; null where nothing is documented."""
    contacted_by: str | None
    """Who tried, in the School's words; null if nobody said."""
    note: str | None
    """What the School notes on it; null if nothing."""
    recorded_by_name: str
    """Who sent the workbook that says so."""
    role: str
    """In which role; `operator` where whoever runs the service read it in for them."""
    recorded_at: str
    """When it was recorded."""


class ReportContactsOut(TypedDict):
    items: list[ReportContactOut]
    """One for each week of which something was documented, the latest first."""


class ReportRowOut(TypedDict):
    attendance: AttendanceOfWeekOut
    """What the register says of the days before the Monday."""
    online: OnlineOfWeekOut
    """What the sources say of the days before the Monday."""
    combined: StatusOut
    """What both make together; grey where it does not count."""
    counts: StatusOut
    """The status to act on: the combined one, or the online one of who studies online only."""
    discounted: bool
    """Whether the student studies online only, so that attendance and the combined status do not count."""
    unconfirmed_marks: bool
    """Whether there were marks of the academic year that the board had not confirmed by then."""
    left_out: list[ExclusionReason]
    """Why days do not count: that the student was on a placement or abroad. No other reason is told here."""
    remarks: list[str]
    """What to know before using the row, in sentences."""
    student_id: str
    """Whom the row is about."""
    number: str
    """The student's number."""
    name: str
    """The student's name; empty where the roster has none."""
    department: str
    """The org unit that runs the course."""
    course: str
    """The programme's title."""
    study_mode: str | None
    """How the student studied on the last day that is looked at."""
    as_of: dict[str, str | None]
    """By source, until when its data reach, by its own word; null where it has said nothing."""


class ReportRulesOut(TypedDict):
    attendance: AttendanceRuleOut
    """Of the share of sessions attended, from 0 to 1."""
    online: OnlineRuleOut
    """Of the amount that the sources add up to."""
    online_only_modes: list[str]
    """Modes of study in which only the online status counts."""
    letters: dict[str, str]
    """The letter of each colour."""
    combined: list[CellOut]
    """The whole table: each pair of statuses once."""


class RequestAnswerIn(TypedDict):
    outcome: Literal["upheld", "partly", "refused"]
    """`upheld`: it is done. `partly`: some of it is. `refused`: it is not. A copy can only be refused: the
    service makes it."""
    reason: str
    """Why, and what was done, in words that the student reads."""
    exceptions: NotRequired[list[LegalException]]
    """What is not done, by the exception of the law that allows it. An erasure in part must say it."""
    details: NotRequired[AnswerDetailsIn]
    """How it is carried out."""


class RequestIn(TypedDict):
    kind: RequestKind
    """What is asked."""
    purpose: NotRequired[str | None]
    """An objection: the purpose that is objected to; null: none in particular."""
    about: NotRequired[str | None]
    """What of the data: a section of the record, `identity`, or `other`; null: all of it. An erasure can also
    name a kind of data: `contact`, `activity`, `attendance`, `support`, `cases` or `expectations`. A
    rectification must say it, and is refused for what `corrections` takes: figures are challenged there."""
    ground: NotRequired[RestrictionGround | None]
    """A restriction: why. It must say it."""
    message: NotRequired[str | None]
    """What the student wants to say with it. A rectification and a complaint must say it."""
    put_right: NotRequired[str | None]
    """A complaint: what would put it right."""


class RequestOut(TypedDict):
    request_id: str
    """The request's id."""
    kind: RequestKind
    """What is asked."""
    purpose: str | None
    """An objection: the purpose that is objected to; null: none in particular."""
    about: str | None
    """What of the data: a section of the record, a kind of data, `identity`, or `other`; null: all of it."""
    ground: RestrictionGround | None
    """A restriction: why."""
    message: str | None
    """What the student wrote."""
    put_right: str | None
    """A complaint: what would put it right."""
    state: RequestState
    """Where it stands."""
    received_at: str
    """When it was received."""
    due_on: str
    """The last day on which it is answered in time; as of `clock_stopped_on`, if the clock stands still."""
    clock_stopped_on: str | None
    """The day since which the clock stands still, and each day is added; null while it goes on."""
    acknowledge_by: str | None
    """A complaint: the last day on which it is acknowledged in time."""
    acknowledged_at: str | None
    """A complaint: when it was acknowledged; null until then."""
    acknowledged_by_name: str | None
    """A complaint: who acknowledged it; null until then."""
    steps: list[RequestStepOut]
    """What was done until it was answered, in order."""
    answered_at: str | None
    """When it was answered; null until then."""
    answered_by_name: str | None
    """Who answered; null until then, and where the service itself did."""
    outcome: RequestOutcome | None
    """What came of it; null until then."""
    answer: str | None
    """The answer, in words; null until then."""
    exceptions: list[LegalExceptionOut]
    """What was asked for and is not done, by the exception of the law that allows it."""
    account: dict[str, Any] | None
    """What the service itself did as it was upheld; null where it did nothing."""
    copy_available_until: str | None
    """The last day on which the copy can be read; null where there is none, or none any more."""


class RequestStepIn(TypedDict):
    step: Literal["identity_asked", "clarification_asked", "went_on", "extended", "acknowledged"]
    """`identity_asked`: who are they? `clarification_asked`: what do they mean? `went_on`: it goes on
    without. `extended`: by two further months. `acknowledged`: a complaint has come."""
    reason: str
    """Why, or what is asked of the student, in words that the student reads."""


class RequestStepOut(TypedDict):
    step: RequestStep
    """What was done."""
    taken_at: str
    """When it was done."""
    by_name: str | None
    """Who did it; null where it was the student."""
    words: str
    """What was asked, given or told."""
    due_on_before: str
    """The last day for an answer in time, before this step."""
    due_on: str
    """The same, after it."""


class RequestsOut(TypedDict):
    items: list[RequestOut]
    """The latest first."""


class ResourceInsightOut(TypedDict):
    resource: str
    """Its code."""
    title: str
    """What the class calls it."""
    opened_share: FigureOut
    """The share of the latest week's class that has opened it at all, from 0 to 1."""
    weeks: list[ResourceWeekOut]
    """The complete weeks of the module run, each from Monday to Sunday, the earliest first."""


class ResourceWeekOut(TypedDict):
    week_starting: str
    """The Monday."""
    opened_share: FigureOut
    """The share of the class that opened it in the week, from 0 to 1."""


class ResponsibilitiesOut(TypedDict):
    items: list[ResponsibilityOut]
    """Every purpose and every source belongs to one or more of them."""


class ResponsibilityOut(TypedDict):
    activity: str
    """What is done with data."""
    responsible: str
    """The person or group responsible for it."""
    contact: str
    """Whom to ask about it."""
    purposes: list[str]
    """The purposes that it serves, by name."""
    sources: list[str]
    """The sources whose data it uses, by name."""


class RestrictedSectionOut(TypedDict):
    """The asker's role does not open it, or the student has the right that it is stored only."""

    state: Literal["restricted"]
    """Its state."""


class RestrictionOut(TypedDict):
    restriction_id: str
    """The restriction's id."""
    request_id: str
    """The request that it answers."""
    purpose: str | None
    """The one purpose that the data are not used for; null: every one."""
    restricted_at: str
    """Since when the data are stored, and not used otherwise."""
    told_on: str | None
    """The day on which the student was told that it would be lifted; null until it is."""
    notice: str | None
    """What the student was told; null until it is lifted."""
    lifted_at: str | None
    """When it was lifted; null: it is in force."""


class RestrictionsOut(TypedDict):
    items: list[RestrictionOut]
    """The latest first."""


class RetentionCountOut(TypedDict):
    category: Category
    """The kind of data."""
    action: Action
    """What became of it."""
    rows: int
    """How many rows went."""
    oldest: str | None
    """The oldest day that they were of; null: none is known."""
    next_on: str | None
    """When the oldest of what is kept becomes due; null: none is known."""


class RetentionRuleOut(TypedDict):
    category: Category
    """The kind of data."""
    title: str
    """The kind of data, in words."""
    purpose: str
    """What it is kept for."""
    basis: LegalBasis
    """What that rests on."""
    trigger: Trigger
    """What the period is counted from."""
    months: int
    """How long it is kept after that: 72 at most, which is six years."""
    kept: str
    """The same in words."""
    action: Action
    """What becomes of it then."""
    due_before: str
    """What is of days before this one, or of students who left before it, is due today."""
    next_on: str
    """When more becomes due, where there is more."""


class RetentionRulesOut(TypedDict):
    items: list[RetentionRuleOut]
    """One for each kind of data. Everything of a student goes with who they are."""


class RetentionRunOut(TypedDict):
    run_id: str
    """The id of the run."""
    begun_at: str
    """When it began."""
    day: str
    """What was due on this day, went."""
    finished_at: str | None
    """When it was done; null: it goes on, or was cut off, and the next one does the rest."""
    categories: list[RetentionCountOut]
    """How much went, by kind of data."""
    signed: str | None
    """The counts, as a compact JWS of the type `attune-retention-report+jws`: see `/.well-
    known/jwks.json`."""


class RetentionRunsOut(TypedDict):
    items: list[RetentionRunOut]
    """The latest first."""


class ReviewDecisionIn(TypedDict):
    decision: Literal["continuing", "contact", "refer"]
    """`continuing`: still studies. `contact`: to be contacted. `refer`: referred for assumed withdrawal."""
    reason: str
    """Why it is decided so."""


class ReviewIn(TypedDict):
    reviewed_on: str
    """On which day."""
    found: str
    """What was found."""
    next_review_by: NotRequired[str | None]
    """The day by which the next review is due; null or left out: when the institution's rule says."""


class ReviewListOut(TypedDict):
    review_list_id: str
    """The list's id."""
    term: str
    """The term that it is of."""
    term_first_day: str
    """The first day of the term."""
    first_day: str
    """The first day that it looks at."""
    last_day: str
    """The last day that it looks at."""
    created_by_name: str
    """Who made it."""
    created_at: str
    """When it was made."""
    students: int
    """How many students on it are in the asker's charge."""
    undecided: int
    """On how many of them nobody has decided."""


class ReviewListPageOut(TypedDict):
    review_list_id: str
    """The list's id."""
    term: str
    """The term that it is of."""
    term_first_day: str
    """The first day of the term."""
    first_day: str
    """The first day that it looks at."""
    last_day: str
    """The last day that it looks at."""
    created_by_name: str
    """Who made it."""
    created_at: str
    """When it was made."""
    students: int
    """How many students on it are in the asker's charge."""
    undecided: int
    """On how many of them nobody has decided."""
    items: list[ReviewedStudentOut]
    """Students on it who are in the asker's charge, by student number."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class ReviewListsOut(TypedDict):
    items: list[ReviewListOut]
    """The latest first."""


class ReviewOut(TypedDict):
    review_id: str
    """The review's id."""
    by: NamedStaffOut
    """Who reviewed."""
    reviewed_on: str
    """On which day."""
    found: str
    """What was found."""
    next_review_by: str
    """The day by which the next review is due."""


class ReviewedStudentOut(TypedDict):
    student_id: str
    """The student's id."""
    number: str
    """The student number."""
    name: str | None
    """The student's name; null if it is not known."""
    weeks: list[ReviewedWeekOut]
    """The register when the list was made, the earliest week first; excluded days are left out."""
    excluded: list[ExcludedDaysOut]
    """Days that were left out, and why."""
    last_present_on: str | None
    """The last day on which the register says present; null: there was none."""
    decision: str | None
    """`continuing`, `contact` or `refer`; null: nobody has decided."""
    reason: str | None
    """Why it was decided so."""
    decided_by_name: str | None
    """Who decided."""
    decided_at: str | None
    """When it was decided."""


class ReviewedWeekOut(TypedDict):
    monday: str
    """The first day of the week."""
    absent: int
    """Sessions at which the register says absent."""
    authorised_absence: int
    """Sessions that the student was allowed to miss."""
    no_record: int
    """Sessions of which the register says nothing: they count neither for nor against."""


class RosterIn(TypedDict):
    """One institution's roster, or a part of it: what is not there stays as it is."""

    org_units: NotRequired[list[OrgUnitRowIn]]
    """Rows as those of org_units.csv; none: they stay as they are."""
    programmes: NotRequired[list[ProgrammeRowIn]]
    """Rows as those of programmes.csv; none: they stay as they are."""
    modules: NotRequired[list[ModuleRowIn]]
    """Rows as those of modules.csv; none: they stay as they are."""
    module_runs: NotRequired[list[ModuleRunRowIn]]
    """Rows as those of module_runs.csv; none: they stay as they are."""
    assessments: NotRequired[list[AssessmentRowIn]]
    """Rows as those of assessments.csv; none: they stay as they are."""
    staff: NotRequired[list[StaffRowIn]]
    """Rows as those of staff.csv; none: they stay as they are."""
    teaching: NotRequired[list[TeachingRowIn]]
    """Rows as those of teaching.csv; none: they stay as they are."""
    students: NotRequired[list[StudentRowIn]]
    """Rows as those of students.csv; none: they stay as they are."""
    identifiers: NotRequired[list[IdentifierRowIn]]
    """Rows as those of identifiers.csv; none: they stay as they are."""
    logins: NotRequired[list[LoginRowIn]]
    """Rows as those of logins.csv; none: they stay as they are."""
    registrations: NotRequired[list[RegistrationRowIn]]
    """Rows as those of registrations.csv; none: they stay as they are."""
    tutorships: NotRequired[list[TutorshipRowIn]]
    """Rows as those of tutorships.csv; none: they stay as they are."""
    enrolments: NotRequired[list[EnrolmentRowIn]]
    """Rows as those of enrolments.csv; none: they stay as they are."""
    achieved_credits: NotRequired[list[AchievedCreditsRowIn]]
    """Rows as those of achieved_credits.csv; none: they stay as they are."""
    contact_details: NotRequired[list[ContactDetailsRowIn]]
    """Rows as those of contact_details.csv; none: they stay as they are."""


class RunCreditsOut(TypedDict):
    module_run_id: str
    """The module run's id."""
    module_run: str
    """The module run's code."""
    module: str
    """The module's title."""
    academic_year: int
    """The year in which it starts."""
    credits: float | None
    """What whoever passes the module achieves; null if the institution has not said."""
    achieved: float | None
    """What the student has achieved by it; null while nothing has been recorded."""
    achieved_on: str | None
    """The day on which it was achieved; null while there is none, or if it is not known."""


class RungFiguresOut(TypedDict):
    rung: str
    """The rung's name."""
    title: str
    """What the institution calls it."""
    tried: int | None
    """About how many students somebody on it tried to reach, rounded; null for too few to tell."""
    reached_share: FigureOut
    """The share of them who were reached on it, from 0 to 1."""


class RungOut(TypedDict):
    rung: str
    """The rung's name."""
    title: str
    """What the institution calls it."""
    standing: RungStanding
    """Where it stands in this case."""
    on_since: str | None
    """Since when it is on; null unless it is."""
    by: str
    """Who makes it: roles, as the institution calls them."""
    channels: list[Channel]
    """By which channels."""
    least_attempts: int
    """How many attempts it needs before the next rung comes on."""
    attempt_within: int
    """Working days for the first attempt, and for each further one that is owed."""
    answer_within: int
    """Working days that the student has to answer."""
    go_on_within: int
    """Working days for going on after that."""
    attempts: list[AttemptOut]
    """In the order of their entry."""


class SavedCohortIn(TypedDict):
    name: str
    """What the owner calls it. Students who are in it, or were, can read it."""
    conditions: list[ConditionIn]
    """All of them must hold."""


class SavedCohortOut(TypedDict):
    saved_cohort_id: str
    """The saved cohort's id."""
    name: str
    """What the owner calls it."""
    conditions: list[ConditionOut]
    """All of them must hold."""
    created_at: str
    """When it was made."""
    changed_at: str
    """When its name or conditions last changed."""
    evaluated_at: str | None
    """When it was last recorded who is in it; null before the first night."""


class SavedCohortsOut(TypedDict):
    items: list[SavedCohortOut]
    """The asker's own, the earliest first."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


class ScaleOut(TypedDict):
    """What a score is of."""

    least: float | None
    """The lowest that there can be; null where a source takes away from a score: then there is none."""
    most: float | None
    """The highest that there can be; null: there is none."""
    meaning: str
    """The same in words, for whoever reads a score."""


class ScoredDayOut(TypedDict):
    day: str
    """The day, where the institution is."""
    state: DayState
    """Whether there is a score to show, and if not, why."""
    score: float | None
    """Two decimals, half to even; null unless shown."""
    missing_sources: list[str]
    """Sources that were down on a day this score looks at: such days are missing, not zero."""
    incomplete_sources: list[str]
    """Sources that have not delivered all of a day this score looks at: such days are left out, too."""
    disputed: bool
    """Whether the student says that a day this score looks at was counted wrong; nobody has decided yet."""


class ScoringModelIn(TypedDict):
    academic_year: int
    """The year in which it starts."""
    coefficients: dict[str, dict[str, float]]
    """By college code, then source."""
    note: str
    """Where the coefficients come from."""


class ScoringModelOut(TypedDict):
    """What turns daily values into scores; anyone with a token may read it."""

    scoring_model_id: str
    """The scoring model's id."""
    academic_year: int
    """The year in which it starts."""
    version: int
    """Which of the year's models it is."""
    status: ModelStatus
    """Whether it is in use. Superseded: a later one of its year is."""
    note: str
    """Where the coefficients come from."""
    published_at: str | None
    """When it was published; null for a draft."""
    window_days: int
    """How many days a score looks at; the last of them is its own."""
    colleges: list[CollegeCoefficientsOut]
    """Each college's coefficients."""


class ScoringModelsOut(TypedDict):
    items: list[ScoringModelOut]
    """The latest first."""


class ScoringTrialIn(TypedDict):
    scoring_model_id: str
    """A draft. Each of its coefficients is tried as the nearest quarter of the one in force, up to twice
    that; where none is in force, to its first digit."""
    day: NotRequired[str | None]
    """Of which scores; yesterday unless given."""


class ScoringTrialOut(TypedDict):
    day: str
    """The day of the scores."""
    scoring_model_id: str
    """The draft that is tried."""
    in_force_id: str
    """The model in force, with which it is compared."""
    coefficients: dict[str, dict[str, float]]
    """What was tried, by college code, then source: the draft's coefficients in steps."""
    tried_at: str
    """When these figures were worked out. The same trial is always answered by them."""
    people: int | None
    """About how many students are counted; null: too few to tell."""
    distribution: list[app__schemas__engagement__scoring_trials__BandOut]
    """How the scores are spread over the institution's bands, from the lowest up."""
    moves: list[list[int | None]]
    """About how many would move from each band (row) to each band (column); null: too few to tell."""
    trials_left: int
    """How many other trials there can still be of days of this academic year, ever, by anybody."""
    notice: str
    """What the figures are good for, and what they are not."""


class SectionsOut(TypedDict):
    """Those asked for; the others are absent, not null."""

    attendance: NotRequired[AttendanceSectionOut]
    """What the register says of the last days."""
    employability: NotRequired[EmployabilitySectionOut]
    """Careers events of the last days, and career stages."""
    engagement: NotRequired[EngagementSectionOut]
    """The scores of the last days."""
    grades: NotRequired[GradesSectionOut]
    """Provisional marks."""
    meetings: NotRequired[MeetingsAndNotesSectionOut]
    """Meetings around today, and the latest shared notes."""


class SeenOut(TypedDict):
    """What had been shown."""

    model: str
    """The version of the model."""
    week: int
    """Of the module: the week at whose end it was so."""
    as_of: str
    """The day at whose end it was so."""
    sentence: str
    """The frequency in words."""
    of: int
    """Always 100."""
    about: int
    """Of 100 students whose record looked like this, about so many passed."""
    least: int
    """The range of 95 %: at least so many."""
    most: int
    """At most so many."""
    like_cases: int
    """Among how many students it was counted."""
    prompts: bool
    """Whether it was shown as a prompt to look."""


class ServiceCredentialIn(TypedDict):
    system: str
    """The system whose names for students it sends, as rosters call it."""
    note: str
    """What it is for, in your own words."""
    scopes: list[Literal["attune:statements.write", "attune:statements.read"]]
    """What it is good for: `attune:statements.write`, `attune:statements.read`, or both."""
    expires_at: NotRequired[str | None]
    """From when on it opens nothing; null or left out: until it is revoked."""


class ServiceCredentialOut(TypedDict):
    credential_id: str
    """Its id; the user name where a system sends a user name and a password."""
    system: str
    """The system whose names for students it sends."""
    note: str
    """What it is for."""
    scopes: list[Scope]
    """What it is good for."""
    made_at: str
    """When it was made."""
    made_by: NamedStaffOut
    """Who made it."""
    expires_at: str | None
    """From when on it opens nothing; null: until it is revoked."""
    revoked_at: str | None
    """Since when it opens nothing; null: nobody has revoked it."""
    last_used_at: str | None
    """When it was last used, to the hour; null: never."""


class ServiceCredentialsOut(TypedDict):
    items: list[ServiceCredentialOut]
    """The latest made first; 500 at most."""


class ServiceReferralIn(TypedDict):
    """Without the student's agreement there is no referral: when and how they agreed is asked for."""

    team: str
    """The code of the service's team."""
    about: str
    """What it is about, in general terms: the student and everybody who sees the student can read it."""
    agreed_on: str
    """The day on which the student agreed: today or earlier."""
    agreed_how: Literal["in_person", "by_telephone", "in_writing", "online"]
    """How the student agreed: `in_person`, `by_telephone`, `in_writing` (a letter or a message), or `online`
    (in a meeting or a form)."""


class ServiceReferralOut(TypedDict):
    referral_id: str
    """The referral's id; that of the assignment that it opens, too."""
    student_id: str
    """Who was referred."""
    student_number: str
    """The student's number."""
    student_name: str | None
    """The student's name, where the institution gives it."""
    team: str
    """The code of the service's team."""
    team_name: str
    """What the team is called."""
    state: Literal["waiting", "taken", "answered", "closed", "withdrawn"]
    """`waiting`: nobody of the service has taken it. `taken`: somebody has. `answered`: the student has the
    service's answer. `closed`: it is over. `withdrawn`: the student took the agreement back."""
    about: str
    """What it is about."""
    referred_by_name: str
    """Who told the service."""
    referred_at: str
    """When the service was told."""
    agreed_on: str
    """The day on which the student agreed."""
    agreed_how: Literal["in_person", "by_telephone", "in_writing", "online"]
    """How the student agreed: `in_person`, `by_telephone`, `in_writing` (a letter or a message), or `online`
    (in a meeting or a form)."""
    taken_by_name: str | None
    """Who of the service has taken it; null while nobody has."""
    taken_at: str | None
    """When it was taken; null while nobody has."""
    answer: str | None
    """What the service says to the student; null while it has not answered."""
    answered_by_name: str | None
    """Who answered; null while nobody has."""
    answered_at: str | None
    """When the service answered; null while it has not."""
    outcome: Literal["helped", "not_needed", "not_reached", "passed_on"] | None
    """`helped`: the student was helped. `not_needed`: no help is needed any more. `not_reached`: the student
    did not answer. `passed_on`: somebody else helps. Null while it is open, and where others than the service
    ended it."""
    closed_by_name: str | None
    """Who closed it; null while it is open, and where the student took the agreement back."""
    closed_at: str | None
    """When it was closed; null while it is open. Until then, the team's members see the student."""
    closing_reason: str | None
    """Why it was closed; null while it is open."""
    advice: str | None
    """The institution's advice to the student on turning to the service themselves."""


class ServiceReferralsOut(TypedDict):
    items: list[ServiceReferralOut]
    """The latest first."""


class SessionIn(TypedDict):
    session: str
    """The timetable's own code for it."""
    module_run: str
    """The code of the module run that it belongs to."""
    kind: SessionKind
    """What kind of session it is."""
    starts_at: str
    """When it starts, with its offset from UTC, in the years 1900 to 2999."""
    ends_at: str
    """When it ends: as `starts_at`, and later. A session that breaks this is rejected."""
    mandatory: NotRequired[bool]
    """Whether students must come."""
    for_everyone: NotRequired[bool]
    """Everyone on the module run is expected; otherwise only those listed."""
    title: NotRequired[str | None]
    """What it is about."""
    cancelled: NotRequired[bool]
    """It does not take place: it goes from the timetable (`removed`), unless the register says already who
    came (`conflict`). Delivered again without this, it is back."""


class SessionsIn(TypedDict):
    sessions: list[SessionIn]
    """Each is judged by itself: a bad one stops no other."""


class SettingsIn(TypedDict):
    settings: dict[str, Any]
    """What is different from the profile. `access_purposes`: by purpose, `allowed`. `caveats`: those added.
    `career_stages`: all of them. `disclosure`: `round_to`, `fewest_for_share` and `fewest_for_mean`, at least
    the profile's. `student_view`: `shown`, where the profile lets it be switched off."""


class SettingsOut(TypedDict):
    profile: str
    """The institution's profile."""
    settings: dict[str, Any]
    """What is different from the profile."""


class ShownSectionOut_AttendanceSummaryOut(TypedDict):
    state: Literal["shown"]
    """Its state."""
    content: AttendanceSummaryOut
    """What is shown."""


class ShownSectionOut_EmployabilityOut(TypedDict):
    state: Literal["shown"]
    """Its state."""
    content: EmployabilityOut
    """What is shown."""


class ShownSectionOut_EngagementOut(TypedDict):
    state: Literal["shown"]
    """Its state."""
    content: EngagementOut
    """What is shown."""


class ShownSectionOut_GradesOut(TypedDict):
    state: Literal["shown"]
    """Its state."""
    content: GradesOut
    """What is shown."""


class ShownSectionOut_MeetingsSectionOut(TypedDict):
    state: Literal["shown"]
    """Its state."""
    content: MeetingsSectionOut
    """What is shown."""


class ShownSessionOut(TypedDict):
    session_id: str
    """The session's id."""
    module_run_id: str
    """The module run that it belongs to."""
    module: str
    """The module's title."""
    kind: SessionKind
    """What kind of session it is."""
    title: str | None
    """What it is about; null if the timetable does not say."""
    starts_at: str
    """When it starts."""
    ends_at: str
    """When it ends."""
    mandatory: bool
    """Whether students must come."""
    status: AttendanceState
    """What the register says of the student."""
    disputed: bool
    """Whether the student says that this is wrong, and nobody has decided yet."""
    correction_id: str | None
    """What the student says is wrong with it; null unless disputed."""


class SignalOut(TypedDict):
    signal_id: str
    """The signal's id."""
    student_id: str
    """Whose engagement it is about."""
    rule: str
    """The rule's name in the institution's profile."""
    rule_title: str
    """What the rule is called."""
    rule_version: str
    """Another one for other thresholds."""
    verdict: Verdict
    """What was noticed."""
    as_of: str
    """The last day that was looked at."""
    raised_at: str
    """When it was raised."""
    status: SignalStatus
    """Open until the student's days are inside the range again, or it is judged as explained or wrong."""
    closed_on: str | None
    """When it was closed; null while it is open."""
    closed_because: Closing | None
    """Why: recovery, late data, a new one, days that do not count, or the judgement."""
    exempted_for: str | None
    """The class of reason of the exemption that closed it; null: something else did, or nothing."""
    owner_role: str
    """The role of whoever it falls to."""
    owner_staff_id: str | None
    """The tutor that it falls to; null: the student has none."""
    owner_team_id: str | None
    """The team that it falls to; null: a tutor, or whoever has the role."""
    owner_name: str | None
    """The tutor's or the team's name; null: whoever has the role."""
    judgement: Judgement | None
    """How its reader judged it; null: not yet."""
    judged_by_name: str | None
    """Who judged it."""
    judged_at: str | None
    """When it was judged."""


class SignalPageOut(TypedDict):
    items: list[ListedSignalOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


class SignalPrecisionOut(TypedDict):
    since: str
    """The first day of the academic year that is looked at."""
    items: list[PrecisionOut]
    """By rule: the institution first, then its colleges by code."""


class SignalTrialIn(TypedDict):
    rule: str
    """One of the rules of the institution's profile."""
    once_in: NotRequired[int | None]
    """For a fall: how rare a week has to be among ordinary ones: once in 20, 50, 100, 200, 500 or 1,000."""
    teaching_days: NotRequired[int | None]
    """For a stop: after how many teaching days of nothing."""
    least_share: NotRequired[float | None]
    """For attendance: the share below which the rule speaks, in steps of 0.05."""
    in_a_row: NotRequired[int | None]
    """For attendance: sessions missed in a row."""
    by: NotRequired[int | None]
    """For the indicator: bands to have gone down by."""


class SignalTrialOut(TypedDict):
    rule: str
    """The rule that was tried."""
    as_of: str
    """The last of the days that were judged: the latest that every source has completed."""
    tried_at: str
    """When these figures were worked out. The same trial is always answered by them."""
    people: int | None
    """About how many students both could judge; null: too few to tell."""
    flagged_before: int | None
    """About how many the rule flags as it is; null: too few to tell."""
    flagged_after: int | None
    """About how many it would flag; null: too few to tell."""
    no_longer: int | None
    """About how many would be flagged no longer; null: too few to tell."""
    newly: int | None
    """About how many would be flagged as well; null: too few to tell."""
    tutors: int
    """How many tutors the students have today."""
    load_before: float | None
    """Flagged students per tutor, as it is; null: too few to tell."""
    load_after: float | None
    """The same with the thresholds that are tried; null: too few to tell."""
    trials_left: int
    """How many other trials there can still be of days of this academic year, ever, by anybody."""
    notice: str
    """What the figures are good for, and what they are not."""


class SignalWeekOfTrialOut(TypedDict):
    monday: str
    """The teaching week's Monday."""
    tried_at: str
    """When these figures were worked out. The same week is always answered by them."""
    people: int | None
    """About how many students both could judge; null: too few to tell."""
    signals_before: int | None
    """About how many students would have had a new signal, by the rule as it is; null: too few to tell."""
    signals_after: int | None
    """The same, with the thresholds that are tried; null: too few to tell."""
    both: int | None
    """About how many students, by both; null: too few to tell."""
    only_before: int | None
    """About how many students, by the rule as it is alone; null: too few to tell."""
    only_after: int | None
    """About how many students, with the thresholds that are tried alone; null: too few to tell."""
    tutors: int
    """How many tutors the students had at the week's end."""
    load_before: TutorLoadOut
    """Students with a new signal, by tutor, by the rule as it is. Who has no tutor is in nobody's load."""
    load_after: TutorLoadOut
    """The same, with the thresholds that are tried."""


class SignalWeekOut(TypedDict):
    monday: str
    """The teaching week's Monday."""
    total: float | None
    """What the student did in its days that count, in the rule's units; null where too few of them count."""
    counted_share: float
    """The part of a full week that counts, from 0 to 1."""
    excluded: list[ExcludedOut]
    """Days that do not count, and why."""


class SignalWeeksTrialIn(TypedDict):
    rule: str
    """One of the rules of the institution's profile."""
    once_in: NotRequired[int | None]
    """For a fall: how rare a week has to be among ordinary ones: once in 20, 50, 100, 200, 500 or 1,000."""
    teaching_days: NotRequired[int | None]
    """For a stop: after how many teaching days of nothing."""
    least_share: NotRequired[float | None]
    """For attendance: the share below which the rule speaks, in steps of 0.05."""
    in_a_row: NotRequired[int | None]
    """For attendance: sessions missed in a row."""
    by: NotRequired[int | None]
    """For the indicator: bands to have gone down by."""
    first_day: NotRequired[str | None]
    """The teaching weeks that lie wholly in these days are tried, at most 12. Without it, the last 4."""
    last_day: NotRequired[str | None]
    """The last of the days; without it, the latest that every source has completed."""


class SignalWeeksTrialOut(TypedDict):
    rule: str
    """The rule that was tried."""
    weeks: list[SignalWeekOfTrialOut]
    """One for each teaching week of the range, the earliest first."""
    trials_left: int
    """How many other trials there can still be of days of this academic year, ever, by anybody."""
    notice: str
    """What the figures are good for, and what they are not."""


class SignalWithEvidenceOut(TypedDict):
    signal_id: str
    """The signal's id."""
    student_id: str
    """Whose engagement it is about."""
    rule: str
    """The rule's name in the institution's profile."""
    rule_title: str
    """What the rule is called."""
    rule_version: str
    """Another one for other thresholds."""
    verdict: Verdict
    """What was noticed."""
    as_of: str
    """The last day that was looked at."""
    raised_at: str
    """When it was raised."""
    status: SignalStatus
    """Open until the student's days are inside the range again, or it is judged as explained or wrong."""
    closed_on: str | None
    """When it was closed; null while it is open."""
    closed_because: Closing | None
    """Why: recovery, late data, a new one, days that do not count, or the judgement."""
    exempted_for: str | None
    """The class of reason of the exemption that closed it; null: something else did, or nothing."""
    owner_role: str
    """The role of whoever it falls to."""
    owner_staff_id: str | None
    """The tutor that it falls to; null: the student has none."""
    owner_team_id: str | None
    """The team that it falls to; null: a tutor, or whoever has the role."""
    owner_name: str | None
    """The tutor's or the team's name; null: whoever has the role."""
    judgement: Judgement | None
    """How its reader judged it; null: not yet."""
    judged_by_name: str | None
    """Who judged it."""
    judged_at: str | None
    """When it was judged."""
    evidence: app__schemas__engagement__signals__EvidenceOut
    """What it rests on."""


class SignalsChosenIn(TypedDict):
    rule: str
    """The rule's name in the institution's profile."""
    since: str
    """The first day on which the signal may have been raised."""


class SignalsOut(TypedDict):
    items: list[SignalOut]
    """The latest first."""
    remarks: list[RemarkOut]
    """What the student says that signals miss."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class SigningKeyOut(TypedDict):
    kty: str
    """The kind of key."""
    crv: str
    """The curve."""
    x: str
    """The point's first coordinate."""
    y: str
    """The point's second coordinate."""
    kid: str
    """The key's name, which follows from the key (RFC 7638); a signature's header says it."""
    use: str
    """What it is for: signatures."""
    alg: str
    """The algorithm."""


class SigningKeysOut(TypedDict):
    keys: list[SigningKeyOut]
    """The current key first, then the former ones: what they signed can still be checked."""


class SkipIn(TypedDict):
    team: NotRequired[str | None]
    """The code of the team that is to have the case; needed where the next rung is a team's."""
    staff_number: NotRequired[str | None]
    """The number of the person who is to have it. Without both, you have it, if the rung is yours."""
    reason: str
    """Why, in general terms: the student can read it."""


class SourceChangeOut(TypedDict):
    source: str
    """The source's name."""
    usual: float
    """Its usual amount in the days that count of such a week: the mean of the student's own earlier ones."""
    observed: float
    """Its amount in this week."""
    fell: bool
    """Whether that is less than half of the usual."""


class SourceDecisionOut(TypedDict):
    by: NamedStaffOut | None
    """Who decided; null: it was decided before the service was there."""
    on: str
    """On which day."""
    reason: str
    """Why, or where the decision is on record."""


class SourceEndingOut(TypedDict):
    by: NamedStaffOut
    """Who suspended or retired it."""
    at: str
    """When it was done."""
    reason: str
    """Why it was done."""


class SourceMoveIn(TypedDict):
    reason: str
    """Why it no longer counts, or counts again."""


class SourceOut(TypedDict):
    name: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its values are counted in."""
    state: Literal["collected", "not_collected"]
    """`collected`, or `not_collected`: this institution has no such source."""
    pilot: bool
    """Whether it is tried out: then it is collected, shown to the student alone, and no score counts it."""
    data_as_of: str | None
    """Up to when the data are complete, as the source states; null if nothing has come yet."""
    complete_until: str | None
    """The last day of which the source has delivered everything; null if there is none yet."""


class SourceProposalIn(TypedDict):
    source: str
    """The source's name, as deliveries have it or will."""
    title: str
    """What people call it."""
    kind: SourceKind
    """What it is about. Some kinds are refused, whoever would approve them."""
    what: str
    """What is collected."""
    why: str
    """What it is needed for."""
    whose_data: str
    """Whom the data are about."""
    retention: str
    """How long they are kept."""


class SourceProposalOut(TypedDict):
    proposal_id: str
    """The proposal's id."""
    source: str
    """The source's name, as deliveries have it."""
    title: str
    """What people call it."""
    kind: SourceKind
    """What it is about."""
    what: str
    """What is collected."""
    why: str
    """What it is needed for."""
    whose_data: str
    """Whom the data are about."""
    retention: str
    """How long they are kept."""
    state: ProposalState
    """Where it stands. Only an active source counts."""
    proposed_by: NamedStaffOut | None
    """Who proposed it; null: it is from before the service was there."""
    proposed_at: str
    """When it was proposed, or put on record."""
    consultations: list[ConsultationOut]
    """Who was asked and what they said, the earliest first."""
    decision: SourceDecisionOut | None
    """What was decided; null: nobody has decided yet."""
    earlier: str | None
    """Where an approval from before the service was there is on record; null: it was approved here."""
    ended: SourceEndingOut | None
    """Who suspended or retired it, when and why; null: nobody has."""
    reviews: list[ReviewOut]
    """The latest first."""
    review_due_on: str | None
    """The day by which the next review is due; null: nothing is left to review."""
    review_overdue: bool
    """Whether that day is over."""


class SourceProposalsOut(TypedDict):
    items: list[SourceProposalOut]
    """The latest first."""


class SourceReachOut(TypedDict):
    source: str
    """The source's name."""
    data_as_of: str | None
    """Until when its data reached as this was judged, by its own word; null: it has delivered nothing."""


class SourceStandingOut(TypedDict):
    source: str
    """The source's name."""
    title: str
    """What people call it."""
    governed: bool
    """Whether it counts only while its approval stands."""
    counts: bool
    """Whether it counts now."""
    pilot: bool
    """Whether it is tried out: then it counts nowhere, approved or not."""
    state: ProposalState | None
    """Where its proposal stands; null: nobody has proposed it."""
    approved_on: str | None
    """When it was approved; null: it was not."""
    review_due_on: str | None
    """The day by which its next review is due; null: nothing is left to review."""
    review_overdue: bool
    """Whether that day is over."""


class SourceStandingsOut(TypedDict):
    board: str | None
    """Who approves sources; null: nobody has to."""
    items: list[SourceStandingOut]
    """By name. A source that was proposed anew stands where its latest proposal does."""


class StaffRowIn(TypedDict):
    number: str
    """Their number, by which other rows name them."""
    name: str
    """Their name."""
    email: NotRequired[str | None]
    """The address at work, which students are shown."""


class StatedPurposeOut(TypedDict):
    code: str
    """What to send as `Attune-Purpose`."""
    label: str
    """What to call it on a screen."""
    words: str
    """How the student reads it: somebody looked at your …, and then these words."""


class StatementClassOut(TypedDict):
    event_class: str
    """Moodle's name of the event; of other systems, the verb and the object's type."""
    becomes: Becomes
    """What became of statements of the class, by the table that held then."""
    statements: int
    """How many came, each once."""
    last_seen_at: str
    """When the last one came."""


class StatementClassesOut(TypedDict):
    items: list[StatementClassOut]
    """The 1,000 of which most came, those first."""


class StatisticsOut(TypedDict):
    variable: Variable
    """What is counted."""
    group: GroupKind
    """What kind of group it is."""
    group_id: str
    """The id of the institution, college, programme or module run."""
    name: str
    """Its name."""
    academic_year: int
    """The calendar year in which the academic year begins."""
    notice: str
    """What to know before using the figures."""
    people: int | None
    """About how many people the group has of whom there are statistics; null for too few to tell."""
    categories: list[CategoryOut]
    """Every category of the variable."""


class StatusOut(TypedDict):
    colour: Colour
    """Red, amber, green, or grey where there are no data."""
    letter: str
    """R, A or G; a dash for grey: no status is told by a colour alone."""


class StepOut(TypedDict):
    kind: Step
    """What happened."""
    at: str
    """When it happened."""
    by_name: str | None
    """Who did it; null: the student."""
    role: str | None
    """In which role; null: as the student."""
    role_title: str | None
    """What the institution calls the role."""
    rung: str
    """The rung that was on."""
    next_rung: str | None
    """The rung that came on; null where none did."""
    owner_name: str | None
    """The person who had the case from then on; null: nobody in particular."""
    team: str | None
    """The code of the team that had it from then on; null: none."""
    team_name: str | None
    """What the team is called."""
    reason: str | None
    """Why, or what the student added; null: nothing was said."""
    answer: Answer | None
    """What the student answered; null where it was no answer."""
    outcome: CaseOutcome | None
    """How the case ended; null where it did not."""


class StudentOut(TypedDict):
    student_id: str
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
    registered_on: str | None
    """The first day of the registration."""
    registration_ends_before: str | None
    """The first day on which the registration no longer holds; null while it is open."""
    personal_tutors: list[PersonalTutorOut]
    """Who tutors the student today, as any kind of tutor; there may be several, or none."""
    module_runs: list[ModuleRunOut]
    """Those that the student is or was on, the latest to start first."""


class StudentRowIn(TypedDict):
    number: str
    """Their number, by which other rows name them."""
    name: str | None
    """Their name; nothing where it is not held here."""


class StudentSearchIn(TypedDict):
    text: str
    """What the name or the student number has in it, in whatever case."""


class TallyOut(TypedDict):
    all_sessions: CountsOut
    """Of all sessions, mandatory or not."""
    mandatory_sessions: CountsOut
    """Of the mandatory sessions alone."""


class TeachingRowIn(TypedDict):
    """Who teaches on a module run."""

    staff: str
    """The number of the member of staff."""
    module_run: str
    """The code of the module run."""
    ends_before: NotRequired[str | None]
    """Absent: until the module run ends."""


class TeachingWeekOut(TypedDict):
    monday: str
    """Its first day."""
    teaching_days: int
    """On how many of its days there is teaching."""


class TeamIn(TypedDict):
    name: str
    """What the team is called."""
    role: str
    """The role of the institution that its members act in: one that takes over cases."""


class TeamMemberEndIn(TypedDict):
    staff_number: str
    """Who leaves."""
    starts_on: str
    """The first day of the membership that ends."""
    ends_before: str
    """The first day on which the person is no member any more."""


class TeamMemberIn(TypedDict):
    staff_number: str
    """Who joins."""
    starts_on: str
    """The first day of the membership."""


class TeamMemberOut(TypedDict):
    staff: NamedStaffOut
    """Who belongs or belonged to the team."""
    starts_on: str
    """The first day of the membership."""
    ends_before: str | None
    """The first day on which the person is no member any more; null while no end is known."""


class TeamMembersOut(TypedDict):
    team: TeamOut
    """Whose members they are."""
    items: list[TeamMemberOut]
    """The latest to join first."""


class TeamOut(TypedDict):
    team_id: str
    """The team's id."""
    code: str
    """The institution's own code of it."""
    name: str
    """What the team is called."""
    role: str
    """The role that its members act in."""
    role_title: str
    """What the institution calls the role."""


class TeamsOut(TypedDict):
    items: list[TeamOut]
    """By code."""


class TermIn(TypedDict):
    title: str
    """What the term is called."""
    starts_on: str
    """The first day of the term."""
    ends_before: str
    """The first day after it."""


class TermOut(TypedDict):
    title: str
    """What the term is called."""
    starts_on: str
    """The first day of the term."""
    ends_before: str
    """The first day after it."""


class ToldOut(TypedDict):
    """Natural frequencies, and everything that they are worked out of."""

    model: str
    """The version of the model; anyone may read its coefficients and work this out again."""
    week: int
    """Of the module: the week at whose end it was so."""
    as_of: str
    """The day at whose end it was so; nothing later is known to it."""
    sentence: str
    """The frequency in words."""
    of: int
    """Always 100."""
    about: int
    """Of 100 students whose record looked like this, about so many passed."""
    least: int
    """The range of 95 %: at least so many."""
    most: int
    """At most so many."""
    like_cases: int
    """Among how many students it was counted."""
    factors: list[FactorOut]
    """What the student can change, and nothing else."""
    intercept: float
    """Where the sum begins."""
    unchangeable: float
    """What nobody can change any more contributes, all together."""
    logit: float
    """The intercept, `unchangeable` and every contribution, added up."""
    how_it_did: list[str]
    """How the model did on students whom it had not seen."""
    prompts: bool | None
    """For staff: whether it is low enough to be a prompt to look. Null for the student."""


class TrainingIn(TypedDict):
    staff_number: str
    """Who was trained."""
    course: str
    """Which training it was."""
    completed_on: str
    """The day of completion: today or earlier. It counts from then on."""
    ends_before: NotRequired[str | None]
    """The first day on which it counts no more; null or left out: the institution's usual time after."""


class TrainingOut(TypedDict):
    training_id: str
    """The record's id."""
    staff: NamedStaffOut
    """Who was trained."""
    course: str
    """Which training it was."""
    completed_on: str
    """The day of completion."""
    ends_before: str
    """The first day on which it counts no more."""


class TrainingRecordsOut(TypedDict):
    items: list[TrainingOut]
    """The latest completed first."""


class TrendOut(TypedDict):
    org_unit: str
    """The School's code."""
    name: str
    """What the School is called."""
    method: str
    """The profile's method of disclosure control; `none` for whoever sees each of the students."""
    notice: str
    """What to know before using the figures."""
    items: list[TrendWeekOut]
    """Week by week, ascending."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data of these weeks, until it is put right."""


class TrendWeekOut(TypedDict):
    week: str
    """The Monday at whose beginning the report is as of."""
    people: int | None
    """Students whom the report is about; null for too few to tell."""
    attendance: ColoursOut
    """By their attendance status."""
    online: ColoursOut
    """By their online status."""
    combined: ColoursOut
    """By their combined status."""
    counts: ColoursOut
    """By the status to act on."""


class TutorLoadOut(TypedDict):
    median: int | None
    """Half of the tutors have so many or fewer; null: too few tutors to tell."""
    ninetieth_percentile: int | None
    """Nine in ten tutors have so many or fewer; null: too few tutors to tell."""
    most: int | None
    """The largest load that enough tutors have to tell; null: too few tutors to tell."""


class TutorshipEndIn(TypedDict):
    student_number: str
    """The student's number."""
    staff_number: str
    """The tutor's staff number."""
    starts_on: str
    """The first day of the tutorship that ends."""
    ends_before: str | None
    """The first day on which the tutorship no longer holds; null: it does not end after all."""


class TutorshipIn(TypedDict):
    student_number: str
    """The student's number."""
    staff_number: str
    """The tutor's staff number."""
    kind: NotRequired[str | None]
    """The tutor role that it gives, such as personal_tutor. The profile says which there are; null or left
    out: the first of them."""
    starts_on: str
    """The first day of the tutorship."""


class TutorshipOut(TypedDict):
    staff_id: str
    """The tutor's id."""
    staff_number: str
    """The tutor's staff number."""
    staff_name: str
    """The tutor's name."""
    kind: str
    """The tutor role that it gives."""
    starts_on: str
    """The first day of the tutorship."""
    ends_before: str | None
    """The first day on which the tutorship no longer holds; null while no end is known."""


class TutorshipRowIn(TypedDict):
    student: str
    """The student's number."""
    staff: str
    """The number of the member of staff."""
    starts_on: str
    """The first day."""
    ends_before: NotRequired[str | None]
    """The first day after it; nothing while it lasts."""
    kind: NotRequired[str | None]
    """A role of the profile that reaches students by tutorship; None: the first of them."""


class TutorshipsOut(TypedDict):
    student_number: str
    """The student's number."""
    items: list[TutorshipOut]
    """The latest first."""


class UnavailableSectionOut(TypedDict):
    """A source that it needs was down, or has not delivered, on every day asked for."""

    state: Literal["unavailable"]
    """Its state."""
    unavailable_since: str
    """The first day asked for of which there is nothing."""


class ValueIn(TypedDict):
    """One of the three, by the kind."""

    status: NotRequired[Status | None]
    """Attendance: what the register should say."""
    mark: NotRequired[float | None]
    """Mark: what it should be."""
    amount: NotRequired[float | None]
    """Activity: what the source should have counted on the day, in its own unit."""


class ValueOut(TypedDict):
    """At most one of the three, by the kind; all are null where the record says nothing."""

    status: Status | None
    """Attendance: what the register says."""
    mark: float | None
    """Mark: null while marks are hidden, too."""
    amount: float | None
    """Activity: what was counted on the day."""


class ViewerOut(TypedDict):
    staff_id: str
    """Who could look."""
    staff_name: str
    """Their name."""
    role: str
    """The role by which they could."""
    role_title: str
    """What the institution calls the role."""
    reach: Reach
    """How the role reaches the student: by tutorship, grant, teaching or assignment."""
    sections: list[SectionName]
    """What of the student's record they could look at: what the role opens, and the institution has. Without
    what the student's right to restriction closes."""
    said: str
    """The whole entry as a sentence, for the student to read."""


class ViewersOut(TypedDict):
    items: list[ViewerOut]
    """The closest to the student first."""


class VisaDecisionIn(TypedDict):
    gap_first_day: str
    """The first day of the gap that is decided on."""
    decision: Literal["report", "no_report"]
    """`report`: it is reported to the Home Office. `no_report`: it is not."""
    reason: str
    """Why it is decided so."""


class VisaDecisionOut(TypedDict):
    decision_id: str
    """The decision's id."""
    gap_first_day: str
    """The first day of the gap that was decided on."""
    gap_last_day: str
    """Its last day, as it stood then."""
    counted_days: int
    """How many of its days counted then."""
    decision: str
    """`report`: it is reported to the Home Office. `no_report`: it is not."""
    reason: str
    """Why it was decided so."""
    decided_by_name: str
    """Who decided."""
    decided_at: str
    """When it was decided."""


class VisaDecisionsOut(TypedDict):
    items: list[VisaDecisionOut]
    """The latest first."""


class VisaEngagementOut(TypedDict):
    student_id: str
    """Whose engagement it is."""
    first_day: str
    """The first day that was looked at: of the range, or of the sponsored registration."""
    last_day: str
    """The last day that was looked at; today only if there is evidence of it."""
    rules: VisaRulesOut
    """By what the days were counted."""
    gaps: list[GapOut]
    """The earliest first."""
    outages: list[VisaOutageOut]
    """When sources that count were down: evidence of these days may be missing."""
    data_as_of: dict[str, str]
    """By source that counts: up to when its data are complete, as it states."""
    decisions: list[VisaDecisionOut]
    """What people decided, the latest first."""
    disputes: list[DisputedAmountOut]
    """What the student says sources that count had wrong on these days; nobody has decided on it yet."""


class VisaFileOut(TypedDict):
    student_id: str
    """Whose engagement it is."""
    first_day: str
    """The first day that was looked at: of the range, or of the sponsored registration."""
    last_day: str
    """The last day that was looked at; today only if there is evidence of it."""
    rules: VisaRulesOut
    """By what the days were counted."""
    gaps: list[GapOut]
    """The earliest first."""
    outages: list[VisaOutageOut]
    """When sources that count were down: evidence of these days may be missing."""
    data_as_of: dict[str, str]
    """By source that counts: up to when its data are complete, as it states."""
    decisions: list[VisaDecisionOut]
    """What people decided, the latest first."""
    disputes: list[DisputedAmountOut]
    """What the student says sources that count had wrong on these days; nobody has decided on it yet."""
    institution: str
    """The sponsor."""
    number: str
    """The student number."""
    name: str | None
    """The student's name; null if it is not known."""
    exported_at: str
    """When this was written."""
    evidence: list[app__schemas__support__visa_engagement__EvidenceOut]
    """All that counts, the earliest first."""


class VisaOutageOut(TypedDict):
    source: str
    """The source that was down, and whose evidence may be missing."""
    starts_on: str
    """The first day on which it was down."""
    ends_before: str
    """The first day on which it was up again."""
    note: str
    """What happened."""


class VisaRulesOut(TypedDict):
    valid_from: str
    """The day from which these rules hold."""
    least_gap_days: int
    """Gaps of fewer counted days are not listed."""
    warning_days: list[int]
    """The numbers of counted days that are warned of."""
    threshold_days: int
    """From how many counted days on a report is due."""
    report_within_working_days: int
    """How many working days there are for it."""
    evidence: list[CountedEvidenceOut]
    """What counts as engagement."""
    presence_counts: bool
    """Whether being present at a session, by the register, counts."""


class WarningOut(TypedDict):
    days: int
    """The number of counted days that is warned of."""
    reached_on: str
    """The day on which the gap came to have that many."""


class WebhookAttemptOut(TypedDict):
    attempted_at: str
    """When it was sent."""
    status: int | None
    """What the receiver answered; null: nothing."""
    problem: str | None
    """Why there is no answer; null where there is one."""
    milliseconds: int
    """How long it took."""


class WebhookChangeIn(TypedDict):
    address: str
    """Where messages go: an `https:` URL of a host outside of private networks."""
    description: str
    """Which system it is. Students can read that it was told of them."""
    event_types: list[EventType]
    """What it is told of."""
    enabled: bool
    """False: nothing is sent, and what happens meanwhile is not told later."""


class WebhookIn(TypedDict):
    address: str
    """Where messages go: an `https:` URL of a host outside of private networks."""
    description: str
    """Which system it is. Students can read that it was told of them."""
    event_types: list[EventType]
    """What it is told of."""


class WebhookMessageOut(TypedDict):
    event_id: str
    """The event's id, which the message has as `webhook-id`."""
    type: EventType
    """Of which event it tells."""
    occurred_at: str
    """When it happened."""
    state: MessageState
    """`waiting`: it is to be sent, or sent again. `delivered`: the receiver has it. `given_up`: every attempt
    failed, or the receiver is gone. `withheld`: the student's data are restricted, or consent does not cover
    it."""
    tried: int
    """How many attempts there were since it was last said that it is to be sent."""
    next_at: str | None
    """From when on it is sent again, after earlier ones of the same student; null where it is not."""
    attempts: list[WebhookAttemptOut]
    """The earliest first; of many, the latest."""


class WebhookMessagesOut(TypedDict):
    items: list[WebhookMessageOut]
    """The latest first."""
    next_cursor: str | None
    """Where the next page begins; null on the last."""


class WebhookOut(TypedDict):
    webhook_id: str
    """The webhook's id."""
    address: str
    """Where messages go."""
    description: str
    """Which system it is."""
    event_types: list[EventType]
    """What it is told of."""
    enabled: bool
    """Whether it is told."""
    disabled_because: Literal["administrator", "gone", "key_changed"] | None
    """`administrator`: somebody disabled it. `gone`: the receiver answered 410. `key_changed`: its secret was
    made with another signing key of the service; make a new one."""
    former_secret_until: str | None
    """Until when messages are signed by the secret before the current one, too; null: they are not."""
    created_at: str
    """When it was made."""
    changed_at: str
    """When it last changed."""


class WebhookWithSecretOut(TypedDict):
    webhook_id: str
    """The webhook's id."""
    address: str
    """Where messages go."""
    description: str
    """Which system it is."""
    event_types: list[EventType]
    """What it is told of."""
    enabled: bool
    """Whether it is told."""
    disabled_because: Literal["administrator", "gone", "key_changed"] | None
    """`administrator`: somebody disabled it. `gone`: the receiver answered 410. `key_changed`: its secret was
    made with another signing key of the service; make a new one."""
    former_secret_until: str | None
    """Until when messages are signed by the secret before the current one, too; null: they are not."""
    created_at: str
    """When it was made."""
    changed_at: str
    """When it last changed."""
    secret: str
    """What messages are signed by. It is shown now, and never again."""


class WebhooksOut(TypedDict):
    items: list[WebhookOut]
    """The earliest first."""


class WeekOfStudentOut(TypedDict):
    attendance: AttendanceOfWeekOut
    """What the register says of the days before the Monday."""
    online: OnlineOfWeekOut
    """What the sources say of the days before the Monday."""
    combined: StatusOut
    """What both make together; grey where it does not count."""
    counts: StatusOut
    """The status to act on: the combined one, or the online one of who studies online only."""
    discounted: bool
    """Whether the student studies online only, so that attendance and the combined status do not count."""
    unconfirmed_marks: bool
    """Whether there were marks of the academic year that the board had not confirmed by then."""
    left_out: list[ExclusionReason]
    """Why days do not count: that the student was on a placement or abroad. No other reason is told here."""
    remarks: list[str]
    """What to know before using the row, in sentences."""
    week: str
    """The Monday at whose beginning it is as of."""


class WeekTallyOut(TypedDict):
    all_sessions: CountsOut
    """Of all sessions, mandatory or not."""
    mandatory_sessions: CountsOut
    """Of the mandatory sessions alone."""
    week_starting: str
    """The Monday."""


class WeeklyReportOut(TypedDict):
    org_unit: str
    """The School's code."""
    name: str
    """What the School is called."""
    week: str
    """The Monday at whose beginning the report is as of."""
    attendance_from: str
    """The first day whose sessions are looked at."""
    online_from: str
    """The first day whose activity is looked at."""
    last_day: str
    """The last day that is looked at."""
    items: list[ReportRowOut]
    """One row for each student, by number."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data of these days, until it is put right."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""


class WeeklyStatusOut(TypedDict):
    student_id: str
    """Whom it is about."""
    as_of: dict[str, str | None]
    """By source, until when its data reach, by its own word; null where it has said nothing."""
    items: list[WeekOfStudentOut]
    """Week by week, ascending; none where the student was not registered on a week's last day."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data of these weeks, until it is put right."""


class WeighedSourceOut(TypedDict):
    name: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its values are counted in."""
    per_unit: float
    """How much of the unit one of the amount is worth."""
    per_active_day: float
    """value = per_unit × the day's amount, plus per_active_day once if the amount is not zero."""
    coefficient: float
    """What the mean of its values is multiplied by."""


class WithheldSectionOut(TypedDict):
    """The student has not consented."""

    state: Literal["withheld"]
    """Its state."""
    consent_path: str
    """Where the student can change that."""


class WorkbookReadBackOut(TypedDict):
    report_id: str
    """The report's id: the same for each copy of a School's report on a week."""
    org_unit: str
    """The School's code."""
    week: str
    """The Monday of the report."""
    dry_run: bool
    """Whether nothing was documented, and this says what would be."""
    unchanged: int
    """How many rows say nothing new."""
    accepted: int
    """How many rows were documented."""
    conflict: int
    """How many rows somebody else has changed since."""
    rejected: int
    """How many rows cannot be taken."""
    rows: list[WorkbookRowOut]
    """Every row that has a key, in the order of the sheet."""
    missing_rows: int
    """How many rows of the report are not there any more. What is documented of them stays."""
    missing_columns: list[str]
    """Contact columns that are not there any more. What is documented in them stays."""
    unknown_rows: list[int]
    """Rows of somebody's own, by number, 50 at most: nothing is taken from them."""
    unknown_columns: list[str]
    """Columns of somebody's own, by title, 50 at most: nothing is taken from them."""


class WorkbookRowOut(TypedDict):
    row: int
    """The row's number in the sheet, as Excel counts."""
    outcome: RowOutcome
    """What became of it."""
    student_id: str | None
    """Whose row it is; null where its key does not say so any more."""
    student_number: str | None
    """The student's number; null where the key does not say whose row it is."""
    changed_by_name: str | None
    """Conflict: who has changed the entry since."""
    changed_at: str | None
    """Conflict: when."""
    reasons: list[str]
    """Rejected: why, in sentences. They repeat nothing of what was typed but dates."""


class app__schemas__engagement__indicators__BandOut(TypedDict):
    name: str
    """The band's name."""
    title: str
    """What people call it."""
    at_least: float
    """The least score that lies in it."""
    sentence: str
    """What it says to the student."""


class app__schemas__engagement__scoring_trials__BandOut(TypedDict):
    above: float
    """Scores from here on, below the next band's; the lowest band holds what is below 0, too."""
    before: int | None
    """About how many students have such a score with the model in force; null: too few to tell."""
    after: int | None
    """About how many would have one with the draft; null: too few to tell."""


class app__schemas__engagement__signals__EvidenceOut(TypedDict):
    """What a judgement rests on; a field that the rule does not use is null, or empty."""

    as_of: str
    """The last day that was looked at: the latest that every source had completed."""
    judged_from: NotRequired[str | None]
    """The first of the days that were judged."""
    judged_to: NotRequired[str | None]
    """The last of them."""
    weeks: NotRequired[list[SignalWeekOut]]
    """The student's own teaching weeks, ascending; the last is the one that was judged."""
    baseline_weeks: NotRequired[int | None]
    """With how many earlier weeks it was compared."""
    observed: NotRequired[float | None]
    """The week's total."""
    usual: NotRequired[float | None]
    """The usual total of such a week: the mean of the earlier ones, for as many days as count."""
    at_least: NotRequired[float | None]
    """The least total inside the student's own range."""
    how_unusual: NotRequired[str | None]
    """How rare such a week is among ordinary weeks."""
    by_source: NotRequired[list[SourceChangeOut]]
    """What became of each source."""
    teaching_days: NotRequired[int | None]
    """For how many teaching days there was nothing."""
    last_active_on: NotRequired[str | None]
    """The latest day with activity that was found; null: none since `looked_back_to`."""
    looked_back_to: NotRequired[str | None]
    """The earliest day that was looked at for activity."""
    attended: NotRequired[int | None]
    """Sessions attended in the window."""
    missed: NotRequired[int | None]
    """Sessions missed in it, authorised absences aside."""
    missed_in_a_row: NotRequired[int | None]
    """How many of the latest were missed in a row."""
    least_share: NotRequired[float | None]
    """The share of sessions below which the rule speaks, from 0 to 1."""
    excluded: NotRequired[list[ExcludedOut]]
    """Days of the stretch that do not count, and why."""
    bands: NotRequired[list[BandOfDayOut]]
    """The indicator's bands at the ends of the two weeks compared."""
    circumstances: NotRequired[list[CircumstanceOut]]
    """Approved extenuating circumstances within the days that were looked at."""
    sources: NotRequired[list[SourceReachOut]]
    """How fresh the sources were."""
    does_not_know: list[str]
    """What the rule cannot know."""


class app__schemas__engagement__signals__FindingOut(TypedDict):
    rule: str
    """The rule's name in the institution's profile."""
    rule_title: str
    """What the rule is called."""
    rule_version: str
    """Another one for other thresholds."""
    verdict: Verdict
    """What the rule says."""
    evidence: app__schemas__engagement__signals__EvidenceOut
    """What that rests on."""


class app__schemas__governance__data_quality__FindingOut(TypedDict):
    check: Check
    """What was looked for."""
    source: str | None
    """Of which source; null: the institution as a whole."""
    since: str
    """Since when; of an unusual count, the day itself."""
    found: int
    """How many: events of the day, days without data, students, or events, as the check has it."""
    usual: float | None
    """Of an unusual count: the middle one of the same weekdays before; null: of anything else."""
    what_to_do: str
    """What to do about it."""


class app__schemas__support__visa_engagement__EvidenceOut(TypedDict):
    day: str
    """The day of it."""
    source: str
    """The source that it comes from; `register`: presence at a session."""
    title: str
    """What people call the source."""
    kind: str
    """What kind of event, or of session, it was."""
    times: int
    """How many of that kind there were on the day."""
    first_at: str
    """When the first of them was."""


class FaultOut(TypedDict):
    """One thing wrong with an input."""

    pointer: str
    """Where: a JSON pointer that begins with body, query, path or header."""
    detail: str
    """Which rule it breaks."""


class ProblemOut(TypedDict):
    """RFC 9457 problem details, as every refusal is answered."""

    type: str
    """Where this kind of problem is described; stable."""
    title: str
    """What kind of problem it is; the same for all of its kind."""
    status: int
    """The HTTP status of the answer."""
    detail: str
    """What is wrong this time."""
    instance: str
    """The path that was asked for."""
    errors: NotRequired[list[FaultOut]]
    """What is wrong with the input, if that is it."""
AttendanceSectionOut: TypeAlias = ShownSectionOut_AttendanceSummaryOut | WithheldSectionOut | HiddenSectionOut | NotCollectedSectionOut | UnavailableSectionOut | RestrictedSectionOut
EmployabilitySectionOut: TypeAlias = ShownSectionOut_EmployabilityOut | WithheldSectionOut | HiddenSectionOut | NotCollectedSectionOut | UnavailableSectionOut | RestrictedSectionOut
EngagementSectionOut: TypeAlias = ShownSectionOut_EngagementOut | WithheldSectionOut | HiddenSectionOut | NotCollectedSectionOut | UnavailableSectionOut | RestrictedSectionOut
GradesSectionOut: TypeAlias = ShownSectionOut_GradesOut | WithheldSectionOut | HiddenSectionOut | NotCollectedSectionOut | UnavailableSectionOut | RestrictedSectionOut
MeetingsAndNotesSectionOut: TypeAlias = ShownSectionOut_MeetingsSectionOut | WithheldSectionOut | HiddenSectionOut | NotCollectedSectionOut | UnavailableSectionOut | RestrictedSectionOut
