"""Predictions of everybody, beside the scoring of a night, in one run; and one student's, beside bare FastAPI.

    .venv/bin/python -m bench.predictions [--students 30000] [--seconds 3] [everybody] [one]

Each student is on four module runs with nine pieces of work in each, eight of them handed in and marked, and is
active online in each on three days of five. Nothing is restricted, so everybody is worked out.
"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import uvloop

from app.actions.insight.prediction_facts import features_of
from app.ids import StudentId
from app.prediction.model import Bin, Model, Term, predict, versioned
from app.store.insight.prediction_facts import list_taken, list_work
from bench.fixture_database import Fixture, fixture_database, machine, score
from tests.prediction.documents import document

LAST = date(2026, 3, 1)
DAYS, NIGHTS, RUNS, PIECES = 120, 7, 4, 9
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


def model_of(terms: tuple[Term, ...]) -> Model:
    """For the end of week 8."""
    return versioned(
        Model("passes", (8,), 56, ("2013J",), ("2014J",), 1_000, 0.25, terms, (), (Bin(0.0, 1_000, 700),))
    )


async def everybody(students: int) -> None:
    """Seconds for all, and for the night's scores."""
    async with fixture_database(students, LAST - timedelta(days=DAYS - 1), DAYS) as fixture:
        await add_work(fixture)
        through = LAST - timedelta(days=NIGHTS)
        await score(fixture, through)
        await fixture.settle()
        scored, told = [], dict[str, list[float]]()
        for _ in range(NIGHTS):
            through += timedelta(days=1)
            scored.append(await score(fixture, through))
            for name, terms in (("work alone", WORK), ("work and activity", (*WORK, *ONLINE))):
                seconds, predicted = await predict_all(fixture, model_of(terms))
                assert predicted == students * RUNS
                told.setdefault(name, []).append(seconds)
        night = median(scored)
        print(f"{students:,} students: scores of a night {night:.2f} s")
        for name, seconds in told.items():
            took = median(seconds)
            print(
                f"their {students * RUNS:,} predictions of {name} {took:.2f} s"
                f" ({min(seconds):.2f} to {max(seconds):.2f}), ratio {took / night:.1f}"
            )


async def add_work(fixture: Fixture) -> None:
    begins = LAST - timedelta(days=63)
    await fixture.owner.execute(
        f"""
        insert into modules (institution_id, module_id, code, title, org_unit_id)
        select institution_id, gen_random_uuid(), 'M' || n, 'Module ' || n, org_unit_id
        from (select * from org_units order by code limit 1) u, generate_series(1, {RUNS}) as series (n);
        insert into module_runs (institution_id, module_run_id, module_id, code, academic_year, starts_on,
                                 ends_before)
        select institution_id, gen_random_uuid(), module_id, code || '-25', 2025, '{begins}',
               '{begins + timedelta(days=150)}' from modules;
        insert into enrolments (institution_id, student_id, module_run_id)
        select institution_id, student_id, module_run_id from students join module_runs using (institution_id);
        insert into assessments (institution_id, assessment_id, module_run_id, code, kind, due_on, weight)
        select institution_id, gen_random_uuid(), module_run_id, code || '-' || n, 'essay',
               date '{begins}' + 7 * n, 10
        from module_runs, generate_series(1, {PIECES}) as series (n);
        insert into submissions (institution_id, student_id, assessment_id, submitted_on, mark, carried_over)
        select a.institution_id, e.student_id, a.assessment_id, a.due_on - 1, 40 + random() * 40, false
        from assessments a join enrolments e using (institution_id, module_run_id)
        where right(a.code, 1)::int < {PIECES};
        insert into module_activity_months (institution_id, student_id, month, source, module_run_id, amounts)
        select e.institution_id, e.student_id, m.month::date, 'vle', e.module_run_id, a.amounts
        from enrolments e, generate_series(date_trunc('month', date '{begins}'), '{LAST}', '1 month') m (month),
             (select string_agg(float8send(case when n % 5 < 3 then 8 else 0 end), ''::bytea order by n) as amounts
              from generate_series(1, 31) as days (n)) a;
        analyze
        """
    )


async def predict_all(fixture: Fixture, model: Model) -> tuple[float, int]:
    """Seconds from the database to probabilities, and how many there are."""
    began = perf_counter()
    async with fixture.context() as context:
        ids = [StudentId(each) for (each,) in await fixture.owner.fetch("select student_id from students")]
        taken = await list_taken(context.transaction, ids, context.today)
        work = await list_work(context.transaction, ids, context.today)
        features = await features_of(context, model, taken, work, last=LAST)
        probabilities = predict(model, features)
    return perf_counter() - began, len(probabilities)


if __name__ == "__main__":
    uvloop.run(everybody(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
