-- Saved cohorts: who sees which rows, and how the institution's own work looks for somebody. The phrases are those of
-- row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    mine constant text := 'owner_id = (select attune_staff())';
    visible constant text :=
        '((select attune_sees_all()) or student_id in (select unnest(attune_visible_students())))';
    jobs constant text := own || ' and (select attune_operator())';
    name text;
begin
    -- The owner sees of members and events those about students whom they see today; a student sees their own.
    foreach name in array array['cohort_members', 'cohort_events'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy seen on %I for select to attune_app using (%s and ('
                       '(select attune_operator()) or student_id = (select attune_student()) or %s and %s))',
                       name, own, mine, visible);
        execute format('create policy jobs_insert on %I for insert to attune_app with check (%s)', name, jobs);
        execute format('create policy jobs_delete on %I for delete to attune_app using (%s)', name, jobs);
        execute format('create policy used on %I as restrictive for select to attune_app'
                       ' using (student_id <> all ((select attune_hidden_students())::uuid[]))', name);
    end loop;

    -- A filter is its owner's alone. A student reads the name of one that they are or were in.
    execute 'alter table saved_cohorts enable row level security';
    execute format('create policy seen on saved_cohorts for select to attune_app using (%s and ('
                   '%s or (select attune_operator()) or (select attune_student()) is not null and cohort_id in ('
                   'select m.cohort_id from cohort_members m where m.institution_id = (select attune_institution())'
                   ' and m.student_id = (select attune_student())'
                   ' union all'
                   ' select e.cohort_id from cohort_events e where e.institution_id = (select attune_institution())'
                   ' and e.student_id = (select attune_student()))))', own, mine);
    execute format('create policy saved on saved_cohorts for insert to attune_app with check (%s and %s)', own, mine);
    execute format('create policy changed on saved_cohorts for update to attune_app using (%s and %s)'
                   ' with check (%1$s and %2$s)', own, mine);
    execute format('create policy deleted on saved_cohorts for delete to attune_app using (%s and %s)', own, mine);
    execute format('create policy jobs_update on saved_cohorts for update to attune_app using (%s)', jobs);
    execute format('create policy jobs_delete on saved_cohorts for delete to attune_app using (%s)', jobs);
end $$;

-- From here on, the institution's own work sees what a member of staff would see today in these roles, and no more:
-- it looks for them, without a token. It writes nothing and does not go back. Somebody without a login sees nobody.
-- Answers whether they see every student.
create function attune_look_for(
    p_staff uuid, p_roles text[], p_reaches text[], p_training_required boolean[], p_today date)
returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_students uuid[];
    v_by text[];
    v_all_by text;
    v_hidden uuid[] := attune_not_shown(attune_institution(), null);
begin
    if not attune_operator() or attune_institution() is null then
        raise insufficient_privilege using message = 'only the institution''s own work looks for somebody';
    end if;
    if exists (select from logins l where l.institution_id = attune_institution() and l.staff_id = p_staff) then
        select array_agg(v.student_id) filter (where v.student_id is not null),
               array_agg(v.roles) filter (where v.student_id is not null),
               max(v.roles) filter (where v.student_id is null)
        into v_students, v_by, v_all_by
        from (
            select r.student_id, string_agg(r.role, ',' order by array_position(p_roles, r.role)) as roles
            from (select distinct d.student_id, d.role from attune_resolve(
                      attune_institution(), null, p_staff, p_roles, p_reaches, p_training_required, p_today,
                      null) d) r
            group by r.student_id
        ) v;
        select array_agg(w.student_id), array_agg(w.roles) into v_students, v_by
        from unnest(v_students, v_by) as w (student_id, roles)
        where v_hidden is null or w.student_id <> all (v_hidden);
    end if;
    perform set_config('attune.operator', '', true),
            set_config('attune.watches', '', true),
            set_config('attune.student_id', '', true),
            set_config('attune.staff_id', p_staff::text, true),
            set_config('attune.duties', '', true),
            set_config('attune.visible_students', coalesce(v_students::text, ''), true),
            set_config('attune.visible_by', coalesce(v_by::text, ''), true),
            set_config('attune.sees_all_by', coalesce(v_all_by, ''), true),
            set_config('attune.hidden_students', coalesce(v_hidden::text, ''), true),
            set_config('attune.entered', 'may not act', true);
    return v_all_by is not null;
end $$;

-- Whose data are restricted for one of these purposes: lists that rest on such data leave them out, whoever asks.
create function attune_restricted_for(p_purposes text[]) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(r.student_id), '{}') from restrictions r
    where r.institution_id = attune_institution() and r.lifted_at is null and r.purpose = any (p_purposes)
$$;

grant select, insert, delete on saved_cohorts to attune_app;
grant update (name, conditions, roles, changed_at, evaluated_at) on saved_cohorts to attune_app;
grant select on cohort_members, cohort_events to attune_app;
grant insert, delete on cohort_members, cohort_events to attune_operator;
revoke all on function attune_look_for(uuid, text[], text[], boolean[], date) from public;
grant execute on function attune_look_for(uuid, text[], text[], boolean[], date) to attune_operator;
revoke all on function attune_restricted_for(text[]) from public;
grant execute on function attune_restricted_for(text[]) to attune_app;
