"""Acts: what staff did when they had seen an expectation."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.access.vocabulary import Role
from app.actions.insight.expectation_acts import NewAct, ShownAct
from app.ids import ExpectationActId, ModuleRunId
from app.prediction.acts import Act
from app.schemas.base import In, Out, Reason, Whole, shown_as
from app.schemas.insight.prediction_models import VERSION
from app.schemas.made_up import EXPECTATION_ACT, MODULE, MODULE_RUN, MODULE_RUN_CODE, TUTOR_NAME
from app.store.insight.expectation_acts import Seen

_SAID = {
    "module_run_id": MODULE_RUN,
    "model": VERSION,
    "about": 70,
    "did": "talked",
    "note": "The second piece is under way; we meet again next week.",
}
_SEEN = {
    "model": VERSION,
    "week": 4,
    "as_of": "2018-10-22",
    "sentence": "Of 100 students whose record looked like this at week 4, about 70 passed (between 67 and"
    " 73). This was counted among 1,000 students.",
    "of": 100,
    "about": 70,
    "least": 67,
    "most": 73,
    "like_cases": 1_000,
    "prompts": False,
}
_ACT = {
    "act_id": EXPECTATION_ACT,
    "module_run_id": MODULE_RUN,
    "code": MODULE_RUN_CODE,
    "title": MODULE,
    "did": "talked",
    "note": _SAID["note"],
    "seen": _SEEN,
    "withheld": None,
    "staff_name": TUTOR_NAME,
    "role": "adviser",
    "acted_at": "2018-11-20T10:45:00Z",
}


class ExpectationActIn(In):
    """What was done, and which expectation had been seen, as it was read."""

    model_config = shown_as(_SAID)

    module_run_id: ModuleRunId
    """Of which module."""
    model: Annotated[str, Field(min_length=1, max_length=64, pattern="^[0-9a-f]+$")]
    """The version of the model, as it was told."""
    about: Annotated[Whole, Field(ge=0, le=100)]
    """Of 100, about how many passed, as it was told."""
    did: Act
    """What was done. Nothing follows from it: it is a record."""
    note: Reason | None = None
    """In a sentence or two; the student reads it. `disagreed` and `changed_mind` need one."""


class SeenOut(Out):
    """What had been shown."""

    model: str
    """The version of the model."""
    week: int
    """Of the module: the week at whose end it was so."""
    as_of: date
    """The day at whose end it was so."""
    sentence: str
    """The frequency in words."""
    of: int
    """Always 100."""
    about: int
    """Of 100 students whose record looked like this, about so many passed."""
    least: int
    """The range of 95 %: at least so many."""
    most: int
    """At most so many."""
    like_cases: int
    """Among how many students it was counted."""
    prompts: bool
    """Whether it was shown as a prompt to look."""


class ExpectationActOut(Out):
    model_config = shown_as(_ACT)

    act_id: ExpectationActId
    """The record's id."""
    module_run_id: ModuleRunId
    """The module run's id."""
    code: str
    """The institution's own code of it."""
    title: str
    """The module's title."""
    did: Act
    """What was done."""
    note: str | None
    """What was said of it; null: nothing."""
    seen: SeenOut | None
    """What had been shown, as the service worked it out; null: it is not told now."""
    withheld: str | None
    """Why that is not told now; null: it is."""
    staff_name: str
    """Who did it."""
    role: Role
    """In which role."""
    acted_at: datetime
    """When it was put on record."""


class ExpectationActsOut(Out):
    model_config = shown_as({"items": [_ACT]})

    items: list[ExpectationActOut]
    """The latest first."""


def new_act(given: ExpectationActIn) -> NewAct:
    return NewAct(given.module_run_id, given.model, given.about, given.did, given.note)


def expectation_acts_out(found: Sequence[ShownAct]) -> ExpectationActsOut:
    return ExpectationActsOut(items=[expectation_act_out(each) for each in found])


def expectation_act_out(shown: ShownAct) -> ExpectationActOut:
    act = shown.act
    return ExpectationActOut(
        act_id=act.act_id,
        module_run_id=act.module_run_id,
        code=act.code,
        title=act.title,
        did=act.did,
        note=act.note,
        seen=None if shown.withheld is not None else _seen(act.seen),
        withheld=None if shown.withheld is None else shown.withheld.detail,
        staff_name=act.staff_name,
        role=act.role,
        acted_at=act.acted_at,
    )


def _seen(seen: Seen) -> SeenOut:
    said = seen.frequency
    return SeenOut(
        model=seen.model,
        week=said.week,
        as_of=seen.as_of,
        sentence=said.sentence,
        of=said.of,
        about=said.about,
        least=said.least,
        most=said.most,
        like_cases=said.like_cases,
        prompts=seen.prompts,
    )
