"""Evaluate saved cohorts: who joined and left each since the last time, as its owner sees students today."""

from collections.abc import AsyncGenerator

from app.access.vocabulary import Reach
from app.actions.context import Context
from app.actions.exchange.tell import happened, tell_each
from app.actions.insight.cohort_basis import filter_for
from app.cohorts.conditions import sections_of
from app.db.identity import look_for
from app.errors import Refusal
from app.ids import EventId, StudentId
from app.jobs.runtime import OpenContext
from app.store.insight import cohort_members, saved_cohorts
from app.store.insight.cohort_members import Changed, Moves
from app.store.insight.saved_cohorts import SavedCohort
from app.webhooks.events import EventType


async def evaluate_cohorts(open_context: OpenContext) -> AsyncGenerator[Changed]:
    """Every saved cohort of the institution, one after the other, each in transactions of its own.

    One that its owner changes or deletes meanwhile is left for the next run.
    """
    async with open_context() as context:
        listed = await saved_cohorts.list_all(context.transaction)
    for each in listed:
        changed = await _evaluate(open_context, each)
        if changed is not None:
            yield changed


async def _evaluate(open_context: OpenContext, cohort: SavedCohort) -> Changed | None:
    found = await _found(open_context, cohort)
    async with open_context() as context:
        moves = await cohort_members.record(
            context.transaction,
            cohort.cohort_id,
            cohort.owner_id,
            found,
            said_at=cohort.changed_at,
            now=context.now,
            today=context.today,
        )
        if moves is None:
            return None
        await _tell(context, cohort, moves)
        return moves.counts


async def _tell(context: Context, cohort: SavedCohort, moves: Moves) -> None:
    """Whoever is told of cohorts learns who joined and left, under the ids that the owner reads."""
    sections = sections_of(cohort.conditions)
    for told, students in (
        (EventType.COHORT_JOINED, moves.joined),
        (EventType.COHORT_LEFT, moves.left),
    ):
        await tell_each(
            context,
            told,
            [
                happened(
                    student_id,
                    {"saved_cohort_id": cohort.cohort_id, "cohort_event_id": event_id},
                    *sections,
                    event_id=EventId(event_id),
                )
                for student_id, event_id in students
            ],
        )


async def _found(open_context: OpenContext, cohort: SavedCohort) -> list[StudentId]:
    """Whom the owner would find: in the roles of their token when they last said what it is, as far as a
    tutorship, a grant, teaching or a team is in force today.

    Nobody, where what it asks is not open to them any more.
    """
    async with open_context() as context:
        rules = context.profile.role_rules
        names = frozenset(
            each for each in cohort.roles if each in rules and rules[each].reach is not Reach.SELF
        )
        roles = context.profile.asked_roles(names)
        sees_all = await look_for(context.transaction, cohort.owner_id, roles, context.today)
        try:
            made = await filter_for(context, cohort.conditions, cohort.owner_id, roles, sees_all=sees_all)
        except Refusal:
            return []
        return await cohort_members.find_all(context.transaction, made)
