"""A provider stops: all its running cases come on the list, and leave it only by transfer or an end."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from referral.usecases.list_running_cases import AT_ONCE
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import REGION, Given, Json, a_person
from .duty_stories import Register, ask, kinds, moved, transfers

NOBODY = {"person": a_person(bsn=None)}
RUNNING = 25
STAGES = ("requested", "accepted", "in-care")


async def running_cases(given: Given, gp: Caller, a: Caller) -> list[tuple[str, Json, Json]]:
    """25 young persons at one provider: how far each has come, its referral and its placement request."""
    cases = []
    for number in range(RUNNING):
        stage = STAGES[number % 3]
        make = given.asked if stage == "requested" else given.accepted
        referral, placement = await make(gp, a, **NOBODY)
        if stage == "in-care":
            placement = (await given.start(a, placement, given.today)).json()
        cases.append((stage, referral, placement))
    return cases


def reasons(answer: Json) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


@pytest.mark.requirement("ZHZ-15")
async def test_a_contract_ends_with_25_running_cases_and_none_is_dropped(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    a, b, other = [await given.a_provider() for _ in range(3)]
    register = Register(room)
    contract = await register.contract(a)
    cases = await running_cases(given, gp, a)
    kept, _ = await given.accepted(gp, other, **NOBODY)
    await register.ends(contract, given.today + timedelta(days=90))
    last_day = (given.today + timedelta(days=90)).isoformat()

    # New placements are refused from the moment at which the end is told.
    extra = await given.referral(gp, **NOBODY)
    (grant,) = await given.granted(extra, preferred=a.organisation)
    assert (await given.deadlines())[("next-placement", grant)] == str(desk.organisation)
    refused = await ask(given, gp, extra, a, grant)
    assert (refused.status_code, reasons(refused.json())) == (409, ["provider-stops"])

    # All are listed with owner, reason, day and deadline; what was not answered is taken back at once.
    await room.fire_deadlines()
    listed = await transfers(given, desk)
    assert {row["referral"] for row in listed} == {referral["id"] for _, referral, _ in cases}
    assert {(row["cause"], row["lastDay"]) for row in listed} == {("contract-ended", last_day)}
    waiting = await given.deadlines()
    assert {waiting.get(("transfer-awaited", row["id"])) for row in listed} == {str(desk.organisation)}
    for stage, _, placement in cases:
        now = (await given.get(a, f"/placement-requests/{placement['id']}")).json()["status"]
        assert now == ("withdrawn" if stage == "requested" else stage)
        is_sought = ("next-placement", placement["grant"]) in waiting
        assert is_sought is (stage == "requested")
    for told, referral in ((True, cases[2][1]), (False, kept)):
        seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
        assert ("another-provider-sought" in [each["kind"] for each in seen["course"]["timeline"]]) is told
    assert "another-provider-sought" in await kinds(given, gp)
    assert "another-provider-sought" in await kinds(given, desk)
    # The provider hears which of its cases are on the list; what it had not answered was taken back.
    for stage, _, placement in cases[:3]:
        told = [each for each in await given.messages(a) if each["about"] == placement["id"]]
        last = "placement-withdrawn" if stage == "requested" else "another-provider-sought"
        assert told[-1]["kind"] == last

    # It empties one by one: by another provider that accepts, or by an end; by a no or a passing term never.
    for number, (stage, referral, placement) in enumerate(cases):
        left = RUNNING - number
        if stage == "requested":
            await given.refuse(b, (await ask(given, desk, referral, b, placement["grant"])).json())
            assert len(await transfers(given, desk)) == left
            at_b = (await ask(given, desk, referral, b, placement["grant"])).json()
            assert (await given.accept(b, at_b)).status_code == 200
        elif number % 2:
            told = moved(given, referral, placement, b, last_day=given.today)
            await room.deliver("grant.moved", told)
            assert len(await transfers(given, desk)) == left
            at_b = await given.placement_of(b, told["ref"])
            assert (await given.accept(b, at_b)).status_code == 200
        elif stage == "accepted":
            seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
            assert (await given.withdraw(gp, referral, seen=seen["version"])).status_code == 200
        else:
            assert (await given.stop(a, placement, given.today)).status_code == 200
        assert len(await transfers(given, desk)) == left - 1
    past = await transfers(given, desk, past=True)
    assert {row["nextProvider"] for row in past if row["status"] == "transferred"} == {str(b.organisation)}
    assert {row["status"] for row in past} == {"transferred", "closed"}
    assert not [kind for kind, _ in await given.deadlines() if kind == "transfer-awaited"]


async def test_the_list_is_the_municipality_s_own_and_a_term_that_passes_takes_nobody_off(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    elsewhere = await given.an_access_worker("0193")
    register = Register(room)
    contract = await register.contract(a)
    await given.in_care(gp, a)
    await register.is_suspended(contract, given.today)
    await room.fire_deadlines()
    (row,) = await transfers(given, desk)
    assert (row["cause"], row["status"]) == ("contract-suspended", "open")
    assert await transfers(given, elsewhere) == []
    assert (await given.get(elsewhere, f"/transfers/{row['id']}")).status_code == 404
    body = {"reason": "no-help-needed"}
    closed = await given.post(desk, f"/transfers/{row['id']}/closure", body, seen=row["version"])
    assert (closed.status_code, reasons(closed.json())) == (409, ["case-still-runs"])
    room.clock.advance(timedelta(days=60))
    await room.fire_deadlines()
    (again,) = await transfers(given, desk)
    assert (await given.deadlines())[("transfer-awaited", again["id"])] == str(desk.organisation)
    missed = [event.data["kind"] for event in await room.told("deadline.missed")]
    assert missed.count("transfer-awaited") == 1
    # Told again, as after a rebuilding: nobody comes on the list twice.
    await register.is_suspended(contract, given.today)
    await room.fire_deadlines()
    assert [each["id"] for each in await transfers(given, desk)] == [row["id"]]


@pytest.mark.requirement("ZHZ-15")
async def test_a_contract_that_is_resumed_takes_whom_it_concerns_off_the_list(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    register = Register(room)
    contract = await register.contract(a)
    await given.in_care(gp, a)
    await register.is_suspended(contract, given.today)
    await room.fire_deadlines()
    assert len(await transfers(given, desk)) == 1
    await register.again(contract)
    await room.fire_deadlines()
    assert await transfers(given, desk) == []
    (row,) = await transfers(given, desk, past=True)
    assert (row["status"], row["nextProvider"]) == ("resumed", None)
    assert [(await kinds(given, each))[-1] for each in (gp, desk)] == ["provider-goes-on"] * 2
    assert (await given.asked(gp, a))[1]["status"] == "requested"


@pytest.mark.requirement("ZHZ-15")
async def test_only_help_that_no_other_contract_covers_stops_and_an_agreed_end_counts_when_it_is_near(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    register = Register(room)
    last_day = given.today + timedelta(days=200)
    await register.contract(a, validUntil=last_day.isoformat())
    for other in ({"careForm": "living"}, {"municipalities": ["0193"]}, {"level": "local"}):
        contract = await register.contract(a, **other)
        await given.in_care(gp, a, **NOBODY) if other == {"careForm": "living"} else None
        await register.ends(contract, given.today)
    await room.fire_deadlines()
    assert await transfers(given, desk) == []
    # The agreed end of what still covers it is listed once the term to find another one would pass it.
    room.clock.advance(timedelta(days=200 - 45))
    await room.fire_deadlines()
    assert await transfers(given, desk) == []
    room.clock.advance(timedelta(days=30))
    await room.fire_deadlines()
    (row,) = await transfers(given, desk)
    assert (row["cause"], row["lastDay"]) == ("contract-ended", last_day.isoformat())
    # A new contract that follows on it in time lets the provider go on.
    await register.contract(a, validFrom=(last_day + timedelta(days=1)).isoformat())
    await room.fire_deadlines()
    assert await transfers(given, desk) == []


@pytest.mark.requirement("ZHZ-15")
async def test_an_organisation_that_stops_or_leaves_the_region_is_treated_alike(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    stops, leaves = [await given.a_provider() for _ in range(2)]
    register = Register(room)
    at = [(await given.in_care(gp, each, **NOBODY))[0]["id"] for each in (stops, leaves)]
    until = (room.clock() + timedelta(days=30)).isoformat()
    await register.entry(stops, active_until=until, regions=(REGION,))
    await register.entry(leaves, active_until=None, regions=("elsewhere",))
    await room.fire_deadlines()
    assert [row["referral"] for row in await transfers(given, desk)] == at
    referral = await given.referral(gp)
    (grant,) = await given.granted(referral)
    refused = await ask(given, gp, referral, stops, grant)
    assert (refused.status_code, reasons(refused.json())) == (409, ["provider-stops"])
    await register.entry(leaves, active_until=None, regions=(REGION,))
    await room.fire_deadlines()
    assert [row["referral"] for row in await transfers(given, desk)] == at[:1]


@pytest.mark.requirement("ZHZ-15")
async def test_who_is_asked_at_the_moment_at_which_the_end_is_told_is_refused_or_listed(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    register = Register(room)
    contract = await register.contract(a)
    ready = []
    for _ in range(8):
        referral = await given.referral(gp, **NOBODY)
        ready.append((referral, (await given.granted(referral))[0]))
    end = register.ends(contract, given.today)
    asking = [ask(given, gp, referral, a, grant) for referral, grant in ready]
    answers = await asyncio.gather(*asking[:4], end, *asking[4:])
    codes = [each.status_code for each in answers if not isinstance(each, dict)]
    assert set(codes) <= {201, 409}
    await room.fire_deadlines()
    listed = {row["referral"] for row in await transfers(given, desk)}
    asked = {referral["id"] for (referral, _), code in zip(ready, codes, strict=True) if code == 201}
    assert listed == asked


@pytest.mark.requirement("NV-23")
async def test_a_stop_that_is_told_before_the_grant_moves_leaves_nobody_behind(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, b, desk = await given.a_gp(), *await _two(given), await given.an_access_worker()
    referral, at_a = await given.in_care(gp, a)
    await given.stop(a, at_a, given.today)
    told = moved(given, referral, at_a, b, last_day=given.today)
    for _ in range(2):
        await room.deliver("grant.moved", told)
    assert (await given.get(b, "/placement-requests")).json()["items"] == []
    (row,) = await transfers(given, desk)
    assert (row["cause"], row["grant"]) == ("next-not-placed", told["ref"])
    assert (await given.deadlines())[("transfer-awaited", row["id"])] == str(desk.organisation)
    assert "another-provider-sought" in await kinds(given, gp)
    closing = f"/transfers/{row['id']}/closure"
    body = {"reason": "new-referral"}
    assert (await given.post(desk, closing, body)).status_code == 428
    closed = await given.post(desk, closing, body, seen=row["version"])
    assert (closed.status_code, closed.json()["closingReason"]) == (200, "new-referral")
    again = await given.post(desk, closing, body, seen=closed.json()["version"])
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])
    assert not [kind for kind, _ in await given.deadlines() if kind == "transfer-awaited"]


async def _two(given: Given) -> Sequence[Caller]:
    return [await given.a_provider() for _ in range(2)]


async def test_a_large_provider_is_listed_in_more_than_one_transaction(
    room: RoomUnderTest, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert AT_ONCE > 1
    monkeypatch.setattr("referral.usecases.list_running_cases.AT_ONCE", 2)
    gp, a, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    register = Register(room)
    contract = await register.contract(a)
    for _ in range(5):
        await given.asked(gp, a, **NOBODY)
    await register.ends(contract, given.today)
    assert await room.fire_deadlines() == 3
    assert len(await transfers(given, desk)) == 5
