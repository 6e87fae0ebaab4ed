"""One household, one plan, one director; each child a file of its own; a child may have two homes."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import A_BSN, Given, a_key, a_person
from .household_stories import CHILD_WORDS, FAMILY_WORDS, Home, a_director, a_family
from .test_submitting import counted_statements

MADE_ONCE = ("household", "household_member", "household_plan", "household_director")


async def counts(room: RoomUnderTest) -> list[int]:
    found = []
    for table in MADE_ONCE:
        ((count,),) = await room.rows(f"SELECT count(*) FROM {table}")  # noqa: S608  # names from above
        found.append(count)
    return found


@pytest.fixture
def home(given: Given) -> Home:
    return Home(given)


@pytest.mark.requirement("ZHZ-05", "ZHZ-08")
async def test_one_submission_makes_household_link_plan_and_director_or_nothing(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    refused = await given.send(gp, given.a_referral(preferredProvider=str(uuid7())))
    assert refused.status_code == 409
    assert await counts(room) == [0, 0, 0, 0]
    body = given.a_referral()
    with counted_statements() as statements:
        made = await asyncio.gather(*(given.send(gp, body, key=f"one-key-{n % 2}") for n in range(4)))
    assert {answer.status_code for answer in made} == {201}
    # Two keys for one child: two referrals, in one household that one of them made.
    assert len({answer.json()["id"] for answer in made}) == 2
    assert await counts(room) == [1, 1, 1, 1]
    assert len([each for each in statements if "INSERT INTO household_plan" in each]) == 2
    household = await home.of(gp, made[0].json())
    plan = await home.read(gp, household, "/plan")
    assert (plan["plan"]["status"], plan["goals"]) == ("active", [])
    (director,) = plan["directors"]
    assert (director["municipality"], director["organisation"]) == ("0148", str(desk.organisation))


@pytest.mark.requirement("ZHZ-08")
async def test_the_municipality_directs_before_its_organisation_is_known(given: Given, home: Home) -> None:
    gp = await given.a_gp()
    household = await home.of(gp, await given.referral(gp))
    (director,) = await home.directors(gp, household)
    assert (director["municipality"], director["organisation"], director["until"]) == ("0148", None, None)
    desk = await given.an_access_worker()
    (director,) = await home.directors(desk, household)
    assert director["organisation"] == str(desk.organisation)


@pytest.mark.requirement("NV-11")
async def test_a_second_active_plan_or_director_is_refused_with_a_pointer_to_the_first(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, desk = family.household, family.desk
    first = (await home.read(desk, household, "/plan"))["plan"]
    second = await given.post(desk, f"/households/{household}/plans", {}, **{"Idempotency-Key": a_key()})
    assert (second.status_code, second.json()["type"]) == (409, "/problems/one-already")
    assert second.json()["existing"] == first["id"]
    (accountable,) = await home.directors(desk, household)
    provider = await a_director(given)
    refused = await home.appoint(desk, household, provider.organisation, None)
    assert (refused.status_code, refused.json()["existing"]) == (409, accountable["id"])
    # Some situations have more: with a reason, which is kept and told.
    allowed = await home.appoint(desk, household, provider.organisation, "specialised-care")
    assert allowed.status_code == 201, allowed.text
    beside = allowed.json()
    assert [each["beside"] for each in await home.directors(desk, household)] == [None, "specialised-care"]
    told = (await room.told("director.changed"))[-1].data
    assert [each["beside"] for each in told["directors"]] == [None, "specialised-care"]
    again = await home.appoint(desk, household, provider.organisation, "safety")
    assert (again.status_code, again.json()["existing"]) == (409, beside["id"])
    path = f"/households/{household}/directors/{beside['id']}/end"
    ended = await given.post(desk, path, seen=beside["version"])
    assert (ended.status_code, ended.json()["status"]) == (200, "ended")
    assert (await given.post(desk, path, seen=ended.json()["version"])).status_code == 409
    for statement in (
        "INSERT INTO household_plan SELECT :id, 1, household, 'active', since FROM household_plan LIMIT 1",
        "INSERT INTO household_director (id, version, household, municipality, since)"
        " SELECT :id, 1, household, '0148', since FROM household_director LIMIT 1",
        "INSERT INTO household_member (id, version, client, household, is_main, first_day, recorded_at)"
        " SELECT :id, 1, client, household, true, first_day, recorded_at FROM household_member"
        " WHERE ended_at IS NULL LIMIT 1",
    ):
        with pytest.raises(IntegrityError, match="duplicate key"):
            async with room.begin() as tx:
                await tx.session.execute(text(statement), {"id": uuid7()})


@pytest.mark.requirement("NV-11")
async def test_nobody_sees_another_child_through_the_household(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, desk = family.household, family.desk
    members = {each["givenName"]: each["id"] for each in (await home.read(desk, household))["members"]}
    assert set(members) == {"Saar", "Bram"}
    for member, words in ((None, FAMILY_WORDS), (members["Bram"], CHILD_WORDS)):
        assert (await home.set_goal(desk, household, words, member=member)).status_code == 201
    for gp, own, other in (
        (family.saar_gp, family.saar, family.bram),
        (family.bram_gp, family.bram, family.saar),
    ):
        shown = await given.get(gp, f"/households/{household}")
        plan = await given.get(gp, f"/households/{household}/plan")
        (seen,) = shown.json()["members"]
        assert [each["id"] for each in seen["referrals"]] == [own["id"]]
        assert FAMILY_WORDS in plan.text
        assert (CHILD_WORDS in plan.text) is (own is family.bram)
        everything = shown.text + plan.text
        assert other["id"] not in everything
        assert other["person"]["givenName"] not in everything
        assert (await given.get(gp, f"/referrals/{other['id']}")).status_code == 404
    # Nor can a goal for the other child be set, moved or cited by who may not see that child.
    hidden = await home.set_goal(family.saar_gp, household, CHILD_WORDS, member=members["Bram"])
    assert [error["field"] for error in hidden.json()["errors"]] == ["member"]
    of_bram = (await home.read(family.bram_gp, household, "/plan"))["goals"][-1]
    path = f"/households/{household}/goals/{of_bram['id']}/steps"
    assert (await given.post(family.saar_gp, path, {"to": "reached"}, seen=1)).status_code == 404
    # A director was appointed to keep them all in view: names and goals, and no file.
    director = await a_director(given)
    assert (await given.get(director, f"/households/{household}")).status_code == 404
    await home.appoint(desk, household, director.organisation, "specialised-care")
    assert len((await home.read(director, household))["members"]) == 2
    assert CHILD_WORDS in str(await home.read(director, household, "/plan"))
    assert (await given.get(director, f"/referrals/{family.saar['id']}")).status_code in {403, 404}
    looks = await room.rows(
        "SELECT data_subject FROM read_log WHERE organisation = :o AND action <> 'refused'",
        o=director.organisation,
    )
    assert len({look.data_subject for look in looks}) == 2


@pytest.mark.requirement("NV-11")
async def test_a_provider_that_was_only_asked_sees_no_household(given: Given, home: Home) -> None:
    gp, asked, chosen = await given.a_gp(), await given.a_provider(), await given.a_provider()
    referral, _ = await given.asked(gp, asked)
    household = await home.of(gp, referral)
    assert (await given.get(asked, f"/households/{household}")).status_code == 404
    assert (await given.get(asked, f"/referrals/{referral['id']}/households")).status_code == 404
    other, _ = await given.accepted(gp, chosen)
    assert [each["id"] for each in (await home.read(chosen, household))["members"][0]["referrals"]] == [
        other["id"]
    ]


@pytest.mark.requirement("NV-11")
async def test_moving_a_child_to_another_family_moves_the_link(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, desk = family.household, family.desk
    (bram,) = [each for each in (await home.read(desk, household))["members"] if each["givenName"] == "Bram"]
    await home.set_goal(desk, household, FAMILY_WORDS)
    await home.set_goal(desk, household, CHILD_WORDS, member=bram["id"])
    director = await a_director(given)
    (accountable,) = await home.directors(desk, household)
    assert (await home.hand_over(desk, household, accountable, director.organisation)).status_code == 200
    body_key = a_key()
    moved = await home.move(family.bram_gp, family.bram, None, **{"Idempotency-Key": body_key})
    assert moved.status_code == 201, moved.text
    again = await home.move(family.bram_gp, family.bram, None, **{"Idempotency-Key": body_key})
    assert again.json() == moved.json()
    foster = moved.json()["household"]
    history = await home.homes(family.bram_gp, family.bram, past=True)
    # First alone, as every child is, then with Saar, then elsewhere; one link is open.
    assert [each["household"] for each in history][:2] == [foster, household]
    assert len(history) == 3
    assert [each["lastDay"] for each in history] == [None, given.today.isoformat(), given.today.isoformat()]
    assert [each["givenName"] for each in (await home.read(desk, household))["members"]] == ["Saar"]
    assert (await given.get(family.bram_gp, f"/households/{household}")).status_code == 404
    # His own goal goes along; what was said of the former family stays there.
    (goal,) = (await home.read(family.bram_gp, foster, "/plan"))["goals"]
    assert goal["words"] == CHILD_WORDS
    (stays,) = (await home.read(family.saar_gp, household, "/plan"))["goals"]
    assert stays["words"] == FAMILY_WORDS
    # His open case is directed in the new home; the referral says where he lived when it was made.
    (directs,) = await home.directors(family.bram_gp, foster)
    assert directs["municipality"] == "0148"
    async with room.begin() as tx:
        rows = await tx.session.execute(text("SELECT count(DISTINCT household) FROM referral"))
        assert rows.scalar_one() == 2
    told = [
        event for event in await room.told("household.changed") if str(event.subject) in (household, foster)
    ]
    assert [len(event.data["members"]) for event in told] == [2, 1, 1]
    assert (await given.messages(director))[-1]["kind"] == "household-changed"
    stranger = await home.move(family.saar_gp, family.saar, str(uuid7()))
    assert [error["field"] for error in stranger.json()["errors"]] == ["household"]
    closed_to_her = await home.move(family.saar_gp, family.saar, foster)
    assert closed_to_her.json()["errors"] == stranger.json()["errors"]


@pytest.mark.requirement("NV-11")
async def test_a_child_may_belong_to_two_households(given: Given, home: Home) -> None:
    family = await a_family(given)
    gp, bram, household = family.bram_gp, family.bram, family.household
    second = await home.move(gp, bram, None, kind="second")
    assert second.status_code == 201, second.text
    at_fathers = second.json()["household"]
    assert {each["household"]: each["kind"] for each in await home.homes(gp, bram)} == {
        household: "main",
        at_fathers: "second",
    }
    for each in (household, at_fathers):
        assert [member["givenName"] for member in (await home.read(gp, each))["members"]] == ["Bram"]
        assert (await home.read(gp, each, "/plan"))["plan"]["status"] == "active"
    twice = await home.move(gp, bram, at_fathers, kind="second")
    assert (twice.status_code, twice.json()["existing"]) == (409, second.json()["id"])
    main = next(each for each in await home.homes(gp, bram) if each["kind"] == "main")
    day = {"lastDay": given.today.isoformat()}
    leaving = f"/referrals/{bram['id']}/households/{main['id']}/departure"
    refused = await given.post(gp, leaving, day, seen=main["version"])
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["main-home-stays"]
    leaving = f"/referrals/{bram['id']}/households/{second.json()['id']}/departure"
    assert (await given.post(gp, leaving, day)).status_code == 428
    early = {"lastDay": (given.today - timedelta(days=1)).isoformat()}
    assert (await given.post(gp, leaving, early, seen=1)).status_code == 400
    left = await given.post(gp, leaving, day, seen=1)
    assert (left.status_code, left.json()["lastDay"]) == (200, given.today.isoformat())
    assert (await given.post(gp, leaving, day, seen=2)).status_code == 409
    assert (await given.get(gp, f"/households/{at_fathers}")).status_code == 404
    assert (
        await given.post(gp, leaving.replace(left.json()["id"], str(uuid7())), day, seen=1)
    ).status_code == 404


async def test_a_child_that_several_move_at_once_has_one_main_home(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    moves = [home.move(family.bram_gp, family.bram, None) for _ in range(3)]
    moves += [
        home.move(family.desk, family.bram, None, kind="second"),
        home.move(family.desk, family.saar, None),
    ]
    assert {answer.status_code for answer in await asyncio.gather(*moves)} == {201}
    rows = await room.rows(
        "SELECT client.household, household_member.household AS link FROM client JOIN household_member"
        " ON household_member.client = client.id AND is_main AND ended_at IS NULL"
    )
    assert len(rows) == 2
    assert all(row.household == row.link for row in rows)
    ((wrong,),) = await room.rows(
        "SELECT count(*) FROM household LEFT JOIN household_director AS now"
        " ON now.id = household.director AND now.ended_at IS NULL"
        " WHERE now.household IS DISTINCT FROM household.id"
    )
    assert wrong == 0


async def test_a_referral_that_is_over_moves_nobody(given: Given, home: Home) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp, person=a_person(bsn=A_BSN))
    household = await home.of(gp, referral)
    assert (await given.withdraw(gp, referral, seen=1)).status_code == 200
    assert (await home.move(gp, referral, None)).status_code == 409
    # Without a running referral of somebody who lives there nobody has a part in the household any more.
    assert (await given.get(gp, f"/households/{household}")).status_code == 404
