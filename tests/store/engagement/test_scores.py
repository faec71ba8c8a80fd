"""Stored scores: what a slice may be scored for is what the gate of one student allows."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.vocabulary import SectionName
from app.consent.ledger import ConsentDecision, Decision
from app.consent.usable_days import usable_days
from app.db.binary_copy import day_number
from app.ids import DecisionId
from app.profiles.model import Profile
from app.scoring.models import AcademicYear
from app.scoring.standing import FOREVER, Year
from app.store.engagement import slice_facts, slices
from app.store.engagement.progress import BEFORE_ALL
from app.store.governance import consent
from tests.conftest import NOON
from tests.world import World, student_id

pytestmark = pytest.mark.anyio

YEARS = tuple(AcademicYear(year) for year in (2016, 2017, 2018))
decisions = st.lists(st.tuples(st.sampled_from(YEARS), st.sampled_from(list(Decision))), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decided=decisions)
async def test_the_gate_of_a_slice_is_the_gate_of_a_student(world: World, decided: list[Any]) -> None:
    student = await world.student(since=date(2016, 8, 1))
    mine = student_id(student)
    entries = [
        ConsentDecision(
            decision_id=DecisionId(uuid4()),
            sequence=at,
            purpose="learning_analytics",
            decision=decision,
            academic_year=year,
            notice_version="1",
            decided_at=NOON,
            decided_by="student",
            channel="web",
        )
        for at, (year, decision) in enumerate(decided, start=1)
    ]
    async with world.context() as context:
        for entry in entries:
            await consent.add(context.transaction, mine, entry)
        taken = await slices.take(
            context.transaction, date(2016, 8, 1), date(2019, 7, 31), after=BEFORE_ALL, most=10_000
        )
        number = [taken.student(each) for each in range(len(taken))].index(mine)
        ledger = await slice_facts.read_decisions(
            context.transaction, taken, "learning_analytics", AcademicYear(YEARS[0] - 1), "Europe/London"
        )
    profile = world.profile
    years, before = ([_year(profile, each - back) for each in YEARS] for back in (0, 1))
    current = profile.academic_year(world.today)
    usable = ledger.usable(len(taken), years, before, current, reaches_back=True)
    rule = profile.consent_for(SectionName.ENGAGEMENT)
    assert rule is not None
    assert rule.reaches_back
    mine_alone = usable_days(entries, rule, current)
    for at, year in enumerate(YEARS):
        first = profile.first_day(year)
        assert usable.first[number, at] == (day_number(first) if first in mine_alone else FOREVER)


def _year(profile: Profile, academic_year: int) -> Year:
    first, last = profile.first_day(academic_year), profile.last_day(academic_year)
    return Year(academic_year, day_number(first), day_number(last))
