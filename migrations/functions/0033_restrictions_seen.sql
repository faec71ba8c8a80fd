-- Whoever sees every student has no list of visible ones, and saw no restriction: so who is restricted for one purpose
-- alone looked like anybody else in what is read of many students. They see restrictions as others do.
alter policy seen on restrictions using (
    institution_id = (select attune_institution())
    and (student_id = (select attune_student()) or (select attune_may('answer_requests'))
         or (select attune_reads_all()) or student_id in (select unnest(attune_visible_students()))));
