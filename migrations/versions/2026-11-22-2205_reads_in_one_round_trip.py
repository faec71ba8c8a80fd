"""Reads in one round trip: who asks, whether they may, that they looked, and what is shown, in one call.

Asked one after the other these are a dozen statements, and a dozen waits for the network. All of it runs
with the caller's rights, under the same policies; only what a policy lets through is read.
"""

from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

# In which role somebody looked is a matter of the relationship, where there is one.
RECORD_ACCESS = """
create function attune_record_access(
    p_students uuid[], p_staff uuid, p_roles text[], p_sections text[], p_purpose text, p_outcome text,
    p_today date, p_now timestamptz)
returns void language sql set search_path = public, pg_temp as $$
    insert into access_records
        (student_id, seen_at, access_id, staff_id, role, sections, purpose, outcome)
    select s.student_id, p_now, gen_random_uuid(), p_staff,
           case when 'personal_tutor' = any (p_roles) and exists (
                    select from tutorships t
                    where t.student_id = s.student_id and t.staff_id = p_staff and t.starts_on <= p_today
                      and (t.ends_before is null or t.ends_before > p_today))
                then 'personal_tutor'
                else coalesce((select r from unnest(p_roles) r
                               where r in ('department', 'site_explorer') order by r limit 1), 'staff')
           end, p_sections, p_purpose, p_outcome
    from unnest(p_students) as s (student_id)
$$
"""

# What every score of the institution rests on in those years, and how far its sources' data reach.
SCORING_RULES = """
create function attune_scoring_rules(
    p_institution uuid, p_first_year int, p_last_year int, p_seen_from date, p_last date)
returns json language sql stable set search_path = public, pg_temp as $$
    select json_build_object(
        'models', (
            select json_agg(json_build_array(
                       m.scoring_model_id, m.academic_year, m.version, m.note, m.published_at,
                       (select json_agg(json_build_array(c.college_id, c.source, c.coefficient))
                        from scoring_coefficients c where c.scoring_model_id = m.scoring_model_id))
                       order by m.academic_year desc)
            from scoring_models m
            where m.institution_id = p_institution and m.status = 'published'
              and m.academic_year between p_first_year and p_last_year),
        'outages', (
            select json_agg(json_build_array(o.outage_id, o.source, o.starts_on, o.ends_before, o.note)
                            order by o.starts_on, o.source, o.outage_id)
            from source_outages o
            where o.institution_id = p_institution and o.starts_on <= p_last
              and o.ends_before > p_seen_from),
        'data_as_of', (
            select json_object_agg(d.source, d.data_as_of)
            from deliveries d where d.institution_id = p_institution))
$$
"""

# What one student's scores rest on, and those that are stored; months from p_from on, amounts from p_before.
SCORE_FACTS = """
create function attune_score_facts(
    p_student uuid, p_levels text[], p_consented text, p_before date, p_from date, p_to date,
    out facts json, out scores bytea, out amounts bytea)
language plpgsql stable set search_path = public, pg_temp as $$
declare
    v_stored json;
    v_kept json;
begin
    select json_agg(json_build_array(m.month, m.scoring_model_id, m.scored_through) order by m.month),
           string_agg(m.scores, '' order by m.month)
    into v_stored, scores
    from score_months m where m.student_id = p_student and m.month between p_from and p_to;
    select json_agg(json_build_array(a.source, a.month) order by a.source, a.month),
           string_agg(a.amounts, '' order by a.source, a.month)
    into v_kept, amounts
    from activity_months a where a.student_id = p_student and a.month between p_before and p_to;
    facts := json_build_object(
        'registered', (
            select json_agg(json_build_array(r.starts_on, r.ends_before, r.college_id) order by r.starts_on)
            from registrations r where r.student_id = p_student and r.level = any (p_levels)),
        'decisions', (
            select json_agg(json_build_array(d.sequence, d.decision, d.academic_year) order by d.sequence)
            from consent_decisions d where d.student_id = p_student and d.purpose = p_consented),
        'due', (
            select json_agg(json_build_array(d.first_day, d.last_day))
            from due_scores d
            where d.student_id = p_student and d.first_day <= p_to and d.last_day >= p_from),
        'stored', v_stored, 'amounts', v_kept);
end $$
"""

# Whether a score of that day will be shown for certain. It says no where it would have to think twice (a
# consent withdrawn and given again): then the question is put the long way.
SURELY_SCORED = """
create function attune_surely_scored(
    p_student uuid, p_levels text[], p_consented text, p_day date, p_year int)
returns boolean language sql stable set search_path = public, pg_temp as $$
    select exists (
        select from registrations r
        join scoring_models m on m.institution_id = r.institution_id
             and m.academic_year = p_year and m.status = 'published'
        where r.student_id = p_student and r.level = any (p_levels) and r.starts_on <= p_day
          and (r.ends_before is null or r.ends_before > p_day)
          and exists (select from scoring_coefficients c
                      where c.scoring_model_id = m.scoring_model_id and c.college_id = r.college_id))
      and (p_consented is null or (
        select count(*) filter (where d.academic_year = p_year) > 0 and bool_and(d.decision = 'given')
        from consent_decisions d
        where d.student_id = p_student and d.purpose = p_consented and d.academic_year >= p_year))
$$
"""

# The caller says for which institution, and which version of its row, it has made up its mind about roles,
# purposes and levels; if the asker belongs elsewhere, or the row has changed, only that is answered.
READ_ENGAGEMENT = """
create function attune_read_engagement(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_student uuid, p_purpose text, p_levels text[], p_consented text, p_year_starts int,
    p_first date, p_last date,
    out institution json, out version text, out today date, out rules json, out facts json,
    out scores bytea, out amounts bytea)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_first date;
    v_last date;
begin
    select * into v_me from attune_enter(p_issuer, p_subject, p_roles, p_now);
    if v_me.institution_id is null then
        return;
    end if;
    select i.xmin::text into version from institutions i where i.institution_id = v_me.institution_id;
    if v_me.institution_id is distinct from p_institution or version is distinct from p_version then
        institution := json_build_array(
            v_me.institution_id, v_me.code, v_me.name, v_me.profile, v_me.provenance, v_me.settings);
        return;
    end if;
    today := current_setting('attune.today')::date;
    v_last := coalesce(p_last, today);
    v_first := coalesce(p_first, v_last - 29);
    if v_last > today or v_first > v_last or v_last - v_first >= 400
       or v_me.staff_id is not null and p_student is distinct from v_me.student_id and p_purpose is null
       or not exists (select from students s where s.student_id = p_student)
       or not attune_surely_scored(
            p_student, p_levels, p_consented, v_last, attune_academic_year(v_last, p_year_starts))
    then
        today := null;
        return;
    end if;
    if v_me.staff_id is not null and p_student is distinct from v_me.student_id then
        perform attune_record_access(
            array[p_student], v_me.staff_id, string_to_array(p_roles, ','), array['engagement'], p_purpose,
            'seen', today, p_now);
    end if;
    rules := attune_scoring_rules(
        v_me.institution_id, attune_academic_year(v_first, p_year_starts),
        attune_academic_year(v_last, p_year_starts), v_first - 6, v_last);
    select f.facts, f.scores, f.amounts into facts, scores, amounts
    from attune_score_facts(
        p_student, p_levels, p_consented, (date_trunc('month', v_first) - interval '1 month')::date,
        date_trunc('month', v_first)::date, v_last) f;
end $$
"""

ACADEMIC_YEAR = """
create function attune_academic_year(p_day date, p_starts int) returns int language sql immutable as $$
    select extract(year from p_day)::int - case when extract(month from p_day) < p_starts then 1 else 0 end
$$
"""

FUNCTIONS = (
    "attune_record_access(uuid[], uuid, text[], text[], text, text, date, timestamptz)",
    "attune_scoring_rules(uuid, int, int, date, date)",
    "attune_score_facts(uuid, text[], text, date, date, date)",
    "attune_surely_scored(uuid, text[], text, date, int)",
    "attune_academic_year(date, int)",
    "attune_read_engagement(text,text,text,timestamptz,uuid,text,uuid,text,text[],text,int,date,date)",
)


def upgrade() -> None:
    for statement in (
        RECORD_ACCESS, SCORING_RULES, SCORE_FACTS, SURELY_SCORED, ACADEMIC_YEAR, READ_ENGAGEMENT,
    ):  # fmt: skip
        op.execute(statement)
    op.execute(f"revoke all on function {', '.join(FUNCTIONS)} from public")
    op.execute(f"grant execute on function {', '.join(FUNCTIONS)} to attune_app")


def downgrade() -> None:
    for function in reversed(FUNCTIONS):
        op.execute(f"drop function {function}")
