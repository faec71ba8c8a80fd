-- Erasure: what it does, and the ledger of it.

-- A name in the ledger: a digest with the institution's secret, which the application cannot read. Without it
-- nobody finds out which number a digest is of by trying them all.
create function attune_erasure_digest(p_institution uuid, p_kind text, p_name text) returns text
language sql stable as $$
    select encode(sha256(convert_to(
        i.disclosure_salt || E'\x01erased ' || p_kind || E'\x01' || p_name, 'UTF8')), 'hex')
    from institutions i where i.institution_id = p_institution
$$;

-- Which of these names are those of somebody who was erased. For the institution's own work.
create function attune_erased_names(p_kind text, p_names text[]) returns table (name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    if not exists (select from erasures e where e.institution_id = attune_institution()) then
        return;
    end if;
    return query
        select n.name from unnest(p_names) as n (name)
        where exists (
            select from erasures e
            where e.institution_id = attune_institution()
              and e.digests @> array[attune_erasure_digest(attune_institution(), p_kind, n.name)]);
end $$;

-- Whether this was the login of somebody who was erased, at whatever institution: it has no login any more.
create function attune_is_erased_login() returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select attune_institution() is null and exists (
        select from institutions i join erasures e on e.institution_id = i.institution_id
        where e.digests @> array[attune_erasure_digest(i.institution_id, 'login', attune_asker())])
$$;

-- The signature of a text, by the institution's secret: only its own database makes it, and tells it.
create function attune_sign_erasures(p_text text) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_salt uuid;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    select i.disclosure_salt into v_salt from institutions i where i.institution_id = attune_institution();
    return encode(sha256(convert_to(v_salt || E'\x01ledger\x01' || encode(
        sha256(convert_to(v_salt || E'\x01ledger\x01' || p_text, 'UTF8')), 'hex'), 'UTF8')), 'hex');
end $$;

-- Students who are in the ledger and yet there, by their numbers: a backup from before brought them back.
create function attune_erased_and_there(p_ledger jsonb) returns table (erasure_id uuid, student_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    return query
        with listed as (
            select distinct on (d.digest) d.digest, l.erasure_id
            from jsonb_to_recordset(p_ledger) as l (erasure_id uuid, digests text[])
            cross join lateral unnest(l.digests) as d (digest))
        select distinct on (s.student_id) l.erasure_id, s.student_id
        from students s
        cross join lateral (
            select attune_erasure_digest(s.institution_id, 'number', s.number) as digest
            union all
            select attune_erasure_digest(i.institution_id, 'identifier', i.system || E'\x01' || i.identifier)
            from student_identifiers i
            where i.institution_id = s.institution_id and i.student_id = s.student_id) n
        join listed l on l.digest = n.digest
        where s.institution_id = attune_institution() and s.erased is null
        order by s.student_id, l.erasure_id;
end $$;

-- Erases a student. p_tables: every table with a student_id, children first; p_does says of each: delete,
-- anonymise (the rows go on under a new id that nothing leads to) or keep (under p_kept_as, which the ledger
-- leads to, for whoever brings the number and an exception), keep_if_sponsored (keep, or else anonymise). Whoever answers requests may, on a request of the
-- student's for it; and the institution's own work, of somebody whom the ledger names. Returns counts by table.
create function attune_erase(
    p_student uuid, p_tables text[], p_does text[], p_erasure uuid, p_request uuid, p_kept_as uuid, p_role text,
    p_anonymise boolean, p_now timestamptz, p_today date)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_anonymous constant uuid := gen_random_uuid();
    v_number text;
    v_digests text[];
    v_counts jsonb := '{}';
    v_count bigint;
    v_to uuid;
    v_does text;
    v_sponsored boolean;
begin
    select s.number into v_number from students s
    where s.institution_id = v_institution and s.student_id = p_student and s.erased is null for update;
    if v_number is null then
        raise no_data_found using message = 'there is no such student';
    end if;
    v_digests := array_append(
        (select array_agg(attune_erasure_digest(v_institution, n.kind, n.name)) from (
            select 'identifier' as kind, i.system || E'\x01' || i.identifier as name from student_identifiers i
            where i.institution_id = v_institution and i.student_id = p_student
            union all
            select 'login', l.issuer || E'\x01' || l.subject from logins l
            where l.institution_id = v_institution and l.student_id = p_student) n),
        attune_erasure_digest(v_institution, 'number', v_number));
    if not (attune_may('answer_requests') and attune_staff() is not null and exists (
                select from rights_requests r
                where r.institution_id = v_institution and r.student_id = p_student
                  and r.request_id = p_request and r.kind = 'erasure')
            or attune_operator() and exists (
                select from erasures e where e.institution_id = v_institution and e.erasure_id = p_erasure
                  and e.digests && v_digests)) then
        raise insufficient_privilege using message = 'only on the student''s request';
    end if;

    v_sponsored := exists (select from registrations r where r.institution_id = v_institution
                             and r.student_id = p_student and r.sponsored);
    -- Under other systems' names for the student, and under the student's logins.
    delete from waiting_events w using student_identifiers i
    where w.institution_id = v_institution and i.institution_id = v_institution and i.student_id = p_student
      and w.system = i.system and w.identifier = i.identifier;
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('waiting_events', jsonb_build_object('does', 'delete', 'rows', v_count));
    delete from event_removals w using student_identifiers i
    where w.institution_id = v_institution and i.institution_id = v_institution and i.student_id = p_student
      and w.system = i.system and w.identifier = i.identifier;
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('event_removals', jsonb_build_object('does', 'delete', 'rows', v_count));
    delete from calendar_links c using logins l
    where c.issuer = l.issuer and c.subject = l.subject and l.institution_id = v_institution
      and l.student_id = p_student;
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('calendar_links', jsonb_build_object('does', 'delete', 'rows', v_count));
    select count(*) into v_count from idempotency_keys k
    where k.institution_id = v_institution and k.about && array[p_student];
    perform attune_forget_answers(array[p_student]);
    with gone as (
        delete from idempotency_keys k using logins l
        where k.institution_id = v_institution and l.institution_id = v_institution and l.student_id = p_student
          and k.login_digest = sha256(convert_to(l.issuer || E'\x01' || l.subject, 'UTF8'))
        returning k.about)
    select v_count + count(*) into v_count from gone where not gone.about && array[p_student];
    v_counts := v_counts || jsonb_build_object('idempotency_keys', jsonb_build_object('does', 'delete', 'rows', v_count));

    insert into students (institution_id, student_id, number, erased)
    values (v_institution, p_kept_as, 'erased ' || p_kept_as, 'kept'),
           (v_institution, v_anonymous, 'anonymous ' || v_anonymous, 'anonymous')
    on conflict (institution_id, student_id) do nothing;
    for at in 1 .. cardinality(p_tables) loop
        if not exists (
                select from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relname = p_tables[at] and c.relnamespace = 'public'::regnamespace
                  and a.attname = 'student_id') then
            raise invalid_parameter_value using message = 'no table of students: ' || p_tables[at];
        end if;
        v_does := case when p_does[at] <> 'keep_if_sponsored' then p_does[at]
                       when v_sponsored then 'keep' when p_anonymise then 'anonymise' else 'delete' end;
        if v_does = 'delete' then
            execute format('delete from public.%I where institution_id = $1 and student_id = $2', p_tables[at])
            using v_institution, p_student;
        else
            v_to := case v_does when 'keep' then p_kept_as when 'anonymise' then v_anonymous end;
            execute format('update public.%I set student_id = $3 where institution_id = $1 and student_id = $2',
                           p_tables[at])
            using v_institution, p_student, v_to;
        end if;
        get diagnostics v_count = row_count;
        v_counts := v_counts
            || jsonb_build_object(p_tables[at], jsonb_build_object('does', v_does, 'rows', v_count));
    end loop;
    -- Nobody is a student under a new id after this day, and nobody is singled out by a visa.
    update registrations r
    set ends_before = least(coalesce(r.ends_before, p_today), greatest(p_today, r.starts_on)), sponsored = false
    where r.institution_id = v_institution and r.student_id = v_anonymous;
    -- That something was asked and answered stays; words do not. What was open is over.
    update rights_requests r
    set message = null, put_right = null, answer = null,
        outcome = case when r.state = 'answered' or r.request_id = p_request then r.outcome else 'refused' end,
        answered_at = case when r.state = 'answered' or r.request_id = p_request then r.answered_at else p_now end,
        state = case when r.request_id = p_request then r.state else 'answered' end
    where r.institution_id = v_institution and r.student_id = p_kept_as;
    -- What was changed stays on record, without saying of whom.
    update audit_entries e
    set subject = replace(e.subject, p_student::text, p_kept_as::text),
        before = replace(replace(e.before::text, p_student::text, p_kept_as::text),
                         to_jsonb(v_number)::text, '"erased"')::jsonb,
        after = replace(replace(e.after::text, p_student::text, p_kept_as::text),
                        to_jsonb(v_number)::text, '"erased"')::jsonb
    where e.institution_id = v_institution
      and (e.subject = 'student/' || p_student or position(p_student::text in e.before::text) > 0
           or position(p_student::text in e.after::text) > 0);
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('audit_entries', jsonb_build_object('does', 'keep', 'rows', v_count));
    delete from students s where s.institution_id = v_institution and s.student_id = p_student;
    if not exists (select from registrations r
                   where r.institution_id = v_institution and r.student_id = v_anonymous) then
        delete from students s where s.institution_id = v_institution and s.student_id = v_anonymous;
    end if;
    insert into erasures (institution_id, erasure_id, erased_at, erased_by, role, request_id, digests, kept_as,
                          counts, anonymise)
    values (v_institution, p_erasure, p_now, attune_staff(), p_role, p_request, v_digests, p_kept_as, v_counts,
            p_anonymise)
    on conflict (institution_id, erasure_id) do update
    set digests = (select array_agg(distinct d) from unnest(erasures.digests || excluded.digests) as d);
    return v_counts;
end $$;

-- Puts entries of an exported ledger into this one, where a backup from before lacks them.
create function attune_take_erasures(p_ledger jsonb) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_count bigint;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work does this';
    end if;
    insert into erasures (institution_id, erasure_id, erased_at, erased_by, role, request_id, digests, kept_as,
                          counts, anonymise)
    select attune_institution(), l.erasure_id, l.erased_at, s.staff_id, l.role, l.request_id, l.digests,
           l.kept_as, l.counts, l.anonymise
    from jsonb_to_recordset(p_ledger) as l (
        erasure_id uuid, erased_at timestamptz, erased_by uuid, role text, request_id uuid, digests text[],
        kept_as uuid, counts jsonb, anonymise boolean)
    left join staff s on s.institution_id = attune_institution() and s.staff_id = l.erased_by
    on conflict (institution_id, erasure_id) do nothing;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

revoke all on function
    attune_erasure_digest(uuid, text, text), attune_erased_names(text, text[]), attune_is_erased_login(),
    attune_sign_erasures(text), attune_erased_and_there(jsonb), attune_take_erasures(jsonb),
    attune_erase(uuid, text[], text[], uuid, uuid, uuid, text, boolean, timestamptz, date)
from public;
grant execute on function
    attune_erased_names(text, text[]), attune_is_erased_login(), attune_sign_erasures(text),
    attune_erased_and_there(jsonb), attune_take_erasures(jsonb),
    attune_erase(uuid, text[], text[], uuid, uuid, uuid, text, boolean, timestamptz, date)
to attune_app;
