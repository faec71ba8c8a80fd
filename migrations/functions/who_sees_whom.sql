-- The one rule of who may see whom. tests/access/reference.py says the same in Python, and a property test
-- holds the two equal.
--
-- The application passes the asker's roles as the institution's profile describes them: how each reaches
-- students, and whether it needs training. Everything else is looked up here, for today: a tutorship, grant,
-- teaching or assignment that has ended counts no more, whatever the token says.

-- A function that only those with the owner's rights call sets no search path: it has its caller's already, and
-- to set it again costs as much as what most of them do.

create function attune_is_trained(p_institution uuid, p_staff uuid, p_today date) returns boolean
language plpgsql stable as $$
begin
    return exists (
        select from training_records t
        where t.institution_id = p_institution and t.staff_id = p_staff
          and t.completed_on <= p_today and t.ends_before > p_today);
end $$;

-- Whom an asker sees, and by which role: a row for each student and role, with a null student for a role
-- that sees every student. With p_about, only whether that one student is visible.
create function attune_resolve(
    p_institution uuid, p_student uuid, p_staff uuid, p_roles text[], p_reaches text[],
    p_training_required boolean[], p_today date, p_about uuid)
returns table (student_id uuid, role text)
language plpgsql stable as $$
declare
    v_grant record;
begin
    for at in 1 .. coalesce(cardinality(p_roles), 0) loop
        role := p_roles[at];
        if p_reaches[at] = 'self' then
            if p_student is not null and p_student = coalesce(p_about, p_student) then
                student_id := p_student;
                return next;
            end if;
        elsif p_staff is null
            or p_training_required[at] and not attune_is_trained(p_institution, p_staff, p_today) then
            continue;
        elsif p_reaches[at] = 'tutorship' then
            return query
                select t.student_id, p_roles[at] from tutorships t
                where t.institution_id = p_institution and t.staff_id = p_staff and t.kind = p_roles[at]
                  and t.starts_on <= p_today and (t.ends_before is null or t.ends_before > p_today)
                  and (p_about is null or t.student_id = p_about);
        elsif p_reaches[at] = 'teaching' then
            return query
                select distinct t.student_id, p_roles[at]
                from attune_taught(p_institution, p_staff, p_today, p_about) t;
        elsif p_reaches[at] = 'assignment' then
            return query
                select distinct a.student_id, p_roles[at]
                from team_members m
                join teams g on g.institution_id = m.institution_id and g.team_id = m.team_id
                join assignments a on a.institution_id = m.institution_id and a.team_id = m.team_id
                where m.institution_id = p_institution and m.staff_id = p_staff and g.role = p_roles[at]
                  and m.starts_on <= p_today and (m.ends_before is null or m.ends_before > p_today)
                  and a.closed_at is null
                  and (p_about is null or a.student_id = p_about);
        elsif p_reaches[at] = 'grant' then
            for v_grant in
                select g.org_unit_id, g.year_of_study, g.sponsored_only from grants g
                where g.institution_id = p_institution and g.staff_id = p_staff and g.role = p_roles[at]
                  and g.status = 'approved' and g.starts_on <= p_today and g.ends_before > p_today
            loop
                if v_grant.org_unit_id is null and v_grant.year_of_study is null
                        and not v_grant.sponsored_only then
                    student_id := p_about;
                    if p_about is null or exists (
                            select from students s
                            where s.institution_id = p_institution and s.student_id = p_about) then
                        return next;
                    end if;
                else
                    return query
                        select r.student_id, p_roles[at]
                        from attune_students_granted(
                            p_institution, v_grant.org_unit_id, v_grant.year_of_study,
                            v_grant.sponsored_only, p_today, p_about) r;
                end if;
            end loop;
        end if;
    end loop;
end $$;

-- Whom somebody teaches today, and on which module run: by it, and for it alone, teaching opens them.
create function attune_taught(p_institution uuid, p_staff uuid, p_today date, p_about uuid)
returns table (student_id uuid, module_run_id uuid)
language plpgsql stable as $$
begin
    return query
        select e.student_id, e.module_run_id
        from teaching t
        join module_runs r on r.institution_id = t.institution_id and r.module_run_id = t.module_run_id
        join enrolments e on e.institution_id = t.institution_id and e.module_run_id = t.module_run_id
        where t.institution_id = p_institution and t.staff_id = p_staff
          and r.starts_on <= p_today and coalesce(t.ends_before, r.ends_before) > p_today
          and (e.starts_on is null or e.starts_on <= p_today)
          and (e.ends_before is null or e.ends_before > p_today)
          and (p_about is null or e.student_id = p_about);
end $$;

-- The students whom a grant covers: registered today in the org unit or anywhere below it, of that year of
-- study, on a sponsored visa; a condition that is null or false asks nothing. p_about is asked as a range, which
-- an index answers whether it is null or not; "is null or" would read everybody's registrations.
create function attune_students_granted(
    p_institution uuid, p_unit uuid, p_year_of_study int, p_sponsored_only boolean, p_today date, p_about uuid)
returns table (student_id uuid)
language plpgsql stable as $$
declare
    v_units uuid[];
    v_first uuid := coalesce(p_about, '00000000-0000-0000-0000-000000000000');
    v_last uuid := coalesce(p_about, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
begin
    if p_unit is not null then
        with recursive below as (
            select p_unit as org_unit_id
            union
            select o.org_unit_id from org_units o join below b on o.parent_id = b.org_unit_id
            where o.institution_id = p_institution
        )
        select array_agg(b.org_unit_id) into v_units from below b;
    end if;
    return query
        select r.student_id
        from registrations r
        join programmes p on p.institution_id = r.institution_id and p.programme_id = r.programme_id
        where r.institution_id = p_institution and r.student_id between v_first and v_last
          and r.starts_on <= p_today and (r.ends_before is null or r.ends_before > p_today)
          and (p_unit is null or r.college_id = any (v_units) or p.org_unit_id = any (v_units))
          and (p_year_of_study is null or r.year_of_study = p_year_of_study)
          and (not p_sponsored_only or r.sponsored);
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
-- p_may_act: whether the operation does something as the institution itself (attune_elevate).
create function attune_enter(
    p_institution uuid, p_version int, p_issuer text, p_subject text, p_roles text[], p_reaches text[],
    p_training_required boolean[], p_duties text, p_today date, p_about uuid, p_may_act boolean,
    out institution_id uuid, out version int, out student_id uuid, out staff_id uuid, out opened_by text,
    out sees_all boolean)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_students uuid[];
    v_by text[];
    v_all_by text;
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
            set_config('attune.entered', case when p_may_act then 'may act' else 'may not act' end, true);
end $$;

-- The institution's own work asks on nobody's behalf. Without an institution it is for what is done before one
-- is chosen. Only the operator's role may call it, whose connections jobs have and requests have not.
create function attune_act_as_operator(p_institution uuid) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    select set_config('attune.asker', 'the operator', true), set_config('attune.operator', 'on', true),
           set_config('attune.watches', case when p_institution is null then 'on' else '' end, true),
           set_config('attune.institution_id', coalesce(p_institution::text, ''), true)
$$;

-- For a part of a request, act as the institution itself, and go back: who asks stays what it was. Only where
-- the request was entered as one that may, and within the institution's own work, where it changes nothing.
create function attune_elevate(p_on boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() and current_setting('attune.entered', true) is distinct from 'may act' then
        raise insufficient_privilege using message = 'this operation does nothing as the institution itself';
    end if;
    perform set_config('attune.operator', case when p_on then 'on' else '' end, true);
end $$;

-- The service's own upkeep, of all institutions and of no student: nothing that was told who asks can call it.
create function attune_watch() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if attune_asker() is not null then
        raise insufficient_privilege using message = 'this transaction was told already who asks';
    end if;
    perform set_config('attune.asker', 'the service', true), set_config('attune.watches', 'on', true);
end $$;

-- Who could see a student today: everybody with a relation to the student or a grant, by the same rule. What
-- roles their tokens will carry nobody knows here; these are the ones that would open the student.
create function attune_viewers(
    p_student uuid, p_roles text[], p_reaches text[], p_training_required boolean[], p_today date)
returns table (staff_id uuid, role text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if attune_student() is distinct from p_student then
        raise insufficient_privilege using message = 'only the student may ask who could see them';
    end if;
    -- Who has a relation to the student, or a grant where the student is, and in which roles: the rule then
    -- decides on each. To ask it for everybody with a grant, in every role, took half as long again.
    return query
        with recursive above as (
            select u.org_unit_id
            from registrations r
            join programmes p on p.institution_id = r.institution_id and p.programme_id = r.programme_id
            cross join lateral (values (r.college_id), (p.org_unit_id)) as u (org_unit_id)
            where r.institution_id = attune_institution() and r.student_id = p_student
            union
            select o.parent_id from org_units o join above a on a.org_unit_id = o.org_unit_id
            where o.institution_id = attune_institution()
        ), related as (
            select t.staff_id, 'tutorship' as reach, t.kind as role from tutorships t
            where t.institution_id = attune_institution() and t.student_id = p_student
            union
            select g.staff_id, 'grant', g.role from grants g
            where g.institution_id = attune_institution() and g.status = 'approved'
              and (g.org_unit_id is null or g.org_unit_id in (select a.org_unit_id from above a))
            union
            select t.staff_id, 'teaching', null from enrolments e
            join teaching t on t.institution_id = e.institution_id and t.module_run_id = e.module_run_id
            where e.institution_id = attune_institution() and e.student_id = p_student
            union
            select m.staff_id, 'assignment', g.role from assignments a
            join teams g on g.institution_id = a.institution_id and g.team_id = a.team_id
            join team_members m on m.institution_id = a.institution_id and m.team_id = a.team_id
            where a.institution_id = attune_institution() and a.student_id = p_student and a.closed_at is null
        )
        select distinct c.staff_id, v.role
        from unnest(p_roles, p_reaches, p_training_required) as asked (role, reach, training_required)
        join related c on c.reach = asked.reach and (c.role is null or c.role = asked.role)
        cross join lateral attune_resolve(
            attune_institution(), null, c.staff_id, array[asked.role], array[asked.reach],
            array[asked.training_required], p_today, p_student) v;
end $$;
