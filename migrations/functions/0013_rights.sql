-- Rights: who reads and writes requests, copies and corrections, and what must be read for them that nobody else
-- may read.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
    jobs constant text := own || ' and (select attune_operator())';
    by_student constant text := own || ' and student_id = (select attune_student())';
    answers constant text := own || ' and (select attune_may(''answer_requests''))';
    name text;
begin
    foreach name in array array['rights_requests', 'data_copies', 'corrections'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy jobs on %I for all to attune_app using (%s)', name, jobs);
    end loop;

    -- What a student asks of the institution is between the two: no tutor reads it.
    execute format('create policy seen on rights_requests for select to attune_app'
                   ' using (%s or %s)', by_student, answers);
    execute format('create policy asked on rights_requests for insert to attune_app'
                   ' with check (%s and state = ''received'')', by_student);
    execute format('create policy answered on rights_requests for update to attune_app'
                   ' using (%s and state <> ''answered'') with check (%1$s and answered_by = (select attune_staff()))',
                   answers);

    -- The student's copy is the student's alone. The other is for those roles that it was made for, of those who
    -- see the student today.
    execute format('create policy own on data_copies for select to attune_app'
                   ' using (%s and audience = ''student'')', by_student);
    execute format('create policy copied on data_copies for select to attune_app'
                   ' using (%s and audience = ''staff'' and ('
                   'string_to_array((select attune_sees_all_by()), '','') && copied_to or exists ('
                   'select from unnest(attune_visible_students(), attune_visible_by()) as v (student_id, roles)'
                   ' where v.student_id = data_copies.student_id'
                   ' and string_to_array(v.roles, '','') && data_copies.copied_to)))', own);

    -- A disputed figure says so to everybody who sees it.
    execute format('create policy seen on corrections for select to attune_app using (%s and %s)', own, readable);
    execute format('create policy answering on corrections for select to attune_app using (%s)', answers);
    execute format('create policy told on corrections for select to attune_app'
                   ' using (%s and told_staff @> array[(select attune_staff())])', own);
    execute format('create policy asked on corrections for insert to attune_app'
                   ' with check (%s and state = ''open'')', by_student);
    execute format('create policy decided on corrections for update to attune_app'
                   ' using (%s and state = ''open'' and ((select attune_may(''answer_requests''))'
                   ' or (select attune_sees_all())'
                   ' or student_id in (select unnest(attune_visible_students()))))'
                   ' with check (%1$s and state <> ''open'' and decided_by = (select attune_staff()))', own);
end $$;

grant select, insert, update on rights_requests, corrections to attune_app;
grant select, insert, delete on data_copies to attune_app;

-- Whoever answers requests reads who asked, and sees no student otherwise: that look is on the student's record,
-- too. p_students are only those who have asked something.
create function attune_record_answering(
    p_students uuid[], p_section text, p_role text, p_purpose text, p_now timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_look uuid := gen_random_uuid();
begin
    if attune_staff() is null or not attune_may('answer_requests') then
        raise insufficient_privilege using message = 'this is for whoever answers requests';
    end if;
    insert into access_records
        (institution_id, student_id, seen_at, access_id, staff_id, role, sections, purpose, outcome)
    select attune_institution(), s.student_id, p_now, v_look, attune_staff(), p_role, array[p_section],
           p_purpose, 'seen'
    from (select distinct student_id from unnest(p_students) as s (student_id)) s
    where exists (select from rights_requests r
                  where r.institution_id = attune_institution() and r.student_id = s.student_id)
       or exists (select from corrections c
                  where c.institution_id = attune_institution() and c.student_id = s.student_id);
end $$;

-- The number and name of those who have asked something, for whoever answers.
create function attune_requesters(p_students uuid[])
returns table (student_id uuid, number text, name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_may('answer_requests') and not attune_operator() then
        raise insufficient_privilege using message = 'this is for whoever answers requests';
    end if;
    return query
        select s.student_id, s.number, s.name from students s
        where s.institution_id = attune_institution() and s.student_id = any (p_students)
          and (exists (select from rights_requests r
                       where r.institution_id = s.institution_id and r.student_id = s.student_id)
               or exists (select from corrections c
                          where c.institution_id = s.institution_id and c.student_id = s.student_id));
end $$;

-- Rows that the institution's own work may not read otherwise, of a student whose request for a copy is open:
-- notes without drafts of staff, who looked, what was changed about the student, and calendar addresses.
create function attune_rows_of_requester(p_student uuid, p_table text) returns json
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution uuid := attune_institution();
    v_rows json;
begin
    if not attune_operator() or not exists (
            select from rights_requests r
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

-- Who had looked at a part of a student before it was corrected, the latest look of each person and role.
create function attune_who_looked(p_student uuid, p_sections text[], p_since timestamptz)
returns table (staff_id uuid, staff_name text, role text, last_looked_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    return query
        select a.staff_id, s.name, min(a.role), max(a.seen_at)
        from access_records a
        join staff s on s.institution_id = a.institution_id and s.staff_id = a.staff_id
        where a.institution_id = attune_institution() and a.student_id = p_student and a.outcome = 'seen'
          and a.sections && p_sections and a.seen_at >= p_since
        group by a.staff_id, s.name
        order by s.name, a.staff_id;
end $$;

-- What was changed about a student, for the student: when, what, and by whom in which role.
create function attune_changes_about_me(p_before timestamptz, p_before_entry uuid, p_limit int)
returns table (changed_at timestamptz, entry_id uuid, staff_name text, role text, action text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select e.changed_at, e.entry_id, s.name, e.role, e.action
    from audit_entries e
    left join staff s on s.institution_id = e.institution_id and s.staff_id = e.staff_id
    where e.institution_id = attune_institution() and attune_student() is not null
      and e.subject = 'student/' || attune_student()
      and (e.changed_at, e.entry_id) < (p_before, p_before_entry)
    order by e.changed_at desc, e.entry_id desc
    limit p_limit
$$;

revoke all on function
    attune_record_answering(uuid[], text, text, text, timestamptz), attune_requesters(uuid[]),
    attune_rows_of_requester(uuid, text), attune_who_looked(uuid, text[], timestamptz),
    attune_changes_about_me(timestamptz, uuid, int)
from public;
grant execute on function
    attune_record_answering(uuid[], text, text, text, timestamptz), attune_requesters(uuid[]),
    attune_rows_of_requester(uuid, text), attune_who_looked(uuid, text[], timestamptz),
    attune_changes_about_me(timestamptz, uuid, int)
to attune_app;
