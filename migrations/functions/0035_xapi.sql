-- Statements and service credentials: row-level security, entering by a credential, and what erasure and
-- retention do with statements, which know a student by other systems' names alone.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
    administered constant text := own || ' and (select attune_may(''administer''))';
    name text;
begin
    foreach name in array array['service_credentials', 'statements', 'statement_mentions', 'statement_targets',
                                'statement_attachments', 'statement_agents', 'statement_activities',
                                'statement_authorities', 'statement_classes', 'activity_documents'] loop
        execute format('alter table %I enable row level security', name);
    end loop;
    execute format('create policy seen on service_credentials for select to attune_app using (%s)', administered);
    execute format('create policy made on service_credentials for insert to attune_app'
                   ' with check (%s and made_by = (select attune_staff()) and revoked_at is null)', administered);
    -- What is revoked stays so.
    execute format('create policy revoked on service_credentials for update to attune_app'
                   ' using (%s and revoked_at is null) with check (%1$s and revoked_by = (select attune_staff()))',
                   administered);
    foreach name in array array['statements', 'statement_mentions', 'statement_targets', 'statement_attachments',
                                'statement_agents', 'statement_activities', 'statement_authorities',
                                'statement_classes', 'activity_documents'] loop
        execute format('create policy jobs on %I for all to attune_app using (%s)', name, jobs);
    end loop;
    execute format('create policy seen on statement_classes for select to attune_app using (%s)', administered);
end $$;

grant select, insert on service_credentials to attune_app;
grant update (revoked_at, revoked_by) on service_credentials to attune_app;
grant select, insert, update, delete on
    statements, statement_mentions, statement_targets, statement_attachments, statement_agents,
    statement_activities, statement_authorities, statement_classes, activity_documents
to attune_app;

-- By which agents statements name these students, in whatever system.
create function attune_agents_of(p_institution uuid, p_students uuid[]) returns uuid[]
language sql stable as $$
    select coalesce(array_agg(distinct a.agent), '{}')
    from student_identifiers i
    join statement_agents a
        on a.institution_id = i.institution_id and a.system = i.system and a.identifier = i.identifier
    where i.institution_id = p_institution and i.student_id = any (p_students)
$$;

-- Of whom the transaction is to see no statement: of students whose data are stored, and not used.
create function attune_hidden_agents() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if cardinality(attune_hidden_students()) = 0 then
        return '{}';
    end if;
    return attune_agents_of(attune_institution(), attune_hidden_students());
end $$;

create policy stored_only on statements as restrictive for select to attune_app
    using (actor <> all (coalesce((select attune_hidden_agents()), '{}')));
create policy stored_only on activity_documents as restrictive for select to attune_app
    using (agent is null or agent <> all (coalesce((select attune_hidden_agents()), '{}')));

-- A system brings a secret and nothing else: the transaction learns whose it is. Like attune_enter, for a login
-- that has no roles and sees nobody.
create function attune_enter_service(
    p_digest bytea, p_now timestamptz, out institution_id uuid, out version int, out credential_id uuid,
    out system text, out scopes text[])
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_last timestamptz;
begin
    if current_setting('attune.asker', true) <> '' or attune_operator() then
        raise insufficient_privilege using message = 'this transaction was told already who asks';
    end if;
    select c.institution_id, i.version, c.credential_id, c.system, c.scopes, c.last_used_at
    into institution_id, version, credential_id, system, scopes, v_last
    from service_credentials c join institutions i on i.institution_id = c.institution_id
    where c.secret_digest = p_digest and c.revoked_at is null and (c.expires_at is null or c.expires_at > p_now);
    if institution_id is null then
        return;
    end if;
    if v_last is null or v_last < p_now - interval '1 hour' then
        -- Somebody else says the same at this moment: that is enough.
        update service_credentials c set last_used_at = p_now
        where (c.institution_id, c.credential_id) in (
            select s.institution_id, s.credential_id from service_credentials s
            where s.secret_digest = p_digest for update skip locked);
    end if;
    perform set_config('attune.institution_id', institution_id::text, true),
            set_config('attune.asker', 'urn:attune:service-credential' || E'\x01' || credential_id::text, true),
            set_config('attune.student_id', '', true), set_config('attune.staff_id', '', true),
            set_config('attune.duties', '', true), set_config('attune.visible_students', '', true),
            set_config('attune.visible_by', '', true), set_config('attune.sees_all_by', '', true),
            set_config('attune.hidden_students', '', true), set_config('attune.entered', 'may act', true);
end $$;

-- Up to which moment every statement that was stored can be seen: none is being written that is older.
create function attune_consistent_through(p_now timestamptz) returns timestamptz
language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
    select least(p_now, min(a.xact_start))
    from pg_stat_activity a
    where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()
      and a.xact_start is not null
$$;

-- Deletes every statement that a student did or is named in, and the student's documents. Returns their ids.
create function attune_forget_statements(p_institution uuid, p_students uuid[]) returns setof uuid
language plpgsql as $$
declare
    v_agents constant uuid[] := attune_agents_of(p_institution, p_students);
    v_sets uuid[];
begin
    v_sets := array(select m.mentions from statement_mentions m
                    where m.institution_id = p_institution and m.mention = any (v_agents)
                      and m.kind in ('agent', 'related_agent'));
    return query delete from statements s
        where s.institution_id = p_institution and (s.actor = any (v_agents) or s.mentions = any (v_sets))
        returning s.statement_id;
    delete from statement_mentions m where m.institution_id = p_institution and m.mentions = any (v_sets);
    return query delete from activity_documents d
        where d.institution_id = p_institution and d.agent = any (v_agents) returning d.document_key;
    delete from statement_agents a where a.institution_id = p_institution and a.agent = any (v_agents);
end $$;

-- The functions that erase and delete get one case more, wherever their latest text stands: a copy of each here
-- would take back what others have added to them meanwhile.
do $$
declare
    v_case record;
    v_before text;
begin
    for v_case in select * from (values
        ('^attune_erase_part$',
         $f$        if p_tables[at] in ('waiting_events'$f$,
         $f$        if p_tables[at] = 'statements' then
            perform attune_forget_statements(v_institution, array[p_student]);
        elsif p_tables[at] in ('statement_agents', 'activity_documents') then
            perform from statements where false;  -- they went with the statements
        elsif p_tables[at] in ('waiting_events'$f$),
        ('^attune_erase(?!_part)',
         $f$    delete from waiting_events w using$f$,
         $f$    perform attune_forget_statements(v_institution, array[p_student]);
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('statements', jsonb_build_object('does', 'delete', 'rows', v_count));
    delete from waiting_events w using$f$),
        ('^attune_retain$',
         $f$            perform attune_forget_answers(v_gone);$f$,
         $f$            perform attune_forget_statements(v_institution, v_gone);
            perform attune_forget_answers(v_gone);$f$),
        ('^attune_retain$',
         $f$                ('waiting_events', 'exists$f$,
         $f$                ('statements', 't.actor = any (attune_agents_of($1, $2))'),
                ('activity_documents', 't.agent = any (attune_agents_of($1, $2))'),
                ('waiting_events', 'exists$f$),
        ('^attune_retain_others$',
         $f$'waiting_events',$f$,
         $f$'waiting_events', 'statements', 'statement_agents', 'activity_documents',$f$),
        ('^attune_retention_day$',
         $f$        when 'waiting_events' then$f$,
         $f$        when 'statements' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'activity_documents' then '(t.updated_at at time zone ''UTC'')::date'
        when 'statement_agents' then 'null::date'
        when 'waiting_events' then$f$)
    ) as c (named, finds, puts) loop
        select pg_get_functiondef(p.oid) into strict v_before from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname ~ v_case.named
          and position(v_case.finds in p.prosrc) > 0;
        execute replace(v_before, v_case.finds, v_case.puts);
    end loop;
end $$;

revoke all on function
    attune_agents_of(uuid, uuid[]), attune_hidden_agents(), attune_enter_service(bytea, timestamptz),
    attune_consistent_through(timestamptz), attune_forget_statements(uuid, uuid[])
from public;
grant execute on function
    attune_hidden_agents(), attune_enter_service(bytea, timestamptz), attune_consistent_through(timestamptz)
to attune_app;
