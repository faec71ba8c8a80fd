-- Row-level security of what 0030 makes, in the phrases of row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
begin
    alter table module_resources enable row level security;
    execute format('create policy jobs on module_resources for all to attune_app using (%s)', jobs);
    -- They tell of nobody: which there are is for everybody of the institution.
    execute format('create policy seen on module_resources for select to attune_app using (%s)', own);
end $$;

grant select, insert, update, delete on module_resources to attune_app;
