"""Reading the contract: its operations, and what its references refer to."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def operations(contract: Json) -> Iterator[tuple[str, str, Json]]:
    """The method, the path and what is said of it."""
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def resolved(contract: Json, part: Json) -> Json:
    """What a reference refers to; anything else as it stands."""
    if "$ref" in part:
        found: Any = contract
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return resolved(contract, found)
    return part


def parameters(contract: Json, operation: Json) -> list[Json]:
    """Its parameters, those too that many operations share."""
    return [resolved(contract, each) for each in operation.get("parameters", [])]


def responses(contract: Json, operation: Json) -> Iterator[tuple[int, Json]]:
    for status, response in operation["responses"].items():
        yield int(status), resolved(contract, response)


def problems(response: Json) -> set[str]:
    """The codes of the problems that a response may be."""
    return set(response["content"]["application/problem+json"]["examples"])
