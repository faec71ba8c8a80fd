"""The list of students in one round trip: whom the asker may see, a page of them, and what today's scores
rest on."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Where a page begins is a comparison of texts, which a policy goes before: without this, every page would go
# through all the pages before it. It names students to whoever may see everybody, and they are then looked up
# under the policies like anybody's.
NEXT_STUDENTS = """
create function attune_next_students(p_after text, p_limit int) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution uuid := attune_institution();
begin
    if not attune_everyone() then
        return '{}';
    end if;
    return array(
        select s.student_id from students s
        where s.institution_id = v_institution and s.number > coalesce(p_after, '')
        order by s.number limit p_limit);
end $$
"""

# A page begins after a student's number. Whoever may see everybody walks along the numbers, however far in;
# whoever may see some students has them looked up. Each student is a row of texts, the last two of which
# decide about a day's score: registrations and decisions on consent, as `attune_score_facts` tells them. It
# is cheaper than JSON, and statements are few, because each starts with its policies. Amounts come from
# p_before on, by month and sources, with whose they are by place in the page.
READ_STUDENTS = """
create function attune_read_students(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_purpose text, p_levels text[], p_consented text, p_before date, p_day date, p_after text, p_limit int,
    p_seen text[],
    out institution json, out plain boolean, out more boolean, out students text[], out kept json,
    out amounts bytea)
language plpgsql set search_path = public, pg_temp set datestyle = 'ISO' as $$
declare
    v_me record;
    v_charge uuid[];  -- called within a statement, no index would serve: a policy goes first
    v_ids uuid[];
    v_numbers text[];
    v_names text[];
    v_looks boolean;
begin
    select * into v_me
    from attune_enter_known(p_issuer, p_subject, p_roles, p_now, p_institution, p_version);
    if v_me.is_known is not true then
        institution := v_me.institution;
        return;
    end if;
    if attune_everyone() then
        v_charge := attune_next_students(p_after, p_limit + 1);
    else
        v_charge := attune_charge();
    end if;
    select array_agg(s.student_id order by s.number), array_agg(s.number order by s.number),
           array_agg(s.name order by s.number)
    into v_ids, v_numbers, v_names
    from (
        select mine.student_id, mine.number, mine.name
        from (
            select s.student_id, s.number, s.name from students s
            where s.student_id = any (v_charge) and s.institution_id = p_institution
              and s.number > coalesce(p_after, '')
            offset 0) mine  -- or else everybody's numbers would be gone through for some
        order by mine.number limit p_limit + 1) s;
    more := coalesce(cardinality(v_ids) > p_limit, false);
    v_ids := coalesce(v_ids[1:p_limit], '{}');
    v_looks := v_me.staff_id is not null and v_ids is distinct from array[v_me.student_id];
    if v_looks and p_purpose is null then
        return;
    end if;
    with mine as materialized (
        select r.* from registrations r where r.student_id = any (v_ids)
    ), latest as (
        select distinct on (m.student_id) m.* from mine m
        order by m.student_id, m.starts_on <= p_day desc, m.starts_on desc
    ), registered as (
        select m.student_id,
               json_agg(json_build_array(m.starts_on, m.ends_before, m.college_id) order by m.starts_on)::text
               as said
        from mine m where m.level = any (p_levels) group by m.student_id
    ), decided as (
        select d.student_id,
               json_agg(json_build_array(d.sequence, d.decision, d.academic_year) order by d.sequence)::text
               as said
        from consent_decisions d
        where d.student_id = any (v_ids) and d.purpose = p_consented group by d.student_id
    )
    select array_agg(array[
               u.student_id::text, u.number, u.name, p.programme_id::text, p.title, o.org_unit_id::text,
               o.name, l.level, l.study_mode, l.residence, l.starts_on::text, l.ends_before::text,
               r.said, d.said] order by u.at)
    into students
    from unnest(v_ids, v_numbers[1:p_limit], v_names[1:p_limit])
         with ordinality as u (student_id, number, name, at)
    left join latest l on l.student_id = u.student_id
    left join programmes p on p.programme_id = l.programme_id
    left join org_units o on o.org_unit_id = l.college_id
    left join registered r on r.student_id = u.student_id
    left join decided d on d.student_id = u.student_id;
    select json_agg(json_build_array(m.month, m.sources, m.places) order by m.month, m.sources),
           string_agg(m.amounts, '' order by m.month, m.sources)
    into kept, amounts
    from (
        select a.month, a.sources,
               json_agg(array_position(v_ids, a.student_id) - 1 order by a.student_id) as places,
               string_agg(a.amounts, ''::bytea order by a.student_id) as amounts
        from activity_months a
        where a.student_id = any (v_ids) and a.month between p_before and p_day
        group by a.month, a.sources) m;
    if v_looks then
        perform attune_record_access(
            v_ids, v_me.staff_id, string_to_array(p_roles, ','), p_seen, p_purpose, 'seen',
            current_setting('attune.today')::date, p_now);
    end if;
    plain := true;
end $$
"""


FUNCTIONS = ("attune_next_students", "attune_read_students")


def upgrade() -> None:
    op.execute(NEXT_STUDENTS)
    op.execute(READ_STUDENTS)
    op.execute(f"revoke all on function {', '.join(FUNCTIONS)} from public")
    op.execute(f"grant execute on function {', '.join(FUNCTIONS)} to attune_app")


def downgrade() -> None:
    for function in reversed(FUNCTIONS):
        op.execute(f"drop function {function}")
