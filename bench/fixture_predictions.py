"""Predictions for the fixture database: a published model of every module, and what a tutor did with one."""

from dataclasses import replace

from app.prediction import audited, model
from app.prediction.audited import Audit, ModuleFigures
from app.prediction.model import Bin, Model, ModuleShare, Term, versioned
from bench.fixture_database import Fixture
from tests import roles
from tests.prediction.documents import audit_of, exact

WORK = (
    Term("submitted_share", (0.0, 0.5, 1.0), (-1.5, -0.5, 0.0), 1.0, -0.75),
    Term("mean_mark", (40.0, 60.0, 80.0), (-0.5, -0.125, 0.5), 64.0, -0.25),
    Term("days_early", (-7.0, 0.0, 7.0), (-0.5, 0.0, 0.25), 0.0, -0.25),
    Term("earlier_attempts", (0.0, 1.0), (0.0, -0.25), 0.0, 0.0),
    Term("module_passed", (0.4, 0.8), (-0.5, 0.5), 0.6, 0.0),
)
ONLINE = (
    Term("active_days", (0.0, 2.0, 7.0), (-0.5, 0.0, 0.5), 2.0, 0.0),
    Term("days_since_active", (0.0, 28.0), (0.25, -0.5), 1.0, 0.0),
)
DAY = 56


def model_of(terms: tuple[Term, ...], modules: list[str]) -> Model:
    """For the end of week 8."""
    shares = tuple(ModuleShare(each, 100, 60) for each in sorted(modules))
    bins = (Bin(0.0, 1_000, 700),)
    return versioned(
        Model("passes", (DAY // 7,), DAY, ("2013J",), ("2014J",), 1_000, 0.25, terms, shares, bins)
    )


def _audit(version: str, modules: list[str]) -> Audit:
    figures = tuple(ModuleFigures(each, 100, 60, exact(0.75), 0.2, 0.02) for each in sorted(modules))
    return replace(audit_of(version), modules=figures)


async def add_predictions(fixture: Fixture) -> None:
    """After the records: in force, shown in every module; each tutor has put something on record."""
    modules = [code for (code,) in await fixture.owner.fetch("select code from modules")]
    made = model_of(WORK, modules)
    await fixture.owner.execute(
        "insert into prediction_models (institution_id, version, cut_off_day, state, model, audit,"
        " drafted_at, published_at) select institution_id, $1, $2, 'published', $3::jsonb, $4::jsonb, $5, $5"
        " from institutions",
        made.version,
        DAY,
        model.to_json(made).decode(),
        audited.to_json(_audit(made.version, modules)).decode(),
        fixture.now,
    )
    await fixture.owner.execute(
        f"""
        insert into expectation_acts (institution_id, student_id, act_id, module_run_id, model, as_of, week,
            about, least, most, like_cases, prompts, made_of, did, staff_id, role, acted_at)
        select distinct on (t.student_id) t.institution_id, t.student_id, gen_random_uuid(), e.module_run_id,
               '{made.version}', r.starts_on + {DAY}, {DAY // 7}, 70, 67, 73, 1000, false, '{{grades}}',
               'talked', t.staff_id, '{roles.PERSONAL_TUTOR}', timestamptz '{fixture.now}'
        from tutorships t join enrolments e using (institution_id, student_id)
        join module_runs r using (institution_id, module_run_id)
        """
    )
