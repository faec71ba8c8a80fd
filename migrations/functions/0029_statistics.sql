-- Statistics: what is kept of students for figures about groups and for nothing else, in a schema of its own.
--
-- No role of the service's has any right to the schema: neither the application's nor the operator's can name a
-- table in it. The functions below are all that leads there, and each says what it lets out:
--   attune_take_statistics     takes rows in, and answers how many
--   attune_publish_statistics  makes an academic year's figures, once, and answers whether it did
--   attune_statistics          figures that were published
--   attune_own_statistics      a student's own row, to that student, with the copy that they asked for
--   attune_erase               deletes, and counts
-- Noise, rounding and suppression are in here and not in the service, so that whoever calls these functions as one of
-- its roles learns no more than whoever reads the answers. What they are good for: docs/disclosure.md.

create schema statistics;

create table statistics.student_statistics (
    institution_id uuid not null,
    student_id uuid not null,
    date_of_birth date,
    ethnicity text,
    gender text,
    disability text,
    entry_qualification text,
    parents_education text,
    socio_economic_background text,
    overseas text,
    counted int not null default 0,  -- in how many years' figures; an import does not set it back
    constraint pk_student_statistics primary key (institution_id, student_id),
    constraint fk_student_statistics_institution_id_student_id foreign key (institution_id, student_id)
        references students (institution_id, student_id) on delete cascade
);

-- A year's figures, which are made once and never again.
create table statistics.releases (
    institution_id uuid not null,
    academic_year int not null,
    published_at timestamptz not null,
    made_in xid8 not null,
    constraint pk_releases primary key (institution_id, academic_year),
    constraint fk_releases_institution_id foreign key (institution_id) references institutions (institution_id)
);

-- One published figure. `people` is null where it is suppressed; the category `all` is the group.
create table statistics.figures (
    institution_id uuid not null,
    academic_year int not null,
    group_kind text not null,
    group_id uuid not null,
    variable text not null,
    category text not null,
    people int,
    share double precision,
    constraint pk_figures primary key (institution_id, academic_year, group_kind, group_id, variable, category),
    constraint fk_figures_institution_id_academic_year foreign key (institution_id, academic_year)
        references statistics.releases (institution_id, academic_year)
);

-- The kinds of groups, in the order in which one that is too like another gives way, with the scale of the noise in
-- each of their cells. A student is counted in at most so many groups of a kind.
create table statistics.group_kinds (
    group_kind text not null,
    place int not null,
    noise double precision not null,
    most_groups int not null,
    constraint pk_group_kinds primary key (group_kind)
);
insert into statistics.group_kinds (group_kind, place, noise, most_groups) values
    ('institution', 1, 40, 1),
    ('colleges', 2, 20, 1),
    ('programmes', 3, 5, 1),
    ('module-runs', 4, 40, 8);

-- The closed lists of codes, and the category of each that is published.
create table statistics.codes (
    variable text not null,
    code text not null,
    category text not null,
    constraint pk_codes primary key (variable, code)
);
insert into statistics.codes (variable, code, category)
select l.variable, c.code, l.category from (values
    ('ethnicity', 'white', '10 13 14 15 19 51'),
    ('ethnicity', 'black', '21 22 29'),
    ('ethnicity', 'asian', '31 32 33 34 39'),
    ('ethnicity', 'mixed', '41 42 43 49'),
    ('ethnicity', 'other', '50 80'),
    ('ethnicity', 'not_known', '90 98'),
    ('gender', 'male', '1'),
    ('gender', 'female', '2'),
    ('gender', 'other', '3'),
    ('gender', 'not_known', '4'),
    ('disability', 'none_known', '00'),
    ('disability', 'known', '08 51 53 54 55 56 57 58 96'),
    ('disability', 'not_known', '97 98 99'),
    ('entry_qualification', 'other_higher', 'C20 C30 C44 C80 C90 J10 J20 J30 J31 J48 J49 J80'),
    ('entry_qualification', 'postgraduate', 'D80 DUK DZZ M2X M41 M44 M71 M80 M90 M91 MUK MZZ'),
    ('entry_qualification', 'degree', 'H11 H71 H80 HUK HZZ JUK'),
    ('entry_qualification', 'level_3',
        'P41 P42 P46 P47 P50 P51 P53 P54 P62 P63 P64 P65 P68 P80 P91 P92 P93 P94'),
    ('entry_qualification', 'below_level_3', 'Q51 Q52 Q80 R51 R52 R80 X05 X07'),
    ('entry_qualification', 'access_or_experience', 'X00 X01 X02'),
    ('entry_qualification', 'not_known', 'X04 X06'),
    ('parents_education', 'higher_education', '1'),
    ('parents_education', 'no_higher_education', '2'),
    ('parents_education', 'not_known', '7 8 9'),
    ('socio_economic_background', 'managerial', '1 2'),
    ('socio_economic_background', 'intermediate', '3 4'),
    ('socio_economic_background', 'routine', '5 6 7'),
    ('socio_economic_background', 'never_worked', '8'),
    ('socio_economic_background', 'not_known', '9'),
    ('overseas', 'home', '1'),
    ('overseas', 'europe', '2'),
    ('overseas', 'overseas', '3'),
    ('overseas', 'not_known', '99')
) as l (variable, category, codes)
cross join lateral unnest(string_to_array(l.codes, ' ')) as c (code);

-- Nobody but the owner, whatever is granted by mistake.
alter table statistics.student_statistics enable row level security;
alter table statistics.releases enable row level security;
alter table statistics.figures enable row level security;
alter table statistics.group_kinds enable row level security;
alter table statistics.codes enable row level security;

-- From 0 up to 1. PostgreSQL takes these bits from the operating system; random() could be seeded by who asks.
create function statistics.uniform() returns double precision language sql volatile as $$
    select (('x' || right(gen_random_uuid()::text, 12))::bit(48)::bigint / 281474976710656.0)::double precision
$$;

-- Whole, and Laplace's in shape: the difference of two geometric draws.
create function statistics.noise(p_scale double precision) returns int language sql volatile as $$
    select (floor(-ln(1 - statistics.uniform()) * p_scale) - floor(-ln(1 - statistics.uniform()) * p_scale))::int
$$;

-- The band of an age on the last day of August before the academic year.
create function statistics.age_band(p_born date, p_year int) returns text language sql immutable as $$
    select case when p_born is null then 'not_known'
                when a.years < 21 then 'under_21' when a.years < 25 then '21_to_24'
                when a.years < 30 then '25_to_29' else '30_and_over' end
    from (select extract(year from age(make_date(p_year, 8, 31), p_born)) as years) a
$$;

-- Stores rows, and answers how many. It does not say which were new, or other than before: whoever can import a
-- guess would learn from that whether it was right.
create function attune_take_statistics(p_rows jsonb) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_count int;
begin
    if not attune_operator() or attune_institution() is null then
        raise insufficient_privilege using message = 'only the institution''s own work imports statistics';
    end if;
    if exists (
        select from jsonb_array_elements(p_rows) as r (item)
        cross join lateral jsonb_each_text(r.item - 'student_id' - 'date_of_birth') as f (variable, code)
        where f.code is not null and not exists (
            select from statistics.codes c where c.variable = f.variable and c.code = f.code)) then
        raise check_violation using message = 'a code that is in no list';
    end if;
    insert into statistics.student_statistics (
        institution_id, student_id, date_of_birth, ethnicity, gender, disability, entry_qualification,
        parents_education, socio_economic_background, overseas)
    select attune_institution(), r.student_id, r.date_of_birth, r.ethnicity, r.gender, r.disability,
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

-- Makes an academic year's figures of everybody who is registered on that day; false where there are some.
--
-- What limits what they tell, whoever asks and however often:
--   * a year has figures once, and a student is counted in those of at most four years, ever;
--   * a student is in at most one college, one programme and eight module runs;
--   * each cell has noise of its own, drawn here and stored rounded: nobody can have it drawn again. Nor within a
--     transaction that is rolled back afterwards: it does not get to read what it has made (attune_statistics);
--   * a cell of fewer than ten people is suppressed, and so is one that comes out small with the noise;
--   * of two groups that differ by fewer than ten people, only one is published.
create function attune_publish_statistics(p_year int, p_today date, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_institution constant uuid := attune_institution();
    v_fewest constant int := 10;
    v_margin constant int := 3;
    v_round constant int := 5;
    v_years constant int := 4;
    v_left_out constant uuid[] := coalesce(attune_not_used(attune_institution(), null, null), '{}');
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
        select g.* from groups g where not exists (select from too_like_another t where t.place = g.place)
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
create function attune_statistics(p_variable text, p_kind text, p_group uuid, p_year int)
returns table (academic_year int, category text, people int, share double precision)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not attune_may('analyse') then
        raise insufficient_privilege using message = 'this is for whoever reads figures about groups';
    end if;
    return query
        with release as (
            select r.academic_year from statistics.releases r
            where r.institution_id = attune_institution() and (p_year is null or r.academic_year = p_year)
              and r.made_in is distinct from pg_current_xact_id_if_assigned()
            order by r.academic_year desc limit 1)
        select r.academic_year, f.category, f.people, f.share
        from release r
        left join statistics.figures f
          on f.institution_id = attune_institution() and f.academic_year = r.academic_year
         and f.variable = p_variable and f.group_kind = p_kind and f.group_id = p_group;
end $$;

-- A student's own row, for the copy of the data that they asked for and that was made. Only for a transaction that acts
-- for that student; never for the operator's role, which makes copies and could say that it is anybody.
create function attune_own_statistics(p_request uuid) returns json
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_row json;
begin
    if attune_student() is null or attune_operator() or pg_has_role(session_user, 'attune_operator', 'member')
        or not exists (
            select from data_copies c
            where c.institution_id = attune_institution() and c.student_id = attune_student()
              and c.request_id = p_request and c.audience = 'student') then
        raise insufficient_privilege using message = 'only the student, with the copy that they asked for';
    end if;
    select row_to_json(x) into v_row from (
        select s.date_of_birth, s.ethnicity, s.gender, s.disability, s.entry_qualification, s.parents_education,
               s.socio_economic_background, s.overseas, s.counted as counted_in_years
        from statistics.student_statistics s
        where s.institution_id = attune_institution() and s.student_id = attune_student()) x;
    return v_row;
end $$;

-- Erasing and keeping no longer than is due reach here, too. Who calls it finds another function under the name.
alter function attune_erase(uuid, text[], text[], uuid, uuid, uuid, text, boolean, timestamptz, date)
    -- squawk-ignore renaming-object
    rename to attune_erase_apart_from_statistics;
create function attune_erase(
    p_student uuid, p_tables text[], p_does text[], p_erasure uuid, p_request uuid, p_kept_as uuid, p_role text,
    p_anonymise boolean, p_now timestamptz, p_today date)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    v_rows bigint;
    v_counts jsonb;
begin
    select count(*) into v_rows from statistics.student_statistics s
    where s.institution_id = attune_institution() and s.student_id = p_student;
    -- The student's row takes the statistics along.
    v_counts := attune_erase_apart_from_statistics(
            p_student, p_tables, p_does, p_erasure, p_request, p_kept_as, p_role, p_anonymise, p_now, p_today)
        || jsonb_build_object('student_statistics', jsonb_build_object('does', 'delete', 'rows', v_rows));
    update erasures e set counts = v_counts
    where e.institution_id = attune_institution() and e.erasure_id = p_erasure
      and not e.counts ? 'student_statistics';
    return v_counts;
end $$;
alter function attune_retain(uuid, int, jsonb, jsonb, date, boolean)
    set search_path = pg_catalog, public, statistics, pg_temp;

revoke all on function
    attune_take_statistics(jsonb), attune_publish_statistics(int, date, timestamptz),
    attune_statistics(text, text, uuid, int), attune_own_statistics(uuid),
    statistics.uniform(), statistics.noise(double precision), statistics.age_band(date, int),
    attune_erase(uuid, text[], text[], uuid, uuid, uuid, text, boolean, timestamptz, date)
from public;
revoke all on function
    attune_erase_apart_from_statistics(uuid, text[], text[], uuid, uuid, uuid, text, boolean, timestamptz, date)
from public, attune_app;
grant execute on function
    attune_take_statistics(jsonb), attune_publish_statistics(int, date, timestamptz)
to attune_operator;
grant execute on function
    attune_statistics(text, text, uuid, int), attune_own_statistics(uuid),
    attune_erase(uuid, text[], text[], uuid, uuid, uuid, text, boolean, timestamptz, date)
to attune_app;

-- Which groups somebody has read is the institution's own to know and to write down; it is only ever added to.
do $$
declare
    jobs constant text := 'institution_id = (select attune_institution()) and (select attune_operator())';
begin
    execute 'alter table cohort_readings enable row level security';
    execute format('create policy jobs on cohort_readings for select to attune_app using (%s)', jobs);
    execute format('create policy jobs_insert on cohort_readings for insert to attune_app with check (%s)', jobs);
end $$;
grant select, insert on cohort_readings to attune_app;
