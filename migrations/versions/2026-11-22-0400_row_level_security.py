"""Row-level security: the database's own answer to who may see whom."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Who is asking, told once per transaction, and the one rule of who may see whom: oneself; today's personal
# tutor; and whoever's grant of today covers the student, in each case for the roles that the token carries.
# `visibility.py` says the same in the application, and a property test holds the two equal. What comes out
# is a set, worked out once: a rule asked anew for each row made a tutor's list 19 times as slow.
ENTER = """
create function attune_enter(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz,
    out institution_id uuid, out student_id uuid, out staff_id uuid, out code text, out name text,
    out profile text, out provenance text, out settings jsonb)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_roles text[] := string_to_array(p_roles, ',');
    v_zone text;
    v_today date;
    v_everyone boolean := false;
    v_charge uuid[] := '{}';
begin
    select l.institution_id, l.student_id, l.staff_id, i.code, i.name, i.profile, i.provenance,
           i.settings, i.time_zone
    into institution_id, student_id, staff_id, code, name, profile, provenance, settings, v_zone
    from logins l join institutions i on i.institution_id = l.institution_id
    where l.issuer = p_issuer and l.subject = p_subject;
    v_today := (p_now at time zone coalesce(v_zone, 'UTC'))::date;
    if student_id is not null and 'student' = any (v_roles) then
        v_charge := array[student_id];
    end if;
    if staff_id is not null and 'personal_tutor' = any (v_roles) then
        v_charge := v_charge || array(
            select t.student_id from tutorships t
            where t.staff_id = attune_enter.staff_id and t.starts_on <= v_today
              and (t.ends_before is null or t.ends_before > v_today));
    end if;
    if staff_id is not null and v_roles && array['site_explorer', 'department'] then
        with recursive held as (
            select g.role, g.org_unit_id from grants g
            where g.staff_id = attune_enter.staff_id and g.role = any (v_roles)
              and g.starts_on <= v_today and (g.ends_before is null or g.ends_before > v_today)
        ), below as (
            select h.org_unit_id from held h where h.role = 'department'
            union
            select o.org_unit_id from org_units o join below b on o.parent_id = b.org_unit_id
        )
        select exists (select from held h where h.role = 'site_explorer'),
               v_charge || array(
                   select r.student_id
                   from registrations r join programmes p on p.programme_id = r.programme_id
                   where r.starts_on <= v_today and (r.ends_before is null or r.ends_before > v_today)
                     and (r.college_id in (select b.org_unit_id from below b)
                          or p.org_unit_id in (select b.org_unit_id from below b)))
        into v_everyone, v_charge;
    end if;
    perform set_config('attune.roles', p_roles, true),
            set_config('attune.today', v_today::text, true),
            set_config('attune.institution_id', coalesce(institution_id::text, ''), true),
            set_config('attune.student_id',
                       case when 'student' = any (v_roles) then coalesce(student_id::text, '') else '' end,
                       true),
            set_config('attune.staff_id', coalesce(staff_id::text, ''), true),
            set_config('attune.everyone', case when v_everyone then 'on' else '' end, true),
            set_config('attune.charge', v_charge::text, true);
end $$
"""

ENTER_AS_OPERATOR = """
create or replace function attune_enter_as_operator(p_institution_id uuid) returns void
language sql set search_path = pg_catalog, public, pg_temp as $$
    select set_config('attune.roles', 'operator', true),
           set_config('attune.today', '', true),
           set_config('attune.institution_id', coalesce(p_institution_id::text, ''), true),
           set_config('attune.student_id', '', true),
           set_config('attune.staff_id', '', true),
           set_config('attune.everyone', '', true),
           set_config('attune.charge', '', true)
$$
"""

SETTINGS = """
create function attune_student() returns uuid language sql stable parallel safe as
    $$ select nullif(current_setting('attune.student_id', true), '')::uuid $$;
create function attune_staff() returns uuid language sql stable parallel safe as
    $$ select nullif(current_setting('attune.staff_id', true), '')::uuid $$;
create function attune_institution() returns uuid language sql stable parallel safe as
    $$ select nullif(current_setting('attune.institution_id', true), '')::uuid $$;
create function attune_may(p_role text) returns boolean language sql stable parallel safe as
    $$ select coalesce(p_role = any (string_to_array(current_setting('attune.roles', true), ',')), false) $$;
create function attune_charge() returns uuid[] language sql stable parallel safe as
    $$ select coalesce(nullif(current_setting('attune.charge', true), ''), '{}')::uuid[] $$;
create function attune_everyone() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.everyone', true) = 'on', false) $$;
create function attune_operator() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.roles', true) = 'operator', false) $$
"""

# For whoever writes about one student, where no set is at hand.
MAY_SEE = """
create function attune_may_see(p_student uuid) returns boolean
language sql stable parallel safe security definer
set search_path = pg_catalog, public, pg_temp as $$
    select p_student = any (attune_charge())
        or attune_everyone() and exists (
            select from students s
            where s.student_id = p_student and s.institution_id = attune_institution())
$$
"""

# What the information desk does without seeing what it removes: the text goes, the tombstone stays.
REMOVE_NOTE = """
create function attune_remove_note(p_student uuid, p_note uuid, p_reason text, p_now timestamptz)
returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_may('information_desk') or attune_staff() is null then
        return false;
    end if;
    update notes n
    set status = 'removed', focus = null, summary = null, issues = null, referrals = null,
        follow_up_on = null, removed_at = p_now, removed_by = attune_staff(), removal_reason = p_reason,
        changed_at = p_now
    from students s
    where n.student_id = p_student and n.note_id = p_note and n.status = 'shared'
      and s.student_id = n.student_id and s.institution_id = attune_institution();
    return found;
end $$
"""

# An administrator names students by number and must not see them for that.
STUDENT_BY_NUMBER = """
create function attune_student_by_number(p_number text) returns uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select s.student_id from students s
    where s.number = p_number and s.institution_id = attune_institution() and attune_may('admin')
$$
"""

# A calendar application brings a secret and nothing else: whose it is, and which roles that person has by
# being somebody, is all it learns.
ENTER_BY_CALENDAR_LINK = """
create function attune_calendar_login(p_digest bytea, out issuer text, out subject text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select c.issuer, c.subject from calendar_links c where c.secret_digest = p_digest
$$
"""

FUNCTIONS = (
    "attune_enter(text, text, text, timestamptz)", "attune_enter_as_operator(uuid)", "attune_student()",
    "attune_staff()", "attune_institution()", "attune_may(text)", "attune_charge()",
    "attune_everyone()", "attune_operator()",
    "attune_may_see(uuid)", "attune_remove_note(uuid, uuid, text, timestamptz)",
    "attune_student_by_number(text)", "attune_calendar_login(bytea)",
)  # fmt: skip

SEEN_WITH_THE_STUDENT = (
    "students", "student_identifiers", "registrations", "tutorships", "enrolments", "submissions",
    "attendance", "career_stages", "consent_decisions", "events", "activity_months",
    "module_activity_months", "score_months", "stale_days", "meetings",
)  # fmt: skip
"""Readable by whoever may see the student; written by the institution's own jobs."""

OF_THE_INSTITUTION = (
    "org_units", "programmes", "modules", "module_runs", "assessments", "staff", "teaching_sessions",
    "exam_periods", "scoring_models", "deliveries", "grants", "teaching",
)  # fmt: skip
"""Readable by everybody of the institution; written by its jobs and administrators."""

OPERATOR = "(select attune_operator())"
MINE = "institution_id = (select attune_institution())"


def in_charge(table: str) -> str:
    """The rule as a policy says it: a set that each row is looked up in, not a function of each row."""
    of_the_institution = MINE
    if table != "students":
        of_the_institution = (
            f"exists (select from students s where s.student_id = {table}.student_id and s.{MINE})"
        )
    return (
        "(student_id in (select unnest(attune_charge()))"
        f" or (select attune_everyone()) and {of_the_institution})"
    )


def policy(table: str, name: str, command: str, *, using: str = "", check: str = "") -> None:
    rule = (f" using ({using})" if using else "") + (f" with check ({check})" if check else "")
    op.execute(f"create policy {name} on {table} for {command} to attune_app{rule}")


def upgrade() -> None:
    op.execute("drop function attune_enter(text, text, text)")
    for statement in (
        ENTER, ENTER_AS_OPERATOR, *SETTINGS.split(";\n"), MAY_SEE, REMOVE_NOTE, STUDENT_BY_NUMBER,
        ENTER_BY_CALENDAR_LINK,
    ):  # fmt: skip
        op.execute(statement)
    op.execute(f"revoke all on function {', '.join(FUNCTIONS)} from public")
    op.execute(f"grant execute on function {', '.join(FUNCTIONS)} to attune_app")
    grant_rights()
    for table in (*SEEN_WITH_THE_STUDENT, *OF_THE_INSTITUTION, *OTHERS):
        op.execute(f"alter table {table} enable row level security")
    for table in SEEN_WITH_THE_STUDENT:
        policy(table, "seen", "select", using=f"{OPERATOR} or {in_charge(table)}")
        policy(table, "written", "all", using=OPERATOR, check=OPERATOR)
    for table in OF_THE_INSTITUTION:
        policy(table, "seen", "select", using=f"{OPERATOR} or {MINE}")
        written = f"{OPERATOR} or ((select attune_may('admin')) and {MINE})"
        policy(table, "written", "all", using=written, check=written)
    special_policies()


OTHERS = (
    "logins", "scoring_coefficients", "waiting_events", "notes", "access_records", "calendar_links",
    "audit_entries",
)  # fmt: skip


def grant_rights() -> None:
    op.execute(
        "grant select, insert, update, delete on teaching_sessions, exam_periods, grants, teaching,"
        " attendance, career_stages, meetings, notes, calendar_links, scoring_coefficients to attune_app"
    )
    # What is only ever added to: nobody but the owner could change it, and the owner does not serve.
    op.execute("grant select, insert on access_records, audit_entries to attune_app")


def special_policies() -> None:
    # Who tutors whom is an administrator's to say; it shows nothing of what the student does.
    administered = f"(select attune_may('admin')) and {MINE}"
    policy("tutorships", "administered", "all", using=administered, check=administered)
    policy("consent_decisions", "decided", "insert", check="student_id = (select attune_student())")
    with_student = "attune_may_see(student_id)"
    for command in ("insert", "update"):
        rules = {"check": with_student} | ({"using": with_student} if command == "update" else {})
        policy("meetings", f"arranged_{command}", command, **rules)

    mine = (
        "(author = 'student' and student_id = (select attune_student())"
        " or author = 'staff' and staff_id = (select attune_staff()))"
    )
    shared = f"(status <> 'draft' or {mine})"
    policy("notes", "seen", "select", using=f"{in_charge('notes')} and {shared}")
    policy("notes", "written", "insert", check=f"attune_may_see(student_id) and {mine}")
    policy(
        "notes", "changed", "update",
        using=f"status = 'draft' and attune_may_see(student_id) and {mine}",
        check=f"status <> 'removed' and attune_may_see(student_id) and {mine}",
    )  # fmt: skip
    policy("notes", "dropped", "delete", using=f"status = 'draft' and {mine}")

    policy("access_records", "seen", "select", using="student_id = (select attune_student())")
    policy(
        "access_records", "written", "insert",
        check="staff_id = (select attune_staff()) and attune_may_see(student_id)",
    )  # fmt: skip

    own = f"{MINE} and staff_id = (select attune_staff())"
    policy("audit_entries", "seen", "select", using=f"(select attune_may('admin')) and {MINE}")
    policy("audit_entries", "written", "insert", check=own)

    policy("logins", "jobs", "all", using=OPERATOR, check=OPERATOR)
    linked = (
        "exists (select from logins l where l.issuer = calendar_links.issuer"
        " and l.subject = calendar_links.subject)"
    )
    me = "student_id = (select attune_student()) or staff_id = (select attune_staff())"
    policy("logins", "own", "select", using=me)
    policy("calendar_links", "own", "all", using=linked, check=linked)

    policy("waiting_events", "jobs", "all", using=OPERATOR, check=OPERATOR)
    same = "m.scoring_model_id = scoring_coefficients.scoring_model_id"
    of_model = f"exists (select from scoring_models m where {same}"
    policy("scoring_coefficients", "seen", "select", using=f"{of_model})")
    written = f"{of_model} and ({OPERATOR} or (select attune_may('admin'))))"
    policy("scoring_coefficients", "written", "all", using=written, check=written)


def downgrade() -> None:
    raise NotImplementedError("who may see whom is not taken back")
