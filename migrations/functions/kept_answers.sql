-- What a login's writes were answered, for their repeats.

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
