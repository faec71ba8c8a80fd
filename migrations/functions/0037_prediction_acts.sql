-- What staff did when they had seen an expectation. The phrases are those of row_level_security.sql. What is on
-- record stands: an erasure, an objection and retention alone delete it, by functions of their own.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    visible constant text :=
        '((select attune_sees_all()) or student_id in (select unnest(attune_visible_students())))';
    readable constant text :=
        '((select attune_reads_all()) or student_id in (select unnest(attune_visible_students())))';
begin
    execute 'alter table expectation_acts enable row level security';
    execute format('create policy seen on expectation_acts for select to attune_app using (%s and %s)', own, readable);
    execute format('create policy recorded on expectation_acts for insert to attune_app'
                   ' with check (%s and %s and staff_id = (select attune_staff()))', own, visible);
    execute 'create policy used on expectation_acts as restrictive for select to attune_app'
            ' using (student_id <> all ((select attune_hidden_students())::uuid[]))';
end $$;

grant select, insert on expectation_acts to attune_app;

-- The day of an act, of which its retention is counted, and that an objection that is upheld erases acts, as an
-- erasure does, and nothing else. Every other table, and every other request, stays as it was.
do $$
declare
    v_days constant text := pg_get_functiondef('attune_retention_day(text)'::regprocedure);
    v_erase constant text := pg_get_functiondef((select p.oid from pg_proc p where p.proname = 'attune_erase_part'
                                                 and p.pronamespace = 'public'::regnamespace));
    v_new_days constant text := replace(
        v_days, $day$when 'cases' then$day$,
        $day$when 'expectation_acts' then '(t.acted_at at time zone ''UTC'')::date'
        when 'cases' then$day$);
    v_new_erase constant text := replace(
        v_erase, $may$and r.kind = 'erasure')$may$,
        $may$and (r.kind = 'erasure' or r.kind = 'objection' and p_categories = array['expectations']
                       and p_tables <@ array['expectation_acts', 'data_copies']))$may$);
begin
    if v_new_days = v_days or v_new_erase = v_erase then
        raise 'what is to be replaced is not there';
    end if;
    execute v_new_days;
    execute v_new_erase;
end $$;

-- The operator drafts and publishes, too: on nobody's behalf. Whoever drafted a model still never signs for it.
-- No release has this table yet.
-- squawk-ignore ban-drop-not-null
alter table prediction_models alter column drafted_by drop not null;
-- Both are put back below, for the operator as well.
-- squawk-ignore ban-drop-constraint
alter table prediction_models drop constraint ck_prediction_models_publisher;
-- squawk-ignore ban-drop-constraint
alter table prediction_models drop constraint ck_prediction_models_another;
alter table prediction_models add constraint ck_prediction_models_publisher
    check (published_by is null or published_at is not null) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table prediction_models validate constraint ck_prediction_models_publisher;
alter table prediction_models add constraint ck_prediction_models_another
    check (signed_by is null or signed_by is distinct from drafted_by) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table prediction_models validate constraint ck_prediction_models_another;
do $$
declare
    governs constant text := 'institution_id = (select attune_institution()) and (select attune_may(''govern''))';
begin
    execute format('alter policy signed on prediction_models'
                   ' using (%s and state = ''draft'' and drafted_by is distinct from (select attune_staff()))',
                   governs);
end $$;

-- What anybody may read of the models in force. They are about nobody; who answers for them is left out.
create function attune_public_predictions(p_code text) returns table (document jsonb, published_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select jsonb_build_object('model', m.model, 'audit', m.audit), m.published_at
    from institutions i
    join prediction_models m on m.institution_id = i.institution_id
    where i.code = p_code and m.state = 'published'
    order by m.cut_off_day
$$;
revoke all on function attune_public_predictions(text) from public;
grant execute on function attune_public_predictions(text) to attune_app;
