"""Who climbs the ladder in tests of outreach over HTTP, and what they send."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from app.wire.roster import ContactDetailsRow, RegistrationRow
from tests import roles
from tests.world import OPENING, Person, World

CHECKED = [{"source": "Student record", "checked_on": "2018-11-20"}]
OPENED = {"reason": "No sign of activity for two weeks.", "other_sources_checked": CHECKED}
WHY = {"reason": "No answer so far."}
EMAIL = {"channel": "university_email", "outcome": "sent"}


@dataclass
class Outreach:
    """A student whom somebody looks for, with a tutor."""

    world: World
    student: Person
    tutor: Person

    @classmethod
    async def of(cls, world: World) -> "Outreach":
        tutor = await world.tutor()
        return cls(world, await world.student(tutor=tutor), tutor)

    @property
    def path(self) -> str:
        return f"{self.student.path}/cases"

    async def open(self, **fields: Any) -> str:
        """The path of a new case."""
        made = await self.tutor.do(self.path, OPENED | fields)
        return f"{self.path}/{made['case_id']}"

    async def attempt(self, case: str, who: Person | None = None, **fields: Any) -> dict[str, Any]:
        made: dict[str, Any] = await (who or self.tutor).do(f"{case}/attempts", EMAIL | fields)
        return made

    async def lives(self, residence: str) -> None:
        row = RegistrationRow(
            self.student.number, OPENING, None, "BSC", "CLES", "undergraduate", residence=residence
        )
        await self.world.roster(registrations=[row])

    async def is_sponsored(self) -> None:
        row = RegistrationRow(
            self.student.number, OPENING, None, "BSC", "CLES", "undergraduate", sponsored=True
        )
        await self.world.roster(registrations=[row])

    async def granted(self, role: str) -> Person:
        """Somebody trained in that role, for everybody."""
        person = await self.world.tutor(role)  # type: ignore[arg-type]  # a role's name
        await self.world.grant(person, role)
        return person

    async def team(self, role: str) -> tuple[Person, str]:
        """A team's only member, and its code."""
        person = await self.world.tutor(role)  # type: ignore[arg-type]  # a role's name
        return person, await self.world.team(person, role)

    async def can_be_reached(self) -> None:
        await self.world.roster(
            contact_details=[
                ContactDetailsRow(
                    self.student.number,
                    university_email="ann@example.ac.uk",
                    personal_email="ann@example.org",
                    mobile="+44 7700 900123",
                    telephone="+44 1632 960001",
                    term_address="Room 4, Hall 2",
                    emergency_name="Bea",
                    emergency_relationship="sister",
                    emergency_telephone="+44 1632 960002",
                    photograph="https://records.example.ac.uk/1",
                )
            ]
        )

    async def up_to_the_manager(self) -> tuple[str, Person]:
        """A case whose first two rungs are used up, at the dashboard manager's; and that person."""
        case, manager = await self.open(), await self.granted(roles.DASHBOARD_MANAGER)
        await self.attempt(case)
        self.later(5)
        await self.tutor.do(f"{case}/hand-overs", WHY)
        await self.attempt(case, channel="phone", outcome="no_answer")
        await self.attempt(case, channel="personal_email")
        self.later(6)
        await self.tutor.do(f"{case}/hand-overs", WHY | {"staff_number": manager.number})
        return case, manager

    def later(self, days: int) -> None:
        self.world.moment.now += timedelta(days=days)


def told(answer: httpx.Response, status: int) -> str:
    """What a refusal with that status says."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    return str(body["errors"][0]["detail"] if body.get("errors") else body["detail"])
