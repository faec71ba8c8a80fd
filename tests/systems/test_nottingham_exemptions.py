"""Absences that are known (Nottingham, Queen Mary): said to the student, and no diagnosis kept."""

from datetime import timedelta

import pytest

from tests.world import World, approval

pytestmark = pytest.mark.anyio


@pytest.mark.row("BY-11")
async def test_a_student_without_a_dashboard_reads_who_exempted_which_days_and_why_nothing_is_noticed(
    nottingham: World,
) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    made = await nottingham.exempt(student, tutor, nottingham.today, 14)
    assert (await student.get(f"{student.path}/attendance")).status_code == 403
    (seen,) = (await student.read(f"{student.path}/exemptions"))["items"]
    assert seen["recorded_by_name"] == f"Tutor {tutor.number}"
    assert (seen["starts_on"], seen["ends_before"]) == (made["starts_on"], made["ends_before"])
    assert seen["reason_title"] in nottingham.profile.exemptions.reasons.values()
    assert "nothing is noticed" in seen["effect"]


@pytest.mark.row("QM-3")
async def test_approved_circumstances_come_from_the_record_system_as_days_alone(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student, today = await nottingham.student(tutor=tutor), nottingham.today
    assert await nottingham.approve(approval(student, "EC-1", today, today + timedelta(days=7))) == [
        "recorded"
    ]
    for person in (student, tutor):
        (seen,) = (await person.read(f"{student.path}/extenuating-circumstances"))["items"]
        assert seen.keys() == {"reference", "starts_on", "ends_before", "withdrawn"}
