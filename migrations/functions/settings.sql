-- What the transaction was told: who asks, for which institution, what they may do and whom they may see.
-- attune_enter(), attune_watch() and attune_act_as_operator() set these for one transaction; policies and
-- functions read them. Nothing else can: `attune db bootstrap` takes set_config() from everybody but the owner,
-- with whose rights these functions run, and SET is no part of a statement that an injection could reach.

create function attune_institution() returns uuid language sql stable parallel safe as
    $$ select nullif(current_setting('attune.institution_id', true), '')::uuid $$;

create function attune_student() returns uuid language sql stable parallel safe as
    $$ select nullif(current_setting('attune.student_id', true), '')::uuid $$;

create function attune_staff() returns uuid language sql stable parallel safe as
    $$ select nullif(current_setting('attune.staff_id', true), '')::uuid $$;

-- Whether the asker's roles include this duty (see app/access/vocabulary.py).
create function attune_may(p_duty text) returns boolean language sql stable parallel safe as
    $$ select coalesce(p_duty = any (string_to_array(current_setting('attune.duties', true), ',')), false) $$;

create function attune_visible_students() returns uuid[] language sql stable parallel safe as
    $$ select coalesce(nullif(current_setting('attune.visible_students', true), ''), '{}')::uuid[] $$;

-- By which roles each of them is visible, in the same order; the roles of one student with commas between.
create function attune_visible_by() returns text[] language sql stable parallel safe as
    $$ select coalesce(nullif(current_setting('attune.visible_by', true), ''), '{}')::text[] $$;

-- By which roles every student of the institution is visible, with commas between; empty for most askers.
create function attune_sees_all_by() returns text language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.sees_all_by', true), '') $$;

create function attune_sees_all() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.sees_all_by', true), '') <> '' $$;

-- Whether the transaction does the institution's own work: imports, scoring, deliveries.
create function attune_operator() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.operator', true) = 'on', false) $$;

-- What the institution itself reads: every student of it.
create function attune_reads_all() returns boolean language sql stable parallel safe as
    $$ select attune_operator() or attune_sees_all() $$;

-- Whether it is the operator's work of no institution in particular: to found one.
create function attune_operator_of_all() returns boolean language sql stable parallel safe as
    $$ select attune_operator() and attune_institution() is null $$;

-- Whether the transaction looks after all institutions: which there are, how far behind each is, and which
-- kept answers have had their time.
create function attune_watches() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('attune.watches', true) = 'on', false) $$;

-- The asker's login, the issuer and the subject with a character between that names do not have.
create function attune_asker() returns text language sql stable parallel safe as
    $$ select nullif(current_setting('attune.asker', true), '') $$;

-- The same as a digest: whose idempotency keys may be read.
create function attune_login() returns bytea language sql stable parallel safe as
    $$ select sha256(convert_to(attune_asker(), 'UTF8')) $$;
