"""Documented is real: generated requests to a served app, and which answers contradict the contract."""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import schemathesis
import uvicorn
from fastapi import FastAPI
from schemathesis import Case, CheckContext, HookContext, Response, SerializationContext, engine
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import Status, events

# Rules between fields, or about what the institution has: no JSON Schema can say them, so a request may fit
# the schema and break them. Each answer that is excused names one of these, and nothing else.
UNSAYABLE = re.compile(
    r"must be later than starts_|must not be before the tutorship starts|lies after `to`|lies in the future"
    r"|lies before \d|asks for more than \d+ days|must be from \d|must ascend|is missing$"
    r"|is not a cursor that this service gave out|is not a college of this|is not a source that this"
    r"|lies outside of the years \d+ to \d+$|is another request's|`.*` is not one of |holds a NUL character"
    r"|Input should be (less|greater) than or equal to \d{4}-"
    r"|\w+: must (be left out|be given|name at least one value)$|must be left out for a rule of the kind "
    r"|must be null|must be today or earlier: |must not be over$|must not lie before first_day$"
    r"|is no student of whom your role opens support$|is a student whom the service does not cover$"
    r"|it (says version|predicts|is made for)|its (fields|bins|intercept)|this is no (model|audit|JSON)"
    r"|the audit('s verdict| is of)|must be those of this service: nobody brings"
    r"|must be empty: whoever signs|no gap by |is refused, whoever would approve it: "
    r"|must hold an event|must be one of |must be another org unit|cannot be set; only"
    r"|is for a single file of a package alone$|is for OneRoster packages alone$|is empty$"
    r"|must be given, as the kind is |makes it longer than \d+ days$"
    r"|Input should be a valid integer$"  # to a schema 2018.0 is one; we take whole numbers written as such
)


@schemathesis.serializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def _workbook(_context: SerializationContext, value: Any) -> bytes:
    """A workbook's bytes, as they were generated: none of them is a workbook, and each is refused."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.serializer("application/zip", "text/csv", "text/tab-separated-values", "application/x-ndjson")
def _file(_context: SerializationContext, value: Any) -> bytes:
    """A file's bytes: whatever it is, it is kept, and what it is comes out later."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


UNSAYABLE_AT = "/body/settings/"
"""What an entry of the settings may be is the profile's model, not the contract's."""


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The app on a free port of the loopback, in a loop of its own; the URL."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            thread.join(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


TABLE = "documented is real"
"""The property of a test's report under which a run leaves its row; conftest.py prints them."""
Row = tuple[str, int, int, int, dict[int, int]]
"""Who asked, how many operations, how many requests, how many faults, and the answers by status."""


@dataclass
class Findings:
    """What a run asked, and what contradicted the contract."""

    requests: int = 0
    operations: set[str] = field(default_factory=set)
    phases: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def row(self, name: str) -> Row:
        return (
            name,
            len(self.operations),
            self.requests,
            len(self.faults),
            dict(sorted(self.statuses.items())),
        )


def attack(contract: dict[str, Any], url: str, config: Mapping[str, Any]) -> Findings:
    """Every operation of the contract, in all of schemathesis' phases and with all of its checks."""
    made = SchemathesisConfig.from_dict({"base-url": url, **config})
    schema = schemathesis.openapi.from_dict(_without_example_keys(contract), config=made)
    schema.hook(filter_failure)
    findings = Findings()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(findings, event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            findings.faults.append(f"{type(event).__name__}: {event}")
    return findings


def _without_example_keys(contract: dict[str, Any]) -> dict[str, Any]:
    """An example's idempotency key is one request's only, its tag one answer's: generated ones take over."""
    ours = deepcopy(contract)
    for item in ours["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter.get("name") in {"Idempotency-Key", "If-Match", "If-None-Match"}:
                    del parameter["schema"]["examples"]
    return ours


def filter_failure(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Whether it is one.

    Not where a request was turned down for a rule that no schema can say, and not where a delivery says which
    of its items break the schema: each is judged by itself.
    """
    if failure.title == "Schema-violating request accepted" and response.status_code == HTTPStatus.OK:
        answer = orjson.loads(response.content)
        judged = [*answer.get("items", []), *(answer.get("data_as_of") or {}).values()]
        return not any(isinstance(each, dict) and each.get("outcome") == "rejected" for each in judged)
    if failure.title != "Schema-valid request rejected" or response.status_code not in {400, 412, 415, 422}:
        return True
    if response.status_code in {
        412,
        415,
    }:  # no schema knows what is current, or how a kind of file is written
        return response.status_code == 415 and b"/problems/not-importable" not in response.content
    if response.status_code == 400:
        return bool(orjson.loads(response.content)["detail"] != "the address holds a NUL character")
    problem = orjson.loads(response.content)
    if problem["type"] == "/problems/workbook-refused":  # no schema says which bytes are a workbook
        return False
    faults = problem.get("errors", [])
    return not faults or not all(
        UNSAYABLE.match(each["detail"]) or each["pointer"].startswith(UNSAYABLE_AT) for each in faults
    )


@schemathesis.check
def problem_is_documented(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """The problem's own code is among those that the operation lists for the status."""
    listed = case.operation.responses.find_by_status_code(response.status_code)
    if response.status_code < 400 or listed is None:
        return
    code = orjson.loads(response.content)["type"].removeprefix("/problems/")
    said = listed.definition["content"]["application/problem+json"]["examples"]
    assert code in said, f"{response.status_code} {code} is not documented"


def _note(findings: Findings, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        findings.requests += 1
        findings.phases[event.phase.value] += 1
        findings.operations.add(recorder.cases[case_id].value.operation.label)
        if interaction.response is not None:
            findings.statuses[interaction.response.status_code] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info is not None:
                answer = recorder.interactions[case_id].response
                said = answer.content.decode()[:400] if answer and answer.content else ""
                where = f"{event.phase.value}: {check.name}: {recorder.cases[case_id].value.operation.label}"
                found = check.failure_info
                findings.faults.append(f"{where}: {found.failure}\n{found.code_sample[:2000]}\n{said}")
