-- A role whose grants open sponsored students only (`sponsored_only` in the profile) opens nobody else, even by a
-- grant that asks for less: one of before the profile said so, or one that came past the application. The rule is
-- told of it by the reach `sponsored_grant`. An application of before does not say it, and gets what it got; one that
-- says it to the rule of before sees nobody by that role.

-- As in who_sees_whom.sql, but for `sponsored_grant`.
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

-- As in who_sees_whom.sql, but for `sponsored_grant`, which is a grant as well.
create or replace function attune_viewers(
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
        join related c on c.reach = case asked.reach when 'sponsored_grant' then 'grant' else asked.reach end
                      and (c.role is null or c.role = asked.role)
        cross join lateral attune_resolve(
            attune_institution(), null, c.staff_id, array[asked.role], array[asked.reach],
            array[asked.training_required], p_today, p_student) v;
end $$;
