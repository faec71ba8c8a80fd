-- Comparison: the choice is the student's alone, and no member of staff reads it. The bars of a week are
-- made by the institution's own work, and only ever added to: what was told of a week stands. Students see those of
-- their own courses and years, staff none. The phrases are those of row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
    mine constant text := own || ' and student_id = (select attune_student())';
begin
    execute 'alter table comparison_choices enable row level security';
    execute format('create policy seen on comparison_choices for select to attune_app using (%s)', mine);
    execute format('create policy copied on comparison_choices for select to attune_app using (%s)', jobs);
    execute format('create policy chosen on comparison_choices for insert to attune_app with check (%s)', mine);
    execute format('create policy changed on comparison_choices for update to attune_app using (%s)', mine);
    execute format('create policy jobs_delete on comparison_choices for delete to attune_app using (%s)', jobs);
    execute 'create policy used on comparison_choices as restrictive for select to attune_app'
            ' using (student_id <> all ((select attune_hidden_students())::uuid[]))';

    execute 'alter table comparison_weeks enable row level security';
    execute format('create policy jobs on comparison_weeks for select to attune_app using (%s)', jobs);
    execute format('create policy seen on comparison_weeks for select to attune_app using (%s and exists ('
                   'select from registrations r where r.institution_id = comparison_weeks.institution_id'
                   ' and r.student_id = (select attune_student())'
                   ' and r.programme_id = comparison_weeks.programme_id and r.level = comparison_weeks.level'
                   ' and r.year_of_study = comparison_weeks.year_of_study))', own);
    execute format('create policy jobs_insert on comparison_weeks for insert to attune_app with check (%s)', jobs);
end $$;

grant select, insert on comparison_choices, comparison_weeks to attune_app;
grant update (compares, chosen_at) on comparison_choices to attune_app;
grant delete on comparison_choices to attune_operator;

-- The day of a choice, of which its retention is counted; every other table's stays as it is.
do $$
begin
    execute replace(
        pg_get_functiondef('attune_retention_day(text)'::regprocedure),
        'when ''enrolments'' then',
        $day$when 'comparison_choices' then '(t.chosen_at at time zone ''UTC'')::date'
        when 'enrolments' then$day$);
end $$;
