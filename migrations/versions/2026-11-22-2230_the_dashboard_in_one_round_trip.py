"""The dashboard in one round trip; a student's sessions are found by their modules, not among everybody's."""

from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

# Expected is who is enrolled on the module run that day, where a session is for everyone on it, and whoever
# has a record of it, whatever the session.
EXPECTED_IDS = """
create function attune_expected_ids(
    p_student uuid, p_since timestamptz, p_before timestamptz, p_zone text) returns uuid[]
language plpgsql stable set search_path = public, pg_temp as $$
begin
    return array(
        select t.session_id
        from enrolments e
        cross join lateral (
            select t.session_id, t.starts_at from teaching_sessions t
            where t.module_run_id = e.module_run_id and t.for_everyone
              and t.starts_at >= p_since and t.starts_at < p_before
            offset 0) t  -- a plan for any range thinks that few sessions are in it, and goes through all
        where e.student_id = p_student
          and (e.starts_on is null or e.starts_on <= (t.starts_at at time zone p_zone)::date)
          and (e.ends_before is null or e.ends_before > (t.starts_at at time zone p_zone)::date)
        union
        select a.session_id from attendance a where a.student_id = p_student);
end $$
"""
EXPECTED_SESSIONS = """
create function attune_expected_sessions(
    p_student uuid, p_since timestamptz, p_before timestamptz, p_zone text)
returns table (
    session_id uuid, module_run_id uuid, module_run text, module text, kind text, title text,
    starts_at timestamptz, ends_at timestamptz, mandatory boolean, status text, day date)
language plpgsql stable set search_path = public, pg_temp as $$
declare
    v_ids uuid[] := attune_expected_ids(p_student, p_since, p_before, p_zone);
begin
    return query
    select t.session_id, t.module_run_id, r.code, m.title, t.kind, t.title, t.starts_at, t.ends_at,
           t.mandatory, a.status, (t.starts_at at time zone p_zone)::date
    from teaching_sessions t
    join module_runs r on r.module_run_id = t.module_run_id
    join modules m on m.module_id = r.module_id
    left join attendance a on a.student_id = p_student and a.session_id = t.session_id
    where t.session_id = any (v_ids) and t.starts_at >= p_since and t.starts_at < p_before
    order by t.starts_at, t.session_id;
end $$
"""

# With the institution's exam periods: days on which marks are hidden from everyone.
SCORING_RULES = """
create or replace function attune_scoring_rules(p_institution uuid) returns json
language sql stable set search_path = public, pg_temp as $$
    select json_build_object(
        'models', (
            select json_agg(json_build_array(
                       m.scoring_model_id, m.academic_year, m.version, m.note, m.published_at,
                       (select json_agg(json_build_array(c.college_id, c.source, c.coefficient))
                        from scoring_coefficients c where c.scoring_model_id = m.scoring_model_id))
                       order by m.academic_year desc)
            from scoring_models m where m.institution_id = p_institution and m.status = 'published'),
        'outages', (
            select json_agg(json_build_array(o.outage_id, o.source, o.starts_on, o.ends_before, o.note)
                            order by o.starts_on, o.source, o.outage_id)
            from source_outages o where o.institution_id = p_institution),
        'exam_periods', (
            select json_agg(json_build_array(e.starts_on, e.ends_before))
            from exam_periods e where e.institution_id = p_institution))
$$
"""

READ_DASHBOARD = """
create function attune_read_dashboard(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_student uuid, p_purpose text, p_levels text[], p_consented text, p_colleges uuid[], p_year int,
    p_first date, p_last date, p_shown text[], p_seen text[], p_since timestamptz, p_before timestamptz,
    p_zone text, p_around interval, p_notes int,
    out institution json, out plain boolean, out facts json, out scores bytea, out amounts bytea,
    out data_as_of json, out sections json)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_looks boolean;
    v_ids uuid[];
    v_sessions json;
    v_careers json;
    v_stages json;
    v_work json;
    v_meetings json;
    v_notes json;
begin
    select * into v_me
    from attune_enter_known(p_issuer, p_subject, p_roles, p_now, p_institution, p_version);
    if v_me.is_known is not true then
        institution := v_me.institution;
        return;
    end if;
    v_looks := v_me.staff_id is not null and p_student is distinct from v_me.student_id;
    if v_looks and p_purpose is null then
        return;
    end if;
    select f.* into plain, facts, scores, amounts
    from attune_score_facts(
        p_student, p_levels, p_consented, p_colleges, p_year,
        (date_trunc('month', p_first) - interval '1 month')::date, date_trunc('month', p_first)::date,
        p_last) f;
    if plain is not true then
        return;
    end if;
    select json_object_agg(d.source, d.data_as_of) into data_as_of
    from deliveries d where d.institution_id = p_institution;
    if 'attendance' = any (p_shown) then
        -- Without the names that only the page of attendance shows.
        v_ids := attune_expected_ids(p_student, p_since, p_before, p_zone);
        select json_agg(json_build_array(
                   (t.starts_at at time zone p_zone)::date, t.ends_at, t.mandatory, a.status)
                   order by t.starts_at, t.session_id)
        into v_sessions
        from teaching_sessions t
        left join attendance a on a.student_id = p_student and a.session_id = t.session_id
        where t.session_id = any (v_ids) and t.starts_at >= p_since and t.starts_at < p_before;
    end if;
    if 'employability' = any (p_shown) then
        select json_agg(json_build_array(e.event_id, e.occurred_at, e.day, e.kind, e.object, e.quantity)
                        order by e.occurred_at, e.event_id)
        into v_careers
        from events e
        where e.student_id = p_student and e.academic_year between p_year - 1 and p_year
          and e.day between p_first and p_last and e.source = 'careers';
        select json_agg(json_build_array(c.recorded_on, c.stage) order by c.recorded_on desc) into v_stages
        from career_stages c where c.student_id = p_student;
    end if;
    if 'grades' = any (p_shown) then
        select json_agg(json_build_array(
                   a.assessment_id, a.module_run_id, r.code, m.title, a.kind, a.due_on, a.weight,
                   s.submitted_on, s.mark, s.carried_over)
                   order by a.due_on nulls last, r.code, a.assessment_id)
        into v_work
        from enrolments e
        join assessments a on a.module_run_id = e.module_run_id
        join module_runs r on r.module_run_id = e.module_run_id
        join modules m on m.module_id = r.module_id
        left join submissions s on s.student_id = p_student and s.assessment_id = a.assessment_id
        where e.student_id = p_student;
    end if;
    if 'meetings' = any (p_shown) then
        select json_agg(json_build_array(
                   m.meeting_id, m.staff_id, f.name, m.starts_at, m.ends_at, m.place, m.status, m.created_by)
                   order by m.starts_at, m.meeting_id)
        into v_meetings
        from meetings m join staff f on f.staff_id = m.staff_id
        where m.student_id = p_student and m.starts_at >= p_now - p_around and m.starts_at < p_now + p_around;
        select json_agg(json_build_array(
                   n.note_id, n.meeting_id, n.author, n.staff_id, n.staff_name, n.status, n.focus, n.summary,
                   n.issues, n.referrals, n.follow_up_on, n.created_at, n.changed_at, n.shared_at,
                   n.removed_at, n.removed_by_name, n.removal_reason)
                   order by n.created_at desc, n.note_id desc)
        into v_notes
        from (
            select n.*, f.name as staff_name, g.name as removed_by_name
            from notes n left join staff f on f.staff_id = n.staff_id
            left join staff g on g.staff_id = n.removed_by
            where n.student_id = p_student and n.status <> 'draft'
            order by n.created_at desc, n.note_id desc limit p_notes) n;
    end if;
    sections := json_build_array(v_sessions, v_careers, v_stages, v_work, v_meetings, v_notes);
    if v_looks then
        perform attune_record_access(
            array[p_student], v_me.staff_id, string_to_array(p_roles, ','), p_seen, p_purpose,
            'seen', current_setting('attune.today')::date, p_now);
    end if;
end $$
"""

FUNCTIONS = (
    "attune_expected_ids",
    "attune_expected_sessions",
    "attune_read_dashboard",
)

EXAM_PERIODS = {"insert": "new", "delete": "old"}


def upgrade() -> None:
    for statement in (EXPECTED_IDS, EXPECTED_SESSIONS, SCORING_RULES, READ_DASHBOARD):
        op.execute(statement)
    for event, rows in EXAM_PERIODS.items():
        op.execute(
            f"create trigger rules_{event} after {event} on exam_periods referencing {rows} table as changed"
            " for each statement execute function attune_rules_changed()"
        )
    op.execute(f"revoke all on function {', '.join(FUNCTIONS)} from public")
    op.execute(f"grant execute on function {', '.join(FUNCTIONS)} to attune_app")


def downgrade() -> None:
    for event in EXAM_PERIODS:
        op.execute(f"drop trigger rules_{event} on exam_periods")
    for function in reversed(FUNCTIONS):
        op.execute(f"drop function {function}")
