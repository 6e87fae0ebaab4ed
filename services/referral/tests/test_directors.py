"""Exactly one person is answerable for each open case at any moment."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from referral.domain.household import MAY_DIRECT
from referral.store import households
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import REGION, ZWOLLE, Given
from .household_stories import Home, a_director, a_family, under_a_measure


@pytest.fixture
def home(given: Given) -> Home:
    return Home(given)


@pytest.mark.requirement("ZHZ-08")
async def test_a_case_without_a_director_cannot_be_opened(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    for statement in (
        "INSERT INTO household (id, version, created_at) VALUES (:id, 1, now())",
        "INSERT INTO household (id, version, director, created_at) VALUES (:id, 1, :id, now())",
        "UPDATE household SET director = NULL",
    ):
        with pytest.raises(IntegrityError, match="director"):
            await _by_hand(room, statement, id=uuid7())
    (accountable,) = await home.directors(family.desk, family.household)
    path = f"/households/{family.household}/directors/{accountable['id']}"
    to_nobody = await given.post(family.desk, path + "/hand-over", {"because": "moved"}, seen=1)
    assert [error["field"] for error in to_nobody.json()["errors"]] == ["organisation"]
    ended = await given.post(family.desk, path + "/end", seen=accountable["version"])
    assert [reason["code"] for reason in ended.json()["reasons"]] == ["case-without-director"]


@pytest.mark.requirement("ZHZ-08")
async def test_at_a_hand_over_one_director_is_active_and_the_former_has_an_end(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, desk = family.household, family.desk
    first, second = await a_director(given), await a_director(given)
    (start,) = await home.directors(desk, household)
    room.clock.advance(timedelta(hours=1))
    taken = await home.hand_over(desk, household, start, first.organisation)
    assert taken.status_code == 200, taken.text
    room.clock.advance(timedelta(hours=1))
    taken = await home.hand_over(desk, household, taken.json(), second.organisation)
    history = await home.directors(desk, household)
    assert [each["status"] for each in history] == ["active", "ended", "ended"]
    assert [each["organisation"] for each in history] == [
        str(each.organisation) for each in (second, first, desk)
    ]
    # Each began at the moment at which the one before ended: not a moment without, none with two.
    assert [each["until"] for each in history] == [None, history[0]["since"], history[1]["since"]]
    async with room.begin() as tx:
        assert await households.director_of(tx, UUID(household)) == second.organisation
    assert (await given.messages(first))[-1]["kind"] == "director-changed"
    told = (await room.told("director.changed"))[-1].data
    assert [each["organisation"] for each in told["directors"]] == [str(second.organisation)]
    stale = await home.hand_over(desk, household, history[1], first.organisation)
    assert (stale.status_code, stale.json()["possibleSteps"]) == (409, [])
    same = await home.hand_over(desk, household, history[0], second.organisation)
    assert (same.status_code, same.json()["existing"]) == (409, history[0]["id"])


@pytest.mark.requirement("ZHZ-08")
async def test_no_open_case_is_without_a_director_and_the_list_would_tell(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    household, desk = family.household, family.desk
    (start,) = await home.directors(desk, household)
    assert (await home.hand_over(desk, household, start, (await a_director(given)).organisation)).is_success
    await home.move(family.bram_gp, family.bram, None)
    elsewhere = await given.an_access_worker(ZWOLLE)
    for worker in (desk, elsewhere):
        assert (await given.get(worker, "/cases-without-director")).json()["items"] == []
    # What no operation can do, a hand at the database can: the list is no empty promise.
    ended = "UPDATE household_director SET ended_at = now() WHERE household = :household"
    await _by_hand(room, ended, household=UUID(household))
    (case,) = (await given.get(desk, "/cases-without-director")).json()["items"]
    assert case["id"] == family.saar["id"]
    assert (await given.get(elsewhere, "/cases-without-director")).json()["items"] == []


async def _by_hand(room: RoomUnderTest, statement: str, **values: UUID) -> None:
    async with room.begin() as tx:
        await tx.session.execute(text(statement), values)


async def test_of_two_who_hand_over_at_once_one_does(given: Given, home: Home) -> None:
    family = await a_family(given)
    (start,) = await home.directors(family.desk, family.household)
    others = [await a_director(given) for _ in range(4)]
    answers = await asyncio.gather(
        *(home.hand_over(family.desk, family.household, start, each.organisation) for each in others)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    active = [each for each in await home.directors(family.desk, family.household) if each["until"] is None]
    assert len(active) == 1


@pytest.mark.requirement("ZHZ-08")
async def test_the_municipality_or_an_institution_with_a_measure_says_who_directs(
    given: Given, home: Home
) -> None:
    institution, gp = await given.an_institution(), await given.a_gp()
    voluntary = await given.send(institution, given.a_quote())
    household = await home.of(institution, voluntary.json())
    (start,) = await home.directors(institution, household)
    for nobody in (gp, institution):
        refused = await home.hand_over(nobody, household, start, institution.organisation)
        assert refused.status_code in {403, 404}
    under = await given.send(institution, given.a_quote(**under_a_measure(given)))
    assert under.status_code == 201, under.text
    taken = await home.hand_over(institution, household, start, institution.organisation)
    assert taken.status_code == 200, taken.text


async def test_who_is_named_directs_and_no_colleague(given: Given, home: Home) -> None:
    family = await a_family(given)
    director = await a_director(given)
    colleague = Caller("somebody-else", director.organisation, "director")
    (start,) = await home.directors(family.desk, family.household)
    named = await home.hand_over(
        family.desk, family.household, start, director.organisation, subject=director.subject
    )
    assert named.json()["subject"] == director.subject
    assert len((await home.read(director, family.household))["members"]) == 2
    assert (await given.get(colleague, f"/households/{family.household}")).status_code == 404


async def test_only_an_organisation_of_directors_that_works_in_the_region_directs(
    room: RoomUnderTest, given: Given, home: Home
) -> None:
    family = await a_family(given)
    (start,) = await home.directors(family.desk, family.household)
    school = await room.organisation("community-organisation", regions=(REGION,))
    far = await room.organisation("provider", regions=("elsewhere",))
    for organisation in (school, far, uuid7()):
        refused = await home.hand_over(family.desk, family.household, start, organisation)
        assert [reason["code"] for reason in refused.json()["reasons"]] == ["no-director-there"]
    roles = yaml.safe_load((Path(__file__).parents[3] / "regions" / "roles.yaml").read_text())
    assert set(roles["roles"]["director"]["organisation_kinds"]) == MAY_DIRECT
