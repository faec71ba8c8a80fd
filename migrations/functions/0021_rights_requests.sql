-- Requests: more can come of one. Nothing that is recorded breaks the wider rule.
-- squawk-ignore ban-drop-constraint
alter table rights_requests drop constraint ck_rights_requests_outcome;
-- squawk-ignore constraint-missing-not-valid
alter table rights_requests add constraint ck_rights_requests_outcome
    check (outcome in ('provided', 'upheld', 'partly', 'refused')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table rights_requests validate constraint ck_rights_requests_outcome;
