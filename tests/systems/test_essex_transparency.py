"""Essex's promises: what was done can be read, no company gets anything unasked, somebody is responsible."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.actions.governance.share_commercially import may_go_to_companies
from app.jobs.assemble_copies import assemble_copies
from app.profiles.model import Profile, read_profile
from tests import roles
from tests.world import World, student_id

pytestmark = pytest.mark.anyio

PROFILES = Path("app/profiles")
SHARING = "consents/commercial_sharing/decisions"


@pytest.mark.row("ES-6")
async def test_the_student_reads_who_looked_when_in_what_role_and_why(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    await tutor.read(f"{student.path}/attendance")
    (look,) = (await student.read(f"{student.path}/access-records"))["items"]
    assert look["said"] == (
        f"Tutor {tutor.number}, your personal tutor, looked at your attendance to tutor you."
    )
    assert (look["role"], look["purpose"], look["sections"]) == ("personal_tutor", "tutoring", ["attendance"])
    assert look["seen_at"].startswith("2018-11-20T12:00:00")


@pytest.mark.row("ES-6")
async def test_the_student_reads_what_was_done_with_the_data(essex: World) -> None:
    tutor, officer = await essex.tutor(), await essex.tutor(roles.DATA_PROTECTION)
    student = await essex.student(tutor=tutor)
    team = await essex.team(await essex.tutor(), roles.STUDENT_SERVICES)
    await tutor.do(f"{student.path}/assignments", {"team": team, "reason": "Asked for advice on money."})
    decision = {"decision": "refused", "notice_version": "2018-10"}
    await student.do(f"{student.path}/{SHARING}", decision)
    await student.do(f"{student.path}/requests", {"kind": "access"})
    await assemble_copies(essex.context)
    objected = await student.do(f"{student.path}/requests", {"kind": "objection"})
    answer = {"outcome": "upheld", "reason": "It is left out from now on."}
    await officer.do(f"/v1/requests/{objected['request_id']}/answer", answer)
    said = {"kind": "activity", "source": "moodle", "day": str(essex.yesterday), "what_is_wrong": "Not me."}
    asked = await student.do(f"{student.path}/corrections", said | {"should_be": {"amount": 1}})
    decided = {"decision": "refused", "reason": "The log says otherwise."}
    await officer.do(f"/v1/corrections/{asked['correction_id']}/decision", decided)
    found, cursor = list[dict[str, Any]](), dict[str, str]()
    while True:
        page = await student.read(f"{student.path}/history", limit=3, **cursor)
        found += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    who = f"Tutor {officer.number} (Data protection)"
    assert {each["said"] for each in found} == {
        f"Tutor {tutor.number} (Personal tutor): case handed over.",
        "You: consent refused: commercial_sharing.",
        "You: access request made.",
        "The service: copy of the data made.",
        "You: objection request made.",
        f"{who}: request answered.",
        "You: correction asked for: activity.",
        f"{who}: correction decided.",
    }
    assert len({each["entry_id"] for each in found}) == len(found) == 8
    assert (await tutor.get(f"{student.path}/history")).status_code == 403
    other = await essex.student()
    assert (await other.get(f"{student.path}/history")).status_code == 404
    assert (await other.read(f"{other.path}/history"))["items"] == []


@pytest.mark.row("ES-7")
async def test_nothing_may_go_to_a_company_without_consent_to_just_that(
    essex: World, nottingham: World
) -> None:
    silent, yes, no, changed = [await essex.student() for _ in range(4)]
    for student, decision in ((yes, "given"), (no, "refused"), (changed, "given"), (changed, "withdrawn")):
        body = {"decision": decision, "notice_version": "2018-10"}
        await student.do(f"{student.path}/{SHARING}", body)
    asked = [student_id(each) for each in (silent, yes, no, changed)]
    async with essex.context() as context:
        assert await may_go_to_companies(context, asked) == {yes.id}
    states = {each["purpose"]: each for each in (await silent.read(f"{silent.path}/consents"))["items"]}
    assert states["commercial_sharing"]["state"] == "undecided"  # never given by default
    assert states["commercial_sharing"]["covers"] == []
    # The consent is for its academic year, and is asked anew.
    essex.moment.now = essex.moment.now.replace(year=2019)
    async with essex.context() as context:
        assert await may_go_to_companies(context, asked) == set()
    # Where a university has no such purpose, nobody's data ever may.
    elsewhere = await nottingham.student()
    async with nottingham.context() as context:
        assert await may_go_to_companies(context, [student_id(elsewhere)]) == set()


@pytest.mark.row("ES-7")
async def test_nobody_looks_for_a_company_and_no_operation_gives_anything_to_one(
    essex: World, contract: dict[str, Any]
) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    await student.do(f"{student.path}/{SHARING}", {"decision": "given", "notice_version": "2018-10"})
    headers = tutor.headers | {"Attune-Purpose": "commercial"}
    answer = await essex.client.get(f"{student.path}/attendance", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/purpose-refused")
    assert not [path for path in contract["paths"] if "compan" in path or "commercial" in path]


@pytest.mark.row("ES-8")
async def test_every_processing_activity_names_who_is_responsible(essex: World) -> None:
    for person in (await essex.student(), await essex.tutor(), await essex.service()):
        listed = (await person.read("/v1/responsibilities"))["items"]
        whole = listed[0]
        assert whole["responsible"] == "The Pro-Vice-Chancellor Education"
        assert all(each["responsible"] and each["contact"] for each in listed)
        purposes = {purpose for each in listed for purpose in each["purposes"]}
        sources = {source for each in listed for source in each["sources"]}
        assert purposes == set(essex.profile.purposes)
        assert sources == set(essex.profile.sources)
    assert (await essex.client.get("/v1/responsibilities")).status_code == 401


@pytest.mark.row("ES-8")
@pytest.mark.parametrize("name", ["exeter", "open_university", "nottingham", "essex", "queen_mary"])
def test_a_profile_without_somebody_responsible_is_refused(name: str) -> None:
    profile = read_profile(PROFILES, name)
    entries = profile.model_dump()
    lacking = Profile.model_validate(entries | {"responsibilities": ()})
    with pytest.raises(ValueError, match="responsibilities: purposes without one"):
        lacking.check_rights()


def test_a_profile_cannot_name_what_there_is_not() -> None:
    entries = read_profile(PROFILES, "essex").model_dump()
    for changed, said in (
        ({"corrections": {"attendance": ("nobody",)}}, "there is no role nobody"),
        ({"requests": {"copy_to": ("nobody",)}}, "there is no role nobody"),
        ({"commercial_purpose": "learner_support"}, "must rest on consent"),
        ({"commercial_purpose": "no_such"}, "must rest on consent"),
    ):
        with pytest.raises(ValueError, match=said):
            Profile.model_validate(entries | changed).check_rights()
    with pytest.raises(ValidationError):
        Profile.model_validate(entries | {"requests": {"access_days": 40}})
