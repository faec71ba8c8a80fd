-- Row-level security of what 0023 makes, in the phrases of row_level_security.sql.

do $$
declare
    own constant text := 'institution_id = (select attune_institution())';
    jobs constant text := own || ' and (select attune_operator())';
    administered constant text := own || ' and (select attune_may(''administer''))';
    governs constant text := own || ' and (select attune_may(''govern''))';
    proposes constant text := own || ' and ((select attune_may(''administer'')) or (select attune_may(''govern'')))';
    name text;
begin
    foreach name in array array['source_proposals', 'source_consultations', 'governance_reviews',
                                'known_inaccuracies', 'data_quality_findings'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy jobs on %I for all to attune_app using (%s)', name, jobs);
    end loop;
    -- Which sources there are, where each stands and what is known to be wrong is for everybody.
    foreach name in array array['source_proposals', 'source_consultations', 'governance_reviews',
                                'known_inaccuracies'] loop
        execute format('create policy seen on %I for select to attune_app using (%s)', name, own);
    end loop;
    execute format('create policy proposed on source_proposals for insert to attune_app'
                   ' with check (%s and state = ''proposed'' and earlier is null'
                   ' and proposed_by = (select attune_staff()))', proposes);
    -- Whoever proposed a source has no say in it.
    execute format('create policy decided on source_proposals for update to attune_app'
                   ' using (%s and state not in (''refused'', ''retired''))'
                   ' with check (%1$s and proposed_by is distinct from (select attune_staff()))', governs);
    execute format('create policy recorded on source_consultations for insert to attune_app'
                   ' with check (%s and recorded_by = (select attune_staff()))', proposes);
    execute format('create policy reviewed on governance_reviews for insert to attune_app'
                   ' with check (%s and reviewed_by = (select attune_staff()))', governs);
    execute format('create policy opened on known_inaccuracies for insert to attune_app'
                   ' with check (%s and opened_by = (select attune_staff()) and closed_at is null)', administered);
    execute format('create policy closed on known_inaccuracies for update to attune_app'
                   ' using (%s and closed_at is null) with check (%1$s and closed_by = (select attune_staff()))',
                   administered);
    execute format('create policy seen on data_quality_findings for select to attune_app using (%s)', administered);
end $$;

-- What was proposed, said and found stands; a proposal changes its state, and an inaccuracy is closed.
grant select, insert on source_proposals, source_consultations, governance_reviews, known_inaccuracies to attune_app;
grant update (state, decided_by, decided_on, decision_reason, review_by, ended_by, ended_at, ending_reason)
    on source_proposals to attune_app;
grant update (closed_by, closed_at, closing_reason) on known_inaccuracies to attune_app;
grant select on data_quality_findings to attune_app;
grant insert, update, delete on data_quality_findings to attune_operator;
