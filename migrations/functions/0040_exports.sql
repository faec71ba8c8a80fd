-- Exports: what was taken out, for what, and whose data were in it. The phrases are those of row_level_security.sql.
--
-- A row for each student and export would be tens of thousands for each of them. So a student has a place, given once,
-- and an export a bit for each place. Without the place a bit is nobody's: it goes with whoever is erased.

-- The place of the student who asks; null for anybody else, and for whoever was never in an export.
create function attune_own_export_place() returns int
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select p.place from export_places p
    where p.institution_id = attune_institution() and p.student_id = attune_student()
$$;

-- Whether the bit of a place is set.
create function attune_has_bit(p_bits bytea, p_place int) returns boolean
language sql immutable parallel safe as $$
    select case when p_place < octet_length(p_bits) * 8 then get_bit(p_bits, p_place) = 1 else false end
$$;

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
begin
    execute 'alter table exports enable row level security';
    execute format('create policy jobs on exports for select to attune_app using (%s)', jobs);
    -- Whoever answers for the service reads what went out; a student, what held data of theirs.
    execute format('create policy answered on exports for select to attune_app using (%s and ('
                   '(select attune_may(''administer'')) or (select attune_may(''govern''))'
                   ' or (select attune_may(''answer_requests''))))', own);
    execute format('create policy own on exports for select to attune_app using (%s'
                   ' and attune_has_bit(students, (select attune_own_export_place())))', own);

    execute 'alter table export_places enable row level security';
    execute format('create policy jobs on export_places for select to attune_app using (%s)', jobs);
    execute format('create policy own on export_places for select to attune_app using (%s'
                   ' and student_id = (select attune_student()))', own);
    execute 'create policy used on export_places as restrictive for select to attune_app'
            ' using (student_id <> all ((select attune_hidden_students())::uuid[]))';
end $$;

grant select on exports, export_places to attune_app;

-- Puts on record that a data set is about to go out, or was refused.
create function attune_begin_export(
    p_export uuid, p_now timestamptz, p_issuer text, p_subject text, p_dataset text, p_format text, p_purpose text,
    p_recipient text, p_first date, p_last date, p_outcome text)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work gives data out';
    end if;
    insert into exports (institution_id, export_id, begun_at, issuer, subject, dataset, format, purpose, recipient,
                         first_day, last_day, outcome, rows, students)
    values (attune_institution(), p_export, p_now, p_issuer, p_subject, p_dataset, p_format, p_purpose, p_recipient,
            p_first, p_last, p_outcome, 0, '');
end $$;

-- Adds what is about to go out: so many rows, and whose they are. Places are given in the order of ids, above any that
-- an export has ever used: those of whoever was erased are not given again.
create function attune_record_exported(p_export uuid, p_students uuid[], p_rows bigint)
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
    if exists (select from unnest(p_students) as s (id) where not exists (
            select from export_places p where p.institution_id = v_institution and p.student_id = s.id)) then
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
create function attune_finish_export(p_export uuid, p_now timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work gives data out';
    end if;
    update exports e set finished_at = p_now
    where e.institution_id = attune_institution() and e.export_id = p_export and e.outcome = 'sent';
end $$;

revoke all on function
    attune_own_export_place(), attune_has_bit(bytea, int),
    attune_begin_export(uuid, timestamptz, text, text, text, text, text, text, date, date, text),
    attune_record_exported(uuid, uuid[], bigint), attune_finish_export(uuid, timestamptz)
from public;
grant execute on function
    attune_own_export_place(), attune_has_bit(bytea, int),
    attune_begin_export(uuid, timestamptz, text, text, text, text, text, text, date, date, text),
    attune_record_exported(uuid, uuid[], bigint), attune_finish_export(uuid, timestamptz)
to attune_app;

-- The day of an export, of which its retention is counted, and that it is deleted by it.
do $$
declare
    v_days constant text := pg_get_functiondef('attune_retention_day(text)'::regprocedure);
    v_others constant text := pg_get_functiondef((select p.oid from pg_proc p where p.proname = 'attune_retain_others'
                                                  and p.pronamespace = 'public'::regnamespace));
    v_new_days constant text := replace(
        v_days, $day$when 'cases' then$day$,
        $day$when 'exports' then '(t.begun_at at time zone ''UTC'')::date'
        when 'cases' then$day$);
    v_new_others constant text := replace(
        v_others, $table$not in ('audit_entries',$table$, $table$not in ('audit_entries', 'exports',$table$);
begin
    if v_new_days = v_days or v_new_others = v_others then
        raise 'what is to be replaced is not there';
    end if;
    execute v_new_days;
    execute v_new_others;
end $$;
