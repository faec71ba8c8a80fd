"""Statements as systems send them, and a system that sends them."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests import roles
from tests.world import World

MOODLE = "https://moodle.example.ac.uk"
VIEWED = {"id": "http://id.tincanapi.com/verb/viewed", "display": {"en": "viewed"}}
PAGE = f"{MOODLE}/mod/page/view.php?id=7"
PAGE_VIEWED = r"\mod_page\event\course_module_viewed"
READS, WRITES = "attune:statements.read", "attune:statements.write"


@dataclass
class Lrs:
    """A system with a credential, and how it speaks."""

    world: World
    credential_id: str
    secret: str
    version: str = "1.0.3"

    async def send(
        self,
        method: str,
        path: str,
        *,
        version: str | None = "",
        headers: dict[str, str] | None = None,
        **given: Any,
    ) -> httpx.Response:
        said = self.version if version == "" else version
        named = ({} if said is None else {"X-Experience-API-Version": said}) | (headers or {})
        auth = (self.credential_id, self.secret)
        return await self.world.client.request(method, f"/xapi{path}", headers=named, auth=auth, **given)

    async def post(self, *statements: dict[str, Any]) -> list[str]:
        """Their ids."""
        answer = await self.send("POST", "/statements", json=list(statements))
        assert answer.status_code == 200, answer.text
        ids: list[str] = answer.json()
        return ids

    async def find(self, **query: Any) -> list[dict[str, Any]]:
        answer = await self.send("GET", "/statements", params=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["statements"]
        return found

    async def one(self, statement_id: str, **query: Any) -> dict[str, Any]:
        answer = await self.send("GET", "/statements", params={"statementId": statement_id} | query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def connect(world: World, system: str = "campus", *scopes: str, **more: Any) -> Lrs:
    """A system whom an administrator has given a credential."""
    admin = await world.tutor(roles.ADMIN)
    wanted = {"system": system, "note": "For a test.", "scopes": list(scopes or (READS, WRITES))}
    made = await admin.do("/v1/service-credentials", wanted | more)
    return Lrs(world, made["credential_id"], made["secret"])


def account(name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": MOODLE, "name": name}}


def statement(name: str = "someone", **more: Any) -> dict[str, Any]:
    """Somebody viewed a page."""
    return {"actor": account(name), "verb": VIEWED, "object": {"id": PAGE}} | more


def with_id(**more: Any) -> dict[str, Any]:
    return statement(**more) | {"id": str(uuid4())}


INFO = "http://lrs.learninglocker.net/define/extensions/info"


def moodle(
    name: str, event: str, at: str, verb: str, activity: str, kind: str, **result: Any
) -> dict[str, Any]:
    """As the plugin of generation 4.8 and later sends it: no id, the course as a parent."""
    return {
        "actor": {"name": "Sam Sample", "account": {"homePage": MOODLE, "name": name}},
        "verb": {"id": verb, "display": {"en": verb.rpartition("/")[2]}},
        "object": {
            "id": f"{MOODLE}{activity}",
            "definition": {"name": {"en": "A thing"}, "type": kind},
            "objectType": "Activity",
        },
        "timestamp": at,
        "context": {
            "language": "en",
            "extensions": {INFO: {"http://moodle.org": "4.5.2", "event_name": event}},
            "contextActivities": {
                "parent": [{"id": f"{MOODLE}/course/view.php?id=2", "objectType": "Activity"}],
                "category": [{"id": MOODLE, "objectType": "Activity"}],
            },
        },
    } | ({"result": result} if result else {})


def old_moodle(name: str, event: str, at: str, verb: str, activity: str, kind: str) -> dict[str, Any]:
    """As the plugin of generation 4.6 and before sends it: a platform, the course in the grouping."""
    made = moodle(name, event, at, verb, activity, kind)
    groups = made["context"].pop("contextActivities")
    made["context"] |= {"platform": "Moodle"}
    made["context"]["contextActivities"] = {"grouping": groups["parent"], "category": groups["category"]}
    return made


def php(statements: list[dict[str, Any]]) -> bytes:
    """As PHP writes JSON: every slash with a backslash before it."""
    return json.dumps(statements, separators=(",", ":")).replace("/", "\\/").encode()
