"""Locations: where what was made can be read from now on."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request, Response


def set_location(
    request: Request,
    response: Response,
    operation: str,
    query: dict[str, str] | None = None,
    **ids: UUID | str,
) -> None:
    """Set the header `Location` to the path of the operation that reads what was made."""
    path = request.app.url_path_for(operation, **{name: str(each) for name, each in ids.items()})
    response.headers["Location"] = f"{path}?{urlencode(query)}" if query else str(path)
