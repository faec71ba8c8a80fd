-- What a spread database says otherwise: `attune db distribute` runs this (app/db/distribute.py), and no migration.

-- Whether this node holds the institution's rows.
create or replace function attune_is_here(p_institution uuid) returns boolean language plpgsql stable as $$
begin
    return exists (
        select 1 from pg_dist_placement p
        where p.shardid = get_shard_id_for_distribution_column('public.students', p_institution)
          and p.groupid = (select l.groupid from pg_dist_local_group l));
end $$;

-- The transaction learns its institution by this setting, and by no other way. What a table that stands whole is
-- told goes to every node, and so must who says it: by `set local`, which Citus sends along, not by set_config().
create or replace function attune_set(p_name text, p_value text) returns text language plpgsql as $$
begin
    if p_name = 'attune.institution_id' and p_value <> '' and not attune_is_here(p_value::uuid) then
        raise exception 'another node holds this institution' using errcode = 'AT421';
    end if;
    execute format('set local %s = %L', p_name, p_value);
    return p_value;
end $$;

-- A year's partition is every node's, and no node makes one: `attune db distribute` does.
create or replace function attune_add_academic_year(p_year int) returns void language sql as $$ select $$;

-- No node drops it either: the rows go in pieces, as where others have some.
create or replace function attune_drop_academic_year(
    p_year int, p_before date, out rows_dropped bigint, out oldest date)
language sql immutable as $$ select null::bigint, null::date $$;
