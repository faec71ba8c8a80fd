-- Retention, whole, as it is since 0044: earlier migrations amended these texts where they stood.

-- The day of a row, of which its retention is counted, or that on which it was closed. Null: it has none of its
-- own, or is open; then it goes with the student alone. An index on a plain column finds the oldest at once.
-- Who is in a saved cohort holds as of the latest night that said so: it is not a day older for each night more.
create or replace function attune_retention_day(p_table text) returns text
language sql immutable as $$
    select case p_table
        when 'events' then 't.day'
        when 'activity_months' then '(t.month + interval ''1 month'' - interval ''1 day'')::date'
        when 'module_activity_months' then '(t.month + interval ''1 month'' - interval ''1 day'')::date'
        when 'score_months' then '(t.month + interval ''1 month'' - interval ''1 day'')::date'
        when 'pending_rescores' then 't.last_day'
        when 'signals' then 't.as_of'
        when 'reviewed_students' then '(select (l.created_at at time zone ''UTC'')::date from review_lists l'
            ' where l.institution_id = t.institution_id and l.review_list_id = t.review_list_id)'
        when 'statements' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'activity_documents' then '(t.updated_at at time zone ''UTC'')::date'
        when 'statement_agents' then 'null::date'
        when 'waiting_events' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'event_removals' then '(t.removed_at at time zone ''UTC'')::date'
        when 'attendance' then '(select (s.starts_at at time zone ''UTC'')::date from teaching_sessions s'
            ' where s.institution_id = t.institution_id and s.session_id = t.session_id)'
        when 'exemptions' then 't.ends_before - 1'
        when 'extenuating_circumstances' then 't.ends_before - 1'
        when 'submissions' then 'coalesce(t.submitted_on, (select coalesce(a.due_on, r.ends_before)'
            ' from assessments a join module_runs r using (institution_id, module_run_id)'
            ' where a.institution_id = t.institution_id and a.assessment_id = t.assessment_id))'
        when 'achieved_credits' then 'coalesce(t.achieved_on, (select r.ends_before from module_runs r'
            ' where r.institution_id = t.institution_id and r.module_run_id = t.module_run_id))'
        when 'comparison_choices' then '(t.chosen_at at time zone ''UTC'')::date'
        when 'enrolments' then 'coalesce(t.ends_before, (select r.ends_before from module_runs r'
            ' where r.institution_id = t.institution_id and r.module_run_id = t.module_run_id))'
        when 'career_stages' then 't.recorded_on'
        when 'meetings' then '(t.ends_at at time zone ''UTC'')::date'
        when 'notes' then '(t.created_at at time zone ''UTC'')::date'
        when 'remarks' then '(t.made_at at time zone ''UTC'')::date'
        when 'objectives' then '(t.closed_at at time zone ''UTC'')::date'
        when 'objective_progress' then '(select (o.closed_at at time zone ''UTC'')::date from objectives o'
            ' where o.institution_id = t.institution_id and o.student_id = t.student_id'
            ' and o.objective_id = t.objective_id)'
        when 'assignments' then '(t.closed_at at time zone ''UTC'')::date'
        when 'referrals' then '(select (a.closed_at at time zone ''UTC'')::date from assignments a'
            ' where a.institution_id = t.institution_id and a.student_id = t.student_id'
            ' and a.assignment_id = t.referral_id)'
        when 'group_invitations' then '(select (g.ends_at at time zone ''UTC'')::date from group_interventions g'
            ' where g.institution_id = t.institution_id and g.group_intervention_id = t.group_intervention_id)'
        when 'prepared_messages' then '(t.prepared_at at time zone ''UTC'')::date'
        when 'report_contacts' then 't.contacted_on'
        when 'cohort_members' then '(select (coalesce(c.evaluated_at, c.changed_at) at time zone ''UTC'')::date'
            ' from saved_cohorts c where c.institution_id = t.institution_id and c.cohort_id = t.cohort_id)'
        when 'cohort_events' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'expectation_acts' then '(t.acted_at at time zone ''UTC'')::date'
        when 'exports' then '(t.begun_at at time zone ''UTC'')::date'
        when 'cases' then '(t.closed_at at time zone ''UTC'')::date'
        when 'case_steps' then '(select (c.closed_at at time zone ''UTC'')::date from cases c'
            ' where c.institution_id = t.institution_id and c.student_id = t.student_id and c.case_id = t.case_id)'
        when 'contact_attempts' then '(select (c.closed_at at time zone ''UTC'')::date from cases c'
            ' where c.institution_id = t.institution_id and c.student_id = t.student_id and c.case_id = t.case_id)'
        when 'visa_decisions' then '(t.decided_at at time zone ''UTC'')::date'
        when 'consent_decisions' then '(t.decided_at at time zone ''UTC'')::date'
        when 'rights_requests' then '(t.answered_at at time zone ''UTC'')::date'
        when 'request_steps' then '(select (r.answered_at at time zone ''UTC'')::date from rights_requests r'
            ' where r.institution_id = t.institution_id and r.student_id = t.student_id'
            ' and r.request_id = t.request_id)'
        when 'restrictions' then '(t.lifted_at at time zone ''UTC'')::date'
        when 'data_copies' then 't.available_until'
        when 'corrections' then '(t.decided_at at time zone ''UTC'')::date'
        when 'webhook_messages' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'access_records' then '(t.seen_at at time zone ''UTC'')::date'
        when 'audit_entries' then '(t.changed_at at time zone ''UTC'')::date'
        when 'calendar_links' then '(t.expires_at at time zone ''UTC'')::date'
        when 'grants' then 't.ends_before - 1'
        when 'training_records' then 't.ends_before - 1'
        when 'team_members' then 't.ends_before - 1'
        else 'null::date'
    end
$$;

-- One batch of students, from the one after p_after on: what is due of them is deleted, or only counted (p_dry).
-- p_rules, those that refer to others first: [{"table", "counted": "day" or "left", "before", "anonymise"}]; by day,
-- rows of days before `before` are due; by left, rows of students whose last registration ended before it.
-- p_others: the same by table, for what has no student_id. A student who left before p_gone_before goes with
-- everything. Returns the last student of the batch, and by table how many rows were due, the oldest day of them,
-- and the oldest that is not due yet.
create or replace function attune_retain(
    p_after uuid, p_limit int, p_rules jsonb, p_others jsonb, p_gone_before date, p_dry boolean,
    out last_student uuid, out counts jsonb)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_ids uuid[];
    v_left date[];
    v_gone uuid[];
    v_whole uuid[];
    v_agents uuid[];
    v_rule record;
    v_about record;
    v_day text;
    v_due text;
    v_from text;
    v_rows bigint;
    v_oldest date;
    v_next date;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work deletes what is due';
    end if;
    counts := '{}';
    -- Whoever writes about these students waits until the batch is over. Readers do not.
    if p_dry then
        v_ids := array(select s.student_id from students s where s.institution_id = v_institution
                       and (p_after is null or s.student_id > p_after) order by s.student_id limit p_limit);
    else
        v_ids := array(select s.student_id from students s where s.institution_id = v_institution
                       and (p_after is null or s.student_id > p_after) order by s.student_id limit p_limit
                       for update);
    end if;
    last_student := v_ids[cardinality(v_ids)];
    if last_student is null then
        return;
    end if;
    -- What is restricted is stored, and not deleted by rule: somebody may need it for a claim.
    v_ids := array(select i.id from unnest(v_ids) as i (id) where not exists (
        select 1 from restrictions r where r.institution_id = v_institution and r.student_id = i.id
          and r.purpose = '' and r.lifted_at is null) order by i.id);
    -- The day on which each left: null for whoever has a registration without an end, or none at all. What an
    -- erasure kept of somebody has none: there, the day of the erasure.
    v_left := array(
        select coalesce(
            (select case when bool_and(r.ends_before is not null) then max(r.ends_before) - 1 end
             from registrations r where r.institution_id = v_institution and r.student_id = i.id),
            (select (e.erased_at at time zone 'UTC')::date from erasures e
             where e.institution_id = v_institution and e.kept_as = i.id))
        from unnest(v_ids) with ordinality as i (id, at) order by i.at);
    v_gone := array(select i.id from unnest(v_ids, v_left) as i (id, day) where i.day < p_gone_before);

    -- What has no student_id and is about those who go, found by what they are called. Of what is only counted,
    -- whatever is due by its own day is counted elsewhere (attune_retain_others).
    if cardinality(v_gone) > 0 then
        v_agents := attune_agents_of(v_institution, v_gone);
        for v_about in select b."table", b.of, coalesce((p_others ->> b."table")::date, 'infinity') as before
            from (values
                ('statements', 't.actor = any ($4)'), ('activity_documents', 't.agent = any ($4)'),
                ('waiting_events', 'exists (select 1 from student_identifiers i where i.institution_id = $1'
                    ' and i.student_id = any ($2) and i.system = t.system and i.identifier = t.identifier)'),
                ('event_removals', 'exists (select 1 from student_identifiers i where i.institution_id = $1'
                    ' and i.student_id = any ($2) and i.system = t.system and i.identifier = t.identifier)'),
                ('calendar_links', 'exists (select 1 from logins l where l.institution_id = $1'
                    ' and l.student_id = any ($2) and l.issuer = t.issuer and l.subject = t.subject)'),
                ('audit_entries', 't.subject = any (array(select ''student/'' || g from unnest($2) as g))')
            ) as b ("table", of) loop
            v_day := attune_retention_day(v_about."table");
            v_from := format('from %I t where t.institution_id = $1 and %s', v_about."table", v_about.of);
            if p_dry then
                execute format('select count(*), min(%s) %s and (%1$s) >= $3', v_day, v_from)
                    into v_rows, v_oldest using v_institution, v_gone, v_about.before, v_agents;
            else
                execute format('with gone as (delete %s returning %s as day) select count(*), min(day) from gone',
                               v_from, v_day)
                    into v_rows, v_oldest using v_institution, v_gone, v_about.before, v_agents;
            end if;
            counts := counts || jsonb_build_object(v_about."table", jsonb_build_object(
                'rows', v_rows, 'oldest', v_oldest, 'next', null));
        end loop;
        if not p_dry then
            perform attune_forget_statements(v_institution, v_gone);
            perform attune_forget_answers(v_gone);
        end if;
    end if;

    for v_rule in select * from jsonb_to_recordset(p_rules)
            as r ("table" text, counted text, before date, anonymise boolean) loop
        v_day := attune_retention_day(v_rule."table");
        v_whole := v_gone;
        v_next := null;
        if v_rule.counted = 'left' then
            v_whole := array(select i.id from unnest(v_ids, v_left) as i (id, day)
                             where i.day < greatest(v_rule.before, p_gone_before));
            v_due := 't.student_id = any ($2)';
        else
            v_due := format('t.student_id = any ($1) and (%s) < $3', v_day);
            if cardinality(v_whole) > 0 then
                v_due := format('(%s or t.student_id = any ($2))', v_due);
            end if;
        end if;
        v_from := format('from %I t where t.institution_id = $4 and %s', v_rule."table", v_due);
        if cardinality(v_whole) = 0 and (v_rule.counted = 'left' or v_day = 'null::date') then
            v_rows := 0;
            v_oldest := null;
        elsif p_dry then
            execute format('select count(*), min(%s) %s', v_day, v_from)
                into v_rows, v_oldest using v_ids, v_whole, v_rule.before, v_institution;
        elsif v_rule.anonymise and v_rule."table" = 'activity_months' then
            execute format('with unnamed as materialized (select id, gen_random_uuid() as anonymous'
                           ' from unnest($1) as i (id)), moved as (update activity_months t'
                           ' set student_id = n.anonymous from unnamed n where t.student_id = n.id'
                           ' and t.institution_id = $4 and %s returning %s as day)'
                           ' select count(*), min(day) from moved', v_due, v_day)
                into v_rows, v_oldest using v_ids, v_whole, v_rule.before, v_institution;
        else
            execute format('with gone as (delete %s returning %s as day) select count(*), min(day) from gone',
                           v_from, v_day)
                into v_rows, v_oldest using v_ids, v_whole, v_rule.before, v_institution;
        end if;
        if v_rule.counted = 'left' then
            v_oldest := null;
            select min(i.day) into v_next from unnest(v_ids, v_left) as i (id, day)
            where i.day >= greatest(v_rule.before, p_gone_before);
        elsif v_day <> 'null::date' then
            execute format('select min(x.day) from students o cross join lateral (select min(%s) as day'
                           ' from %I t where t.institution_id = o.institution_id and t.student_id = o.student_id'
                           ' and (%1$s) >= $3) x where o.institution_id = $1 and o.student_id = any ($2)',
                           v_day, v_rule."table")
                into v_next using v_institution, v_ids, v_rule.before;
        end if;
        counts := counts || jsonb_build_object(v_rule."table", jsonb_build_object(
            'rows', v_rows, 'oldest', case when v_rows > 0 then v_oldest end, 'next', v_next));
    end loop;

    v_rows := cardinality(v_gone);
    if v_rows > 0 and not p_dry then
        -- Said, and not left to the reference: where logins stand whole on every node, there is none.
        delete from logins l where l.institution_id = v_institution and l.student_id = any (v_gone);
        delete from students s where s.institution_id = v_institution and s.student_id = any (v_gone);
    end if;
    counts := counts || jsonb_build_object('students', jsonb_build_object(
        'rows', v_rows, 'oldest', (select min(i.day) from unnest(v_left) as i (day) where i.day < p_gone_before),
        'next', (select min(i.day) from unnest(v_left) as i (day) where i.day >= p_gone_before)));
end $$;

-- It reaches the schema of statistics, too.
alter function attune_retain(uuid, int, jsonb, jsonb, date, boolean)
    set search_path = pg_catalog, public, statistics, pg_temp;

-- The same of a table that is about no student, so many rows at once.
create or replace function attune_retain_others(
    p_table text, p_before date, p_limit int, p_dry boolean,
    out due bigint, out oldest date, out next_day date)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_day constant text := attune_retention_day(p_table);
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work deletes what is due';
    end if;
    if p_table not in ('audit_entries', 'exports', 'waiting_events', 'statements', 'statement_agents',
                       'activity_documents', 'event_removals', 'calendar_links', 'grants', 'training_records',
                       'team_members') then
        raise invalid_parameter_value using message = 'no such table';
    end if;
    if p_dry then
        execute format('select count(*), min(%s) from %I t where t.institution_id = $1 and (%1$s) < $2',
                       v_day, p_table) into due, oldest using v_institution, p_before;
    else
        execute format('with gone as (delete from %I t where t.institution_id = $1 and t.ctid = any (array(select t.ctid from %1$I t'
                       ' where t.institution_id = $1 and (%s) < $2 limit $3)) returning %2$s as day)'
                       ' select count(*), min(day) from gone',
                       p_table, v_day) into due, oldest using v_institution, p_before, p_limit;
    end if;
    if p_dry or due < p_limit then
        execute format('select min(%s) from %I t where t.institution_id = $1 and (%1$s) >= $2', v_day, p_table)
            into next_day using v_institution, p_before;
    end if;
end $$;

-- A past academic year's events, all at once, where nobody else has events of that year: the partition goes.
-- Null: there is none, somebody else has some, some are not due, or some are restricted. Whoever writes events of
-- that year waits, and others, readers too, for a tenth of a second at most, after which it is given up
-- (lock_not_available).
create or replace function attune_drop_academic_year(
    p_year int, p_before date, out rows_dropped bigint, out oldest date)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_partition constant text := 'events_' || p_year;
    v_other boolean;
    v_latest date;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work deletes what is due';
    end if;
    if to_regclass('public.' || v_partition) is null then
        return;
    end if;
    perform attune_set('lock_timeout', '100ms');
    execute format('lock table %I in share mode', v_partition);
    execute format('select exists (select 1 from %I where institution_id < $1)'
                   ' or exists (select 1 from %1$I where institution_id > $1)', v_partition)
        into v_other using v_institution;
    if not v_other then
        execute format('select exists (select 1 from restrictions r join %I e'
                       ' using (institution_id, student_id) where r.institution_id = $1 and r.purpose = '''''
                       ' and r.lifted_at is null)', v_partition) into v_other using v_institution;
    end if;
    if v_other then
        return;
    end if;
    execute format('select count(*), min(day), max(day) from %I', v_partition)
        into rows_dropped, oldest, v_latest;
    if v_latest >= p_before then
        rows_dropped := null;
        oldest := null;
        return;
    end if;
    execute format('drop table %I', v_partition);
end $$;
