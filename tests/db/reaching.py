"""Rows of what is agreed with a student, said by them and offered to them, for tests of who sees them."""

from uuid import UUID, uuid4

from tests import roles
from tests.world import Person, World


async def add_reaching(world: World, student: Person, staff: Person, *, joined: bool = True) -> UUID:
    """A row of each table, whatever the institution's profile; returns the group intervention's id."""
    group = uuid4()
    code = await world.team(await world.tutor(), roles.WELLBEING_TEAM, opened=[student.id])
    async with world.owner() as owner:
        await owner.execute(
            f"""
            with known as (
                select '{world.institution.institution_id}'::uuid as institution_id,
                       '{student.id}'::uuid as student_id, '{staff.id}'::uuid as staff_id),
            objective as (
                insert into objectives (institution_id, student_id, objective_id, author, staff_id, title,
                                        due_on, set_at, changed_at)
                select institution_id, student_id, gen_random_uuid(), 'staff', staff_id, 'x', current_date,
                       now(), now()
                from known returning institution_id, student_id, objective_id),
            progress as (
                insert into objective_progress (institution_id, student_id, objective_id, progress_id, author,
                                                words, entered_at)
                select institution_id, student_id, objective_id, gen_random_uuid(), 'student', 'x', now()
                from objective),
            remark as (
                insert into remarks (institution_id, student_id, remark_id, section, first_day, words,
                                     made_at)
                select institution_id, student_id, gen_random_uuid(), 'engagement', current_date, 'x', now()
                from known),
            referral as (
                insert into referrals (institution_id, student_id, referral_id, agreed_on, agreed_how)
                select a.institution_id, a.student_id, a.assignment_id, current_date, 'online'
                from assignments a join teams using (institution_id, team_id)
                where a.student_id = '{student.id}' and teams.code = '{code}'),
            offered as (
                insert into group_interventions (institution_id, group_intervention_id, organised_by, title,
                                                 about, starts_at, ends_at, arranged_at)
                select institution_id, '{group}', staff_id, 'x', 'x', now(), now() + interval '1 hour', now()
                from known returning institution_id, group_intervention_id, organised_by),
            invited as (
                insert into group_invitations (institution_id, student_id, group_intervention_id,
                                               organised_by, invited_at, joined_at)
                select institution_id, '{student.id}', group_intervention_id, organised_by, now(),
                       case when {joined} then now() end
                from offered)
            insert into prepared_messages (institution_id, student_id, message_id, template, version, channel,
                                           subject, body, prepared_by, prepared_at)
            select institution_id, student_id, gen_random_uuid(), 'x', '1', 'letter', 'x', 'x', staff_id,
                   now()
            from known
            """
        )
    return group
