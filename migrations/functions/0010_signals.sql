-- Signals: who sees and writes them (row_level_security.sql has the same phrases).

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
    foreach name in array array['signals', 'pending_signals', 'signal_progress', 'signal_trials'] loop
        execute format('alter table %I enable row level security', name);
    end loop;
    foreach name in array array['signals', 'pending_signals'] loop
        execute format(
            'create policy seen on %I for select to attune_app using (%s and %s)', name, own, readable);
        execute format('create policy jobs_insert on %I for insert to attune_app with check (%s)', name, jobs);
        execute format('create policy jobs_update on %I for update to attune_app using (%s)', name, jobs);
        execute format('create policy jobs_delete on %I for delete to attune_app using (%s)', name, jobs);
    end loop;
    foreach name in array array['signal_progress', 'signal_trials'] loop
        execute format('create policy jobs on %I for all to attune_app using (%s)', name, jobs);
    end loop;
    -- A signal is judged once, by somebody who sees the student.
    execute format('create policy judged on signals for update to attune_app'
                   ' using (%s and %s and judgement is null)'
                   ' with check (%1$s and %2$s and judged_by = (select attune_staff()))', own, visible);
end $$;

grant select on signals to attune_app;
grant update (status, closed_on, closed_because, judgement, judged_by, judged_at) on signals to attune_app;
grant insert, update, delete on signals to attune_operator;
grant select, insert, delete on pending_signals to attune_app;
grant select on signal_progress to attune_app;
grant insert, update on signal_progress to attune_operator;
grant select, insert on signal_trials to attune_app;
