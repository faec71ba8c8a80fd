-- Credits: of modules, and achieved by students. The phrases are those of row_level_security.sql.

-- To look at every row takes no time: an institution has some thousands of modules.
alter table modules add constraint ck_modules_credits check (credits >= 0 and credits <= 1000) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table modules validate constraint ck_modules_credits;

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
    jobs constant text := own || ' and (select attune_operator())';
begin
    execute 'alter table achieved_credits enable row level security';
    execute format('create policy seen on achieved_credits for select to attune_app using (%s and %s)',
                   own, readable);
    -- They come from the student record system alone.
    execute format('create policy jobs_insert on achieved_credits for insert to attune_app with check (%s)', jobs);
    execute format('create policy jobs_update on achieved_credits for update to attune_app using (%s)', jobs);
    execute format('create policy jobs_delete on achieved_credits for delete to attune_app using (%s)', jobs);
    execute 'create policy used on achieved_credits as restrictive for select to attune_app'
            ' using (student_id <> all ((select attune_hidden_students())::uuid[]))';
end $$;

grant select, insert, update, delete on achieved_credits to attune_app;

-- The day of credits, of which their retention is counted; every other table's stays as it is.
do $$
begin
    execute replace(
        pg_get_functiondef('attune_retention_day(text)'::regprocedure),
        'when ''enrolments'' then',
        $day$when 'achieved_credits' then 'coalesce(t.achieved_on, (select r.ends_before from module_runs r'
            ' where r.institution_id = t.institution_id and r.module_run_id = t.module_run_id))'
        when 'enrolments' then$day$);
end $$;
