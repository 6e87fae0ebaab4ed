"""A referral with two components: ambulatory help and a stay, each at a provider of its own."""

from datetime import timedelta

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import Given, Json, a_key


async def course_of(given: Given, by: Caller, referral: Json) -> Json:
    read: Json = (await given.get(by, f"/referrals/{referral['id']}")).json()
    return {"status": read["status"], **{part["component"]: part for part in read["course"]["components"]}}


@pytest.mark.requirement("IJS-24")
async def test_ambulatory_help_and_a_stay_are_asked_of_two_providers_and_one_may_end_before_the_other(
    room: RoomUnderTest, given: Given
) -> None:
    gp, home, house = await given.a_gp(), await given.a_provider(), await given.a_provider()
    referral = await given.referral(gp)
    ambulatory, stay = await given.granted(
        referral,
        given.a_grant(provider=str(home.organisation)),
        given.a_grant("stay", provider=str(house.organisation)),
    )
    at_home = await given.placement_of(home, ambulatory)
    in_house = await given.placement_of(house, stay)
    assert (in_house["component"], in_house["etmalen"], in_house["intensity"]) == ("stay", 90, "living-2")
    assert at_home["component"] == "ambulatory"
    in_house = (await given.accept(house, in_house)).json()
    assert (await course_of(given, gp, referral))["status"] == "accepted"
    in_house = (await given.start(house, in_house, given.today)).json()
    assert (await course_of(given, gp, referral))["status"] == "in-care"
    at_home = (await given.accept(home, at_home)).json()
    at_home = (await given.start(home, at_home, given.today)).json()
    await given.stop(house, in_house, given.today)
    course = await course_of(given, gp, referral)
    assert (course["status"], course["stay"]["placementStatus"]) == ("in-care", "ended")
    assert course["ambulatory"]["placementStatus"] == "in-care"
    await given.stop(home, at_home, given.today)
    assert (await course_of(given, gp, referral))["status"] == "ended"
    ended = [message["component"] for message in await given.messages(gp) if message["kind"] == "ended"]
    assert ended == ["stay", "ambulatory"]
    told = {event.data["grant"] for event in await room.told("placement.accepted")}
    assert told == {ambulatory, stay}


async def test_where_one_provider_says_no_the_other_component_goes_on_and_the_municipality_looks_further(
    given: Given,
) -> None:
    gp, home, house = await given.a_gp(), await given.a_provider(), await given.a_provider()
    desk, third = await given.an_access_worker(), await given.a_provider()
    referral = await given.referral(gp)
    ambulatory, stay = await given.granted(
        referral,
        given.a_grant(provider=str(home.organisation)),
        given.a_grant("stay", provider=str(house.organisation)),
    )
    await given.accept(home, await given.placement_of(home, ambulatory))
    await given.refuse(house, await given.placement_of(house, stay))
    assert (await course_of(given, gp, referral))["status"] == "accepted"
    assert (await given.deadlines())[("next-placement", stay)] == str(desk.organisation)
    path, body = f"/referrals/{referral['id']}/placement-requests", {"provider": str(third.organisation)}
    asked = await given.post(desk, path, body, **{"Idempotency-Key": a_key()})
    assert (asked.status_code, asked.json()["grant"]) == (201, stay)
    assert ("next-placement", stay) not in await given.deadlines()


async def test_who_asks_for_one_of_two_components_says_for_which(given: Given) -> None:
    desk, provider = await given.an_access_worker(), await given.a_provider()
    referral = await given.referral(await given.a_gp())
    _, stay = await given.granted(referral, given.a_grant(), given.a_grant("stay"))
    path, body = f"/referrals/{referral['id']}/placement-requests", {"provider": str(provider.organisation)}

    async def ask(**more: str) -> Json:
        answer = await given.post(desk, path, body | more, **{"Idempotency-Key": a_key()})
        return {"status": answer.status_code, **answer.json()}

    unclear, foreign = await ask(), await ask(grant=str(uuid7()))
    assert [error["field"] for error in unclear["errors"]] == ["grant"]
    assert [error["field"] for error in foreign["errors"]] == ["grant"]
    assert (await ask(grant=stay))["grant"] == stay
    assert (await ask(grant=stay))["status"] == 409


@pytest.mark.requirement("IJS-13", "LAW-02")
async def test_an_awarded_quote_makes_placements_that_are_accepted_already_once(
    room: RoomUnderTest, given: Given
) -> None:
    institution, provider = await given.an_institution(), await given.a_provider()
    measure = {"kind": "supervision", "until": given.today.replace(year=given.today.year + 1).isoformat()}
    answer = await given.send(institution, given.a_quote(measure=measure))
    referral = answer.json()
    start_on, ref = given.today.isoformat(), uuid7()
    grants = (given.a_grant(budget=None), given.a_grant("stay"))
    award = {"awardedProvider": str(provider.organisation), "startOn": start_on}
    for _ in range(2):
        await given.granted(referral, *grants, ref=ref, **award)
    accepted = await room.told("placement.accepted")
    assert [event.data["grant"] for event in accepted] == [grant["grant"] for grant in grants]
    assert {event.data["provider"] for event in accepted} == {str(provider.organisation)}
    assert await room.told("placement.requested") == []
    course = await course_of(given, institution, referral)
    assert (course["status"], course["stay"]["startPlannedOn"]) == ("accepted", start_on)
    owners = {kind: owner for (kind, _), owner in (await given.deadlines()).items()}
    assert owners == {"start-awaited": str(provider.organisation)}


@pytest.mark.requirement("IJS-13")
async def test_care_of_an_award_is_planned_no_earlier_than_the_first_day_of_its_grant(
    room: RoomUnderTest, given: Given
) -> None:
    institution, provider = await given.an_institution(), await given.a_provider()
    measure = {"kind": "supervision", "until": given.today.replace(year=given.today.year + 1).isoformat()}
    referral = (await given.send(institution, given.a_quote(measure=measure))).json()
    first = (given.today + timedelta(days=30)).isoformat()
    await given.granted(
        referral,
        given.a_grant(budget=None),
        given.a_grant("stay", validFrom=first),
        awardedProvider=str(provider.organisation),
        startOn=(given.today + timedelta(days=10)).isoformat(),
    )
    course = await course_of(given, institution, referral)
    assert course["stay"]["startPlannedOn"] == first
    assert course["ambulatory"]["startPlannedOn"] == (given.today + timedelta(days=10)).isoformat()
    (told,) = [
        event.data
        for event in await room.told("placement.accepted")
        if event.data["grant"] == course["stay"]["grant"]
    ]
    assert told["startPlannedOn"] == first


async def test_what_the_municipality_refuses_ends_and_its_ground_stands_in_the_inbox(given: Given) -> None:
    institution = await given.an_institution()
    referral = (await given.send(institution, given.a_quote())).json()
    await given.on_the_desks_list(referral)
    await given.closed(referral, "refused", "other-municipality")
    message = (await given.messages(institution))[-1]
    assert (message["kind"], message["reasons"][0]["code"]) == ("closed", "other-municipality")
    assert "gemeente" in message["reasons"][0]["text"]


async def test_a_grant_whose_last_day_is_past_is_looked_for_no_more(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    await given.an_access_worker()
    referral = await given.referral(gp)
    ambulatory, _ = await given.granted(
        referral, given.a_grant(provider=str(provider.organisation)), given.a_grant("stay")
    )
    placement = (await given.accept(provider, await given.placement_of(provider, ambulatory))).json()
    placement = (await given.start(provider, placement, given.today)).json()
    await given.stop(provider, placement, given.today)
    assert (await course_of(given, gp, referral))["status"] == "in-care"
    await a_year_later(room)
    assert (await course_of(given, gp, referral))["status"] == "ended"
    assert await given.deadlines() == {}
    told = [
        (each["component"], each["reasons"][0]["code"])
        for each in await given.messages(gp)
        if each["reasons"]
    ]
    assert told == [("ambulatory", "according-to-plan"), ("stay", "grant-lapsed")]


async def a_year_later(room: RoomUnderTest) -> None:
    room.clock.at = room.clock().replace(year=room.clock().year + 1)
    await room.fire_deadlines()


async def test_where_every_grant_lapses_without_a_provider_the_referral_closes_and_its_referrer_reads_why(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    await given.an_access_worker()
    referral = await given.referral(gp)
    await given.granted(referral, given.a_grant(), given.a_grant("stay"))
    await a_year_later(room)
    assert (await course_of(given, gp, referral))["status"] == "closed"
    message = (await given.messages(gp))[-1]
    assert (message["kind"], message["reasons"][0]["code"]) == ("closed", "grant-lapsed")
    assert "verlopen" in message["reasons"][0]["text"]
    assert await given.deadlines() == {}


async def test_where_one_grant_lapses_the_other_is_looked_for_as_before(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    referral = await given.referral(gp)
    last = (given.today + timedelta(days=500)).isoformat()
    ambulatory, _ = await given.granted(referral, given.a_grant(validUntil=last), given.a_grant("stay"))
    await a_year_later(room)
    assert (await course_of(given, gp, referral))["status"] == "granted"
    ended = [message for message in await given.messages(gp) if message["kind"] == "ended"]
    assert [message["component"] for message in ended] == ["stay"]
    assert await given.deadlines() == {("next-placement", ambulatory): str(desk.organisation)}


@pytest.mark.parametrize("how", ["refuses", "is silent"])
async def test_a_provider_that_says_no_after_the_last_day_of_the_grant_leaves_nobody_to_look_further(
    room: RoomUnderTest, given: Given, how: str
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral = await given.referral(gp)
    today = given.today.isoformat()
    grant = given.a_grant(provider=str(provider.organisation), validUntil=today)
    await given.granted(referral, grant)
    if how == "refuses":
        room.clock.advance(timedelta(days=1))
        refused = await given.refuse(provider, await given.placement_of(provider, grant["grant"]))
        assert refused.status_code == 200, refused.text
    else:
        await a_year_later(room)
    assert (await course_of(given, gp, referral))["status"] == "closed"
    kinds = [message["kind"] for message in await given.messages(gp)]
    assert kinds == ["received", "not-accepted", "closed"]
    assert await given.deadlines() == {}


async def test_what_access_tells_as_lapsed_is_closed_here_and_nobody_is_asked_any_more(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.asked(gp, provider)
    for _ in range(2):
        await given.closed(referral, "lapsed")
    assert (await course_of(given, gp, referral))["status"] == "closed"
    closed = [message for message in await given.messages(gp) if message["kind"] == "closed"]
    assert [message["reasons"][0]["code"] for message in closed] == ["grant-lapsed"]
    assert [event.data["grant"] for event in await room.told("placement.withdrawn")] == [placement["grant"]]
    assert await given.deadlines() == {}
