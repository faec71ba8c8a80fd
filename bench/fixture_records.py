"""Records for the fixture database: what people look at besides scores, and what bare FastAPI reads."""

import zlib
from datetime import timedelta

from app.auth.demo_issuer import ISSUER
from bench.fixture_database import NAMESPACE, Fixture
from bench.fixture_reaching import add_reaching
from tests import roles

TUTEES = 45
"""Students to a tutor."""
RUN_SIZE = 100
"""Students to a module run, about."""
FIRST_STAFF = 2**24
COPY = zlib.compress(b'{"parts": []}').hex()
SYSTEMS = 20
"""Connected systems, each with its receipts."""
"""Staff have numbers from here on in their ids."""


async def add_records(fixture: Fixture) -> None:
    """Staff and logins, teaching, marks, careers, meetings, notes, looks, and the institution's own."""
    today = fixture.last + timedelta(days=1)
    year = fixture.academic_years[-1]
    for day_year in fixture.academic_years:
        await fixture.owner.execute(f"select attune_add_academic_year({day_year})")
    await fixture.owner.execute(
        f"""
        insert into staff (institution_id, staff_id, number, name)
        select institution_id, ('{NAMESPACE}' || lpad(to_hex(n + {FIRST_STAFF}), 12, '0'))::uuid,
               'T' || lpad(n::text, 6, '0'), 'Tutor ' || n
        from institutions, generate_series(0, {fixture.students // TUTEES + 1}) as series (n);
        insert into logins (issuer, subject, institution_id, staff_id)
        select '{ISSUER}', number, institution_id, staff_id from staff;
        insert into logins (issuer, subject, institution_id, student_id)
        select '{ISSUER}', number, institution_id, student_id from students;
        insert into logins (issuer, subject, institution_id)
        select '{ISSUER}', 'system-' || n, institution_id
        from institutions, generate_series(1, {SYSTEMS}) as series (n);
        insert into comparison_choices (institution_id, student_id, academic_year, compares, chosen_at)
        select institution_id, student_id, {year}, true, '{fixture.now}' from students;
        insert into tutorships (institution_id, student_id, staff_id, starts_on, kind)
        select institution_id, s.student_id, t.staff_id, '{fixture.first}', '{roles.PERSONAL_TUTOR}'
        from (select *, substr(number, 2)::int / {TUTEES} as tutor from students) s
        join staff t using (institution_id) where t.number = 'T' || lpad(s.tutor::text, 6, '0');
        insert into training_records (institution_id, training_id, staff_id, course, completed_on,
                                      ends_before)
        select institution_id, gen_random_uuid(), staff_id, 'Using these data', '{fixture.first}',
               '{today + timedelta(days=300)}'
        from staff;
        insert into grants (institution_id, grant_id, staff_id, role, org_unit_id, starts_on, ends_before,
                            reason, status, requested_by, requested_at, decided_by, decided_at)
        select s.institution_id, gen_random_uuid(), s.staff_id,
               case when s.number = 'T000000' then '{roles.SITE_EXPLORER}' else '{roles.DEPARTMENT_HEAD}' end,
               case when s.number <> 'T000000' then o.org_unit_id end, '{fixture.first}',
               '{today + timedelta(days=100)}', 'made up', 'approved', s.staff_id, '{fixture.now}',
               d.staff_id, '{fixture.now}'
        from staff s join staff d using (institution_id) join org_units o using (institution_id)
        where s.number like 'T%0' and d.number = 'T000001' and o.code = 'ARTS';
        insert into teams (institution_id, team_id, code, name, role)
        select institution_id, gen_random_uuid(), 'TEAM-' || n, 'Team ' || n, '{roles.WELLBEING_TEAM}'
        from institutions, generate_series(1, 5) as series (n);
        insert into team_members (institution_id, team_id, staff_id, starts_on)
        select institution_id, team_id, staff_id, '{fixture.first}'
        from teams join staff using (institution_id) where number between 'T000000' and 'T000004';
        insert into assignments (institution_id, student_id, assignment_id, team_id, reason, opened_by,
                                 opened_at, closed_by, closed_at, closing_reason)
        select institution_id, student_id, gen_random_uuid(), team_id, 'made up', staff_id, '{fixture.now}',
               staff_id, '{fixture.now}', 'made up'
        from tutorships join teams using (institution_id) where code = 'TEAM-1';

        insert into modules (institution_id, module_id, org_unit_id, code, title)
        select institution_id, gen_random_uuid(), org_unit_id, 'M' || n, 'Module ' || n
        from org_units, generate_series(0, {fixture.students * 4 // RUN_SIZE}) as series (n)
        where code = 'ARTS';
        insert into module_runs (institution_id, module_run_id, module_id, code, academic_year, starts_on,
                                 ends_before)
        select institution_id, gen_random_uuid(), module_id, code, {year}, '{fixture.first}',
               '{today + timedelta(days=60)}'
        from modules;
        insert into teaching (institution_id, module_run_id, staff_id)
        select institution_id, module_run_id, staff_id
        from module_runs r join staff s using (institution_id)
        where substr(s.number, 2)::int = substr(r.code, 2)::int % {fixture.students // TUTEES + 1};
        insert into enrolments (institution_id, student_id, module_run_id)
        select institution_id, s.student_id, r.module_run_id
        from students s cross join generate_series(0, 3) as choice (n)
        join module_runs r using (institution_id)
        where r.code = 'M' || (substr(s.number, 2)::int * 7 + n * 13) % {fixture.students * 4 // RUN_SIZE};
        insert into teaching_sessions (institution_id, session_id, module_run_id, code, kind, starts_at,
                                       ends_at, mandatory, for_everyone)
        select institution_id, gen_random_uuid(), module_run_id, code || '-' || n, 'lecture',
               day + time '10:00', day + time '11:00', true, true
        from module_runs, generate_series(0, 9) as series (n),
             lateral (select date '{today}' - 28 + 3 * n as day) days;
        insert into attendance (institution_id, student_id, session_id, status)
        select institution_id, e.student_id, t.session_id,
               case when random() < 0.8 then 'present' else 'absent' end
        from enrolments e join teaching_sessions t using (institution_id, module_run_id)
        where t.starts_at < '{today}';
        insert into assessments (institution_id, assessment_id, module_run_id, code, kind, due_on, weight)
        select institution_id, gen_random_uuid(), module_run_id, code || '-A' || n, 'essay',
               '{today - timedelta(days=20)}', 50
        from module_runs, generate_series(1, 2) as series (n);
        insert into submissions (institution_id, student_id, assessment_id, submitted_on, mark, carried_over)
        select institution_id, e.student_id, a.assessment_id, '{today - timedelta(days=21)}',
               round(40 + random() * 40), false
        from enrolments e join assessments a using (institution_id, module_run_id);

        insert into career_stages (institution_id, student_id, recorded_on, stage)
        select institution_id, student_id, '{fixture.first}', 'deciding' from students;
        insert into events (institution_id, student_id, academic_year, event_id, occurred_at, day, source,
                            kind, quantity)
        select institution_id, student_id,
               extract(year from day) - (extract(month from day) < 8)::int, gen_random_uuid(),
               day + time '12:00', day, 'careers', 'attended', 1
        from students, generate_series(1, 5) as series (n),
             lateral (select date '{today}' - 5 * n as day) days;
        insert into delivery_receipts (institution_id, delivery_id, issuer, subject, delivered_at, kind,
                                       sources, counts, data_as_of)
        select institution_id, gen_random_uuid(), issuer, subject,
               timestamptz '{fixture.now}' - n * interval '1 hour', 'events', array['vle'],
               '{{"recorded": 1000}}', '{{}}'
        from logins, generate_series(1, 60) as series (n)
        where subject like 'system-%';
        insert into imports (institution_id, import_id, issuer, subject, kind, media_type, dry_run, bytes,
                             submitted_at, state, finished_at, rows_read, rows_total, figures)
        select institution_id, gen_random_uuid(), issuer, subject, 'events', 'text/csv', false, 1000000,
               timestamptz '{fixture.now}' - n * interval '1 hour', 'done', '{fixture.now}', 10000, 10000,
               '{{"outcomes": {{"recorded": 9900, "rejected": 100}}}}'
        from logins, generate_series(1, 60) as series (n)
        where subject like 'system-%';
        insert into import_findings (institution_id, import_id, number, line, field, outcome, rule)
        select institution_id, import_id, n, n + 1, 'quantity', 'rejected', 'must be a number greater than 0'
        from imports, generate_series(1, 100) as series (n);
        insert into meetings (institution_id, student_id, meeting_id, staff_id, starts_at, ends_at, place,
                              status, created_by, created_at, changed_at)
        select institution_id, student_id, gen_random_uuid(), staff_id, at, at + interval '30 minutes',
               'Room 1', 'planned', 'staff', '{fixture.now}', '{fixture.now}'
        from tutorships, generate_series(-1, 1) as series (n),
             lateral (select timestamptz '{fixture.now}' + n * interval '9 days' as at) moments;
        insert into notes (institution_id, student_id, note_id, author, staff_id, status, focus, summary,
                           issues, referrals, created_at, changed_at, shared_at)
        select institution_id, student_id, gen_random_uuid(), 'staff', staff_id, 'shared', 'routine',
               'We talked about the reading list and agreed on a plan for the next essay.', '[]', '[]',
               '{fixture.now}', '{fixture.now}', '{fixture.now}'
        from tutorships, generate_series(1, 2) as series (n);
        insert into access_records (institution_id, student_id, seen_at, access_id, staff_id, role, sections,
                                    purpose, outcome)
        select institution_id, student_id, timestamptz '{fixture.now}' - n * interval '1 day',
               gen_random_uuid(), staff_id, '{roles.PERSONAL_TUTOR}', array['engagement'], 'tutoring', 'seen'
        from tutorships, generate_series(1, 10) as series (n);

        insert into exam_periods (institution_id, exam_period_id, title, starts_on, ends_before)
        select institution_id, gen_random_uuid(), 'January', '2018-01-08', '2018-01-20' from institutions;
        insert into source_outages (institution_id, outage_id, source, starts_on, ends_before, note,
                                    automatic)
        select institution_id, gen_random_uuid(), 'vle', '2018-01-08', '2018-01-09', 'made up', false
        from institutions;
        insert into audit_entries (institution_id, changed_at, entry_id, staff_id, role, action, subject,
                                   before, after)
        select institution_id, timestamptz '{fixture.now}' - n * interval '1 hour', gen_random_uuid(),
               staff_id, '{roles.ADMIN}', 'outage recorded', 'outage/' || n, null, '{{"source": "vle"}}'
        from staff, generate_series(1, 100) as series (n) where number = 'T000000';
        insert into calendar_links (secret_digest, issuer, subject, institution_id, roles, created_at,
                                    expires_at)
        select sha256(convert_to('calendar-of-student-' || number, 'UTF8')), '{ISSUER}', number,
               institution_id, array['student'], '{fixture.now}',
               timestamptz '{fixture.now}' + interval '180 days'
        from students;

        insert into rights_requests (institution_id, student_id, request_id, kind, about, message, state,
                                     received_at, due_on, answered_at, outcome, answer)
        select institution_id, student_id, gen_random_uuid(), 'access', '', null, 'answered',
               '{fixture.now}', '{today}', '{fixture.now}', 'provided', 'Your copy is ready.'
        from students;
        insert into data_copies (institution_id, student_id, request_id, audience, copied_to, assembled_at,
                                 available_until, document, page)
        select institution_id, student_id, request_id, 'student', '{{}}', '{fixture.now}',
               '{today + timedelta(days=300)}', '\\x{COPY}', '\\x{COPY}'
        from rights_requests;
        insert into rights_requests (institution_id, student_id, request_id, kind, about, message, state,
                                     received_at, due_on)
        select institution_id, student_id, gen_random_uuid(), 'objection', '', 'made up', 'received',
               '{fixture.now}', '{today}'
        from students where substr(number, 2)::int % 100 = 0;
        insert into corrections (institution_id, student_id, correction_id, kind, about, source, day,
                                 what_is_wrong, recorded, should_be, state, asked_at, decided_at, decided_by,
                                 decided_as, reason, before, after, told_staff)
        select institution_id, student_id, gen_random_uuid(), 'activity', 'vle', 'vle', '{fixture.last}',
               'made up', '{{"value": 1}}', '{{"value": 2}}', 'accepted', '{fixture.now}', '{fixture.now}',
               staff_id, '{roles.INFORMATION_DESK}', 'made up', '{{"value": 1}}', '{{"value": 2}}',
               array[staff_id]
        from tutorships;
        insert into corrections (institution_id, student_id, correction_id, kind, about, source, day,
                                 what_is_wrong, recorded, should_be, state, asked_at)
        select institution_id, student_id, gen_random_uuid(), 'activity', 'app', 'app', '{fixture.last}',
               'made up', '{{"value": 1}}', '{{"value": 2}}', 'open', '{fixture.now}'
        from students where substr(number, 2)::int % 100 = 0;

        create table bare_scores as
        select student_id, day::date as day, random() * 20 as score, timestamptz '{fixture.now}' as stored_at
        from students, generate_series(date '{today}' - 59, date '{today}', interval '1 day') as series (day)
        order by student_id, day;
        alter table bare_scores add primary key (student_id, day);
        create table bare_notes (
            note_id uuid primary key, student_id uuid not null, focus text not null, summary text not null,
            created_at timestamptz not null
        );
        """
    )
    await add_reaching(fixture)
