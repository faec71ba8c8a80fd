-- Takes sessions back that do not take place: those of whom the register says nothing yet. What outcome each code has:
-- 'removed', or 'registered' where the register says something, or a student has challenged what it said.
-- A code that no session has is absent.
create function attune_cancel_sessions(p_codes text[])
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
        if exists (select from attendance a where a.institution_id = v_institution
                       and a.session_id = v_session.session_id and a.status is not null)
           or exists (select from corrections c where c.institution_id = v_institution
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

revoke all on function attune_cancel_sessions(text[]) from public;
grant execute on function attune_cancel_sessions(text[]) to attune_app;
