-- Whether this server holds the institution's rows: always, unless the database is spread over several
-- (`attune db distribute` says it anew then, app/db/distribute.py).
create function attune_is_here(p_institution uuid) returns boolean language sql immutable parallel safe as
    $$ select true $$;
revoke all on function attune_is_here(uuid) from public;
grant execute on function attune_is_here(uuid) to attune_app;
