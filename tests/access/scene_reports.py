"""What the operations on weekly reports need to succeed: the School's code, and nothing else."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _school(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["org_unit"] = "CLES"
    return {}


PREPARED: dict[str, Any] = {
    "GET /v1/weekly-reports/{org_unit}": _school,
    "GET /v1/weekly-reports/{org_unit}.csv": _school,
    "GET /v1/weekly-reports/{org_unit}/trend": _school,
}
