-- What the application's role may do at all, and the operator's, which is a member of it. They own nothing, and
-- cannot get around row-level security.
revoke all on schema public from public;
grant usage on schema public to attune_app;

grant select, insert, update, delete on
    org_units, training_records, teams, team_members,
    teaching_sessions, attendance, submissions, exam_periods, career_stages, meetings, notes,
    events, waiting_events, event_removals, activity_months, module_activity_months, deliveries, source_outages,
    score_months, pending_rescores, score_progress,
    calendar_links, idempotency_keys
to attune_app;
grant select, insert, delete on delivery_receipts to attune_app;
grant select, insert, update on tutorships, grants, assignments to attune_app;
-- Everything but the salt (attune_disclosure_salt).
grant select (institution_id, code, name, profile, provenance, time_zone, settings, version),
      update (settings, version) on institutions to attune_app;
grant insert (institution_id, code, name, profile, provenance, time_zone, settings),
      update (name, profile, provenance, time_zone) on institutions to attune_operator;
-- Who there is, and whose login is whose, comes from rosters alone. Requests lock students, and change none.
grant select on
    programmes, modules, module_runs, staff, students, student_identifiers, logins, registrations, enrolments,
    teaching, assessments
to attune_app;
grant update (student_id) on students to attune_app;
grant insert, update, delete on
    programmes, modules, module_runs, staff, students, student_identifiers, logins, registrations, enrolments,
    teaching, assessments
to attune_operator;
-- What a scoring model computes with is written once, with the draft.
grant select, insert, delete on scoring_models to attune_app;
grant update (status, published_at) on scoring_models to attune_app;
-- Only ever added to.
grant select, insert on consent_decisions, audit_entries, scoring_trials to attune_app;
grant select on access_records, alembic_version to attune_app;

revoke all on all functions in schema public from public;
grant execute on function
    attune_institution(), attune_student(), attune_staff(), attune_may(text), attune_visible_students(),
    attune_visible_by(), attune_sees_all_by(), attune_sees_all(), attune_operator(), attune_login(),
    attune_reads_all(), attune_operator_of_all(), attune_watches(), attune_asker(),
    attune_enter(uuid, int, text, text, text[], text[], boolean[], text, date, uuid, boolean),
    attune_elevate(boolean), attune_watch(), attune_disclosure_salt(),
    attune_viewers(uuid, text[], text[], boolean[], date), attune_taught(uuid, uuid, date, uuid),
    attune_record_access(uuid[], text[], text[], text, text, timestamptz),
    attune_remove_note(uuid, uuid, text, timestamptz),
    attune_drop_left_drafts(text[], text[], boolean[], date, int, timestamptz), attune_student_by_number(text),
    attune_calendar_login(bytea, timestamptz), attune_forget_answers(uuid[]), attune_add_academic_year(int)
to attune_app;
grant execute on function attune_act_as_operator(uuid) to attune_operator;
