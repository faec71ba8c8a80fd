"""Grants: who may ask, who decides, what an approved one opens, and for how long."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

PATH = "/v1/grants"
WHY = {"reason": "For a test of grants."}
APPROVED = {"decision": "approved", **WHY}
REFUSED = {"decision": "refused", **WHY}


@pytest.fixture
async def decider(wide: World) -> Person:
    return await wide.tutor(roles.ADMIN)


@pytest.fixture
async def head(wide: World) -> Person:
    return await wide.tutor(roles.DEPARTMENT_HEAD)


def asked(world: World, starts: int = 0, days: int = 30, **fields: Any) -> dict[str, Any]:
    """A request that begins so many days from now."""
    first = world.today + timedelta(days=starts)
    return {
        "role": roles.DEPARTMENT_HEAD,
        "org_unit": "CLES",
        "starts_on": str(first),
        "ends_before": str(first + timedelta(days=days)),
        **WHY,
    } | fields


async def ask(person: Person, starts: int = 0, days: int = 30, **fields: Any) -> str:
    """A request, as its path."""
    made = await person.do(PATH, asked(person.world, starts, days, **fields))
    return f"{PATH}/{made['grant_id']}"


async def approve(decider: Person, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = await decider.do(f"{path}/decision", APPROVED)
    return answer


async def sees(person: Person, student: Person) -> bool:
    status = (await person.get(student.path)).status_code
    assert status in {200, 404}
    return status == 200


async def wait(world: World, days: int) -> None:
    world.moment.now += timedelta(days=days)


async def test_a_grant_opens_students_once_somebody_else_has_approved_it(
    wide: World, head: Person, decider: Person
) -> None:
    student = await wide.student()
    answer = await head.post(PATH, asked(wide))
    assert answer.status_code == 201
    requested = answer.json()
    assert answer.headers["Location"] == f"{PATH}/{requested['grant_id']}"
    assert (requested["standing"], requested["decided"], requested["due_for_review"]) == (
        "requested", None, False,
    )  # fmt: skip
    assert requested["answer_by"] == "2018-12-04", "ten working days after Tuesday 20 November"
    assert not await sees(head, student)

    approved = await approve(decider, answer.headers["Location"])
    me = {"staff_id": str(head.id), "number": head.number, "name": f"Tutor {head.number}"}
    assert approved["staff"] == approved["requested"]["by"] == me
    assert approved["decided"]["by"]["number"] == decider.number
    assert approved["decided"]["reason"] == approved["requested"]["reason"] == WHY["reason"]
    assert (approved["standing"], approved["role_title"], approved["org_unit_name"]) == (
        "in_force", "Head of department", "Life",
    )  # fmt: skip
    assert await head.read(answer.headers["Location"]) == approved
    assert await sees(head, student)
    await wait(wide, 29)
    assert await sees(head, student)
    await wait(wide, 1)
    assert not await sees(head, student), "the first day after"
    assert (await head.read(answer.headers["Location"]))["standing"] == "expired"


async def test_a_grant_to_come_opens_nothing_yet(wide: World, head: Person, decider: Person) -> None:
    student = await wide.student()
    path = await ask(head, starts=2)
    assert (await approve(decider, path))["standing"] == "approved"
    assert not await sees(head, student)
    await wait(wide, 2)
    assert await sees(head, student)


async def test_a_grant_opens_its_scope_alone(wide: World, head: Person, decider: Person) -> None:
    await wide.add_college("HUM", "History", "HIS")
    student = await wide.student()
    await approve(decider, await ask(head, org_unit="HUM"))
    await approve(decider, await ask(head, org_unit=None, year_of_study=3))
    await approve(decider, await ask(head, org_unit=None, sponsored_only=True))
    assert not await sees(head, student), "of another college, year and kind of visa"
    await approve(decider, await ask(head, org_unit=None))
    assert await sees(head, student)


async def test_neither_the_requester_nor_the_holder_decides(wide: World, decider: Person) -> None:
    holder = await wide.tutor(roles.ADMIN, roles.DEPARTMENT_HEAD)
    path = await ask(decider, staff_number=holder.number)
    for person in (decider, holder):
        refused = await person.post(f"{path}/decision", APPROVED)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
        assert (await person.read(path))["standing"] == "requested"
    somebody_else = await wide.tutor(roles.ADMIN)
    assert (await approve(somebody_else, path))["staff"]["number"] == holder.number
    for person in (decider, holder):
        assert (await person.post(f"{path}/review", None)).status_code == 403


async def test_who_has_no_duty_only_asks(wide: World, head: Person) -> None:
    path = await ask(head)
    tutor = await wide.tutor()
    for step, body in (("decision", APPROVED), ("revocation", WHY), ("review", None)):
        for person in (head, tutor):
            assert (await person.post(f"{path}/{step}", body)).status_code == 403
    assert (await tutor.get(path)).status_code == 404, "others' requests are not theirs to see"
    for person in (await wide.student(), await wide.service()):
        for answer in (await person.post(PATH, asked(wide)), await person.get(PATH), await person.get(path)):
            assert answer.status_code == 403


async def test_a_grant_that_there_is_not(decider: Person) -> None:
    path = f"{PATH}/{uuid4()}"
    assert (await decider.get(path)).status_code == 404
    for step, body in (("decision", APPROVED), ("revocation", WHY), ("review", None)):
        assert (await decider.post(f"{path}/{step}", body)).status_code == 404


async def test_a_request_is_decided_once(wide: World, head: Person, decider: Person) -> None:
    student = await wide.student()
    path = await ask(head)
    refused = await decider.do(f"{path}/decision", REFUSED)
    assert (refused["standing"], refused["decided"]["reason"]) == ("refused", WHY["reason"])
    again = await decider.post(f"{path}/decision", APPROVED)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")
    assert not await sees(head, student)


async def test_two_who_decide_at_once_decide_once(wide: World, head: Person, decider: Person) -> None:
    path, other = await ask(head), await wide.tutor(roles.ADMIN)
    answers = await asyncio.gather(
        decider.post(f"{path}/decision", APPROVED), other.post(f"{path}/decision", REFUSED)
    )
    assert sorted(each.status_code for each in answers) == [200, 409]


async def test_an_unanswered_request_lapses_after_ten_working_days(
    wide: World, head: Person, decider: Person
) -> None:
    path = await ask(head, days=100)
    await wait(wide, 14)
    assert (await head.read(path))["standing"] == "requested"
    await wait(wide, 1)
    assert (await head.read(path))["standing"] == "lapsed"
    for decision in (APPROVED, REFUSED):
        assert (await decider.post(f"{path}/decision", decision)).status_code == 409
    assert (await decider.post(f"{path}/revocation", WHY)).status_code == 409


async def test_a_late_approval_counts_from_its_own_day(wide: World, head: Person, decider: Person) -> None:
    path = await ask(head, starts=1)
    await wait(wide, 3)
    assert (await approve(decider, path))["starts_on"] == str(wide.today)


async def test_an_earlier_grant_of_the_same_scope_ends_where_the_new_one_begins(
    wide: World, head: Person, decider: Person
) -> None:
    first, elsewhere = await ask(head, days=100), await ask(head, days=100, org_unit="U")
    for path in (first, elsewhere):
        await approve(decider, path)
    second = await ask(head, starts=20, days=100)
    await approve(decider, second)
    assert (await head.read(first))["ends_before"] == str(wide.today + timedelta(days=20))
    assert (await head.read(first))["standing"] == "in_force"
    whole = await ask(head, starts=10, days=200)
    await approve(decider, whole)
    assert (await head.read(first))["ends_before"] == str(wide.today + timedelta(days=10))
    assert (await head.read(second))["standing"] == "superseded", "nothing of it is left"
    assert (await head.read(elsewhere))["ends_before"] == str(wide.today + timedelta(days=100))
    assert (await decider.post(f"{second}/revocation", WHY)).status_code == 409


async def test_two_approvals_at_once_leave_no_overlap(wide: World, head: Person, decider: Person) -> None:
    paths = [await ask(head), await ask(head)]
    other = await wide.tutor(roles.ADMIN)
    answers = await asyncio.gather(
        *(
            person.post(f"{path}/decision", APPROVED)
            for person, path in zip((decider, other), paths, strict=True)
        )
    )
    assert [each.status_code for each in answers] == [200, 200]
    standings = sorted([(await head.read(path))["standing"] for path in paths])
    assert standings == ["in_force", "superseded"]


async def test_a_revoked_grant_counts_no_more_with_the_next_request(
    wide: World, head: Person, decider: Person
) -> None:
    student = await wide.student()
    path, to_come = await ask(head), await ask(head, starts=50)
    assert (await decider.post(f"{path}/revocation", WHY)).status_code == 409, "nobody approved it"
    for each in (path, to_come):
        await approve(decider, each)
    assert await sees(head, student)
    for each in (path, to_come):
        revoked = await decider.do(f"{each}/revocation", WHY)
        assert revoked["standing"] == "revoked"
        assert (revoked["revoked"]["by"]["number"], revoked["revoked"]["reason"]) == (
            decider.number, WHY["reason"],
        )  # fmt: skip
    assert not await sees(head, student)
    assert (await decider.post(f"{path}/revocation", WHY)).status_code == 409


async def test_a_grant_is_due_for_review_a_year_after_the_last(
    wide: World, head: Person, decider: Person
) -> None:
    path = await ask(head, starts=300, days=365)
    assert (await decider.post(f"{path}/review", None)).status_code == 409, "not in force"
    await approve(decider, path)
    await wait(wide, 365)
    assert (await decider.read(PATH, due_for_review=True))["items"] == []
    await wait(wide, 1)
    [due] = (await decider.read(PATH, due_for_review=True))["items"]
    assert (due["standing"], due["due_for_review"], due["reviewed"]) == ("in_force", True, None)
    reviewed = await decider.do(f"{path}/review", None)
    assert reviewed["reviewed"]["by"]["number"] == decider.number
    assert (await decider.read(PATH, due_for_review=True))["items"] == []
    assert len((await decider.read(PATH, due_for_review=False))["items"]) == 1


async def test_who_decides_lists_all_and_others_their_own(wide: World, head: Person, decider: Person) -> None:
    tutor = await wide.tutor()
    for person, holder in ((head, None), (tutor, head.number), (tutor, None)):
        await wait(wide, 1)
        await ask(person, staff_number=holder)

    async def listed(person: Person) -> list[tuple[str, str]]:
        items = (await person.read(PATH))["items"]
        return [(each["staff"]["number"], each["requested"]["by"]["number"]) for each in items]

    own, for_head, of_tutor = (
        (head.number, head.number), (head.number, tutor.number), (tutor.number, tutor.number),
    )  # fmt: skip
    assert await listed(decider) == [of_tutor, for_head, own], "the latest request first"
    assert await listed(head) == [for_head, own]
    assert await listed(tutor) == [of_tutor, for_head]
    assert await listed(await wide.tutor()) == []
    another = await wide.create_another("every_reach")
    assert await listed(await another.tutor(roles.ADMIN)) == []


async def test_the_list_is_filtered_by_standing_and_comes_in_pages(
    wide: World, head: Person, decider: Person
) -> None:
    lapsed = await ask(head, days=100)
    await wait(wide, 15)
    expired = await ask(head, days=1)
    await approve(decider, expired)
    await wait(wide, 1)
    made = {"lapsed": [lapsed], "expired": [expired]}
    for org_unit, starts in ((None, 0), ("U", 5), ("CLES", 0)):
        path = await ask(head, starts=starts, org_unit=org_unit)
        made.setdefault((await approve(decider, path))["standing"], []).append(path)
    made["refused"] = [await ask(head, year_of_study=1)]
    await decider.do(f"{made['refused'][0]}/decision", REFUSED)
    made["requested"] = [await ask(head, year_of_study=year) for year in (1, 2, 3)]
    assert {name: len(paths) for name, paths in made.items()} == {
        "lapsed": 1, "expired": 1, "in_force": 2, "approved": 1, "refused": 1, "requested": 3,
    }  # fmt: skip
    for standing, paths in (made | {"revoked": [], "superseded": []}).items():
        found, cursor = [], None
        while True:
            query = {"standing": standing, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = await decider.read(PATH, **query)
            found += [f"{PATH}/{each['grant_id']}" for each in page["items"]]
            assert {each["standing"] for each in page["items"]} <= {standing}
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert sorted(found) == sorted(paths), standing
    assert (await decider.get(PATH, standing="forgotten")).status_code == 422


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"role": roles.PERSONAL_TUTOR}, "/body/role"),
        ({"role": "archbishop"}, "/body/role"),
        ({"org_unit": "NOWHERE"}, "/body/org_unit"),
        ({"starts_on": "2018-11-19"}, "/body/starts_on"),
        ({"ends_before": "2018-11-20"}, "/body/ends_before"),
        ({"ends_before": "2019-11-21"}, "/body/ends_before"),
        ({"role": roles.SITE_EXPLORER, "ends_before": "2019-05-20"}, "/body/ends_before"),
        ({"year_of_study": 21}, "/body/year_of_study"),
        ({"reason": "No"}, "/body/reason"),
        ({"until": "2019-01-01"}, "/body/until"),
    ],
)
async def test_what_cannot_be_granted_is_named(
    wide: World, head: Person, fields: dict[str, Any], pointer: str
) -> None:
    refused = await head.post(PATH, asked(wide, **fields))
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [pointer]


async def test_the_longest_time_is_the_roles(wide: World, head: Person) -> None:
    await ask(head, days=365)
    await ask(head, days=180, role=roles.SITE_EXPLORER)
    whole = asked(wide)
    del whole["org_unit"]
    assert (await head.post(PATH, whole)).status_code == 422, "the whole institution is asked for in words"


async def test_an_unknown_member_of_staff_is_not_found(wide: World, head: Person) -> None:
    assert (await head.post(PATH, asked(wide, staff_number="P99999"))).status_code == 404


async def test_a_profile_without_such_roles_grants_nothing(world: World) -> None:
    refused = await (await world.tutor()).post(PATH, asked(world))
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/body/role"]


async def test_a_role_that_needs_training_opens_nothing_without(wide: World, decider: Person) -> None:
    student, senior = await wide.student(), await wide.tutor(roles.SENIOR_TUTOR, trained=False)
    await approve(decider, await ask(senior, role=roles.SENIOR_TUTOR))
    assert not await sees(senior, student)
    await wide.train(senior, wide.today)
    assert await sees(senior, student)


async def test_every_step_is_audited(wide: World, head: Person, decider: Person) -> None:
    first = await ask(head, days=100)
    await approve(decider, first)
    await decider.do(f"{first}/review", None)
    later = await ask(head, starts=10, days=200)
    await approve(decider, later)
    await approve(decider, await ask(head, starts=5, days=100))
    await decider.do(f"{first}/revocation", WHY)
    await decider.do(f"{await ask(head)}/decision", REFUSED)
    entries = await decider.audit()
    assert Counter((each["action"], each["role"]) for each in entries) == {
        ("grant requested", roles.DEPARTMENT_HEAD): 4,
        ("grant approved", roles.ADMIN): 3,
        ("grant reviewed", roles.ADMIN): 1,
        ("grant cut short", roles.ADMIN): 2,
        ("grant superseded", roles.ADMIN): 1,
        ("grant revoked", roles.ADMIN): 1,
        ("grant refused", roles.ADMIN): 1,
    }
    of_first = {
        each["action"]: (each["before"], each["after"])
        for each in entries
        if each["subject"] == first.replace(PATH, "grant")
    }
    assert of_first["grant requested"][0] is None
    before, after = of_first["grant approved"]
    assert (before["status"], after["status"]) == ("requested", "approved")
    before, after = of_first["grant reviewed"]
    assert (before["reviewed_at"], after["reviewed_at"]) == (None, wide.moment.now.isoformat())
    assert of_first["grant revoked"][1]["reason"] == WHY["reason"]
    [(before, after)] = [
        (each["before"], each["after"]) for each in entries if each["action"] == "grant superseded"
    ]
    assert (before["starts_on"], after["status"]) == (str(wide.today + timedelta(days=10)), "superseded")


async def test_a_request_with_a_key_is_made_once(wide: World, head: Person) -> None:
    headers, body = head.headers | {"Idempotency-Key": str(uuid4())}, asked(wide)
    first, again = [await wide.client.post(PATH, json=body, headers=headers) for _ in range(2)]
    assert first.json() == again.json()
    assert len((await head.read(PATH))["items"]) == 1
