"""Administer: org units, tutorships, exam periods, scoring models and settings, each change audited."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.actions.governance.administration import Administration
from app.actions.profile_registry import ProfileShelf
from app.actions.engagement.publish_scoring_model import Coefficients, draft_scoring_model, put_in_force
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.ids import ExamPeriodId, ScoringModelId
from app.profiles.model import ADJUSTABLE
from app.store.record import exam_periods
from app.store import institutions
from app.store.people import org_units, tutorships
from app.store.record.exam_periods import ExamPeriod
from app.store.people.org_units import OrgUnit
from app.store.engagement.scoring_models import PublishedModel
from app.store.people.tutorships import Tutorship


async def record_org_unit(
    admin: Administration, code: str, name: str, kind: str, parent: str | None
) -> OrgUnit:
    """Make or change an org unit. Raises InvalidInput for a parent that is unknown or below it."""
    mine = admin.institution.institution_id
    known = {unit.code: unit for unit in await org_units.list_all(admin.session, mine)}
    if parent is not None and (parent not in known or code in _line(parent, known)):
        said = "must be another org unit that is not below this one"
        raise InvalidInput("see `errors`", faults=[Fault("/body/parent", said)])
    await org_units.record(
        admin.session,
        mine,
        code=code,
        name=name,
        kind=kind,
        parent_id=None if parent is None else known[parent].org_unit_id,
    )
    after = next(u for u in await org_units.list_all(admin.session, mine) if u.code == code)
    before = known.get(code)
    await admin.note(
        "org unit changed" if before else "org unit made",
        f"org_unit/{after.org_unit_id}",
        before=None if before is None else _said(before),
        after=_said(after),
    )
    return after


def _line(code: str, known: Mapping[str, OrgUnit]) -> set[str]:
    """The code and everything above it."""
    line: set[str] = set()
    at: str | None = code
    while at is not None and at not in line:
        line.add(at)
        at = known[at].parent
    return line


def _said(unit: OrgUnit) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind, "parent": unit.parent}


async def begin_tutorship(
    admin: Administration, student_number: str, staff_number: str, starts_on: date
) -> list[Tutorship]:
    """Make somebody the student's personal tutor from that day on; returns the student's tutorships."""
    mine = admin.institution.institution_id
    student_id = await tutorships.find_student(admin.session, student_number)
    staff_id = await tutorships.find_staff(admin.session, mine, staff_number)
    known = await tutorships.list_for(admin.session, student_id)
    if any(each.staff_id == staff_id and each.starts_on == starts_on for each in known):
        raise Conflict("that tutorship is there already")
    await tutorships.begin(admin.session, mine, student_id, staff_id, starts_on)
    after = {"staff_number": staff_number, "starts_on": str(starts_on), "ends_before": None}
    await admin.note("tutorship begun", f"student/{student_id}", after=after)
    return await tutorships.list_for(admin.session, student_id)


async def end_tutorship(
    admin: Administration,
    student_number: str,
    staff_number: str,
    starts_on: date,
    ends_before: date | None,
) -> list[Tutorship]:
    """End a tutorship: from `ends_before` on, the tutor sees the student no more. None takes that back."""
    mine = admin.institution.institution_id
    student_id = await tutorships.find_student(admin.session, student_number)
    staff_id = await tutorships.find_staff(admin.session, mine, staff_number)
    known = await tutorships.list_for(admin.session, student_id)
    found = [each for each in known if (each.staff_id, each.starts_on) == (staff_id, starts_on)]
    if not found:
        raise NotFound("there is no such tutorship")
    if ends_before is not None and ends_before < starts_on:
        rule = "must not be before the tutorship starts"
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_before", rule)])
    await tutorships.end(admin.session, student_id, staff_id, starts_on, ends_before)

    def said(until: date | None) -> dict[str, Any]:
        named = {"staff_number": staff_number, "starts_on": str(starts_on)}
        return named | {"ends_before": None if until is None else str(until)}

    await admin.note(
        "tutorship ended" if ends_before else "tutorship goes on",
        f"student/{student_id}",
        before=said(found[0].ends_before),
        after=said(ends_before),
    )
    return await tutorships.list_for(admin.session, student_id)


async def record_exam_period(
    admin: Administration, title: str, starts_on: date, ends_before: date
) -> ExamPeriod:
    if ends_before <= starts_on:
        said = "must be later than starts_on"
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_before", said)])
    mine = admin.institution.institution_id
    period = await exam_periods.add(admin.session, mine, title, starts_on, ends_before)
    await admin.note("exam period made", f"exam_period/{period.exam_period_id}", after=_period(period))
    return period


async def remove_exam_period(admin: Administration, exam_period_id: ExamPeriodId) -> None:
    mine = admin.institution.institution_id
    period = await exam_periods.get(admin.session, mine, exam_period_id)
    await exam_periods.remove(admin.session, exam_period_id)
    await admin.note("exam period removed", f"exam_period/{exam_period_id}", before=_period(period))


def _period(period: ExamPeriod) -> dict[str, Any]:
    return {
        "title": period.title,
        "starts_on": str(period.starts_on),
        "ends_before": str(period.ends_before),
    }


async def draft_model(
    admin: Administration, academic_year: int, coefficients: Coefficients, note: str
) -> PublishedModel:
    drafted = await draft_scoring_model(admin, academic_year, coefficients, note)
    after = {code: dict(by_source) for code, by_source in coefficients.items()}
    await admin.note(
        "scoring model drafted",
        f"scoring_model/{drafted.model.scoring_model_id}",
        after={"academic_year": academic_year, "note": note, "coefficients": after},
    )
    return drafted


async def publish_model(admin: Administration, scoring_model_id: ScoringModelId) -> PublishedModel:
    published = await put_in_force(admin, scoring_model_id)
    await admin.note(
        "scoring model published",
        f"scoring_model/{scoring_model_id}",
        before={"status": "draft"},
        after={"status": "published", "academic_year": published.model.academic_year},
    )
    return published


async def change_settings(
    admin: Administration, settings: dict[str, Any], shelf: ProfileShelf
) -> dict[str, Any]:
    """Replace what the institution sets differently from its profile.

    Raises InvalidInput, naming the entry, for one that is not adjustable or breaks the profile's rules.
    """
    faults = [
        Fault(f"/body/settings/{key}", f"cannot be set; only {', '.join(sorted(ADJUSTABLE))} can")
        for key in sorted(settings.keys() - ADJUSTABLE)
    ]
    try:
        shelf.named(admin.institution.profile, settings)
    except ValidationError as problem:
        faults += [
            Fault("/body/settings/" + "/".join(str(part) for part in each["loc"]), each["msg"])
            for each in problem.errors()
        ]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    before = await institutions.hold_settings(admin.session, admin.institution.institution_id)
    await institutions.change_settings(admin.session, admin.institution.institution_id, settings)
    await admin.note("settings changed", "settings", before=before, after=settings)
    return settings
