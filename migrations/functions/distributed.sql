-- What a spread database says otherwise: `attune db distribute` runs this (app/db/distribute.py), and no migration.

-- Whether this node holds the institution's rows.
create or replace function attune_is_here(p_institution uuid) returns boolean language plpgsql stable as $$
begin
    return exists (
        select 1 from pg_dist_placement p
        where p.shardid = get_shard_id_for_distribution_column('public.students', p_institution)
          and p.groupid = (select l.groupid from pg_dist_local_group l));
end $$;

-- The transaction learns its institution by this setting, and by no other way. What a table that stands whole is
-- told goes to every node, and so must who says it: by `set local`, which Citus sends along, not by set_config().
create or replace function attune_set(p_name text, p_value text) returns text language plpgsql as $$
begin
    if p_name = 'attune.institution_id' and p_value <> '' and not attune_is_here(p_value::uuid) then
        raise exception 'another node holds this institution' using errcode = 'AT421';
    end if;
    execute format('set local %s = %L', p_name, p_value);
    return p_value;
end $$;

-- A policy on a shard reads no table: what is a student's own is told when the student enters.
create or replace function attune_own_export_place() returns int language sql stable parallel safe as
    $$ select nullif(current_setting('attune.own_export_place', true), '')::int $$;

create or replace function attune_own_cohorts() returns uuid[] language sql stable parallel safe as
    $$ select coalesce(nullif(current_setting('attune.own_cohorts', true), ''), '{}')::uuid[] $$;

create or replace function attune_own_invitations() returns uuid[] language sql stable parallel safe as
    $$ select coalesce(nullif(current_setting('attune.own_invitations', true), ''), '{}')::uuid[] $$;

-- Programme, level and year of study of each registration, as attune_year_of() says them.
create or replace function attune_own_years() returns text[] language sql stable parallel safe as
    $$ select coalesce(nullif(current_setting('attune.own_years', true), ''), '{}')::text[] $$;

-- Tells the transaction what is a student's own without saying so in its key.
create or replace function attune_tell_own(p_institution uuid, p_student uuid) returns void language plpgsql as $$
declare
    v_cohorts uuid[];
    v_invitations uuid[];
    v_years text[];
    v_place int;
begin
    v_cohorts := array(
        select m.cohort_id from cohort_members m
        where m.institution_id = p_institution and m.student_id = p_student
        union
        select e.cohort_id from cohort_events e
        where e.institution_id = p_institution and e.student_id = p_student);
    v_invitations := array(
        select i.group_intervention_id from group_invitations i
        where i.institution_id = p_institution and i.student_id = p_student);
    v_years := array(
        select attune_year_of(r.programme_id, r.level, r.year_of_study) from registrations r
        where r.institution_id = p_institution and r.student_id = p_student);
    select p.place into v_place from export_places p
    where p.institution_id = p_institution and p.student_id = p_student;
    perform attune_set('attune.own_cohorts', v_cohorts::text),
            attune_set('attune.own_invitations', v_invitations::text),
            attune_set('attune.own_years', v_years::text),
            attune_set('attune.own_export_place', coalesce(v_place::text, ''));
end $$;

-- A year's partition is every node's, and no node drops it: the rows go in pieces, as where others have some.
create or replace function attune_drop_academic_year(
    p_year int, p_before date, out rows_dropped bigint, out oldest date)
language sql immutable as $$ select null::bigint, null::date $$;
