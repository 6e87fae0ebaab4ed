"""One plan per household, its goals in every part of life, and the help that works at them."""

import asyncio

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import Given, Json, a_key
from .household_stories import CHILD_WORDS, FAMILY_WORDS, Home, a_family


@pytest.fixture
def home(given: Given) -> Home:
    return Home(given)


@pytest.mark.requirement("ZHZ-05")
async def test_the_allocations_of_two_children_cite_goals_of_the_one_plan(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, desk = family.household, family.desk
    members = {each["givenName"]: each["id"] for each in (await home.read(desk, household))["members"]}
    shared = (await home.set_goal(desk, household, FAMILY_WORDS)).json()
    of_bram = (await home.set_goal(family.bram_gp, household, CHILD_WORDS, member=members["Bram"])).json()
    (of_saars,) = await given.granted(family.saar)
    (of_brams,) = await given.granted(family.bram)
    cited = await home.cite(family.saar_gp, family.saar, of_saars, shared["id"])
    assert (cited.status_code, cited.json()["component"]) == (201, "ambulatory"), cited.text
    wrong = await home.set_goal(desk, household, CHILD_WORDS, member=family.saar["id"])
    assert "doel" in wrong.json()["errors"][0]["message"]
    for goal in (shared, of_bram):
        assert (await home.cite(family.bram_gp, family.bram, of_brams, goal["id"])).status_code == 201
    plan = await home.read(desk, household, "/plan")
    seen = {goal["id"]: [each["grant"] for each in goal["citedBy"]] for goal in plan["goals"]}
    assert seen == {shared["id"]: [of_saars, of_brams], of_bram["id"]: [of_brams]}
    # Through the shared goal nobody learns of the help of the other child.
    (only,) = (await home.read(family.saar_gp, household, "/plan"))["goals"]
    assert [each["grant"] for each in only["citedBy"]] == [of_saars]
    twice = await home.cite(family.saar_gp, family.saar, of_saars, shared["id"])
    assert (twice.status_code, twice.json()["existing"]) == (409, cited.json()["id"])
    # A link that was made by mistake goes again, by who has a part in that referral, and can be made anew.
    stale, fresh = {"If-Match": '"1"'}, {"If-Match": f'"{plan["plan"]["version"]}"'}
    for by, referral, seen, expected in (
        (family.bram_gp, family.bram, fresh, 404),
        (family.bram_gp, family.saar, fresh, 404),
        (family.saar_gp, family.saar, {}, 428),
        (family.saar_gp, family.saar, stale, 412),
        (family.saar_gp, family.saar, fresh, 204),
        (family.saar_gp, family.saar, fresh, 404),
    ):
        async with room.as_caller(by) as client:
            path = f"/referrals/{referral['id']}/goals/{cited.json()['id']}"
            assert (await client.delete(path, headers=seen)).status_code == expected
    assert (await home.read(family.saar_gp, household, "/plan"))["goals"][0]["citedBy"] == []
    assert (await home.cite(family.saar_gp, family.saar, of_saars, shared["id"])).status_code == 201
    plan = await home.read(desk, household, "/plan")
    for grant, goal, field in (
        (of_saars, of_bram["id"], "goal"),
        (of_saars, str(uuid7()), "goal"),
        (of_brams, shared["id"], "grant"),
    ):
        refused = await home.cite(family.saar_gp, family.saar, grant, goal)
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    told = (await room.told("plan.changed"))[-1]
    assert [(goal["domain"], len(goal["grants"])) for goal in told.data["goals"]] == [
        ("family", 2),
        ("school", 1),
    ]
    assert told.version == plan["plan"]["version"]
    assert not [word for word in (FAMILY_WORDS, CHILD_WORDS) if word in told.model_dump_json()]


@pytest.mark.requirement("ZHZ-05")
async def test_a_goal_keeps_its_history_and_a_plan_is_renewed_when_all_is_done(
    given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, gp, desk = family.household, family.saar_gp, family.desk
    goal = (await home.set_goal(gp, household, FAMILY_WORDS)).json()
    path = f"/households/{household}/goals/{goal['id']}/steps"
    plan = (await home.read(desk, household, "/plan"))["plan"]
    closing = f"/households/{household}/plans/{plan['id']}/closure"
    refused = await given.post(desk, closing, seen=plan["version"])
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["goals-open"]
    for seen, step in enumerate(("reached", "active", "dropped"), start=1):
        assert (await given.post(gp, path, {"to": step})).status_code == 428
        assert (await given.post(gp, path, {"to": step}, seen=seen)).status_code == 200
    impossible = await given.post(gp, path, {"to": "active"}, seen=4)
    assert (impossible.status_code, impossible.json()["possibleSteps"]) == (409, [])
    (read,) = (await home.read(gp, household, "/plan"))["goals"]
    assert [step["status"] for step in read["steps"]] == ["active", "reached", "active", "dropped"]
    plan = (await home.read(desk, household, "/plan"))["plan"]
    closed = await given.post(desk, closing, seen=plan["version"])
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    late = await home.set_goal(gp, household, FAMILY_WORDS)
    assert [reason["code"] for reason in late.json()["reasons"]] == ["no-active-plan"]
    opening = f"/households/{household}/plans"
    answers = await asyncio.gather(
        *(given.post(desk, opening, {}, **{"Idempotency-Key": a_key()}) for _ in range(3))
    )
    made = [answer for answer in answers if answer.status_code == 201]
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {answer.json()["existing"] for answer in answers if answer.status_code == 409} == {
        made[0].json()["id"]
    }
    assert (await home.read(desk, household, "/plan"))["plan"]["id"] == made[0].json()["id"]
    key = {"Idempotency-Key": a_key()}
    first = await home.set_goal(gp, household, FAMILY_WORDS, **key)
    assert (await home.set_goal(gp, household, FAMILY_WORDS, **key)).json() == first.json()
    assert (await home.set_goal(gp, household, CHILD_WORDS, **key)).status_code == 422


@pytest.mark.requirement("NV-11")
async def test_to_erase_one_child_leaves_the_plan_of_the_others(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, desk = family.household, family.desk
    members = {each["givenName"]: each["id"] for each in (await home.read(desk, household))["members"]}
    await home.set_goal(desk, household, FAMILY_WORDS)
    await home.set_goal(desk, household, CHILD_WORDS, member=members["Bram"])
    ((client,),) = await room.rows("SELECT client FROM referral WHERE id = :id", id=family.bram["id"])
    async with room.begin() as tx:
        await tx.keyring.destroy(tx.session, client, at=tx.now)
    goals = (await home.read(desk, household, "/plan"))["goals"]
    assert [goal["words"] for goal in goals] == [FAMILY_WORDS, None]
    shown = (await home.read(desk, household))["members"]
    assert sorted(str(member["givenName"]) for member in shown) == ["None", "Saar"]


async def test_no_table_and_no_event_holds_the_words_of_a_plan_or_an_intake(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    members = (await home.read(family.desk, family.household))["members"]
    await home.set_goal(family.desk, family.household, FAMILY_WORDS)
    await home.set_goal(family.desk, family.household, CHILD_WORDS, member=members[0]["id"])
    intake: Json = {"words": CHILD_WORDS, "domains": ["school"]}
    path, key = f"/referrals/{family.saar['id']}/intake", {"Idempotency-Key": a_key()}
    assert (await given.post(family.saar_gp, path, intake, **key)).status_code == 201
    tables = ("plan_goal", "plan_goal_step", "intake", "idempotency", "outbox", "message", "read_log")
    for table in tables:
        rows = await room.rows(f'SELECT "{table}"::text AS shown FROM "{table}"')  # noqa: S608  # from above
        assert rows
        shown = "\n".join(row.shown for row in rows)
        for secret in ("scheiding", "Ommen"):
            assert secret not in shown
            assert secret.encode().hex() not in shown
