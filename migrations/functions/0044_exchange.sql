-- What comes in and goes out, whole, as it is since 0044: calendars, statements, webhooks, exports, launches.

-- The secret by which figures about groups get their noise: for the institution's own work alone. The
-- application's role cannot read the column.
create or replace function attune_disclosure_salt() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    return (
        select i.disclosure_salt from institutions i
        where i.institution_id = v_institution and attune_operator());
end $$;

-- A calendar application brings a secret and nothing else: it learns whose it is, in which roles, and no more.
create or replace function attune_calendar_login(
    p_digest bytea, p_now timestamptz, out issuer text, out subject text, out roles text[])
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
begin
    select c.issuer, c.subject, c.roles into issuer, subject, roles
    from calendar_links c
    where c.secret_digest = p_digest and c.expires_at > p_now;
end $$;

-- By which agents statements name these students, in whatever system.
create or replace function attune_agents_of(p_institution uuid, p_students uuid[]) returns uuid[]
language plpgsql stable as $$
begin
    return (
        select coalesce(array_agg(distinct a.agent), '{}')
        from student_identifiers i
        join statement_agents a
            on a.institution_id = i.institution_id and a.system = i.system and a.identifier = i.identifier
        where i.institution_id = p_institution and i.student_id = any (p_students));
end $$;

-- What happened is written for each receiver that is told of it, by whoever did it: a student, staff, a job. None of
-- them need see a receiver or a message. Nobody tells of what is no student's of the institution; told twice is once.
create or replace function attune_tell(
    p_type text, p_events uuid[], p_students uuid[], p_ids jsonb[], p_sections text[], p_now timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    insert into webhook_messages (institution_id, student_id, event_id, webhook_id, type, ids, sections,
                                  occurred_at, state, tried, next_at)
    select w.institution_id, s.student_id, n.event_id, w.webhook_id, p_type, n.ids,
           string_to_array(n.sections, ','), p_now, 'waiting', 0, p_now
    from webhooks w
    cross join unnest(p_events, p_students, p_ids, p_sections) with ordinality
        as n (event_id, student_id, ids, sections, at)
    join students s on s.institution_id = w.institution_id and s.student_id = n.student_id
    where w.institution_id = v_institution and w.disabled_because is null and p_type = any (w.event_types)
    order by n.at, w.webhook_id
    on conflict do nothing;
end $$;

-- Puts on record that a data set is about to go out, or was refused.
create or replace function attune_begin_export(
    p_export uuid, p_now timestamptz, p_issuer text, p_subject text, p_dataset text, p_format text, p_purpose text,
    p_recipient text, p_first date, p_last date, p_outcome text)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work gives data out';
    end if;
    insert into exports (institution_id, export_id, begun_at, issuer, subject, dataset, format, purpose, recipient,
                         first_day, last_day, outcome, rows, students)
    values (v_institution, p_export, p_now, p_issuer, p_subject, p_dataset, p_format, p_purpose, p_recipient,
            p_first, p_last, p_outcome, 0, '');
end $$;

-- Adds what is about to go out: so many rows, and whose they are. Places are given in the order of ids, above any that
-- an export has ever used: those of whoever was erased are not given again.
create or replace function attune_record_exported(p_export uuid, p_students uuid[], p_rows bigint)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_bits bytea;
    v_next int;
    v_place int;
    v_most int;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work gives data out';
    end if;
    if exists (select 1 from unnest(p_students) as s (id) where not exists (
            select 1 from export_places p where p.institution_id = v_institution and p.student_id = s.id)) then
        perform pg_advisory_xact_lock(hashtextextended('attune export places ' || v_institution, 0));
        select greatest(
            (select max(p.place) + 1 from export_places p where p.institution_id = v_institution),
            (select max(octet_length(e.students)) * 8 from exports e where e.institution_id = v_institution), 0)
        into v_next;
        insert into export_places (institution_id, student_id, place)
        select v_institution, s.student_id, v_next + row_number() over (order by s.student_id) - 1
        from students s
        where s.institution_id = v_institution and s.student_id = any (p_students)
        on conflict (institution_id, student_id) do nothing;
    end if;
    select e.students into v_bits from exports e
    where e.institution_id = v_institution and e.export_id = p_export for update;
    select max(p.place) into v_most from export_places p
    where p.institution_id = v_institution and p.student_id = any (p_students);
    if v_most >= octet_length(v_bits) * 8 then
        v_bits := v_bits || decode(repeat('00', v_most / 8 + 1 - octet_length(v_bits)), 'hex');
    end if;
    for v_place in select p.place from export_places p
            where p.institution_id = v_institution and p.student_id = any (p_students) loop
        v_bits := set_bit(v_bits, v_place, 1);
    end loop;
    update exports e set students = v_bits, rows = e.rows + p_rows
    where e.institution_id = v_institution and e.export_id = p_export;
end $$;

-- Puts on record that all of it went out.
create or replace function attune_finish_export(p_export uuid, p_now timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work gives data out';
    end if;
    update exports e set finished_at = p_now
    where e.institution_id = v_institution and e.export_id = p_export and e.outcome = 'sent';
end $$;

-- Whether it is set for the first time. Of two at once the later waits for the earlier.
create or replace function attune_mark_launch(p_mark bytea, p_kept_until timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into launch_marks (mark, kept_until) values (p_mark, p_kept_until) on conflict do nothing;
    return found;
end $$;
