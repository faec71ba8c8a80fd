"""Open the database: the given one, or the embedded one of this home, ready to be used."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.db import roles
from app.db.migrate import migrate
from app.db.roles import Passwords, Urls
from app.devtools.postgres import running

DATABASE = "attune"


@asynccontextmanager
async def open_database(
    application: str | None, operator: str | None, owner: str | None, home: Path
) -> AsyncIterator[Urls]:
    """Where the database is, by role, migrated to this version.

    Given the operator role's URL, or the application's, it is that one, migrated only if the owner's is given
    too. Without, it is the embedded one of `home`, started for as long as anybody uses it.
    """
    if application is not None or operator is not None:
        if owner is not None:
            await migrate(owner)
        yield Urls(owner or "", application or "", operator or "")
        return
    with running(home / "postgres") as address:
        urls = await roles.bootstrap(address.url(), DATABASE, _passwords(home / "roles.json"))
        await migrate(urls.owner)
        yield urls


def _passwords(path: Path) -> Passwords:
    """The embedded server's role passwords, each made once, readable by us alone."""
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    all_roles = (roles.OWNER, roles.APPLICATION, roles.OPERATOR)
    made = {role: kept.get(role) or secrets.token_urlsafe(24) for role in all_roles}
    if made != kept:
        fresh = path.with_suffix(".fresh")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(made))
        fresh.replace(path)
    return Passwords(made[roles.OWNER], made[roles.APPLICATION], made[roles.OPERATOR])
