"""What routes that show something of a student ask for: the part, after everything that may forbid it.

A request passes in this order: token, scope, visibility, the role's sections, purpose, consent, exam period.
Then the look is recorded.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.coverage import check_was_covered
from app.actions.governance.restrict import check_used, leave_out_restricted
from app.actions.section import Section, check_collected
from app.actions.show_section import show_section
from app.errors import SectionRestricted
from app.http.day_ranges import DayRange, only_today
from app.http.deps import StudentPath, context_about_student, context_of
from app.http.routes import student_in
from app.ids import ModuleRunId, StudentId
from app.profiles.model import Profile

LONGEST_PURPOSE = 64
StatedPurpose = Annotated[
    str | None,
    Header(
        alias="Attune-Purpose",
        max_length=LONGEST_PURPOSE,
        description="Why a member of staff looks: one of the purposes that a role of theirs may state. A 400"
        " (`purpose-required`) lists these and no others. One that the institution or the role refuses is a"
        " 403, which stays on the student's record.",
        examples=["tutoring"],
    ),
]
ModuleRun = Annotated[
    ModuleRunId | None,
    Query(
        description="Of this module run alone. Engagement: its activity, in sources that know modules;"
        " attendance: its sessions."
    ),
]


Only = Callable[[Profile], frozenset[str] | None]
"""Of a profile: the purposes for which something is looked at, and no other; None: any."""


def _only(profile: Profile, section: SectionName | None) -> frozenset[str] | None:
    return None if section is None else profile.purposes_of_section.get(section)


def used_for(*sections: SectionName) -> Any:  # noqa: ANN401 (what Depends returns)
    """What staff read or change here is for these sections: of a router, or of one route.

    Students who are restricted for a section's purpose are left out of whatever the request reads, by the
    database. Where the path names the student, raises ProcessingRestricted instead. Routes that ask for
    `shown(…)` need none: sections know it themselves.
    """

    async def use(request: Request) -> None:
        context, student_id = context_of(request), student_in(request.path_params)
        if context.user.staff_id is None:
            return
        if "student_id" not in request.path_params:
            for section in sections:
                await leave_out_restricted(context, section)
        elif student_id is not None and context.user.opened is not None:
            await check_used(context, student_id, *sections)
        # Of anybody else, the route itself says what there is to say.

    use.sections = sections  # type: ignore[attr-defined]
    return Depends(use)


def audited(
    part: Audited, section: SectionName | None = None, *, or_own: bool = False, only: Only | None = None
) -> Any:  # noqa: ANN401 (what Depends returns)
    """The path's student, of whom a part is about to be shown: staff say why, and it is recorded.

    Raises SectionRestricted where the part belongs to a section that the asker's roles do not open,
    NotCollected where the institution has none such, OutOfScope where the service does not cover the student.
    With `or_own`, students read it of themselves whatever their role opens. `only`: the purposes that it is
    for, whatever roles allow.
    """

    async def read(request: Request, student_id: StudentPath, purpose: StatedPurpose = None) -> StudentId:
        context = context_about_student(request)
        opened = context.user.opened
        assert opened is not None
        is_own = or_own and context.user.student_id == student_id
        if section is not None and section not in opened.sections and not is_own:
            raise SectionRestricted(f"your role does not open {section}")
        if section is not None:
            check_collected(context.profile, section)
        allowed = only(context.profile) if only is not None else _only(context.profile, section)
        await check_purpose(context, [student_id], [part], purpose, allowed)
        if section is not None:
            await check_was_covered(context, student_id)
        roles = opened.roles_for(context.profile.role_rules, [section] if section else ())
        await record_access(context, {student_id: [part]}, roles, purpose)
        return student_id

    return Depends(read)


def shown(section: Section[Any], of_module: Section[Any] | None = None, *, days: Any = None) -> Any:  # noqa: ANN401
    """The facts of a section of the path's student, if they may be shown now; else its own refusal.

    `days` is the dependency that says of which days; without one, of today. `of_module` is the same section
    of one module run, for those that can be asked for so.
    """

    async def show(
        request: Request,
        student_id: StudentPath,
        days: Annotated[DayRange, Depends(days or only_today)],
        purpose: StatedPurpose = None,
        module_run_id: ModuleRun = None,
    ) -> Any:  # noqa: ANN401 (the section's facts)
        context = context_about_student(request)
        chosen = section if module_run_id is None or of_module is None else of_module
        return await show_section(
            context, chosen, student_id, days.first, days.last, purpose, module_run_id=module_run_id
        )

    async def show_all_modules(
        request: Request,
        student_id: StudentPath,
        days: Annotated[DayRange, Depends(days or only_today)],
        purpose: StatedPurpose = None,
    ) -> Any:  # noqa: ANN401 (the section's facts)
        context = context_about_student(request)
        return await show_section(context, section, student_id, days.first, days.last, purpose)

    return Depends(show if of_module is not None else show_all_modules)
