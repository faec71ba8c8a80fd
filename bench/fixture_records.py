"""Furniture: what a bed's students have besides scores, for what people look at all day."""

from datetime import timedelta

from app.auth.demo_issuer import ISSUER
from bench.fixture_database import NAMESPACE, Bed

TUTEES = 45


async def furnish(made: Bed) -> None:
    """What a dashboard shows besides scores: teaching, marks, meetings, notes, careers events."""
    today = made.last + timedelta(days=1)
    year = made.workshop.profiles.named("exeter").academic_year(today)
    await made.owner.execute(
        f"""
        insert into staff
        select ('{NAMESPACE}' || lpad(to_hex(n + 16777216), 12, '0'))::uuid, institution_id,
               'T' || lpad(n::text, 6, '0'), 'Tutor ' || n
        from institutions, generate_series(0, {made.students // TUTEES}) as series (n);
        insert into logins select '{ISSUER}', number, institution_id, null, staff_id from staff
        where number like 'T0%';
        insert into logins select '{ISSUER}', number, institution_id, student_id, null from students;
        insert into tutorships
        select s.student_id, t.staff_id, '{made.first}', null, s.institution_id
        from (select *, substr(number, 2)::int / {TUTEES} as tutor from students) s
        join staff t on t.number = 'T' || lpad(s.tutor::text, 6, '0');
        insert into grants select gen_random_uuid(), institution_id, staff_id, 'site_explorer', null,
            '{made.first}', null from staff where number = 'T000000';

        insert into modules
        select gen_random_uuid(), institution_id, org_unit_id, 'M' || n, 'Module ' || n
        from org_units, generate_series(1, 60) as series (n) where code = 'ARTS';
        insert into module_runs
        select gen_random_uuid(), institution_id, module_id, code, {year},
               '{made.first}', '{today + timedelta(days=60)}'
        from modules;
        insert into enrolments
        select s.student_id, r.module_run_id, null, null
        from students s cross join generate_series(0, 3) as choice (n)
        join module_runs r on r.code = 'M' || (1 + (substr(s.number, 2)::int * 7 + n * 13) % 60);
        insert into teaching_sessions
        select gen_random_uuid(), institution_id, module_run_id, code || '-' || n, 'lecture', null,
               day + time '10:00', day + time '11:00', true, true
        from module_runs, generate_series(0, 12) as series (n),
             lateral (select timestamptz '{today - timedelta(days=28)}' + n * interval '2 days' as day) d;
        insert into attendance
        select e.student_id, t.session_id, case when random() < 0.8 then 'present' else 'absent' end
        from enrolments e join teaching_sessions t using (module_run_id);
        insert into assessments
        select gen_random_uuid(), institution_id, module_run_id, code || '-A' || n, 'essay',
               '{today - timedelta(days=20)}', 50
        from module_runs, generate_series(1, 2) as series (n);
        insert into submissions
        select e.student_id, a.assessment_id, '{today - timedelta(days=21)}', 40 + random() * 40, false
        from enrolments e join assessments a using (module_run_id);
        insert into career_stages select student_id, '{made.first}', 'deciding' from students;
        insert into meetings
        select t.student_id, gen_random_uuid(), t.staff_id, timestamptz '{today}' + n * interval '9 days',
               timestamptz '{today}' + n * interval '9 days' + interval '30 minutes', 'Room 1', 'planned',
               'staff', timestamptz '{made.now}', timestamptz '{made.now}'
        from tutorships t, generate_series(-1, 1) as series (n);
        insert into notes (student_id, note_id, author, staff_id, status, focus, summary, issues, referrals,
                           created_at, changed_at, shared_at)
        select t.student_id, gen_random_uuid(), 'staff', t.staff_id, 'shared', 'routine',
               'We talked about the reading list and agreed on a plan for the next essay.', '[]', '[]',
               timestamptz '{made.now}', timestamptz '{made.now}', timestamptz '{made.now}'
        from tutorships t, generate_series(1, 2) as series (n);

        create table bare_scores as
        select student_id, day::date as day, random() * 20 as score, timestamptz '{made.now}' as stored_at
        from students, generate_series(date '{today}' - 29, date '{today}', interval '1 day') as series (day)
        order by student_id, day;
        alter table bare_scores add primary key (student_id, day);
        create table bare_tutees as
        select t.staff_id, s.number, s.student_id, s.name, p.title, date '{today}' as day,
               random() * 20 as score
        from tutorships t join students s using (student_id) join registrations r using (student_id)
        join programmes p using (programme_id) order by staff_id, number;
        alter table bare_tutees add primary key (staff_id, number);
        """
    )
