-- Models of predictions: everybody reads them. The phrases are those of row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    administered constant text := own || ' and (select attune_may(''administer''))';
    governs constant text := own || ' and (select attune_may(''govern''))';
begin
    execute 'alter table prediction_models enable row level security';
    execute format('create policy jobs on prediction_models for all to attune_app'
                   ' using (%s and (select attune_operator()))', own);
    execute format('create policy seen on prediction_models for select to attune_app using (%s)', own);
    execute format('create policy drafted on prediction_models for insert to attune_app'
                   ' with check (%s and state in (''draft'', ''audited'') and signed_by is null'
                   ' and drafted_by = (select attune_staff()))', administered);
    -- Whoever drafted a model does not sign for it.
    execute format('create policy signed on prediction_models for update to attune_app'
                   ' using (%s and state = ''draft'' and drafted_by <> (select attune_staff()))'
                   ' with check (%1$s and state in (''draft'', ''audited'') and signed_by = (select attune_staff()))',
                   governs);
    execute format('create policy published on prediction_models for update to attune_app'
                   ' using (%s and state = ''audited'')'
                   ' with check (%1$s and state = ''published'' and published_by = (select attune_staff()))',
                   administered);
    execute format('create policy superseded on prediction_models for update to attune_app'
                   ' using (%s and state = ''published'') with check (%1$s and state = ''superseded'')', administered);
    -- Whatever was superseded stands.
    execute 'create policy step_by_step on prediction_models as restrictive for update to attune_app'
            ' using (state <> ''superseded'') with check (state <> ''draft'' or signed_by is not null)';
end $$;

-- What a model computes with is written once, with the draft.
grant select, insert on prediction_models to attune_app;
grant update (state, audit, signed_by, published_by, published_at) on prediction_models to attune_app;
