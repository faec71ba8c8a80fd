-- What anybody may read of an institution, whole, as it is since 0044.

-- What an institution says of itself to everybody, on nobody's behalf: the transaction sees no row of any table.
create or replace function attune_public_institution(p_code text)
returns table (
    institution_id uuid, code text, name text, profile text, provenance text, settings jsonb, version int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select i.institution_id, i.code, i.name, i.profile, i.provenance, i.settings, i.version
        from institutions i where i.code = p_code;
end $$;

-- What anybody may read of how an institution governs its data. Nobody is in it: no member of staff, no reason that
-- somebody wrote, no finding of a review. Words of a proposal are for everybody once the board has approved it.
create or replace function attune_public_sources(p_code text)
returns table (
    source text, title text, kind text, state text, proposed_at timestamptz, what text, why text, whose_data text,
    retention text, approved_on date, reviewed_on date, review_due_on date)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    v_institution constant uuid := (select i.institution_id from institutions i where i.code = p_code);
begin
    return query
        select distinct on (p.source) p.source, p.title, p.kind, p.state, p.proposed_at,
               case when s.approved then p.what end, case when s.approved then p.why end,
               case when s.approved then p.whose_data end, case when s.approved then p.retention end,
               case when s.approved then p.decided_on end, r.reviewed_on,
               case when p.state in ('active', 'suspended') then coalesce(r.next_review_by, p.review_by) end
        from source_proposals p
        cross join lateral (select p.state in ('active', 'suspended', 'retired') as approved) s
        left join (
            select distinct on (g.proposal_id) g.proposal_id, g.reviewed_on, g.next_review_by
            from governance_reviews g
            where g.institution_id = v_institution
            order by g.proposal_id, g.reviewed_at desc, g.review_id) r on r.proposal_id = p.proposal_id
        where p.institution_id = v_institution
        order by p.source, p.state in ('refused', 'retired'), p.proposed_at desc, p.proposal_id;
end $$;

-- The latest review of the service as a whole, and when its first source was proposed.
create or replace function attune_public_service_review(p_code text)
returns table (reviewed_on date, next_review_by date, began_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    v_institution constant uuid := (select i.institution_id from institutions i where i.code = p_code);
begin
    if v_institution is null then
        return;
    end if;
    select g.reviewed_on, g.next_review_by into reviewed_on, next_review_by
    from governance_reviews g
    where g.institution_id = v_institution and g.proposal_id is null
    order by g.reviewed_at desc, g.review_id limit 1;
    select min(p.proposed_at) into began_at from source_proposals p where p.institution_id = v_institution;
    return next;
end $$;

-- What is known to be wrong, until it is put right.
create or replace function attune_public_inaccuracies(p_code text)
returns table (section text, source text, first_day date, last_day date, words text, known_since timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    v_institution constant uuid := (select i.institution_id from institutions i where i.code = p_code);
begin
    return query
        select k.section, k.source, k.first_day, k.last_day, k.words, k.opened_at
        from known_inaccuracies k
        where k.institution_id = v_institution and k.closed_at is null
        order by k.first_day, k.inaccuracy_id;
end $$;

-- What anybody may read of the models in force. They are about nobody; who answers for them is left out.
create or replace function attune_public_predictions(p_code text)
returns table (document jsonb, published_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    v_institution constant uuid := (select i.institution_id from institutions i where i.code = p_code);
begin
    return query
        select jsonb_build_object('model', m.model, 'audit', m.audit), m.published_at
        from prediction_models m
        where m.institution_id = v_institution and m.state = 'published'
        order by m.cut_off_day;
end $$;
