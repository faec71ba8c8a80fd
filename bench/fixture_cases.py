"""Cases for the fixture database: a closed one for everybody, and an open one for every 15th student."""

from datetime import timedelta

from bench.fixture_database import Fixture

OPEN = 15
"""One student in so many is being looked for: 2,000 of 30,000."""


async def add_cases(fixture: Fixture) -> None:
    """Cases with attempts and steps, due from a week ago to in a week, and everybody's contact details."""
    today = fixture.last + timedelta(days=1)
    made = f"""
        institution_id, student_id, gen_random_uuid(), 'made up',
        '[{{"source": "Student record", "checked_on": "{today}"}}]'::jsonb, staff_id, 'personal_tutor'
    """
    await fixture.owner.execute(
        f"""
        insert into cases (institution_id, student_id, case_id, reason, other_sources, opened_by, opened_role,
                           opened_at, state, rung, rung_on, roles, due_on, first_attempt_on, reached_on,
                           reached_rung, outcome, closed_by, closed_at, closing_reason)
        select {made}, '{fixture.now}', 'closed', 'tutor', '{fixture.first}', '{{personal_tutor}}',
               '{fixture.first}', '{today}', '{today}', 'tutor', 'reached_ok', staff_id, '{fixture.now}',
               'made up'
        from tutorships;
        insert into cases (institution_id, student_id, case_id, reason, other_sources, opened_by, opened_role,
                           opened_at, state, rung, rung_on, roles, due_on, waiting_until, owner_id,
                           first_attempt_on)
        select {made}, '{fixture.now}', 'attempting', 'tutor', '{today}', '{{personal_tutor}}',
               date '{today}' + n % 15 - 7, case when n % 2 = 0 then date '{today}' + n % 15 - 8 end,
               case when n % 3 > 0 then staff_id end, '{today}'
        from (select *, substr(s.number, 2)::int / {OPEN} as n
              from tutorships t join students s using (institution_id, student_id)
              where substr(s.number, 2)::int % {OPEN} = 0) looked_for;
        insert into contact_attempts (institution_id, student_id, case_id, sequence, attempt_id, rung,
                                      staff_id, role, attempted_at, recorded_at, channel, outcome)
        select institution_id, student_id, case_id, n, gen_random_uuid(), 'tutor', opened_by, opened_role,
               opened_at, opened_at, 'university_email', 'sent'
        from cases, generate_series(1, 2) as series (n);
        insert into case_steps (institution_id, student_id, case_id, sequence, kind, at, staff_id, role, rung)
        select institution_id, student_id, case_id, 1, 'opened', opened_at, opened_by, opened_role, rung
        from cases;
        insert into contact_details (institution_id, student_id, university_email, mobile)
        select institution_id, student_id, number || '@example.ac.uk', '+44 7700 900123' from students;
        """
    )
