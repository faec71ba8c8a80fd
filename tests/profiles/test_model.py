"""What a profile may not say of pilots, time-outs and purposes."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.profiles.model import Profile, read_profile

PROFILES = Path(__file__).resolve().parents[2] / "app" / "profiles"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"sources": {"qmplus": {"counted_kinds": ["session_timed_out"]}}},
            "is a time-out, which never counts",
        ),
        (
            {"sources": {"qmplus": {"begins_session": ["began"]}}},
            "begins_session: began is not among the kinds",
        ),
        ({"sources": {"qmplus": {"times_out": ["gone"]}}}, "times_out: gone is not among the kinds"),
        ({"sources": {"qmplus": {"pilot": True}}}, "signals: fall counts pilots: qmplus"),
        ({"comparison": {"fewest": 29}}, "greater than or equal to 30"),
        ({"comparison": {"purpose": "fun"}}, "comparison: there is no purpose fun"),
        (
            {"access_purposes": {"assessment": {"allowed": True}}},
            "allowed everywhere needs no marked_modules",
        ),
        ({"prediction": {"purpose": "none"}}, "prediction: there is no purpose none"),
        ({"prediction": {"prompted": ["dean"]}}, "prediction: there is no role dean"),
        ({"prediction": {"first_week": 2}}, "first_week"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(changes: dict[str, Any], said: str) -> None:
    entries = changed(read_profile(PROFILES, "queen_mary").model_dump(), changes)
    with pytest.raises(ValueError, match=said):
        Profile.model_validate(entries)


def test_what_staff_did_about_expectations_is_kept_for_their_purpose_and_for_no_other() -> None:
    """An objection to that purpose deletes it."""
    kept = {"retention": {"expectations": {"purpose": "learner_engagement"}}}
    entries = changed(read_profile(PROFILES, "queen_mary").model_dump(), kept)
    with pytest.raises(ValueError, match="expectations are made for prediction, not learner_engagement"):
        Profile.model_validate(entries).check_expectations()


def changed(entries: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    made = deepcopy(entries)
    for key, value in changes.items():
        made[key] = changed(made[key], value) if isinstance(value, dict) else value
    return made


def test_a_pilot_is_taken_and_scored_nowhere() -> None:
    profile = read_profile(PROFILES, "queen_mary")
    assert profile.accepted - profile.collected.keys() == profile.pilots == {"library"}


def test_a_time_out_counts_nowhere_although_nobody_listed_what_does() -> None:
    qmplus = read_profile(PROFILES, "queen_mary").collected["qmplus"]
    assert qmplus.counted_kinds == frozenset({"logged_in", "viewed"})
