-- Cases: who sees them, and who writes them, as for everything else that a student owns (row_level_security.sql).

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    visible constant text :=
        '((select attune_sees_all()) or student_id in (select unnest(attune_visible_students())))';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
    jobs constant text := own || ' and (select attune_operator())';
    name text;
begin
    foreach name in array array['cases', 'contact_attempts', 'case_steps', 'contact_details'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy jobs_insert on %I for insert to attune_app with check (%s)', name, jobs);
        execute format('create policy jobs_update on %I for update to attune_app using (%s)', name, jobs);
        execute format('create policy jobs_delete on %I for delete to attune_app using (%s)', name, jobs);
        execute format(
            'create policy seen on %I for select to attune_app using (%s and %s)', name, own, readable);
    end loop;
    execute format('create policy opened on cases for insert to attune_app'
                   ' with check (%s and %s and opened_by = (select attune_staff()))', own, visible);
    -- By staff, and by the student who answers.
    execute format('create policy changed on cases for update to attune_app'
                   ' using (%s and %s) with check (%1$s and %2$s)', own, visible);
    execute format('create policy recorded on contact_attempts for insert to attune_app'
                   ' with check (%s and %s and staff_id = (select attune_staff()))', own, visible);
    execute format('create policy taken on case_steps for insert to attune_app'
                   ' with check (%s and %s and (staff_id = (select attune_staff())'
                   ' or staff_id is null and student_id = (select attune_student())))', own, visible);
end $$;

-- Attempts and steps are only ever added to. Who opened a case, when and why stands.
grant select, insert on cases, contact_attempts, case_steps to attune_app;
grant update (state, rung, rung_on, roles, due_on, waiting_until, owner_id, team_id, assignment_id, answer,
              answered_at, need_kind, need_reason, first_attempt_on, reached_on, reached_rung, outcome, closed_by,
              closed_at, closing_reason) on cases to attune_app;
grant select on contact_details to attune_app;
grant insert, update, delete on contact_details to attune_operator;
