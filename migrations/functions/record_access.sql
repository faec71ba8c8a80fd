-- Puts a look at students on record. Who looked, and by which role, comes from what the transaction was told;
-- the application has no right to write the table itself. p_roles are the roles that open what was shown, the
-- closest first: the first of them by which the student is visible is the one recorded. p_sections holds what
-- was shown of each student, names with commas between.
create function attune_record_access(
    p_students uuid[], p_sections text[], p_roles text[], p_purpose text, p_outcome text, p_now timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution uuid := attune_institution();
    v_staff uuid := attune_staff();
    v_all_by text[] := string_to_array(attune_sees_all_by(), ',');
    v_look uuid := gen_random_uuid();  -- one for all whom the look shows
    v_recorded int;
begin
    with looked as (
        select s.student_id, s.sections, v.student_id is not null as is_visible,
               (select r.role from unnest(p_roles) with ordinality as r (role, at)
                where r.role = any (string_to_array(v.visible_by, ',')) or r.role = any (v_all_by)
                order by r.at limit 1) as role
        from unnest(p_students, p_sections) as s (student_id, sections)
        left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
            on v.student_id = s.student_id
    )
    insert into access_records
        (institution_id, student_id, seen_at, access_id, staff_id, role, sections, purpose, outcome)
    select v_institution, l.student_id, p_now, v_look, v_staff, l.role, string_to_array(l.sections, ','),
           p_purpose, p_outcome
    from looked l
    where v_staff is not null and l.role is not null
      and (l.is_visible or exists (
          select from students s where s.institution_id = v_institution and s.student_id = l.student_id));
    get diagnostics v_recorded = row_count;
    if v_recorded <> cardinality(p_students) then
        raise insufficient_privilege using message = 'a look is put on record by whoever may look';
    end if;
end $$;
