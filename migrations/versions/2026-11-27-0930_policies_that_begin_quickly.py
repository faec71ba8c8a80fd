"""Policies that begin quickly: the same rules, in fewer words.

PostgreSQL makes ready every sub-select of every policy of a table each time a statement begins, a tenth of a
millisecond for a table, whether it comes to it or not; the policy of `students` within another's, and the
same question in two policies, were most of them.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Whether a student is one of the asker's institution: asked only for whoever sees everybody there; it says
# no more than that, so the policy of `students` need not be gone through for it.
IS_HERE = """
create function attune_is_here(p_student uuid) returns boolean
language plpgsql stable parallel safe security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return exists (
        select from students s
        where s.student_id = p_student and s.institution_id = attune_institution());
end $$
"""

OPERATOR = "(select attune_operator())"
MINE = "institution_id = (select attune_institution())"
ADMINISTERED = f"(select attune_may('admin')) and {MINE}"
IN_CHARGE = "student_id in (select unnest(attune_charge()))"
HERE = f"({IN_CHARGE} or (select attune_everyone()) and attune_is_here(student_id))"
AMONG_STUDENTS = f"({IN_CHARGE} or (select attune_everyone()) and {MINE})"

SEEN_WITH_THE_STUDENT = (
    "student_identifiers", "registrations", "tutorships", "enrolments", "submissions", "attendance",
    "career_stages", "consent_decisions", "events", "activity_months", "module_activity_months",
    "score_months", "due_scores", "meetings",
)  # fmt: skip
OF_THE_INSTITUTION = (
    "org_units", "programmes", "modules", "module_runs", "assessments", "staff", "teaching_sessions",
    "exam_periods", "scoring_models", "deliveries", "grants", "teaching",
)  # fmt: skip


def upgrade() -> None:
    op.execute(IS_HERE)
    op.execute("revoke all on function attune_is_here(uuid) from public")
    op.execute("grant execute on function attune_is_here(uuid) to attune_app")
    # What an institution's own jobs may, they may by one policy, which comes first by its name.
    for table in ("students", *SEEN_WITH_THE_STUDENT, *OF_THE_INSTITUTION):
        op.execute(f"drop policy written on {table}")
        op.execute(f"create policy jobs on {table} for all to attune_app using ({OPERATOR})")
    op.execute(f"alter policy seen on students using ({AMONG_STUDENTS})")
    for table in SEEN_WITH_THE_STUDENT:
        op.execute(f"alter policy seen on {table} using ({HERE})")
    for table in OF_THE_INSTITUTION:
        op.execute(f"alter policy seen on {table} using ({MINE})")
        for command, rule in (("insert", "with check"), ("update", "using"), ("delete", "using")):
            op.execute(
                f"create policy administered_{command} on {table} for {command} to attune_app"
                f" {rule} ({ADMINISTERED})"
            )
    mine = (
        "(author = 'student' and student_id = (select attune_student())"
        " or author = 'staff' and staff_id = (select attune_staff()))"
    )
    op.execute(f"alter policy seen on notes using ({HERE} and (status <> 'draft' or {mine}))")
    op.execute(
        f"alter policy written on access_records with check (staff_id = (select attune_staff()) and {HERE})"
    )
    # That policy says who it was, and nobody is ever removed from `staff`; the key asked again for each row.
    op.execute(
        "-- squawk-ignore ban-drop-constraint\n"
        "alter table access_records drop constraint fk_access_records_staff_id"
    )


def downgrade() -> None:
    raise NotImplementedError("who may see whom is not taken back")
