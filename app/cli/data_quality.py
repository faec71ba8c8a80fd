"""The verb that checks an institution's data."""

import typer
import uvloop

from app.actions.governance.check_data import WHAT_TO_DO, Check, check_data, is_well
from app.cli.common import InstitutionCode, console, job_runtime
from app.store.governance.data_quality import StoredFinding


def add_to(cli: typer.Typer) -> None:
    cli.command("check-data")(check_data_of)


def check_data_of(institution: InstitutionCode) -> None:
    """Look for what is wrong with the data; `/v1/data-quality` shows what was found until the next time."""
    found = [each for each in uvloop.run(_check(institution)) if not is_well(each)]
    for each in found:
        usual = "" if each.usual is None else f" (usually {each.usual:g})"
        where = f" of {each.source}" if each.source else ""
        line = f"{each.name}{where} since {each.first_day}: {each.found:,}{usual}."
        console.print(line, WHAT_TO_DO[Check(each.name)], highlight=False)
    console.print(f"{len(found)} findings.", highlight=False)


async def _check(code: str) -> list[StoredFinding]:
    async with job_runtime() as runtime, runtime.context(code) as context:
        return await check_data(context)
