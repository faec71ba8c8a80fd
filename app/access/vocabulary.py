"""The vocabulary of access: what a role is made of. Which roles there are, the institution's profile says."""

from enum import StrEnum
from typing import Literal, NewType

Role = NewType("Role", str)
"""The name of a role, as tokens and the institution's profile have it."""
ROLE_NAME = "^[a-z][a-z0-9_]{0,63}$"


class Reach(StrEnum):
    """How a role reaches students."""

    # Closed: the database has a rule for each (`who_sees_whom.sql`).

    SELF = "self"
    """The student."""
    TUTORSHIP = "tutorship"
    """A dated tutorship whose kind is the role."""
    GRANT = "grant"
    """An approved, dated grant of the role: over an org unit with all below it, or everybody."""
    TEACHING = "teaching"
    """The module runs that somebody teaches, and of their students what belongs to that module."""
    ASSIGNMENT = "assignment"
    """A case handed over to a team, while it is open."""
    NONE = "none"
    """Acts without seeing a student."""


class Duty(StrEnum):
    """What a role may do besides looking at students. Closed: routes and policies name them."""

    ADMINISTER = "administer"
    """Configure the service; every change is audited."""
    DECIDE_GRANTS = "decide_grants"
    """Approve, refuse, review and revoke grants that somebody else asked for."""
    ANALYSE = "analyse"
    """Read figures about groups, with disclosure control."""
    REMOVE_NOTES = "remove_notes"
    """Remove notes that must go, without reading them."""
    DELIVER = "deliver"
    """Another system that delivers data; reads no student."""
    GOVERN = "govern"
    """Approve, refuse, suspend and review sources, and review the service, as the board."""
    ANSWER_REQUESTS = "answer_requests"
    """Answer what students ask of their data: copies, objections, corrections that nobody else owns."""


class SectionName(StrEnum):
    """What a student's record is made of: purposes cover sections, and roles open them."""

    ENGAGEMENT = "engagement"
    """Daily scores, and how each came about."""
    GRADES = "grades"
    """Assessments, submissions and marks."""
    EMPLOYABILITY = "employability"
    """Careers events, and the stage the student says they are at."""
    ATTENDANCE = "attendance"
    """Teaching sessions, and what the register says."""
    MEETINGS = "meetings"
    """Meetings with staff, and notes on them."""
    SIGNALS = "signals"
    """Changes noticed in the student's own engagement, and how each was judged."""
    SUPPORT = "support"
    """Cases, attempts to reach the student, referrals and objectives."""
    VISA = "visa"
    """Gaps in the engagement of a student on a sponsored visa."""


class Audited(StrEnum):
    """What a look at a student can show; access records name it."""

    STUDENT = "student"
    """Name, number, programme, tutors and modules."""
    CONSENT = "consent"
    """Where consent stands."""
    ENGAGEMENT = "engagement"
    """Daily scores, and how each came about."""
    GRADES = "grades"
    """Assessments, submissions and marks."""
    EMPLOYABILITY = "employability"
    """Careers events, and the stage the student says they are at."""
    ATTENDANCE = "attendance"
    """Teaching sessions, and what the register says."""
    MEETINGS = "meetings"
    """Meetings with staff."""
    NOTES = "notes"
    """Notes on meetings."""
    SIGNALS = "signals"
    """Changes noticed in the student's own engagement."""
    SUPPORT = "support"
    """Cases, attempts to reach the student, referrals and objectives."""
    CONTACT_DETAILS = "contact_details"
    """Addresses and telephone numbers, the emergency contact among them."""
    VISA = "visa"
    """Gaps in the engagement of a student on a sponsored visa."""
    REMARKS = "remarks"
    """What the student says that the data miss."""
    CORRECTIONS = "corrections"
    """What the student says is wrong."""
    REQUESTS = "requests"
    """What the student asked of their data."""
    EXPECTATION = "expectation"
    """What became of earlier students with such a record."""


class Scope(StrEnum):
    """What the program that holds the token may do with it, whoever its bearer is."""

    READ = "attune:read"
    """Whatever the bearer may see."""
    WRITE = "attune:write"
    """Whatever the bearer may change."""
    EVENTS_WRITE = "attune:events.write"
    """Deliver activity events, and take them back."""
    ATTENDANCE_WRITE = "attune:attendance.write"
    """Deliver teaching sessions and who came."""
    MARKS_WRITE = "attune:marks.write"
    """Deliver marks, and credits that students have achieved."""
    CAREER_STAGES_WRITE = "attune:career-stages.write"
    """Deliver stages of career readiness."""
    CIRCUMSTANCES_WRITE = "attune:circumstances.write"
    """Deliver spells of approved extenuating circumstances."""
    ROSTER_WRITE = "attune:roster.write"
    """Deliver rosters: who studies and works here, on what, and who tutors whom."""
    IMPORTS_WRITE = "attune:imports.write"
    """Deliver whole files, of whatever else the token is good for delivering."""
    STATEMENTS_WRITE = "attune:statements.write"
    """Deliver xAPI statements, and the documents beside them."""
    STATEMENTS_READ = "attune:statements.read"
    """Read the xAPI statements and documents that systems of the institution delivered."""
    EXPORTS_READ = "attune:exports.read"
    """Take data sets out, for purposes that the institution names."""
    DELIVERIES_READ = "attune:deliveries.read"
    """Read what the bearer, a system, has delivered itself."""


PersonalScope = Literal[Scope.READ, Scope.WRITE]
"""Those that a person's own application needs; the others belong to systems that deliver."""
