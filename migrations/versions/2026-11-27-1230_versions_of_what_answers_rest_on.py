"""Versions of what answers rest on: a process that has an answer asks whether it still holds, no more.

Whoever writes about a student, or about what the whole institution shares, leaves a new version behind, in
the same transaction. A reader asks for the version first and for the facts afterwards, so an answer may be
newer than the version it is remembered under, and never older.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Several rows about the same are several writers at once: nobody waits for another's, what can be had is
# replaced, and a version is all of them together. Random, so that no restored database repeats one.
RAISE = """
create function attune_raise_versions(p_about uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_about uuid[] := array(
        select a from unnest(p_about) a
        where not exists (  -- raised by this transaction already
            select from versions v where v.about = a and v.xmin = xid(pg_current_xact_id())));
    v_version uuid := gen_random_uuid();
begin
    if v_about = '{}' then
        return;
    end if;
    delete from versions v
    using (select o.about, o.version from versions o where o.about = any (v_about) for update skip locked) old
    where v.about = old.about and v.version = old.version;
    insert into versions (about, version) select a, v_version from unnest(v_about) a;
end $$
"""
CHANGED = """
create function attune_{whose}_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform attune_raise_versions(array(select distinct c.{whose}_id from changed c));
    return null;
end $$
"""

# Of one student, or without one of everybody in the asker's charge; null where the asker may not see them,
# and for whoever may see everybody: nobody has all of them in one answer. Without a search path of its own it
# becomes part of the statement that asks; only functions of ours may.
VERSION_OF = """
create function attune_version_of(p_institution uuid, p_charge uuid[], p_everyone boolean, p_student uuid)
returns bytea language sql stable as $$
    select case
        when p_student = any (p_charge)
             or p_everyone and attune_is_of(p_student, p_institution)
             or p_student is null and not p_everyone
        then (select sha256(convert_to(coalesce(p_student::text, p_charge::text), 'UTF8')
                            || coalesce(string_agg(uuid_send(v.version), '' order by v.about, v.version), ''))
              from versions v
              where v.about = any (case when p_student is null then p_charge else array[p_student] end
                                   || p_institution))
    end
$$
"""
IS_OF = """
create function attune_is_of(p_student uuid, p_institution uuid) returns boolean
language plpgsql stable as $$
begin
    return exists (
        select from students s where s.student_id = p_student and s.institution_id = p_institution);
end $$
"""
VERSION = """
create function attune_version(p_student uuid) returns bytea
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return attune_version_of(attune_institution(), attune_charge(), attune_everyone(), p_student);
end $$
"""

# The one rule of who may see whom, as 0004 has it; now by itself, for a question that needs nothing else. For
# one about one student nobody else is let in. `version` is the institution's row's.
STUDENTS_IN = """
create function attune_students_in(p_units uuid[], p_today date) returns table (student_id uuid)
language sql stable as $$
    select r.student_id
    from registrations r join programmes p on p.programme_id = r.programme_id
    where r.starts_on <= p_today and (r.ends_before is null or r.ends_before > p_today)
      and (r.college_id = any (p_units) or p.org_unit_id = any (p_units))
$$
"""
WHO = """
create function attune_who(
    p_issuer text, p_subject text, p_roles text[], p_now timestamptz, p_about uuid,
    out institution_id uuid, out student_id uuid, out staff_id uuid, out code text, out name text,
    out profile text, out provenance text, out settings jsonb, out version text, out today date,
    out everyone boolean, out charge uuid[])
language plpgsql stable as $$
declare
    v_units uuid[];
begin
    select l.institution_id, l.student_id, l.staff_id, i.code, i.name, i.profile, i.provenance, i.settings,
           i.xmin::text, d.today, false,
           case when 'student' = any (p_roles) and l.student_id = coalesce(p_about, l.student_id)
                then array[l.student_id] else '{}' end
           || case when l.staff_id is not null and 'personal_tutor' = any (p_roles)
                then array(
                    select t.student_id from tutorships t
                    where t.staff_id = l.staff_id and t.starts_on <= d.today
                      and (t.ends_before is null or t.ends_before > d.today)
                      and (p_about is null or t.student_id = p_about))
                else '{}' end
    into institution_id, student_id, staff_id, code, name, profile, provenance, settings, version, today,
         everyone, charge
    from logins l
    join institutions i on i.institution_id = l.institution_id
    cross join lateral (select (p_now at time zone i.time_zone)::date as today offset 0) d
    where l.issuer = p_issuer and l.subject = p_subject;
    if staff_id is not null and p_roles && array['site_explorer', 'department'] then
        with recursive held as (
            select g.role, g.org_unit_id from grants g
            where g.staff_id = attune_who.staff_id and g.role = any (p_roles)
              and g.starts_on <= today and (g.ends_before is null or g.ends_before > today)
        ), below as (
            select h.org_unit_id from held h where h.role = 'department'
            union
            select o.org_unit_id from org_units o join below b on o.parent_id = b.org_unit_id
        )
        select exists (select from held h where h.role = 'site_explorer'),
               array(select b.org_unit_id from below b)
        into everyone, v_units;
        if v_units = '{}' then
            return;
        elsif p_about is null then
            charge := charge || array(select s.student_id from attune_students_in(v_units, today) s);
        else
            charge := charge || array(
                select s.student_id from attune_students_in(v_units, today) s where s.student_id = p_about);
        end if;
    end if;
end $$
"""
ENTER = """
create function attune_enter(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_about uuid default null,
    out institution_id uuid, out student_id uuid, out staff_id uuid, out code text, out name text,
    out profile text, out provenance text, out settings jsonb, out version text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_roles text[] := string_to_array(p_roles, ',');
    v_who record := attune_who(p_issuer, p_subject, v_roles, p_now, p_about);
begin
    institution_id := v_who.institution_id;
    student_id := v_who.student_id;
    staff_id := v_who.staff_id;
    code := v_who.code;
    name := v_who.name;
    profile := v_who.profile;
    provenance := v_who.provenance;
    settings := v_who.settings;
    version := v_who.version;
    perform set_config('attune.roles', p_roles, true),
            set_config('attune.today', coalesce(v_who.today, p_now::date)::text, true),
            set_config('attune.institution_id', coalesce(institution_id::text, ''), true),
            set_config('attune.student_id',
                       case when 'student' = any (v_roles) then coalesce(student_id::text, '') else '' end,
                       true),
            set_config('attune.staff_id', coalesce(staff_id::text, ''), true),
            set_config('attune.everyone', case when v_who.everyone then 'on' else '' end, true),
            set_config('attune.charge', coalesce(v_who.charge::text, ''), true);
end $$
"""

ENTER_KNOWN = """
create function attune_enter_known(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_about uuid default null,
    out is_known boolean, out staff_id uuid, out student_id uuid, out institution json)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
begin
    v_me := attune_enter(p_issuer, p_subject, p_roles, p_now, p_about);
    if v_me.institution_id is null then
        return;
    end if;
    staff_id := v_me.staff_id;
    student_id := v_me.student_id;
    is_known := v_me.institution_id is not distinct from p_institution and v_me.version = p_version;
    if is_known is not true then
        institution := json_build_array(
            v_me.version, attune_scoring_rules(v_me.institution_id),
            v_me.institution_id, v_me.code, v_me.name, v_me.profile, v_me.provenance, v_me.settings);
    end if;
end $$
"""

# Who looked is whoever asks, at whom they may, by what the transaction was told and not by what the caller
# says: the application has no right to the table, and the rule is asked once for a list instead of for each
# of its rows. In which role is a matter of the relationship, where there is one. A look has one identifier
# for all whom it shows: to make one takes as long as to write a row.
PUT_ON_RECORD = """
create function attune_put_on_record(
    p_students uuid[], p_staff uuid, p_roles text[], p_today date, p_sections text[], p_purpose text,
    p_outcome text, p_now timestamptz)
returns void language plpgsql as $$
begin
    insert into access_records (student_id, seen_at, access_id, staff_id, role, sections, purpose, outcome)
    select s, p_now, l.look, p_staff,
           case when 'personal_tutor' = any (p_roles) and s in (
                    select t.student_id from tutorships t
                    where t.staff_id = p_staff and t.student_id = any (p_students)
                      and t.starts_on <= p_today and (t.ends_before is null or t.ends_before > p_today))
                then 'personal_tutor'
                when 'department' = any (p_roles) then 'department'
                when 'site_explorer' = any (p_roles) then 'site_explorer' else 'staff' end,
           p_sections, p_purpose, p_outcome
    from (select gen_random_uuid() as look offset 0) l, unnest(p_students) s;
end $$
"""
RECORD_ACCESS = """
create function attune_record_access(
    p_students uuid[], p_sections text[], p_purpose text, p_outcome text, p_now timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_charge uuid[] := attune_charge();
begin
    if attune_staff() is null or not p_students <@ v_charge and exists (
            select from unnest(p_students) s
            where s <> all (v_charge) and not (attune_everyone() and attune_is_here(s))) then
        raise insufficient_privilege using message = 'a look is put on record by whoever may look';
    end if;
    perform attune_put_on_record(
        p_students, attune_staff(), string_to_array(current_setting('attune.roles'), ','),
        current_setting('attune.today')::date, p_sections, p_purpose, p_outcome, p_now);
end $$
"""

# Whether what a process holds of one student, or of the asker's whole charge, is what they would be shown:
# then the look is put on record. It says no as well where somebody has to think twice. This is most of what
# is asked all day, and the transaction need not be told who is asking: nothing is read under a policy.
STILL_HOLDS = """
create function attune_still_holds(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_student uuid, p_purpose text, p_held bytea, p_seen text[]) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_roles text[] := string_to_array(p_roles, ',');
    v_who record := attune_who(p_issuer, p_subject, v_roles, p_now, p_student);
    v_students uuid[] := case when p_student is null then v_who.charge else array[p_student] end;
begin
    if v_who.institution_id is distinct from p_institution or v_who.version <> p_version
            or attune_version_of(p_institution, v_who.charge, v_who.everyone, p_student)
               is distinct from p_held then
        return false;
    end if;
    if v_who.staff_id is null or v_students = array[v_who.student_id] then
        return true;
    end if;
    if p_purpose is null then
        return false;
    end if;
    perform attune_put_on_record(
        v_students, v_who.staff_id, v_roles, v_who.today, p_seen, p_purpose, 'seen', p_now);
    return true;
end $$
"""

# The same of many, each with a place in every array; what was seen with commas between.
STILL_HOLD = """
create function attune_still_hold(
    p_issuers text[], p_subjects text[], p_roles text[], p_now timestamptz[], p_institutions uuid[],
    p_versions text[], p_students uuid[], p_purposes text[], p_held bytea[], p_seen text[])
returns boolean[] language plpgsql set search_path = public, pg_temp as $$
declare
    v_hold boolean[] := '{}';
begin
    for i in 1 .. cardinality(p_issuers) loop
        v_hold[i] := attune_still_holds(
            p_issuers[i], p_subjects[i], p_roles[i], p_now[i], p_institutions[i], p_versions[i],
            p_students[i], p_purposes[i], p_held[i], string_to_array(p_seen[i], ','));
    end loop;
    return v_hold;
end $$
"""

READ_ENGAGEMENT = """
create function attune_read_engagement(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_student uuid, p_purpose text, p_levels text[], p_consented text, p_colleges uuid[], p_year int,
    p_first date, p_last date,
    out institution json, out plain boolean, out version bytea, out facts json, out scores bytea,
    out amounts bytea, out data_as_of json)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_looks boolean;
begin
    v_me := attune_enter_known(p_issuer, p_subject, p_roles, p_now, p_institution, p_version, p_student);
    if v_me.is_known is not true then
        institution := v_me.institution;
        return;
    end if;
    v_looks := v_me.staff_id is not null and p_student is distinct from v_me.student_id;
    if v_looks and p_purpose is null then
        return;
    end if;
    version := attune_version(p_student);
    select f.* into plain, facts, scores, amounts
    from attune_score_facts(
        p_student, p_levels, p_consented, p_colleges, p_year,
        (date_trunc('month', p_first) - interval '1 month')::date,
        date_trunc('month', p_first)::date, p_last) f;
    if plain is not true then
        return;
    end if;
    select json_object_agg(d.source, d.data_as_of) into data_as_of
    from deliveries d where d.institution_id = p_institution;
    if v_looks then
        perform attune_record_access(array[p_student], array['engagement'], p_purpose, 'seen', p_now);
    end if;
end $$
"""

READ_DASHBOARD = """
create function attune_read_dashboard(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_student uuid, p_purpose text, p_levels text[], p_consented text, p_colleges uuid[], p_year int,
    p_first date, p_last date, p_shown text[], p_seen text[], p_since timestamptz, p_before timestamptz,
    p_zone text, p_meetings_since timestamptz, p_meetings_before timestamptz, p_notes int,
    out institution json, out plain boolean, out version bytea, out facts json, out scores bytea,
    out amounts bytea, out data_as_of json, out sections json)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_looks boolean;
begin
    v_me := attune_enter_known(p_issuer, p_subject, p_roles, p_now, p_institution, p_version, p_student);
    if v_me.is_known is not true then
        institution := v_me.institution;
        return;
    end if;
    v_looks := v_me.staff_id is not null and p_student is distinct from v_me.student_id;
    if v_looks and p_purpose is null then
        return;
    end if;
    version := attune_version(p_student);
    select f.* into plain, facts, scores, amounts
    from attune_score_facts(
        p_student, p_levels, p_consented, p_colleges, p_year,
        (date_trunc('month', p_first) - interval '1 month')::date, date_trunc('month', p_first)::date,
        p_last) f;
    if plain is not true then
        return;
    end if;
    select json_object_agg(d.source, d.data_as_of) into data_as_of
    from deliveries d where d.institution_id = p_institution;
    sections := attune_sections(
        p_student, p_year, p_first, p_last, p_shown, p_since, p_before, p_zone, p_meetings_since,
        p_meetings_before, p_notes);
    if v_looks then
        perform attune_record_access(array[p_student], p_seen, p_purpose, 'seen', p_now);
    end if;
end $$
"""
SECTIONS = """
create function attune_sections(
    p_student uuid, p_year int, p_first date, p_last date, p_shown text[], p_since timestamptz,
    p_before timestamptz, p_zone text, p_meetings_since timestamptz, p_meetings_before timestamptz,
    p_notes int) returns json
language plpgsql stable set search_path = public, pg_temp as $$
declare
    v_ids uuid[];
    v_sessions json;
    v_careers json;
    v_stages json;
    v_work json;
    v_meetings json;
    v_notes json;
begin
    if 'attendance' = any (p_shown) then
        -- Without the names that only the page of attendance shows.
        v_ids := attune_expected_ids(p_student, p_since, p_before, p_zone);
        select json_agg(json_build_array(
                   (t.starts_at at time zone p_zone)::date, t.ends_at, t.mandatory, a.status)
                   order by t.starts_at, t.session_id)
        into v_sessions
        from teaching_sessions t
        left join attendance a on a.student_id = p_student and a.session_id = t.session_id
        where t.session_id = any (v_ids) and t.starts_at >= p_since and t.starts_at < p_before;
    end if;
    if 'employability' = any (p_shown) then
        select json_agg(json_build_array(e.event_id, e.occurred_at, e.day, e.kind, e.object, e.quantity)
                        order by e.occurred_at, e.event_id)
        into v_careers
        from events e
        where e.student_id = p_student and e.academic_year between p_year - 1 and p_year
          and e.day between p_first and p_last and e.source = 'careers';
        select json_agg(json_build_array(c.recorded_on, c.stage) order by c.recorded_on desc) into v_stages
        from career_stages c where c.student_id = p_student;
    end if;
    if 'grades' = any (p_shown) then
        select json_agg(json_build_array(
                   a.assessment_id, a.module_run_id, r.code, m.title, a.kind, a.due_on, a.weight,
                   s.submitted_on, s.mark, s.carried_over)
                   order by a.due_on nulls last, r.code, a.assessment_id)
        into v_work
        from enrolments e
        join assessments a on a.module_run_id = e.module_run_id
        join module_runs r on r.module_run_id = e.module_run_id
        join modules m on m.module_id = r.module_id
        left join submissions s on s.student_id = p_student and s.assessment_id = a.assessment_id
        where e.student_id = p_student;
    end if;
    if 'meetings' = any (p_shown) then
        select json_agg(json_build_array(
                   m.meeting_id, m.staff_id, f.name, m.starts_at, m.ends_at, m.place, m.status, m.created_by)
                   order by m.starts_at, m.meeting_id)
        into v_meetings
        from meetings m join staff f on f.staff_id = m.staff_id
        where m.student_id = p_student and m.starts_at >= p_meetings_since
          and m.starts_at < p_meetings_before;
        select json_agg(json_build_array(
                   n.note_id, n.meeting_id, n.author, n.staff_id, n.staff_name, n.status, n.focus, n.summary,
                   n.issues, n.referrals, n.follow_up_on, n.created_at, n.changed_at, n.shared_at,
                   n.removed_at, n.removed_by_name, n.removal_reason)
                   order by n.created_at desc, n.note_id desc)
        into v_notes
        from (
            select n.*, f.name as staff_name, g.name as removed_by_name
            from notes n left join staff f on f.staff_id = n.staff_id
            left join staff g on g.staff_id = n.removed_by
            where n.student_id = p_student and n.status <> 'draft'
            order by n.created_at desc, n.note_id desc limit p_notes) n;
    end if;
    return json_build_array(v_sessions, v_careers, v_stages, v_work, v_meetings, v_notes);
end $$
"""

# A version is told where the page is the asker's whole charge: then whom it shows is known without reading
# it. For a page within a longer list it would take as long as the page.
READ_STUDENTS = """
create function attune_read_students(
    p_issuer text, p_subject text, p_roles text, p_now timestamptz, p_institution uuid, p_version text,
    p_purpose text, p_levels text[], p_consented text, p_before date, p_day date, p_after text, p_limit int,
    p_seen text[],
    out institution json, out plain boolean, out version bytea, out more boolean, out students text[],
    out kept json, out amounts bytea)
language plpgsql set search_path = public, pg_temp as $$
declare
    v_me record;
    v_charge uuid[];  -- called within a statement, no index would serve: a policy goes first
    v_ids uuid[];
begin
    v_me := attune_enter_known(p_issuer, p_subject, p_roles, p_now, p_institution, p_version);
    if v_me.is_known is not true then
        institution := v_me.institution;
        return;
    end if;
    if attune_everyone() then
        v_charge := attune_next_students(p_after, p_limit + 1);
    else
        v_charge := attune_charge();
        if p_after is null and cardinality(v_charge) <= p_limit then
            version := attune_version(null);
        end if;
    end if;
    select p.ids, p.more, p.students, p.kept, p.amounts into v_ids, more, students, kept, amounts
    from attune_page_of_students(
        v_charge, p_institution, p_levels, p_consented, p_before, p_day, p_after, p_limit) p;
    if cardinality(v_ids) <> cardinality(v_charge) then
        version := null;
    end if;
    if v_me.staff_id is not null and v_ids is distinct from array[v_me.student_id] then
        if p_purpose is null then
            return;
        end if;
        perform attune_record_access(v_ids, p_seen, p_purpose, 'seen', p_now);
    end if;
    plain := true;
end $$
"""
PAGE_OF_STUDENTS = """
create function attune_page_of_students(
    p_charge uuid[], p_institution uuid, p_levels text[], p_consented text, p_before date, p_day date,
    p_after text, p_limit int,
    out ids uuid[], out more boolean, out students text[], out kept json, out amounts bytea)
language plpgsql stable set search_path = public, pg_temp set datestyle = 'ISO' as $$
declare
    v_numbers text[];
    v_names text[];
begin
    select array_agg(s.student_id order by s.number), array_agg(s.number order by s.number),
           array_agg(s.name order by s.number)
    into ids, v_numbers, v_names
    from (
        select mine.student_id, mine.number, mine.name
        from (
            select s.student_id, s.number, s.name from students s
            where s.student_id = any (p_charge) and s.institution_id = p_institution
              and s.number > coalesce(p_after, '')
            offset 0) mine  -- or else everybody's numbers would be gone through for some
        order by mine.number limit p_limit + 1) s;
    more := coalesce(cardinality(ids) > p_limit, false);
    ids := coalesce(ids[1:p_limit], '{}');
    with mine as materialized (
        select r.* from registrations r where r.student_id = any (ids)
    ), latest as (
        select distinct on (m.student_id) m.* from mine m
        order by m.student_id, m.starts_on <= p_day desc, m.starts_on desc
    ), registered as (
        select m.student_id,
               json_agg(json_build_array(m.starts_on, m.ends_before, m.college_id) order by m.starts_on)::text
               as said
        from mine m where m.level = any (p_levels) group by m.student_id
    ), decided as (
        select d.student_id,
               json_agg(json_build_array(d.sequence, d.decision, d.academic_year) order by d.sequence)::text
               as said
        from consent_decisions d
        where d.student_id = any (ids) and d.purpose = p_consented group by d.student_id
    )
    select array_agg(array[
               u.student_id::text, u.number, u.name, p.programme_id::text, p.title, o.org_unit_id::text,
               o.name, l.level, l.study_mode, l.residence, l.starts_on::text, l.ends_before::text,
               r.said, d.said] order by u.at)
    into students
    from unnest(ids, v_numbers[1:p_limit], v_names[1:p_limit])
         with ordinality as u (student_id, number, name, at)
    left join latest l on l.student_id = u.student_id
    left join programmes p on p.programme_id = l.programme_id
    left join org_units o on o.org_unit_id = l.college_id
    left join registered r on r.student_id = u.student_id
    left join decided d on d.student_id = u.student_id;
    select json_agg(json_build_array(m.month, m.sources, m.places) order by m.month, m.sources),
           string_agg(m.amounts, '' order by m.month, m.sources)
    into kept, amounts
    from (
        select a.month, a.sources,
               json_agg(array_position(ids, a.student_id) - 1 order by a.student_id) as places,
               string_agg(a.amounts, ''::bytea order by a.student_id) as amounts
        from activity_months a
        where a.student_id = any (ids) and a.month between p_before and p_day
        group by a.month, a.sources) m;
end $$
"""

# Nothing calls them but copies of the release before, which by now say that they are not ready.
REPLACED = (
    "attune_record_access(uuid[], uuid, text[], text[], text, text, date, timestamptz)",
    "attune_enter(text, text, text, timestamptz)",
    "attune_enter_known",
    "attune_read_engagement",
    "attune_read_dashboard",
    "attune_read_students",
)
FUNCTIONS = (
    "attune_enter", "attune_enter_known", "attune_version", "attune_record_access", "attune_still_holds",
    "attune_still_hold", "attune_read_engagement", "attune_read_dashboard", "attune_sections",
    "attune_read_students", "attune_page_of_students",
)  # fmt: skip
INTERNAL = (
    "attune_raise_versions", "attune_student_changed", "attune_institution_changed", "attune_is_of",
    "attune_version_of", "attune_students_in", "attune_who", "attune_put_on_record",
)  # fmt: skip

RESTS_ON = {
    "student": (
        "students", "registrations", "enrolments", "submissions", "attendance", "career_stages",
        "consent_decisions", "meetings", "notes", "events", "activity_months", "due_scores",
    ),
    "institution": (
        "org_units", "programmes", "modules", "module_runs", "assessments", "teaching_sessions", "staff",
        "deliveries", "score_progress",
    ),
}  # fmt: skip
"""A stored score is what would be computed: only which of them are stored shows, by what is due and how far
scoring has come. So a night's scores raise nothing, but taking some away does."""


def upgrade() -> None:
    op.create_table(
        "versions",
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("about", "version", name=op.f("pk_versions")),
    )
    op.execute("alter table versions enable row level security")  # nobody's to read but by attune_version
    for function in REPLACED:
        op.execute(f"-- squawk-ignore ban-drop-function\ndrop function {function}")
    for statement in (
        RAISE, IS_OF, VERSION_OF, VERSION, STUDENTS_IN, WHO, ENTER, ENTER_KNOWN, PUT_ON_RECORD, RECORD_ACCESS,
        STILL_HOLDS, STILL_HOLD, READ_ENGAGEMENT, SECTIONS, READ_DASHBOARD, PAGE_OF_STUDENTS, READ_STUDENTS,
    ):  # fmt: skip
        op.execute(statement)
    for whose, tables in RESTS_ON.items():
        op.execute(CHANGED.format(whose=whose))
        for table in tables:
            for event, rows in (("insert", "new"), ("update", "new"), ("delete", "old")):
                op.execute(
                    f"create trigger raise_{event} after {event} on {table} referencing {rows} table as"
                    f" changed for each statement execute function attune_{whose}_changed()"
                )
    op.execute(
        "create trigger raise_delete after delete on score_months referencing old table as changed"
        " for each statement execute function attune_student_changed()"
    )
    op.execute(f"revoke all on function {', '.join((*FUNCTIONS, *INTERNAL))} from public")
    op.execute(f"grant execute on function {', '.join(FUNCTIONS)} to attune_app")
    op.execute("drop policy written on access_records")
    op.execute("revoke insert on access_records from attune_app")


def downgrade() -> None:
    raise NotImplementedError("functions of several migrations are not put back")
