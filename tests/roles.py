"""Names of the roles that tests speak of: Exeter's, and those of `profiles/every_reach.yaml`."""

from app.access.vocabulary import Role

STUDENT = Role("student")
PERSONAL_TUTOR = Role("personal_tutor")
INFORMATION_DESK = Role("information_desk")
ANALYST = Role("analyst")
ADMIN = Role("admin")
SERVICE = Role("service")

ADVISER = Role("adviser")
SENIOR_TUTOR = Role("senior_tutor")
DEPARTMENT_HEAD = Role("department_head")
SITE_EXPLORER = Role("site_explorer")
VISA_TEAM = Role("visa_team")
SPONSOR_OFFICE = Role("sponsor_office")
LECTURER = Role("lecturer")
WELLBEING_TEAM = Role("wellbeing_team")

# Nottingham's and Essex's.
HEAD_OF_YEAR = Role("head_of_year")
WELLBEING = Role("wellbeing")
DASHBOARD_MANAGER = Role("dashboard_manager")
RESX = Role("resx")
FACULTY_SUPPORT = Role("faculty_support")
DEPARTMENT_OFFICER = Role("department_officer")
STUDENT_SERVICES = Role("student_services")
DATA_PROTECTION = Role("data_protection")

# Queen Mary's.
SCHOOL_SUPPORT = Role("school_support")

# City's.
SCHOOL = Role("school")
LEAD = Role("lead")
BOARD = Role("board")

OF_EXETER = (STUDENT, PERSONAL_TUTOR, INFORMATION_DESK, ANALYST, ADMIN, SERVICE)
EVERY = (
    *OF_EXETER, ADVISER, SENIOR_TUTOR, DEPARTMENT_HEAD, SITE_EXPLORER, VISA_TEAM, LECTURER, WELLBEING_TEAM,
)  # fmt: skip
