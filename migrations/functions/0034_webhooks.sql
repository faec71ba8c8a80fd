-- Webhooks: who reads and changes which rows, and how a message gets into the outbox. The phrases are those of
-- row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
    administered constant text := own || ' and (select attune_may(''administer''))';
begin
    execute 'alter table webhooks enable row level security';
    execute format('create policy jobs on webhooks for all to attune_app using (%s)', jobs);
    execute format('create policy seen on webhooks for select to attune_app using (%s)', administered);
    execute format('create policy made on webhooks for insert to attune_app'
                   ' with check (%s and created_by = (select attune_staff()))', administered);
    execute format('create policy changed on webhooks for update to attune_app using (%s)', administered);
    execute format('create policy deleted on webhooks for delete to attune_app using (%s)', administered);

    -- Messages name students by id. Administrators see what became of them; a student, what was told of them.
    execute 'alter table webhook_messages enable row level security';
    execute format('create policy seen on webhook_messages for select to attune_app using (%s and ('
                   '(select attune_operator()) or (select attune_may(''administer''))'
                   ' or student_id = (select attune_student())))', own);
    execute format('create policy jobs_update on webhook_messages for update to attune_app using (%s)', jobs);
    execute format('create policy jobs_delete on webhook_messages for delete to attune_app using (%s)', jobs);
    execute format('create policy replayed on webhook_messages for update to attune_app using (%s)'
                   ' with check (%1$s and state = ''waiting'')', administered);
    execute 'create policy used on webhook_messages as restrictive for select to attune_app'
            ' using (student_id <> all ((select attune_hidden_students())::uuid[]))';
end $$;

-- What happened is written for each receiver that is told of it, by whoever did it: a student, staff, a job. None of
-- them need see a receiver or a message. Nobody tells of what is no student's of the institution; told twice is once.
create function attune_tell(
    p_type text, p_events uuid[], p_students uuid[], p_ids jsonb[], p_sections text[], p_now timestamptz)
returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    insert into webhook_messages (institution_id, student_id, event_id, webhook_id, type, ids, sections,
                                  occurred_at, state, tried, next_at)
    select w.institution_id, s.student_id, n.event_id, w.webhook_id, p_type, n.ids,
           string_to_array(n.sections, ','), p_now, 'waiting', 0, p_now
    from webhooks w
    cross join unnest(p_events, p_students, p_ids, p_sections) with ordinality
        as n (event_id, student_id, ids, sections, at)
    join students s on s.institution_id = w.institution_id and s.student_id = n.student_id
    where w.institution_id = attune_institution() and w.disabled_because is null and p_type = any (w.event_types)
    order by n.at, w.webhook_id
    on conflict do nothing
$$;

revoke all on function attune_tell(text, uuid[], uuid[], jsonb[], text[], timestamptz) from public;
grant execute on function attune_tell(text, uuid[], uuid[], jsonb[], text[], timestamptz) to attune_app;

grant select, insert, delete on webhooks to attune_app;
grant update (address, description, event_types, secret_number, secret_digest, former_until, disabled_because,
              changed_at) on webhooks to attune_app;
grant select on webhook_messages to attune_app;
grant update (state, tried, next_at, claimed_until, attempts) on webhook_messages to attune_app;
grant delete on webhook_messages to attune_operator;

-- The day of messages, of which their retention is counted; every other table's stays as it is.
do $$
begin
    execute replace(
        pg_get_functiondef('attune_retention_day(text)'::regprocedure),
        'when ''access_records'' then',
        $day$when 'webhook_messages' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'access_records' then$day$);
end $$;
