-- Row-level security of what is agreed with a student, said by the student, and offered to several at once. The
-- phrases are those of row_level_security.sql.

-- A student who takes an agreement back closes the assignment, and is no member of staff. To look at every row
-- takes no time: there is one for each case that was handed over.
-- squawk-ignore ban-drop-constraint
alter table assignments drop constraint ck_assignments_closed;
alter table assignments add constraint ck_assignments_closed check (
    (closed_at is null) = (closing_reason is null) and (closed_at is not null or closed_by is null)) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table assignments validate constraint ck_assignments_closed;

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    visible constant text :=
        '((select attune_sees_all()) or student_id in (select unnest(attune_visible_students())))';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
    jobs constant text := own || ' and (select attune_operator())';
    by_author constant text :=
        '(author = ''student'' and student_id = (select attune_student())'
        ' or author = ''staff'' and staff_id = (select attune_staff()))';
    -- The side that set an objective, though not the same person: a tutor's successor goes on with it.
    by_side constant text :=
        '(author = ''student'' and student_id = (select attune_student())'
        ' or author = ''staff'' and (select attune_staff()) is not null)';
    name text;
begin
    foreach name in array array['objectives', 'objective_progress', 'remarks', 'referrals', 'prepared_messages']
    loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy seen on %I for select to attune_app using (%s and %s)', name, own, readable);
        execute format('create policy jobs_delete on %I for delete to attune_app using (%s)', name, jobs);
    end loop;
    foreach name in array array['objectives', 'objective_progress'] loop
        execute format('create policy written on %I for insert to attune_app with check (%s and %s and %s)',
                       name, own, visible, by_author);
    end loop;
    execute format('create policy changed on objectives for update to attune_app'
                   ' using (%s and %s and closed_at is null) with check (%1$s and %2$s and %3$s'
                   ' and (closed_by is null or closed_by = (select attune_staff())))', own, visible, by_side);

    -- A remark is the student's own word, and nobody else's.
    execute format('create policy said on remarks for insert to attune_app'
                   ' with check (%s and student_id = (select attune_student()))', own);
    execute format('create policy withdrawn on remarks for delete to attune_app'
                   ' using (%s and student_id = (select attune_student()))', own);

    execute format('create policy referred on referrals for insert to attune_app'
                   ' with check (%s and %s and exists (select from assignments a'
                   ' where a.institution_id = referrals.institution_id and a.student_id = referrals.student_id'
                   ' and a.assignment_id = referral_id and a.opened_by = (select attune_staff())))', own, visible);
    execute format('create policy dealt_with on referrals for update to attune_app using (%s and %s)'
                   ' with check (%1$s and %2$s and (select attune_staff()) is not null)', own, visible);

    execute format('create policy prepared on prepared_messages for insert to attune_app'
                   ' with check (%s and %s and prepared_by = (select attune_staff()))', own, visible);

    -- Whoever organises something sees who joined, never who was invited; the student sees their own invitation.
    execute 'alter table group_invitations enable row level security';
    execute format('create policy seen on group_invitations for select to attune_app using (%s and ('
                   'student_id = (select attune_student()) or (select attune_operator())'
                   ' or joined_at is not null and organised_by = (select attune_staff())))', own);
    execute format('create policy invited on group_invitations for insert to attune_app'
                   ' with check (%s and %s and joined_at is null and organised_by = (select attune_staff()))',
                   own, visible);
    execute format('create policy answered on group_invitations for update to attune_app'
                   ' using (%s and student_id = (select attune_student()))', own);
    execute format('create policy jobs_delete on group_invitations for delete to attune_app using (%s)', jobs);

    execute 'alter table group_interventions enable row level security';
    execute format('create policy seen on group_interventions for select to attune_app using (%s and ('
                   'organised_by = (select attune_staff()) or (select attune_operator())'
                   ' or group_intervention_id in (select i.group_intervention_id from group_invitations i'
                   ' where i.institution_id = (select attune_institution())'
                   ' and i.student_id = (select attune_student()))))', own);
    execute format('create policy arranged on group_interventions for insert to attune_app'
                   ' with check (%s and organised_by = (select attune_staff()))', own);
    execute format('create policy jobs_delete on group_interventions for delete to attune_app using (%s)', jobs);
end $$;

-- The student takes the agreement back: the referral is over, and the service sees the student no more. False
-- where there is no such referral of theirs, or it is over already.
create function attune_withdraw_agreement(p_referral uuid, p_reason text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update assignments a
    set closed_at = p_now, closing_reason = p_reason
    where a.institution_id = attune_institution() and a.student_id = attune_student()
      and a.assignment_id = p_referral and a.closed_at is null
      and exists (
          select from referrals r
          where r.institution_id = a.institution_id and r.student_id = a.student_id
            and r.referral_id = a.assignment_id);
    if not found then
        return false;
    end if;
    update referrals r
    set withdrawn_at = p_now
    where r.institution_id = attune_institution() and r.student_id = attune_student()
      and r.referral_id = p_referral;
    return true;
end $$;

-- What the application's role may do at all. What is said stands, except where it is taken back.
grant select, insert on
    objectives, objective_progress, remarks, referrals, prepared_messages, group_interventions, group_invitations
to attune_app;
grant update (title, due_on, changed_at, outcome, closed_at, closed_by) on objectives to attune_app;
grant update (taken_by, taken_at, answer, answered_by, answered_at, outcome) on referrals to attune_app;
grant update (joined_at) on group_invitations to attune_app;
grant delete on remarks to attune_app;
grant delete on
    objectives, objective_progress, remarks, referrals, prepared_messages, group_interventions, group_invitations
to attune_operator;
revoke all on function attune_withdraw_agreement(uuid, text, timestamptz) from public;
grant execute on function attune_withdraw_agreement(uuid, text, timestamptz) to attune_app;
