"""The list of students in one round trip: whom the asker may see, a page of them, and what today's scores
rest on."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A page begins after a student's number. Whoever may see everybody walks along the numbers, however far in;
# whoever may see some students has them looked up. Students of one registration and one decision, which most
# are, are named together: `subjects` holds what decides about a day's score, and whose it is, by place in the
# page. Amounts come from p_before on, by month and sources, likewise.
READ_STUDENTS = """
create function attune_read_students(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_purpose text, p_levels text[], p_consented text, p_before date, p_day date, p_after text, p_limit int,
    p_seen text[],
    out institution json, out plain boolean, out more boolean, out students json, out subjects json,
    out kept json, out amounts bytea)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_ids uuid[];
    v_looks boolean;
begin
    select * into v_me
    from attune_enter_known(p_issuer, p_subject, p_roles, p_now, p_institution, p_version);
    if v_me.is_known is not true then
        institution := v_me.institution;
        return;
    end if;
    if attune_everyone() then
        v_ids := array(
            select s.student_id from students s
            where s.institution_id = p_institution and s.number > coalesce(p_after, '')
            order by s.number limit p_limit + 1);
    else
        v_ids := array(
            select s.student_id from students s
            where s.student_id = any (attune_charge()) and s.institution_id = p_institution
              and s.number > coalesce(p_after, '')
            order by s.number limit p_limit + 1);
    end if;
    more := cardinality(v_ids) > p_limit;
    v_ids := v_ids[1:p_limit];
    v_looks := v_me.staff_id is not null and v_ids is distinct from array[v_me.student_id];
    if v_looks and p_purpose is null then
        return;
    end if;
    select json_agg(json_build_array(
               s.student_id, s.institution_id, s.number, s.name, p.programme_id, p.title, o.org_unit_id,
               o.name, r.level, r.study_mode, r.residence, r.starts_on, r.ends_before) order by u.at)
    into students
    from unnest(v_ids) with ordinality as u (student_id, at)
    join students s on s.student_id = u.student_id
    left join lateral (
        select r.* from registrations r where r.student_id = s.student_id
        order by r.starts_on <= p_day desc, r.starts_on desc limit 1) r on true
    left join programmes p on p.programme_id = r.programme_id
    left join org_units o on o.org_unit_id = r.college_id;
    select json_agg(json_build_array(g.registered::json, g.decisions::json, g.places)) into subjects
    from (
        select r.registered, d.decisions, json_agg(u.at - 1) as places
        from unnest(v_ids) with ordinality as u (student_id, at)
        left join (
            select r.student_id,
                   json_agg(json_build_array(r.starts_on, r.ends_before, r.college_id)
                            order by r.starts_on)::text as registered
            from registrations r where r.student_id = any (v_ids) and r.level = any (p_levels)
            group by r.student_id) r on r.student_id = u.student_id
        left join (
            select d.student_id,
                   json_agg(json_build_array(d.sequence, d.decision, d.academic_year)
                            order by d.sequence)::text as decisions
            from consent_decisions d where d.student_id = any (v_ids) and d.purpose = p_consented
            group by d.student_id) d on d.student_id = u.student_id
        group by r.registered, d.decisions) g;
    select json_agg(json_build_array(m.month, m.sources, m.places) order by m.month, m.sources),
           string_agg(m.amounts, '' order by m.month, m.sources)
    into kept, amounts
    from (
        select a.month, a.sources, json_agg(u.at - 1 order by u.at) as places,
               string_agg(a.amounts, ''::bytea order by u.at) as amounts
        from unnest(v_ids) with ordinality as u (student_id, at)
        join activity_months a on a.student_id = u.student_id and a.month between p_before and p_day
        group by a.month, a.sources) m;
    if v_looks then
        perform attune_record_access(
            v_ids, v_me.staff_id, string_to_array(p_roles, ','), p_seen, p_purpose, 'seen',
            current_setting('attune.today')::date, p_now);
    end if;
    plain := true;
end $$
"""


def upgrade() -> None:
    op.execute(READ_STUDENTS)
    op.execute("revoke all on function attune_read_students from public")
    op.execute("grant execute on function attune_read_students to attune_app")


def downgrade() -> None:
    op.execute("drop function attune_read_students")
