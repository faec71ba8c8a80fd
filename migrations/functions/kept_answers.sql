-- What a login's writes were answered, for their repeats.

-- Says whose idempotency keys may be read, and tries to have one to itself until the transaction ends.
create function attune_claim_idempotency_key(p_login text, p_lock bigint) returns boolean
language sql set search_path = pg_catalog, public, pg_temp as $$
    select set_config('attune.login', p_login, true);
    select pg_try_advisory_xact_lock(p_lock)
$$;

-- Whatever is removed takes the answers about it along, whoever got them. What is left says that there was one,
-- so that a repeat does not bring back what is gone. In one order, so that two at once never wait in a ring.
create function attune_forget_answers(p_about uuid[]) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with told as (
        select k.institution_id, k.login_digest, k.key_digest from idempotency_keys k
        where k.about && p_about and k.institution_id = attune_institution()
        order by k.login_digest, k.key_digest for no key update)
    update idempotency_keys k
    set request_digest = null, sealed = null, about = '{}'
    from told t
    where k.institution_id = t.institution_id and k.login_digest = t.login_digest
      and k.key_digest = t.key_digest
$$;
