"""Rights: what an access token may say of its bearer. Roles are people's, scopes are their programs'."""

from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a token's bearer may be; a role opens doors, a relationship opens students."""

    STUDENT = "student"
    PERSONAL_TUTOR = "personal_tutor"
    DEPARTMENT = "department"
    """Sees the students of the org units granted to it."""
    SITE_EXPLORER = "site_explorer"
    """Sees every student of the institution, by grant."""
    LECTURER = "lecturer"
    """Teaches modules; sees no student by that."""
    INFORMATION_DESK = "information_desk"
    """Removes notes that must go; sees no student by that."""
    ANALYST = "analyst"
    """Reads figures about groups, in which nobody can be told apart."""
    ADMIN = "admin"
    """Configures the service; sees no student's data by being admin."""
    SERVICE = "service"
    """Another system that delivers data; reads no student."""


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
    """Deliver provisional marks."""
    CAREER_STAGES_WRITE = "attune:career-stages.write"
    """Deliver stages of career readiness."""


PersonalScope = Literal[Scope.READ, Scope.WRITE]
"""Those that a person's own application needs; the others belong to systems that deliver."""
