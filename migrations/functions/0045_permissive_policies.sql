-- Every rule of a table is part of the policies that permit. A policy that only closes (`as restrictive`) would be
-- copied to another node as one that opens.
do $$
declare
    p record;
    verb text;
begin
    -- A policy for everything becomes one for each, where what closes is about one of them.
    for p in
        select polname, polrelid::regclass as of, pg_get_expr(polqual, polrelid) as seen,
               coalesce(pg_get_expr(polwithcheck, polrelid), pg_get_expr(polqual, polrelid)) as written
        from pg_policy
        where polpermissive and polcmd = '*'
          and polrelid in (select polrelid from pg_policy where not polpermissive)
    loop
        execute format('drop policy %I on %s', p.polname, p.of);
        foreach verb in array array['select', 'insert', 'update', 'delete'] loop
            execute format('create policy %I on %s for %s to attune_app', p.polname || '_' || verb, p.of, verb)
                || case when verb <> 'insert' then format(' using (%s)', p.seen) else '' end
                || case when verb in ('insert', 'update') then format(' with check (%s)', p.written) else '' end;
        end loop;
    end loop;
    for p in
        select o.polname, o.polrelid::regclass as of, o.polcmd as command,
               pg_get_expr(o.polqual, o.polrelid) as seen,
               pg_get_expr(c.polqual, o.polrelid) as closes_seen,
               coalesce(pg_get_expr(o.polwithcheck, o.polrelid), pg_get_expr(o.polqual, o.polrelid)) as written,
               coalesce(pg_get_expr(c.polwithcheck, o.polrelid), pg_get_expr(c.polqual, o.polrelid)) as closes_written
        from pg_policy c join pg_policy o on o.polrelid = c.polrelid and o.polcmd = c.polcmd and o.polpermissive
        where not c.polpermissive
    loop
        execute format('alter policy %I on %s', p.polname, p.of)
            || case when p.command <> 'a' then format(' using (%s and %s)', p.seen, p.closes_seen) else '' end
            || case when p.command in ('a', 'w')
                    then format(' with check (%s and %s)', p.written, p.closes_written) else '' end;
    end loop;
    for p in select polname, polrelid::regclass as of from pg_policy where not polpermissive loop
        execute format('drop policy %I on %s', p.polname, p.of);
    end loop;
end $$;
