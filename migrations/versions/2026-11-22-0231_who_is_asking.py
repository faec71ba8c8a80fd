"""Who is asking: the transaction-local settings, the application role's rights, partitions by year."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A login is found before anybody is known to be asking: the one look-up that runs with the owner's
# rights. It tells the transaction who it is, and tells the caller the same and nothing else.
ENTER = """
create function attune_enter(
    p_issuer text, p_subject text, p_roles text,
    out institution_id uuid, out student_id uuid, out staff_id uuid)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    select l.institution_id, l.student_id, l.staff_id into institution_id, student_id, staff_id
    from public.logins l where l.issuer = p_issuer and l.subject = p_subject;
    perform set_config('attune.institution_id', coalesce(institution_id::text, ''), true),
            set_config('attune.student_id', coalesce(student_id::text, ''), true),
            set_config('attune.staff_id', coalesce(staff_id::text, ''), true),
            set_config('attune.roles', p_roles, true);
end $$
"""

# The institution's own jobs (imports, scoring) ask on nobody's behalf.
ENTER_AS_OPERATOR = """
create function attune_enter_as_operator(p_institution_id uuid) returns void
language sql set search_path = pg_catalog, public, pg_temp as $$
    select set_config('attune.institution_id', coalesce(p_institution_id::text, ''), true),
           set_config('attune.student_id', '', true),
           set_config('attune.staff_id', '', true),
           set_config('attune.roles', 'operator', true)
$$
"""

# Partitions are made when the first event of an academic year arrives, by the owner's right: the
# application role owns nothing, and this function makes nothing else.
ADD_ACADEMIC_YEAR = """
create function attune_add_academic_year(p_year int) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if p_year not between 1990 and 2200 then
        raise exception 'academic year % is out of range', p_year using errcode = 'check_violation';
    end if;
    perform pg_advisory_xact_lock(x'417474756E65'::bigint + p_year);
    if to_regclass('public.events_' || p_year) is null then
        execute format('create table public.events_%s partition of public.events'
                       ' for values from (%s) to (%s)', p_year, p_year, p_year + 1);
    end if;
end $$
"""

READ = (
    "institutions", "org_units", "programmes", "modules", "module_runs", "assessments", "staff",
    "scoring_models", "scoring_coefficients",
)  # fmt: skip
WRITE = (
    "logins", "students", "student_identifiers", "registrations", "tutorships", "enrolments",
    "submissions", "events", "waiting_events", "activity_months", "module_activity_months",
    "score_months", "stale_days", "deliveries",
)  # fmt: skip


def upgrade() -> None:
    op.execute("revoke all on schema public from public")
    op.execute("grant usage on schema public to attune_app")
    for statement in (ENTER, ENTER_AS_OPERATOR, ADD_ACADEMIC_YEAR):
        op.execute(statement)
    op.execute(
        "revoke all on function attune_enter, attune_enter_as_operator, attune_add_academic_year from public"
    )
    op.execute(
        "grant execute on function attune_enter, attune_enter_as_operator, attune_add_academic_year"
        " to attune_app"
    )
    op.execute(f"grant select, insert, update on {', '.join(READ)} to attune_app")
    op.execute(f"grant select, insert, update, delete on {', '.join(WRITE)} to attune_app")
    # The ledger is append-only for everyone but its owner.
    op.execute("grant select, insert on consent_decisions to attune_app")
    op.execute("grant select on alembic_version to attune_app")


def downgrade() -> None:
    op.execute("drop function attune_enter, attune_enter_as_operator, attune_add_academic_year")
    op.execute("revoke all on all tables in schema public from attune_app")
