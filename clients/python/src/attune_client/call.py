"""What is asked for: a request that is typed by its answer, and not sent yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, Self, TypeVar
from urllib.parse import quote

T = TypeVar("T", covariant=True)  # noqa: PLC0105 (short, as it stands in every signature)
Item = TypeVar("Item", covariant=True)  # noqa: PLC0105


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request. `attune_client.calls` makes them, a client sends them."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    content_type: str | None = None
    reads: Literal["json", "text", "bytes", "nothing"] = "json"


@dataclass(frozen=True, slots=True)
class Paged(Call[T], Generic[T, Item]):
    """A request for a page of a list."""

    def following(self, cursor: str) -> Self:
        return replace(self, query={**self.query, "cursor": cursor})


def called(method: str, path: str, parts: Mapping[str, Any]) -> tuple[str, str]:
    """The method, and the path with its parts filled in."""
    return method, path.format_map({key: quote(str(value), safe="") for key, value in parts.items()})
