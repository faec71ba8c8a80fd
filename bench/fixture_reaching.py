"""Records for the fixture database: what is agreed with students, said by them, and offered to them."""

from bench.fixture_database import Fixture


async def add_reaching(fixture: Fixture) -> None:
    """Of every student an objective, a referral and a text; of every fifth a remark; a group per tutor."""
    await fixture.owner.execute(
        f"""
        insert into objectives (institution_id, student_id, objective_id, author, staff_id, title, due_on,
                                set_at, changed_at)
        select institution_id, student_id, gen_random_uuid(), 'staff', staff_id, 'Read three papers.',
               '{fixture.last}', '{fixture.now}', '{fixture.now}'
        from tutorships;
        insert into objective_progress (institution_id, student_id, objective_id, progress_id, author, words,
                                        entered_at)
        select institution_id, student_id, objective_id, gen_random_uuid(), 'student', 'One is read.',
               '{fixture.now}'
        from objectives, generate_series(1, 3);
        insert into remarks (institution_id, student_id, remark_id, section, first_day, words, made_at)
        select institution_id, student_id, gen_random_uuid(), 'engagement', '{fixture.first}',
               'I read on paper.', '{fixture.now}'
        from students where substr(number, 2)::int % 5 = 0;
        insert into referrals (institution_id, student_id, referral_id, agreed_on, agreed_how, outcome)
        select institution_id, student_id, assignment_id, '{fixture.last}', 'in_person', 'helped'
        from assignments;
        insert into group_interventions (institution_id, group_intervention_id, organised_by, title, about,
                                         starts_at, ends_at, arranged_at)
        select institution_id, gen_random_uuid(), staff_id, 'Writing together', 'Two hours of writing.',
               '{fixture.now}', timestamptz '{fixture.now}' + interval '2 hours', '{fixture.now}'
        from staff;
        insert into group_invitations (institution_id, student_id, group_intervention_id, organised_by,
                                       invited_at, joined_at)
        select t.institution_id, t.student_id, g.group_intervention_id, g.organised_by, '{fixture.now}',
               case when random() < 0.3 then timestamptz '{fixture.now}' end
        from tutorships t join group_interventions g
            on g.institution_id = t.institution_id and g.organised_by = t.staff_id;
        insert into prepared_messages (institution_id, student_id, message_id, template, version, channel,
                                       subject, body, prepared_by, prepared_at)
        select institution_id, student_id, gen_random_uuid(), 'hello', '1', 'university_email', 'Hello',
               'Somebody asks how you are.', staff_id, '{fixture.now}'
        from tutorships;
        insert into saved_cohorts (institution_id, cohort_id, owner_id, name, conditions, roles, created_at,
                                   changed_at, evaluated_at)
        select institution_id, gen_random_uuid(), staff_id, 'Mine',
               '[{{"kind": "my_tutees", "any_of": [], "below": null, "days": null}}]',
               array['personal_tutor'], '{fixture.now}', '{fixture.now}', '{fixture.now}'
        from staff;
        insert into cohort_members (institution_id, student_id, cohort_id, owner_id, joined_at)
        select t.institution_id, t.student_id, c.cohort_id, c.owner_id, '{fixture.now}'
        from tutorships t join saved_cohorts c
            on c.institution_id = t.institution_id and c.owner_id = t.staff_id;
        insert into cohort_events (institution_id, student_id, event_id, cohort_id, owner_id, kind,
                                   occurred_at, as_of)
        select institution_id, student_id, gen_random_uuid(), cohort_id, owner_id, 'joined', joined_at,
               '{fixture.last}'
        from cohort_members;
        """
    )
