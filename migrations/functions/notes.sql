-- What the information desk does without seeing what it removes: the text goes, the tombstone stays. False
-- where there is no such note, or the asker is not the desk.
create function attune_remove_note(p_student uuid, p_note uuid, p_reason text, p_now timestamptz)
returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_may('remove_notes') or attune_staff() is null then
        return false;
    end if;
    update notes n
    set status = 'removed', focus = null, summary = null, issues = null, referrals = null,
        follow_up_on = null, removed_at = p_now, removed_by = attune_staff(), removal_reason = p_reason,
        changed_at = p_now
    where n.institution_id = attune_institution() and n.student_id = p_student and n.note_id = p_note
      and n.status = 'shared';
    return found;
end $$;

-- Drafts whose author has left the student go: nobody could read, share or delete them any more. Left means that
-- in none of these roles the author could open the student, today or on any of so many days before; a draft that
-- was changed since stays. Returns how many went. For the institution's own work.
create function attune_drop_left_drafts(
    p_roles text[], p_reaches text[], p_training_required boolean[], p_today date, p_days int,
    p_changed_before timestamptz)
returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_dropped bigint;
begin
    if not attune_operator() then
        raise insufficient_privilege using message = 'only the institution''s own work drops drafts';
    end if;
    delete from notes n
    where n.institution_id = attune_institution() and n.status = 'draft' and n.author = 'staff'
      and n.changed_at < p_changed_before
      and not exists (
          select from generate_series(0, p_days) as back
          cross join lateral attune_resolve(
              n.institution_id, null, n.staff_id, p_roles, p_reaches, p_training_required, p_today - back,
              n.student_id));
    get diagnostics v_dropped = row_count;
    return v_dropped;
end $$;
