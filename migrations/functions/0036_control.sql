-- Weekly figures of groups that are made once, and whose insight into a module run's class counts as a reading.

-- They are written down by the institution's own work as they are told, and never changed.
do $$
declare
    jobs constant text := 'institution_id = (select attune_institution()) and (select attune_operator())';
begin
    execute 'alter table kept_figures enable row level security';
    execute format('create policy jobs on kept_figures for select to attune_app using (%s)', jobs);
    execute format('create policy jobs_insert on kept_figures for insert to attune_app with check (%s)', jobs);
end $$;
grant select, insert on kept_figures to attune_app;

-- It is made anew at once, and lets more through.
-- squawk-ignore ban-drop-constraint
alter table cohort_readings drop constraint ck_cohort_readings_kind;
alter table cohort_readings add constraint ck_cohort_readings_kind check (kind in (
    'module-runs', 'programmes', 'colleges', 'module-insights', 'own-module-insights')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table cohort_readings validate constraint ck_cohort_readings_kind;
