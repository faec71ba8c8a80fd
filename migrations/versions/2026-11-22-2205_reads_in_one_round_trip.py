"""Reads in one round trip: who asks, whether they may, that they looked, and what is shown, in one call.

Asked one after the other these are a dozen statements, and a dozen waits for the network. All of it runs
with the caller's rights, under the same policies; only what a policy lets through is read.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# In which role somebody looked is a matter of the relationship, where there is one. In PL/pgSQL, because a
# function in SQL is planned anew with every call, which under these policies takes longer than the look.
RECORD_ACCESS = """
create function attune_record_access(
    p_students uuid[], p_staff uuid, p_roles text[], p_sections text[], p_purpose text, p_outcome text,
    p_today date, p_now timestamptz)
returns void language plpgsql set search_path = public, pg_temp as $$
declare
    v_other text := coalesce((select r from unnest(p_roles) r where r in ('department', 'site_explorer')
                              order by r limit 1), 'staff');
begin
    insert into access_records
        (student_id, seen_at, access_id, staff_id, role, sections, purpose, outcome)
    select s.student_id, p_now, gen_random_uuid(), p_staff,
           case when 'personal_tutor' = any (p_roles) and s.student_id in (
                    select t.student_id from tutorships t
                    where t.staff_id = p_staff and t.student_id = any (p_students)
                      and t.starts_on <= p_today and (t.ends_before is null or t.ends_before > p_today))
                then 'personal_tutor' else v_other end,
           p_sections, p_purpose, p_outcome
    from unnest(p_students) as s (student_id);
end $$
"""

# What every score of the institution rests on: the models in force, and when sources were down.
SCORING_RULES = """
create function attune_scoring_rules(p_institution uuid) returns json
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
            from source_outages o where o.institution_id = p_institution))
$$
"""

# Processes remember these rules by the version of the institution's row, so that is written anew with them.
RULES_CHANGED = """
create function attune_rules_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update institutions i set rules_changed = i.rules_changed + 1
    where i.institution_id in (select c.institution_id from changed c);
    return null;
end $$
"""

# What one student's scores rest on (in 0010's months), and those that are stored; amounts from p_before on,
# scores from p_from.
# `plain` says that a score of the last day will be shown for certain; it says no where one would have to
# think twice (a consent withdrawn and given again), and then the question is put the long way.
SCORE_FACTS = """
create function attune_score_facts(
    p_student uuid, p_levels text[], p_consented text, p_colleges uuid[], p_year int,
    p_before date, p_from date, p_to date,
    out plain boolean, out facts json, out scores bytea, out amounts bytea)
language plpgsql stable set search_path = public, pg_temp as $$
declare
    v_registered json;
    v_decisions json;
    v_due json;
    v_stored json;
    v_kept json;
begin
    select json_agg(json_build_array(r.starts_on, r.ends_before, r.college_id) order by r.starts_on),
           bool_or(r.starts_on <= p_to and (r.ends_before is null or r.ends_before > p_to)
                   and r.college_id = any (p_colleges))
    into v_registered, plain
    from registrations r where r.student_id = p_student and r.level = any (p_levels);
    if plain is not true then
        return;
    end if;
    if p_consented is not null then
        select json_agg(json_build_array(d.sequence, d.decision, d.academic_year) order by d.sequence),
               count(*) filter (where d.academic_year = p_year) > 0
               and count(*) filter (where d.academic_year >= p_year and d.decision <> 'given') = 0
        into v_decisions, plain
        from consent_decisions d where d.student_id = p_student and d.purpose = p_consented;
        if plain is not true then
            return;
        end if;
    end if;
    select json_agg(json_build_array(d.first_day, d.last_day)) into v_due
    from due_scores d where d.student_id = p_student and d.first_day <= p_to and d.last_day >= p_from;
    select json_agg(json_build_array(m.month, m.scoring_model_id, m.scored_through) order by m.month),
           string_agg(m.scores, '' order by m.month)
    into v_stored, scores
    from score_months m where m.student_id = p_student and m.month between p_from and p_to;
    select json_agg(json_build_array(a.month, a.sources) order by a.month),
           string_agg(a.amounts, '' order by a.month)
    into v_kept, amounts
    from activity_months a where a.student_id = p_student and a.month between p_before and p_to;
    facts := json_build_array(v_registered, v_decisions, v_due, v_stored, v_kept);
end $$
"""

# The caller says for which institution, and which version of its row, it has made up its mind about days,
# roles, purposes and rules; if the asker belongs elsewhere, or the row has changed, only that is answered.
ENTER_KNOWN = """
create function attune_enter_known(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    out is_known boolean, out staff_id uuid, out student_id uuid, out institution json)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_version text;
begin
    select * into v_me from attune_enter(p_issuer, p_subject, p_roles, p_now);
    if v_me.institution_id is null then
        return;
    end if;
    staff_id := v_me.staff_id;
    student_id := v_me.student_id;
    select i.xmin::text into v_version from institutions i where i.institution_id = v_me.institution_id;
    is_known := v_me.institution_id is not distinct from p_institution and v_version = p_version;
    if is_known is not true then
        institution := json_build_array(
            v_version, attune_scoring_rules(v_me.institution_id),
            v_me.institution_id, v_me.code, v_me.name, v_me.profile, v_me.provenance, v_me.settings);
    end if;
end $$
"""

READ_ENGAGEMENT = """
create function attune_read_engagement(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_student uuid, p_purpose text, p_levels text[], p_consented text, p_colleges uuid[], p_year int,
    p_first date, p_last date,
    out institution json, out plain boolean, out facts json, out scores bytea, out amounts bytea,
    out data_as_of json)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_looks boolean;
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
        (date_trunc('month', p_first) - interval '1 month')::date,
        date_trunc('month', p_first)::date, p_last) f;
    if plain is not true then
        return;
    end if;
    select json_object_agg(d.source, d.data_as_of) into data_as_of
    from deliveries d where d.institution_id = p_institution;
    if v_looks then
        perform attune_record_access(
            array[p_student], v_me.staff_id, string_to_array(p_roles, ','), array['engagement'], p_purpose,
            'seen', current_setting('attune.today')::date, p_now);
    end if;
end $$
"""

# The same rule as before, said as the other policies say it: a set that each row is looked up in. For a list
# of 45, a function asked of each row took longer than everything that was read.
RECORDED = """
alter policy written on access_records with check (
    staff_id = (select attune_staff())
    and (student_id in (select unnest(attune_charge()))
         or (select attune_everyone()) and exists (
             select from students s
             where s.student_id = access_records.student_id
               and s.institution_id = (select attune_institution()))))
"""

FUNCTIONS = (
    "attune_record_access(uuid[], uuid, text[], text[], text, text, date, timestamptz)",
    "attune_scoring_rules(uuid)",
    "attune_score_facts(uuid, text[], text, uuid[], int, date, date, date)",
    "attune_enter_known(text, text, text, timestamptz, uuid, text)",
    "attune_read_engagement(text,text,text,timestamptz,uuid,text,uuid,text,text[],text,uuid[],int,date,date)",
)

RULES = {"scoring_models": ("insert", "update"), "source_outages": ("insert", "delete")}


def upgrade() -> None:
    op.execute("alter table institutions add rules_changed int not null default 0")
    for statement in (
        RECORD_ACCESS, RECORDED, SCORING_RULES, RULES_CHANGED, SCORE_FACTS, ENTER_KNOWN, READ_ENGAGEMENT,
    ):  # fmt: skip
        op.execute(statement)
    for table, events in RULES.items():
        for event in events:
            rows = "old" if event == "delete" else "new"
            op.execute(
                f"create trigger rules_{event} after {event} on {table} referencing {rows} table as changed"
                " for each statement execute function attune_rules_changed()"
            )
    op.execute(f"revoke all on function {', '.join(FUNCTIONS)} from public")
    op.execute(f"grant execute on function {', '.join(FUNCTIONS)} to attune_app")


def downgrade() -> None:
    op.execute(
        "alter policy written on access_records"
        " with check (staff_id = (select attune_staff()) and attune_may_see(student_id))"
    )
    for table, events in RULES.items():
        for event in events:
            op.execute(f"drop trigger rules_{event} on {table}")
    for function in reversed((*FUNCTIONS, "attune_rules_changed()")):
        op.execute(f"drop function {function}")
    op.execute("alter table institutions drop rules_changed")
