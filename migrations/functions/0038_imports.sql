-- Imports: files that systems send whole. Like receipts of deliveries, they are the institution's own work alone: a
-- request that sends or reads one acts as the institution, and names its login. The phrases are those of
-- row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
    name text;
begin
    foreach name in array array['imports', 'import_parts', 'import_findings'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy jobs on %I for all to attune_app using (%s)', name, jobs);
    end loop;
    -- The service deletes what has had its time, of every institution; parts and findings go along.
    execute 'create policy across on imports for select to attune_app using ((select attune_watches()))';
    execute 'create policy purged on imports for delete to attune_app using ((select attune_watches()))';
end $$;

-- They are kept for minutes, and a package is compressed already.
alter table import_parts alter column content set storage external;

-- The service takes files in and tells what became of them. What is in one, it cannot read again: whoever works on
-- them can.
grant select, insert, delete on imports to attune_app;
grant insert, select (institution_id, import_id, number) on import_parts to attune_app;
grant select on import_findings to attune_app;
grant update (state, started_at, finished_at, tries, rows_read, rows_total, figures, further, refused_because)
    on imports to attune_operator;
grant select, delete on import_parts to attune_operator;
grant insert on import_findings to attune_operator;
