-- Look-ups that must see a row before, or without, being allowed to see whom it is about.

-- An administrator names students by number and must not see them for that.
create function attune_student_by_number(p_number text) returns uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select s.student_id from students s
    where s.number = p_number and s.institution_id = attune_institution() and attune_may('administer')
$$;

-- A calendar application brings a secret and nothing else: it learns whose it is, in which roles, and no more.
create function attune_calendar_login(
    p_digest bytea, p_now timestamptz, out issuer text, out subject text, out roles text[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select c.issuer, c.subject, c.roles from calendar_links c
    where c.secret_digest = p_digest and c.expires_at > p_now
$$;

-- The secret by which figures about groups get their noise: for the institution's own work alone. The
-- application's role cannot read the column.
create function attune_disclosure_salt() returns uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select i.disclosure_salt from institutions i
    where i.institution_id = attune_institution() and attune_operator()
$$;

-- Partitions are made when the first event of an academic year arrives. Only the owner can make them: the
-- application's role owns nothing, and this function makes nothing else.
create function attune_add_academic_year(p_year int) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if p_year not between 1990 and 2200 then
        raise exception 'academic year % is out of range', p_year using errcode = 'check_violation';
    end if;
    perform pg_advisory_xact_lock(x'417474756E65'::bigint + p_year);
    if to_regclass('public.events_' || p_year) is null then
        execute format('create table public.events_%s partition of public.events'
                       ' for values from (%s) to (%s)', p_year, p_year, p_year + 1);
    end if;
end $$;
