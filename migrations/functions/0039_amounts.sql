-- Daily amounts: a month's bytes with some days written anew. `p_names` are the sources whose blocks of 31 doubles
-- follow each other; of each day its source, its place in the month, and what it comes to now.
create function attune_patched(p_amounts bytea, p_names text[], p_sources text[], p_slots int[], p_new float8[])
returns bytea language plpgsql immutable parallel safe as $$
begin
    for at in 1 .. cardinality(p_slots) loop
        p_amounts := overlay(
            p_amounts placing float8send(p_new[at])
            from (array_position(p_names, p_sources[at]) - 1) * 248 + p_slots[at] * 8 - 7 for 8);
    end loop;
    return p_amounts;
end $$;

revoke all on function attune_patched(bytea, text[], text[], int[], float8[]) from public;
grant execute on function attune_patched(bytea, text[], text[], int[], float8[]) to attune_app;
