-- Launches by learning platforms. A mark is the digest of a secret that is good once. It is set before anybody is
-- entered, so it is nobody's and no institution's: the service sets it by this function alone, and reads none.
alter table launch_marks enable row level security;
create policy across on launch_marks for select to attune_app using ((select attune_watches()));
create policy purged on launch_marks for delete to attune_app using ((select attune_watches()));
grant select, delete on launch_marks to attune_app;

-- Whether it is set for the first time. Of two at once the later waits for the earlier.
create function attune_mark_launch(p_mark bytea, p_kept_until timestamptz) returns boolean
language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
    with marked as (
        insert into launch_marks (mark, kept_until) values (p_mark, p_kept_until) on conflict do nothing returning 1)
    select exists (select from marked)
$$;
revoke all on function attune_mark_launch(bytea, timestamptz) from public;
grant execute on function attune_mark_launch(bytea, timestamptz) to attune_app;
