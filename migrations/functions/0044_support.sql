-- Support: what notes, referrals, answers and sessions need the owner's rights for, whole, as it is since 0044.

-- What the information desk does without seeing what it removes: the text goes, the tombstone stays. False
-- where there is no such note, or the asker is not the desk.
create or replace function attune_remove_note(p_student uuid, p_note uuid, p_reason text, p_now timestamptz)
returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not attune_may('remove_notes') or attune_staff() is null then
        return false;
    end if;
    update notes n
    set status = 'removed', focus = null, summary = null, issues = null, referrals = null,
        follow_up_on = null, removed_at = p_now, removed_by = attune_staff(), removal_reason = p_reason,
        changed_at = p_now
    where n.institution_id = v_institution and n.student_id = p_student and n.note_id = p_note
      and n.status = 'shared';
    return found;
end $$;

-- Makes a referral of an assignment, which whoever refers has opened. They have one id.
create function attune_refer(p_student uuid, p_assignment uuid, p_agreed_on date, p_agreed_how text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not (attune_sees_all() or attune_sees(p_student)) or not exists (
            select 1 from assignments a
            where a.institution_id = v_institution and a.student_id = p_student
              and a.assignment_id = p_assignment and a.opened_by = attune_staff()) then
        raise insufficient_privilege using message = 'only whoever assigned a student refers them';
    end if;
    insert into referrals (institution_id, student_id, referral_id, agreed_on, agreed_how)
    values (v_institution, p_student, p_assignment, p_agreed_on, p_agreed_how);
end $$;
revoke all on function attune_refer(uuid, uuid, date, text) from public;
grant execute on function attune_refer(uuid, uuid, date, text) to attune_app;

-- The student takes the agreement back: the referral is over, and the service sees the student no more. False
-- where there is no such referral of theirs, or it is over already.
create or replace function attune_withdraw_agreement(p_referral uuid, p_reason text, p_now timestamptz)
returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    update assignments a
    set closed_at = p_now, closing_reason = p_reason
    where a.institution_id = v_institution and a.student_id = attune_student()
      and a.assignment_id = p_referral and a.closed_at is null
      and exists (
          select 1 from referrals r
          where r.institution_id = a.institution_id and r.student_id = a.student_id
            and r.referral_id = a.assignment_id);
    if not found then
        return false;
    end if;
    update referrals r
    set withdrawn_at = p_now
    where r.institution_id = v_institution and r.student_id = attune_student()
      and r.referral_id = p_referral;
    return true;
end $$;

-- Whatever is removed takes the answers about it along, whoever got them. What is left says that there was one,
-- so that a repeat does not bring back what is gone. In one order, so that two at once never wait in a ring.
create or replace function attune_forget_answers(p_about uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    with told as (
        select k.institution_id, k.login_digest, k.key_digest from idempotency_keys k
        where k.about && p_about and k.institution_id = v_institution
        order by k.login_digest, k.key_digest for no key update)
    update idempotency_keys k
    set request_digest = null, sealed = null, about = '{}'
    from told t
    where k.institution_id = t.institution_id and k.login_digest = t.login_digest
      and k.key_digest = t.key_digest;
end $$;

-- Takes sessions back that do not take place: those of whom the register says nothing yet. What outcome each code has:
-- 'removed', or 'registered' where the register says something, or a student has challenged what it said.
-- A code that no session has is absent.
create or replace function attune_cancel_sessions(p_codes text[])
returns table (cancelled_code text, outcome text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_session record;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work changes the timetable';
    end if;
    -- The lock keeps registers away until it is settled: whoever comes then finds no session.
    for v_session in
        select t.session_id, t.code from teaching_sessions t
        where t.institution_id = v_institution and t.code = any (p_codes)
        order by t.session_id for update
    loop
        cancelled_code := v_session.code;
        if exists (select 1 from attendance a where a.institution_id = v_institution
                       and a.session_id = v_session.session_id and a.status is not null)
           or exists (select 1 from corrections c where c.institution_id = v_institution
                          and c.session_id = v_session.session_id) then
            outcome := 'registered';
        else
            delete from attendance a
            where a.institution_id = v_institution and a.session_id = v_session.session_id;
            delete from teaching_sessions t
            where t.institution_id = v_institution and t.session_id = v_session.session_id;
            outcome := 'removed';
        end if;
        return next;
    end loop;
end $$;
