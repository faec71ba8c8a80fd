-- Row-level security: what the application's role sees and writes, table by table.
--
-- The first half of every rule is the same: `institution_id = attune_institution()`. A sub-select is worked
-- out once for a statement; the same function without one would be asked again for each row. Every one costs
-- every statement a little, so there are as few as can be.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    visible constant text :=
        '((select attune_sees_all()) or student_id in (select unnest(attune_visible_students())))';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
    -- The institution's own work.
    jobs constant text := own || ' and (select attune_operator())';
    administered constant text := own || ' and (select attune_may(''administer''))';
    by_author constant text :=
        '(author = ''student'' and student_id = (select attune_student())'
        ' or author = ''staff'' and staff_id = (select attune_staff()))';
    students_own constant text[] := array[
        'students', 'student_identifiers', 'registrations', 'tutorships', 'enrolments', 'submissions',
        'attendance', 'career_stages', 'consent_decisions', 'events', 'activity_months',
        'module_activity_months', 'score_months', 'pending_rescores', 'meetings', 'assignments'];
    institutions_own constant text[] := array[
        'institutions', 'org_units', 'programmes', 'modules', 'module_runs', 'assessments', 'staff',
        'teaching_sessions', 'exam_periods', 'scoring_models', 'deliveries', 'source_outages', 'teaching',
        'training_records', 'teams', 'team_members'];
    jobs_own constant text[] := array[
        'waiting_events', 'event_removals', 'score_progress', 'scoring_trials', 'logins', 'grants',
        'delivery_receipts'];
    -- What tells how far behind every institution is, and which there are.
    across constant text[] := array[
        'institutions', 'deliveries', 'pending_rescores', 'score_progress', 'waiting_events',
        'idempotency_keys', 'delivery_receipts'];
    name text;
begin
    foreach name in array students_own || institutions_own || jobs_own
            || array['notes', 'access_records', 'audit_entries', 'calendar_links', 'idempotency_keys'] loop
        execute format('alter table %I enable row level security', name);
    end loop;
    foreach name in array students_own || institutions_own loop  -- read by `seen`, below
        execute format('create policy jobs_insert on %I for insert to attune_app with check (%s)', name, jobs);
        execute format('create policy jobs_update on %I for update to attune_app using (%s)', name, jobs);
        execute format('create policy jobs_delete on %I for delete to attune_app using (%s)', name, jobs);
    end loop;
    foreach name in array jobs_own loop
        execute format('create policy jobs on %I for all to attune_app using (%s)', name, jobs);
    end loop;
    foreach name in array across loop
        execute format('create policy across on %I for select to attune_app'
                       ' using ((select attune_watches()))', name);
    end loop;
    -- An operator records an institution before there is one to act for.
    execute 'create policy founded on institutions for insert to attune_app'
            ' with check ((select attune_operator_of_all()))';
    execute 'create policy refounded on institutions for update to attune_app'
            ' using ((select attune_operator_of_all()))';

    -- What a student owns: read by whoever may see the student, and by the institution's own work.
    foreach name in array students_own loop
        execute format(
            'create policy seen on %I for select to attune_app using (%s and %s)', name, own, readable);
    end loop;
    execute format('create policy decided on consent_decisions for insert to attune_app'
                   ' with check (%s and student_id = (select attune_student()))', own);
    execute format('create policy arranged on meetings for insert to attune_app with check (%s and %s)',
                   own, visible);
    execute format('create policy changed on meetings for update to attune_app'
                   ' using (%s and %s) with check (%1$s and %2$s)', own, visible);
    execute format('create policy handed_over on assignments for insert to attune_app'
                   ' with check (%s and %s and opened_by = (select attune_staff()))', own, visible);
    execute format('create policy closed on assignments for update to attune_app'
                   ' using (%s and %s and closed_at is null)'
                   ' with check (%1$s and %2$s and closed_by = (select attune_staff()))', own, visible);
    -- Who tutors whom is an administrator's to say; it shows nothing of what the student does. Nobody makes
    -- themselves a tutor: a tutorship of one's own can only be ended.
    execute format('create policy administered on tutorships for select to attune_app using (%s)', administered);
    execute format('create policy administered_insert on tutorships for insert to attune_app'
                   ' with check (%s and staff_id <> (select attune_staff()))', administered);
    execute format('create policy administered_update on tutorships for update to attune_app using (%s)'
                   ' with check (%1$s and (staff_id <> (select attune_staff())'
                   ' or ended_by = (select attune_staff())))', administered);

    -- What the institution shares: read by everybody of it, changed by administrators.
    foreach name in array institutions_own loop
        execute format('create policy seen on %I for select to attune_app using (%s)', name, own);
        execute format('create policy administered_update on %I for update to attune_app using (%s)',
                       name, administered);
        if name <> 'institutions' then
            execute format('create policy administered_insert on %I for insert to attune_app with check (%s)',
                           name, administered);
            execute format('create policy administered_delete on %I for delete to attune_app using (%s)',
                           name, administered);
        end if;
    end loop;

    -- Anybody on the staff may ask for a grant. Those who decide on grants see all of them, others their own.
    execute format('create policy seen on grants for select to attune_app using (%s and ('
                   '(select attune_may(''decide_grants'')) or staff_id = (select attune_staff())'
                   ' or requested_by = (select attune_staff())))', own);
    execute format('create policy requested on grants for insert to attune_app with check (%s'
                   ' and status = ''requested'' and requested_by = (select attune_staff()))', own);
    execute format('create policy decided on grants for update to attune_app'
                   ' using (%s and (select attune_may(''decide_grants'')))'
                   ' with check (%1$s and (decided_by is null or decided_by <> staff_id)'
                   ' and (status <> ''approved'' or staff_id <> (select attune_staff()))'
                   ' and (reviewed_by is null or reviewed_by not in (staff_id, requested_by)))', own);

    -- A draft is its author's alone. What is shared stands.
    execute format('create policy seen on notes for select to attune_app'
                   ' using (%s and %s and (status <> ''draft'' or %s))', own, visible, by_author);
    execute format('create policy written on notes for insert to attune_app with check (%s and %s and %s)',
                   own, visible, by_author);
    execute format('create policy changed on notes for update to attune_app'
                   ' using (%s and status = ''draft'' and %s and %s)'
                   ' with check (%1$s and status <> ''removed'' and %2$s and %3$s)', own, visible, by_author);
    execute format('create policy dropped on notes for delete to attune_app'
                   ' using (%s and status = ''draft'' and %s)', own, by_author);

    -- Who looked is for the student alone. attune_record_access() writes it.
    execute format('create policy seen on access_records for select to attune_app'
                   ' using (%s and student_id = (select attune_student()))', own);
    execute format('create policy seen on audit_entries for select to attune_app using (%s)', administered);
    execute format('create policy written on audit_entries for insert to attune_app'
                   ' with check (%s and staff_id = (select attune_staff()))', own);
    execute format('create policy worked on audit_entries for insert to attune_app'
                   ' with check (%s and staff_id is null and role = ''operator'')', jobs);

    execute format('create policy own on logins for select to attune_app using (%s and'
                   ' (student_id = (select attune_student()) or staff_id = (select attune_staff())))', own);
    execute format('create policy own on calendar_links for all to attune_app using (%s'
                   ' and issuer || E''\x01'' || subject = (select attune_asker()))', own);
    execute format('create policy own on idempotency_keys for all to attune_app'
                   ' using (%s and login_digest = (select attune_login()))', own);
    -- The service deletes what has had its time. It sees when an answer is to go, and cannot open it.
    foreach name in array array['idempotency_keys', 'delivery_receipts'] loop
        execute format('create policy purged on %I for delete to attune_app'
                       ' using ((select attune_watches()))', name);
    end loop;
end $$;

-- Nobody makes themselves a member of a team: another administrator does.
create policy another_joins on team_members as restrictive for insert to attune_app
    with check (staff_id is distinct from (select attune_staff()));

-- A published scoring model stands: what it was computed with is never changed, and only its successor or a
-- publication changes its status.
create policy draft_or_successor on scoring_models as restrictive for update to attune_app
    using (status <> 'superseded') with check (status <> 'draft');
create policy drafts_only on scoring_models as restrictive for delete to attune_app using (status = 'draft');
