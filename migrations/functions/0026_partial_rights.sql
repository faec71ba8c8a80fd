-- Rights over a part: erasing some kinds of data, leaving somebody out for one purpose, and being admitted again.

-- --- one purpose ---

-- What is done from here on is for a purpose: whoever is restricted for it is left out of everything that is read,
-- by staff and by the institution's own work. It only takes away, so whoever reads may say it.
create or replace function attune_uses(p_purpose text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_restricted uuid[];
    v_students uuid[];
    v_by text[];
begin
    if attune_institution() is null then
        raise insufficient_privilege using message = 'nobody has said yet for whom this is';
    end if;
    v_restricted := attune_restricted_for(array[p_purpose]);
    perform set_config('attune.used_for', array_append(attune_used_for(), p_purpose)::text, true);
    if attune_operator() then
        perform set_config('attune.hidden_at_work', (
            coalesce(attune_not_used(attune_institution(), null, p_purpose), '{}')
            || coalesce(nullif(current_setting('attune.hidden_at_work', true), ''), '{}')::uuid[])::text, true);
    end if;
    if attune_staff() is null or cardinality(v_restricted) = 0 then
        return;  -- a student sees everything of their own
    end if;
    select array_agg(w.student_id), array_agg(w.roles) into v_students, v_by
    from unnest(coalesce(nullif(current_setting('attune.visible_students', true), ''), '{}')::uuid[],
                coalesce(nullif(current_setting('attune.visible_by', true), ''), '{}')::text[])
        as w (student_id, roles)
    where w.student_id <> all (v_restricted);
    perform set_config('attune.visible_students', coalesce(v_students::text, ''), true),
            set_config('attune.visible_by', coalesce(v_by::text, ''), true),
            set_config('attune.hidden_students', (
                coalesce(nullif(current_setting('attune.hidden_students', true), ''), '{}')::uuid[]
                || v_restricted)::text, true);
end $$;

-- The purposes that this transaction has said.
create function attune_used_for() returns text[] language sql stable as
    $$ select coalesce(nullif(current_setting('attune.used_for', true), ''), '{}')::text[] $$;

-- As before, with whoever is restricted for what the transaction has said that it is for.
create or replace function attune_elevate(p_on boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() and current_setting('attune.entered', true) is distinct from 'may act' then
        raise insufficient_privilege using message = 'this operation does nothing as the institution itself';
    end if;
    if p_on and not attune_operator() and attune_student() is null
            and current_setting('attune.stores', true) is distinct from 'on' then
        perform set_config('attune.hidden_at_work', (
            coalesce(attune_not_used(attune_institution(), null, null), '{}')
            || case when cardinality(attune_used_for()) > 0
                    then attune_restricted_for(attune_used_for()) else '{}' end)::text, true);
    end if;
    perform set_config('attune.operator', case when p_on then 'on' else '' end, true);
end $$;

-- --- a part ---

-- By kind of data, or empty for every kind: data about days before this one were erased, and are not taken again.
alter table students add column erased_before jsonb;
-- squawk-ignore require-concurrent-index-creation
create index ix_students_erased_before on students (institution_id, student_id) where erased_before is not null;

-- Which kinds of data an entry is about: null: everything. Of a part nothing is kept under another id.
alter table erasures add column categories text[];
-- No release has this table yet.
-- squawk-ignore ban-drop-not-null
alter table erasures alter column kept_as drop not null;
-- Since when the number is a student's again, who said so, and when.
alter table erasures add column readmitted_on date;
alter table erasures add column readmitted_at timestamptz;
alter table erasures add column readmitted_by uuid;
alter table erasures add constraint ck_erasures_part check ((categories is null) = (kept_as is not null)) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table erasures validate constraint ck_erasures_part;
alter table erasures add constraint ck_erasures_readmitted check (
    (readmitted_on is null) = (readmitted_at is null) and (readmitted_on is null or categories is null)
    and (readmitted_by is null or readmitted_on is not null)) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table erasures validate constraint ck_erasures_readmitted;
alter table erasures add constraint fk_erasures_institution_id_readmitted_by
    foreign key (institution_id, readmitted_by) references staff (institution_id, staff_id) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table erasures validate constraint fk_erasures_institution_id_readmitted_by;

-- The digests of whatever names a student.
create function attune_digests_of(p_institution uuid, p_student uuid) returns text[]
language sql stable as $$
    select array_agg(attune_erasure_digest(p_institution, n.kind, n.name)) from (
        select 'number' as kind, s.number as name from students s
        where s.institution_id = p_institution and s.student_id = p_student
        union all
        select 'identifier', i.system || E'\x01' || i.identifier from student_identifiers i
        where i.institution_id = p_institution and i.student_id = p_student
        union all
        select 'login', l.issuer || E'\x01' || l.subject from logins l
        where l.institution_id = p_institution and l.student_id = p_student) n
$$;

-- Erases kinds of data of a student, who stays. p_tables, children first, and p_does as of attune_erase; what is
-- kept stays where it is. Signals of p_keep_rules stay, and corrections but of p_corrections. Who may: as of
-- attune_erase. Data about days before p_day are not taken again. Returns counts by table.
create function attune_erase_part(
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
    perform from students s
    where s.institution_id = v_institution and s.student_id = p_student and s.erased is null for update;
    if not found then
        raise no_data_found using message = 'there is no such student';
    end if;
    v_digests := attune_digests_of(v_institution, p_student);
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
    for at in 1 .. cardinality(p_tables) loop
        v_does := case when p_does[at] <> 'keep_if_sponsored' then p_does[at]
                       when v_sponsored then 'keep' else 'delete' end;
        if p_tables[at] in ('waiting_events', 'event_removals') then
            execute format('delete from public.%I t using student_identifiers i where t.institution_id = $1'
                           ' and i.institution_id = $1 and i.student_id = $2 and t.system = i.system'
                           ' and t.identifier = i.identifier', p_tables[at])
            using v_institution, p_student;
        elsif p_tables[at] = 'calendar_links' then
            delete from calendar_links c using logins l
            where c.issuer = l.issuer and c.subject = l.subject and l.institution_id = v_institution
              and l.student_id = p_student;
        elsif v_does = 'keep' then
            execute format('select from public.%I where institution_id = $1 and student_id = $2', p_tables[at])
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
    v_counts := v_counts || jsonb_build_object('idempotency_keys', jsonb_build_object('does', 'delete', 'rows', v_count));
    update students s
    set erased_before = coalesce(s.erased_before, '{}') || (
        select jsonb_object_agg(c, greatest(p_day, (s.erased_before ->> c)::date)) from unnest(p_categories) as c)
    where s.institution_id = v_institution and s.student_id = p_student;
    insert into erasures (institution_id, erasure_id, erased_at, erased_by, role, request_id, digests, counts,
                          anonymise, categories)
    values (v_institution, p_erasure, p_now, attune_staff(), p_role, p_request, v_digests, v_counts, p_anonymise,
            p_categories)
    on conflict (institution_id, erasure_id) do update
    set digests = (select array_agg(distinct d) from unnest(erasures.digests || excluded.digests) as d);
    return v_counts;
end $$;

-- --- the ledger: whoever was erased in part is there, and whoever was admitted again, too ---

create or replace function attune_erased_names(p_kind text, p_names text[]) returns table (name text)
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
            where e.institution_id = attune_institution() and e.categories is null and e.readmitted_on is null
              and e.digests @> array[attune_erasure_digest(attune_institution(), p_kind, n.name)]);
end $$;

create or replace function attune_is_erased_login() returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select attune_institution() is null and exists (
        select from institutions i join erasures e on e.institution_id = i.institution_id
        where e.categories is null and e.readmitted_on is null
          and e.digests @> array[attune_erasure_digest(i.institution_id, 'login', attune_asker())])
$$;

-- Entries, of this ledger or of another, that are to be carried out here: their students are there. An entry that
-- this database has made, or applied, needs it no more where it is about a part, or where its number was admitted
-- again. A whole erasure takes its parts along.
create or replace function attune_erased_and_there(p_ledger jsonb) returns table (erasure_id uuid, student_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    return query
        with listed as (
            select d.digest, l.erasure_id, l.categories is null as whole
            from jsonb_to_recordset(p_ledger) as l (erasure_id uuid, digests text[], categories text[])
            cross join lateral unnest(l.digests) as d (digest)
            where not exists (
                select from erasures e where e.institution_id = attune_institution()
                  and e.erasure_id = l.erasure_id and (e.categories is not null or e.readmitted_on is not null))),
        there as (
            select distinct s.student_id, l.erasure_id, l.whole
            from students s
            cross join lateral (
                select attune_erasure_digest(s.institution_id, 'number', s.number) as digest
                union all
                select attune_erasure_digest(i.institution_id, 'identifier', i.system || E'\x01' || i.identifier)
                from student_identifiers i
                where i.institution_id = s.institution_id and i.student_id = s.student_id) n
            join listed l on l.digest = n.digest
            where s.institution_id = attune_institution() and s.erased is null),
        first as (
            select t.student_id, min(t.erasure_id::text)::uuid as erasure_id from there t where t.whole
            group by t.student_id)
        select f.erasure_id, f.student_id from first f
        union all
        select t.erasure_id, t.student_id from there t
        where not t.whole and t.student_id not in (select f.student_id from first f)
        order by 2, 1;
end $$;

create or replace function attune_take_erasures(p_ledger jsonb) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_count bigint;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work does this';
    end if;
    insert into erasures (institution_id, erasure_id, erased_at, erased_by, role, request_id, digests, kept_as,
                          counts, anonymise, categories, readmitted_on, readmitted_at, readmitted_by)
    select attune_institution(), l.erasure_id, l.erased_at, s.staff_id, l.role, l.request_id, l.digests,
           l.kept_as, l.counts, l.anonymise, l.categories, l.readmitted_on, l.readmitted_at, r.staff_id
    from jsonb_to_recordset(p_ledger) as l (
        erasure_id uuid, erased_at timestamptz, erased_by uuid, role text, request_id uuid, digests text[],
        kept_as uuid, counts jsonb, anonymise boolean, categories text[], readmitted_on date,
        readmitted_at timestamptz, readmitted_by uuid)
    left join staff s on s.institution_id = attune_institution() and s.staff_id = l.erased_by
    left join staff r on r.institution_id = attune_institution() and r.staff_id = l.readmitted_by
    on conflict (institution_id, erasure_id) do update
    set readmitted_on = excluded.readmitted_on, readmitted_at = excluded.readmitted_at,
        readmitted_by = excluded.readmitted_by
    where erasures.readmitted_on is null and excluded.readmitted_on is not null;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- --- admitted again ---

-- Says that a number whose student was erased is a student's again: from p_on, data are taken. No row: nobody of
-- the number was erased, or it has been said already.
create function attune_readmit(p_number text, p_on date, p_now timestamptz)
returns table (erasure_id uuid, readmitted_on date, erased_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if attune_staff() is null or not (attune_may('administer') or attune_may('answer_requests')) then
        raise insufficient_privilege using message = 'only an administrator, or who answers requests, says this';
    end if;
    return query
        update erasures e
        set readmitted_on = p_on, readmitted_at = p_now, readmitted_by = attune_staff()
        where e.institution_id = v_institution and e.categories is null and e.readmitted_on is null
          and e.digests @> array[attune_erasure_digest(v_institution, 'number', p_number)]
        returning e.erasure_id, e.readmitted_on, e.erased_at;
end $$;

-- Of these numbers, those that are a student's again after an erasure, and since when.
create function attune_readmitted(p_numbers text[]) returns table (number text, day date)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work asks this';
    end if;
    if not exists (select from erasures e
                   where e.institution_id = attune_institution() and e.readmitted_on is not null) then
        return;
    end if;
    return query
        select n.number, max(e.readmitted_on) from unnest(p_numbers) as n (number)
        join erasures e on e.institution_id = attune_institution() and e.categories is null
          and e.readmitted_on is not null
          and e.digests @> array[attune_erasure_digest(attune_institution(), 'number', n.number)]
        group by n.number;
end $$;

revoke all on function
    attune_used_for(), attune_digests_of(uuid, uuid), attune_readmit(text, date, timestamptz),
    attune_readmitted(text[]),
    attune_erase_part(uuid, text[], text[], text[], text[], text[], uuid, uuid, text, boolean, timestamptz, date)
from public;
grant execute on function
    attune_readmit(text, date, timestamptz), attune_readmitted(text[]),
    attune_erase_part(uuid, text[], text[], text[], text[], text[], uuid, uuid, text, boolean, timestamptz, date)
to attune_app;
