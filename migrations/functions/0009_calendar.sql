-- Row-level security of what 0009 makes, in the phrases of row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    visible constant text :=
        '((select attune_sees_all()) or student_id in (select unnest(attune_visible_students())))';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
    jobs constant text := own || ' and (select attune_operator())';
    administered constant text := own || ' and (select attune_may(''administer''))';
    name text;
begin
    foreach name in array array['exemptions', 'extenuating_circumstances', 'visa_decisions', 'reviewed_students']
    loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy seen on %I for select to attune_app using (%s and %s)', name, own, readable);
    end loop;
    -- Whoever sees the student sets an exemption, in their own name, and ends one that nobody has ended.
    execute format('create policy recorded on exemptions for insert to attune_app'
                   ' with check (%s and %s and recorded_by = (select attune_staff()) and ended_at is null)',
                   own, visible);
    execute format('create policy ended on exemptions for update to attune_app'
                   ' using (%s and %s and ended_at is null)'
                   ' with check (%1$s and %2$s and ended_by = (select attune_staff()))', own, visible);
    -- Decisions stand: there is no policy to change one.
    execute format('create policy decided on visa_decisions for insert to attune_app'
                   ' with check (%s and %s and decided_by = (select attune_staff()))', own, visible);
    -- Whoever sees a student puts them on a list of their own, and decides where nobody has.
    execute 'alter table review_lists enable row level security';
    execute format('create policy seen on review_lists for select to attune_app'
                   ' using (%s and (select attune_staff()) is not null)', own);
    execute format('create policy made on review_lists for insert to attune_app'
                   ' with check (%s and created_by = (select attune_staff()))', own);
    execute format('create policy listed on reviewed_students for insert to attune_app'
                   ' with check (%s and %s and decision is null)', own, visible);
    execute format('create policy decided on reviewed_students for update to attune_app'
                   ' using (%s and %s and decision is null)'
                   ' with check (%1$s and %2$s and decided_by = (select attune_staff()))', own, visible);
    -- Approvals come from the student record system alone.
    execute format('create policy jobs_insert on extenuating_circumstances for insert to attune_app'
                   ' with check (%s)', jobs);
    execute format('create policy jobs_update on extenuating_circumstances for update to attune_app'
                   ' using (%s)', jobs);

    -- What the institution shares: read by everybody of it, set by administrators.
    execute 'alter table calendar_years enable row level security';
    execute format('create policy seen on calendar_years for select to attune_app using (%s)', own);
    execute format('create policy administered_insert on calendar_years for insert to attune_app'
                   ' with check (%s)', administered);
    execute format('create policy administered_update on calendar_years for update to attune_app'
                   ' using (%s)', administered);
end $$;

grant select, insert on exemptions, visa_decisions, review_lists, reviewed_students to attune_app;
grant update (decision, reason, decided_by, decided_at) on reviewed_students to attune_app;
grant update (ends_before, ended_by, ended_at) on exemptions to attune_app;
grant select, insert, update on extenuating_circumstances, calendar_years to attune_app;
