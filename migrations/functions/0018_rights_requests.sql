-- Requests: what can come of one, and who takes the steps until then. To look at every row takes no time: there is
-- one for each thing that a student asked. None that is recorded breaks a wider rule.
-- squawk-ignore ban-drop-constraint
alter table rights_requests drop constraint ck_rights_requests_outcome;
alter table rights_requests add constraint ck_rights_requests_outcome
    check (outcome in ('provided', 'upheld', 'partly', 'refused')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table rights_requests validate constraint ck_rights_requests_outcome;
alter table rights_requests add constraint ck_rights_requests_ground check (
    ground is null or kind = 'restriction'
    and ground in ('accuracy_contested', 'unlawful', 'needed_for_claims', 'objection_pending')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table rights_requests validate constraint ck_rights_requests_ground;
alter table rights_requests add constraint ck_rights_requests_acknowledged check (
    (kind = 'complaint') = (acknowledge_by is not null)
    and (acknowledged_at is null) = (acknowledged_by is null)
    and (acknowledged_at is null or kind = 'complaint')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table rights_requests validate constraint ck_rights_requests_acknowledged;
alter table rights_requests add constraint fk_rights_requests_institution_id_acknowledged_by
    foreign key (institution_id, acknowledged_by) references staff (institution_id, staff_id) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table rights_requests validate constraint fk_rights_requests_institution_id_acknowledged_by;

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
    by_student constant text := own || ' and student_id = (select attune_student())';
    answers constant text := own || ' and (select attune_may(''answer_requests''))';
begin
    alter table request_steps enable row level security;
    execute format('create policy jobs on request_steps for all to attune_app using (%s)', jobs);
    execute format('create policy seen on request_steps for select to attune_app using (%s or %s)',
                   by_student, answers);
    execute format('create policy given on request_steps for insert to attune_app'
                   ' with check (%s and step = ''information_given'')', by_student);
    execute format('create policy taken on request_steps for insert to attune_app'
                   ' with check (%s and staff_id = (select attune_staff()))', answers);

    -- Whoever answers moves a request on, and answers in their own name.
    drop policy answered on rights_requests;
    execute format('create policy answered on rights_requests for update to attune_app'
                   ' using (%s and state <> ''answered'')'
                   ' with check (%1$s and (state <> ''answered'' or answered_by = (select attune_staff())))',
                   answers);
    -- A student lets one that waits for them go on.
    execute format('create policy given on rights_requests for update to attune_app'
                   ' using (%s and state in (''awaiting_identity'', ''paused''))'
                   ' with check (%1$s and state in (''received'', ''extended''))', by_student);
end $$;

grant select, insert on request_steps to attune_app;
