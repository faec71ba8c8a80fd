-- Restriction: whose data are stored, and not used.
--
-- Whose data may only be stored is decided here, once: row-level security shows nobody of them to staff, nor to
-- the institution's own work, unless that work says that it stores (attune_stores). So whatever reads a set of
-- students leaves them out from its first day, and what takes data in keeps them.

-- Of all students, an index of nobody: it takes the milliseconds that reading the table takes.
-- squawk-ignore require-concurrent-index-creation
create index ix_students_erased on students (institution_id, student_id) where erased is not null;

-- Whose data are not to be used now: under a restriction, or kept after an erasure for an exception alone. With
-- p_about, only whether that student is one of them. With p_purpose, also those restricted for that purpose.
create function attune_not_used(p_institution uuid, p_about uuid, p_purpose text) returns uuid[]
language sql stable as $$
    select array_agg(x.student_id) from (
        select r.student_id from restrictions r
        where r.institution_id = p_institution and r.lifted_at is null
          and r.purpose in ('', p_purpose) and (p_about is null or r.student_id = p_about)
        union
        select s.student_id from students s
        where s.institution_id = p_institution and s.erased = 'kept'
          and (p_about is null or s.student_id = p_about)) x
$$;

-- Of whom staff see nothing: these, and whoever is in figures only.
create function attune_not_shown(p_institution uuid, p_about uuid) returns uuid[]
language sql stable as $$
    select array_agg(x.student_id) from (
        select r.student_id from restrictions r
        where r.institution_id = p_institution and r.lifted_at is null and r.purpose = ''
          and (p_about is null or r.student_id = p_about)
        union
        select s.student_id from students s
        where s.institution_id = p_institution and s.erased is not null
          and (p_about is null or s.student_id = p_about)) x
$$;

-- Whom the transaction leaves out.
create function attune_hidden_students() returns uuid[] language sql stable parallel safe as $$
    select coalesce(nullif(current_setting(
        case when attune_operator() then 'attune.hidden_at_work' else 'attune.hidden_students' end, true),
        ''), '{}')::uuid[]
$$;

-- Whether the student whom the request is about would be visible, were it not for a restriction.
create function attune_is_restricted() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.restricted_about', true) = 'on', false) $$;

-- As before, without those of whom staff see nothing.
create or replace function attune_enter(
    p_institution uuid, p_version int, p_issuer text, p_subject text, p_roles text[], p_reaches text[],
    p_training_required boolean[], p_duties text, p_today date, p_about uuid, p_may_act boolean,
    out institution_id uuid, out version int, out student_id uuid, out staff_id uuid, out opened_by text,
    out sees_all boolean)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_students uuid[];
    v_by text[];
    v_all_by text;
    v_hidden uuid[];
    v_asker text := p_issuer || E'\x01' || p_subject;
    v_told text := current_setting('attune.asker', true);
begin
    if v_told <> '' and (v_told <> v_asker or current_setting('attune.entered', true) <> '') then
        raise insufficient_privilege using message = 'this transaction was told already who asks';
    end if;
    select l.institution_id, i.version, l.student_id, l.staff_id
    into institution_id, version, student_id, staff_id
    from logins l join institutions i on i.institution_id = l.institution_id
    where l.issuer = p_issuer and l.subject = p_subject;
    perform set_config('attune.institution_id', coalesce(institution_id::text, ''), true),
            set_config('attune.asker', v_asker, true);
    if institution_id is null or institution_id is distinct from p_institution
        or version is distinct from p_version
    then
        return;
    end if;
    if student_id is null then  -- a student sees everything of their own
        v_hidden := attune_not_shown(institution_id, p_about);
    end if;
    select array_agg(v.student_id) filter (where v.student_id is not null),
           array_agg(v.roles) filter (where v.student_id is not null),
           max(v.roles) filter (where v.student_id is null)
    into v_students, v_by, v_all_by
    from (
        select r.student_id, string_agg(r.role, ',' order by array_position(p_roles, r.role)) as roles
        from (select distinct d.student_id, d.role from attune_resolve(
                  institution_id, attune_enter.student_id, staff_id, p_roles, p_reaches, p_training_required,
                  p_today, p_about) d) r
        group by r.student_id
    ) v;
    if v_hidden is not null then
        if p_about = any (v_students) then
            perform set_config('attune.restricted_about', case when exists (
                select from students s where s.institution_id = attune_enter.institution_id
                  and s.student_id = p_about and s.erased is null) then 'on' else '' end, true);
        end if;
        select array_agg(w.student_id), array_agg(w.roles) into v_students, v_by
        from unnest(v_students, v_by) as w (student_id, roles)
        where w.student_id <> all (v_hidden);
    end if;
    opened_by := case when p_about is not null then v_by[1] end;
    sees_all := v_all_by is not null;
    perform set_config('attune.student_id',
                       case when 'self' = any (p_reaches) then coalesce(student_id::text, '') else '' end, true),
            set_config('attune.staff_id', coalesce(staff_id::text, ''), true),
            -- A student's login does what students do, whatever its token says.
            set_config('attune.duties', case when student_id is null then p_duties else '' end, true),
            set_config('attune.visible_students', coalesce(v_students::text, ''), true),
            set_config('attune.visible_by', coalesce(v_by::text, ''), true),
            set_config('attune.sees_all_by', coalesce(v_all_by, ''), true),
            set_config('attune.hidden_students', coalesce(v_hidden::text, ''), true),
            set_config('attune.entered', case when p_may_act then 'may act' else 'may not act' end, true);
end $$;

create or replace function attune_act_as_operator(p_institution uuid) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    select set_config('attune.asker', 'the operator', true), set_config('attune.operator', 'on', true),
           set_config('attune.watches', case when p_institution is null then 'on' else '' end, true),
           set_config('attune.institution_id', coalesce(p_institution::text, ''), true),
           set_config('attune.hidden_at_work',
                      coalesce(attune_not_used(p_institution, null, null)::text, ''), true)
$$;

-- As before; a student's own decisions reach the student's own rows, restricted or not.
create or replace function attune_elevate(p_on boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() and current_setting('attune.entered', true) is distinct from 'may act' then
        raise insufficient_privilege using message = 'this operation does nothing as the institution itself';
    end if;
    if p_on and not attune_operator() and attune_student() is null
            and current_setting('attune.stores', true) is distinct from 'on' then
        perform set_config('attune.hidden_at_work',
                           coalesce(attune_not_used(attune_institution(), null, null)::text, ''), true);
    end if;
    perform set_config('attune.operator', case when p_on then 'on' else '' end, true);
end $$;

-- What is done from here on stores, corrects, copies or deletes, and uses nothing: nobody is left out.
create function attune_stores() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work stores';
    end if;
    perform set_config('attune.hidden_at_work', '', true), set_config('attune.stores', 'on', true);
end $$;

-- What is done from here on is for a purpose: whoever is restricted for it is left out, too.
create function attune_uses(p_purpose text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work says what it is for';
    end if;
    perform set_config('attune.hidden_at_work',
                       coalesce(attune_not_used(attune_institution(), null, p_purpose)::text, ''), true);
end $$;

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
    answers constant text := own || ' and (select attune_may(''answer_requests''))';
    name text;
begin
    foreach name in array array['restrictions', 'erasures'] loop
        execute format('alter table %I enable row level security', name);
    end loop;
    -- Restrictions are between the student and whoever answers requests.
    execute format('create policy jobs on restrictions for select to attune_app using (%s)', jobs);
    execute format('create policy seen on restrictions for select to attune_app using (%s'
                   ' and (student_id = (select attune_student()) or (select attune_may(''answer_requests''))'
                   ' or student_id in (select unnest(attune_visible_students()))))', own);
    execute format('create policy made on restrictions for insert to attune_app with check (%s'
                   ' and restricted_by = (select attune_staff()) and lifted_at is null)', answers);
    execute format('create policy lifted on restrictions for update to attune_app'
                   ' using (%s and lifted_at is null) with check (%1$s and lifted_by = (select attune_staff()))',
                   answers);
    execute format('create policy jobs on erasures for select to attune_app using (%s)', jobs);
    execute format('create policy seen on erasures for select to attune_app using (%s)', answers);
    -- Every table of students: rows of those who are not used are not there. Not so what is between a student
    -- and whoever answers requests, whose login is whose, and who tutors whom.
    for name in
        select c.relname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'student_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname not in ('restrictions', 'rights_requests', 'request_steps', 'corrections',
                                'access_records', 'logins', 'tutorships')
        order by c.relname
    loop
        execute format('create policy used on %I as restrictive for select to attune_app'
                       ' using (student_id <> all ((select attune_hidden_students())::uuid[]))', name);
    end loop;
end $$;

grant select, insert, update on restrictions to attune_app;
grant select on erasures to attune_app;

revoke all on function
    attune_not_used(uuid, uuid, text), attune_not_shown(uuid, uuid), attune_hidden_students(),
    attune_is_restricted(), attune_stores(), attune_uses(text)
from public;
grant execute on function attune_hidden_students(), attune_is_restricted(), attune_stores(), attune_uses(text)
to attune_app;
