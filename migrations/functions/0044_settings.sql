-- What a transaction is told, whole, as it is since 0044: these functions say who asks, for which institution, what
-- they may do and whom they may see. The functions that read what was said stand in settings.sql.

-- The one place where a setting is made, until the transaction ends. Only functions with the owner's rights call it.
create function attune_set(p_name text, p_value text) returns text language sql as
    $$ select set_config(p_name, p_value, true) $$;

-- Whether the asker sees this student among those whom the transaction was told of: the same as
-- `in (select unnest(attune_visible_students()))`, without a sub-select and without an array. Policies of a spread
-- database say it so (app/db/distributed_policies.py); for a student's rows among many it is slower.
create function attune_sees(p_student uuid) returns boolean language sql stable parallel safe as
    $$ select coalesce(strpos(current_setting('attune.visible_students', true), p_student::text) > 0, false) $$;

-- By which roles this student is visible; null where they are not, or are only as every student is.
create function attune_sees_by(p_student uuid) returns text[] language sql stable parallel safe as $$
    select string_to_array(
        (attune_visible_by())[array_position(attune_visible_students(), p_student)], ',')
$$;

-- Of whom the transaction is to see no statement: of students whose data are stored, and not used.
create or replace function attune_hidden_agents() returns uuid[] language sql stable parallel safe as
    $$ select coalesce(nullif(current_setting('attune.hidden_agents', true), ''), '{}')::uuid[] $$;

-- What is a student's own without saying so in its key, of the student who asks. Nobody else has any. It is read when it
-- is first asked for, and kept for the transaction: a spread database asks for each row.
create function attune_kept_own(p_what text) returns text language sql stable as
    $$ select nullif(current_setting('attune.own_' || p_what, true), '') $$;

create or replace function attune_own_export_place() returns int
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_student constant uuid := attune_student();
    v_own text := attune_kept_own('export_place');
begin
    if v_own is null and v_student is not null then
        select p.place::text into v_own from export_places p
        where p.institution_id = v_institution and p.student_id = v_student;
        v_own := coalesce(v_own, 'none');
        perform attune_set('attune.own_export_place', v_own);
    end if;
    return nullif(v_own, 'none')::int;
end $$;

create function attune_own_cohorts() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_student constant uuid := attune_student();
    v_own uuid[] := attune_kept_own('cohorts')::uuid[];
begin
    if v_own is null and v_student is not null then
        v_own := array(
            select m.cohort_id from cohort_members m
            where m.institution_id = v_institution and m.student_id = v_student
            union
            select e.cohort_id from cohort_events e
            where e.institution_id = v_institution and e.student_id = v_student);
        perform attune_set('attune.own_cohorts', v_own::text);
    end if;
    return v_own;
end $$;

create function attune_own_invitations() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_student constant uuid := attune_student();
    v_own uuid[] := attune_kept_own('invitations')::uuid[];
begin
    if v_own is null and v_student is not null then
        v_own := array(
            select i.group_intervention_id from group_invitations i
            where i.institution_id = v_institution and i.student_id = v_student);
        perform attune_set('attune.own_invitations', v_own::text);
    end if;
    return v_own;
end $$;

create function attune_year_of(p_programme uuid, p_level text, p_year int) returns text
language sql immutable parallel safe as
    $$ select p_programme::text || ' ' || p_level || ' ' || p_year::text $$;

-- Programme, level and year of study of each registration, as attune_year_of() says them.
create function attune_own_years() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_student constant uuid := attune_student();
    v_own text[] := attune_kept_own('years')::text[];
begin
    if v_own is null and v_student is not null then
        v_own := array(
            select attune_year_of(r.programme_id, r.level, r.year_of_study) from registrations r
            where r.institution_id = v_institution and r.student_id = v_student);
        perform attune_set('attune.own_years', v_own::text);
    end if;
    return v_own;
end $$;

-- From here on the institution's own work sees nothing of these students, nor of what other systems call them.
create function attune_hide_at_work(p_institution uuid, p_students uuid[]) returns void language plpgsql as $$
begin
    perform attune_set('attune.hidden_at_work', coalesce(p_students::text, '')),
            attune_set('attune.hidden_agents', case when cardinality(p_students) > 0
                       then attune_agents_of(p_institution, p_students)::text else '' end);
end $$;

revoke all on function
    attune_set(text, text), attune_sees(uuid), attune_sees_by(uuid), attune_own_cohorts(), attune_own_invitations(),
    attune_own_years(), attune_year_of(uuid, text, int), attune_hide_at_work(uuid, uuid[]), attune_kept_own(text)
from public;
grant execute on function
    attune_sees(uuid), attune_sees_by(uuid), attune_own_cohorts(), attune_own_invitations(), attune_own_years(),
    attune_year_of(uuid, text, int)
to attune_app;

-- The institution's own work asks on nobody's behalf. Without an institution it is for what is done before one
-- is chosen. Only the operator's role may call it, whose connections jobs have and requests have not.
create or replace function attune_act_as_operator(p_institution uuid) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    select attune_set('attune.asker', 'the operator'), attune_set('attune.operator', 'on'),
           attune_set('attune.watches', case when p_institution is null then 'on' else '' end),
           attune_set('attune.institution_id', coalesce(p_institution::text, '')),
           attune_hide_at_work(p_institution, attune_not_used(p_institution, null, null))
$$;

-- The service's own upkeep, of all institutions and of no student: nothing that was told who asks can call it.
create or replace function attune_watch() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if attune_asker() is not null then
        raise insufficient_privilege using message = 'this transaction was told already who asks';
    end if;
    perform attune_set('attune.asker', 'the service'), attune_set('attune.watches', 'on');
end $$;

-- What is done from here on stores, corrects, copies or deletes, and uses nothing: nobody is left out.
create or replace function attune_stores() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work stores';
    end if;
    perform attune_hide_at_work(null, null), attune_set('attune.stores', 'on');
end $$;

-- For a part of a request, act as the institution itself, and go back: who asks stays what it was. Only where
-- the request was entered as one that may, and within the institution's own work, where it changes nothing. A
-- student's own decisions reach the student's own rows, restricted or not. Left out is also whoever is restricted
-- for what the transaction has said that it is for.
create or replace function attune_elevate(p_on boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not attune_operator() and current_setting('attune.entered', true) is distinct from 'may act' then
        raise insufficient_privilege using message = 'this operation does nothing as the institution itself';
    end if;
    if p_on and not attune_operator() and attune_student() is null
            and current_setting('attune.stores', true) is distinct from 'on' then
        perform attune_hide_at_work(
            v_institution, coalesce(attune_not_used(v_institution, null, null), '{}')
            || case when cardinality(attune_used_for()) > 0
                    then attune_restricted_for(attune_used_for()) else '{}' end);
    end if;
    perform attune_set('attune.operator', case when p_on then 'on' else '' end);
end $$;

-- What is done from here on is for a purpose: whoever is restricted for it is left out of everything that is read,
-- by staff and by the institution's own work. It only takes away, so whoever reads may say it.
create or replace function attune_uses(p_purpose text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_restricted uuid[];
    v_students uuid[];
    v_by text[];
begin
    if v_institution is null then
        raise insufficient_privilege using message = 'nobody has said yet for whom this is';
    end if;
    v_restricted := attune_restricted_for(array[p_purpose]);
    perform attune_set('attune.used_for', array_append(attune_used_for(), p_purpose)::text);
    if attune_operator() then
        perform attune_hide_at_work(
            v_institution, coalesce(attune_not_used(v_institution, null, p_purpose), '{}')
            || coalesce(nullif(current_setting('attune.hidden_at_work', true), ''), '{}')::uuid[]);
    end if;
    if attune_staff() is null or cardinality(v_restricted) = 0 then
        return;  -- a student sees everything of their own
    end if;
    select array_agg(w.student_id), array_agg(w.roles) into v_students, v_by
    from unnest(coalesce(nullif(current_setting('attune.visible_students', true), ''), '{}')::uuid[],
                coalesce(nullif(current_setting('attune.visible_by', true), ''), '{}')::text[])
        as w (student_id, roles)
    where w.student_id <> all (v_restricted);
    perform attune_set('attune.visible_students', coalesce(v_students::text, '')),
            attune_set('attune.visible_by', coalesce(v_by::text, '')),
            attune_set('attune.hidden_students', (
                coalesce(nullif(current_setting('attune.hidden_students', true), ''), '{}')::uuid[]
                || v_restricted)::text);
end $$;

-- Tells the transaction who asks and whom they may see. It finds the login, so it runs with the owner's
-- rights. What it answers is only about the asker, except `opened_by`: by which roles the student p_about is
-- visible, null where they are not. `sees_all`: whether every student of the institution is.
--
-- p_institution is what the application takes the login's institution to be, and whose profile, of p_version,
-- the roles are of. If it is another, the transaction learns the institution and no more: the caller reads its
-- profile and enters again. Once it has learnt more, nobody enters it a second time: who asks, in which roles,
-- stands until it ends.
--
-- Staff see nothing of those of whom nothing is shown (attune_not_shown).
--
-- p_may_act: whether the operation does something as the institution itself (attune_elevate).
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
    select l.institution_id, l.student_id, l.staff_id into institution_id, student_id, staff_id
    from logins l where l.issuer = p_issuer and l.subject = p_subject;
    select i.version into version from institutions i where i.institution_id = attune_enter.institution_id;
    perform attune_set('attune.institution_id', coalesce(institution_id::text, '')),
            attune_set('attune.asker', v_asker);
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
            perform attune_set('attune.restricted_about', case when exists (
                select 1 from students s where s.institution_id = attune_enter.institution_id
                  and s.student_id = p_about and s.erased is null) then 'on' else '' end);
        end if;
        select array_agg(w.student_id), array_agg(w.roles) into v_students, v_by
        from unnest(v_students, v_by) as w (student_id, roles)
        where w.student_id <> all (v_hidden);
    end if;
    opened_by := case when p_about is not null then v_by[1] end;
    sees_all := v_all_by is not null;
    perform attune_set('attune.student_id',
                       case when 'self' = any (p_reaches) then coalesce(student_id::text, '') else '' end),
            attune_set('attune.staff_id', coalesce(staff_id::text, '')),
            -- A student's login does what students do, whatever its token says.
            attune_set('attune.duties', case when student_id is null then p_duties else '' end),
            attune_set('attune.visible_students', coalesce(v_students::text, '')),
            attune_set('attune.visible_by', coalesce(v_by::text, '')),
            attune_set('attune.sees_all_by', coalesce(v_all_by, '')),
            attune_set('attune.hidden_students', coalesce(v_hidden::text, '')),
            attune_set('attune.entered', case when p_may_act then 'may act' else 'may not act' end);
end $$;

-- A system brings a secret and nothing else: the transaction learns whose it is. Like attune_enter, for a login
-- that has no roles and sees nobody.
create or replace function attune_enter_service(
    p_digest bytea, p_now timestamptz, out institution_id uuid, out version int, out credential_id uuid,
    out system text, out scopes text[])
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_last timestamptz;
begin
    if current_setting('attune.asker', true) <> '' or attune_operator() then
        raise insufficient_privilege using message = 'this transaction was told already who asks';
    end if;
    select c.institution_id, i.version, c.credential_id, c.system, c.scopes, c.last_used_at
    into institution_id, version, credential_id, system, scopes, v_last
    from service_credentials c join institutions i on i.institution_id = c.institution_id
    where c.secret_digest = p_digest and c.revoked_at is null and (c.expires_at is null or c.expires_at > p_now);
    if institution_id is null then
        return;
    end if;
    if v_last is null or v_last < p_now - interval '1 hour' then
        -- Somebody else says the same at this moment: that is enough.
        update service_credentials c set last_used_at = p_now
        where (c.institution_id, c.credential_id) in (
            select s.institution_id, s.credential_id from service_credentials s
            where s.secret_digest = p_digest for update skip locked);
    end if;
    perform attune_set('attune.institution_id', institution_id::text),
            attune_set('attune.asker', 'urn:attune:service-credential' || E'\x01' || credential_id::text),
            attune_set('attune.student_id', ''), attune_set('attune.staff_id', ''),
            attune_set('attune.duties', ''), attune_set('attune.visible_students', ''),
            attune_set('attune.visible_by', ''), attune_set('attune.sees_all_by', ''),
            attune_set('attune.hidden_students', ''), attune_set('attune.entered', 'may act');
end $$;
