-- Rights: who looked, what was changed, and what a student is told of it, whole, as it is since 0044.

-- Puts a look at students on record. Who looked, and by which role, comes from what the transaction was told, as
-- the application has no right to write the table itself. p_roles are the roles that open what was shown, the
-- closest first: the first of them by which the student is visible is the one recorded. p_sections holds what
-- was shown of each student, names with commas between.
create or replace function attune_record_access(
    p_students uuid[], p_sections text[], p_roles text[], p_purpose text, p_outcome text, p_now timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_staff constant uuid := attune_staff();
    v_all_by constant text[] := string_to_array(attune_sees_all_by(), ',');
    v_look constant uuid := gen_random_uuid();  -- one for all whom the look shows
    v_students uuid[];
    v_by text[];
    v_sections text[];
    v_recorded int := 0;
begin
    -- Who sees every student of the institution may look at each of them, and at nobody else.
    if v_staff is not null and (cardinality(v_all_by) = 0 or cardinality(p_students) = (
            select count(*) from students s
            where s.institution_id = v_institution and s.student_id = any (p_students)))
    then
        select array_agg(l.student_id), array_agg(l.role), array_agg(l.sections) into v_students, v_by, v_sections
        from (
            select s.student_id, s.sections, (
                select r.role from unnest(p_roles) with ordinality as r (role, at)
                where r.role = any (string_to_array(v.visible_by, ',')) or r.role = any (v_all_by)
                order by r.at limit 1) as role
            from unnest(p_students, p_sections) as s (student_id, sections)
            left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
                on v.student_id = s.student_id
        ) l
        where l.role is not null;
        insert into access_records
            (institution_id, student_id, seen_at, access_id, staff_id, role, sections, purpose, outcome)
        select v_institution, l.student_id, p_now, v_look, v_staff, l.role, string_to_array(l.sections, ','),
               p_purpose, p_outcome
        from unnest(v_students, v_by, v_sections) as l (student_id, role, sections);
        get diagnostics v_recorded = row_count;
    end if;
    if v_recorded <> cardinality(p_students) then
        raise insufficient_privilege using message = 'a look is put on record by whoever may look';
    end if;
end $$;

-- Whoever answers requests reads who asked, and sees no student otherwise: that look is on the student's record,
-- too. p_students are only those who have asked something.
create or replace function attune_record_answering(
    p_students uuid[], p_section text, p_role text, p_purpose text, p_now timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_look uuid := gen_random_uuid();
begin
    if attune_staff() is null or not attune_may('answer_requests') then
        raise insufficient_privilege using message = 'this is for whoever answers requests';
    end if;
    insert into access_records
        (institution_id, student_id, seen_at, access_id, staff_id, role, sections, purpose, outcome)
    select v_institution, s.student_id, p_now, v_look, attune_staff(), p_role, array[p_section],
           p_purpose, 'seen'
    from (select distinct student_id from unnest(p_students) as s (student_id)) s
    where exists (select 1 from rights_requests r
                  where r.institution_id = v_institution and r.student_id = s.student_id)
       or exists (select 1 from corrections c
                  where c.institution_id = v_institution and c.student_id = s.student_id);
end $$;

-- What was changed about a student, for the student: when, what, and by whom in which role.
create or replace function attune_changes_about_me(p_before timestamptz, p_before_entry uuid, p_limit int)
returns table (changed_at timestamptz, entry_id uuid, staff_name text, role text, action text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    v_institution constant uuid := attune_institution();
begin
    return query
        select e.changed_at, e.entry_id, s.name, e.role, e.action
        from audit_entries e
        left join staff s on s.institution_id = e.institution_id and s.staff_id = e.staff_id
        where e.institution_id = v_institution and attune_student() is not null
          and e.subject = 'student/' || attune_student()
          and (e.changed_at, e.entry_id) < (p_before, p_before_entry)
        order by e.changed_at desc, e.entry_id desc
        limit p_limit;
end $$;

-- Who had looked at a part of a student before it was corrected, the latest look of each person and role.
create or replace function attune_who_looked(p_student uuid, p_sections text[], p_since timestamptz)
returns table (staff_id uuid, staff_name text, role text, last_looked_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    return query
        select a.staff_id, s.name, min(a.role), max(a.seen_at)
        from access_records a
        join staff s on s.institution_id = a.institution_id and s.staff_id = a.staff_id
        where a.institution_id = v_institution and a.student_id = p_student and a.outcome = 'seen'
          and a.sections && p_sections and a.seen_at >= p_since
        group by a.staff_id, s.name
        order by s.name, a.staff_id;
end $$;

-- The number and name of those who have asked something, for whoever answers.
create or replace function attune_requesters(p_students uuid[])
returns table (student_id uuid, number text, name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not attune_may('answer_requests') and not attune_operator() then
        raise insufficient_privilege using message = 'this is for whoever answers requests';
    end if;
    return query
        select s.student_id, s.number, s.name from students s
        where s.institution_id = v_institution and s.student_id = any (p_students)
          and (exists (select 1 from rights_requests r
                       where r.institution_id = s.institution_id and r.student_id = s.student_id)
               or exists (select 1 from corrections c
                          where c.institution_id = s.institution_id and c.student_id = s.student_id));
end $$;

-- Rows that the institution's own work may not read otherwise, of a student whose request for a copy is open:
-- notes without drafts of staff, who looked, what was changed about the student, and calendar addresses.
create or replace function attune_rows_of_requester(p_student uuid, p_table text) returns json
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_rows json;
begin
    if not attune_operator() or not exists (
            select 1 from rights_requests r
            where r.institution_id = v_institution and r.student_id = p_student and r.kind = 'access'
              and r.state <> 'answered') then
        raise insufficient_privilege using message = 'only of a student who has asked for a copy';
    end if;
    if p_table = 'notes' then
        select json_agg(t order by t.created_at) into v_rows from (
            select n.note_id, n.meeting_id, n.author, s.name as staff, n.status, n.focus, n.summary, n.issues,
                   n.referrals, n.follow_up_on, n.created_at, n.changed_at, n.shared_at, n.removed_at,
                   r.name as removed_by, n.removal_reason
            from notes n
            left join staff s on s.institution_id = n.institution_id and s.staff_id = n.staff_id
            left join staff r on r.institution_id = n.institution_id and r.staff_id = n.removed_by
            where n.institution_id = v_institution and n.student_id = p_student
              and (n.status <> 'draft' or n.author = 'student')) t;
    elsif p_table = 'access_records' then
        select json_agg(t order by t.seen_at) into v_rows from (
            select a.seen_at, s.name as staff, a.role, a.sections, a.purpose, a.outcome
            from access_records a
            left join staff s on s.institution_id = a.institution_id and s.staff_id = a.staff_id
            where a.institution_id = v_institution and a.student_id = p_student) t;
    elsif p_table = 'audit_entries' then
        select json_agg(t order by t.changed_at) into v_rows from (
            select e.changed_at, s.name as staff, e.role, e.action, e.before, e.after
            from audit_entries e
            left join staff s on s.institution_id = e.institution_id and s.staff_id = e.staff_id
            where e.institution_id = v_institution and e.subject = 'student/' || p_student) t;
    elsif p_table = 'calendar_links' then
        select json_agg(t order by t.created_at) into v_rows from (
            select c.issuer, c.subject, c.roles, c.created_at, c.expires_at
            from calendar_links c
            join logins l on l.issuer = c.issuer and l.subject = c.subject
            where l.institution_id = v_institution and l.student_id = p_student) t;
    else
        raise invalid_parameter_value using message = 'no such rows';
    end if;
    return coalesce(v_rows, '[]'::json);
end $$;
