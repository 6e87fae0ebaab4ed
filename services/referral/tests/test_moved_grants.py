"""A family goes on at another provider with what is left of its grant."""

from datetime import timedelta

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import REGION, Given, Json


def moved(given: Given, referral: Json, left: Json, *, last_day: int, **changed: object) -> Json:
    """What `access` tells; `last_day` in days from today."""
    last = given.today + timedelta(days=last_day)
    return {
        "ref": str(uuid7()),
        "version": 1,
        "region": REGION,
        "referral": referral["id"],
        "movedFrom": left["grant"],
        "placement": left["id"],
        "lastDay": last.isoformat(),
        "decision": str(uuid7()),
        "component": "ambulatory",
        "provider": None,
        "etmalen": None,
        "intensity": None,
        "validFrom": (last + timedelta(days=1)).isoformat(),
        "validUntil": (given.today + timedelta(days=180)).isoformat(),
        **changed,
    }


async def status(given: Given, by: Caller, referral: Json) -> str:
    return str((await given.get(by, f"/referrals/{referral['id']}")).json()["status"])


@pytest.mark.requirement("NV-23")
async def test_the_next_provider_is_asked_while_care_runs_and_the_referral_ends_with_the_last_one(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, b = await given.a_gp(), await given.a_provider(), await given.a_provider()
    referral, at_a = await given.in_care(gp, a)
    told = moved(given, referral, at_a, last_day=6, provider=str(b.organisation))
    for _ in range(2):  # told twice, done once
        await room.deliver("grant.moved", told)
    at_b = await given.placement_of(b, told["ref"])
    assert at_b["status"] == "requested"
    assert len(await room.told("placement.requested")) == 2
    at_b = (await given.accept(b, at_b)).json()
    await given.stop(a, at_a, given.today)
    assert await status(given, gp, referral) == "in-care"
    at_b = (await given.start(b, at_b, given.today)).json()
    await given.stop(b, at_b, given.today)
    assert await status(given, gp, referral) == "ended"


@pytest.mark.requirement("NV-23")
async def test_where_care_never_began_the_earlier_provider_is_let_go_and_the_municipality_finds_the_next(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral, at_a = await given.accepted(gp, a)
    told = moved(given, referral, at_a, last_day=6, provider=str(uuid7()))
    await room.deliver("grant.moved", told)
    assert [event.data["grant"] for event in await room.told("placement.withdrawn")] == [at_a["grant"]]
    waiting = await given.deadlines()
    assert waiting[("next-placement", told["ref"])] == str(desk.organisation)
    assert {kind for kind, _ in waiting} == {"next-placement"}
    third = await given.a_provider()
    body = {"provider": str(third.organisation)}
    path = f"/referrals/{referral['id']}/placement-requests"
    asked = await given.post(desk, path, body, **{"Idempotency-Key": uuid7().hex})
    assert (asked.status_code, asked.json()["grant"]) == (201, told["ref"])


async def test_a_grant_that_moves_on_a_referral_that_is_over_asks_nobody(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, b = await given.a_gp(), await given.a_provider(), await given.a_provider()
    referral, at_a = await given.in_care(gp, a)
    await given.stop(a, at_a, given.today)
    before = len(await room.told())
    told = moved(given, referral, at_a, last_day=0, provider=str(b.organisation))
    await room.deliver("grant.moved", told)
    assert len(await room.told()) == before
    assert (await given.get(b, "/placement-requests")).json()["items"] == []
