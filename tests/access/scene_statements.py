"""What systems deliver and read as a learning record store has it, and the credentials that they come with."""

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene

VERSION = {"X-Experience-API-Version": "1.0.3"}
PAGE = "https://vle.example/mod/page/view.php?id=7"
AGENT = json.dumps({"mbox": "mailto:somebody@example.ac.uk"})
CREDENTIAL = {"system": "moodle", "note": "For a test.", "scopes": ["attune:statements.write"]}


def _asked(body: Any = None, **query: str) -> Preparation:
    async def prepare(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {"headers": VERSION, "query": query}
        return made if body is None else made | {"body": body}

    return prepare


async def _statement(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"headers": VERSION, "body": _of(scene)}


async def _named(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"headers": VERSION, "body": _of(scene), "query": {"statementId": str(uuid4())}}


def _of(scene: "Scene") -> dict[str, Any]:
    account = {"homePage": "https://vle.example", "name": scene.people["self"].number}
    verb = {"id": "http://id.tincanapi.com/verb/viewed"}
    return {"actor": {"account": account}, "verb": verb, "object": {"id": PAGE}}


async def _credential(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"body": CREDENTIAL}


async def _made_credential(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """Any id: who may not is told so; an administrator, that there is none, unless one was made."""
    made = await scene.people["admin"].post("/v1/service-credentials", CREDENTIAL)
    ids["credential_id"] = made.json()["credential_id"] if made.status_code == 201 else uuid4()
    return {}


STATE = {"activityId": PAGE, "agent": AGENT}
NEW = {"If-None-Match": "*"}


def _profile(**query: str) -> Preparation:
    async def prepare(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
        named = query | {"profileId": str(uuid4())}
        return {"headers": VERSION | NEW, "query": named, "body": {"page": 1}}

    return prepare


PREPARED: dict[str, Preparation] = {
    "POST /v1/service-credentials": _credential,
    "DELETE /v1/service-credentials/{credential_id}": _made_credential,
    "POST /xapi/statements": _statement,
    "PUT /xapi/statements": _named,
    "GET /xapi/statements": _asked(),
    "GET /xapi/activities": _asked(activityId=PAGE),
    "GET /xapi/agents": _asked(agent=AGENT),
    "GET /xapi/activities/state": _asked(**STATE),
    "PUT /xapi/activities/state": _asked({"page": 1}, **STATE, stateId="bookmark"),
    "POST /xapi/activities/state": _asked({"page": 1}, **STATE, stateId="bookmark"),
    "DELETE /xapi/activities/state": _asked(**STATE),
    "GET /xapi/activities/profile": _asked(activityId=PAGE),
    "PUT /xapi/activities/profile": _profile(activityId=PAGE),
    "POST /xapi/activities/profile": _profile(activityId=PAGE),
    "DELETE /xapi/activities/profile": _asked(activityId=PAGE, profileId="x"),
    "GET /xapi/agents/profile": _asked(agent=AGENT),
    "PUT /xapi/agents/profile": _profile(agent=AGENT),
    "POST /xapi/agents/profile": _profile(agent=AGENT),
    "DELETE /xapi/agents/profile": _asked(agent=AGENT, profileId="x"),
}
