"""Verbs around webhooks: send what waits."""

from functools import partial

import typer
import uvloop

from app.auth.signing import signing_key
from app.cli.common import InstitutionCode, console, job_runtime
from app.errors import BadRequest
from app.jobs.deliver_webhooks import Courier, deliver_webhooks
from app.jobs.send_webhook import Sender
from app.settings import Settings


def add_to(cli: typer.Typer) -> None:
    cli.command("deliver-webhooks")(deliver)


def deliver(institution: InstitutionCode) -> None:
    """Send what webhooks are told and is due. Run it every minute or so, unless the service does."""
    uvloop.run(_deliver(institution))


async def _deliver(code: str) -> None:
    settings = Settings()
    key = signing_key(settings.signing_key, settings.former_signing_keys)
    if key is None:
        raise BadRequest("set ATTUNE_SIGNING_KEY, the same as the service's: secrets follow from it")
    async with job_runtime(settings) as runtime:
        courier = Courier(key, settings.address, runtime.clock, Sender(settings.webhooks_to_loopback))
        done = await deliver_webhooks(partial(runtime.context, code), courier)
    console.print(
        f"{done.delivered:,} delivered, {done.failed:,} to be tried again or given up,"
        f" {done.withheld:,} withheld",
        highlight=False,
    )
