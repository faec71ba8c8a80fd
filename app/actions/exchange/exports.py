"""Exports: what a system may take out, for what; nothing goes out that is not on record before."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from app.access.vocabulary import SectionName
from app.actions.context import RequestContext
from app.actions.section import check_collected, marks_hidden
from app.errors import Fault, InvalidInput, PurposeRefused, PurposeRequired
from app.ids import ExportId, StudentId
from app.profiles.exports import ExportPurpose
from app.profiles.model import Profile
from app.scoring.months import Axis
from app.store.exchange import exports
from app.store.exchange.exports import Asked
from app.store.record.exam_periods import hiding
from app.store.snapshot import InstitutionSnapshot
from app.wire.export_datasets import DATASETS, Column, Dataset, DatasetName, FileFormat

NOT_MADE = "this institution gives no data sets out"


@dataclass(frozen=True, slots=True)
class Plan:
    """An export that was admitted, and is on record."""

    export_id: ExportId
    asked: Asked
    allowed: ExportPurpose
    made_at: datetime

    @property
    def dataset(self) -> Dataset:
        return DATASETS[self.asked.dataset]

    @property
    def axis(self) -> Axis:
        """Its days."""
        return Axis(self.asked.first_day, self.asked.last_day)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.dataset.columns_for(numbers=self.allowed.student_numbers)


async def begin_export(
    context: RequestContext,
    dataset: DatasetName,
    written: FileFormat,
    first: date,
    last: date,
    purpose: str | None,
) -> Plan:
    """Admit an export, and put it on record. The profile has the entry `exports`.

    Raises PurposeRequired, InvalidInput for a purpose that there is not, PurposeRefused, on record, for one
    that is not for this, NotCollected, and MarksHidden in an exam period.
    """
    name, allowed = await _allowed(context, dataset, written, first, last, purpose)
    if (section := DATASETS[dataset].section) is not None:
        check_collected(context.profile, section)
        _check_marks_are_shown(context, section)
    plan = Plan(ExportId(uuid4()), Asked(dataset, written, name, first, last), allowed, context.now)
    await exports.begin(
        context.transaction,
        plan.export_id,
        plan.asked,
        (context.user.issuer, context.user.subject),
        allowed.recipient,
        outcome="sent",
        now=context.now,
    )
    return plan


async def _allowed(
    context: RequestContext,
    dataset: DatasetName,
    written: FileFormat,
    first: date,
    last: date,
    purpose: str | None,
) -> tuple[str, ExportPurpose]:
    entry, refused = context.profile.exports, context.profile.access_purposes
    assert entry is not None
    listed = sorted(entry.purposes)
    if purpose is None:
        raise PurposeRequired("send the header Attune-Purpose with one of these purposes", purposes=listed)
    allowed = entry.purposes.get(purpose)
    if allowed is not None and dataset in allowed.datasets:
        return purpose, allowed
    if allowed is None and purpose not in refused:
        faults = [Fault("/header/Attune-Purpose", f"must be one of {', '.join(listed)}")]
        raise InvalidInput("see `errors`", faults=faults)
    await exports.begin(
        context.transaction,
        ExportId(uuid4()),
        Asked(dataset, written, purpose, first, last),
        (context.user.issuer, context.user.subject),
        "" if allowed is None else allowed.recipient,
        outcome="refused",
        now=context.now,
    )
    title = refused[purpose].title if allowed is None else allowed.title
    what = "data sets go out" if allowed is None else f"{dataset} do not go out"
    why = f"for {' or '.join(listed)} alone" if allowed is None else "for this purpose"
    raise PurposeRefused(f"{title}: {what} {why}; that it was tried is recorded")


def _check_marks_are_shown(context: RequestContext, section: SectionName) -> None:
    hidden = hiding(context.institution.exam_periods, context.today)
    if section is SectionName.GRADES and hidden is not None:
        raise marks_hidden(hidden)


async def record_piece(context: RequestContext, plan: Plan, students: Sequence[StudentId], rows: int) -> None:
    """Rows of these students are about to go out. Acts as the institution."""
    await exports.record(context.transaction, plan.export_id, students, rows)


async def finish_export(context: RequestContext, plan: Plan) -> None:
    """All of it is made, and on its way. Acts as the institution."""
    await exports.finish(context.transaction, plan.export_id, context.now)


def stated(plan: Plan, institution: InstitutionSnapshot) -> dict[str, str]:
    """What the file says of itself: whose it is, for what, and what to know of it."""
    profile, asked = institution.profile, plan.asked
    sections = [] if plan.dataset.section is None else [plan.dataset.section]
    known = institution.inaccuracies(asked.first_day, asked.last_day, *sections)
    said = {
        "institution": institution.institution.code,
        "institution_name": institution.institution.name,
        "dataset": str(asked.dataset),
        "about": plan.dataset.about,
        "purpose": asked.purpose,
        "purpose_title": plan.allowed.title,
        "serves": profile.purposes[plan.allowed.purpose].title,
        "recipient": plan.allowed.recipient,
        "commercial": "true" if plan.allowed.commercial else "false",
        "first_day": asked.first_day.isoformat(),
        "last_day": asked.last_day.isoformat(),
        "made_at": plan.made_at.isoformat(),
        "export_id": str(plan.export_id),
        "caveats": json.dumps(profile.caveats, ensure_ascii=False),
        "known_inaccuracies": json.dumps([each.words for each in known], ensure_ascii=False),
        "provenance": institution.institution.provenance or "",
    }
    return {f"attune.{name}": words for name, words in said.items()}


def exported_to(profile: Profile, datasets: Collection[DatasetName]) -> list[str]:
    """Who receives any of these data sets."""
    return [] if profile.exports is None else profile.exports.receiving(datasets)
