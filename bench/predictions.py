"""Predictions of everybody, beside a night's scoring, in one run; one student's, beside bare FastAPI.

    .venv/bin/python -m bench.predictions [everybody] [one] [--students 30000] [--seconds 3]

Everybody: each student is on one module run with nine pieces of work, eight of them handed in and marked (as
in the Open University's dataset), and is active online on three days of five; database to probabilities.
One: an expectation in four module runs, asked for over HTTP by the student and by the tutor.
"""

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import uvloop

from app.actions.insight.prediction_facts import Found, features_of
from app.clock import system_clock
from app.ids import StudentId
from app.jobs.score_institution import LANES
from app.prediction.model import Model, predict
from app.store.insight.prediction_facts import READS as FACTS
from bench import reads
from bench.fixture_database import Fixture, fixture_database, machine, score
from bench.fixture_predictions import ONLINE, WORK, model_of
from bench.load import SECONDS, check_wrk
from bench.measure import Meter
from bench.read_cases import READS
from bench.service import services

LAST = date(2026, 3, 1)
DAYS, NIGHTS, PIECES = 120, 9, 9
SLICE = 5_000
"""Students at a time."""
MODELS = {"work": WORK, "work and activity": (*WORK, *ONLINE)}
ASKED = {"read_expectation", "list_expectation_acts", "list_prediction_models", "read_prediction_card"}


async def everybody(students: int) -> None:
    """Seconds for the night's scores, and for all predictions."""
    async with fixture_database(students, LAST - timedelta(days=DAYS - 1), DAYS) as fixture:
        await add_work(fixture)
        through = LAST - timedelta(days=NIGHTS)
        await score(fixture, through)
        await fixture.settle()
        scored: list[float] = []
        told: dict[str, list[float]] = {name: [] for name in MODELS}
        for _ in range(NIGHTS):
            through += timedelta(days=1)
            scored.append(await score(fixture, through))
            for name, terms in MODELS.items():
                took, predicted = await predict_all(fixture, model_of(terms, ["M"]))
                assert predicted == students
                told[name].append(took)
        night = median(scored)
        print(f"{students:,} students: scores of a night {said(scored)}")
        for name, seconds in told.items():
            print(f"their predictions of {name} {said(seconds)}, ratio {median(seconds) / night:.1f}")


def said(seconds: list[float]) -> str:
    return f"{median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


async def add_work(fixture: Fixture) -> None:
    begins = LAST - timedelta(days=63)
    await fixture.owner.execute(
        f"""
        insert into modules (institution_id, module_id, code, title, org_unit_id)
        select institution_id, gen_random_uuid(), 'M', 'M', org_unit_id from org_units limit 1;
        insert into module_runs (institution_id, module_run_id, module_id, code, academic_year, starts_on,
                                 ends_before)
        select institution_id, gen_random_uuid(), module_id, 'M-25', 2025, '{begins}',
               '{begins + timedelta(days=150)}' from modules;
        insert into enrolments (institution_id, student_id, module_run_id)
        select institution_id, student_id, module_run_id
        from students join module_runs using (institution_id);
        insert into assessments (institution_id, assessment_id, module_run_id, code, kind, due_on, weight)
        select institution_id, gen_random_uuid(), module_run_id, n, 'essay', date '{begins}' + 6 * n, 10
        from module_runs, generate_series(1, {PIECES}) as series (n);
        insert into submissions (institution_id, student_id, assessment_id, submitted_on, mark, carried_over)
        select a.institution_id, e.student_id, a.assessment_id, a.due_on - 1, 40 + random() * 40, false
        from assessments a join enrolments e using (institution_id, module_run_id)
        where a.code::int < {PIECES};
        insert into module_activity_months (institution_id, student_id, month, source, module_run_id,
                                            amounts)
        select e.institution_id, e.student_id, m.month::date, 'vle', e.module_run_id, a.amounts
        from enrolments e,
             generate_series(date_trunc('month', date '{begins}'), '{LAST}', '1 month') as m (month),
             (select string_agg(float8send(case when n % 5 < 3 then 8 else 0 end), ''::bytea order by n)
                     as amounts
              from generate_series(1, 31) as days (n)) a
        """
    )


async def predict_all(fixture: Fixture, model: Model) -> tuple[float, int]:
    """Seconds from the database to probabilities, and how many there are; in lanes, as scores are."""
    ids = [StudentId(each) for (each,) in await fixture.owner.fetch("select student_id from students")]
    began, predicted, slices = perf_counter(), 0, iter(batched(sorted(ids), SLICE))

    async def lane() -> None:
        nonlocal predicted
        for some in slices:
            async with fixture.context() as context:
                rows = await context.transaction.gather(FACTS, students=some, today=context.today)
                features = await features_of(context, model, some, Found.of(rows))
                predicted += len(predict(model, features))

    await asyncio.gather(*(lane() for _ in range(LANES)))
    return perf_counter() - began, predicted


def batched(students: Sequence[StudentId], most: int) -> list[list[StudentId]]:
    return [list(students[at : at + most]) for at in range(0, len(students), most)]


async def one(students: int, seconds: int) -> int:
    """How many requests failed."""
    first = system_clock().date() - timedelta(days=reads.DAYS)
    async with fixture_database(students, first, reads.DAYS) as fixture, services(fixture) as running:
        meter = await Meter.of(fixture, running, seconds)
        return await reads.reads(meter, [each for each in READS if each.operation in ASKED])


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.predictions")
    parser.add_argument("parts", nargs="*", default=["everybody", "one"], metavar="part")
    parser.add_argument("--students", type=int, default=30_000)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    given = parser.parse_args()
    print(machine())
    if "everybody" in given.parts:
        uvloop.run(everybody(given.students))
    if "one" in given.parts:
        check_wrk()
        sys.exit(min(1, uvloop.run(one(given.students, given.seconds))))
