-- What anybody may read of how an institution governs its data. Nobody is in it: no member of staff, no reason that
-- somebody wrote, no finding of a review. Words of a proposal are for everybody once the board has approved it.

create function attune_public_sources(p_code text)
returns table (
    source text, title text, kind text, state text, proposed_at timestamptz, what text, why text, whose_data text,
    retention text, approved_on date, reviewed_on date, review_due_on date)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select distinct on (p.source) p.source, p.title, p.kind, p.state, p.proposed_at,
           case when s.approved then p.what end, case when s.approved then p.why end,
           case when s.approved then p.whose_data end, case when s.approved then p.retention end,
           case when s.approved then p.decided_on end, r.reviewed_on,
           case when p.state in ('active', 'suspended') then coalesce(r.next_review_by, p.review_by) end
    from institutions i
    join source_proposals p on p.institution_id = i.institution_id
    cross join lateral (select p.state in ('active', 'suspended', 'retired') as approved) s
    left join lateral (
        select g.reviewed_on, g.next_review_by from governance_reviews g
        where g.institution_id = p.institution_id and g.proposal_id = p.proposal_id
        order by g.reviewed_at desc, g.review_id limit 1) r on true
    where i.code = p_code
    order by p.source, p.state in ('refused', 'retired'), p.proposed_at desc, p.proposal_id
$$;

-- The latest review of the service as a whole, and when its first source was proposed.
create function attune_public_service_review(p_code text)
returns table (reviewed_on date, next_review_by date, began_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select r.reviewed_on, r.next_review_by,
           (select min(p.proposed_at) from source_proposals p where p.institution_id = i.institution_id)
    from institutions i
    left join lateral (
        select g.reviewed_on, g.next_review_by from governance_reviews g
        where g.institution_id = i.institution_id and g.proposal_id is null
        order by g.reviewed_at desc, g.review_id limit 1) r on true
    where i.code = p_code
$$;

create function attune_public_inaccuracies(p_code text)
returns table (section text, source text, first_day date, last_day date, words text, known_since timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select k.section, k.source, k.first_day, k.last_day, k.words, k.opened_at
    from institutions i
    join known_inaccuracies k on k.institution_id = i.institution_id
    where i.code = p_code and k.closed_at is null
    order by k.first_day, k.inaccuracy_id
$$;

revoke all on function
    attune_public_sources(text), attune_public_service_review(text), attune_public_inaccuracies(text)
from public;
grant execute on function
    attune_public_sources(text), attune_public_service_review(text), attune_public_inaccuracies(text)
to attune_app;

-- The day of a row, of which its retention is counted, or that on which it was closed. Null: it has none of its
-- own, or is open; then it goes with the student alone. An index on a plain column finds the oldest at once.
-- Who is in a saved cohort holds as of the latest night that said so: it is not a day older for each night more.
create or replace function attune_retention_day(p_table text) returns text
language sql immutable as $$
    select case p_table
        when 'events' then 't.day'
        when 'activity_months' then '(t.month + interval ''1 month'' - interval ''1 day'')::date'
        when 'module_activity_months' then '(t.month + interval ''1 month'' - interval ''1 day'')::date'
        when 'score_months' then '(t.month + interval ''1 month'' - interval ''1 day'')::date'
        when 'pending_rescores' then 't.last_day'
        when 'signals' then 't.as_of'
        when 'reviewed_students' then '(select (l.created_at at time zone ''UTC'')::date from review_lists l'
            ' where l.institution_id = t.institution_id and l.review_list_id = t.review_list_id)'
        when 'waiting_events' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'event_removals' then '(t.removed_at at time zone ''UTC'')::date'
        when 'attendance' then '(select (s.starts_at at time zone ''UTC'')::date from teaching_sessions s'
            ' where s.institution_id = t.institution_id and s.session_id = t.session_id)'
        when 'exemptions' then 't.ends_before - 1'
        when 'extenuating_circumstances' then 't.ends_before - 1'
        when 'submissions' then 'coalesce(t.submitted_on, (select coalesce(a.due_on, r.ends_before)'
            ' from assessments a join module_runs r using (institution_id, module_run_id)'
            ' where a.institution_id = t.institution_id and a.assessment_id = t.assessment_id))'
        when 'enrolments' then 'coalesce(t.ends_before, (select r.ends_before from module_runs r'
            ' where r.institution_id = t.institution_id and r.module_run_id = t.module_run_id))'
        when 'career_stages' then 't.recorded_on'
        when 'meetings' then '(t.ends_at at time zone ''UTC'')::date'
        when 'notes' then '(t.created_at at time zone ''UTC'')::date'
        when 'remarks' then '(t.made_at at time zone ''UTC'')::date'
        when 'objectives' then '(t.closed_at at time zone ''UTC'')::date'
        when 'objective_progress' then '(select (o.closed_at at time zone ''UTC'')::date from objectives o'
            ' where o.institution_id = t.institution_id and o.student_id = t.student_id'
            ' and o.objective_id = t.objective_id)'
        when 'assignments' then '(t.closed_at at time zone ''UTC'')::date'
        when 'referrals' then '(select (a.closed_at at time zone ''UTC'')::date from assignments a'
            ' where a.institution_id = t.institution_id and a.student_id = t.student_id'
            ' and a.assignment_id = t.referral_id)'
        when 'group_invitations' then '(select (g.ends_at at time zone ''UTC'')::date from group_interventions g'
            ' where g.institution_id = t.institution_id and g.group_intervention_id = t.group_intervention_id)'
        when 'prepared_messages' then '(t.prepared_at at time zone ''UTC'')::date'
        when 'report_contacts' then 't.contacted_on'
        when 'cohort_members' then '(select (coalesce(c.evaluated_at, c.changed_at) at time zone ''UTC'')::date'
            ' from saved_cohorts c where c.institution_id = t.institution_id and c.cohort_id = t.cohort_id)'
        when 'cohort_events' then '(t.occurred_at at time zone ''UTC'')::date'
        when 'cases' then '(t.closed_at at time zone ''UTC'')::date'
        when 'case_steps' then '(select (c.closed_at at time zone ''UTC'')::date from cases c'
            ' where c.institution_id = t.institution_id and c.student_id = t.student_id and c.case_id = t.case_id)'
        when 'contact_attempts' then '(select (c.closed_at at time zone ''UTC'')::date from cases c'
            ' where c.institution_id = t.institution_id and c.student_id = t.student_id and c.case_id = t.case_id)'
        when 'visa_decisions' then '(t.decided_at at time zone ''UTC'')::date'
        when 'consent_decisions' then '(t.decided_at at time zone ''UTC'')::date'
        when 'rights_requests' then '(t.answered_at at time zone ''UTC'')::date'
        when 'request_steps' then '(select (r.answered_at at time zone ''UTC'')::date from rights_requests r'
            ' where r.institution_id = t.institution_id and r.student_id = t.student_id'
            ' and r.request_id = t.request_id)'
        when 'restrictions' then '(t.lifted_at at time zone ''UTC'')::date'
        when 'data_copies' then 't.available_until'
        when 'corrections' then '(t.decided_at at time zone ''UTC'')::date'
        when 'access_records' then '(t.seen_at at time zone ''UTC'')::date'
        when 'audit_entries' then '(t.changed_at at time zone ''UTC'')::date'
        when 'calendar_links' then '(t.expires_at at time zone ''UTC'')::date'
        when 'grants' then 't.ends_before - 1'
        when 'training_records' then 't.ends_before - 1'
        when 'team_members' then 't.ends_before - 1'
        else 'null::date'
    end
$$;
