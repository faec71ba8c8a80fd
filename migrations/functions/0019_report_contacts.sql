-- Row-level security of what Schools document in their weekly reports. The phrases are those of
-- row_level_security.sql. What is documented stands: there is a new version, and the old one is history.
do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    visible constant text :=
        '((select attune_sees_all()) or student_id in (select unnest(attune_visible_students())))';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
    jobs constant text := own || ' and (select attune_operator())';
begin
    execute 'alter table report_contacts enable row level security';
    execute format('create policy seen on report_contacts for select to attune_app using (%s and %s)',
                   own, readable);
    execute format('create policy documented on report_contacts for insert to attune_app'
                   ' with check (%s and %s and recorded_by = (select attune_staff()))', own, visible);
    execute format('create policy jobs_insert on report_contacts for insert to attune_app with check (%s)', jobs);
end $$;

grant select, insert on report_contacts to attune_app;
