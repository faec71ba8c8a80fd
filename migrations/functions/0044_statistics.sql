-- The ways into the schema of statistics, whole, as they are since 0044. What limits them: 0029_statistics.sql.

-- Stores rows, and answers how many. It does not say which were new, or other than before: whoever can import a
-- guess would learn from that whether it was right.
create or replace function attune_take_statistics(p_rows jsonb) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_count int;
begin
    if not attune_operator() or v_institution is null then
        raise insufficient_privilege using message = 'only the institution''s own work imports statistics';
    end if;
    if exists (
        select 1 from jsonb_array_elements(p_rows) as r (item)
        cross join lateral jsonb_each_text(r.item - 'student_id' - 'date_of_birth') as f (variable, code)
        where f.code is not null and not exists (
            select 1 from statistics.codes c where c.variable = f.variable and c.code = f.code)) then
        raise check_violation using message = 'a code that is in no list';
    end if;
    insert into statistics.student_statistics (
        institution_id, student_id, date_of_birth, ethnicity, gender, disability, entry_qualification,
        parents_education, socio_economic_background, overseas)
    select v_institution, r.student_id, r.date_of_birth, r.ethnicity, r.gender, r.disability,
           r.entry_qualification, r.parents_education, r.socio_economic_background, r.overseas
    from jsonb_to_recordset(p_rows) as r (
        student_id uuid, date_of_birth date, ethnicity text, gender text, disability text,
        entry_qualification text, parents_education text, socio_economic_background text, overseas text)
    order by r.student_id
    on conflict (institution_id, student_id) do update
    set date_of_birth = excluded.date_of_birth, ethnicity = excluded.ethnicity, gender = excluded.gender,
        disability = excluded.disability, entry_qualification = excluded.entry_qualification,
        parents_education = excluded.parents_education,
        socio_economic_background = excluded.socio_economic_background, overseas = excluded.overseas;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- Makes an academic year's figures of everybody who is registered on that day, and answers false where there are
-- some.
--
-- What limits what they tell, whoever asks and however often:
--   * a year has figures once, and a student is counted in those of at most four years, ever,
--   * a student is in at most one college, one programme and eight module runs,
--   * each cell has noise of its own, drawn here and stored rounded: nobody can have it drawn again. Nor within a
--     transaction that is rolled back afterwards: it does not get to read what it has made (attune_statistics),
--   * a cell of fewer than ten people is suppressed, and so is one that comes out small with the noise,
--   * of two groups that differ by fewer than ten people, only one is published.
create or replace function attune_publish_statistics(p_year int, p_today date, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_fewest constant int := 10;
    v_margin constant int := 3;
    v_round constant int := 5;
    v_years constant int := 4;
    v_left_out constant uuid[] := coalesce(attune_not_used(v_institution, null, null), '{}');
begin
    if not attune_operator() or v_institution is null then
        raise insufficient_privilege using message = 'only the institution''s own work publishes statistics';
    end if;
    insert into statistics.releases (institution_id, academic_year, published_at, made_in)
    values (v_institution, p_year, p_now, pg_current_xact_id())
    on conflict (institution_id, academic_year) do nothing;
    if not found then
        return false;
    end if;
    with registered as (
        select distinct on (r.student_id) r.student_id, r.college_id, r.programme_id
        from registrations r
        where r.institution_id = v_institution and r.starts_on <= p_today
          and (r.ends_before is null or r.ends_before > p_today)
          and r.student_id <> all (v_left_out)
        order by r.student_id, r.starts_on desc, r.programme_id
    ), counted as (
        update statistics.student_statistics s
        set counted = s.counted + 1
        from registered r
        where s.institution_id = v_institution and s.student_id = r.student_id and s.counted < v_years
        returning s.*, r.college_id, r.programme_id
    ), told as (
        select c.student_id, x.variable, coalesce(k.category, x.code, 'not_known') as category
        from counted c
        cross join lateral (values
            ('age', statistics.age_band(c.date_of_birth, p_year)), ('ethnicity', c.ethnicity),
            ('gender', c.gender), ('disability', c.disability), ('entry_qualification', c.entry_qualification),
            ('parents_education', c.parents_education),
            ('socio_economic_background', c.socio_economic_background), ('overseas', c.overseas)
        ) as x (variable, code)
        left join statistics.codes k on k.variable = x.variable and k.code = x.code
    ), members as (
        select 'institution' as group_kind, v_institution as group_id, c.student_id from counted c
        union all
        select 'colleges', c.college_id, c.student_id from counted c where c.college_id is not null
        union all
        select 'programmes', c.programme_id, c.student_id from counted c
        union all
        select 'module-runs', e.module_run_id, e.student_id from (
            select n.module_run_id, n.student_id,
                   row_number() over (partition by n.student_id order by n.module_run_id) as place
            from enrolments n
            join module_runs m on m.institution_id = n.institution_id and m.module_run_id = n.module_run_id
            join counted c on c.student_id = n.student_id
            where n.institution_id = v_institution and m.academic_year = p_year) e
        join statistics.group_kinds g on g.group_kind = 'module-runs' and e.place <= g.most_groups
    ), groups as (
        select m.group_kind, m.group_id, count(*) as people,
               row_number() over (order by g.place, count(*) desc, m.group_id) as place
        from members m join statistics.group_kinds g using (group_kind)
        group by m.group_kind, m.group_id, g.place
        having count(*) >= v_fewest
    ), placed as (
        select g.place, g.people, m.student_id from members m join groups g using (group_kind, group_id)
    ), too_like_another as (
        select distinct b.place
        from placed a join placed b on b.student_id = a.student_id and b.place > a.place
        group by a.place, b.place, a.people, b.people
        having a.people + b.people - 2 * count(*) < v_fewest
    ), published as (
        select g.* from groups g where not exists (select 1 from too_like_another t where t.place = g.place)
    ), categories as (
        select distinct k.variable, k.category from statistics.codes k
        union
        select 'age', unnest(array['under_21', '21_to_24', '25_to_29', '30_and_over', 'not_known'])
    ), exact as (
        select p.group_kind, p.group_id, t.variable, t.category, count(*)::int as people
        from published p
        join members m using (group_kind, group_id)
        join told t on t.student_id = m.student_id
        group by p.group_kind, p.group_id, t.variable, t.category
    ), noisy as materialized (
        select p.group_kind, p.group_id, c.variable, c.category, k.noise, coalesce(e.people, 0) as exact,
               coalesce(e.people, 0) + statistics.noise(k.noise) as people
        from published p
        join statistics.group_kinds k using (group_kind)
        cross join categories c
        left join exact e using (group_kind, group_id, variable, category)
    ), totals as (
        select n.group_kind, n.group_id, n.variable, 'all' as category, sum(n.exact) as exact, sum(n.people) as people,
               n.noise * sqrt(count(*)) as noise
        from noisy n group by n.group_kind, n.group_id, n.variable, n.noise
    ), judged as (
        select n.group_kind, n.group_id, n.variable, n.category, n.people,
               n.exact >= v_fewest and n.people >= v_fewest + v_margin * n.noise as shown,
               t.people as base, t.exact >= 22.5 and t.people >= 22.5 + v_margin * t.noise as base_shown
        from noisy n join totals t using (group_kind, group_id, variable)
        union all
        select t.group_kind, t.group_id, t.variable, t.category, t.people,
               t.exact >= 22.5 and t.people >= 22.5 + v_margin * t.noise, null, false
        from totals t
    )
    insert into statistics.figures (
        institution_id, academic_year, group_kind, group_id, variable, category, people, share)
    select v_institution, p_year, j.group_kind, j.group_id, j.variable, j.category,
           case when j.shown then floor(j.people::numeric / v_round + 0.5) * v_round end,
           case when j.shown and j.base_shown then least(1, round(j.people::numeric / j.base, 2)) end
    from judged j;
    return true;
end $$;

-- Figures that were published, of a group and a variable; of the latest year where none is asked for. Nothing of what
-- this very transaction has made: it could roll back, and have the noise drawn again.
create or replace function attune_statistics(p_variable text, p_kind text, p_group uuid, p_year int)
returns table (academic_year int, category text, people int, share double precision)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
begin
    if not attune_may('analyse') then
        raise insufficient_privilege using message = 'this is for whoever reads figures about groups';
    end if;
    return query
        with release as (
            select r.academic_year from statistics.releases r
            where r.institution_id = v_institution and (p_year is null or r.academic_year = p_year)
              and r.made_in is distinct from pg_current_xact_id_if_assigned()
            order by r.academic_year desc limit 1)
        select r.academic_year, f.category, f.people, f.share
        from release r
        left join statistics.figures f
          on f.institution_id = v_institution and f.academic_year = r.academic_year
         and f.variable = p_variable and f.group_kind = p_kind and f.group_id = p_group;
end $$;

-- A student's own row, for the copy of the data that they asked for and that was made. Only for a transaction that acts
-- for that student; never for the operator's role, which makes copies and could say that it is anybody.
create or replace function attune_own_statistics(p_request uuid) returns json
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_row json;
begin
    if attune_student() is null or attune_operator() or pg_has_role(session_user, 'attune_operator', 'member')
        or not exists (
            select 1 from data_copies c
            where c.institution_id = v_institution and c.student_id = attune_student()
              and c.request_id = p_request and c.audience = 'student') then
        raise insufficient_privilege using message = 'only the student, with the copy that they asked for';
    end if;
    select row_to_json(x) into v_row from (
        select s.date_of_birth, s.ethnicity, s.gender, s.disability, s.entry_qualification, s.parents_education,
               s.socio_economic_background, s.overseas, s.counted as counted_in_years
        from statistics.student_statistics s
        where s.institution_id = v_institution and s.student_id = attune_student()) x;
    return v_row;
end $$;
