-- Who sees whom, whole, as it is since 0044.

-- A function that only those with the owner's rights call sets no search path: it has its caller's already, and
-- to set it again costs as much as what most of them do.
create or replace function attune_is_trained(p_institution uuid, p_staff uuid, p_today date) returns boolean
language plpgsql stable as $$
begin
    return exists (
        select 1 from training_records t
        where t.institution_id = p_institution and t.staff_id = p_staff
          and t.completed_on <= p_today and t.ends_before > p_today);
end $$;

-- Whom an asker sees, and by which role: a row for each student and role, with a null student for a role
-- that sees every student. With p_about, only whether that one student is visible.
create or replace function attune_resolve(
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
        elsif p_reaches[at] in ('grant', 'sponsored_grant') then
            for v_grant in
                select g.org_unit_id, g.year_of_study,
                       g.sponsored_only or p_reaches[at] = 'sponsored_grant' as sponsored_only
                from grants g
                where g.institution_id = p_institution and g.staff_id = p_staff and g.role = p_roles[at]
                  and g.status = 'approved' and g.starts_on <= p_today and g.ends_before > p_today
            loop
                if v_grant.org_unit_id is null and v_grant.year_of_study is null
                        and not v_grant.sponsored_only then
                    student_id := p_about;
                    if p_about is null or exists (
                            select 1 from students s
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

-- Who could see a student today: everybody with a relation to the student or a grant, by the same rule. What
-- roles their tokens will carry nobody knows here; these are the ones that would open the student.
create or replace function attune_viewers(
    p_student uuid, p_roles text[], p_reaches text[], p_training_required boolean[], p_today date)
returns table (staff_id uuid, role text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_staff uuid[];
    v_at int[];
begin
    if attune_student() is distinct from p_student then
        raise insufficient_privilege using message = 'only the student may ask who could see them';
    end if;
    -- Who has a relation to the student, or a grant where the student is, and in which roles: the rule then
    -- decides on each, in a statement of its own: it reads tables, and no function does that within a statement
    -- that does. To ask it for everybody with a grant, in every role, took half as long again.
    with recursive above as (
        select u.org_unit_id
        from registrations r
        join programmes p on p.institution_id = r.institution_id and p.programme_id = r.programme_id
        cross join lateral (values (r.college_id), (p.org_unit_id)) as u (org_unit_id)
        where r.institution_id = v_institution and r.student_id = p_student
        union
        select o.parent_id from org_units o join above a on a.org_unit_id = o.org_unit_id
        where o.institution_id = v_institution
    ), related as (
        select t.staff_id, 'tutorship' as reach, t.kind as role from tutorships t
        where t.institution_id = v_institution and t.student_id = p_student
        union
        select g.staff_id, 'grant', g.role from grants g
        where g.institution_id = v_institution and g.status = 'approved'
          and (g.org_unit_id is null or g.org_unit_id in (select a.org_unit_id from above a))
        union
        select t.staff_id, 'teaching', null from enrolments e
        join teaching t on t.institution_id = e.institution_id and t.module_run_id = e.module_run_id
        where e.institution_id = v_institution and e.student_id = p_student
        union
        select m.staff_id, 'assignment', g.role from assignments a
        join teams g on g.institution_id = a.institution_id and g.team_id = a.team_id
        join team_members m on m.institution_id = a.institution_id and m.team_id = a.team_id
        where a.institution_id = v_institution and a.student_id = p_student and a.closed_at is null
    )
    select array_agg(c.staff_id), array_agg(asked.at) into v_staff, v_at
    from unnest(p_roles, p_reaches) with ordinality as asked (role, reach, at)
    join related c on c.reach = case asked.reach when 'sponsored_grant' then 'grant' else asked.reach end
                  and (c.role is null or c.role = asked.role);
    return query
        select distinct c.staff_id, v.role
        from unnest(v_staff, v_at) as c (staff_id, at)
        cross join lateral attune_resolve(
            v_institution, null, c.staff_id, array[p_roles[c.at]], array[p_reaches[c.at]],
            array[p_training_required[c.at]], p_today, p_student) v;
end $$;

-- From here on, the institution's own work sees what a member of staff would see today in these roles, and no more:
-- it looks for them, without a token. It writes nothing and does not go back. Somebody without a login sees nobody.
-- Answers whether they see every student.
create or replace function attune_look_for(
    p_staff uuid, p_roles text[], p_reaches text[], p_training_required boolean[], p_today date)
returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_students uuid[];
    v_by text[];
    v_all_by text;
    v_hidden uuid[] := attune_not_shown(v_institution, null);
begin
    if not attune_operator() or v_institution is null then
        raise insufficient_privilege using message = 'only the institution''s own work looks for somebody';
    end if;
    if exists (select 1 from logins l where l.institution_id = v_institution and l.staff_id = p_staff) then
        select array_agg(v.student_id) filter (where v.student_id is not null),
               array_agg(v.roles) filter (where v.student_id is not null),
               max(v.roles) filter (where v.student_id is null)
        into v_students, v_by, v_all_by
        from (
            select r.student_id, string_agg(r.role, ',' order by array_position(p_roles, r.role)) as roles
            from (select distinct d.student_id, d.role from attune_resolve(
                      v_institution, null, p_staff, p_roles, p_reaches, p_training_required, p_today,
                      null) d) r
            group by r.student_id
        ) v;
        select array_agg(w.student_id), array_agg(w.roles) into v_students, v_by
        from unnest(v_students, v_by) as w (student_id, roles)
        where v_hidden is null or w.student_id <> all (v_hidden);
    end if;
    perform attune_set('attune.operator', ''),
            attune_set('attune.watches', ''),
            attune_set('attune.student_id', ''),
            attune_set('attune.staff_id', p_staff::text),
            attune_set('attune.duties', ''),
            attune_set('attune.visible_students', coalesce(v_students::text, '')),
            attune_set('attune.visible_by', coalesce(v_by::text, '')),
            attune_set('attune.sees_all_by', coalesce(v_all_by, '')),
            attune_set('attune.hidden_students', coalesce(v_hidden::text, '')),
            attune_set('attune.entered', 'may not act');
    return v_all_by is not null;
end $$;

-- Drafts whose author has left the student go: nobody could read, share or delete them any more. Left means that
-- in none of these roles the author could open the student, today or on any of so many days before; a draft that
-- was changed since stays. Returns how many went. For the institution's own work.
create or replace function attune_drop_left_drafts(
    p_roles text[], p_reaches text[], p_training_required boolean[], p_today date, p_days int,
    p_changed_before timestamptz)
returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_notes uuid[];
    v_staff uuid[];
    v_students uuid[];
    v_left uuid[];
    v_dropped bigint;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work drops drafts';
    end if;
    select array_agg(n.note_id), array_agg(n.staff_id), array_agg(n.student_id)
    into v_notes, v_staff, v_students
    from notes n
    where n.institution_id = v_institution and n.status = 'draft' and n.author = 'staff'
      and n.changed_at < p_changed_before;
    -- In a statement of its own: the rule reads tables, and no function does that within a statement that does.
    v_left := array(
        select d.note_id from unnest(v_notes, v_staff, v_students) as d (note_id, staff_id, student_id)
        where not exists (
            select 1 from generate_series(0, p_days) as back
            cross join lateral attune_resolve(
                v_institution, null, d.staff_id, p_roles, p_reaches, p_training_required, p_today - back,
                d.student_id)));
    delete from notes n
    where n.institution_id = v_institution and n.note_id = any (v_left) and n.student_id = any (v_students)
      and n.status = 'draft' and n.author = 'staff' and n.changed_at < p_changed_before;
    get diagnostics v_dropped = row_count;
    return v_dropped;
end $$;

-- Of whom staff see nothing: these, and whoever is in figures only.
create or replace function attune_not_shown(p_institution uuid, p_about uuid) returns uuid[]
language plpgsql stable as $$
begin
    return (
        select array_agg(x.student_id) from (
            select r.student_id from restrictions r
            where r.institution_id = p_institution and r.lifted_at is null and r.purpose = ''
              and (p_about is null or r.student_id = p_about)
            union
            select s.student_id from students s
            where s.institution_id = p_institution and s.erased is not null
              and (p_about is null or s.student_id = p_about)) x);
end $$;

-- Whose data are not to be used now: under a restriction, or kept after an erasure for an exception alone. With
-- p_about, only whether that student is one of them. With p_purpose, also those restricted for that purpose.
create or replace function attune_not_used(p_institution uuid, p_about uuid, p_purpose text) returns uuid[]
language plpgsql stable as $$
begin
    return (
        select array_agg(x.student_id) from (
            select r.student_id from restrictions r
            where r.institution_id = p_institution and r.lifted_at is null
              and r.purpose in ('', p_purpose) and (p_about is null or r.student_id = p_about)
            union
            select s.student_id from students s
            where s.institution_id = p_institution and s.erased = 'kept'
              and (p_about is null or s.student_id = p_about)) x);
end $$;

-- Whose data are restricted for one of these purposes: lists that rest on such data leave them out, whoever asks.
create or replace function attune_restricted_for(p_purposes text[]) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    return (
        select coalesce(array_agg(r.student_id), '{}') from restrictions r
        where r.institution_id = v_institution and r.lifted_at is null and r.purpose = any (p_purposes));
end $$;

-- An administrator names students by number and must not see them for that.
create or replace function attune_student_by_number(p_number text) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    return (
        select s.student_id from students s
        where s.number = p_number and s.institution_id = v_institution and attune_may('administer'));
end $$;
