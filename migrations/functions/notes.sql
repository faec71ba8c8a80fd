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
