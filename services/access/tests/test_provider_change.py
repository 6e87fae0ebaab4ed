"""A family goes on at another provider, and what is left of its money with it."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from access.feeds import decisions_feed
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import DALFSEN, ZWOLLE, Entitled, Given, a_decision, a_quote, a_stay, by_budget, key
from .changing import Desk
from .whole_figures import money_of

TODAY = date(2026, 3, 10)
LAST = TODAY + timedelta(days=6)
HOUR, CEILING = 7_845, 180_000


async def moves(
    entitled: Entitled, desk: Caller, last_day: date, *, to: UUID | None = None, **headers: str
) -> httpx.Response:
    version = (await entitled.get(by=desk)).headers["etag"]
    body = {"lastDay": last_day.isoformat(), "provider": str(to) if to else None}
    async with entitled.room.as_caller(desk, **({"If-Match": version} | key() | headers)) as client:
        return await client.post(f"/entitlements/{entitled.id}/provider-change", json=body)


async def account(entitled: Entitled) -> dict[str, Any]:
    return dict((await entitled.get("/account")).json())


async def committed(room: RoomUnderTest, referral: UUID) -> list[int]:
    query = "SELECT committed_cents AS cents FROM care_grant WHERE request_id = :id ORDER BY id"
    return [row.cents for row in await room.rows(query, id=referral)]


@pytest.mark.requirement("NV-23")
async def test_what_is_left_goes_with_the_family_and_the_sum_stays_what_was_granted(
    access: RoomUnderTest, given: Given
) -> None:
    desk, a, b = await given.desk(), await given.provider(), await given.provider()
    at_a = await given.entitlement(a)
    await at_a.start(TODAY)
    await at_a.deliver(TODAY, minutes=10 * 60)
    answer = await moves(at_a, desk, LAST, to=b.organisation)
    assert answer.status_code == 201, answer.text
    rest = answer.json()["grant"]
    assert (rest["ceilingCents"], rest["validFrom"]) == (
        CEILING - 10 * HOUR,
        (LAST + timedelta(days=1)).isoformat(),
    )
    (told,) = await access.told("grant.moved")
    assert (told.data["movedFrom"], told.data["provider"]) == (str(at_a.grant), str(b.organisation))
    assert (told.data["leftProvider"], told.data["lastDay"]) == (str(a.organisation), LAST.isoformat())
    async with access.as_caller(a) as client:
        kinds = [(each["kind"], each["aboutDay"]) for each in (await client.get("/signals")).json()["items"]]
    assert kinds == [("family-moves-on", LAST.isoformat())]
    at_b = await given.accepted(b, at_a.referral, rest["id"])
    # What was decided is told as it was.
    async with access.begin() as tx:
        (made,) = await decisions_feed(tx, None, 10)
    (decided,) = await access.told("decision.made")
    assert [each.model_dump(mode="json") for each in made.grants] == decided.data["grants"]

    # A's own days are paid still, from what moved on: neither side loses, and the sum stays the same.
    access.clock.advance(timedelta(days=7))
    late = await at_a.deliver(LAST, minutes=2 * 60)
    assert late.json()["status"] == "due"
    after = await at_a.deliver(LAST + timedelta(days=1))
    assert after.json()["heldBecause"] == ["outside-period"]
    await at_a.stop(TODAY, LAST)
    await at_a.declare_final((await at_a.get()).headers["etag"])
    closed = await account(at_a)
    assert (closed["committedCents"], closed["dueCents"], closed["returnedCents"]) == (
        12 * HOUR,
        12 * HOUR,
        0,
    )
    begun = await account(at_b)
    assert (begun["committedCents"], begun["leftCents"]) == (CEILING - 12 * HOUR, CEILING - 12 * HOUR)
    assert sum(await committed(access, at_a.referral)) == CEILING
    assert await access.told("request.closed") == []
    await at_b.start(LAST + timedelta(days=1))
    assert (await at_b.deliver(LAST + timedelta(days=1))).json()["status"] == "due"
    sums = await money_of(access, DALFSEN, 2026)
    assert (sums.committed, sums.due) == (CEILING, 13 * HOUR)


@pytest.mark.requirement("NV-23")
async def test_lines_of_both_at_once_never_make_more_due_than_was_granted(
    access: RoomUnderTest, given: Given
) -> None:
    desk, a, b = await given.desk(), await given.provider(), await given.provider()
    at_a = await given.entitlement(a)
    await at_a.start(TODAY)
    rest = (await moves(at_a, desk, LAST, to=b.organisation)).json()["grant"]
    access.clock.advance(timedelta(days=7))
    at_b = await given.accepted(b, at_a.referral, rest["id"])
    await at_b.start(LAST + timedelta(days=1))
    lines = await asyncio.gather(
        *(at_a.deliver(LAST, minutes=180) for _ in range(10)),
        *(at_b.deliver(LAST + timedelta(days=1), minutes=180) for _ in range(10)),
    )
    due = sum(line.json()["amountCents"] for line in lines if line.json()["status"] == "due")
    assert due == CEILING // (3 * HOUR) * 3 * HOUR
    both = await account(at_a), await account(at_b)
    assert sum(each["dueCents"] for each in both) == due
    assert sum(each["committedCents"] for each in both) == CEILING
    assert both[0]["leftCents"] == 0


@pytest.mark.requirement("IJS-24")
async def test_a_stay_moves_with_the_etmalen_that_are_left_while_the_other_component_runs_on(
    access: RoomUnderTest, given: Given
) -> None:
    desk, a, b, home = await given.desk(), *[await given.provider() for _ in range(3)]
    request = await given.referral(**a_quote(forms=["ambulatory", "residential"]))
    statement = {"about": "away-from-home", "words": "Thuis gaat nu niet."}
    both = a_decision({"route": "choice-budget", "budget": "treatment"}, a_stay(30), statements=[statement])
    made = await given.decide(request, desk, both)
    assert made.status_code == 201, made.text
    grants = {each["component"]: each["id"] for each in made.json()["grants"]}
    treatment = await given.accepted(home, request, grants["ambulatory"])
    at_a = await given.accepted(a, request, grants["stay"])
    await treatment.start(TODAY)
    await at_a.start(TODAY)
    access.clock.advance(timedelta(days=20))
    await at_a.stay(TODAY, TODAY + timedelta(days=10))
    moved = await moves(at_a, desk, TODAY + timedelta(days=13), to=b.organisation)
    assert moved.status_code == 201, moved.text
    rest = moved.json()["grant"]
    assert (rest["etmalen"], rest["intensity"]) == (20, "living-2")
    at_b = await given.accepted(b, request, rest["id"])
    await at_b.start(TODAY + timedelta(days=14))
    late = (await at_a.stay(TODAY + timedelta(days=10), TODAY + timedelta(days=14))).json()
    assert [(line["etmalen"], line["status"]) for line in late["lines"]] == [(4, "due")]
    await at_a.stop(TODAY, TODAY + timedelta(days=13))
    await at_a.declare_final((await at_a.get()).headers["etag"])
    seen = [(await each.get()).json() for each in (at_a, at_b, treatment)]
    assert [each["status"] for each in seen] == ["closed", "running", "running"]
    assert [each["etmalen"] for each in seen] == [14, 16, None]
    beyond = (await at_b.stay(TODAY + timedelta(days=14), TODAY + timedelta(days=20))).json()
    assert beyond["lines"][0]["status"] == "due"


@pytest.mark.requirement("NV-23")
async def test_a_change_that_cannot_be_says_every_reason_and_the_same_one_twice_is_made_once(
    access: RoomUnderTest, given: Given
) -> None:
    desk, a, b = await given.desk(), await given.provider(), await given.provider()
    entitled = await given.entitlement(a)
    await entitled.start(TODAY)
    access.clock.advance(timedelta(days=3))
    await entitled.deliver(TODAY + timedelta(days=2))

    async def reasons(last_day: date, to: UUID | None) -> list[str]:
        answer = await moves(entitled, desk, last_day, to=to)
        assert answer.status_code == 409, answer.text
        return [reason["code"] for reason in answer.json()["reasons"]]

    assert await reasons(TODAY, a.organisation) == ["same-provider", "delivered-later"]
    assert await reasons(TODAY - timedelta(days=1), entitled.id) == [
        "last-day-outside-period",
        "provider-unknown",
        "delivered-later",
    ]
    assert await reasons(TODAY + timedelta(days=90), None) == ["last-day-outside-period"]
    for other, refused in ((a, 403), (b, 403), (await given.desk(ZWOLLE), 404)):
        async with access.as_caller(other, **key()) as client:
            path, body = f"/entitlements/{entitled.id}/provider-change", {"lastDay": LAST.isoformat()}
            assert (await client.post(path, json=body)).status_code == refused
    assert (await moves(entitled, desk, LAST, **{"If-Match": '"1"'})).status_code == 412
    again = key()
    first = await moves(entitled, desk, LAST, **again)
    second = await moves(entitled, desk, LAST, **again)
    assert (first.status_code, second.json()) == (201, first.json())
    assert await reasons(LAST - timedelta(days=1), None) == ["moved-already", "nothing-left"]
    async with access.as_caller(desk, **({"If-Match": first.headers["etag"]} | key())) as client:
        longer = {"kind": "shorten", "reason": "goals-reached", "validUntil": TODAY.isoformat()}
        changed = await client.post(f"/entitlements/{entitled.id}/changes", json=longer)
    assert "moved-already" in [reason["code"] for reason in changed.json()["reasons"]], changed.text
    # Nobody took the rest: it returns, and what A still tells of its days is then beyond the ceiling.
    access.clock.advance(timedelta(days=400))
    await access.fire_deadlines()
    rows = await access.rows("SELECT returned_cents AS cents FROM care_grant ORDER BY id")
    assert [row.cents for row in rows] == [0, CEILING - HOUR]
    assert len(await access.told("request.closed")) == 1


async def test_an_entitlement_at_which_care_has_stopped_or_that_is_closed_goes_nowhere(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    await entitled.stop(TODAY, TODAY)
    stopped = await moves(entitled, desk, TODAY)
    assert [reason["code"] for reason in stopped.json()["reasons"]] == ["care-has-stopped"]
    await entitled.declare_final((await entitled.get()).headers["etag"])
    assert (await moves(entitled, desk, TODAY)).json()["possibleSteps"] == []


@pytest.mark.requirement("NV-23")
async def test_what_the_help_is_to_reach_goes_with_the_family(access: RoomUnderTest, given: Given) -> None:
    desk, b = await Desk.of(access, given), await given.provider()
    at_a = (await desk.helped(a_decision(by_budget("treatment")))).entitled
    moved = (await moves(at_a, desk.worker, TODAY, to=b.organisation)).json()["grant"]
    at_b = await given.accepted(b, at_a.referral, moved["id"])
    assert (await at_a.get()).json()["intendedResult"] is not None, "its last days are still to be given"
    access.clock.advance(timedelta(days=7))
    await at_a.stop(TODAY, TODAY)
    await at_a.declare_final((await at_a.get()).headers["etag"])
    reads = [await at_a.get(), await at_a.get(by=desk.worker), await at_b.get()]
    assert [read.json()["intendedResult"] is None for read in reads] == [True, False, False]
