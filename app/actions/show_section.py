"""Show a section: one for all routes that show a part of a student's record, the dashboard included."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from app.access.vocabulary import Reach
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext
from app.actions.section import (
    STANDING_READS,
    Rows,
    Section,
    SectionRequest,
    SectionState,
    SectionStatus,
    Subject,
    audited_in,
    check_covered,
    is_open_to,
    refuse,
    standing_parameters,
    status_of,
    subject_of,
)
from app.errors import SectionRestricted
from app.ids import ModuleRunId, StudentId
from app.store.people import modules

Facts = TypeVar("Facts")

MANY_DAYS = 120
"""So many days without a stored score may take 5 ms to compute: other requests do not wait for that."""


@dataclass(frozen=True, slots=True)
class ShownSections:
    """Some sections of a student's record: where each stands, and the facts of those that are shown."""

    statuses: Sequence[SectionStatus]
    facts: Mapping[str, Any]
    """By section name."""


async def show_section(
    context: RequestContext,
    section: Section[Facts],
    student_id: StudentId,
    first: date,
    last: date,
    purpose: str | None,
    *,
    module_run_id: ModuleRunId | None = None,
) -> Facts:
    """The section's facts; raises its own refusal where it is not shown."""
    opened = context.user.opened
    assert opened is not None
    if not is_open_to(opened, section.name, module_run_id):
        refuse(SectionStatus(section.name, SectionState.RESTRICTED), opened)
    besides = await _check_module(context, section, student_id, module_run_id)
    await check_purpose(context, [student_id], section.audited, purpose, _only(context, section), besides)
    request, rows = await _read(context, [section], student_id, first, last, module_run_id)
    status = status_of(section, request, opened)
    if status.state is not SectionState.SHOWN:
        refuse(status, opened)
    facts = await _build(section, request, rows)
    if section.unavailable_since(facts) is None:  # otherwise there is nothing to see
        roles = opened.roles_for(context.profile.role_rules, [section.name])
        await record_access(context, {student_id: section.audited}, roles, purpose)
    return facts


async def show_sections(
    context: RequestContext,
    sections: Collection[Section[Any]],
    student_id: StudentId,
    first: date,
    last: date,
    purpose: str | None,
) -> ShownSections:
    """Each of the sections in its state; what is recorded of the look are those that it shows."""
    opened = context.user.opened
    assert opened is not None
    await check_purpose(context, [student_id], audited_in(list(sections)), purpose)
    read = [each for each in sections if is_open_to(opened, each.name, None)]
    request, rows = await _read(context, read, student_id, first, last, None)
    statuses = [status_of(each, request, opened) for each in sections]
    shown = [
        each for each, status in zip(sections, statuses, strict=True) if status.state is SectionState.SHOWN
    ]
    facts = {str(each.name): await _build(each, request, rows) for each in shown}
    gone = {
        each.name: since for each in shown if (since := each.unavailable_since(facts[each.name])) is not None
    }
    statuses = [
        SectionStatus(each.section, SectionState.UNAVAILABLE, unavailable_since=gone[each.section])
        if each.section in gone
        else each
        for each in statuses
    ]
    shown = [each for each in shown if each.name not in gone]
    facts = {str(each.name): facts[each.name] for each in shown}
    roles = opened.roles_for(context.profile.role_rules, [each.name for each in shown])
    if shown:
        await record_access(context, {student_id: audited_in(shown)}, roles, purpose)
    return ShownSections(statuses, facts)


def _only(context: RequestContext, section: Section[Any]) -> frozenset[str] | None:
    return context.profile.purposes_of_section.get(section.name)


async def _read(
    context: RequestContext,
    sections: Collection[Section[Any]],
    student_id: StudentId,
    first: date,
    last: date,
    module_run_id: ModuleRunId | None,
) -> tuple[SectionRequest, Mapping[str, list[Any]]]:
    """The rows of the sections' queries, all in one round trip. Raises OutOfScope."""
    # What the parameters depend on is known before; what the state depends on comes with the rows.
    opened = context.user.opened
    taught_only = opened is not None and any(each.name not in opened.sections for each in sections)
    asked = SectionRequest(
        context.institution,
        context.now,
        student_id,
        Subject((), (), context.today),
        first,
        last,
        module_run_id,
        taught_only,
    )
    reads, parameters = dict(STANDING_READS), standing_parameters(context.profile, [student_id])
    parameters["student_id"] = student_id
    for section in sections:
        reads |= section.reads
        parameters |= section.parameters(asked)
    rows = await context.transaction.gather(reads, **parameters)
    subject = subject_of(rows, context.today)
    check_covered(context.profile, subject)
    return replace(asked, subject=subject), rows


async def _build(section: Section[Facts], request: SectionRequest, rows: Rows) -> Facts:
    """The section's facts, computed beside the event loop where that takes long."""
    if (request.last - request.first).days < MANY_DAYS:
        return section.build(request, rows)
    return await asyncio.to_thread(section.build, request, rows)


async def _check_module(
    context: RequestContext,
    section: Section[Any],
    student_id: StudentId,
    module_run_id: ModuleRunId | None,
) -> frozenset[str]:
    """The purposes that a marked module run is for besides, where the asker teaches the student on it.

    Raises NotFound for an unknown module run, SectionRestricted for one that the asker does not teach, where
    their roles open the section of no other.
    """
    if module_run_id is None:
        return frozenset()
    is_marked = await modules.is_marked(context.transaction, module_run_id)
    user, rules = context.user, context.profile.role_rules
    if user.opened is None or user.staff_id is None:
        return frozenset()
    is_whole = section.name in user.opened.sections
    besides = context.profile.marked_module_purposes if is_marked else frozenset()
    if is_whole and not besides:
        return besides
    teaches = any(
        rules[role].reach is Reach.TEACHING and section.name in rules[role].sections
        for role in user.opened.roles
    ) and await modules.teaches(context.transaction, user.staff_id, student_id, module_run_id, context.today)
    if not teaches and not is_whole:
        raise SectionRestricted(f"your role opens {section.name} of the modules that you teach")
    return besides if teaches else frozenset()
