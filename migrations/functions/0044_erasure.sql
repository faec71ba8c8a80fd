-- Erasure and its ledger, whole, as they are since 0044: earlier migrations amended these texts where they stood.

-- A name in the ledger, by a secret that was read before: many names need it once.
create function attune_digest_with(p_salt uuid, p_kind text, p_name text) returns text
language sql stable parallel safe as $$
    select encode(sha256(convert_to(p_salt || E'\x01erased ' || p_kind || E'\x01' || p_name, 'UTF8')), 'hex')
$$;
revoke all on function attune_digest_with(uuid, text, text) from public;

create function attune_united(p_some text[], p_others text[]) returns text[]
language sql immutable parallel safe as $$
    select array_agg(distinct each) from unnest(p_some || p_others) as each
$$;
revoke all on function attune_united(text[], text[]) from public;

-- A name in the ledger: a digest with the institution's secret, which the application cannot read. Without it
-- nobody finds out which number a digest is of by trying them all.
create or replace function attune_erasure_digest(p_institution uuid, p_kind text, p_name text) returns text
language plpgsql stable as $$
begin
    return (select attune_digest_with(i.disclosure_salt, p_kind, p_name)
            from institutions i where i.institution_id = p_institution);
end $$;

-- The digests of whatever names a student.
create or replace function attune_digests_of(p_institution uuid, p_student uuid) returns text[]
language plpgsql stable as $$
declare
    v_salt constant uuid := (select i.disclosure_salt from institutions i where i.institution_id = p_institution);
begin
    return (
        select array_agg(attune_digest_with(v_salt, n.kind, n.name)) from (
            select 'number' as kind, s.number as name from students s
            where s.institution_id = p_institution and s.student_id = p_student
            union all
            select 'identifier', i.system || E'\x01' || i.identifier from student_identifiers i
            where i.institution_id = p_institution and i.student_id = p_student
            union all
            select 'login', l.issuer || E'\x01' || l.subject from logins l
            where l.institution_id = p_institution and l.student_id = p_student) n);
end $$;

-- Which of these names are those of somebody who was erased. For the institution's own work. Whoever was erased in
-- part is there, and whoever was admitted again, too.
create or replace function attune_erased_names(p_kind text, p_names text[]) returns table (name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_salt constant uuid := (select i.disclosure_salt from institutions i where i.institution_id = v_institution);
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    if not exists (select 1 from erasures e where e.institution_id = v_institution) then
        return;
    end if;
    return query
        select n.name from unnest(p_names) as n (name)
        where exists (
            select 1 from erasures e
            where e.institution_id = v_institution and e.categories is null and e.readmitted_on is null
              and e.digests @> array[attune_digest_with(v_salt, p_kind, n.name)]);
end $$;

-- Whether this was the login of somebody who was erased, at whatever institution: it has no login any more.
create or replace function attune_is_erased_login() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_each record;
    v_digest text;
begin
    if v_institution is not null then
        return false;
    end if;
    for v_each in select i.institution_id, i.disclosure_salt from institutions i loop
        v_digest := attune_digest_with(v_each.disclosure_salt, 'login', attune_asker());
        if exists (
            select 1 from erasures e
            where e.institution_id = v_each.institution_id and e.categories is null and e.readmitted_on is null
              and e.digests @> array[v_digest]) then
            return true;
        end if;
    end loop;
    return false;
end $$;

-- Erases a student. p_tables: every table with a student_id, children first; p_does says of each: delete,
-- anonymise (the rows go on under a new id that nothing leads to) or keep (under p_kept_as, which the ledger
-- leads to, for whoever brings the number and an exception), keep_if_sponsored (keep, or else anonymise). Whoever
-- answers requests may, on a request of the student's for it; and the institution's own work, of somebody whom the
-- ledger names. Returns counts by table.
create or replace function attune_erase_apart_from_statistics(
    p_student uuid, p_tables text[], p_does text[], p_erasure uuid, p_request uuid, p_kept_as uuid, p_role text,
    p_anonymise boolean, p_now timestamptz, p_today date)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_anonymous constant uuid := gen_random_uuid();
    v_number text;
    v_logins bytea[];
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
    v_logins := array(
        select sha256(convert_to(l.issuer || E'\x01' || l.subject, 'UTF8')) from logins l
        where l.institution_id = v_institution and l.student_id = p_student);
    v_digests := attune_digests_of(v_institution, p_student);
    if not (attune_may('answer_requests') and attune_staff() is not null and exists (
                select 1 from rights_requests r
                where r.institution_id = v_institution and r.student_id = p_student
                  and r.request_id = p_request and r.kind = 'erasure')
            or attune_operator() and exists (
                select 1 from erasures e where e.institution_id = v_institution and e.erasure_id = p_erasure
                  and e.digests && v_digests)) then
        raise insufficient_privilege using message = 'only on the student''s request';
    end if;

    v_sponsored := exists (select 1 from registrations r where r.institution_id = v_institution
                             and r.student_id = p_student and r.sponsored);
    -- Under other systems' names for the student, and under the student's logins.
    perform attune_forget_statements(v_institution, array[p_student]);
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('statements', jsonb_build_object('does', 'delete', 'rows', v_count));
    delete from waiting_events w using student_identifiers i
    where w.institution_id = v_institution and i.institution_id = v_institution and i.student_id = p_student
      and w.system = i.system and w.identifier = i.identifier;
    get diagnostics v_count = row_count;
    v_counts := v_counts
        || jsonb_build_object('waiting_events', jsonb_build_object('does', 'delete', 'rows', v_count));
    delete from event_removals w using student_identifiers i
    where w.institution_id = v_institution and i.institution_id = v_institution and i.student_id = p_student
      and w.system = i.system and w.identifier = i.identifier;
    get diagnostics v_count = row_count;
    v_counts := v_counts
        || jsonb_build_object('event_removals', jsonb_build_object('does', 'delete', 'rows', v_count));
    delete from calendar_links c using logins l
    where c.issuer = l.issuer and c.subject = l.subject and l.institution_id = v_institution
      and l.student_id = p_student;
    get diagnostics v_count = row_count;
    v_counts := v_counts
        || jsonb_build_object('calendar_links', jsonb_build_object('does', 'delete', 'rows', v_count));
    select count(*) into v_count from idempotency_keys k
    where k.institution_id = v_institution and k.about && array[p_student];
    perform attune_forget_answers(array[p_student]);
    with gone as (
        delete from idempotency_keys k
        where k.institution_id = v_institution and k.login_digest = any (v_logins)
        returning k.about)
    select v_count + count(*) into v_count from gone where not gone.about && array[p_student];
    v_counts := v_counts
        || jsonb_build_object('idempotency_keys', jsonb_build_object('does', 'delete', 'rows', v_count));

    insert into students (institution_id, student_id, number, erased)
    values (v_institution, p_kept_as, 'erased ' || p_kept_as, 'kept'),
           (v_institution, v_anonymous, 'anonymous ' || v_anonymous, 'anonymous')
    on conflict (institution_id, student_id) do nothing;
    for at in 1 .. cardinality(p_tables) loop
        if not exists (
                select 1 from pg_class c join pg_attribute a on a.attrelid = c.oid
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
    if not exists (select 1 from registrations r
                   where r.institution_id = v_institution and r.student_id = v_anonymous) then
        delete from students s where s.institution_id = v_institution and s.student_id = v_anonymous;
    end if;
    insert into erasures (institution_id, erasure_id, erased_at, erased_by, role, request_id, digests, kept_as,
                          counts, anonymise)
    values (v_institution, p_erasure, p_now, attune_staff(), p_role, p_request, v_digests, p_kept_as, v_counts,
            p_anonymise)
    on conflict (institution_id, erasure_id) do update
    set digests = attune_united(erasures.digests, excluded.digests);
    return v_counts;
end $$;

-- The same, with what is kept for figures about groups and for nothing else. This is the one that is called.
create or replace function attune_erase(
    p_student uuid, p_tables text[], p_does text[], p_erasure uuid, p_request uuid, p_kept_as uuid, p_role text,
    p_anonymise boolean, p_now timestamptz, p_today date)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_rows bigint;
    v_counts jsonb;
begin
    select count(*) into v_rows from statistics.student_statistics s
    where s.institution_id = v_institution and s.student_id = p_student;
    -- The student's row takes the statistics along.
    v_counts := attune_erase_apart_from_statistics(
            p_student, p_tables, p_does, p_erasure, p_request, p_kept_as, p_role, p_anonymise, p_now, p_today)
        || jsonb_build_object('student_statistics', jsonb_build_object('does', 'delete', 'rows', v_rows));
    update erasures e set counts = v_counts
    where e.institution_id = v_institution and e.erasure_id = p_erasure
      and not e.counts ? 'student_statistics';
    return v_counts;
end $$;

-- Erases kinds of data of a student, who stays. p_tables, children first, and p_does as of attune_erase; what is
-- kept stays where it is. Signals of p_keep_rules stay, and corrections but of p_corrections. Who may: as of
-- attune_erase. Data about days before p_day are not taken again. Returns counts by table.
create or replace function attune_erase_part(
    p_student uuid, p_categories text[], p_tables text[], p_does text[], p_keep_rules text[], p_corrections text[],
    p_erasure uuid, p_request uuid, p_role text, p_anonymise boolean, p_now timestamptz, p_day date)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_anonymous constant uuid := gen_random_uuid();
    v_digests text[];
    v_counts jsonb := '{}';
    v_count bigint;
    v_does text;
    v_sponsored boolean;
begin
    perform 1 from students s
    where s.institution_id = v_institution and s.student_id = p_student and s.erased is null for update;
    if not found then
        raise no_data_found using message = 'there is no such student';
    end if;
    v_digests := attune_digests_of(v_institution, p_student);
    if not (attune_may('answer_requests') and attune_staff() is not null and exists (
                select 1 from rights_requests r
                where r.institution_id = v_institution and r.student_id = p_student
                  and r.request_id = p_request
                  and (r.kind = 'erasure'
                       or r.kind = 'objection' and p_categories = array['expectations']
                       and p_tables <@ array['expectation_acts', 'data_copies']))
            or attune_operator() and exists (
                select 1 from erasures e where e.institution_id = v_institution and e.erasure_id = p_erasure
                  and e.digests && v_digests)) then
        raise insufficient_privilege using message = 'only on the student''s request';
    end if;
    v_sponsored := exists (select 1 from registrations r where r.institution_id = v_institution
                             and r.student_id = p_student and r.sponsored);
    for at in 1 .. cardinality(p_tables) loop
        v_does := case when p_does[at] <> 'keep_if_sponsored' then p_does[at]
                       when v_sponsored then 'keep' else 'delete' end;
        if p_tables[at] = 'statements' then
            perform attune_forget_statements(v_institution, array[p_student]);
        elsif p_tables[at] in ('statement_agents', 'activity_documents') then
            perform 1 where false;  -- they went with the statements
        elsif p_tables[at] in ('waiting_events', 'event_removals') then
            execute format('delete from public.%I t using student_identifiers i where t.institution_id = $1'
                           ' and i.institution_id = $1 and i.student_id = $2 and t.system = i.system'
                           ' and t.identifier = i.identifier', p_tables[at])
            using v_institution, p_student;
        elsif p_tables[at] = 'calendar_links' then
            delete from calendar_links c using logins l
            where c.issuer = l.issuer and c.subject = l.subject and l.institution_id = v_institution
              and l.student_id = p_student;
        elsif v_does = 'keep' then
            execute format('select 1 from public.%I where institution_id = $1 and student_id = $2', p_tables[at])
            using v_institution, p_student;
        elsif v_does = 'anonymise' then
            execute format('update public.%I set student_id = $3 where institution_id = $1 and student_id = $2',
                           p_tables[at])
            using v_institution, p_student, v_anonymous;
        else
            execute format('delete from public.%I t where institution_id = $1 and student_id = $2%s', p_tables[at],
                case p_tables[at] when 'signals' then ' and t.rule <> all ($3)'
                                  when 'corrections' then ' and t.kind = any ($4)' else '' end)
            using v_institution, p_student, p_keep_rules, p_corrections;
        end if;
        get diagnostics v_count = row_count;
        v_counts := v_counts
            || jsonb_build_object(p_tables[at], jsonb_build_object('does', v_does, 'rows', v_count));
    end loop;
    select count(*) into v_count from idempotency_keys k
    where k.institution_id = v_institution and k.about && array[p_student];
    perform attune_forget_answers(array[p_student]);
    v_counts := v_counts
        || jsonb_build_object('idempotency_keys', jsonb_build_object('does', 'delete', 'rows', v_count));
    update students s
    set erased_before = coalesce(s.erased_before, '{}') || (
        select jsonb_object_agg(c, greatest(p_day, (s.erased_before ->> c)::date)) from unnest(p_categories) as c)
    where s.institution_id = v_institution and s.student_id = p_student;
    insert into erasures (institution_id, erasure_id, erased_at, erased_by, role, request_id, digests, counts,
                          anonymise, categories)
    values (v_institution, p_erasure, p_now, attune_staff(), p_role, p_request, v_digests, v_counts, p_anonymise,
            p_categories)
    on conflict (institution_id, erasure_id) do update
    set digests = attune_united(erasures.digests, excluded.digests);
    return v_counts;
end $$;

-- The signature of a text, by the institution's secret: only its own database makes it, and tells it.
create or replace function attune_sign_erasures(p_text text) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_salt uuid;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    select i.disclosure_salt into v_salt from institutions i where i.institution_id = v_institution;
    return encode(sha256(convert_to(v_salt || E'\x01ledger\x01' || encode(
        sha256(convert_to(v_salt || E'\x01ledger\x01' || p_text, 'UTF8')), 'hex'), 'UTF8')), 'hex');
end $$;

-- Entries, of this ledger or of another, that are to be carried out here: their students are there, as a backup from
-- before brings them back. An entry that this database has made, or applied, needs it no more where it is about a
-- part, or where its number was admitted again. A whole erasure takes its parts along.
create or replace function attune_erased_and_there(p_ledger jsonb) returns table (erasure_id uuid, student_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_salt constant uuid := (select i.disclosure_salt from institutions i where i.institution_id = v_institution);
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    return query
        with listed as (
            select d.digest, l.erasure_id, l.categories is null as whole
            from jsonb_to_recordset(p_ledger) as l (erasure_id uuid, digests text[], categories text[])
            cross join lateral unnest(l.digests) as d (digest)
            where l.erasure_id not in (
                select e.erasure_id from erasures e where e.institution_id = v_institution
                  and (e.categories is not null or e.readmitted_on is not null))),
        named as (
            select s.student_id, attune_digest_with(v_salt, 'number', s.number) as digest
            from students s
            where s.institution_id = v_institution and s.erased is null
            union all
            select s.student_id, attune_digest_with(v_salt, 'identifier', i.system || E'\x01' || i.identifier)
            from students s
            join student_identifiers i on i.institution_id = s.institution_id and i.student_id = s.student_id
            where s.institution_id = v_institution and s.erased is null),
        there as (
            select distinct n.student_id, l.erasure_id, l.whole
            from named n
            join listed l on l.digest = n.digest),
        first as (
            select t.student_id, min(t.erasure_id::text)::uuid as erasure_id from there t where t.whole
            group by t.student_id)
        select f.erasure_id, f.student_id from first f
        union all
        select t.erasure_id, t.student_id from there t
        where not t.whole and t.student_id not in (select f.student_id from first f)
        order by 2, 1;
end $$;

-- Puts entries of an exported ledger into this one, where a backup from before lacks them.
create or replace function attune_take_erasures(p_ledger jsonb) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_count bigint;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work does this';
    end if;
    insert into erasures (institution_id, erasure_id, erased_at, erased_by, role, request_id, digests, kept_as,
                          counts, anonymise, categories, readmitted_on, readmitted_at, readmitted_by)
    select v_institution, l.erasure_id, l.erased_at, s.staff_id, l.role, l.request_id, l.digests,
           l.kept_as, l.counts, l.anonymise, l.categories, l.readmitted_on, l.readmitted_at, r.staff_id
    from jsonb_to_recordset(p_ledger) as l (
        erasure_id uuid, erased_at timestamptz, erased_by uuid, role text, request_id uuid, digests text[],
        kept_as uuid, counts jsonb, anonymise boolean, categories text[], readmitted_on date,
        readmitted_at timestamptz, readmitted_by uuid)
    left join staff s on s.institution_id = v_institution and s.staff_id = l.erased_by
    left join staff r on r.institution_id = v_institution and r.staff_id = l.readmitted_by
    on conflict (institution_id, erasure_id) do update
    set readmitted_on = excluded.readmitted_on, readmitted_at = excluded.readmitted_at,
        readmitted_by = excluded.readmitted_by
    where erasures.readmitted_on is null and excluded.readmitted_on is not null;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- Of these numbers, those that are a student's again after an erasure, and since when.
create or replace function attune_readmitted(p_numbers text[]) returns table (number text, day date)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_salt constant uuid := (select i.disclosure_salt from institutions i where i.institution_id = v_institution);
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    if not exists (select 1 from erasures e
                   where e.institution_id = v_institution and e.readmitted_on is not null) then
        return;
    end if;
    return query
        select n.number, max(e.readmitted_on) from unnest(p_numbers) as n (number)
        join erasures e on e.institution_id = v_institution and e.categories is null
          and e.readmitted_on is not null
          and e.digests @> array[attune_digest_with(v_salt, 'number', n.number)]
        group by n.number;
end $$;

-- Says that a number whose student was erased is a student's again: from p_on, data are taken. No row: nobody of
-- the number was erased, or it has been said already.
create or replace function attune_readmit(p_number text, p_on date, p_now timestamptz)
returns table (erasure_id uuid, readmitted_on date, erased_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_staff constant uuid := attune_staff();
    v_digest constant text := attune_erasure_digest(v_institution, 'number', p_number);
begin
    if v_staff is null or not (attune_may('administer') or attune_may('answer_requests')) then
        raise insufficient_privilege using message = 'only an administrator, or who answers requests, says this';
    end if;
    return query
        update erasures e
        set readmitted_on = p_on, readmitted_at = p_now, readmitted_by = v_staff
        where e.institution_id = v_institution and e.categories is null and e.readmitted_on is null
          and e.digests @> array[v_digest]
        returning e.erasure_id, e.readmitted_on, e.erased_at;
end $$;
