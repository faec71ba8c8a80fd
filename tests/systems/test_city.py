"""City: what its learning analytics policy promises."""

import pytest

from tests.world import World

pytestmark = pytest.mark.anyio


@pytest.mark.row("CI-6")
@pytest.mark.parametrize(
    "purpose", ["visa_compliance", "discipline", "staff_performance", "unrelated_activity"]
)
async def test_a_punitive_purpose_is_refused_and_on_record(city: World, purpose: str) -> None:
    tutor = await city.tutor()
    student = await city.student(tutor=tutor)
    path = f"/v1/students/{student.id}/attendance"
    answer = await city.client.get(path, headers=tutor.headers | {"Attune-Purpose": purpose})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/purpose-refused")
    (record,) = (await student.read(f"/v1/students/{student.id}/access-records"))["items"]
    assert (record["purpose"], record["outcome"]) == (purpose, "refused")
