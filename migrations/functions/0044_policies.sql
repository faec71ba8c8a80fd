-- Policies over functions and the row's own columns: none reads a table any more. What a student owns without saying so
-- in its key, attune_own_…() answer. The phrases are those of row_level_security.sql.

alter policy copied on data_copies using (
    institution_id = (select attune_institution()) and audience = 'staff'
    and (string_to_array((select attune_sees_all_by()), ',') && copied_to
         or coalesce(attune_sees_by(student_id) && copied_to, false)));
alter policy seen on group_interventions using (
    institution_id = (select attune_institution())
    and (organised_by = (select attune_staff()) or (select attune_operator())
         or group_intervention_id = any ((select attune_own_invitations())::uuid[])));
alter policy seen on saved_cohorts using (
    institution_id = (select attune_institution())
    and (owner_id = (select attune_staff()) or (select attune_operator())
         or cohort_id = any ((select attune_own_cohorts())::uuid[])));
alter policy seen on comparison_weeks using (
    institution_id = (select attune_institution())
    and attune_year_of(programme_id, level, year_of_study) = any ((select attune_own_years())::text[]));

-- Whose assignment it is, a policy cannot ask of another table: attune_refer asks it.
drop policy referred on referrals;
revoke insert on referrals from attune_app;
